"""Checks of lecture 13: TensorFlow and Keras. None of them needs either."""

import math

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

translation = FunctionExercise(
    "translation",
    reference=lambda lmbd, M: (lmbd / M, lmbd / (2 * M), lmbd / M),
    cases=lambda rng: [
        (0.5, 100),
        (3.0, 32),
        (0.02, 78),
        (float(rng.uniform(0.1, 2)), int(rng.integers(10, 90))),
    ],
    names=("the factor of l2_loss", "the argument of L2", "weight_decay"),
    misconceptions={
        "l2_as_l2_loss": (
            lambda lmbd, M: (lmbd / M, lmbd / M, lmbd / M),
            "Keras' L2 has no 1/2 in it, other than l2_loss: the 1/2 of our penalty goes into its "
            "argument.",
        ),
        "l2_loss_as_l2": (
            lambda lmbd, M: (lmbd / (2 * M), lmbd / (2 * M), lmbd / M),
            "l2_loss is half of the sum of squares already: its factor needs no further 1/2.",
        ),
        "l2_doubled": (
            lambda lmbd, M: (lmbd / M, 2 * lmbd / M, lmbd / M),
            "The 2 is on the wrong side: Keras' L2(c) adds c times the sum of squares, ours "
            "lmbd/(2M) times it.",
        ),
        "l2_loss_doubled": (
            lambda lmbd, M: (2 * lmbd / M, lmbd / (2 * M), lmbd / M),
            "The 2 is on the wrong side: half a sum of squares, times the factor, must be "
            "lmbd/(2M) times the sum of squares.",
        ),
        "precedence": (
            lambda lmbd, M: (lmbd / M, lmbd / 2 * M, lmbd / M),
            "The argument of L2 is multiplied by M, and it has to be divided by it. (lmbd / 2 * M "
            "multiplies, too: put a bracket around 2 * M.)",
        ),
        "decay_halved": (
            lambda lmbd, M: (lmbd / M, lmbd / (2 * M), lmbd / (2 * M)),
            "weight_decay belongs to the gradient, not to the cost: differentiate lmbd/(2M) W^2.",
        ),
        "exchanged": (
            lambda lmbd, M: (lmbd / (2 * M), lmbd / M, lmbd / M),
            "The first two have changed places: the 1/2 is inside of l2_loss, not of Keras' L2.",
        ),
        "once_without_M": (
            either(
                lambda lmbd, M: (lmbd / M, lmbd / (2 * M), lmbd),
                lambda lmbd, M: (lmbd, lmbd / (2 * M), lmbd / M),
                lambda lmbd, M: (lmbd / M, lmbd / 2, lmbd / M),
            ),
            "Our penalty is divided by the size of the batch; theirs is not.",
        ),
        "without_M": (
            lambda lmbd, M: (lmbd, lmbd / 2, lmbd),
            "Our penalty is divided by the size of the batch; theirs is not.",
        ),
        "times_M": (
            lambda lmbd, M: (M * lmbd, 2 * M * lmbd, M * lmbd),
            "That is the way back, from their numbers to ours.",
        ),
    },
)


def _calls(rng, n):
    """Draw calls among which every kind of difference occurs."""
    shapes = [(100, 64), (100, 32), (64, 100), (6400,), (80, 80), (3, 64)]
    pool = [("tensor", shape, kind) for shape in shapes for kind in ("float32", "float64")]
    pool += [("number", value) for value in (0.5, -0.5, 1.5, 64.0)]
    places = np.concatenate([rng.permutation(len(pool)), rng.integers(0, len(pool), size=n)])
    return [pool[place] for place in places]


def _traces_with(part):
    """Return the count of traces if of every shape only something is looked at."""
    return lambda calls: len(
        {(str(part(call[1])), call[2]) if call[0] == "tensor" else call for call in calls}
    )


number_of_traces = FunctionExercise(
    "number_of_traces",
    reference=lambda calls: len(set(calls)),
    cases=lambda rng: [
        ([("tensor", (100, 64), "float32")] * 3 + [("tensor", (78, 64), "float32")],),
        ([("number", 0.1), ("number", 0.2), ("number", 0.1), ("number", 0.3)],),
        ([("number", 0.1), ("number", -0.1), ("number", 0.1)],),
        *(
            ([("tensor", shape, "float32") for shape in shapes],)
            for shapes in (
                [(100, 64), (100, 32)],
                [(100, 64), (64, 100), (100, 64)],
                [(100, 64), (80, 80)],
                [(100, 64), (100, 64, 3)],
                [(100, 64), (78, 64), (78, 64)],
            )
        ),
        (
            [
                ("tensor", (3,), "float32"),
                ("tensor", (3,), "float64"),
                ("number", 2.0),
                ("tensor", (3,), "float32"),
                ("tensor", (4,), "float32"),
                ("number", 2.0),
            ],
        ),
        *((_calls(rng, n),) for n in (8, 12)),
    ],
    misconceptions={
        "every_call": (
            lambda calls: len(calls),
            "A combination that was traced before is not traced again: its graph runs.",
        ),
        "numbers_as_tensors": (
            lambda calls: len({c if c[0] == "tensor" else "number" for c in calls}),
            "You trace once for all Python numbers. Each different number is a constant of a "
            "graph of its own.",
        ),
        "shapes_only": (
            lambda calls: len({c[:2] for c in calls}),
            "Two tensors of the same shape and different types need a graph each.",
        ),
        "types_only": (
            lambda calls: len({(c[0], c[2]) if c[0] == "tensor" else c for c in calls}),
            "Two tensors of the same type and different shapes need a graph each, unless a "
            "signature leaves the shape open.",
        ),
        "shape_in_part": (
            either(
                _traces_with(math.prod),
                _traces_with(len),
                _traces_with(sum),
                _traces_with(sorted),
                _traces_with(lambda shape: shape[0]),
                _traces_with(lambda shape: shape[-1]),
                _traces_with(lambda shape: shape[1:]),
            ),
            "Two shapes are the same only if all their numbers are, in the same order; yours takes "
            "some different ones for the same.",
        ),
        "sign_of_numbers": (
            lambda calls: len({c if c[0] == "tensor" else abs(c[1]) for c in calls}),
            "Two numbers of different sign are different numbers.",
        ),
        "once": (
            lambda calls: sum(calls.count(call) == 1 for call in set(calls)),
            "You count combinations that come only once. One that comes again was traced as well, "
            "at its first call.",
        ),
        "always_one": (
            lambda calls: 1,
            "Your function returns 1 whatever it is given. (A return inside a loop ends the loop "
            "at its first turn.)",
        ),
        "again_and_again": (
            lambda calls: sum(calls.count(call) > 1 for call in set(calls)),
            "You count combinations that come again. Each one is traced at its first call.",
        ),
        "every_number": (
            lambda calls: (
                len({c for c in calls if c[0] == "tensor"}) + sum(c[0] == "number" for c in calls)
            ),
            "A number that was seen before needs no new trace either: it is a constant of a graph "
            "that is kept.",
        ),
        "kinds": (
            lambda calls: len({c[0] for c in calls}),
            "You distinguish tensors and numbers only. Shape, type and each number count, too.",
        ),
        "tensors_only": (
            lambda calls: len({c for c in calls if c[0] == "tensor"}),
            "Python numbers lead to traces too, one for each different number.",
        ),
        "retraced_when_changed": (
            lambda calls: sum(k == 0 or calls[k] != calls[k - 1] for k in range(len(calls))),
            "Earlier graphs are kept: going back to a combination seen before needs no new trace.",
        ),
    },
)


def _one_step(rng, shape, c, eta):
    """Return W before and after a step with the penalty c, the loss' gradient and eta."""
    W, g = rng.normal(scale=0.1, size=shape), rng.normal(scale=0.02, size=shape)
    W[0, 0] = 1e-6  # there a ratio is all rounding
    W[1:] -= (W.sum() - 1e-4) / W[1:].size  # and so is one of the sums
    W_after = W - eta * (g + 2 * c * W) + rng.normal(scale=1e-9, size=shape)
    W_after[0, 0] += 1e-9
    return W, W_after, g, eta


def _penalty(W_before, W_after, dC_dW, eta):
    of_penalty = (W_before - W_after) / eta - dC_dW
    return np.sum(of_penalty * W_before) / np.sum(2 * W_before**2)


hidden_penalty = FunctionExercise(
    "hidden_penalty",
    reference=_penalty,
    cases=lambda rng: [
        _one_step(rng, (6, 4), 0.0237, 0.5),
        _one_step(rng, (5, 3), 0.0, 1.0),
        _one_step(rng, (8, 5), 0.31416, 0.1),
    ],
    tolerance=1e-6,
    misconceptions={
        "twice": (
            lambda W_before, W_after, dC_dW, eta: 2 * _penalty(W_before, W_after, dC_dW, eta),
            "Twice too large: the derivative of c W^2 is 2 c W.",
        ),
        "eta_forgotten": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum((W_before - W_after - dC_dW) * W_before) / np.sum(2 * W_before**2)
            ),
            "The step is eta times the gradient: divide the change of W by eta first.",
        ),
        "bracket": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum((W_before - W_after - dC_dW) / eta * W_before) / np.sum(2 * W_before**2)
            ),
            "Only the change of W is divided by eta, not the gradient of the loss.",
        ),
        "square_of_the_sum": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_before - W_after) / eta - dC_dW) * 2 * W_before)
                / np.sum(2 * W_before) ** 2
            ),
            "The square belongs inside of the sum: sum h^2, not the square of sum h.",
        ),
        "eta_multiplied": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_before - W_after) * eta - dC_dW) * W_before) / np.sum(2 * W_before**2)
            ),
            "The step is eta times the gradient: divide the change of W by eta, do not multiply.",
        ),
        "loss_added": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_before - W_after) / eta + dC_dW) * W_before) / np.sum(2 * W_before**2)
            ),
            "The gradient of the loss is added. What the penalty did is the rest of the step: "
            "subtract it.",
        ),
        "one_weight": (
            lambda W_before, W_after, dC_dW, eta: (
                ((W_before - W_after) / eta - dC_dW) / (2 * W_before)
            )[0, 0],
            "You trust a single weight, which rounding has made a little wrong. Take the least "
            "squares of the text, over all of them.",
        ),
        "ratio_of_sums": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum((W_before - W_after) / eta - dC_dW) / np.sum(2 * W_before)
            ),
            "In plain sums weights of both signs cancel, and rounding is left. Multiply by h "
            "before you sum, as in the least squares of the text.",
        ),
        "squares_of_g": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_before - W_after) / eta - dC_dW) * 2 * W_before)
                / np.sum(((W_before - W_after) / eta - dC_dW) ** 2)
            ),
            "You divide by the sum of g^2. It is the sum of h^2, with h = 2 W.",
        ),
        "its_gradient": (
            lambda W_before, W_after, dC_dW, eta: (W_before - W_after) / eta - dC_dW,
            "That is the penalty's gradient, 2 c W, for every weight. Which c fits them all?",
        ),
        "loss_forgotten": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum((W_before - W_after) / eta * W_before) / np.sum(2 * W_before**2)
            ),
            "The step has two parts, that of the loss and that of the penalty: subtract dC_dW.",
        ),
        "sign": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_after - W_before) / eta - dC_dW) * W_before) / np.sum(2 * W_before**2)
            ),
            "The step goes against the gradient: (W_before - W_after) / eta is the gradient.",
        ),
        "after": (
            lambda W_before, W_after, dC_dW, eta: (
                np.sum(((W_before - W_after) / eta - dC_dW) * W_after) / np.sum(2 * W_after**2)
            ),
            "The gradient was taken before the step: the penalty pulls at W_before.",
        ),
        "mean_of_ratios": (
            lambda W_before, W_after, dC_dW, eta: np.mean(
                ((W_before - W_after) / eta - dC_dW) / (2 * W_before)
            ),
            "A mean of ratios trusts the smallest weights most, where rounding weighs heaviest. "
            "Take the least squares of the text.",
        ),
    },
)

_G = 2e-6  # so that no two of the figures below are equal
_FIRST = float(_G / (_G + 1e-7 / np.sqrt(1 - 0.999)))
first_step = ValueExercise(
    "first_step",
    expected=_FIRST,
    misconceptions={
        "epsilon_as_ours": (
            _G / (_G + 1e-7),
            "You use epsilon as our Adam does. In Keras it is divided by the root of 1 - beta2 at "
            "the first step, (13.5).",
        ),
        "our_epsilon": (
            _G / (_G + 1e-8),
            "That is our Adam with its default of 1e-8. Keras takes 1e-7, and uses it otherwise.",
        ),
        "our_epsilon_their_way": (
            _G / (_G + 1e-8 / np.sqrt(1 - 0.999)),
            "The second term below the line is ten times too small: epsilon is 1e-7 (1e-8 is our "
            "default), and it is 1 - beta2 = 0.001 that stands under the root.",
        ),
        "no_root": (
            _G / (_G + 1e-7 / (1 - 0.999)),
            "Epsilon is divided by the root of 1 - beta2, since s is a mean of squares.",
        ),
        "not_the_root_of_the_rest": (
            _G / (_G + 1e-7 / np.sqrt(0.999)),
            "It is 1 - beta2 that stands under the root, not beta2.",
        ),
        "multiplied": (
            _G / (_G + 1e-7 * np.sqrt(1 - 0.999)),
            "Epsilon is divided by the root of 1 - beta2, which makes it larger.",
        ),
        "percent": (
            100 * _FIRST,
            "That is in per cent. Give the share: the whole step is 1.",
        ),
        "missing": (
            1 - _FIRST,
            "That is what is missing to the whole step. How long is the step itself?",
        ),
        "not_corrected": (
            0.1 * _G / (np.sqrt(1 - 0.999) * _G + 1e-7),
            "The means begin at zero, and neither is corrected here: m is divided by 1 - beta1 and "
            "the root of s by that of 1 - beta2.",
        ),
        "m_not_corrected": (
            0.1 * _FIRST,
            "A tenth of what it should be: m is divided by 1 - beta1, too.",
        ),
        "s_without_root": (
            _G / (_G**2 + 1e-7 / np.sqrt(1 - 0.999)),
            "g^2 and epsilon are added in yours: the root of s is taken first.",
        ),
        "times_eta": (
            1e-3 * _FIRST,
            "That is the step for eta = 0.001. Its share of eta is asked for.",
        ),
        "whole_step": (1.0, "That is the length without epsilon. Here epsilon is not small."),
    },
    decimals=3,
)


def _sizes(m, M):
    return [min(M, m - k) for k in range(0, m, M)]


l2_for_an_epoch = FunctionExercise(
    "l2_for_an_epoch",
    reference=lambda lmbd, m, M: float(np.mean([lmbd / (2 * size) for size in _sizes(m, M)])),
    cases=lambda rng: [
        (0.5, 1078, 100),
        (2.0, 1000, 100),
        (3.0, 50, 32),
        (0.4, 7, 3),
        (float(rng.uniform(0.1, 2)), int(rng.integers(60, 90)), int(rng.integers(21, 29))),
    ],
    misconceptions={
        "full_batches": (
            lambda lmbd, m, M: lmbd / (2 * M),
            "That is (13.2). In our package the smaller last batch has a stronger penalty, which "
            "belongs to the sum.",
        ),
        "mean_size": (
            lambda lmbd, m, M: lmbd / (2 * np.mean(_sizes(m, M))),
            "You divide by the mean size. What adds up are the terms lmbd / M', and the mean of "
            "1 / M' is not 1 over the mean.",
        ),
        "half_forgotten": (
            lambda lmbd, m, M: np.mean([lmbd / size for size in _sizes(m, M)]),
            "Twice too large: Keras' penalty has the gradient 2 c W.",
        ),
        "sum": (
            lambda lmbd, m, M: np.sum([lmbd / (2 * size) for size in _sizes(m, M)]),
            "c acts in every step of the epoch: divide the sum by the number of steps.",
        ),
        "last_batch": (
            lambda lmbd, m, M: lmbd / (2 * (m % M or M)),
            "That is c for the last batch alone. The sum over the epoch has all of them.",
        ),
        "too_few_steps": (
            lambda lmbd, m, M: sum(lmbd / (2 * size) for size in _sizes(m, M)) / (m // M),
            "The sum is right. The last, smaller batch is a step as well: divide by all of them.",
        ),
        "fraction_of_a_step": (
            lambda lmbd, m, M: sum(lmbd / (2 * size) for size in _sizes(m, M)) / (m / M),
            "The sum is right. But m / M is no number of steps where M does not divide m.",
        ),
        "rest_of_nothing": (
            either(
                lambda lmbd, m, M: (lmbd * (m // M) / M + lmbd / (m % M)) / (2 * (m // M + 1)),
                lambda lmbd, m, M: lmbd * (m // M / M + 1 / (m % M)) / (2 * (m // M + 1)),
            ),
            "Where M divides m there is no smaller batch at the end: its size would be 0.",
        ),
        "one_step_too_many": (
            lambda lmbd, m, M: sum(lmbd / (2 * size) for size in _sizes(m, M)) / (m // M + 1),
            "The sum is right. But where M divides m there are m / M steps, and not one more.",
        ),
        "two_kinds": (
            lambda lmbd, m, M: lmbd * (1 / M + 1 / (m % M or M)) / 4,
            "You average two sizes of batches. There are several full ones and one smaller: every "
            "step counts.",
        ),
        "full_only": (
            lambda lmbd, m, M: lmbd / (2 * M) * (m // M) / -(-m // M),
            "The last, smaller batch is missing in your sum.",
        ),
        "whole_data": (
            lambda lmbd, m, M: lmbd / (2 * m),
            "You divide by all examples; our penalty is divided by those of the batch.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="c",
    choices={
        "a": (
            "The second and the third call run the graph that the first one has left. Python's "
            "own statements are not in it."
        ),
        "b": "Nothing is taken out: while the function is traced, Python runs it as it stands.",
        "d": "The tape follows the operations of the graph. It does not run the Python code again.",
    },
)
