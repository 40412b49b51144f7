"""The valley of errors: a difference quotient between truncation and rounding."""

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.plotting import COLORS
from lectures_nn.validation import number
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

SCHEMES = ("forward", "central")
TYPES = {"float64": np.float64, "float32": np.float32}
_EXPONENTS, _PLACES = np.arange(-15, 1), np.linspace(0.5, 1.5, 101)


def difference_error(scheme, eps, dtype="float64"):
    """Return by how much difference quotients of the sine miss the cosine, near 1.

    Parameters
    ----------
    scheme : str
        "forward", (f(x + eps) - f(x)) / eps, or "central", (f(x + eps) - f(x - eps)) / 2 eps.
    eps : float
        The step.
    dtype : str, default "float64"
        "float64" or "float32": what all numbers are rounded to.

    Returns
    -------
    float
        Median over 101 places x from 0.5 to 1.5, so that no lucky hit decides.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, got {scheme!r}")
    if dtype not in TYPES:
        raise ValueError(f"dtype must be one of {', '.join(TYPES)}, got {dtype!r}")
    kind = TYPES[dtype]
    x, eps = kind(_PLACES), kind(number("eps", eps, above=0))
    if scheme == "forward":
        quotient = (np.sin(x + eps) - np.sin(x)) / eps
    else:
        quotient = (np.sin(x + eps) - np.sin(x - eps)) / (2 * eps)
    return float(np.median(np.abs(quotient - np.cos(_PLACES))))


def expected_error(scheme, eps, dtype="float64"):
    """Return the two terms of (7.5) for the sine at 1: truncation, and rounding at most.

    Parameters are those of `difference_error`.

    Returns
    -------
    truncation, rounding : float
    """
    u = np.finfo(TYPES[dtype]).eps / 2  # what rounding changes, as a part of the number
    if scheme == "forward":
        return eps / 2 * np.sin(1), 2 * u * np.sin(1) / eps
    return eps**2 / 6 * np.cos(1), u * np.sin(1) / eps


def plot_errors(scheme, exponent, dtype="float64"):
    """Draw the error over the step, the two laws, and a mark at the step chosen.

    Parameters
    ----------
    scheme : str
    exponent : float
        The step is 10 to this power.
    dtype : str, default "float64"

    Returns
    -------
    matplotlib Figure
    """
    exponent = number("exponent", exponent, low=_EXPONENTS[0], high=_EXPONENTS[-1])
    steps = 10.0 ** np.linspace(_EXPONENTS[0], _EXPONENTS[-1], 181)
    figure = Figure(figsize=(9, 4.2))
    ax = figure.add_axes((0.085, 0.13, 0.9, 0.79))
    errors = [difference_error(scheme, eps, dtype) for eps in steps]
    ax.loglog(steps, errors, color=COLORS[0], linewidth=2.2, label=f"{scheme}, {dtype}")
    laws = np.array([expected_error(scheme, eps, dtype) for eps in steps]).T
    for law, style, name in zip(laws, ("--", ":"), ("truncation", "rounding"), strict=True):
        ax.loglog(steps, law, style, color="0.35", linewidth=1.6, label=f"{name}, model")
    eps = 10.0**exponent
    ax.axvline(eps, color=COLORS[1], linewidth=1.5)
    ax.loglog(eps, difference_error(scheme, eps, dtype), "o", color=COLORS[1], markersize=10)
    ax.set(xlabel=r"step $\varepsilon$", xlim=(steps[0], steps[-1]), ylim=(1e-13, 30))
    ax.set_title("Error of the difference quotient of the sine", fontsize=11.5)
    ax.legend(loc="upper center", ncols=3, fontsize=10)
    return figure


def _picture(scheme, dtype, exponent):
    eps = 10.0**exponent
    error = difference_error(scheme, eps, dtype)
    truncation, rounding = expected_error(scheme, eps, dtype)
    side = "truncation" if truncation > rounding else "rounding"
    step = f"1e{exponent:g}"
    best = min(_EXPONENTS, key=lambda e: sum(expected_error(scheme, 10.0**e, dtype)))
    caption = (
        f"{scheme[0].upper()}{scheme[1:]} difference in {dtype}, step {step}: the error is "
        f"{error:.1e}, on the side of {side}."
    )
    alt = (
        "The error over the step, both on logarithmic axes: a valley with the straight slope of "
        "truncation on its right and the noise of rounding on its left, lowest near a step of "
        f"1e{best}. A mark stands at the step {step}. {caption}"
    )
    alt, caption = (text.replace("-", "\N{MINUS SIGN}") for text in (alt, caption))
    return Picture(plot_errors(scheme, exponent, dtype), alt, caption)


def difference_explorer(scheme="central", dtype="float64", exponent=-3):
    """Move the step of a difference quotient through the valley of its errors.

    Parameters
    ----------
    scheme : str, default "central"
        Or "forward".
    dtype : str, default "float64"
        Or "float32".
    exponent : float, default -3
        The step is 10 to this power, from -15 to 0.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    exponent = number("exponent", exponent, low=_EXPONENTS[0], high=_EXPONENTS[-1])
    difference_error(scheme, 10.0**exponent, dtype)
    controls = {
        "scheme": Control.menu("difference", {name: name for name in SCHEMES}, scheme),
        "dtype": Control.menu("numbers", {name: name for name in TYPES}, dtype),
        "exponent": Control.slider(
            "step", np.arange(-30, 1) / 2, exponent, text="1e{:g}", page=_EXPONENTS[::3]
        ),
    }
    return View("difference_explorer", _picture, controls)
