"""Lecture 10: learning curves of the nearest neighbour and of a network over 40 splits.

The test part of the lecture stays closed: what is split anew, stratified, are its other 1437
images, into 1077 to learn from and 360 to judge by. The first 50 to 1077 are learnt, by the network
(64 ReLU nodes) in about the same number of steps each time, and the share read rightly is measured
on them and on the 360.
"""

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

from lectures_nn.datasets import load_digits_8x8, one_hot
from lectures_nn.layers import Dense, ReLU
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

QUICK = {"splits": 1, "epochs": 1, "amounts": (50, 100)}


def trained(X, y, epochs, seed):
    """Return the lecture's network of one hidden layer, trained."""
    network = Network([Dense(64), ReLU(), Dense(10)], 64, rng=seed)
    fit(network, X, one_hot(y, 10), Adam(0.005), epochs, 50, rng=seed, progress=False)
    return network


def run(seed=0, splits=40, epochs=30, amounts=(50, 100, 200, 400, 800, 1077)):
    """Return one row for each split, number of images and reader."""
    digits = load_digits_8x8()
    X, y, rows = digits.X, digits.labels, []
    rest, _ = train_test_split(np.arange(1797), test_size=0.2, stratify=y, random_state=1)
    for s in range(seed, seed + splits):
        train, val = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=s)
        for images in amounts:
            learnt = train[:images]
            as_many_steps = round(epochs * len(train) / images)
            readers = {
                "kNN": KNeighborsClassifier(1).fit(X[learnt], y[learnt]),
                "network": trained(X[learnt], y[learnt], as_many_steps, s),
            }
            for name, reader in readers.items():
                on_learnt, on_new = (np.mean(reader.predict(X[p]) == y[p]) for p in (learnt, val))
                row = {"split": s, "images": images, "reader": name}
                rows.append(row | {"training": on_learnt, "validation": on_new})
    return rows
