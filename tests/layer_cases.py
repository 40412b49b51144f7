"""One table of layers, from which the tests of layers, networks and training take their cases."""

import inspect

import numpy as np

from lectures_nn import layers
from lectures_nn.initializers import Glorot, He, Normal, Uniform, Zeros
from lectures_nn.layers import (
    ACTIVATION_LAYERS,
    ELU,
    BatchNorm,
    Dense,
    Dropout,
    LeakyReLU,
    RadialBasis,
)

# Functions, as a layer belongs to one network. The activations follow from their classes.
ELEMENTWISE = dict(ACTIVATION_LAYERS)
LAYERS = {
    **ELEMENTWISE,
    "leaky_relu 0.3": lambda: LeakyReLU(0.3),
    "elu 2.5": lambda: ELU(2.5),
    "dense": lambda: Dense(3),
    "radial": lambda: RadialBasis(3),  # its parameters: test_radial
    "batch_norm": BatchNorm,  # as it predicts; test_normalization has it learn
}
"""Layers that take rows of numbers, each by itself."""

ELSEWHERE = {
    layers.AveragePool2D, layers.Conv2D, layers.Flatten, layers.MaxPool2D, layers.Recurrent,
}  # fmt: skip
"""Layers that take other inputs, in test files of their own."""


def all_layers():
    """Return the classes that a network can be made of."""
    return {
        cls
        for cls in vars(layers).values()
        if isinstance(cls, type) and issubclass(cls, layers.Layer) and not inspect.isabstract(cls)
    }


def deep_stack():
    """Return one network of all layers of rows, with NumPy's scalars for arguments: 3 outputs."""
    stack = [layer for cls in ELEMENTWISE.values() for layer in (Dense(5), cls())]
    return [
        *stack,
        BatchNorm(np.float64(0.9)),
        LeakyReLU(np.float64(0.1)),
        ELU(np.float64(1.5)),
        RadialBasis(np.int64(5), np.float64(0.7)),
        Dropout(np.float64(0.2)),
        Dense(3, bias=np.float64(0.1)),
    ]


def stacks_to_save():
    """Return stacks that together have every layer of rows and every initializer."""
    first, *rest = ELEMENTWISE.values()
    return [
        [Dense(5, Zeros(), bias=0.5), first(), Dense(5, Normal(0.3)), *(cls() for cls in rest)],
        [Dense(5, Uniform(0.2)), Dense(5, He()), LeakyReLU(0.3), Dense(2, Glorot())],
        [
            Dense(5),
            ELU(2.0),
            BatchNorm(0.5),
            Dense(np.int64(3), bias=np.float32(0.5)),
            Dropout(0.5),
        ],
        [RadialBasis(5, 0.4, Uniform(0.3)), Dense(2)],
    ]
