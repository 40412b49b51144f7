"""Checks of lecture 11: activation functions and depth."""

import numpy as np

from lectures_nn.activations import sigmoid, sigmoid_derivative
from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

silu_slope = FunctionExercise(
    "silu_slope",
    reference=lambda z: sigmoid(z) + z * sigmoid_derivative(z),
    cases=lambda rng: [(2 * rng.normal(size=shape),) for shape in ((7,), (3, 4))],
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
            "That is the slope of the sigmoid alone, or the product of both slopes. The slope of a "
            "product is neither.",
        ),
        "the_function": (
            lambda z: z * sigmoid(z),
            "That is z sigmoid(z), the function itself, not its slope. (With s = sigmoid(z), "
            "s + z * s * 1 - s is the same: a bracket is missing.)",
        ),
        "second_sign": (
            lambda z: sigmoid(z) - z * sigmoid_derivative(z),
            "The second term has the wrong sign: both terms of the rule for products are added.",
        ),
        "z_in_slope": (
            either(
                lambda z: sigmoid(z) * (1 + z * (1 - z)),
                lambda z: sigmoid(z) + z * (1 - z) * z,
                lambda z: sigmoid(z) + z * z * (1 - z),
                lambda z: sigmoid(z) + z * (z * sigmoid(z)) * (1 - z * sigmoid(z)),
            ),
            "The slope of the sigmoid is s (1 - s) with s = sigmoid(z), not with z or with f(z).",
        ),
        "one_bracket": (
            lambda z: sigmoid(z) * (1 + z) * (1 - sigmoid(z)),
            "Nearly: with s = sigmoid(z), s (1 + z (1 - s)) is meant. In yours 1 - s multiplies "
            "the 1, too.",
        ),
        "slope_of_the_sigmoid": (
            lambda z: z * sigmoid(z) * (1 - z * sigmoid(z)),
            "a (1 - a) is the slope of the sigmoid alone. Here a = z s: use the rule for products.",
        ),
        "falling": (
            lambda z: sigmoid(-z) + z * sigmoid_derivative(z),
            "Yours has 1 / (1 + exp(z)), which is 1 - sigmoid(z): the exponent has a minus.",
        ),
        "bracket_too_far": (
            lambda z: (sigmoid(z) + z) * (1 - sigmoid(z)),
            "The first term is s alone, with s = sigmoid(z), the second one z s (1 - s). Yours is "
            "(s + z) (1 - s).",
        ),
        "one_for_the_first": (
            lambda z: 1 + z * sigmoid_derivative(z),
            "The second term is right. In the first one the sigmoid is left as it is; yours is 1.",
        ),
        "square_for_the_slope": (
            lambda z: sigmoid(z) * (1 + z * sigmoid(z)),
            "The slope of s = sigmoid(z) is s (1 - s); yours is s^2.",
        ),
        "half_the_slope": (
            lambda z: sigmoid(z) + z * (1 - sigmoid(z)),
            "The slope of s is s (1 - s); in yours the factor s is missing.",
        ),
        "tanh_slope": (
            lambda z: sigmoid(z) + z * (1 - sigmoid(z) ** 2),
            "1 - s^2 is the slope of tanh. That of the sigmoid is s (1 - s).",
        ),
        "plain_slope": (
            lambda z: sigmoid(z) + sigmoid_derivative(z),
            "In the second term the factor z is missing.",
        ),
    },
)

leaky_start = FunctionExercise(
    "leaky_start",
    reference=lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * n_in)),
    cases=lambda rng: [
        (64, 50, 0.3),
        (10, 40, 0.01),
        (25, 5, 1.0),
        (100, 64, 0.7),
        (*rng.integers(5, 200, size=2).tolist(), float(rng.uniform(0.1, 0.9))),
    ],
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
        "bracket_squared": (
            lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha) ** 2 * n_in)),
            "The squares are added: 1 + alpha^2, not (1 + alpha)^2.",
        ),
        "multiplied": (
            either(
                lambda n_in, n_out, alpha: np.sqrt(2 * (1 + alpha**2) / n_in),
                lambda n_in, n_out, alpha: np.sqrt(2 / n_in) * (1 + alpha**2),
            ),
            "The more the left half keeps, the smaller the weights may be: 1 + alpha^2 belongs "
            "below the line.",
        ),
        "precedence": (
            lambda n_in, n_out, alpha: np.sqrt(2 / (1 + alpha**2) * n_in),
            "Your n_in multiplies: the more terms a sum has, the smaller the weights must be. (In "
            "a / b * n_in it multiplies, too: put a bracket around what stands below the line.)",
        ),
        "minus": (
            lambda n_in, n_out, alpha: np.sqrt(2 / ((1 - alpha**2) * n_in + 1e-300)),
            "The two halves are added: 1 + alpha^2.",
        ),
        "both_fans": (
            either(
                lambda n_in, n_out, alpha: np.sqrt(2 / (n_in + n_out)),
                lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * (n_in + n_out))),
                lambda n_in, n_out, alpha: np.sqrt(4 / ((1 + alpha**2) * (n_in + n_out))),
            ),
            "That is a compromise between both directions. Going forward, a sum has n_in terms.",
        ),
        "limit": (
            lambda n_in, n_out, alpha: np.sqrt(6 / ((1 + alpha**2) * n_in)),
            "That is the limit of a uniform distribution. The standard deviation is smaller by the "
            "root of 3.",
        ),
        "fan_out": (
            lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * n_out)),
            "That keeps the errors constant going back. Going forward, a sum has n_in terms.",
        ),
        "line_between_the_ends": (
            either(
                lambda n_in, n_out, alpha: (
                    (1 - alpha) * np.sqrt(2 / n_in) + alpha * np.sqrt(1 / n_in)
                ),
                lambda n_in, n_out, alpha: np.sqrt((2 - alpha) / n_in),
            ),
            "Right at alpha = 0 and alpha = 1, but a straight line between them. Redo the "
            "derivation: the squares of the left half get the factor alpha^2.",
        ),
        "mean_slope": (
            lambda n_in, n_out, alpha: 2 / (1 + alpha) / np.sqrt(n_in),
            "What is averaged are the squares of both sides, 1 and alpha^2, not the slopes.",
        ),
        "n_outside": (
            lambda n_in, n_out, alpha: np.sqrt(2 / (1 + alpha**2)) / n_in,
            "n_in belongs under the root: it is the variance that is divided by it.",
        ),
        "half_forgotten": (
            lambda n_in, n_out, alpha: np.sqrt(1 / ((1 + alpha**2) * n_in)),
            "With alpha = 0 this should be He's start, and with alpha = 1 it should be "
            "sqrt(1 / n_in). Each side of z = 0 holds one half of the squares.",
        ),
    },
)


def _layer(rng, n_in, n_out):
    """Return W, b, gamma, beta, mean, variance, eps of no special values."""
    return (
        rng.normal(size=(n_in, n_out)),
        rng.normal(size=n_out),
        rng.uniform(0.5, 2, size=n_out),
        rng.normal(size=n_out),
        rng.normal(size=n_out),
        rng.uniform(0.5, 3, size=n_out),
        0.1,
    )


def _fold(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor, (b - mean) * factor + beta


def _bias_not_scaled(W, b, gamma, beta, mean, variance, eps):
    return W * gamma / np.sqrt(variance + eps), b - mean + beta


def _only_mean_scaled(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor, b - mean * factor + beta


def _mean_not_scaled(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor, b * factor - mean + beta


def _fold_rows(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return W * factor[:, None], (b - mean) * factor + beta


def _fold_rows_by_a_product(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / np.sqrt(variance + eps)
    return np.diag(factor) @ W, (b - mean) * factor + beta


folded = FunctionExercise(
    "folded",
    reference=_fold,
    cases=lambda rng: [_layer(rng, *sizes) for sizes in ((4, 3), (3, 3), (2, 5))],
    names=("W", "b"),
    misconceptions={
        "no_eps": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, variance, 0.0
            ),
            "Nearly: eps is missing under the root.",
        ),
        "eps_outside": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, (np.sqrt(variance) + eps) ** 2, 0.0
            ),
            "Nearly: eps stands under the root, sqrt(variance + eps).",
        ),
        "gamma_forgotten": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, 1.0, beta, mean, variance, eps
            ),
            "gamma is missing: batch normalisation scales what it has normalised.",
        ),
        "gamma_below": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, 1 / gamma, beta, mean, variance, eps
            ),
            "You divide by gamma. The normalised value is multiplied by it.",
        ),
        "beta_forgotten": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, 0.0, mean, variance, eps
            ),
            "beta is missing in the bias: it is added at the end.",
        ),
        "beta_scaled": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                (b - mean + beta) * gamma / np.sqrt(variance + eps),
            ),
            "beta is added after scaling, so it is not scaled itself.",
        ),
        "mean_added": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, -mean, variance, eps
            ),
            "In the bias the mean has the wrong sign: normalising subtracts it.",
        ),
        "weights_unchanged": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                W,
                _fold(W, b, gamma, beta, mean, variance, eps)[1],
            ),
            "The weights are the old ones. The whole sum a W + b is scaled, so W is, too.",
        ),
        "no_root": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, (variance + eps) ** 2, 0.0
            ),
            "You divide by the variance. Batch normalisation divides by its root.",
        ),
        "bias_not_scaled": (
            either(_bias_not_scaled, _only_mean_scaled, _mean_not_scaled),
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
        "mean_in_weights": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                (W - mean) * gamma / np.sqrt(variance + eps),
                _fold(W, b, gamma, beta, mean, variance, eps)[1],
            ),
            "The mean is that of the sums a W + b. It is subtracted once, in the bias, not from "
            "each weight.",
        ),
        "mean_forgotten": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                b * gamma / np.sqrt(variance + eps) + beta,
            ),
            "In the bias, the running mean has not been subtracted.",
        ),
        "beta_in_weights": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                W * gamma / np.sqrt(variance + eps) + beta,
                _fold(W, b, gamma, beta, mean, variance, eps)[1],
            ),
            "beta is added once, in the bias, not to each weight.",
        ),
        "only_normalised": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, 1.0, 0.0, mean, variance, eps
            ),
            "gamma and beta are missing: what is normalised is then multiplied and shifted.",
        ),
        "times_the_deviation": (
            lambda W, b, gamma, beta, mean, variance, eps: _fold(
                W, b, gamma, beta, mean, 1 / (variance + eps), 0.0
            ),
            "You multiply by sqrt(variance + eps). Normalising divides by it.",
        ),
        "gamma_in_weights_only": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                (b - mean) / np.sqrt(variance + eps) + beta,
            ),
            "In the bias gamma is missing.",
        ),
        "bias_from_mean": (
            lambda W, b, gamma, beta, mean, variance, eps: (
                _fold(W, b, gamma, beta, mean, variance, eps)[0],
                (mean - b) * gamma / np.sqrt(variance + eps) + beta,
            ),
            "You subtract the old bias from the mean. It is b - mean.",
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
        "one_too_many": (14, "One layer fewer is enough already."),
        "halves": (
            either(10, 20),
            "The factor a layer is neither 1/2 nor 1 over the root of 2. What does (11.5) give for "
            "these weights?",
        ),
        "rounded_down": (12, "Twelve layers leave 1/729, which is not yet below a thousandth."),
        "logistic": (5, "The factor 1/4 belongs to logistic nodes. Here all slopes are 1."),
        "thirds": (
            6,
            "Six are too few. Which variance have weights that are uniform between -a and a? And "
            "is it n times that variance by which the size shrinks, or its root?",
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
        "growth_overlooked": (
            ("dead", "healthy", "vanishing", "healthy"),
            "In network D the errors are four times as large every two layers further down.",
        ),
        "small_as_dead": (
            ("dead", "healthy", "dead", "exploding"),
            "In network C the errors are small, not 0: each layer leaves a share of them.",
        ),
        "c_not_recognised": (
            either(
                ("dead", "healthy", "healthy", "exploding"),
                ("dead", "healthy", "exploding", "exploding"),
            ),
            "In network C the error comes from layer 7. Compare it there with that in layer 1.",
        ),
        "slow_decay": (
            ("dead", "vanishing", "vanishing", "exploding"),
            "In network B the errors change by a quarter over six layers. That is as level as "
            "it gets.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="b",
    choices={
        "a": (
            "All layers take their step together, after the whole way back, and no layer uses up "
            "an error."
        ),
        "c": "A derivative is not divided among parameters: each has its own, as if it were alone.",
        "d": (
            "That matters for any network. Here the errors fade layer by layer, with standardised "
            "inputs as well."
        ),
    },
)
