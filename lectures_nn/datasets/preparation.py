"""From data to what a network takes: one-hot targets and fair splits."""

import numpy as np

from lectures_nn.validation import generator, real_array, whole_number
from lectures_nn.validation import labels as whole_labels


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
    """
    n_classes = whole_number("n_classes", n_classes)
    whole = whole_labels("labels", labels, high=n_classes - 1)
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

    Examples
    --------
    >>> X, y = np.arange(10).reshape(5, 2), np.arange(5)
    >>> (X_train, y_train), (X_test, y_test) = split(X, y, fractions=(0.8, 0.2), rng=0)
    >>> bool((X_train[:, 0] == 2 * y_train).all()), len(y_test)
    (True, 1)
    """
    if not arrays:
        raise TypeError("split expects at least one array, got none")
    arrays = [_rows(array) for array in arrays]
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


def _rows(array):
    try:
        rows = np.asarray(array)
    except ValueError as error:
        raise ValueError(
            "split expects arrays of rows of one length, got rows of different lengths"
        ) from error
    if rows.ndim == 0:
        raise ValueError(
            f"split expects arrays of rows, got {type(array).__name__}, in which NumPy finds none"
        )
    return rows
