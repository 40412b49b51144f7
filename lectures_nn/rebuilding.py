"""From descriptions back to objects, also of classes that are not the package's own.

What a layer is, is its class. A description says "Dense" of the package's class only; of any other
class it says the module too, and that class is never looked up by its name alone: `Network.load`
has to be given it, and a pickle finds it where pickles find classes, in its module.
"""

import importlib
import pickle

from lectures_nn import costs, initializers, layers
from lectures_nn.described import Described, is_of_package

KNOWN = {
    name: cls
    for module in (layers, initializers, costs)
    for name, cls in vars(module).items()
    if isinstance(cls, type) and issubclass(cls, Described)
}
"""The package's classes by name."""


class MissingClass(ValueError):
    """A description names a class of somebody's own that is not at hand."""


def rebuild(description, given=()):
    """Make an object from what `Described.description` returned.

    Parameters
    ----------
    description : dict
        ``{"name": ..., "arguments": {...}}``, with ``"module"`` for a class of somebody's own.
    given : sequence of type
        Classes of one's own; one is taken for a description with ``"module"`` and its name.

    Returns
    -------
    Described
    """
    try:
        name, own = description["name"], "module" in description
        classes = {cls.__name__: cls for cls in given} if own else KNOWN
        if own and name not in classes:
            raise MissingClass(
                f"the network has {name} of {description['module']}, which is not a class of the "
                f"package: expected it among the classes, as in load(path, classes=[{name}])"
            )
        arguments = {
            name: rebuild(value, given) if isinstance(value, dict) else value
            for name, value in description["arguments"].items()
        }
        return classes[name](**arguments)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(
            f"expected the description of one of {sorted(KNOWN)}, got {description!r}"
        ) from error


def check_pickles(things):
    """Refuse to pickle objects whose classes an unpickling could not find.

    Parameters
    ----------
    things : list of Described

    Raises
    ------
    pickle.PicklingError
        If a class, of one of them or of an argument, is not to be found in its module by its name.
    """
    for thing in things:
        cls = type(thing)
        if not is_of_package(cls) and _found(cls.__module__, cls.__name__) is not cls:
            raise pickle.PicklingError(_nowhere(cls.__module__, cls.__name__))
        check_pickles([v for v in thing.arguments().values() if isinstance(v, Described)])


def classes_of_pickle(description):
    """Return the classes of one's own that a pickled description names.

    Parameters
    ----------
    description : dict, list or anything in them
        The descriptions of a network.

    Returns
    -------
    list of type

    Raises
    ------
    pickle.UnpicklingError
        If one is not to be found in its module.
    """
    if isinstance(description, dict):
        classes = [c for value in description.values() for c in classes_of_pickle(value)]
        if "module" in description:
            cls = _found(description["module"], description["name"])
            if cls is None:
                raise pickle.UnpicklingError(_nowhere(description["module"], description["name"]))
            classes.append(cls)
        return classes
    if isinstance(description, list):
        return [c for value in description for c in classes_of_pickle(value)]
    return []


def _found(module, name):
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None


def _nowhere(module, name):
    return (
        f"the class {name} must be found in the module {module}, where a pickle looks for it, got "
        "none there: write it in a file of its own and import it from there"
    )
