"""Checks of lecture 01: one neuron."""

import itertools

import numpy as np

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FunctionExercise,
    PropertyExercise,
    ValueExercise,
    either,
)

_CORNERS = np.array(list(itertools.product((0, 1), repeat=3)))


def _sums(answer, *inputs):
    """Return the weighted sums of a neuron (w_1, ..., w_n, b) for inputs of 0 and 1."""
    *w, b = answer
    return np.array(inputs) @ w + b


veto_gate = PropertyExercise(
    "veto_gate",
    reading.numbers(4, ("w_1", "w_2", "w_3", "b")),
    "Expected four numbers: (w_1, w_2, w_3, b).",
    {
        "at_rest": (
            lambda answer: np.all(_sums(answer, (0, 0, 0)) <= 0),
            "With all inputs 0 your neuron fires. The sum is the bias alone then: which sign must "
            "it have?",
            (1, 1, -3, 0.5),
        ),
        "one_input": (
            lambda answer: np.all(_sums(answer, (1, 0, 0), (0, 1, 0), (1, 1, 0)) > 0),
            "Without the veto, x_1 or x_2 alone must be enough to make it fire.",
            (1, 1, -2, -1.5),
        ),
        "veto_one": (
            lambda answer: np.all(_sums(answer, (0, 0, 1), (1, 0, 1), (0, 1, 1)) <= 0),
            "With x_3 = 1 and at most one of the others 1 your neuron fires: an input that "
            "inhibits has a negative weight.",
            (1, 1, 0, -0.5),
        ),
        "veto_both": (
            lambda answer: np.all(_sums(answer, (1, 1, 1)) <= 0),
            "The veto is too weak: with x_1, x_2 and x_3 all 1 your neuron still fires.",
            (1, 1, -1, -0.5),
        ),
        "on_the_edge": (
            lambda answer: np.abs(_sums(answer, *_CORNERS)).min() > 1e-12,
            "All answers are right, but for some input the sum is exactly 0, so that they hang on "
            "a convention. Move the bias a little.",
            (1, 1, -2, 0),
        ),
    },
)


def _one_pass(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - float(w @ x + b > 0)
        w, b = w + error * x, b + error
    return w, b


def _batch(w, b, X, y):
    error = y - (X @ w + b > 0)
    return w + error @ X, b + error.sum()


def _reversed(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = float(w @ x + b > 0) - target
        w, b = w + error * x, b + error
    return w, b


def _bias_forgotten(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        w = w + (target - float(w @ x + b > 0)) * x
    return w, b


def _bias_ignored(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - float(w @ x > 0)
        w, b = w + error * x, b + error
    return w, b


def _at_zero(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - float(w @ x + b >= 0)
        w, b = w + error * x, b + error
    return w, b


def _only_ones(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = max(target - float(w @ x + b > 0), 0)
        w, b = w + error * x, b + error
    return w, b


def _soft(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - (w @ x + b)
        w, b = w + error * x, b + error
    return w, b


def _always(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        sign = 2 * target - 1
        w, b = w + sign * x, b + sign
    return w, b


def _only_added(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        wrong = float((w @ x + b > 0) != target)
        w, b = w + wrong * x, b + wrong
    return w, b


def _sign_for_step(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - np.sign(w @ x + b)
        w, b = w + error * x, b + error
    return w, b


def _minus_one_for_step(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - (1.0 if w @ x + b > 0 else -1.0)
        w, b = w + error * x, b + error
    return w, b


def _passes(number):
    def several(w, b, X, y):
        for _ in range(number):
            w, b = _one_pass(w, b, X, y)
        return w, b

    return several


def _with_rate(rate):
    def smaller(w, b, X, y):
        for x, target in zip(X, y, strict=True):
            error = rate * (target - float(w @ x + b > 0))
            w, b = w + error * x, b + error
        return w, b

    return smaller


def _until_the_first_mistake(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - float(w @ x + b > 0)
        if error:
            return w + error * x, b + error
    return w, b


def _weights_after(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        b = b + (target - float(w @ x + b > 0))
        w = w + (target - float(w @ x + b > 0)) * x
    return w, b


def _weights_after_a_mistake(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        error = target - float(w @ x + b > 0)
        if error:
            b = b + error
            w = w + (target - float(w @ x + b > 0)) * x
    return w, b


def _bias_after(w, b, X, y):
    for x, target in zip(X, y, strict=True):
        w = w + (target - float(w @ x + b > 0)) * x
        b = b + (target - float(w @ x + b > 0))
    return w, b


def _pass_cases(rng):
    cases = []
    for m, n, scale in ((12, 2, 1.0), (16, 3, 1.0), (13, 4, 0.0)):  # scale 0: begin with zeros
        X = rng.normal(size=(m, n)).round(2)
        y = np.arange(m) % 2  # the first target is 0: the two conventions differ at z = 0
        w = scale * rng.normal(size=n).round(2)
        X[0] = w if scale else X[0]  # with weights, the first example is answered 1: a mistake
        cases.append((w, scale * 0.3, X, y))
    return cases


one_pass = FunctionExercise(
    "one_pass",
    reference=_one_pass,
    cases=_pass_cases,
    names=("w", "b"),
    misconceptions={
        "batch": (
            _batch,
            "All answers are given by the old weights. The rule looks at one example at a time and "
            "judges it by the weights as they are at that moment.",
        ),
        "sign": (
            _reversed,
            "The updates go in the wrong direction: it is target minus answer.",
        ),
        "from_zero": (
            lambda w, b, X, y: _one_pass(np.zeros(len(w)), 0.0, X, y),
            "Your pass begins with zeros. Begin with the weights and the bias that are given.",
        ),
        "bias_forgotten": (_bias_forgotten, "The weights learn, but the bias never moves."),
        "bias_ignored": (
            _bias_ignored,
            "The sum that decides the answer lacks the bias.",
        ),
        "at_zero": (
            _at_zero,
            "Nearly: at z = 0 this course's step answers 0, and yours answers 1.",
        ),
        "only_ones": (
            _only_ones,
            "Only the mistakes on class 1 are mended. What if the target is 0 and the answer 1?",
        ),
        "always": (
            _always,
            "You move for every example. A right answer changes nothing: multiply by target minus "
            "answer.",
        ),
        "first_only": (
            lambda w, b, X, y: _one_pass(w, b, X[:1], y[:1]),
            "You return after the first example: the `return` stands inside the loop.",
        ),
        "only_added": (
            _only_added,
            "Every mistake adds the example. If the answer was 1 and the target is 0, it has to be "
            "subtracted.",
        ),
        "two_passes": (
            either(_passes(2), *map(_passes, (3, 5, 10, 20, 50, 100))),
            "You go through the examples more than once. One pass is asked for.",
        ),
        "first_update": (
            _until_the_first_mistake,
            "You stop after the first update. The pass goes on to the last example: does a "
            "`return` stand inside the loop?",
        ),
        "first_skipped": (
            lambda w, b, X, y: _one_pass(w, b, X[1:], y[1:]),
            "The first example is left out: Python counts from 0.",
        ),
        "rate": (
            either(_with_rate(0.1), *map(_with_rate, (0.5, 0.2, 0.05, 0.01))),
            "Your steps are shorter than the rule's. It has no learning rate: the example is added "
            "or subtracted as it is.",
        ),
        "weights_after": (
            either(_weights_after, _weights_after_a_mistake),
            "The weights are judged by a bias that was changed for this example already. Calculate "
            "the error once, then change both.",
        ),
        "sign_for_step": (
            either(_sign_for_step, _minus_one_for_step),
            "Your answers are -1 and 1, the targets 0 and 1. The step answers 0 or 1.",
        ),
        "bias_after": (
            _bias_after,
            "The bias is judged by weights that were changed for this example already. Calculate "
            "the error once, then change both.",
        ),
        "sum_for_answer": (
            _soft,
            "The target is compared with the sum z. Compare it with the answer, the step of z.",
        ),
    },
)

separable = PropertyExercise(
    "separable",
    reading.truths("ABCDE"),
    "Expected five times True or False, without quotes, for A, B, C, D and E in this order: "
    "(True, ...).",
    {
        "interval": (
            lambda answer: not answer[0],
            "A: with one input the boundary is a single point. How often does the class change "
            "along the line?",
            (True, True, False, True, True),
        ),
        "square": (
            lambda answer: answer[1],
            "B: look at the second input alone. Which values does it have in each class?",
            (False, False, False, True, True),
        ),
        "parity": (
            lambda answer: not answer[2],
            "C: hold the third input at 0. Which gate of two inputs is left?",
            (False, True, True, True, True),
        ),
        "majority": (
            lambda answer: answer[3],
            "D: give all inputs the same weight. Which sums belong to which class?",
            (False, True, False, False, True),
        ),
        "triangle": (
            lambda answer: answer[4],
            "E: at most one corner has a label of its own. Can a line cut it off?",
            (False, True, False, True, False),
        ),
    },
)


def _sine_answers(answer, *inputs):
    return np.sin(_sums(answer, *inputs)) > 0.5


sine_xor = PropertyExercise(
    "sine_xor",
    reading.numbers(3, ("w_1", "w_2", "b")),
    "Expected three numbers: (w_1, w_2, b).",
    {
        "at_rest": (
            lambda answer: not np.any(_sine_answers(answer, (0, 0))),
            "For the input (0, 0) the sum is the bias, and its sine is above 1/2.",
            (np.pi / 2, np.pi / 2, np.pi / 2),
        ),
        "one_input": (
            lambda answer: np.all(_sine_answers(answer, (0, 1), (1, 0))),
            "With one input 1, the sine must be above 1/2: which sums lie near the top of a wave?",
            (np.pi, np.pi, 0),
        ),
        "both": (
            lambda answer: not np.any(_sine_answers(answer, (1, 1))),
            "With both inputs 1 the sine is still above 1/2. The sum must get further, to where "
            "the wave has come down again.",
            (1, 1, 0),
        ),
    },
)

# What `Perceptron().fit(X_pair + 10, y_pair).updates` gives; the sums are exact in floating point.
shifted_updates = ValueExercise(
    "shifted_updates",
    expected=81,
    misconceptions={
        "first_pass": (
            52,
            "So many are made in the first pass. Go on until a whole pass is right, and look at "
            "`converged`.",
        ),
        "passes": (4, "That is the number of passes. Count the updates."),
        "one_added": (17, "That is the number for X_pair + 1."),
        "multiplied": (3, "That is the number for 10 * X_pair. Add 10 to both inputs."),
        "unchanged": (
            11,
            "That is the number without the shift. Both inputs of every example grow by 10.",
        ),
        "how_many_more": (
            70,
            "That is how many more than without the shift. The number itself is asked for.",
        ),
        "counts_start": (82, "`path` also holds the weights at the start; that is no update."),
        "first_only": (12588, "Only x_1 was shifted. Add 10 to both inputs."),
        "second_only": (179, "Only x_2 was shifted. Add 10 to both inputs."),
        "subtracted": (75, "That is the number for X_pair - 10."),
    },
)

concept = ChoiceExercise(
    "concept",
    right="c",
    choices={
        "a": (
            "Learning stops at the first line without a mistake. Many lines make none, and which "
            "one is met depends on the start and on the order."
        ),
        "b": (
            "The number of updates tells how long the search took. It does not tell how near to "
            "the points the line passes."
        ),
        "d": (
            "Without a mistake there is no update: a further run leaves both lines where they are."
        ),
    },
)
