"""Wrong answers to the exercises of lecture 17, as students write them."""

import numpy as np


def _slopes(T, p):
    width, fall = T[1] - T[0], p[0] - p[1]
    return width * (0.5 - p[1]) / fall**2, width * (p[0] - 0.5) / fall**2


def _swapped(T, p, e):
    first, second = _slopes(T, p)
    return np.hypot(first * e[1], second * e[0])


def _added(T, p, e):
    first, second = _slopes(T, p)
    return first * e[0] + second * e[1]


def _without_root(T, p, e):
    first, second = _slopes(T, p)
    return (first * e[0]) ** 2 + (second * e[1]) ** 2


def _without_spacing(T, p, e):
    return np.sqrt(_without_root(np.array([0.0, 1.0]), p, e))


def _error_over_slope(T, p, e):
    slope = (p[1] - p[0]) / (T[1] - T[0])
    return (e[0] + e[1]) / 2 / abs(slope)


def _fit(x, y, e):
    """Return intercept, slope and their standard errors by the textbook's sums."""
    w = 1 / e**2
    S, Sx, Sy = w.sum(), (w * x).sum(), (w * y).sum()
    Sxx, Sxy = (w * x * x).sum(), (w * x * y).sum()
    D = S * Sxx - Sx**2
    return (Sxx * Sy - Sx * Sxy) / D, (S * Sxy - Sx * Sy) / D, np.sqrt(Sxx / D), np.sqrt(S / D)


def _intercept(x, y, e):
    a, _, error, _ = _fit(x, y, e)
    return a, error


def _slope(L, T, e):
    _, b, _, error = _fit(1 / L, T, e)
    return b, error


def _variance(L, T, e):
    a, _, error, _ = _fit(1 / L, T, e)
    return a, error**2


def _scaled_by_scatter(L, T, e):
    (_, a), covariance = np.polyfit(1 / L, T, 1, w=1 / e, cov=True)
    return a, covariance[1, 1] ** 0.5


def _in_place(spins):
    spins[:, ::2, 1::2] *= -1
    spins[:, 1::2, ::2] *= -1
    return spins


def _every_second_row(spins):
    new = spins.copy()
    new[:, 1::2] = -new[:, 1::2]
    return new


def _every_second_column(spins):
    new = spins.copy()
    new[:, :, 1::2] = -new[:, :, 1::2]
    return new


def _wrong_half(spins):
    new = spins.copy()
    new[:, ::2, ::2] *= -1
    new[:, 1::2, 1::2] *= -1
    return new


def _a_quarter(spins):
    new = spins.copy()
    new[:, 1::2, 1::2] *= -1
    return new


def _without_half(spins):
    new = spins.copy()
    new[:, ::2, 1::2] = 0
    new[:, 1::2, ::2] = 0
    return new


def _error_of_mean(values):
    return np.sqrt(np.sum((values - values.mean()) ** 2)) / len(values)


def _as_if_independent(a, b):
    return a.mean() - b.mean(), np.hypot(_error_of_mean(a), _error_of_mean(b))


def _slope_error(sizes, crossings, errors):
    (_, T_c), covariance = np.polyfit(1 / sizes, crossings, 1, w=1 / errors, cov="unscaled")
    return T_c, covariance[0, 0] ** 0.5


def _fit_in_squares(sizes, crossings, errors):
    (_, T_c), covariance = np.polyfit(sizes**-2, crossings, 1, w=1 / errors, cov="unscaled")
    return T_c, covariance[1, 1] ** 0.5


def _turn_a_quarter(spins):
    turned = spins.copy()
    turned[:, ::2, 1::2] *= -1
    return turned


WRONG = [
    ("heat_capacity", lambda E, T, N: ((E**2).mean() - E.mean() ** 2) / T / N, "not_squared"),
    ("heat_capacity", lambda E, T, N: E.std() / T / T / N, "standard_deviation"),
    ("heat_capacity", lambda E, T, N: E.std() ** 2 / T**2, "whole_lattice"),
    ("heat_capacity", lambda E, T, N: E.var() / N**2 / T**2, "divided_twice"),
    ("heat_capacity", lambda E, T, N: (E @ E) / len(E) / N / T**2, "not_centred"),
    (
        "heat_capacity",
        lambda E, T, N: np.sum((E - E.mean()) ** 2) / (len(E) - 1) / N / T**2,
        "sample_variance",
    ),
    ("heat_capacity", lambda E, T, N: E.var() / T**2 * N, "precedence"),
    ("heat_capacity", lambda E, T, N: E.var() / N, "no_temperature"),
    ("heat_capacity", lambda E, T, N: -E.var() / T**2 / N, None),
    ("heat_capacity", lambda E, T, N: T * T * E.var() / N, "temperature_multiplied"),
    ("heat_capacity", lambda E, T, N: E.mean() / T / N, None),
    ("heat_capacity", lambda E, T, N: E.mean(), None),
    ("parameters", (8256, 88, 32832, 88), "no_biases"),
    ("parameters", (610, 98, 1122, 98), "side"),
    ("parameters", (8290, 3218, 32866, 14482), "no_averaging"),
    ("parameters", (8290, 1658, 32866, 7290), "bias_for_each_place"),
    ("parameters", (4146, 98, 16434, 98), "hidden_nodes_of_the_text"),
    ("parameters", (8290, 98, 8290, 98), "same_dense"),
    ("parameters", (8257, 89, 32833, 89), "one_output"),
    ("parameters", (8290, 80, 32866, 80), "no_outputs"),
    ("parameters", (8288, 98, 32864, 98), "output_biases"),
    ("parameters", (8290, 32866, 98, 98), "order"),
    ("parameters", (1, 2, 3, 4), None),
    ("parameters", (8290, 98), None),
    ("crossing_error", _swapped, "swapped"),
    ("crossing_error", _added, "added"),
    ("crossing_error", _without_root, "no_root"),
    ("crossing_error", _without_spacing, "no_spacing"),
    ("crossing_error", _error_over_slope, "slope_only"),
    (
        "crossing_error",
        lambda T, p, e: (p[0] - p[1]) * np.hypot(*(np.array(_slopes(T, p)) * e)),
        "gap_not_squared",
    ),
    (
        "crossing_error",
        lambda T, p, e: (T[1] - T[0]) / (p[0] - p[1]) * np.hypot(*e),
        "one_denominator",
    ),
    (
        "crossing_error",
        lambda T, p, e: np.sqrt(np.array(_slopes(T, p)) ** 2 @ e),
        "errors_not_squared",
    ),
    (
        "crossing_error",
        lambda T, p, e: np.hypot(e[0] * (T[1] - T[0]) / (p[0] - p[1]), e[1] * _slopes(T, p)[1]),
        "one_numerator",
    ),
    ("crossing_error", lambda T, p, e: np.interp(-0.5, -p, T), "crossing"),
    ("crossing_error", lambda T, p, e: np.hypot(*e), None),
    ("crossing_error", lambda T, p, e: T[1] - T[0], None),
    ("infinite_size", _intercept, "against_size"),
    ("infinite_size", lambda L, T, e: _intercept(1 / L, T, e**0), "unweighted"),
    ("infinite_size", lambda L, T, e: _intercept(1 / L, T, e**0.5), "weights_not_squared"),
    ("infinite_size", lambda L, T, e: _intercept(1 / L, T, e**2), "weights_squared_twice"),
    ("infinite_size", _slope, "slope"),
    ("infinite_size", _variance, "variance"),
    ("infinite_size", _scaled_by_scatter, "rescaled_errors"),
    ("infinite_size", lambda L, T, e: (T[-1], e[-1]), "largest_lattice"),
    (
        "infinite_size",
        lambda L, T, e: (_intercept(1 / L, T, e)[0], (1 / e**2).sum() ** -0.5),
        "smallest_error",
    ),
    (
        "infinite_size",
        lambda L, T, e: (_intercept(1 / L, T, e)[0], (1 / e**2).sum() ** 0.5),
        "not_inverted",
    ),
    ("infinite_size", lambda L, T, e: _intercept(1 / L, T, 1 / e), "weights_inverted"),
    (
        "infinite_size",
        lambda L, T, e: (_fit(1 / L, T, e)[:2], _fit(1 / L, T, e)[2:]),
        "both_parameters",
    ),
    ("infinite_size", lambda L, T, e: (2.269, 0.01), None),
    ("infinite_size", lambda L, T, e: _intercept(1 / L, T, e)[0], None),
    ("even_energy", lambda a, b, s, t: (a - b) / (1 / s - 1 / t), "sign"),
    ("even_energy", lambda a, b, s, t: -(a - b) / (t - s), "not_inverse"),
    ("even_energy", lambda a, b, s, t: (s * a - t * b) / (t - s), "free_energies"),
    (
        "even_energy",
        lambda a, b, s, t: -(np.log(a) - np.log(b)) / (1 / s - 1 / t),
        "logarithm_again",
    ),
    ("even_energy", lambda a, b, s, t: (b - a) * (1 / s - 1 / t), "multiplied"),
    ("even_energy", lambda a, b, s, t: (a + b) / (1 / t - 1 / s), "sum"),
    ("even_energy", lambda a, b, s, t: (np.exp(a) - np.exp(b)) / (1 / t - 1 / s), "exponentiated"),
    ("even_energy", lambda a, b, s, t: (a - b) / 1 / t - 1 / s, "bracket"),
    ("even_energy", lambda a, b, s, t: a - b, None),
    ("even_energy", lambda a, b, s, t: -(a + b) / 2, None),
    ("to_antiferromagnet", _every_second_row, "rows"),
    ("to_antiferromagnet", _every_second_column, "columns"),
    ("to_antiferromagnet", lambda spins: 0 - spins, "all"),
    ("to_antiferromagnet", _wrong_half, "other_half"),
    ("to_antiferromagnet", _without_half, "removed"),
    ("to_antiferromagnet", _in_place, "changed_argument"),
    ("to_antiferromagnet", lambda spins: (-1) ** np.indices(spins.shape)[1:].sum(0), "pattern"),
    (
        "to_antiferromagnet",
        lambda spins: spins[0] * (-1) ** np.indices(spins[0].shape).sum(0),
        "first_lattice",
    ),
    (
        "to_antiferromagnet",
        lambda spins: spins * (-1) ** (np.indices(spins[0].shape) // 2).sum(0),
        "squares_of_two",
    ),
    (
        "to_antiferromagnet",
        lambda spins: spins * (-1) ** np.indices(spins.shape).sum(axis=0),
        "number_of_lattice",
    ),
    ("to_antiferromagnet", _a_quarter, "quarter"),
    ("to_antiferromagnet", lambda spins: spins[:, ::-1], None),
    ("to_antiferromagnet", lambda spins: np.abs(spins), None),
    ("paired_difference", _as_if_independent, "unpaired"),
    ("paired_difference", lambda a, b: ((a - b).mean(), (a - b).std()), "one_lattice"),
    (
        "paired_difference",
        lambda a, b: ((a - b).mean(), _error_of_mean(a) + _error_of_mean(b)),
        "errors_added",
    ),
    (
        "paired_difference",
        lambda a, b: ((a - b).mean(), abs(_error_of_mean(a) - _error_of_mean(b))),
        "errors_subtracted",
    ),
    ("paired_difference", lambda a, b: ((a - b).mean(), 1.96 * _error_of_mean(a - b)), "twice"),
    ("paired_difference", lambda a, b: (abs(a - b).mean(), _error_of_mean(a - b)), "absolute"),
    ("paired_difference", lambda a, b: ((a - b).mean(), (a - b).std() / a.size), "no_root"),
    ("paired_difference", lambda a, b: ((a - b).mean(), (a - b).var() / a.size), "variance"),
    (
        "paired_difference",
        lambda a, b: (np.mean(a) - np.mean(b), np.sqrt(np.cov(a - b) / len(a))),
        "sample_variance",
    ),
    ("paired_difference", lambda a, b: (b.mean() - a.mean(), _error_of_mean(b - a)), "sign"),
    ("paired_difference", lambda a, b: (a - b).mean(), None),
    ("paired_difference", lambda a, b: (a - b, _error_of_mean(a - b)), None),
    ("heat_capacity", lambda E, T, N: ((E * E).mean() - E.mean()) / T**2 / N, "mean_not_squared"),
    ("heat_capacity", lambda E, T, N: ((E * E).sum() - E.sum() ** 2) / T**2 / N, "sums"),
    ("heat_capacity", lambda E, T, N: np.var(E) / T**2 / E.size, "number_of_lattices"),
    ("infinite_size", _slope_error, "error_of_the_slope"),
    ("infinite_size", _fit_in_squares, "square_of_size"),
    ("to_antiferromagnet", _turn_a_quarter, "quarter"),
    ("even_energy", lambda a, b, c, h: (a - b) / (1 / h + 1 / c), "plus_below"),
    ("even_energy", lambda a, b, c, h: a / b / (1 / h - 1 / c), "quotient"),
    ("parameters", (8290, 90, 32866, 90), "no_filter_biases"),
    ("parameters", (8290, 91, 32866, 91), "one_filter_bias"),
    ("parameters", (8290, 98, 16482, 98), "inputs_doubled"),
    ("parameters", (8290, 98, 98, 32866), "c_and_d"),
    (
        "crossing_error",
        lambda T, p, e: (T[1] - T[0]) * np.hypot(p[1] * e[0], p[0] * e[1]) / (p[1] - p[0]) ** 2,
        "half_lost",
    ),
    (
        "paired_difference",
        lambda a, b: ((a - b).mean(), (a - b).var() / len(b) ** 0.5),
        "variance_over_root",
    ),
    (
        "paired_difference",
        lambda a, b: ((a - b).mean(), (a + b).std() / len(b) ** 0.5),
        "spread_of_the_sum",
    ),
    (
        "paired_difference",
        lambda a, b: ((a - b).mean(), np.linalg.norm(a - b) / len(a)),
        "mean_not_subtracted",
    ),
    ("concept", "A", "a"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
