"""The recurrent layer: one cell that reads a sequence step by step and remembers."""

import numpy as np

from lectures_nn.initializers import Glorot, Initializer
from lectures_nn.layers.base import Layer
from lectures_nn.validation import instance, number, whole_number


class Recurrent(Layer):
    """A simple recurrent cell: h_t = tanh([x_t, h_{t-1}] W + b), from h_0 = 0 (Elman, 1990).

    Takes sequences of shape (m, steps, n_in) and returns the last state, (m, n_hidden). What
    leads from the input and what leads from the state before stand in one matrix, of shape
    (n_in + n_hidden, n_hidden): ``W[:n_in]`` reads, ``W[n_in:]`` remembers. So there is one
    product a step, and both parts get the L2 penalty.

    Parameters
    ----------
    n_hidden : int
        Size of the state.
    initializer : Initializer, default Glorot()
        Draws the starting weights.
    bias : float, default 0.0
        Starting value of the biases.

    References
    ----------
    J. Elman, "Finding structure in time", Cognitive Science 14, 179 (1990).
    P. Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the
    IEEE 78, 1550 (1990).
    """

    joined = None

    def __init__(self, n_hidden, initializer=Glorot(), bias=0.0):
        self.n_hidden = whole_number("n_hidden", n_hidden)
        self.initializer = instance("initializer", initializer, Initializer)
        self.bias = number("bias", bias)

    def connect(self, input_shape):
        """Set up for inputs of shape (steps, n_in)."""
        if len(input_shape) != 2:
            raise ValueError(
                f"{self!r} expects a sequence an example, shape (steps, n_in), got {input_shape}"
            )
        self.steps, self.n_in = input_shape
        self.parameter_shapes = {
            "W": (self.n_in + self.n_hidden, self.n_hidden),
            "b": (self.n_hidden,),
        }
        self.input_shape, self.output_shape = (self.steps, self.n_in), (self.n_hidden,)
        return self.output_shape

    def initialize(self, rng):
        """Draw the weights; set the biases."""
        self.W[...] = self.initializer(rng, self.W.shape)
        self.b[...] = self.bias

    def forward(self, x):
        """Return the state after the last step, shape (m, n_hidden)."""
        if x.ndim != 3 or x.shape[2] != self.n_in:
            raise ValueError(f"{self!r} expects x of shape (m, steps, {self.n_in}), got {x.shape}")
        m, steps, n_in = x.shape
        self.joined = np.zeros((steps + 1, m, n_in + self.n_hidden), x.dtype)  # [x_t, h_{t-1}]
        self.joined[:steps, :, :n_in] = x.transpose(1, 0, 2)
        self.h = self.joined[:, :, n_in:]  # h_0 ... h_T, a view
        for t in range(steps):
            np.tanh(self.joined[t] @ self.W + self.b, out=self.h[t + 1])
        return self.h[-1]

    def backward(self, delta, propagate=True):
        """Backpropagate through time: store dW and db, summed over steps; return dJ/dx."""
        if self.joined is None:
            raise self.needs_forward()
        deltas = 1 - self.h[1:] ** 2  # the slopes; times dJ/dh_t they become dJ/dz_t
        U, V = self.W[: self.n_in], self.W[self.n_in :]
        for delta_t in deltas[::-1]:
            delta_t *= delta
            delta = delta_t @ V.T  # on to the state before
        rows = deltas.reshape(-1, self.n_hidden)  # all steps of all examples
        self.dW[...] = self.joined[:-1].reshape(len(rows), -1).T @ rows
        self.db[...] = rows.sum(axis=0)
        return (deltas @ U.T).transpose(1, 0, 2) if propagate else None
