"""Files that are written whole or not at all, and arrays that are measured before they are read."""

import contextlib
import errno
import os
import platform
import re
import secrets
import stat
import threading
import zipfile
from pathlib import Path

import numpy as np

HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
"""How to read shape and type of an array, by the version of its file format."""

# Held while arrays are read: NumPy compiles what an array says of itself, which in Python 3.11 can
# fail when two threads do it at once (gh-106905), and a sound file would be called damaged.
READING = threading.Lock()


def read_measured(file, wanted):
    """Read arrays from an open ``.npz`` file, after a look at how large they say they are.

    A few megabytes of a zip archive can hold gigabytes of zeros.

    Parameters
    ----------
    file : binary file
        Where to read from.
    wanted : dict
        (dtype, shape) of each array, by name; or a function that is called with both, and raises
        where they are not fine.

    Returns
    -------
    dict of str to ndarray
    """
    with READING, zipfile.ZipFile(file) as archive:
        for name, fine in wanted.items():
            dtype, shape = _measured(archive, name)
            if callable(fine):
                fine(dtype, shape)
            elif (dtype, shape) != fine:
                raise ValueError(
                    f"{name} must have shape {fine[1]} and type {np.dtype(fine[0])}, got {shape} "
                    f"and {dtype}"
                )
        found = {}
        for name in wanted:
            with archive.open(f"{name}.npy") as member:
                found[name] = np.lib.format.read_array(member, allow_pickle=False)
    return found


def _measured(archive, name):
    """Return type and shape that an array says it has."""
    if f"{name}.npy" not in archive.namelist():
        raise ValueError(f"expected an array {name} in it, got {archive.namelist()[:5]}")
    with archive.open(f"{name}.npy") as member:
        try:
            shape, _, dtype = HEADERS[np.lib.format.read_magic(member)](member)
        except Exception as error:  # NumPy's own words may advise to trust the file
            raise ValueError(f"{name} does not begin as an array does") from error
    return dtype, shape


@contextlib.contextmanager
def written_whole(path):
    """Open a file that takes its name only when all of it is on the disk.

    Until then the old content stays. Two writers do not meet: each has an unfinished file with a
    name of its own. One that was killed leaves it behind; the next to write clears that away.

    Parameters
    ----------
    path : pathlib.Path
        Name of the file. Where a link of that name leads elsewhere, the file there is replaced.

    Yields
    ------
    binary file
        To write to.

    Raises
    ------
    ValueError
        If there is something of that name that is no file.
    OSError
        If it cannot be written; what was there is as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} must be a file, got a folder, a pipe or a device")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "this file is there and may not be changed", str(path))
    _clear_unfinished(path)
    own = f"{os.getpid()}-{_machine()}-{secrets.token_hex(4)}.part"
    unfinished = path.with_name(f"{_beginning(path)}.{own}")
    try:
        with unfinished.open("xb") as file:
            if path.exists():
                unfinished.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave an empty file under the name
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _clear_unfinished(path):
    """Remove what writers of this file left that no longer run."""
    pattern = re.compile(re.escape(f"{_beginning(path)}.") + r"(\d+)-(\w*)-[0-9a-f]{8}\.part")
    for other in path.parent.iterdir():
        match = pattern.fullmatch(other.name)
        if match and match[2] == _machine() and not _runs(int(match[1])):
            with contextlib.suppress(OSError):  # somebody else may be clearing too
                other.unlink()


def _beginning(path):
    return f".{path.name[:40]}"  # a name has a limit, which the whole name may have reached


def _machine():
    return re.sub(r"\W", "", platform.node())[:20]


def _runs(pid):
    """Say whether there is a process of this number."""
    if os.name == "nt":  # no harmless question to ask; but an open file cannot be removed there
        return pid == os.getpid()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
