"""Cost and gradient of the Coursera exercise beside its own loop over examples and PyTorch.

5000 digits of 400 pixels, 25 hidden and 10 output nodes, float64, lambda = 1. The loop does what
the exercise asks for, one example at a time; PyTorch, if it is installed, does it eagerly with
two linear layers and automatic differentiation. All three return the same cost to 9 digits.
"""

from time import perf_counter

import numpy as np
from scipy.optimize import minimize
from turns import print_rows, take_turns

from lectures_nn import coursera
from lectures_nn.datasets import load_ex4

SIZES, LMBD = (400, 25, 10), 1.0
TARGETS = {"the exercise's loop": 13.0, "torch eager": 0.8}
TARGET_WHOLE_RUN = 12.0


def sigmoid(z):
    """Return the logistic function."""
    return 1 / (1 + np.exp(-z))


def loop_over_examples(theta, X, y):
    """Return cost and gradient as the exercise has it written: example by example."""
    Theta1, Theta2 = theta[: 25 * 401].reshape(25, 401), theta[25 * 401 :].reshape(10, 26)
    m, J = len(X), 0.0
    D1, D2 = np.zeros_like(Theta1), np.zeros_like(Theta2)
    a1 = np.insert(X, 0, 1, axis=1)
    z2 = np.dot(a1, Theta1.T)
    a2 = np.insert(sigmoid(z2), 0, 1, axis=1)
    a3 = sigmoid(np.dot(a2, Theta2.T))
    for t in range(m):
        target = np.zeros(10)
        target[y[t] - 1] = 1
        J += np.sum(-target * np.log(a3[t]) - (1 - target) * np.log(1 - a3[t]))
        delta3 = (a3[t] - target).reshape(-1, 1)
        g = sigmoid(z2[t]).reshape(-1, 1)
        delta2 = np.dot(Theta2.T[1:, :], delta3) * g * (1 - g)
        D1 += np.dot(delta2, a1[t].reshape(1, -1))
        D2 += np.dot(delta3, a2[t].reshape(1, -1))
    J = J / m + LMBD / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    D1, D2 = D1 / m, D2 / m
    D1[:, 1:] += LMBD / m * Theta1[:, 1:]
    D2[:, 1:] += LMBD / m * Theta2[:, 1:]
    return J, np.concatenate([D1.ravel(), D2.ravel()])


def vectorised(theta, X, y):
    """Return cost and gradient by the package."""
    return coursera.cost_function(theta, SIZES, X, y, LMBD)


def torch_eager(theta, X, y):
    """Return a function that gives PyTorch's cost and gradients, or None where it is absent."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    layers = [torch.nn.Linear(400, 25), torch.nn.Linear(25, 10)]
    model = torch.nn.Sequential(layers[0], torch.nn.Sigmoid(), layers[1]).double()
    with torch.no_grad():
        for layer, Theta in zip(layers, coursera.unpack(theta, SIZES), strict=True):
            layer.bias.copy_(torch.from_numpy(Theta[:, 0].copy()))
            layer.weight.copy_(torch.from_numpy(Theta[:, 1:].copy()))
    inputs = torch.from_numpy(X)
    targets = torch.from_numpy((y[:, None] == np.arange(1, 11)).astype(float))
    loss = torch.nn.BCEWithLogitsLoss(reduction="sum")

    def run():
        model.zero_grad()
        squares = sum((layer.weight**2).sum() for layer in layers)
        J = (loss(model(inputs), targets) + LMBD / 2 * squares) / len(X)
        J.backward()
        return J.item(), None

    return run


def report(turns=15):
    """Measure and print; return whether the targets are met."""
    ex4 = load_ex4()
    rng = np.random.default_rng(0)
    start = coursera.pack(
        coursera.rand_initialize_weights(400, 25, rng),
        coursera.rand_initialize_weights(25, 10, rng),
    )
    runs = {
        "lectures_nn": lambda: vectorised(start, ex4.X, ex4.y),
        "the exercise's loop": lambda: loop_over_examples(start, ex4.X, ex4.y),
        "torch eager": torch_eager(start, ex4.X, ex4.y),
    }
    contestants = {name: lambda turn, run=run: run for name, run in runs.items()}
    results = take_turns(contestants, turns)
    costs = [J for result in results.values() for J, _ in result.returned]
    if not np.allclose(costs, costs[0], rtol=1e-9):
        raise SystemExit(f"the contestants compute different costs: {sorted(set(costs))}")
    print("\nCoursera exercise, cost and gradient, 5000 x 400 - 25 - 10, float64")
    print(f"{'':44}     ms                package is")
    met = print_rows(
        contestants, results, TARGETS, lambda result: f"{1000 * result.median:9.1f}{'':11}"
    )
    return whole_run(start, ex4) and met


def whole_run(start, ex4):
    """Time 40 iterations of conjugate gradients with both functions, once."""
    seconds = {}
    for name, function in (
        ("lectures_nn", vectorised),
        ("the exercise's loop", loop_over_examples),
    ):
        began = perf_counter()
        minimize(
            function, start, args=(ex4.X, ex4.y), jac=True, method="CG", options={"maxiter": 40}
        )
        seconds[name] = perf_counter() - began
    ratio = seconds["the exercise's loop"] / seconds["lectures_nn"]
    print(f"  40 iterations of SciPy's CG: {ratio:.1f}x the loop's (target {TARGET_WHOLE_RUN:g})")
    return ratio >= TARGET_WHOLE_RUN
