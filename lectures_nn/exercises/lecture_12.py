"""Checks of lecture 12: judging a model."""

import numpy as np
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

largest_gaps = ValueExercise(
    "largest_gaps",
    expected=("bias", "variance", "mismatch", "choice"),
    names=("P", "Q", "R", "S"),
    counted=True,
    misconceptions={
        "optimal_ignored": (
            ("bias", "variance", "mismatch", "bias"),
            "In project S a training error of 7.4 % looks bad, but 7 % is the best possible. "
            "Look for the largest step from one column to the next.",
        ),
        "mismatch_as_variance": (
            ("bias", "variance", "variance", "choice"),
            "In project R train-dev is still fine. What train-dev and test-dev do not share is the "
            "source of the data.",
        ),
        "choice_as_mismatch": (
            ("bias", "variance", "mismatch", "mismatch"),
            "In project S, test-dev and test are of one source. What was test-dev used for?",
        ),
        "one_column_on": (
            ("variance", "mismatch", "choice", "choice"),
            "You name the gap after the largest step. bias is the step from optimal to train, and "
            "so on.",
        ),
        "variance_as_bias": (
            ("bias", "bias", "mismatch", "choice"),
            "In project Q the training error is close to the optimal one. Where is the large step?",
        ),
        "exchanged": (
            ("bias", "mismatch", "variance", "choice"),
            "The names of Q and R have changed places: variance lies between train and train-dev, "
            "mismatch between train-dev and test-dev.",
        ),
        "variance_as_mismatch": (
            ("bias", "mismatch", "mismatch", "choice"),
            "In project Q the step comes between training and train-dev, which are of one source.",
        ),
    },
)

lower_end = FunctionExercise(
    "lower_end",
    reference=lambda n, z: n / (n + z**2),
    cases=lambda rng: [
        (50, 1.96),
        (10, 1.0),
        (200, 2.576),
        (int(rng.integers(20, 90)), float(rng.uniform(1.2, 3))),
    ],
    misconceptions={
        "wald": (
            lambda n, z: 1.0,
            "1 is Wald's interval, which has no width here, and it is the upper end of Wilson's. "
            "In (12.14) z^2 / (4 n^2) stays under the root, and the lower end is below 1.",
        ),
        "root_not_halved": (
            lambda n, z: (n - z**2 / 2) / (n + z**2),
            "Your numerator is 1 - z^2 / (2 n). In it z^2 / (2 n) is added, and z times the root "
            "is subtracted; the root of z^2 / (4 n^2) is z / (2 n).",
        ),
        "z_fixed": (
            lambda n, z: n / (n + 1.96**2),
            "That is right for z = 1.96 only. z is an argument.",
        ),
        "half": (
            lambda n, z: 1 / (1 + z**2 / (2 * n)),
            "Below the line stands 1 + z^2 / n, without a 2.",
        ),
        "bracket": (
            lambda n, z: n / n + z**2,
            "n / n + z**2 is 1 + z**2, and a share is at most 1: a bracket is missing.",
        ),
        "minus_above": (
            lambda n, z: (n - z**2) / (n + z**2),
            "Your numerator is n - z^2. Of z^2 / (2 n), which is added, exactly as much is "
            "subtracted again.",
        ),
        "numerator_only": (
            lambda n, z: n,
            "That is the numerator, times n. Divide by 1 + z^2 / n.",
        ),
        "inverted": (
            lambda n, z: (n + z**2) / n,
            "1 + z^2 / n is the reciprocal of the right end, and a share is at most 1. "
            "(1 / 1 + z**2 / n gives it, too: a bracket is missing.)",
        ),
        "both_ends": (
            either(lambda n, z: (n / (n + z**2), 1.0), lambda n, z: (1.0, n / (n + z**2))),
            "These are both ends. Return the lower one alone.",
        ),
        "root_not_taken": (
            lambda n, z: (1 + z**2 / (2 * n) - z * z**2 / (4 * n**2)) / (1 + z**2 / n),
            "The root is missing: that of z^2 / (4 n^2) is z / (2 n).",
        ),
        "rule_of_three": (
            lambda n, z: 1 - 3 / n,
            "That is the rule of three, an approximation that does not know z. Simplify (12.14).",
        ),
        "width": (
            lambda n, z: z**2 / (n + z**2),
            "That is the width of the interval. The lower end is 1 minus it.",
        ),
        "z_not_squared": (
            lambda n, z: n / (n + z),
            "Nearly: it is z squared that is added to n.",
        ),
        "middle": (
            lambda n, z: (n + z**2 / 2) / (n + z**2),
            "That is the middle of the interval. The root is z / (2 n); subtract z times it.",
        ),
        "first_order": (
            lambda n, z: 1 - z**2 / n,
            "That is right for large n only. Simplify (12.14) without approximating.",
        ),
    },
)


def _binned(confidence, right, bins):
    pieces = np.array_split(np.argsort(confidence), bins)
    gaps = [abs(confidence[piece].mean() - right[piece].mean()) for piece in pieces]
    return sum(len(piece) * gap for piece, gap in zip(pieces, gaps, strict=True)) / len(right)


def _wrongly_binned(order=np.argsort, partner=None, count=np.size, gap=np.abs):
    """Return the calibration error with another order, other weights or other gaps."""

    def error(confidence, right, bins):
        pieces = np.array_split(order(confidence), bins)
        partners = pieces if partner is None else np.array_split(partner(right), bins)
        gaps = [
            gap(confidence[piece].mean() - right[other].mean())
            for piece, other in zip(pieces, partners, strict=True)
        ]
        return np.average(gaps, weights=[count(piece) for piece in pieces])

    return error


def _as_given(values):
    return np.arange(len(values))


def _equal_width(confidence, right, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        np.sum(which == b) * abs(confidence[which == b].mean() - right[which == b].mean())
        for b in np.unique(which)
    ]
    return sum(gaps) / len(right)


def _rest_left_out(confidence, right, bins):
    size = len(right) // bins
    kept = np.argsort(confidence)[: size * bins]
    return _binned(confidence[kept], right[kept], bins)


def _answers(rng, n):
    """Return confidences in random order, and answers right equally often whatever they say."""
    confidence = rng.uniform(0.3, 1, size=n)
    return confidence, (rng.random(n) < 0.65).astype(float)


equal_count_error = FunctionExercise(
    "equal_count_error",
    reference=_binned,
    cases=lambda rng: [
        (*_answers(rng, n), bins) for n, bins in ((23, 4), (50, 6), (11, 3), (37, 5))
    ],
    misconceptions={
        "unweighted": (
            _wrongly_binned(count=lambda piece: 1),
            "The pieces are not all of one size: weigh each gap with its share of the images.",
        ),
        "not_sorted": (
            _wrongly_binned(order=_as_given),
            "The images are cut in the order in which they came. Sort them by confidence first.",
        ),
        "signed": (
            _wrongly_binned(gap=lambda gap: gap),
            "Gaps of opposite sign cancel. Each piece counts with the size of its gap.",
        ),
        "squared": (
            _wrongly_binned(gap=np.square),
            "(12.10) takes the absolute values of the gaps, not their squares.",
        ),
        "partner_not_sorted": (
            _wrongly_binned(partner=_as_given),
            "You sort the confidences alone. Each answer has to move with its confidence: sort "
            "the places with argsort, and take both by them.",
        ),
        "both_sorted": (
            _wrongly_binned(partner=np.argsort),
            "You sort confidences and answers, each by itself. An answer has to stay with its own "
            "confidence.",
        ),
        "descending": (
            _wrongly_binned(order=lambda confidence: np.argsort(-confidence)),
            "You begin with the most confident. np.array_split makes the first pieces the larger "
            "ones, so that the order counts.",
        ),
        "each_image": (
            lambda c, r, bins: np.mean(np.abs(c - r)),
            "You take the gap of each image by itself. First average within a piece, then take "
            "the gap.",
        ),
        "first_piece": (
            lambda c, r, bins: (
                lambda piece: len(piece) / len(r) * abs(c[piece].mean() - r[piece].mean())
            )(np.array_split(np.argsort(c), bins)[0]),
            "That is the share of the first piece alone. (A return inside the loop ends it there.)",
        ),
        "rest_not_counted": (
            lambda c, r, bins: _rest_left_out(c, r, bins) * (len(r) // bins * bins) / len(r),
            "You cut pieces of n // bins images and leave out the rest, the most confident ones. "
            "np.array_split puts all of them into a piece.",
        ),
        "sum_over_n": (
            lambda c, r, bins: _wrongly_binned(count=lambda piece: 1)(c, r, bins) * bins / len(r),
            "You add the gaps and divide by the number of images. (12.10) weighs each gap with the "
            "number of its images first.",
        ),
        "largest": (
            lambda c, r, bins: max(
                abs(c[piece].mean() - r[piece].mean())
                for piece in np.array_split(np.argsort(c), bins)
            ),
            "That is the largest gap. (12.10) asks for their weighted mean.",
        ),
        "sum_of_gaps": (
            lambda c, r, bins: sum(
                abs(c[piece].mean() - r[piece].mean())
                for piece in np.array_split(np.argsort(c), bins)
            ),
            "You add the gaps. (12.10) weighs each with the share of its images.",
        ),
        "not_divided": (
            lambda c, r, bins: len(r) * _binned(c, r, bins),
            "You weigh with the counts: divide by their sum, the number of images.",
        ),
        "rest_left_out": (
            _rest_left_out,
            "You cut pieces of n // bins images and leave out the rest, the most confident ones. "
            "np.array_split puts all of them into a piece.",
        ),
        "equal_width": (
            _equal_width,
            "Those are bins of equal width, as in the text. Here each gets equally many images.",
        ),
    },
)

images_ahead = ValueExercise(
    "images_ahead",
    expected=6,
    misconceptions={
        "one_sided": (
            5,
            "Five give 1/32 for A alone. The test counts a split as uneven in either direction.",
        ),
        "too_safe": (either(7, 8, 9, 10), "So many are enough, but fewer are, too."),
        "exactly_even": (
            either(1, 2, 3),
            "So few happen to fair coins too often: b against none has the chance 2 / 2^b, "
            "counting both sides.",
        ),
        "two_errors": (
            4,
            "Four against none happens to fair coins in one case of eight, counting both sides.",
        ),
    },
)


def _folds(seed):
    return StratifiedKFold(5, shuffle=True, random_state=seed)


def _select_first(X, y, seed):
    chosen = SelectKBest(f_classif, k=10).fit_transform(X, y)
    return cross_val_score(LogisticRegression(), chosen, y, cv=_folds(seed)).mean()


def _select_inside(X, y, seed):
    model = make_pipeline(SelectKBest(f_classif, k=10), LogisticRegression())
    return cross_val_score(model, X, y, cv=_folds(seed)).mean()


def _copies(X, y, seed):
    rows = np.random.default_rng(seed).integers(0, len(y), 2 * len(y))
    return cross_val_score(KNeighborsClassifier(1), X[rows], y[rows], cv=_folds(seed)).mean()


def _scale_first(X, y, seed):
    scaled = StandardScaler().fit_transform(X)
    return cross_val_score(KNeighborsClassifier(3), scaled, y, cv=_folds(seed)).mean()


procedures = {"A": _select_first, "B": _select_inside, "C": _copies, "D": _scale_first}

verdicts = ValueExercise(
    "verdicts",
    expected=("leaks", "quiet", "leaks", "quiet"),
    misconceptions={
        "copies_missed": (
            ("leaks", "quiet", "quiet", "quiet"),
            "Measure C again: what does it promise when there is nothing to learn?",
        ),
        "selection_missed": (
            ("quiet", "quiet", "leaks", "quiet"),
            "Measure A again: what does it promise when there is nothing to learn?",
        ),
        "scaling_accused": (
            ("leaks", "quiet", "leaks", "leaks"),
            "D scatters about 0.5 on torn pairs. Whatever you suspect, this test hears nothing.",
        ),
        "inside_accused": (
            ("leaks", "leaks", "leaks", "quiet"),
            "Measure B again, with more seeds: what it promises scatters about 0.5.",
        ),
        "none": (
            ("quiet", "quiet", "quiet", "quiet"),
            "Some of them promise far more than 0.5 where there is nothing to learn. Measure all "
            "four.",
        ),
        "reversed": (
            ("quiet", "leaks", "quiet", "leaks"),
            "The other way round: one that promises much where there is nothing to learn leaks.",
        ),
        "all": (
            ("leaks", "leaks", "leaks", "leaks"),
            "Not all of them promise clearly more than 0.5. A single score scatters by several "
            "points: average over more seeds.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="d",
    choices={
        "a": (
            "The training images are read nearly without a mistake: capacity is not what is "
            "missing. More of it lets the variance grow."
        ),
        "b": (
            "On the training images nothing is left to win. What a longer training adds is "
            "usually more of what holds for them alone."
        ),
        "c": (
            "A smaller penalty leaves the network more freedom to fit the training images. It has "
            "too much of it already."
        ),
    },
)
