"""The notation page: its conversions hold, and what it names exists."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

import lectures_nn.activations
from lectures_nn.activations import sigmoid
from lectures_nn.costs import SoftmaxCrossEntropy
from lectures_nn.datasets import one_hot
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network

PAGE = Path(__file__).parent.parent / "docs" / "notation.md"


@pytest.fixture
def problem():
    rng = np.random.default_rng(11)
    network = Network([Dense(4), Sigmoid(), Dense(3)], 5, cost=SoftmaxCrossEntropy(), rng=rng)
    network.theta = rng.normal(size=network.theta.size)
    X, labels = rng.normal(size=(8, 5)), np.array([0, 1, 2, 0, 1, 2, 0, 1])
    return network, X, labels


def test_column_vectors_are_the_transpose(problem):
    network, X, _ = problem
    W, b = network.layers[0].W, network.layers[0].b
    columns = np.array([W.T @ x + b for x in X])
    np.testing.assert_allclose(network.layers[0].forward(X), columns, rtol=1e-13)


def test_theta_of_the_exercise_is_bias_and_weights_stacked(problem):
    network, X, _ = problem
    signal = X
    for dense in network.layers[::2]:
        Theta = np.vstack([dense.b, dense.W]).T
        assert Theta.shape == (dense.n_out, 1 + dense.n_in)
        z = np.column_stack([np.ones(len(signal)), signal]) @ Theta.T
        signal = 1 / (1 + np.exp(-z))
    np.testing.assert_allclose(sigmoid(network.forward(X)), signal, rtol=1e-12)


def test_summed_gradients_need_a_learning_rate_m_times_smaller(problem):
    network, X, labels = problem
    Y, lmbd, eta_sum, M = one_hot(labels, 3), 0.3, 0.01, len(X)
    _, gradient = network.cost_and_gradient(network.theta, X, Y, lmbd)
    ours = network.theta - M * eta_sum * gradient

    summed = np.zeros_like(network.theta)  # one example at a time, added up
    for x, y in zip(X, Y, strict=True):
        summed += network.cost_and_gradient(network.theta, x[None], y[None])[1]
    summed[: network.n_weights] += lmbd * network.theta[: network.n_weights]
    np.testing.assert_allclose(ours, network.theta - eta_sum * summed, rtol=1e-12)


def test_lambda_is_scikit_learns_alpha(problem):
    network, X, labels = problem
    first, _, second = network.layers
    alpha, eta = 0.7, 0.25
    theirs = MLPClassifier(
        (4,), activation="logistic", solver="sgd", alpha=alpha, momentum=0, random_state=0,
        learning_rate_init=eta, batch_size=len(X), shuffle=False,
    )  # fmt: skip
    theirs.partial_fit(X, labels, classes=[0, 1, 2])
    first.W[...], second.W[...] = theirs.coefs_
    first.b[...], second.b[...] = theirs.intercepts_
    _, gradient = network.cost_and_gradient(network.theta, X, one_hot(labels, 3), lmbd=alpha)
    theirs.partial_fit(X, labels)
    parts = [*theirs.coefs_, *theirs.intercepts_]
    moved = np.concatenate([part.ravel() for part in parts])
    np.testing.assert_allclose(moved, network.theta - eta * gradient, rtol=1e-10)


def test_activation_functions_named_on_the_page_exist():
    named = re.findall(r"`(\w+_derivative)`", PAGE.read_text(encoding="utf-8"))
    assert named
    assert all(hasattr(lectures_nn.activations, name) for name in named)
