"""Pooling layers: a window of pixels becomes one number, in each channel by itself."""

from abc import abstractmethod

import numpy as np

from lectures_nn.layers.base import Layer
from lectures_nn.layers.windows import Windows, checked_padding
from lectures_nn.validation import whole_number


class Pooling(Layer):
    """What pooling layers have in common.

    Parameters
    ----------
    size : int, default 2
        Height and width of a window.
    stride : int, optional
        Pixels from one window to the next; `size` if not given, so that windows do not overlap.
    padding : "valid", "same" or int, default "valid"
        Which windows there are; `lectures_nn.layers.windows` states the rule. Only pixels of the
        image count: what is added around it is no pixel.
    """

    padded = None

    def __init__(self, size=2, stride=None, padding="valid"):
        self.size = whole_number("size", size)
        self.stride = None if stride is None else whole_number("stride", stride)
        self.padding = checked_padding(padding)
        if not isinstance(self.padding, str) and self.padding >= self.size:
            raise ValueError(
                f"padding must be smaller than size={self.size}, so that every window holds a "
                f"pixel, got {self.padding}"
            )

    def connect(self, input_shape):
        """Set up for images (height, width, channels)."""
        stride = self.stride or self.size
        self.windows = Windows(self, input_shape, self.size, stride, self.padding)
        self.input_shape = tuple(input_shape)
        self.output_shape = (self.windows.height, self.windows.width, input_shape[2])
        return self.output_shape

    def backward(self, delta, propagate=True):
        """Return dJ/da, to which the windows of each pixel all contribute."""
        if self.padded is None:
            raise self._needs_forward()
        if not propagate:
            return None
        da = np.zeros_like(self.padded)
        self._share(delta.T, self.windows.offsets(da))
        return self.windows.unpad(da, (*self.input_shape[::-1], len(delta))).T

    @abstractmethod
    def _share(self, delta, slopes):
        """Add to each pixel of every window, offset by offset, its part of delta."""


class MaxPool2D(Pooling):
    """The largest pixel of each window; of equal ones the first in reading order gets the slope."""

    __doc__ += Pooling.__doc__.partition("\n")[2]

    def forward(self, a):
        """Return the maxima, shape (m, out height, out width, channels)."""
        self._check_shape(a)
        self.padded = self.windows.pad(a.T, -np.inf)
        self.largest = np.maximum.reduce(self.windows.offsets(self.padded))
        return self.largest.T

    def _share(self, delta, slopes):
        left = delta.copy()
        for pixel, slope in zip(self.windows.offsets(self.padded), slopes, strict=True):
            part = left * (pixel == self.largest)
            slope += part
            left -= part


class AveragePool2D(Pooling):
    """The mean of the pixels of each window."""

    __doc__ += Pooling.__doc__.partition("\n")[2]

    def connect(self, input_shape):
        """Set up for images (height, width, channels); count the pixels of every window."""
        shape = super().connect(input_shape)
        one = self.windows.pad(np.ones((1, *input_shape[1::-1], 1)))
        self.count = sum(self.windows.offsets(one))
        return shape

    def forward(self, a):
        """Return the means, shape (m, out height, out width, channels)."""
        self._check_shape(a)
        self.padded = self.windows.pad(a.T)
        sums = sum(self.windows.offsets(self.padded))
        return (sums / self.count.astype(a.dtype)).T

    def _share(self, delta, slopes):
        part = delta / self.count.astype(delta.dtype)
        for slope in slopes:
            slope += part
