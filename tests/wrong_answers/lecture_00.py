"""Wrong answers to the exercises of lecture 00, as students write them."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


WRONG = [
    ("mean_square", lambda v: (v.sum() / v.size) ** 2, "square_of_mean"),
    ("mean_square", lambda v: np.vdot(v, v), "sum"),
    ("mean_square", lambda v: (v * v).mean(0), "row_means"),
    ("mean_square", lambda v: np.linalg.norm(v) / np.sqrt(v.size), "root"),
    ("mean_square", lambda v: np.var(v), None),
    ("mean_square", lambda v: np.mean(v), None),
    ("slope_in_w", lambda x, w, b: _f(w * x + b) - _f(w * x + b) ** 2, "no_inner"),
    ("slope_in_w", lambda x, w, b: w * _f(w * x + b) * (1 - _f(w * x + b)), "in_x"),
    ("slope_in_w", lambda x, w, b: x / (1 + np.exp(-w * x - b)), "activation"),
    ("slope_in_w", lambda x, w, b: x * (w * x + b) * (1 - w * x - b), "slope_of_z"),
    ("slope_in_w", lambda x, w, b: _f(w * x + b) * (1 + _f(w * x + b)) * x, None),
    ("slope_in_w", lambda x, w, b: x, None),
    ("shape_of_product", (100, 50), "hidden"),
    ("shape_of_product", [10, 100], "swapped"),
    ("shape_of_product", (64, 10), "inner"),
    ("shape_of_product", (100, 10, 1), None),
    ("shape_of_product", 1000, None),
]
