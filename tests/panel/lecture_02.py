"""Answers to the exercises of lecture 02."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn.activations import relu, sigmoid
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network
"""

ANSWERS = [
    # Exercise 1: count.
    right(
        "parameters",
        """
        sizes = [8, 20, 10, 4]
        my_parameters = 0
        for n_in, n_out in zip(sizes, sizes[1:]):
            my_parameters += n_in * n_out + n_out
        my_parameters = my_parameters
        """,
        note="a loop",
    ),
    right(
        "parameters",
        "Network([Dense(20), Sigmoid(), Dense(10), Sigmoid(), Dense(4)], 8, rng=0).theta.size",
        note="asked the package",
    ),
    right("parameters", "np.sum([180.0, 210.0, 44.0], keepdims=True)", note="one element"),
    wrong("parameters", "8 * 20 + 20 * 10 + 10 * 4", mistake="no biases", hints={"no_biases"}),
    wrong(
        "parameters",
        "(8 + 1) * 20 + (20 + 1) * 10",
        mistake="no output layer",
        hints={"no_output_layer"},
    ),
    wrong("parameters", "8 + 20 + 10 + 4", mistake="counts nodes", hints={"nodes"}),
    wrong("parameters", "8 * 20 * 10 * 4", mistake="the sizes multiplied", hints={"multiplied"}),
    wrong(
        "parameters",
        "8 * 20 + 20 * 10 + 10 * 4 + 3",
        mistake="one bias for each layer",
        hints={"one_bias_a_layer"},
    ),
    wrong(
        "parameters",
        "8 * 20 + 20 * 10 + 10 * 4 + 8 + 20 + 10 + 4",
        mistake="the inputs have biases too",
        hints={"input_biases"},
    ),
    wrong(
        "parameters",
        "8 * 20 + 20 * 10 + 10 * 4 + 20 + 10",
        mistake="the outputs have no biases",
        hints={"no_output_biases"},
    ),
    wrong(
        "parameters",
        "(8 + 1) * (20 + 1) + (20 + 1) * (10 + 1) + (10 + 1) * 4",
        mistake="+1",
        hints={"biases_receive"},
    ),
    # Exercise 2: fold the standardisation in.
    right(
        "folded_layer",
        """
        def my_folded_layer(W, b, mu, s):
            n_in, n_out = W.shape
            W_new, b_new = np.empty((n_in, n_out)), np.empty(n_out)
            for j in range(n_out):
                b_new[j] = b[j]
                for i in range(n_in):
                    W_new[i, j] = W[i, j] / s[i]
                    b_new[j] -= mu[i] * W[i, j] / s[i]
            return W_new, b_new
        """,
        note="two loops",
    ),
    right(
        "folded_layer",
        """
        def my_folded_layer(W, b, mu, s):
            W_new = np.linalg.inv(np.diag(s)) @ W
            return [W_new, b - np.einsum("i,ij->j", mu, W_new)]
        """,
        note="a diagonal matrix and einsum, a list",
    ),
    right(
        "folded_layer",
        """
        def my_folded_layer(W, b, mu, s):
            def z(x):
                return ((x - mu) / s) @ W + b

            b_new = z(np.zeros(len(mu)))
            W_new = np.array([z(axis) - b_new for axis in np.eye(len(mu))])
            return W_new, b_new
        """,
        note="measured: the sums at zero and at unit inputs",
    ),
    right(
        "folded_layer",
        """
        def my_folded_layer(W, b, mu, s):
            W, b, mu, s = (np.asarray(a, dtype=np.float32) for a in (W, b, mu, s))
            return (W.T / s).T, b - (W.T / s) @ mu
        """,
        note="single precision, by transposes",
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: (W / s[:, None], b)",
        mistake="b as it was",
        hints={"bias_unchanged"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: (W / s[:, None], b + (mu / s) @ W)",
        mistake="the shift has the wrong sign",
        hints={"bias_sign"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: (W / s[:, None], b - mu @ W)",
        mistake="the shift is not divided by s",
        hints={"mean_not_scaled"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: (W * s[:, None], b - (mu / s) @ W)",
        mistake="multiplied by s",
        hints={"multiplied"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: (W / s, b - (mu / s) @ W)",
        mistake="s along the wrong axis",
        hints={"columns_divided"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: ((W - mu[:, None]) / s[:, None], b)",
        mistake="standardises the weights like inputs",
        hints={"bias_unchanged"},
    ),
    wrong(
        "folded_layer",
        """
        def my_folded_layer(W, b, mu, s):
            W_new = W / s[:, None]
            return W_new, b - (mu / s) @ W_new
        """,
        mistake="the bias is divided by s twice",
        hints={"scaled_twice"},
    ),
    wrong(
        "folded_layer",
        "lambda W, b, mu, s: W / s[:, None]",
        mistake="only the weights",
    ),
    # Exercise 3: XOR from two ReLU nodes.
    right("relu_xor", "[1.0, -2.0, 0.0]"),
    right("relu_xor", "np.linalg.solve([[1, 0, 1], [2, 1, 1], [0, 0, 1]], [1, 0, 0])"),
    right(
        "relu_xor",
        """
        from fractions import Fraction

        my_relu_xor = tuple(Fraction(n) for n in (1, -2, 0))
        """,
        note="fractions",
    ),
    wrong("relu_xor", "(1, -1, 0)", mistake="OR", hints={"as_with_steps"}),
    wrong("relu_xor", "(1, 1, 0)", mistake="both nodes push up", hints={"sign"}),
    wrong("relu_xor", "(1, -2)", mistake="no bias"),
    wrong("relu_xor", "(-2, 1, 0)", mistake="the weights exchanged", hints={"order"}),
    wrong(
        "relu_xor", "(1, -2, -0.5)", mistake="a threshold as in a step neuron", hints={"threshold"}
    ),
    wrong("relu_xor", "(-1, 2, 1)", mistake="the opposite of XOR", hints={"not_xor"}),
    wrong("relu_xor", "(0.5, -1, 0)", mistake="half as high", hints={"doubled"}),
    wrong("relu_xor", "(1, -1.99, 0)", mistake="not exact"),
    # Exercise 4: how many cubes are useful?
    right(
        "useful_cubes",
        """
        rng = np.random.default_rng(3)
        X = rng.uniform(-1, 1, size=(200, 2))
        H = (X @ rng.normal(size=(2, 30)) + rng.normal(size=30)) ** 3
        my_useful_cubes = np.linalg.matrix_rank(H)
        """,
        note="measured on other points",
    ),
    right(
        "useful_cubes",
        "float(len([1 for i in range(4) for j in range(4) if i + j <= 3]))",
        note="counts the powers, a float",
    ),
    wrong("useful_cubes", "8", mistake="twice as many as with one input", hints={"doubled"}),
    wrong("useful_cubes", "16", mistake="four times four", hints={"all_products"}),
    wrong("useful_cubes", "9", mistake="the case with a bias", hints={"no_constant"}),
    wrong("useful_cubes", "7", mistake="without the mixed powers", hints={"no_mixed_terms"}),
    wrong(
        "useful_cubes",
        "4",
        mistake="the number of one input, or the cubic powers only",
        hints={"one_input"},
    ),
    wrong("useful_cubes", "40", mistake="the nodes, not the rank"),
    wrong("useful_cubes", "6", mistake="the powers up to the square", hints={"squares"}),
    right("parameters", "'434'", note="as text"),
    wrong("relu_xor", "(0, 1, -2)", mistake="c first", hints={"bias_first"}),
]
