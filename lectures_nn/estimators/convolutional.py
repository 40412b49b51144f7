"""A convolutional network as a scikit-learn classifier."""

import math
from dataclasses import dataclass

from lectures_nn.estimators.base import NetworkEstimator, hidden_layers
from lectures_nn.estimators.dense import LabelledTargets
from lectures_nn.estimators.menus import activation_of, initializer_of
from lectures_nn.layers import Conv2D, Dense, Flatten, MaxPool2D
from lectures_nn.validation import whole_number


@dataclass(eq=False, repr=False)
class ImageArguments:
    """What comes before the arguments of all estimators: a dataclass begins with its last base."""

    image_shape: tuple | None = None
    n_filters: int = 10
    receptive_field: int = 3
    pool_size: int = 2


@dataclass(eq=False, repr=False)
class ConvolutionalNetworkClassifier(LabelledTargets, NetworkEstimator, ImageArguments):
    """One convolution, its activation, max pooling, dense layers, softmax: the lectures' CNN.

    scikit-learn hands images on as rows of pixels; `image_shape` says how to fold them back.

    Parameters
    ----------
    image_shape : None or tuple (height, width, channels), default None
        Shape of one image. None takes n pixels for a square grey image, or for one line of n
        pixels if n is no square.
    n_filters : int, default 10
        Filters of the convolution.
    receptive_field : int, default 3
        Side of each filter.
    pool_size : int, default 2
        Side of the pooling windows.
    hidden_layer_sizes : int or tuple of int, default (50,)
        Nodes of the dense hidden layers after the pooling.
    activation, eta, lmbd, epochs, batch_size, optimizer, initializer, early_stopping, \
validation_fraction, patience, random_state, warm_start, dtype, progress
        As for `NeuralNetworkClassifier`.

    Attributes
    ----------
    network_, history_, loss_curve_, classes_, coefs_, intercepts_, n_features_in_, \
feature_names_in_
        As for `NeuralNetworkClassifier`; the first of `coefs_` holds the filters,
        shape (k, k, channels, n_filters).

    Examples
    --------
    >>> from lectures_nn.datasets import load_digits_8x8
    >>> digits = load_digits_8x8()
    >>> model = ConvolutionalNetworkClassifier(epochs=5, random_state=0)
    >>> bool(model.fit(digits.X, digits.labels).score(digits.X, digits.labels) > 0.9)
    True
    """

    def build_layers(self, n_features, n_outputs):
        """Return the layers of a new network and the shape of one image."""
        drawn = initializer_of(self)
        stack = [
            Conv2D(self.n_filters, self.receptive_field, initializer=drawn),
            activation_of(self),
            MaxPool2D(whole_number("pool_size", self.pool_size), padding="same"),
            Flatten(),
            *hidden_layers(self),
            Dense(n_outputs, drawn),
        ]
        return stack, self._image_shape(n_features)

    def _image_shape(self, n_features):
        """Return (height, width, channels) of one image of so many pixels."""
        if self.image_shape is None:
            side = math.isqrt(n_features)
            return (side, side, 1) if side**2 == n_features else (1, n_features, 1)
        if not isinstance(self.image_shape, (tuple, list)) or len(self.image_shape) != 3:
            raise ValueError(
                f"image_shape must be (height, width, channels), got {self.image_shape!r}"
            )
        shape = tuple(whole_number("image_shape", size) for size in self.image_shape)
        if math.prod(shape) != n_features:
            raise ValueError(
                f"image_shape must hold as many pixels as X has columns, {n_features}, got {shape}"
            )
        return shape
