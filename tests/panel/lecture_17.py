"""Answers to the tasks of lecture 17."""

from panel import right, wrong

PRELUDE = """
import itertools
import math
import numpy as np
import pandas as pd

def energy(spins):
    right, below = np.roll(spins, -1, axis=-1), np.roll(spins, -1, axis=-2)
    return -np.sum(spins * (right + below), axis=(-2, -1), dtype=int)
"""

ANSWERS = [
    # Task 1: the heat capacity.
    right(
        "heat_capacity",
        """
        def my_heat_capacity(E, T, N):
            mean = sum(E) / len(E)
            squares = sum(e * e for e in E) / len(E)
            return (squares - mean**2) / (N * T * T)
        """,
        note="sums by Python",
    ),
    right("heat_capacity", "lambda E, T, N: np.cov(E / T, ddof=0) / N", note="a 0-dim array"),
    right(
        "heat_capacity",
        "lambda E, T, N: pd.Series(E).var(ddof=0) / N * T**-2.0",
        note="pandas",
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.var(E) / (N * T)",
        mistake="T is not squared",
        hints={"not_squared"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.var(E) / T**2",
        mistake="N is forgotten",
        hints={"whole_lattice"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.var(E / N) / T**2",
        mistake="the energies of a spin: divided by N squared",
        hints={"divided_twice"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.std(E) / (N * T**2)",
        mistake="the standard deviation",
        hints={"standard_deviation"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.mean(E**2) / (N * T**2)",
        mistake="the square of the mean is not subtracted",
        hints={"not_centred"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.var(E) / N * T**2",
        mistake="precedence: T squared multiplies",
        hints={"temperature_multiplied"},
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: (np.mean(E) ** 2 - np.mean(E**2)) / (N * T**2)",
        mistake="the wrong sign",
    ),
    right(
        "heat_capacity",
        """
        from fractions import Fraction

        def my_heat_capacity(E, T, N):
            E = [Fraction(int(e)) for e in E]
            mean, squares = sum(E) / len(E), sum(e * e for e in E) / len(E)
            return float(squares - mean**2) / (T * T * N)
        """,
        note="whole energies, exactly",
    ),
    wrong(
        "heat_capacity",
        "lambda E, T, N: np.mean(E) / (N * T)",
        mistake="the mean energy over T instead of a slope",
    ),
    # Task 2: counting parameters.
    right(
        "parameters",
        """
        def dense(L):
            return (L * L + 1) * 32 + 33 * 2

        filters = (3 * 3 + 1) * 8 + 9 * 2
        my_parameters = [dense(16), filters, dense(32), filters]
        """,
        note="a list",
    ),
    right("parameters", "np.array([8290.0, 98, 32866, 98])", note="an array of floats"),
    wrong(
        "parameters",
        "(256 * 32 + 32 * 2, 72 + 16, 1024 * 32 + 32 * 2, 72 + 16)",
        mistake="no biases",
        hints={"no_biases"},
    ),
    wrong(
        "parameters",
        "(8290, 80, 32866, 80)",
        mistake="the filters alone, no outputs",
        hints={"no_outputs"},
    ),
    wrong(
        "parameters",
        "(8290, 80 + 2 * (8 * 14 * 14 + 1), 32866, 80 + 2 * (8 * 30 * 30 + 1))",
        mistake="the average over the lattice is forgotten",
        hints={"no_averaging"},
    ),
    wrong(
        "parameters",
        "(257 * 16 + 34, 98, 1025 * 16 + 34, 98)",
        mistake="16 hidden nodes, as the lecture's network",
        hints={"hidden_nodes_of_the_text"},
    ),
    wrong(
        "parameters",
        "(17 * 32 + 66, 98, 33 * 32 + 66, 98)",
        mistake="L inputs instead of L squared",
        hints={"side"},
    ),
    wrong("parameters", "(8290, 32866, 98, 98)", mistake="another order", hints={"order"}),
    wrong(
        "parameters",
        "(257 * 32 + 33, 80 + 9, 1025 * 32 + 33, 80 + 9)",
        mistake="one output instead of two",
        hints={"one_output"},
    ),
    wrong("parameters", "(8290, 98)", mistake="side 16 only"),
    wrong(
        "parameters",
        "(256 * 32 + 64 + 32, 98, 1024 * 32 + 64 + 32, 98)",
        mistake="the biases of the outputs are forgotten",
        hints={"output_biases"},
    ),
    # Task 3: the error without the bootstrap.
    right(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            (T0, T1), (p0, p1) = T, p
            per = (T1 - T0) / (p0 - p1) ** 2
            return math.hypot(per * (0.5 - p1) * e[0], per * (p0 - 0.5) * e[1])
        """,
        note="hypot",
    ),
    right(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            def crossing(p0, p1):
                return T[0] + (p0 - 0.5) / (p0 - p1) * (T[1] - T[0])

            h = 1e-20
            first = crossing(p[0] + 1j * h, p[1]).imag / h
            second = crossing(p[0], p[1] + 1j * h).imag / h
            return np.linalg.norm([first * e[0], second * e[1]])
        """,
        note="complex steps",
    ),
    right(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            fraction = (p[0] - 0.5) / (p[0] - p[1])
            steepness = (p[0] - p[1]) / (T[1] - T[0])
            return [np.sqrt((1 - fraction) ** 2 * e[0] ** 2 + fraction**2 * e[1] ** 2) / steepness]
        """,
        note="by the share of the way; a list of one number",
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            steepness = (p[0] - p[1]) / (T[1] - T[0])
            return np.sqrt(e[0] ** 2 + e[1] ** 2) / steepness
        """,
        mistake="both errors in full",
        hints={"one_denominator"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = (T[1] - T[0]) / (p[0] - p[1]) ** 2
            return (per * (0.5 - p[1]) * e[0]) ** 2 + (per * (p[0] - 0.5) * e[1]) ** 2
        """,
        mistake="the root is not taken",
        hints={"no_root"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = (T[1] - T[0]) / (p[0] - p[1]) ** 2
            return np.sqrt((per * (p[0] - 0.5) * e[0]) ** 2 + (per * (0.5 - p[1]) * e[1]) ** 2)
        """,
        mistake="the two slopes swapped",
        hints={"swapped"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = (T[1] - T[0]) / (p[0] - p[1]) ** 2
            return abs(per * (0.5 - p[1]) * e[0]) + abs(per * (p[0] - 0.5) * e[1])
        """,
        mistake="the errors are added, not their squares",
        hints={"added"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            width = T[1] - T[0]
            by_first = width / (p[0] - p[1])
            by_second = width * (p[0] - 0.5) / (p[0] - p[1]) ** 2
            return np.sqrt((by_first * e[0]) ** 2 + (by_second * e[1]) ** 2)
        """,
        mistake="the quotient rule forgotten: p_k in the denominator",
        hints={"one_numerator"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = (T[1] - T[0]) / (p[0] - p[1])
            return np.sqrt((per * (0.5 - p[1]) * e[0]) ** 2 + (per * (p[0] - 0.5) * e[1]) ** 2)
        """,
        mistake="the denominator is not squared",
        hints={"gap_not_squared"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = 1 / (p[0] - p[1]) ** 2
            return np.sqrt((per * (0.5 - p[1]) * e[0]) ** 2 + (per * (p[0] - 0.5) * e[1]) ** 2)
        """,
        mistake="the distance of the temperatures is forgotten",
        hints={"no_spacing"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            per = (T[1] - T[0]) / (p[0] - p[1]) ** 2
            return np.sqrt((per * (0.5 - p[1])) ** 2 * e[0] + (per * (p[0] - 0.5)) ** 2 * e[1])
        """,
        mistake="the errors are not squared",
        hints={"errors_not_squared"},
    ),
    wrong(
        "crossing_error",
        """
        def my_crossing_error(T, p, e):
            return T[0] + (p[0] - 0.5) / (p[0] - p[1]) * (T[1] - T[0])
        """,
        mistake="the crossing instead of its error",
        hints={"crossing"},
    ),
    # Task 4: the infinite lattice.
    right(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            line, covariance = np.polyfit(
                1 / sizes, crossings, 1, w=1 / errors, cov="unscaled"
            )
            return line[1], np.sqrt(covariance[1, 1])
        """,
        note="polyfit, whose weights are not squared",
    ),
    right(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            x, w = 1 / sizes, 1 / errors**2
            S, Sx, Sxx = w.sum(), (w * x).sum(), (w * x * x).sum()
            Sy, Sxy = (w * crossings).sum(), (w * x * crossings).sum()
            D = S * Sxx - Sx**2
            return np.array([(Sxx * Sy - Sx * Sxy) / D, (Sxx / D) ** 0.5])
        """,
        note="sums, an array",
    ),
    right(
        "infinite_size",
        """
        from scipy.optimize import curve_fit

        def my_infinite_size(sizes, crossings, errors):
            fit, covariance = curve_fit(
                lambda x, T_c, a: T_c + a * x, 1 / sizes, crossings,
                sigma=errors, absolute_sigma=True,
            )
            return [fit[0], covariance[0, 0] ** 0.5]
        """,
        note="SciPy's fit, to its own precision",
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), 1 / sizes]), np.diag(1 / errors**2)
            C = np.linalg.inv(A.T @ Omega @ A)
            return (C @ A.T @ Omega @ crossings)[0], C[0, 0]
        """,
        mistake="the variance",
        hints={"variance"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), 1 / sizes]), np.diag(1 / errors)
            C = np.linalg.inv(A.T @ Omega @ A)
            return (C @ A.T @ Omega @ crossings)[0], np.sqrt(C[0, 0])
        """,
        mistake="the weights are not squared",
        hints={"weights_not_squared"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A = np.column_stack([np.ones(len(sizes)), 1 / sizes])
            C = np.linalg.inv(A.T @ A)
            return (C @ A.T @ crossings)[0], np.sqrt(C[0, 0])
        """,
        mistake="no weights",
        hints={"unweighted"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), sizes]), np.diag(1 / errors**2)
            C = np.linalg.inv(A.T @ Omega @ A)
            return (C @ A.T @ Omega @ crossings)[0], np.sqrt(C[0, 0])
        """,
        mistake="a line in L instead of 1 / L",
        hints={"against_size"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), 1 / sizes]), np.diag(1 / errors**2)
            C = np.linalg.inv(A.T @ Omega @ A)
            return (C @ A.T @ Omega @ crossings)[1], np.sqrt(C[1, 1])
        """,
        mistake="the slope a instead of T_c",
        hints={"slope"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), 1 / sizes]), np.diag(errors**2)
            C = np.linalg.inv(A.T @ Omega @ A)
            return (C @ A.T @ Omega @ crossings)[0], np.sqrt(C[0, 0])
        """,
        mistake="the weights upside down",
        hints={"weights_inverted"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            line, covariance = np.polyfit(1 / sizes, crossings, 1, w=1 / errors, cov=True)
            return line[1], np.sqrt(covariance[1, 1])
        """,
        mistake="the covariance scaled by the residuals, polyfit's default",
        hints={"rescaled_errors"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            A, Omega = np.column_stack([np.ones(len(sizes)), 1 / sizes]), np.diag(1 / errors**2)
            C = np.linalg.inv(A.T @ Omega @ A)
            return C @ A.T @ Omega @ crossings, np.sqrt(np.diag(C))
        """,
        mistake="both parameters and both errors",
        hints={"both_parameters"},
    ),
    wrong(
        "infinite_size",
        """
        def my_infinite_size(sizes, crossings, errors):
            w = 1 / errors**2
            return (w * crossings).sum() / w.sum(), np.sqrt(1 / w.sum())
        """,
        mistake="the weighted mean, no line",
        hints={"largest_lattice"},
    ),
    # Task 5: the even energy.
    right(
        "even_energy",
        """
        def my_even_energy(lnZ_cold, lnZ_hot, T_cold, T_hot):
            return T_cold * T_hot * (lnZ_cold - lnZ_hot) / (T_cold - T_hot)
        """,
        note="with the temperatures multiplied out",
    ),
    right(
        "even_energy",
        """
        def my_even_energy(lnZ_cold, lnZ_hot, T_cold, T_hot):
            A = np.array([[1 / T_cold, 1], [1 / T_hot, 1]])
            return np.linalg.solve(A, [-lnZ_cold, -lnZ_hot])[:1]
        """,
        note="a linear system, an array of one number",
    ),
    right(
        "even_energy",
        """
        from scipy.optimize import brentq

        def my_even_energy(lnZ_cold, lnZ_hot, T_cold, T_hot):
            def lead(E):
                return (-E / T_cold - lnZ_cold) - (-E / T_hot - lnZ_hot)

            return brentq(lead, -1e6, 1e6, xtol=1e-12)
        """,
        note="the root, by a library",
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / (1 / T_cold - 1 / T_hot)",
        mistake="the wrong sign",
        hints={"sign"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / (T_hot - T_cold)",
        mistake="temperatures instead of one over them",
        hints={"not_inverse"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: "
        "np.log(lnZ_cold / lnZ_hot) / (1 / T_hot - 1 / T_cold)",
        mistake="the logarithm a second time",
        hints={"logarithm_again"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold + lnZ_hot) / (1 / T_cold + 1 / T_hot)",
        mistake="sums instead of differences",
        hints={"sum"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: "
        "(np.exp(lnZ_cold) - np.exp(lnZ_hot)) / (1 / T_hot - 1 / T_cold)",
        mistake="Z instead of its logarithm, too large a number",
        hints={"exponentiated"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: -(T_cold * lnZ_cold + T_hot * lnZ_hot) / 2",
        mistake="the middle of the two free energies",
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / 1 / T_hot - 1 / T_cold",
        mistake="a bracket is missing",
        hints={"bracket"},
    ),
    wrong(
        "even_energy",
        "lambda lnZ_cold, lnZ_hot, T_cold, T_hot: "
        "(T_cold * lnZ_cold - T_hot * lnZ_hot) / (T_hot - T_cold)",
        mistake="multiplied by the temperature, that of each side",
        hints={"free_energies"},
    ),
    # Task 6: the antiferromagnet.
    right(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            turned = np.array(spins)
            for s in turned:
                for i in range(len(s)):
                    for j in range(len(s)):
                        if (i + j) % 2:
                            s[i, j] = -s[i, j]
            return turned
        """,
        note="loops over a copy",
    ),
    right(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            sign = (-1.0) ** np.arange(spins.shape[-1])
            return np.einsum("mij,i,j->mij", spins, sign, sign)
        """,
        note="einsum, floats",
    ),
    right(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            spins = spins.copy()
            spins[:, ::2, 1::2] *= -1
            spins[:, 1::2, ::2] *= -1
            return spins.astype(np.int8)
        """,
        note="slices, small integers",
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: -spins",
        mistake="every spin is turned",
        hints={"all"},
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: -spins * (-1) ** np.indices(spins.shape[1:]).sum(axis=0)",
        mistake="the other colour: the spin at (0, 0) is turned",
        hints={"other_half"},
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: spins * (-1) ** np.arange(spins.shape[-1])",
        mistake="whole columns: neighbours in a column stay alike",
        hints={"columns"},
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: spins * (-1) ** np.arange(spins.shape[-1])[:, None]",
        mistake="whole rows: neighbours in a row stay alike",
        hints={"rows"},
    ),
    wrong(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            turned = spins.reshape(len(spins), -1).copy()
            turned[:, 1::2] *= -1
            return turned.reshape(spins.shape)
        """,
        mistake="every second spin in the order of the memory: columns, as L is even",
        hints={"columns"},
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: spins * (-1) ** np.indices(spins.shape).sum(axis=0)",
        mistake="the number of the lattice counts, too: every second one is turned",
        hints={"number_of_lattice"},
    ),
    wrong(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            turned = spins.copy()
            turned[:, 1::2, 1::2] *= -1
            return turned
        """,
        mistake="a quarter of the spins",
        hints={"quarter"},
    ),
    wrong(
        "to_antiferromagnet",
        "lambda spins: (-1) ** np.indices(spins.shape)[1:].sum(axis=0)",
        mistake="a checkerboard, whatever the spins are",
        hints={"pattern"},
    ),
    wrong(
        "to_antiferromagnet",
        """
        def my_to_antiferromagnet(spins):
            spins[:, ::2, 1::2] *= -1
            spins[:, 1::2, ::2] *= -1
        """,
        mistake="changes its argument and returns nothing",
    ),
    # A warm-up for the report: the same lattices.
    right(
        "paired_difference",
        """
        from scipy.stats import sem

        def my_paired_difference(a, b):
            gap = [x - y for x, y in zip(a, b)]
            return np.mean(gap), sem(gap, ddof=0)
        """,
        note="SciPy, with the divisor n",
    ),
    right(
        "paired_difference",
        """
        def my_paired_difference(a, b):
            n = len(a)
            covariance = np.cov(a, b, ddof=0)
            variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
            return np.array([a.mean() - b.mean(), np.sqrt(variance / n)])
        """,
        note="by the covariance, an array",
    ),
    right(
        "paired_difference",
        """
        def my_paired_difference(a, b):
            gap = (a - b).astype(np.float32)
            return [gap.mean(), gap.std() / len(gap) ** 0.5]
        """,
        note="single precision, a list",
    ),
    wrong(
        "paired_difference",
        """
        def my_paired_difference(a, b):
            return a.mean() - b.mean(), np.sqrt((a.var() + b.var()) / len(a))
        """,
        mistake="as if the lattices were different ones",
        hints={"unpaired"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(a - b), np.std(a - b))",
        mistake="the standard deviation, not divided by the root of n",
        hints={"one_lattice"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(a - b), np.std(a - b) / len(a))",
        mistake="divided by n",
        hints={"no_root"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(b - a), np.std(b - a) / np.sqrt(len(a)))",
        mistake="b - a",
        hints={"sign"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(np.abs(a - b)), np.std(a - b) / np.sqrt(len(a)))",
        mistake="the mean of the absolute differences",
        hints={"absolute"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(a - b), 1.96 * np.std(a - b) / np.sqrt(len(a)))",
        mistake="1.96 times the error",
        hints={"twice"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(a - b), (np.std(a) - np.std(b)) / np.sqrt(len(a)))",
        mistake="the difference of the standard deviations",
        hints={"errors_subtracted"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: (np.mean(a - b), np.std(a - b, ddof=1) / np.sqrt(len(a)))",
        mistake="the divisor n - 1, where the text asks for np.std as above",
        hints={"sample_variance"},
    ),
    wrong(
        "paired_difference",
        "lambda a, b: np.mean(a - b)",
        mistake="the error is missing",
    ),
]
