"""What is passed and open over the whole course, as `progress` shows it."""

import contextlib
from dataclasses import dataclass

from lectures_nn.exercises import declared, record

HEAD = (
    "# Exercises that you passed. lectures_nn.exercises.progress(keep=False) removes this file.\n"
)


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
    file = record.place()
    try:
        where = _settle(file, keep)
        kept = record.kept(file)
    except OSError as error:
        where, kept = f"It cannot be kept in {file}: {error.strerror}.", set()
    return Progress(frozenset(record.passed_here | kept), _all_exercises(), where)


def _settle(file, keep):
    """Make or remove the file as asked, and say what is kept."""
    if file is None:
        return f"Nothing is kept: the environment variable {record.PLACE} is set to {record.OFF!r}."
    if keep is False:
        if file.is_file():
            file.unlink(missing_ok=True)
        return "Nothing is kept any more."
    if keep:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), file.open("x", encoding="utf-8") as new:
            new.write(HEAD)
        record.add(file, record.passed_here - record.kept(file))
    if file.is_file():
        return f"Kept in {file}"
    return (
        f"Not kept: this counts since the notebook's start. progress(keep=True) keeps it in {file}"
    )


def _all_exercises():
    """Return the names of the exercises of every lecture, in the order of their declaration."""
    return {
        lecture.__name__.rpartition(".")[2]: list(declared.exercises_of(lecture))
        for lecture in declared.lectures()
    }
