"""Checks without solutions: the exercises of a repository that is handed out to students.

An exercise there knows what the right function returned in each case, and what the wrong ones
did, but none of these functions. All that is written so that a glance shows nothing, and no
attribute of a check holds it. It is no lock: whoever wants to can read it.
"""

import json
import linecache
import pkgutil
import sys
from pathlib import Path

from lectures_nn.exercises import calling, encoding
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    Either,
    Exercise,
    FunctionExercise,
    Mistake,
    ValueExercise,
)

FOLDER = Path(__file__).parent


class Sealed(Exercise):
    """An exercise that is opened for a judgement and closed again.

    Parameters
    ----------
    name : str
        Name of the exercise.
    text : str
        What `encoding.write` made of its parts.
    without : tuple of str
        Functions of the package that the answer may not call, such as
        ``lectures_nn.activations.sigmoid_derivative``.
    """

    def __init__(self, name, text, without=()):
        super().__init__(name)
        self.text = text
        self.without = tuple(without)

    def judge(self, answer):
        """Judge as the exercise does, and whether a function was called that may not be."""
        with calling.calls_of(map(pkgutil.resolve_name, self.without)) as called:
            attempted = opened(self.text).judge(answer)
        if called:
            raise Mistake(borrowed(called[0]), "borrowed")
        return attempted


def borrowed(name):
    """Return what is said to an answer that calls the package where it should not.

    Parameters
    ----------
    name : str
        Of the function that was called.

    Returns
    -------
    str
    """
    return f"Your answer calls the package's own `{name}`. Here it is to be written by yourself."


def opened(text):
    """Return the exercise whose parts are in a text; functions that solve it are not among them.

    Parameters
    ----------
    text : str

    Returns
    -------
    Exercise
    """
    parts = encoding.read(text, functions=True)
    return KINDS[parts.pop("kind")](**parts)


def _function(name, cases, seed, expected, imitations, hints, tolerance, names):
    told = {key: (None, hint) for key, hint in hints.items()}
    exercise = FunctionExercise(name, None, cases, told, tolerance, names, seed)
    vars(exercise).update(expected=expected, imitations=imitations)
    return exercise


def _value(name, expected, misconceptions, rule):
    told = {key: (Either(wrong), hint) for key, (wrong, hint) in misconceptions.items()}
    return ValueExercise(name, expected, told, **rule)


KINDS = {
    "function": _function,
    "value": _value,
    "choice": ChoiceExercise,
    "source": encoding.run,
}


def load(lecture):
    """Return the sealed exercises of a lecture.

    Parameters
    ----------
    lecture : str
        Such as ``lecture_03``.

    Returns
    -------
    dict
        Name -> `Sealed`.
    """
    stored = json.loads((FOLDER / f"{lecture}.json").read_text(encoding="utf-8"))
    return {
        name: Sealed(name, "".join(parts["text"]), parts["without"])
        for name, parts in stored.items()
    }


def fill(module):
    """Execute the sealed source of a module in it.

    Parameters
    ----------
    module : str
        Its full name; the source is beside it in a file ``.json``.
    """
    name = module.rpartition(".")[2]
    stored = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    source, file = encoding.read("".join(stored)), f"<{module}>"
    # Where errors and `inspect` look for the lines of a file.
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), vars(sys.modules[module]))
