"""Reading answers that may be written in several ways; what cannot be read raises ValueError."""

import re

import numpy as np

from lectures_nn.exercises import comparing


def numbers(count):
    """Return a reader of a given number of finite numbers.

    Parameters
    ----------
    count : int

    Returns
    -------
    callable
        Returns an array of shape (count,).
    """

    def read(answer):
        values = comparing.numbers(list(answer.values()) if isinstance(answer, dict) else answer)
        if values is None or values.size != count or not np.isfinite(values).all():
            raise ValueError
        return values.ravel().real.astype(float)

    return read


def truths(names):
    """Return a reader of truth values: True or False, 1 or 0, in order or by name.

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
        if isinstance(answer, dict):
            given = {str(key).strip().casefold(): value for key, value in answer.items()}
            answer = [given.pop(name.casefold(), None) for name in names]
            if given:
                raise ValueError
        values = comparing.numbers(answer)
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
