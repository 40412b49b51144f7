"""Objects that are their constructor's arguments: layers, costs, initializers, optimizers."""

import inspect

import numpy as np


class Described:
    """Mix-in: readable text, equality and a plain description, all from ``__init__``'s signature.

    A class that inherits it keeps every argument of its constructor in an attribute of the
    same name. From that follow ``repr``, ``==``, ``hash`` and `description`, which saved networks
    use.
    """

    def arguments(self):
        """Return the constructor's arguments.

        Returns
        -------
        dict of str to object
            Name to value, in the constructor's order.
        """
        names = _parameters(type(self))
        missing = [name for name in names if not hasattr(self, name)]
        if missing:
            raise TypeError(
                f"{type(self).__name__} must keep the argument {missing[0]!r} of its constructor "
                "in an attribute of that name, got none"
            )
        return {name: getattr(self, name) for name in names}

    def description(self):
        """Return the class and its arguments in types that JSON knows.

        Returns
        -------
        dict
            ``{"name": ..., "arguments": {...}}``, and ``"module"`` for a class that is not the
            package's own; an argument that is described itself is a dict of the same form.
        """
        own = {} if is_of_package(type(self)) else {"module": type(self).__module__}
        arguments = {name: _plain(value) for name, value in self.arguments().items()}
        return {"name": type(self).__name__, **own, "arguments": arguments}

    def __repr__(self):
        """Show the constructor call, leaving out arguments at their default."""
        parameters = _parameters(type(self))
        shown = []
        for name, value in self.arguments().items():
            default = parameters[name].default
            if default is inspect.Parameter.empty:
                shown.append(repr(value))
            elif value != default:
                shown.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __eq__(self, other):
        """Two objects are equal when they are of one class and have equal arguments."""
        return type(self) is type(other) and self.arguments() == other.arguments()

    def __hash__(self):
        """Equal objects have equal hashes, so that a set or a table can group by them."""
        return hash((type(self), *self.arguments().values()))

    def __lt__(self, other):
        """Stand in the order of their texts, in which a table sorts its groups."""
        return repr(self) < repr(other) if isinstance(other, Described) else NotImplemented


def _parameters(cls):
    """Return the parameters of a class's constructor."""
    # `inspect` finds those of `object` by compiling a text, which in Python 3.11 can fail when two
    # threads do it at once (gh-106905): networks are saved and copied in threads.
    return {} if cls.__init__ is object.__init__ else inspect.signature(cls).parameters


def _plain(value):
    if isinstance(value, Described):
        return value.description()
    return value.item() if isinstance(value, np.generic) else value


def is_of_package(cls):
    """Say whether a class is the package's own; one of its name written elsewhere is not."""
    return cls.__module__.partition(".")[0] == __name__.partition(".")[0]


def twin(thing):
    """Return a new object of the same class with the same arguments.

    Parameters
    ----------
    thing : Described

    Returns
    -------
    Described
    """
    return type(thing)(**thing.arguments())
