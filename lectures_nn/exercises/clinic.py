"""The bug clinic of lecture 07: broken cost functions, and a mended twin of each.

`backpropagate` writes cost and gradient of the exercise's network in six small steps. A `Patient`
has one of them wrong, in the way of a bug that was found in a real program; everything else is
as it should be. `WARD` holds the patients by letter, so that nobody reads the diagnosis before
making it. `STARTS` holds two bugs in drawing the first weights, and `UNSEEN` the exercises.
"""

import ast
import inspect
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from lectures_nn.activations import sigmoid

# The six steps, each right. `a` is what a layer is given, with the leading column of ones.


def cut(nn_params, layer_sizes):
    """Cut the vector into one Theta for each layer, from the first layer on."""
    Thetas, start = [], 0
    for n_in, n_out in itertools.pairwise(layer_sizes):
        stop = start + n_out * (1 + n_in)
        Thetas.append(nn_params[start:stop].reshape(n_out, 1 + n_in))
        start = stop
    return Thetas


def loss(h, Y):
    """Return the cross-entropy of each output h with its target, element by element."""
    return -Y * np.log(h) - (1 - Y) * np.log(1 - h)


def penalty(Thetas, lmbd, m):
    """Return what the penalty adds to the cost: squared weights, no biases."""
    return lmbd / (2 * m) * sum(np.sum(Theta[:, 1:] ** 2) for Theta in Thetas)


def output_error(h, Y):
    """Return delta of the output layer, without the 1/m."""
    return h - Y


def send_back(delta, Theta, a):
    """Return delta of the layer below: back along the weights, times the slope at its sums."""
    return delta @ Theta[:, 1:] * a[:, 1:] * (1 - a[:, 1:])


def layer_gradient(delta, a, Theta, lmbd):
    """Return dJ/dTheta of one layer; column 0 holds the biases, which are not penalised."""
    penalised = Theta.copy()
    penalised[:, 0] = 0
    return (delta.T @ a + lmbd * penalised) / len(a)


@dataclass(frozen=True)
class Steps:
    """The steps that `backpropagate` takes, right unless others are given."""

    cut: Callable = cut
    loss: Callable = loss
    penalty: Callable = penalty
    output_error: Callable = output_error
    send_back: Callable = send_back
    layer_gradient: Callable = layer_gradient


def backpropagate(nn_params, layer_sizes, X, y, lmbd=0.0, steps=Steps()):
    """Return cost and gradient of the exercise's network, step by step.

    Parameters
    ----------
    nn_params : ndarray of shape (n_parameters,)
        Unrolled Thetas.
    layer_sizes : sequence of int
        Nodes a layer from the inputs to the outputs.
    X : ndarray of shape (m, n_in)
        Inputs, without a column of ones.
    y : ndarray of int, shape (m,)
        Labels 1..K.
    lmbd : float, default 0.0
        Strength of the penalty.
    steps : Steps
        The right ones by default.

    Returns
    -------
    J : float
    grad : ndarray of shape (n_parameters,)
        In the order of nn_params.
    """
    Y = (np.reshape(y, (-1, 1)) == np.arange(1, layer_sizes[-1] + 1)).astype(float)
    Thetas = steps.cut(nn_params, layer_sizes)
    h, inputs = X, []
    for Theta in Thetas:
        inputs.append(np.insert(h, 0, 1, axis=1))
        h = sigmoid(inputs[-1] @ Theta.T)
    J = steps.loss(h, Y).sum() / len(X) + steps.penalty(Thetas, lmbd, len(X))

    delta, grad = steps.output_error(h, Y), []
    for Theta, a in zip(reversed(Thetas), reversed(inputs), strict=True):
        grad.insert(0, steps.layer_gradient(delta, a, Theta, lmbd).ravel())
        delta = steps.send_back(delta, Theta, a)
    return J, np.concatenate(grad)


@dataclass(frozen=True)
class Patient:
    """A cost function with one wrong step.

    Attributes
    ----------
    name : str
        Short name of the bug.
    diagnosis : str
        What is wrong, in one sentence.
    steps : dict
        Name of a step -> the broken one.
    """

    name: str = field(repr=False)
    diagnosis: str = field(repr=False)
    steps: dict = field(repr=False)

    def broken(self, nn_params, layer_sizes, X, y, lmbd=0.0):
        """Return cost and gradient with the bug; called like `coursera.cost_function`."""
        steps = replace(Steps(), **self.steps)
        return backpropagate(nn_params, layer_sizes, X, y, lmbd, steps)

    def mended(self, nn_params, layer_sizes, X, y, lmbd=0.0):
        """Return cost and gradient with the wrong step put right."""
        mended = {name: getattr(Steps(), name) for name in self.steps}
        return backpropagate(nn_params, layer_sizes, X, y, lmbd, replace(Steps(), **mended))

    def reveal(self):
        """Return the diagnosis and, line by line, what the broken and the right step differ in."""
        lines = [f"{self.name}: {self.diagnosis}"]
        for name, broken in self.steps.items():
            lines += ["", f"{name}, broken:", *_body(broken)]
            lines += [f"{name}, mended:", *_body(getattr(Steps(), name))]
        return "\n".join(lines)


def _body(function):
    """Return the lines of a function without its head and its docstring."""
    source = inspect.getsource(function)
    body = ast.parse(source).body[0].body
    first = body[1] if ast.get_docstring(ast.parse(source).body[0]) else body[0]
    return source.splitlines()[first.lineno - 1 :]


# The broken steps.


def _cut_from_the_start(nn_params, layer_sizes):
    Thetas = []
    for n_in, n_out in itertools.pairwise(layer_sizes):
        start = 0
        stop = start + n_out * (1 + n_in)
        Thetas.append(nn_params[start:stop].reshape(n_out, 1 + n_in))
        start = stop
    return Thetas


def _decimal_loss(h, Y):
    return -Y * np.log10(h) - (1 - Y) * np.log10(1 - h)


def _wrong_column(delta, a, Theta, lmbd):
    penalised = Theta.copy()
    penalised[:, 1] = 0
    return (delta.T @ a + lmbd * penalised) / len(a)


def _slope_of_the_activation(delta, Theta, a):
    slope = sigmoid(a[:, 1:]) * (1 - sigmoid(a[:, 1:]))
    return delta @ Theta[:, 1:] * slope


def _sum_for_mean(delta, a, Theta, lmbd):
    penalised = Theta.copy()
    penalised[:, 0] = 0
    return delta.T @ a + lmbd * penalised / len(a)


def _biases_penalised(delta, a, Theta, lmbd):
    return (delta.T @ a + lmbd * Theta) / len(a)


def _not_transposed(delta, a, Theta, lmbd):
    penalised = Theta.copy()
    penalised[:, 0] = 0
    return (a.T @ delta + lmbd * penalised.T) / len(a)


def _target_minus_output(h, Y):
    return Y - h


def _penalty_with_biases(Thetas, lmbd, m):
    return lmbd / (2 * m) * sum(np.sum(Theta**2) for Theta in Thetas)


def _mean_once_more(delta, Theta, a):
    return delta @ Theta[:, 1:] * a[:, 1:] * (1 - a[:, 1:]) / len(a)


def _penalty_without_half(Thetas, lmbd, m):
    return lmbd / m * sum(np.sum(Theta[:, 1:] ** 2) for Theta in Thetas)


WARD = {
    "A": Patient(
        "sign",
        "the error of the output is target minus output.",
        {"output_error": _target_minus_output},
    ),
    "B": Patient(
        "log10",
        "the cost uses the decimal logarithm, the gradient belongs to the natural one.",
        {"loss": _decimal_loss},
    ),
    "C": Patient(
        "sum for mean",
        "the gradient of the losses is not divided by m.",
        {"layer_gradient": _sum_for_mean},
    ),
    "D": Patient(
        "slope of the activation",
        "the derivative of the sigmoid is applied to a, where it belongs to z.",
        {"send_back": _slope_of_the_activation},
    ),
    "E": Patient(
        "biases penalised",
        "the gradient of the penalty includes the biases, the cost does not.",
        {"layer_gradient": _biases_penalised},
    ),
    "F": Patient(
        "wrong column",
        "column 1 is left out of the penalty where column 0 was meant.",
        {"layer_gradient": _wrong_column},
    ),
    "G": Patient(
        "missing transpose",
        "the gradient of a layer is unrolled as (1 + n_in, n_out), not as (n_out, 1 + n_in).",
        {"layer_gradient": _not_transposed},
    ),
    "H": Patient(
        "cut from the start",
        "every layer reads its parameters from the start of the vector.",
        {"cut": _cut_from_the_start},
    ),
}
"""Patients whose bug a gradient check shows, by letter."""

CONSISTENT = Patient(
    "biases penalised in both",
    "cost and gradient both penalise the biases: they agree on the wrong cost.",
    {"penalty": _penalty_with_biases, "layer_gradient": _biases_penalised},
)
"""A patient that passes every gradient check."""

UNSEEN = {
    "X": Patient(
        "mean taken twice",
        "the error is divided by m once more on its way to the hidden layer.",
        {"send_back": _mean_once_more},
    ),
    "Y": Patient(
        "half of the penalty",
        "the penalty of the cost lacks the factor 1/2 that its gradient reckons with.",
        {"penalty": _penalty_without_half},
    ),
}
"""The patients of the exercises."""


# Where a gradient is evaluated says nothing about whether it is right: two bugs in the start.


def uniform_start(layer_sizes, seed):
    """Draw each Theta from one stream, uniformly within sqrt(6) / sqrt(n_in + n_out).

    Parameters
    ----------
    layer_sizes : sequence of int
    seed : int

    Returns
    -------
    list of ndarray of shape (n_out, 1 + n_in)
    """
    rng = np.random.default_rng(seed)
    Thetas = []
    for n_in, n_out in itertools.pairwise(layer_sizes):
        epsilon = np.sqrt(6) / np.sqrt(n_in + n_out)
        Thetas.append(rng.uniform(-epsilon, epsilon, (n_out, 1 + n_in)))
    return Thetas


def _logarithms_for_roots(layer_sizes, seed):
    rng = np.random.default_rng(seed)
    Thetas = []
    for n_in, n_out in itertools.pairwise(layer_sizes):
        epsilon = np.log(6) / np.log(n_in + n_out)
        Thetas.append(rng.uniform(-epsilon, epsilon, (n_out, 1 + n_in)))
    return Thetas


def _seed_in_the_loop(layer_sizes, seed):
    Thetas = []
    for n_in, n_out in itertools.pairwise(layer_sizes):
        rng = np.random.default_rng(seed)
        epsilon = np.sqrt(6) / np.sqrt(n_in + n_out)
        Thetas.append(rng.uniform(-epsilon, epsilon, (n_out, 1 + n_in)))
    return Thetas


@dataclass(frozen=True)
class Start:
    """A wrong way to draw the first weights, and the right one.

    Attributes
    ----------
    name, diagnosis : str
        As those of a `Patient`.
    broken, mended : callable
        ``f(layer_sizes, seed)`` returns a list of Thetas.
    """

    name: str = field(repr=False)
    diagnosis: str = field(repr=False)
    broken: Callable = field(repr=False)
    mended: Callable = field(repr=False, default=uniform_start)

    def reveal(self):
        """Return the diagnosis and the code of the broken and of the right function."""
        parts = ["broken:", *_body(self.broken), "mended:", *_body(self.mended)]
        return "\n".join([f"{self.name}: {self.diagnosis}", "", *parts])


STARTS = {
    "I": Start(
        "logarithms for roots",
        "the range of the weights is log 6 / log(n_in + n_out), not sqrt 6 / sqrt(n_in + n_out).",
        _logarithms_for_roots,
    ),
    "K": Start(
        "seed in the loop",
        "the generator is seeded anew for each layer, so that all layers begin alike.",
        _seed_in_the_loop,
    ),
}
"""Bugs that no gradient check shows, by letter."""
