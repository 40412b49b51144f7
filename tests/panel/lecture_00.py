"""Answers to the exercises of lecture 00."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn.activations import sigmoid
"""

ANSWERS = [
    # Exercise 1: mean square.
    right(
        "mean_square",
        """
        def my_mean_square(values):
            total, number = 0, 0
            for value in np.ravel(values):
                total += value * value
                number += 1
            return total / number
        """,
        note="a loop that counts",
    ),
    right(
        "mean_square",
        "lambda v: np.var(v) + np.mean(v) ** 2",
        note="variance and squared mean",
    ),
    right(
        "mean_square",
        "lambda v: np.linalg.norm(v) ** 2 / np.size(v)",
        note="by the length of the vector",
    ),
    right(
        "mean_square",
        "lambda v: np.mean(np.square(v), keepdims=True).reshape(1)",
        note="an array of one element",
    ),
    right(
        "mean_square",
        """
        from statistics import fmean

        def my_mean_square(values):
            return fmean(float(np.float32(v)) ** 2 for v in np.asarray(values).flat)
        """,
        note="squares of single precision, averaged in Python's floats",
    ),
    wrong(
        "mean_square",
        "lambda v: np.mean(v) ** 2",
        mistake="squares the mean",
        hints={"square_of_mean"},
    ),
    wrong("mean_square", "lambda v: (v**2).sum()", mistake="the sum, not the mean", hints={"sum"}),
    wrong(
        "mean_square", "lambda v: np.sqrt(np.mean(v**2))", mistake="the root of it", hints={"root"}
    ),
    wrong(
        "mean_square",
        "lambda v: (v**2).mean(axis=0)",
        mistake="a mean for each column",
        hints={"row_means"},
    ),
    wrong(
        "mean_square",
        """
        def my_mean_square(values):
            total = 0
            for row in values:
                total += np.sum(row**2)
                return total / np.size(values)
        """,
        mistake="return inside the loop",
    ),
    wrong(
        "mean_square",
        "lambda v: np.mean(v * 2)",
        mistake="doubles instead of squaring",
        hints={"doubled"},
    ),
    wrong(
        "mean_square",
        "lambda v: np.sum(v**2) / len(v)",
        mistake="divides by the rows only",
        hints={"by_length"},
    ),
    # Exercise 2: a chain of three.
    right(
        "slope_in_w",
        """
        import math

        def f(z):
            return 1 / (1 + math.exp(-z))

        def f_prime(z):
            return f(z) * (1 - f(z))

        def my_slope_in_w(x, w, b):
            return f_prime(w * x + b) * x
        """,
        note="helpers, and math for a number",
    ),
    right(
        "slope_in_w",
        "lambda x, w, b: x / (4 * np.cosh((w * x + b) / 2) ** 2)",
        note="by the hyperbolic cosine",
    ),
    right(
        "slope_in_w",
        """
        def my_slope_in_w(x, w, b):
            h = 1e-20
            return np.imag(1 / (1 + np.exp(-((w + 1j * h) * x + b)))) / h
        """,
        note="a complex step",
    ),
    right(
        "slope_in_w",
        "lambda x, w, b: np.float32(x) * sigmoid(np.float32(w * x + b)) * sigmoid(-(w * x + b))",
        note="partly in single precision",
    ),
    wrong(
        "slope_in_w",
        "lambda x, w, b: sigmoid(w * x + b) * (1 - sigmoid(w * x + b))",
        mistake="the inner derivative x is forgotten",
        hints={"no_inner"},
    ),
    wrong(
        "slope_in_w",
        "lambda x, w, b: sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * w",
        mistake="dy/dx",
        hints={"in_x"},
    ),
    wrong(
        "slope_in_w",
        """
        def my_slope_in_w(x, w, b):
            y = sigmoid(w * x + b)
            return sigmoid(y) * (1 - sigmoid(y)) * x
        """,
        mistake="the slope is taken at y instead of at z",
        hints={"twice_through_f"},
    ),
    wrong(
        "slope_in_w",
        "lambda x, w, b: x * sigmoid(w * x) * (1 - sigmoid(w * x))",
        mistake="the bias is forgotten",
        hints={"bias_forgotten"},
    ),
    wrong(
        "slope_in_w",
        """
        def my_slope_in_w(x, w, b):
            y = sigmoid(w * x + b)
            return x * y * 1 - y
        """,
        mistake="a bracket is missing",
        hints={"no_bracket"},
    ),
    wrong(
        "slope_in_w",
        "lambda x, w, b: (1 - sigmoid(w * x + b)) ** 2 * x",
        mistake="(1 - y)^2 as the slope",
        hints={"square_of_difference"},
    ),
    wrong(
        "slope_in_w",
        "lambda x, w, b: sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * (x + b)",
        mistake="the bias belongs to the inner derivative",
        hints={"bias_in_the_inner"},
    ),
    # Exercise 3: which shape?
    right("shape_of_product", "(100, 10)"),
    right("shape_of_product", "[100, 10]", note="a list"),
    right(
        "shape_of_product",
        "((np.zeros((100, 64)) @ np.zeros((64, 50)) + np.zeros(50)) @ np.zeros((50, 10))).shape",
        note="asked NumPy",
    ),
    right("shape_of_product", "np.array((100, 10))", note="an array"),
    wrong("shape_of_product", "(10, 100)", mistake="turned round", hints={"swapped"}),
    wrong(
        "shape_of_product", "(100, 50)", mistake="stopped after the first product", hints={"hidden"}
    ),
    wrong("shape_of_product", "(64, 10)", mistake="the inner size as rows", hints={"inner"}),
    wrong("shape_of_product", "(100, 64, 50, 10)", mistake="all sizes", hints={"of_b_too"}),
    wrong("shape_of_product", "1000", mistake="the number of elements", hints={"elements"}),
    wrong("mean_square", "lambda v: np.mean(v - np.mean(v)) ** 2", mistake="nought but rounding"),
    right("shape_of_product", "'(100, 10)'", note="as text"),
]
