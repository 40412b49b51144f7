"""Forward and backward through convolution 3 x 3, ReLU and maximum of 2 x 2, float32.

A batch of 100 images of 28 x 28 pixels, with one channel (the first layer of a network, whose input
needs no slopes) and with 32 (a layer further up, which hands them down). PyTorch's and
TensorFlow's convolutions multiply through a library that knows the processor (oneDNN).
"""

import numpy as np
from digits_cnn import tensorflow
from turns import print_rows, take_turns

from lectures_nn.layers import Conv2D, Identity, MaxPool2D, ReLU
from lectures_nn.network import Network

SIZES = {"28x28x1 -> 32": (1, 32), "28x28x32 -> 64": (32, 64)}
TARGETS = {
    ("torch eager", "28x28x1 -> 32"): 1.4,
    ("torch eager", "28x28x32 -> 64"): 0.55,
}


def package(X, W, delta, hand_down):
    """Return a function that goes forward and backward as in training."""
    below = [Identity()] if hand_down else []  # the lowest layer of a network hands nothing down
    layers = [*below, Conv2D(W.shape[-1]), ReLU(), MaxPool2D()]
    network = Network(layers, X.shape[1:], dtype=np.float32)
    network.theta = np.append(W.ravel(), np.zeros(W.shape[-1]))
    # Between layers images lie as the layers leave them; the first one gets the user's.
    X, delta = np.asfortranarray(X) if hand_down else X, np.asfortranarray(delta)

    def run():
        network.forward_pass(X)
        network.backward_pass(delta)
        return network.grad[: W.size].reshape(W.shape)

    return run


def torch_eager(X, W, delta, hand_down):
    """Do the same in PyTorch, or return None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    F = torch.nn.functional
    filters = torch.tensor(W.transpose(3, 2, 0, 1).copy(), requires_grad=True)
    biases = torch.zeros(W.shape[-1], requires_grad=True)
    images = torch.tensor(X.transpose(0, 3, 1, 2).copy(), requires_grad=hand_down)
    slopes = torch.tensor(delta.transpose(0, 3, 1, 2).copy())

    def run():
        filters.grad = biases.grad = images.grad = None
        F.max_pool2d(F.relu(F.conv2d(images, filters, biases, padding=1)), 2).backward(slopes)
        return filters.grad.numpy().transpose(2, 3, 1, 0)

    return run


def tensorflow_graph(X, W, delta, hand_down):
    """Do the same in a compiled function of TensorFlow, or return None."""
    tf = tensorflow()
    if tf is None:
        return None
    images, slopes = tf.constant(X), tf.constant(delta)
    filters, biases = tf.Variable(W), tf.Variable(tf.zeros(W.shape[-1]))
    sources = [filters, biases] + [images] * hand_down

    @tf.function
    def compiled():
        with tf.GradientTape() as tape:
            tape.watch(images)
            a = tf.nn.relu(tf.nn.conv2d(images, filters, 1, "SAME") + biases)
            p = tf.nn.max_pool2d(a, 2, 2, "VALID")
        return tape.gradient(p, sources, output_gradients=slopes)

    return lambda: compiled()[0].numpy()


CONTESTANTS = {
    "lectures_nn": package,
    "torch eager": torch_eager,
    "TensorFlow graph": tensorflow_graph,
}


def report(turns=15):
    """Measure and print; return whether the targets are met."""
    print("\nConvolution 3 x 3, ReLU, maximum of 2 x 2: forward and backward, 100 images, float32")
    print(f"{'':44}     ms                package is")
    met = True
    for size, (channels, n_filters) in SIZES.items():
        rng = np.random.default_rng(0)
        X = rng.standard_normal((100, 28, 28, channels), dtype=np.float32)
        W = rng.standard_normal((3, 3, channels, n_filters), dtype=np.float32) / (3 * channels)
        delta = rng.standard_normal((100, 14, 14, n_filters), dtype=np.float32)
        runs = {name: f(X, W, delta, channels > 1) for name, f in CONTESTANTS.items()}
        met = compare(size, runs, turns) and met
    return met


def compare(size, runs, turns):
    """Print the rows of one size; return whether its targets are met."""
    present = {name: run for name, run in runs.items() if run is not None}
    results = [run().copy() for run in present.values()]
    # Rounding may choose another pixel as the largest of four: a few slopes differ, not many.
    length = np.linalg.norm(results[0])
    if not all(np.linalg.norm(r - results[0]) < 0.01 * length for r in results):
        raise SystemExit(f"{size}: the contestants compute different slopes")

    def prepared(run):
        def prepare(turn):
            if run is not None:
                run()  # what another contestant left in the cache is gone now
            return run

        return prepare

    contestants = {f"{size}, {name}": prepared(run) for name, run in runs.items()}
    results = take_turns(contestants, turns, warm_up=0)
    targets = {f"{size}, {name}": TARGETS.get((name, size)) for name in runs}
    return print_rows(
        contestants,
        results,
        targets,
        lambda result: f"{1000 * result.median:9.1f}{'':11}",
        ours=f"{size}, lectures_nn",
    )
