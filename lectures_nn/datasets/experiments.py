"""Stored results of the experiments that are too long for a notebook.

The code of each stands in ``tools/experiments/``; `python course.py experiment NAME` runs it and
stores its table in ``data/experiments/`` with all that is needed to repeat it.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

from lectures_nn.datasets import files
from lectures_nn.places import is_checkout, way_back


@dataclass(frozen=True, repr=False)
class Experiment:
    """A table that an experiment gave, and how it came about.

    Attributes
    ----------
    name : str
        Its name, ``NN_topic``.
    table : pandas.DataFrame
        What was measured; nothing in a cell (None, nan) comes back as nan among numbers.
    facts : dict
        The `command` that repeats it, its `parameters` (the seed among them), the `date`, the
        `seconds` it took, the `versions` of the libraries and the `machine`.
    """

    name: str
    table: object
    facts: dict = field(default_factory=dict)

    def __repr__(self):
        """Say what was measured, when, and how to repeat it."""
        rows, columns = self.table.shape
        return (
            f"Experiment({self.name}: {rows} rows of {columns} columns, {self.facts['date']}, "
            f"{self.facts['command']})"
        )


def load_experiment(name):
    """Return the stored result of an experiment.

    Parameters
    ----------
    name : str
        Name of the experiment, ``NN_topic``: its code is ``tools/experiments/NN_topic.py``.

    Returns
    -------
    Experiment

    Raises
    ------
    FileNotFoundError
        If no result is stored under that name; the message says which are, and how to get it.
    """
    import pandas as pd

    if not isinstance(name, str) or not re.fullmatch(r"\d\d_\w+", name):
        raise ValueError(f"name must be the name of an experiment, NN_topic, got {name!r}")
    path = files.DATA / "experiments" / f"{name}.json"
    if not path.exists():
        stored = sorted(p.stem for p in path.parent.glob("*.json"))
        way = f"python course.py experiment {name} runs it, if there is an experiment of that name"
        if not is_checkout():
            way = "experiments are run in a copy of the course, not with the package alone"
        raise FileNotFoundError(
            f"no result of {name} is stored, only {stored or 'none at all'}: {way}"
        )
    back = way_back(f"data/experiments/{name}.json")
    stored = files.regular(path, back).read_bytes()
    try:
        content = json.loads(stored)
        expected, found = content.pop("sha256"), checksum(content)
        facts, columns, rows = (content[key] for key in ("facts", "columns", "rows"))
    except (ValueError, KeyError, TypeError, AttributeError):
        expected, found = None, ""
    if expected != found:
        raise ValueError(
            f"data/experiments/{name}.json is damaged or was changed by hand; "
            f"get it back with: {back}"
        )
    return Experiment(name, pd.DataFrame(rows, columns=columns), facts)


def checksum(content):
    """Return the checksum of what a file of results says, whatever its layout."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
