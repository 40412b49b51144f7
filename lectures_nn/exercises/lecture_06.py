"""Checks of lecture 06: cost and gradient in the notation of the Coursera exercise."""

import copy
import math

import numpy as np

from lectures_nn.activations import sigmoid
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FreeFunctionExercise,
    FunctionExercise,
    ValueExercise,
    either,
)


def _ones_in_every_row(labels, K):
    Y = np.zeros((len(labels), K))
    Y[:, labels - 1] = 1
    return Y


recoded = FunctionExercise(
    "recoded",
    reference=lambda labels, K: (labels[:, None] == np.arange(1, K + 1)).astype(float),
    cases=lambda rng: [
        (np.array([10, 1, 3, 10, 9]), 10),
        (np.array([2, 4, 4, 2]), 4),
        (np.array([3]), 3),
        (np.array([1, 3, 2, 3]), 5),  # without the label K
        (np.array([2, 5, 2]), 8),
        *((np.append(rng.integers(1, K, size=4), K), K) for K in (7, 12)),
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
        "one_column_more": (
            lambda labels, K: np.eye(K + 1)[labels],
            "One column too many: with K + 1 of them there is one for a label 0, which does not "
            "occur.",
        ),
        "all_rows": (
            _ones_in_every_row,
            "Every row has the ones of all the others. Either whole columns were set, as in "
            "Y[:, labels - 1] = 1: then name the row as well, Y[np.arange(m), labels - 1]. Or all "
            "rows are one list, as in [[0] * K] * m.",
        ),
        "last_column_lost": (
            lambda labels, K: (labels[:, None] == np.arange(1, K)).astype(float),
            "np.arange(1, K) ends at K - 1: the label K has no column.",
        ),
        "inverted": (
            lambda labels, K: (labels[:, None] != np.arange(1, K + 1)).astype(float),
            "Ones and zeros are exchanged: the 1 marks the label.",
        ),
        "index_of_python": (
            lambda labels, K: np.eye(K)[labels],
            "Python's columns run from 0 to K - 1, the labels from 1 to K: the label K has no "
            "column of that number.",
        ),
        "largest_label": (
            lambda labels, K: (labels[:, None] == np.arange(1, labels.max() + 1)).astype(float),
            "Your columns end at the largest label of the batch. The number of columns is K, "
            "whatever the batch contains.",
        ),
        "always_ten": (
            lambda labels, K: (labels[:, None] == np.arange(1, 11)).astype(float),
            "There are always ten columns. Their number is K.",
        ),
        "at_least": (
            lambda labels, K: (labels[:, None] >= np.arange(1, K + 1)).astype(float),
            "All columns up to the label's are 1. Only its own should be: compare with ==.",
        ),
        "label_for_one": (
            lambda labels, K: (labels[:, None] == np.arange(1, K + 1)) * labels[:, None],
            "The label itself stands in its column. Put a 1 there.",
        ),
        "one_too_far_left": (
            lambda labels, K: np.eye(K)[labels - 2],
            "Each 1 stands one column too far to the left: the label 1 has the first one.",
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


def _with_math(z):
    a = 1 / (1 + math.exp(-z))
    return a * (1 - a)


sigmoid_gradient = FunctionExercise(
    "sigmoid_gradient",
    reference=lambda z: sigmoid(z) * (1 - sigmoid(z)),
    cases=lambda rng: [
        (np.array([[-30.0, -1.5, 0.0], [0.7, 2.0, 30.0]]),),
        (np.linspace(-4, 4, 7),),
        (np.float64(0.3),),
        (2 * rng.normal(size=(2, 3)),),
    ],
    misconceptions={
        "only_the_sigmoid": (sigmoid, "That is g itself. Its slope is asked for."),
        "of_the_activation": (
            lambda z: z * (1 - z),
            "You were given z, not the activation: take g(z) first, then g (1 - g).",
        ),
        "twice": (
            lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            "You take the sigmoid twice. The slope belongs at z: g(z) (1 - g(z)).",
        ),
        "tanh": (
            lambda z: 1 - sigmoid(z) ** 2,
            "1 - a^2 is the slope of tanh. For the sigmoid it is a (1 - a).",
        ),
        "second_factor": (
            lambda z: sigmoid(z) * (1 - z),
            "The second factor is 1 - g(z), not 1 - z.",
        ),
        "square_of_difference": (
            lambda z: (1 - sigmoid(z)) ** 2,
            "You multiply 1 - g by itself. The slope is g (1 - g).",
        ),
        "numbers_only": (
            _with_math,
            "This works for a single number only, as math.exp does. np.exp works element by "
            "element, on arrays of any shape.",
        ),
        "minus": (
            lambda z: -sigmoid(z) * (1 - sigmoid(z)),
            "The sign is reversed: the sigmoid rises everywhere.",
        ),
        "no_bracket": (
            lambda z: sigmoid(z) * 1 - sigmoid(z),
            "A bracket is missing: g * (1 - g), not g * 1 - g.",
        ),
        "one_factor": (
            lambda z: 1 - sigmoid(z),
            "That is 1 - g(z), or exp(-z) / (1 + exp(-z)). It lacks the factor g(z): the square "
            "below the line, in the other form.",
        ),
        "denominator": (
            lambda z: np.exp(-z) / 1 + np.exp(-z) ** 2,
            "A bracket is missing around 1 + exp(-z), below the line.",
        ),
        "exponent": (
            lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2,
            "The exponentials have different signs above and below the line: both are exp(-z).",
        ),
        "sum": (
            lambda z: np.sum(sigmoid(z) * (1 - sigmoid(z))),
            "You add all slopes up. There is one for each z, in the shape of z.",
        ),
        "outer": (
            lambda z: np.outer(sigmoid(z), 1 - sigmoid(z)),
            "np.outer multiplies each with each. Multiply element by element, with *.",
        ),
        "matrix_product": (
            lambda z: sigmoid(z) @ (1 - sigmoid(z)),
            "Multiply element by element, with *. The sign @ is the product of matrices.",
        ),
    },
)


def _penalty(Thetas, lmbd, m):
    return lmbd / (2 * m) * sum(np.sum(Theta[:, 1:] ** 2) for Theta in Thetas)


def _unpacked_penalty(Thetas, lmbd, m):
    Theta1, Theta2 = Thetas
    return _penalty([Theta1, Theta2], lmbd, m)


penalty = FunctionExercise(
    "penalty",
    reference=_penalty,
    cases=lambda rng: [
        ([rng.normal(size=(5, 4)), rng.normal(size=(3, 6))], 0.5, 7),
        ([rng.normal(size=s) for s in ((4, 3), (6, 5), (2, 7))], 3.0, 10),
    ],
    misconceptions={
        "biases": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(Theta**2) for Theta in Thetas),
            "Column 0 holds the biases, and they are not penalised.",
        ),
        "precedence": (
            lambda Thetas, lmbd, m: m**2 * _penalty(Thetas, lmbd, m),
            "lmbd / 2 * m divides by 2 and multiplies by m. Put a bracket around 2 * m.",
        ),
        "no_lambda": (
            lambda Thetas, lmbd, m: _penalty(Thetas, 1, m),
            "The strength lmbd is missing.",
        ),
        "square_of_sum": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, 1:]) ** 2 for T in Thetas),
            "You square the sum. Square each weight first, then add.",
        ),
        "absolute": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(abs(T[:, 1:])) for T in Thetas),
            "You add absolute values. (6.5) adds squares.",
        ),
        "root": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.linalg.norm(T[:, 1:]) for T in Thetas),
            "You add lengths of matrices. (6.5) adds the squares of their entries, without a root.",
        ),
        "first_only": (
            lambda Thetas, lmbd, m: _penalty(Thetas[:1], lmbd, m),
            "Only the first matrix enters. Does a `return` stand inside the loop?",
        ),
        "last_only": (
            lambda Thetas, lmbd, m: _penalty(Thetas[-1:], lmbd, m),
            "Only the last matrix enters: add to the sum, do not begin it anew.",
        ),
        "last_column": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, :-1] ** 2) for T in Thetas),
            "You left out the last column. The biases stand in column 0.",
        ),
        "first_row": (
            lambda Thetas, lmbd, m: (
                lmbd / (2 * m) * sum(np.sum(Theta[1:] ** 2) for Theta in Thetas)
            ),
            "You left out the first row, which belongs to the first unit. The biases stand in the "
            "first column.",
        ),
        "last_left_out": (
            lambda Thetas, lmbd, m: _penalty(Thetas[:-1], lmbd, m),
            "The last matrix is left out. All weight layers are penalised.",
        ),
        "one_column": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, 1] ** 2) for T in Thetas),
            "T[:, 1] is one column. All from 1 on are T[:, 1:], with a colon.",
        ),
        "row_and_column": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[1:, 1:] ** 2) for T in Thetas),
            "You left out the first row as well, which belongs to the first unit. The biases stand "
            "in the first column.",
        ),
        "average": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.mean(T[:, 1:] ** 2) for T in Thetas),
            "You average the squares. (6.5) adds them.",
        ),
        "doubled": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * sum(np.sum(T[:, 1:] * 2) for T in Thetas),
            "* 2 doubles the weights. Squares are ** 2.",
        ),
        "lambda_squared": (
            lambda Thetas, lmbd, m: lmbd * _penalty(Thetas, lmbd, m),
            "The strength enters twice. In (6.5) it stands once, and not squared.",
        ),
        "first_matrix": (
            lambda Thetas, lmbd, m: lmbd / (2 * m) * len(Thetas) * np.sum(Thetas[0][:, 1:] ** 2),
            "You take the first matrix in every layer. Each layer has its own.",
        ),
        "two_matrices": (
            either(
                lambda Thetas, lmbd, m: _penalty(Thetas[:2], lmbd, m),
                _unpacked_penalty,
            ),
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
    activations = [x]
    for Theta in Thetas:
        activations.append(sigmoid(Theta @ _with_one(activations[-1])))
    delta, gradients = activations.pop() - y, []
    for Theta, a in zip(reversed(Thetas), reversed(activations), strict=True):
        gradients.insert(0, np.outer(delta, _with_one(a)))
        delta = (Theta[:, 1:].T @ delta) * a * (1 - a)
    return gradients


def _wrong_gradients(
    forward=lambda Theta, a: sigmoid(Theta @ _with_one(a)),
    outgoing=lambda delta, a: np.outer(delta, _with_one(a)),
    error=lambda h, y: h - y,
    back=lambda Theta, delta, a: (Theta[:, 1:].T @ delta) * a * (1 - a),
    to_the_inputs=False,
):
    """Return the function of an answer in which one of four steps is replaced by a wrong one."""

    def gradients(Thetas, x, y):
        activations = [x]
        for Theta in Thetas:
            activations.append(forward(Theta, activations[-1]))
        delta, found = error(activations.pop(), y), []
        for Theta, a in zip(reversed(Thetas), reversed(activations), strict=True):
            found.insert(0, outgoing(delta, a))
            if a is not x or to_the_inputs:
                delta = back(Theta, delta, a)
        return found

    return gradients


def _with_bias_unit(Theta, delta, a):
    return (Theta.T @ delta) * _with_one(a) * (1 - _with_one(a))


def _with_bias_unit_in_rows(Theta, delta, a):
    return (delta @ Theta) * _with_one(a) * (1 - _with_one(a))


def _for_two_layers(Thetas, x, y):
    Theta1, Theta2 = Thetas
    return _example_gradient([Theta1, Theta2], x, y)


def _networks(rng):
    for sizes in ((3, 5, 4), (2, 4, 5, 3)):
        Thetas = [rng.normal(size=(sizes[l + 1], 1 + sizes[l])) for l in range(len(sizes) - 1)]
        yield Thetas, rng.normal(size=sizes[0]), np.eye(sizes[-1])[1]


example_gradient = FunctionExercise(
    "example_gradient",
    reference=_example_gradient,
    cases=lambda rng: list(_networks(rng)),
    misconceptions={
        "no_bias_column": (
            _wrong_gradients(outgoing=np.outer),
            "The derivatives of the biases are missing: put a 1 in front of the activations in "
            "the outer product, too.",
        ),
        "no_bias_forward": (
            either(
                _wrong_gradients(forward=lambda Theta, a: sigmoid(Theta @ a)),
                _wrong_gradients(forward=lambda Theta, a: sigmoid(Theta[:, 1:] @ a)),
            ),
            "Going forward the bias is missing: a 1 is put in front of the activations of every "
            "layer, the inputs too, before Theta multiplies them.",
        ),
        "bias_last": (
            _wrong_gradients(outgoing=lambda delta, a: np.outer(delta, np.append(a, 1))),
            "The biases belong in column 0: the 1 stands in front of the activations.",
        ),
        "bias_last_forward": (
            _wrong_gradients(
                forward=lambda Theta, a: sigmoid(Theta @ np.append(a, 1)),
            ),
            "Going forward, the 1 stands in front of the activations, since column 0 of Theta "
            "holds the biases.",
        ),
        "wrong_entry_dropped": (
            _wrong_gradients(back=lambda Theta, delta, a: (Theta.T @ delta)[:-1] * a * (1 - a)),
            "Going back you dropped the last entry. The one of the bias unit is the first.",
        ),
        "bias_unit": (
            either(
                _wrong_gradients(back=lambda Theta, delta, a: (Theta.T @ delta) * a * (1 - a)),
                *(
                    _wrong_gradients(back=back, to_the_inputs=further)
                    for back in (_with_bias_unit, _with_bias_unit_in_rows)
                    for further in (False, True)
                ),
            ),
            "Shapes do not fit. Forward a 1 was put in front of the activations; going back, the "
            "entry of the bias unit has to be dropped again.",
        ),
        "no_transpose": (
            _wrong_gradients(back=lambda Theta, delta, a: (Theta[:, 1:] @ delta) * a * (1 - a)),
            "Shapes do not fit. Going back, Theta is transposed: the receivers are summed over.",
        ),
        "no_slope": (
            _wrong_gradients(back=lambda Theta, delta, a: Theta[:, 1:].T @ delta),
            "The last layer is right. Going back, the slope g'(z) = a (1 - a) is missing.",
        ),
        "activation_for_slope": (
            _wrong_gradients(back=lambda Theta, delta, a: (Theta[:, 1:].T @ delta) * a),
            "The last layer is right. Going back you multiply by the activation a; the slope is "
            "a (1 - a).",
        ),
        "no_bracket": (
            either(
                _wrong_gradients(back=lambda Theta, delta, a: (Theta[:, 1:].T @ delta) * a * 1 - a),
                _wrong_gradients(back=lambda Theta, delta, a: a * 1 - a * (Theta[:, 1:].T @ delta)),
            ),
            "A bracket is missing: a * (1 - a), not a * 1 - a.",
        ),
        "penalty": (
            lambda Thetas, x, y: [
                gradient + np.insert(Theta[:, 1:], 0, 0, axis=1)
                for gradient, Theta in zip(_example_gradient(Thetas, x, y), Thetas, strict=True)
            ],
            "The weights are added, as the derivative of a penalty. Here there is none.",
        ),
        "slope_of_activation": (
            _wrong_gradients(
                back=lambda Theta, delta, a: (
                    (Theta[:, 1:].T @ delta) * sigmoid(a) * (1 - sigmoid(a))
                )
            ),
            "The slope is taken at a. It belongs at z: a (1 - a), not g(a) (1 - g(a)).",
        ),
        "slope_at_output": (
            _wrong_gradients(error=lambda h, y: (h - y) * h * (1 - h)),
            "The error of the outputs is h - y. The slope h (1 - h) cancelled against the "
            "cross-entropy; it belongs to the squared error.",
        ),
        "sign": (
            _wrong_gradients(error=lambda h, y: y - h),
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
        "two_layers": (
            either(
                _for_two_layers,
                lambda Thetas, x, y: _example_gradient([Thetas[0], Thetas[1]], x, y),
            ),
            "Right for two weight layers. There may be three or more: go through the list in a "
            "loop.",
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
        "output_biases": (
            {"a": True, "b": True, "c": True, "d": False},
            "In c the biases of the output units differ; the hidden units all send the same weight "
            "to each of them. Run it.",
        ),
        "none": (
            dict.fromkeys("abcd", False),
            "In some of the cases two hidden units differ from the first step on. Run them.",
        ),
        "reversed": (
            {"a": False, "b": False, "c": True, "d": True},
            "The other way round: True means that the hidden units become different.",
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
    expected=np.sqrt(6 / (25 + 10)),
    misconceptions={
        "misprint": (
            np.sqrt(6 / (25 + 26)),
            "That is the misprint: s_l + 1 is the units below plus one. (6.14) wants the number "
            "of units above.",
        ),
        "bracket": (
            np.sqrt(6) / np.sqrt(10) + np.sqrt(25),
            "A bracket is missing: the two sizes are added below the line, under the root.",
        ),
        "three": (np.sqrt(3 / 35), "(6.14) has a 6 above the line."),
        "bias_counted": (
            either(np.sqrt(6 / (26 + 10)), np.sqrt(6 / (26 + 11))),
            "You counted the biases as units.",
        ),
        "first_layer": (
            either(0.12, np.sqrt(6 / (400 + 25))),
            "That is the value for the first layer of the digits. This matrix belongs to another.",
        ),
        "logarithms": (
            np.log(6) / np.log(25 + 10),
            "You took logarithms; (6.14) has square roots.",
        ),
        "no_roots": (
            6 / (25 + 10),
            "The square roots are missing: this is epsilon squared.",
        ),
        "one_root": (
            np.sqrt(6) / (25 + 10),
            "The square root of the sum is missing.",
        ),
        "root_of_six": (
            6 / np.sqrt(25 + 10),
            "The square root of 6 is missing.",
        ),
        "deviation": (
            np.sqrt(2 / (25 + 10)),
            "That is the standard deviation of the weights. A uniform number between -epsilon and "
            "epsilon has the variance epsilon^2 / 3.",
        ),
        "one_size": (
            either(np.sqrt(6 / 25), np.sqrt(6 / 10), np.sqrt(6 / 26)),
            "(6.14) adds both sizes, below and above.",
        ),
        "product": (np.sqrt(6 / (25 * 10)), "(6.14) has the sum of the two sizes."),
        "sum_of_roots": (
            np.sqrt(6) / (np.sqrt(25) + np.sqrt(10)),
            "Add the two sizes before you take the root.",
        ),
    },
)


def _cost_and_gradient(Theta1, Theta2, X, y, lmbd):
    m = len(X)
    Y = (y.reshape(-1, 1) == np.arange(1, len(Theta2) + 1)).astype(float)
    A1 = np.insert(X, 0, 1, axis=1)
    A2 = np.insert(sigmoid(A1 @ Theta1.T), 0, 1, axis=1)
    H = sigmoid(A2 @ Theta2.T)
    W1, W2 = Theta1 * (np.arange(Theta1.shape[1]) > 0), Theta2 * (np.arange(Theta2.shape[1]) > 0)
    J = np.sum(-Y * np.log(H) - (1 - Y) * np.log(1 - H)) / m
    J = J + lmbd / (2 * m) * (np.sum(W1**2) + np.sum(W2**2))
    E2 = (H - Y) @ Theta2[:, 1:] * A2[:, 1:] * (1 - A2[:, 1:])
    D1, D2 = (E2.T @ A1 + lmbd * W1) / m, ((H - Y).T @ A2 + lmbd * W2) / m
    return {"Y": Y, "H": H, "J": J, "E2": E2, "D1": D1, "D2": D2}


def _costs(H, Y):
    return np.sum(-Y * np.log(H) - (1 - Y) * np.log(1 - H))


def _back(E3, Theta2, hidden):
    return E3 @ Theta2[:, 1:]


def _without_biases_of(Theta):
    return np.insert(Theta[:, 1:], 0, 0, axis=1)


def _steps(
    Theta1,
    Theta2,
    X,
    y,
    lmbd,
    targets=None,
    slope=None,
    error=None,
    penalties=(1, 1),
    output=lambda A2, Theta2: sigmoid(A2 @ Theta2.T),
    costs=_costs,
    back=_back,
    penalised=_without_biases_of,
):
    """Return the steps of the exercise; some can be replaced by wrong ones.

    `penalties` says how often the penalty is in the cost and in the gradient.
    """
    m, K = len(X), len(Theta2)
    Y = (
        (y.reshape(-1, 1) == np.arange(1, K + 1)).astype(float)
        if targets is None
        else targets(y, K)
    )
    A1 = np.insert(X, 0, 1, axis=1)
    hidden = sigmoid(A1 @ Theta1.T)
    A2 = np.insert(hidden, 0, 1, axis=1)
    H = output(A2, Theta2)
    J = costs(H, Y) / m
    E3 = H - Y if error is None else error(H, Y)
    E2 = back(E3, Theta2, hidden) * (hidden * (1 - hidden) if slope is None else slope(hidden))
    gradients = []
    for E, A, Theta in ((E2, A1, Theta1), (E3, A2, Theta2)):
        J += penalties[0] * lmbd / (2 * m) * np.sum(_without_biases_of(Theta) ** 2)
        gradients.append((E.T @ A + penalties[1] * lmbd * penalised(Theta)) / m)
    return {"Y": Y, "H": H, "J": J, "E2": E2, "D1": gradients[0], "D2": gradients[1]}


def _changed_steps(change, **wrong):
    """Return an answer whose right steps are changed afterwards."""

    def answer(Theta1, Theta2, X, y, lmbd):
        steps = _steps(Theta1, Theta2, X, y, lmbd, **wrong)
        change(steps, Theta1, Theta2, len(X), lmbd)
        return steps

    return answer


def _biases(steps, Theta1, Theta2, m, lmbd):
    _biases_in_the_cost(steps, Theta1, Theta2, m, lmbd)
    _biases_in_the_gradient(steps, Theta1, Theta2, m, lmbd)


def _biases_in_the_cost(steps, Theta1, Theta2, m, lmbd):
    steps["J"] += lmbd / (2 * m) * (np.sum(Theta1[:, 0] ** 2) + np.sum(Theta2[:, 0] ** 2))


def _biases_in_the_gradient(steps, Theta1, Theta2, m, lmbd):
    _biases_in_d1(steps, Theta1, Theta2, m, lmbd)
    _biases_in_d2(steps, Theta1, Theta2, m, lmbd)


def _biases_in_d1(steps, Theta1, Theta2, m, lmbd):
    steps["D1"][:, 0] += lmbd / m * Theta1[:, 0]


def _biases_in_d2(steps, Theta1, Theta2, m, lmbd):
    steps["D2"][:, 0] += lmbd / m * Theta2[:, 0]


def _sum_in(*names):
    def change(steps, Theta1, Theta2, m, lmbd):
        for name in names:
            steps[name] = m * steps[name]

    return change


def _unpenalised_sums(*names):
    """Return the change by which the mean is forgotten before the penalty is added."""

    def change(steps, Theta1, Theta2, m, lmbd):
        for name, Theta in (("D1", Theta1), ("D2", Theta2)):
            if name in names:
                share = lmbd / m * np.insert(Theta[:, 1:], 0, 0, axis=1)
                steps[name] = m * (steps[name] - share) + share

    return change


def _mean_over_outputs(steps, Theta1, Theta2, m, lmbd):
    squares = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
    share = lmbd / (2 * m) * squares
    steps["J"] = (steps["J"] - share) / len(Theta2) + share


def _column_again(in_place):
    """Return an answer in which y gets a third axis: it fails where the penalty is added."""

    def answer(Theta1, Theta2, X, y, lmbd):
        m, K = len(X), len(Theta2)
        A1 = np.insert(X, 0, 1, axis=1)
        hidden = sigmoid(A1 @ Theta1.T)
        H = sigmoid(np.insert(hidden, 0, 1, axis=1) @ Theta2.T)
        E3 = H - (y[:, None] == np.arange(1, K + 1))
        D1 = (E3 @ Theta2[:, 1:] * hidden * (1 - hidden)).T @ A1 / m
        if in_place:  # NumPy names the result's shape too
            D1[:, 1:] += lmbd / m * Theta1[:, 1:]
        else:
            D1[:, 1:] = D1[:, 1:] + lmbd / m * Theta1[:, 1:]

    return answer


def _third_axis(D2_first):
    """Return an answer in which the penalty is added to derivatives with a third axis."""

    def answer(Theta1, Theta2, X, y, lmbd):
        m, K = len(X), len(Theta2)
        A1 = np.insert(X, 0, 1, axis=1)
        hidden = sigmoid(A1 @ Theta1.T)
        A2 = np.insert(hidden, 0, 1, axis=1)
        E3 = sigmoid(A2 @ Theta2.T) - np.eye(K)[y - 1]
        E2 = E3 @ Theta2[:, 1:] * hidden * (1 - hidden)
        both = [(E2, A1, Theta1), (E3, A2, Theta2)]
        for E, A, Theta in both[::-1] if D2_first else both:
            (E.T @ A + lmbd * _without_biases_of(Theta)) / m

    return answer


def _penalty_of(*weights):
    """Return a change that takes only some of the matrices into the penalty of the cost."""

    def change(steps, Theta1, Theta2, m, lmbd):
        for part, Theta in zip(weights, (Theta1, Theta2), strict=True):
            steps["J"] += (part - 1) * lmbd / (2 * m) * np.sum(Theta[:, 1:] ** 2)

    return change


def _precedence(steps, Theta1, Theta2, m, lmbd):
    _penalty_of(m**2, m**2)(steps, Theta1, Theta2, m, lmbd)


def _more_penalty(factor_of_m, *names):
    """Return a change that adds the penalty's derivative once more, times a factor."""

    def change(steps, Theta1, Theta2, m, lmbd):
        for name, Theta in (("D1", Theta1), ("D2", Theta2)):
            if name in names:
                steps[name] += factor_of_m(m) * lmbd / m * _without_biases_of(Theta)

    return change


def _without_row_0(Theta):
    return np.insert(Theta[1:], 0, 0, axis=0)


def _without_column_1(Theta):
    return Theta * (np.arange(Theta.shape[1]) != 1)


def _softmax_output(A2, Theta2):
    powers = np.exp(A2 @ Theta2.T)
    return powers / powers.sum(axis=1, keepdims=True)


def _transposed(steps, Theta1, Theta2, m, lmbd):
    steps["D1"], steps["D2"] = steps["D1"].T, steps["D2"].T


def _batches(rng):
    for sizes, labels, lmbd in (((3, 5, 4), [4, 1, 3, 1, 2, 4], 0.0), ((4, 3, 5), [5, 2, 1], 0.7)):
        Thetas = [rng.normal(size=(sizes[l + 1], 1 + sizes[l])) for l in (0, 1)]
        yield *Thetas, rng.normal(size=(len(labels), sizes[0])), np.array(labels)[:, None], lmbd


cost_and_gradient = FunctionExercise(
    "cost_and_gradient",
    reference=_cost_and_gradient,
    cases=lambda rng: list(_batches(rng)),
    names=("Y", "H", "J", "E2", "D1", "D2"),
    misconceptions={
        "shapes": (
            lambda Theta1, Theta2, X, y, lmbd: sigmoid(X @ Theta1.T),
            "Shapes do not fit. Two suspects: the column of ones in front of X and of the hidden "
            "activations, and y, which is a column already: not y[:, None], but y or y.ravel().",
        ),
        "zero_first": (
            lambda *given: _steps(
                *given, targets=lambda y, K: (y % K == np.arange(K)).astype(float)
            ),
            "Y: column k belongs to label k, so the label K has its 1 in the last column.",
        ),
        "no_mean": (
            _changed_steps(_sum_in("J", "D1", "D2")),
            "J and the derivatives are m times too large: the sum is divided by m.",
        ),
        "no_mean_in_the_gradient": (
            either(
                _changed_steps(_sum_in("D1", "D2")),
                _changed_steps(_unpenalised_sums("D1", "D2")),
                _changed_steps(_unpenalised_sums("D1")),
                _changed_steps(_unpenalised_sums("D2")),
            ),
            "The sum over the examples is not divided by m in the derivatives.",
        ),
        "mean_over_outputs": (
            _changed_steps(_mean_over_outputs),
            "J adds the costs of the K outputs; divide by m alone, not by the number of entries.",
        ),
        "counted_from_zero": (
            lambda *given: _steps(
                *given, targets=lambda y, K: (y.reshape(-1, 1) == np.arange(K)).astype(float)
            ),
            "Y: the labels run from 1 to K; you compare with 0 to K - 1.",
        ),
        "column_again": (
            either(
                _column_again(in_place=True),
                _column_again(in_place=False),
                _third_axis(D2_first=False),
                _third_axis(D2_first=True),
            ),
            "Y has a third axis: y is a column already, so do not add one with y[:, None], and "
            "take y.ravel() in np.eye(K)[...]. To compare with 1 to K, y itself will do.",
        ),
        "no_output_bias": (
            lambda *given: _steps(
                *given, output=lambda A2, Theta2: sigmoid(A2[:, 1:] @ Theta2[:, 1:].T)
            ),
            "H: the outputs lack their biases. Put a column of ones in front of the hidden "
            "activations.",
        ),
        "no_sigmoid_at_output": (
            lambda *given: _steps(*given, output=lambda A2, Theta2: A2 @ Theta2.T),
            "H: the outputs lack the sigmoid.",
        ),
        "softmax": (
            lambda *given: _steps(*given, output=_softmax_output),
            "H: these are softmax outputs. The exercise's have a sigmoid each.",
        ),
        "first_term_only": (
            lambda *given: _steps(*given, costs=lambda H, Y: -np.sum(Y * np.log(H))),
            "J: the second term is missing, that of the outputs which should be 0.",
        ),
        "second_sign": (
            lambda *given: _steps(
                *given, costs=lambda H, Y: np.sum(-Y * np.log(H) + (1 - Y) * np.log(1 - H))
            ),
            "J: both logarithms have a minus in front of them.",
        ),
        "precedence": (
            _changed_steps(_precedence),
            "J: lmbd / 2 * m divides by 2 and multiplies by m. Put a bracket around 2 * m.",
        ),
        "one_matrix": (
            either(_changed_steps(_penalty_of(1, 0)), _changed_steps(_penalty_of(0, 1))),
            "J: the penalty holds the weights of one matrix only. Both belong in it.",
        ),
        "wrong_column_dropped": (
            lambda *given: _steps(*given, back=lambda E3, Theta2, hidden: E3 @ Theta2[:, :-1]),
            "E2: the last column of Theta2 is dropped. That of the biases is the first.",
        ),
        "slope_of_activation": (
            lambda *given: _steps(*given, slope=lambda a: sigmoid(a) * (1 - sigmoid(a))),
            "E2: the slope is taken at A2. It belongs at Z2: a (1 - a), not g(a) (1 - g(a)).",
        ),
        "no_bracket": (
            lambda *given: _steps(
                *given,
                slope=np.ones_like,
                back=lambda E3, Theta2, hidden: E3 @ Theta2[:, 1:] * hidden * 1 - hidden,
            ),
            "E2: a bracket is missing: a * (1 - a), not a * 1 - a.",
        ),
        "penalty_not_divided": (
            _changed_steps(_more_penalty(lambda m: m - 1, "D1", "D2")),
            "In the derivatives the penalty is not divided by m: it is lambda / m times the "
            "weights.",
        ),
        "half_in_the_gradient": (
            _changed_steps(_more_penalty(lambda m: -1 / 2, "D1", "D2")),
            "The penalty's derivative has no 1/2: it goes when the square is differentiated.",
        ),
        "minus_penalty": (
            either(
                _changed_steps(_more_penalty(lambda m: -2, "D1", "D2")),
                _changed_steps(_more_penalty(lambda m: -2, "D1")),
                _changed_steps(_more_penalty(lambda m: -2, "D2")),
            ),
            "The penalty's derivative is subtracted. It is added, as the penalty is.",
        ),
        "row_0_left_out": (
            lambda *given: _steps(*given, penalised=_without_row_0),
            "In the derivatives you leave row 0 out of the penalty. The biases stand in column 0.",
        ),
        "column_1_left_out": (
            lambda *given: _steps(*given, penalised=_without_column_1),
            "In the derivatives you leave column 1 out of the penalty. The biases stand in column "
            "0, which only Octave calls 1.",
        ),
        "no_half": (
            lambda *given: _steps(*given, penalties=(2, 1)),
            "J: the penalty is twice too large, (6.5) divides by 2m.",
        ),
        "no_penalty": (
            lambda *given: _steps(*given, penalties=(0, 0)),
            "The penalty is missing: add it, to the cost and to the derivatives.",
        ),
        "penalty_only_in_the_gradient": (
            lambda *given: _steps(*given, penalties=(0, 1)),
            "The derivatives have their penalty, J does not.",
        ),
        "penalty_only_in_cost": (
            lambda *given: _steps(*given, penalties=(1, 0)),
            "J has its penalty, the derivatives do not: lambda / m times the weights is missing.",
        ),
        "biases_penalised": (
            _changed_steps(_biases),
            "You penalise the biases, in the cost and in the derivatives: column 0 stays out.",
        ),
        "biases_in_the_cost": (
            _changed_steps(_biases_in_the_cost),
            "In J you penalise the biases: column 0 stays out.",
        ),
        "biases_in_the_gradient": (
            either(
                _changed_steps(_biases_in_the_gradient),
                _changed_steps(_biases_in_d1),
                _changed_steps(_biases_in_d2),
            ),
            "In the derivatives you penalise the biases: column 0 stays out.",
        ),
        "no_slope": (
            lambda *given: _steps(*given, slope=np.ones_like),
            "E2: going back, the slope g'(z) = a (1 - a) of the hidden units is missing.",
        ),
        "slope_at_output": (
            lambda *given: _steps(*given, error=lambda H, Y: (H - Y) * H * (1 - H)),
            "The error of the outputs is H - Y. The slope H (1 - H) cancelled against the "
            "cross-entropy; it belongs to the squared error.",
        ),
        "sign": (
            lambda *given: _steps(*given, error=lambda H, Y: Y - H),
            "The errors have the wrong sign: output minus target.",
        ),
        "transposed": (
            _changed_steps(_transposed),
            "D1 and D2 are transposed. The receiver comes first, as in Theta.",
        ),
    },
)


def _three_draws(rng):
    first, second = rng.spawn(2)
    return [(60, 25, 0.5, generator) for generator in (first, second, copy.deepcopy(first))]


def _drawn(n_in, n_out, epsilon, rng):
    return rng.uniform(-epsilon, epsilon, size=(n_out, 1 + n_in))


def _without_biases(n_in, n_out, epsilon, rng):
    Theta = _drawn(n_in, n_out, epsilon, rng)
    Theta[:, 0] = 0
    return Theta


def _with_epsilon(Thetas):
    return zip(Thetas, (0.12, 0.5, 0.5, 0.5), strict=True)


def _is_uniform(numbers):
    """Whether every tenth of -1 to 1 holds about a tenth of them, within five deviations."""
    counts, _ = np.histogram(numbers, bins=10, range=(-1, 1))
    n = numbers.size
    return bool(np.all(np.abs(counts - n / 10) < 5 * np.sqrt(n * 0.09)))


def _has_range(Thetas, largest):
    """Whether all draws are even between -largest and largest, which is a function of epsilon."""
    return all(
        0.97 < np.abs(Theta).max() / largest(e) <= 1 and _is_uniform(Theta / largest(e))
        for Theta, e in _with_epsilon(Thetas)
    )


def _has_constant_biases_only(Theta):
    ranges = np.ptp(Theta, axis=0)
    return ranges[0] == 0 and ranges[1:].min() > 0


def _with_ones(n_in, n_out, epsilon, rng):
    return np.insert(_drawn(n_in - 1, n_out, epsilon, rng), 0, 1, axis=1)


def _uniform(low, high):
    return lambda n_in, n_out, epsilon, rng: rng.uniform(
        low * epsilon, high * epsilon, size=(n_out, 1 + n_in)
    )


def _twins(n_in, n_out, epsilon, rng):
    return np.tile(rng.uniform(-epsilon, epsilon, (1, 1 + n_in)), (n_out, 1))


def _same_seed(n_in, n_out, epsilon, rng):
    return np.random.default_rng(0).uniform(-epsilon, epsilon, (n_out, 1 + n_in))


random_start = FreeFunctionExercise(
    "random_start",
    cases=lambda rng: [(40, 30, 0.12, rng), *_three_draws(rng)],  # the last repeats the second
    properties={
        "no_bias_column": (
            lambda Thetas: [np.shape(Theta) for Theta in Thetas] != [(30, 40)] + 3 * [(25, 60)],
            "The column of the biases is missing: 1 + n_in columns.",
            lambda n_in, n_out, epsilon, rng: rng.uniform(-epsilon, epsilon, (n_out, n_in)),
        ),
        "transposed": (
            lambda Thetas: np.shape(Thetas[0]) != (41, 30),
            "The receiver comes first: one row for each unit above.",
            lambda n_in, n_out, epsilon, rng: rng.uniform(-epsilon, epsilon, (1 + n_in, n_out)),
        ),
        "shape": (
            lambda Thetas: [np.shape(Theta) for Theta in Thetas] == [(30, 41)] + 3 * [(25, 61)],
            "Return an array of shape (n_out, 1 + n_in).",
            lambda n_in, n_out, epsilon, rng: rng.uniform(-epsilon, epsilon, n_out),
        ),
        "nothing_drawn": (
            lambda Thetas: all(np.any(Theta) for Theta in Thetas),
            "All numbers are zero: nothing was drawn.",
            lambda n_in, n_out, epsilon, rng: np.zeros((n_out, 1 + n_in)),
        ),
        "not_from_the_generator": (
            lambda Thetas: not np.array_equal(Thetas[1], Thetas[2]),
            "Two generators gave the same numbers. Draw from the one you are given, rng.",
            _same_seed,
        ),
        "another_generator": (
            lambda Thetas: np.array_equal(Thetas[1], Thetas[3]),
            "Two generators of one seed gave different numbers: you draw from another than rng.",
            lambda n_in, n_out, epsilon, rng: np.random.default_rng().uniform(
                -epsilon, epsilon, (n_out, 1 + n_in)
            ),
        ),
        "biases_zero": (
            lambda Thetas: all(np.any(Theta[:, 0]) for Theta in Thetas),
            "The biases are drawn too, in this exercise.",
            _without_biases,
        ),
        "biases_alike": (
            lambda Thetas: not all(_has_constant_biases_only(Theta) for Theta in Thetas),
            "The biases are one number, the same for all units. They are drawn too.",
            _with_ones,
        ),
        "one_column": (
            lambda Thetas: all(np.ptp(Theta, axis=0).min() > 0 for Theta in Thetas),
            "All units have the same weights. They would stay twins: draw each row anew.",
            _twins,
        ),
        "one_row": (
            lambda Thetas: all(np.ptp(Theta, axis=1).min() > 0 for Theta in Thetas),
            "The numbers of a row are all the same. Draw every entry anew.",
            lambda n_in, n_out, epsilon, rng: (
                np.ones((n_out, 1 + n_in)) * rng.uniform(-epsilon, epsilon, (n_out, 1))
            ),
        ),
        "only_positive": (
            lambda Thetas: all(Theta.min() < 0 for Theta in Thetas),
            "All numbers are positive. They should lie between -epsilon and epsilon.",
            _uniform(0, 1),
        ),
        "off_centre": (
            lambda Thetas: all(abs(T.mean()) < 0.25 * e for T, e in _with_epsilon(Thetas)),
            "The numbers do not lie around 0. Of numbers from 0 to 2 epsilon, subtract epsilon.",
            lambda n_in, n_out, epsilon, rng: 2 * epsilon * rng.random((n_out, 1 + n_in)) - 1,
        ),
        "epsilon_forgotten": (
            lambda Thetas: not _has_range(Thetas, lambda e: 1),
            "The numbers lie between -1 and 1, whatever epsilon is.",
            lambda n_in, n_out, epsilon, rng: rng.uniform(-1, 1, (n_out, 1 + n_in)),
        ),
        "twice_the_range": (
            lambda Thetas: not _has_range(Thetas, lambda e: 2 * e),
            "The range is twice as wide as it should be: from -epsilon to epsilon it is 2 epsilon.",
            _uniform(-2, 2),
        ),
        "normal": (
            lambda Thetas: (
                not all(
                    np.abs(Theta).max() > 1.5 * e and Theta.std() < 0.45 * np.abs(Theta).max()
                    for Theta, e in _with_epsilon(Thetas)
                )
            ),
            "Some numbers lie far outside of -epsilon to epsilon and most near 0, as normally "
            "distributed ones do. Uniform ones are asked for.",
            lambda n_in, n_out, epsilon, rng: rng.normal(0, epsilon, (n_out, 1 + n_in)),
        ),
        "too_wide": (
            lambda Thetas: not any(np.abs(Theta).max() > e for Theta, e in _with_epsilon(Thetas)),
            "Some numbers lie outside of -epsilon to epsilon.",
            _uniform(-1.2, 1.2),
        ),
        "half_the_range": (
            lambda Thetas: not _has_range(Thetas, lambda e: e / 2),
            "The range is half as wide as it should be: from -epsilon to epsilon it is 2 epsilon.",
            _uniform(-0.5, 0.5),
        ),
        "epsilon_squared": (
            lambda Thetas: not _has_range(Thetas, lambda e: e**2),
            "The numbers lie between -epsilon^2 and epsilon^2. Epsilon enters once.",
            lambda n_in, n_out, epsilon, rng: rng.uniform(
                -(epsilon**2), epsilon**2, (n_out, 1 + n_in)
            ),
        ),
        "too_narrow": (
            lambda Thetas: all(np.abs(Theta).max() > 0.9 * e for Theta, e in _with_epsilon(Thetas)),
            "The numbers lie nearer to 0 than they should: they do not reach to -epsilon and "
            "epsilon.",
            _uniform(-0.1, 0.1),
        ),
        "not_uniform": (
            lambda Thetas: all(_is_uniform(Theta / e) for Theta, e in _with_epsilon(Thetas)),
            "The numbers lie in the right range, but not evenly between -epsilon and epsilon.",
            lambda n_in, n_out, epsilon, rng: epsilon * rng.uniform(-1, 1, (n_out, 1 + n_in)) ** 3,
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="c",
    choices={
        "a": (
            "That needs output biases of 0. They are not in the penalty and remain free: the cost "
            "is lowest where they give the shares."
        ),
        "b": (
            "The penalty does not slow the training down, it moves the minimum: with it the "
            "weights are near 0, and no image can be told from another."
        ),
        "d": (
            "A penalty draws the weights to 0. The minimum is harmless; only steps that are too "
            "long for it could overflow."
        ),
    },
)
