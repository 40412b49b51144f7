"""Answers to the exercises of lecture 01."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from lectures_nn.activations import heaviside, sigmoid
from lectures_nn.perceptron import Perceptron


def digits():
    from lectures_nn.datasets import load_digits_8x8

    data = load_digits_8x8()
    images = data.images / 16
    middle = images[:, 2:6, 3:5].mean(axis=(1, 2))
    strips = images[:, :, [1, 2, 5, 6]].mean(axis=(1, 2))
    pair = np.flatnonzero(data.labels < 2)[:100]
    return np.column_stack([middle, strips])[pair], data.labels[pair]
"""

ANSWERS = [
    # Exercise 1: a neuron with a veto.
    right("veto_gate", "[2, 2, -5, -1]", note="a list, doubled"),
    right("veto_gate", "(1, 3, -100, -0.1)", note="unequal weights, a huge veto"),
    right(
        "veto_gate",
        """
        from fractions import Fraction

        my_veto_gate = (Fraction(1), Fraction(1), Fraction(-2), Fraction(-1, 2))
        """,
        note="fractions",
    ),
    right("veto_gate", "np.array([1e-3, 1e-3, -2e-3, -5e-4])", note="tiny, an array"),
    wrong(
        "veto_gate",
        "(1, 1, -1, -0.5)",
        mistake="the veto is too weak for two ones",
        hints={"veto_both"},
    ),
    wrong(
        "veto_gate", "(1, 1, -2, 0)", mistake="no bias: a sum of exactly 0", hints={"on_the_edge"}
    ),
    wrong(
        "veto_gate",
        "(1, 1, -2, -1)",
        mistake="a bias that leaves sums of exactly 0",
        hints={"one_input"},
    ),
    wrong("veto_gate", "(1, 1, -2, -1.5)", mistake="AND instead of OR", hints={"one_input"}),
    wrong("veto_gate", "(1, 1, 1, -0.5)", mistake="no veto", hints={"veto_one"}),
    wrong("veto_gate", "(-0.5, 1, 1, -2)", mistake="the bias first", hints={"one_input"}),
    wrong("veto_gate", "(1, 1, -2)", mistake="no bias at all"),
    wrong("veto_gate", "(-1, -1, 2, 0.5)", mistake="all signs turned round", hints={"at_rest"}),
    # Exercise 2: one pass.
    right(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            w = np.array(w, dtype=float)
            for i in range(X.shape[0]):
                z = sum(w[j] * X[i, j] for j in range(X.shape[1])) + b
                answer = 1 if z > 0 else 0
                if answer == 1 and y[i] == 0:
                    w -= X[i]
                    b -= 1
                elif answer == 0 and y[i] == 1:
                    w += X[i]
                    b += 1
            return w, b
        """,
        note="loops and cases, on a copy",
    ),
    right(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            extended = np.c_[X, np.ones(len(X))]
            v = np.r_[w, b]
            for row, target in zip(extended, y):
                v = v + (target - heaviside(row @ v)) * row
            return [v[:-1].tolist(), v[-1]]
        """,
        note="the bias as one more weight, a list of a list and a number",
    ),
    right(
        "one_pass",
        """
        from functools import reduce

        def update(state, example):
            (w, b), (x, target) = state, example
            error = target - (np.dot(w, x) + b > 0)
            return w + error * x, b + error

        def my_one_pass(w, b, X, y):
            return reduce(update, zip(X, y), (w, b))
        """,
        note="a fold",
    ),
    right(
        "one_pass",
        """
        class Neuron:
            def __init__(self, w, b):
                self.w, self.b = np.copy(w), np.array([b])

            def learn(self, x, target):
                change = target - np.where(self.w @ x + self.b > 0, 1, 0)
                self.w = self.w + change * x
                self.b = self.b + change

        def my_one_pass(w, b, X, y):
            neuron = Neuron(w, b)
            for x, target in zip(X, y):
                neuron.learn(x, target)
            return neuron.w, neuron.b
        """,
        note="a class, and an array of one element as bias",
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            errors = y - (X @ w + b > 0)
            return w + errors @ X, b + errors.sum()
        """,
        mistake="all answers by the first weights",
        hints={"batch"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                error = target - float(w @ x + b >= 0)
                w, b = w + error * x, b + error
            return w, b
        """,
        mistake="fires at z = 0",
        hints={"at_zero"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                error = target - float(w @ x + b > 0)
                w += error * x
                b += error
            return w, b
        """,
        mistake="changes the given weights",
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                error = float(w @ x + b > 0) - target
                w, b = w + error * x, b + error
            return w, b
        """,
        mistake="the error has the wrong sign",
        hints={"sign"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                w = w + (target - float(w @ x + b > 0)) * x
            return w, b
        """,
        mistake="the bias is never changed",
        hints={"bias_forgotten"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                error = target - float(w @ x + b > 0)
                w, b = w + error * x, b + error
                return w, b
        """,
        mistake="return inside the loop",
        hints={"first_only"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, target in zip(X, y):
                error = target - float(w @ x + b > 0)
                w = w + error * x
                b = b + (target - float(w @ x + b > 0))
            return w, b
        """,
        mistake="the bias learns from the new weights",
        hints={"bias_after"},
    ),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for _ in range(20):
                changed = False
                for x, target in zip(X, y):
                    error = target - float(w @ x + b > 0)
                    if error:
                        w, b, changed = w + error * x, b + error, True
                if not changed:
                    break
            return w, b
        """,
        mistake="passes until nothing changes",
        hints={"two_passes"},
    ),
    # Exercise 3: which can be separated?
    right("separable", "[0, 1, 0, 1, 1]", note="zeros and ones"),
    right("separable", "np.array([False, True, False, True, True])", note="an array"),
    right("separable", "tuple(x in 'BDE' for x in 'ABCDE')", note="by a word"),
    wrong(
        "separable",
        "(True, True, False, True, True)",
        mistake="A with one threshold",
        hints={"interval"},
    ),
    wrong(
        "separable",
        "(False, False, False, True, True)",
        mistake="the square does not help",
        hints={"square"},
    ),
    wrong("separable", "(False, True, True, True, True)", mistake="parity", hints={"parity"}),
    wrong(
        "separable",
        "(False, True, False, False, True)",
        mistake="the majority is refused",
        hints={"majority"},
    ),
    wrong(
        "separable",
        "(False, True, False, True, False)",
        mistake="three points are refused",
        hints={"triangle"},
    ),
    wrong(
        "separable",
        "(True, False, True, False, False)",
        mistake="all turned round",
        hints={"interval"},
    ),
    wrong("separable", "(False, True, False, True)", mistake="four answers"),
    # Exercise 4: XOR with a single neuron.
    right("sine_xor", "(1.5, 1.5, 0)", note="rounded by hand"),
    right("sine_xor", "np.array([-np.pi / 2, -np.pi / 2, np.pi])", note="downhill"),
    right("sine_xor", "[2, 1.5, 0.1]", note="unequal weights"),
    right(
        "sine_xor",
        "(5 * np.pi / 2, np.pi / 2, 2 * np.pi)",
        note="some full turns more",
    ),
    wrong(
        "sine_xor", "(np.pi, np.pi, 0)", mistake="half a turn for each input", hints={"one_input"}
    ),
    wrong("sine_xor", "(np.pi / 4, np.pi / 4, 0)", mistake="OR", hints={"both"}),
    wrong(
        "sine_xor",
        "(np.pi / 2, np.pi / 2, np.pi / 2)",
        mistake="fires at (0, 0)",
        hints={"at_rest"},
    ),
    wrong(
        "sine_xor",
        "(np.pi / 2, -np.pi / 2, 0)",
        mistake="one input pushes down",
        hints={"one_input"},
    ),
    wrong("sine_xor", "(np.pi / 2, np.pi / 2)", mistake="no bias"),
    wrong(
        "sine_xor",
        "(np.pi / 6, np.pi / 6, 0)",
        mistake="stops at the threshold: AND",
        hints={"one_input"},
    ),
    wrong("sine_xor", "(180, 180, 0)", mistake="half a turn, in degrees", hints={"one_input"}),
    wrong("sine_xor", "(1, 1, -0.5)", mistake="the weights of a step neuron", hints={"one_input"}),
    # Exercise 5: measure a bad habit.
    right(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = Perceptron().fit(X + 10, y, max_epochs=5000).updates
        """,
    ),
    right(
        "shifted_updates",
        """
        X, y = digits()
        w, b, count, wrong = np.zeros(2), 0.0, 0, True
        while wrong:
            wrong = False
            for x, t in zip(X + 10, y):
                error = t - (w @ x + b > 0)
                if error:
                    w, b, count, wrong = w + error * x, b + error, count + 1, True
        my_shifted_updates = np.array([float(count)])
        """,
        note="by hand, an array of one element",
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = Perceptron().fit(X, y).updates
        """,
        mistake="without the shift",
        hints={"unchanged"},
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = Perceptron().fit(X + 10, y, max_epochs=1).updates
        """,
        mistake="one pass only, not converged",
        hints={"first_pass"},
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = len(Perceptron().fit(X + 10, y, max_epochs=1000).path)
        """,
        mistake="counts the start too",
        hints={"counts_start"},
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = Perceptron().fit(X + np.array([10, 0]), y, max_epochs=5000).updates
        """,
        mistake="only the first input is shifted",
        hints={"first_only"},
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        my_shifted_updates = Perceptron().fit(X * 10, y, max_epochs=1000).updates
        """,
        mistake="times 10 instead of plus 10",
        hints={"multiplied"},
    ),
    wrong(
        "shifted_updates",
        """
        X, y = digits()
        w, b, passes, wrong = np.zeros(2), 0.0, 0, True
        while wrong:
            wrong, passes = False, passes + 1
            for x, t in zip(X + 10, y):
                error = t - (w @ x + b > 0)
                if error:
                    w, b, wrong = w + error * x, b + error, True
        my_shifted_updates = passes
        """,
        mistake="counts passes, not updates",
        hints={"passes"},
    ),
    wrong("shifted_updates", "'more'", mistake="the guess, no number"),
    right("veto_gate", "((1, 1, -2), -0.5)", note="weights and bias as a pair"),
    right("separable", "('False', 'True', 'False', 'True', 'True')", note="as text"),
    wrong("separable", "(False, True, False, True, None)", mistake="one is open"),
    wrong(
        "one_pass",
        """
        def my_one_pass(w, b, X, y):
            for x, t in zip(X, y):
                a = 1 if x @ w + b > 0 else 0
                if a != t:
                    w, b = w + (t - a) * x, b + (t - a)
                    return w, b
            return w, b
        """,
        mistake="returns after the first update",
        hints={"first_update"},
    ),
]
