"""Checks of lecture 05: digits from scratch."""

import numpy as np

from lectures_nn.activations import sigmoid
from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

number_of_steps = FunctionExercise(
    "number_of_steps",
    reference=lambda n_examples, batch_size, epochs: epochs * -(-n_examples // batch_size),
    cases=lambda rng: [
        (1078, 50, 60),
        (1437, 100, 3),
        (200, 50, 4),
        (7, 10, 5),
        *((int(rng.integers(100, 2000)), int(rng.integers(20, 90)), n) for n in (2, 5, 13)),
    ],
    misconceptions={
        "last_batch_lost": (
            either(
                lambda n_examples, batch_size, epochs: epochs * (n_examples // batch_size),
                lambda n_examples, batch_size, epochs: epochs * max(1, n_examples // batch_size),
            ),
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
        "one_more_at_the_end": (
            either(
                lambda n_examples, batch_size, epochs: epochs * (n_examples // batch_size) + 1,
                lambda n_examples, batch_size, epochs: (
                    epochs * (n_examples // batch_size) + (n_examples % batch_size > 0)
                ),
            ),
            "You add one smaller batch to the whole training. There is one in every epoch, where "
            "the batch size does not divide the number of examples.",
        ),
        "to_the_nearest": (
            lambda n_examples, batch_size, epochs: epochs * round(n_examples / batch_size),
            "You round to the nearest number. A small rest makes a batch too: round up.",
        ),
        "rest_as_steps": (
            either(
                lambda n, size, epochs: n // size * epochs + n % size,
                lambda n, size, epochs: (n // size + n % size) * epochs,
            ),
            "You add the number of examples that are left over. Together they make one batch.",
        ),
        "epochs": (
            lambda n_examples, batch_size, epochs: epochs,
            "Your result is the number of epochs. If it compares: + comes before >, "
            "so n % size > 0 needs a bracket.",
        ),
        "upside_down": (
            lambda n_examples, batch_size, epochs: epochs * -(-batch_size // n_examples),
            "You divide the size of a batch by the number of examples. It is the other way round.",
        ),
        "one_example_less": (
            lambda n_examples, batch_size, epochs: epochs * ((n_examples - 1) // batch_size),
            "(n - 1) // size rounds up with a 1 added: there is one batch too few in each epoch.",
        ),
        "examples": (
            lambda n_examples, batch_size, epochs: epochs * n_examples,
            "You make a step for every example. A step is made for every batch.",
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
        "half": (
            either((0.3, 0.25), (0.3, 1.0)),
            "There is no factor 2 between the two: the gradient of the package's penalty is "
            "lmbd W / M, without one.",
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


def _layer_with_dead_nodes(rng, M, low, high, both, some):
    """Return sums where nodes are saturated below, above, at both ends, or for most examples."""
    n = low + high + both + some + 8
    Z1 = rng.uniform(-3, 3, size=(M, n))
    Z1[:, :low] = -rng.uniform(5, 20, size=(M, low))
    Z1[:, low : low + high] = rng.uniform(5, 20, size=(M, high))
    ends = np.where(np.arange(M) % 2, 7.0, -9.0)[:, None]
    Z1[:, low + high : low + high + both] = ends  # dead, but not constant
    Z1[: M - 1, low + high + both : n - 8] = 8.0  # alive for the last example,
    Z1[M - 1, low + high + both : n - 8] = 0.0
    Z1[M - 1, low + high + both] = 3.5  # once so little that the mean slope is below 0.01
    Z1[:, -1] = 4.55  # a slope of 0.0104
    Z1[:, -2] = -4.65  # a slope of 0.0094
    Z1[:, -3] = -np.abs(Z1[:, -3]) - 0.1  # below 0, but not far
    if M % 3 == 0:  # one example that saturates every node
        Z1[1] = np.where(np.abs(Z1[1]) > 4.6, Z1[1], -5.5)
    Z1[:, -4] = 3.5  # slopes of 0.028 and 0.07
    Z1[:, -5] = -2.5
    Z1[0, -6] = 0.0
    return Z1


dead_nodes = FunctionExercise(
    "dead_nodes",
    reference=lambda Z1: np.sum(_saturated(Z1).all(axis=0)),
    cases=lambda rng: [
        (_layer_with_dead_nodes(rng, *sizes),)
        for sizes in ((6, 2, 3, 1, 2), (10, 1, 2, 3, 1), (5, 4, 1, 2, 3), (12, 1, 1, 1, 1))
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
        "all_nodes": (
            lambda Z1: Z1.shape[1],
            "Every node counts, whatever its sums are. Is there a bracket around 1 - a? Without "
            "one, a * 1 - a is always 0.",
        ),
        "most": (
            lambda Z1: np.sum(np.mean(_saturated(Z1), axis=0) > 0.5),
            "You count nodes that are saturated for most examples. A single example with a slope "
            "keeps a node alive.",
        ),
        "threshold": (
            either(
                lambda Z1: np.sum((sigmoid(Z1) * (1 - sigmoid(Z1)) < 0.1).all(axis=0)),
                lambda Z1: np.sum((sigmoid(Z1) * (1 - sigmoid(Z1)) < 0.05).all(axis=0)),
            ),
            "Some of your nodes have larger slopes. Saturated means that the slope is below 0.01.",
        ),
        "one_end": (
            lambda Z1: np.sum((sigmoid(Z1) > 0.99).all(axis=0) | (sigmoid(Z1) < 0.01).all(axis=0)),
            "A node that is at one end for some examples and at the other for the rest is dead as "
            "well. Ask for the slope a (1 - a).",
        ),
        "mean_slope": (
            lambda Z1: np.sum(np.mean(sigmoid(Z1) * (1 - sigmoid(Z1)), axis=0) < 0.01),
            "You judge a node by an average over the examples. A single example with a slope keeps "
            "it alive.",
        ),
        "mean_sum": (
            lambda Z1: np.sum(_saturated(Z1.mean(axis=0))),
            "You average the sums first. A node that is at one end for some examples and at the "
            "other for the rest is dead, though its mean is near 0.",
        ),
        "of_relu": (
            either(
                lambda Z1: np.sum((Z1 <= 0).all(axis=0)), lambda Z1: np.sum((Z1 < 0).all(axis=0))
            ),
            "That is when a ReLU node is dead. A sigmoid is flat at both ends, far from 0.",
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
            "You count only nodes that always say 0. One that always says 1 is as dead: the slope "
            "a (1 - a) is small at both ends.",
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
    return all(np.array_equal(inputs, labels) for inputs, labels in parts)


def _every_row_once(parts, m):
    rows = np.concatenate([part[0] for part in parts])
    return bool(np.array_equal(np.sort(rows), np.arange(m)))


def _in_order(parts, m):
    return _pairs_agree(parts, m) and bool(np.array_equal(_sides(parts)[0], np.arange(m)))


def _nothing_repeated(parts, m):
    rows = _sides(parts)[0]
    return _pairs_agree(parts, m) and len(set(rows.tolist())) == len(rows)


def _ends_and_number(parts, m):
    rows = _sides(parts)[0]
    return _pairs_agree(parts, m) and rows.min() == 0 and rows.max() == m - 1 and len(rows) == m


def _sum_and_number(parts, m):
    rows = _sides(parts)[0]
    return _pairs_agree(parts, m) and len(rows) == m and rows.sum() == m * (m - 1) / 2


def _first_part(parts, m):
    return _pairs_agree(parts[:1], m) and _every_row_once(parts[:1], m)


def _pairs_as_sets(parts, m):
    same = all(set(np.ravel(part[0])) == set(np.ravel(part[1])) for part in parts)
    return same and _every_row_once(parts, m)


def _split_cases(rng):
    rows = rng.permutation(10)
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
        ([(np.array([0, 1, 1]),) * 2, (np.array([3]),) * 2], 4),  # right size and ends
        ([(np.array([0, 3]),) * 2, (np.array([3, 0]),) * 2], 4),  # right size and sum
        ([(a + 1, a + 1), (b + 1, b + 1), (c + 1, c + 1)], 10),  # from 1 to m
        ([(a, a), (b, b), (c, c)], 11),  # the last row lost
        ([(rows, rows)], 10),  # sound, a single part
        ([(a, a), (b, b[:1]), (c, c)], 10),  # a label lost,
        ([(a, a), (b, b), (c, np.append(c, a[:1]))], 10),  # one too many,
        ([(a, np.append(a, b[:1])), (b, b[1:]), (c, c)], 10),  # one in the part before
        ([(a, a), (b, b[[0, 0]]), (c, c)], 10),  # right sizes, one label twice
        ([(a, a[::-1]), (b[:1], b[:1]), (c, c)], 10),  # torn, and a row lost
    ]


def _lengths(parts):
    return all(len(inputs) == len(labels) for inputs, labels in parts)


def _exactly_two(parts, m):
    first, second = parts
    return _pairs_agree([first, second], m) and _every_row_once([first, second], m)


def _pairs_by_zip(parts):
    return all(i == k for inputs, labels in parts for i, k in zip(inputs, labels, strict=False))


split_is_sound = FunctionExercise(
    "split_is_sound",
    reference=lambda parts, m: _pairs_agree(parts, m) and _every_row_once(parts, m),
    cases=_split_cases,
    misconceptions={
        "zip": (
            lambda parts, m: _pairs_by_zip(parts) and _every_row_once(parts, m),
            "zip stops where the shorter of the two ends: labels that are lacking, or left over, "
            "get through.",
        ),
        "joined": (
            lambda parts, m: bool(np.array_equal(*_sides(parts))) and _every_row_once(parts, m),
            "You join the parts before you compare. A label that stands in another part than its "
            "input gets through.",
        ),
        "lengths": (
            lambda parts, m: _lengths(parts) and _every_row_once(parts, m),
            "Of the pairs you compare the lengths only. A split that tears inputs and labels apart "
            "gets through.",
        ),
        "each_sorted": (
            lambda parts, m: all(
                np.array_equal(np.sort(side), np.arange(m)) for side in _sides(parts)
            ),
            "You look at the inputs and at the labels, but never at which label stands beside "
            "which input.",
        ),
        "first_pair": (
            lambda parts, m: _pairs_agree(parts[:1], m) and _every_row_once(parts, m),
            "You compare the first pair alone. Does a `return` stand inside the loop?",
        ),
        "from_one": (
            lambda parts, m: (
                _pairs_agree(parts, m)
                and bool(np.array_equal(np.sort(_sides(parts)[0]), np.arange(1, m + 1)))
            ),
            "The rows are 0 to m - 1, not 1 to m.",
        ),
        "two_parts": (
            either(
                lambda parts, m: (
                    np.array_equal(*parts[0])
                    and np.array_equal(*parts[1])
                    and _every_row_once(parts[:2], m)
                ),
                lambda parts, m: (
                    np.array_equal(parts[0][0], parts[0][1])
                    and np.array_equal(parts[1][0], parts[1][1])
                    and _every_row_once(parts, m)
                ),
                _exactly_two,
            ),
            "You count on a fixed number of parts. There may be any: go through the list in a "
            "loop.",
        ),
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
        "ends_and_number": (
            _ends_and_number,
            "Smallest, largest and number of rows are right for 0, 1, 1, 3 too: a row stands there "
            "twice, and another is lost.",
        ),
        "sum_and_number": (
            _sum_and_number,
            "Number and sum of the rows are right for 0, 3, 3, 0 too: rows stand there twice, and "
            "others are lost.",
        ),
        "first_part": (
            _first_part,
            "You judge by the first part alone. Does a `return` stand inside the loop?",
        ),
        "nothing_repeated": (
            _nothing_repeated,
            "You make sure that no row stands there twice. A row that is lost gets through.",
        ),
        "in_order": (
            _in_order,
            "You ask for the rows in their order. A split may shuffle them: sort before comparing.",
        ),
        "pairs_as_sets": (
            _pairs_as_sets,
            "In each part you compare which rows occur, not which label stands beside which input. "
            "A part whose labels are shifted gets through.",
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
        "inputs": (
            64,
            "The inputs of a node differ, but all hidden nodes get the same ones. What makes node "
            "1 different from node 2?",
        ),
        "the_others": (
            49,
            "So many columns repeat the first one. Count the different ones.",
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
        "z_not_squared": (
            either(571, 1.96 * 0.97 * 0.03 / 0.01**2),
            "Solving for n squares everything, the 1.96 too.",
        ),
        "no_root": (
            either(6, 5.7036, 12, 1.96**2 * 0.97 * 0.03 / 0.01),
            "The standard deviation has a root: solving for n squares the 1 point as well.",
        ),
        "two_sd": (1164, "That makes 1 point two standard deviations. Ask for 1.96 of them."),
        "one_factor": (
            either(37264, 1153),
            "The variance is p (1 - p) / n: both factors are needed, p and 1 - p.",
        ),
        "root_kept": (
            6554,
            "The standard deviation's root is still there: solving for n squares p (1 - p) / n "
            "as a whole.",
        ),
        "ninety_per_cent": (788, "1.645 belongs to 90 per cent. Ask for 1.96 of them."),
        "one_for_a_point": (1, "1 percentage point is 0.01."),
        "two_points": (280, "With these it is 2 points either way."),
    },
)

concept = ChoiceExercise(
    "concept",
    right="a",
    choices={
        "b": (
            "The rate stays, but the sum that it multiplies has twice as many terms. By (5.6) it "
            "is a step on the mean with M times the rate, and M has doubled."
        ),
        "c": "Each image counts as before: nothing is divided by M. That would be the mean.",
        "d": (
            "This is what happens to the mean of a sample. A sum of twice as many terms of the "
            "same kind is about twice as large."
        ),
    },
)
