"""Checks of lecture 03: backpropagation."""

import numpy as np

from lectures_nn.activations import sigmoid, sigmoid_derivative
from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either


def _hidden_cases(rng):
    shapes = ((5, 4, 2), (3, 2, 6), (4, 3, 3))  # M, n_l, n_{l+1}
    return [
        (rng.normal(size=(M, n_up)), rng.normal(size=(n, n_up)), 2 * rng.normal(size=(M, n)))
        for M, n, n_up in shapes
    ]


hidden_delta = FunctionExercise(
    "hidden_delta",
    reference=lambda delta_above, W_above, z: sigmoid_derivative(z) * (delta_above @ W_above.T),
    cases=_hidden_cases,
    misconceptions={
        "no_slope": (
            lambda delta_above, W_above, z: delta_above @ W_above.T,
            "The errors came back along the weights, but the slope f'(z) of the node is missing.",
        ),
        "slope_of_activation": (
            lambda delta_above, W_above, z: (
                sigmoid_derivative(sigmoid(z)) * (delta_above @ W_above.T)
            ),
            "The slope is taken twice through the sigmoid: it is f'(z), or a (1 - a) with "
            "a = f(z), not f'(a).",
        ),
        "slope_without_sigmoid": (
            lambda delta_above, W_above, z: z * (1 - z) * (delta_above @ W_above.T),
            "z (1 - z) is not the slope: the formula a (1 - a) needs the activation a = f(z).",
        ),
        "activation_for_slope": (
            lambda delta_above, W_above, z: sigmoid(z) * (delta_above @ W_above.T),
            "You multiply by the activation f(z); the chain rule asks for its slope f'(z).",
        ),
        "no_transpose": (
            lambda delta_above, W_above, z: sigmoid_derivative(z) * (delta_above @ W_above),
            "The product does not fit: delta_above is (M, n_{l+1}) and W_above is (n_l, n_{l+1}). "
            "Going back, the receiver's index is the one summed over: transpose the weights.",
        ),
        "weights_first": (
            lambda delta_above, W_above, z: sigmoid_derivative(z) * (W_above @ delta_above),
            "The product does not fit: W_above is (n_l, n_{l+1}), and the rows of delta_above are "
            "examples. Examples stay rows, so the errors come first; and the index that is summed "
            "over, the receiver's, has to be inside.",
        ),
        "nodes_meet_examples": (
            either(
                lambda d, W, z: sigmoid_derivative(z) @ (d @ W.T),
                lambda d, W, z: sigmoid_derivative(z) * (W.T @ d),
            ),
            "In a product @ of yours, nodes meet examples. Only one product is needed, of the "
            "errors and the weights, the errors first; the slope multiplies entry by entry, *.",
        ),
        "lies_on_its_side": (
            lambda d, W, z: sigmoid_derivative(z) * (W @ d.T),
            "The errors that come back lie on their side, nodes in rows. The rows of z are "
            "examples: send the errors back so that theirs are, too.",
        ),
        "slope_at_error": (
            lambda delta_above, W_above, z: (
                sigmoid_derivative(delta_above @ W_above.T) * (delta_above @ W_above.T)
            ),
            "The slope is taken at the errors that come back. It belongs at z, the sums that came "
            "from below.",
        ),
        "tanh_slope": (
            either(
                lambda delta_above, W_above, z: (1 - sigmoid(z) ** 2) * (delta_above @ W_above.T),
                lambda delta_above, W_above, z: (1 - np.tanh(z) ** 2) * (delta_above @ W_above.T),
            ),
            "1 - a^2 is the slope of tanh. These are sigmoid nodes.",
        ),
        "relu_slope": (
            lambda delta_above, W_above, z: (z > 0) * (delta_above @ W_above.T),
            "That is the slope of ReLU. These are sigmoid nodes.",
        ),
        "sum_in_the_bracket": (
            lambda delta_above, W_above, z: sigmoid(z) * (1 - z) * (delta_above @ W_above.T),
            "The second factor is 1 - a, not 1 - z.",
        ),
        "squares": (
            either(
                lambda d, W, z: sigmoid(z) * (1 - sigmoid(z)) ** 2 * (d @ W.T),
                lambda d, W, z: sigmoid(z) ** 2 * (1 - sigmoid(z)) * (d @ W.T),
                lambda d, W, z: (sigmoid(z) * (1 - sigmoid(z))) ** 2 * (d @ W.T),
                lambda d, W, z: (1 - sigmoid(z)) ** 2 * (d @ W.T),
                lambda d, W, z: sigmoid(z) ** 2 * (d @ W.T),
            ),
            "The slope is a (1 - a): either factor stands there once, and none is squared.",
        ),
        "slope_first": (
            lambda d, W, z: (d * sigmoid_derivative(z)) @ W.T,
            "The slope multiplies the errors before they have come back: they belong to the layer "
            "above then, the slope to this one. First the weights, then the slope.",
        ),
        "no_bracket": (
            either(
                lambda d, W, z: sigmoid(z) * 1 - sigmoid(z) * (d @ W.T),
                lambda d, W, z: (d @ W.T) * sigmoid(z) * 1 - sigmoid(z),
            ),
            "A bracket is missing: a * (1 - a), not a * 1 - a.",
        ),
        "added": (
            lambda delta_above, W_above, z: sigmoid_derivative(z) + delta_above @ W_above.T,
            "The slope is added. In the chain rule it is multiplied.",
        ),
        "mean_again": (
            lambda delta_above, W_above, z: (
                sigmoid_derivative(z) * (delta_above @ W_above.T) / len(z)
            ),
            "The 1/M of the mean entered at the output already; do not divide again.",
        ),
    },
)

weight_gradient = FunctionExercise(
    "weight_gradient",
    reference=lambda a_below, delta: (a_below.T @ delta, delta.sum(axis=0)),
    cases=lambda rng: [
        (rng.normal(size=(M, n)), rng.normal(size=(M, k))) for M, n, k in ((5, 3, 4), (2, 4, 3))
    ],
    names=("dW", "db"),
    misconceptions={
        "transposed": (
            lambda a_below, delta: (delta.T @ a_below, delta.sum(axis=0)),
            "dW has the receiver in its rows. W has the sender first: the shape is "
            "(n_in, n_out). Which of the two factors brings the sender?",
        ),
        "no_transpose": (
            lambda a_below, delta: (a_below @ delta, delta.sum(axis=0)),
            "The product does not fit: the examples are summed over, so a_below has to be "
            "transposed.",
        ),
        "delta_transposed": (
            lambda a_below, delta: (a_below @ delta.T, delta.sum(axis=0)),
            "The wrong one is transposed: the examples, the rows of both, are summed over, and "
            "the nodes of a_below are to be the rows of dW.",
        ),
        "both_transposed": (
            lambda a_below, delta: (a_below.T @ delta.T, delta.sum(axis=0)),
            "delta must stay as it is: the examples, its rows, are summed over.",
        ),
        "delta_first": (
            lambda a_below, delta: (delta @ a_below, delta.sum(axis=0)),
            "The product does not fit: the examples are summed over, and the sender's index comes "
            "first. Which factor brings it, and how do its examples get inside?",
        ),
        "elementwise": (
            either(
                lambda a_below, delta: (a_below * delta, delta.sum(axis=0)),
                lambda a_below, delta: (a_below.T * delta, delta.sum(axis=0)),
            ),
            "* multiplies entry by entry, which needs equal shapes. Here every node of a_below "
            "meets every node of delta, summed over the examples: a matrix product, @.",
        ),
        "mean_again": (
            lambda a_below, delta: (a_below.T @ delta / len(delta), delta.sum(axis=0) / len(delta)),
            "The errors already contain the 1/M of the mean; do not divide again.",
        ),
        "mean_weights": (
            lambda a_below, delta: (a_below.T @ delta / len(delta), delta.sum(axis=0)),
            "The errors already contain the 1/M of the mean; the weights are not averaged again.",
        ),
        "mean_bias": (
            lambda a_below, delta: (a_below.T @ delta, delta.mean(axis=0)),
            "For the biases the errors are summed over the examples: their "
            "1/M is already in delta.",
        ),
        "bias_over_nodes": (
            either(
                lambda a_below, delta: (a_below.T @ delta, delta.sum(axis=1)),
                lambda a_below, delta: (a_below.T @ delta, delta.sum()),
                lambda a_below, delta: (a_below.T @ delta, delta),
            ),
            "The biases need a sum over the examples (axis 0), which leaves one number a node.",
        ),
        "last_only": (
            either(
                lambda a_below, delta: (np.outer(a_below[-1], delta[-1]), delta.sum(axis=0)),
                lambda a_below, delta: (np.outer(a_below[-1], delta[-1]), delta[-1]),
            ),
            "Only the last example enters. In a loop over the examples, add to the sum with +=.",
        ),
        "first_only": (
            either(
                lambda a_below, delta: (np.outer(a_below[0], delta[0]), delta.sum(axis=0)),
                lambda a_below, delta: (np.outer(a_below[0], delta[0]), delta[0]),
            ),
            "Only the first example enters. Does a `return` stand inside the loop?",
        ),
        "first_skipped": (
            either(
                lambda a_below, delta: (a_below[1:].T @ delta[1:], delta.sum(axis=0)),
                lambda a_below, delta: (a_below[1:].T @ delta[1:], delta[1:].sum(axis=0)),
            ),
            "The first example is left out: Python counts from 0.",
        ),
        "slope_below": (
            either(
                lambda a, delta: ((a * a * (1 - a)).T @ delta, delta.sum(axis=0)),
                lambda a, delta: ((a * (1 - a)).T @ delta, delta.sum(axis=0)),
            ),
            "There is no slope in dW: that of the layer below belongs to its own errors, one step "
            "further back.",
        ),
        "order": (
            lambda a_below, delta: (delta.sum(axis=0), a_below.T @ delta),
            "Both are right but in the other order: return dW first, then db.",
        ),
        "sign": (
            lambda a_below, delta: (-a_below.T @ delta, -delta.sum(axis=0)),
            "These point downhill. The derivative itself points uphill; the minus belongs to the "
            "update.",
        ),
    },
)

tanh_output_delta = FunctionExercise(
    "tanh_output_delta",
    reference=lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / len(z),
    cases=lambda rng: [
        (rng.normal(size=(M, K)), rng.uniform(-0.9, 0.9, size=(M, K))) for M, K in ((4, 3), (6, 2))
    ],
    misconceptions={
        "sigmoid_slope": (
            lambda z, y: np.tanh(z) * (1 - np.tanh(z)) * (np.tanh(z) - y) / len(z),
            "a (1 - a) is the slope of the sigmoid. The derivative of tanh is another one.",
        ),
        "sum_in_slope": (
            lambda z, y: (1 - z**2) * (np.tanh(z) - y) / len(z),
            "1 - z^2 is not the slope: the formula 1 - a^2 needs the activation a = tanh z.",
        ),
        "no_mean": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y),
            "The cost is the mean over the batch: the factor 1/M is missing.",
        ),
        "sign": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (y - np.tanh(z)) / len(z),
            "The sign is reversed: the derivative of the cost is output minus target.",
        ),
        "sum_for_activation": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (z - y) / len(z),
            "The target is compared with the sum z; the cost compares it with the output a.",
        ),
        "no_slope": (
            lambda z, y: (np.tanh(z) - y) / len(z),
            "The slope f'(z) of the output function is missing.",
        ),
        "square_of_difference": (
            lambda z, y: (1 - np.tanh(z)) ** 2 * (np.tanh(z) - y) / len(z),
            "The slope is 1 - a^2, not (1 - a)^2: square the activation, then subtract.",
        ),
        "not_squared": (
            lambda z, y: (1 - np.tanh(z)) * (np.tanh(z) - y) / len(z),
            "The slope is 1 - a^2; the square is missing.",
        ),
        "sigmoid_nodes": (
            lambda z, y: sigmoid_derivative(z) * (sigmoid(z) - y) / len(z),
            "These are sigmoid nodes. Here the output is tanh z, with a slope of its own.",
        ),
        "no_bracket": (
            either(
                lambda z, y: (np.tanh(z) - y) * 1 - np.tanh(z) ** 2 / len(z),
                lambda z, y: ((np.tanh(z) - y) * 1 - np.tanh(z) ** 2) / len(z),
                lambda z, y: 1 - np.tanh(z) ** 2 * (np.tanh(z) - y) / len(z),
            ),
            "A bracket is missing: without one, 1 - a^2 falls apart into two terms.",
        ),
        "twice": (
            lambda z, y: (1 - np.tanh(np.tanh(z)) ** 2) * (np.tanh(z) - y) / len(z),
            "The slope is taken at a. It belongs at z: 1 - a^2, where a is tanh z already.",
        ),
        "plus": (
            lambda z, y: (1 + np.tanh(z) ** 2) * (np.tanh(z) - y) / len(z),
            "The slope of tanh is 1 - a^2, with a minus: it is largest where a = 0.",
        ),
        "cost_for_slope": (
            lambda z, y: (1 - np.tanh(z) ** 2) * 0.5 * (np.tanh(z) - y) ** 2 / len(z),
            "You multiply by the cost itself. Its derivative with respect to a is a - y.",
        ),
        "cosh": (
            lambda z, y: (np.tanh(z) - y) / np.cosh(z) / len(z),
            "The slope of tanh is 1 / cosh^2 z: the square is missing.",
        ),
        "half_kept": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / (2 * len(z)),
            "The 1/2 of the cost is still there: it goes when the square is differentiated.",
        ),
        "mean_over_outputs": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / z.shape[1],
            "You divide by K. The losses are summed over the K outputs and averaged over the M "
            "examples.",
        ),
        "mean_over_all": (
            lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / z.size,
            "You divide by M K. The losses are summed over the K outputs and averaged over the M "
            "examples only.",
        ),
    },
)

_weights = 784 * 100 + 100 * 50 + 50 * 10
_biases = 100 + 50 + 10
forward_passes = ValueExercise(
    "forward_passes",
    expected=2 * (_weights + _biases),
    misconceptions={
        "one_sided": (
            either(_weights + _biases, _weights + _biases + 1),
            "That is one pass a parameter, or one more. Central differences need two.",
        ),
        "the_point_too": (
            2 * (_weights + _biases) + 1,
            "Central differences do not need the cost at the point itself.",
        ),
        "hidden_only": (
            2 * (785 * 100 + 101 * 50),
            "The parameters of the output layer are missing.",
        ),
        "multiplied": (
            either(784 * 100 * 50 * 10, 2 * 784 * 100 * 50 * 10, 2 * 785 * 101 * 51 * 10),
            "Every layer is joined to the next one only: multiply neighbouring sizes, then add.",
        ),
        "backpropagation": (
            either(1, 2, 3),
            "That would be the price of a single derivative, or of backpropagation. Every weight "
            "and every bias has to be nudged.",
        ),
        "no_biases": (2 * _weights, "The biases are parameters too."),
        "nodes": (
            2 * (784 + 100 + 50 + 10),
            "You counted nodes. Every weight and every bias has to be nudged.",
        ),
        "input_biases": (
            2 * (_weights + _biases + 784),
            "The inputs are given; they have no bias.",
        ),
        "multiplications": (
            either(2 * (_weights + _biases) * _weights, (_weights + _biases) * _weights),
            "You count multiplications. Asked for is the number of forward passes.",
        ),
        "one_sided_no_biases": (
            _weights,
            "Two things are missing: the biases, and the second pass of each central difference.",
        ),
    },
)

eta_of_the_mean = ValueExercise(
    "eta_of_the_mean",
    expected=0.1,
    misconceptions={
        "divided": (
            0.002 / 50,
            "The gradient of the mean is already 50 times smaller than the sum; this makes the "
            "step smaller once more.",
        ),
        "unchanged": (0.002, "With the same rate the step would be 50 times smaller."),
        "upside_down": (
            50 / 0.002,
            "The rate stands below the line. The step was the rate times a sum: multiply.",
        ),
        "squared": (0.002 * 50**2, "The factor 50 enters once."),
        "root": (0.002 * 50**0.5, "A sum of 50 is 50 times their mean; there is no root in it."),
    },
)

concept = ChoiceExercise(
    "concept",
    right="d",
    choices={
        "a": (
            "Nothing is left out. It is the more exact of the two: nudging makes an error of "
            "rounding and of the step."
        ),
        "b": (
            "A cheap slope saves a small factor. Nudging needs forward passes for each parameter, "
            "backpropagation one way back for all of them together."
        ),
        "c": (
            "It gives the derivative for every parameter; how far each moves is decided "
            "afterwards, by the optimizer."
        ),
    },
)
