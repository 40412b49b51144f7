"""Wrong answers to the exercises of lecture 06, as students write them."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


def _recoded_in_loops(labels, K, shift=1):
    rows = np.zeros((len(labels), K))
    for i, label in enumerate(labels):
        rows[i, label - shift] = 1
    return rows


def _recoded_by_unique(labels, K):
    _, places = np.unique(labels, return_inverse=True)
    return np.eye(places.max() + 1)[places]


def _labels_in_place(labels, K):
    labels -= 1
    return np.eye(K)[labels]


def _sum_of_squares(Thetas):
    return sum((Theta[:, 1:] * Theta[:, 1:]).sum() for Theta in Thetas)


def _biases_cleared_in_place(Thetas, lmbd, m):
    for Theta in Thetas:
        Theta[:, 0] = 0
    return lmbd * sum((Theta**2).sum() for Theta in Thetas) / 2 / m


def _forward(Thetas, x):
    activations = [x]
    for Theta in Thetas:
        activations.append(_f(Theta[:, 0] + Theta[:, 1:].dot(activations[-1])))
    return activations


def _shares(delta, a):
    return np.column_stack([delta, delta[:, None] * a])


def _backward(first_error, step, shares=_shares):
    """Return an answer made of three parts, each of which may be wrong."""

    def answer(Thetas, x, y):
        activations = _forward(Thetas, x)
        delta = first_error(activations[-1], y)
        found = []
        for l in range(len(Thetas) - 1, -1, -1):
            found = [shares(delta, activations[l]), *found]
            if l > 0:
                delta = step(Thetas[l], delta, activations[l])
        return found

    return answer


def _minus(h, y):
    return h - y


def _step(Theta, delta, a):
    return Theta.T[1:].dot(delta) * (a - a**2)


def _right(Thetas, x, y):
    return _backward(_minus, _step)(Thetas, x, y)


def _no_leading_one(Thetas, x, y):
    a = x
    for Theta in Thetas:
        a = _f(Theta @ a)
    return [np.outer(a - y, x)]


WRONG = [
    ("recoded", lambda y, K: np.roll(_recoded_in_loops(y, K), 1, axis=1), "zero_first"),
    (
        "recoded",
        lambda y, K: np.array([[float(label == k) for k in range(K)] for label in y]),
        "last_label_lost",
    ),
    ("recoded", lambda y, K: _recoded_in_loops(y, K, shift=0), "index_of_python"),
    ("recoded", _recoded_by_unique, "present"),
    ("recoded", lambda y, K: _recoded_in_loops(y, K).T, "transposed"),
    ("recoded", lambda y, K: _recoded_in_loops(y, K).argmax(axis=1), "places"),
    ("recoded", _labels_in_place, "changed_argument"),
    ("recoded", lambda y, K: 1 - _recoded_in_loops(y, K), None),
    ("recoded", lambda y, K: _recoded_in_loops(y, K)[::-1], None),
    ("recoded", lambda y, K: y == K, None),
    ("penalty", lambda T, lmbd, m: lmbd * sum((t * t).sum() for t in T) / m / 2, "biases"),
    (
        "penalty",
        lambda T, lmbd, m: lmbd * sum((t[1:, :] * t[1:, :]).sum() for t in T) / m / 2,
        "first_row",
    ),
    (
        "penalty",
        lambda T, lmbd, m: sum(lmbd * np.square(T[0][:, 1:]).sum() / (2 * m) for _ in T),
        "first_matrix",
    ),
    ("penalty", lambda T, lmbd, m: lmbd * _sum_of_squares(T[:2]) / m / 2, "two_matrices"),
    ("penalty", lambda T, lmbd, m: lmbd * _sum_of_squares(T) / m, "no_half"),
    ("penalty", lambda T, lmbd, m: lmbd * _sum_of_squares(T) / 2, "no_mean"),
    ("penalty", lambda T, lmbd, m: lmbd * sum(t[:, 1:].sum() for t in T) / m / 2, "not_squared"),
    ("penalty", _biases_cleared_in_place, "changed_argument"),
    ("penalty", lambda T, lmbd, m: lmbd / 2 * m * _sum_of_squares(T), None),
    ("penalty", lambda T, lmbd, m: _sum_of_squares(T) / (2 * m), None),
    ("penalty", lambda T, lmbd, m: np.sqrt(lmbd * _sum_of_squares(T) / m / 2), None),
    (
        "example_gradient",
        _backward(_minus, _step, lambda delta, a: delta[:, None] * a),
        "no_bias_column",
    ),
    (
        "example_gradient",
        _backward(_minus, _step, lambda delta, a: np.column_stack([delta[:, None] * a, delta])),
        "bias_last",
    ),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: (delta @ Theta)[: len(a)] * (a - a**2)),
        "wrong_entry_dropped",
    ),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: delta @ Theta * (a - a**2)),
        "bias_unit",
    ),
    ("example_gradient", _no_leading_one, "no_bias_forward"),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: delta @ Theta[:, 1:]),
        "no_slope",
    ),
    (
        "example_gradient",
        _backward(
            _minus,
            lambda Theta, delta, a: delta @ Theta[:, 1:] * np.exp(-a) / (1 + np.exp(-a)) ** 2,
        ),
        "slope_of_activation",
    ),
    ("example_gradient", _backward(lambda h, y: (h - y) * (h - h**2), _step), "slope_at_output"),
    ("example_gradient", _backward(lambda h, y: y - h, _step), "sign"),
    ("example_gradient", lambda T, x, y: [d.T for d in _right(T, x, y)], "transposed"),
    ("example_gradient", lambda T, x, y: tuple(reversed(_right(T, x, y))), "last_layer_first"),
    ("example_gradient", lambda T, x, y: _right(T, x, y)[:2], None),
    (
        "example_gradient",
        lambda T, x, y: np.concatenate([d.ravel() for d in _right(T, x, y)]),
        None,
    ),
    ("example_gradient", _backward(lambda h, y: (h - y) ** 2, _step), None),
    ("breaks_the_tie", dict.fromkeys("abcd", True), "randomness_counts"),
    (
        "breaks_the_tie",
        {"a": False, "b": False, "c": False, "d": True},
        "all_must_be_random",
    ),
    ("breaks_the_tie", {"a": True, "b": False, "c": False, "d": False}, "biases_do_not_count"),
    ("breaks_the_tie", {"a": False, "b": True, "c": False, "d": False}, "incoming_only"),
    ("breaks_the_tie", {"a": True, "b": True, "c": False, "d": True}, "repeated_rows"),
    ("breaks_the_tie", dict.fromkeys("abcd", False), None),
    ("breaks_the_tie", ["a", "b"], None),
    ("epsilon", np.sqrt(6) / np.sqrt(784 + 784 + 1), "misprint"),
    ("epsilon", (6 / 885) ** 0.5, "bias_counted"),
    ("epsilon", np.log(6) / np.log(884), "logarithms"),
    ("epsilon", 6 / 884, "no_roots"),
    ("epsilon", 6**0.5 / 884, "one_root"),
    ("epsilon", 0.12, None),
    ("epsilon", np.sqrt(6) / (np.sqrt(784) + np.sqrt(100)), None),
]
