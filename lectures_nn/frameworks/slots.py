"""Weights on the move: every model as a list of slots in one order and one layout, ours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lectures_nn.layers import Conv2D, Dense, Flatten
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


def transfer(source, target):
    """Copy the values of slots into those of another model, after looking at all of them.

    Raises
    ------
    ValueError
        If their number or a shape differs; nothing has been copied then.
    """
    if len(source) != len(target):
        raise ValueError(
            f"source and target must have equally many arrays of weights and biases, got "
            f"{len(source)} and {len(target)}"
        )
    for old, new in zip(source, target, strict=True):
        if old.shape != new.shape:
            raise ValueError(
                f"source and target must have the same shapes, got {old.name} {old.shape} and "
                f"{new.name} {new.shape}"
            )
    values = [real_array(f"{slot.name} of source", slot.read()) for slot in source]
    for slot, value in zip(target, values, strict=True):
        slot.write(value)


def network_slots(network):
    """Return the slots of a network; refuse layers that the others do not have."""
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
