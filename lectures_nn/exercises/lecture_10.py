"""Checks of lecture 10: the digits project."""

import math

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

second_cut = ValueExercise(
    "second_cut",
    expected=0.15 / 0.85,
    tolerance=5e-4,  # whole images, 270 of 1527, are right, too
    misconceptions={
        "of_everything": (
            0.15,
            "The second call does not see all data any more: 15 % of the remaining 85 % are less "
            "than 15 % of all.",
        ),
        "one_fifth": (
            0.2,
            "0.2 of the 85 % that remain would be 17 % of all, not 15 %.",
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
        "product": (
            either(0.15 * 0.85, 0.15 / 1.15),
            "15 % of all are more than 15 % of what remains, not less: divide by 0.85.",
        ),
        "what_remains": (
            0.85,
            "That is what the first call leaves. Which share of it is 0.15 of everything?",
        ),
        "half": (
            0.5,
            "The second call is given the 85 %, training and validation, not the 30 % of "
            "validation and test.",
        ),
    },
)


def _squared_distances(A, T):
    return ((A[:, None] - T) ** 2).sum(axis=2)


def _vote(A, T, t, k):
    nearest = _squared_distances(A, T).argsort(axis=1)[:, :k]
    return np.array([np.bincount(t[row]).argmax() for row in nearest])


def _vote_by(distances=_squared_distances, first=0, last=0, answer=None):
    """Return a vote with other distances, other neighbours, or another way to count."""
    answer = answer or (lambda labels: np.bincount(labels).argmax())

    def vote(A, T, t, k):
        nearest = distances(A, T).argsort(axis=1)[:, first : k + last]
        return np.array([answer(t[row]) for row in nearest])

    return vote


def _largest_of_equals(labels):
    votes = np.bincount(labels)
    return np.flatnonzero(votes == votes.max())[-1]


def _nearest_of_equals(labels):
    votes = np.bincount(labels)
    return next(label for label in labels if votes[label] == votes.max())


def _vote_cases(rng):
    # rows of A, rows of T, columns, k
    shapes = ((14, 9, 3, 1), (16, 12, 4, 4), (12, 15, 2, 5), (20, 14, 3, 2))
    return [
        (rng.normal(size=(a, n)), rng.normal(size=(m, n)), rng.integers(0, 4, m), k)
        for a, m, n, k in shapes
    ]


vote = FunctionExercise(
    "vote",
    reference=_vote,
    cases=_vote_cases,
    misconceptions={
        "nearest_only": (
            lambda A, T, t, k: _vote(A, T, t, 1),
            "You answer with the nearest row, whatever k is. Let the k nearest vote.",
        ),
        "farthest": (
            _vote_by(distances=lambda A, T: -_squared_distances(A, T)),
            "These are the k rows farthest away. argsort puts the smallest first.",
        ),
        "mean_label": (
            _vote_by(answer=np.mean),
            "You average the labels. Between a 0 and an 8 there is no 4: count votes.",
        ),
        "rounded_mean": (
            either(
                _vote_by(answer=lambda labels: labels.mean().round()),
                _vote_by(answer=lambda labels: int(labels.mean())),
            ),
            "You average the labels and round. Between a 0 and an 8 there is no 4: count votes.",
        ),
        "signed": (
            _vote_by(distances=lambda A, T: (A[:, None] - T).sum(axis=2)),
            "Differences of both signs cancel in your distance. Square them before you sum.",
        ),
        "largest_of_equals": (
            _vote_by(answer=_largest_of_equals),
            "With equal votes you take the largest label; asked for is the smallest.",
        ),
        "nearest_of_equals": (
            _vote_by(answer=_nearest_of_equals),
            "With equal votes you take the label of the nearest row; asked for is the smallest "
            "label.",
        ),
        "manhattan": (
            _vote_by(distances=lambda A, T: np.abs(A[:, None] - T).sum(axis=2)),
            "You add absolute differences. The distance adds their squares.",
        ),
        "without_the_nearest": (
            either(_vote_by(first=1, last=1), _vote_by(first=1)),
            "You leave out the nearest row. That is right only if A and T are the same rows.",
        ),
        "one_more": (
            _vote_by(last=1),
            "You let k + 1 rows vote: a slice ends before its last number.",
        ),
        "row_numbers": (
            either(
                lambda A, T, t, k: _squared_distances(A, T).argmin(axis=1),
                lambda A, T, t, k: _squared_distances(A, T).argsort(axis=1)[:, :k],
                lambda A, T, t, k: _vote(A, T, np.arange(len(T)), k),
            ),
            "These are row numbers of T. The answer is the label t of a row.",
        ),
        "number_of_votes": (
            _vote_by(answer=lambda labels: np.bincount(labels).max()),
            "That is how many votes the winner got. argmax says who it is.",
        ),
        "all_together": (
            lambda A, T, t, k: np.bincount(
                t[_squared_distances(A, T).argsort(axis=1)[:, :k]].ravel()
            ).argmax(),
            "You count the votes for all rows of A together. Each row of A has a vote of its own.",
        ),
        "not_counted": (
            lambda A, T, t, k: t[_squared_distances(A, T).argsort(axis=1)[:, :k]],
            "These are the labels of the k nearest rows. Each row of A gets one label: the one "
            "that occurs most often.",
        ),
        "of_columns": (
            lambda A, T, t, k: np.array(
                [
                    np.bincount(t[row]).argmax()
                    for row in _squared_distances(A, T).argsort(axis=0)[:k].T
                ]
            ),
            "You sort the columns of the distances: that asks which rows of A are nearest to each "
            "row of T.",
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
    expected=(2, _LN10),
    names=("the number of the mistake", "the factor"),
    decimals=1,
    tolerance=1e-3,  # 6.93 / 3.01 as printed
    misconceptions={
        "order": ((_LN10, 2.0), "First the number of the mistake, then the factor."),
        "cost": (
            (2.0, 10 * math.log(2)),
            "That is the right cost itself. By which factor is 3.01 too small?",
        ),
        "inverse": (
            (2.0, 1 / _LN10),
            "Multiplied by this factor the cost would become even smaller: 10 log 2 = 6.93 is due.",
        ),
        "difference": (
            (2.0, 10 * math.log(2) - 10 * math.log10(2)),
            "You give the difference of the two costs; asked for is their "
            "ratio, which is the same for every network.",
        ),
        "slope": (
            either((5.0, 1.0), (5.0, _LN10)),
            "A wrong slope leaves the cost as it is. Here the cost itself is off: which value do "
            "ten outputs of 1/2 give?",
        ),
        "slices": (
            either((1.0, 1.0), (1.0, _LN10)),
            "Wrong slices of tiny weights are tiny weights again: the outputs would be near 1/2 "
            "and the cost near 6.93.",
        ),
        "start": (either((3.0, 1.0), (3.0, _LN10)), _CHECK_BLIND),
        "seed": (either((6.0, 1.0), (6.0, _LN10)), _CHECK_BLIND),
        "column": (
            either((4.0, 1.0), (4.0, _LN10)),
            "With alpha = 0 there is no penalty whose column could be wrong.",
        ),
        "relative_difference": (
            either((2, 0.394), (2, 1 - 0.394)),
            "0.394 is a relative difference: (r - 1) / (r + 1) for a factor r.",
        ),
        "one_output": (
            (2, math.log(2)),
            "log 2 is the right cost of one of the ten outputs. By which factor is 3.01 too small?",
        ),
        "base": (
            either((2, 10.0), (2, math.log2(10))),
            "A logarithm to base 10 is the natural one divided by log 10: compare 6.93 with 3.01.",
        ),
    },
)

_b, _c, _n = 12, 5, 900
_ahead = (_b - _c) / _n
_paired = math.sqrt(_b + _c - (_b - _c) ** 2 / _n) / _n
_new, _old = 0.97 + _ahead, 0.97
_unpaired = math.sqrt((_new * (1 - _new) + _old * (1 - _old)) / _n)
standard_errors = ValueExercise(
    "standard_errors",
    expected=(_ahead / _paired, _ahead / _unpaired),
    names=("the paired comparison", "the other"),
    exact=True,
    tolerance=8e-4,  # a standard deviation may also be divided by n - 1
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
            either(
                (_ahead / (_paired**2 * _n), _ahead / _unpaired),
                (_ahead / _paired**2, _ahead / _unpaired),
            ),
            "The root is missing: (10.9) has a square root over b + c - (b - c)^2 / n.",
        ),
        "no_root_unpaired": (
            (_ahead / _paired, _ahead / _unpaired**2),
            "A root is missing: the standard error is the root of the sum of the variances.",
        ),
        "gains_only": (
            either(
                (_b / _n / _paired, _b / _n / _unpaired), (_b / _n / _paired, _ahead / _unpaired)
            ),
            "The new network is ahead by 12 - 5 images, not by 12.",
        ),
        "n_missing_in_paired": (
            (_ahead / (_paired * _n), _ahead / _unpaired),
            "(10.9) divides the root by n: the difference is a share, 7/900, and so is its error.",
        ),
        "plus_under_the_root": (
            (_ahead / (math.sqrt(_b + _c + (_b - _c) ** 2 / _n) / _n), _ahead / _unpaired),
            "Nearly: under the root of (10.9), (b - c)^2 / n is subtracted.",
        ),
        "one_variance": (
            either(
                (_ahead / _paired, _ahead / math.sqrt(_new * (1 - _new) / _n)),
                (_ahead / _paired, _ahead / math.sqrt(_old * (1 - _old) / _n)),
            ),
            "Here both accuracies are uncertain: their variances add.",
        ),
        "old_accuracy_twice": (
            (_ahead / _paired, _ahead / math.sqrt(2 * _old * (1 - _old) / _n)),
            "You take the old accuracy for both networks. The new one has 7/900 more.",
        ),
        "standard_errors_added": (
            (
                _ahead / _paired,
                _ahead / (math.sqrt(_new * (1 - _new) / _n) + math.sqrt(_old * (1 - _old) / _n)),
            ),
            "The variances add, not their roots.",
        ),
        "square_forgotten": (
            (_ahead / (math.sqrt(_b + _c) / _n), _ahead / _unpaired),
            "Nearly: under the root of (10.9), (b - c)^2 / n is subtracted.",
        ),
        "difference_of_variances": (
            (
                _ahead / _paired,
                _ahead / math.sqrt(abs(_new * (1 - _new) - _old * (1 - _old)) / _n),
            ),
            "The variances are added, also for a difference.",
        ),
        "root_n_missing": (
            (
                _ahead / _paired,
                _ahead / math.sqrt(_new * (1 - _new) + _old * (1 - _old)),
            ),
            "The variance of an accuracy is p (1 - p) / n: the n is missing.",
        ),
        "images": (
            (7 / _paired, 7 / _unpaired),
            "You divide a number of images by a standard error of accuracies. The difference is "
            "7/900.",
        ),
    },
)


# What `trained((64,), rows)` reads, of writers it knows and of new ones. Another processor may
# change a few of the 1797 answers.
_KNOWN, _NEW = 0.9744, 0.9399
_IN_FILE_ORDER, _OF_TRAINING = 0.9482, 0.9996
_KNN_KNOWN, _KNN_NEW = 0.9889, 0.9648
new_writer_gap = ValueExercise(
    "new_writer_gap",
    expected=(_KNOWN, _NEW),
    tolerance=0.002,
    misconceptions={
        "per_cent": (
            (100 * _KNOWN, 100 * _NEW),
            "Give shares, no per cent: 0.5 is one half.",
        ),
        "order": ((_NEW, _KNOWN), "First the known writers, then the new ones."),
        "difference": (
            either(_KNOWN - _NEW, _NEW - _KNOWN),
            "That is the difference. Give the two accuracies it comes from.",
        ),
        "of_training": (
            either((_OF_TRAINING, _OF_TRAINING), (_OF_TRAINING, _NEW), (_KNOWN, _OF_TRAINING)),
            "Nearly everything right: was the network judged on the rows that it learnt from? Each "
            "fold is judged on its second part.",
        ),
        "file_order": (
            either((_IN_FILE_ORDER, _NEW), (_KNOWN, _IN_FILE_ORDER)),
            "In the order of the file KFold gives 0.948, which answers neither question: known "
            "writers need shuffle=True, new ones GroupKFold with the sheets.",
        ),
        "one_fold": (
            either((0.9622, 0.9747), (0.9711, 0.9423)),
            "These are the accuracies of one fold each. The mean of all four is asked for.",
        ),
        "same_folds": (
            either((_KNOWN, _KNOWN), (_NEW, _NEW)),
            "One of your two accuracies belongs to the other division. GroupKFold needs the sheets "
            "as its third argument: split(X, y, sheet).",
        ),
        "neighbours": (
            either((_KNN_KNOWN, _KNN_NEW), (_KNN_KNOWN, _NEW), (_KNOWN, _KNN_NEW)),
            "0.989 and 0.965 are what 1-NN reads. Judge the network of trained((64,), rows).",
        ),
        "misread": (
            (1 - _KNOWN, 1 - _NEW),
            "These are the shares misread. Give the accuracies, the shares read rightly.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="a",
    choices={
        "b": (
            "Each interval is as wide as if other images had been asked. The images were the "
            "same: those on which both agree say nothing about the difference."
        ),
        "c": (
            "They say how well each knows what it was trained on, not which reads new images "
            "better."
        ),
        "d": (
            "A larger network is not better for being larger, and the question is about these two "
            "as they are."
        ),
    },
)
