"""Initializers: their published spread, and only the generator they are given."""

import numpy as np
import pytest
from scipy import stats

from lectures_nn.initializers import Glorot, He, Normal, Uniform, Zeros, fans

SHAPE = (300, 200)


def sample(initializer, shape=SHAPE, seed=0):
    return initializer(np.random.default_rng(seed), shape).ravel()


@pytest.mark.parametrize(
    ("initializer", "reference"),
    [
        (Uniform(0.12), stats.uniform(-0.12, 0.24)),
        (Uniform(3), stats.uniform(-3, 6)),
        # Glorot and Bengio (2010), equation 16; He et al. (2015), equation 10.
        (Glorot(), stats.uniform(-((6 / 500) ** 0.5), 2 * (6 / 500) ** 0.5)),
        (He(), stats.norm(0, (2 / 300) ** 0.5)),
        (Normal(), stats.norm(0, 1)),
        (Normal(0.01), stats.norm(0, 0.01)),
    ],
    ids=["uniform", "uniform 3", "glorot", "he", "normal", "normal 0.01"],
)
def test_distribution(initializer, reference):
    assert stats.kstest(sample(initializer), reference.cdf).pvalue > 0.01


def test_zeros():
    assert not sample(Zeros()).any()


@pytest.mark.parametrize("initializer", [Uniform(), Glorot(), He(), Normal()], ids=repr)
def test_the_generator_decides(initializer):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert np.array_equal(sample(initializer, seed=1), sample(initializer, seed=1))
    assert not np.array_equal(sample(initializer, seed=1), sample(initializer, seed=2))
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    legacy = initializer(np.random.RandomState(0), (3, 2))
    assert legacy.shape == initializer(None, (3, 2)).shape == (3, 2)
    assert np.array_equal(initializer(1, SHAPE).ravel(), sample(initializer, seed=1))
    with pytest.raises(TypeError, match=r"rng must be a seed.* got str"):
        initializer("1", SHAPE)


def test_fans_of_dense_and_convolution():
    assert fans((64, 50)) == (64, 50)
    assert fans((3, 3, 8, 16)) == (72, 144)


def test_kept_variance():
    """Signals keep their size through Glorot's weights, and through He's followed by ReLU."""
    rng = np.random.default_rng(3)
    signal = rng.standard_normal((2000, 256))
    for _ in range(5):
        signal = signal @ Glorot()(rng, (256, 256))
    assert signal.var() == pytest.approx(1, rel=0.2)
    signal = rng.standard_normal((2000, 256))
    for _ in range(5):
        signal = np.maximum(signal @ He()(rng, (256, 256)), 0)
    assert (signal**2).mean() == pytest.approx(1, rel=0.3)


def test_repr_and_equality():
    assert repr(Uniform()) == "Uniform()"
    assert repr(Uniform(0.5)) == "Uniform(eps=0.5)"
    assert Normal(2) == Normal(2.0)
    assert Normal(2) != Normal(3)
