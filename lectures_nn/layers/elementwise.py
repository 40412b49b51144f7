"""Activation layers: a = f(z), one element at a time."""

from abc import abstractmethod

from lectures_nn import activations
from lectures_nn.layers.base import Layer
from lectures_nn.validation import number


class Elementwise(Layer):
    """What activation layers have in common: a = f(z) one element at a time.

    A subclass writes ``f(self, z)``, which returns a new array, and ``slope(self)``, which returns
    f'(z) from the ``self.z`` and ``self.a`` of the last forward pass.
    """

    z = None

    @abstractmethod
    def f(self, z):
        """Return f(z), an array of the shape of z."""

    @abstractmethod
    def slope(self):
        """Return f'(z), an array of the shape of z."""

    def forward(self, z):
        """Return a = f(z)."""
        self.z = z
        self.a = self.f(z)
        return self.a

    def backward(self, delta, propagate=True):
        """Return delta * f'(z), element by element."""
        if self.z is None:
            raise self.needs_forward()
        return delta * self.slope() if propagate else None


class Activation(Elementwise):
    """An activation layer made of one of the pairs (f, f') of `lectures_nn.activations`."""

    constants = ()  # what the functions of the pair take after z

    @property
    @abstractmethod
    def pair(self):
        """The function and its derivative, an attribute of the class."""

    def f(self, z):
        """Return f(z)."""
        return self.pair[0].formula(z, *self.constants)

    def slope(self):
        """Return f'(z)."""
        return self.pair[1].formula(self.z, *self.constants)


class Identity(Activation):
    """a = z."""

    pair = activations.identity, activations.identity_derivative
    counterparts = {
        "keras": "linear",
        "sklearn": "identity",
        "tensorflow": "identity",
        "torch": "Identity",
    }


class Sigmoid(Activation):
    """a = 1 / (1 + exp(-z)), whose slope a (1 - a) needs no second exponential."""

    pair = activations.sigmoid, activations.sigmoid_derivative
    counterparts = {
        "keras": "sigmoid",
        "sklearn": "logistic",
        "tensorflow": "sigmoid",
        "torch": "Sigmoid",
    }

    def slope(self):
        """Return f'(z) = a (1 - a)."""
        slope = 1 - self.a
        slope *= self.a
        return slope


class Tanh(Activation):
    """a = tanh(z), with slope 1 - a^2."""

    pair = activations.tanh, activations.tanh_derivative
    counterparts = {"keras": "tanh", "sklearn": "tanh", "tensorflow": "tanh", "torch": "Tanh"}

    def slope(self):
        """Return f'(z) = 1 - a^2."""
        return 1 - self.a * self.a


class ReLU(Activation):
    """a = max(0, z), with slope 1 where z > 0 and 0 elsewhere."""

    pair = activations.relu, activations.relu_derivative
    counterparts = {"keras": "relu", "sklearn": "relu", "tensorflow": "relu", "torch": "ReLU"}


class LeakyReLU(Activation):
    """a = z where z > 0 and alpha z elsewhere.

    Parameters
    ----------
    alpha : float, default 0.01
        Slope of the left side.
    """

    pair = activations.leaky_relu, activations.leaky_relu_derivative
    counterparts = {"keras": "LeakyReLU", "tensorflow": "leaky_relu", "torch": "LeakyReLU"}

    def __init__(self, alpha=0.01):
        self.alpha = number("alpha", alpha, above=0)
        self.constants = (self.alpha,)


class ELU(Activation):
    """a = z where z > 0 and alpha (exp(z) - 1) elsewhere.

    Parameters
    ----------
    alpha : float, default 1.0
        The output approaches -alpha on the far left.
    """

    pair = activations.elu, activations.elu_derivative
    counterparts = {"keras": "ELU", "tensorflow": "elu", "torch": "ELU"}

    def __init__(self, alpha=1.0):
        self.alpha = number("alpha", alpha, above=0)
        self.constants = (self.alpha,)


ACTIVATION_LAYERS = {cls.pair[0].__name__: cls for cls in Activation.__subclasses__()}
"""The package's activation layers by the name of their function, for menus, tables and tests."""
