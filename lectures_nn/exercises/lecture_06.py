"""Checks of lecture 06: cost and gradient in the notation of the Coursera exercise."""

import numpy as np

from lectures_nn.activations import sigmoid
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise, either

_rng = np.random.default_rng(606)

recoded = FunctionExercise(
    "recoded",
    reference=lambda labels, K: (labels[:, None] == np.arange(1, K + 1)).astype(float),
    cases=[
        (np.array([10, 1, 3, 10, 9]), 10),
        (np.array([2, 4, 4, 2]), 4),
        (np.array([3]), 3),
    ],
    misconceptions={
        "zero_first": (
            lambda labels, K: (labels[:, None] % K == np.arange(K)).astype(float),
            "You moved the label K to the front. Column k belongs to label k, so the digit zero, "
            "label 10, has its 1 in the last column.",
        ),
        "last_label_lost": (
            lambda labels, K: (labels[:, None] == np.arange(K)).astype(float),
            "The labels run from 1 to K; you compare with 0 to K - 1, so every 1 stands a column "
            "too far right and the label K gets none.",
        ),
        "index_of_python": (
            lambda labels, K: np.eye(K)[labels],
            "Python's columns run from 0 to K - 1, the labels from 1 to K: the label K has no "
            "column of that number.",
        ),
        "present": (
            lambda labels, K: (labels[:, None] == np.unique(labels)).astype(float),
            "There are columns only for the labels that occur. The number of columns is K, "
            "whatever the batch contains.",
        ),
        "transposed": (
            lambda labels, K: (labels == np.arange(1, K + 1)[:, None]).astype(float),
            "One example a row: the shape is (m, K).",
        ),
        "places": (
            lambda labels, K: labels - 1,
            "These are the places of the ones. Each place still has to become a row of K targets.",
        ),
    },
)


def _penalty(Thetas, lmbd, m):
    return lmbd / (2 * m) * sum(np.sum(Theta[:, 1:] ** 2) for Theta in Thetas)


penalty = FunctionExercise(
    "penalty",
    reference=_penalty,
    cases=[
        ([_rng.normal(size=(5, 4)), _rng.normal(size=(3, 6))], 0.5, 7),
        ([_rng.normal(size=s) for s in ((4, 3), (6, 5), (2, 7))], 3.0, 10),
    ],
    misconceptions={
        "biases": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(Theta**2) for Theta in Thetas),
            "Column 0 holds the biases, and they are not penalised.",
        ),
        "first_row": (
            lambda Thetas, lmbd, m: (
                lmbd / (2 * m) * sum(np.sum(Theta[1:] ** 2) for Theta in Thetas)
            ),
            "You left out the first row, which belongs to the first unit. The biases stand in the "
            "first column.",
        ),
        "first_matrix": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * len(Thetas) * np.sum(Thetas[0][:, 1:] ** 2),
            "You take the first matrix in every layer. Each layer has its own.",
        ),
        "two_matrices": (
            lambda Thetas, lmbd, m: _penalty(Thetas[:2], lmbd, m),
            "Right for two weight layers. The list may hold more.",
        ),
        "no_half": (
            lambda Thetas, lmbd, m: 2 * _penalty(Thetas, lmbd, m),
            "The result is twice too large: (6.5) divides by 2m.",
        ),
        "no_mean": (
            lambda Thetas, lmbd, m: m * _penalty(Thetas, lmbd, m),
            "The penalty is divided by the number of examples too.",
        ),
        "not_squared": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, 1:]) for T in Thetas),
            "The squares are missing: large negative weights would be rewarded.",
        ),
    },
)


def _with_one(a):
    return np.concatenate([[1], a])


def _example_gradient(Thetas, x, y):
    return _gradients(Thetas, x, y)


def _gradients(
    Thetas,
    x,
    y,
    forward=lambda Theta, a: sigmoid(Theta @ _with_one(a)),
    outgoing=lambda delta, a: np.outer(delta, _with_one(a)),
    error=lambda h, y: h - y,
    back=lambda Theta, delta, a: (Theta[:, 1:].T @ delta) * a * (1 - a),
):
    """Return the derivatives of one example; the four steps can be replaced by wrong ones."""
    activations = [x]
    for Theta in Thetas:
        activations.append(forward(Theta, activations[-1]))
    delta, gradients = error(activations.pop(), y), []
    for Theta, a in zip(reversed(Thetas), reversed(activations), strict=True):
        gradients.insert(0, outgoing(delta, a))
        if a is not x:
            delta = back(Theta, delta, a)
    return gradients


def _networks():
    for sizes in ((3, 5, 4), (2, 4, 5, 3)):
        Thetas = [_rng.normal(size=(sizes[l + 1], 1 + sizes[l])) for l in range(len(sizes) - 1)]
        yield Thetas, _rng.normal(size=sizes[0]), np.eye(sizes[-1])[1]


example_gradient = FunctionExercise(
    "example_gradient",
    reference=_example_gradient,
    cases=list(_networks()),
    misconceptions={
        "no_bias_column": (
            lambda Thetas, x, y: _gradients(Thetas, x, y, outgoing=np.outer),
            "The derivatives of the biases are missing: put a 1 in front of the activations in "
            "the outer product, too.",
        ),
        "no_bias_forward": (
            either(
                lambda Thetas, x, y: _gradients(
                    Thetas, x, y, forward=lambda Theta, a: sigmoid(Theta @ a)
                ),
                lambda Thetas, x, y: _gradients(
                    Thetas, x, y, forward=lambda Theta, a: sigmoid(Theta[:, 1:] @ a)
                ),
            ),
            "Going forward the bias is missing: a 1 is put in front of the activations of every "
            "layer, the inputs too, before Theta multiplies them.",
        ),
        "bias_last": (
            lambda Thetas, x, y: _gradients(
                Thetas, x, y, outgoing=lambda delta, a: np.outer(delta, np.append(a, 1))
            ),
            "The biases belong in column 0: the 1 stands in front of the activations.",
        ),
        "wrong_entry_dropped": (
            lambda Thetas, x, y: _gradients(
                Thetas,
                x,
                y,
                back=lambda Theta, delta, a: (Theta.T @ delta)[:-1] * a * (1 - a),
            ),
            "Going back you dropped the last entry. The one of the bias unit is the first.",
        ),
        "bias_unit": (
            lambda Thetas, x, y: _gradients(
                Thetas, x, y, back=lambda Theta, delta, a: (Theta.T @ delta) * a * (1 - a)
            ),
            "Shapes do not fit. Forward a 1 was put in front of the activations; going back, the "
            "entry of the bias unit has to be dropped again.",
        ),
        "no_slope": (
            lambda Thetas, x, y: _gradients(
                Thetas, x, y, back=lambda Theta, delta, a: Theta[:, 1:].T @ delta
            ),
            "The last layer is right. Going back, the slope g'(z) = a (1 - a) is missing.",
        ),
        "slope_of_activation": (
            lambda Thetas, x, y: _gradients(
                Thetas,
                x,
                y,
                back=lambda Theta, delta, a: (
                    (Theta[:, 1:].T @ delta) * sigmoid(a) * (1 - sigmoid(a))
                ),
            ),
            "The slope is taken at a. It belongs at z: a (1 - a), not g(a) (1 - g(a)).",
        ),
        "slope_at_output": (
            lambda Thetas, x, y: _gradients(Thetas, x, y, error=lambda h, y: (h - y) * h * (1 - h)),
            "The error of the outputs is h - y. The slope h (1 - h) cancelled against the "
            "cross-entropy; it belongs to the squared error.",
        ),
        "sign": (
            lambda Thetas, x, y: _gradients(Thetas, x, y, error=lambda h, y: y - h),
            "All signs are reversed: the error is output minus target.",
        ),
        "transposed": (
            lambda Thetas, x, y: [gradient.T for gradient in _example_gradient(Thetas, x, y)],
            "Each matrix is transposed. The receiver comes first, as in Theta.",
        ),
        "last_layer_first": (
            lambda Thetas, x, y: _example_gradient(Thetas, x, y)[::-1],
            "The matrices are right, their order is not: the first layer first.",
        ),
    },
)

breaks_the_tie = ValueExercise(
    "breaks_the_tie",
    expected={"a": True, "b": True, "c": False, "d": False},
    misconceptions={
        "randomness_counts": (
            {"a": True, "b": True, "c": True, "d": True},
            "Random numbers are not enough: do they make two hidden units differ from each other?",
        ),
        "all_must_be_random": (
            {"a": False, "b": False, "c": False, "d": True},
            "Not how many numbers are random counts, but whether two hidden units differ, in what "
            "they receive or in what they send. Compare two units in each case.",
        ),
        "biases_do_not_count": (
            {"a": True, "b": False, "c": False, "d": False},
            "In b the hidden units say different things from the first step on. Run it.",
        ),
        "incoming_only": (
            {"a": False, "b": True, "c": False, "d": False},
            "In a the hidden units say the same at first, but look at (6.9): which errors do they "
            "get?",
        ),
        "repeated_rows": (
            {"a": True, "b": True, "c": False, "d": True},
            "In d every hidden unit has the same row and the same column. They are twins.",
        ),
    },
)

epsilon = ValueExercise(
    "epsilon",
    expected=np.sqrt(6 / (784 + 100)),
    misconceptions={
        "misprint": (
            np.sqrt(6 / (784 + 785)),
            "That is the misprint: s_l + 1 is the units below plus one. (6.14) wants the number "
            "of units above.",
        ),
        "bias_counted": (
            np.sqrt(6 / (785 + 100)),
            "You counted the column of the biases as a unit.",
        ),
        "logarithms": (
            np.log(6) / np.log(784 + 100),
            "You took logarithms; (6.14) has square roots.",
        ),
        "no_roots": (
            6 / (784 + 100),
            "The square roots are missing: this is epsilon squared.",
        ),
        "one_root": (
            np.sqrt(6) / (784 + 100),
            "The square root of the sum is missing.",
        ),
    },
    tolerance=1e-6,
)
