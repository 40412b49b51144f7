"""Answers to the exercises of lecture 09."""

from panel import right, wrong

PRELUDE = """
import math
from itertools import product
import numpy as np
import pandas as pd
"""

ANSWERS = [
    # Exercise 1: how many draws?
    right(
        "draws_needed",
        """
        def my_draws_needed(q, certainty):
            n = 1
            while 1 - (1 - q) ** n < certainty:
                n += 1
            return n
        """,
        note="tries one after the other",
    ),
    right(
        "draws_needed",
        """
        def my_draws_needed(q, certainty):
            return np.ceil(np.log1p(-certainty) / np.log1p(-q))
        """,
        note="a float, 14.0, by NumPy",
    ),
    right(
        "draws_needed",
        """
        from scipy.stats import geom

        def my_draws_needed(q, certainty):
            return geom(q).ppf(certainty)
        """,
        note="the quantile of the geometric distribution",
    ),
    right(
        "draws_needed",
        """
        def my_draws_needed(q, certainty):
            chance = 1 - (1 - q) ** np.arange(1, 5000)
            return np.argmax(chance >= certainty) + 1
        """,
        note="looks it up in a table",
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: math.log(1 - certainty) / math.log(1 - q)",
        mistake="not rounded up",
        hints={"not_rounded"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: int(math.log(1 - certainty) / math.log(1 - q))",
        mistake="rounded down",
        hints={"rounded_down"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: round(math.log(1 - certainty) / math.log(1 - q))",
        mistake="rounded to the nearest",
        hints={"to_the_nearest"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: int(math.log(1 - certainty) / math.log(1 - q)) + 1",
        mistake="one too many where the quotient is whole",
        hints={"one_more"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: math.ceil(math.log(certainty) / math.log(1 - q))",
        mistake="the chance of failing is set to the certainty",
        hints={"exchanged"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: math.ceil(math.log(1 - certainty) / math.log(q))",
        mistake="the chance of a good draw instead of a bad one",
        hints={"of_q"},
    ),
    wrong(
        "draws_needed",
        "lambda q, certainty: math.ceil(certainty / q)",
        mistake="chances added: n q reaches the certainty",
        hints={"proportional"},
    ),
    wrong(
        "draws_needed",
        """
        def my_draws_needed(q, certainty):
            n = math.ceil(math.log(1 - certainty) / math.log(1 - q))
            print(n)
        """,
        mistake="prints instead of returning",
    ),
    # Exercise 2: to Keras.
    right(
        "settings_for_keras",
        """
        from collections import namedtuple

        Settings = namedtuple("Settings", "learning_rate l2")

        def my_settings_for_keras(eta_sum, lmbd, M):
            return Settings(learning_rate=eta_sum * M, l2=0.5 * lmbd / M)
        """,
        note="a named tuple",
    ),
    right(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: np.float32([M * eta_sum, lmbd / M / 2])",
        note="an array in single precision",
    ),
    right(
        "settings_for_keras",
        """
        def my_settings_for_keras(eta_sum, lmbd, M):
            learning_rate = eta_sum * M
            decay_per_step = eta_sum * lmbd
            l2 = decay_per_step / learning_rate / 2
            return [learning_rate, l2]
        """,
        note="by the decay of a weight in one step; a list",
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (eta_sum / M, lmbd / (2 * M))",
        mistake="the rate divided instead of multiplied",
        hints={"eta_divided"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / M)",
        mistake="the 2 of the square's slope is forgotten",
        hints={"half_missing"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / 2 * M)",
        mistake="precedence: M multiplies",
        hints={"precedence"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (lmbd / (2 * M), M * eta_sum)",
        mistake="the two swapped",
        hints={"order"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (eta_sum, lmbd / (2 * M))",
        mistake="the rate is left as it was",
        hints={"eta_kept"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (M * eta_sum, lmbd / 2)",
        mistake="the penalty is not divided by M",
        hints={"not_divided"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (M * eta_sum, lmbd)",
        mistake="the penalty is left as it was",
        hints={"lmbd_kept"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: (M * eta_sum, M * eta_sum * lmbd / (2 * M))",
        mistake="the penalty holds the rate, too",
        hints={"rate_in_penalty"},
    ),
    wrong(
        "settings_for_keras",
        "lambda eta_sum, lmbd, M: M * eta_sum",
        mistake="only the rate",
    ),
    # Exercise 3: pick from the table.
    right(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = None
            for e, l, s in zip(eta, lmbd, score):
                if math.isnan(s):
                    continue
                if best is None or s > best[0] or (s == best[0] and l > best[1]):
                    best = (s, l, e)
            return best[2], best[1]
        """,
        note="a loop",
    ),
    right(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            table = pd.DataFrame({"eta": eta, "lmbd": lmbd, "score": score}).dropna()
            best = table.sort_values(["score", "lmbd"]).iloc[-1]
            return best[["eta", "lmbd"]].to_numpy()
        """,
        note="pandas, an array",
    ),
    right(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            score = np.nan_to_num(score, nan=-np.inf)
            last = np.lexsort((lmbd, score))[-1]
            return [float(eta[last]), float(lmbd[last])]
        """,
        note="lexsort, a list",
    ),
    wrong(
        "best_setting",
        "lambda eta, lmbd, score: (eta[np.argmax(score)], lmbd[np.argmax(score)])",
        mistake="argmax takes the first nan for the largest",
        hints={"nan_wins"},
    ),
    wrong(
        "best_setting",
        "lambda eta, lmbd, score: (eta[np.nanargmax(score)], lmbd[np.nanargmax(score)])",
        mistake="the first of several best",
        hints={"first_of_equals"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = np.flatnonzero(score == np.nanmax(score))
            k = best[np.argmin(lmbd[best])]
            return eta[k], lmbd[k]
        """,
        mistake="the smallest penalty of the best",
        hints={"smallest_penalty"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = np.flatnonzero(score == np.nanmax(score))
            k = best[np.argmax(lmbd[best])]
            return lmbd[k], eta[k]
        """,
        mistake="the two swapped",
        hints={"order"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = score == np.nanmax(score)
            return eta[np.argmax(lmbd[best])], lmbd[best].max()
        """,
        mistake="an index of the selection used in the whole array",
        hints={"place_in_selection"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = score == np.nanmax(score)
            return eta[best].max(), lmbd[best].max()
        """,
        mistake="the two largest need not belong together",
        hints={"two_maxima"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = np.flatnonzero(score == max(score))
            k = best[np.argmax(lmbd[best])]
            return eta[k], lmbd[k]
        """,
        mistake="max with a nan",
        hints={"plain_max"},
    ),
    wrong(
        "best_setting",
        """
        def my_best_setting(eta, lmbd, score):
            best = np.flatnonzero(score == np.nanmax(score))
            return best[np.argmax(lmbd[best])]
        """,
        mistake="the number of the row instead of its setting",
        hints={"place"},
    ),
    # Exercise 4: how much luck is in it?
    right(
        "luck",
        """
        from scipy.stats import binom

        my_luck = (1 - binom(50, 0.9).cdf(range(50)) ** 30).mean() - 0.9
        """,
        note="SciPy, not rounded",
    ),
    right(
        "luck",
        """
        from fractions import Fraction

        p, n, K = Fraction(9, 10), 50, 30
        F, total = 0, 0
        for k in range(n):
            F += math.comb(n, k) * p**k * (1 - p) ** (n - k)
            total += 1 - F**K
        my_luck = round(total / n - p, 3)
        """,
        note="an exact fraction, rounded",
    ),
    right(
        "luck",
        """
        chance = np.array([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        largest = np.diff(np.cumsum(chance) ** 30, prepend=0)
        my_luck = np.array([np.round(largest @ np.arange(51) / 50 - 0.9, 3)])
        """,
        note="through the distribution of the largest, an array of one number",
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(sum(1 - F[k] ** 30 for k in range(50)) / 50, 3)
        """,
        mistake="the best result itself, not by how much it exceeds",
        hints={"best_itself"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(30, k) * 0.9**k * 0.1 ** (30 - k) for k in range(31)])
        my_luck = round(sum(1 - F[k] ** 50 for k in range(30)) / 30 - 0.9, 3)
        """,
        mistake="n and K swapped",
        hints={"students_and_images"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(sum((1 - F[k]) ** 30 for k in range(50)) / 50 - 0.9, 3)
        """,
        mistake="the power at the wrong place: the worst of 30",
        hints={"power_outside"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(sum(1 - F[k] ** 30 for k in range(1, 50)) / 50 - 0.9, 3)
        """,
        mistake="the sum begins at 1",
        hints={"sum_begins_late"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(sum(1 - F[k] ** 30 for k in range(50)) - 45, 3)
        """,
        mistake="in images, not as a share",
        hints={"in_images"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(100 * (sum(1 - F[k] ** 30 for k in range(50)) / 50 - 0.9), 1)
        """,
        mistake="in per cent",
        hints={"percent"},
    ),
    right("luck", "0.0751621", note="the mean of 400 000 simulated classes"),
    wrong(
        "luck",
        """
        f = np.array([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = round(sum(1 - f[k] ** 30 for k in range(50)) / 50 - 0.9, 3)
        """,
        mistake="the chance of k instead of at most k",
        hints={"the_largest_possible"},
    ),
    wrong(
        "luck",
        """
        F = np.cumsum([math.comb(50, k) * 0.9**k * 0.1 ** (50 - k) for k in range(51)])
        my_luck = math.floor(100 * (sum(1 - F[k] ** 30 for k in range(50)) / 50 - 0.9)) / 100
        """,
        mistake="cut to two decimals",
    ),
]
