"""Layers: each backward pass against finite differences, each forward against a plain loop."""

import numpy as np
import pytest
from differences import gradient_error
from hypothesis import given
from hypothesis import strategies as st
from layer_cases import ELEMENTWISE, ELSEWHERE, LAYERS, all_layers

from lectures_nn.activations import ACTIVATIONS
from lectures_nn.costs import SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.layers import Conv2D, Dense, Dropout, Recurrent, Sigmoid
from lectures_nn.network import Network


def test_every_layer_is_here():
    """Dropout is only like the others while a network predicts, and has a file of its own."""
    tried = {type(make()) for make in LAYERS.values()}
    assert tried == all_layers() - ELSEWHERE - {Dropout}


def beside_kinks(rng, shape):
    """Draw inputs, and draw again those that a finite difference would carry over a kink."""
    z = 2 * rng.standard_normal(shape)
    while (near := np.abs(z) < 1e-3).any():
        z[near] = 2 * rng.standard_normal(near.sum())
    return z


def with_input_gradient(layer, shape, seed):
    """Return ``f(a) -> J, dJ/da`` for J = sum(R * layer(a)) with a random R."""
    network = Network([layer], shape[1], cost=SquaredError(), rng=seed)
    network.theta = np.random.default_rng(seed).uniform(0.5, 2, network.theta.shape)  # variances
    R = np.random.default_rng(seed + 1).standard_normal((shape[0], *network.output_shape))

    def f(a):
        J = (R * layer.forward(a)).sum()
        return J, layer.backward(R)

    return f


SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 7))


@pytest.mark.parametrize("kind", LAYERS)
@given(shape=SHAPES, seed=st.integers(0, 10**6))
def test_backward_gives_the_slope_along_the_input(kind, shape, seed):
    a = beside_kinks(np.random.default_rng(seed), shape)
    assert gradient_error(with_input_gradient(LAYERS[kind](), shape, seed), a) <= 1e-8


@given(shape=SHAPES, n_out=st.integers(1, 6), seed=st.integers(0, 10**6))
def test_dense_gives_the_slopes_along_its_parameters(shape, n_out, seed):
    layer = Dense(n_out)
    network = Network([layer], shape[1], cost=SquaredError(), rng=seed)
    rng = np.random.default_rng(seed)
    a, R = rng.standard_normal(shape), rng.standard_normal((shape[0], n_out))

    def f(theta):
        network.theta = theta
        J = (R * layer.forward(a)).sum()
        layer.backward(R, propagate=False)
        return J, network.grad

    assert gradient_error(f, network.theta.copy()) <= 1e-9  # J is linear in theta


@pytest.mark.parametrize("kind", LAYERS)
def test_a_broken_backward_fails_the_check(kind):
    """A factor f' left out, or a wrong sign where that would not show or not fit."""
    layer = LAYERS[kind]()
    right = layer.backward
    if kind in ("identity", "dense", "radial"):
        layer.backward = lambda delta, propagate=True: -right(delta)
    else:
        layer.backward = lambda delta, propagate=True: delta
    f = with_input_gradient(layer, (4, 5), 0)
    with pytest.raises(GradientMismatch):
        check_gradient(f, beside_kinks(np.random.default_rng(0), (4, 5)))


@pytest.mark.parametrize("broken", ["dW transposed by hand", "dW summed twice", "db is a mean"])
def test_a_broken_dense_fails_the_check(broken):
    layer = Dense(5)
    network = Network([layer], 5, cost=SquaredError(), rng=0)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((4, 5)), rng.standard_normal((4, 5))
    right = layer.backward

    def wrong(delta, propagate=True):
        right(delta)
        if broken == "dW transposed by hand":
            layer.dW[...] = layer.dW.T.copy()
        elif broken == "dW summed twice":
            layer.dW *= 2
        else:
            layer.db /= len(delta)

    layer.backward = wrong
    with pytest.raises(GradientMismatch):
        check_gradient(lambda theta: network.cost_and_gradient(theta, X, Y), network.theta)


@pytest.mark.parametrize("layer", [Dense(3), Conv2D(3, 2), Recurrent(3)], ids=repr)
def test_biases_begin_at_zero_unless_another_start_is_asked_for(layer):
    shape = {Dense: 4, Conv2D: (4, 4, 2), Recurrent: (5, 4)}[type(layer)]
    Network([layer], shape, SquaredError(), rng=0)
    assert np.array_equal(layer.b, np.zeros(3))


def test_dense_forward_is_the_weighted_sum():
    layer = Dense(2, bias=0.5)
    Network([layer], 3, rng=0)
    a = np.random.default_rng(1).standard_normal((4, 3))
    z = layer.forward(a)
    for m in range(4):
        for j in range(2):
            expected = sum(a[m, i] * layer.W[i, j] for i in range(3)) + layer.b[j]
            assert z[m, j] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_forward_and_slope_are_those_of_the_activation(kind):
    f, f_prime = ACTIVATIONS[kind]
    layer = ELEMENTWISE[kind]()
    z = np.random.default_rng(0).standard_normal((5, 3))
    assert np.allclose(layer.forward(z), f(z), rtol=1e-14)
    assert np.allclose(layer.backward(np.ones_like(z)), f_prime(z), rtol=1e-12, atol=1e-16)
    assert layer.z is z  # kept for the views that draw it
    assert np.allclose(layer.a, f(z), rtol=1e-14)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_inputs_and_types_stay(kind, dtype):
    layer = LAYERS[kind]()
    network = Network([layer], 5, rng=0, dtype=dtype)
    rng = np.random.default_rng(0)
    a = rng.standard_normal((4, 5)).astype(dtype)
    delta = rng.standard_normal((4, *network.output_shape)).astype(dtype)
    reference = layer.forward(a), layer.backward(delta)
    for arrange in (np.asfortranarray, lambda x: np.repeat(x, 2, axis=1)[:, ::2]):
        a2, delta2 = arrange(a), arrange(delta)
        a2.flags.writeable = delta2.flags.writeable = False
        results = layer.forward(a2), layer.backward(delta2)
        for result, expected in zip(results, reference, strict=True):
            assert result.dtype == dtype
            assert np.allclose(result, expected, rtol=1e-6, atol=1e-7)
        assert np.array_equal(a2, a)
        assert np.array_equal(delta2, delta)


@pytest.mark.parametrize("kind", LAYERS)
def test_backward_needs_a_forward_pass(kind):
    layer = LAYERS[kind]()
    Network([layer], 5, rng=0)
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((4, 5)))


@pytest.mark.parametrize("kind", LAYERS)
def test_nothing_to_propagate_below_the_first_layer(kind):
    layer = LAYERS[kind]()
    network = Network([layer], 5, rng=0)
    layer.forward(np.ones((4, 5)))
    assert layer.backward(np.ones((4, *network.output_shape)), propagate=False) is None


def test_dense_names_the_place_and_both_shapes():
    layer = Dense(50)
    Network([layer], 64)
    message = r"Dense\(64 -> 50\) expects a of shape \(m, 64\), got \(100, 65\)"
    with pytest.raises(ValueError, match=message):
        layer.forward(np.ones((100, 65)))


def test_batches_of_many_sizes_in_turn():
    """Vectors that are kept between batches must not be those of another size."""
    layer = Dense(2)
    Network([layer], 3, rng=0)
    for m in (1, 5, 2, 100, 5, *range(1, 30)):
        delta = np.random.default_rng(m).standard_normal((m, 2))
        layer.forward(np.ones((m, 3)))
        layer.backward(delta)
        assert np.allclose(layer.db, delta.sum(axis=0), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_many_examples_give_what_small_batches_give(dtype):
    """From some number of examples on the products are formed the other way round."""
    rng = np.random.default_rng(6)
    network = Network([Dense(5), Sigmoid(), Dense(4)], 7, rng=rng, dtype=dtype)
    X, delta = rng.normal(size=(1200, 7)), rng.normal(size=(1200, 4))
    output = network.forward(X)
    gradient = network.backward(delta).copy()
    parts, summed = [], np.zeros_like(gradient)
    for rows in np.split(np.arange(1200), 12):
        parts.append(network.forward(X[rows]))
        summed += network.backward(delta[rows])
    rtol = 1e-11 if dtype is np.float64 else 1e-4
    np.testing.assert_allclose(output, np.concatenate(parts), rtol=rtol, atol=rtol)
    np.testing.assert_allclose(gradient, summed, rtol=rtol, atol=10 * rtol)
    assert output.dtype == gradient.dtype == dtype
