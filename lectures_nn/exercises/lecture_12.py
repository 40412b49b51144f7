"""Checks of lecture 12: judging a model."""

import numpy as np
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lectures_nn.exercises.engine import FunctionExercise, ValueExercise

largest_gaps = ValueExercise(
    "largest_gaps",
    expected=("bias", "variance", "mismatch", "choice"),
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
        "variance_as_mismatch": (
            ("bias", "mismatch", "mismatch", "choice"),
            "In project Q the step comes between training and train-dev, which are of one source.",
        ),
    },
)

lower_end = FunctionExercise(
    "lower_end",
    reference=lambda n, z: n / (n + z**2),
    cases=[(50, 1.96), (10, 1.0), (200, 2.576)],
    misconceptions={
        "wald": (
            lambda n, z: 1.0,
            "That is Wald's interval, of no width. In (12.14) z^2 / (4 n^2) stays under the root.",
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


def _binned(confidence, right, bins, weigh=True, sort=True, sign=False, squared=False):
    order = np.argsort(confidence) if sort else np.arange(len(right))
    pieces = np.array_split(order, bins)
    gaps = np.array([confidence[piece].mean() - right[piece].mean() for piece in pieces])
    weights = [len(piece) for piece in pieces] if weigh else None
    gaps = gaps if sign else np.abs(gaps)
    return np.average(gaps**2 if squared else gaps, weights=weights)


def _equal_width(confidence, right, bins):
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        np.sum(which == b) * abs(confidence[which == b].mean() - right[which == b].mean())
        for b in np.unique(which)
    ]
    return sum(gaps) / len(right)


def _answers(seed, n):
    """Return confidences in random order, and answers right equally often whatever they say."""
    draw = np.random.default_rng(seed)
    confidence = draw.uniform(0.3, 1, size=n)
    return confidence, (draw.random(n) < 0.65).astype(float)


equal_count_error = FunctionExercise(
    "equal_count_error",
    reference=_binned,
    cases=[(*_answers(1, 23), 4), (*_answers(2, 50), 6), (*_answers(3, 11), 3)],
    misconceptions={
        "unweighted": (
            lambda c, r, bins: _binned(c, r, bins, weigh=False),
            "The pieces are not all of one size: weigh each gap with its share of the images.",
        ),
        "not_sorted": (
            lambda c, r, bins: _binned(c, r, bins, sort=False),
            "The images are cut in the order in which they came. Sort them by confidence first.",
        ),
        "signed": (
            lambda c, r, bins: _binned(c, r, bins, sign=True),
            "Gaps of opposite sign cancel. Each piece counts with the size of its gap.",
        ),
        "squared": (
            lambda c, r, bins: _binned(c, r, bins, squared=True),
            "(12.10) takes the absolute values of the gaps, not their squares.",
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
        "too_safe": (7, "Seven are enough, but fewer are, too."),
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
        "all": (
            ("leaks", "leaks", "leaks", "leaks"),
            "A single score scatters by several points about 0.5. Average over more seeds.",
        ),
    },
)
