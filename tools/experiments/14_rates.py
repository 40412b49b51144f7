"""Lecture 14: do its four trainings on MNIST's digits end in the same order at other rates?

The networks, data and seeds of "The same question for real images", at four rates of Adam. One row
for each training: the accuracy on the validation part. Two minutes on one core.
"""

import numpy as np
import pandas as pd

from lectures_nn.datasets import load_mnist_5000, one_hot, split
from lectures_nn.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

QUICK = {"rates": (0.006,), "starts": 1, "images": 100}


def run(seed=5, rates=(0.001, 0.003, 0.006, 0.01), starts=3, images=5000):
    """Train each network at each rate from each start and return the accuracies."""
    mnist, _ = load_mnist_5000()
    pixels = mnist.images[..., None] / np.float32(255)
    data = (pixels, one_hot(mnist.labels, 10), mnist.labels)
    train, validation = split(
        *(part[:: 5000 // images] for part in data), fractions=(0.6, 0.4), rng=seed
    )
    order = np.random.default_rng(seed).permutation(784)
    trials = {
        "convolutional": (_convolutional, 2, False),
        "dense, equal size": (_dense, 2, False),
        "dense, 10 x the epochs": (_dense, 20, False),
        "convolutional, shuffled pixels": (_convolutional, 2, True),
    }
    rows = []
    for trial, (layers, epochs, shuffled) in trials.items():
        seen, judged = (_shuffled(X, order) if shuffled else X for X in (train[0], validation[0]))
        for eta in rates:
            for start in range(starts):
                network = Network(layers(), (28, 28, 1), rng=start, dtype=np.float32)
                fit(network, seen, train[1], Adam(eta), epochs, 50, rng=start, progress=False)
                classes = np.concatenate([network.predict(X) for X in np.array_split(judged, 10)])
                rows.append((trial, eta, start, np.mean(classes == validation[2])))
    return pd.DataFrame(rows, columns=["trial", "eta", "start", "accuracy"])


def _convolutional():
    layers = [Conv2D(6, 3), ReLU(), MaxPool2D(2), Conv2D(12, 3), ReLU(), MaxPool2D(2)]
    return [*layers, Flatten(), Dense(32), ReLU(), Dense(10)]


def _dense():
    return [Flatten(), Dense(25), ReLU(), Dense(10)]


def _shuffled(images, order):
    return images.reshape(len(images), 784)[:, order].reshape(images.shape)
