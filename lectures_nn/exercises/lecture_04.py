"""Checks of lecture 04: classification."""

import numpy as np

from lectures_nn.activations import softmax
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise

_rng = np.random.default_rng(404)


def _rows(words, classes):
    return (np.array(words)[:, None] == np.array(classes)).astype(float)


one_hot_of_words = FunctionExercise(
    "one_hot_of_words",
    reference=_rows,
    cases=[
        (["dog", "cat", "dog", "owl"], ["owl", "dog", "cat", "ant", "fox"]),
        (["red", "red"], ["red", "green", "blue"]),
    ],
    misconceptions={
        "alphabetical": (
            lambda words, classes: _rows(words, sorted(classes)),
            "Your columns are in alphabetical order. Column k belongs to classes[k], in the order "
            "given.",
        ),
        "present": (
            lambda words, classes: _rows(words, [c for c in classes if c in words]),
            "There are columns only for the classes that occur. A batch need not hold every class: "
            "the number of columns is len(classes).",
        ),
        "present_sorted": (
            lambda words, classes: _rows(words, sorted(set(words))),
            "The columns come from the words at hand. They must come from classes, or the next "
            "batch will number them differently.",
        ),
        "transposed": (
            lambda words, classes: _rows(words, classes).T,
            "One example a row: the shape is (len(words), len(classes)).",
        ),
        "places": (
            lambda words, classes: np.array([classes.index(word) for word in words]),
            "These are the places of the classes. Each place still has to become a row with a "
            "single 1.",
        ),
    },
)


def _log_softmax(z, top):
    shifted = z - top
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


log_softmax = FunctionExercise(
    "log_softmax",
    reference=lambda z: _log_softmax(z, z.max(axis=1, keepdims=True)),
    cases=[
        (_rng.normal(size=(3, 4)),),
        (np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1001.0, -999.0]]),),
    ],
    misconceptions={
        "printed_form": (
            lambda z: np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)),
            "Right for small logits, but exp(1000) overflows and exp(-1000) is rounded to 0.",
        ),
        "log_sum_exp_without_maximum": (
            lambda z: _log_softmax(z, 0),
            "Right for small logits, but the sum of exponentials overflows. Take the largest logit "
            "out of it.",
        ),
        "log_of_probability": (
            lambda z: np.log(softmax(z)),
            "The probability is stable, but it is rounded to 0 before you take its logarithm. Do "
            "not compute it: log a_k is z_k minus log-sum-exp.",
        ),
        "one_maximum": (
            lambda z: _log_softmax(z, z.max()),
            "You subtract one maximum from all examples. Each row needs its own.",
        ),
        "classes_in_columns": (
            lambda z: z - z.max(axis=0) - np.log(np.exp(z - z.max(axis=0)).sum(axis=0)),
            "You normalise over the examples. The classes of one example stand in a row.",
        ),
        "no_logarithm": (softmax, "These are the probabilities; their logarithms are asked for."),
        "maximum_only": (
            lambda z: z - z.max(axis=1, keepdims=True),
            "You subtracted the largest logit only. The logarithm of the remaining sum is missing.",
        ),
    },
)

votes_delta = FunctionExercise(
    "votes_delta",
    reference=lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / len(z),
    cases=[
        (_rng.normal(size=(M, K)), _rng.integers(1, 5, size=(M, K)) + np.eye(M, K))
        for M, K in ((4, 3), (2, 5))
    ],
    misconceptions={
        "sum_taken_as_1": (
            lambda z, votes: (softmax(z) - votes) / len(z),
            "That needs targets which sum to 1. In (4.17) the sum of the targets multiplies a_j.",
        ),
        "votes_to_shares": (
            lambda z, votes: (softmax(z) - votes / votes.sum(axis=1, keepdims=True)) / len(z),
            "You turned votes into shares. Then an image seen by many counts no more than one seen "
            "by few; here every vote counts.",
        ),
        "no_mean": (
            lambda z, votes: softmax(z) * votes.sum(axis=1, keepdims=True) - votes,
            "J is the mean over the images: the factor 1/M is missing.",
        ),
        "mean_over_votes": (
            lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / votes.sum(),
            "You divide by the number of all votes. J is the mean over the M images.",
        ),
        "sign": (
            lambda z, votes: (votes - softmax(z) * votes.sum(axis=1, keepdims=True)) / len(z),
            "The sign is reversed.",
        ),
    },
)

noticed = ValueExercise(
    "noticed",
    expected={"a": True, "b": False, "c": True, "d": False},
    misconceptions={
        "all": (
            {"a": True, "b": True, "c": True, "d": True},
            "The check does not know which cost you wanted. It only compares the gradient with the "
            "cost that is there. Run it on b and d.",
        ),
        "none": (
            {"a": False, "b": False, "c": False, "d": False},
            "In some programs cost and gradient do not belong together. Run the check on each.",
        ),
        "reversed": (
            {"a": False, "b": True, "c": False, "d": True},
            "The other way round: True means that the check raises GradientMismatch.",
        ),
        "factor_overlooked": (
            {"a": False, "b": False, "c": True, "d": False},
            "The derivative of log10 is not that of the natural logarithm: they differ by log 10.",
        ),
    },
)

lmbd_of_two_nodes = ValueExercise(
    "lmbd_of_two_nodes",
    expected=6.0,
    misconceptions={
        "same": (
            3.0,
            "With the same strength two nodes pay less for the same probabilities: compare "
            "w0^2 + w1^2 with (w1 - w0)^2.",
        ),
        "halved": (
            1.5,
            "The wrong direction. Equivalent weights of two nodes have the smaller sum of squares.",
        ),
        "one_node_only": (
            12.0,
            "w1 is half of w, its square a quarter; but both nodes are penalised.",
        ),
    },
)
