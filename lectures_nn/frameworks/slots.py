"""Weights on the move: every model as a list of slots in one order and one layout, ours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lectures_nn.layers import Conv2D, Dense, Flatten
from lectures_nn.validation import real_array

FLOATS = ("float16", "float32", "float64")


@dataclass
class Slot:
    """One array of parameters of some model, as this course lays it out.

    Attributes
    ----------
    name : str
        For messages.
    shape : tuple
        That of W or b in this course.
    dtype : str
        Type of the numbers where they are kept, such as "float32".
    read, write : callable
        Return the values; put new ones in their place.
    writeable : bool
        Whether `write` can do so.
    """

    name: str
    shape: tuple
    dtype: str
    read: Callable
    write: Callable
    writeable: bool = True


def transfer(source, target):
    """Copy the values of slots into those of another model, after looking at all of them.

    Where one does not fit, nothing is copied at all.

    Parameters
    ----------
    source, target : list of Slot
        Equally many, of the same shapes in the same order.
    """
    if len(source) != len(target):
        raise ValueError(
            f"source and target must have equally many arrays of weights and biases, got "
            f"{len(source)} and {len(target)}"
        )
    values = []
    for old, new in zip(source, target, strict=True):
        if old.shape != new.shape:
            raise ValueError(
                f"source and target must have the same shapes, got {old.name} {old.shape} and "
                f"{new.name} {new.shape}"
            )
        for slot in (old, new):
            if slot.dtype not in FLOATS:
                raise TypeError(
                    f"weights must be numbers of type {', '.join(FLOATS)}, got {slot.name} of type "
                    f"{slot.dtype}"
                )
        if not new.writeable:
            raise ValueError(f"{new.name} of target must be writeable, got a read-only array")
        name = f"{old.name} of source as {new.dtype}"
        values.append(real_array(name, old.read(), dtype=new.dtype))
    for slot, value in zip(target, values, strict=True):
        slot.write(value)


def network_slots(network):
    """Return the slots of a network; refuse layers that the others do not have.

    Parameters
    ----------
    network : Network

    Returns
    -------
    list of Slot
        W and b of each layer with weights, in order.
    """
    found = []
    for number, layer in enumerate(network.layers, 1):
        if layer.parameter_shapes and not isinstance(layer, Dense | Conv2D):
            raise TypeError(f"layers with weights must be Dense or Conv2D, got {layer!r}")
        for name in layer.parameter_shapes:
            found.append(array_slot(f"layer {number} {name}", getattr(layer, name)))
    return found


def array_slot(name, array):
    """Return the slot that is a NumPy array, laid out as ours are.

    Parameters
    ----------
    name : str
        For messages.
    array : ndarray

    Returns
    -------
    Slot
    """

    def write(values):
        array[...] = values

    shape, dtype = array.shape, array.dtype.name
    return Slot(name, shape, dtype, array.copy, write, array.flags.writeable)


def channels_flattened(network):
    """Return, for each layer with weights, how many channels were flattened just before it.

    Parameters
    ----------
    network : Network

    Returns
    -------
    list of int
        1 where nothing was flattened, or rows of numbers.
    """
    found, channels = [], 1
    for layer in network.layers:
        if isinstance(layer, Flatten) and len(layer.input_shape) == 3:
            height, width, c = layer.input_shape
            channels = c if height * width > 1 else 1  # the channels of one pixel stay in order
        elif layer.parameter_shapes:
            found.append(channels)
            channels = 1
    if channels > 1:
        raise ValueError(
            f"network must have a Dense layer after Flatten, because PyTorch flattens images "
            f"channel by channel, got {channels} channels flattened at the end"
        )
    return found


def pixels_first(W, channels):
    """Move the rows of W from channel by channel, as PyTorch flattens, to pixel by pixel.

    Parameters
    ----------
    W : ndarray of shape (channels * pixels, n_out)
    channels : int

    Returns
    -------
    ndarray of shape (channels * pixels, n_out)
    """
    return W.reshape(channels, -1, W.shape[1]).swapaxes(0, 1).reshape(W.shape)


def channels_first(W, channels):
    """Undo `pixels_first`.

    Parameters
    ----------
    W : ndarray of shape (pixels * channels, n_out)
    channels : int

    Returns
    -------
    ndarray of shape (pixels * channels, n_out)
        Contiguous.
    """
    return np.ascontiguousarray(W.reshape(-1, channels, W.shape[1]).swapaxes(0, 1).reshape(W.shape))
