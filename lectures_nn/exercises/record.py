"""What was passed: remembered while the notebook runs, and kept in a file if the reader asks.

The file holds one line an exercise, such as ``lecture_03.output_error``. Lines are only ever
added, each by a single write, so that two notebooks can do it at once; nothing else is written,
and the course itself may be read-only. That the file exists is the reader's consent.
"""

import contextlib
import errno
import os
import sys
from pathlib import Path

import lectures_nn.exercises

PLACE = "LECTURES_NN_PROGRESS"  # the environment variable: another file, or OFF
OFF = "off"
passed_here = set()  # "lecture_03.output_error", since this notebook was started


def place():
    """Return the file in which progress is or would be kept.

    Returns
    -------
    Path or None
        None if nothing is kept on this machine, in tests for instance.
    """
    named = os.environ.get(PLACE)
    if named:
        return None if named == OFF else Path(named)
    import platformdirs

    return platformdirs.user_data_path("lectures_nn", appauthor=False) / "progress.txt"


def note(exercise, frame):
    """Remember that an exercise was passed.

    Parameters
    ----------
    exercise : Exercise
        Those that belong to no lecture are not remembered.
    frame : frame
        Of the cell that called the check. What a solution passes is no progress.
    """
    name = _full_name(exercise)
    if name is None or any(used.startswith("solution_") for used in frame.f_code.co_names):
        return
    passed_here.add(name)
    file = place()
    # A check never fails, so that a disk that is full is told by progress() only.
    with contextlib.suppress(OSError):
        if file is not None and file.is_file() and name not in kept(file):
            add(file, [name])


def _full_name(exercise):
    for module_name, module in list(sys.modules.items()):
        package, _, lecture = module_name.rpartition(".")
        of_a_lecture = package == lectures_nn.exercises.__name__ and lecture.startswith("lecture_")
        if of_a_lecture and vars(module).get(exercise.name) is exercise:
            return f"{lecture}.{exercise.name}"
    return None


def kept(file):
    """Return the names in the file; what is not a name, such as half a line, is left out.

    Parameters
    ----------
    file : Path or None

    Returns
    -------
    set of str
        Empty where there is no file; a pipe or a device, which may never end, is none.
    """
    if file is None or not file.is_file():
        return set()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line.strip() for line in lines if line.startswith("lecture_")}


def add(file, names):
    """Add lines by one write to the end of the file, whoever else writes to it.

    Parameters
    ----------
    file : Path
    names : iterable of str
    """
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "this is a folder, a pipe or a device", str(file))
    text = "".join(f"{name}\n" for name in sorted(names))
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0))
    try:
        end = os.lseek(handle, 0, os.SEEK_END)
        if end:
            os.lseek(handle, end - 1, os.SEEK_SET)
            if os.read(handle, 1) != b"\n":  # a disk that was full has cut off the last line
                text = "\n" + text
        os.write(handle, text.encode())
    finally:
        os.close(handle)
