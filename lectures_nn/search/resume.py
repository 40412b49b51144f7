"""The file of a search that can be interrupted: a first line that names it, and one a cell.

Every line carries a checksum of itself and, past the first, of what is searched. So damage is
found, and no line of another search is taken for one of this.
"""

import hashlib
import json
import os
from pathlib import Path

from lectures_nn.search.fingerprint import fingerprint
from lectures_nn.search.fits import is_result

LONGEST = 1000
"""More bytes than a line ever has: reading stops here, also in a file without any lines."""


class Log:
    """Finished cells, in memory and, if wished, in a file.

    Parameters
    ----------
    path : str or path-like, optional
        Where to keep them.
    tasks : list of tuple
        (cell, fold) of each fit.
    **search
        Everything that decides about the scores.

    Attributes
    ----------
    done : dict
        Result of each finished fit, by task.
    """

    def __init__(self, path, tasks, **search):
        self.done, self.path = {}, None
        if path is None:
            return
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"resume must be a file name, got {type(path).__name__}")
        self.path, self._tasks = Path(path), set(tasks)
        self._search = _name_of(search)
        self._read()

    def add(self, task, result):
        """Keep the result of a fit.

        Parameters
        ----------
        task : tuple
            (cell, fold).
        result : dict
            What `lectures_nn.search.fits.fit_and_judge` gave.
        """
        self.done[task] = result
        if self.path is not None:
            self._append(_line({"task": list(task), "result": result}, self._search))

    def _append(self, line):
        with self.path.open("ab") as file:
            file.write(line)

    def _read(self):
        """Take over what the file holds; change nothing unless all of it is of this search."""
        if not self.path.parent.is_dir() or (self.path.exists() and not self.path.is_file()):
            raise ValueError(f"resume must be a file in an existing folder, got {str(self.path)!r}")
        header = _line({"search": self._search})
        if not self.path.exists():
            self._append(header)
            return
        with self.path.open("rb") as file:
            lines = iter(lambda: file.readline(LONGEST), b"")
            first = next(lines, b"")
            if not header.startswith(first):
                raise ValueError(_what_it_is(self.path.name, first))
            whole = len(header) if first == header else 0
            for number, line in enumerate(lines, 2):
                if line.endswith(b"\n"):
                    self._take_over(number, line)
                    whole += len(line)
                elif not _may_be_cut_off(line):
                    self._refuse(number)
        if self.path.stat().st_size > whole:  # only now is it certain whose file this is
            os.truncate(self.path, whole)
        if not whole:
            self._append(header)

    def _take_over(self, number, line):
        content = _content(line)
        if content.keys() != {"task", "result"} or line != _line(content, self._search):
            self._refuse(number)
        task, result = content["task"], content["result"]
        if not isinstance(task, list) or not all(type(i) is int for i in task):
            self._refuse(number)
        if tuple(task) not in self._tasks or not is_result(result):
            self._refuse(number)
        self.done[tuple(task)] = result

    def _refuse(self, number):
        raise ValueError(
            f"resume must be a file as grid_search left it, got {self.path.name}, whose line "
            f"{number} has been changed or damaged: delete that line and its cell is done again"
        )


def _name_of(search):
    names = []
    for argument, value in search.items():
        try:
            names.append(fingerprint(value))
        except TypeError as error:
            raise TypeError(
                "resume needs arguments that another run of Python can have too, got "
                f"{argument}={value!r}: {error}"
            ) from error
    return hashlib.sha256("".join(names).encode()).hexdigest()


def _line(content, search=""):
    """Return a line of the file, checksum included."""
    text = json.dumps(content)
    check = hashlib.sha256((search + text).encode()).hexdigest()[:16]
    return (json.dumps(content | {"check": check}) + "\n").encode()


def _content(line):
    """Return what a line says without its checksum, {} if that is nothing."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    content.pop("check", None)
    return content


def _may_be_cut_off(line):
    """Say whether this could be the beginning of a line that was being written."""
    beginning = b'{"task": ['
    return len(line) < LONGEST and beginning.startswith(line[: len(beginning)])


def _what_it_is(name, first):
    """Return the sentence on a file whose first line is not that of this search."""
    content = _content(first)
    if list(content) != ["search"]:
        return (
            f"resume must be a file that grid_search wrote, got {name}, which holds something else"
        )
    if first == _line(content):
        return (
            f"resume must be a file of this search, got {name}, which was begun with another "
            "estimator, grid, scoring or other data: name another file or delete it"
        )
    return (
        f"resume must be a file with checksums, got {name}, which lectures_nn 0.1 wrote without "
        "them or which is damaged: name another file or delete it"
    )
