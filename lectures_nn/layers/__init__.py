"""Layers: each maps a batch forward, and the derivative of the cost backward.

``forward(a)`` takes the outputs of the layer below, one example a row. ``backward(delta)``
takes dJ/d(output of this layer), stores dJ/dW and dJ/db where there are weights, and returns
dJ/d(input of this layer). For `Dense` the incoming delta is exactly the delta^l = dJ/dz^l of
lecture 03. A layer keeps what its backward pass needs from the last forward pass.

Parameters live in the network's single vector; ``W``, ``b``, ``dW`` and ``db`` are views of it.
"""

from lectures_nn.layers.base import Layer
from lectures_nn.layers.convolution import Conv2D
from lectures_nn.layers.dense import Dense
from lectures_nn.layers.dropout import Dropout
from lectures_nn.layers.elementwise import (
    ACTIVATION_LAYERS,
    ELU,
    Activation,
    Elementwise,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Tanh,
)
from lectures_nn.layers.flatten import Flatten
from lectures_nn.layers.normalization import BatchNorm
from lectures_nn.layers.pooling import AveragePool2D, MaxPool2D, Pooling
from lectures_nn.layers.radial import RadialBasis
from lectures_nn.layers.recurrent import Recurrent

__all__ = [
    "ACTIVATION_LAYERS",
    "ELU",
    "Activation",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Elementwise",
    "Flatten",
    "Identity",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "Pooling",
    "RadialBasis",
    "ReLU",
    "Recurrent",
    "Sigmoid",
    "Tanh",
]
