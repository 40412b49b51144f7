"""The backpropagation stepper: one example through a small network, one step at a time."""

import numpy as np

from lectures_nn.costs import SquaredError
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network
from lectures_nn.widgets.backpropagation_picture import plot_step, readable
from lectures_nn.widgets.backpropagation_steps import steps
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View
from lectures_nn.widgets.written import as_text


def _in_words(step):
    """Return the numbers that a step has added, name by name."""
    said = []
    for key in step.new:
        value = step.known[key]
        if key in ("cost", "new cost"):
            said.append(f"C = {as_text(value)}")
        elif np.ndim(value) == 1:
            said.append(f"{_SAID[key[0]]} of layer {key[1]}: {', '.join(map(as_text, value))}")
        else:
            rows = (f"from node {i}: {', '.join(map(as_text, v))}" for i, v in enumerate(value, 1))
            said.append(f"{_SAID[key[0]]} into layer {key[1]} {'; '.join(rows)}")
    return said


_SAID = {
    "a": "a",
    "z": "z",
    "delta": "delta",
    "W": "weights",
    "b": "biases",
    "dW": "derivatives for the weights",
    "db": "derivatives for the biases",
}


def example():
    """Return the network, input, target and learning rate that the stepper shows by default."""
    network = Network([Dense(3), Sigmoid(), Dense(2), Sigmoid()], 2, SquaredError(), rng=0)
    hidden, _, output, _ = network.layers
    hidden.W[...], hidden.b[...] = [[0.5, -0.4, 0.9], [-0.6, 0.8, 0.3]], [0.1, -0.2, 0.3]
    output.W[...], output.b[...] = [[0.7, -0.5], [-0.3, 0.6], [0.4, 0.9]], [-0.1, 0.2]
    return network, [1.0, 0.5], [1.0, 0.0], 0.5


def backpropagation_stepper(network=None, x=None, y=None, eta=None, step=1):
    """Go through one step of gradient descent on a small network, one equation at a time.

    Parameters
    ----------
    network : Network, optional
        `Dense` and activation layers, at most 4 nodes a layer and 3 layers of weights; by
        default 2-3-2 nodes with sigmoids and squared error. It is not changed.
    x : array_like of shape (n,), optional
        Input; a network of one's own needs it.
    y : array_like of shape (K,), optional
        Target; likewise.
    eta : float, default 0.5
        Learning rate.
    step : int, default 1
        Step to begin with, counted from 1.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    own = example()
    if network is not None and (x is None or y is None):
        raise TypeError("backpropagation_stepper expects x and y with a network, got None")
    network, x, y, eta = (
        default if given is None else given
        for given, default in zip((network, x, y, eta), own, strict=True)
    )
    all_steps = steps(network, x, y, eta)
    last = len(all_steps)
    sizes = "-".join(map(str, readable(all_steps[0].sizes)))

    def draw(step):
        now = all_steps[step - 1]
        title = f"Step {step} of {last}, {now.direction}. {now.title}. "
        said = ". ".join(_in_words(now))
        alt = f"A {sizes} network, its numbers on nodes and edges, and an equation. {title}{said}."
        # Announced after each change, so without the long lists of weights.
        caption = title.strip() if "into" in said else f"{title}{said}."
        return Picture(plot_step(now, (step, last)), alt, caption)

    controls = {"step": Control.steps("step", last, start=step)}
    return View("backpropagation_stepper", draw, controls)
