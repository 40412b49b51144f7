"""A network in one ``.npz`` file: its description as JSON, and theta."""

import io
import json
import math
import os
from pathlib import Path

import numpy as np

from lectures_nn.rebuilding import MissingClass
from lectures_nn.storage import read_measured, written_whole


def write(path, description, theta):
    """Write the two parts of a network to one file, which appears whole or not at all.

    Parameters
    ----------
    path : str or path-like
        Name of the file; ``.npz`` is added if it is missing. One of that name is replaced only at
        the end; where a link of that name leads elsewhere, the file there is.
    description : dict
        Of types that JSON knows.
    theta : ndarray

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    TypeError
        If path is no path, or the description holds something that JSON does not know.
    ValueError
        If path names no file.
    OSError
        If its folder does not exist or it cannot be written.
    """
    path = _npz_path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"path must be in a folder that exists, got {path}")
    try:
        text = json.dumps(description)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"arguments of layers and costs must be numbers, texts or lists of them to be saved, "
            f"got a network that is not: {error}"
        ) from error
    # In memory first: an archive that is interrupted half-way complains that its file is closed.
    whole = io.BytesIO()
    np.savez(whole, theta=theta, network=text)
    with written_whole(path) as file:
        file.write(whole.getbuffer())
    return path


def read(path, restore):
    """Read what `write` wrote.

    Parameters
    ----------
    path : str or path-like
        Name of the file, with or without ``.npz``.
    restore : callable
        Called as ``restore(description, theta)``; it raises where they are no network.

    Returns
    -------
    object
        What `restore` returned.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    PermissionError
        If it may not be read.
    ValueError
        If path names no file, or the file is damaged, holds something else, or needs a class that
        `restore` does not have.
    """
    path = _npz_path(path)
    if not path.exists():
        raise FileNotFoundError(f"no saved network at {path}")
    if not path.is_file():
        raise ValueError(
            f"{path.name} is not a network saved by Network.save: expected a file, got a folder, a "
            "pipe or a device"
        )
    with path.open("rb") as file:
        try:
            wanted = _wanted(os.fstat(file.fileno()).st_size)
            found = read_measured(file, wanted)
            return restore(json.loads(str(found["network"])), found["theta"])
        except MissingClass:
            raise
        except Exception as error:  # damage shows in many ways: all mean the same to the reader
            raise ValueError(
                f"{path.name} is not a network saved by Network.save, or is damaged: {error}"
            ) from error


def _wanted(size):
    """Return what the two arrays of a file of this size may be."""

    def check(name, what, kind, ndim):
        def fine(dtype, shape):
            if dtype.kind != kind or len(shape) != ndim:
                raise ValueError(f"{name} must be {what}, got shape {shape} of type {dtype}")
            if math.prod(shape) * dtype.itemsize > size:  # `write` does not compress
                raise ValueError(f"{name} must fit into the file of {size} bytes, got {shape}")

        return fine

    return {
        "network": check("network", "a text", "U", 0),
        "theta": check("theta", "a vector of numbers", "f", 1),
    }


def _npz_path(path):
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path must be a file name, got {type(path).__name__}")
    path = Path(path)
    if path.name in ("", ".."):
        raise ValueError(f"path must end in a file name, got {str(path)!r}")
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
