"""The radial basis layer: against a plain loop, finite differences and exact interpolation."""

import math

import numpy as np
import pytest
from differences import gradient_error
from hypothesis import given
from hypothesis import strategies as st

from lectures_nn.costs import SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.initializers import Uniform
from lectures_nn.layers import Dense, RadialBasis
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

SIZES = st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 4))


def made(n_in, n_centres, seed=0, dtype=np.float64):
    """Return a layer whose centres and widths all differ."""
    layer = RadialBasis(n_centres)
    network = Network([layer], n_in, cost=SquaredError(), rng=seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    layer.centres[...] = rng.standard_normal((n_centres, n_in))
    layer.log_widths[...] = rng.uniform(-0.5, 1, n_centres)
    return layer, network


def test_forward_is_the_formula_node_by_node():
    layer, _ = made(n_in=3, n_centres=4)
    a = np.random.default_rng(1).standard_normal((5, 3))
    u = layer.forward(a)
    for m in range(5):
        for j in range(4):
            distance2 = sum((a[m, i] - layer.centres[j, i]) ** 2 for i in range(3))
            width = math.exp(layer.log_widths[j])
            assert u[m, j] == pytest.approx(math.exp(-distance2 / (2 * width**2)), rel=1e-13)


def test_at_the_centre_one_and_one_width_away_as_the_formula_says():
    layer, _ = made(n_in=2, n_centres=1)
    away = layer.centres + [[math.exp(layer.log_widths[0]), 0]]
    np.testing.assert_allclose(layer.forward(layer.centres.copy()), 1)
    np.testing.assert_allclose(layer.forward(away), math.exp(-0.5))


@given(sizes=SIZES, seed=st.integers(0, 10**6))
def test_gradients_along_parameters_and_inputs(sizes, seed):
    m, n_in, n_centres = sizes
    layer, network = made(n_in, n_centres, seed)
    rng = np.random.default_rng(seed + 1)
    a, R = rng.standard_normal((m, n_in)), rng.standard_normal((m, n_centres))

    def along_theta(theta):
        network.theta = theta
        J = (R * layer.forward(a)).sum()
        layer.backward(R, propagate=False)
        return J, network.grad

    def along_a(a):
        return (R * layer.forward(a)).sum(), layer.backward(R)

    assert gradient_error(along_theta, network.theta.copy()) <= 1e-8
    assert gradient_error(along_a, a) <= 1e-8


@pytest.mark.parametrize("broken", ["width for width^2", "centres pushed away", "log forgotten"])
def test_a_broken_backward_fails_the_check(broken):
    layer = RadialBasis(4, width=0.7)
    network = Network([layer, Dense(2)], 3, cost=SquaredError(), rng=0)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((6, 3)), rng.standard_normal((6, 2))
    right = layer.backward

    def wrong(delta, propagate=True):
        right(delta, propagate)
        widths = np.exp(layer.log_widths)
        if broken == "width for width^2":
            layer.dcentres *= widths[:, None]
        elif broken == "centres pushed away":
            layer.dcentres *= -1
        else:
            layer.dlog_widths /= widths

    def f(theta):
        return network.cost_and_gradient(theta, X, Y)

    assert check_gradient(f, network.theta) <= 1e-8
    layer.backward = wrong
    with pytest.raises(GradientMismatch):
        check_gradient(f, network.theta)


def test_only_the_weights_above_are_penalised():
    layer = RadialBasis(5)
    network = Network([layer, Dense(2)], 3, rng=0)
    assert network.n_weights == 10
    assert np.shares_memory(layer.centres, network.theta[10:])
    assert np.shares_memory(layer.log_widths, network.theta[10:])
    assert layer.dcentres.shape == layer.centres.shape == (5, 3)


def test_centres_are_drawn_and_widths_set():
    layer = RadialBasis(400, width=0.3, initializer=Uniform(2.0))
    Network([layer], 2, rng=0)
    assert 1.9 < np.abs(layer.centres).max() <= 2
    np.testing.assert_allclose(np.exp(layer.log_widths), 0.3)


def test_a_centre_on_every_point_passes_through_all_points():
    rng = np.random.default_rng(2)
    X, Y = rng.uniform(size=(9, 2)), rng.standard_normal((9, 1))
    radial, linear = RadialBasis(9, width=0.3), Dense(1)
    network = Network([radial, linear], 2, cost=SquaredError(), rng=0)
    radial.centres[...] = X
    linear.W[...] = np.linalg.solve(radial.forward(X), Y)
    np.testing.assert_allclose(network.predict(X), Y, atol=1e-9)


def test_it_trains():
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 1, (60, 1))
    Y = np.sin(3 * X)
    radial = RadialBasis(6, width=0.5)
    network = Network([radial, Dense(1)], 1, cost=SquaredError(), rng=3)
    radial.centres[...] = X[:6]
    history = fit(network, X, Y, Adam(0.03), epochs=60, batch_size=20, rng=0, progress=False)
    assert history.cost[-1] < 0.02 * history.cost[0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_types_and_read_only_inputs_stay(dtype):
    layer, _ = made(3, 4, dtype=dtype)
    rng = np.random.default_rng(0)
    a, delta = rng.standard_normal((5, 3)).astype(dtype), rng.standard_normal((5, 4)).astype(dtype)
    reference = layer.forward(a), layer.backward(delta)
    for arrange in (np.asfortranarray, lambda x: np.repeat(x, 2, axis=1)[:, ::2]):
        a2, delta2 = arrange(a), arrange(delta)
        a2.flags.writeable = delta2.flags.writeable = False
        for result, expected in zip(
            (layer.forward(a2), layer.backward(delta2)), reference, strict=True
        ):
            assert result.dtype == dtype
            np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-7)
        assert np.array_equal(a2, a)
        assert np.array_equal(delta2, delta)


def test_distances_survive_a_large_offset():
    """|a|^2 + |c|^2 - 2 a c would lose them: the squares have eight digits, float32 seven."""
    layer, _ = made(1, 2, dtype=np.float32)
    layer.centres[...] = [[2000], [2001]]
    layer.log_widths[...] = 0
    u = layer.forward(np.array([[2000.5]], np.float32))
    np.testing.assert_allclose(u, math.exp(-0.125), rtol=1e-6)


def test_far_away_it_is_silent_without_a_warning():
    layer, _ = made(2, 3)
    assert np.array_equal(layer.forward(np.full((1, 2), 1e150)), np.zeros((1, 3)))
    assert np.isfinite(layer.backward(np.ones((1, 3)))).all()
    assert np.isfinite(layer.dlog_widths).all()


def test_saved_and_loaded(tmp_path):
    network = Network([RadialBasis(4, width=0.5), Dense(3)], 2, rng=0)
    again = Network.load(network.save(tmp_path / "radial"))
    X = np.random.default_rng(0).standard_normal((5, 2))
    assert list(map(repr, again.layers)) == list(map(repr, network.layers))
    assert np.array_equal(again.forward(X), network.forward(X))
    assert repr(network.layers[0]) == "RadialBasis(4, width=0.5)"


def test_it_names_the_place_and_both_shapes():
    layer = RadialBasis(3)
    with pytest.raises(ValueError, match=r"RadialBasis\(3\) expects one row .* \(8, 8\)"):
        Network([layer], (8, 8))
    Network([layer], 2)
    with pytest.raises(ValueError, match=r"expects a of shape \(m, 2\), got \(5, 3\)"):
        layer.forward(np.ones((5, 3)))
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((5, 3)))
