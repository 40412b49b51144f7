"""Answers to the exercises of lecture 10."""

from panel import right, wrong

PRELUDE = """
import itertools
import math
import numpy as np
import pandas as pd

def squared_distances(A, T):
    return (A**2).sum(axis=1)[:, None] + (T**2).sum(axis=1) - 2 * A @ T.T
"""

ANSWERS = [
    # Exercise 1: the second cut.
    right("second_cut", "15 / 85", note="the shares in per cent"),
    right(
        "second_cut",
        """
        from fractions import Fraction

        my_second_cut = Fraction(3, 17)
        """,
        note="a fraction",
    ),
    right("second_cut", "0.1765", note="rounded: no precision is asked"),
    right("second_cut", "270 / (1797 - 270)", note="whole images"),
    right("second_cut", "np.array([0.15]) / (1 - 0.15)", note="an array of one number"),
    wrong("second_cut", "0.15", mistake="the share of the whole", hints={"of_everything"}),
    wrong("second_cut", "0.15 * 0.85", mistake="multiplied instead of divided", hints={"product"}),
    wrong(
        "second_cut", "0.15 / 0.7", mistake="divided by the training part", hints={"of_training"}
    ),
    wrong(
        "second_cut",
        "0.7 / 0.85",
        mistake="the part that stays, not the one cut off",
        hints={"complement"},
    ),
    wrong("second_cut", "0.3", mistake="both cuts together", hints={"both"}),
    wrong("second_cut", "0.5", mistake="halves what the two parts share", hints={"half"}),
    wrong("second_cut", "17.65", mistake="in per cent"),
    # Exercise 2: a vote.
    right(
        "vote",
        """
        from collections import Counter

        def my_vote(A, T, t, k):
            answers = []
            for a in A:
                distances = [sum((x - z) ** 2 for x, z in zip(a, row)) for row in T]
                nearest = sorted(range(len(T)), key=distances.__getitem__)[:k]
                votes = Counter(int(t[i]) for i in nearest)
                most = max(votes.values())
                answers.append(min(label for label in votes if votes[label] == most))
            return answers
        """,
        note="lists, a loop and a counter",
    ),
    right(
        "vote",
        """
        from sklearn.neighbors import KNeighborsClassifier

        def my_vote(A, T, t, k):
            return KNeighborsClassifier(n_neighbors=k).fit(T, t).predict(A)
        """,
        note="scikit-learn",
    ),
    right(
        "vote",
        """
        from scipy.spatial.distance import cdist
        from scipy.stats import mode

        def my_vote(A, T, t, k):
            near = np.argpartition(cdist(A, T), k - 1, axis=1)[:, :k]
            return mode(t[near], axis=1, keepdims=False).mode.astype(float)
        """,
        note="not the squares, not sorted, floats",
    ),
    wrong(
        "vote",
        "lambda A, T, t, k: t[squared_distances(A, T).argmin(axis=1)]",
        mistake="only the nearest: k is not used",
        hints={"nearest_only"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.round(t[near].mean(axis=1)).astype(int)
        """,
        mistake="the mean of the labels",
        hints={"rounded_mean"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.median(t[near], axis=1)
        """,
        mistake="the median of the labels",
    ),
    wrong(
        "vote",
        """
        from collections import Counter

        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.array([Counter(t[row].tolist()).most_common(1)[0][0] for row in near])
        """,
        mistake="with equal votes the label met first, that of the nearest",
        hints={"nearest_of_equals"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            far = squared_distances(A, T).argsort(axis=1)[:, -k:]
            return np.array([np.bincount(t[row]).argmax() for row in far])
        """,
        mistake="the k farthest",
        hints={"farthest"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.array([np.bincount(row).argmax() for row in near])
        """,
        mistake="the numbers of the rows instead of their labels",
        hints={"row_numbers"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, 1 : k + 1]
            return np.array([np.bincount(t[row]).argmax() for row in near])
        """,
        mistake="leaves the nearest out, as if A were T",
        hints={"without_the_nearest"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.array([np.bincount(t[row]).max() for row in near])
        """,
        mistake="the number of votes instead of the label",
        hints={"number_of_votes"},
    ),
    wrong(
        "vote",
        """
        def my_vote(A, T, t, k):
            near = squared_distances(A, T).argsort(axis=1)[:, :k]
            return np.bincount(t[near].ravel()).argmax()
        """,
        mistake="one vote for all rows together",
        hints={"all_together"},
    ),
    # Exercise 3: a call from a colleague.
    right("diagnosis", "(2, np.log(10))"),
    right("diagnosis", "[2, 2.303]", note="rounded: no precision is asked"),
    right("diagnosis", "(2.0, 6.93 / 3.01)", note="from the two costs, as printed"),
    wrong("diagnosis", "(2, np.log10(np.e))", mistake="the factor upside down", hints={"inverse"}),
    wrong("diagnosis", "(2, 10)", mistake="the base instead of its logarithm", hints={"base"}),
    wrong("diagnosis", "(2, 6.93)", mistake="the right cost instead of the factor", hints={"cost"}),
    wrong("diagnosis", "(5, np.log(10))", mistake="another mistake: the slope", hints={"slope"}),
    wrong("diagnosis", "(np.log(10), 2)", mistake="the two swapped", hints={"order"}),
    wrong(
        "diagnosis", "(4, 1)", mistake="another mistake: the column of the biases", hints={"column"}
    ),
    wrong("diagnosis", "2", mistake="the factor is missing"),
    wrong("diagnosis", "('log10', np.log(10))", mistake="a name instead of the number"),
    # Exercise 4: worth keeping?
    wrong(
        "standard_errors",
        "(7 / math.sqrt(17 + 49 / 900), 1.0349600518)",
        mistake="a plus under the root",
        hints={"plus_under_the_root"},
    ),
    right(
        "standard_errors",
        """
        d = np.repeat([1, -1, 0], [12, 5, 883])
        old = 0.97
        new = old + 7 / 900
        both = math.hypot(*(math.sqrt(p * (1 - p) / 900) for p in (old, new)))
        my_standard_errors = [d.mean() / (d.std(ddof=1) / 30), d.mean() / both]
        """,
        note="from the list of the differences, n - 1; a list",
    ),
    right(
        "standard_errors",
        """
        n, b, c = 900, 12, 5
        gain = (b - c) / n
        variance_of_pair = ((b + c) / n - gain**2) / n
        variances = sum(p * (1 - p) / n for p in (0.97, 0.97 + gain))
        my_standard_errors = gain / np.sqrt([variance_of_pair, variances])
        """,
        note="an array",
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt((new * (1 - new) + 0.97 * 0.03) / 900)
        my_standard_errors = (gain / unpaired, gain / paired)
        """,
        mistake="the two swapped",
        hints={"swapped"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17) / 900
        unpaired = np.sqrt((new * (1 - new) + 0.97 * 0.03) / 900)
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="the square of the mean is not subtracted",
        hints={"square_forgotten"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt(new * (1 - new) / 900) + np.sqrt(0.97 * 0.03 / 900)
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="the standard errors are added, not the variances",
        hints={"standard_errors_added"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt(2 * 0.97 * 0.03 / 900)
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="the old accuracy for both",
        hints={"old_accuracy_twice"},
    ),
    wrong(
        "standard_errors",
        """
        new = 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt((new * (1 - new) + 0.97 * 0.03) / 900)
        my_standard_errors = (paired, unpaired)
        """,
        mistake="the standard errors themselves",
        hints={"errors_themselves"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(12 + 5 - (12 - 5) ** 2 / 900)
        unpaired = np.sqrt(new * (1 - new) + 0.97 * 0.03)
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="standard deviations of one image, not divided by the root of n",
        hints={"root_n_missing", "n_missing_in_paired"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = (17 / 900 - gain**2) / 900
        unpaired = (new * (1 - new) + 0.97 * 0.03) / 900
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="the roots are forgotten",
        hints={"no_root"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt(new * (1 - new) / 900)
        my_standard_errors = (gain / paired, gain / unpaired)
        """,
        mistake="the variance of the new network alone",
        hints={"one_variance"},
    ),
    wrong(
        "standard_errors",
        """
        gain, new = 7 / 900, 0.97 + 7 / 900
        paired = np.sqrt(17 - 49 / 900) / 900
        unpaired = np.sqrt((new * (1 - new) + 0.97 * 0.03) / 900)
        my_standard_errors = (7 / paired, 7 / unpaired)
        """,
        mistake="7 images in units of a share",
        hints={"images"},
    ),
    # Exercise 5: a new writer.
    right("new_writer_gap", "[0.974, 0.940]", note="rounded, a list"),
    right(
        "new_writer_gap",
        """
        known = [0.9711, 0.9755, 0.9800, 0.9711]
        new = [0.9180, 0.9533, 0.9466, 0.9420]
        my_new_writer_gap = np.mean([known, new], axis=1)
        """,
        note="means over four folds, an array",
    ),
    right("new_writer_gap", "np.float32([0.97440, 0.93990])", note="single precision"),
    wrong(
        "new_writer_gap",
        "0.9744 - 0.9399",
        mistake="the difference, not the two",
        hints={"difference"},
    ),
    wrong("new_writer_gap", "(0.9399, 0.9744)", mistake="the two swapped", hints={"order"}),
    wrong("new_writer_gap", "(97.44, 93.99)", mistake="in per cent", hints={"per_cent"}),
    wrong(
        "new_writer_gap", "(0.9482, 0.9399)", mistake="KFold(4), not shuffled", hints={"file_order"}
    ),
    wrong(
        "new_writer_gap",
        "(0.9744, 0.9482)",
        mistake="file order taken for new writers",
        hints={"file_order"},
    ),
    wrong(
        "new_writer_gap",
        "(0.9996, 0.9995)",
        mistake="judged on the rows of training",
        hints={"of_training"},
    ),
    wrong(
        "new_writer_gap",
        "(0.9889, 0.9648)",
        mistake="nearest neighbours, not the network",
        hints={"neighbours"},
    ),
    wrong(
        "new_writer_gap",
        "(0.9744, 0.9738)",
        mistake="twice shuffled, without the sheets",
        hints={"same_folds"},
    ),
    wrong("new_writer_gap", "(0.98, 0.95)", mistake="guessed", hints={"file_order"}),
]
