"""Wrong answers to the exercises of lecture 11, as students write them."""

import numpy as np


def _s(z):
    return 1 / (1 + np.exp(-z))


def _fold(W, b, gamma, beta, mean, variance, eps, power=0.5):
    """Fold column by column, the way a loop would."""
    new_W, new_b = W.copy(), b.copy()
    for j in range(len(b)):
        factor = gamma[j] / (variance[j] + eps) ** power
        new_W[:, j] *= factor
        new_b[j] = (b[j] - mean[j]) * factor + beta[j]
    return new_W, new_b


def _fold_in_place(W, b, gamma, beta, mean, variance, eps):
    W *= gamma / np.sqrt(variance + eps)
    return W, (b - mean) * gamma / np.sqrt(variance + eps) + beta


WRONG = [
    ("silu_slope", lambda z: 1 / (1 + np.exp(-z)), "first_term"),
    ("silu_slope", lambda z: z * np.exp(-z) * _s(z) ** 2, "second_term"),
    ("silu_slope", lambda z: 1 * _s(z) * (1 - _s(z)), "product_of_slopes"),
    ("silu_slope", lambda z: z / (1 + np.exp(-z)), "the_function"),
    ("silu_slope", lambda z: 2 * _s(z) - _s(z) ** 2, "plain_slope"),
    ("silu_slope", lambda z: _s(z) - z * _s(z) * (1 - _s(z)), "second_sign"),
    ("silu_slope", lambda z: _s(z) * (1 + z * (1 - z)), "z_in_slope"),
    ("silu_slope", lambda z: _s(z) + z * (1 - _s(z)) * (1 + _s(z)), "tanh_slope"),
    ("silu_slope", lambda z: (1 + z) * _s(z) * _s(-z), "one_bracket"),
    ("silu_slope", lambda z: z * _s(z) - (z * _s(z)) ** 2, "slope_of_the_sigmoid"),
    ("silu_slope", lambda z: _s(z) + z * _s(-z), "half_the_slope"),
    ("silu_slope", lambda z: (z > 0).astype(float), None),
    ("silu_slope", lambda z: _s(z) ** 2, None),
    ("leaky_start", lambda n_in, n_out, alpha: 2 / n_in / (1 + alpha * alpha), "variance"),
    ("leaky_start", lambda n_in, n_out, alpha: (2 / n_in) ** 0.5, "as_relu"),
    (
        "leaky_start",
        lambda n_in, n_out, alpha: (2 / n_in / (1 + alpha)) ** 0.5,
        "alpha_not_squared",
    ),
    ("leaky_start", lambda n_in, n_out, alpha: (2 / (n_out + n_out * alpha**2)) ** 0.5, "fan_out"),
    (
        "leaky_start",
        lambda n_in, n_out, alpha: 1 / np.sqrt(n_in + n_in * alpha**2),
        "half_forgotten",
    ),
    ("leaky_start", lambda n_in, n_out, alpha: np.sqrt(2 / (n_in + n_out)), "both_fans"),
    ("leaky_start", lambda n_in, n_out, alpha: np.sqrt(2 / n_in) * (1 + alpha**2), "multiplied"),
    ("leaky_start", lambda n_in, n_out, alpha: np.sqrt(6 / ((1 + alpha**2) * n_in)), "limit"),
    ("leaky_start", lambda n_in, n_out, alpha: np.sqrt(2 / n_in) / (1 + alpha), "bracket_squared"),
    (
        "leaky_start",
        lambda n_in, n_out, alpha: np.sqrt(2 / (n_in - n_in * alpha**2 + 1e-300)),
        "minus",
    ),
    (
        "leaky_start",
        lambda n_in, n_out, alpha: (2 / (1 + alpha**2) * n_in) ** 0.5,
        "precedence",
    ),
    ("leaky_start", lambda n_in, n_out, alpha: alpha, None),
    ("leaky_start", lambda n_in, n_out, alpha: 1 / n_in, None),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g, s, m, v, 0), "no_eps"),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g, s, m, v, e, power=1), "no_root"),
    (
        "folded",
        lambda W, b, g, s, m, v, e: (_fold(W, b, g, s, m, v, e)[0], b + s - m),
        "bias_not_scaled",
    ),
    (
        "folded",
        lambda W, b, g, s, m, v, e: _fold(W, 0 * b, g, s, m, v, e),
        "old_bias_forgotten",
    ),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g, s, 0 * m, v, e), "mean_forgotten"),
    (
        "folded",
        lambda W, b, g, s, m, v, e: (
            np.diag(g / np.sqrt(v + e)) @ W,
            _fold(W, b, g, s, m, v, e)[1],
        ),
        "rows",
    ),
    ("folded", _fold_in_place, "changed_argument"),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, 1 / g, s, m, v, e), "gamma_below"),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g, s, -m, v, e), "mean_added"),
    ("folded", lambda W, b, g, s, m, v, e: (W, b), "weights_unchanged"),
    (
        "folded",
        lambda W, b, g, s, m, v, e: _fold(W, b, g, s, m, (v**0.5 + e) ** 2, 0),
        "eps_outside",
    ),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g / g, s, m, v, e), "gamma_forgotten"),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b, g, 0 * s, m, v, e), "beta_forgotten"),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W, b + s, g, 0 * s, m, v, e), "beta_scaled"),
    (
        "folded",
        lambda W, b, g, s, m, v, e: (
            _fold(W - m, b, g, s, m, v, e)[0],
            _fold(W, b, g, s, m, v, e)[1],
        ),
        "mean_in_weights",
    ),
    ("folded", lambda W, b, g, s, m, v, e: _fold(W + 1, 2 * b, g, s, m, v, e), None),
    ("folded", lambda W, b, g, s, m, v, e: W * g, None),
    ("layers_to_a_thousandth", 7, "square"),
    ("layers_to_a_thousandth", 3 * np.log(10) / np.log(3) * 2, "not_rounded"),
    ("layers_to_a_thousandth", 12, "rounded_down"),
    ("layers_to_a_thousandth", 5, "logistic"),
    ("layers_to_a_thousandth", 6, "thirds"),
    ("layers_to_a_thousandth", 14, "one_too_many"),
    ("layers_to_a_thousandth", 10, "halves"),
    ("layers_to_a_thousandth", 1000, None),
    ("layers_to_a_thousandth", 12.575, "not_rounded"),
    ("layers_to_a_thousandth", 40, None),
    ("diagnosis", ("dead", "healthy", "exploding", "vanishing"), "direction"),
    ("diagnosis", ("vanishing", "healthy", "vanishing", "exploding"), "a_as_vanishing"),
    ("diagnosis", ("dead", "healthy", "vanishing", "vanishing"), "saturated_means_vanishing"),
    ("diagnosis", ["dead", "vanishing", "vanishing", "exploding"], "slow_decay"),
    ("diagnosis", ("dead", "healthy", "vanishing", "healthy"), "growth_overlooked"),
    ("diagnosis", ("dead", "healthy", "dead", "exploding"), "small_as_dead"),
    ("diagnosis", ("healthy", "healthy", "healthy", "healthy"), None),
    ("diagnosis", ("exploding", "vanishing", "dead", "healthy"), None),
    ("diagnosis", "dead", None),
    ("silu_slope", lambda z: 1 / (1 + np.exp(z)) + z * _s(z) * (1 - _s(z)), "falling"),
    ("silu_slope", lambda z: (_s(z) + z) * (1 - _s(z)), "bracket_too_far"),
    ("silu_slope", lambda z: 1 + z * _s(z) * (1 - _s(z)), "one_for_the_first"),
    ("silu_slope", lambda z: _s(z) + z * _s(z) ** 2, "square_for_the_slope"),
    ("leaky_start", lambda n, m, a: (2 / n) ** 0.5 * (1 - a + a / 2**0.5), "line_between_the_ends"),
    ("leaky_start", lambda n, m, a: ((2 - a) / n) ** 0.5, "line_between_the_ends"),
    ("leaky_start", lambda n, m, a: 1 / ((1 + a) / 2) / n**0.5, "mean_slope"),
    ("leaky_start", lambda n, m, a: (2 / (1 + a * a)) ** 0.5 / n, "n_outside"),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (
            g * W / np.sqrt(v + eps),
            g * b / np.sqrt(v + eps) - mean + beta,
        ),
        "bias_not_scaled",
    ),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (
            g * W / np.sqrt(v + eps) + beta,
            g * (b - mean) / np.sqrt(v + eps) + beta,
        ),
        "beta_in_weights",
    ),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (W / np.sqrt(v + eps), (b - mean) / np.sqrt(v + eps)),
        "only_normalised",
    ),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (
            W * g * np.sqrt(v + eps),
            (b - mean) * g * np.sqrt(v + eps) + beta,
        ),
        "times_the_deviation",
    ),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (
            g * W / np.sqrt(v + eps),
            (b - mean) / np.sqrt(v + eps) + beta,
        ),
        "gamma_in_weights_only",
    ),
    (
        "folded",
        lambda W, b, g, beta, mean, v, eps: (
            g * W / np.sqrt(v + eps),
            g * (mean - b) / np.sqrt(v + eps) + beta,
        ),
        "bias_from_mean",
    ),
    ("layers_to_a_thousandth", 20, "halves"),
    ("diagnosis", ("dead", "healthy", "exploding", "exploding"), "c_not_recognised"),
    ("concept", "A", "a"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
