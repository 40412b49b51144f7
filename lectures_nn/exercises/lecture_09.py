"""Checks of lecture 09: hyperparameters."""

import math

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

draws_needed = FunctionExercise(
    "draws_needed",
    reference=lambda q, certainty: math.ceil(math.log(1 - certainty) / math.log(1 - q)),
    cases=lambda rng: [
        (0.05, 0.95),
        (0.1, 0.9),
        (0.3, 0.99),
        (0.02, 0.5),
        (0.5, 0.75),
        (0.9, 0.3),  # a single draw is enough: the fraction upside down is large
        (0.8, 0.5),
        *(tuple(rng.uniform((0.01, 0.6), (0.2, 0.999)).round(3).tolist()) for _ in range(4)),
    ],
    misconceptions={
        "rounded_down": (
            lambda q, certainty: math.floor(math.log(1 - certainty) / math.log(1 - q)),
            "Just too few: the chance must reach the certainty, so round up.",
        ),
        "to_the_nearest": (
            lambda q, certainty: round(math.log(1 - certainty) / math.log(1 - q)),
            "You round to the nearest number, which is sometimes too small: round up.",
        ),
        "one_more": (
            lambda q, certainty: math.floor(math.log(1 - certainty) / math.log(1 - q)) + 1,
            "Nearly: with q = 1/2 and a certainty of 3/4, two draws are just enough, and you take "
            "three. Round up, but do not add 1 to a whole number.",
        ),
        "of_q": (
            lambda q, certainty: math.ceil(math.log(1 - certainty) / math.log(q)),
            "That is how many draws are needed until one of them misses. A draw misses with the "
            "chance 1 - q.",
        ),
        "always_one": (
            lambda q, certainty: 1,
            "Your function returns 1 whatever it is given: a single draw is good with the chance "
            "q only. (A return inside a loop ends the loop at its first turn.)",
        ),
        "inverted": (
            lambda q, certainty: math.ceil(math.log(1 - q) / math.log(1 - certainty)),
            "The fraction is upside down: (1 - q)^n = 1 - certainty, solved for n.",
        ),
        "not_rounded": (
            lambda q, certainty: math.log(1 - certainty) / math.log(1 - q),
            "There is no fraction of a draw: round up.",
        ),
        "proportional": (
            lambda q, certainty: math.ceil(certainty / q),
            "You add up chances: n draws do not hit with chance n q, because several may hit "
            "at once. Begin with the chance that all n miss.",
        ),
        "one_expected": (
            lambda q, certainty: math.ceil(1 / q),
            "With 1 / q draws one hit is expected on average, but the chance of none is still "
            "about one third. The certainty has to enter.",
        ),
        "exchanged": (
            lambda q, certainty: math.ceil(math.log(certainty) / math.log(1 - q)),
            "That is where the chance that all miss equals the certainty. It has to be 1 minus the "
            "certainty.",
        ),
    },
)

settings_for_keras = FunctionExercise(
    "settings_for_keras",
    reference=lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / (2 * M)),
    cases=lambda rng: [
        (0.001, 0.4, 100),
        (0.02, 3.0, 16),
        (0.5, 0.01, 7),
        (*rng.uniform(0.1, 2, size=2).tolist(), int(rng.integers(5, 60))),
    ],
    names=("learning_rate", "l2"),
    misconceptions={
        "half_missing": (
            lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / M),
            "The derivative of l2 times the sum of w^2 has a factor 2, so the "
            "weights would be pulled twice as hard.",
        ),
        "twice_divided": (
            lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / (2 * M**2)),
            "M enters l2 once: both the sum of the gradients and the penalty are divided by it.",
        ),
        "doubled": (
            lambda eta_sum, lmbd, M: (M * eta_sum, 2 * lmbd / M),
            "The 2 is on the wrong side: the derivative of l2 times w^2 is 2 l2 w, and that must "
            "be lmbd / M times w.",
        ),
        "precedence": (
            lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / 2 * M),
            "Your l2 is multiplied by M, and it has to be divided by it. (lmbd / 2 * M multiplies, "
            "too: put a bracket around 2 * M.)",
        ),
        "rate_in_penalty": (
            either(
                lambda eta_sum, lmbd, M: (M * eta_sum, eta_sum * lmbd / (2 * M)),
                lambda eta_sum, lmbd, M: (M * eta_sum, eta_sum * lmbd / 2),
            ),
            "eta_sum has no place in l2: Keras multiplies the gradient of the penalty by the "
            "learning rate, as it does with all of the gradient.",
        ),
        "not_divided": (
            lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / 2),
            "The sum was divided by M to become a mean; the penalty in it must be divided, too.",
        ),
        "lmbd_kept": (
            lambda eta_sum, lmbd, M: (M * eta_sum, lmbd),
            "lmbd keeps its value in this course's convention; Keras divides its l2 by nothing.",
        ),
        "eta_kept": (
            lambda eta_sum, lmbd, M: (eta_sum, lmbd / (2 * M)),
            "The mean gradient is M times smaller than the sum, so the rate must make up for it.",
        ),
        "eta_divided": (
            lambda eta_sum, lmbd, M: (eta_sum / M, lmbd / (2 * M)),
            "The rate goes the other way: a smaller gradient needs a larger rate.",
        ),
        "order": (
            lambda eta_sum, lmbd, M: (lmbd / (2 * M), M * eta_sum),
            "The order is (learning_rate, l2).",
        ),
    },
)


def _winner(lmbd, score):
    return _winner_below(lmbd, score, np.nanmax(score))


def _winner_below(lmbd, score, highest):
    best = np.flatnonzero(score == highest)
    return best[np.argmax(lmbd[best])]


def _choice(eta, lmbd, score):
    winner = _winner(lmbd, score)
    return eta[winner], lmbd[winner]


def _place_by_search(beats):
    """Return the place found by a loop that begins with the first row, diverged or not."""

    def place(eta, lmbd, score):
        best = 0
        for k in range(1, len(score)):
            if beats(lmbd, score, k, best):
                best = k
        return best

    return place


def _strictly(lmbd, score, k, best):
    return score[k] > score[best]


def _or_equal(lmbd, score, k, best):
    return score[k] >= score[best]


def _or_larger_penalty(lmbd, score, k, best):
    return (score[k], lmbd[k]) > (score[best], lmbd[best])


def _at(place):
    return lambda eta, lmbd, score: (
        eta[place(eta, lmbd, score)],
        lmbd[place(eta, lmbd, score)],
    )


def _table(rng, n, equal):
    """Draw a table with diverged trainings, and equally good ones of different penalties."""
    eta, lmbd = rng.uniform(0.1, 9, size=(2, n)).round(2)
    score = rng.uniform(0.3, 0.8, size=n).round(3)
    places = rng.permutation(n)
    score[places[:equal]] = 0.91
    score[places[equal]] = np.nan
    lmbd[places[equal]] = 10.0
    lmbd[np.sort(places[:equal])] = np.sort(lmbd[places[:equal]])  # the largest is not the first
    lmbd[np.sort(places[:equal])[-2:]] = lmbd[np.sort(places[:equal])[-2:]][::-1]  # nor the last
    return eta, lmbd, score


_nan = np.nan
best_setting = FunctionExercise(
    "best_setting",
    reference=_choice,
    cases=lambda rng: [
        (
            np.array([0.1, 0.1, 1.0, 1.0, 10.0]),
            np.array([0.01, 0.1, 0.01, 0.1, 10.0]),
            np.array([0.7, 0.6, 0.95, 0.95, _nan]),
        ),
        (
            np.array([10.0, 3.0, 1.0, 0.5, 0.1]),
            np.array([9.0, 0.1, 0.5, 2.0, 0.0]),
            np.array([_nan, 0.8, 0.9, 0.2, 0.9]),
        ),
        (
            np.array([0.2, 0.4, 0.6, 0.8]),
            np.array([0.3, 0.2, 0.5, 0.9]),
            np.array([0.05, 0.9, 0.9, 0.1]),
        ),
        *(_table(rng, n, equal) for n, equal in ((9, 3), (12, 4), (7, 3), (10, 5))),
    ],
    names=("eta", "lmbd"),
    misconceptions={
        "nan_wins": (
            _at(lambda eta, lmbd, score: np.argmax(score)),
            "np.argmax takes nan for the largest of all. A diverged training must not win.",
        ),
        "nan_in_front": (
            either(
                _at(_place_by_search(_strictly)),
                _at(_place_by_search(_or_equal)),
                _at(_place_by_search(_or_larger_penalty)),
            ),
            "Where nan comes first, it stays the best: every comparison with nan is False. Leave "
            "diverged trainings out before you compare.",
        ),
        "place_without_nan": (
            either(
                _at(lambda eta, lmbd, score: np.argmax(score[~np.isnan(score)])),
                _at(
                    lambda eta, lmbd, score: _winner(
                        lmbd[~np.isnan(score)], score[~np.isnan(score)]
                    )
                ),
            ),
            "You look for the place among the rows without nan, and use it for the whole table. "
            "Leave the same rows out of eta and lmbd.",
        ),
        "first_of_equals": (
            _at(lambda eta, lmbd, score: np.nanargmax(score)),
            "Diverged trainings are left out, good. Among equally good ones you take the first; "
            "take the one with the largest penalty.",
        ),
        "last_of_equals": (
            _at(lambda eta, lmbd, score: np.flatnonzero(score == np.nanmax(score))[-1]),
            "Diverged trainings are left out, good. Among equally good ones you take the last; "
            "take the one with the largest penalty.",
        ),
        "smallest_eta": (
            _at(lambda eta, lmbd, score: np.lexsort((eta, -np.nan_to_num(score)))[0]),
            "Among equally good ones you take the smallest eta. The penalty decides.",
        ),
        "largest_eta": (
            _at(lambda eta, lmbd, score: np.lexsort((-eta, -np.nan_to_num(score)))[0]),
            "Among equally good ones you take the largest eta. The penalty decides.",
        ),
        "place_in_selection": (
            lambda eta, lmbd, score: (
                eta[np.argmax(lmbd[score == np.nanmax(score)])],
                _choice(eta, lmbd, score)[1],
            ),
            "You look for the place among the best rows only, and use it for the whole table. Look "
            "it up in the selected eta.",
        ),
        "two_maxima": (
            lambda eta, lmbd, score: (
                eta[score == np.nanmax(score)].max(),
                _choice(eta, lmbd, score)[1],
            ),
            "You take the largest eta and the largest penalty of the best rows: they need not "
            "stand in the same row.",
        ),
        "plain_max": (
            either(
                _at(lambda eta, lmbd, score: _winner_below(lmbd, score, max(score))),
                _at(lambda eta, lmbd, score: _winner_below(lmbd, score, np.max(score))),
            ),
            "max gives nan, or depends on where the nan stands: no score equals it then. np.nanmax "
            "leaves diverged trainings out.",
        ),
        "score_too": (
            lambda eta, lmbd, score: (*_choice(eta, lmbd, score), np.nanmax(score)),
            "Return the pair (eta, lmbd), without the score.",
        ),
        "place": (
            lambda eta, lmbd, score: _winner(lmbd, score),
            "That is a place in the table. Return what stands there: eta and lmbd.",
        ),
        "smallest_penalty": (
            _at(lambda eta, lmbd, score: np.lexsort((lmbd, -np.nan_to_num(score)))[0]),
            "Among equally good ones you take the smallest penalty. Asked for is the largest.",
        ),
        "largest_penalty": (
            _at(lambda eta, lmbd, score: np.argmax(np.where(np.isnan(score), -1, lmbd))),
            "You take the largest penalty of all. It decides only among those with the best score.",
        ),
        "worst": (
            _at(lambda eta, lmbd, score: np.nanargmin(score)),
            "That is the lowest score. It is an accuracy: higher is better.",
        ),
        "order": (
            lambda eta, lmbd, score: _choice(eta, lmbd, score)[::-1],
            "The order is (eta, lmbd).",
        ),
    },
)


def _expected_best(p, n, K):
    chance = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return float(np.mean(1 - np.cumsum(chance)[:-1] ** K))


def _worst(p, n, K):
    chance = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return float(np.mean((1 - np.cumsum(chance)[:-1]) ** K))


_LUCK = _expected_best(0.9, 50, 30) - 0.9
luck = ValueExercise(
    "luck",
    expected=_LUCK,
    tolerance=5e-4,  # three decimals are asked for: a simulation agrees in them
    misconceptions={
        "best_itself": (
            _expected_best(0.9, 50, 30),
            "That is what the best result looks like. By how much does it exceed 0.9?",
        ),
        "students_and_images": (
            _expected_best(0.9, 30, 50) - 0.9,
            "You have exchanged the number of students and the number of images.",
        ),
        "no_luck": (
            0.0,
            "A single student's result is right on average. The best of 30 is not a single one.",
        ),
        "in_images": (
            50 * _LUCK,
            "That is the number of images. Divide by 50 to get an accuracy.",
        ),
        "percent": (
            either(100 * _LUCK, round(100 * _LUCK, 1)),
            "That is in per cent. Give the difference as a share, as 0.9 is one.",
        ),
        "power_outside": (
            _worst(0.9, 50, 30) - 0.9,
            "That is how the worst of 30 comes out. All have at most k right with chance F(k)^K: "
            "the power belongs to F alone, not to 1 - F.",
        ),
        "all_images": (
            0.0155081,  # of (9.8) with 1500 images
            "That is for 1500 images each. Every student has 50 images.",
        ),
        "relative": (
            _LUCK / 0.9,
            "That is the difference divided by 0.9. The difference itself is asked for.",
        ),
        "complement_forgotten": (
            1 - _expected_best(0.9, 50, 30) - 0.9,
            "In the sum of (9.8) stands 1 - F(k)^K: the chance that somebody has more than k.",
        ),
        "not_divided": (
            50 * _expected_best(0.9, 50, 30) - 0.9,
            "The sum alone is a number of images. Divide it by 50 before you subtract 0.9.",
        ),
        "normal": (
            either(2.04 * math.sqrt(0.9 * 0.1 / 50), 2.0428 * math.sqrt(0.9 * 0.1 / 50)),
            "About 2.04 standard deviations is how far the best of 30 would lie for a normal "
            "distribution, which can go beyond 1. Use (9.8).",
        ),
        "one_sd": (
            math.sqrt(0.9 * 0.1 / 50),
            "That is one standard deviation of a single result. The best of 30 lies further out.",
        ),
        "the_largest_possible": (
            0.1,
            "0.1 is the most there can be: somebody has all 50 right, in every class. Not every "
            "class has such luck. (In (9.8), F(k) is the chance of at most k, a sum of chances.)",
        ),
        "sum_begins_late": (
            _LUCK - 1 / 50,
            "The sum begins at k = 0: nobody has fewer right than 0, and that counts as well.",
        ),
    },
    decimals=3,
)

concept = ChoiceExercise(
    "concept",
    right="c",
    choices={
        "a": "It may lie anywhere between. The powers only say where to look closer.",
        "b": (
            "That holds while the steps are short. Above some rate they jump across the valley, "
            "and no number of epochs helps."
        ),
        "d": (
            "No such line is to be expected: with too large rates the accuracy breaks down "
            "suddenly."
        ),
    },
)
