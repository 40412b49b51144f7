"""Weights from one model into another, whichever library the two belong to."""

from lectures_nn.frameworks.keras_models import keras_slots
from lectures_nn.frameworks.loading import NAMES, family
from lectures_nn.frameworks.sklearn_models import sklearn_slots
from lectures_nn.frameworks.slots import channels_flattened, network_slots, transfer
from lectures_nn.frameworks.torch_models import torch_slots
from lectures_nn.network import Network


def copy_weights(source, target):
    """Copy all weights and biases of one model into another of the same architecture.

    One of the two is a `Network`; the other one is a Keras model of one line of layers, a fitted
    ``MLPClassifier`` or ``MLPRegressor``, a ``torch.nn.Sequential``, or a second `Network`. Only
    layers with weights are looked at, so that it does not matter how activations are written.

    Parameters
    ----------
    source, target : model
        Where the weights are, and where they go; `target` is changed in place.

    Raises
    ------
    FrameworkError
        If the other model's framework cannot be used.
    TypeError, ValueError
        If neither is a `Network`, or one is no such model or has layers with weights that are
        neither dense nor convolutional; if the number of those layers or a shape differs; if a
        value is not finite or too large for its place, or a place cannot be written. Nothing has
        been copied then.
    """
    network = next((model for model in (source, target) if isinstance(model, Network)), None)
    if network is None:
        raise TypeError(
            f"source or target must be a Network, got {type(source).__name__} and "
            f"{type(target).__name__}"
        )
    here, there = (
        _slots(name, model, network) for name, model in (("source", source), ("target", target))
    )
    transfer(here, there)


def _slots(name, model, network):
    """Return the slots of a model; the network says what comes before each layer with weights."""
    if isinstance(model, Network):
        return network_slots(model)
    kind = family(model)
    if kind == "keras":
        return keras_slots(name, model)
    if kind == "sklearn":
        return sklearn_slots(name, model)
    if kind == "torch":
        return torch_slots(name, model, channels_flattened(network))
    raise TypeError(
        f"{name} must be a Network or a model of Keras, scikit-learn or {NAMES['torch']}, got "
        f"{type(model).__name__}"
    )
