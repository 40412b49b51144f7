"""The spin lattice over temperature: one configuration, and what a network makes of it."""

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.datasets import ising_configurations
from lectures_nn.plotting import COLORS
from lectures_nn.validation import real_array
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

CRITICAL = 2 / np.log(1 + np.sqrt(2))  # Onsager (1944), 2.269
TEMPERATURES = np.arange(10, 41) / 10


def answers(spins, cold):
    """Return what is said of the lattices at each temperature.

    Parameters
    ----------
    spins : ndarray of shape (n_temperatures, n, size, size)
        Spins, +1 or -1.
    cold : callable or None
        Takes lattices (m, size, size) and returns the probability (m,) that they are cold; None
        for no network.

    Returns
    -------
    magnetisation : ndarray of shape (n_temperatures,)
        Mean absolute magnetisation.
    said : ndarray of shape (n_temperatures,) or None
        Mean answer.
    """
    spins = real_array("spins", spins, ndim=4)
    magnetisation = np.abs(spins.mean(axis=(2, 3))).mean(axis=1)
    if cold is None:
        return magnetisation, None
    said = real_array("what cold returns", cold(spins.reshape(-1, *spins.shape[2:])))
    if said.size != spins.shape[0] * spins.shape[1]:
        raise ValueError(f"cold must return one number a lattice, got shape {said.shape}")
    return magnetisation, said.reshape(spins.shape[:2]).mean(axis=1)


def plot_spins(lattice, temperature, temperatures, magnetisation, said=None):
    """Draw a lattice, and beside it the means over all temperatures.

    Parameters
    ----------
    lattice : ndarray of shape (size, size)
    temperature : float
        That of the lattice.
    temperatures, magnetisation : ndarray of shape (n_temperatures,)
    said : ndarray of shape (n_temperatures,), optional
        A network's answer "cold".

    Returns
    -------
    matplotlib Figure
    """
    figure = Figure(figsize=(9, 4.1))
    left = figure.add_axes((0.01, 0.05, 0.4, 0.85))
    left.imshow(lattice, cmap="gray_r", vmin=-1, vmax=1, interpolation="nearest")
    left.set_title(f"$T$ = {temperature:g}: up dark, down light", fontsize=11.5)
    left.set(xticks=[], yticks=[])
    right = figure.add_axes((0.48, 0.14, 0.505, 0.76))
    right.axvline(CRITICAL, color="0.4", linestyle=":", label="$T_c$ = 2.269")
    right.plot(temperatures, magnetisation, "o-", color=COLORS[0], markersize=4, label="$|m|$")
    if said is not None:
        right.plot(temperatures, said, "s-", color=COLORS[1], markersize=4, label="network: cold")
    right.axvline(temperature, color=COLORS[2], linewidth=2)
    right.set(xlabel="temperature $T$", ylim=(-0.04, 1.2))
    right.set_title("Means over all lattices of a temperature", fontsize=11.5)
    right.legend(loc="upper right", fontsize=10)
    return figure


def spin_explorer(cold=None, size=24, temperature=2.3, n=20):
    """Heat a magnet from 1 to 4; see a lattice, its magnetisation and a network's answer.

    Parameters
    ----------
    cold : callable, optional
        A network's answer: takes lattices (m, size, size) of +1 and -1, returns the probability
        (m,) that they are cold.
    size : int, default 24
        Height and width of the lattice.
    temperature : float, default 2.3
        One of 1.0, 1.1, ... 4.0.
    n : int, default 20
        Lattices for the means.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    if cold is not None and not callable(cold):
        raise TypeError(f"cold must be a function, got {type(cold).__name__}")
    temperatures = list(TEMPERATURES)
    if temperature not in temperatures:
        raise ValueError(f"temperature must be one of 1.0, 1.1, ... 4.0, got {temperature!r}")
    spins = ising_configurations(size, temperatures, n, rng=0)
    magnetisation, said = answers(spins, cold)

    def draw(temperature):
        k = temperatures.index(temperature)
        up = float((spins[k, 0] > 0).mean())
        words = "" if said is None else f", the network says cold with {said[k]:.2f}"
        caption = (
            f"T = {temperature:g}: {up:.0%} of the spins in this lattice are up; the mean "
            f"magnetisation is {magnetisation[k]:.2f}{words}."
        )
        side = "below" if temperature < CRITICAL else "above"
        alt = (
            f"A lattice of {size} x {size} spins at a temperature {side} the transition, and the "
            f"magnetisation, which falls from {magnetisation[0]:.2f} at T = 1 to "
            f"{magnetisation[-1]:.2f} at T = 4. {caption}"
        )
        figure = plot_spins(spins[k, 0], temperature, temperatures, magnetisation, said)
        return Picture(figure, alt, caption)

    slider = Control.slider("temperature", temperatures, temperature, text="{:.1f}")
    return View("spin_explorer", draw, {"temperature": slider})
