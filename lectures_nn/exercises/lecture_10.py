"""Checks of lecture 10: the digits project."""

import math

import numpy as np

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import FunctionExercise, PropertyExercise, ValueExercise

_rng = np.random.default_rng(1010)

second_cut = ValueExercise(
    "second_cut",
    expected=0.15 / 0.85,
    misconceptions={
        "of_everything": (
            0.15,
            "The second call does not see all data any more: 15 % of the remaining 85 % are less "
            "than 15 % of all.",
        ),
        "of_training": (
            0.15 / 0.70,
            "That is validation against training. test_size is a share of everything that the "
            "call is given.",
        ),
        "complement": (
            0.70 / 0.85,
            "That is the share that stays for training; test_size is the other one.",
        ),
        "both": (
            0.30,
            "That would be the share of validation and test together, in a single call.",
        ),
    },
    tolerance=1e-3,
)


def _squared_distances(A, T):
    return ((A[:, None] - T) ** 2).sum(axis=2)


def _vote(A, T, t, k, distances=_squared_distances):
    nearest = distances(A, T).argsort(axis=1)[:, :k]
    return np.array([np.bincount(t[row]).argmax() for row in nearest])


def _last_of_equals(A, T, t, k):
    nearest = _squared_distances(A, T).argsort(axis=1)[:, :k]
    votes = [np.bincount(t[row], minlength=9)[::-1] for row in nearest]
    return np.array([8 - vote.argmax() for vote in votes])


def _vote_cases():
    shapes = ((14, 9, 3, 1), (16, 12, 4, 4), (12, 15, 2, 5))  # rows of A, rows of T, columns, k
    return [
        (_rng.normal(size=(a, n)), _rng.normal(size=(m, n)), _rng.integers(0, 4, m), k)
        for a, m, n, k in shapes
    ]


vote = FunctionExercise(
    "vote",
    reference=_vote,
    cases=_vote_cases(),
    misconceptions={
        "nearest_only": (
            lambda A, T, t, k: _vote(A, T, t, 1),
            "You answer with the nearest row, whatever k is. Let the k nearest vote.",
        ),
        "farthest": (
            lambda A, T, t, k: _vote(A, T, t, k, lambda A, T: -_squared_distances(A, T)),
            "These are the k rows farthest away. argsort puts the smallest first.",
        ),
        "mean_label": (
            lambda A, T, t, k: np.array(
                [t[row].mean() for row in _squared_distances(A, T).argsort(axis=1)[:, :k]]
            ),
            "You average the labels. Between a 0 and an 8 there is no 4: count votes.",
        ),
        "rounded_mean": (
            lambda A, T, t, k: np.array(
                [t[row].mean().round() for row in _squared_distances(A, T).argsort(axis=1)[:, :k]]
            ),
            "You average the labels and round. Between a 0 and an 8 there is no 4: count votes.",
        ),
        "signed": (
            lambda A, T, t, k: _vote(A, T, t, k, lambda A, T: (A[:, None] - T).sum(axis=2)),
            "Differences of both signs cancel in your distance. Square them before you sum.",
        ),
        "largest_of_equals": (
            _last_of_equals,
            "With equal votes you take the largest label; asked for is the smallest.",
        ),
        "row_numbers": (
            lambda A, T, t, k: _squared_distances(A, T).argmin(axis=1),
            "These are row numbers of T. The answer is the label t of a row.",
        ),
    },
)

_LN10 = math.log(10)
_CHECK_BLIND = (
    "A gradient check does not see where the weights start. Yours was failed, by the same "
    "relative difference everywhere: a constant factor."
)
diagnosis = ValueExercise(
    "diagnosis",
    expected=(2.0, _LN10),
    misconceptions={
        "inverse": (
            (2.0, 1 / _LN10),
            "The mistake is found. Multiplied by this factor the cost would become even smaller: "
            "10 log 2 = 6.93 is due.",
        ),
        "difference": (
            (2.0, 10 * math.log(2) - 10 * math.log10(2)),
            "The mistake is found. You give the difference of the two costs; asked for is their "
            "ratio, which is the same for every network.",
        ),
        "slope": (
            (5.0, 1.0),
            "A wrong slope leaves the cost as it is. Here the cost itself is off: which value do "
            "ten outputs of 1/2 give?",
        ),
        "slices": (
            (1.0, 1.0),
            "Wrong slices of tiny weights are tiny weights again: the outputs would be near 1/2 "
            "and the cost near 6.93.",
        ),
        "start": ((3.0, 1.0), _CHECK_BLIND),
        "seed": ((6.0, 1.0), _CHECK_BLIND),
        "column": (
            (4.0, 1.0),
            "With alpha = 0 there is no penalty whose column could be wrong.",
        ),
    },
    tolerance=1e-2,
)

_b, _c, _n = 12, 5, 900
_ahead = (_b - _c) / _n
_paired = math.sqrt(_b + _c - (_b - _c) ** 2 / _n) / _n
_new, _old = 0.97 + _ahead, 0.97
_unpaired = math.sqrt((_new * (1 - _new) + _old * (1 - _old)) / _n)
standard_errors = ValueExercise(
    "standard_errors",
    expected=(_ahead / _paired, _ahead / _unpaired),
    misconceptions={
        "swapped": (
            (_ahead / _unpaired, _ahead / _paired),
            "Both are right but in the other order: the paired comparison comes first.",
        ),
        "errors_themselves": (
            (_paired, _unpaired),
            "These are the two standard errors. How many of them fit into the difference?",
        ),
        "no_root": (
            (_ahead / (_paired**2 * _n), _ahead / _unpaired),
            "The first one lacks the root: (10.9) has a square root over b + c - (b - c)^2 / n.",
        ),
        "one_variance": (
            (_ahead / _paired, _ahead / math.sqrt(_new * (1 - _new) / _n)),
            "The first is right. In the second both accuracies are uncertain: their variances add.",
        ),
        "standard_errors_added": (
            (
                _ahead / _paired,
                _ahead / (math.sqrt(_new * (1 - _new) / _n) + math.sqrt(_old * (1 - _old) / _n)),
            ),
            "The first is right. In the second the variances add, not their roots.",
        ),
    },
    tolerance=1e-3,
)


new_writer_gap = PropertyExercise(
    "new_writer_gap",
    reading.numbers(1),
    "Expected one number, the difference of the two accuracies.",
    {
        "share": (
            lambda gap: abs(gap) < 1,
            "Give the difference as a share: 0.01 is one percentage point.",
            3.3,
        ),
        "sign": (
            lambda gap: gap > -0.01,
            "Known writers minus new ones: yours says that people it has never seen are read "
            "better.",
            -0.033,
        ),
        "sheets_together": (
            lambda gap: gap > 0.015,
            "There is hardly a gap. Are the sheets kept together? GroupKFold needs them as its "
            "third argument: split(X, y, sheet).",
            0.001,
        ),
        "too_large": (
            lambda gap: gap < 0.06,
            "That is more than we ever saw. Is each fold judged on its second part, and are both "
            "means over all four folds?",
            0.94,
        ),
    },
)
