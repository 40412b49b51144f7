"""Wrong answers to the exercises of lecture 13, as students write them."""

import itertools
import math

import numpy as np


def _c(before, after, g, eta):
    h = 2 * before
    return ((before - after) / eta - g).ravel() @ h.ravel() / (h.ravel() @ h.ravel())


def _batches(m, M):
    full, rest = divmod(m, M)
    return [M] * full + ([rest] if rest else [])


def _drop_seen(calls):
    unseen = 0
    while calls:
        call = calls.pop()
        unseen += call not in calls
    return unseen


WRONG = [
    ("translation", lambda lmbd, M: (lmbd / M,) * 3, "l2_as_l2_loss"),
    ("translation", lambda lmbd, M: (0.5 * lmbd / M, 0.5 * lmbd / M, lmbd / M), "l2_loss_as_l2"),
    ("translation", lambda lmbd, M: (lmbd / M, lmbd / M / 2, lmbd / M / 2), "decay_halved"),
    ("translation", lambda lmbd, M: (lmbd, 0.5 * lmbd, lmbd), "without_M"),
    ("translation", lambda lmbd, M: (lmbd * M, lmbd * 2 * M, lmbd * M), "times_M"),
    ("translation", lambda lmbd, M: (lmbd / M, 2 * lmbd / M, lmbd / M), "l2_doubled"),
    ("translation", lambda lmbd, M: (2 * lmbd / M, lmbd / 2 / M, lmbd / M), "l2_loss_doubled"),
    ("translation", lambda lmbd, M: (lmbd / M, lmbd / 2 * M, lmbd / M), "precedence"),
    ("translation", lambda lmbd, M: lmbd / (2 * M), None),
    ("translation", (0.005, 0.0025, 0.005), None),
    ("number_of_traces", lambda calls: sum(1 for _ in calls), "every_call"),
    (
        "number_of_traces",
        lambda calls: len({c for c in calls if len(c) == 3}) + any(len(c) == 2 for c in calls),
        "numbers_as_tensors",
    ),
    ("number_of_traces", lambda calls: len({(c[0], c[1]) for c in calls}), "shapes_only"),
    ("number_of_traces", lambda calls: len({(c[0], c[-1]) for c in calls}), "types_only"),
    ("number_of_traces", lambda calls: len({c for c in calls if len(c) == 3}), "tensors_only"),
    (
        "number_of_traces",
        lambda calls: 1 + sum(a != b for a, b in itertools.pairwise(calls)),
        "retraced_when_changed",
    ),
    ("number_of_traces", _drop_seen, "changed_argument"),
    (
        "number_of_traces",
        lambda calls: len({c for c in calls if calls.count(c) >= 2}),
        "again_and_again",
    ),
    ("number_of_traces", lambda calls: len({len(c) for c in calls}), "kinds"),
    (
        "number_of_traces",
        lambda calls: len({c for c in calls if len(c) == 3}) + sum(len(c) == 2 for c in calls),
        "every_number",
    ),
    ("number_of_traces", lambda calls: 2, None),
    ("number_of_traces", lambda calls: len(calls) - 1, None),
    ("hidden_penalty", lambda *a: 2 * _c(*a), "twice"),
    (
        "hidden_penalty",
        lambda before, after, g, eta: _c(before, after, g, 1.0),
        "eta_forgotten",
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: _c(before, after, 0 * g, eta),
        "loss_forgotten",
    ),
    ("hidden_penalty", lambda before, after, g, eta: _c(before, after, g, -eta), "sign"),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (
            np.vdot((before - after) / eta - g, after) / (2 * np.vdot(after, after))
        ),
        "after",
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (((before - after) / eta - g) / before).mean() / 2,
        "mean_of_ratios",
    ),
    ("hidden_penalty", lambda before, after, g, eta: (before - after) / eta - g, "its_gradient"),
    (
        "hidden_penalty",
        lambda before, after, g, eta: _c(before, after, g, 1 / eta),
        "eta_multiplied",
    ),
    ("hidden_penalty", lambda before, after, g, eta: _c(before, after, -g, eta), "loss_added"),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (
            (before[0, 0] - after[0, 0] - eta * g[0, 0]) / (2 * eta * before[0, 0])
        ),
        "one_weight",
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (before - after - eta * g).sum() / (2 * eta * before.sum()),
        "ratio_of_sums",
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (
            np.vdot((before - after) / eta - g, 2 * before)
            / np.linalg.norm((before - after) / eta - g) ** 2
        ),
        "squares_of_g",
    ),
    ("hidden_penalty", lambda before, after, g, eta: g.mean(), None),
    ("hidden_penalty", lambda before, after, g, eta: 0.01, None),
    ("first_step", 20 / 21, "epsilon_as_ours"),
    ("first_step", 0.995, "our_epsilon"),
    ("first_step", 1 / (1 + 0.005 / math.sqrt(0.001)), "our_epsilon_their_way"),
    ("first_step", 0.0196, "no_root"),
    ("first_step", 1, "whole_step"),
    ("first_step", 1 / (1 + 0.05 / math.sqrt(0.999)), "not_the_root_of_the_rest"),
    ("first_step", 1 / (1 + 0.05 * math.sqrt(0.001)), "multiplied"),
    ("first_step", 38.7, "percent"),
    ("first_step", 0.613, "missing"),
    ("first_step", 2e-7 / (2e-6 * math.sqrt(0.001) + 1e-7), "not_corrected"),
    ("first_step", 24, None),
    ("first_step", 0.5, None),
    ("l2_for_an_epoch", lambda lmbd, m, M: lmbd / M / 2, "full_batches"),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd * math.ceil(m / M) / (2 * m),
        "mean_size",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd * sum(1 / n for n in _batches(m, M)) / len(_batches(m, M)),
        "half_forgotten",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: sum(lmbd / n / 2 for n in _batches(m, M)),
        "sum",
    ),
    ("l2_for_an_epoch", lambda lmbd, m, M: 0.5 * lmbd / m, "whole_data"),
    ("l2_for_an_epoch", lambda lmbd, m, M: lmbd / (2 * (m % M or M)), "last_batch"),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: sum(lmbd / n / 2 for n in _batches(m, M) if n == M) / math.ceil(m / M),
        "full_only",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd * sum(1 / n for n in _batches(m, M)) / (2 * (m // M)),
        "too_few_steps",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd * sum(1 / n for n in _batches(m, M)) * M / (2 * m),
        "fraction_of_a_step",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd / 2 * (m // M / M + 1 / (m % M)) / (1 + m // M),
        "rest_of_nothing",
    ),
    ("l2_for_an_epoch", lambda lmbd, m, M: m / M, None),
    ("l2_for_an_epoch", lambda lmbd, m, M: lmbd, None),
    ("translation", lambda lmbd, M: (lmbd / M / 2, lmbd / M, lmbd / M), "exchanged"),
    ("translation", lambda lmbd, M: (lmbd / M, lmbd / M / 2, lmbd), "once_without_M"),
    ("translation", lambda lmbd, M: (lmbd, lmbd / M / 2, lmbd / M), "once_without_M"),
    (
        "number_of_traces",
        lambda calls: len({(math.prod(c[1]), c[2]) if len(c) == 3 else c for c in calls}),
        "shape_in_part",
    ),
    (
        "number_of_traces",
        lambda calls: len({(c[1][0], c[2]) if len(c) == 3 else c for c in calls}),
        "shape_in_part",
    ),
    (
        "number_of_traces",
        lambda calls: len({(tuple(sorted(c[1])), c[2]) if len(c) == 3 else c for c in calls}),
        "shape_in_part",
    ),
    (
        "number_of_traces",
        lambda calls: len({c if len(c) == 3 else (c[0], abs(c[1])) for c in calls}),
        "sign_of_numbers",
    ),
    ("number_of_traces", lambda calls: sum(calls.count(c) < 2 for c in calls), "once"),
    ("number_of_traces", lambda calls: len(calls[:1]), "always_one"),
    ("hidden_penalty", lambda before, after, g, eta: round(_c(before, after, g, eta), 2), None),
    (
        "hidden_penalty",
        lambda before, after, g, eta: _c(before, after - g + eta * g, g, eta),
        None,
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: _c(before, after, g / eta, eta),
        "bracket",
    ),
    (
        "hidden_penalty",
        lambda before, after, g, eta: (
            _c(before, after, g, eta) * np.sum(before**2) / np.sum(before) ** 2
        ),
        "square_of_the_sum",
    ),
    ("first_step", 0.0387, "m_not_corrected"),
    ("first_step", 2e-6 / (4e-12 + 1e-7 / 0.001**0.5), "s_without_root"),
    ("first_step", 2e-6 / (2e-6 + 1e-7 / 0.1**0.5), "our_epsilon_their_way"),
    ("first_step", 0.000387, "times_eta"),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: lmbd * sum(1 / size for size in _batches(m, M)) / 2 / (m // M + 1),
        "one_step_too_many",
    ),
    (
        "l2_for_an_epoch",
        lambda lmbd, m, M: (lmbd / M + lmbd / _batches(m, M)[-1]) / 4,
        "two_kinds",
    ),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
