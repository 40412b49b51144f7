"""Checks of lecture 11: activation functions and depth."""

import numpy as np

from lectures_nn.activations import sigmoid, sigmoid_derivative
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise, either

_rng = np.random.default_rng(1111)

silu_slope = FunctionExercise(
    "silu_slope",
    reference=lambda z: sigmoid(z) + z * sigmoid_derivative(z),
    cases=[(2 * _rng.normal(size=shape),) for shape in ((7,), (3, 4))],
    misconceptions={
        "first_term": (
            sigmoid,
            "That is one term of the rule for products: the z in front is differentiated, the "
            "sigmoid is not yet.",
        ),
        "second_term": (
            lambda z: z * sigmoid_derivative(z),
            "That is one term of the rule for products: the sigmoid is differentiated, the z in "
            "front is not yet.",
        ),
        "product_of_slopes": (
            sigmoid_derivative,
            "The slope of a product is not the product of the slopes.",
        ),
        "the_function": (lambda z: z * sigmoid(z), "That is the function itself, not its slope."),
        "plain_slope": (
            lambda z: sigmoid(z) + sigmoid_derivative(z),
            "In the second term the factor z is missing.",
        ),
    },
)

leaky_start = FunctionExercise(
    "leaky_start",
    reference=lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * n_in)),
    cases=[(64, 50, 0.3), (10, 40, 0.01), (25, 5, 1.0), (100, 64, 0.7)],
    misconceptions={
        "variance": (
            lambda n_in, n_out, alpha: 2 / ((1 + alpha**2) * n_in),
            "That is the variance; the standard deviation is its root.",
        ),
        "as_relu": (
            lambda n_in, n_out, alpha: np.sqrt(2 / n_in),
            "That is He's start for ReLU. The left half is not lost: it keeps a share that "
            "depends on alpha.",
        ),
        "alpha_not_squared": (
            lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha) * n_in)),
            "Squares are averaged: a factor alpha on z is a factor alpha^2 on z^2.",
        ),
        "fan_out": (
            lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * n_out)),
            "That keeps the errors constant going back. Going forward, a sum has n_in terms.",
        ),
        "half_forgotten": (
            lambda n_in, n_out, alpha: np.sqrt(1 / ((1 + alpha**2) * n_in)),
            "With alpha = 0 this should be He's start, and with alpha = 1 it should be "
            "sqrt(1 / n_in). Each side of z = 0 holds one half of the squares.",
        ),
    },
)


def _layer(n_in, n_out):
    """Return W, b, gamma, beta, mean, variance, eps of no special values."""
    return (
        _rng.normal(size=(n_in, n_out)),
        _rng.normal(size=n_out),
        _rng.uniform(0.5, 2, size=n_out),
        _rng.normal(size=n_out),
        _rng.normal(size=n_out),
        _rng.uniform(0.5, 3, size=n_out),
        0.1,
    )


def _fold(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor, (b - mean) * factor + beta


def _fold_rows(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor[:, None], (b - mean) * factor + beta


def _fold_rows_by_a_product(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return np.diag(factor) @ W, (b - mean) * factor + beta


folded = FunctionExercise(
    "folded",
    reference=_fold,
    cases=[_layer(4, 3), _layer(3, 3), _layer(2, 5)],
    names=("W", "b"),
    misconceptions={
        "no_eps": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, variance, 0.0
            ),
            "Nearly: eps is missing under the root.",
        ),
        "no_root": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, (variance + eps) ** 2, 0.0
            ),
            "You divide by the variance. Batch normalisation divides by its root.",
        ),
        "bias_not_scaled": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                b - mean + beta,
            ),
            "What is scaled is the whole sum a W + b minus the mean, so b - mean must "
            "be scaled too.",
        ),
        "old_bias_forgotten": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                beta - mean * gamma / np.sqrt(variance + eps),
            ),
            "The bias of the dense layer goes through the normalisation as well.",
        ),
        "mean_forgotten": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                b * gamma / np.sqrt(variance + eps) + beta,
            ),
            "In the bias, the running mean has not been subtracted.",
        ),
        "rows": (
            either(_fold_rows, _fold_rows_by_a_product),
            "The factor belongs to the node that receives, the second index of W: it multiplies "
            "the columns. W * factor does that without any reshaping.",
        ),
    },
)

layers_to_a_thousandth = ValueExercise(
    "layers_to_a_thousandth",
    expected=13,
    misconceptions={
        "square": (
            7,
            "The mean square shrinks by 1/3 a layer. The question is about the size, its root.",
        ),
        "not_rounded": (
            np.log(1000) / np.log(np.sqrt(3)),
            "There is no fraction of a layer: round up.",
        ),
        "rounded_down": (12, "Twelve layers leave 1/729, which is not yet below a thousandth."),
        "logistic": (5, "The factor 1/4 belongs to logistic nodes. Here all slopes are 1."),
        "thirds": (
            6,
            "Check the factor a layer (it is a root), and whether the last step really goes "
            "below a thousandth.",
        ),
    },
)

diagnosis = ValueExercise(
    "diagnosis",
    expected=("dead", "healthy", "vanishing", "exploding"),
    misconceptions={
        "direction": (
            ("dead", "healthy", "exploding", "vanishing"),
            "Errors travel from the last layer to the first: read each row from right to left.",
        ),
        "a_as_vanishing": (
            ("vanishing", "healthy", "vanishing", "exploding"),
            "In network A the errors are exactly 0, from one layer to the next. A factor "
            "between 0 and 1 never does that.",
        ),
        "saturated_means_vanishing": (
            ("dead", "healthy", "vanishing", "vanishing"),
            "In network D the sums are large and tanh is saturated. But look at what the "
            "errors do on their way back.",
        ),
        "slow_decay": (
            ("dead", "vanishing", "vanishing", "exploding"),
            "In network B the errors change by a quarter over six layers. That is as level as "
            "it gets.",
        ),
    },
)
