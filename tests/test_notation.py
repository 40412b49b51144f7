"""The notation page: its conversions hold, and what it names exists."""

import copy
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import convolve
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

import lectures_nn.activations
from lectures_nn import frameworks
from lectures_nn.activations import sigmoid
from lectures_nn.costs import SoftmaxCrossEntropy, SquaredError
from lectures_nn.datasets import one_hot
from lectures_nn.layers import Conv2D, Dense, Sigmoid
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


def test_the_gradient_vanishes_where_logistic_regression_ends(problem):
    _, X, labels = problem
    lmbd = 0.7
    theirs = LogisticRegression(C=1 / lmbd, tol=1e-10, max_iter=2000).fit(X, labels)
    network = Network([Dense(3)], 5, rng=0)
    minimum = np.concatenate([theirs.coef_.T.ravel(), theirs.intercept_])
    _, gradient = network.cost_and_gradient(minimum, X, one_hot(labels, 3), lmbd)
    assert np.abs(gradient).max() < 1e-6
    _, other = network.cost_and_gradient(minimum, X, one_hot(labels, 3), 2 * lmbd)
    assert np.abs(other).max() > 1e-3


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
def test_weight_decay_of_torch_is_lambda_over_m_and_pulls_what_it_is_given(problem):
    frameworks.require("torch")
    import torch

    network, X, labels = problem
    lmbd, eta = 0.6, 0.2
    model = frameworks.to_torch(network)
    named = dict(model.named_parameters())
    weights = [part for name, part in named.items() if name.endswith("weight")]
    biases = [part for name, part in named.items() if name.endswith("bias")]
    groups = [{"params": weights, "weight_decay": lmbd / len(X)}, {"params": biases}]
    loss = torch.nn.functional.cross_entropy(model(torch.tensor(X)), torch.tensor(labels))
    loss.backward()
    torch.optim.SGD(groups, lr=eta, weight_decay=0).step()
    _, gradient = network.cost_and_gradient(network.theta, X, one_hot(labels, 3), lmbd)
    after = copy.deepcopy(network)
    frameworks.copy_weights(model, after)
    np.testing.assert_allclose(after.theta, network.theta - eta * gradient, rtol=0, atol=1e-12)


@pytest.mark.skipif(find_spec("keras") is None, reason="Keras is not installed")
def test_keras_l2_is_lambda_over_2m_and_its_rate_is_ours(problem):
    """One step of Keras' own optimizer, on its own loss, from the same weights."""
    frameworks.require("keras")
    import keras

    network, X, labels = problem
    M, lmbd, eta = len(X), 0.75, 0.25
    l2 = lmbd / (2 * M)
    model = keras.Sequential([keras.Input((5,))])
    for n_out, activation in ((4, "sigmoid"), (3, None)):
        penalty = keras.regularizers.L2(l2)
        model.add(keras.layers.Dense(n_out, activation, kernel_regularizer=penalty))
    for ours, theirs in zip(network.layers[::2], model.layers, strict=True):
        theirs.kernel.assign(ours.W)  # the kernel is W as it is
        theirs.bias.assign(ours.b)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    Y = one_hot(labels, 3)
    J, gradient = network.cost_and_gradient(network.theta, X, Y, lmbd)
    assert float(loss(Y, model(X)) + sum(model.losses)) == pytest.approx(J, rel=1e-6)
    model.compile(keras.optimizers.SGD(eta), loss, jit_compile=False)
    model.train_on_batch(X, Y)
    after = copy.deepcopy(network)
    frameworks.copy_weights(model, after)
    np.testing.assert_allclose(after.theta, network.theta - eta * gradient, rtol=0, atol=1e-6)


@pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed")
def test_l2_loss_of_tensorflow_is_half_a_sum_of_squares(problem):
    frameworks.require("tensorflow")
    import tensorflow as tf

    network, X, labels = problem
    Y, lmbd = one_hot(labels, 3), 0.75
    costs = [network.cost_and_gradient(network.theta, X, Y, strength)[0] for strength in (0, lmbd)]
    penalty = lmbd / len(X) * sum(float(tf.nn.l2_loss(dense.W)) for dense in network.layers[::2])
    assert costs[1] - costs[0] == pytest.approx(penalty, rel=1e-12)


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
def test_the_weights_of_torch_are_turned_round():
    """A dense layer and a convolution, each by PyTorch's own operation."""
    frameworks.require("torch")
    import torch

    rng = np.random.default_rng(5)
    W, X = rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
    weight = torch.tensor(W).T
    theirs = torch.nn.functional.linear(torch.tensor(X), weight)
    np.testing.assert_allclose(theirs.numpy(), X @ weight.T.numpy(), rtol=1e-12)

    layer = Conv2D(4, padding="valid")
    network = Network([layer], (6, 5, 2), cost=SquaredError(), rng=rng)
    images = rng.normal(size=(3, 6, 5, 2))
    weight = torch.tensor(layer.W.transpose(3, 2, 0, 1).copy())
    assert np.array_equal(weight.permute(2, 3, 1, 0).numpy(), layer.W)
    theirs = torch.nn.functional.conv2d(torch.tensor(np.moveaxis(images, -1, 1).copy()), weight)
    ours = np.moveaxis(network.forward(images), -1, 1)
    np.testing.assert_allclose(theirs.numpy(), ours, rtol=0, atol=1e-12)


@pytest.fixture
def filtered():
    rng = np.random.default_rng(12)
    layer = Conv2D(2, 3, stride=2, padding="valid", bias=0.5)
    Network([layer], (7, 6, 3), rng=rng)
    a = rng.normal(size=(4, 7, 6, 3))
    return layer, a, layer.forward(a)


def test_the_indices_of_a_convolution(filtered):
    layer, a, z = filtered
    s, (k, _, channels, _) = layer.stride, layer.W.shape
    for m, p, q, d in np.ndindex(z.shape):
        total = layer.b[d]
        for i, j, c in np.ndindex(k, k, channels):
            total += a[m, s * p + i, s * q + j, c] * layer.W[i, j, c, d]
        assert z[m, p, q, d] == pytest.approx(total, rel=1e-12)


def test_mathematicians_turn_the_filter_round(filtered):
    layer, a, z = filtered
    theirs = layer.W[::-1, ::-1, ::-1]  # the channels too: all axes are turned
    for m, f in np.ndindex(len(a), 2):
        whole = convolve(a[m], theirs[..., f], mode="valid", method="direct")[..., 0]
        np.testing.assert_allclose(z[m, ..., f], whole[::2, ::2] + layer.b[f], rtol=1e-12)


def test_torch_has_the_channels_before_the_pixels(filtered):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    layer, a, z = filtered
    theirs = torch.nn.Conv2d(3, 2, 3, stride=2).double()
    with torch.no_grad():
        theirs.weight.copy_(torch.tensor(layer.W).permute(3, 2, 0, 1))
        theirs.bias.copy_(torch.tensor(layer.b))
        images = theirs(torch.tensor(a).permute(0, 3, 1, 2))
    np.testing.assert_allclose(images.permute(0, 2, 3, 1).numpy(), z, rtol=1e-12)


def test_activation_functions_named_on_the_page_exist():
    named = re.findall(r"`(\w+_derivative)`", PAGE.read_text(encoding="utf-8"))
    assert named
    assert all(hasattr(lectures_nn.activations, name) for name in named)
