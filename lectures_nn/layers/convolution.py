"""The convolutional layer: every node sees a small window, and all share their weights."""

import numpy as np

from lectures_nn.activations import _ones
from lectures_nn.initializers import Glorot, Initializer
from lectures_nn.layers.base import Layer
from lectures_nn.layers.windows import Windows, checked_padding
from lectures_nn.validation import instance, number, whole_number

# The windows are multiplied in tiles. What one operation computes of a tile should still be in the
# cache for the next: TILE numbers, 2 MB in float32. With few weights, a product of no more than
# SMALL multiplications is better yet: OpenBLAS has a way of its own for it, up to 3.7 times faster.
TILE, SMALL = 2**19, 10**6


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
        self.padded, self.columns = self.windows.pad(a.T), None
        z = np.empty((*self.output_shape[::-1], len(a)), a.dtype)
        W, b = self.W.reshape(-1, self.n_filters), self.b[:, None, None, None]
        for tile, columns in self._columns():
            np.add((W.T @ columns).reshape(z[tile].shape), b, out=z[tile])
        return z.T

    def backward(self, delta, propagate=True):
        """Store dW and db; return dJ/da, to which each window gives its part."""
        if self.padded is None:
            raise self._needs_forward()
        W, dW = (matrix.reshape(-1, self.n_filters) for matrix in (self.W, self.dW))
        dW[...] = self.db[...] = 0
        da = self.windows.slopes(len(delta), delta.dtype) if propagate else None
        for tile, columns in self._columns():
            d = delta.T[tile].reshape(self.n_filters, -1)
            dW += columns @ d.T
            self.db += d.dot(_ones(d.shape[1], d.dtype))
            if propagate:
                parts = (W @ d).reshape(-1, self.input_shape[2], *delta.T[tile].shape[1:])
                for pixels, part in zip(self.windows.offsets(da), parts, strict=True):
                    self.windows.give(pixels[tile], part)
        return self.windows.unpad(da).T if propagate else None

    def _columns(self):
        """Yield, tile by tile, its index and its windows as columns of k k channels numbers."""
        seen = self.windows.of(self.padded)
        n, few = self.W[..., 0].size, SMALL // self.W.size
        room = few if few > 1000 else TILE // (n + self.n_filters)
        tiles = list(self.windows.tiles(self.padded.shape[-1], room))
        for tile in tiles:
            if self.columns is None or len(tiles) > 1:  # one tile serves backward as well
                self.columns = seen[tile].reshape(n, -1)
            yield tile, self.columns
