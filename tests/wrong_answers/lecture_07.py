"""Wrong answers to the exercises of lecture 07, as students write them."""

import numpy as np


def _forward(J, theta, direction, eps):
    ahead = J(theta + direction * eps)
    return (ahead - J(theta)) / eps


def _axis_by_axis(J, theta, direction, eps):
    slopes = [J(theta + eps * row) - J(theta - eps * row) for row in np.eye(len(theta))]
    return np.array(slopes) / (2 * eps)


def _in_place(J, theta, direction, eps):
    theta += eps * direction
    ahead = J(theta)
    theta -= 2 * eps * direction
    return (ahead - J(theta)) / (2 * eps)


def _unit(J, theta, direction, eps):
    d = direction / np.sqrt(direction @ direction)
    return (J(theta + eps * d) - J(theta - eps * d)) / (2 * eps)


def _own_step(J, theta, direction, eps):
    length = np.sqrt(direction @ direction)
    return _unit(J, theta, direction, eps) * length


def _per_length(J, theta, direction, eps):
    step = eps * direction
    return (J(theta + step) - J(theta - step)) / (2 * np.sqrt(step @ step))


WRONG = [
    ("slope_along", _forward, "one_sided"),
    ("slope_along", lambda J, t, d, e: (J(t + e * d) - J(t - e * d)) / e, "one_step"),
    ("slope_along", _unit, "unit_direction"),
    ("slope_along", _per_length, "divided_by_length"),
    ("slope_along", _own_step, "step_of_its_own_length"),
    ("slope_along", lambda J, t, d, e: (J(t - e * d) - J(t + e * d)) / 2 / e, "sign"),
    ("slope_along", lambda J, t, d, e: 0.5 * (J(t + d) - J(t - d)) / e, "no_step"),
    ("slope_along", _in_place, "changed_argument"),
    ("slope_along", _axis_by_axis, None),
    ("slope_along", lambda J, t, d, e: (J(t + e) - J(t - e)) / (2 * e), "no_direction"),
    ("slope_along", lambda J, t, d, e: J(t + e * d) / e, None),
    ("slope_along", lambda J, t, d, e: J(t + e * d) - J(t - e * d), "not_divided"),
    ("slope_along", lambda J, t, d, e: (J(t) - J(t - e * d)) / e, "backward"),
    ("slope_along", lambda J, t, d, e: (J(t + e * d) - J(t - e * d)) / 2 * e, "precedence"),
    ("slope_along", lambda J, t, d, e: _axis_by_axis(J, t, d, e) @ d, "parameter_by_parameter"),
    ("powers", (0.3333, 0.6667), "central"),
    ("powers", (0.5, 0.5), "forward"),
    ("powers", (0.25, 0.75), "quarter"),
    ("powers", (0.8, 0.2), "order"),
    ("powers", (5, 4), "exponents"),
    ("powers", (0.25, 1), "quarter"),
    ("powers", 0.2, None),
    ("powers", (0.2, 0.2), "only_the_step"),
    ("powers", (0.2, 4), "only_the_step"),
    ("powers", (5, 1.25), "roots"),
    ("powers", (0.7, 0.9), None),
    ("patient_x", (1, 5, "send_back"), "inverted"),
    ("patient_x", (2, 0.2, "send_back"), "layer"),
    ("patient_x", (1, 1 / 5, "layer_gradient"), "layer_gradient"),
    ("patient_x", (1, 0.2, "output_error"), "output_error"),
    ("patient_x", (1, 0.2, "cut"), "cost"),
    ("patient_x", (1, 0.02, "send_back"), "relative_difference"),
    ("patient_x", (0, 0.2, "send_back"), "from_zero"),
    ("patient_x", (1, 0.7, "neither"), None),
    ("patient_x", (1, 0.94, "send_back"), None),
    ("patient_x", "send_back", None),
    ("patient_y", (0.5, "gradient"), "gradient"),
    ("patient_y", (2, "cost"), "inverted"),
    ("patient_y", (2, "gradient"), "gradient"),
    ("patient_y", (0.5, "penalty"), "penalty"),
    ("patient_y", (-1, "cost"), "difference"),
    ("patient_y", (0.2, "cost"), None),
    ("patient_y", 0.5, None),
    ("unnoticed", 4, None),
    ("unnoticed", [1, 2, 3, 5], None),
    ("unnoticed", ["a", "b", "g"], "form"),
    ("unnoticed", "a, b and g", "form"),
    ("unnoticed", "bce", "start"),
    ("unnoticed", "ace", "both"),
    ("unnoticed", "ABE", "labels"),
    ("unnoticed", "abcde", "one_side"),
    ("unnoticed", "cab", "update"),
    ("unnoticed", "abcef", "slope"),
    ("slope_along", lambda J, t, d, e: J(t + e * d) - J(t - e * d) / (2 * e), "no_bracket"),
    ("slope_along", lambda J, t, d, e: (J(t + e * d) + J(t - e * d)) / (2 * e), "plus"),
    ("slope_along", lambda J, t, d, e: (J(t + e / 2 * d) - J(t - e / 2 * d)) / e, "other_points"),
    ("slope_along", lambda J, t, d, e: (J(t + d) - J(t - d)) / 2, "no_eps"),
    ("slope_along", lambda J, t, d, e: (J(t + e * d) - J(t - e * d)) / 2, "divided_by_two"),
    (
        "slope_along",
        lambda J, t, d, e: (J(t + e * d) - J(t - e * d)) / (2 * e * np.sum(d**2)),
        "divided_by_square",
    ),
    (
        "slope_along",
        lambda J, t, d, e: np.sqrt(d @ d) * (J(t + e * d) - J(t - e * d)) / (2 * e),
        "times_length",
    ),
    ("powers", (0.2, 1.2), "rounding_times_eps"),
    ("powers", (0.2, 0.6), "rounding_by_square"),
    ("unnoticed", "fd", "noticed"),
    ("concept", "A", "a"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
