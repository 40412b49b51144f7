"""Capacity against data and noise: bias and variance of polynomials, exactly."""

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.polynomial.legendre import legvander

from lectures_nn.plotting import COLORS
from lectures_nn.validation import number, whole_number
from lectures_nn.widgets.bumps import curve
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

MOST_COEFFICIENTS, FEWEST_EXAMPLES, MOST_EXAMPLES = 15, 15, 100
_GRID = np.linspace(0, 1, 101)
_DRAWN = 20  # fits in the picture


class Parts(NamedTuple):
    """What the squared error on new data is made of, averaged over places from 0 to 1.

    Attributes
    ----------
    bias, variance, noise : float
        Squared bias (12.2), variance (12.3), and the noise of the new data.
    """

    bias: float
    variance: float
    noise: float


def _hat_matrix(p, m):
    """Return the places of m examples, and H: the fit to targets y is H @ y on the grid."""
    x = (np.arange(m) + 0.5) / m
    return x, legvander(2 * _GRID - 1, p - 1) @ np.linalg.pinv(legvander(2 * x - 1, p - 1))


def parts_of_error(p, m, noise):
    """Return what the error of a polynomial is made of, without drawing a single sample.

    Parameters
    ----------
    p : int
        Coefficients of the polynomial, its degree plus one.
    m : int
        Examples, at equal distances; at least p.
    noise : float
        Standard deviation of the noise.

    Returns
    -------
    Parts
    """
    p, m, noise = whole_number("p", p), whole_number("m", m), number("noise", noise, low=0)
    if p > m:
        raise ValueError(f"m must be at least p = {p}, got {m}: fewer examples than coefficients")
    x, H = _hat_matrix(p, m)
    bias = H @ curve(x) - curve(_GRID)
    variance = noise**2 * (H**2).sum(axis=1)
    return Parts(float((bias**2).mean()), float(variance.mean()), noise**2)


def plot_capacity(p, m, noise):
    """Draw fits to twenty samples, their mean and the truth; beside it the parts over p.

    Parameters are those of `parts_of_error`.

    Returns
    -------
    matplotlib Figure
    """
    here = parts_of_error(p, m, noise)
    x, H = _hat_matrix(p, m)
    Y = curve(x) + noise * np.random.default_rng(0).standard_normal((_DRAWN, m))
    figure = Figure(figsize=(9, 4.1))
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1))
    figure.subplots_adjust(0.055, 0.135, 0.985, 0.92, wspace=0.2)
    left.plot(_GRID, H @ Y.T, color=COLORS[0], linewidth=0.8, alpha=0.4)
    left.plot(x, Y[0], "o", color="0.35", markersize=4, label="one sample")
    left.plot(_GRID, curve(_GRID), "--", color="black", linewidth=2.2, label="truth")
    left.plot(_GRID, H @ curve(x), color=COLORS[1], linewidth=2.4, label="mean of all fits")
    left.set(xlabel="$x$", xlim=(0, 1), ylim=(-2.9, 3.1))
    left.set_title(f"Fits with {p} coefficients to {m} examples", fontsize=11.5)
    left.legend(loc="upper center", ncols=3, fontsize=9.5, columnspacing=1.2)

    orders = np.arange(1, MOST_COEFFICIENTS + 1)
    parts = np.array([parts_of_error(int(q), m, noise) for q in orders])
    looks = (("--o", COLORS[1], "bias²"), ("-.s", COLORS[2], "variance"), (":", "0.4", "noise"))
    for values, (style, color, name) in zip(parts.T, looks, strict=True):
        right.semilogy(orders, values, style, color=color, markersize=4, label=name)
    right.semilogy(orders, parts.sum(axis=1), color="black", linewidth=2, label="sum")
    right.axvline(p, color="0.6", linewidth=1)
    right.plot(p, sum(here), "o", color="black", markersize=9)
    right.set(xlabel="coefficients $p$", xlim=(0.5, MOST_COEFFICIENTS + 0.5), ylim=(1e-4, 200))
    right.set_xticks(range(1, MOST_COEFFICIENTS + 1, 2))
    right.set_title("What the error is made of", fontsize=11.5)
    right.legend(loc="upper center", ncols=2, fontsize=9.5, columnspacing=1.2)
    return figure


def _picture(p, m, noise):
    here = parts_of_error(p, m, noise)
    sums = [sum(parts_of_error(q, m, noise)) for q in range(1, MOST_COEFFICIENTS + 1)]
    best = int(np.argmin(sums)) + 1
    larger = "bias" if here.bias > here.variance else "variance"
    verdict = (
        "no other number of coefficients does better" if p == best else f"{best} would do better"
    )
    caption = (
        f"{p} coefficients, {m} examples, noise {noise:g}: bias² {here.bias:.2g}, variance "
        f"{here.variance:.2g}, so the {larger} is the larger; {verdict}."
    )
    alt = (
        f"Left, polynomials fitted to {_DRAWN} samples, and their mean, which "
        f"{'follows' if here.bias < 0.02 else 'misses'} the wave behind the data; the fits lie "
        f"{'close together' if here.variance < 0.02 else 'apart from each other'}. Right, bias "
        f"falling and variance rising with the number of coefficients. {caption}"
    )
    return Picture(plot_capacity(p, m, noise), alt, caption)


def capacity_explorer(p=4, m=25, noise=0.4):
    """Choose capacity, number of examples and noise; see bias and variance.

    Parameters
    ----------
    p : int, default 4
        Coefficients of the polynomial, from 1 to 15.
    m : int, default 25
        Examples, from 15 to 100.
    noise : float, default 0.4
        Standard deviation of the noise, from 0 to 1.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    p, m = whole_number("p", p), whole_number("m", m, low=FEWEST_EXAMPLES)
    noise = number("noise", noise, low=0, high=1)
    if p > MOST_COEFFICIENTS or m > MOST_EXAMPLES:
        raise ValueError(f"p and m must be at most 15 and 100, got {p} and {m}")
    numbers = [*range(FEWEST_EXAMPLES, 50, 5), *range(50, MOST_EXAMPLES + 1, 10)]
    controls = {
        "p": Control.slider(
            "coefficients p", range(1, MOST_COEFFICIENTS + 1), p, page=(2, 4, 6, 9, 14)
        ),
        "m": Control.slider("examples m", numbers, m, page=(100,)),
        "noise": Control.slider("noise σ", np.arange(11) / 10, noise, page=(0.1,)),
    }
    return View("capacity_explorer", _picture, controls)
