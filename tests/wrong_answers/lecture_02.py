"""Wrong answers to the exercises of lecture 02, as students write them."""

import numpy as np


def _in_place(W, b, mu, s):
    W /= s[:, None]
    b -= mu @ W
    return W, b


def _in_loops(W, b, mu, s):
    """Go through the sums one by one, with a slip: the bias stays as it was."""
    new_W = np.array([[W[i, j] / s[i] for j in range(len(b))] for i in range(len(s))])
    return new_W, np.array(b)


WRONG = [
    ("parameters", 400, "no_biases"),
    ("parameters", 434 + 8, "input_biases"),
    ("parameters", 403.0, "one_bias_a_layer"),
    ("parameters", 42, "nodes"),
    ("parameters", 430, "no_output_biases"),
    ("parameters", 8 * 20 * 10 * 4, "multiplied"),
    ("parameters", 34, "biases"),
    ("parameters", 390, "no_output_layer"),
    ("parameters", 9 * 21 + 21 * 11 + 11 * 4, "biases_receive"),
    ("parameters", 423, None),
    ("parameters", 435, None),
    ("parameters", 1000, None),
    ("parameters", "9 * 20 + 21 * 10 + 11 * 4", None),
    ("parameters", (180, 210, 33), None),
    ("folded_layer", _in_loops, "bias_unchanged"),
    (
        "folded_layer",
        lambda W, b, mu, s: (np.diag(s) @ W, b - np.einsum("i,i,ij->j", mu, s, W)),
        "multiplied",
    ),
    (
        "folded_layer",
        lambda W, b, mu, s: (np.diag(1 / s) @ W, b + mu @ np.diag(1 / s) @ W),
        "bias_sign",
    ),
    ("folded_layer", lambda W, b, mu, s: ((W.T / s).T, b - W.T @ mu), "mean_not_scaled"),
    (
        "folded_layer",
        lambda W, b, mu, s: ((W.T / s).T, b - (mu / s) @ (W.T / s).T),
        "scaled_twice",
    ),
    ("folded_layer", lambda W, b, mu, s: (W, b - W.T.dot(mu)), "weights_unchanged"),
    ("folded_layer", lambda W, b, mu, s: ((W.T / s**2).T, b - W.T @ (mu / s)), "squared"),
    ("folded_layer", lambda W, b, mu, s: ((W.T / s).T, b - W.T @ (mu * s)), "mean_multiplied"),
    ("folded_layer", lambda W, b, mu, s: ((W.T / s).T, 0 - W.T @ (mu / s)), "old_bias_lost"),
    ("folded_layer", lambda W, b, mu, s: (b - W.T @ (mu / s), (W.T / s).T), "order"),
    ("folded_layer", _in_place, "changed_argument"),
    ("folded_layer", lambda W, b, mu, s: W / s[:, None], None),
    ("folded_layer", lambda W, b, mu, s: (np.divide(W, s), b - W.T @ (mu / s)), "columns_divided"),
    ("folded_layer", lambda W, b, mu, s: (W / s[:, None], b - (mu / s).sum()), "without_weights"),
    ("folded_layer", lambda W, b, mu, s: (W / s[:, None], b / s[0]), None),
    ("folded_layer", lambda W, b, mu, s: (W.T / s, b - (mu / s) @ W), None),
    ("relu_xor", (1, -1, 0), "as_with_steps"),
    ("relu_xor", np.array([1, 2, 0]), "sign"),
    ("relu_xor", [-1, 2, 1], "not_xor"),
    ("relu_xor", (1, -2, -0.5), "threshold"),
    ("relu_xor", (2, -4, 0), "doubled"),
    ("relu_xor", (1, 1, 0), "sign"),
    ("relu_xor", (-2, 1, 0), "order"),
    ("relu_xor", (3, 5, 7), None),
    ("relu_xor", (1, -2), None),
    ("relu_xor", -2, None),
    ("useful_cubes", 4, "one_input"),
    ("useful_cubes", 7, "no_mixed_terms"),
    ("useful_cubes", 9, "no_constant"),
    ("useful_cubes", 8.0, "doubled"),
    ("useful_cubes", 16, "all_products"),
    ("useful_cubes", 6, "squares"),
    ("useful_cubes", 40, None),
    ("useful_cubes", [2, 5, 10], None),
    ("parameters", 8 * 21 + 20 * 11 + 10 * 5, "biases_of_senders"),
    ("parameters", 800, "one_bias_a_weight"),
    ("folded_layer", lambda W, b, mu, s: (W / s[:, None], b - (mu / s @ W).sum()), "sum_of_all"),
    ("relu_xor", (0, 1, -2), "bias_first"),
    ("concept", "B", "b"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
