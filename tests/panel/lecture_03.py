"""Answers to the exercises of lecture 03."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn.activations import sigmoid
"""

ANSWERS = [
    # Exercise 1: one layer back.
    right(
        "hidden_delta",
        """
        def my_hidden_delta(delta_above, W_above, z):
            M, n = z.shape
            delta = np.zeros((M, n))
            for m in range(M):
                for i in range(n):
                    total = 0.0
                    for j in range(delta_above.shape[1]):
                        total += delta_above[m, j] * W_above[i, j]
                    a = 1 / (1 + np.exp(-z[m, i]))
                    delta[m, i] = total * a * (1 - a)
            return delta
        """,
        note="three loops",
    ),
    right(
        "hidden_delta",
        "lambda d, W, z: (W @ d.T).T / (2 + np.exp(z) + np.exp(-z))",
        note="the slope in another form, the product transposed",
    ),
    right(
        "hidden_delta",
        """
        def my_hidden_delta(delta_above, W_above, z):
            d, W, z = (x.astype(np.float32) for x in (delta_above, W_above, z))
            return np.einsum("mj,ij,mi->mi", d, W, sigmoid(z) * sigmoid(-z))
        """,
        note="in single precision",
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: d @ W.T",
        mistake="the slope f'(z) is forgotten",
        hints={"no_slope"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: d @ W * sigmoid(z) * (1 - sigmoid(z))",
        mistake="the weights are not transposed",
        hints={"no_transpose"},
    ),
    wrong(
        "hidden_delta",
        """
        def my_hidden_delta(delta_above, W_above, z):
            a = sigmoid(z)
            return a * (1 - a) * np.reshape(delta_above, z.shape)
        """,
        mistake="the errors are reshaped instead of sent back: nothing about a transpose",
    ),
    wrong(
        "hidden_delta",
        """
        def my_hidden_delta(delta_above, W_above, z):
            a = sigmoid(z)
            delta = a * (1 - a) * (delta_above @ W_above.T)
            print(delta)
        """,
        mistake="prints instead of returning",
    ),
    wrong(
        "hidden_delta",
        """
        def my_hidden_delta(delta_above, W_above, z):
            delta = delta_above @ W_above.T
            a = sigmoid(delta)
            return a * (1 - a) * delta
        """,
        mistake="the slope is taken at the error instead of at z",
        hints={"slope_at_error"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: (d @ W.T) * sigmoid(z) - sigmoid(z) ** 2",
        mistake="a bracket is missing around the slope",
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: sigmoid(z) * (1 - sigmoid(z)) * (W @ d)",
        mistake="the weights stand first, as for columns",
        hints={"weights_first"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: W @ d",
        mistake="the weights stand first, and there is no slope",
        hints={"weights_first", "no_slope"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: (sigmoid(z) * (1 - sigmoid(z))) @ (d @ W.T)",
        mistake="a matrix product where the slope multiplies entry by entry",
        hints={"nodes_meet_examples"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: np.dot(np.dot(d, W.T), sigmoid(z) * (1 - sigmoid(z)))",
        mistake="np.dot in both places",
        hints={"nodes_meet_examples"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: sigmoid(z) * (1 - sigmoid(z)) * np.dot(W.T, d)",
        mistake="the transposed weights first",
        hints={"nodes_meet_examples"},
    ),
    wrong(
        "hidden_delta",
        "lambda d, W, z: np.dot(W, d.T) * sigmoid(z) * (1 - sigmoid(z))",
        mistake="the formula for columns: the errors lie on their side",
        hints={"lies_on_its_side"},
    ),
    # Exercise 2: the weights' share.
    wrong(
        "weight_gradient",
        "lambda a, d: (a.T * d, d.sum(axis=0))",
        mistake="entry by entry where a matrix product is needed",
        hints={"elementwise"},
    ),
    right(
        "weight_gradient",
        """
        def my_weight_gradient(a_below, delta):
            dW = sum(np.outer(a, d) for a, d in zip(a_below, delta))
            db = sum(delta)
            return dW, db
        """,
        note="one example after the other",
    ),
    right(
        "weight_gradient",
        "lambda a, d: [np.tensordot(a, d, axes=(0, 0)).tolist(), np.ones(len(d)) @ d]",
        note="a list of a list and an array",
    ),
    wrong(
        "weight_gradient",
        "lambda a, d: (a.T @ d.T, d.sum(axis=0))",
        mistake="delta is transposed too",
        hints={"both_transposed"},
    ),
    wrong(
        "weight_gradient",
        "lambda a, d: (a.T @ d, d.sum())",
        mistake="the biases get the sum of all errors",
        hints={"bias_over_nodes"},
    ),
    wrong(
        "weight_gradient",
        "lambda a, d: (a.T @ d / len(a), d.sum(axis=0))",
        mistake="the mean is taken once more, for the weights only",
        hints={"mean_again", "mean_weights"},
    ),
    wrong(
        "weight_gradient",
        "lambda a, d: (a.T @ d, d.sum(axis=0, keepdims=True))",
        mistake="db is a row, shape (1, n)",
    ),
    wrong(
        "weight_gradient",
        "lambda a, d: np.vstack([d.sum(axis=0), a.T @ d])",
        mistake="one matrix with the biases on top, not a pair",
    ),
    # Exercise 3: another output function.
    right(
        "tanh_output_delta",
        "lambda z, y: (np.tanh(z) - y) / np.cosh(z) ** 2 / z.shape[0]",
        note="the slope as 1 / cosh^2",
    ),
    right(
        "tanh_output_delta",
        """
        import math

        def slope(x):
            return 1 - math.tanh(x) ** 2

        def my_tanh_output_delta(z, y):
            rows = []
            for sums, targets in zip(z, y):
                rows.append([slope(s) * (math.tanh(s) - t) / len(z) for s, t in zip(sums, targets)])
            return rows
        """,
        note="lists and math",
    ),
    wrong(
        "tanh_output_delta",
        "lambda z, y: (1 - np.tanh(z)) ** 2 * (np.tanh(z) - y) / len(z)",
        mistake="(1 - a)^2 as the slope",
        hints={"square_of_difference"},
    ),
    wrong(
        "tanh_output_delta",
        "lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / z.shape[1]",
        mistake="divided by the number of outputs",
        hints={"mean_over_outputs"},
    ),
    wrong(
        "tanh_output_delta",
        "lambda z, y: (1 - np.tanh(z) ** 2) * (y - np.tanh(z))",
        mistake="target minus output, and no mean",
    ),
    wrong(
        "tanh_output_delta",
        "lambda z, y: 0.5 * (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / len(z)",
        mistake="the half of the cost is kept",
        hints={"half_kept"},
    ),
    # Exercise 4: the price of nudging.
    right("forward_passes", "2 * (785 * 100 + 101 * 50 + 51 * 10)"),
    right("forward_passes", "float(2 * 84060)", note="a float"),
    wrong("forward_passes", "84060", mistake="one pass a parameter", hints={"one_sided"}),
    wrong("forward_passes", "84060 + 1", mistake="one-sided differences", hints={"one_sided"}),
    wrong(
        "forward_passes",
        "2 * 784 * 100 * 50 * 10",
        mistake="the sizes multiplied",
        hints={"multiplied"},
    ),
    right("forward_passes", "'168120'", note="as text"),
    wrong("forward_passes", "'168120 or so'", mistake="words, not a number"),
    wrong(
        "forward_passes",
        "2 * 84060 * (784 * 100 + 100 * 50 + 50 * 10)",
        mistake="multiplications",
        hints={"multiplications"},
    ),
    # Exercise 5: sum or mean?
    right("eta_of_the_mean", "50 * 0.002"),
    right(
        "eta_of_the_mean",
        """
        from fractions import Fraction

        my_eta = Fraction(2, 1000) * 50
        """,
        note="a fraction",
    ),
    wrong("eta_of_the_mean", "0.002 / 50", mistake="divided by M", hints={"divided"}),
    wrong("eta_of_the_mean", "0.002", mistake="left as it was", hints={"unchanged"}),
    wrong("eta_of_the_mean", "0.01", mistake="a slip in the decimal point"),
    wrong("eta_of_the_mean", "0.1 * 50", mistake="M twice", hints={"squared"}),
    wrong(
        "hidden_delta",
        "lambda d, W, z: (d @ W.T) * sigmoid(z) * 1 - sigmoid(z)",
        mistake="a bracket",
        hints={"no_bracket"},
    ),
]
