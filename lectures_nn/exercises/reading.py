"""Reading answers that may be written in several ways; what cannot be read raises ValueError."""

import re

import numpy as np

from lectures_nn.exercises import comparing


class StillOpen(ValueError):
    """Some parts of an answer are None or `...`; the message names them."""


def _look_for_open(names, values):
    if left := [n for n, value in zip(names, values, strict=True) if value is None or value is ...]:
        raise StillOpen(", ".join(left))


def _by_name(answer, names):
    """Return the values of a dict in the order of some names; an entry may be missing."""
    given = {re.sub(r"[\W_]", "", str(key)).casefold(): value for key, value in answer.items()}
    values = [given.pop(re.sub(r"[\W_]", "", name).casefold(), None) for name in names]
    if given:
        raise ValueError
    return values


def _flat(answer):
    """Return the numbers of nested sequences, ((w_1, w_2), b) for instance, in one list."""
    if isinstance(answer, tuple | list):
        return [part for inner in answer for part in _flat(inner)]
    return list(answer.ravel()) if isinstance(answer, np.ndarray) else [answer]


def numbers(count, names=()):
    """Return a reader of a given number of finite numbers.

    Parameters
    ----------
    count : int
    names : tuple of str
        What they are called, so that a dict can be read.

    Returns
    -------
    callable
        Returns an array of shape (count,).
    """
    called = names or [f"number {i}" for i in range(1, count + 1)]

    def read(answer):
        if isinstance(answer, str):
            answer = re.findall(r"[^,;()\[\]]*[^,;()\[\]\s]", answer)
        if isinstance(answer, dict):
            answer = _by_name(answer, names) if names else list(answer.values())
        parts = comparing.typed(_flat(answer))
        if len(parts) == count:
            _look_for_open(called, parts)
        values = comparing.numbers(parts)
        if values is None or values.size != count or not np.isfinite(values).all():
            raise ValueError
        return values.ravel().real.astype(float)

    return read


def truths(names):
    """Return a reader of truth values: True or False, 1 or 0, also as text, in order or by name.

    Parameters
    ----------
    names : str
        One letter for each.

    Returns
    -------
    callable
        Returns a list of bool.
    """

    def read(answer):
        if isinstance(answer, str):
            answer = re.findall(r"\w+", answer)
        answer = _by_name(answer, names) if isinstance(answer, dict) else _flat(answer)
        if len(answer) == len(names):
            _look_for_open(names, answer)
        values = comparing.numbers(comparing.typed(answer, truth=True))
        if values is None or values.size != len(names) or not np.isin(values, (0, 1)).all():
            raise ValueError
        return [bool(value) for value in values.ravel()]

    return read


def letters(allowed):
    """Return a reader of a choice of letters: a word, a list of them, or a dict of truth values.

    Parameters
    ----------
    allowed : str

    Returns
    -------
    callable
        Returns a set of letters.
    """

    def read(answer):
        if isinstance(answer, dict):
            answer = [key for key, chosen in answer.items() if chosen]
        found = set(re.sub(r"[\W_]|and", "", "".join(answer).casefold()))  # "a, b and e"
        if not found <= set(allowed):
            raise ValueError
        return found

    return read


def line_numbers(answer):
    """Read a set of whole numbers, given in any collection.

    Parameters
    ----------
    answer : iterable

    Returns
    -------
    set of int
    """
    if isinstance(answer, str):
        answer = re.findall(r"\d+", answer)
    values = [float(part) for part in answer]
    if any(value != int(value) for value in values):
        raise ValueError
    return {int(value) for value in values}


def arrays(count, shape):
    """Return a reader of several arrays of numbers of one shape.

    Parameters
    ----------
    count : int
    shape : tuple

    Returns
    -------
    callable
        Returns a list of arrays of float.
    """

    def read(answer):
        found = [comparing.numbers(part) for part in answer]
        if len(found) != count or any(part is None or part.shape != shape for part in found):
            raise ValueError
        return [part.astype(float) for part in found]

    return read
