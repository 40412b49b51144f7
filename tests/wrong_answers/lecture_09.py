"""Wrong answers to the exercises of lecture 09, as students write them."""

import math

import numpy as np


def _ratio(q, certainty):
    return np.log(1 - certainty) / np.log(1 - q)


def _best(p, n, K):
    F = [sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)) for k in range(n)]
    return sum(1 - f**K for f in F) / n


def _chances(n, p):
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def _pick(eta, lmbd, score, key):
    k = max((i for i in range(len(eta)) if not np.isnan(score[i])), key=key)
    return eta[k], lmbd[k]


def _right(eta, lmbd, score):
    return _pick(eta, lmbd, score, lambda i: (score[i], lmbd[i]))


def _in_place(eta, lmbd, score):
    score[np.isnan(score)] = 0
    best = score.max()
    return max((float(p), float(e)) for e, p, s in zip(eta, lmbd, score, strict=True) if s == best)[
        ::-1
    ]


WRONG = [
    ("draws_needed", lambda q, c: int(_ratio(q, c)), "rounded_down"),
    ("draws_needed", _ratio, "not_rounded"),
    ("draws_needed", lambda q, c: int(np.ceil(c / q)), "proportional"),
    ("draws_needed", lambda q, c: int(np.ceil(1 / q)), "one_expected"),
    ("draws_needed", lambda q, c: int(np.ceil(np.log(c) / np.log(1 - q))), "exchanged"),
    ("draws_needed", lambda q, c: round(_ratio(q, c)) + 5, None),
    ("draws_needed", lambda q, c: math.ceil(math.log(1 - c) / math.log(q)), "of_q"),
    ("draws_needed", lambda q, c: math.ceil(1 / _ratio(q, c)), "inverted"),
    ("draws_needed", lambda q, c: round(_ratio(q, c)), "to_the_nearest"),
    ("draws_needed", lambda q, c: int(_ratio(q, c)) + 1, "one_more"),
    ("draws_needed", 59, None),
    ("settings_for_keras", lambda e, l, M: (e * M, l / M), "half_missing"),
    ("settings_for_keras", lambda e, l, M: (e * M, 0.5 * l), "not_divided"),
    ("settings_for_keras", lambda e, l, M: [e * M, l], "lmbd_kept"),
    ("settings_for_keras", lambda e, l, M: (e, l / 2 / M), "eta_kept"),
    ("settings_for_keras", lambda e, l, M: (e / M, l / 2 / M), "eta_divided"),
    ("settings_for_keras", lambda e, l, M: (l / 2 / M, e * M), "order"),
    ("settings_for_keras", lambda e, l, M: (e, l), "lmbd_kept"),
    ("settings_for_keras", lambda e, l, M: (e * M, 2 * l / M), "doubled"),
    ("settings_for_keras", lambda e, l, M: (e * M, l / (2 * M * M)), "twice_divided"),
    ("settings_for_keras", lambda e, l, M: (e * M, l / 2 * M), "precedence"),
    ("settings_for_keras", lambda e, l, M: (1 / M, l + M), None),
    ("settings_for_keras", lambda e, l, M: e * M, None),
    (
        "best_setting",
        lambda e, l, s: (e[s.argmax()], l[s.argmax()]),
        "nan_wins",
    ),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: s[i]), "first_of_equals"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], -l[i])), "smallest_penalty"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: l[i]), "largest_penalty"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: -s[i]), "worst"),
    ("best_setting", lambda e, l, s: _pick(l, e, s, lambda i: (s[i], e[i])), None),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], l[i]))[::-1], "order"),
    ("best_setting", _in_place, "changed_argument"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], l[i]))[0], None),
    ("best_setting", lambda e, l, s: np.nanmax(s), None),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], i)), "last_of_equals"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], -e[i])), "smallest_eta"),
    ("best_setting", lambda e, l, s: _pick(e, l, s, lambda i: (s[i], e[i])), "largest_eta"),
    ("best_setting", lambda e, l, s: (*_right(e, l, s), np.nanmax(s)), "score_too"),
    (
        "best_setting",
        lambda e, l, s: next(i for i in range(len(e)) if (e[i], l[i]) == _right(e, l, s)),
        "place",
    ),
    (
        "best_setting",
        lambda e, l, s: (e[l[s == np.nanmax(s)].argmax()], _right(e, l, s)[1]),
        "place_in_selection",
    ),
    (
        "best_setting",
        lambda e, l, s: (max(e[s == np.nanmax(s)]), max(l[s == np.nanmax(s)])),
        "two_maxima",
    ),
    (
        "best_setting",
        lambda e, l, s: (
            e[np.where(s == s.max())[0][l[s == s.max()].argmax()]],
            l[s == s.max()].max(),
        ),
        "plain_max",
    ),
    ("luck", _best(0.9, 50, 30), "best_itself"),
    ("luck", 7.516, "percent"),
    (
        "luck",
        sum((1 - sum(_chances(50, 0.9)[: k + 1])) ** 30 for k in range(50)) / 50 - 0.9,
        "power_outside",
    ),
    ("luck", _best(0.9, 30, 50) - 0.9, "students_and_images"),
    ("luck", 0, "no_luck"),
    ("luck", 50 * (_best(0.9, 50, 30) - 0.9), "in_images"),
    ("luck", (0.9 * 0.1 / 50) ** 0.5, "one_sd"),
    ("luck", 0.1, "the_largest_possible"),
    ("luck", _best(0.9, 50, 30) - 0.92, "sum_begins_late"),
    ("luck", 0.05, None),
    ("luck", -(_best(0.9, 50, 30) - 0.9), None),
    ("draws_needed", lambda q, certainty: int(q < 1), "always_one"),
    ("settings_for_keras", lambda e, l, M: (M * e, e * l / M / 2), "rate_in_penalty"),
    ("settings_for_keras", lambda e, l, M: (M * e, 0.5 * e * l), "rate_in_penalty"),
    (
        "best_setting",
        lambda eta, lmbd, score: (lambda k: (eta[k], lmbd[k]))(
            max(range(len(eta)), key=score.__getitem__)
        ),
        "nan_in_front",
    ),
    (
        "best_setting",
        lambda eta, lmbd, score: (lambda k: (eta[k], lmbd[k]))(
            max(range(len(eta)), key=lambda i: (score[i], lmbd[i]))
        ),
        "nan_in_front",
    ),
    (
        "best_setting",
        lambda eta, lmbd, score: (lambda k: (eta[k], lmbd[k]))(
            int(np.argmax([s for s in score if s == s]))
        ),
        "place_without_nan",
    ),
    ("luck", 0.0155, "all_images"),
    ("luck", 0.0835, "relative"),
    ("luck", 0.1 - _best(0.9, 50, 30), "complement_forgotten"),
    ("luck", 50 * _best(0.9, 50, 30) - 0.9, "not_divided"),
    ("luck", 0.0865, "normal"),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
