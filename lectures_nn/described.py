"""Objects that are their constructor's arguments: layers, costs, initializers, optimizers."""

import inspect


class Described:
    """Mix-in: readable text, equality and a plain description, all from ``__init__``'s signature.

    A class that inherits it keeps every argument of its constructor in an attribute of the
    same name. From that follow ``repr``, ``==`` and `description`, which saved networks use.
    """

    def arguments(self):
        """Return the constructor's arguments.

        Returns
        -------
        dict of str to object
            Name to value, in the constructor's order.
        """
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def description(self):
        """Return the class and its arguments in types that JSON knows.

        Returns
        -------
        dict
            ``{"name": ..., "arguments": {...}}``; an argument that is described itself is a dict
            of the same form.
        """
        values = {
            name: value.description() if isinstance(value, Described) else value
            for name, value in self.arguments().items()
        }
        return {"name": type(self).__name__, "arguments": values}

    def __repr__(self):
        """Show the constructor call, leaving out arguments at their default."""
        parameters = inspect.signature(type(self)).parameters
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

    __hash__ = None


def rebuild(description, known):
    """Make an object from what `Described.description` returned.

    Parameters
    ----------
    description : dict
        ``{"name": ..., "arguments": {...}}``.
    known : dict
        Class for each name that may occur.

    Returns
    -------
    object
    """
    try:
        cls = known[description["name"]]
        arguments = {
            name: rebuild(value, known) if isinstance(value, dict) else value
            for name, value in description["arguments"].items()
        }
        return cls(**arguments)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(
            f"expected the description of one of {sorted(known)}, got {description!r}"
        ) from error
