"""Activations against SciPy, against finite differences, at the extremes and in float32."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lectures_nn import activations
from lectures_nn.activations import ACTIVATIONS, softmax

KINKS = {"heaviside", "relu", "leaky_relu", "elu"}  # not differentiable at 0
SMOOTH_PARTS = arrays(
    np.float64,
    st.lists(st.integers(1, 4), min_size=0, max_size=3).map(tuple),
    elements=st.floats(-20, 20, allow_subnormal=False),
)
ELEMENTWISE = [
    pair[which] for pair in ACTIVATIONS.values() for which in (0, 1)
]  # every function and every derivative


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=SMOOTH_PARTS)
def test_derivative_is_the_slope(name, z):
    f, f_prime = ACTIVATIONS[name]
    step = 1e-6
    if name in KINKS:
        z = np.where(np.abs(z) < 2 * step, 1.0, z)  # an example beside the kink instead
    numerical = (f(z + step) - f(z - step)) / (2 * step)
    assert np.allclose(f_prime(z), numerical, rtol=1e-6, atol=1e-8)


@given(z=SMOOTH_PARTS)
def test_derivative_is_the_slope_for_other_alphas(z):
    z = np.where(np.abs(z) < 1e-5, 1.0, z)
    for name, alpha in (("leaky_relu", 0.3), ("elu", 2.5)):
        f, f_prime = ACTIVATIONS[name]
        numerical = (f(z + 1e-6, alpha) - f(z - 1e-6, alpha)) / 2e-6
        assert np.allclose(f_prime(z, alpha), numerical, rtol=1e-6, atol=1e-8)


Z = np.concatenate([np.linspace(-40, 40, 1001), [-1000, -745, -709, 709, 745, 1000]])


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("identity", lambda z: z),
        ("heaviside", lambda z: np.heaviside(z, 0.0)),
        ("sigmoid", scipy.special.expit),
        ("tanh", lambda z: 2 * scipy.special.expit(2 * z) - 1),
        ("sine", lambda z: np.exp(1j * z).imag),
        ("relu", lambda z: (z + np.abs(z)) / 2),
        ("leaky_relu", lambda z: 0.505 * z + 0.495 * np.abs(z)),
        ("elu", lambda z: np.where(z > 0, z, scipy.special.expm1(np.minimum(z, 0)))),
    ],
)
def test_values(name, reference):
    assert np.allclose(ACTIVATIONS[name][0](Z), reference(Z), rtol=1e-13, atol=1e-15)


def test_every_activation_has_a_reference():
    (mark,) = test_values.pytestmark
    assert {name for name, _ in mark.args[1]} == set(ACTIVATIONS)


def test_sigmoid_keeps_its_digits_where_it_is_small():
    assert np.allclose(activations.sigmoid(Z), scipy.special.expit(Z), rtol=1e-13, atol=0)


@pytest.mark.parametrize("f", ELEMENTWISE)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_type_and_shape_stay_and_nothing_overflows(f, dtype):
    z = np.array([[-1000, -1, 0], [1, 88.8, 1000]], dtype)
    for value in (z, z[0, 0], z[:0], np.asfortranarray(z), z[:, ::2]):
        before = np.array(value)
        result = f(value)
        assert result.dtype == dtype
        assert np.shape(result) == np.shape(value)
        assert np.isfinite(result).all()
        assert np.array_equal(value, before)


@pytest.mark.parametrize("f", ELEMENTWISE)
def test_result_is_new_memory_and_read_only_input_works(f):
    z = np.linspace(-2, 2, 5)
    z.flags.writeable = False
    assert not np.shares_memory(f(z), z)
    assert np.array_equal(f([-2, 0, 1]), f(np.array([-2.0, 0.0, 1.0])))


@pytest.mark.parametrize("name", sorted(KINKS))
def test_derivative_at_the_kink_is_that_of_the_left(name):
    f, f_prime = ACTIVATIONS[name]
    left = (f(0.0) - f(-1e-7)) / 1e-7
    assert f_prime(0.0) == pytest.approx(left, abs=1e-6)


@given(
    z=arrays(
        np.float64,
        st.tuples(st.integers(1, 4), st.integers(1, 5)),
        elements=st.floats(-1000, 1000),
    )
)
def test_softmax_equals_scipy(z):
    assert np.allclose(softmax(z), scipy.special.softmax(z, axis=-1), rtol=1e-12, atol=1e-300)
    assert np.allclose(softmax(z).sum(axis=-1), 1, rtol=1e-14)


def test_softmax_at_the_extremes_and_in_float32():
    z = np.array([[1000.0, 0.0, -1000.0], [1000.0, 1000.0, 1000.0]])
    assert np.allclose(softmax(z), [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-15)
    assert softmax(z.astype(np.float32)).dtype == np.float32
    assert np.array_equal(softmax(z[0]), softmax(z)[0])
    assert np.allclose(np.log(softmax(z / 10)), scipy.special.log_softmax(z / 10, axis=-1))


def test_pairs_are_the_functions_of_the_module():
    for name, (f, f_prime) in ACTIVATIONS.items():
        assert f is getattr(activations, name)
        assert f_prime is getattr(activations, name + "_derivative")
    named = {name for name in vars(activations) if name.endswith("_derivative")}
    assert named == {name + "_derivative" for name in ACTIVATIONS}
