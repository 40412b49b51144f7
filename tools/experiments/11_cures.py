"""Lecture 11: six networks of ReLU nodes and their kin under a rate that kills, ten seeds each.

Two hidden layers of 64 nodes read the digits as prepared in the lecture; everything is as before
but for one change. Counted are the nodes of the second hidden layer whose slope is below 0.01 for
every training image, after ten epochs, and the share of the validation part that is read rightly.
"""

from functools import partial

import numpy as np

from lectures_nn.datasets import load_digits_8x8, one_hot, split
from lectures_nn.initializers import He
from lectures_nn.layers import ELU, BatchNorm, Dense, LeakyReLU, ReLU
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam, ClippedNorm
from lectures_nn.training import fit

QUICK = {"seeds": 1, "epochs": 1}
CHANGES = {  # name: (activation, optimizer, batch normalisation)
    "as before": (ReLU, partial(Adam, 0.1), False),
    "rate 0.003": (ReLU, partial(Adam, 0.003), False),
    "leaky, 0.1": (partial(LeakyReLU, 0.1), partial(Adam, 0.1), False),
    "ELU": (ELU, partial(Adam, 0.1), False),
    "batch norm.": (ReLU, partial(Adam, 0.1), True),
    "clipped": (ReLU, lambda: ClippedNorm(Adam(0.1), 1.0), False),
}


def run(seed=0, seeds=10, epochs=10):
    """Return one row for each change and seed."""
    digits, rows = load_digits_8x8(), []
    (X, y), (X_val, y_val), _ = split(digits.X, digits.labels, rng=5)
    mean = X.mean(axis=0)
    scale = np.std(X - mean)
    X, X_val = (X - mean) / scale, (X_val - mean) / scale
    for name, (activation, optimizer, normalised) in CHANGES.items():
        for s in range(seed, seed + seeds):
            layers = []
            for _ in range(2):
                layers += [Dense(64, He()), *([BatchNorm()] if normalised else []), activation()]
            network = Network([*layers, Dense(10)], 64, rng=s)
            fit(network, X, one_hot(y, 10), optimizer(), epochs, 50, rng=s, progress=False)
            network.forward(X)
            second = network.layers[-2]
            flat = np.sum(np.all(second.backward(np.ones_like(second.z)) < 0.01, axis=0))
            accuracy = np.mean(network.predict(X_val) == y_val)
            rows.append({"change": name, "seed": s, "flat_nodes": flat, "accuracy": accuracy})
    return rows
