"""Answers to the exercises of lecture 08."""

from panel import right, wrong

PRELUDE = """
import numpy as np
"""

ANSWERS = [
    # Exercise 1: from outputs to digits.
    right(
        "digits_read",
        """
        def my_digits_read(outputs):
            digits = []
            for row in outputs:
                best = 0
                for k in range(10):
                    if row[k] > row[best]:
                        best = k
                digits.append(best + 1 if best < 9 else 0)
            return digits
        """,
        note="loops, a list",
    ),
    right(
        "digits_read",
        "lambda outputs: np.roll(outputs, 1, axis=1).argmax(axis=1)",
        note="the last column in front",
    ),
    right(
        "digits_read",
        "lambda outputs: np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 0.0])[outputs.argmax(axis=1)]",
        note="a table, floats",
    ),
    right(
        "digits_read",
        """
        def my_digits_read(outputs):
            labels = np.argmax(outputs, axis=-1) + 1
            return np.where(labels == 10, 0, labels).astype(np.uint8)
        """,
        note="small whole numbers",
    ),
    wrong(
        "digits_read",
        "lambda outputs: outputs.argmax(axis=1)",
        mistake="the columns' numbers",
        hints={"column_number"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: outputs.argmax(axis=1) + 1",
        mistake="the labels",
        hints={"ten_left"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: outputs.argmax(axis=1) + 1 % 10",
        mistake="a bracket is missing",
        hints={"ten_left"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: (outputs.argmax() + 1) % 10",
        mistake="no axis",
        hints={"no_axis"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: (outputs.argmax(axis=0) + 1) % 10",
        mistake="axis 0",
        hints={"over_examples"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: outputs.max(axis=1)",
        mistake="the outputs themselves",
        hints={"values"},
    ),
    wrong(
        "digits_read",
        "lambda outputs: (outputs.argmax(axis=1, keepdims=True) + 1) % 10",
        mistake="a column, shape (m, 1)",
    ),
    wrong(
        "digits_read",
        "lambda outputs: outputs.argmax(axis=1) % 9 + 1",
        mistake="the remainder is taken too early",
    ),
    # Exercise 2: without a gradient.
    right("evaluations_without", "84 * (1 + 25 * 401 + 10 * 26)"),
    right("evaluations_without", "np.array([84.0 * 10286])", note="an array of one element"),
    right("evaluations_without", "84 + 84 * sum([10025, 260])", note="summed"),
    wrong(
        "evaluations_without",
        "84 * 10285",
        mistake="without the value at the point itself",
        hints={"point_forgotten"},
    ),
    wrong(
        "evaluations_without", "84 * 2 * 10285", mistake="central differences", hints={"central"}
    ),
    wrong(
        "evaluations_without",
        "84 * (2 * 10285 + 1)",
        mistake="central, and the point",
        hints={"central_and_point"},
    ),
    wrong(
        "evaluations_without",
        "40 * 10286",
        mistake="iterations instead of requests",
        hints={"iterations"},
    ),
    wrong(
        "evaluations_without",
        "84 * (400 * 25 + 25 * 10 + 1)",
        mistake="no biases",
        hints={"no_biases"},
    ),
    wrong("evaluations_without", "10286", mistake="for one request", hints={"one_gradient"}),
    wrong("evaluations_without", "84 + 10285", mistake="added"),
    wrong("evaluations_without", "864_000", mistake="rounded where a count is asked for"),
    # Exercise 3: which lambda was it?
    right(
        "diagnosis",
        "[[10, 'Under-fits'], [0, ' over-fits'], [1, 'FITS ']]",
        note="lists, capitals and blanks",
    ),
    right("diagnosis", "((10.0, 'underfits'), (0.0, 'overfits'), (1.0, 'fits'))", note="no hyphen"),
    right(
        "diagnosis",
        "tuple(zip(np.array([10, 0, 1]), ['under-fits', 'over-fits', 'fits']))",
        note="NumPy's numbers",
    ),
    wrong(
        "diagnosis",
        "((0, 'under-fits'), (10, 'over-fits'), (1, 'fits'))",
        mistake="lambda the other way round",
        hints={"lambda_exchanged"},
    ),
    wrong(
        "diagnosis",
        "((10, 'over-fits'), (0, 'under-fits'), (1, 'fits'))",
        mistake="the words exchanged",
        hints={"words_exchanged"},
    ),
    wrong(
        "diagnosis",
        "((0, 'over-fits'), (1, 'fits'), (10, 'under-fits'))",
        mistake="in the order of lambda",
        hints={"sorted_by_lambda"},
    ),
    wrong(
        "diagnosis",
        "((10, 'under-fits'), (1, 'over-fits'), (0, 'fits'))",
        mistake="0 and 1 exchanged",
        hints={"no_penalty_fits"},
    ),
    wrong(
        "diagnosis",
        "((10, 'fits'), (0, 'over-fits'), (1, 'under-fits'))",
        mistake="curves that stay together are taken for a good fit",
        hints={"small_gap_is_good"},
    ),
    wrong("diagnosis", "(10, 0, 1)", mistake="no words"),
    wrong("diagnosis", "((10, 'under-fits'), (0, 'over-fits'))", mistake="two panels"),
    # Exercise 4: stop in time.
    right(
        "time_to_stop",
        """
        def my_time_to_stop(costs, patience):
            best, best_at = float("inf"), 0
            for i, cost in enumerate(costs):
                if cost < best:
                    best, best_at = cost, i
            age = len(costs) - (best_at + 1)
            if age >= patience:
                return True
            else:
                return False
        """,
        note="a loop",
    ),
    right(
        "time_to_stop",
        """
        def my_time_to_stop(costs, patience):
            if len(costs) <= patience:
                return False
            return min(costs[-patience:]) > min(costs[:-patience])
        """,
        note="the last ones against those before",
    ),
    right(
        "time_to_stop",
        "lambda costs, patience: int(np.argmin(costs) <= len(costs) - 1 - patience)",
        note="zero and one",
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) - 1 - np.argmin(costs) > patience",
        mistake="one too late",
        hints={"too_patient"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) - np.argmin(costs) >= patience",
        mistake="one too early",
        hints={"too_hasty"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) > patience and costs[-1] > costs[-1 - patience]",
        mistake="compares with the cost `patience` ago",
        hints={"two_points"},
    ),
    wrong(
        "time_to_stop",
        """
        def my_time_to_stop(costs, patience):
            last = costs[-patience - 1 :]
            return len(last) > patience and all(b > a for a, b in zip(last, last[1:]))
        """,
        mistake="waits for a rise without a break",
        hints={"in_a_row"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) >= patience",
        mistake="does not look at the costs",
        hints={"length"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: int(np.argmin(costs)) >= patience",
        mistake="where the lowest is, not how long ago",
        hints={"from_the_start"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) - 1 - int(np.argmax(costs)) >= patience",
        mistake="the highest cost",
        hints={"highest"},
    ),
    wrong(
        "time_to_stop",
        "lambda costs, patience: len(costs) - 1 - int(np.argmin(costs))",
        mistake="the age, not the decision",
    ),
    # Exercise 5: knowing nothing about unequal classes.
    right(
        "cost_of_knowing_nothing",
        """
        from math import log

        def my_cost_of_knowing_nothing(counts):
            m, cost = sum(counts), 0
            for n in counts:
                cost -= n * log(n / m)
                cost -= (m - n) * log((m - n) / m)
            return cost / m
        """,
        note="a loop with math",
    ),
    right(
        "cost_of_knowing_nothing",
        """
        from scipy.special import entr

        def my_cost_of_knowing_nothing(counts):
            p = np.array(counts) / np.sum(counts)
            return (entr(p) + entr(1 - p)).sum()
        """,
        note="SciPy's entropy",
    ),
    right(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = np.asarray(counts, dtype=np.float32) / np.float32(sum(counts))
            return -p @ np.log(p) - (1 - p) @ np.log1p(-p)
        """,
        note="single precision",
    ),
    right(
        "cost_of_knowing_nothing",
        """
        from scipy.optimize import minimize_scalar

        def cost(h, p):
            return -p * np.log(h) - (1 - p) * np.log(1 - h)

        def my_cost_of_knowing_nothing(counts):
            total = 0
            for p in np.array(counts) / np.sum(counts):
                found = minimize_scalar(
                    cost, bounds=(0, 1), args=(p,), method="bounded", options={"xatol": 1e-10}
                )
                total += found.fun
            return total
        """,
        note="lets SciPy look for the lowest cost",
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return -np.sum(p * np.log(p))
        """,
        mistake="the second term is forgotten",
        hints={"one_term"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            K = len(counts)
            return K * np.log(K) - (K - 1) * np.log(K - 1)
        """,
        mistake="as for equal classes",
        hints={"equal_classes"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return -np.sum(p * np.log2(p) + (1 - p) * np.log2(1 - p))
        """,
        mistake="the logarithm to base 2",
        hints={"log2"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return -np.mean(p * np.log(p) + (1 - p) * np.log(1 - p))
        """,
        mistake="divided by K",
        hints={"mean_over_classes"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        "lambda counts: len(counts) * np.log(2)",
        mistake="one half for every output",
        hints={"one_half"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return np.sum(p * np.log(p) + (1 - p) * np.log(1 - p))
        """,
        mistake="the sign",
        hints={"sign"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return -np.sum(p * np.log(p) + 1 - p * np.log(1 - p))
        """,
        mistake="a bracket is missing",
        hints={"no_bracket"},
    ),
    wrong(
        "cost_of_knowing_nothing",
        """
        def my_cost_of_knowing_nothing(counts):
            p = counts / np.sum(counts)
            return -np.sum(p * np.log(p)) - (1 - np.sum(p)) * np.log(1 - np.max(p))
        """,
        mistake="the outputs are taken together in the second term",
        hints={"one_term"},
    ),
    right(
        "diagnosis",
        "{'A': (10, 'under-fits'), 'B': (0, 'over-fits'), 'C': (1, 'fits')}",
        note="by panel",
    ),
    right("evaluations_without", "'864 024'", note="as text"),
]
