"""Five ways to train the lectures' convolutional network on the digits, float32.

Convolution 3 x 3 with 10 filters, ReLU, maximum of 2 x 2, 50 dense ReLU nodes, softmax of 10. All
contestants see the same rows in batches of 100, start from Glorot weights and biases of 0 and step
with eta = 0.1 on the mean cost, lambda = 0.01. Each takes ``(X, Y, epochs, seed)``, sets up, and
returns a function that trains and returns ``predict(X) -> classes``; only that function is timed.
A framework that is not installed returns None in its place.
"""

import os
import statistics

import numpy as np
from digits_mlp import digits
from turns import print_rows, take_turns

from lectures_nn.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit

BATCH, ETA, LMBD = 100, 0.1, 0.01
TARGETS = {"torch eager": 3.0, "TensorFlow graph": 1.3, "Keras fit": 8.5, "textbook NumPy": 2.8}


def lectures_network(seed, dtype=np.float32):
    """Return the package's network, whose weights all contestants start from."""
    return Network(
        [Conv2D(10), ReLU(), MaxPool2D(), Flatten(), Dense(50), ReLU(), Dense(10)],
        (8, 8, 1),
        rng=seed,
        dtype=dtype,
    )


def start(seed):
    """Return the starting weights of the three layers that have some."""
    layers = lectures_network(seed).layers
    return [layers[i].W.copy() for i in (0, 4, 6)]


def package(X, Y, epochs, seed):
    """Train with lectures_nn, as the course does."""
    network = lectures_network(seed)

    def train():
        fit(network, X, Y, GradientDescent(ETA), epochs, BATCH, LMBD, rng=seed, progress=False)
        return network.predict

    return train


def batches(X, Y, epochs, rng):
    """Yield the batches of all epochs, each in a new order."""
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X, Y = X[order], Y[order]
        for i in range(0, len(X), BATCH):
            yield X[i : i + BATCH], Y[i : i + BATCH]


def columns(a):
    """Return the 3 x 3 windows of images as rows of 9 channels numbers (im2col)."""
    m, h, w, c = a.shape
    around = np.pad(a, [(0, 0), (1, 1), (1, 1), (0, 0)])
    parts = [around[:, i : i + h, j : j + w] for i in range(3) for j in range(3)]
    return np.stack(parts, axis=3).reshape(m * h * w, 9 * c)


def textbook(X, Y, epochs, seed):
    """Train as courses write it: im2col, images in C order, argmax, a new array each time."""
    rng = np.random.default_rng(seed)
    W1, W2, W3 = start(seed)
    W1 = W1.reshape(9, 10)
    b1, b2, b3 = (np.zeros(n, np.float32) for n in (10, 50, 10))

    def forward(X):
        cols = columns(X)
        z1 = (cols @ W1 + b1).reshape(-1, 8, 8, 10)
        a1 = np.maximum(z1, 0)
        windows = a1.reshape(-1, 4, 2, 4, 2, 10).transpose(0, 1, 3, 5, 2, 4)
        windows = windows.reshape(-1, 4, 4, 10, 4)
        best = windows.argmax(axis=-1)[..., None]
        p = np.take_along_axis(windows, best, axis=-1)[..., 0].reshape(len(X), 160)
        z2 = p @ W2 + b2
        a2 = np.maximum(z2, 0)
        return cols, z1, windows.shape, best, p, z2, a2, a2 @ W3 + b3

    def train():
        nonlocal W1, W2, W3, b1, b2, b3
        for x, y in batches(X, Y, epochs, rng):
            cols, z1, shape, best, p, z2, a2, z3 = forward(x)
            exponentials = np.exp(z3 - z3.max(axis=1, keepdims=True))
            d3 = (exponentials / exponentials.sum(axis=1, keepdims=True) - y) / len(x)
            d2 = d3 @ W3.T * (z2 > 0)
            dp = (d2 @ W2.T).reshape(*shape[:-1], 1)
            da = np.zeros(shape, np.float32)
            np.put_along_axis(da, best, dp, axis=-1)
            da = da.reshape(-1, 4, 4, 10, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(z1.shape)
            d1 = (da * (z1 > 0)).reshape(-1, 10)
            decay = LMBD / len(x)
            W1 = W1 - ETA * (cols.T @ d1 + decay * W1)
            W2 = W2 - ETA * (p.T @ d2 + decay * W2)
            W3 = W3 - ETA * (a2.T @ d3 + decay * W3)
            b1 = b1 - ETA * d1.sum(axis=0)
            b2 = b2 - ETA * d2.sum(axis=0)
            b3 = b3 - ETA * d3.sum(axis=0)
        assert W1.dtype == W2.dtype == W3.dtype == np.float32
        return lambda X: forward(X)[-1].argmax(axis=1)

    return train


def torch_eager(X, Y, epochs, seed):
    """Train with PyTorch's modules and its SGD, one operation at a time."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 10, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(160, 50), nn.ReLU(), nn.Linear(50, 10),
    )  # fmt: skip
    W1, W2, W3 = start(seed)
    # Torch has the channels before the pixels, here and in what flattening gives.
    W2 = W2.reshape(4, 4, 10, 50).transpose(2, 0, 1, 3).reshape(160, 50)
    with torch.no_grad():
        for layer, W in zip((model[0], model[4], model[6]), (W1, W2, W3), strict=True):
            turned = W.transpose(3, 2, 0, 1) if W.ndim == 4 else W.T
            layer.weight.copy_(torch.from_numpy(turned.copy()))
            layer.bias.zero_()
    weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    optimizer = torch.optim.SGD(
        [{"params": weights, "weight_decay": LMBD / BATCH}, {"params": biases}], lr=ETA
    )
    loss = nn.CrossEntropyLoss()
    images, targets = torch.from_numpy(X).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(Y)
    torch.manual_seed(seed)

    def train():
        for _ in range(epochs):
            order = torch.randperm(len(images))
            inputs, wanted = images[order], targets[order]
            for i in range(0, len(images), BATCH):
                optimizer.zero_grad()
                loss(model(inputs[i : i + BATCH]), wanted[i : i + BATCH]).backward()
                optimizer.step()

        def predict(X):
            with torch.no_grad():
                return model(torch.from_numpy(X).permute(0, 3, 1, 2)).argmax(dim=1).numpy()

        return predict

    return train


def tensorflow():
    """Return TensorFlow on one thread, or None where it is not installed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    try:
        import tensorflow as tf
    except ImportError:
        return None
    if tf.config.threading.get_intra_op_parallelism_threads() != 1:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    return tf


def tensorflow_graph(X, Y, epochs, seed):
    """Train with a step compiled by ``tf.function``, written with TensorFlow's own operations."""
    tf = tensorflow()
    if tf is None:
        return None
    weights = [tf.Variable(W) for W in start(seed)]
    biases = [tf.Variable(tf.zeros(n)) for n in (10, 50, 10)]

    def logits(x):
        a = tf.nn.relu(tf.nn.conv2d(x, weights[0], 1, "SAME") + biases[0])
        a = tf.reshape(tf.nn.max_pool2d(a, 2, 2, "VALID"), (-1, 160))
        a = tf.nn.relu(a @ weights[1] + biases[1])
        return a @ weights[2] + biases[2]

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            losses = tf.nn.softmax_cross_entropy_with_logits(y, logits(x))
            J = tf.reduce_mean(losses) + LMBD / BATCH * sum(tf.nn.l2_loss(W) for W in weights)
        for p, gradient in zip(weights + biases, tape.gradient(J, weights + biases), strict=True):
            p.assign_sub(ETA * gradient)
        return J

    rng = np.random.default_rng(seed)
    before = [p.numpy() for p in weights + biases]
    step(tf.constant(X[:BATCH]), tf.constant(Y[:BATCH]))  # compiles
    for p, value in zip(weights + biases, before, strict=True):
        p.assign(value)

    def train():
        for _ in range(epochs):
            order = rng.permutation(len(X))
            inputs, wanted = tf.constant(X[order]), tf.constant(Y[order])
            for i in range(0, len(X), BATCH):
                step(inputs[i : i + BATCH], wanted[i : i + BATCH])
        return lambda X: logits(tf.constant(X)).numpy().argmax(axis=1)

    return train


def keras_fit(X, Y, epochs, seed):
    """Train with Keras' ``fit``, as the lectures do."""
    if tensorflow() is None:
        return None
    import keras

    def l2():
        return keras.regularizers.L2(LMBD / (2 * BATCH))

    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(10, 3, padding="same", activation="relu", kernel_regularizer=l2()),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(50, activation="relu", kernel_regularizer=l2()),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=l2()),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(ETA), loss="categorical_crossentropy")
    model.fit(X[:BATCH], Y[:BATCH], batch_size=BATCH, verbose=0)  # compiles
    W1, W2, W3 = start(seed)
    zeros = (np.zeros(n, np.float32) for n in (10, 50, 10))
    model.set_weights([p for pair in zip((W1, W2, W3), zeros, strict=True) for p in pair])
    keras.utils.set_random_seed(seed)

    def train():
        model.fit(X, Y, batch_size=BATCH, epochs=epochs, verbose=0)
        return lambda X: model.predict(X, verbose=0).argmax(axis=1)

    return train


CONTESTANTS = {
    "lectures_nn": package,
    "textbook NumPy": textbook,
    "torch eager": torch_eager,
    "TensorFlow graph": tensorflow_graph,
    "Keras fit": keras_fit,
}


def report(turns=5, epochs=100):
    """Measure and print; return whether the targets are met."""
    (X, Y), (X_test, Y_test) = digits(np.float32)
    X, X_test = X.reshape(-1, 8, 8, 1), X_test.reshape(-1, 8, 8, 1)
    contestants = {
        name: lambda turn, contestant=contestant: contestant(X, Y, epochs if turn else 1, turn)
        for name, contestant in CONTESTANTS.items()
    }
    results = take_turns(contestants, turns)

    def middle(result):
        right = [(predict(X_test) == Y_test.argmax(axis=1)).mean() for predict in result.returned]
        step = result.median / (epochs * len(X) / BATCH) * 1e6
        return f"{step:9.1f}{statistics.median(right):11.3f}"

    print(f"\nDigits, the lectures' CNN, minibatches of {BATCH}, {epochs} epochs, float32")
    print(f"{'':44}  us/step   accuracy   package is")
    return print_rows(CONTESTANTS, results, TARGETS, middle)
