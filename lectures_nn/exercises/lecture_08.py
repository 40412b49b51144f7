"""Checks of lecture 08: training on the exercise's digits."""

import itertools

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either


def _outputs(rng, labels):
    """Return rows whose largest entry stands in the column of each label 1..10."""
    rows = rng.uniform(0.05, 0.6, size=(len(labels), 10))
    rows[np.arange(len(labels)), np.array(labels) - 1] = rng.uniform(0.7, 0.95, len(labels))
    return rows


digits_read = FunctionExercise(
    "digits_read",
    reference=lambda outputs: (outputs.argmax(axis=1) + 1) % 10,
    cases=lambda rng: [
        (_outputs(rng, labels),) for labels in ((3, 10, 1, 9, 7), rng.permutation(10) + 1, (10,))
    ],
    misconceptions={
        "ten_left": (
            lambda outputs: outputs.argmax(axis=1) + 1,
            "These are the exercise's labels. The digit behind label 10 is 0.",
        ),
        "column_number": (
            lambda outputs: outputs.argmax(axis=1),
            "NumPy counts columns from 0, the labels begin at 1: the first column is the digit 1.",
        ),
        "minus_one": (
            lambda outputs: (outputs.argmax(axis=1) - 1) % 10,
            "Labels are one above the column numbers that NumPy gives, not one below.",
        ),
        "no_axis": (
            either(
                lambda outputs: (outputs.argmax() + 1) % 10,
                lambda outputs: outputs.argmax() + 1,
                lambda outputs: outputs.argmax(),
            ),
            "Without an axis argmax looks through the whole array. There is one answer a row: "
            "axis=1.",
        ),
        "one_hot": (
            lambda outputs: outputs == outputs.max(axis=1, keepdims=True),
            "You mark the largest output in each row. Which digit does its column stand for?",
        ),
        "over_examples": (
            either(
                lambda outputs: (outputs.argmax(axis=0) + 1) % 10,
                lambda outputs: outputs.argmax(axis=0) + 1,
                lambda outputs: outputs.argmax(axis=0),
            ),
            "You looked for the largest entry of each column. Each row belongs to one image.",
        ),
        "whole_division": (
            lambda outputs: (outputs.argmax(axis=1) + 1) // 10,
            "// 10 gives the tens. The remainder, the last digit, is % 10.",
        ),
        "another_remainder": (
            lambda outputs: (outputs.argmax(axis=1) + 1) % 9,
            "Ten labels, ten digits: only the label 10 becomes 0. Look at your remainder.",
        ),
        "nine_to_zero": (
            lambda outputs: np.where(outputs.argmax(axis=1) == 9, 0, outputs.argmax(axis=1)),
            "The last column is 0 as it should be. In all others the digit is one more than "
            "NumPy's number of the column.",
        ),
        "threshold": (
            either(
                lambda outputs: np.where(outputs > 0.5)[1],
                lambda outputs: np.where(outputs > 0.5)[1] + 1,
                lambda outputs: (np.where(outputs > 0.5)[1] + 1) % 10,
            ),
            "In a row several outputs, or none, can be above 0.5. The answer is the largest.",
        ),
        "smallest": (
            lambda outputs: (outputs.argmin(axis=1) + 1) % 10,
            "The answer is the output that is largest, not the smallest.",
        ),
        "values": (
            lambda outputs: outputs.max(axis=1),
            "This is how large the largest output is. Asked is where it stands.",
        ),
    },
)

_biases = 25 + 10
_weights = 25 * 400 + 10 * 25
evaluations_without = ValueExercise(
    "evaluations_without",
    expected=84 * (_weights + _biases + 1),
    misconceptions={
        "central": (
            84 * 2 * (_weights + _biases),
            "These are central differences. One-sided ones nudge each parameter once, and need the "
            "cost at the point itself.",
        ),
        "central_and_point": (
            84 * (2 * (_weights + _biases) + 1),
            "These are central differences. One-sided ones nudge each parameter once.",
        ),
        "no_output_layer": (
            either(84 * (25 * 401 + 1), 84 * 25 * 401),
            "The parameters of the output layer are missing.",
        ),
        "point_forgotten": (
            84 * (_weights + _biases),
            "The cost at the point itself is missing, once for each gradient.",
        ),
        "no_biases": (84 * (_weights + 1), "The biases are parameters too."),
        "iterations": (
            40 * (_weights + _biases + 1),
            "You counted one gradient an iteration. The run asked for 84 in its 40 iterations.",
        ),
        "one_gradient": (
            _weights + _biases + 1,
            "That is the price of one gradient. The run asked for 84.",
        ),
        "one_point": (
            84 * (_weights + _biases) + 1,
            "The cost at the point itself is needed for each of the 84 gradients: the point moves.",
        ),
        "no_output_biases": (
            84 * (_weights + 25 + 1),
            "The output nodes have biases like all the others.",
        ),
        "nodes": (
            either(84 * (400 + 25 + 10 + 1), 84 * (400 + 25 + 10)),
            "You counted nodes. Every weight and every bias has to be nudged.",
        ),
        "times_iterations": (
            40 * 84 * (_weights + _biases + 1),
            "The 84 gradients are those of all 40 iterations together.",
        ),
        "forward_only": (84, "So often it asked with a gradient. Without one it has to nudge."),
    },
)

diagnosis = ValueExercise(
    "diagnosis",
    expected=((10, "under-fits"), (0, "over-fits"), (1, "fits")),
    counted=True,
    misconceptions={
        "c_over_fits": (
            ((10, "under-fits"), (0, "over-fits"), (1, "over-fits")),
            "Only one of B and C over-fits: the one whose validation cost turns and rises.",
        ),
        "b_fits": (
            ((10, "under-fits"), (0, "fits"), (1, "over-fits")),
            "The words of B and C are exchanged: in one of them the validation cost turns and "
            "rises.",
        ),
        "words_exchanged": (
            ((10, "over-fits"), (0, "under-fits"), (1, "fits")),
            "To over-fit is to do well on the training digits and badly on others.",
        ),
        "a_and_b_exchanged": (
            ((0, "over-fits"), (10, "under-fits"), (1, "fits")),
            "Look at the dashed curves of A and B: without a penalty the training cost can go to "
            "zero.",
        ),
        "lambda_exchanged": (
            ((0, "under-fits"), (10, "over-fits"), (1, "fits")),
            "A large penalty holds the weights down; which network cannot "
            "even fit its training digits?",
        ),
        "sorted_by_lambda": (
            ((0, "over-fits"), (1, "fits"), (10, "under-fits")),
            "These stand in the order of lambda. Asked for is the order of the panels, A, B, C.",
        ),
        "no_penalty_fits": (
            ((10, "under-fits"), (1, "over-fits"), (0, "fits")),
            "The penalty holds over-fitting back: where there is none, the curves move furthest "
            "apart.",
        ),
        "b_and_c_exchanged": (
            ((10, "under-fits"), (1, "fits"), (0, "over-fits")),
            "In one of B and C the validation cost turns and rises. That is the one without a "
            "penalty.",
        ),
        "small_gap_is_good": (
            either(
                ((1, "fits"), (0, "over-fits"), (10, "under-fits")),
                ((10, "fits"), (0, "over-fits"), (1, "under-fits")),
            ),
            "In A the curves lie close together, but high: both parts are read badly. A small gap "
            "alone is no merit.",
        ),
    },
)


def _in_a_row(costs, patience):
    last = costs[-patience - 1 :]
    rises = all(later > earlier for earlier, later in itertools.pairwise(last))
    return len(costs) > patience and rises


def _without_a_new_lowest(costs):
    return sum(min(costs[:n]) <= costs[n] for n in range(1, len(costs)))


_falling = [2.0, 1.5, 1.1, 0.9, 0.8, 0.75]
_turning = [2.0, 1.5, 0.6, 0.7, 0.65, 0.72, 0.9]
_up_and_down = [1.0, 1.2, 0.9, 1.1, 0.8, 1.05, 0.85]
time_to_stop = FunctionExercise(
    "time_to_stop",
    reference=lambda costs, patience: len(costs) - 1 - int(np.argmin(costs)) >= patience,
    cases=lambda rng: [
        ([1.3], 1),
        ([1.3, 1.1], 3),  # fewer than `patience` so far
        (_falling, 2),
        (_turning, 4),
        (_turning, 5),
        (_turning[:-1], 3),
        (_turning[:4], 1),
        (_up_and_down, 2),
        (_up_and_down, 3),
        ([1.0, 0.5, 0.9, 0.8, 0.7, 0.6], 4),
        ([1.0, 0.5, 0.8, 0.6, 0.55], 2),
        ([0.9, 0.4, 0.5], 1),
        ([0.9, 0.5, 0.4], 1),
        *((rng.uniform(size=n).round(3).tolist(), 2 + n % 3) for n in range(4, 12)),
    ],
    misconceptions={
        "only_the_last": (
            lambda costs, patience: len(costs) > 1 and costs[-1] > costs[-2],
            "You compare with the iteration before. Costs go up and down a little; how far back "
            "lies the lowest of all?",
        ),
        "not_the_lowest": (
            lambda costs, patience: costs[-1] > min(costs),
            "You stop as soon as the last cost is not the lowest. Wait for `patience` iterations.",
        ),
        "too_patient": (
            lambda costs, patience: len(costs) - 1 - int(np.argmin(costs)) > patience,
            "Almost: stop also when the lowest lies exactly `patience` iterations back.",
        ),
        "too_hasty": (
            lambda costs, patience: len(costs) - int(np.argmin(costs)) >= patience,
            "Almost: with the lowest cost last in the list it is 0 iterations old, not 1.",
        ),
        "two_points": (
            lambda costs, patience: len(costs) > patience and costs[-1] > costs[-1 - patience],
            "You compare with the cost `patience` iterations ago. The lowest may be another one.",
        ),
        "in_a_row": (
            _in_a_row,
            "You wait for `patience` rises in a row. The cost may fall in between without coming "
            "back to its lowest.",
        ),
        "from_the_start": (
            lambda costs, patience: int(np.argmin(costs)) >= patience,
            "The place of the lowest cost is counted from the first iteration; its age is counted "
            "back from the last.",
        ),
        "highest": (
            lambda costs, patience: len(costs) - 1 - int(np.argmax(costs)) >= patience,
            "You look for the highest cost. The lowest is the best.",
        ),
        "exactly": (
            lambda costs, patience: len(costs) - 1 - int(np.argmin(costs)) == patience,
            "You stop only when the lowest lies exactly `patience` iterations back. Or more, the "
            "text says.",
        ),
        "at_most": (
            lambda costs, patience: len(costs) - 1 - int(np.argmin(costs)) <= patience,
            "You stop when the lowest lies `patience` iterations back or less. It is or more.",
        ),
        "never_reset": (
            lambda costs, patience: _without_a_new_lowest(costs) >= patience,
            "You count all iterations without a new lowest cost. Begin anew at each new lowest.",
        ),
        "ever": (
            lambda costs, patience: any(
                n - 1 - int(np.argmin(costs[:n])) >= patience for n in range(1, len(costs) + 1)
            ),
            "You say True because it was time to stop earlier. A new lowest cost may have come "
            "since: decide for the present iteration.",
        ),
        "length": (
            lambda costs, patience: len(costs) >= patience,
            "You compare the number of iterations with `patience`. How far back lies the lowest?",
        ),
        "go_on": (
            lambda costs, patience: len(costs) - 1 - int(np.argmin(costs)) < patience,
            "This says when to go on. Asked is when to stop.",
        ),
    },
)


def _knowing_nothing(counts):
    share = counts / counts.sum()
    return -np.sum(share * np.log(share) + (1 - share) * np.log(1 - share))


def _share_log(counts, total):
    return counts / total * np.log(counts / total)


cost_of_knowing_nothing = FunctionExercise(
    "cost_of_knowing_nothing",
    reference=_knowing_nothing,
    cases=lambda rng: [
        (np.array([500, 500, 500, 500]),),
        (np.array([10, 30, 60]),),
        (rng.integers(1, 50, size=5) + np.arange(5),),
    ],
    misconceptions={
        "equal_classes": (
            lambda counts: (
                len(counts) * np.log(len(counts)) - (len(counts) - 1) * np.log(len(counts) - 1)
            ),
            "That is (8.9), for classes of equal size. The honest answer of each output is the "
            "share of its class.",
        ),
        "one_term": (
            lambda counts: -np.sum(counts / counts.sum() * np.log(counts / counts.sum())),
            "Each of the K outputs also answers for the examples of all other classes: the term "
            "with 1 - share is missing. (You have the cost of softmax outputs.)",
        ),
        "second_sign": (
            lambda counts: (
                -np.sum(_share_log(counts, counts.sum()))
                + np.sum(_share_log(counts.sum() - counts, counts.sum()))
            ),
            "Both terms are added, and the minus stands before both.",
        ),
        "no_bracket": (
            lambda counts: (
                -sum(p * np.log(p) + 1 - p * np.log(1 - p) for p in counts / sum(counts))
            ),
            "A bracket is missing around 1 - share: without it only share multiplies the "
            "logarithm.",
        ),
        "one_half": (
            lambda counts: len(counts) * np.log(2),
            "That is the cost if every output says 1/2. There is a better constant answer: the "
            "share of its class.",
        ),
        "counts": (
            lambda counts: -np.sum(counts * np.log(counts)),
            "Shares are needed, not numbers of examples: divide the counts by their sum.",
        ),
        "mean_over_classes": (
            lambda counts: _knowing_nothing(counts) / len(counts),
            "The exercise adds the costs of the K outputs; it does not average them.",
        ),
        "share_missing": (
            lambda counts: (
                -sum(np.log(p) + (1 - p) * np.log(1 - p) for p in counts / np.sum(counts))
            ),
            "The first logarithm is not multiplied by the share: only so many examples belong to "
            "the class.",
        ),
        "share_twice": (
            lambda counts: (
                -sum(p * (p * np.log(p) + (1 - p) * np.log(1 - p)) for p in counts / np.sum(counts))
            ),
            "You weight with the share once more. Every output answers for all examples.",
        ),
        "formula_for_each": (
            either(
                lambda counts: sum(
                    K * np.log(K) - (K - 1) * np.log(K - 1) for K in np.sum(counts) / counts
                ),
                lambda counts: np.mean(
                    [K * np.log(K) - (K - 1) * np.log(K - 1) for K in np.sum(counts) / counts]
                ),
            ),
            "You put the inverse of each share into (8.9), which is for K classes of equal size. "
            "Add up what each output costs.",
        ),
        "largest_class": (
            lambda counts: (
                -np.log(np.max(counts) / np.sum(counts))
                - (len(counts) - 1) * np.log(1 - np.max(counts) / np.sum(counts))
            ),
            "You take the largest class for all of them. Each output has the share of its own.",
        ),
        "sum_over_examples": (
            lambda counts: _knowing_nothing(counts) * counts.sum(),
            "That is the sum over all examples. The cost is their mean.",
        ),
        "log10": (
            lambda counts: _knowing_nothing(counts) / np.log(10),
            "The logarithm to base 10; the course uses the natural one.",
        ),
        "log2": (
            lambda counts: _knowing_nothing(counts) / np.log(2),
            "The logarithm to base 2; the course uses the natural one.",
        ),
        "sign": (
            lambda counts: -_knowing_nothing(counts),
            "Logarithms of probabilities are negative, the cost is positive: a minus is missing.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="d",
    choices={
        "a": (
            "Then the other should read more digits. Units can change places, and features can be "
            "shared out among them in many ways."
        ),
        "b": (
            "Equally many mistakes need not be the same mistakes. Only a comparison image by "
            "image would tell."
        ),
        "c": (
            "Only where no digit has ink. Elsewhere the weights were trained; but which features "
            "the units divide among them depends on the start."
        ),
    },
)
