"""Wrong answers to the exercises of lecture 00, as students write them."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


def _slope(z):
    return _f(z) * _f(-z)


WRONG = [
    ("mean_square", lambda v: (v.sum() / v.size) ** 2, "square_of_mean"),
    ("mean_square", lambda v: np.vdot(v, v), "sum"),
    ("mean_square", lambda v: (v * v).mean(0), "row_means"),
    ("mean_square", lambda v: np.linalg.norm(v) / np.sqrt(v.size), "root"),
    ("mean_square", lambda v: (v * v).sum() / v.shape[0], "by_length"),
    ("mean_square", lambda v: np.mean((v - v.mean()) ** 2), "variance"),
    ("mean_square", lambda v: v.sum() / v.size, "not_squared"),
    ("mean_square", lambda v: (v + v).mean(), "doubled"),
    ("mean_square", lambda v: np.median(v**2), None),
    ("mean_square", lambda v: np.mean(abs(v)), None),
    ("slope_in_w", lambda x, w, b: _f(w * x + b) - _f(w * x + b) ** 2, "no_inner"),
    ("slope_in_w", lambda x, w, b: w * _f(w * x + b) * (1 - _f(w * x + b)), "in_x"),
    ("slope_in_w", lambda x, w, b: x / (1 + np.exp(-w * x - b)), "activation"),
    ("slope_in_w", lambda x, w, b: x * (w * x + b) * (1 - w * x - b), "slope_of_z"),
    ("slope_in_w", lambda x, w, b: x * _slope(x * w), "bias_forgotten"),
    ("slope_in_w", lambda x, w, b: x * _slope(_f(x * w + b)), "twice_through_f"),
    ("slope_in_w", lambda x, w, b: x * w * _slope(x * w + b), "both_factors"),
    ("slope_in_w", lambda x, w, b: x + _slope(x * w + b), "added"),
    ("slope_in_w", lambda x, w, b: x * _f(w * x + b) * 1 - _f(w * x + b), "no_bracket"),
    ("slope_in_w", lambda x, w, b: x * _f(-w * x - b) ** 2, "square_of_difference"),
    ("slope_in_w", lambda x, w, b: 1.0 * x, "only_inner"),
    ("slope_in_w", lambda x, w, b: _f(w * x + b) * (1 + _f(w * x + b)) * x, None),
    ("slope_in_w", lambda x, w, b: b, None),
    ("shape_of_product", (100, 50), "hidden"),
    ("shape_of_product", [10, 100], "swapped"),
    ("shape_of_product", (64, 10), "inner"),
    ("shape_of_product", (50, 10), "last_matrix"),
    ("shape_of_product", (100, 50, 10), "of_b_too"),
    ("shape_of_product", 1000, "elements"),
    ("shape_of_product", (100, 10, 1), None),
    ("shape_of_product", "a hundred by ten", None),
    ("mean_square", lambda values: values.flat[0] ** 2 / values.size, "first_only"),
    ("slope_in_w", lambda x, w, b: (b + x) * _slope(x * w + b), "bias_in_the_inner"),
    ("slope_in_w", lambda x, w, b: _f(x * w + b) * (1 - x * _f(x * w + b)), "x_in_the_bracket"),
    (
        "slope_in_w",
        lambda x, w, b: np.exp(b + w * x) / (1 + np.exp(-b - w * x)) ** 2 * x,
        "exponent",
    ),
    ("shape_of_product", [100, 64], "of_x"),
]
