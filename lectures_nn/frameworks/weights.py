"""Weights on the move: every model as a list of slots in one order and one layout, ours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lectures_nn.frameworks.loading import NAMES, family
from lectures_nn.layers import Conv2D, Dense, Flatten
from lectures_nn.network import Network
from lectures_nn.validation import real_array


@dataclass
class Slot:
    """One array of parameters of some model, as this course lays it out.

    Attributes
    ----------
    name : str
        For messages.
    shape : tuple
        That of W or b in this course.
    read, write : callable
        Return the values; put new ones in their place.
    """

    name: str
    shape: tuple
    read: Callable
    write: Callable


def copy_weights(source, target):
    """Copy all weights and biases of one model into another of the same architecture.

    One of the two is a `Network`; the other one is a Keras model, a fitted ``MLPClassifier`` or
    ``MLPRegressor``, a ``torch.nn.Sequential``, or a second `Network`. Only layers with weights
    are looked at, so that it does not matter how activations are written.

    Parameters
    ----------
    source, target : model
        Where the weights are, and where they go; `target` is changed in place.

    Raises
    ------
    TypeError
        If neither is a `Network`, or one is no such model or has layers that are neither dense
        nor convolutional.
    ValueError
        If the number of layers with weights or a shape differs; nothing has been copied then.
    """
    network = next((model for model in (source, target) if isinstance(model, Network)), None)
    if network is None:
        raise TypeError(
            f"source or target must be a Network, got {type(source).__name__} and "
            f"{type(target).__name__}"
        )
    here, there = slots("source", source, network), slots("target", target, network)
    if len(here) != len(there):
        raise ValueError(
            f"source and target must have equally many arrays of weights and biases, got "
            f"{len(here)} and {len(there)}"
        )
    for old, new in zip(here, there, strict=True):
        if old.shape != new.shape:
            raise ValueError(
                f"source and target must have the same shapes, got {old.name} {old.shape} and "
                f"{new.name} {new.shape}"
            )
    values = [real_array(f"{slot.name} of source", slot.read()) for slot in here]
    for slot, value in zip(there, values, strict=True):
        slot.write(value)


def slots(name, model, network):
    """Return the slots of a model; the network says what comes before each layer with weights."""
    if isinstance(model, Network):
        return _network_slots(model)
    kind = family(model)
    if kind == "keras":
        from lectures_nn.frameworks.keras_models import keras_slots

        return keras_slots(name, model)
    if kind == "sklearn":
        from lectures_nn.frameworks.sklearn_models import sklearn_slots

        return sklearn_slots(name, model)
    if kind == "torch":
        from lectures_nn.frameworks.torch_models import torch_slots

        return torch_slots(name, model, channels_flattened(network))
    raise TypeError(
        f"{name} must be a Network or a model of Keras, scikit-learn or {NAMES['torch']}, got "
        f"{type(model).__name__}"
    )


def _network_slots(network):
    found = []
    for number, layer in enumerate(network.layers, 1):
        if layer.parameter_shapes and not isinstance(layer, Dense | Conv2D):
            raise TypeError(f"layers with weights must be Dense or Conv2D, got {layer!r}")
        for name in layer.parameter_shapes:
            array = getattr(layer, name)
            found.append(Slot(f"layer {number} {name}", array.shape, array.copy, into(array)))
    return found


def into(array):
    """Return the function that puts values into an array."""

    def write(values):
        array[...] = values

    return write


def channels_flattened(network):
    """Return, for each layer with weights, how many channels were flattened just before it."""
    found, channels = [], 1
    for layer in network.layers:
        if isinstance(layer, Flatten):
            channels = layer.input_shape[-1] if len(layer.input_shape) == 3 else 1
        elif layer.parameter_shapes:
            found.append(channels)
            channels = 1
    return found


def pixels_first(W, channels):
    """Move the rows of W from channel by channel, as PyTorch flattens, to pixel by pixel."""
    return W.reshape(channels, -1, W.shape[1]).swapaxes(0, 1).reshape(W.shape)


def channels_first(W, channels):
    """Undo `pixels_first`."""
    return np.ascontiguousarray(W.reshape(-1, channels, W.shape[1]).swapaxes(0, 1).reshape(W.shape))
