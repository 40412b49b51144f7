"""Lecture 13: the lectures' grid of 7 rates by 7 penalties in low-level TensorFlow and in Keras.

The network, the start and the order of the examples are those of lecture 13; 100 epochs in batches
of 100, as in the lectures that the course follows. Rates are those on mean gradients, penalties are
in the scale of this course, 100 times the lectures'. Three to four minutes on one core.
"""

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from lectures_nn import frameworks
from lectures_nn.datasets import load_digits_8x8, one_hot, split
from lectures_nn.initializers import Normal
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network

QUICK = {"epochs": 1, "powers": (-1, 0)}


def run(seed=1, epochs=100, batch_size=100, powers=(-5, -4, -3, -2, -1, 0, 1)):
    """Train once for every pair in both libraries and return the validation accuracies."""
    digits = load_digits_8x8()
    (X, labels), validation, _ = split(digits.X.astype(np.float32), digits.labels, rng=5)
    X, Y = X[:1000], one_hot(labels[:1000], 10).astype(np.float32)
    X, Y = np.tile(X, (epochs, 1)), np.tile(Y, (epochs, 1))
    powers, network = 10.0 ** np.array(powers), _network(seed)
    rows = []
    for library, train in {"TensorFlow": _low_level, "Keras": _in_keras}.items():
        for lmbd in 100 * powers:
            logits_of = train(network, X, Y, batch_size, lmbd, powers, validation[0])
            for eta, logits in zip(powers, logits_of, strict=True):
                accuracy = np.mean(np.argmax(logits, axis=1) == validation[1])
                rows.append((library, eta, lmbd, accuracy))
    return pd.DataFrame(rows, columns=["library", "eta", "lmbd", "accuracy"])


def _network(seed):
    layers = [Dense(100, Normal(0.1), 0.1), Sigmoid(), Dense(50, Normal(0.1), 0.1), Sigmoid()]
    return Network([*layers, Dense(10, Normal(0.1), 0.1)], 64, rng=seed, dtype=np.float32)


def _logits(p, X):
    a = tf.sigmoid(X @ p[0] + p[1])
    return tf.sigmoid(a @ p[2] + p[3]) @ p[4] + p[5]


@tf.function
def _learn(p, X, Y, eta, lmbd):
    """Make a step for each batch; rate and penalty are tensors: one trace serves the grid."""
    for batch in tf.range(len(X)):
        with tf.GradientTape() as tape:
            losses = tf.nn.softmax_cross_entropy_with_logits(Y[batch], _logits(p, X[batch]))
            penalty = lmbd / X.shape[1] * sum(tf.nn.l2_loss(W) for W in p[::2])
            J = tf.reduce_mean(losses) + penalty
        for variable, slope in zip(p, tape.gradient(J, p), strict=True):
            variable.assign_sub(eta * slope)


def _low_level(network, X, Y, batch_size, lmbd, etas, X_val):
    """Yield the logits of a validation part after a training with each rate."""
    batches = [tf.constant(A.reshape(-1, batch_size, *A.shape[1:])) for A in (X, Y)]
    for eta in etas:
        arrays = [array for dense in network.layers[::2] for array in (dense.W, dense.b)]
        p = [tf.Variable(array) for array in arrays]
        settings = [tf.constant(value, tf.float32) for value in (eta, lmbd)]
        _learn(p, *batches, *settings)
        yield _logits(p, X_val)


def _in_keras(network, X, Y, batch_size, lmbd, etas, X_val):
    """Do the same in Keras: one model for a penalty, the epochs end to end as a long one."""
    model = frameworks.to_keras(network, l2=lmbd / (2 * batch_size))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss, steps_per_execution=len(X) // batch_size)
    start = model.get_weights()
    for eta in etas:
        model.set_weights(start)
        model.optimizer.learning_rate = float(eta)
        model.fit(X, Y, batch_size=batch_size, shuffle=False, verbose=0)
        yield model(X_val)
