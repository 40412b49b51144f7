"""Cases and plain loops that the tests of convolution and pooling share.

Nothing here knows how the layers do it: images are padded with `np.pad` and visited window by
window.
"""

import os
import warnings
from collections import namedtuple

import numpy as np
import pytest

Case = namedtuple("Case", "shape k stride padding seed")
LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "every other row": lambda a: np.repeat(a, 2, axis=1)[:, ::2],
    "every other channel": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "mirrored": lambda a: a[::-1, ::-1].copy()[::-1, ::-1],
    "channels first": lambda a: np.moveaxis(np.moveaxis(a, -1, 1).copy(), 1, -1),
}


def added(n, k, stride, padding):
    """Return the pixels to add before and after a side of n, as TensorFlow has it."""
    if padding == "valid":
        return 0, 0
    if padding == "same":
        total = max((-(-n // stride) - 1) * stride + k - n, 0)
        return total // 2, total - total // 2
    return padding, padding


def room(case):
    """Return whether at least one window fits in."""
    return all(
        n + sum(added(n, case.k, case.stride, case.padding)) >= case.k for n in case.shape[1:3]
    )


def cases(how_many, largest_padding):
    """Draw cases of all kinds, the first ones by hand."""
    yield Case((1, 1, 1, 1), 1, 1, "same", 0)
    yield Case((1, 4, 4, 1), 3, 2, "same", 1)  # one pixel more after the image
    yield Case((2, 7, 5, 3), 2, 3, "valid", 2)  # pixels between windows, and left over
    yield Case((3, 6, 6, 2), 5, 1, "same", 3)
    yield Case((2, 8, 3, 2), 3, 3, 1, 4)
    drawn, rng = 0, np.random.default_rng(14)
    while drawn < how_many:
        k = int(rng.integers(1, 6))
        shape = tuple(int(n) for n in rng.integers((1, 1, 1, 1), (5, 10, 10, 4)))
        padding = rng.choice(["same", "valid", "number"]).item()
        if padding == "number":
            padding = int(rng.integers(0, largest_padding(k) + 1))
        case = Case(shape, k, int(rng.integers(1, 5)), padding, 5 + drawn)
        if room(case):
            drawn += 1
            yield case


def name(case):
    shape = "x".join(map(str, case.shape))
    return f"{shape}-k{case.k}-stride{case.stride}-{case.padding}"


def padded(a, case, value=0.0):
    """Return the images with their surroundings."""
    sides = [added(n, case.k, case.stride, case.padding) for n in a.shape[1:3]]
    return np.pad(a, [(0, 0), *sides, (0, 0)], constant_values=value)


def unpadded(around, a, case):
    """Return the part of padded images where the images themselves are."""
    top, left = (added(n, case.k, case.stride, case.padding)[0] for n in a.shape[1:3])
    return around[:, top : top + a.shape[1], left : left + a.shape[2]]


def windows(around, case):
    """Yield (y, x, index of the window's pixels in the padded images)."""
    for y, top in enumerate(range(0, around.shape[1] - case.k + 1, case.stride)):
        for x, left in enumerate(range(0, around.shape[2] - case.k + 1, case.stride)):
            yield y, x, np.s_[:, top : top + case.k, left : left + case.k]


def im2col(around, case):
    """Return the windows of padded images as columns, (k k c, across, down, m), by loops."""
    down, across = out_shape(case)
    m, channels = around.shape[0], around.shape[-1]
    columns = np.zeros((case.k * case.k * channels, across, down, m))
    for y, x, pixels in windows(around, case):
        for example, window in enumerate(around[pixels]):  # (k, k, c)
            columns[:, x, y, example] = window.ravel()
    return columns


def out_shape(case):
    """Return the number of windows down and across."""
    around = padded(np.zeros(case.shape), case)
    *_, (y, x, _) = windows(around, case)
    return y + 1, x + 1


def tensorflow():
    """Return TensorFlow, or skip where it is not installed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other people's imports
        return pytest.importorskip("tensorflow", reason="TensorFlow is not installed")


def torch():
    """Return PyTorch, or skip where it is not installed."""
    return pytest.importorskip("torch", reason="PyTorch is not installed")
