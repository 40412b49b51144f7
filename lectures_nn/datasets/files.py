"""Reading data files: only if their checksum is the one listed, and never with pickle."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from lectures_nn.places import course_folder, way_back
from lectures_nn.storage import READING

DATA = course_folder("data")
"""Folder of the shipped data: beside the package in a checkout, else inside it."""


def read_archive(name, keys):
    """Read arrays from an ``.npz`` file of the data folder after verifying its checksum.

    Parameters
    ----------
    name : str
        File name in the data folder, listed in ``SHA256SUMS``.
    keys : sequence of str
        Arrays that must be in it.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    TypeError
        If name is no plain file name or keys are no names.
    FileNotFoundError, ValueError
        If the file is absent, differs from the one listed, or lacks an array.
    """
    if not isinstance(name, str) or Path(name).name != name or name in ("", ".."):
        raise TypeError(f"name must be the name of a file in the data folder, got {name!r}")
    if not isinstance(keys, Iterable) or isinstance(keys, str):
        raise TypeError(f"keys must be a sequence of names, got {keys!r}")
    keys = list(keys)  # a generator can be read only once
    if not all(isinstance(key, str) for key in keys):
        raise TypeError(f"keys must be names, got {keys}")
    path = regular(DATA / name, way_back(f"data/{name}"))
    with path.open("rb") as file:
        expected, found = _listed_checksum(name), hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise ValueError(
                f"data/{name} is damaged: expected sha256 {expected[:12]}..., got {found[:12]}...; "
                f"get it back with: {way_back(f'data/{name}')}"
            )
        file.seek(0)
        with READING, np.load(file, allow_pickle=False) as archive:
            missing = sorted(set(keys) - set(archive.files))
            if missing:
                raise ValueError(f"data/{name} must hold {keys}, got {archive.files}")
            return {key: archive[key] for key in keys}


def regular(path, back):
    """Return a path that leads to a file, not to a folder, a pipe or a device.

    Parameters
    ----------
    path : pathlib.Path
        Where a data file should be.
    back : str
        What brings it back.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileNotFoundError
        If there is nothing.
    ValueError
        If there is something else.
    """
    if path.is_file():
        return path
    if path.exists():
        what = "a folder" if path.is_dir() else "a pipe or device"
        raise ValueError(
            f"{path.name} in {path.parent} must be a file, got {what}: move it away, then get the "
            f"file back with: {back}"
        )
    raise FileNotFoundError(
        f"{path.name} is not in {path.parent}: expected the data folder of the course; get it "
        f"back with: {back}"
    )


def _listed_checksum(name):
    sums = DATA / "SHA256SUMS"
    listed = {}
    if sums.is_file():
        text = sums.read_text(encoding="utf-8", errors="replace")  # damage must not stop the check
        rows = (line.split() for line in text.splitlines())
        listed = {row[1]: row[0] for row in rows if len(row) == 2}
    if name not in listed:
        raise ValueError(f"data/SHA256SUMS must list {name}, got {sorted(listed)}")
    return listed[name]
