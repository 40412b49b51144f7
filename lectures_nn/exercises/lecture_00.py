"""Checks of lecture 00: how exercises work, and the refresher."""

import numpy as np

from lectures_nn.activations import sigmoid, sigmoid_derivative
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise

_rng = np.random.default_rng(300)

mean_square = FunctionExercise(
    "mean_square",
    reference=lambda values: np.mean(values**2),
    cases=[(_rng.normal(1, 2, size=5),), (_rng.normal(1, 2, size=(3, 4)),)],
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
            lambda values: np.mean(values**2, axis=0),
            "An axis is left over: average over all elements, whatever the shape.",
        ),
        "root": (
            lambda values: np.sqrt(np.mean(values**2)),
            "This is the root mean square. The square root is one step too many.",
        ),
    },
)

slope_in_w = FunctionExercise(
    "slope_in_w",
    reference=lambda x, w, b: sigmoid_derivative(w * x + b) * x,
    cases=[(0.7, -1.2, 0.4), (-2.0, 0.3, 0.1), (3.0, 0.5, -1.0)],
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
    },
)

shape_of_product = ValueExercise(
    "shape_of_product",
    expected=(100, 10),
    misconceptions={
        "hidden": ((100, 50), "That is the shape of X @ W + b; one product is still to come."),
        "swapped": ((10, 100), "Examples are rows: their number comes first."),
        "inner": ((64, 10), "The inner sizes disappear, 64 among them; the 100 rows stay."),
    },
)
