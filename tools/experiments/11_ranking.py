"""Lecture 11: five activation functions in networks of 2 and of 7 hidden layers, 40 seeds each.

The plan of the lecture: for each function and depth the best of three rates on the validation parts
of two other splits, then one training for each seed, judged on the test part. A seed sets the
split, the start and the order. Accuracies are in per cent.
"""

import numpy as np

from lectures_nn.datasets import load_digits_8x8, one_hot, split
from lectures_nn.initializers import Glorot, He
from lectures_nn.layers import ELU, Dense, LeakyReLU, ReLU, Sigmoid, Tanh
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

QUICK = {"seeds": 1, "epochs": 1, "rates": (0.01,)}
FUNCTIONS = {
    "ELU": (ELU, He()),
    "leaky ReLU": (LeakyReLU, He()),
    "ReLU": (ReLU, He()),
    "tanh": (Tanh, Glorot()),
    "logistic": (Sigmoid, Glorot()),
}
VALIDATION, TEST = 1, 2  # places in what `split` returns


def accuracy_of(digits, name, n_hidden, eta, seed, part, epochs):
    """Return the accuracy on one part of a split, trained on part 0 of the same split."""
    parts = split(digits.X, digits.labels, rng=seed)
    (X_0, y_0), (X_part, y_part) = parts[0], parts[part]
    mean, (activation, start) = X_0.mean(axis=0), FUNCTIONS[name]
    scale = np.std(X_0 - mean)
    hidden = [layer for _ in range(n_hidden) for layer in (Dense(32, start), activation())]
    network, targets = Network([*hidden, Dense(10)], 64, rng=seed), one_hot(y_0, 10)
    fit(
        network, (X_0 - mean) / scale, targets, Adam(eta), epochs, 100, rng=seed, progress=False
    )  # fmt: skip
    return np.mean(network.predict((X_part - mean) / scale) == y_part)


def run(seed=0, seeds=40, epochs=10, rates=(0.003, 0.01, 0.03), depths=(2, 7)):
    """Return one row for each function, depth and seed."""
    digits, rows = load_digits_8x8(), []
    for n_hidden in depths:
        for name in FUNCTIONS:
            score = {
                eta: sum(
                    accuracy_of(digits, name, n_hidden, eta, seed + other, VALIDATION, epochs)
                    for other in (100, 101)
                )
                for eta in rates
            }
            eta = max(score, key=score.get)
            for s in range(seed, seed + seeds):
                accuracy = accuracy_of(digits, name, n_hidden, eta, s, TEST, epochs)
                row = {"function": name, "hidden_layers": n_hidden, "eta": eta, "seed": s}
                rows.append(row | {"accuracy": 100 * accuracy})
    return rows
