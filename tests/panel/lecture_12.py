"""Answers to the exercises of lecture 12."""

from panel import right, wrong

PRELUDE = """
from itertools import product
from math import comb
import math
import numpy as np
import pandas as pd
"""

ANSWERS = [
    # Exercise 1: which gap first?
    right(
        "largest_gaps",
        "dict(P='bias', Q='variance', R='mismatch', S='choice')",
        note="by the names of the projects",
    ),
    right("largest_gaps", "['Bias', ' variance', 'MISMATCH', 'choice ']", note="as typed"),
    right(
        "largest_gaps",
        """
        import pandas as pd
        gaps = pd.Series(["bias", "variance", "mismatch", "choice"], index=list("PQRS"))
        """,
        note="a column of a table",
    ),
    right(
        "largest_gaps",
        """
        rates = [[1, 9, 10, 10.5, 11], [1, 1.5, 9, 9.5, 9.4], [2, 3, 4, 11, 11.2],
                 [7, 7.4, 8, 8.6, 14]]
        names = np.array(["bias", "variance", "mismatch", "choice"])
        my_largest_gaps = names[np.diff(rates, axis=1).argmax(axis=1)]
        """,
        note="computed, an array of words",
    ),
    wrong(
        "largest_gaps",
        "('bias', 'variance', 'mismatch', 'bias')",
        mistake="S: the training error, not its distance from the optimal one",
        hints={"optimal_ignored"},
    ),
    wrong(
        "largest_gaps",
        "('bias', 'mismatch', 'mismatch', 'choice')",
        mistake="Q: the gap before taken for the gap after",
        hints={"variance_as_mismatch"},
    ),
    wrong(
        "largest_gaps",
        "('bias', 'variance', 'variance', 'choice')",
        mistake="R: mismatch called variance",
        hints={"mismatch_as_variance"},
    ),
    wrong(
        "largest_gaps",
        "('variance', 'mismatch', 'choice', 'choice')",
        mistake="the column after the jump, shifted by one",
        hints={"one_column_on"},
    ),
    wrong("largest_gaps", "('bias', 'variance', 'mismatch')", mistake="three words"),
    wrong("largest_gaps", "'bias'", mistake="a single word"),
    wrong(
        "largest_gaps",
        "('underfitting', 'overfitting', 'mismatch', 'choice')",
        mistake="other words than the four offered",
    ),
    # Exercise 2: all answers right.
    right("lower_end", "lambda n, z: 1 / (1 + z**2 / n)"),
    right(
        "lower_end",
        """
        def my_lower_end(n, z):
            p_hat = 1
            root = np.sqrt(p_hat * (1 - p_hat) / n + z**2 / (4 * n**2))
            return (p_hat + z**2 / (2 * n) - z * root) / (1 + z**2 / n)
        """,
        note="not simplified",
    ),
    right(
        "lower_end",
        """
        from scipy.optimize import brentq

        def my_lower_end(n, z):
            def off(p):
                return (1 - p) - z * np.sqrt(p * (1 - p) / n)

            return brentq(off, 1e-9, 1 - 1e-9, xtol=1e-14)
        """,
        note="the root of the condition, by a library",
    ),
    wrong(
        "lower_end", "lambda n, z: 1 - z**2 / n", mistake="first order only", hints={"first_order"}
    ),
    wrong(
        "lower_end", "lambda n, z: n / (n + z)", mistake="z is not squared", hints={"z_not_squared"}
    ),
    wrong("lower_end", "lambda n, z: 1.0", mistake="Wald's, or the upper end", hints={"wald"}),
    wrong(
        "lower_end", "lambda n, z: 1 - 3 / n", mistake="the rule of three", hints={"rule_of_three"}
    ),
    wrong(
        "lower_end",
        "lambda n, z: (1 + z**2 / (2 * n)) / (1 + z**2 / n)",
        mistake="the middle: the root taken for 0",
        hints={"middle"},
    ),
    wrong(
        "lower_end",
        "lambda n, z: 1 + z**2 / (2 * n) - z**2 / (2 * n) / (1 + z**2 / n)",
        mistake="only the last term is divided",
    ),
    wrong(
        "lower_end",
        "lambda n, z: 1 / 1 + z**2 / n",
        mistake="precedence: a bracket is missing",
        hints={"inverted"},
    ),
    wrong(
        "lower_end",
        "lambda n, z: (1 + z**2 / (2 * n) - z * z**2 / (4 * n**2)) / (1 + z**2 / n)",
        mistake="the root is not taken",
        hints={"root_not_taken"},
    ),
    wrong(
        "lower_end",
        "lambda n, z: (n / (n + z**2), 1.0)",
        mistake="both ends",
        hints={"both_ends"},
    ),
    # Exercise 3: bins of equal count.
    right(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            pairs = sorted(zip(confidence, right))
            total = 0.0
            for piece in np.array_split(np.array(pairs), bins):
                c, r = piece.mean(axis=0)
                total += len(piece) / len(pairs) * abs(c - r)
            return total
        """,
        note="pairs, sorted by Python",
    ),
    right(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(confidence, kind="stable")
            gap = (np.asarray(confidence) - right)[order]
            return sum(abs(piece.sum()) for piece in np.array_split(gap, bins)) / len(gap)
        """,
        note="counts cancel: sums instead of means",
    ),
    right(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            table = pd.DataFrame({"c": confidence, "r": right}).sort_values("c")
            pieces = np.array_split(np.arange(len(table)), bins)
            table["bin"] = np.repeat(np.arange(bins), [len(p) for p in pieces])
            mean = table.groupby("bin").mean()
            return np.average(np.abs(mean.c - mean.r), weights=table.bin.value_counts(sort=False))
        """,
        note="pandas",
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(-confidence)
            c, r = confidence[order], right[order]
            pieces = zip(np.array_split(c, bins), np.array_split(r, bins))
            return sum(len(c) * abs(c.mean() - r.mean()) for c, r in pieces) / len(right)
        """,
        mistake="the most confident first: other pieces are the larger ones",
        hints={"descending"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            edges = np.linspace(0, 1, bins + 1)
            total = 0
            for low, high in zip(edges[:-1], edges[1:]):
                inside = (confidence > low) & (confidence <= high)
                if inside.any():
                    total += abs((confidence[inside] - right[inside]).sum())
            return total / len(confidence)
        """,
        mistake="bins of equal width",
        hints={"equal_width"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(confidence)
            c, r = confidence[order], right[order]
            pieces = zip(np.array_split(c, bins), np.array_split(r, bins))
            return np.mean([abs(c.mean() - r.mean()) for c, r in pieces])
        """,
        mistake="not weighted by the counts",
        hints={"unweighted"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            pieces = zip(np.array_split(np.sort(confidence), bins), np.array_split(right, bins))
            return sum(len(c) * abs(c.mean() - r.mean()) for c, r in pieces) / len(right)
        """,
        mistake="only the confidences are sorted",
        hints={"partner_not_sorted"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            pieces = zip(np.array_split(confidence, bins), np.array_split(right, bins))
            return sum(len(c) * abs(c.mean() - r.mean()) for c, r in pieces) / len(right)
        """,
        mistake="not sorted",
        hints={"not_sorted"},
    ),
    wrong(
        "equal_count_error",
        "lambda confidence, right, bins: np.mean(np.abs(confidence - right))",
        mistake="no bins: the distance of each image",
        hints={"each_image"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(confidence)
            c, r = confidence[order], right[order]
            pieces = zip(np.array_split(c, bins), np.array_split(r, bins))
            return sum(len(c) * (c.mean() - r.mean()) for c, r in pieces) / len(right)
        """,
        mistake="without the modulus",
        hints={"signed"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(confidence)
            n = len(right) // bins
            c = confidence[order][: n * bins].reshape(bins, n).mean(axis=1)
            r = right[order][: n * bins].reshape(bins, n).mean(axis=1)
            return np.abs(c - r).mean()
        """,
        mistake="the most confident that fill no bin are left out",
        hints={"rest_left_out"},
    ),
    wrong(
        "equal_count_error",
        """
        def my_equal_count_error(confidence, right, bins):
            order = np.argsort(confidence)
            c, r = confidence[order], right[order]
            pieces = zip(np.array_split(c, bins), np.array_split(r, bins))
            return sum(len(c) * abs(c.mean() - r.mean()) for c, r in pieces)
        """,
        mistake="not divided by n",
        hints={"not_divided"},
    ),
    # Exercise 4: how many images make a difference?
    right(
        "images_ahead",
        """
        from scipy.stats import binomtest

        my_images_ahead = next(b for b in range(1, 99) if binomtest(b, b).pvalue < 0.05)
        """,
        note="SciPy",
    ),
    right("images_ahead", "np.ceil(1 + np.log2(20))", note="a float, by a logarithm"),
    wrong("images_ahead", "5", mistake="one-sided: 1/32", hints={"one_sided"}),
    wrong("images_ahead", "4", mistake="the square of 1.96, rounded up", hints={"two_errors"}),
    wrong("images_ahead", "7", mistake="one too many", hints={"too_safe"}),
    wrong("images_ahead", "2 * 0.5**6", mistake="the probability instead of the number"),
    wrong("images_ahead", "1 + math.log2(20)", mistake="not a whole number"),
    wrong("images_ahead", "8", mistake="the level 0.01", hints={"too_safe"}),
    # Exercise 5: four procedures.
    right("verdicts", "[' Leaks', 'Quiet', 'Leaks', 'Quiet ']", note="as typed, a list"),
    right(
        "verdicts",
        """
        from lectures_nn.exercises import lecture_12

        def promised(procedure):
            accuracies = []
            for seed in range(5):
                rng = np.random.default_rng(seed)
                X, y = rng.normal(size=(80, 500)), rng.permutation(np.repeat([0, 1], 40))
                accuracies.append(procedure(X, y, seed))
            return np.mean(accuracies)

        my_verdicts = np.where(
            [promised(procedure) > 0.6 for procedure in lecture_12.procedures.values()],
            "leaks", "quiet",
        )
        """,
        note="measured, an array of words",
    ),
    wrong(
        "verdicts",
        "('quiet', 'leaks', 'quiet', 'leaks')",
        mistake="the words the wrong way",
        hints={"reversed"},
    ),
    wrong("verdicts", "('leaks', 'leaks', 'leaks', 'leaks')", mistake="all leak", hints={"all"}),
    wrong(
        "verdicts",
        "('quiet', 'quiet', 'leaks', 'quiet')",
        mistake="only the largest leak",
        hints={"selection_missed"},
    ),
    wrong(
        "verdicts",
        "('leaks', 'leaks', 'leaks', 'quiet')",
        mistake="a single seed at which B came out at 0.64",
        hints={"inside_accused"},
    ),
    wrong(
        "verdicts",
        "('leaks', 'quiet', 'leaks', 'leaks')",
        mistake="D called leaking",
        hints={"scaling_accused"},
    ),
    wrong("verdicts", "('quiet', 'quiet', 'quiet', 'quiet')", mistake="none leaks", hints={"none"}),
    wrong("verdicts", "(0.78, 0.52, 0.89, 0.49)", mistake="the accuracies instead of words"),
]
