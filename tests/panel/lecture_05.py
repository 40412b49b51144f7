"""Answers to the exercises of lecture 05."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn.activations import sigmoid
"""

ANSWERS = [
    # Exercise 1: how many steps?
    right(
        "number_of_steps",
        """
        def my_number_of_steps(n_examples, batch_size, epochs):
            steps = 0
            for _ in range(epochs):
                for _ in range(0, n_examples, batch_size):
                    steps += 1
            return steps
        """,
        note="counts",
    ),
    right(
        "number_of_steps",
        """
        def my_number_of_steps(n_examples, batch_size, epochs):
            full, rest = divmod(n_examples, batch_size)
            return epochs * (full + (rest > 0))
        """,
        note="with a remainder",
    ),
    right("number_of_steps", "lambda n, B, E: np.ceil(n / B) * E", note="a float"),
    right("number_of_steps", "lambda n, B, E: E * (1 + (n - 1) // B)"),
    wrong(
        "number_of_steps",
        "lambda n, B, E: E * (n // B)",
        mistake="the last batch is lost",
        hints={"last_batch_lost"},
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: E * n / B",
        mistake="a fraction of a step",
        hints={"fraction"},
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: E * round(n / B)",
        mistake="rounded",
        hints={"to_the_nearest"},
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: int(np.ceil(n * E / B))",
        mistake="batches run on into the next epoch",
        hints={"batches_across_epochs"},
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: E * (n // B + 1)",
        mistake="always one more",
        hints={"always_one_more"},
    ),
    wrong(
        "number_of_steps", "lambda n, B, E: -(-n // B)", mistake="one epoch", hints={"one_epoch"}
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: n * E",
        mistake="a step for every example",
        hints={"examples"},
    ),
    wrong(
        "number_of_steps",
        "lambda n, B, E: E * (n // B) + (n % B > 0)",
        mistake="one smaller batch for the whole training",
        hints={"one_more_at_the_end"},
    ),
    # Exercise 2: translate the settings.
    right("translated_settings", "[0.003 * 100, 1 / 2]"),
    right(
        "translated_settings",
        """
        from fractions import Fraction

        my_settings = (Fraction(3, 10), Fraction(1, 2))
        """,
        note="fractions",
    ),
    right("translated_settings", "np.array([0.3, 0.5], dtype=np.float32)", note="single precision"),
    wrong("translated_settings", "(0.003, 0.5)", mistake="as they were", hints={"unchanged"}),
    wrong(
        "translated_settings",
        "(0.003 / 100, 0.5)",
        mistake="the rate divided",
        hints={"eta_divided"},
    ),
    wrong(
        "translated_settings", "(0.3, 50)", mistake="lmbd multiplied too", hints={"lmbd_multiplied"}
    ),
    wrong(
        "translated_settings",
        "(0.3, 0.005)",
        mistake="lmbd divided by the batch",
        hints={"lmbd_divided"},
    ),
    wrong("translated_settings", "(0.5, 0.3)", mistake="the pair turned round", hints={"order"}),
    wrong(
        "translated_settings",
        "(0.3, 0.25)",
        mistake="the half of the penalty, once more",
        hints={"half"},
    ),
    wrong(
        "translated_settings",
        "(0.003, 50)",
        mistake="lmbd multiplied instead of the rate",
        hints={"lmbd_multiplied"},
    ),
    wrong("translated_settings", "0.3", mistake="the rate only"),
    # Exercise 3: count the dead.
    right(
        "dead_nodes",
        """
        import math

        def my_dead_nodes(Z1):
            count = 0
            for column in np.transpose(Z1):
                dead = True
                for z in column:
                    a = 1 / (1 + math.exp(-z))
                    if a * (1 - a) >= 0.01:
                        dead = False
                count += dead
            return count
        """,
        note="loops",
    ),
    right(
        "dead_nodes",
        "lambda Z1: np.count_nonzero(np.abs(Z1).min(axis=0) > 4.6)",
        note="by the size of z that the text names",
    ),
    right(
        "dead_nodes",
        """
        def slope(z):
            return np.exp(-z) / (1 + np.exp(-z)) ** 2

        def my_dead_nodes(Z1):
            largest = slope(np.float32(Z1)).max(axis=0)
            return len(largest[largest < 0.01])
        """,
        note="the largest slope, single precision",
    ),
    wrong(
        "dead_nodes",
        """
        def my_dead_nodes(Z1):
            a = sigmoid(Z1)
            return np.sum((a * (1 - a)).mean(axis=0) < 0.01)
        """,
        mistake="the mean slope",
        hints={"mean_slope"},
    ),
    wrong(
        "dead_nodes",
        """
        def my_dead_nodes(Z1):
            a = sigmoid(Z1)
            return np.sum(np.any(a * (1 - a) < 0.01, axis=0))
        """,
        mistake="saturated for some image",
        hints={"any"},
    ),
    wrong(
        "dead_nodes",
        """
        def my_dead_nodes(Z1):
            a = sigmoid(Z1)
            return np.sum(np.all(a * (1 - a) < 0.01, axis=1))
        """,
        mistake="counts images",
        hints={"examples"},
    ),
    wrong(
        "dead_nodes",
        """
        def my_dead_nodes(Z1):
            a = sigmoid(Z1)
            return np.sum(a * (1 - a) < 0.01)
        """,
        mistake="counts pairs of image and node",
        hints={"pairs"},
    ),
    wrong(
        "dead_nodes",
        "lambda Z1: np.sum(np.all(sigmoid(Z1) < 0.01, axis=0))",
        mistake="the activation instead of the slope",
        hints={"lower_end"},
    ),
    wrong(
        "dead_nodes",
        "lambda Z1: np.sum(np.all(Z1 * (1 - Z1) < 0.01, axis=0))",
        mistake="the sums taken for activations",
        hints={"slope_of_sum"},
    ),
    wrong(
        "dead_nodes",
        "lambda Z1: np.sum(np.all(Z1 > 4.6, axis=0))",
        mistake="one side only",
        hints={"upper_end"},
    ),
    wrong(
        "dead_nodes",
        "lambda Z1: np.mean(np.all(sigmoid(Z1) * sigmoid(-Z1) < 0.01, axis=0))",
        mistake="the share of nodes",
        hints={"share"},
    ),
    # Exercise 4: a referee for splits.
    right(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            seen = []
            for inputs, labels in parts:
                if len(inputs) != len(labels):
                    return False
                for i, j in zip(inputs, labels):
                    if i != j:
                        return False
                    seen.append(int(i))
            return sorted(seen) == list(range(m))
        """,
        note="loops with early returns",
    ),
    right(
        "split_is_sound",
        """
        from collections import Counter

        def my_split_is_sound(parts, m):
            together = all(list(inputs) == list(labels) for inputs, labels in parts)
            counts = Counter(int(i) for inputs, _ in parts for i in inputs)
            return together and counts == Counter(range(m))
        """,
        note="a counter",
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            rows = np.concatenate([np.asarray(inputs) for inputs, labels in parts])
            tags = np.concatenate([np.asarray(labels) for inputs, labels in parts])
            if rows.shape != tags.shape or rows.shape != (m,):
                return 0
            once = np.unique(rows).size == m and rows.min() >= 0 and rows.max() < m
            return int(once and (rows == tags).all())
        """,
        mistake="joins the parts before it compares",
        hints={"joined"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            rows = np.concatenate([inputs for inputs, labels in parts])
            return np.array_equal(np.sort(rows), np.arange(m))
        """,
        mistake="does not look at the labels",
        hints={"rows_only"},
    ),
    wrong(
        "split_is_sound",
        "lambda parts, m: all(np.array_equal(i, l) for i, l in parts)",
        mistake="does not look for lost or repeated rows",
        hints={"pairs_only"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            together = all(np.array_equal(i, l) for i, l in parts)
            return together and set(np.concatenate([i for i, l in parts])) == set(range(m))
        """,
        mistake="does not see a repeated row",
        hints={"nothing_lost"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            together = all(np.array_equal(i, l) for i, l in parts)
            return together and sum(len(i) for i, l in parts) == m
        """,
        mistake="counts rows only",
        hints={"pairs_and_sizes"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            together = all(set(i) == set(l) for i, l in parts)
            rows = sorted(np.concatenate([i for i, l in parts]))
            return together and rows == list(range(m))
        """,
        mistake="the same rows in another order count as pairs",
        hints={"pairs_as_sets"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            seen = []
            for inputs, labels in parts:
                if not np.array_equal(inputs, labels):
                    return False
                seen.extend(inputs)
                return sorted(seen) == list(range(m))
        """,
        mistake="return inside the loop",
        hints={"first_part"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            together = all(np.array_equal(i, l) for i, l in parts)
            rows = np.concatenate([i for i, l in parts])
            return together and len(np.unique(rows)) == len(rows)
        """,
        mistake="does not see a lost row",
        hints={"nothing_repeated"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            together = all(np.array_equal(i, l) for i, l in parts)
            rows = np.concatenate([i for i, l in parts])
            return together and len(rows) == m and rows.sum() == m * (m - 1) / 2
        """,
        mistake="compares the sum of the rows",
        hints={"sum_and_number"},
    ),
    # Exercise 5: start from zero.
    right("different_columns", "1"),
    right(
        "different_columns",
        "len(np.unique(np.full((64, 50), 0.25).round(9), axis=1).T)",
        note="counted",
    ),
    right("different_columns", "np.ones(1)", note="an array of one element"),
    wrong("different_columns", "50", mistake="all different", hints={"all"}),
    wrong("different_columns", "0", mistake="none differs from another", hints={"none"}),
    wrong("different_columns", "10", mistake="as many as classes", hints={"classes"}),
    wrong("different_columns", "64", mistake="counts rows", hints={"inputs"}),
    wrong("different_columns", "2", mistake="a guess"),
    # Exercise 6: how many test images?
    right("test_images", "-(-1.96**2 * 0.97 * 0.03 // 0.01**2)", note="a float"),
    right(
        "test_images",
        """
        n = 1
        while 1.96 * (0.97 * 0.03 / n) ** 0.5 > 0.01:
            n += 1
        my_test_images = n
        """,
        note="searched",
    ),
    right(
        "test_images",
        """
        from math import ceil
        from scipy.stats import norm

        my_test_images = ceil(norm.ppf(0.975) ** 2 * 0.0291 * 10_000)
        """,
        note="the quantile in full",
    ),
    wrong(
        "test_images",
        "int(1.96**2 * 0.97 * 0.03 / 0.01**2)",
        mistake="rounded down",
        hints={"rounded_down"},
    ),
    wrong(
        "test_images",
        "int(np.ceil(0.97 * 0.03 / 0.01**2))",
        mistake="one standard deviation",
        hints={"one_sd"},
    ),
    wrong(
        "test_images",
        "int(np.ceil(1.96 * 0.0291 / 0.01**2))",
        mistake="1.96 not squared",
        hints={"z_not_squared"},
    ),
    wrong(
        "test_images",
        "int(np.ceil(1.96**2 * 0.25 / 0.01**2))",
        mistake="p = 1/2",
        hints={"worst_case"},
    ),
    wrong(
        "test_images",
        "int(np.ceil(1.96**2 * 0.0291 / 0.005**2))",
        mistake="1 % in all",
        hints={"whole_width"},
    ),
    wrong(
        "test_images",
        "int(np.ceil(1.96**2 * 0.0291 / 0.01))",
        mistake="0.01 not squared",
        hints={"no_root"},
    ),
    wrong("test_images", "4 * 291", mistake="2 instead of 1.96", hints={"two_sd"}),
    wrong(
        "test_images",
        "int(np.ceil(1.96**2 * 0.97 / 0.01**2))",
        mistake="1 - p forgotten",
        hints={"one_factor"},
    ),
    wrong("different_columns", "True", mistake="no number"),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            for inputs, labels in parts:
                for i, k in zip(inputs, labels):
                    if i != k:
                        return False
            return sorted(i for inputs, _ in parts for i in inputs) == list(range(m))
        """,
        mistake="a label that is left over",
        hints={"zip"},
    ),
    wrong(
        "split_is_sound",
        """
        def my_split_is_sound(parts, m):
            first = sorted(i for inputs, _ in parts for i in inputs)
            second = sorted(k for _, labels in parts for k in labels)
            return first == list(range(m)) == second
        """,
        mistake="never looks at the pairs",
        hints={"each_sorted"},
    ),
    wrong(
        "dead_nodes",
        "lambda Z1: np.sum((1 / (1 + np.exp(-Z1)) * 1 - 1 / (1 + np.exp(-Z1)) < 0.01).all(axis=0))",
        mistake="a bracket: all nodes",
        hints={"all_nodes"},
    ),
    wrong("dead_nodes", "lambda Z1: np.sum((abs(Z1) > 0.01).all(axis=0))", mistake="0.01 for z"),
    wrong(
        "dead_nodes",
        "lambda Z1: np.sum((1 / (2 + np.exp(Z1) + np.exp(-Z1)) < 0.1).all(axis=0))",
        mistake="0.1 for 0.01",
        hints={"threshold"},
    ),
]
