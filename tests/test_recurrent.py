"""The recurrent layer: against a plain loop, finite differences and the sum over its copies."""

import math

import numpy as np
import pytest
from differences import gradient_error
from hypothesis import given
from hypothesis import strategies as st

from lectures_nn.costs import SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.initializers import Uniform
from lectures_nn.layers import Dense, Recurrent
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 3), st.integers(1, 4))


def made(steps, n_in, n_hidden, seed=0, dtype=np.float64):
    """Return a layer with biases too."""
    layer = Recurrent(n_hidden)
    network = Network([layer], (steps, n_in), cost=SquaredError(), rng=seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    network.theta = 0.7 * rng.standard_normal(network.theta.size)
    return layer, network


def test_forward_is_the_cell_step_by_step():
    layer, _ = made(steps=4, n_in=2, n_hidden=3)
    x = np.random.default_rng(1).standard_normal((5, 4, 2))
    result = layer.forward(x)
    for m in range(5):
        h = [0.0, 0.0, 0.0]
        for t in range(4):
            joined = [*x[m, t], *h]
            h = [
                math.tanh(sum(joined[i] * layer.W[i, j] for i in range(5)) + layer.b[j])
                for j in range(3)
            ]
        np.testing.assert_allclose(result[m], h, rtol=1e-13)


@given(sizes=SIZES, seed=st.integers(0, 10**6))
def test_gradients_along_parameters_and_inputs(sizes, seed):
    m, steps, n_in, n_hidden = sizes
    layer, network = made(steps, n_in, n_hidden, seed)
    rng = np.random.default_rng(seed + 1)
    x, R = rng.standard_normal((m, steps, n_in)), rng.standard_normal((m, n_hidden))

    def along_theta(theta):
        network.theta = theta
        J = (R * layer.forward(x)).sum()
        layer.backward(R, propagate=False)
        return J, network.grad

    def along_x(x):
        return (R * layer.forward(x)).sum(), layer.backward(R)

    assert gradient_error(along_theta, network.theta.copy()) <= 1e-8
    assert gradient_error(along_x, x) <= 1e-8


@pytest.mark.parametrize("broken", ["last step only", "no slope", "not transposed"])
def test_a_broken_backward_fails_the_check(broken):
    layer = Recurrent(3)
    network = Network([layer, Dense(2)], (5, 2), cost=SquaredError(), rng=0)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((6, 5, 2)), rng.standard_normal((6, 2))

    def wrong(delta, propagate=True):
        layer.dW[...] = layer.db[...] = 0
        for t in reversed(range(1 if broken == "last step only" else 5)):
            t = 4 if broken == "last step only" else t
            slope = 1 if broken == "no slope" else 1 - layer.h[t + 1] ** 2
            delta_z = delta * slope
            layer.dW += layer.joined[t].T @ delta_z
            layer.db += delta_z.sum(axis=0)
            V = layer.W[2:]
            delta = delta_z @ (V if broken == "not transposed" else V.T)

    def f(theta):
        return network.cost_and_gradient(theta, X, Y)

    assert check_gradient(f, network.theta) <= 1e-7
    layer.backward = wrong
    with pytest.raises(GradientMismatch):
        check_gradient(f, network.theta)


def test_one_step_is_a_dense_layer_with_tanh():
    layer, _ = made(steps=1, n_in=3, n_hidden=4)
    x = np.random.default_rng(0).standard_normal((5, 1, 3))
    np.testing.assert_allclose(layer.forward(x), np.tanh(x[:, 0] @ layer.W[:3] + layer.b))


def test_all_of_its_matrix_is_penalised_and_no_bias():
    layer = Recurrent(4)
    network = Network([layer, Dense(2)], (7, 3), rng=0)
    assert layer.W.shape == (3 + 4, 4)
    assert network.n_weights == 28 + 8
    assert network.theta.size == 28 + 8 + 4 + 2


def test_the_parameters_fit_a_sequence_of_any_length():
    short, long = (Network([Recurrent(4), Dense(2)], (steps, 3), rng=0) for steps in (2, 30))
    assert np.array_equal(short.theta, long.theta)


def test_weights_are_drawn_and_biases_set():
    layer = Recurrent(20, initializer=Uniform(0.5), bias=0.25)
    Network([layer], (3, 2), rng=0)
    assert 0.45 < np.abs(layer.W).max() <= 0.5
    assert np.array_equal(layer.b, np.full(20, 0.25))


def test_it_trains():
    """The sum of a short sequence needs every step."""
    X = np.random.default_rng(3).uniform(-1, 1, (80, 5, 1))
    Y = X.sum(axis=1) / 5
    network = Network([Recurrent(6), Dense(1)], (5, 1), cost=SquaredError(), rng=3)
    history = fit(network, X, Y, Adam(0.02), epochs=60, batch_size=20, rng=0, progress=False)
    assert history.cost[-1] < 0.02 * history.cost[0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_types_and_read_only_inputs_stay(dtype):
    layer, _ = made(4, 2, 3, dtype=dtype)
    rng = np.random.default_rng(0)
    x, delta = (rng.standard_normal(shape).astype(dtype) for shape in ((5, 4, 2), (5, 3)))
    reference = layer.forward(x).copy(), layer.backward(delta)
    for arrange in (np.asfortranarray, lambda x: np.repeat(x, 2, axis=1)[:, ::2]):
        x2, delta2 = arrange(x), arrange(delta)
        x2.flags.writeable = delta2.flags.writeable = False
        results = layer.forward(x2).copy(), layer.backward(delta2)
        for result, expected in zip(results, reference, strict=True):
            assert result.dtype == dtype
            np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-6)
        assert np.array_equal(x2, x)
        assert np.array_equal(delta2, delta)


def test_training_in_float32_makes_nothing_wider():
    layer = Recurrent(3)
    network = Network([layer, Dense(2)], (4, 2), rng=0, dtype=np.float32)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((6, 4, 2)), np.eye(2)[rng.integers(0, 2, 6)]
    fit(network, X, Y, Adam(0.01), epochs=2, batch_size=4, lmbd=0.1, rng=0, progress=False)
    arrays = [value for value in vars(layer).values() if isinstance(value, np.ndarray)]
    assert len(arrays) >= 6
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_an_output_of_before_stays_when_the_layer_goes_on():
    layer, _ = made(4, 2, 3)
    x = np.random.default_rng(0).standard_normal((5, 4, 2))
    first = layer.forward(x)
    kept = first.copy()
    layer.forward(x + 1)
    assert np.array_equal(first, kept)


def test_batches_of_many_sizes_in_turn():
    layer, network = made(4, 2, 3)
    x = np.random.default_rng(0).standard_normal((12, 4, 2))
    delta = np.random.default_rng(1).standard_normal((12, 3))
    layer.forward(x)
    layer.backward(delta)
    whole, summed = network.grad.copy(), 0
    for rows in (slice(0, 1), slice(1, 8), slice(8, 12)):
        layer.forward(x[rows])
        layer.backward(delta[rows])
        summed = summed + network.grad
    np.testing.assert_allclose(summed, whole, rtol=1e-12, atol=1e-14)


def test_nothing_to_propagate_below_the_first_layer():
    layer, _ = made(4, 2, 3)
    layer.forward(np.ones((5, 4, 2)))
    assert layer.backward(np.ones((5, 3)), propagate=False) is None
    assert layer.backward(np.ones((5, 3))).shape == (5, 4, 2)


def test_saved_and_loaded(tmp_path):
    network = Network([Recurrent(4, bias=0.1), Dense(3)], (6, 2), rng=0)
    again = Network.load(network.save(tmp_path / "recurrent"))
    X = np.random.default_rng(0).standard_normal((5, 6, 2))
    assert list(map(repr, again.layers)) == list(map(repr, network.layers))
    assert again.input_shape == (6, 2)
    assert np.array_equal(again.forward(X), network.forward(X))
    assert repr(network.layers[0]) == "Recurrent(4, bias=0.1)"


def test_it_names_the_place_and_both_shapes():
    layer = Recurrent(3)
    with pytest.raises(ValueError, match=r"Recurrent\(3\) expects a sequence .* got \(8,\)"):
        Network([layer], 8)
    Network([layer], (4, 2))
    with pytest.raises(ValueError, match=r"expects x of shape \(m, steps, 2\), got \(5, 4, 3\)"):
        layer.forward(np.ones((5, 4, 3)))
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((5, 3)))
