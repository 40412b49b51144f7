"""Checks of lecture 04: classification."""

import numpy as np

from lectures_nn.activations import softmax
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise, either

_POOL = ["ant", "cat", "dog", "elk", "fox", "gnu", "hen", "owl"]


def _rows(words, classes):
    return (np.array(words)[:, None] == np.array(classes)).astype(float)


def _words_cases(rng):
    """Draw classes out of alphabetical order, and words among which one class is missing."""
    cases = [(["dog", "cat", "dog", "owl"], ["owl", "dog", "cat", "ant", "fox"])]
    for n_classes, n_words in ((5, 7), (6, 4), (3, 3)):
        classes = ["zebra", *rng.permutation(_POOL)[: n_classes - 1].tolist()]
        words = ["zebra", *rng.choice(classes[:-1], size=n_words - 1).tolist()]
        cases.append((words[::-1], classes))
    return cases


one_hot_of_words = FunctionExercise(
    "one_hot_of_words",
    reference=_rows,
    cases=_words_cases,
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
        "whole_columns": (
            lambda words, classes: np.tile(_rows(words, classes).any(axis=0), (len(words), 1)),
            "Y[:, places] = 1 sets these columns in every row. Each row gets a single 1: name the "
            "row as well, Y[np.arange(m), places].",
        ),
        "first_row_only": (
            lambda words, classes: _rows(words, classes) * (np.arange(len(words)) == 0)[:, None],
            "Only the first row is filled. Does a `return` stand inside the loop?",
        ),
        "no_column": (
            lambda words, classes: np.array(words) == np.array(classes),
            "Two rows are compared, entry by entry. Make a column of the words, "
            "np.array(words)[:, None]: then every word meets every class.",
        ),
        "counts": (
            lambda words, classes: _rows(words, classes).sum(axis=0),
            "You count how often each class occurs. Each word needs a row of its own.",
        ),
        "one_for_all": (
            lambda words, classes: _rows(words, classes).any(axis=0),
            "This says which classes occur at all. Each word needs a row of its own.",
        ),
        "inverted": (
            lambda words, classes: 1 - _rows(words, classes),
            "The ones and zeros are exchanged: 1 marks the word's own class.",
        ),
    },
)


def _log_softmax(z, top):
    shifted = z - top
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _with_tiny(tiny):
    return lambda z: np.log(softmax(z) + tiny)


log_softmax = FunctionExercise(
    "log_softmax",
    reference=lambda z: _log_softmax(z, z.max(axis=1, keepdims=True)),
    cases=lambda rng: [
        (rng.normal(size=(3, 4)),),
        (np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1001.0, -999.0]]),),
        (rng.normal(size=(2, 5)) + np.array([[2000.0], [-2000.0]]),),
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
        "tiny_added": (
            either(
                _with_tiny(1e-15), *(_with_tiny(10.0**-k) for k in (7, 8, 9, 10, 12, 14, 16, 20))
            ),
            "A small number beside the probability keeps the logarithm finite, but wrong: log "
            "1e-15 is -34.5, and some of the right ones are near -1000. Do not compute the "
            "probability.",
        ),
        "no_keepdims": (
            either(
                lambda z: z - z.max(axis=1),
                lambda z: z - z.max(axis=1, keepdims=True) - np.log(np.exp(z).sum(axis=1)),
            ),
            "A sum or maximum over axis 1 has the shape (M,), which does not line up with the rows "
            "of z: keepdims=True leaves (M, 1).",
        ),
        "maximum_left_out": (
            lambda z: (
                z - np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
            ),
            "The largest logit was taken out of the sum, and has to be subtracted from z as well.",
        ),
        "one_maximum": (
            lambda z: _log_softmax(z, z.max()),
            "You subtract one maximum from all examples. Each row needs its own.",
        ),
        "largest_left": (
            either(
                lambda z: _log_softmax(z, z.min(axis=1, keepdims=True)),
                lambda z: _log_softmax(z, z.mean(axis=1, keepdims=True)),
            ),
            "After your shift, numbers far above 0 can be left in a row, and their exponentials "
            "overflow. Subtract the largest logit of each row: then none is above 0.",
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
    cases=lambda rng: [
        (rng.normal(size=(M, K)), rng.integers(1, 5, size=(M, K)) + np.eye(M, K))
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
        "sigmoid": (
            lambda z, votes: (
                (1 / (1 + np.exp(-z)) * votes.sum(axis=1, keepdims=True) - votes) / len(z)
            ),
            "You take the sigmoid. The probabilities of several classes come from softmax.",
        ),
        "sum_of_all": (
            lambda z, votes: (softmax(z) * votes.sum() - votes) / len(z),
            "You add up all votes. For each row only the votes of its image count: axis 1.",
        ),
        "sum_of_columns": (
            lambda z, votes: (softmax(z) * votes.sum(axis=0) - votes) / len(z),
            "You add up the votes for each class. The sum for each image is needed: axis 1.",
        ),
        "times_votes": (
            lambda z, votes: (softmax(z) * votes - votes) / len(z),
            "a_j is multiplied by the votes for class j. In (4.17) the sum over all classes "
            "multiplies it.",
        ),
        "no_keepdims": (
            lambda z, votes: (softmax(z) * votes.sum(axis=1) - votes) / len(z),
            "A sum over axis 1 has the shape (M,), which does not line up with the rows: "
            "keepdims=True leaves (M, 1).",
        ),
        "sum_times_everything": (
            lambda z, votes: (softmax(z) - votes) * votes.sum(axis=1, keepdims=True) / len(z),
            "Only a_j is multiplied by the sum of the votes; a bracket stands in the wrong place.",
        ),
        "mean_over_all": (
            either(
                lambda z, votes: (
                    (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / votes.size
                ),
                lambda z, votes: (
                    (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / votes.shape[1]
                ),
            ),
            "J is the mean over the M images: divide by M, not by the number of classes.",
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
        "b_and_d_too": (
            either(
                {"a": True, "b": True, "c": True, "d": False},
                {"a": True, "b": False, "c": True, "d": True},
            ),
            "For one program you say that the check notices where cost and gradient belong "
            "together. That the cost is not the one that was meant, it cannot know.",
        ),
        "mean_overlooked": (
            {"a": True, "b": False, "c": False, "d": False},
            "In c the gradient is 5 times too large: it does not belong to its cost.",
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
        "root": (
            either(3 * 2**0.5, 3 / 2**0.5),
            "Squares of weights are compared with squares: there is no root in the answer.",
        ),
        "quarter": (
            3 / 4,
            "The wrong direction, and both nodes are penalised: compare w0^2 + w1^2 with w^2.",
        ),
        "one_node_only": (
            12.0,
            "w1 is half of w, its square a quarter; but both nodes are penalised.",
        ),
    },
)
