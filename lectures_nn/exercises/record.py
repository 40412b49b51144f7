"""What was passed: remembered while the notebook runs, and kept in a file if the reader asks.

The file holds one line an exercise, such as ``lecture_03.output_error``. Lines are only ever
added, each by a single write, so that two notebooks can do it at once; nothing else is written,
and the course itself may be read-only. That the file exists is the reader's consent.
"""

import contextlib
import importlib
import os
import pkgutil
import sys
from dataclasses import dataclass
from pathlib import Path

import lectures_nn.exercises

PLACE = "LECTURES_NN_PROGRESS"  # the environment variable: another file, or OFF
OFF = "off"
HEAD = (
    "# Exercises that you passed. lectures_nn.exercises.progress(keep=False) removes this file.\n"
)

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
        if file is not None and file.exists() and name not in _kept(file):
            _add(file, [name])


def _full_name(exercise):
    for module_name, module in list(sys.modules.items()):
        package, _, lecture = module_name.rpartition(".")
        of_a_lecture = package == lectures_nn.exercises.__name__ and lecture.startswith("lecture_")
        if of_a_lecture and vars(module).get(exercise.name) is exercise:
            return f"{lecture}.{exercise.name}"
    return None


def _kept(file):
    """Return the names in the file; what is not a name, such as half a line, is left out."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line.strip() for line in lines if line.startswith("lecture_")}


def _add(file, names):
    """Add lines by one write to the end of the file, whoever else writes to it."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0))
    try:
        os.write(handle, "".join(f"{name}\n" for name in sorted(names)).encode())
    finally:
        os.close(handle)


@dataclass(frozen=True, repr=False)
class Progress:
    """Which exercises are passed.

    Attributes
    ----------
    passed : frozenset of str
        Such as ``lecture_03.output_error``.
    exercises : dict
        Lecture -> names of its exercises.
    where : str
        A sentence on what is kept, and in which file.
    """

    passed: frozenset
    exercises: dict
    where: str

    def __repr__(self):
        """Show a line for each lecture, the sum, and the place."""
        lines, done = [], 0
        for lecture, names in self.exercises.items():
            still = [name for name in names if f"{lecture}.{name}" not in self.passed]
            done += len(names) - len(still)
            open_ones = f"open: {', '.join(still)}" if still else "all passed"
            count = f"{len(names) - len(still)} of {len(names)}"
            lines.append(f"{lecture.replace('_', ' ')}  {count:8}{open_ones}")
        total = sum(map(len, self.exercises.values()))
        return "\n".join([*lines, f"together    {done} of {total}", self.where])


def show(keep=None):
    """Return the progress, and begin or end to keep it.

    Parameters
    ----------
    keep : bool, optional
        As for `lectures_nn.exercises.progress`.

    Returns
    -------
    Progress
    """
    file = place()
    try:
        where = _settle(file, keep)
        kept = _kept(file) if file is not None and file.exists() else set()
    except OSError as error:
        where, kept = f"It cannot be kept in {file}: {error.strerror}.", set()
    return Progress(frozenset(passed_here | kept), _all_exercises(), where)


def _settle(file, keep):
    """Make or remove the file as asked, and say what is kept."""
    if file is None:
        return f"Nothing is kept: the environment variable {PLACE} is set to {OFF!r}."
    if keep is False:
        file.unlink(missing_ok=True)
        return "Nothing is kept any more."
    if keep:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), file.open("x", encoding="utf-8") as new:
            new.write(HEAD)
        _add(file, passed_here - _kept(file))
    if file.exists():
        return f"Kept in {file}"
    return (
        f"Not kept: this counts since the notebook's start. progress(keep=True) keeps it in {file}"
    )


def _all_exercises():
    """Return the names of the exercises of every lecture, in the order of their declaration."""
    return {
        lecture.__name__.rpartition(".")[2]: list(exercises_of(lecture)) for lecture in lectures()
    }


def lectures():
    """Import the modules of the lectures.

    Returns
    -------
    list of module
    """
    found = pkgutil.iter_modules(lectures_nn.exercises.__path__)
    names = sorted(module.name for module in found if module.name.startswith("lecture_"))
    return [importlib.import_module(f"{lectures_nn.exercises.__name__}.{name}") for name in names]


def exercises_of(lecture):
    """Return the exercises of a lecture's module.

    Parameters
    ----------
    lecture : module

    Returns
    -------
    dict
        Name -> exercise.
    """
    from lectures_nn.exercises.engine import Exercise

    return {name: value for name, value in vars(lecture).items() if isinstance(value, Exercise)}
