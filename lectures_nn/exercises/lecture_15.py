"""Checks of lecture 15: convolutional networks with TensorFlow and Keras."""

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FunctionExercise,
    PropertyExercise,
    ValueExercise,
    either,
)

same_penalty = ValueExercise(
    "same_penalty",
    expected=(0.24, 0.006),
    names=("lmbd", "s"),
    misconceptions={
        "no_half": (
            (0.12, 0.006),
            "The first is half of what it should be: our penalty has "
            "a 2 in the denominator, Keras' has not.",
        ),
        "l2_loss_like_l2": (
            (0.24, 0.003),
            "tf.nn.l2_loss is half the sum of squares, Keras' l2 the "
            "whole: the same factor does not give the same penalty.",
        ),
        "l2_loss_halved": (
            (0.24, 0.0015),
            "The second moved in the wrong direction: what is halved "
            "inside tf.nn.l2_loss needs a factor twice as large.",
        ),
        "other_batch": (
            (0.6, 0.006),
            "You took batches of 100, as in the text. This program has batches of 40.",
        ),
        "no_batch": (
            (0.006, 0.006),
            "Our penalty is divided by the examples of the batch, theirs is not: M is missing.",
        ),
        "argument_kept": (
            (0.003, 0.006),
            "lmbd is not the argument of l2: our penalty is lmbd / (2 M) times the sum of squares.",
        ),
        "divided": (
            (0.003 / 80, 0.006),
            "lmbd / (2 M) is 0.003: solved for lmbd, 2 M multiplies.",
        ),
        "divided_by_two": (
            (0.06, 0.006),
            "lmbd / (2 M) is 0.003: solved for lmbd, the 2 multiplies as M does.",
        ),
        "not_divided": (
            (0.24, 0.24),
            "tf.nn.l2_loss knows nothing of the batch: its factor is lmbd divided by M.",
        ),
        "order": ((0.006, 0.24), "The two numbers are in the other order."),
    },
)


mistakes = PropertyExercise(
    "mistakes",
    reading.line_numbers,
    "Answer with a set of line numbers, such as {1, 2}.",
    {
        "false_alarm": (
            lambda answer: answer <= {5, 6, 9, 13, 17},
            "At least one of the lines you name is not one of the five.",
            {5, 6, 8, 9, 13, 17},
        ),
        "unassigned": (
            lambda answer: 5 in answer,
            "One line reads an attribute that nobody has assigned.",
            {6, 9, 13, 17},
        ),
        "spelling": (
            lambda answer: 6 in answer,
            "One line calls a method under a name that it does not have.",
            {5, 9, 13, 17},
        ),
        "renamed": (
            lambda answer: 9 in answer,
            "One argument goes by another name in today's Keras.",
            {5, 6, 13, 17},
        ),
        "global": (
            lambda answer: 13 in answer,
            "One line takes a setting from a variable outside the class.",
            {5, 6, 9, 17},
        ),
        "epoch": (
            lambda answer: 17 in answer,
            "One line lets an epoch visit some examples twice and others not at all.",
            {5, 6, 9, 13},
        ),
    },
)

moved_by_two = ValueExercise(
    "moved_by_two",
    expected=7 / 16,
    exact=True,
    misconceptions={
        "equal_chances": (
            16 / 25,
            "You gave the five whole shifts the same chance. The shift is drawn from all real "
            "numbers between -2 and 2 and then rounded: how much room does each whole number get?",
        ),
        "rounded": (
            0.44,
            "0.44 is rounded, or counted. The exact share is asked for.",
        ),
        "two_of_five": (
            2 / 5,
            "0.4 is not exact, and two of the five whole shifts are no answer either: they do not "
            "have the same chance, and there are two directions.",
        ),
        "one_direction": (
            1 / 4,
            "That is the share for one of the two directions. Either may do.",
        ),
        "one_side": (
            either(15 / 64, 1 / 8),
            "You counted moves by 2 to one side only. Moves by -2 are moves by two pixels as well.",
        ),
        "both_directions": (
            1 / 16,
            "That is the share that moves by two pixels in both directions at once.",
        ),
        "added": (
            1 / 2,
            "You added the shares of the two directions and so counted twice what moves by two "
            "in both.",
        ),
        "exactly_one": (
            3 / 8,
            "That is the share that moves by two pixels in one direction and not in the other. "
            "Those that do so in both count, too.",
        ),
        "not_rounded": (
            3 / 4,
            "You count all that lies beyond 1. Rounding takes it to 2 only from 1.5 on.",
        ),
        "complement": (9 / 16, "That is the share of images that do not."),
    },
)


def _conv(W):
    return W.transpose(3, 2, 0, 1)


def _dense(W, shape):
    return W.reshape(*shape, -1).transpose(3, 2, 0, 1).reshape(W.shape[1], -1)


torch_weights = FunctionExercise(
    "torch_weights",
    reference=lambda W_conv, W_dense, shape: (_conv(W_conv), _dense(W_dense, shape)),
    cases=lambda rng: [
        (rng.normal(size=(k, k, c, f)), rng.normal(size=(h * w * f, n)), (h, w, f))
        for k, c, f, h, w, n in ((3, 2, 4, 2, 3, 5), (2, 1, 3, 4, 2, 3))
    ],
    names=("the convolution", "the dense layer"),
    misconceptions={
        "turned": (
            lambda W_conv, W_dense, shape: (W_conv.T, _dense(W_dense, shape)),
            "W.T reverses all four axes, which also swaps height and "
            "width of each filter: every filter is mirrored at its diagonal.",
        ),
        "order": (
            lambda W_conv, W_dense, shape: (_dense(W_dense, shape), _conv(W_conv)),
            "The arrays are right but in the other order: first the convolution.",
        ),
        "flatten_order": (
            lambda W_conv, W_dense, shape: (_conv(W_conv), W_dense.T),
            "The dense layer reads the flattened volume: torch flattens "
            "(f, h, w), we flatten (h, w, f). Its inputs have to be put in the other order.",
        ),
        "both": (
            lambda W_conv, W_dense, shape: (W_conv.T, W_dense.T),
            "A plain transpose is not enough in either place. Write down the axes before and "
            "after, one letter each, and use transpose with four numbers.",
        ),
        "dense_not_transposed": (
            lambda W_conv, W_dense, shape: (_conv(W_conv), _dense(W_dense, shape).T),
            "The inputs of the dense layer are in the right order, but torch stores a dense layer "
            "as (n_out, n_in).",
        ),
        "convolution_unchanged": (
            lambda W_conv, W_dense, shape: (W_conv, _dense(W_dense, shape)),
            "The filters are as they were. In torch the number of the filter comes first, then "
            "the channel.",
        ),
        "channels_last": (
            lambda W_conv, W_dense, shape: (W_conv.transpose(3, 0, 1, 2), _dense(W_dense, shape)),
            "The filters come first, good, but in torch the channels come second.",
        ),
        "reshaped": (
            lambda W_conv, W_dense, shape: (
                W_conv.reshape(W_conv.shape[3], W_conv.shape[2], *W_conv.shape[:2]),
                _dense(W_dense, shape),
            ),
            "reshape gives the right shape and leaves the numbers in their old order. Axes change "
            "places with transpose.",
        ),
        "dense_unchanged": (
            lambda W_conv, W_dense, shape: (_conv(W_conv), W_dense),
            "The dense weights are as they were. torch stores them as (n_out, n_in), and reads its "
            "inputs in the order (f, h, w).",
        ),
        "mirrored": (
            lambda W_conv, W_dense, shape: (
                _conv(W_conv)[:, :, ::-1, ::-1],
                _dense(W_dense, shape),
            ),
            "You turn the filters round. PyTorch does not: it computes a cross-correlation, as we "
            "do.",
        ),
        "volume_turned": (
            lambda W_conv, W_dense, shape: (
                _conv(W_conv),
                W_dense.reshape(*shape, -1).T.reshape(W_dense.shape[1], -1),
            ),
            "Height and width of the volume have changed places: torch flattens (f, h, w), and T "
            "reverses all axes.",
        ),
        "channels_first": (
            lambda W_conv, W_dense, shape: (
                W_conv.transpose(2, 3, 0, 1),
                _dense(W_dense, shape),
            ),
            "In torch the filters come before the channels.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="b",
    choices={
        "a": (
            "Another order of addition changes the last digits of a sum, in single precision the "
            "sixth or seventh, not the first."
        ),
        "c": "A forward pass draws nothing, unless dropout is left on. The weights are given.",
        "d": (
            "With the same weights all libraries of the lecture agree to rounding: what they "
            "compute is the same formula."
        ),
    },
)
