"""Gradient checking: compare a derived gradient with finite differences of the cost.

The functions take any ``f(theta)`` that returns ``(J, gradient)``, so they check a network,
logistic regression or a formula on paper all alike. Lecture 03 introduces them.
"""

import numpy as np

from lectures_nn.validation import generator, number, real_array, whole_number


class GradientMismatch(AssertionError):
    """The derived gradient and the finite differences disagree."""


def numerical_gradient(f, theta, eps=1e-4):
    """Return the gradient by central differences, (J(theta + eps) - J(theta - eps)) / (2 eps).

    Parameters
    ----------
    f : callable
        ``f(theta)`` returns J, or ``(J, gradient)`` of which only J is used.
    theta : array_like of float64, any shape
        Where to evaluate. Two calls of `f` are made for every element.
    eps : float, default 1e-4
        Step. The truncation error is about ``eps^2 |f'''| / 6``; rounding grows as 1 / eps.

    Returns
    -------
    ndarray of the shape of theta
    """
    theta, eps = _float64(theta), number("eps", eps, above=0)
    _callable(f)
    gradient = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        step = np.zeros_like(theta)
        step[index] = eps
        gradient[index] = (_cost(f, theta + step) - _cost(f, theta - step)) / (2 * eps)
    return gradient


def check_gradient(f, theta, eps=1e-4, tolerance=1e-7, directions=None, rng=None):
    """Compare the gradient that `f` returns with finite differences of the J that it returns.

    Parameters
    ----------
    f : callable
        ``f(theta)`` returns ``(J, gradient)``.
    theta : array_like of float64, any shape
        Where to compare.
    eps : float, default 1e-4
        Step of the central differences.
    tolerance : float, default 1e-7
        Largest relative difference that passes.
    directions : int, optional
        Compare slopes along this many random unit directions instead of along every axis:
        two calls of `f` each, however many parameters there are.
    rng : None, int, Generator or RandomState
        Source of the directions.

    Returns
    -------
    float
        The relative difference ||numerical - derived|| / (||numerical|| + ||derived||). It weighs
        the vector as a whole. At a minimum both gradients vanish and only rounding is left: check
        at another point.

    Raises
    ------
    GradientMismatch
        If it exceeds the tolerance. The message names the worst element, both values, and what
        the pattern of the differences suggests.
    TypeError, ValueError
        If theta is float32 or anything else that cannot be checked.
    """
    theta, eps = _float64(theta), number("eps", eps, above=0)
    tolerance = number("tolerance", tolerance, above=0)
    _callable(f)
    derived = _derived(f, theta)
    if directions is None:
        numerical = numerical_gradient(f, theta, eps)
    else:
        rng = generator("rng", rng)
        along = rng.standard_normal((whole_number("directions", directions), *theta.shape))
        along /= np.sqrt((along**2).sum(axis=tuple(range(1, along.ndim)), keepdims=True))
        numerical = np.array(
            [(_cost(f, theta + eps * d) - _cost(f, theta - eps * d)) / (2 * eps) for d in along]
        )
        derived = np.array([(derived * d).sum() for d in along])
    difference = relative_difference(numerical, derived)
    if not difference <= tolerance:
        report = _report(numerical, derived, difference, tolerance, directions)
        worst = np.abs(numerical - derived).argmax()
        along = (
            np.eye(theta.size)[worst].reshape(theta.shape) if directions is None else along[worst]
        )
        raise GradientMismatch(report + _kink(f, theta, eps * along))
    return difference


def relative_difference(a, b):
    """Return ||a - b|| / (||a|| + ||b||), and 0 when both are zero.

    Parameters
    ----------
    a, b : array_like of one shape

    Returns
    -------
    float
        Between 0 (equal) and 1 (opposite, or one of them zero).
    """
    a, b = real_array("a", a), real_array("b", b)
    if a.shape != b.shape:
        raise ValueError(f"b must have the shape of a, {a.shape}, got {b.shape}")
    largest = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    exponent = np.frexp(largest)[1]  # by a power of 2, so that nothing is rounded
    a, b = np.ldexp(a, -exponent), np.ldexp(b, -exponent)  # squares cannot overflow now
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size > 0 else 0.0


def _float64(theta):
    array = real_array("theta", theta)
    if array.dtype == np.float32:
        raise TypeError(
            "theta must be float64 for a gradient check, got float32: with 7 digits the "
            "differences are mostly rounding error"
        )
    if array.size == 0:
        raise ValueError(f"theta must hold at least one parameter, got shape {array.shape}")
    return array


def _callable(f):
    if not callable(f):
        raise TypeError(f"f must be a function of theta, got {type(f).__name__}")


def _cost(f, theta):
    result = f(theta)
    result = result[0] if isinstance(result, tuple) else result
    if isinstance(result, (list, dict)):
        raise TypeError(f"f(theta) must return J or (J, gradient), got a {type(result).__name__}")
    J = np.asarray(result)
    if J.size != 1 or J.dtype.kind not in "fiu" or not np.isfinite(J).all():
        raise ValueError(f"f(theta) must return a finite cost J, got {J!r}")
    if J.dtype == np.float32:
        raise TypeError("f(theta) must compute in float64 for a gradient check, got a float32 cost")
    return float(J.reshape(()))


def _derived(f, theta):
    result = f(theta.copy())
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"f(theta) must return (J, gradient), got {type(result).__name__}")
    if np.asarray(result[1]).dtype == np.float32:
        raise TypeError("the gradient must be float64 for a gradient check, got float32")
    gradient = real_array("the gradient", result[1])
    if gradient.shape != theta.shape:
        raise ValueError(f"the gradient must have shape {theta.shape}, got {gradient.shape}")
    return gradient.copy()  # f may use one buffer for every call


def _report(numerical, derived, difference, tolerance, directions):
    """Say where the two differ most, and what that looks like."""
    worst = np.unravel_index(np.abs(numerical - derived).argmax(), numerical.shape)
    where = tuple(int(i) for i in worst)
    where = where[0] if len(where) == 1 else where
    place = f"direction {where}" if directions else f"index {where}"
    return (
        f"relative difference {difference:.1e} exceeds {tolerance:.0e}; worst at {place}: "
        f"derived {derived[worst]:.6g}, numerical {numerical[worst]:.6g}. "
        + _hint(numerical, derived)
    )


def _kink(f, theta, step):
    """Say so where the slopes on the two sides of theta differ: there is no derivative then."""

    def slopes(step):
        behind, here, ahead = (_cost(f, theta + k * step) for k in (-1, 0, 1))
        with np.errstate(divide="ignore", invalid="ignore"):  # of a step that changes nothing
            return np.array([here - behind, ahead - here]) / np.linalg.norm(step)

    (left, right), closer = slopes(step), slopes(step / 10)
    jump, rounding = abs(right - left), 1e-3 * max(abs(left), abs(right))
    # Where f is smooth, the jump shrinks with the step.
    if not jump > rounding or abs(closer[1] - closer[0]) < jump / 2:
        return ""
    return (
        f" The slope is {left:.4g} on one side of theta and {right:.4g} on the other: theta may "
        "lie on a kink, such as ReLU's at 0, where there is no derivative; check at another theta."
    )


def _hint(numerical, derived):
    wrong = ~np.isclose(derived, numerical, rtol=1e-4, atol=1e-6 * np.abs(numerical).max())
    if not wrong.any():
        return "All elements agree to 4 digits: look at eps before the derivation."
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (derived / numerical)[wrong & (numerical != 0)]
    several = (
        ratios.size > 1 or ratios.size == wrong.size
    )  # one wrong number of many shows no pattern
    if several and np.allclose(ratios, ratios[0], rtol=1e-3) and not np.isclose(ratios[0], 0):
        factor = ratios[0]
        if np.isclose(factor, -1, rtol=1e-3):
            return "The derived values have the wrong sign."
        return f"The wrong values are all {factor:.4g} times the right ones: a factor is off."
    share = wrong.sum()
    if share < wrong.size:
        first = int(np.flatnonzero(wrong)[0])
        return (
            f"{share} of {wrong.size} elements differ, the first at index {first}: "
            "find out which parameters those are."
        )
    return "All elements differ: check an early step of the derivation, or a transpose."
