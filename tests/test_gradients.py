"""The gradient check itself: right gradients pass, wrong ones and absurd steps do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, rosen, rosen_der
from test_costs import draw

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.gradients import (
    GradientMismatch,
    check_gradient,
    numerical_gradient,
    relative_difference,
)
from lectures_nn.layers import ELU, Dense, LeakyReLU, ReLU, Sigmoid, Tanh
from lectures_nn.network import Network


def rosenbrock(theta):
    return rosen(theta), rosen_der(theta)


THETA = np.array([-1.2, 1.0, 0.7, 1.5])


def test_published_gradient():
    assert np.allclose(numerical_gradient(rosen, THETA, eps=1e-5), rosen_der(THETA), rtol=1e-6)
    assert check_gradient(rosenbrock, THETA, eps=1e-5) < 1e-8


def test_more_exact_than_one_sided_differences():
    error = relative_difference(numerical_gradient(rosen, THETA, 1e-5), rosen_der(THETA))
    one_sided = relative_difference(approx_fprime(THETA, rosen, 1e-8), rosen_der(THETA))
    assert error < one_sided / 5


def test_any_shape_and_a_cost_alone():
    theta = np.arange(6.0).reshape(2, 3)
    assert np.allclose(numerical_gradient(lambda t: (t**2).sum(), theta), 2 * theta)
    assert numerical_gradient(lambda t: t**2, 3.0).shape == ()
    assert check_gradient(lambda t: ((t**3).sum(), 3 * t**2), theta) < 1e-7


@pytest.mark.parametrize("eps", [1, 1e-14])
def test_absurd_steps_fail(eps):
    with pytest.raises(GradientMismatch):
        check_gradient(rosenbrock, THETA, eps=eps)


def deep_network(cost, sizes, seed):
    """Return a network with every kind of layer, its batch, and random biases."""
    if isinstance(cost, SoftmaxCrossEntropy):
        sizes = [*sizes[:-1], max(sizes[-1], 2)]
    kinds = [Sigmoid(), Tanh(), ReLU(), LeakyReLU(0.1), ELU(1.5)]
    hidden = [part for n, f in zip(sizes[1:-1], kinds, strict=False) for part in (Dense(n), f)]
    network = Network([*hidden, Dense(sizes[-1])], sizes[0], cost=cost, rng=seed)
    rng = np.random.default_rng(seed)
    network.theta = network.theta + 0.1 * rng.standard_normal(network.theta.shape)
    m = int(rng.integers(1, 8))
    X = rng.standard_normal((m, sizes[0]))
    _, Y = draw(cost, (m, sizes[-1]), seed)
    return network, X, Y


def near_a_kink(network, X):
    network.forward(X)
    kinked = [layer for layer in network.layers if isinstance(layer, (ReLU, LeakyReLU, ELU))]
    return any(np.abs(layer.z).min() < 5e-3 for layer in kinked)


@pytest.mark.parametrize(
    "cost", [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()], ids=repr
)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=7),
    seed=st.integers(0, 10**6),
    lmbd=st.sampled_from([0.0, 1.0]),
)
def test_deep_networks(cost, sizes, seed, lmbd):
    network, X, Y = deep_network(cost, sizes, seed)
    while near_a_kink(network, X):
        seed += 1
        network, X, Y = deep_network(cost, sizes, seed)
    difference = check_gradient(
        lambda theta: network.cost_and_gradient(theta, X, Y, lmbd), network.theta
    )
    assert difference <= 1e-7


def test_typical_difference_is_far_below_the_tolerance():
    differences = []
    for seed in range(20):
        network = Network([Dense(6), Sigmoid(), Dense(5), Tanh(), Dense(3)], 4, rng=seed)
        X, (_, Y) = (
            np.random.default_rng(seed).standard_normal((5, 4)),
            draw(network.cost, (5, 3), seed),
        )
        differences.append(
            check_gradient(lambda t: network.cost_and_gradient(t, X, Y, 0.5), network.theta)  # noqa: B023
        )
    assert np.median(differences) < 1e-9


BREAKS = {
    "penalty without 1/M": lambda grad, n, theta: grad[:n].__iadd__(0.9 * theta[:n]),
    "biases penalised": lambda grad, n, theta: grad[n:].__iadd__(0.1 * theta[n:]),
    "one weight's sign": lambda grad, n, theta: grad[:1].__imul__(-1),
    "output layer forgotten": lambda grad, n, theta: grad[n - 12 : n].__imul__(0),
}


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("directions", [None, 5])
def test_a_broken_network_gradient_fails(broken, directions):
    network = Network([Dense(4), Sigmoid(), Dense(3)], 5, rng=0)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((10, 5)), np.eye(3)[rng.integers(0, 3, 10)]
    theta = network.theta + 0.3 * rng.standard_normal(network.theta.shape)

    def wrong(theta):
        J, grad = network.cost_and_gradient(theta, X, Y, lmbd=1.0)
        BREAKS[broken](grad, network.n_weights, theta)
        return J, grad

    with pytest.raises(GradientMismatch):
        check_gradient(wrong, theta, directions=directions, rng=1)


def test_random_directions_need_few_calls_of_a_large_network():
    network = Network([Dense(300), Tanh(), Dense(200), Sigmoid(), Dense(10)], 400, rng=0)
    assert network.theta.size > 100_000
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((20, 400)), np.eye(10)[rng.integers(0, 10, 20)]
    calls = 0

    def f(theta):
        nonlocal calls
        calls += 1
        return network.cost_and_gradient(theta, X, Y, 0.1)

    assert check_gradient(f, network.theta, directions=4, rng=0) <= 1e-7
    assert calls == 9


def test_float32_is_refused_wherever_it_enters():
    network = Network([Dense(2)], 3, rng=0, dtype=np.float32)
    X, Y = np.ones((1, 3)), np.array([[1, 0]])
    with pytest.raises(TypeError, match="theta must be float64"):
        check_gradient(lambda t: network.cost_and_gradient(t, X, Y), network.theta)
    with pytest.raises(TypeError, match="gradient must be float64"):
        check_gradient(lambda t: (rosen(t), rosen_der(t).astype(np.float32)), THETA)
    with pytest.raises(TypeError, match="float32 cost"):
        check_gradient(lambda t: (np.float32(rosen(t)), rosen_der(t)), THETA)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda g: -g, "wrong sign"),
        (lambda g: 3 * g, "all 3 times the right ones"),
        (lambda g: g / 7, "all 0.1429 times the right ones"),
        (
            lambda g: np.array([g[0], g[1], g[2] + 50, g[3]]),
            "1 of 4 elements differ, the first at index 2",
        ),
        (lambda g: g[::-1].copy(), "All elements differ"),
    ],
)
def test_the_message_says_where_and_guesses_why(wrong, hint):
    gradient = rosen_der(THETA)
    worst = np.abs(wrong(gradient) - gradient).argmax()
    with pytest.raises(GradientMismatch, match=hint) as raised:
        check_gradient(lambda t: (rosen(t), wrong(rosen_der(t))), THETA, eps=1e-5)
    assert f"index {worst}: derived {wrong(gradient)[worst]:.6g}" in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        # two of them, by different amounts: no common factor
        ({1: -2.5, 3: -9.0}, "2 of 5 elements differ, the first at index 1"),
        # what is far below the largest number, here a negative one, is rounding
        ({0: -1.5, 4: 1e-7}, "1 of 5 elements differ, the first at index 0"),
        (dict.fromkeys(range(4), 0.0), "4 of 5 elements differ, the first at index 0"),
    ],
)
def test_the_hint_counts_the_elements_that_differ(changes, hint):
    right = np.array([-1.0, -2.0, -3.0, -4.0, 0.0])
    wrong = right.copy()
    wrong[list(changes)] = list(changes.values())
    with pytest.raises(GradientMismatch, match=hint):
        check_gradient(lambda theta: (right @ theta, wrong), np.ones(5))


def test_a_gradient_of_zeros_has_no_factor():
    right = np.array([1.0, 2.0, 3.0])
    with pytest.raises(GradientMismatch, match="All elements differ: check an early step"):
        check_gradient(lambda theta: (right @ theta, np.zeros(3)), np.ones(3))


def test_a_gradient_in_one_reused_buffer_is_no_trap():
    buffer = np.empty_like(THETA)

    def f(theta):
        buffer[...] = rosen_der(theta)
        return rosen(theta), buffer

    assert check_gradient(f, THETA, eps=1e-5) < 1e-8


def test_theta_stays_as_it_is():
    theta = THETA.copy()
    theta.flags.writeable = False
    check_gradient(rosenbrock, theta, eps=1e-5)

    def spoils(t):
        result = rosenbrock(t)
        t *= 0
        return result

    assert check_gradient(spoils, theta, eps=1e-5) < 1e-8


def test_relative_difference():
    assert relative_difference([1.0, 2.0], [1.0, 2.0]) == 0
    assert relative_difference([1.0], [-1.0]) == 1
    assert relative_difference([0.0], [0.0]) == 0
    assert relative_difference([3.0, 4.0], [3.0, 4.0 + 1e-6]) == pytest.approx(1e-7, rel=1e-3)


@pytest.mark.parametrize(
    ("dtype", "power"),
    [(np.float64, power) for power in (-1070, -700, 0, 700, 1023)]
    + [(np.float32, power) for power in (-146, -80, 0, 80, 127)],
)
def test_relative_difference_does_not_depend_on_the_unit(dtype, power):
    a, b = np.array([1.0, 0.5], dtype), np.array([-0.75, 1.0], dtype)
    scaled = relative_difference(np.ldexp(a, power), np.ldexp(b, power))
    assert scaled == relative_difference(a, b)


def test_relative_difference_at_the_ends_of_float64():
    assert relative_difference([1e-200], [2e-200]) == pytest.approx(1 / 3)
    assert relative_difference([1e200], [-1e200]) == 1
    assert relative_difference([1e308, 0.0], [1e308, 1e-308]) == 0


@pytest.mark.parametrize("size", [1e-200, 1e200])
@pytest.mark.parametrize("directions", [None, 3])
def test_a_wrong_gradient_of_any_size_fails(size, directions):
    def f(theta):
        return size * (theta[0] + theta[1]), size * np.array([-0.7, 3.0])

    with pytest.raises(GradientMismatch, match="relative difference"):
        check_gradient(f, np.ones(2), directions=directions, rng=0)


def test_a_kink_is_named():
    """A row of zeros puts every ReLU on its kink; the derivation is right all the same."""
    network = Network([Dense(3), ReLU(), Dense(2)], 4, cost=SquaredError(), rng=0)
    X, Y = np.zeros((2, 4)), np.ones((2, 2))
    with pytest.raises(GradientMismatch, match=r"theta may lie on a kink, such as ReLU's at 0"):
        check_gradient(lambda theta: network.cost_and_gradient(theta, X, Y), network.theta)
    X = np.random.default_rng(0).standard_normal((2, 4))
    f = lambda theta: network.cost_and_gradient(theta, X, Y)  # noqa: E731
    assert check_gradient(f, network.theta) < 1e-7


@pytest.mark.parametrize("theta", [0.3, 0.0, 1e-5])
@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_a_wrong_gradient_of_a_smooth_function_is_no_kink(theta, scale):
    """Not even at the bottom of a bowl, where the slope changes its sign."""
    with pytest.raises(GradientMismatch) as raised:
        check_gradient(
            lambda t: (scale * (t**2).sum(), scale * (2 * t + 1)), np.array([theta, 1.0])
        )
    assert "kink" not in str(raised.value)


@pytest.mark.parametrize("returned", [[1.0, 2.0], [[1.0], [2.0, 3.0]], {"J": 1.0}, [1.0]])
def test_a_cost_that_is_a_list_is_refused(returned):
    with pytest.raises(TypeError, match=r"f\(theta\) must return J or \(J, gradient\), got a "):
        numerical_gradient(lambda theta: returned, np.ones(2))


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (
            lambda: relative_difference(np.ones(2), np.ones((2, 1))),
            *(ValueError, r"b must have the shape of a, \(2,\), got \(2, 1\)"),
        ),
        (
            lambda: numerical_gradient(rosen, np.ones((0, 3))),
            *(ValueError, r"theta must hold at least one parameter, got shape \(0, 3\)"),
        ),
        (
            lambda: numerical_gradient(7.0, THETA),
            *(TypeError, "f must be a function of theta, got float"),
        ),
        (
            lambda: numerical_gradient(lambda theta: theta**2, THETA),
            *(ValueError, r"f\(theta\) must return a finite cost J, got array"),
        ),
        (
            lambda: numerical_gradient(lambda theta: np.nan, THETA),
            *(ValueError, r"f\(theta\) must return a finite cost J, got array\(nan\)"),
        ),
        (
            lambda: check_gradient(rosen, THETA),
            *(TypeError, r"f\(theta\) must return \(J, gradient\), got float64"),
        ),
        (
            lambda: check_gradient(lambda theta: (rosen(theta), rosen_der(theta)[1:]), THETA),
            *(ValueError, r"the gradient must have shape \(4,\), got \(3,\)"),
        ),
    ],
)
def test_what_is_no_cost_and_gradient_is_refused(ask, error, message):
    with pytest.raises(error, match=message):
        ask()


def test_where_all_elements_agree_the_step_is_suspected():
    nearly = lambda theta: (rosen(theta), rosen_der(theta) * (1 + 1e-6))  # noqa: E731
    with pytest.raises(GradientMismatch, match="All elements agree to 4 digits: look at eps"):
        check_gradient(nearly, THETA, eps=1e-5, tolerance=1e-8)
