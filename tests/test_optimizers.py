"""Optimizers against plain loops, scikit-learn's optimizers and hand-computed steps."""

import copy
import math
import pickle

import numpy as np
import pytest
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from lectures_nn.optimizers import Adam, ClippedNorm, GradientDescent, Momentum, RMSProp

GRADIENTS = np.random.default_rng(0).standard_normal((12, 5))
START = np.random.default_rng(1).standard_normal(5)
RATES = np.logspace(-4, -1, 4)  # NumPy scalars, as a grid search makes them
OPTIMIZERS = [GradientDescent, Momentum, RMSProp, Adam]


def run(optimizer, dtype=np.float64):
    theta = START.astype(dtype)
    for grad in GRADIENTS.astype(dtype):
        optimizer.step(theta, grad)
    return theta


def looped(update):
    """Apply ``update(number, its gradient, memory, t)`` to every number by itself."""
    result = []
    for j, theta in enumerate(START.tolist()):
        memory = {"m": 0.0, "s": 0.0}
        for t, g in enumerate(GRADIENTS[:, j].tolist(), 1):
            theta = update(theta, g, memory, t)
        result.append(theta)
    return np.array(result)


def momentum(theta, g, memory, t):
    memory["m"] = 0.7 * memory["m"] + 0.1 * g
    return theta - memory["m"]


def rmsprop(theta, g, memory, t):
    memory["s"] = 0.8 * memory["s"] + 0.2 * g * g
    return theta - 0.1 * g / (math.sqrt(memory["s"]) + 1e-6)


def adam(theta, g, memory, t):
    memory["m"] = 0.8 * memory["m"] + 0.2 * g
    memory["s"] = 0.95 * memory["s"] + 0.05 * g * g
    corrected = memory["m"] / (1 - 0.8**t), memory["s"] / (1 - 0.95**t)
    return theta - 0.1 * corrected[0] / (math.sqrt(corrected[1]) + 1e-6)


@pytest.mark.parametrize(
    ("optimizer", "update"),
    [
        (GradientDescent(0.1), lambda theta, g, memory, t: theta - 0.1 * g),
        (Momentum(0.1, 0.7), momentum),
        (RMSProp(0.1, 0.8, 1e-6), rmsprop),
        (Adam(0.1, 0.8, 0.95, 1e-6), adam),
    ],
    ids=["gradient descent", "momentum", "rmsprop", "adam"],
)
def test_equals_a_plain_loop(optimizer, update):
    assert np.allclose(run(optimizer), looped(update), rtol=1e-13)


@pytest.mark.parametrize("gamma", [0.0, 0.9])
def test_momentum_equals_scikit_learn(gamma):
    theta = START.copy()
    reference = SGDOptimizer([theta], 0.1, momentum=gamma, nesterov=False)
    for grad in GRADIENTS:
        reference.update_params([theta], [grad])
    assert np.allclose(run(Momentum(0.1, gamma)), theta, rtol=1e-13)


def test_adam_equals_scikit_learn():
    """scikit-learn adds eps before the correction of s; with a tiny eps both are one."""
    theta = START.copy()
    reference = AdamOptimizer([theta], 0.1, epsilon=1e-15)
    for grad in GRADIENTS:
        reference.update_params([theta], [grad])
    assert np.allclose(run(Adam(0.1, eps=1e-15)), theta, rtol=1e-12)


def test_first_step_of_adam_has_the_length_eta():
    theta = np.zeros(3)
    Adam(0.01).step(theta, np.array([5.0, -3e-3, 1e4]))
    assert np.allclose(theta, [-0.01, 0.01, -0.01], rtol=1e-5)


def test_momentum_approaches_its_final_speed():
    """Under a constant gradient v tends to eta / (1 - gamma)."""
    optimizer, theta = Momentum(0.1, 0.9), np.zeros(1)
    for _ in range(300):
        before = theta.copy()
        optimizer.step(theta, np.ones(1))
    assert before - theta == pytest.approx(0.1 / (1 - 0.9))


@pytest.mark.parametrize("cls", OPTIMIZERS)
@pytest.mark.parametrize("eta", RATES)
def test_float32_stays_with_rates_from_numpy(cls, eta):
    optimizer = cls(eta)
    assert type(optimizer.eta) is float
    theta = run(optimizer, np.float32)
    assert theta.dtype == np.float32
    assert all(memory.dtype == np.float32 for memory in optimizer.memory or [])
    assert np.allclose(theta, run(cls(eta)), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_steps_in_place_and_leaves_the_gradient(cls):
    theta, grad = START.copy(), GRADIENTS[0].copy()
    view = theta[1:3]
    grad.flags.writeable = False
    assert cls(0.1).step(theta, grad) is None
    assert np.array_equal(view, theta[1:3])
    assert not np.array_equal(theta, START)
    assert np.array_equal(grad, GRADIENTS[0])


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_reset_forgets(cls):
    optimizer = cls(0.1)
    first = run(optimizer)
    optimizer.reset()
    assert np.array_equal(run(optimizer), first)


@pytest.mark.parametrize("cls", OPTIMIZERS[1:])
def test_memory_belongs_to_one_theta(cls):
    """Another vector, of whatever shape and type, begins with an empty memory."""
    for other in (np.ones(3), START.copy(), START.astype(np.float32)):
        used, fresh = cls(0.1), cls(0.1)
        run(used)
        first, second = other.copy(), other.copy()
        gradient = np.arange(1, other.size + 1).astype(other.dtype)
        for _ in range(3):
            used.step(first, gradient)
            fresh.step(second, gradient)
        assert np.array_equal(first, second)
        assert {kept.dtype for kept in used.memory} == {other.dtype}


@pytest.mark.parametrize("cls", OPTIMIZERS[1:])
def test_the_same_theta_goes_on_also_as_another_view(cls):
    once, twice = START.copy(), START.copy()
    a, b = cls(0.1), cls(0.1)
    for grad in GRADIENTS:
        a.step(once, grad)
        b.step(twice[:], grad)  # a new object every time, the same memory
    assert np.array_equal(once, twice)
    assert b.steps == len(GRADIENTS)


@pytest.mark.parametrize("cls", OPTIMIZERS[1:])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_goes_on_where_the_original_was(cls, copied):
    optimizer, theta = cls(0.1), START.copy()
    for grad in GRADIENTS[:6]:
        optimizer.step(theta, grad)
    twin, its_theta = copied(optimizer), theta.copy()
    for grad in GRADIENTS[6:]:
        optimizer.step(theta, grad)
        twin.step(its_theta, grad)
    assert np.array_equal(theta, its_theta)
    assert np.array_equal(theta, run(cls(0.1)))


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_reaches_the_bottom_of_a_bowl(cls):
    optimizer, theta = cls(0.02), START.copy()
    for _ in range(3000):
        optimizer.step(theta, 2 * (theta - 3))
    assert np.allclose(theta, 3, atol=0.03)


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_theta_and_gradient_have_one_type(cls):
    """Else float32 parameters would be computed with in float64, unnoticed."""
    with pytest.raises(TypeError, match="the type of theta, float32, got float64"):
        cls(0.1).step(START.astype(np.float32), GRADIENTS[0])
    for other in (np.arange(3), np.array(3.0)[()], np.ones(3, np.float16), np.ones(3, "g")):
        with pytest.raises(TypeError, match="theta must be an array of float64 or float32, got"):
            cls(0.1).step(other, other)


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_a_theta_that_cannot_be_written_to_is_refused_before_the_step(cls):
    theta, optimizer = START.copy(), cls(0.1)
    theta.flags.writeable = False
    with pytest.raises(ValueError, match="theta must be an array that can be written to"):
        optimizer.step(theta, GRADIENTS[0])
    assert optimizer.memory is None


@pytest.mark.parametrize("cls", OPTIMIZERS)
@pytest.mark.parametrize(("dtype", "huge"), [(np.float64, 1e308), (np.float32, 1e38)])
def test_a_gradient_too_large_for_the_step_is_refused_and_changes_nothing(cls, dtype, huge):
    optimizer, theta = cls(100.0), START.astype(dtype)
    grad = np.ones_like(theta)
    grad[2] = -huge
    with pytest.raises(ValueError, match=r"^grad must be small enough .* got values up to 1e\+3"):
        optimizer.step(theta, grad)
    assert np.array_equal(theta, START.astype(dtype))
    # what was remembered of the first entries is forgotten
    fresh, other = cls(100.0), theta.copy()
    optimizer.step(theta, np.ones_like(theta))
    fresh.step(other, np.ones_like(theta))
    assert np.array_equal(theta, other)


def test_a_theta_too_large_for_the_step_is_named():
    theta = np.array([1.0, -1.7e308])
    with pytest.raises(ValueError, match=r"^theta must .* got values up to 1.7e\+308"):
        GradientDescent(1.0).step(theta, np.array([1.0, 1e308]))
    assert np.array_equal(theta, [1.0, -1.7e308])


@pytest.mark.parametrize(
    ("cls", "arguments"),
    [
        (Momentum, {"gamma": -0.1}), (RMSProp, {"rho": -0.1}),
        (Adam, {"beta1": -0.1}), (Adam, {"beta2": -0.1}),
    ],
)  # fmt: skip
def test_a_share_lies_between_zero_and_one(cls, arguments):
    ((name, _),) = arguments.items()
    with pytest.raises(ValueError, match=f"^{name} must be .*>= 0.*, got -0.1"):
        cls(0.1, **arguments)
    with pytest.raises(ValueError, match=f"^{name} must be .*< 1, got 1"):
        cls(0.1, **{name: 1.0})
    assert getattr(cls(0.1, **{name: 0}), name) == 0


# -- clipping ---------------------------------------------------------------------------


def clipped(g, limit):
    """Shorten a vector, one number at a time."""
    length = math.sqrt(sum(float(x) ** 2 for x in g))
    return np.array([x if length <= limit else x * limit / length for x in g])


@pytest.mark.parametrize("limit", [0.5, 2.0, 1e6])
def test_clipping_equals_a_plain_loop(limit):
    """Of twelve gradients of lengths around 2.2, all, some or none are shortened."""
    inner, theta = Momentum(0.1, 0.7), START.copy()
    for grad in GRADIENTS:
        inner.step(theta, clipped(grad, limit))
    assert np.allclose(run(ClippedNorm(Momentum(0.1, 0.7), limit)), theta, rtol=1e-13)
    unclipped = run(Momentum(0.1, 0.7))
    assert np.array_equal(theta, unclipped) == (limit == 1e6)


def test_clipping_equals_tensorflow(monkeypatch):
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    tf = pytest.importorskip("tensorflow")
    for grad in GRADIENTS:
        theta = START.copy()
        ClippedNorm(GradientDescent(0.3), 1.5).step(theta, grad)
        theirs = tf.clip_by_norm(grad, 1.5).numpy()
        assert np.allclose(theta, START - 0.3 * theirs, rtol=1e-12)


def test_clipping_keeps_the_direction_and_limits_the_step():
    theta = np.zeros(5)
    ClippedNorm(GradientDescent(0.1), 2.0).step(theta, 1e3 * GRADIENTS[0])
    assert np.linalg.norm(theta) == pytest.approx(0.1 * 2.0)
    assert np.allclose(theta / -0.2, GRADIENTS[0] / np.linalg.norm(GRADIENTS[0]))


def test_clipping_leaves_the_gradient_and_passes_reset_on():
    optimizer, grad = ClippedNorm(Momentum(0.1), 0.1), GRADIENTS[0].copy()
    grad.flags.writeable = False
    theta = START.copy()
    optimizer.step(theta, grad)
    first = theta.copy()
    optimizer.reset()
    theta = START.copy()
    optimizer.step(theta, grad)
    assert np.array_equal(theta, first)


@pytest.mark.parametrize(("dtype", "huge"), [(np.float64, 1e300), (np.float32, 1e38)])
def test_clipping_where_squares_overflow(dtype, huge):
    theta, grad = np.zeros(3, dtype), np.array([huge, -huge, 0], dtype)
    ClippedNorm(GradientDescent(1.0), np.float64(2)).step(theta, grad)
    assert theta.dtype == dtype
    assert np.allclose(theta, np.array([-1, 1, 0]) * np.sqrt(2))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_clipping_does_not_hide_what_is_not_finite(bad):
    theta = np.zeros(2)
    ClippedNorm(GradientDescent(1.0), 1.0).step(theta, np.array([1.0, bad]))
    assert not np.isfinite(theta[1])
    zero = np.ones(2)
    ClippedNorm(GradientDescent(1.0), 1.0).step(zero, np.zeros(2))
    assert np.array_equal(zero, np.ones(2))


def test_clipping_describes_itself():
    optimizer = ClippedNorm(Momentum(0.1), 5.0)
    assert repr(optimizer) == "ClippedNorm(Momentum(0.1), 5.0)"
    inner = {"name": "Momentum", "arguments": {"eta": 0.1, "gamma": 0.9}}
    described = {"name": "ClippedNorm", "arguments": {"optimizer": inner, "limit": 5.0}}
    assert optimizer.description() == described
    assert optimizer == ClippedNorm(Momentum(0.1), 5)
    assert optimizer != ClippedNorm(Momentum(0.2), 5)


def test_repr():
    assert repr(GradientDescent(0.1)) == "GradientDescent(0.1)"
    assert repr(Momentum(0.1)) == "Momentum(0.1)"
    assert repr(Adam()) == "Adam()"
    assert repr(Adam(0.01, eps=1e-6)) == "Adam(eta=0.01, eps=1e-06)"
