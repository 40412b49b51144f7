"""Checks of lecture 05: digits from scratch."""

import numpy as np

from lectures_nn.activations import sigmoid
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise

_rng = np.random.default_rng(505)

number_of_steps = FunctionExercise(
    "number_of_steps",
    reference=lambda n_examples, batch_size, epochs: epochs * -(-n_examples // batch_size),
    cases=[(1078, 50, 60), (1437, 100, 3), (200, 50, 4), (7, 10, 5)],
    misconceptions={
        "last_batch_lost": (
            lambda n_examples, batch_size, epochs: epochs * (n_examples // batch_size),
            "You count only full batches. The rest of the examples makes one more, smaller batch "
            "in every epoch.",
        ),
        "fraction": (
            lambda n_examples, batch_size, epochs: epochs * n_examples / batch_size,
            "There is no fraction of a step: round the number of batches up.",
        ),
        "one_epoch": (
            lambda n_examples, batch_size, epochs: -(-n_examples // batch_size),
            "That is the number of steps of a single epoch.",
        ),
        "batches_across_epochs": (
            lambda n_examples, batch_size, epochs: -(-n_examples * epochs // batch_size),
            "Your batches run on from one epoch into the next. Each epoch ends with its own, "
            "perhaps smaller batch.",
        ),
        "always_one_more": (
            lambda n_examples, batch_size, epochs: epochs * (n_examples // batch_size + 1),
            "Where the batch size divides the number of examples there is no extra batch.",
        ),
    },
)

translated_settings = ValueExercise(
    "translated_settings",
    expected=(0.3, 0.5),
    names=("eta", "lmbd"),
    misconceptions={
        "lmbd_multiplied": (
            (0.3, 50.0),
            "The package divides the penalty by the size of the batch as it "
            "does the gradient, so lmbd keeps its value.",
        ),
        "lmbd_divided": (
            (0.3, 0.005),
            "lmbd is divided by the size of the batch inside the package; you would divide twice.",
        ),
        "eta_divided": (
            (0.003 / 100, 0.5),
            "The gradient of the mean is already 100 times smaller; the rate makes up for it.",
        ),
        "unchanged": (
            (0.003, 0.5),
            "The mean of 100 gradients is 100 times smaller than their sum, so with "
            "this rate the step would be too.",
        ),
        "order": ((0.5, 0.3), "The order is (eta, lmbd)."),
    },
)


def _saturated(Z1):
    a = sigmoid(Z1)
    return a * (1 - a) < 0.01


def _layer_with_dead_nodes(M, n, low, high, some):
    """Return sums where nodes are saturated below, above, at both ends, or for some examples."""
    Z1 = _rng.uniform(-3, 3, size=(M, n))
    Z1[:, :low] = -_rng.uniform(5, 20, size=(M, low))
    Z1[:, low : low + high] = _rng.uniform(5, 20, size=(M, high))
    Z1[:, low + high] = np.where(np.arange(M) % 2, 7.0, -9.0)  # dead, but not constant
    Z1[: M - 1, low + high + 1 : low + high + 1 + some] = 8.0  # alive for the last example
    Z1[1] = np.where(np.abs(Z1[1]) > 4.7, Z1[1], 5.5)  # one example that saturates every node
    return Z1


dead_nodes = FunctionExercise(
    "dead_nodes",
    reference=lambda Z1: np.sum(_saturated(Z1).all(axis=0)),
    cases=[
        (_layer_with_dead_nodes(6, 11, 2, 3, 2),),
        (_layer_with_dead_nodes(9, 8, 1, 2, 1),),
        (_layer_with_dead_nodes(5, 12, 4, 1, 3),),
    ],
    misconceptions={
        "any": (
            lambda Z1: np.sum(_saturated(Z1).any(axis=0)),
            "You count nodes that are saturated for some example. A dead node is saturated for "
            "every one.",
        ),
        "examples": (
            lambda Z1: np.sum(_saturated(Z1).all(axis=1)),
            "You count examples for which all nodes are saturated. The nodes stand in the columns: "
            "ask along axis 0.",
        ),
        "pairs": (
            lambda Z1: np.sum(_saturated(Z1)),
            "You count all pairs of example and node. First ask for each node whether it is "
            "saturated for every example.",
        ),
        "share": (
            lambda Z1: np.mean(_saturated(Z1).all(axis=0)),
            "That is the share of dead nodes. The number is asked for.",
        ),
        "upper_end": (
            lambda Z1: np.sum((sigmoid(Z1) > 0.99).all(axis=0)),
            "You found the nodes that always say 1. The sigmoid is flat at the other end too.",
        ),
        "lower_end": (
            lambda Z1: np.sum((sigmoid(Z1) < 0.01).all(axis=0)),
            "You test the activation where the slope a (1 - a) is meant: a node that always says "
            "1 is as dead as one that always says 0.",
        ),
        "slope_of_sum": (
            lambda Z1: np.sum((Z1 * (1 - Z1) < 0.01).all(axis=0)),
            "Z1 holds the weighted sums. The slope a (1 - a) needs the activations, sigmoid(Z1).",
        ),
        "living": (
            lambda Z1: np.sum(~_saturated(Z1).all(axis=0)),
            "These are the nodes that are still alive.",
        ),
    },
)


def _sides(parts):
    return [np.concatenate([np.asarray(part[side]) for part in parts]) for side in (0, 1)]


def _pairs_agree(parts, m):
    inputs, labels = _sides(parts)
    return bool(np.array_equal(inputs, labels))


def _every_row_once(parts, m):
    return bool(np.array_equal(np.sort(_sides(parts)[0]), np.arange(m)))


def _split_cases():
    rows = _rng.permutation(10)
    a, b, c = rows[:6], rows[6:8], rows[8:]
    once_more = np.append(b[:1], a[:1])  # a row of b is replaced by one of a
    return [
        ([(a, a), (b, b), (c, c)], 10),  # sound
        ([(a, np.roll(a, 1)), (b, b), (c, c)], 10),  # torn within a part
        ([(a, a), (b, c), (c, b)], 10),  # labels of two parts exchanged
        ([(a, a), (once_more, once_more), (c, c)], 10),  # right size, one twice, one lost
        ([(a, a), (b, b)], 10),  # rows lost
        ([(a, a), (np.append(b, a[:2]), np.append(b, a[:2])), (c, c)], 10),  # parts overlap
        ([(np.append(a, a[:1]), np.append(a, a[:1])), (b, b), (c, c)], 10),  # twice in one part
        ([(np.arange(4), np.arange(4)), (np.arange(4, 7), np.arange(4, 7))], 7),  # sound
    ]


split_is_sound = FunctionExercise(
    "split_is_sound",
    reference=lambda parts, m: _pairs_agree(parts, m) and _every_row_once(parts, m),
    cases=_split_cases(),
    misconceptions={
        "pairs_only": (
            _pairs_agree,
            "You look at the pairs only. A split in which a row is lost, or stands in two parts, "
            "gets through.",
        ),
        "rows_only": (
            _every_row_once,
            "You look at the inputs only. A split that tears inputs and labels apart gets through.",
        ),
        "sizes_only": (
            lambda parts, m: sum(len(part[0]) for part in parts) == m,
            "You compare numbers of rows only; the shapes of the torn split were right too.",
        ),
        "pairs_and_sizes": (
            lambda parts, m: _pairs_agree(parts, m) and sum(len(p[0]) for p in parts) == m,
            "Pairs and sizes are right in one of the cases and still a row stands there twice "
            "while another is lost.",
        ),
        "nothing_lost": (
            lambda parts, m: (
                _pairs_agree(parts, m) and set(_sides(parts)[0].tolist()) == set(range(m))
            ),
            "You make sure that no row is lost. A row in two parts, which is a leak, gets through.",
        ),
        "reversed": (
            lambda parts, m: not (_pairs_agree(parts, m) and _every_row_once(parts, m)),
            "True and False are exchanged.",
        ),
    },
)

different_columns = ValueExercise(
    "different_columns",
    expected=1,
    misconceptions={
        "all": (
            50,
            "The labels differ, but every hidden node sees all of them. What makes node 1 "
            "different from node 2?",
        ),
        "classes": (
            10,
            "The ten output nodes do become different, because their targets differ. The hidden "
            "nodes have no targets of their own.",
        ),
        "none": (
            0,
            "Columns that are all equal are one column written 50 times: count the different ones.",
        ),
    },
)

test_images = ValueExercise(
    "test_images",
    expected=1118,
    misconceptions={
        "one_sd": (291, "That makes 1 point one standard deviation. Ask for 1.96 of them."),
        "worst_case": (
            9604,
            "That is the number for p = 1/2, where the spread is largest. Here p = 0.97.",
        ),
        "whole_width": (
            4472,
            "With these the whole interval is 1 point wide. Asked for is 1 point either way.",
        ),
        "rounded_down": (1117, "Just too few: at least means rounding up."),
        "two_points": (280, "With these it is 2 points either way."),
    },
)
