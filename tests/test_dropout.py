"""Dropout: zeros at the rate asked for, the mean kept, nothing in prediction, all repeatable."""

import numpy as np
import pytest

from lectures_nn.layers import Dense, Dropout
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

SOURCES = {
    "Generator": np.random.default_rng,
    "RandomState": np.random.RandomState,
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("rate", [0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("shape", [(100, 400), (20, 10, 20, 10)])
def test_zeros_at_the_rate_and_the_mean_kept(source, rate, shape):
    layer = Dropout(rate)
    Network([layer], shape[1:])
    layer.rng = source(3)
    out = layer.forward(np.ones(shape))
    assert set(np.unique(out)) <= {0, 1 / (1 - rate)}
    n = np.prod(shape)
    assert abs((out == 0).mean() - rate) <= 4 * np.sqrt(rate * (1 - rate) / n)
    assert abs(out.mean() - 1) <= 4 * np.sqrt(rate / (1 - rate) / n)
    delta = np.random.default_rng(4).standard_normal(shape)
    assert np.array_equal(layer.backward(delta), delta * out)
    assert layer.backward(delta, propagate=False) is None


def test_off_in_prediction():
    layer, a = Dropout(0.5), np.random.default_rng(0).standard_normal((5, 4))
    Network([layer], 4)
    assert np.array_equal(layer.forward(a), a)
    assert np.array_equal(layer.backward(a), a)


def test_prediction_after_learning_and_back():
    layer, a = Dropout(0.5), np.ones((50, 4))
    network = Network([layer], 4)
    with network.learning(0):
        assert (network.forward(a) == 0).any()
    assert np.array_equal(network.forward(a), a)
    assert np.array_equal(layer.backward(a), a)
    with network.learning(0):
        assert (network.forward(a) == 0).any()


@pytest.mark.parametrize("shape", [(4,), (3, 4, 2)])
def test_repeatable_by_seed_whatever_the_memory_order(shape):
    layer = Dropout(0.5)
    network = Network([layer], shape)
    a = np.random.default_rng(0).standard_normal((6, *shape))
    outputs = []
    for seed, arrange in ((1, np.ascontiguousarray), (1, np.asfortranarray), (2, np.array)):
        given = arrange(a)
        given.flags.writeable = False
        with network.learning(seed):
            outputs.append(network.forward(given))
        assert np.array_equal(given, a)
    assert np.array_equal(outputs[0], outputs[1])
    assert not np.array_equal(outputs[0], outputs[2])


def test_a_new_mask_each_pass():
    layer = Dropout(0.5)
    network, a = Network([layer], 40), np.ones((3, 40))
    with network.learning(1):
        assert not np.array_equal(network.forward(a), network.forward(a))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_types_stay(dtype):
    layer = Dropout(0.3)
    network = Network([layer], 4, dtype=dtype)
    with network.learning(1):
        assert layer.forward(np.ones((3, 4), dtype)).dtype == dtype
        assert layer.backward(np.ones((3, 4), dtype)).dtype == dtype


def test_training_is_repeatable_and_leaves_the_layer_off():
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((30, 6)), np.eye(3)[rng.integers(0, 3, 30)]
    trained = []
    for seed in (1, 1, 2):
        network = Network([Dense(8), Dropout(0.4), Dense(3)], 6, rng=0)
        fit(network, X, Y, Adam(), 3, 10, rng=seed, progress=False)
        assert np.array_equal(network.forward(X), network.forward(X))
        trained.append(network.theta)
    assert np.array_equal(trained[0], trained[1])
    assert not np.array_equal(trained[0], trained[2])


def test_errors():
    layer = Dropout(0.5)
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((2, 3)))
    layer.connect((3,))
    with pytest.raises(ValueError, match=r"Dropout\(0.5\) expects a of shape \(m, 3\), got \(2, 4"):
        layer.forward(np.ones((2, 4)))
