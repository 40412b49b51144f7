"""The data of the Coursera exercise: 5000 digits of 20 x 20 pixels, and trained weights.

The exercise's files carry no licence and are not shipped. Its images, however, are MNIST digits
made smaller; `load_ex4` makes them again from the shipped ones, equal to rounding: with the
exercise's own weights the cost is 0.287629 and 97.52 % are read correctly, as published.
Whoever has the original files puts them into ``data/``, and they are used instead.
"""

import os
from pathlib import Path

import numpy as np

from lectures_nn.datasets import files
from lectures_nn.datasets.digits import load_mnist_5000
from lectures_nn.datasets.files import read_archive
from lectures_nn.validation import real_array, whole_number


def load_ex4():
    """Return the exercise's 5000 digits.

    Returns
    -------
    sklearn.utils.Bunch
        ``X`` (5000, 400), each image unrolled by columns; ``y`` (5000,), labels 1..10 with 10 for
        zero; ``images`` (5000, 20, 20), upright; ``original``, whether the exercise's own file
        ``ex4data1.mat`` (or ``ex3data1.mat``) was read.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is absent, damaged or not what it should be.
    """
    from sklearn.utils import Bunch

    path = _own_file("ex4data1.mat", "ex3data1.mat")
    if path is None:
        train, _ = load_mnist_5000()
        images = shrink(train.images / 255, 20)
        X, y = unroll(images), np.where(train.labels == 0, 10, train.labels)
    else:
        content = _read_mat(path, {"X": (5000, 400), "y": (5000, 1)})
        X, y = content["X"], content["y"].ravel()
        if set(np.unique(y)) != set(range(1, 11)):
            raise ValueError(f"{path.name} must hold the labels 1 to 10, got {np.unique(y)[:12]}")
        y = y.astype(int)
        images = X.reshape(-1, 20, 20).transpose(0, 2, 1)
    return Bunch(X=X, y=y, images=images, original=path is not None)


def load_ex4_weights():
    """Return trained weights for the exercise's network of 400, 25 and 10 nodes.

    The exercise's own ``ex4weights.mat`` (or ``ex3weights.mat``) if it is in ``data/`` or in the
    folder that the environment variable ``LECTURES_NN_DATA`` names; otherwise weights that this
    course trained (``tools/train_ex4_weights.py``).

    Returns
    -------
    sklearn.utils.Bunch
        ``Theta1`` (25, 401), ``Theta2`` (10, 26) and ``original``.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is absent, damaged or not what it should be.
    """
    from sklearn.utils import Bunch

    shapes = {"Theta1": (25, 401), "Theta2": (10, 26)}
    path = _own_file("ex4weights.mat", "ex3weights.mat")
    content = read_archive("ex4_weights.npz", shapes) if path is None else _read_mat(path, shapes)
    return Bunch(**{name: content[name] for name in shapes}, original=path is not None)


def unroll(images):
    """Return images as rows, column by column, the order of the exercise.

    Parameters
    ----------
    images : ndarray of shape (m, height, width)

    Returns
    -------
    ndarray of shape (m, width * height)
    """
    images = real_array("images", images, ndim=3)
    m, height, width = images.shape
    return images.transpose(0, 2, 1).reshape(m, width * height)


def shrink(images, size):
    """Return images made smaller by bicubic interpolation, with antialiasing.

    Parameters
    ----------
    images : ndarray of shape (m, n, n)
    size : int
        New height and width, at most n.

    Returns
    -------
    ndarray of shape (m, size, size)

    References
    ----------
    R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with
    a = -1/2; the kernel is stretched by n / size so that it averages, and the border repeated.
    """
    images, size = real_array("images", images, ndim=3), whole_number("size", size)
    if images.shape[1] != images.shape[2] or size > images.shape[2]:
        raise ValueError(
            f"images must be squares of at least {size} x {size} pixels, got shape {images.shape}"
        )
    weights = _resampling(images.shape[-1], size)
    return weights @ images @ weights.T


def _resampling(n, size):
    """Return the matrix (size, n) whose rows say which old pixels make a new one."""
    scale = n / size
    weights = np.zeros((size, n))
    for i in range(size):
        centre = (i + 0.5) * scale - 0.5
        old = np.arange(np.floor(centre - 2 * scale), np.ceil(centre + 2 * scale) + 1).astype(int)
        share = _keys_kernel((old - centre) / scale)
        np.add.at(weights[i], np.clip(old, 0, n - 1), share / share.sum())
    return weights


def _keys_kernel(t):
    t = np.abs(t)
    near = 1.5 * t**3 - 2.5 * t**2 + 1
    far = -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


def _own_file(*names):
    """Return the first of these files that a user has put where the course looks."""
    folders = [files.DATA]
    if os.environ.get("LECTURES_NN_DATA"):
        folders.append(Path(os.environ["LECTURES_NN_DATA"]))
    found = [folder / name for folder in folders for name in names if (folder / name).exists()]
    return found[0] if found else None


def _read_mat(path, shapes):
    from scipy.io import loadmat, whosmat

    back = "Remove it and the course uses its own data"
    if not path.is_file():
        raise ValueError(f"{path.name} must be a file, got a folder or a device. {back}")
    with path.open("rb") as file:
        try:
            found = {name: (shape, kind) for name, shape, kind in whosmat(file)}
        except Exception as error:  # damage shows in many ways: all mean the same to the reader
            raise ValueError(
                f"{path.name} cannot be read as a MATLAB file ({error}). Get a fresh copy. {back}"
            ) from error
        for name, shape in shapes.items():  # before so much is read
            its_shape, kind = found.get(name, (sorted(found), None))
            if its_shape != shape:
                raise ValueError(
                    f"{path.name} must hold {name} of shape {shape}, got {its_shape}: is it "
                    f"another file of the exercise under this name? {back}"
                )
            if kind in ("cell", "char", "function", "object", "opaque", "struct"):
                raise ValueError(
                    f"{path.name}: {name} must hold real numbers, got a {kind}. {back}"
                )
        try:
            content = loadmat(file, variable_names=list(shapes))
        except Exception as error:
            raise ValueError(f"{path.name} is damaged ({error}). {back}") from error
    for name in shapes:
        try:
            content[name] = real_array(f"{path.name}: {name}", content[name])
        except TypeError as error:  # to the caller it is the file that is wrong
            raise ValueError(str(error)) from error
    return content
