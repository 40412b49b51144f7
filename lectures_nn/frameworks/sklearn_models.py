"""Dense networks as scikit-learn's MLPs, and back."""

import numpy as np

from lectures_nn import layers as ours
from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.frameworks.loading import load
from lectures_nn.frameworks.slots import array_slot, network_slots, transfer
from lectures_nn.network import Network
from lectures_nn.validation import instance

ACTIVATIONS = {
    "identity": ours.Identity,
    "logistic": ours.Sigmoid,
    "tanh": ours.Tanh,
    "relu": ours.ReLU,
}
COSTS = {
    "softmax": SoftmaxCrossEntropy,
    "logistic": BinaryCrossEntropy,
    "identity": SquaredError,
}


def to_sklearn(network, **settings):
    """Make scikit-learn's MLP of a dense network, fitted in that it has the same weights.

    Parameters
    ----------
    network : Network
        `Dense` layers with one kind of activation between them, scikit-learn's four: identity,
        sigmoid, tanh or ReLU.
    **settings
        Arguments of ``MLPClassifier`` or ``MLPRegressor`` for training on, such as ``solver``;
        ``alpha`` is the course's lmbd.

    Returns
    -------
    MLPClassifier or MLPRegressor
        A regressor for `SquaredError`. A classifier's classes are 0 to K - 1; its
        ``partial_fit`` goes on from these weights.
    """
    instance("network", network, Network)
    load("sklearn")
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    hidden, activation = _architecture(network)
    decided = {"hidden_layer_sizes": hidden, "activation": activation}
    cls = MLPRegressor if isinstance(network.cost, SquaredError) else MLPClassifier
    for name in settings:
        if name in decided or name not in cls().get_params():
            others = sorted(cls().get_params().keys() - decided.keys())
            raise TypeError(f"settings must be among {', '.join(others)}, got {name}")
    model = cls(**decided, **settings)
    model._validate_params()  # now, as some settings are others while the arrays are made
    _make_arrays(model, network)
    transfer(network_slots(network), sklearn_slots("target", model))
    return model


def _architecture(network):
    """Return the sizes of the hidden layers and scikit-learn's name of their activation."""
    if not is_mlp(network):
        raise ValueError(
            f"network must be Dense layers with one kind of activation ({', '.join(ACTIVATIONS)}) "
            f"between them, as scikit-learn has them, got {network.layers}"
        )
    dense, between = network.layers[::2], network.layers[1::2]
    K = dense[-1].n_out
    if isinstance(network.cost, SoftmaxCrossEntropy) and K < 3:
        raise ValueError(
            f"network must have one output and BinaryCrossEntropy for two classes, as scikit-learn "
            f"has it, got {K} outputs and softmax"
        )
    if isinstance(network.cost, BinaryCrossEntropy) and K > 1:
        raise ValueError(f"network must have one output with BinaryCrossEntropy, got {K}")
    named = {cls: name for name, cls in ACTIVATIONS.items()}
    activation = named[type(between[0])] if between else "relu"  # without hidden layers, any
    return tuple(layer.n_out for layer in dense[:-1]), activation


def is_mlp(network):
    """Say whether a network is `Dense` layers with one of scikit-learn's activations between them.

    Parameters
    ----------
    network : Network

    Returns
    -------
    bool
    """
    dense, between = network.layers[::2], network.layers[1::2]
    return (
        len(network.layers) % 2 == 1
        and all(isinstance(layer, ours.Dense) for layer in dense)
        and all(type(layer) in ACTIVATIONS.values() for layer in between)
        and len({type(layer) for layer in between}) <= 1
    )


def _make_arrays(model, network):
    """Let scikit-learn allocate its arrays, by a step on nothing whose result is overwritten."""
    K = network.layers[-1].n_out
    X = np.zeros((2, *network.input_shape), network.dtype)
    own = model.get_params()
    # Settings under which a step on two examples is possible, whatever the others are for.
    model.set_params(solver="sgd", batch_size="auto", early_stopping=False, verbose=False)
    if isinstance(network.cost, SquaredError):
        model.partial_fit(X, np.zeros((2, K)) if K > 1 else np.zeros(2))
    else:
        classes = np.arange(max(K, 2))
        model.partial_fit(X, classes[:2], classes=classes)
    model.set_params(**own)
    # The step left its velocity, counts and costs, which are no part of the network.
    vars(model).pop("_optimizer", None)
    model.loss_curve_, model.n_iter_, model.t_, model._no_improvement_count = [], 0, 0, 0
    model.best_loss_ = np.inf


def from_sklearn(model):
    """Make a `Network` of a fitted ``MLPClassifier`` or ``MLPRegressor``.

    Parameters
    ----------
    model : MLPClassifier or MLPRegressor
        Its last activation decides the cost, and the type of its weights the dtype.

    Returns
    -------
    Network
        It predicts the position of a class in ``model.classes_``.
    """
    sizes = _fitted("model", model)
    if model.out_activation_ not in COSTS:
        raise ValueError(
            f"model must end in one of {', '.join(COSTS)}, got {model.out_activation_!r}"
        )
    layers = []
    for n_out in sizes[1:-1]:
        layers += [ours.Dense(n_out), ACTIVATIONS[model.activation]()]
    layers.append(ours.Dense(sizes[-1]))
    cost = COSTS[model.out_activation_]()
    network = Network(layers, sizes[0], cost, rng=0, dtype=model.coefs_[0].dtype)
    transfer(sklearn_slots("source", model), network_slots(network))
    return network


def _fitted(name, model):
    """Return the sizes of all layers of a fitted MLP; refuse everything else."""
    load("sklearn")
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    if not isinstance(model, MLPClassifier | MLPRegressor):
        raise TypeError(
            f"{name} must be an MLPClassifier or MLPRegressor, got {type(model).__name__}"
        )
    if not hasattr(model, "coefs_"):
        raise ValueError(f"{name} must be fitted, got {type(model).__name__} without weights")
    return [len(model.coefs_[0]), *(len(b) for b in model.intercepts_)]


def sklearn_slots(name, model):
    """Return the matrices and biases of an MLP, which are laid out as ours are.

    Parameters
    ----------
    name : str
        For messages.
    model : MLPClassifier or MLPRegressor
        A fitted one.

    Returns
    -------
    list of Slot
        W of shape (n_in, n_out) and b of each layer in order.

    Raises
    ------
    FrameworkError
        If scikit-learn cannot be used.
    TypeError, ValueError
        If model is no such model or is not fitted.
    """
    _fitted(name, model)
    found = []
    for number, parameters in enumerate(zip(model.coefs_, model.intercepts_, strict=True), 1):
        for part, array in zip(("coefs_", "intercepts_"), parameters, strict=True):
            found.append(array_slot(f"{part}[{number - 1}]", array))
    return found
