"""Batch normalisation: finite differences, a naive loop, Keras' layer and formula, its memory."""

import copy
import inspect
import os
from itertools import product

import numpy as np
import pytest

from lectures_nn.costs import SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.layers import BatchNorm, Dense, Tanh
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam, ClippedNorm, GradientDescent, Momentum, RMSProp
from lectures_nn.training import TrainingDiverged, fit

SHAPES = [(7, 4), (2, 3), (5, 1), (3, 4, 2, 5), (1, 3, 2, 2)]
RNG = np.random.default_rng(11)


def alone(shape, **kwargs):
    """Return a network that is one such layer, at parameters of no special value."""
    network = Network([BatchNorm(**kwargs)], shape[1:], cost=SquaredError(), rng=0)
    network.theta = np.random.default_rng(1).uniform(0.5, 2, network.theta.shape)
    return network, network.layers[0]


def deep(seed=0):
    layers = [Dense(5), BatchNorm(), Tanh(), Dense(6), BatchNorm(), Tanh(), Dense(2)]
    return Network(layers, 3, cost=SquaredError(), rng=seed)


X, Y = RNG.normal(size=(40, 3)), RNG.normal(size=(40, 2))

# -- values -----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning", [True, False])
def test_forward_equals_a_plain_loop(shape, learning):
    network, layer = alone(shape, eps=1e-2)
    a = RNG.normal(2, 3, size=shape)
    gamma, b, mean, variance = (
        v.copy() for v in (layer.gamma, layer.b, layer.mean, layer.variance)
    )
    if learning:
        with network.learning(0):
            z = layer.forward(a)
    else:
        z = layer.forward(a)
    for k in range(shape[-1]):
        places = list(product(*map(range, shape[:-1])))
        values = [a[(*place, k)] for place in places]
        if learning:
            mu = sum(values) / len(values)
            var = sum((v - mu) ** 2 for v in values) / len(values)
        else:
            mu, var = mean[k], variance[k]
        for place in places:
            expected = gamma[k] * (a[(*place, k)] - mu) / (var + 1e-2) ** 0.5 + b[k]
            assert z[(*place, k)] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_learning_batch_leaves_with_its_scale_and_shift(shape):
    network, layer = alone(shape, eps=1e-12)
    with network.learning(0):
        z = layer.forward(RNG.normal(-5, 4, size=shape))
    axes = tuple(range(len(shape) - 1))
    assert np.allclose(z.mean(axis=axes), layer.b)
    assert np.allclose(z.std(axis=axes), layer.gamma)


def test_running_statistics_approach_those_of_the_data():
    network, layer = alone((50, 3), momentum=0.9)
    start = layer.mean.copy(), layer.variance.copy()
    a = RNG.normal([1, -2, 5], [0.5, 1, 3], size=(50, 3))
    with network.learning(0):
        for t in range(1, 200):
            layer.forward(a)
            kept = 0.9**t
            assert np.allclose(layer.mean, kept * start[0] + (1 - kept) * a.mean(axis=0))
            assert np.allclose(layer.variance, kept * start[1] + (1 - kept) * a.var(axis=0))
        learning = layer.forward(a)
    assert np.allclose(layer.forward(a), learning, rtol=1e-6)  # now both use the same numbers


def test_a_prediction_does_not_depend_on_its_neighbours():
    network = deep()
    with network.learning(0):
        network.forward(X)
    before = network.theta.copy()
    together = network.forward(X)
    assert np.allclose(together, np.vstack([network.forward(x[None]) for x in X]), rtol=1e-12)
    assert np.array_equal(network.theta, before)  # nothing was learnt from what is predicted


# -- gradients --------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning", [True, False])
def test_backward_gives_the_slopes(shape, learning):
    """Along the input and along the parameters, with a random weight on every output."""
    network, layer = alone(shape, eps=1e-2)
    a, R = RNG.normal(1, 2, size=shape), RNG.normal(size=shape)
    start = network.theta.copy()

    def along_input(a):
        network.theta = start
        return (R * layer.forward(a)).sum(), layer.backward(R)

    def along_parameters(theta):
        network.theta = theta
        J = (R * layer.forward(a)).sum()
        layer.backward(R, propagate=False)
        return J, network.grad

    if learning:
        with network.learning(0):
            assert check_gradient(along_input, a) < 1e-7
            assert check_gradient(along_parameters, start) < 1e-7
            assert not layer.dmean.any()
            assert not layer.dvariance.any()
    else:
        assert check_gradient(along_input, a) < 1e-7
        assert check_gradient(along_parameters, start) < 1e-7
        assert layer.dmean.all()
        assert layer.dvariance.all()


@pytest.mark.parametrize("learning", [True, False])
@pytest.mark.parametrize("lmbd", [0.0, 0.7])
def test_a_network_passes_the_gradient_check(learning, lmbd):
    network = deep()

    def f(theta):
        return network.cost_and_gradient(theta, X, Y, lmbd)

    if learning:
        with network.learning(3):
            assert check_gradient(f, network.theta.copy()) < 1e-7
    else:
        assert check_gradient(f, network.theta.copy()) < 1e-7


@pytest.mark.parametrize("forgotten", ["the mean's share", "the variance's share", "gamma"])
def test_a_broken_backward_fails_the_check(forgotten):
    network, layer = alone((6, 3))
    a, R = RNG.normal(size=(6, 3)), RNG.normal(size=(6, 3))

    def f(a):
        J = (R * layer.forward(a)).sum()
        right = layer.backward(R)
        slope = layer.gamma / layer.deviation
        wrong = {
            "the mean's share": right + slope * R.mean(axis=0),
            "the variance's share": right
            + slope * layer.normalized * (R * layer.normalized).mean(axis=0),
            "gamma": right / layer.gamma,
        }
        return J, wrong[forgotten]

    with network.learning(0), pytest.raises(GradientMismatch):
        check_gradient(f, a)


def test_the_cost_and_gradient_are_pure_while_learning():
    network = deep()
    before = network.theta.copy()
    with network.learning(0):
        first = network.cost_and_gradient(before, X, Y)
        assert np.array_equal(network.theta, before)
        second = network.cost_and_gradient(before, X, Y)
    assert first[0] == second[0]
    assert np.array_equal(first[1], second[1])


def test_backward_belongs_to_the_last_forward_pass():
    """The mode is that of the forward pass, also when learning has ended since."""
    network, layer = alone((6, 3))
    a, R = RNG.normal(size=(6, 3)), RNG.normal(size=(6, 3))
    with network.learning(0):
        layer.forward(a)
        expected = layer.backward(R)
    assert np.array_equal(layer.backward(R), expected)


# -- Keras ------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(7, 4), (3, 4, 2, 5)])
def test_equals_keras(shape, monkeypatch):
    monkeypatch.setitem(os.environ, "TF_CPP_MIN_LOG_LEVEL", "3")
    tf = pytest.importorskip("tensorflow")
    network, layer = alone(shape, momentum=0.8, eps=1e-3)
    theirs = tf.keras.layers.BatchNormalization(momentum=0.8, epsilon=1e-3, dtype="float64")
    theirs.build((None, *shape[1:]))
    theirs.set_weights([layer.gamma, layer.b, layer.mean, layer.variance])
    a, R = RNG.normal(1, 2, size=shape), RNG.normal(size=shape)
    for training in (True, True, False):
        given = tf.Variable(a)
        with tf.GradientTape() as tape:
            z = theirs(given, training=training)
            J = tf.reduce_sum(R * z)
        along_input, *along_parameters = tape.gradient(J, [given, *theirs.trainable_variables])
        if training:
            with network.learning(0):
                ours = layer.forward(a)
        else:
            ours = layer.forward(a)
        assert np.allclose(ours, z.numpy(), rtol=1e-9)
        assert np.allclose(layer.backward(R), along_input.numpy(), rtol=1e-7, atol=1e-9)
        for own, other in zip((layer.dgamma, layer.db), along_parameters, strict=True):
            assert np.allclose(own, other.numpy(), rtol=1e-9)
        for own, other in zip(network.theta.reshape(4, -1), theirs.get_weights(), strict=True):
            assert np.allclose(own, other, rtol=1e-9)


# -- running statistics as parameters ---------------------------------------------------

OPTIMIZERS = [
    lambda: GradientDescent(0.1),
    lambda: Momentum(0.1),
    lambda: RMSProp(0.1),
    lambda: Adam(0.1),
    lambda: ClippedNorm(Adam(0.1), 0.1),
]


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_optimizers_leave_parameters_of_zero_gradient_alone(make):
    optimizer, theta = make(), RNG.normal(size=6)
    before = theta.copy()
    for _ in range(50):
        optimizer.step(theta, np.where(np.arange(6) < 3, RNG.normal(size=6), 0))
    assert (theta[:3] != before[:3]).all()
    assert np.array_equal(theta[3:], before[3:])


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_fit_learns_the_statistics_and_nothing_else_moves_them(make):
    network, twin = deep(), deep()
    _ = fit(network, X, Y, make(), 1, len(X), lmbd=0.3, rng=5, progress=False)
    with twin.learning(0):
        twin.forward(X[np.random.default_rng(5).permutation(len(X))])
    layer, other = network.layers[1], twin.layers[1]
    assert np.array_equal(layer.mean, other.mean)
    assert np.array_equal(layer.variance, other.variance)
    assert not np.array_equal(layer.gamma, other.gamma)


def test_the_penalty_is_on_weights_only():
    network = deep()
    with network.learning(0):
        without = network.cost_and_gradient(network.theta, X, Y)[1]
        with_penalty = network.cost_and_gradient(network.theta, X, Y, 0.7)[1]
    n = network.n_weights
    assert n == sum(layer.W.size for layer in network.layers if isinstance(layer, Dense))
    assert np.allclose((with_penalty - without)[:n], 0.7 / len(X) * network.theta[:n])
    assert np.array_equal(with_penalty[n:], without[n:])


def test_saved_copied_and_restored_with_the_parameters(tmp_path):
    network = deep()
    _ = fit(network, X, Y, Adam(0.01), 3, 10, rng=1, progress=False)
    expected = network.forward(X)
    for twin in (copy.deepcopy(network), Network.load(network.save(tmp_path / "n"))):
        assert np.array_equal(twin.forward(X), expected)
        assert np.array_equal(twin.layers[1].variance, network.layers[1].variance)
        assert repr(twin) == repr(network)
    before = network.theta.copy()
    with pytest.raises(TrainingDiverged):
        fit(network, X, Y, GradientDescent(1e200), 5, 10, rng=1, progress=False)
    assert np.array_equal(network.theta, before)


def test_early_stopping_restores_the_statistics_of_the_best_epoch():
    network, seen = deep(), []
    history = fit(
        network, X[:20], Y[:20], Adam(0.2), 60, 10, validation=(X[20:], Y[20:]), patience=3,
        rng=1, progress=False, after_epoch=lambda network, history: seen.append(
            network.layers[1].mean.copy()
        ),
    )  # fmt: skip
    assert history.best_epoch < history.epochs - 1
    assert np.array_equal(network.layers[1].mean, seen[history.best_epoch])


# -- limits -----------------------------------------------------------------------------


def test_one_example_while_learning():
    network = deep()
    with network.learning(0), pytest.raises(ValueError, match=r"at least two values a node.*\(1, "):
        network.forward(X[:1])
    with pytest.raises(
        ValueError, match=r"at least 2 examples in every batch .* the last of which has 1"
    ):
        fit(network, X[:21], Y[:21], Adam(), 1, 10, progress=False)
    network.forward(X[:1])  # a prediction is no difficulty


def test_a_node_that_is_constant_stays_finite():
    network, layer = alone((4, 2))
    with network.learning(0):
        z = layer.forward(np.full((4, 2), 3.0))
        assert np.array_equal(z, np.tile(layer.b, (4, 1)))
        assert np.isfinite(layer.backward(RNG.normal(size=(4, 2)))).all()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("learning", [True, False])
def test_inputs_and_types_stay(dtype, learning):
    network = Network([BatchNorm(np.float64(0.5))], 3, cost=SquaredError(), dtype=dtype)
    a, delta = (RNG.normal(size=(5, 3)).astype(dtype) for _ in range(2))
    a.flags.writeable = delta.flags.writeable = False
    if learning:
        with network.learning(0):
            z = network.layers[0].forward(a)
    else:
        z = network.layers[0].forward(a)
    assert z.dtype == network.layers[0].backward(delta).dtype == network.theta.dtype == dtype


def test_repr_and_arguments():
    assert repr(BatchNorm()) == "BatchNorm()"
    assert repr(BatchNorm(momentum=0.99)) == "BatchNorm(momentum=0.99)"
    assert list(inspect.signature(BatchNorm).parameters) == ["momentum", "eps"]
    for bad in (1.0, -0.1, None, "0.9"):
        with pytest.raises((TypeError, ValueError), match="momentum must be"):
            BatchNorm(momentum=bad)
    with pytest.raises(ValueError, match="eps must be > 0"):
        BatchNorm(eps=0)
