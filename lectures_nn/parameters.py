"""One vector, many views: the parameters of all layers side by side in memory."""

import math

import numpy as np


class Parameters:
    """The vectors theta and grad, whose parts are the layers' ``W`` and ``dW``, ``b`` and ``db``.

    All weights W come first, layer by layer, and after them whatever else the layers have, in the
    same order: so the L2 penalty is on one slice.

    Parameters
    ----------
    layers : list of Layer
        Connected ones. Each is given a view of theta for every parameter it names, and one of grad.
    dtype : numpy dtype
        Type of both vectors.

    Attributes
    ----------
    theta, grad : ndarray of shape (n_parameters,)
        Zeros at first.
    weights, weight_gradients : ndarray of shape (n_weights,)
        The parts of theta and grad that are weights, views.
    """

    def __init__(self, layers, dtype):
        self.layers = layers
        named = _named(layers)
        sizes = [math.prod(shape) for _, _, shape in named]
        self.theta = np.zeros(sum(sizes), dtype)
        self.grad = np.zeros_like(self.theta)
        self._views = []  # (layer, name of the attribute, what it was given)
        start = 0
        for size, (layer, name, shape) in zip(sizes, named, strict=True):
            part = slice(start, start + size)
            for attribute, vector in ((name, self.theta), ("d" + name, self.grad)):
                view = vector[part].reshape(shape)
                setattr(layer, attribute, view)
                self._views.append((layer, attribute, view))
            start += size
        n_weights = sum(n for n, (_, name, _) in zip(sizes, named, strict=True) if name == "W")
        self.weights, self.weight_gradients = self.theta[:n_weights], self.grad[:n_weights]

    def check_views(self):
        """Refuse to go on where ``layer.W = values`` has cut a layer off theta or grad."""
        for layer, name, view in self._views:
            if getattr(layer, name, None) is not view:
                place = self.layers.index(layer)
                vector = "theta" if name in layer.parameter_shapes else "grad"
                raise ValueError(
                    f"layers[{place}].{name} must stay a view of {vector}, got another array in "
                    f"its place: make the network anew and write layers[{place}].{name}[...] = "
                    "values"
                )


def n_parameters_of(layers):
    """Return how many parameters connected layers have.

    Parameters
    ----------
    layers : list of Layer

    Returns
    -------
    int
    """
    return sum(math.prod(shape) for _, _, shape in _named(layers))


def _named(layers):
    """Return (layer, name, shape) of every parameter: weights W first, then the others."""
    named = [
        (layer, name, shape) for layer in layers for name, shape in layer.parameter_shapes.items()
    ]
    return sorted(named, key=lambda parameter: parameter[1] != "W")  # keeps the order of layers
