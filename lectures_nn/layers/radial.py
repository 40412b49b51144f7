"""The radial basis layer: a node answers by the distance of its input from a centre."""

import numpy as np

from lectures_nn.initializers import Initializer, Normal
from lectures_nn.layers.base import Layer
from lectures_nn.validation import instance, number, whole_number


class RadialBasis(Layer):
    """Gaussian bumps: ``u_j = exp(-|a - c_j|^2 / (2 s_j^2))`` (Broomhead and Lowe, 1988).

    The centres c_j and the logarithms of the widths s_j are parameters, so that every number is
    allowed for both. Neither is penalised: a small centre is not a simpler one. Followed by
    `Dense`, the layer makes a radial basis function network.

    Parameters
    ----------
    n_centres : int
        Number of nodes.
    width : float, default 1.0
        Starting value of every width, in the units of the inputs.
    initializer : Initializer, default Normal()
        Draws the starting centres. Often better is to put them on examples:
        ``layer.centres[...] = X[:n_centres]``.
    """

    a = None

    def __init__(self, n_centres, width=1.0, initializer=Normal()):
        self.n_centres = whole_number("n_centres", n_centres)
        self.width = number("width", width, above=0)
        self.initializer = instance("initializer", initializer, Initializer)

    def connect(self, input_shape):
        """Set up for inputs of shape (n_in,)."""
        if len(input_shape) != 1:
            raise ValueError(
                f"{self!r} expects one row of numbers an example, got the shape {input_shape}"
            )
        (self.n_in,) = input_shape
        self.parameter_shapes = {
            "centres": (self.n_centres, self.n_in),
            "log_widths": (self.n_centres,),
        }
        self.input_shape, self.output_shape = (self.n_in,), (self.n_centres,)
        return self.output_shape

    def initialize(self, rng):
        """Draw the centres; set the widths."""
        self.centres[...] = self.initializer(rng, self.centres.shape)
        self.log_widths[...] = np.log(self.width)

    def forward(self, a):
        """Return u, shape (m, n_centres), between 0 and 1."""
        if a.ndim != 2 or a.shape[1] != self.n_in:
            raise ValueError(f"{self!r} expects a of shape (m, {self.n_in}), got {a.shape}")
        self.a = a
        self.q = np.empty((len(a), self.n_centres), a.dtype)  # |a - c|^2 / s^2
        for j, centre in enumerate(self.centres):
            self.q[:, j] = ((a - centre) ** 2).sum(axis=1)
        self.q *= np.exp(-2 * self.log_widths)
        self.u = np.exp(-self.q / 2)
        return self.u

    def backward(self, delta, propagate=True):
        """Store dcentres and dlog_widths; return dJ/da."""
        if self.a is None:
            raise self.needs_forward()
        by_u = delta * self.u
        self.dlog_widths[...] = (by_u * self.q).sum(axis=0)
        pull = by_u * np.exp(-2 * self.log_widths)  # times (a - c): along the centre, -along a
        da = np.zeros_like(self.a) if propagate else None
        for j, centre in enumerate(self.centres):
            away = self.a - centre
            self.dcentres[j] = pull[:, j] @ away
            if propagate:
                da -= pull[:, j : j + 1] * away
        return da
