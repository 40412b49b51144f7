"""Activation functions ``f(z)`` and their derivatives ``f'(z)``, element by element.

All take an array of any shape and return a new one of the same shape; float32 stays float32.
At a kink the derivative is the one of the left side (0 for ReLU), as in most frameworks.
"""

import functools

import numpy as np

from lectures_nn.validation import number, real_array


def _checked(function):
    """Check the arguments of an activation function before it runs.

    The bare formula stays reachable as ``function.__wrapped__``: a network checks its input
    once and then uses that.
    """

    @functools.wraps(function)
    def with_check(z, *args, **kwargs):
        return function(real_array("z", z), *args, **kwargs)

    return with_check


def _positive_alpha(function):
    """Check the parameter `alpha` of an activation function."""

    @functools.wraps(function)
    def with_check(z, alpha=function.__defaults__[0]):
        return function(real_array("z", z), number("alpha", alpha, above=0))

    return with_check


class _Kept(dict):
    """Arrays that are made once for the many batches that use them, as ``kept[argument, dtype]``.

    Looking into a dict takes less time than calling a function that remembers.
    """

    def __init__(self, make):
        self.make = make

    def __missing__(self, key):
        if len(self) > 100:
            self.clear()
        self[key] = array = self.make(*key)
        array.flags.writeable = False
        return array


_ones = _Kept(np.ones)
_scalar = _Kept(np.array)  # of shape (): NumPy takes it up faster than Python's numbers


@_checked
def identity(z):
    """Return z itself: the activation of a linear output node."""
    return z.copy()


@_checked
def identity_derivative(z):
    """Return 1 for every element of z."""
    return np.ones_like(z)


@_checked
def heaviside(z):
    """Return 1 where z > 0 and 0 elsewhere, the step of McCulloch and Pitts (1943).

    The value at z = 0 is a convention; this course uses 0 everywhere.
    """
    return (z > 0).astype(z.dtype)


@_checked
def heaviside_derivative(z):
    """Return 0 everywhere: a step gives gradient descent nothing to follow."""
    return np.zeros_like(z)


@_checked
def sigmoid(z):
    """Return the logistic function 1 / (1 + exp(-z)), between 0 and 1.

    For very negative z the exponential overflows to infinity and the result is 0, which is right.
    """
    with np.errstate(over="ignore"):
        a = np.exp(-z)
    a += 1
    return np.reciprocal(a, out=a) if isinstance(a, np.ndarray) else 1 / a


@_checked
def sigmoid_derivative(z):
    """Return f(z) (1 - f(z)) for the logistic function; 1/4 at z = 0, its largest value."""
    a = sigmoid.__wrapped__(z)
    return a * (1 - a)


@_checked
def tanh(z):
    """Return the hyperbolic tangent, between -1 and 1."""
    return np.tanh(z)


@_checked
def tanh_derivative(z):
    """Return 1 - tanh(z)^2."""
    return 1 - np.tanh(z) ** 2


@_checked
def sine(z):
    """Return sin(z), an activation that is periodic."""
    return np.sin(z)


@_checked
def sine_derivative(z):
    """Return cos(z)."""
    return np.cos(z)


@_checked
def relu(z):
    """Return max(0, z), the rectified linear unit."""
    return np.maximum(z, 0)


@_checked
def relu_derivative(z):
    """Return 1 where z > 0 and 0 elsewhere."""
    return (z > 0).astype(z.dtype)


@_positive_alpha
def leaky_relu(z, alpha=0.01):
    """Return z where z > 0 and alpha z elsewhere (Maas, Hannun and Ng, 2013)."""
    return np.where(z > 0, z, alpha * z)


@_positive_alpha
def leaky_relu_derivative(z, alpha=0.01):
    """Return 1 where z > 0 and alpha elsewhere."""
    return np.where(z > 0, 1, alpha).astype(z.dtype)


@_positive_alpha
def elu(z, alpha=1.0):
    """Return z where z > 0 and alpha (exp(z) - 1) elsewhere (Clevert et al., 2016)."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


@_positive_alpha
def elu_derivative(z, alpha=1.0):
    """Return 1 where z > 0 and alpha exp(z) elsewhere."""
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0))).astype(z.dtype)


@_checked
def softmax(z):
    """Return exp(z_k) / sum_j exp(z_j) along the last axis: probabilities that sum to 1.

    Subtracting the largest z first changes nothing in exact arithmetic and keeps the
    exponential from overflowing. Not elementwise: its derivative is a Jacobian, so no
    ``softmax_derivative`` stands beside it (lecture 04).

    Parameters
    ----------
    z : array_like of shape (..., K)
        Logits.

    Returns
    -------
    ndarray of shape (..., K)
    """
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have at least one class on its last axis, got shape {z.shape}")
    a = np.exp(z - z.max(axis=-1, keepdims=True))
    a /= a.sum(axis=-1, keepdims=True)
    return a


ACTIVATIONS = {
    "identity": (identity, identity_derivative),
    "heaviside": (heaviside, heaviside_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "sine": (sine, sine_derivative),
    "relu": (relu, relu_derivative),
    "leaky_relu": (leaky_relu, leaky_relu_derivative),
    "elu": (elu, elu_derivative),
}
"""The pairs (f, f') by name, for tables, sliders and tests."""
