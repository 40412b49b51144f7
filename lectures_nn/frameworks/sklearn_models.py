"""Dense networks as scikit-learn's MLPs, and back."""

import numpy as np

from lectures_nn import layers as ours
from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.frameworks.counterparts import activations_of, check_agreement, declared
from lectures_nn.frameworks.loading import load
from lectures_nn.frameworks.slots import array_slot, network_slots, transfer
from lectures_nn.network import Network
from lectures_nn.validation import instance

ACTIVATIONS = activations_of("sklearn")
COSTS = {
    "softmax": SoftmaxCrossEntropy,
    "logistic": BinaryCrossEntropy,
    "identity": SquaredError,
}
"""By scikit-learn's name of the function that ends a network."""


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
    cls = MLPClassifier if network.cost.classifies else MLPRegressor
    for name in settings:
        if name in decided or name not in cls().get_params():
            others = sorted(cls().get_params().keys() - decided.keys())
            raise TypeError(f"settings must be among {', '.join(others)}, got {name}")
    model = cls(**decided, **settings)
    model._validate_params()  # now, as some settings are others while the arrays are made
    _make_arrays(model, network)
    transfer(network_slots(network), sklearn_slots("target", model))
    _check_agreement(network, model)
    return model


def _check_agreement(network, model):
    K = network.layers[-1].n_out
    if not network.cost.classifies:
        check_agreement(network, lambda X: model.predict(X).reshape(-1, K), "sklearn")
    else:  # of two classes, scikit-learn has the probability of "no" as well
        columns = slice(1, None) if K == 1 else slice(None)
        check_agreement(
            network,
            lambda X: model.predict_proba(X)[:, columns],
            "sklearn",
            outputs=network.predict_proba,
        )


def _architecture(network):
    """Return the sizes of the hidden layers and scikit-learn's name of their activation."""
    if not is_mlp(network):
        raise ValueError(
            f"network must be Dense layers with one kind of activation ({', '.join(ACTIVATIONS)}) "
            f"between them, as scikit-learn has them, got {network.layers}"
        )
    dense, between = network.layers[::2], network.layers[1::2]
    K = dense[-1].n_out
    if type(network.cost) not in COSTS.values():
        raise TypeError(
            f"network must have one of the costs {', '.join(c.__name__ for c in COSTS.values())}, "
            f"as scikit-learn has them, got {network.cost!r}"
        )
    if type(network.cost) is COSTS["softmax"] and K < 3:
        raise ValueError(
            f"network must have one output and BinaryCrossEntropy for two classes, as scikit-learn "
            f"has it, got {K} outputs and softmax"
        )
    if type(network.cost) is COSTS["logistic"] and K > 1:
        raise ValueError(f"network must have one output with BinaryCrossEntropy, got {K}")
    activation = declared(between[0], "sklearn") if between else "relu"  # without any, whichever
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
    names = {declared(layer, "sklearn") for layer in between}
    return (
        len(network.layers) % 2 == 1
        and all(isinstance(layer, ours.Dense) and declared(layer, "sklearn") for layer in dense)
        and names <= ACTIVATIONS.keys()
        and len(names) <= 1
    )


def _make_arrays(model, network):
    """Let scikit-learn allocate its arrays, by a step on nothing whose result is overwritten."""
    K = network.layers[-1].n_out
    X = np.zeros((2, *network.input_shape), network.dtype)
    own = model.get_params()
    # Settings under which a step on two examples is possible, whatever the others are for.
    model.set_params(solver="sgd", batch_size="auto", early_stopping=False, verbose=False)
    if not network.cost.classifies:
        model.partial_fit(X, np.zeros((2, K)) if K > 1 else np.zeros(2))
    else:
        classes = np.arange(max(K, 2))
        model.partial_fit(X, classes[:2], classes=classes)
    model.set_params(**own)
    # The step left its velocity, counts and costs, which are no part of the network.
    vars(model).pop("_optimizer", None)
    fresh = {"loss_curve_": [], "n_iter_": 0, "t_": 0, "_no_improvement_count": 0}
    vars(model).update(fresh, best_loss_=np.inf)


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
    if model.out_activation_ == "logistic" and sizes[-1] > 1:
        raise ValueError(
            f"model must choose one of its classes, got one that may give an example several of "
            f"{sizes[-1]} labels: a Network predicts the likeliest one only"
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
