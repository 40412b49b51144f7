"""Checks of lecture 00: how exercises work, and the refresher."""

import numpy as np

from lectures_nn.activations import sigmoid, sigmoid_derivative
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise, either

mean_square = FunctionExercise(
    "mean_square",
    reference=lambda values: np.mean(values**2),
    cases=lambda rng: [(rng.normal(1, 2, size=shape),) for shape in ((5,), (3, 4), (2, 3, 5))],
    misconceptions={
        "square_of_mean": (
            lambda values: np.mean(values) ** 2,
            "This squares the mean. Square each element first, then average.",
        ),
        "sum": (
            lambda values: np.sum(values**2),
            "This is the sum of the squares; the mean divides it by their number.",
        ),
        "row_means": (
            either(
                lambda values: np.mean(values**2, axis=0), lambda values: np.mean(values**2, axis=1)
            ),
            "An axis is left over: average over all elements, whatever the shape.",
        ),
        "root": (
            lambda values: np.sqrt(np.mean(values**2)),
            "This is the root mean square. The square root is one step too many.",
        ),
        "by_length": (
            lambda values: np.sum(values**2) / len(values),
            "You divide by len(values), the number of rows. The number of elements is values.size.",
        ),
        "variance": (
            either(np.var, lambda values: np.var(values, ddof=1)),
            "This is a variance: it subtracts the mean before it squares.",
        ),
        "not_squared": (np.mean, "This is the mean of the elements themselves: square them first."),
        "first_only": (
            either(
                lambda values: np.ravel(values)[0] ** 2 / values.size,
                lambda values: np.ravel(values)[0] ** 2,
            ),
            "Only the first element enters. Does a `return` stand inside the loop?",
        ),
        "doubled": (
            lambda values: np.mean(values * 2),
            "You double the elements. To square them is values**2.",
        ),
    },
)

slope_in_w = FunctionExercise(
    "slope_in_w",
    reference=lambda x, w, b: sigmoid_derivative(w * x + b) * x,
    cases=lambda rng: [
        (0.7, -1.2, 0.4),
        (-2.0, 0.3, 0.1),
        *(tuple(rng.uniform(0.4, 1.6, size=3) * rng.choice([-1, 1], size=3)) for _ in range(3)),
    ],
    misconceptions={
        "no_inner": (
            lambda x, w, b: sigmoid_derivative(w * x + b),
            "The inner derivative is missing: z = w x + b changes by x when w changes by 1.",
        ),
        "in_x": (
            lambda x, w, b: sigmoid_derivative(w * x + b) * w,
            "This is the slope in x. The inner derivative with respect to w is something else.",
        ),
        "activation": (
            lambda x, w, b: sigmoid(w * x + b) * x,
            "The outer factor is the derivative f'(z), not f(z) itself.",
        ),
        "slope_of_z": (
            lambda x, w, b: (w * x + b) * (1 - (w * x + b)) * x,
            "f'(z) = f(z) (1 - f(z)) needs the sigmoid of z, not z.",
        ),
        "bias_forgotten": (
            lambda x, w, b: sigmoid_derivative(w * x) * x,
            "The slope f' is taken at w x. It belongs at z = w x + b.",
        ),
        "twice_through_f": (
            lambda x, w, b: sigmoid_derivative(sigmoid(w * x + b)) * x,
            "The slope is taken at y. It belongs at z: f'(z), which is y (1 - y).",
        ),
        "both_factors": (
            lambda x, w, b: sigmoid_derivative(w * x + b) * x * w,
            "There is one factor too many: w x + b changes by x alone when w changes by 1.",
        ),
        "added": (
            lambda x, w, b: sigmoid_derivative(w * x + b) + x,
            "In the chain rule the outer and the inner derivative are multiplied, not added.",
        ),
        "no_bracket": (
            either(
                lambda x, w, b: x * sigmoid(w * x + b) - sigmoid(w * x + b),
                lambda x, w, b: sigmoid(w * x + b) - sigmoid(w * x + b) * x,
            ),
            "A bracket is missing: without one, y * 1 - y is a product and a difference, not "
            "y * (1 - y).",
        ),
        "square_of_difference": (
            lambda x, w, b: (1 - sigmoid(w * x + b)) ** 2 * x,
            "You multiply 1 - y by itself. The slope of the sigmoid is y (1 - y).",
        ),
        "bias_in_the_inner": (
            lambda x, w, b: sigmoid_derivative(w * x + b) * (x + b),
            "The inner derivative is x alone: b stays as it is when w changes.",
        ),
        "x_in_the_bracket": (
            lambda x, w, b: sigmoid(w * x + b) * (1 - sigmoid(w * x + b) * x),
            "x stands inside the bracket. It multiplies y (1 - y) as a whole.",
        ),
        "exponent": (
            lambda x, w, b: x * np.exp(w * x + b) / (1 + np.exp(-w * x - b)) ** 2,
            "The exponentials have different signs above and below the line: both are exp(-z).",
        ),
        "only_inner": (lambda x, w, b: x, "This is dz/dw. The slope of the sigmoid is missing."),
    },
)

shape_of_product = ValueExercise(
    "shape_of_product",
    expected=(100, 10),
    misconceptions={
        "hidden": ((100, 50), "That is the shape of X @ W + b; one product is still to come."),
        "swapped": ((10, 100), "Examples are rows: their number comes first."),
        "of_x": ((100, 64), "That is the shape of X itself. Two products are still to come."),
        "inner": ((64, 10), "The inner sizes disappear, 64 among them; the 100 rows stay."),
        "last_matrix": (
            (50, 10),
            "That is the shape of V. Its 50 is an inner size; which rows stay?",
        ),
        "of_b_too": (
            either((100, 50, 10), (100, 64, 50, 10), (100, 64, 10)),
            "A product of two matrices is a matrix: the inner sizes disappear.",
        ),
        "elements": (1000, "That is the number of elements. Give the shape: (rows, columns)."),
    },
)
