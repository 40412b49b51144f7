"""The activation explorer: what weight and bias of a node do to its output and to its slope."""

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.activations import ACTIVATIONS
from lectures_nn.plotting import COLORS
from lectures_nn.validation import number, real_array
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

LARGEST_WEIGHT, LARGEST_BIAS = 3.0, 5.0  # ends of the sliders
X = np.linspace(-6, 6, 601)

# Name in the menu, formula, and the range of the left axis: fixed, so that a curve seems to
# move because it does. A function that is not here has a plain name and its own range.
_SHOWN = {
    "heaviside": ("Heaviside step", r"f(z) = 1$ if $z > 0$, else $0", (-0.15, 1.15)),
    "identity": ("identity", r"f(z) = z", (-6.5, 6.5)),
    "sigmoid": ("sigmoid", r"f(z) = 1\,/\,(1 + e^{-z})", (-0.15, 1.15)),
    "tanh": ("tanh", r"f(z) = \tanh z", (-1.3, 1.3)),
    "sine": ("sine", r"f(z) = \sin z", (-1.3, 1.3)),
    "relu": ("ReLU", r"f(z) = \max(0, z)", (-1.5, 6.5)),
    "leaky_relu": ("leaky ReLU", r"f(z) = z$ if $z > 0$, else $0.01\,z", (-1.5, 6.5)),
    "elu": ("ELU", r"f(z) = z$ if $z > 0$, else $e^{z} - 1", (-1.5, 6.5)),
}


def _shown(function):
    """Return what `_SHOWN` has of a function, or what follows from the function itself."""
    if function in _SHOWN:
        return _SHOWN[function]
    a = ACTIVATIONS[function][0](X)
    room = 0.1 * max(float(np.ptp(a)), 1.0)
    return function.replace("_", " "), "f(z)", (float(a.min()) - room, float(a.max()) + room)


def _has_slope_at_0(function):
    """Say whether the function and its slope are the same on both sides of 0."""
    h = 1e-9
    return all(abs(f(h) - f(-h)) < 1e-6 for f in ACTIVATIONS[function])


class Curves(NamedTuple):
    """A node's output and slopes at inputs x, and each again at the place where z = 0.

    Attributes
    ----------
    z, a : ndarray
        Weighted input z = w x + b and output a = f(z).
    slope_z : ndarray
        f'(z), the derivative of the output with respect to z.
    slope_x : ndarray
        w f'(z), the derivative with respect to x, by the chain rule.
    """

    z: np.ndarray
    a: np.ndarray
    slope_z: np.ndarray
    slope_x: np.ndarray


def activation_curves(function, w, b, x):
    """Compute what a node with one input gives for inputs x.

    Parameters
    ----------
    function : str
        A key of `lectures_nn.activations.ACTIVATIONS`.
    w, b : float
        Weight and bias.
    x : array_like
        Inputs.

    Returns
    -------
    Curves
        Arrays of the shape of x.
    """
    if function not in ACTIVATIONS:
        raise ValueError(f"function must be one of {', '.join(ACTIVATIONS)}, got {function!r}")
    w, b = number("w", w), number("b", b)
    f, f_prime = ACTIVATIONS[function]
    z = w * real_array("x", x) + b
    slope_z = f_prime(z)
    return Curves(z, f(z), slope_z, w * slope_z)


def plot_activation(function, w, b):
    """Draw the output of a node with one input, and beside it the two slopes.

    Parameters
    ----------
    function : str
        A key of `lectures_nn.activations.ACTIVATIONS`.
    w, b : float
        Weight and bias.

    Returns
    -------
    matplotlib Figure
    """
    curves, plain = activation_curves(function, w, b, X), activation_curves(function, 1, 0, X)
    _, formula, output_range = _shown(function)
    figure = Figure(figsize=(9, 4.2))
    figure.subplots_adjust(0.065, 0.215, 0.985, 0.92, wspace=0.17)
    left, right = figure.subplots(1, 2)

    grey = {"color": "0.55", "linewidth": 1.5, "dashes": (4, 2)}
    left.plot(X, _broken(plain.a), label="$f(x)$: $w = 1$, $b = 0$", **grey)
    left.plot(X, _broken(curves.a), color=COLORS[0], linewidth=2.5, label=f"${_z_text(w, b)}$")
    left.set_title(f"Output  $a = f(z)$  with  ${formula}$", fontsize=11.5)
    left.set(xlabel="input $x$", ylim=output_range)

    # f'(z) lies below w f'(z): where w = 1 they are one curve, and both can still be seen.
    broad = {"color": COLORS[1], "linewidth": 5, "alpha": 0.6}
    dashed = {"color": COLORS[2], "linewidth": 2.2, "dashes": (3, 1.5)}
    right.plot(X, _broken(curves.slope_z), label="$f'(z)$", **broad)
    right.plot(X, _broken(curves.slope_x), label=r"$da/dx = w\,f'(z)$", **dashed)
    right.set_title("Slope of the output, with respect to $z$ and to $x$", fontsize=11.5)
    steepest = max(float(np.abs(plain.slope_z).max()), 0.3)
    right.set(xlabel="input $x$", ylim=np.array([-1.1, 1.1]) * LARGEST_WEIGHT * steepest)

    for ax in (left, right):
        ax.set_xlim(X[0], X[-1])
        ax.grid(color="0.9")
        ax.axhline(0, color="0.3", linewidth=0.8, zorder=1)
        if w and X[0] < -b / w < X[-1]:
            ax.axvline(-b / w, color="0.3", linestyle=":", linewidth=1.5, label="$z = 0$")
            at = activation_curves(function, w, b, -b / w)
            marks = (
                [(at.a, COLORS[0])]
                if ax is left
                else [(at.slope_z, COLORS[1]), (at.slope_x, COLORS[2])]
            )
            for y, color in marks:
                ax.plot(-b / w, y, "o", color=color, markersize=7, markeredgecolor="white")
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.15), "ncols": 3}
        ax.legend(fontsize=10, frameon=False, columnspacing=1.6, **below)
    return figure


def _broken(y):
    """Return y with a gap where it jumps: a step has no vertical part."""
    jump = np.abs(np.diff(y)) > 0.25 * np.ptp(y)
    return np.where(np.append(jump, False), np.nan, y)


def _z_text(w, b):
    """Return z = w x + b with the numbers in it, as precise as the sliders."""
    return f"z = {_minus(f'{w:.3g}')} x {_minus('-' if b < 0 else '+')} {abs(b):.3g}"


def _text(value):
    return _minus(f"{round(float(value), 4) + 0.0:.3g}")  # + 0.0: no minus before a zero


def _minus(text):
    return text.replace("-", "\N{MINUS SIGN}")


def _picture(function, w, b):
    caption = f"Activation {_shown(function)[0]}, {_z_text(w, b)}: "
    if w == 0:
        at = activation_curves(function, w, b, 0.0)
        caption += f"whatever the input, the output is {_text(at.a)} and its slope da/dx is 0."
    else:
        at = activation_curves(function, w, b, -b / w)
        caption += (
            f"z = 0 at x = {_text(-b / w)}, where the output is {_text(at.a)}, "
            f"f\N{PRIME}(z) = {_text(at.slope_z)} and da/dx = w f\N{PRIME}(z) = {_text(at.slope_x)}"
        )
        caption += "." if _has_slope_at_0(function) else " (taken from the left)."
    ends = activation_curves(function, w, b, X[[0, -1]])
    slopes = activation_curves(function, w, b, X).slope_x
    alt = (
        f"Two graphs over the input x from {_text(X[0])} to {_text(X[-1])} for a node with "
        f"w = {_text(w)}, b = {_text(b)}. Left: the output goes from {_text(ends.a[0])} to "
        f"{_text(ends.a[1])}, beside the same function with w = 1 and b = 0. Right: "
        f"f\N{PRIME}(z) and the slope da/dx, which lies between {_text(slopes.min())} and "
        f"{_text(slopes.max())}. {caption}"
    )
    return Picture(plot_activation(function, w, b), alt, caption)


def activation_explorer(function="sigmoid", w=1.0, b=0.0):
    """Choose an activation function, weight and bias of one node; see its output and slopes.

    Parameters
    ----------
    function : str, default "sigmoid"
        What to begin with: a key of `lectures_nn.activations.ACTIVATIONS`.
    w : float, default 1.0
        Weight to begin with, from -3 to 3.
    b : float, default 0.0
        Bias to begin with, from -5 to 5.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    activation_curves(function, w, b, 0.0)
    w = number("w", w, low=-LARGEST_WEIGHT, high=LARGEST_WEIGHT)
    b = number("b", b, low=-LARGEST_BIAS, high=LARGEST_BIAS)

    weights, biases = np.arange(-30, 31) / 10, np.arange(-50, 51) / 10
    controls = {
        "function": Control.menu(
            "function",
            {_shown(name)[0]: name for name in ACTIVATIONS},
            function,
            page=("sigmoid", "tanh", "relu"),
        ),
        "w": Control.slider("weight w", weights, w, page=(-2.0, 0.5, 1.0, 3.0)),
        "b": Control.slider("bias b", biases, b, page=(-2.0, 0.0, 2.0)),
    }
    return View("activation_explorer", _picture, controls)
