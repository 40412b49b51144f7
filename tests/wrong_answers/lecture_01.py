"""Wrong answers to the exercises of lecture 01, as students write them."""

import numpy as np


def _step(z):
    return 1 if z > 0 else 0


def _pass(correct):
    """Return a pass through the examples in which `correct` makes the new w and b."""

    def one_pass(w, b, X, y):
        for i in range(len(X)):
            w, b = correct(w, b, X[i], y[i])
        return w, b

    return one_pass


def _from_zero(w, b, X, y):
    """Forget the weights that were given."""
    w, b = 0 * w, 0
    for x, t in zip(X, y, strict=True):
        a = _step(x @ w + b)
        w, b = w + (t - a) * x, b + (t - a)
    return w, b


def _signed(w, b, x, t):
    """Update for wrong answers, in the direction of the answer."""
    a = _step(np.dot(w, x) + b)
    if a == 1 and t == 0:
        return w + x, b + 1
    if a == 0 and t == 1:
        return w - x, b - 1
    return w, b


def _weights_only(w, b, x, t):
    return w + x * (t - _step(x.dot(w) + b)), b


def _no_bias_in_sum(w, b, x, t):
    a = _step(x.dot(w))
    return w + (t - a) * x, b + (t - a)


def _fires_at_zero(w, b, x, t):
    a = 0 if x.dot(w) + b < 0 else 1
    return w + (t - a) * x, b + (t - a)


def _one_sided(w, b, x, t):
    if t == 1 and _step(x.dot(w) + b) == 0:
        return w + x, b + 1
    return w, b


def _linear(w, b, x, t):
    a = sum(w * x) + b
    return w + (t - a) * x, b + (t - a)


def _right(w, b, x, t):
    a = _step(x.dot(w) + b)
    return w + (t - a) * x, b + t - a


def _plus(w, b, x, t):
    return (w + x, b + 1) if _step(x.dot(w) + b) != t else (w, b)


def _of_plus_and_minus_one(w, b, x, t):
    z = x.dot(w) + b
    a = 1 if z > 0 else -1 if z < 0 else 0
    return w + (t - a) * x, b + t - a


def _in_two_steps(w, b, x, t):
    w = w + (t - _step(x.dot(w) + b)) * x
    return w, b + t - _step(x.dot(w) + b)


def _always(w, b, x, t):
    return w + (2 * t - 1) * x, b + 2 * t - 1


def _half(w, b, x, t):
    a = _step(x.dot(w) + b)
    return w + 0.5 * (t - a) * x, b + 0.5 * (t - a)


def _all_at_once(w, b, X, y):
    a = np.where(X @ w + b > 0, 1, 0)
    return w + X.T @ (y - a), b + np.sum(y - a)


def _in_place(w, b, X, y):
    for x, t in zip(X, y, strict=True):
        a = _step(w @ x + b)
        w += (t - a) * x
        b += t - a
    return w, b


def _first_mistake(w, b, X, y):
    for x, t in zip(X, y, strict=True):
        a = _step(w @ x + b)
        if a != t:
            return w + (t - a) * x, b + (t - a)
    return w, b


def _until_it_moves(w, b, X, y):
    for x, t in zip(X, y, strict=True):
        if t != _step(w @ x + b):
            sign = 1 if t else -1
            return w + sign * x, b + sign
    return w, b


def _with_a_tenth(w, b, X, y):
    for x, t in zip(X, y, strict=True):
        change = (t - _step(w @ x + b)) / 10
        w, b = w + change * x, b + change
    return w, b


def _bias_before(w, b, X, y):
    for x, t in zip(X, y, strict=True):
        b = b + t - _step(w @ x + b)
        w = w + (t - _step(w @ x + b)) * x
    return w, b


WRONG = [
    ("veto_gate", (1, 1, -2), "form"),
    ("veto_gate", (1, 1, -2, np.inf), "form"),
    ("veto_gate", (1, 1, -3, 0.5), "at_rest"),
    ("veto_gate", (1, 1, -2, -1.5), "one_input"),
    ("veto_gate", (-1, -1, 2, -0.5), "one_input"),
    ("veto_gate", (1, 1, 2, -0.5), "veto_one"),
    ("veto_gate", (1, 1, 0, -0.5), "veto_one"),
    ("veto_gate", (1, 1, -1, -0.5), "veto_both"),
    ("veto_gate", (1, 1, -2, 0), "on_the_edge"),
    ("veto_gate", (2, 2, -3, -1), "on_the_edge"),
    ("veto_gate", ("one", "one", "-2", "-0.5"), None),
    ("veto_gate", [[1, 1], [-2], -0.5, 0], None),
    ("one_pass", _all_at_once, "batch"),
    ("one_pass", _pass(_signed), "sign"),
    ("one_pass", _from_zero, "from_zero"),
    ("one_pass", _pass(_weights_only), "bias_forgotten"),
    ("one_pass", _pass(_no_bias_in_sum), "bias_ignored"),
    ("one_pass", _pass(_fires_at_zero), "at_zero"),
    ("one_pass", _pass(_one_sided), "only_ones"),
    ("one_pass", _pass(_linear), "sum_for_answer"),
    ("one_pass", _in_place, "changed_argument"),
    ("one_pass", _pass(_always), "always"),
    ("one_pass", lambda w, b, X, y: _pass(_right)(w, b, X[:1], y), "first_only"),
    ("one_pass", _pass(_plus), "only_added"),
    ("one_pass", lambda w, b, X, y: _pass(_right)(w, b, [*X, *X], [*y, *y]), "two_passes"),
    ("one_pass", _pass(_of_plus_and_minus_one), "sign_for_step"),
    ("one_pass", _pass(_in_two_steps), "bias_after"),
    ("one_pass", lambda w, b, X, y: _pass(_right)(w, b, X[::-1], y[::-1]), None),
    ("one_pass", _pass(_half), "rate"),
    ("one_pass", _first_mistake, "first_update"),
    ("one_pass", lambda w, b, X, y: (w, b), None),
    ("one_pass", lambda w, b, X, y: _pass(_weights_only)(w, b, X, y)[0], None),
    ("separable", (False, True, False, True), "form"),
    ("separable", ("no", "yes", "no", "yes", "yes"), "form"),
    ("separable", (True, True, True, True, True), "interval"),
    ("separable", (False, False, False, True, True), "square"),
    ("separable", (False, True, True, True, True), "parity"),
    ("separable", (False, True, False, False, True), "majority"),
    ("separable", (False, True, False, True, False), "triangle"),
    ("separable", 3, None),
    ("separable", 0.5, None),
    ("sine_xor", (np.pi / 2, np.pi / 2), "form"),
    ("sine_xor", (np.pi / 2, np.pi / 2, np.pi / 2), "at_rest"),
    ("sine_xor", (np.pi, np.pi, 0), "one_input"),
    ("sine_xor", (np.pi / 2, -np.pi / 2, 0), "one_input"),
    ("sine_xor", (1, 1, 0), "both"),
    ("sine_xor", (1, 1, -0.5, 0), "form"),
    ("sine_xor", ("pi/2", "pi/2", "0"), None),
    ("sine_xor", [[1, 2], [3], 0], None),
    ("shifted_updates", 11, "unchanged"),
    ("shifted_updates", 52, "first_pass"),
    ("shifted_updates", 82, "counts_start"),
    ("shifted_updates", 12588, "first_only"),
    ("shifted_updates", 179, "second_only"),
    ("shifted_updates", 75, "subtracted"),
    ("shifted_updates", 4, "passes"),
    ("shifted_updates", 17, "one_added"),
    ("shifted_updates", 3, "multiplied"),
    ("shifted_updates", 40, None),
    ("shifted_updates", "more", None),
    ("one_pass", _until_it_moves, "first_update"),
    ("one_pass", lambda w, b, X, y: _pass(_right)(w, b, X[1:], y[1:]), "first_skipped"),
    ("one_pass", _with_a_tenth, "rate"),
    ("one_pass", _bias_before, "weights_after"),
    ("shifted_updates", 81 - 11, "how_many_more"),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
