"""Lecture 05: the published training that fails, and its seven relatives, over all 1000 steps.

The eight combinations of pixels, weights and step of "One thing at a time", with the penalty of the
published run. One row for each training: the accuracy on its own images after `steps`. The network
is the package's; that its steps are those of the lecture is (5.6). Two minutes on one core.
"""

from itertools import product

import numpy as np

from lectures_nn.datasets import load_digits_8x8, one_hot, split
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network

QUICK = {"starts": 1, "steps": 2}


def run(seed=5, starts=3, steps=1000):
    """Train all combinations from each start and return what they reach."""
    digits = load_digits_8x8()
    train, validation, _ = split(digits.X, digits.labels, rng=seed)
    images, labels = (np.concatenate(part) for part in zip(train, validation, strict=True))
    rows = []
    for largest, sd, eta in product((16, 1), (1, 0.1), (14.4, 1)):
        for start in range(starts):
            X = images * (largest / digits.X.max())
            network = trained(X, one_hot(labels, 10), start, sd, eta, steps)
            row = {"pixels": f"0..{largest}", "weights": sd, "step": eta, "start": start}
            rows.append(row | {"accuracy": np.mean(network.predict(X) == labels)})
    return rows


def trained(X, Y, start, sd, eta, steps):
    """Return the network after full-batch descent from the lecture's start of this number."""
    draw = np.random.default_rng(start)
    network = Network([Dense(50), Sigmoid(), Dense(10)], 64, rng=0)
    for dense, shape in zip(network.layers[::2], ((64, 50), (50, 10)), strict=True):
        dense.W[...], dense.b[...] = sd * draw.normal(size=shape), 0.01
    for _ in range(steps):
        _, gradient = network.cost_and_gradient(network.theta, X, Y, 0.01)
        network.theta = network.theta - eta * gradient
    return network
