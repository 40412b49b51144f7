"""Checks of lecture 04: classification."""

import numpy as np

from lectures_nn.activations import softmax
from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

_POOL = ["ant", "cat", "dog", "elk", "fox", "gnu", "hen", "owl"]


def _rows(words, classes):
    return (np.array(words)[:, None] == np.array(classes)).astype(float)


def _words_cases(rng):
    """Draw classes out of alphabetical order, and words among which one class is missing."""
    cases = [
        (["dog", "cat", "dog", "owl"], ["owl", "dog", "cat", "ant", "fox"]),
        (["cat", "catfish", "polecat", "ant", "cat"], ["catfish", "polecat", "cat", "cow", "ant"]),
        (["catfish", "owl", "cat"], ["cat", "owl", "Cat", "catfish", "polecat", "owlet"]),
    ]
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
            "There are columns only for the words at hand, in alphabetical order. They must come "
            "from classes, or the next batch will number them differently.",
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
            "Every row has the ones of all the others. Either whole columns were set, as in "
            "Y[:, places] = 1: then name the row as well, Y[np.arange(m), places]. Or all rows are "
            "one list, as in [[0] * K] * m.",
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
        "one_too_far_left": (
            lambda words, classes: np.roll(_rows(words, classes), -1, axis=1),
            "Each 1 stands one column too far to the left. Column k belongs to classes[k], and "
            "both count from 0.",
        ),
        "reversed": (
            lambda words, classes: _rows(words, classes[::-1]),
            "Your columns are in the reverse order. Column k belongs to classes[k].",
        ),
        "first_of_each": (
            lambda words, classes: (
                _rows(words, classes)
                * [[words.index(word) == row] for row, word in enumerate(words)]
            ),
            "Where a word comes a second time its row is empty: words.index(c) finds the first "
            "place only. Go through the words, not through the classes.",
        ),
        "part_of_a_word": (
            either(
                lambda words, classes: np.array([[w in c for c in classes] for w in words]),
                lambda words, classes: np.array([[c in w for c in classes] for w in words]),
                lambda words, classes: np.array(
                    [[c.startswith(w) for c in classes] for w in words]
                ),
                lambda words, classes: np.array(
                    [[w.startswith(c) for c in classes] for w in words]
                ),
            ),
            "One word is part of another here, as cat is of catfish. Ask with == whether they are "
            "the same.",
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


def _with_maximum(z):
    return _log_softmax(z, z.max(axis=1, keepdims=True))


def _shifted(z):
    return z - z.max(axis=1, keepdims=True)


def _log_sum(z):
    return np.log(np.exp(_shifted(z)).sum(axis=1, keepdims=True))


def _with_tiny(tiny):
    return lambda z: np.log(softmax(z) + tiny)


log_softmax = FunctionExercise(
    "log_softmax",
    reference=_with_maximum,
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
        "unshifted_sum": (
            lambda z: (
                z - z.max(axis=1, keepdims=True) - np.log(np.exp(z).sum(axis=1, keepdims=True))
            ),
            "The largest logit was subtracted from z, but the exponentials are those of z itself. "
            "Take them of the shifted logits.",
        ),
        "plus": (
            lambda z: _shifted(z) + _log_sum(z),
            "The logarithm of the sum is added. It belongs below the line: subtract it.",
        ),
        "no_log_of_the_sum": (
            lambda z: _shifted(z) - np.exp(_shifted(z)).sum(axis=1, keepdims=True),
            "The sum of the exponentials is subtracted as it is. Its logarithm is missing.",
        ),
        "quotient": (
            lambda z: _shifted(z) / _log_sum(z),
            "You divide by the logarithm. The logarithm of a quotient is a difference.",
        ),
        "sum_of_all": (
            lambda z: _shifted(z) - np.log(np.exp(_shifted(z)).sum()),
            "You add up the exponentials of all examples. Each row needs its own sum: axis 1.",
        ),
        "log10": (
            lambda z: _shifted(z) - _log_sum(z) / np.log(10),
            "The logarithm of the sum is one to base 10. It is the natural one that undoes exp.",
        ),
        "sum_of_logarithms": (
            either(
                lambda z: _shifted(z) - _shifted(z).sum(axis=1, keepdims=True),
                lambda z: _shifted(z) - np.log(np.exp(_shifted(z))).sum(axis=1, keepdims=True),
            ),
            "You add up logarithms. Asked for is the logarithm of the sum of exponentials.",
        ),
        "sigmoid": (
            either(
                lambda z: np.log(1 / (1 + np.exp(-z))),
                lambda z: -np.log(1 + np.exp(-z)),
                lambda z: -np.logaddexp(0, -z),
            ),
            "You take the sigmoid. The probabilities of several classes come from softmax.",
        ),
        "clipped": (
            either(
                lambda z: np.log(softmax(np.clip(z, -500, 500))),
                *(
                    lambda z, limit=limit, function=function: function(np.clip(z, -limit, limit))
                    for limit in (20, 30, 50, 100, 200, 300, 500, 600, 700, 709)
                    for function in (lambda z: np.log(softmax(z)), _with_maximum)
                ),
            ),
            "You cut the logits off. That keeps exp from overflowing, but changes the answer for "
            "large ones. Subtract the largest logit of each row.",
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
        "softmax_over_all": (
            either(
                lambda z, votes: (
                    (np.exp(z) / np.exp(z).sum() * votes.sum(axis=1, keepdims=True) - votes)
                    / len(z)
                ),
                lambda z, votes: (
                    (softmax(z.T).T * votes.sum(axis=1, keepdims=True) - votes) / len(z)
                ),
            ),
            "Your softmax adds up exponentials of other images too. Each row has its own sum: "
            "axis 1.",
        ),
        "another_factor": (
            either(
                lambda z, votes: (softmax(z) * len(z) - votes) / len(z),
                lambda z, votes: (softmax(z) * votes.shape[1] - votes) / len(z),
                lambda z, votes: (softmax(z) * votes.mean(axis=1, keepdims=True) - votes) / len(z),
                lambda z, votes: (softmax(z) * votes.max(axis=1, keepdims=True) - votes) / len(z),
            ),
            "a_j is multiplied by another number than in (4.17): it is the sum of all votes for "
            "the image.",
        ),
        "majority": (
            either(
                lambda z, votes: (softmax(z) - np.eye(z.shape[1])[votes.argmax(axis=1)]) / len(z),
                lambda z, votes: (
                    (softmax(z) - (votes == votes.max(axis=1, keepdims=True))) / len(z)
                ),
            ),
            "You keep only the class with most votes. Here every vote counts.",
        ),
        "no_chain_rule": (
            lambda z, votes: -votes / softmax(z) / len(z),
            "That is the derivative with respect to a. Asked for is the one with respect to z.",
        ),
        "logits": (
            lambda z, votes: (z * votes.sum(axis=1, keepdims=True) - votes) / len(z),
            "You multiply the logits z. (4.17) has the probabilities, the softmax of z.",
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
        "the_factor": (
            2.0,
            "That is the factor between the two strengths. The strength itself is asked for.",
        ),
        "squared": (
            9.0,
            "The strength is not squared. Compare the squares of the weights: w0^2 + w1^2 with "
            "(w1 - w0)^2.",
        ),
        "one_node_only": (
            12.0,
            "w1 is half of w, its square a quarter; but both nodes are penalised.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="b",
    choices={
        "a": (
            "Each power grows by the factor e^5, and so does their sum: the factor cancels. Only "
            "differences of logits count."
        ),
        "c": (
            "The cross-entropy is computed from the probability of the right class alone. If the "
            "probabilities stay, it stays."
        ),
        "d": (
            "That would happen if the logits were multiplied by a number between 0 and 1. Adding "
            "the same to all leaves their differences, and ratios do not count."
        ),
    },
)
