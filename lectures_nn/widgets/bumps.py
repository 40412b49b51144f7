"""Bumps: what one hidden node can do, and how a row of them follows a curve."""

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.activations import sigmoid
from lectures_nn.plotting import COLORS
from lectures_nn.validation import number, real_array, whole_number
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

_NODE_X, _GRID = np.linspace(-6, 6, 301), np.linspace(0, 1, 601)


def curve(x):
    """Return the curve that the staircase follows, sin(2 pi x) + x/2.

    Parameters
    ----------
    x : array_like
        Numbers from 0 to 1.

    Returns
    -------
    ndarray
    """
    x = real_array("x", x)
    return np.sin(2 * np.pi * x) + x / 2


def hidden_node_output(x, c1, c2, c3, c4):
    """Return c1 f(c2 x + c3) + c4 with the sigmoid f: one hidden node and a linear output (2.9).

    Parameters
    ----------
    x : array_like
    c1, c2, c3, c4 : float

    Returns
    -------
    ndarray
    """
    c1, c2, c3, c4 = (number(f"c{k}", c) for k, c in enumerate((c1, c2, c3, c4), 1))
    return c1 * sigmoid(c2 * real_array("x", x) + c3) + c4


def row_of_bumps(x, n, k):
    """Return n bumps side by side as high as the curve: n - 1 hidden nodes (2.19).

    Parameters
    ----------
    x : array_like
    n : int
        Cells that the interval from 0 to 1 is cut into.
    k : float
        Steepness of the steps, in units of one cell: the sigmoid of k n (x - i/n).

    Returns
    -------
    steps : ndarray
        Sum of all steps at x.
    each : ndarray of shape (n - 1, len(x))
        The steps alone.
    """
    n, k, x = whole_number("n", n), number("k", k, above=0), real_array("x", x)
    heights = curve((np.arange(n) + 0.5) / n)
    edges, jumps = np.arange(1, n) / n, np.diff(heights)
    each = jumps[:, None] * sigmoid(k * n * (x - edges[:, None]))
    return heights[0] + each.sum(axis=0), each


def plot_bumps(n, k):
    """Draw the curve with its staircase, and below it the steps that add up to it.

    Parameters are those of `row_of_bumps`.

    Returns
    -------
    matplotlib Figure
    """
    total, each = row_of_bumps(_GRID, n, k)
    figure = Figure(figsize=(9, 4.6))
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    figure.subplots_adjust(0.075, 0.12, 0.985, 0.93, hspace=0.22)
    upper.plot(_GRID, curve(_GRID), "--", color="0.4", linewidth=2, label="curve")
    upper.plot(_GRID, total, color=COLORS[0], linewidth=2.2, label="network")
    upper.set(ylim=(-1.1, 1.6))
    upper.set_title(f"{n - 1} hidden nodes, {n} cells", fontsize=11.5)
    upper.legend(loc="upper right", ncols=2, fontsize=10)
    for row in each:
        lower.plot(_GRID, row, color=COLORS[1], linewidth=1.2)
    lower.set(xlabel="$x$", xlim=(0, 1), ylim=(-1.4, 1.4))
    lower.set_title("each hidden node, times its output weight", fontsize=11.5)
    return figure


def plot_node(c1, c2, c3, c4):
    """Draw the output of one hidden node, and beside it the same with 1, 1, 0, 0.

    Parameters are those of `hidden_node_output`.

    Returns
    -------
    matplotlib Figure
    """
    figure = Figure(figsize=(9, 3.9))
    ax = figure.add_axes((0.06, 0.13, 0.925, 0.79))
    grey = {"color": "0.5", "linewidth": 1.5, "dashes": (4, 2)}
    ax.plot(_NODE_X, hidden_node_output(_NODE_X, 1, 1, 0, 0), label="1, 1, 0, 0", **grey)
    y = hidden_node_output(_NODE_X, c1, c2, c3, c4)
    ax.plot(_NODE_X, y, color=COLORS[0], linewidth=2.5, label="$g(x)$")
    if c2 and abs(c3 / c2) < 6:
        ax.plot(-c3 / c2, c1 / 2 + c4, "o", color=COLORS[1], markersize=8, label="middle")
    ax.set(xlim=(-6, 6), ylim=(-3.2, 4.2), xlabel="input $x$")
    ax.set_title(r"$g(x) = c_1\, f(c_2\, x + c_3) + c_4$, with the sigmoid $f$", fontsize=11.5)
    ax.legend(loc="upper left", ncols=3, fontsize=10)
    return figure


def _minus(text):
    return text.replace("-", "\N{MINUS SIGN}")


def _node_picture(**c):
    c1, c2, c3, c4 = c.values()
    said = ", ".join(f"{name} = {value:g}" for name, value in c.items())
    if c2:
        where = (
            f"the middle of the step is at x = {-c3 / c2 + 0.0:.3g}, where g = {c1 / 2 + c4:.3g}"
        )
        where += f" with slope {c1 * c2 / 4 + 0.0:.3g}"
    else:
        where = f"no slope without c2: g is {float(hidden_node_output(0, **c)):.3g} everywhere"
    caption = _minus(f"{said}: {where}.")
    ends = hidden_node_output(_NODE_X[[0, -1]], **c)
    alt = _minus(
        f"The output of one hidden node over x from -6 to 6: it goes from {ends[0]:.3g} to "
        f"{ends[1]:.3g}. Beside it, dashed, the sigmoid itself. {caption}"
    )
    return Picture(plot_node(**c), alt, caption)


def hidden_node_explorer(c1=1.0, c2=1.0, c3=0.0, c4=0.0):
    """Move the four numbers of one hidden node; see the step that it makes.

    Parameters
    ----------
    c1 : float, default 1.0
        Output weight, from -3 to 3.
    c2, c3 : float, defaults 1.0 and 0.0
        Hidden weight and bias, from -6 to 6.
    c4 : float, default 0.0
        Output bias, from -2 to 2.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    ends = {
        "c1": (c1, 3, (-1,)),
        "c2": (c2, 6, (-1, 4)),
        "c3": (c3, 6, (-3, 3)),
        "c4": (c4, 2, ()),
    }
    controls = {}
    for name, (start, end, page) in ends.items():
        start = number(name, start, low=-end, high=end)
        values = np.arange(-10 * end, 10 * end + 1, 2) / 10
        controls[name] = Control.slider(name, values, start, page=page)
    return View("hidden_node_explorer", _node_picture, controls)


def _bumps_picture(n, k):
    error = np.abs(row_of_bumps(_GRID, n, k)[0] - curve(_GRID)).max()
    caption = f"{n - 1} hidden nodes, steepness {k:g}: the largest error is {error:.2g}."
    alt = (
        f"Above, a curve and a network of {n - 1} sigmoid steps that follows it; the steps are "
        f"{'soft' if k < 8 else 'steep'}. Below, each step alone, up or down. {caption}"
    )
    return Picture(plot_bumps(n, k), alt, caption)


def bumps_explorer(n=7, k=10.0):
    """Choose how many cells and how steep; see a row of hidden nodes follow a curve.

    Parameters
    ----------
    n : int, default 7
        Cells, from 2 to 60: there are n - 1 hidden nodes.
    k : float, default 10.0
        Steepness of the steps in units of a cell, from 1 to 50.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    n, k = whole_number("n", n, low=2), number("k", k, low=1, high=50)
    if n > 60:
        raise ValueError(f"n must be at most 60, got {n}")
    controls = {
        "n": Control.slider("cells", range(2, 61), n, page=(2, 4, 15, 30, 60)),
        "k": Control.slider(
            "steepness", [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50], k, page=(2, 4, 50)
        ),
    }
    return View("bumps_explorer", _bumps_picture, controls)
