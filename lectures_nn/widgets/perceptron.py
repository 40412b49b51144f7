"""The perceptron stepper: Rosenblatt's rule, one example at a time."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.plotting import COLORS
from lectures_nn.validation import batch, instance, labels, whole_number
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

MOST_STEPS = 60


@dataclass(frozen=True)
class Look:
    """What the rule does with one example.

    Attributes
    ----------
    example : int or None
        Which example it looks at; None at the start and at the end.
    w, b : ndarray of shape (2,), float
        Weights and bias afterwards.
    answer, error : int
        The node's answer to the example, and y minus it.
    """

    example: int | None
    w: np.ndarray
    b: float
    answer: int = 0
    error: int = 0


def perceptron_steps(X, y, most=MOST_STEPS):
    """Follow Rosenblatt's rule example by example until a whole pass is right.

    Parameters
    ----------
    X : array_like of shape (m, 2)
        Examples, taken in their order.
    y : array_like of int, shape (m,)
        Labels, 0 or 1.
    most : int, default 60
        Largest number of looks at an example.

    Returns
    -------
    list of Look
        The start, each look at an example, and the end.
    """
    X, y = batch("X", X, n_features=2), labels("y", y, high=1)
    if len(X) != len(y):
        raise ValueError(f"y must have shape ({len(X)},), got {y.shape}")
    w, b = np.zeros(2), 0.0
    looks, right = [Look(None, w, b)], 0
    while right < len(X) and len(looks) <= whole_number("most", most):
        i = (len(looks) - 1) % len(X)
        answer = int(X[i] @ w + b > 0)
        error = int(y[i]) - answer
        w, b = w + error * X[i], b + error
        right = 0 if error else right + 1
        looks.append(Look(i, w, b, answer, error))
    return [*looks, Look(None, w, b)]


def plot_look(look, X, y):
    """Draw the examples, the line of the node and the example that it looks at.

    Parameters
    ----------
    look : Look
        One of those that `perceptron_steps` returns.
    X : ndarray of shape (m, 2)
    y : ndarray of int, shape (m,)

    Returns
    -------
    matplotlib Figure
    """
    instance("look", look, Look)
    X, y = batch("X", X, n_features=2), labels("y", y, high=1)
    figure = Figure(figsize=(9, 4.6))
    ax = figure.add_axes((0.07, 0.12, 0.42, 0.82))  # a square of 3.8 inches
    reach = 1.35 * np.abs(X).max()
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_1$", ylabel="$x_2$")
    grid = np.linspace(-reach, reach, 161)
    z = look.w[0] * grid + look.w[1] * grid[:, None] + look.b
    ax.contourf(grid, grid, z > 0, levels=(0.5, 1.5), colors=[COLORS[1]], alpha=0.18)
    if look.w.any():
        ax.contour(grid, grid, z, levels=[0], colors="black", linewidths=2)
    for k, marker in enumerate("os"):
        ax.plot(*X[y == k].T, marker, color=COLORS[k], markersize=9, label=f"y = {k}")
    if look.example is not None:
        color = "#b34700" if look.error else "0.35"
        ax.plot(*X[look.example], "o", mfc="none", mec=color, mew=2.5, markersize=19)
    ax.legend(loc="upper right", fontsize=10)
    for k, (text, style) in enumerate(_lines(look, X, y)):
        figure.text(0.54, 0.82 - 0.11 * k, text, **style)
    return figure


def _lines(look, X, y):
    """Return the lines beside the picture: the arithmetic of the look."""
    large, small = {"fontsize": 12.5, "weight": "bold"}, {"fontsize": 11.5}
    w = f"$w$ = ({_minus(f'{look.w[0]:.3g}')}, {_minus(f'{look.w[1]:.3g}')})"
    now = [(f"{w},  $b$ = {_minus(f'{look.b:.3g}')}", small)]
    if look.example is None:
        return now
    x = X[look.example]
    point = f"({_minus(f'{x[0]:.3g}')}, {_minus(f'{x[1]:.3g}')})"
    said = "right: nothing changes" if not look.error else "wrong: move the line"
    sign = "+" if look.error > 0 else "\N{MINUS SIGN}"
    rule = [(f"$w \\leftarrow w$ {sign} $x$,  $b \\leftarrow b$ {sign} 1", small)]
    return [
        (f"Example {look.example + 1}: $x$ = {point}", small),
        (f"$y$ = {y[look.example]}, the answer is {look.answer}", small),
        (said, large),
        *(rule if look.error else []),
        *now,
    ]


def _minus(text):
    return text.replace("-", "\N{MINUS SIGN}")


def perceptron_stepper(X=None, y=None, step=1):
    """Watch Rosenblatt's rule look at one example after the other.

    Parameters
    ----------
    X : array_like of shape (m, 2), optional
        Examples; by default nine points that a line separates.
    y : array_like of int, shape (m,), optional
        Labels, 0 or 1; examples of one's own need them.
    step : int, default 1
        Step to begin with, counted from 1.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    if (X is None) != (y is None):
        raise TypeError("perceptron_stepper expects X and y together, got one of them")
    if X is None:
        X = [(2, 1), (-1, 2), (-2, -0.5), (1, 2.5), (-0.5, -2), (0.5, -0.5), (2.5, -1)]
        X, y = [*X, (-2.5, 1), (1, -2.5)], [1, 0, 0, 1, 0, 1, 1, 0, 1]
    X, y = batch("X", X, n_features=2), labels("y", y, high=1)
    looks = perceptron_steps(X, y)

    def draw(step):
        look = looks[step - 1]
        wrong = int(((X @ look.w + look.b > 0) != y).sum())
        now = f"w = ({look.w[0]:.3g}, {look.w[1]:.3g}), b = {look.b:.3g}"
        if step == 1:
            said = f"The start, {now}: every answer is 0"
        elif look.example is None:
            end = "it may go on for ever" if wrong else "a whole pass was right"
            said = f"The end, {now}: {end}"
        else:
            verdict = "wrong, the line moves" if look.error else "right, nothing changes"
            said = f"Example {look.example + 1}, y = {y[look.example]}: {verdict}; {now}"
        caption = _minus(f"Step {step} of {len(looks)}. {said}. {wrong} of {len(X)} are wrong.")
        alt = (
            f"{len(X)} points of two classes in the plane, the line where the node's answer "
            f"changes, and the arithmetic of the step beside it. {caption}"
        )
        return Picture(plot_look(look, X, y), alt, caption)

    return View("perceptron_stepper", draw, {"step": Control.steps("step", len(looks), step)})
