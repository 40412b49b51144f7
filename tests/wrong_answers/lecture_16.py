"""Wrong answers to the exercises of lecture 16, as students write them."""

import numpy as np


def _r2(X):
    return np.array([[np.sum((a - b) ** 2) for b in X] for a in X])


def _inverse(Phi, y):
    return np.linalg.inv(Phi) @ y


def _shifted_in_place(X, y, width):
    X -= X.mean(axis=0)
    return _inverse(np.exp(-_r2(X) / (2 * width**2)), y)


def _with_bias(X, y, width):
    return _inverse(np.exp(-_r2(X) / (2 * width**2)), y - y.mean())


def _loop(start, step):
    """Walk back through time; `step` makes delta from what has arrived at h_t."""

    def errors(direct, H, V):
        T = direct.shape[0]
        out = np.empty_like(direct)
        out[T - 1] = start(direct, H)
        for t in range(T - 2, -1, -1):
            out[t] = step(direct[t], out[t + 1], H[t + 1], H[t], V)
        return out

    return errors


def _last(direct, H):
    return direct[-1] * (1 - H[-1] ** 2)


def _right(direct, H, V):
    return _loop(_last, lambda d, later, h, before, V: (d + later @ V.T) * (1 - h**2))(direct, H, V)


def _cleared(deltas, place):
    deltas[place] *= 0
    return deltas


def _from_the_first(direct, H, V):
    deltas, before = [], 0
    for d, h in zip(direct, H[1:], strict=True):
        before = (d + before) * (1 - h**2)
        deltas.append(before)
        before = before @ V.T
    return np.array(deltas)


def _one_step_only(direct, H, V):
    deltas = direct.copy()
    deltas[:-1] += direct[1:] @ V.T
    return deltas * (1 - H[1:] ** 2)


def _in_place(direct, H, V):
    direct *= 1 - H[1:] ** 2
    return direct


def _parts(W, X):
    R = (X @ W @ W.T - X) / X.shape[0]
    return np.einsum("mi,mj,jk->ik", X, R, W), np.einsum("mi,mj,jk->ik", R, X, W)


def _states(direct, H, V):
    """Return dJ/dh_t."""
    G = direct.copy()
    for t in range(len(direct) - 2, -1, -1):
        G[t] += (G[t + 1] * (1 - H[t + 2] ** 2)) @ V.T
    return G


def _back(combine):
    """Return a loop from the last step to the first, in which `combine` gives the error."""

    def errors(direct, H, V):
        deltas = []
        for t in range(len(direct) - 1, -1, -1):
            back = deltas[0] @ V.T if deltas else np.zeros_like(direct[t])
            deltas.insert(0, combine(direct[t], back, H[t + 1]))
        return np.array(deltas)

    return errors


WRONG = [
    ("interpolation_weights", lambda X, y, s: _inverse(np.exp(-_r2(X) / s**2), y), "no_two"),
    (
        "interpolation_weights",
        lambda X, y, s: _inverse(np.exp(-_r2(X) / s / 2), y),
        "width_not_squared",
    ),
    (
        "interpolation_weights",
        lambda X, y, s: _inverse(np.exp(-(_r2(X) ** 0.5) / 2 / s**2), y),
        "distance_not_squared",
    ),
    ("interpolation_weights", lambda X, y, s: np.exp(-_r2(X) / (2 * s**2)).dot(y), "product"),
    ("interpolation_weights", lambda X, y, s: 1.0 * y, "outputs"),
    ("interpolation_weights", _shifted_in_place, "changed_argument"),
    ("interpolation_weights", _with_bias, "mean_subtracted"),
    ("interpolation_weights", lambda X, y, s: _inverse(np.exp(_r2(X) / (2 * s**2)), y), "no_minus"),
    ("interpolation_weights", lambda X, y, s: np.exp(-_r2(X) / (2 * s**2)), "matrix"),
    (
        "interpolation_weights",
        lambda X, y, s: _inverse(np.exp(-_r2(X) / 2 * s**2), y),
        "precedence",
    ),
    ("interpolation_weights", lambda X, y, s: y / y.sum(), None),
    ("interpolation_weights", lambda X, y, s: y / np.exp(-_r2(X) / 2 / s**2).sum(axis=1), None),
    (
        "errors_at_every_step",
        _loop(_last, lambda d, later, h, before, V: (later @ V.T) * (1 - h**2)),
        "last_only",
    ),
    ("errors_at_every_step", lambda d, H, V: d - d * H[1:] ** 2, "direct_only"),
    (
        "errors_at_every_step",
        _loop(lambda d, H: d[-1], lambda d, later, h, before, V: d + (1 - h**2) * (later @ V.T)),
        "slope_on_later_only",
    ),
    (
        "errors_at_every_step",
        _loop(_last, lambda d, later, h, before, V: (d + later @ V) * (1 - h**2)),
        "no_transpose",
    ),
    (
        "errors_at_every_step",
        _loop(
            lambda d, H: d[-1] * (1 - H[-2] ** 2),
            lambda d, later, h, before, V: (d + later @ V.T) * (1 - before**2),
        ),
        "slope_before",
    ),
    (
        "errors_at_every_step",
        _loop(lambda d, H: d[-1], lambda d, later, h, before, V: d + later @ V.T),
        "no_slope",
    ),
    ("errors_at_every_step", _in_place, "changed_argument"),
    (
        "errors_at_every_step",
        _loop(_last, lambda d, later, h, before, V: (d - later @ V.T) * (1 - h**2)),
        "minus",
    ),
    (
        "errors_at_every_step",
        _loop(
            lambda d, H: d[-1] * (1 - H[-1]),
            lambda d, later, h, before, V: (d + later @ V.T) * (1 - h),
        ),
        "not_squared",
    ),
    (
        "errors_at_every_step",
        _loop(
            lambda d, H: d[-1] * H[-1] * (1 - H[-1]),
            lambda d, later, h, before, V: (d + later @ V.T) * h * (1 - h),
        ),
        "sigmoid_slope",
    ),
    (
        "errors_at_every_step",
        _loop(
            lambda d, H: d[-1] * (1 - H[-1]) ** 2,
            lambda d, later, h, before, V: (d + later @ V.T) * (1 - h) ** 2,
        ),
        "square_outside",
    ),
    (
        "errors_at_every_step",
        _loop(_last, lambda d, later, h, before, V: (d + (later @ V.T) * (1 - h**2)) * (1 - h**2)),
        "slope_of_later",
    ),
    ("errors_at_every_step", lambda d, H, V: _right(d, H, V)[::-1], "reversed"),
    ("errors_at_every_step", lambda d, H, V: _cleared(_right(d, H, V), -1), "last_zero"),
    ("errors_at_every_step", lambda d, H, V: _cleared(_right(d, H, V), 0), "first_zero"),
    ("errors_at_every_step", _from_the_first, "forwards"),
    ("errors_at_every_step", _one_step_only, "next_direct"),
    ("errors_at_every_step", lambda d, H, V: d @ V.T, None),
    ("errors_at_every_step", lambda d, H, V: d.sum(axis=0), None),
    ("fates", ("explodes", "vanishes", "vanishes"), "largest_entry"),
    ("fates", ("explodes", "explodes", "stays"), "singular_value"),
    ("fates", ["vanishes", "vanishes", "stays"], "determinant"),
    ("fates", ("vanishes", "explodes", "vanishes"), "real_part"),
    ("fates", ("vanishes", "vanishes", "vanishes"), "diagonal"),
    ("fates", ("explodes", "explodes", "explodes"), "sums_of_rows"),
    ("fates", ("vanishes", "stays", "explodes"), "last_two"),
    ("fates", ("stays", "stays", "stays"), None),
    ("fates", "vanishes", None),
    ("code_units", 20, "off_by_one"),
    ("code_units", 22, "one_too_many"),
    ("code_units", 37, "not_squared"),
    ("code_units", 9, "not_centred"),
    ("code_units", 31, "scaled"),
    ("code_units", 64, "smallest_first"),
    ("code_units", 29, "another_share"),
    ("code_units", 58, "share_of_pixels"),
    ("code_units", 40, None),
    ("code_units", 0.9, None),
    ("tied_gradient", lambda W, X: _parts(W, X)[1], "decoder_only"),
    ("tied_gradient", lambda W, X: _parts(W, X)[0], "encoder_only"),
    ("tied_gradient", lambda W, X: 2 * _parts(W, X)[0], "twice_encoder"),
    ("tied_gradient", lambda W, X: 2 * _parts(W, X)[1], "twice_decoder"),
    ("tied_gradient", lambda W, X: 0.5 * (_parts(W, X)[0] + _parts(W, X)[1]), "mean_of_shares"),
    ("tied_gradient", lambda W, X: X.shape[0] * (_parts(W, X)[0] + _parts(W, X)[1]), "no_mean"),
    ("tied_gradient", lambda W, X: -_parts(W, X)[0] - _parts(W, X)[1], "sign"),
    ("tied_gradient", lambda W, X: _parts(W, X)[0] - _parts(W, X)[1], "difference"),
    ("tied_gradient", _parts, "both_shares"),
    ("tied_gradient", lambda W, X: W, None),
    ("tied_gradient", lambda W, X: (_parts(W, X)[0] + _parts(W, X)[1]).T, None),
    ("tied_gradient", lambda W, X: X @ W @ W.T - X, None),
    (
        "interpolation_weights",
        lambda X, y, width: np.linalg.solve(
            np.exp(-((X[:, None] - X) ** 2).sum(2) / (2 * width) ** 2), y
        ),
        "two_squared",
    ),
    (
        "interpolation_weights",
        lambda X, y, width: (1 / np.exp(-((X[:, None] - X) ** 2).sum(2) / 2 / width**2)) @ y,
        "reciprocals",
    ),
    (
        "interpolation_weights",
        lambda X, y, width: np.linalg.solve(
            np.exp(-((X[:, None] - X) ** 2).sum(2) / 2 / width**2), y - np.mean(y)
        ),
        "mean_subtracted",
    ),
    ("errors_at_every_step", _states, "of_the_states"),
    ("errors_at_every_step", _back(lambda d, back, h: (d + back) / np.cosh(h) ** 2), "tanh_again"),
    ("errors_at_every_step", _back(lambda d, back, h: (d - back) * (1 - h * h)), "minus"),
    (
        "errors_at_every_step",
        _back(lambda d, back, h: d * (1 - h * h) + back),
        "slope_on_direct_only",
    ),
    ("fates", ("vanishes", "explodes", "explodes"), "third_grows"),
    ("fates", ("stays", "explodes", "stays"), "first_stays"),
    ("code_units", 14, "another_mean"),
    ("code_units", 36, "of_pixels"),
    (
        "tied_gradient",
        lambda W, X: (lambda D: X.T @ D @ W + D.T @ X @ W / len(X))(X @ W @ W.T - X),
        "mean_of_one",
    ),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "c", "c"),
    ("concept", "e", None),
    ("concept", 3, None),
]
