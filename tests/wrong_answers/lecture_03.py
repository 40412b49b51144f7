"""Wrong answers to the exercises of lecture 03, as students write them."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


def _hidden_in_place(delta_above, W_above, z):
    z *= 0
    return delta_above @ W_above.T


def _weight_loop(scale):
    """Accumulate over the examples and multiply by a factor that depends on M."""

    def gradient(a_below, delta):
        dW = np.zeros((a_below.shape[1], delta.shape[1]))
        for m in range(len(delta)):
            dW += np.outer(a_below[m], delta[m])
        return dW * scale(len(delta)), delta.sum(axis=0) * scale(len(delta))

    return gradient


def _tanh_slope(z):
    return 1 / np.cosh(z) ** 2


WRONG = [
    ("hidden_delta", lambda d, W, z: np.einsum("mk,jk->mj", d, W), "no_slope"),
    (
        "hidden_delta",
        lambda d, W, z: _f(_f(z)) * (1 - _f(_f(z))) * (d @ W.T),
        "slope_of_activation",
    ),
    ("hidden_delta", lambda d, W, z: (z - z**2) * (d @ W.T), "slope_without_sigmoid"),
    ("hidden_delta", lambda d, W, z: (d @ W.T) / (1 + np.exp(-z)), "activation_for_slope"),
    (
        "hidden_delta",
        lambda d, W, z: np.exp(-z) * _f(z) ** 2 * np.einsum("mk,jk->mj", d, W) / z.shape[0],
        "mean_again",
    ),
    ("hidden_delta", _hidden_in_place, "changed_argument"),
    ("hidden_delta", lambda d, W, z: _f(z) * (1 - _f(z)) * np.dot(d, W), "no_transpose"),
    (
        "hidden_delta",
        lambda d, W, z: (d @ W.T) * _f(d @ W.T) * (1 - _f(d @ W.T)),
        "slope_at_error",
    ),
    ("hidden_delta", lambda d, W, z: (d @ W.T) * (1 - _f(z) * _f(z)), "tanh_slope"),
    ("hidden_delta", lambda d, W, z: _f(z) - _f(z) * (d @ W.T), "no_bracket"),
    ("hidden_delta", lambda d, W, z: np.einsum("mk,jk->mj", d, W) + _f(z) - _f(z) ** 2, "added"),
    ("hidden_delta", lambda d, W, z: -_f(z) * (1 - _f(z)) * (d @ W.T), None),
    ("hidden_delta", lambda d, W, z: _f(z) * (1 + _f(z)) * (d @ W.T), None),
    ("hidden_delta", lambda d, W, z: (_f(z) * (1 - _f(z)) * (d @ W.T)).T, None),
    ("weight_gradient", lambda a, d: (np.einsum("mi,mj->ji", a, d), d.sum(0)), "transposed"),
    ("weight_gradient", lambda a, d: (np.dot(a, d), d.sum(0)), "no_transpose"),
    ("weight_gradient", _weight_loop(lambda M: 1 / M), "mean_again"),
    ("weight_gradient", lambda a, d: (a.T.dot(d), np.mean(d, 0)), "mean_bias"),
    ("weight_gradient", lambda a, d: (a.T.dot(d), d @ np.ones(d.shape[1])), "bias_over_nodes"),
    ("weight_gradient", lambda a, d: (np.ones(len(d)) @ d, a.T.dot(d)), "order"),
    ("weight_gradient", _weight_loop(lambda M: -1), "sign"),
    ("weight_gradient", lambda a, d: (np.matmul(a, d.T), d.sum(0)), "delta_transposed"),
    ("weight_gradient", lambda a, d: (a.T.dot(d.T), d.sum(0)), "both_transposed"),
    ("weight_gradient", lambda a, d: (np.dot(d, a), d.sum(0)), "delta_first"),
    ("weight_gradient", lambda a, d: (a.T.dot(d) / a.shape[0], d.sum(0)), "mean_weights"),
    ("weight_gradient", lambda a, d: a.T @ d, None),
    ("weight_gradient", _weight_loop(lambda M: M), None),
    ("weight_gradient", lambda a, d: (a.T @ d, d[0]), None),
    (
        "tanh_output_delta",
        lambda z, y: (np.tanh(z) - np.tanh(z) ** 2) * (np.tanh(z) - y) / z.shape[0],
        "sigmoid_slope",
    ),
    (
        "tanh_output_delta",
        lambda z, y: (np.tanh(z) - y) * (1 - z) * (1 + z) / y.shape[0],
        "sum_in_slope",
    ),
    ("tanh_output_delta", lambda z, y: _tanh_slope(z) * (np.tanh(z) - y), "no_mean"),
    ("tanh_output_delta", lambda z, y: -_tanh_slope(z) * (np.tanh(z) - y) / len(y), "sign"),
    ("tanh_output_delta", lambda z, y: (np.tanh(z) - y) / y.shape[0], "no_slope"),
    ("tanh_output_delta", lambda z, y: _tanh_slope(z) * (np.tanh(z) - y) / y.size, "mean_over_all"),
    (
        "tanh_output_delta",
        lambda z, y: np.square(1 - np.tanh(z)) * (np.tanh(z) - y) / len(z),
        "square_of_difference",
    ),
    ("tanh_output_delta", lambda z, y: (1 - np.tanh(z)) * (np.tanh(z) - y) / len(y), "not_squared"),
    (
        "tanh_output_delta",
        lambda z, y: _f(z) * _f(-z) * (_f(z) - y) / len(y),
        "sigmoid_nodes",
    ),
    ("tanh_output_delta", lambda z, y: _tanh_slope(z) * (np.tanh(z) - y) / 2 / len(z), "half_kept"),
    (
        "tanh_output_delta",
        lambda z, y: _tanh_slope(z) * (np.tanh(z) - y) / y.shape[1],
        "mean_over_outputs",
    ),
    ("tanh_output_delta", lambda z, y: np.tanh(z) ** 2 * (np.tanh(z) - y) / len(z), None),
    ("tanh_output_delta", lambda z, y: _tanh_slope(z) * (np.tanh(z) - y) ** 2 / len(z), None),
    ("tanh_output_delta", lambda z, y: _tanh_slope(z) * (z - y) / len(z), "sum_for_activation"),
    ("forward_passes", 2 * (784 + 785 * 100 + 101 * 50 + 51 * 10), "input_biases"),
    ("eta_of_the_mean", 4e-5, "divided"),
    ("eta_of_the_mean", 0.002, "unchanged"),
    ("eta_of_the_mean", 5, "squared"),
    ("eta_of_the_mean", 0.01, None),
    ("eta_of_the_mean", -0.1, None),
    ("eta_of_the_mean", 0.0141, "root"),
    ("forward_passes", 2 * 84060 + 1, "the_point_too"),
    ("forward_passes", 2 * 83550, "hidden_only"),
    ("forward_passes", 784 * 100 * 50 * 10, "multiplied"),
    ("forward_passes", 2, "backpropagation"),
    ("forward_passes", 784 * 100 + 100 + 100 * 50 + 50 + 50 * 10 + 10, "one_sided"),
    ("forward_passes", 167800, "no_biases"),
    ("forward_passes", 2 * 944, "nodes"),
    ("forward_passes", 83900, "one_sided_no_biases"),
    ("forward_passes", 3 * 84060, None),
    ("forward_passes", "many", None),
    ("hidden_delta", lambda d, W, z: _f(z) * (1 - _f(z)) * np.dot(W, d), "weights_first"),
    ("hidden_delta", lambda d, W, z: np.matmul(W, d) * np.exp(-z), "weights_first"),
    (
        "hidden_delta",
        lambda d, W, z: np.dot(np.einsum("mk,jk->mj", d, W), _f(z) - _f(z) ** 2),
        "nodes_meet_examples",
    ),
    (
        "hidden_delta",
        lambda d, W, z: (_f(z) - _f(z) ** 2) * np.dot(W.T, d),
        "nodes_meet_examples",
    ),
    ("hidden_delta", lambda d, W, z: W @ d.T * _f(z) * (1 - _f(z)), "lies_on_its_side"),
    ("weight_gradient", lambda a, d: (np.multiply(a, d), d.sum(0)), "elementwise"),
    ("weight_gradient", lambda a, d: (d * a.T, d.sum(0)), "elementwise"),
    ("hidden_delta", lambda d, W, z: np.where(z > 0, d @ W.T, 0), "relu_slope"),
    ("hidden_delta", lambda d, W, z: d @ W.T * _f(z) * (1 - z), "sum_in_the_bracket"),
    ("hidden_delta", lambda d, W, z: d @ W.T * _f(z) ** 2, "squares"),
    ("hidden_delta", lambda d, W, z: (_f(z) * (1 - _f(z)) * d) @ W.T, "slope_first"),
    ("weight_gradient", lambda a, d: (np.outer(a[-1], d[-1]), d.sum(axis=0)), "last_only"),
    ("weight_gradient", lambda a, d: (np.outer(a[0], d[0]), d[0]), "first_only"),
    ("weight_gradient", lambda a, d: (a[1:].T @ d[1:], d.sum(axis=0)), "first_skipped"),
    ("weight_gradient", lambda a, d: ((a - a**2).T @ d, d.sum(axis=0)), "slope_below"),
    ("tanh_output_delta", lambda z, y: np.tanh(z) - y - np.tanh(z) ** 2 / len(z), "no_bracket"),
    (
        "tanh_output_delta",
        lambda z, y: _tanh_slope(np.tanh(z)) * (np.tanh(z) - y) / len(z),
        "twice",
    ),
    ("tanh_output_delta", lambda z, y: (1 + np.tanh(z) ** 2) * (np.tanh(z) - y) / len(z), "plus"),
    (
        "tanh_output_delta",
        lambda z, y: _tanh_slope(z) * (np.tanh(z) - y) ** 2 / 2 / len(z),
        "cost_for_slope",
    ),
    ("tanh_output_delta", lambda z, y: (np.tanh(z) - y) / len(z) / np.cosh(z), "cosh"),
    ("forward_passes", 168120 * 83900, "multiplications"),
    ("eta_of_the_mean", 25000, "upside_down"),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "c", "c"),
    ("concept", "e", None),
    ("concept", 3, None),
]
