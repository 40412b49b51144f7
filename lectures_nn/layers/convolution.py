"""The convolutional layer: every node sees a small window, and all share their weights."""

import numpy as np

from lectures_nn.initializers import Glorot, Initializer
from lectures_nn.layers.base import Layer
from lectures_nn.layers.windows import Windows, checked_padding
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
        self._check_shape(a)
        self.padded = self.windows.pad(a.T)
        z = self._W().T @ self._columns()  # (n_filters, one column a window)
        z += self.b[:, None]
        return z.reshape(*self.output_shape[::-1], len(a)).T

    def backward(self, delta, propagate=True):
        """Store dW and db; return dJ/da, to which each pixel's windows all contribute."""
        if self.padded is None:
            raise self._needs_forward()
        d = delta.T.reshape(self.n_filters, -1)
        self.dW[...] = (self._columns() @ d.T).reshape(self.dW.shape)
        d.sum(axis=1, out=self.db)
        if not propagate:
            return None
        da = np.zeros_like(self.padded)
        parts = (self._W() @ d).reshape(-1, self.input_shape[2], *delta.T.shape[1:])
        for pixels, part in zip(self.windows.offsets(da), parts, strict=True):
            pixels += part
        return self.windows.unpad(da, (*self.input_shape[::-1], len(delta))).T

    def _W(self):
        """Return W as a matrix, one filter a column."""
        return self.W.reshape(-1, self.n_filters)

    def _columns(self):
        """Return every window as a column of k k channels numbers, in the order of W."""
        views = self.windows.offsets(self.padded)
        return np.stack(views).reshape(self._W().shape[0], -1)
