"""What can be seen in wrong numbers without knowing the exercise: a sign, a factor, an order.

An observation is true by arithmetic, so that no misconception has to be foreseen for it. The
functions take the results of all cases and the right ones, as lists of arrays of equal shapes.
"""

import math

import numpy as np

PREFIX = "observed_"  # of the hints that come from here
ROUNDING = 1e-14  # what is left, in units of the numbers that cancelled
LARGE = 10  # whole numbers from which on a difference of 1 is no chance
NAMED_FACTORS = {
    2: "",
    0.5: "",
    100: "",
    0.01: "",
    math.log(10): " = ln 10: the logarithms have another base than is meant",
    1 / math.log(10): " = 1 / ln 10: is it a logarithm to base 10?",
    math.log(2): " = ln 2: the logarithms have another base than is meant",
    1 / math.log(2): " = 1 / ln 2: is it a logarithm to base 2?",
}


def observe(results, rights):
    """Return what is remarkable about the numbers of a wrong function.

    Parameters
    ----------
    results, rights : list of ndarray
        One array a case, with the same shapes.

    Returns
    -------
    tuple of str or None
        A key and a sentence.
    """
    got = np.concatenate([np.ravel(a) for a in results]).astype(complex)
    right = np.concatenate([np.ravel(a) for a in rights]).astype(complex)
    if not np.isfinite(got).all() or not np.isfinite(right).all() or not right.any():
        return None
    if all(np.asarray(b).dtype.kind in "iu" for b in rights) and (got != np.round(got)).any():
        return "fraction", "Some of your values are no whole numbers."
    if np.isin(right, (0, 1)).all():
        return None  # with zeros and ones only, most of it would be chance
    if _close(got, -right):
        return "sign", "Every value has the wrong sign."
    if _close(got, np.abs(right)):
        return "sign_lost", "The values are right but for their signs: yours are all positive."
    if not got.any():
        return "zero", "All your values are 0."
    if np.all(np.abs(got) <= ROUNDING * np.abs(right).max()):
        return "zero", "All your values are 0 up to rounding."
    return (
        _factor(results, rights, got, right)
        or _rounded(got, right)
        or _shift(got, right)
        or _transformed(got, right)
        or _order(results, rights)
        or _edge(results, rights)
    )


def _close(a, b, tolerance=1e-7):
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(np.abs(b), 1e-3)))


def _factor(results, rights, got, right):
    """Find one factor for all cases, or one for each case with several numbers."""
    nonzero = right != 0
    if nonzero.sum() < 2 or got[~nonzero].any():
        return None
    ratio = (got[nonzero] / right[nonzero])[0]
    if _close(got, ratio * right):
        return "factor", f"Every value is {_named(ratio)}."
    ratios = []
    for a, b in zip(results, rights, strict=True):
        a, b = np.ravel(a).astype(complex), np.ravel(b).astype(complex)
        if (b != 0).sum() < 2:
            return None
        ratios.append((a[b != 0] / b[b != 0])[0])
        if not ratios[-1] or not _close(a, ratios[-1] * b):
            return None
    told = "; ".join(f"case {i}: {_number(r)}" for i, r in enumerate(ratios[:3], 1))
    return "factor", f"Within a case, every value is off by the same factor ({told})."


def _named(ratio):
    for factor, name in NAMED_FACTORS.items():
        if abs(ratio - factor) < 1e-7:
            return f"{_number(ratio)} times what it should be{name}"
    return f"{_number(ratio)} times what it should be"


def _number(ratio):
    return f"{ratio.real:.4g}"


def _rounded(got, right):
    if _close(got, np.round(got)):
        return None
    for decimals in range(1, 7):
        if _close(got, np.round(right, decimals)):
            return "rounded", "Your values are rounded. Return them as they are calculated."
    return None


def _shift(got, right):
    by = (got - right)[0].real
    if len(got) > 1 and _close(got - right, by) and abs(by) > 1e-9:
        return "shifted", f"Every value is {abs(by):.4g} too {'large' if by > 0 else 'small'}."
    return None


def _transformed(got, right):
    if len(got) < 2:
        return None
    with np.errstate(all="ignore"):
        candidates = {
            "squared": (right**2, "Every value is the square of the right one."),
            "root": (np.sqrt(right), "Every value is the square root of the right one."),
            "inverse": (1 / right, "Every value is 1 divided by the right one."),
            "logarithm": (np.log(right), "Every value is the logarithm of the right one."),
            "exponential": (np.exp(right), "Every value is exp of the right one."),
        }
    for key, (values, sentence) in candidates.items():
        if np.isfinite(values).all() and _close(got, values):
            return key, sentence
    return None


def _order(results, rights):
    if min(np.size(b) for b in rights) < 2:
        return None
    for a, b in zip(results, rights, strict=True):
        if not _close(np.sort_complex(np.ravel(a)), np.sort_complex(np.ravel(b))):
            return None
    return "reordered", "These are the right numbers, but not in their places."


def _edge(results, rights):
    """Find that only the first or only the last entry along an axis is wrong in every case."""
    for axis in range(min(np.ndim(b) for b in rights)):
        lines = {1: "entry", 2: ("row", "column")}.get(np.ndim(rights[0]), "slice")
        line = lines[axis] if isinstance(lines, tuple) else lines
        for place, name in ((0, "first"), (-1, "last")):
            if all(_only(a, b, axis, place) for a, b in zip(results, rights, strict=True)):
                return f"{name}_{line}", f"Only the {name} {line} is not right yet."
    return None


def _only(got, right, axis, place):
    if np.shape(right)[axis] < 3:
        return False
    wrong = np.abs(got - right) > 1e-7 * np.maximum(1.0, np.abs(right))
    rest = np.delete(wrong, place, axis)
    return bool(wrong.any() and not rest.any())


def observe_number(got, right):
    """Return what is remarkable about a single wrong number.

    Parameters
    ----------
    got, right : float

    Returns
    -------
    tuple of str or None
        A key and the predicate of a sentence about the number.
    """
    if not right or not math.isfinite(abs(got)) or not math.isfinite(abs(right)):
        return None
    found = {
        "sign": (-right, "has the wrong sign"),
        "twice": (2 * right, "is twice as large as it should be"),
        "half": (right / 2, "is half as large as it should be"),
        "percent": (100 * right, "is 100 times too large"),
        "hundredth": (right / 100, "is 100 times too small"),
        "inverse": (1 / right, "is 1 divided by the right number"),
    }
    if 0 < right < 1:
        found["complement"] = (1 - right, "is 1 minus the right number")
    if isinstance(right, int) and got != np.round(got):
        return "fraction", "is no whole number"
    if right == int(right) and right >= LARGE and abs(got - right) == 1:
        return "one_off", f"is 1 too {'large' if got > right else 'small'}"
    for key, (value, predicate) in found.items():
        if _close(np.asarray(got), np.asarray(value), 1e-3 if right != int(right) else 1e-7):
            return key, predicate
    return None


def has_few_digits(got, right):
    """Whether a number can be the right one, rounded so much that others would look the same.

    Parameters
    ----------
    got, right : float

    Returns
    -------
    bool
    """
    if isinstance(right, int) or not right or not math.isfinite(abs(got)):
        return False
    first = math.floor(math.log10(abs(right)))
    return any(math.isclose(abs(got - round(right, k - first)), 0, abs_tol=1e-12) for k in (0, 1))
