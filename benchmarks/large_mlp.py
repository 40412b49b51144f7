"""A network whose products fill the processor: 784-512-256-10, ReLU, batches of 128, float32.

Beside PyTorch, if it is installed, and beside what the matrix products of one step take alone:
their share of the whole step says how much of the processor's peak the package reaches.
"""

from itertools import pairwise

import numpy as np
from turns import print_rows, take_turns

from lectures_nn.initializers import He
from lectures_nn.layers import Dense, ReLU
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent

SIZES, BATCH, ETA, STEPS = (784, 512, 256, 10), 128, 0.1, 30
TARGETS = {"torch eager": 0.85, "its matrix products alone": 0.7}


def data():
    """Return one batch of random images and labels."""
    rng = np.random.default_rng(0)
    X = rng.random((BATCH, SIZES[0]), dtype=np.float32)
    return X, np.eye(SIZES[-1], dtype=np.float32)[rng.integers(0, SIZES[-1], BATCH)]


def package(X, Y):
    """Take steps as training.fit does."""
    network = Network(
        [Dense(SIZES[1], He()), ReLU(), Dense(SIZES[2], He()), ReLU(), Dense(SIZES[3])],
        SIZES[0],
        rng=0,
        dtype=np.float32,
    )
    optimizer = GradientDescent(ETA)

    def run():
        for _ in range(STEPS):
            J = network.backpropagate(X, Y)
            optimizer.update(network.theta, network.grad)
        return J

    return run


def products(X, Y):
    """Form the eight products of a step and nothing else, in the best order and memory."""
    rng = np.random.default_rng(0)
    shapes = list(pairwise(SIZES))
    W = [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    a = [rng.standard_normal((BATCH, size), dtype=np.float32) for size in SIZES]
    out = [np.empty((BATCH, size), np.float32) for size in SIZES]
    dW = [np.empty(shape, np.float32) for shape in shapes]

    def run():
        for _ in range(STEPS):
            for l in range(3):
                np.dot(a[l], W[l], out=out[l + 1])
                np.dot(a[l].T, a[l + 1], out=dW[l])
                if l:
                    np.dot(a[l + 1], W[l].T, out=out[l])

    return run


def torch_eager(X, Y):
    """Return the same steps in PyTorch, None without it."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(SIZES[0], SIZES[1]), torch.nn.ReLU(),
        torch.nn.Linear(SIZES[1], SIZES[2]), torch.nn.ReLU(),
        torch.nn.Linear(SIZES[2], SIZES[3]),
    )  # fmt: skip
    optimizer = torch.optim.SGD(model.parameters(), lr=ETA)
    X, labels = torch.from_numpy(X), torch.from_numpy(Y.argmax(axis=1))

    def run():
        for _ in range(STEPS):
            optimizer.zero_grad()
            J = torch.nn.functional.cross_entropy(model(X), labels)
            J.backward()
            optimizer.step()
        return J.item()

    return run


def report(turns=15):
    """Measure and print; return whether the targets are met."""
    X, Y = data()
    runs = {
        "lectures_nn": package(X, Y),
        "torch eager": torch_eager(X, Y),
        "its matrix products alone": products(X, Y),
    }
    contestants = {name: lambda turn, run=run: run for name, run in runs.items()}
    results = take_turns(contestants, turns)
    print(f"\nMLP {'-'.join(map(str, SIZES))}, ReLU, batches of {BATCH}, float32, one thread")
    print(f"{'':44}  us/step              package is")

    def middle(result):
        return f"{result.median / STEPS * 1e6:9.0f}{'':11}"

    return print_rows(contestants, results, TARGETS, middle)
