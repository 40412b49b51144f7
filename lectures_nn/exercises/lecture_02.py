"""Checks of lecture 02: the multilayer perceptron."""

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

parameters = ValueExercise(
    "parameters",
    expected=(8 + 1) * 20 + (20 + 1) * 10 + (10 + 1) * 4,
    misconceptions={
        "no_biases": (
            8 * 20 + 20 * 10 + 10 * 4,
            "These are the weights alone. Every node that computes something has a bias, too.",
        ),
        "no_output_layer": (
            (8 + 1) * 20 + (20 + 1) * 10,
            "The output layer is missing: its nodes have weights and biases, too.",
        ),
        "input_biases": (
            8 * 20 + 20 * 10 + 10 * 4 + 8 + 20 + 10 + 4,
            "The inputs are given; they have no bias.",
        ),
        "biases_receive": (
            (8 + 1) * (20 + 1) + (20 + 1) * (10 + 1) + (10 + 1) * 4,
            "A bias counts on the sending side only: no edge leads from a layer to the bias of "
            "the next one.",
        ),
        "one_bias_a_layer": (
            8 * 20 + 20 * 10 + 10 * 4 + 3,
            "Every node has a bias of its own; you gave one to each layer.",
        ),
        "nodes": (
            8 + 20 + 10 + 4,
            "You counted nodes. Count the edges between neighbouring layers, and the biases.",
        ),
        "no_output_biases": (
            8 * 20 + 20 * 10 + 10 * 4 + 20 + 10,
            "The output nodes have biases like all the others.",
        ),
        "multiplied": (
            either(8 * 20 * 10 * 4, 9 * 21 * 11 * 4),
            "Every layer is joined to the next one only: multiply neighbouring sizes, then add.",
        ),
        "biases_of_senders": (
            8 * 20 + 20 * 10 + 10 * 4 + 8 + 20 + 10,
            "You gave the biases to the nodes that send. Those that receive have them, since it "
            "is they that compute a sum.",
        ),
        "one_bias_a_weight": (
            2 * (8 * 20 + 20 * 10 + 10 * 4),
            "You count everything twice. There is one bias for each node that computes something, "
            "not for each weight.",
        ),
        "biases": (20 + 10 + 4, "These are the biases alone."),
    },
)


def _folding_cases(rng):
    return [
        (
            rng.normal(size=(n_in, n_out)),
            rng.normal(size=n_out),
            2 * rng.normal(size=n_in),
            rng.uniform(0.3, 3, size=n_in),
        )
        for n_in, n_out in ((2, 4), (3, 2), (4, 5), (3, 3))
    ]


folded_layer = FunctionExercise(
    "folded_layer",
    reference=lambda W, b, mu, s: (W / s[:, None], b - (mu / s) @ W),
    cases=_folding_cases,
    names=("W", "b"),
    misconceptions={
        "columns_divided": (
            lambda W, b, mu, s: (W / s, b - (mu / s) @ W),
            "W / s lines s up with the columns of W. It belongs to the inputs, the rows: "
            "s[:, None].",
        ),
        "multiplied": (
            lambda W, b, mu, s: (W * s[:, None], b - (mu / s) @ W),
            "You multiply the weights by s. The standardised input is divided by it, so the weight "
            "is, too.",
        ),
        "weights_unchanged": (
            lambda W, b, mu, s: (W, b - (mu / s) @ W),
            "The weights are the old ones. What does dividing the inputs by s do to them?",
        ),
        "squared": (
            either(
                lambda W, b, mu, s: (W / s[:, None] ** 2, b - (mu / s) @ W),
                lambda W, b, mu, s: (W / np.sqrt(s[:, None]), b - (mu / s) @ W),
            ),
            "s enters the weights as it is: it is a standard deviation, not a variance.",
        ),
        "bias_unchanged": (
            lambda W, b, mu, s: (W / s[:, None], b),
            "The bias is the old one. Subtracting the mean shifts every sum by the same amount; "
            "where does that go?",
        ),
        "bias_sign": (
            lambda W, b, mu, s: (W / s[:, None], b + (mu / s) @ W),
            "The mean is subtracted from the input: its part of the sum has a minus sign.",
        ),
        "mean_not_scaled": (
            lambda W, b, mu, s: (W / s[:, None], b - mu @ W),
            "In the bias the mean is divided by s as well: multiply out ((x - mu) / s) W.",
        ),
        "mean_multiplied": (
            lambda W, b, mu, s: (W / s[:, None], b - (mu * s) @ W),
            "In the bias the mean is divided by s, not multiplied: multiply out ((x - mu) / s) W.",
        ),
        "scaled_twice": (
            lambda W, b, mu, s: (W / s[:, None], b - (mu / s**2) @ W),
            "In the bias you divide by s twice: the new weights already contain the division.",
        ),
        "old_bias_lost": (
            lambda W, b, mu, s: (W / s[:, None], -(mu / s) @ W),
            "The old bias has been lost: the shift is added to it.",
        ),
        "sum_of_all": (
            lambda W, b, mu, s: (W / s[:, None], b - np.sum((mu / s) @ W)),
            "In the bias you add up over everything. Every node has a sum over its own inputs: "
            "one number a column of W.",
        ),
        "without_weights": (
            either(
                lambda W, b, mu, s: (W / s[:, None], b - np.sum(mu / s)),
                lambda W, b, mu, s: (W / s[:, None], b - np.mean(mu / s)),
            ),
            "In the bias, every mean goes through the weights of its input before it reaches a "
            "node: (mu / s) @ W.",
        ),
        "order": (
            lambda W, b, mu, s: (b - (mu / s) @ W, W / s[:, None]),
            "Both are right but in the other order: return the weights first.",
        ),
    },
)

relu_xor = ValueExercise(
    "relu_xor",
    expected=(1.0, -2.0, 0.0),
    names=("v_1", "v_2", "c"),
    misconceptions={
        "as_with_steps": (
            (1.0, -1.0, 0.0),
            "This v_2 goes with step nodes. A ReLU node is not limited to 1: at (1, 1), h_1 is 2.",
        ),
        "sign": (
            either((1.0, 2.0, 0.0), (1.0, 1.0, 0.0)),
            "At (1, 1) this adds the second node. It has to take away what the first gives there.",
        ),
        "bias_first": ((0.0, 1.0, -2.0), "The order is (v_1, v_2, c): c comes last."),
        "order": ((-2.0, 1.0, 0.0), "v_1 and v_2 are exchanged: v_1 belongs to h_1."),
        "not_xor": (
            (-1.0, 2.0, 1.0),
            "This is 1 where both inputs are equal: the opposite of XOR.",
        ),
        "threshold": (
            (1.0, -2.0, -0.5),
            "With a step at the output, this c would do. Here the output is linear: at (0, 0) it "
            "is c alone.",
        ),
        "doubled": (
            either((2.0, -4.0, 0.0), (0.5, -1.0, 0.0)),
            "The ratio is right, but the output has to be exactly 1 where one input is 1.",
        ),
    },
)

useful_cubes = ValueExercise(
    "useful_cubes",
    expected=10,
    misconceptions={
        "one_input": (
            either(3, 4),
            "That is the number for one input, or for two without biases of the hidden nodes.",
        ),
        "no_mixed_terms": (
            7,
            "These are the powers of each input alone. Cubing w_1 x_1 + w_2 x_2 + b also gives "
            "mixed terms such as x_1 x_2.",
        ),
        "no_constant": (
            9,
            "One less than there are. The constant counts, too: without a bias of the output it is "
            "one of the things that the cubes must make. If you measured: more nodes, and biases.",
        ),
        "doubled": (
            4 * 2,
            "Twice the number for one input is too simple: count the monomials in x_1 and x_2 up "
            "to degree 3.",
        ),
        "all_products": (
            4 * 4,
            "You joined every power of x_1 with every power of x_2. A cube has no term of a degree "
            "above 3.",
        ),
        "squares": (6, "That is the number of monomials up to degree 2. The nodes are cubes."),
    },
)

concept = ChoiceExercise(
    "concept",
    right="a",
    choices={
        "b": (
            "The theorem says that such weights exist. Whether a training finds them is another "
            "question: with two hidden nodes for XOR some starts did not lead to them."
        ),
        "c": (
            "It speaks of the interval only. The section shows what a trained network does outside."
        ),
        "d": (
            "That is the bound for staircases built by hand, (2.20). The theorem names no number "
            "of nodes, and no training."
        ),
    },
)
