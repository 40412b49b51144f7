"""Lecture 09: the grid of 7 rates by 7 penalties with the 100 epochs of the lectures.

The rates of the lectures, 1e-5 to 10 on sums of 100 gradients, are 1e-3 to 1000 on their mean,
which is what the course's network takes. scikit-learn's network has Adam, for which the rates are
those of the lectures.
"""

import numpy as np
import pandas as pd
from sklearn.neural_network import MLPClassifier

from lectures_nn.datasets import load_digits_8x8, split
from lectures_nn.estimators import NeuralNetworkClassifier
from lectures_nn.search import grid_search

QUICK = {"epochs": 1, "powers": (-1, 0)}
KEPT = ["program", "eta", "lmbd", "train_score", "validation_score", "outcome"]


def run(seed=9, epochs=100, batch_size=100, powers=(-5, -4, -3, -2, -1, 0, 1)):
    """Train each network once for every pair and return the accuracies on both parts."""
    digits = load_digits_8x8()
    train, validation, _ = split(digits.X, digits.labels, rng=seed)
    powers = 10.0 ** np.array(powers)
    settings = {"validation": validation, "progress": False}

    ours = NeuralNetworkClassifier(
        (50,), activation="sigmoid", optimizer="gradient_descent",
        epochs=epochs, batch_size=batch_size, random_state=0,
    )  # fmt: skip
    grid = {"eta": (batch_size * powers).tolist(), "lmbd": powers.tolist()}
    numpy_scores = grid_search(ours, grid, *train, **settings)

    theirs = MLPClassifier(
        50, activation="logistic", max_iter=epochs, batch_size=batch_size, random_state=0
    )
    grid = {"learning_rate_init": powers.tolist(), "alpha": powers.tolist()}
    scikit_scores = grid_search(theirs, grid, *train, **settings).rename(
        columns={"learning_rate_init": "eta", "alpha": "lmbd"}
    )
    frames = [numpy_scores.assign(program="NumPy"), scikit_scores.assign(program="scikit-learn")]
    return pd.concat(frames)[KEPT]
