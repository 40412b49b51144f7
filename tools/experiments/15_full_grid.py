"""Lecture 15: the lectures' grid of 7 rates by 7 penalties for its convolutional network.

In low-level TensorFlow and in Keras, in double precision, with the start and the batches of lecture
15; 100 epochs in batches of 100, as in the lectures that the course follows. Penalties are in the
scale of this course, 100 times the lectures'. A quarter of an hour on one core.
"""

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from lectures_nn import frameworks
from lectures_nn.datasets import load_digits_8x8, one_hot, split
from lectures_nn.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from lectures_nn.network import Network

QUICK = {"epochs": 1, "powers": (-1, 1)}


def run(seed=6, epochs=100, batch_size=100, powers=(-5, -4, -3, -2, -1, 0, 1)):
    """Train once for every pair in both libraries and return the validation accuracies."""
    digits = load_digits_8x8()
    images = digits.images[..., None] / 16
    (X, labels), (X_val, val_labels), _ = split(images, digits.labels, rng=15)
    rng = np.random.default_rng(5)
    order = np.concatenate([rng.permutation(1000) for _ in range(epochs)])
    X, Y = X[:1000], one_hot(labels[:1000], 10)
    layers = [Conv2D(10), ReLU(), MaxPool2D(), Flatten(), Dense(50), ReLU(), Dense(10)]
    network = Network(layers, (8, 8, 1), rng=seed)
    powers, floatx = 10.0 ** np.array(powers), keras.config.floatx()
    keras.config.set_floatx("float64")
    rows = []
    try:
        for library, train in {"TensorFlow": _low_level, "Keras": _in_keras}.items():
            for lmbd in 100 * powers:
                finals = train(network, X[order], Y[order], batch_size, lmbd, powers, X_val)
                for eta, logits in zip(powers, map(np.asarray, finals), strict=True):
                    diverged = not np.isfinite(logits).all()
                    accuracy = np.mean(logits.argmax(axis=1) == val_labels)
                    outcome = "diverged" if diverged else "finished"
                    rows.append((library, eta, lmbd, np.nan if diverged else accuracy, outcome))
    finally:
        keras.config.set_floatx(floatx)
    return pd.DataFrame(rows, columns=["library", "eta", "lmbd", "accuracy", "outcome"])


def _logits(p, X):
    z = tf.nn.conv2d(X, p[0], strides=1, padding="SAME") + p[1]
    a = tf.nn.max_pool2d(tf.nn.relu(z), ksize=2, strides=2, padding="VALID")
    return tf.nn.relu(tf.reshape(a, [-1, 160]) @ p[2] + p[3]) @ p[4] + p[5]


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
    filled = [layer for layer in network.layers if hasattr(layer, "W")]
    batches = [tf.constant(A.reshape(-1, batch_size, *A.shape[1:])) for A in (X, Y)]
    for eta in etas:
        p = [tf.Variable(array) for layer in filled for array in (layer.W, layer.b)]
        settings = [tf.constant(value, tf.float64) for value in (eta, lmbd)]
        _learn(p, *batches, *settings)
        yield _logits(p, X_val)


def _in_keras(network, X, Y, batch_size, lmbd, etas, X_val):
    """Do the same in Keras: one model for a penalty, the epochs end to end as a long one."""
    model = frameworks.to_keras(network, l2=lmbd / (2 * batch_size))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.125), loss, steps_per_execution=len(X) // batch_size)
    start = model.get_weights()
    for eta in etas:
        model.set_weights(start)
        model.optimizer.learning_rate = float(eta)
        model.fit(X, Y, batch_size=batch_size, shuffle=False, verbose=0)
        yield model(X_val)
