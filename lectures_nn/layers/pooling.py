"""Pooling layers: a window of pixels becomes one number, in each channel by itself."""

from abc import abstractmethod

import numpy as np

from lectures_nn.layers.base import Layer
from lectures_nn.layers.windows import Windows, checked_padding
from lectures_nn.validation import whole_number


class Pooling(Layer):
    """What pooling layers have in common: windows, and what they give back.

    A subclass writes `pool` and `share`, and says what is added ``around`` the image.
    """

    m = None  # examples of the last batch

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

    def forward(self, a):
        """Return one number a window, shape (m, out height, out width, channels)."""
        self.check_input(a)
        self.m = len(a)
        return self.pool(self.windows.offsets(self.windows.pad(a.T, self.around))).T

    def backward(self, delta, propagate=True):
        """Return dJ/da, to which each window gives its part."""
        if self.m is None:
            raise self.needs_forward()
        if not propagate:
            return None
        da = self.windows.slopes(self.m, delta.dtype)
        self.share(delta.T, self.windows.offsets(da))
        return self.windows.unpad(da).T

    @abstractmethod
    def pool(self, pixels):
        """Return one number for each window from its pixels, offset by offset."""

    @abstractmethod
    def share(self, delta, slopes):
        """Give each pixel, offset by offset, its part of its window's delta."""


class MaxPool2D(Pooling):
    """The largest pixel of each window; of equal ones the first in reading order counts.

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

    around = -np.inf  # never the largest
    counterparts = {"keras": "MaxPooling2D", "tensorflow": "max_pool2d", "torch": "MaxPool2d"}

    def pool(self, pixels):
        """Return the largest pixel of each window; remember where it was."""
        largest, self.larger = pixels[0].copy(), []
        for scattered in pixels[1:]:
            pixel = scattered.copy()  # pays off: two operations on it follow
            self.larger.append(pixel > largest)  # strictly: an equal one changes nothing
            np.maximum(largest, pixel, out=largest)
        return largest

    def share(self, delta, slopes):
        """Give each window's delta to its largest pixel."""
        left = delta.copy()  # goes to the last pixel that was larger than all before it
        for larger, slope in zip(self.larger[::-1], slopes[:0:-1], strict=True):
            part = larger.astype(delta.dtype)
            part *= left
            left -= part
            self.windows.give(slope, part)
        self.windows.give(slopes[0], left)


class AveragePool2D(Pooling):
    """The mean of the pixels of each window.

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

    around = 0  # adds nothing to a sum
    counterparts = {"keras": "AveragePooling2D", "tensorflow": "avg_pool2d", "torch": "AvgPool2d"}

    def connect(self, input_shape):
        """Set up for images (height, width, channels); count the pixels of every window."""
        output_shape = super().connect(input_shape)
        ones = self.windows.pad(np.ones((*self.windows.shape, 1)))
        self.count = sum(self.windows.offsets(ones))  # (channels, out width, out height, 1)
        return output_shape

    def pool(self, pixels):
        """Return the mean of each window."""
        mean = pixels[0].copy()
        for pixel in pixels[1:]:
            mean += pixel
        mean /= self.count.astype(mean.dtype)
        return mean

    def share(self, delta, slopes):
        """Give each pixel of a window an equal part."""
        part = delta / self.count.astype(delta.dtype)
        for slope in slopes:
            self.windows.give(slope, part)
