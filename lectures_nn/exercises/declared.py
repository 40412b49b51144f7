"""The exercises that the lectures declare."""

import importlib
import pkgutil

import lectures_nn.exercises
from lectures_nn.exercises.engine import Exercise


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
    return {name: value for name, value in vars(lecture).items() if isinstance(value, Exercise)}
