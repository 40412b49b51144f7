"""Activation functions ``f(z)`` and their derivatives ``f'(z)``, element by element.

All take an array of any shape and return a new one of the same shape; float32 stays float32.
At a kink the derivative is the one of the left side (0 for ReLU), as in most frameworks.

Each is written once, as a bare formula; ``f(z)`` checks its arguments first, and ``f.formula`` is
the formula alone, for a network, which checks its input once and not in every layer.
"""

import functools
import inspect

import numpy as np

from lectures_nn.validation import number, real_array

ACTIVATIONS = {}
"""The pairs (f, f') by name, for tables, sliders and tests; `derivative_of` fills it."""


def checked(formula):
    """Check the arguments of an activation function before it runs.

    Parameters
    ----------
    formula : callable
        ``formula(z)``, or with constants above 0 after z, such as ``formula(z, alpha=1.0)``.

    Returns
    -------
    callable
        The same function behind the check, which keeps the bare one as its attribute `formula`.
    """
    signature = inspect.signature(formula)

    @functools.wraps(formula)
    def with_check(*args, **kwargs):
        constants = signature.bind(*args, **kwargs).arguments
        z = real_array("z", constants.pop("z"))
        constants = {name: number(name, c, above=0) for name, c in constants.items()}
        with np.errstate(over="ignore"):  # of an exponential: its infinity leads to the right limit
            return formula(z, **constants)

    with_check.formula = formula
    return with_check


def derivative_of(f):
    """Mark the function below as the derivative of `f`, and list the two in `ACTIVATIONS`."""

    def pair_up(formula):
        f_prime = checked(formula)
        ACTIVATIONS[f.__name__] = f, f_prime
        return f_prime

    return pair_up


@checked
def identity(z):
    """Return z itself: the activation of a linear output node."""
    return z.copy()


@derivative_of(identity)
def identity_derivative(z):
    """Return 1 for every element of z."""
    return np.ones_like(z)


@checked
def heaviside(z):
    """Return 1 where z > 0 and 0 elsewhere, the step of McCulloch and Pitts (1943).

    The value at z = 0 is a convention; this course uses 0 everywhere.
    """
    return (z > 0).astype(z.dtype)


@derivative_of(heaviside)
def heaviside_derivative(z):
    """Return 0 everywhere: a step gives gradient descent nothing to follow."""
    return np.zeros_like(z)


@checked
def sigmoid(z):
    """Return the logistic function 1 / (1 + exp(-z)), between 0 and 1.

    For very negative z the exponential overflows to infinity and the result is 0, which is right.
    """
    a = np.exp(-z)
    a += 1
    return 1 / a


@derivative_of(sigmoid)
def sigmoid_derivative(z):
    """Return f(z) (1 - f(z)) for the logistic function; 1/4 at z = 0, its largest value."""
    a = sigmoid.formula(z)
    return a * (1 - a)


@checked
def tanh(z):
    """Return the hyperbolic tangent, between -1 and 1."""
    return np.tanh(z)


@derivative_of(tanh)
def tanh_derivative(z):
    """Return 1 - tanh(z)^2."""
    return 1 - np.tanh(z) ** 2


@checked
def sine(z):
    """Return sin(z), an activation that is periodic."""
    return np.sin(z)


@derivative_of(sine)
def sine_derivative(z):
    """Return cos(z)."""
    return np.cos(z)


@checked
def relu(z):
    """Return max(0, z), the rectified linear unit."""
    return np.maximum(z, 0)


@derivative_of(relu)
def relu_derivative(z):
    """Return 1 where z > 0 and 0 elsewhere."""
    return (z > 0).astype(z.dtype)  # NumPy multiplies numbers faster than truths


@checked
def leaky_relu(z, alpha=0.01):
    """Return z where z > 0 and alpha z elsewhere (Maas, Hannun and Ng, 2013)."""
    return np.where(z > 0, z, alpha * z)


@derivative_of(leaky_relu)
def leaky_relu_derivative(z, alpha=0.01):
    """Return 1 where z > 0 and alpha elsewhere."""
    return np.where(z > 0, 1, alpha).astype(z.dtype)


@checked
def elu(z, alpha=1.0):
    """Return z where z > 0 and alpha (exp(z) - 1) elsewhere (Clevert et al., 2016)."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


@derivative_of(elu)
def elu_derivative(z, alpha=1.0):
    """Return 1 where z > 0 and alpha exp(z) elsewhere."""
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0))).astype(z.dtype)


@checked
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
