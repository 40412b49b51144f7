"""The step from images to rows of numbers."""

import math

import numpy as np

from lectures_nn.layers.base import Layer


class Flatten(Layer):
    """An image becomes a row of numbers: the last axis, channels, runs fastest, as in Keras."""

    counterparts = {"keras": "Flatten", "tensorflow": "reshape", "torch": "Flatten"}

    def connect(self, input_shape):
        """Set up for inputs of any shape; the output has the shape (n,)."""
        self.input_shape = tuple(input_shape)
        self.output_shape = (math.prod(input_shape),)
        return self.output_shape

    def forward(self, a):
        """Return a as rows, shape (m, n)."""
        self.check_input(a)
        return np.ascontiguousarray(a.reshape(len(a), -1))

    def backward(self, delta, propagate=True):
        """Return delta in the shape of the images, the batch innermost in memory."""
        return np.asfortranarray(delta.reshape(-1, *self.input_shape)) if propagate else None
