"""Layers with a counterpart elsewhere: their class says so, and it computes the same."""

import numpy as np

from lectures_nn.described import is_of_package
from lectures_nn.frameworks.loading import NAMES
from lectures_nn.layers import ACTIVATION_LAYERS


def counterpart(layer, framework):
    """Return what does the same as a layer, by the name it has in a framework.

    Parameters
    ----------
    layer : Layer
        Its own class has to declare it in ``counterparts``: one that is derived from a layer of the
        package may compute anything.
    framework : str
        "keras", "sklearn", "tensorflow" or "torch".

    Returns
    -------
    str
    """
    name = declared(layer, framework)
    if name is None:
        raise TypeError(f"network must have layers that {NAMES[framework]} has too, got {layer!r}")
    return name


def declared(layer, framework):
    """Return the name that `counterpart` returns, or None where it refuses.

    Parameters
    ----------
    layer : Layer
    framework : str

    Returns
    -------
    str or None
    """
    return vars(type(layer)).get("counterparts", {}).get(framework)


def activations_of(framework):
    """Return the package's activation layers by the name they have in a framework.

    Parameters
    ----------
    framework : str

    Returns
    -------
    dict of str to type
    """
    return {
        cls.counterparts[framework]: cls
        for cls in ACTIVATION_LAYERS.values()
        if framework in cls.counterparts
    }


def check_agreement(network, predict, framework, outputs=None):
    """Refuse a converted model that computes something else than the network on probe points.

    Only a network with layers of somebody's own is tried: those of the package are tested.

    Parameters
    ----------
    network : Network
    predict : callable
        ``predict(X)`` returns the outputs of the converted model for a batch of the network's type.
    framework : str
    outputs : callable, optional
        What to compare them with; ``network.forward`` unless given.
    """
    own = [layer for layer in network.layers if not is_of_package(type(layer))]
    if not own:
        return
    X = np.random.default_rng(0).normal(0, 2, (5, *network.input_shape)).astype(network.dtype)
    here, there = (outputs or network.forward)(X), np.asarray(predict(X))
    rtol = 1e-10 if network.dtype == np.float64 else 1e-4
    if here.shape != there.shape or not np.allclose(here, there, rtol, rtol):
        raise ValueError(
            f"{own[0]!r} must compute what its counterpart in {NAMES[framework]} does, got other "
            "outputs on probe points"
        )
