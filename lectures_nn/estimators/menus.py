"""What an estimator's arguments may name: the package's classes, in small letters."""

import inspect
import re

from lectures_nn import initializers, optimizers
from lectures_nn.initializers import Initializer
from lectures_nn.layers import ACTIVATION_LAYERS as ACTIVATIONS
from lectures_nn.layers import Elementwise
from lectures_nn.optimizers import Optimizer


def _menu(module, base, fits):
    """Return the concrete classes of a module by name: GradientDescent is "gradient_descent"."""
    classes = [
        cls
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, base) and not inspect.isabstract(cls)
    ]
    named = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower(): cls for cls in classes}
    return {name: cls for name, cls in named.items() if fits(inspect.signature(cls).parameters)}


OPTIMIZERS = _menu(optimizers, Optimizer, lambda arguments: [*arguments][:1] == ["eta"])
"""Those that an eta alone makes."""
INITIALIZERS = _menu(initializers, Initializer, lambda arguments: True)

__all__ = ["ACTIVATIONS", "INITIALIZERS", "OPTIMIZERS", "activation_of", "chosen", "initializer_of"]


def chosen(name, value, table):
    """Return the entry of `table` that an argument names.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : str
        What was given.
    table : dict
        What there is, by name.

    Returns
    -------
    object
    """
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} must be one of {sorted(table)}, got {value!r}")
    return table[value]


def activation_of(estimator):
    """Return a new layer for an estimator's `activation`, which is a name or a layer.

    Parameters
    ----------
    estimator : NetworkEstimator

    Returns
    -------
    Elementwise
    """
    given = estimator.activation
    if isinstance(given, Elementwise):
        return type(given)(**given.arguments())
    return chosen("activation", given, ACTIVATIONS)()


def initializer_of(estimator):
    """Return an estimator's `initializer`, which is a name or an object.

    Parameters
    ----------
    estimator : NetworkEstimator

    Returns
    -------
    Initializer
    """
    given = estimator.initializer
    return given if isinstance(given, Initializer) else chosen("initializer", given, INITIALIZERS)()
