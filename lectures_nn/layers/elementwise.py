"""Activation layers: a = f(z), one element at a time."""

from abc import abstractmethod

import numpy as np

from lectures_nn import activations
from lectures_nn.activations import _scalar
from lectures_nn.layers.base import Layer
from lectures_nn.validation import number


class Elementwise(Layer):
    """What activation layers have in common: a = f(z) one element at a time."""

    z = None

    def forward(self, z):
        """Return a = f(z)."""
        self.z = z
        self.a = self._f(z)
        return self.a

    def backward(self, delta, propagate=True):
        """Return delta * f'(z), element by element."""
        if self.z is None:
            raise self._needs_forward()
        return self._times_slope(delta) if propagate else None

    @abstractmethod
    def _f(self, z):
        """Return f(z)."""

    @abstractmethod
    def _times_slope(self, delta):
        """Return delta f'(z), element by element."""


# The bare formulas: the network has checked its input by the time they run.
_F = {name: (f.__wrapped__, df.__wrapped__) for name, (f, df) in activations.ACTIVATIONS.items()}


class Identity(Elementwise):
    """a = z."""

    def _f(self, z):
        return z

    def _times_slope(self, delta):
        return delta


class Sigmoid(Elementwise):
    """a = 1 / (1 + exp(-z)), whose slope a (1 - a) needs no second exponential."""

    def _f(self, z):
        one = _scalar[1, z.dtype]
        a = -z
        np.exp(a, out=a)
        a += one
        return np.divide(one, a, out=a)

    def _times_slope(self, delta):
        product = _scalar[1, delta.dtype] - self.a
        product *= self.a
        product *= delta
        return product


class Tanh(Elementwise):
    """a = tanh(z), with slope 1 - a^2."""

    def _f(self, z):
        return np.tanh(z)

    def _times_slope(self, delta):
        product = self.a * self.a
        np.subtract(1, product, out=product)
        product *= delta
        return product


class ReLU(Elementwise):
    """a = max(0, z), with slope 1 where z > 0 and 0 elsewhere."""

    def _f(self, z):
        return np.clip(z, 0, np.inf)  # three times as fast as np.maximum(z, 0)

    def _times_slope(self, delta):
        product = (self.z > 0).astype(delta.dtype)  # NumPy multiplies numbers faster than truths
        product *= delta
        return product


class LeakyReLU(Elementwise):
    """a = z where z > 0 and alpha z elsewhere.

    Parameters
    ----------
    alpha : float, default 0.01
        Slope of the left side.
    """

    def __init__(self, alpha=0.01):
        self.alpha = number("alpha", alpha, above=0)

    def _f(self, z):
        return _F["leaky_relu"][0](z, self.alpha)

    def _times_slope(self, delta):
        return delta * _F["leaky_relu"][1](self.z, self.alpha)


class ELU(Elementwise):
    """a = z where z > 0 and alpha (exp(z) - 1) elsewhere.

    Parameters
    ----------
    alpha : float, default 1.0
        The output approaches -alpha on the far left.
    """

    def __init__(self, alpha=1.0):
        self.alpha = number("alpha", alpha, above=0)

    def _f(self, z):
        return _F["elu"][0](z, self.alpha)

    def _times_slope(self, delta):
        return delta * _F["elu"][1](self.z, self.alpha)
