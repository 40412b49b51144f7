"""Data of the course: real digits read from ``data/``, small made-up tables, and fair splits.

Files are read without pickle and only if their sha256 is the one listed in ``data/SHA256SUMS``.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from lectures_nn.validation import generator, number, real_array, whole_number

DATA = Path(__file__).resolve().parent.parent / "data"
"""Folder of the shipped data, beside the package in a checkout of the course."""


@dataclass(frozen=True, repr=False)
class Digits:
    """Images of handwritten digits with their labels.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, height, width)
        Grey levels as stored; 0 is paper.
    X : ndarray of float64, shape (m, height * width)
        The images row by row, scaled to 0..1.
    labels : ndarray of int, shape (m,)
        The digit that was written.
    """

    images: np.ndarray
    X: np.ndarray
    labels: np.ndarray

    def __repr__(self):
        """Show what and how much there is."""
        m, height, width = self.images.shape
        return f"Digits({m} images of {height} x {width} pixels, labels 0..{self.labels.max()})"


def load_digits_8x8():
    """Return the 1797 digits of 8 x 8 pixels, grey levels 0..16, written by 13 people.

    The test part of "Optical recognition of handwritten digits" by E. Alpaydin and C. Kaynak
    (UCI Machine Learning Repository, 1998, CC BY 4.0), the digits that scikit-learn ships too.
    They were scanned by NIST but are not a part of MNIST.

    Returns
    -------
    Digits

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is absent or damaged; the message says how to get it back.
    """
    arrays = read_archive("digits_8x8.npz", ("images", "labels"))
    images = arrays["images"]
    return Digits(images, images.reshape(len(images), -1) / 16, arrays["labels"].astype(int))


def read_archive(name, keys):
    """Read arrays from an ``.npz`` file of the data folder after verifying its checksum.

    Parameters
    ----------
    name : str
        File name in the data folder, listed in ``SHA256SUMS``.
    keys : sequence of str
        Arrays that must be in it.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is absent, differs from the one listed, or lacks an array.
    """
    path = DATA / name
    if not path.exists():
        raise FileNotFoundError(
            f"{name} is not in {DATA}: expected the data folder of the course beside the package; "
            f"get it back with: git checkout -- data/{name}"
        )
    content = path.read_bytes()
    expected, found = _listed_checksum(name), hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ValueError(
            f"data/{name} is damaged: expected sha256 {expected[:12]}..., got {found[:12]}...; "
            f"get it back with: git checkout -- data/{name}"
        )
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        missing = sorted(set(keys) - set(archive.files))
        if missing:
            raise ValueError(f"data/{name} must hold {list(keys)}, got {archive.files}")
        return {key: archive[key] for key in keys}


def _listed_checksum(name):
    sums = DATA / "SHA256SUMS"
    listed = {}
    if sums.exists():
        rows = (line.split() for line in sums.read_text(encoding="utf-8").splitlines())
        listed = {row[1]: row[0] for row in rows if len(row) == 2}
    if name not in listed:
        raise ValueError(f"data/SHA256SUMS must list {name}, got {sorted(listed)}")
    return listed[name]


def body_mass(m, rng=None):
    """Draw heights and weights of m people and their body-mass index.

    Heights are normal with mean 1.72 m and standard deviation 0.09 m; the index itself is drawn
    from a normal with mean 25 and standard deviation 4 and the weight follows from it, so that
    the target is known exactly: weight / height^2.

    Parameters
    ----------
    m : int
        Number of people.
    rng : None, int, Generator or RandomState
        Source of randomness.

    Returns
    -------
    X : ndarray of shape (m, 2)
        Height in metres and weight in kilograms.
    y : ndarray of shape (m,)
        Body-mass index in kilograms per square metre.

    Raises
    ------
    TypeError, ValueError
        If m is no whole number of at least 1.
    """
    m, rng = whole_number("m", m), generator("rng", rng)
    height = np.clip(rng.normal(1.72, 0.09, m), 1.4, 2.1)
    index = np.clip(rng.normal(25, 4, m), 15, 45)
    return np.column_stack([height, index * height**2]), index


def noisy_curve(m, noise=0.1, rng=None):
    """Draw points of a curve that no straight line fits, y = sin(2 pi x) + x / 2 + noise.

    Parameters
    ----------
    m : int
        Number of points, x uniform in 0..1.
    noise : float, default 0.1
        Standard deviation of the normal noise on y.
    rng : None, int, Generator or RandomState
        Source of randomness.

    Returns
    -------
    X : ndarray of shape (m, 1)
    y : ndarray of shape (m,)

    Raises
    ------
    TypeError, ValueError
        If m is no whole number of at least 1 or noise is negative.
    """
    m, noise, rng = whole_number("m", m), number("noise", noise, low=0), generator("rng", rng)
    x = rng.uniform(0, 1, m)
    return x[:, None], np.sin(2 * np.pi * x) + x / 2 + noise * rng.standard_normal(m)


def one_hot(labels, n_classes):
    """Return one row a label with a single 1 in the label's column.

    Parameters
    ----------
    labels : array_like of int, shape (m,)
        Classes counted from 0.
    n_classes : int
        Number of columns, given rather than guessed: a batch need not hold every class.

    Returns
    -------
    ndarray of float64, shape (m, n_classes)

    Raises
    ------
    TypeError, ValueError
        If a label is not a whole number between 0 and n_classes - 1.
    """
    n_classes = whole_number("n_classes", n_classes)
    labels = real_array("labels", labels, ndim=1)
    if labels.size == 0:
        raise ValueError("labels must hold at least one label, got none")
    whole = labels.astype(int)
    if (whole != labels).any():
        raise ValueError(f"labels must be whole numbers, got {labels[whole != labels][0]:g}")
    if whole.min() < 0 or whole.max() >= n_classes:
        raise ValueError(
            f"labels must lie between 0 and {n_classes - 1}, got {whole.min()} to {whole.max()}"
        )
    rows = np.zeros((len(whole), n_classes))
    rows[np.arange(len(whole)), whole] = 1
    return rows


def split(*arrays, fractions=(0.6, 0.2, 0.2), rng=None):
    """Split arrays at random into parts, rows that belong together staying together.

    One permutation orders all arrays. Shuffling inputs and labels one after the other would
    pair every image with a stranger's label (lecture 05).

    Parameters
    ----------
    *arrays : array_like
        Arrays with the same number of rows.
    fractions : sequence of float, default (0.6, 0.2, 0.2)
        Share of each part; together 1. The last part takes what rounding leaves.
    rng : None, int, Generator or RandomState
        Source of the permutation.

    Returns
    -------
    list of tuple
        One tuple a part, holding that part of every array in the order given.

    Raises
    ------
    TypeError, ValueError
        If the arrays differ in length, the fractions do not sum to 1, or a part would be empty.

    Examples
    --------
    >>> X, y = np.arange(10).reshape(5, 2), np.arange(5)
    >>> (X_train, y_train), (X_test, y_test) = split(X, y, fractions=(0.8, 0.2), rng=0)
    >>> bool((X_train[:, 0] == 2 * y_train).all()), len(y_test)
    (True, 1)
    """
    if not arrays:
        raise TypeError("split expects at least one array, got none")
    arrays = [np.asarray(array) for array in arrays]
    if any(array.ndim == 0 for array in arrays):
        raise ValueError("split expects arrays of rows, got a single number")
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"arrays must have the same number of rows, got {lengths}")
    fractions = real_array("fractions", fractions, ndim=1)
    if (fractions <= 0).any() or not np.isclose(fractions.sum(), 1):
        raise ValueError(f"fractions must be positive and sum to 1, got {fractions.tolist()}")
    ends = np.round(np.cumsum(fractions)[:-1] * lengths[0]).astype(int)
    parts = np.split(generator("rng", rng).permutation(lengths[0]), ends)
    if any(len(part) == 0 for part in parts):
        raise ValueError(
            f"every part must get at least one row, got {lengths[0]} rows for {len(parts)} parts"
        )
    return [tuple(array[part] for array in arrays) for part in parts]
