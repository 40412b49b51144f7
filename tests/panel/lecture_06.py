"""Answers to the exercises of lecture 06."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn import coursera


def g(z):
    return 1 / (1 + np.exp(-z))


def with_one(a):
    return np.concatenate([[1], a])


def with_ones(A):
    return np.hstack([np.ones((len(A), 1)), A])


def outputs_of_all(Theta1, Theta2, X):
    A2 = g(with_ones(X) @ Theta1.T)
    return A2, g(with_ones(A2) @ Theta2.T)
"""

WHOLE = """
def my_cost_and_gradient(Theta1, Theta2, X, y, lmbd):
    m, K = len(X), len(Theta2)
    Y = (y.reshape(m, 1) == np.arange(1, K + 1)).astype(float)
    A2, H = outputs_of_all(Theta1, Theta2, X)
    cost = -np.sum(Y * np.log(H) + (1 - Y) * np.log(1 - H)) / m
    squares = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
    J = cost + lmbd / (2 * m) * squares
    E3 = H - Y
    E2 = E3 @ Theta2[:, 1:] * A2 * (1 - A2)
    D1 = E2.T @ with_ones(X) / m
    D2 = E3.T @ with_ones(A2) / m
    D1[:, 1:] += lmbd / m * Theta1[:, 1:]
    D2[:, 1:] += lmbd / m * Theta2[:, 1:]
    return {"Y": Y, "H": H, "J": J, "E2": E2, "D1": D1, "D2": D2}
"""


def changed(*changes):
    """Return the whole answer with some of its lines changed."""
    source = WHOLE
    for old, new in changes:
        assert source.count(old) == 1, f"not there once: {old}"
        source = source.replace(old, new)
    return source


ANSWERS = [
    # Exercise 1: labels into targets.
    right(
        "recoded",
        """
        def my_recoded(labels, K):
            Y = np.zeros((len(labels), K))
            for row, label in enumerate(labels):
                Y[row, label - 1] = 1
            return Y
        """,
        note="a loop",
    ),
    right("recoded", "lambda labels, K: np.eye(K)[labels - 1]", note="the unit matrix"),
    right(
        "recoded",
        "lambda labels, K: [[label == k + 1 for k in range(K)] for label in labels]",
        note="lists of booleans",
    ),
    right(
        "recoded",
        """
        def my_recoded(labels, K):
            Y = np.zeros((len(labels), K), dtype=np.int8)
            np.put_along_axis(Y, np.asarray(labels)[:, None] - 1, 1, axis=1)
            return Y
        """,
        note="small whole numbers",
    ),
    wrong(
        "recoded",
        "lambda labels, K: labels[:, None] == np.arange(K)",
        mistake="counts from 0",
        hints={"last_label_lost"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: np.eye(K + 1)[labels]",
        mistake="K + 1 columns",
        hints={"one_column_more"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: np.eye(K)[labels]",
        mistake="label K is out of range",
        hints={"index_of_python"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: (labels == np.arange(1, K + 1)[:, None]).astype(float)",
        mistake="one column an example",
        hints={"transposed"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: (labels[:, None] == np.unique(labels)).astype(float)",
        mistake="only the labels that occur",
        hints={"present"},
    ),
    wrong(
        "recoded",
        """
        def my_recoded(labels, K):
            Y = np.zeros((len(labels), K))
            Y[:, labels - 1] = 1
            return Y
        """,
        mistake="whole columns are set",
        hints={"all_rows"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: (labels[:, None] == np.arange(1, K)).astype(float)",
        mistake="the last class is lost",
        hints={"last_column_lost"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: np.eye(K)[labels % K]",
        mistake="label K goes to the first column, all others one to the right",
        hints={"zero_first"},
    ),
    # Exercise 2: the slope of the sigmoid.
    right("sigmoid_gradient", "lambda z: 1 / (4 * np.cosh(np.asarray(z) / 2) ** 2)"),
    right(
        "sigmoid_gradient",
        """
        from scipy.stats import logistic

        my_sigmoid_gradient = logistic.pdf
        """,
        note="a density of SciPy",
    ),
    right(
        "sigmoid_gradient",
        """
        import math

        def of_number(z):
            return math.exp(-z) / (1 + math.exp(-z)) ** 2

        my_sigmoid_gradient = np.vectorize(of_number)
        """,
        note="a number at a time",
    ),
    right(
        "sigmoid_gradient",
        """
        def my_sigmoid_gradient(z):
            a = g(np.float32(z))
            return a - a**2
        """,
        note="single precision",
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: z * (1 - z)",
        mistake="z taken for an activation",
        hints={"of_the_activation"},
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: g(z) * (1 - z)",
        mistake="g forgotten once",
        hints={"second_factor"},
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: g(z) * 1 - g(z)",
        mistake="a bracket is missing",
        hints={"no_bracket"},
    ),
    wrong(
        "sigmoid_gradient", "lambda z: 1 - g(z) ** 2", mistake="the slope of tanh", hints={"tanh"}
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: (1 - g(z)) ** 2",
        mistake="(1 - g)^2",
        hints={"square_of_difference"},
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: g(z)",
        mistake="the sigmoid itself",
        hints={"only_the_sigmoid"},
    ),
    wrong(
        "sigmoid_gradient",
        "lambda z: g(z) @ (1 - g(z))",
        mistake="a matrix product",
        hints={"matrix_product"},
    ),
    wrong(
        "sigmoid_gradient",
        """
        import math

        def my_sigmoid_gradient(z):
            a = 1 / (1 + math.exp(-z))
            return a * (1 - a)
        """,
        mistake="for a number only",
        hints={"numbers_only"},
    ),
    # Exercise 3: the penalty of any network.
    right(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            total = 0.0
            for Theta in Thetas:
                for row in Theta:
                    for weight in row[1:]:
                        total += weight**2
            return lmbd * total / (2 * m)
        """,
        note="three loops",
    ),
    right(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            weights = np.concatenate([Theta[:, 1:].ravel() for Theta in Thetas])
            return 0.5 * lmbd / m * weights @ weights
        """,
        note="one long vector",
    ),
    right(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            all_of_them = sum(np.linalg.norm(T) ** 2 for T in Thetas)
            biases = sum(np.linalg.norm(T[:, 0]) ** 2 for T in Thetas)
            return np.array([lmbd / m / 2 * (all_of_them - biases)])
        """,
        note="all less the biases, an array of one element",
    ),
    right(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            weights = [T[:, 1:].astype(np.float32) for T in Thetas]
            parts = [np.einsum("ji,ji", W, W) for W in weights]
            return np.float32(lmbd / (2 * m)) * np.sum(parts)
        """,
        note="einsum in single precision",
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T**2) for T in Thetas)",
        mistake="the biases too",
        hints={"biases"},
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / 2 * m * sum(np.sum(T[:, 1:] ** 2) for T in Thetas)",
        mistake="a bracket is missing: multiplied by m",
        hints={"precedence"},
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / m * sum(np.sum(T[:, 1:] ** 2) for T in Thetas)",
        mistake="the half is forgotten",
        hints={"no_half"},
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[1:] ** 2) for T in Thetas)",
        mistake="the first row is left out",
        hints={"first_row"},
    ),
    wrong(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            Theta1, Theta2 = Thetas
            return lmbd / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
        """,
        mistake="two layers only",
        hints={"two_matrices"},
    ),
    wrong(
        "penalty",
        """
        def my_penalty(Thetas, lmbd, m):
            for Theta in Thetas:
                total = 0
                total += np.sum(Theta[:, 1:] ** 2)
            return lmbd / (2 * m) * total
        """,
        mistake="only the last layer is left",
        hints={"last_only"},
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, 1:]) ** 2 for T in Thetas)",
        mistake="the square of the sum",
        hints={"square_of_sum"},
    ),
    wrong(
        "penalty",
        "lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, :-1] ** 2) for T in Thetas)",
        mistake="the last column is left out",
        hints={"last_column"},
    ),
    # Exercise 4: cost and gradient of a batch.
    right("cost_and_gradient", WHOLE),
    right(
        "cost_and_gradient",
        """
        def my_cost_and_gradient(Theta1, Theta2, X, y, lmbd):
            K, hidden, m = Theta2.shape[0], Theta1.shape[0], X.shape[0]
            Y = [[float(label == k) for k in range(1, K + 1)] for label in y.ravel()]
            A2, H = outputs_of_all(Theta1, Theta2, X)
            E2 = np.einsum("mk,kj->mj", H - Y, Theta2[:, 1:]) * (A2 - A2**2)
            theta, sizes = coursera.pack(Theta1, Theta2), (X.shape[1], hidden, K)
            J, gradient = coursera.cost_function(theta, sizes, X, y, lmbd)
            D1, D2 = coursera.unpack(gradient, sizes)
            return dict(D2=D2, D1=D1, E2=E2, J=np.array([J]), H=H, Y=Y)
        """,
        note="the package's cost, lists, an array of one element",
    ),
    wrong(
        "cost_and_gradient",
        changed(("np.arange(1, K + 1)", "np.arange(K)")),
        mistake="labels count from 0",
        hints={"counted_from_zero"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("y.reshape(m, 1)", "y[:, None]")),
        mistake="y is a column already",
        hints={"column_again"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("* np.log(1 - H)) / m", "* np.log(1 - H)) / Y.size")),
        mistake="the mean over the outputs too",
        hints={"mean_over_outputs"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("Theta1[:, 1:] ** 2", "Theta1**2"), ("Theta2[:, 1:] ** 2", "Theta2**2")),
        mistake="the biases are penalised in J",
        hints={"biases_in_the_cost"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("J = cost + lmbd / (2 * m) * squares", "J = cost")),
        mistake="no penalty in J",
        hints={"penalty_only_in_the_gradient"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("* A2 * (1 - A2)", "")),
        mistake="no slope going back",
        hints={"no_slope"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("D1[:, 1:] += lmbd / m * Theta1[:, 1:]", "D1 += lmbd / m * Theta1")),
        mistake="the biases of the first layer are penalised in the gradient",
        hints={"biases_in_the_gradient"},
    ),
    wrong(
        "cost_and_gradient",
        changed(("D2 = E3.T @ with_ones(A2) / m", "D2 = E3.T @ with_ones(A2)")),
        mistake="the second derivative is not divided by m",
        hints={"no_mean_in_the_gradient"},
    ),
    wrong(
        "cost_and_gradient",
        changed(('"E2": E2, "D1": D1, "D2": D2', '"E2": ..., "D1": ..., "D2": ...')),
        mistake="stopped after J",
    ),
    # Exercise 5: a random start.
    right(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: 2 * epsilon * rng.random((n_out, n_in + 1)) - epsilon",
        note="stretched and shifted",
    ),
    right(
        "random_start",
        """
        def my_random_start(n_in, n_out, epsilon, rng):
            Theta = np.zeros((n_out, 1 + n_in))
            for j in range(n_out):
                for i in range(1 + n_in):
                    Theta[j, i] = rng.uniform(-epsilon, epsilon)
            return Theta
        """,
        note="a number at a time",
    ),
    right(
        "random_start",
        """
        def my_random_start(n_in, n_out, epsilon, rng):
            weights = rng.uniform(low=-1, high=1, size=(n_in, n_out)).T
            biases = rng.uniform(low=-1, high=1, size=n_out)
            return np.float32(epsilon * np.c_[biases, weights])
        """,
        note="biases and weights apart, single precision",
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: rng.uniform(-epsilon, epsilon, (n_out, n_in))",
        mistake="no biases",
        hints={"no_bias_column"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: rng.uniform(-epsilon, epsilon, (1 + n_in, n_out))",
        mistake="transposed",
        hints={"transposed"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: epsilon * rng.random((n_out, 1 + n_in))",
        mistake="never below zero",
        hints={"only_positive"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: rng.normal(0, epsilon, (n_out, 1 + n_in))",
        mistake="normal instead of uniform",
        hints={"normal"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: np.random.default_rng(0).uniform("
        "-epsilon, epsilon, (n_out, 1 + n_in))",
        mistake="a generator of its own",
        hints={"not_from_the_generator"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: np.random.uniform(-epsilon, epsilon, (n_out, 1 + n_in))",
        mistake="NumPy's own generator for everybody",
        hints={"another_generator"},
    ),
    wrong(
        "random_start",
        "lambda n_in, n_out, epsilon, rng: epsilon * rng.random((n_out, 1 + n_in)) - epsilon",
        mistake="never above zero",
        hints={"off_centre"},
    ),
    wrong(
        "random_start",
        """
        def my_random_start(n_in, n_out, epsilon, rng):
            return np.c_[np.zeros(n_out), rng.uniform(-epsilon, epsilon, (n_out, n_in))]
        """,
        mistake="the biases are zero",
        hints={"biases_zero"},
    ),
    wrong(
        "random_start",
        """
        def my_random_start(n_in, n_out, epsilon, rng):
            return np.tile(rng.uniform(-epsilon, epsilon, 1 + n_in), (n_out, 1))
        """,
        mistake="all rows are equal",
        hints={"one_column"},
    ),
    # Exercise 6: which starts break the tie?
    right("breaks_the_tie", "{'a': 1, 'b': 1, 'c': 0, 'd': 0}", note="zeros and ones"),
    right(
        "breaks_the_tie",
        "dict(zip('dcba', np.array([False, False, True, True])))",
        note="NumPy's booleans in another order",
    ),
    wrong(
        "breaks_the_tie",
        "{'a': False, 'b': True, 'c': False, 'd': False}",
        mistake="a",
        hints={"incoming_only"},
    ),
    wrong(
        "breaks_the_tie",
        "{'a': True, 'b': False, 'c': False, 'd': False}",
        mistake="b",
        hints={"biases_do_not_count"},
    ),
    wrong(
        "breaks_the_tie",
        "{'a': True, 'b': True, 'c': True, 'd': False}",
        mistake="c",
        hints={"output_biases"},
    ),
    wrong(
        "breaks_the_tie",
        "{'a': True, 'b': True, 'c': False, 'd': True}",
        mistake="d",
        hints={"repeated_rows"},
    ),
    wrong(
        "breaks_the_tie",
        "dict.fromkeys('abcd', True)",
        mistake="anything random helps",
        hints={"randomness_counts"},
    ),
    wrong("breaks_the_tie", "{'a': True, 'b': True}", mistake="only those that do"),
    # Exercise 7: one example, any number of layers.
    right(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [np.r_[1, x]]
            for Theta in Thetas[:-1]:
                A.append(np.r_[1, g(Theta @ A[-1])])
            delta = g(Thetas[-1] @ A[-1]) - y
            gradients = [None] * len(Thetas)
            for l in range(len(Thetas) - 1, -1, -1):
                gradients[l] = delta[:, None] * A[l]
                if l > 0:
                    delta = (Thetas[l].T @ delta * A[l] * (1 - A[l]))[1:]
            return tuple(gradients)
        """,
        note="indices, and activations that carry their 1; a tuple",
    ),
    right(
        "example_gradient",
        """
        def back(Thetas, a, y):
            if not Thetas:
                return a - y, []
            above = g(Thetas[0][:, 0] + Thetas[0][:, 1:] @ a)
            delta, gradients = back(Thetas[1:], above, y)
            if len(Thetas) > 1:
                delta = delta @ Thetas[1][:, 1:] * above * (1 - above)
            return delta, [np.outer(delta, np.append(1, a))] + gradients

        def my_example_gradient(Thetas, x, y):
            return back(list(Thetas), x, y)[1]
        """,
        note="a function that calls itself",
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            Theta1, Theta2 = Thetas
            a2 = g(Theta1 @ with_one(x))
            d3 = g(Theta2 @ with_one(a2)) - y
            d2 = Theta2[:, 1:].T @ d3 * a2 * (1 - a2)
            return [np.outer(d2, with_one(x)), np.outer(d3, with_one(a2))]
        """,
        mistake="two layers only",
        hints={"two_layers"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = A.pop() - y, []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.append(np.outer(delta, with_one(a)))
                delta = Theta[:, 1:].T @ delta * a * (1 - a)
            return gradients
        """,
        mistake="the last layer first",
        hints={"last_layer_first"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = A.pop() - y, []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(delta, with_one(a)))
                delta = Theta[:, 1:].T @ delta
            return gradients
        """,
        mistake="no slope going back",
        hints={"no_slope"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            h = A.pop()
            delta, gradients = (h - y) * h * (1 - h), []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(delta, with_one(a)))
                delta = Theta[:, 1:].T @ delta * a * (1 - a)
            return gradients
        """,
        mistake="the slope of the outputs too, as for squared errors",
        hints={"slope_at_output"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = A.pop() - y, []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(with_one(a), delta))
                delta = Theta[:, 1:].T @ delta * a * (1 - a)
            return gradients
        """,
        mistake="the outer product turned round",
        hints={"transposed"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = A.pop() - y, []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(delta, with_one(a)))
                delta = Theta[:, 1:].T @ delta * g(a) * (1 - g(a))
            return gradients
        """,
        mistake="the slope is taken at the activation",
        hints={"slope_of_activation"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = A.pop() - y, []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(delta, with_one(a)))
                delta = Theta.T @ delta * with_one(a) * (1 - with_one(a))
            return gradients
        """,
        mistake="the bias unit's error is not dropped",
        hints={"bias_unit"},
    ),
    wrong(
        "example_gradient",
        """
        def my_example_gradient(Thetas, x, y):
            A = [x]
            for Theta in Thetas:
                A.append(g(Theta @ with_one(A[-1])))
            delta, gradients = y - A.pop(), []
            for Theta, a in zip(Thetas[::-1], A[::-1]):
                gradients.insert(0, np.outer(delta, with_one(a)))
                delta = Theta[:, 1:].T @ delta * a * (1 - a)
            return gradients
        """,
        mistake="target minus output",
        hints={"sign"},
    ),
    # Exercise 8: the right epsilon.
    right("epsilon", "(6 / 35) ** 0.5"),
    right(
        "epsilon",
        """
        import math

        my_epsilon = np.array([math.sqrt(6) / math.sqrt(25 + 10)])
        """,
        note="an array of one element",
    ),
    right("epsilon", "np.float32(0.414)", note="rounded, single precision"),
    wrong(
        "epsilon",
        "np.sqrt(6) / np.sqrt(26 + 10)",
        mistake="the bias counts as a unit",
        hints={"bias_counted"},
    ),
    wrong(
        "epsilon",
        "np.sqrt(6) / (np.sqrt(25) + np.sqrt(10))",
        mistake="a root for each size",
        hints={"sum_of_roots"},
    ),
    wrong("epsilon", "0.12", mistake="the exercise's value", hints={"first_layer"}),
    wrong("epsilon", "np.sqrt(6) / (25 + 10)", mistake="no root below", hints={"one_root"}),
    wrong("epsilon", "6 / np.sqrt(35)", mistake="no root above", hints={"root_of_six"}),
    wrong(
        "epsilon",
        "np.sqrt(2 / 35)",
        mistake="the standard deviation of Glorot",
        hints={"deviation"},
    ),
    wrong(
        "recoded",
        "lambda labels, K: np.eye(max(labels))[labels - 1]",
        mistake="the largest label for K",
        hints={"largest_label"},
    ),
    wrong(
        "recoded",
        """
        def my_recoded(labels, K):
            Y = [[0] * K] * len(labels)
            for row, label in enumerate(labels):
                Y[row][label - 1] = 1
            return Y
        """,
        mistake="one list, many times",
        hints={"all_rows"},
    ),
    wrong(
        "random_start",
        "lambda n, k, eps, rng: np.c_[np.ones(k), rng.uniform(-eps, eps, (k, n))]",
        mistake="biases of 1",
        hints={"biases_alike"},
    ),
    wrong(
        "random_start",
        "lambda n, k, eps, rng: rng.uniform(-1, 1, (k, 1 + n))",
        mistake="epsilon forgotten",
        hints={"epsilon_forgotten"},
    ),
    wrong(
        "random_start",
        "lambda n, k, eps, rng: rng.uniform(-(eps**2), eps**2, (k, 1 + n))",
        mistake="epsilon squared",
        hints={"epsilon_squared"},
    ),
    wrong(
        "random_start",
        "lambda n, k, eps, rng: rng.uniform(-eps, eps, (k, 1 + n)) * np.sqrt(6 / (n + k))",
        mistake="(6.14) on top",
        hints={"too_narrow"},
    ),
    right("epsilon", "'0.414'", note="as text"),
]
