"""The convolutional layer: every node sees a small window, and all share their weights."""

import numpy as np

from lectures_nn.initializers import Glorot, Initializer
from lectures_nn.layers.base import Layer
from lectures_nn.layers.windows import Windows, as_rows, checked_padding
from lectures_nn.validation import instance, number, whole_number


class Conv2D(Layer):
    """Each filter slides over the image: z = b + sum of W times the pixels of a window.

    As in all frameworks the filter is not turned round: in the language of signal processing
    this is a cross-correlation.

    Parameters
    ----------
    n_filters : int
        Number of filters, each of which makes one channel of the output.
    receptive_field : int, default 3
        Height and width k of a filter.
    stride : int, default 1
        Pixels from one window to the next.
    padding : "same", "valid" or int, default "same"
        Zeros around the image; `lectures_nn.layers.windows` states the rule.
    initializer : Initializer, default Glorot()
        Draws the starting weights W, of shape (k, k, channels, n_filters).
    bias : float, default 0.0
        Starting value of the biases b, of shape (n_filters,).
    """

    padded = None
    counterparts = {"keras": "Conv2D", "tensorflow": "conv2d", "torch": "Conv2d"}

    def __init__(
        self,
        n_filters,
        receptive_field=3,
        stride=1,
        padding="same",
        initializer=Glorot(),
        bias=0.0,
    ):
        self.n_filters = whole_number("n_filters", n_filters)
        self.receptive_field = whole_number("receptive_field", receptive_field)
        self.stride = whole_number("stride", stride)
        self.padding = checked_padding(padding)
        self.initializer = instance("initializer", initializer, Initializer)
        self.bias = number("bias", bias)

    def connect(self, input_shape):
        """Set up for images (height, width, channels)."""
        k, f = self.receptive_field, self.n_filters
        self.windows = Windows(self, input_shape, k, self.stride, self.padding)
        self.parameter_shapes = {"W": (k, k, input_shape[2], f), "b": (f,)}
        self.input_shape = tuple(input_shape)
        self.output_shape = (self.windows.height, self.windows.width, f)
        return self.output_shape

    def initialize(self, rng):
        """Draw the weights; set the biases."""
        self.W[...] = self.initializer(rng, self.W.shape)
        self.b[...] = self.bias

    def forward(self, a):
        """Return z, shape (m, out height, out width, n_filters)."""
        self.check_input(a)
        self.padded = self.windows.pad(a.T)
        z = np.empty((*self.output_shape[::-1], len(a)), a.dtype)
        W = np.vstack([self.W.reshape(-1, self.n_filters), self.b])  # b for the row of 1s
        for tile, columns in self.windows.columns(self.padded, self.n_filters):
            np.matmul(W.T, columns, out=as_rows(z, tile))
        return z.T

    def backward(self, delta, propagate=True):
        """Store dW and db; return dJ/da, to which each window gives its part."""
        if self.padded is None:
            raise self.needs_forward()
        delta = np.ascontiguousarray(delta.T)
        W, dW_and_db = self.W.reshape(-1, self.n_filters), 0
        da = self.windows.slopes(delta.shape[-1], delta.dtype) if propagate else None
        for tile, columns in self.windows.columns(self.padded, self.n_filters):
            d = as_rows(delta, tile)
            dW_and_db += columns @ d.T
            if propagate:
                self.windows.give_columns(da, tile, W @ d)
        self.dW[...], self.db[...] = dW_and_db[:-1].reshape(self.W.shape), dW_and_db[-1]
        return self.windows.unpad(da).T if propagate else None
