"""Wrong answers to the exercises of lecture 06, as students write them."""

import math

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


_elsewhere = np.random.default_rng(5)


def _from_elsewhere(n_in, n_out, epsilon, rng):
    return epsilon * (2 * _elsewhere.random((n_out, n_in + 1)) - 1)


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


def _one_behind(Thetas, x, y):
    a, activations = x, [x]
    for Theta in Thetas:
        a = _f(Theta[:, -1] + Theta[:, :-1].dot(a))
        activations.append(a)
    delta, found = a - y, []
    for l in range(len(Thetas) - 1, -1, -1):
        found = [_shares(delta, activations[l]), *found]
        delta = _step(Thetas[l], delta, activations[l])
    return found


def _no_leading_one(Thetas, x, y):
    a = x
    for Theta in Thetas:
        a = _f(Theta @ a)
    return [np.outer(a - y, x)]


def _by_rows(
    T1,
    T2,
    X,
    y,
    lmbd,
    recode=lambda y, K: np.eye(K)[y.ravel() - 1],
    error=lambda h, t: h - t,
    slope=lambda a: a - a**2,
    in_cost=0.5,
    in_gradient=1.0,
    cost_from=1,
    gradient_from=1,
    share=None,
):
    """Return cost and gradient example by example, in the exercise's steps; parts may be wrong."""
    m, Y = len(X), recode(y, len(T2))
    share = share or 1 / m
    J, G1, G2, H, E2 = 0.0, np.zeros_like(T1), np.zeros_like(T2), [], []
    for x, target in zip(X, Y, strict=True):
        a = _f(T1[:, 0] + T1[:, 1:] @ x)
        h = _f(T2[:, 0] + T2[:, 1:] @ a)
        d3 = error(h, target)
        d2 = T2[:, 1:].T @ d3 * slope(a)
        J -= share * np.sum(np.log(np.where(target == 1, h, 1 - h)))
        G1 += share * np.outer(d2, [1, *x])
        G2 += share * np.outer(d3, [1, *a])
        H.append(h)
        E2.append(d2)
    for T, G in ((T1, G1), (T2, G2)):
        J += in_cost * lmbd * share * np.sum(T[:, cost_from:] ** 2)
        G[:, gradient_from:] += in_gradient * lmbd * share * T[:, gradient_from:]
    return {"Y": Y, "H": np.array(H), "J": J, "E2": np.array(E2), "D1": G1, "D2": G2}


def _with(**wrong):
    return lambda *given: _by_rows(*given, **wrong)


def _column_made_a_table(T1, T2, X, y, lmbd):
    Y = (y[:, None] == np.arange(1, len(T2) + 1)).astype(float)
    ones = np.ones((len(X), 1))
    A2 = _f(np.hstack([ones, X]) @ T1.T)
    H = _f(np.hstack([ones, A2]) @ T2.T)
    E3 = H - Y
    E2 = E3 @ T2[:, 1:] * A2 * (1 - A2)
    D1, D2 = E2.T @ np.hstack([ones, X]), E3.T @ A2
    return {"Y": Y, "H": H, "J": -np.log(H).sum(), "E2": E2, "D1": D1, "D2": D2}


def _column_of_a_column(T1, T2, X, y, lmbd):
    given, column = np.arange(1, len(T2) + 1), y[:, None]
    a1 = np.c_[np.ones(len(X)), X]
    a2 = _f(a1.dot(T1.T))
    h = _f(np.c_[np.ones(len(X)), a2].dot(T2.T))
    d2 = (h - (column == given)).dot(T2[:, 1:]) * a2 * (1 - a2)
    D1 = d2.T.dot(a1) / len(X)
    D1[:, 1:] = D1[:, 1:] + lmbd / len(X) * T1[:, 1:]
    return {"D1": D1}


def _derivatives_from(wrong, *names):
    def answer(*given):
        steps = wrong(*given)
        return {**_by_rows(*given), **{name: steps[name] for name in names or ("D1", "D2")}}

    return answer


def _mean_of_the_penalty_only(T1, T2, X, y, lmbd):
    steps = _by_rows(T1, T2, X, y, lmbd)
    D2 = len(X) * _by_rows(T1, T2, X, y, 0)["D2"]
    D2[:, 1:] += lmbd / len(X) * T2[:, 1:]
    return {**steps, "D2": D2}


def _cost_by_np_mean(T1, T2, X, y, lmbd):
    steps = _by_rows(T1, T2, X, y, lmbd)
    Y, H = steps["Y"], steps["H"]
    squares = (T1[:, 1:] ** 2).sum() + (T2[:, 1:] ** 2).sum()
    J = np.mean(-Y * np.log(H) - (1 - Y) * np.log(1 - H)) + lmbd * squares / len(X) / 2
    return {**steps, "J": J}


def _sides_changed(*given):
    steps = _by_rows(*given)
    return {**steps, "D1": steps["D1"].T, "D2": steps["D2"].T}


def _only_the_forward_half(*given):
    steps = _by_rows(*given)
    return {**steps, "E2": ..., "D1": ..., "D2": ...}


def _whole_columns(labels, K):
    Y = np.zeros((labels.size, K))
    for label in labels:
        Y[:, label - 1] = 1
    return Y


def _unpacks_two(Thetas, x, y):
    first, second = Thetas
    return _right([first, second], x, y)


def _unpacks_two_matrices(Thetas, lmbd, m):
    first, second = Thetas
    return lmbd * _sum_of_squares((first, second)) / m / 2


def _in_a_loop(matrices, add):
    def answer(Thetas, lmbd, m):
        total = 0
        for Theta in matrices(Thetas):
            total = add(total, (Theta[:, 1:] ** 2).sum())
        return lmbd * total / (2 * m)

    return answer


def _softmax_of_all(A, T2):
    e = np.exp(T2[:, 0] + A @ T2[:, 1:].T)
    return e / e.sum(axis=1)[:, None]


def _batch(
    H=lambda A, T2: _f(T2[:, 0] + A @ T2[:, 1:].T),
    J=lambda H, Y: -(Y * np.log(H) + (1 - Y) * np.log(1 - H)).sum(),
    E2=lambda E, T2, A: E @ T2[:, 1:] * A * (1 - A),
    share=lambda lmbd, m: lmbd / (2 * m),
    R=lambda W, lmbd, m: lmbd * W,
    layers=np.s_[:],
    left_out=np.s_[:, 0],
):
    """Return an answer for the whole batch; parts may be wrong."""

    def answer(T1, T2, X, y, lmbd):
        m, K = len(X), len(T2)
        Y = np.eye(K)[y.ravel() - 1]
        A = _f(T1[:, 0] + X @ T1[:, 1:].T)
        h = H(A, T2)
        e2 = E2(h - Y, T2, A)
        cost = J(h, Y) / m + share(lmbd, m) * sum((T[:, 1:] ** 2).sum() for T in (T1, T2)[layers])
        W1, W2 = T1.copy(), T2.copy()
        W1[left_out] = W2[left_out] = 0
        D1 = (e2.T @ np.c_[np.ones(m), X] + R(W1, lmbd, m)) / m
        D2 = ((h - Y).T @ np.c_[np.ones(m), A] + R(W2, lmbd, m)) / m
        return {"Y": Y, "H": h, "J": cost, "E2": e2, "D1": D1, "D2": D2}

    return answer


WRONG = [
    ("recoded", lambda y, K: _recoded_in_loops(y, K + 1, shift=0), "one_column_more"),
    ("recoded", _whole_columns, "all_rows"),
    ("recoded", lambda y, K: _recoded_in_loops(y, K)[:, : K - 1], "last_column_lost"),
    ("penalty", _in_a_loop(lambda T: T[:1], lambda total, part: total + part), "first_only"),
    ("penalty", _in_a_loop(lambda T: T, lambda total, part: part), "last_only"),
    (
        "penalty",
        lambda T, lmbd, m: lmbd * sum((t[:, :-1] ** 2).sum() for t in T) / m / 2,
        "last_column",
    ),
    (
        "penalty",
        lambda T, lmbd, m: lmbd * sum(t[:, 1:].sum() ** 2 for t in T) / m / 2,
        "square_of_sum",
    ),
    (
        "penalty",
        lambda T, lmbd, m: lmbd * sum(np.abs(t[:, 1:]).sum() for t in T) / m / 2,
        "absolute",
    ),
    (
        "penalty",
        lambda T, lmbd, m: lmbd * sum((t[:, 1:] ** 2).sum() ** 0.5 for t in T) / m / 2,
        "root",
    ),
    ("example_gradient", _one_behind, "bias_last_forward"),
    ("example_gradient", _unpacks_two, "two_layers"),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: Theta[:, 1:].dot(delta) * (a - a**2)),
        "no_transpose",
    ),
    ("breaks_the_tie", {"a": True, "b": True, "c": True, "d": False}, "output_biases"),
    ("breaks_the_tie", dict.fromkeys("abcd", False), "none"),
    ("epsilon", (6 / 25) ** 0.5, "one_size"),
    ("epsilon", (6 / 250) ** 0.5, "product"),
    ("epsilon", 0.0824, None),
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
    ("recoded", lambda y, K: 1 - _recoded_in_loops(y, K), "inverted"),
    ("recoded", lambda y, K: _recoded_in_loops(y, K) * 2 - 1, None),
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
    ("penalty", lambda T, lmbd, m: lmbd / 2 * m * _sum_of_squares(T), "precedence"),
    ("penalty", lambda T, lmbd, m: _sum_of_squares(T) / (2 * m), "no_lambda"),
    ("penalty", lambda T, lmbd, m: lmbd + m, None),
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
    (
        "example_gradient",
        _backward(_minus, lambda T, delta, a: delta @ T * np.r_[1, a] * np.r_[0, 1 - a]),
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
    ("breaks_the_tie", {"a": False, "b": True, "c": True, "d": False}, None),
    ("breaks_the_tie", ["a", "b"], None),
    ("penalty", _unpacks_two_matrices, "two_matrices"),
    ("epsilon", np.sqrt(6) / np.sqrt(25 + 25 + 1), "misprint"),
    ("epsilon", (6 / 36) ** 0.5, "bias_counted"),
    ("epsilon", np.log(6) / np.log(35), "logarithms"),
    ("epsilon", 6 / 35, "no_roots"),
    ("epsilon", 6**0.5 / 35, "one_root"),
    ("epsilon", 0.12, "first_layer"),
    ("epsilon", 6 * 35**-0.5, "root_of_six"),
    ("epsilon", 0.239, "deviation"),
    ("epsilon", 0.41, None),
    ("epsilon", "root of 6 / 35", None),
    ("sigmoid_gradient", _f, "only_the_sigmoid"),
    ("sigmoid_gradient", lambda z: z - z**2, "of_the_activation"),
    ("sigmoid_gradient", lambda z: _f(_f(z)) - _f(_f(z)) ** 2, "twice"),
    ("sigmoid_gradient", lambda z: (1 - _f(z)) * (1 + _f(z)), "tanh"),
    ("sigmoid_gradient", lambda z: _f(z) @ (1 - _f(z)), "matrix_product"),
    ("sigmoid_gradient", lambda z: _f(z) + (1 - _f(z)), None),
    ("sigmoid_gradient", lambda z: _f(z) ** 2 - _f(z), "minus"),
    ("sigmoid_gradient", lambda z: _f(z) * 1 - _f(z), "no_bracket"),
    ("sigmoid_gradient", lambda z: _f(z) * (1 - z), "second_factor"),
    ("sigmoid_gradient", lambda z: _f(-z) ** 2, "square_of_difference"),
    ("sigmoid_gradient", lambda z: 1 / (2 + math.exp(z) + math.exp(-z)), "numbers_only"),
    ("sigmoid_gradient", lambda z: _f(2 * z), None),
    ("sigmoid_gradient", lambda z: z, None),
    ("cost_and_gradient", _column_made_a_table, None),
    ("cost_and_gradient", lambda T1, T2, X, y, lmbd: {"H": _f(_f(X @ T1.T) @ T2.T)}, "shapes"),
    ("cost_and_gradient", _with(recode=lambda y, K: np.eye(K)[y.ravel() % K]), "zero_first"),
    ("cost_and_gradient", _with(share=1), "no_mean"),
    ("cost_and_gradient", _derivatives_from(_with(share=1)), "no_mean_in_the_gradient"),
    ("cost_and_gradient", _mean_of_the_penalty_only, "no_mean_in_the_gradient"),
    ("cost_and_gradient", _cost_by_np_mean, "mean_over_outputs"),
    (
        "cost_and_gradient",
        _with(recode=lambda y, K: np.eye(K + 1)[y.ravel(), :K]),
        "counted_from_zero",
    ),
    ("cost_and_gradient", _with(in_cost=0), "penalty_only_in_the_gradient"),
    ("cost_and_gradient", _with(cost_from=0), "biases_in_the_cost"),
    (
        "cost_and_gradient",
        _derivatives_from(_with(gradient_from=0), "D1"),
        "biases_in_the_gradient",
    ),
    ("cost_and_gradient", _column_of_a_column, "column_again"),
    ("cost_and_gradient", _with(in_cost=1), "no_half"),
    ("cost_and_gradient", _with(in_cost=0, in_gradient=0), "no_penalty"),
    ("cost_and_gradient", _with(in_gradient=0), "penalty_only_in_cost"),
    ("cost_and_gradient", _with(cost_from=0, gradient_from=0), "biases_penalised"),
    ("cost_and_gradient", _with(gradient_from=0), "biases_in_the_gradient"),
    ("cost_and_gradient", _with(slope=lambda a: 1), "no_slope"),
    ("cost_and_gradient", _with(error=lambda h, t: (h - t) * (h - h**2)), "slope_at_output"),
    ("cost_and_gradient", _with(error=lambda h, t: t - h), "sign"),
    ("cost_and_gradient", _sides_changed, "transposed"),
    ("cost_and_gradient", _only_the_forward_half, None),
    ("cost_and_gradient", _with(slope=lambda a: _f(a) * (1 - _f(a))), "slope_of_activation"),
    ("cost_and_gradient", lambda *given: [_by_rows(*given)[k] for k in ("J", "D1", "D2")], None),
    ("random_start", lambda n, k, eps, rng: 2 * eps * rng.random((k, n)) - eps, "no_bias_column"),
    ("random_start", lambda n, k, eps, rng: rng.uniform(-eps, eps, (n + 1, k)), "transposed"),
    ("random_start", lambda n, k, eps, rng: eps * rng.random((k, n + 1)), "only_positive"),
    ("random_start", lambda n, k, eps, rng: eps * (rng.random((k, n + 1)) - 0.5), "half_the_range"),
    ("random_start", lambda n, k, eps, rng: eps * rng.standard_normal((k, n + 1)), "normal"),
    (
        "random_start",
        lambda n, k, eps, rng: rng.uniform(-eps, eps, (k, n + 1)) * (np.arange(n + 1) > 0),
        "biases_zero",
    ),
    (
        "random_start",
        lambda n, k, eps, rng: np.array([rng.uniform(-eps, eps, n + 1)] * k),
        "one_column",
    ),
    ("random_start", lambda n, k, eps, rng: np.full((k, n + 1), eps), "not_from_the_generator"),
    (
        "random_start",
        lambda n, k, eps, rng: np.random.default_rng(0).uniform(-eps, eps, (k, n + 1)),
        "not_from_the_generator",
    ),
    ("random_start", lambda n, k, eps, rng: rng.uniform(-eps, eps), "shape"),
    (
        "random_start",
        lambda n, k, eps, rng: np.outer(rng.uniform(-eps, eps, k), np.ones(n + 1)),
        "one_row",
    ),
    ("random_start", lambda n, k, eps, rng: 1.2 * eps * rng.uniform(-1, 1, (k, n + 1)), "too_wide"),
    (
        "random_start",
        lambda n, k, eps, rng: eps * (rng.random((k, n + 1)) - rng.random((k, n + 1))),
        "not_uniform",
    ),
    ("random_start", lambda n, k, eps, rng: [[0.0] * (n + 1)] * k, "nothing_drawn"),
    ("random_start", _from_elsewhere, "another_generator"),
    ("random_start", lambda n, k, eps, rng: rng.random((k, n + 1)) * 2 * eps - 1, "off_centre"),
    ("random_start", lambda n, k, eps, rng: "random", None),
    ("random_start", lambda n, k, eps, rng: print(k, n), None),
    ("epsilon", np.sqrt(6) / (np.sqrt(25) + np.sqrt(10)), "sum_of_roots"),
    ("recoded", lambda labels, K: np.eye(labels.max())[labels - 1], "largest_label"),
    ("recoded", lambda labels, K: (labels[:, None] == np.arange(10) + 1) * 1.0, "always_ten"),
    ("recoded", lambda labels, K: (np.arange(K) < labels[:, None]) * 1.0, "at_least"),
    ("recoded", lambda labels, K: np.diag(np.arange(K) + 1.0)[labels - 1], "label_for_one"),
    ("recoded", lambda labels, K: _recoded_in_loops(labels, K, shift=2), "one_too_far_left"),
    ("sigmoid_gradient", lambda z: np.exp(-z) / (1 + np.exp(-z)), "one_factor"),
    ("sigmoid_gradient", lambda z: np.exp(-z) / 1 + np.exp(-z) ** 2, "denominator"),
    ("sigmoid_gradient", lambda z: np.exp(z) * _f(z) ** 2, "exponent"),
    ("sigmoid_gradient", lambda z: (_f(z) * _f(-z)).sum(), "sum"),
    ("sigmoid_gradient", lambda z: np.outer(_f(z), _f(-z)), "outer"),
    ("penalty", lambda T, lmbd, m: lmbd / m / 2 * _sum_of_squares(T[:-1]), "last_left_out"),
    ("penalty", lambda T, lmbd, m: lmbd / m / 2 * sum(t[:, 1] @ t[:, 1] for t in T), "one_column"),
    (
        "penalty",
        lambda T, lmbd, m: lmbd / m / 2 * sum((t[1:, 1:] ** 2).sum() for t in T),
        "row_and_column",
    ),
    (
        "penalty",
        lambda T, lmbd, m: lmbd / m / 2 * sum((t[:, 1:] ** 2).mean() for t in T),
        "average",
    ),
    ("penalty", lambda T, lmbd, m: lmbd / m * sum(t[:, 1:].sum() for t in T), "doubled"),
    ("penalty", lambda T, lmbd, m: lmbd**2 / m / 2 * _sum_of_squares(T), "lambda_squared"),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: a * (delta @ Theta[:, 1:])),
        "activation_for_slope",
    ),
    (
        "example_gradient",
        _backward(_minus, lambda Theta, delta, a: a * (delta @ Theta[:, 1:]) - a),
        "no_bracket",
    ),
    (
        "example_gradient",
        lambda Thetas, x, y: [
            G + np.column_stack([np.zeros(len(T)), T[:, 1:]])
            for G, T in zip(_right(Thetas, x, y), Thetas, strict=True)
        ],
        "penalty",
    ),
    ("breaks_the_tie", {"a": 0, "b": 0, "c": 1, "d": 1}, "reversed"),
    ("epsilon", math.sqrt(6) / math.sqrt(10) + math.sqrt(25), "bracket"),
    ("epsilon", math.sqrt(3 / 35), "three"),
    (
        "cost_and_gradient",
        _batch(H=lambda A, T2: _f(A @ T2[:, 1:].T)),
        "no_output_bias",
    ),
    (
        "cost_and_gradient",
        _batch(H=lambda A, T2: T2[:, 0] + A @ T2[:, 1:].T),
        "no_sigmoid_at_output",
    ),
    ("cost_and_gradient", _batch(H=_softmax_of_all), "softmax"),
    ("cost_and_gradient", _batch(J=lambda H, Y: -(Y * np.log(H)).sum()), "first_term_only"),
    (
        "cost_and_gradient",
        _batch(J=lambda H, Y: ((1 - Y) * np.log(1 - H) - Y * np.log(H)).sum()),
        "second_sign",
    ),
    ("cost_and_gradient", _batch(share=lambda lmbd, m: lmbd / 2 * m), "precedence"),
    ("cost_and_gradient", _batch(layers=slice(0, 1)), "one_matrix"),
    (
        "cost_and_gradient",
        _batch(E2=lambda E, T2, A: E @ T2[:, :-1] * A * (1 - A)),
        "wrong_column_dropped",
    ),
    (
        "cost_and_gradient",
        _batch(E2=lambda E, T2, A: E @ T2[:, 1:] * _f(A) * _f(-A)),
        "slope_of_activation",
    ),
    ("cost_and_gradient", _batch(E2=lambda E, T2, A: E @ T2[:, 1:] * A - A), "no_bracket"),
    ("cost_and_gradient", _batch(R=lambda W, lmbd, m: m * lmbd * W), "penalty_not_divided"),
    ("cost_and_gradient", _batch(R=lambda W, lmbd, m: lmbd / 2 * W), "half_in_the_gradient"),
    ("cost_and_gradient", _batch(R=lambda W, lmbd, m: -lmbd * W), "minus_penalty"),
    ("cost_and_gradient", _batch(left_out=np.s_[0]), "row_0_left_out"),
    ("cost_and_gradient", _batch(left_out=np.s_[:, 1]), "column_1_left_out"),
    (
        "random_start",
        lambda n_in, n_out, epsilon, rng: np.column_stack(
            [np.full(n_out, epsilon), rng.uniform(-epsilon, epsilon, (n_out, n_in))]
        ),
        "biases_alike",
    ),
    (
        "random_start",
        lambda n_in, n_out, epsilon, rng: 2 * rng.random((n_out, 1 + n_in)) - 1,
        "epsilon_forgotten",
    ),
    (
        "random_start",
        lambda n_in, n_out, epsilon, rng: 4 * epsilon * (rng.random((n_out, 1 + n_in)) - 0.5),
        "twice_the_range",
    ),
    (
        "random_start",
        lambda n_in, n_out, epsilon, rng: rng.uniform(-1, 1, (n_out, 1 + n_in)) * epsilon**2,
        "epsilon_squared",
    ),
    (
        "random_start",
        lambda n_in, n_out, epsilon, rng: epsilon * rng.uniform(-0.3, 0.3, (n_out, 1 + n_in)),
        "too_narrow",
    ),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
