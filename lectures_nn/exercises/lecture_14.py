"""Checks of lecture 14: convolutional networks."""

import numpy as np

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import FunctionExercise, PropertyExercise, ValueExercise

_rng = np.random.default_rng(1414)

volumes = ValueExercise(
    "volumes",
    expected=(28, 14, 7, 9626),
    misconceptions={
        "no_biases": (
            (28, 14, 7, 9592),
            "The sides are right. Every filter and every node has a bias too.",
        ),
        "flat_filters": (
            (28, 14, 7, 8218),
            "The sides are right. A filter reaches through all channels below it: three colours in "
            "the first convolution, eight maps in the second.",
        ),
        "first_same": (
            (32, 16, 8, 12026),
            'The first convolution is "valid": no zeros are added, and 5 x 5 windows fit less '
            "often than 32 times.",
        ),
        "second_valid": (
            (28, 14, 6, 7546),
            'The second convolution is "same": its size is 14 / 2, rounded up.',
        ),
        "stride_ignored": (
            (28, 14, 14, 33146),
            "The second convolution has stride 2: every other window is left out.",
        ),
    },
)


def _zeros_needed(n, k, s):
    return max((-(-n // s) - 1) * s + k - n, 0)


def _map(a, w, s, pads):
    """Cross-correlate with zeros as given for rows and columns."""
    k, padded = len(w), np.pad(a, pads)
    rows, columns = (range(0, n - k + 1, s) for n in padded.shape)
    return np.array([[np.sum(w * padded[p : p + k, q : q + k]) for q in columns] for p in rows])


def _same(a, w, s, before=lambda P: P // 2):
    needed = [_zeros_needed(n, len(w), s) for n in a.shape]
    return _map(a, w, s, [(before(P), P - before(P)) for P in needed])


same_map = FunctionExercise(
    "same_map",
    reference=_same,
    cases=[
        (_rng.normal(size=(6, 7)), _rng.normal(size=(3, 3)), 2),
        (_rng.normal(size=(5, 8)), _rng.normal(size=(3, 3)), 1),
        (_rng.normal(size=(10, 7)), _rng.normal(size=(4, 4)), 3),
        (_rng.normal(size=(7, 9)), _rng.normal(size=(1, 1)), 2),
    ],
    misconceptions={
        "odd_zero_first": (
            lambda a, w, s: _same(a, w, s, before=lambda P: P - P // 2),
            "Nearly: where the number of zeros is odd, the extra one belongs to the end, not to "
            "the beginning.",
        ),
        "all_zeros_last": (
            lambda a, w, s: _same(a, w, s, before=lambda P: 0),
            "You add all zeros after the image. Half of them belong before it.",
        ),
        "every_other": (
            lambda a, w, s: _same(a, w, 1)[::s, ::s],
            "You pad for stride 1 and then take every s-th number of the map. The number of zeros "
            "in (14.8) depends on the stride.",
        ),
        "valid": (
            lambda a, w, s: _map(a, w, s, 0),
            "You add no zeros: that is the rule for valid.",
        ),
        "turned": (
            lambda a, w, s: _same(a, w[::-1, ::-1], s),
            "You turn the filter round, as in a convolution. The cross-correlation is asked for.",
        ),
        "stride_ignored": (
            lambda a, w, s: _same(a, w, 1),
            "You return the map for stride 1.",
        ),
    },
)


def _windows(a):
    """Return the four numbers of each 2 x 2 window, sorted."""
    cut = np.asarray(a, dtype=float).reshape(2, 2, 2, 2).swapaxes(1, 2)
    return np.sort(cut.reshape(4, 4), axis=1)


def _of_windows(pair, function):
    return [function(_windows(a)) for a in pair]


two_maps = PropertyExercise(
    "two_maps",
    reading.arrays(2, (4, 4)),
    "Answer with two arrays of shape (4, 4).",
    {
        "negative": (
            lambda pair: all(np.min(a) >= 0 for a in pair),
            "None of the numbers may be below 0.",
            (-np.eye(4), np.eye(4)),
        ),
        "same_map": (
            lambda pair: not np.array_equal(*pair),
            "The two maps are equal.",
            (np.eye(4), np.eye(4)),
        ),
        "maximum": (
            lambda pair: np.allclose(*_of_windows(pair, lambda rows: rows.max(axis=1))),
            "Max pooling tells your two maps apart.",
            (np.eye(4), 2 * np.eye(4)),
        ),
        "mean": (
            lambda pair: np.allclose(*_of_windows(pair, lambda rows: rows.mean(axis=1))),
            "Max pooling cannot tell your two maps apart, but average pooling can.",
            (np.eye(4), np.kron(np.eye(2), np.ones((2, 2)))),
        ),
        "only_moved": (
            lambda pair: not np.allclose(*_of_windows(pair, lambda rows: rows)),
            "Both poolings are deceived, but you have only moved numbers about in their windows. "
            "In one window the four numbers must be different ones.",
            (np.eye(4), np.eye(4)[[1, 0, 2, 3]]),
        ),
    },
)

shared_maxima = ValueExercise(
    "shared_maxima",
    expected=4017 / 28752,
    misconceptions={
        "paper_counted": (
            11844 / 28752,
            "You count windows of pure paper too, where all four pixels are 0.",
        ),
        "of_windows_with_ink": (
            4017 / 20925,
            "That is the share among the windows with ink. The share of all windows is asked for.",
        ),
        "number": (4017, "That is their number. Divide by the number of windows."),
        "any_two": (
            21683 / 28752,
            "You count windows in which any two pixels are equal. It must be the largest value "
            "that is found twice.",
        ),
    },
    tolerance=1e-4,
)

passes_unturned = ValueExercise(
    "passes_unturned",
    expected=[True, False, False, True],
    misconceptions={
        "sign_overlooked": (
            [True, True, True, True],
            "Turned by 180 degrees an edge filter changes its sign, and a gradient with the wrong "
            "sign does not pass.",
        ),
        "none": (
            [False, False, False, False],
            "Turn each filter by 180 degrees and look whether it has changed.",
        ),
        "reversed": (
            [False, True, True, False],
            "True and False are exchanged: passing is asked for.",
        ),
        "blur_only": (
            [True, False, False, False],
            "Outlines: write the filter down and turn it by 180 degrees.",
        ),
        "mirror_images": (
            [True, True, False, True],
            "The vertical edges: upside down the filter is the same, but it is turned in both "
            "directions.",
        ),
    },
)

layers_needed = ValueExercise(
    "layers_needed",
    expected=(14, 4),
    misconceptions={
        "sizes_add": (
            (10, 4),
            "The windows of neighbours overlap: each further layer of 3 x 3 adds two pixels, not "
            "three.",
        ),
        "one_too_few": (
            (13, 4),
            "13 layers see 1 + 2 * 13 = 27 pixels.",
        ),
        "pooling_adds_nothing": (
            (14, 14),
            "Pooling has windows and a stride of its own. Go up the layers with (14.11) and keep "
            "the product of the strides.",
        ),
        "layers_counted": (
            (14, 8),
            "Of the eight layers only the convolutions are asked for.",
        ),
        "without_stride": (
            (14, 9),
            "You add one pixel for each pooling, but not the doubled step of everything after it.",
        ),
        "order": ((4, 14), "First the number without pooling, then the number with it."),
    },
)
