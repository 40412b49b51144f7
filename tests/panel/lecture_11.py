"""Answers to the exercises of lecture 11."""

from panel import right, wrong

PRELUDE = """
import math
import numpy as np
from lectures_nn import activations

def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

ANSWERS = [
    # Exercise 1: one more activation function.
    right(
        "silu_slope",
        "lambda z: (1 + np.tanh(z / 2)) / 2 + z / (4 * np.cosh(z / 2) ** 2)",
        note="by hyperbolic functions",
    ),
    right(
        "silu_slope",
        """
        def my_silu_slope(z):
            f = z * activations.sigmoid(z)
            return f + activations.sigmoid(z) * (1 - f)
        """,
        note="the form that papers give",
    ),
    right(
        "silu_slope",
        """
        def one(x):
            s = 1 / (1 + math.exp(-x))
            return s * (1 + x * (1 - s))

        my_silu_slope = np.vectorize(one)
        """,
        note="one number at a time",
    ),
    right(
        "silu_slope",
        "lambda z: np.imag((z + 1e-30j) / (1 + np.exp(-z - 1e-30j))) / 1e-30",
        note="a complex step",
    ),
    wrong(
        "silu_slope",
        "lambda z: sigmoid(z) * (1 - sigmoid(z))",
        mistake="the slope of the logistic function alone",
        hints={"product_of_slopes"},
    ),
    wrong(
        "silu_slope",
        "lambda z: z * sigmoid(z) * (1 - sigmoid(z))",
        mistake="the product rule's first term is forgotten",
        hints={"second_term"},
    ),
    wrong(
        "silu_slope",
        "lambda z: sigmoid(z)",
        mistake="the second term is forgotten",
        hints={"first_term"},
    ),
    wrong(
        "silu_slope",
        "lambda z: z * sigmoid(z)",
        mistake="the function instead of its slope",
        hints={"the_function"},
    ),
    wrong(
        "silu_slope",
        "lambda z: sigmoid(z) + sigmoid(z) * (1 - sigmoid(z))",
        mistake="the factor z is forgotten",
        hints={"plain_slope"},
    ),
    wrong(
        "silu_slope",
        """
        def my_silu_slope(z):
            a = z * sigmoid(z)
            return sigmoid(z) + z * a * (1 - a)
        """,
        mistake="a (1 - a) with the value of the new function",
        hints={"z_in_slope"},
    ),
    wrong(
        "silu_slope",
        "lambda z: sigmoid(z) * (1 + z) * (1 - sigmoid(z))",
        mistake="a bracket at the wrong place",
        hints={"one_bracket"},
    ),
    wrong(
        "silu_slope",
        "lambda z: sum(sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)))",
        mistake="summed over the first axis",
    ),
    # Exercise 2: a start for leaky ReLU.
    right(
        "leaky_start",
        """
        def my_leaky_start(n_in, n_out, alpha):
            share_of_squares = 0.5 * 1 + 0.5 * alpha**2
            return (n_in * share_of_squares) ** -0.5
        """,
        note="from the share of the squares",
    ),
    right(
        "leaky_start",
        """
        def my_leaky_start(n_in, n_out, alpha):
            gain = np.sqrt(2) / np.hypot(1, alpha)
            return np.float32(gain / math.sqrt(n_in))
        """,
        note="with a gain, single precision",
    ),
    right(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt([2 / (n_in + n_in * alpha**2)])",
        note="an array of one number",
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: 2 / ((1 + alpha**2) * n_in)",
        mistake="the variance",
        hints={"variance"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha) * n_in))",
        mistake="alpha is not squared",
        hints={"alpha_not_squared"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / ((1 + alpha**2) * n_out))",
        mistake="n_out: keeps the errors",
        hints={"fan_out"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / n_in)",
        mistake="the start for ReLU",
        hints={"as_relu"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / (1 + alpha**2) * n_in)",
        mistake="precedence: n_in multiplies",
        hints={"precedence"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(1 / ((1 + alpha**2) * n_in))",
        mistake="the half is forgotten",
        hints={"half_forgotten"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / (n_in + alpha**2))",
        mistake="n_in multiplies only the first term",
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(4 / ((1 + alpha**2) * (n_in + n_out)))",
        mistake="the mean of both numbers of nodes",
        hints={"both_fans"},
    ),
    wrong(
        "leaky_start",
        "lambda n_in, n_out, alpha: np.sqrt(2 / ((1 - alpha) ** 2 * n_in))",
        mistake="the right side minus the left, divides by 0 at alpha = 1",
    ),
    # Exercise 3: fold it away.
    right(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = np.diag(gamma / np.sqrt(variance + eps))
            return W @ scale, beta + scale @ (b - mean)
        """,
        note="a diagonal matrix",
    ),
    right(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            new_W, new_b = np.empty(W.shape), np.empty(len(b))
            for j in range(W.shape[1]):
                s = math.sqrt(variance[j] + eps)
                new_W[:, j] = W[:, j] / s * gamma[j]
                new_b[j] = (b[j] - mean[j]) / s * gamma[j] + beta[j]
            return [new_W.tolist(), new_b.tolist()]
        """,
        note="a loop, lists",
    ),
    right(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            def both(a):
                z = a @ W + b
                return gamma * (z - mean) / np.sqrt(variance + eps) + beta

            new_b = both(np.zeros(len(W)))
            return both(np.eye(len(W))) - new_b, new_b
        """,
        note="measured on unit vectors",
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / np.sqrt(variance + eps)
            return W * scale, b + beta - mean * scale
        """,
        mistake="b is not scaled",
        hints={"bias_not_scaled"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / (np.sqrt(variance) + eps)
            return W * scale, (b - mean) * scale + beta
        """,
        mistake="eps outside the root",
        hints={"eps_outside"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / (variance + eps)
            return W * scale, (b - mean) * scale + beta
        """,
        mistake="divided by the variance",
        hints={"no_root"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / np.sqrt(variance + eps)
            return W * scale, (b - mean) * scale
        """,
        mistake="beta is forgotten",
        hints={"beta_forgotten"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / np.sqrt(variance + eps)
            return W * scale[:, None], (b - mean) * scale + beta
        """,
        mistake="the rows of W are scaled",
        hints={"rows"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / np.sqrt(variance + eps)
            return W * scale, b * scale + beta
        """,
        mistake="the mean is forgotten",
        hints={"mean_forgotten"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = 1 / np.sqrt(variance + eps)
            return W * scale, (b - mean) * scale + beta
        """,
        mistake="gamma is forgotten",
        hints={"gamma_forgotten"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            scale = gamma / np.sqrt(variance + eps)
            return (W - mean) * scale, (b - mean) * scale + beta
        """,
        mistake="the mean is taken from the weights, too",
        hints={"mean_in_weights"},
    ),
    wrong(
        "folded",
        """
        def my_folded(W, b, gamma, beta, mean, variance, eps):
            z = W @ b
            return (z - mean) / np.sqrt(variance + eps) * gamma + beta
        """,
        mistake="W @ b does not fit",
    ),
    # Exercise 4: how deep is too deep?
    right("layers_to_a_thousandth", "math.ceil(2 * math.log(1000) / math.log(3))"),
    right(
        "layers_to_a_thousandth",
        """
        from itertools import count

        my_layers = next(n for n in count() if np.sqrt(1 / 3) ** n < 1e-3)
        """,
        note="counts",
    ),
    right("layers_to_a_thousandth", "np.array([13.0])", note="an array of one number"),
    wrong(
        "layers_to_a_thousandth", "12", mistake="one too few: rounded down", hints={"rounded_down"}
    ),
    wrong(
        "layers_to_a_thousandth",
        "2 * np.log(1000) / np.log(3)",
        mistake="not a whole number",
        hints={"not_rounded"},
    ),
    wrong(
        "layers_to_a_thousandth",
        "7",
        mistake="the factor of the mean square, 1/3",
        hints={"square"},
    ),
    wrong("layers_to_a_thousandth", "10", mistake="the factor 1/2 of ReLU", hints={"halves"}),
    wrong("layers_to_a_thousandth", "14", mistake="one too many", hints={"one_too_many"}),
    wrong("layers_to_a_thousandth", "26", mistake="the root taken twice"),
    wrong(
        "layers_to_a_thousandth",
        "5",
        mistake="the slope 1/4 of the logistic function",
        hints={"logistic"},
    ),
    # Exercise 5: four patients.
    right("diagnosis", "['dead', 'healthy', 'vanishing', 'exploding']", note="a list"),
    right(
        "diagnosis",
        "(' Dead', 'Healthy ', 'Vanishing', 'EXPLODING')",
        note="capitals and blanks",
    ),
    right(
        "diagnosis",
        "np.array(['dead', 'healthy', 'vanishing', 'exploding'])",
        note="an array of words",
    ),
    wrong(
        "diagnosis",
        "('vanishing', 'healthy', 'vanishing', 'exploding')",
        mistake="errors of exactly 0 taken for vanishing ones",
        hints={"a_as_vanishing"},
    ),
    wrong(
        "diagnosis",
        "('dead', 'healthy', 'exploding', 'vanishing')",
        mistake="read from layer 1 on, not the way the errors go",
        hints={"direction"},
    ),
    wrong(
        "diagnosis",
        "('dead', 'vanishing', 'vanishing', 'exploding')",
        mistake="B called vanishing: its errors change by a quarter in six layers",
        hints={"slow_decay"},
    ),
    wrong(
        "diagnosis",
        "('dead', 'healthy', 'vanishing', 'healthy')",
        mistake="D called healthy",
        hints={"growth_overlooked"},
    ),
    wrong(
        "diagnosis",
        "('dead', 'healthy', 'dead', 'exploding')",
        mistake="very small taken for dead",
        hints={"small_as_dead"},
    ),
    wrong("diagnosis", "('dead', 'healthy', 'vanishing')", mistake="three words"),
    wrong(
        "diagnosis",
        "('healthy', 'healthy', 'healthy', 'healthy')",
        mistake="the example as it stands",
    ),
    wrong(
        "diagnosis",
        "('exploding', 'healthy', 'vanishing', 'dead')",
        mistake="the sums of A grow, the errors of D look saturated",
    ),
]
