"""Answers to the exercises of lecture 16."""

from panel import right, wrong

PRELUDE = """
import math
import numpy as np
from scipy.spatial.distance import cdist
from lectures_nn.datasets import load_digits_8x8

digits = load_digits_8x8()
V_first = np.array([[0.5, 4.0], [0.0, 0.5]])
V_second = np.array([[0.6, 0.6], [0.6, 0.6]])
V_third = np.array([[0.6, 0.8], [-0.8, 0.6]])
"""

ANSWERS = [
    # Exercise 1: through all points.
    right(
        "interpolation_weights",
        """
        def my_interpolation_weights(X, y, width):
            M = len(X)
            bumps = np.empty((M, M))
            for i in range(M):
                for j in range(M):
                    bumps[i, j] = math.exp(-sum((X[i] - X[j]) ** 2) / (2 * width**2))
            return np.linalg.inv(bumps) @ y
        """,
        note="loops and an inverse",
    ),
    right(
        "interpolation_weights",
        """
        from scipy.linalg import solve

        def my_interpolation_weights(X, y, width):
            gaps = X[:, None] - X
            squares = np.einsum("ijk,ijk->ij", gaps, gaps)
            return solve(np.exp(-0.5 * squares / width**2), y, assume_a="pos").tolist()
        """,
        note="einsum and SciPy, a list",
    ),
    right(
        "interpolation_weights",
        """
        def my_interpolation_weights(X, y, width):
            bumps = np.exp(-(cdist(X / width, X / width) ** 2) / 2)
            w, *_ = np.linalg.lstsq(bumps, y, rcond=None)
            return w
        """,
        note="in units of the width, least squares",
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.linalg.solve(np.exp(-(cdist(X, X) ** 2) / width**2), y)",
        mistake="the 2 is forgotten",
        hints={"no_two"},
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.linalg.solve(np.exp(-cdist(X, X) / (2 * width**2)), y)",
        mistake="the distance is not squared",
        hints={"distance_not_squared"},
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.linalg.solve(np.exp(-(cdist(X, X) ** 2) / (2 * width)), y)",
        mistake="the width is not squared",
        hints={"width_not_squared"},
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.linalg.solve(np.exp(-(cdist(X, X) ** 2) / 2 * width**2), y)",
        mistake="precedence: the width multiplies",
        hints={"precedence"},
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.exp(-(cdist(X, X) ** 2) / (2 * width**2)) @ y",
        mistake="multiplied instead of solved",
        hints={"product"},
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: y",
        mistake="the values as weights",
        hints={"outputs"},
    ),
    wrong(
        "interpolation_weights",
        """
        def my_interpolation_weights(X, y, width):
            bumps = np.exp(-(cdist(X, X) ** 2) / (2 * width**2))
            return np.linalg.solve(bumps + 0.01 * np.eye(len(X)), y)
        """,
        mistake="a penalty: passes by the points",
    ),
    wrong(
        "interpolation_weights",
        """
        def my_interpolation_weights(X, y, width):
            bumps = np.exp(-(cdist(X, X) ** 2) / (2 * width**2))
            with_bias = np.column_stack([np.ones(len(X)), bumps])
            return np.linalg.lstsq(with_bias, y, rcond=None)[0][1:]
        """,
        mistake="a bias was fitted, too, and thrown away",
    ),
    wrong(
        "interpolation_weights",
        "lambda X, y, width: np.linalg.solve(np.exp(cdist(X, X) ** 2 / (2 * width**2)), y)",
        mistake="the minus sign is forgotten",
        hints={"no_minus"},
    ),
    # Exercise 2: an answer at every step.
    right(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            deltas = []
            back = 0
            for d, h in zip(direct[::-1], H[:0:-1]):
                delta = (d + back) * (1 - h**2)
                back = np.einsum("mk,jk->mj", delta, V)
                deltas.insert(0, delta)
            return deltas
        """,
        note="backwards through both, a list of arrays",
    ),
    right(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            def delta(t):
                later = delta(t + 1) @ V.T if t < len(direct) else 0
                return (direct[t - 1] + later) * (1 - H[t]) * (1 + H[t])

            return np.array([delta(t) for t in range(1, len(direct) + 1)])
        """,
        note="calls itself",
    ),
    right(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            slope = 1 - H[1:] ** 2
            result = np.zeros_like(direct)
            for last in range(len(direct)):
                delta = direct[last] * slope[last]
                result[last] += delta
                for t in range(last - 1, -1, -1):
                    delta = delta @ V.T * slope[t]
                    result[t] += delta
            return result
        """,
        note="each answer's errors on their own",
    ),
    wrong(
        "errors_at_every_step",
        "lambda direct, H, V: direct * (1 - H[1:] ** 2)",
        mistake="nothing through the later states",
        hints={"direct_only"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = np.zeros_like(direct)
            delta[-1] = direct[-1] * (1 - H[-1] ** 2)
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = delta[t + 1] @ V.T * (1 - H[t + 1] ** 2)
            return delta
        """,
        mistake="only the last answer",
        hints={"last_only"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = direct * (1 - H[1:] ** 2)
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = (direct[t] + delta[t + 1] @ V) * (1 - H[t + 1] ** 2)
            return delta
        """,
        mistake="V is not transposed",
        hints={"no_transpose"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = direct * (1 - H[1:] ** 2)
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = direct[t] + delta[t + 1] @ V.T * (1 - H[t + 1] ** 2)
            return delta
        """,
        mistake="the slope for the later part only",
        hints={"slope_on_later_only"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = direct * (1 - H[:-1] ** 2)
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = (direct[t] + delta[t + 1] @ V.T) * (1 - H[t] ** 2)
            return delta
        """,
        mistake="the states one step too early",
        hints={"slope_before"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = np.zeros_like(direct)
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = (direct[t] + delta[t + 1] @ V.T) * (1 - H[t + 1] ** 2)
            return delta
        """,
        mistake="the last step is left at zero",
        hints={"last_zero"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = direct.copy()
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = direct[t] + delta[t + 1] @ V.T
            return delta
        """,
        mistake="no slopes: dJ/dh instead of dJ/dz",
        hints={"no_slope"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            deltas, delta = [], 0
            for t in range(len(direct), 0, -1):
                later = delta @ V.T if len(deltas) else 0
                delta = (direct[t - 1] + later) * (1 - H[t] ** 2)
                deltas.append(delta)
            return np.array(deltas)
        """,
        mistake="the last step comes first",
        hints={"reversed"},
    ),
    wrong(
        "errors_at_every_step",
        """
        def my_errors_at_every_step(direct, H, V):
            delta = direct * (1 - H[1:]) ** 2
            for t in range(len(direct) - 2, -1, -1):
                delta[t] = (direct[t] + delta[t + 1] @ V.T) * (1 - H[t + 1]) ** 2
            return delta
        """,
        mistake="(1 - h)^2 as the slope",
        hints={"square_outside"},
    ),
    # Exercise 3: three matrices.
    right(
        "fates",
        "{'V_first': 'vanishes', 'V_second': 'explodes', 'V_third': 'stays'}",
        note="by the names of the matrices",
    ),
    right("fates", "['Vanishes', 'Explodes', 'Stays']", note="capitals, a list"),
    right(
        "fates",
        """
        def fate(V):
            size = np.linalg.norm(np.linalg.matrix_power(V, 100) @ [1.0, 2.0])
            return "vanishes" if size < 0.1 else "explodes" if size > 10 else "stays"

        my_fates = tuple(fate(V) for V in (V_first, V_second, V_third))
        """,
        note="measured",
    ),
    wrong(
        "fates",
        "('explodes', 'vanishes', 'stays')",
        mistake="judged by the largest entry",
        hints={"largest_entry"},
    ),
    wrong(
        "fates",
        "('explodes', 'explodes', 'stays')",
        mistake="the largest singular value of the first is above 1",
        hints={"singular_value"},
    ),
    wrong(
        "fates",
        "('vanishes', 'vanishes', 'vanishes')",
        mistake="all diagonal entries below 1",
        hints={"diagonal"},
    ),
    wrong(
        "fates",
        "('vanishes', 'stays', 'explodes')",
        mistake="the last two swapped",
        hints={"last_two"},
    ),
    wrong(
        "fates",
        "('explodes', 'explodes', 'explodes')",
        mistake="the rows' sums of absolute values are above 1",
        hints={"sums_of_rows"},
    ),
    wrong("fates", "'vanishes'", mistake="one word"),
    wrong("fates", "('shrinks', 'grows', 'stays')", mistake="other words than those offered"),
    # Exercise 4: how narrow may the middle be?
    wrong("code_units", "64", mistake="all of them", hints={"smallest_first"}),
    right(
        "code_units",
        """
        from sklearn.decomposition import PCA

        my_code_units = PCA(0.9, svd_solver="full").fit(digits.X).n_components_
        """,
        note="scikit-learn",
    ),
    right(
        "code_units",
        """
        variances = np.linalg.eigvalsh(np.cov(digits.X.T))[::-1]
        share = np.cumsum(variances) / variances.sum()
        my_code_units = np.flatnonzero(share >= 0.9)[:1] + 1.0
        """,
        note="eigenvalues; an array of one float",
    ),
    wrong(
        "code_units",
        """
        variances = np.linalg.eigvalsh(np.cov(digits.X.T))[::-1]
        my_code_units = np.argmax(np.cumsum(variances) >= 0.9 * variances.sum())
        """,
        mistake="counted from 0",
        hints={"off_by_one"},
    ),
    wrong(
        "code_units",
        """
        singular = np.linalg.svd(digits.X - digits.X.mean(axis=0), compute_uv=False)
        my_code_units = np.argmax(np.cumsum(singular) >= 0.9 * singular.sum()) + 1
        """,
        mistake="the singular values are not squared",
        hints={"not_squared"},
    ),
    wrong(
        "code_units",
        """
        singular = np.linalg.svd(digits.X, compute_uv=False)
        my_code_units = np.argmax(np.cumsum(singular**2) >= 0.9 * (singular**2).sum()) + 1
        """,
        mistake="the mean is not subtracted",
        hints={"not_centred"},
    ),
    wrong(
        "code_units",
        """
        X = digits.X - digits.X.mean(axis=0)
        X = X / np.where(X.std(axis=0) > 0, X.std(axis=0), 1)
        variances = np.linalg.eigvalsh(X.T @ X)[::-1]
        my_code_units = np.argmax(np.cumsum(variances) >= 0.9 * variances.sum()) + 1
        """,
        mistake="the pixels are scaled to equal spread",
        hints={"scaled"},
    ),
    wrong(
        "code_units",
        """
        variances = np.linalg.eigvalsh(np.cov(digits.X.T))
        my_code_units = np.argmax(np.cumsum(variances) >= 0.9 * variances.sum()) + 1
        """,
        mistake="the smallest first",
        hints={"smallest_first"},
    ),
    wrong(
        "code_units",
        """
        variances = np.linalg.eigvalsh(np.cov(digits.X.T))[::-1]
        my_code_units = np.argmax(np.cumsum(variances) >= 0.95 * variances.sum()) + 1
        """,
        mistake="95 % instead of 90 %",
        hints={"another_share"},
    ),
    wrong("code_units", "58", mistake="nine tenths of the 64 pixels", hints={"share_of_pixels"}),
    wrong(
        "code_units",
        """
        variances = np.linalg.eigvalsh(np.cov(digits.X.T))[::-1]
        my_code_units = int(np.sum(variances >= 0.1 * variances.max()))
        """,
        mistake="variances above a tenth of the largest",
        hints={"another_mean"},
    ),
    # Exercise 5: tied weights.
    right(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            S = X.T @ X / len(X)
            return -2 * S @ W + S @ W @ W.T @ W + W @ W.T @ S @ W
        """,
        note="multiplied out",
    ),
    right(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            total = np.zeros(W.shape)
            for x in X:
                code = x @ W
                off = W @ code - x
                total += np.outer(off, code) + np.outer(x, off @ W)
            return total / len(X)
        """,
        note="one example after the other",
    ),
    right(
        "tied_gradient",
        """
        from lectures_nn.gradients import numerical_gradient

        def my_tied_gradient(W, X):
            return numerical_gradient(lambda W: np.sum((X @ W @ W.T - X) ** 2) / 2 / len(X), W)
        """,
        note="by nudging, as the text offers for testing",
    ),
    wrong(
        "tied_gradient",
        "lambda W, X: (X @ W @ W.T - X).T @ X @ W / len(X)",
        mistake="the decoder's share only",
        hints={"decoder_only"},
    ),
    wrong(
        "tied_gradient",
        "lambda W, X: X.T @ (X @ W @ W.T - X) @ W / len(X)",
        mistake="the encoder's share only",
        hints={"encoder_only"},
    ),
    wrong(
        "tied_gradient",
        "lambda W, X: 2 * (X @ W @ W.T - X).T @ X @ W / len(X)",
        mistake="the decoder's share doubled",
        hints={"twice_decoder"},
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = X @ W @ W.T - X
            return E.T @ X @ W + X.T @ E @ W
        """,
        mistake="not divided by M",
        hints={"no_mean"},
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = X - X @ W @ W.T
            return (E.T @ X @ W + X.T @ E @ W) / len(X)
        """,
        mistake="target minus output",
        hints={"sign"},
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = X @ W @ W.T - X
            return (E.T @ X @ W + X.T @ E @ W) / (2 * len(X))
        """,
        mistake="the mean of both shares",
        hints={"mean_of_shares"},
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = (X @ W @ W.T - X) / len(X)
            return E.T @ (X @ W), X.T @ (E @ W)
        """,
        mistake="the two shares as a pair",
        hints={"both_shares"},
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = (X @ W @ W.T - X) / len(X)
            return (E.T @ X @ W + X.T @ E @ W).T
        """,
        mistake="transposed",
    ),
    wrong(
        "tied_gradient",
        """
        def my_tied_gradient(W, X):
            E = X @ W @ W.T - X
            return (E.T @ X @ W + X.T @ E @ W) / E.size
        """,
        mistake="divided by the number of all outputs",
    ),
]
