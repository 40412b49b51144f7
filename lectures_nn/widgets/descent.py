"""Descent on a cost surface: the path of an optimizer over a valley of two parameters."""

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.optimizers import Adam, GradientDescent, Momentum, RMSProp
from lectures_nn.plotting import COLORS
from lectures_nn.validation import number, real_array, whole_number
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

CURVATURES = np.array([1.0, 12.0])  # J = 1/2 (w_1^2 + 12 w_2^2): a valley, steep across
START = (-4.0, 1.2)
RULES = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "RMSProp": RMSProp,
    "Adam": Adam,
}
_WALLS = (-5.0, 5.0, -2.0, 2.0)  # left, right, bottom and top of the picture


def narrow_valley(w):
    """Return the cost J = 1/2 (w_1^2 + 12 w_2^2) of points and its gradient.

    Parameters
    ----------
    w : array_like of shape (..., 2)

    Returns
    -------
    J : ndarray of shape (...)
    gradient : ndarray of the shape of w
    """
    w = real_array("w", w)
    if w.shape[-1:] != (2,):
        raise ValueError(f"w must have shape (..., 2), got {w.shape}")
    return (CURVATURES * w**2).sum(axis=-1) / 2, CURVATURES * w


def descent_path(rule, eta, n_steps):
    """Return the points that an optimizer visits on the `narrow_valley` from `START`.

    Parameters
    ----------
    rule : str
        A key of `RULES`.
    eta : float
        Learning rate.
    n_steps : int

    Returns
    -------
    ndarray of shape (n_steps + 1, 2)
        The start, and where each step ends. A path that leaves for infinity is cut at 1e6.
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, got {rule!r}")
    optimizer, w = RULES[rule](number("eta", eta, above=0)), np.array(START)
    path = [w.copy()]
    for _ in range(whole_number("n_steps", n_steps)):
        if np.abs(w).max() < 1e6:
            optimizer.step(w, narrow_valley(w)[1])
        path.append(w.copy())
    return np.array(path)


def plot_descent(rule, eta, n_steps):
    """Draw the lines of equal cost with the path, and beside it the cost after each step.

    Parameters are those of `descent_path`.

    Returns
    -------
    matplotlib Figure
    """
    path = descent_path(rule, eta, n_steps)
    figure = Figure(figsize=(9, 4.1))
    left, right = figure.subplots(1, 2, width_ratios=(1.7, 1))
    figure.subplots_adjust(0.085, 0.14, 0.985, 0.92, wspace=0.22)
    x, y = np.linspace(*_WALLS[:2], 121), np.linspace(*_WALLS[2:], 81)
    J = narrow_valley(np.stack(np.meshgrid(x, y), axis=-1))[0]
    left.contour(x, y, J, levels=np.geomspace(0.3, 40, 9), colors="0.75", linewidths=1)
    inside = path[: _leaves(path) + 1]
    left.plot(*inside.T, "o-", color=COLORS[0], markersize=4.5, linewidth=1.5, clip_on=True)
    left.plot(*path[0], "s", color=COLORS[1], markersize=9, label="start")
    left.plot(0, 0, "*", color=COLORS[2], markersize=13, label="minimum")
    left.set(xlim=_WALLS[:2], ylim=_WALLS[2:], xlabel="$w_1$", ylabel="$w_2$")
    left.set_title(f"Path of {rule}, $\\eta$ = {eta:g}", fontsize=11.5)
    left.legend(loc="lower right", ncols=2, fontsize=10)
    left.grid(False)
    cost = np.clip(narrow_valley(path)[0], 1e-9, 1e4)
    right.semilogy(cost, "o-", color=COLORS[0], markersize=4, linewidth=1.5)
    right.set(xlabel="step", ylim=(1e-6, 1e4), xlim=(-1, 41))
    right.set_title("Cost $J$", fontsize=11.5)
    return figure


def _leaves(path):
    """Return the place of the first point outside the picture, or of the last one."""
    outside = (np.abs(path) > np.array([_WALLS[1], _WALLS[3]])).any(axis=1)
    return int(np.argmax(outside)) if outside.any() else len(path) - 1


def _picture(rule, eta, n_steps):
    path = descent_path(rule, eta, n_steps)
    cost = narrow_valley(path)[0]
    if cost[-1] > cost[0]:
        verdict = "it climbs: the steps are too long for the steep direction"
    elif cost[-1] < 1e-3:
        verdict = "it has all but reached the minimum"
    else:
        verdict = "it has not arrived yet"
    turns = int((np.diff(np.sign(path[:, 1])) != 0).sum())
    caption = (
        f"{rule[0].upper()}{rule[1:]}, η = {eta:g}, {n_steps} steps: the cost goes from "
        f"{cost[0]:.3g} to {cost[-1]:.3g}; {verdict}."
    )
    alt = (
        "Left, lines of equal cost of a valley that is long in w1 and narrow in w2, with the path "
        f"from the start at (−4, 1.2) to ({path[-1, 0]:.3g}, {path[-1, 1]:.3g}), which crosses "
        f"the floor of the valley {turns} times. Right, the cost after each step on a "
        f"logarithmic axis. {caption}"
    )
    return Picture(plot_descent(rule, eta, n_steps), alt.replace("-", "\N{MINUS SIGN}"), caption)


def descent_explorer(rule="gradient descent", eta=0.05, n_steps=20):
    """Choose a rule, a learning rate and a number of steps; see the path over a valley.

    Parameters
    ----------
    rule : str, default "gradient descent"
        A key of `RULES`.
    eta : float, default 0.05
        Learning rate, from 0.001 to 1.
    n_steps : int, default 20
        From 1 to 40.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    descent_path(rule, eta, n_steps)
    eta = number("eta", eta, low=0.001, high=1)
    n_steps = whole_number("n_steps", n_steps)
    if n_steps > 40:
        raise ValueError(f"n_steps must be at most 40, got {n_steps}")
    rates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.16, 0.165, 0.17, 0.2, 0.3, 0.5, 1]
    controls = {
        "rule": Control.menu("rule", {name: name for name in RULES}, rule),
        "eta": Control.slider("learning rate η", rates, eta, page=(0.01, 0.15, 0.17)),
        "n_steps": Control.slider("steps", range(1, 41), n_steps, page=(40,)),
    }
    return View("descent_explorer", _picture, controls)
