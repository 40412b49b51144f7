"""Lecture 08: the exercise's network, trained from many starts.

One row for each training and each number of iterations at which it is looked at: accuracy in per
cent and cost, with its penalty, on the 5000 digits; for long trainings the accuracy on the 1000
test digits, too. Starts are numbered as by the lecture's `random_start`.
"""

import numpy as np
from scipy.optimize import minimize
from tqdm import tqdm

from lectures_nn.coursera import nn_cost_function, pack, predict, rand_initialize_weights, unpack
from lectures_nn.datasets import load_ex4, load_mnist_5000, shrink, unroll

QUICK = {"starts": 1, "long_starts": 0}
SIZES = (400, 25, 10)
# lambda, method, and after how many iterations to look
SHORT = [(0.5, "CG", (10,)), (100, "CG", (10,)), (1000, "CG", (10,)), (1, "CG", (30, 40))]
LONG = [(0, "CG", (200,)), (1, "L-BFGS-B", (400,))]


def run(seed=0, starts=100, long_starts=12):
    """Train from the starts `seed`, `seed + 1`, ... and return what came of each."""
    ex4, test = load_ex4(), load_mnist_5000()[1]
    X_test = unroll(shrink(test.images / 255, 20))
    y_test = np.where(test.labels == 0, 10, test.labels)
    plan = [(*setting, seed + k) for setting in SHORT for k in range(starts)]
    plan += [(*setting, seed + k) for setting in LONG for k in range(long_starts)]
    rows = []
    for lmbd, method, looks, start in tqdm(plan, leave=False):
        for iterations, evaluations, theta in trained(start, lmbd, method, looks, ex4.X, ex4.y):
            is_long = iterations > 100
            row = {"lambda": float(lmbd), "iterations": iterations, "start": start}
            row |= {"evaluations": evaluations, "accuracy": accuracy(theta, ex4.X, ex4.y)}
            row["cost"] = nn_cost_function(theta, *SIZES, ex4.X, ex4.y, float(lmbd))[0]
            row["test accuracy"] = accuracy(theta, X_test, y_test) if is_long else np.nan
            rows.append(row)
    return rows


def random_start(seed):
    """Return unrolled random weights, as the lecture's function of this name."""
    generator = np.random.default_rng(seed)
    return pack(*(rand_initialize_weights(n, k, generator) for n, k in ((400, 25), (25, 10))))


def trained(start, lmbd, method, looks, X, y):
    """Yield (iterations, evaluations until then, theta) of one training."""
    costs, path = [], []

    def counted(theta):
        costs.append(1)
        return nn_cost_function(theta, *SIZES, X, y, float(lmbd))

    def after_each(intermediate_result):
        path.append((len(costs), intermediate_result.x.copy()))

    _ = minimize(
        counted,
        random_start(start),
        jac=True,
        method=method,
        callback=after_each,
        options={"maxiter": max(looks)},
    )
    for iterations in looks:
        evaluations, theta = path[min(iterations, len(path)) - 1]
        yield iterations, evaluations, theta


def accuracy(theta, X, y):
    """Return the per cent of right labels."""
    return 100 * np.mean(predict(unpack(theta, SIZES), X) == y)
