"""Where the weights start: small, random and different, so that nodes learn different things."""

import math
from abc import ABC, abstractmethod

import numpy as np

from lectures_nn.described import Described
from lectures_nn.validation import SQUARABLE, generator, number, whole_number


def fans(shape):
    """Return the number of inputs and outputs that one weight array connects.

    Parameters
    ----------
    shape : tuple
        ``(n_in, n_out)``, or ``(k, k, channels, n_filters)`` for a convolution, where each
        output sees k k channels inputs.

    Returns
    -------
    fan_in, fan_out : int
    """
    if not isinstance(shape, (list, tuple)) or len(shape) < 2:
        raise TypeError(f"shape must be a sequence of at least two sizes, got {shape!r}")
    *field, n_in, n_out = (whole_number("shape", size) for size in shape)
    return math.prod(field) * n_in, math.prod(field) * n_out


class Initializer(Described, ABC):
    """A way to draw starting weights: ``initializer(rng, shape)`` returns an array.

    A subclass writes `draw`.
    """

    def __call__(self, rng, shape):
        """Draw starting weights.

        Parameters
        ----------
        rng : None, int, Generator or RandomState
            Source of randomness.
        shape : tuple
            ``(n_in, n_out)``, or ``(k, k, channels, n_filters)`` for a convolution.

        Returns
        -------
        ndarray of float64, of that shape
        """
        return self.draw(generator("rng", rng), shape)

    @abstractmethod
    def draw(self, rng, shape):
        """Return an array of `shape`, drawn from the generator `rng`."""


class Zeros(Initializer):
    """All weights zero. A network of such nodes cannot learn: they all stay alike."""

    def draw(self, rng, shape):
        """Return zeros."""
        return np.zeros(shape)


class Normal(Initializer):
    """Normal with mean 0; a standard deviation of 1 is what the early lectures used.

    Parameters
    ----------
    std : float, default 1.0
        Standard deviation.
    """

    def __init__(self, std=1.0):
        self.std = number("std", std, above=0, high=SQUARABLE)

    def draw(self, rng, shape):
        """Return normal numbers."""
        return self.std * rng.standard_normal(shape)


class Uniform(Initializer):
    """Uniform between -eps and eps; the Coursera exercise takes eps = 0.12.

    Parameters
    ----------
    eps : float, default 0.12
        Largest weight.
    """

    def __init__(self, eps=0.12):
        self.eps = number("eps", eps, above=0, high=SQUARABLE)

    def draw(self, rng, shape):
        """Return uniform numbers."""
        return rng.uniform(-self.eps, self.eps, shape)


class Glorot(Initializer):
    """Uniform with limit sqrt(6) / sqrt(fan_in + fan_out) (Glorot and Bengio, 2010).

    Keeps the variance of signals about the same forwards and backwards for tanh-like nodes.
    """

    def draw(self, rng, shape):
        """Return uniform numbers within the limit."""
        limit = np.sqrt(6 / sum(fans(shape)))
        return rng.uniform(-limit, limit, shape)


class He(Initializer):
    """Normal with standard deviation sqrt(2 / fan_in), for ReLU nodes (He et al., 2015)."""

    def draw(self, rng, shape):
        """Return normal numbers."""
        return np.sqrt(2 / fans(shape)[0]) * rng.standard_normal(shape)
