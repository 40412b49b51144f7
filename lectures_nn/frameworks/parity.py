"""The same network in every library: the same logits, cost, gradient, and weights after steps."""

import copy
import importlib.util
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from lectures_nn import layers as ours
from lectures_nn.costs import SoftmaxCrossEntropy
from lectures_nn.frameworks.counterparts import counterpart
from lectures_nn.frameworks.keras_models import to_keras
from lectures_nn.frameworks.loading import NAMES, load
from lectures_nn.frameworks.sklearn_models import is_mlp, to_sklearn
from lectures_nn.frameworks.slots import network_slots
from lectures_nn.frameworks.torch_models import to_torch
from lectures_nn.frameworks.weights import copy_weights
from lectures_nn.network import Network
from lectures_nn.validation import instance, number, whole_number


@dataclass(frozen=True)
class Parity:
    """The largest differences of one implementation from this course's NumPy.

    Attributes
    ----------
    implementation : str
    logits, cost, gradient, weights : float
        Largest absolute difference of an entry; `weights` after the steps.
    """

    implementation: str
    logits: float
    cost: float
    gradient: float
    weights: float


def parity_table(network, X, Y, lmbd=0.1, eta=0.1, steps=10):
    """Run one training in all libraries and compare it with this course's.

    Each library starts from the weights of `network` and takes plain gradient descent steps on
    the whole batch, with the penalty ``lmbd/(2M) sum(W**2)``: with TensorFlow's operations and
    ``GradientTape``, with a Keras model and its optimizer, with scikit-learn's ``MLPClassifier``
    where the network is `Dense` layers with one of its activations between them, with PyTorch
    where it is installed.

    Parameters
    ----------
    network : Network
        Dense and convolutional layers, pooling, `Flatten` and activations, with
        `SoftmaxCrossEntropy`. It is not changed.
    X : array_like of shape (m, ...)
        Inputs.
    Y : array_like of shape (m, K)
        One-hot targets, K at least 3.
    lmbd : float, default 0.1
        Strength of the penalty.
    eta : float, default 0.1
        Learning rate.
    steps : int, default 10
        Number of steps.

    Returns
    -------
    list of Parity
        One for each implementation that is there; ``pandas.DataFrame`` makes a table of it.
        Expect 1e-15 in float64 and 1e-6 in float32. Keras alone rounds its ``l2`` to float32
        always, so that its cost differs by 1e-9 where ``lmbd / (2 * M)`` is no short binary
        fraction.

    Raises
    ------
    FrameworkError
        If an installed framework cannot be used.
    TypeError, ValueError
        If an argument does not fit, or a framework has no counterpart of a layer.
    """
    instance("network", network, Network)
    if type(network.cost) is not SoftmaxCrossEntropy or network.output_shape[0] < 3:
        raise ValueError(
            f"network must have SoftmaxCrossEntropy and 3 outputs or more, got {network.cost!r} "
            f"and the shape {network.output_shape}"
        )
    if any(isinstance(layer, ours.Dropout) for layer in network.layers):
        raise ValueError("network must have no Dropout: each library draws other nodes, got one")
    network_slots(network)  # refuses layers whose weights the others do not have
    X, Y = network.checked_batch(X, Y)
    soft = Y[(Y != 0) & (Y != 1)]
    if soft.size:
        raise ValueError(f"Y must be one-hot rows of 0 and 1, got {soft[0]:g}")
    task = X, Y, number("lmbd", lmbd, low=0), number("eta", eta, above=0)
    steps = whole_number("steps", steps)
    here = _numpy(network, *task, steps)
    rows = []
    for module, run in RUNS.items():
        if importlib.util.find_spec(module) is None:
            continue
        if module == "sklearn" and not is_mlp(network):
            continue
        there = run(network, *task, steps)
        differences = [float(np.max(np.abs(a - b))) for a, b in zip(here, there, strict=True)]
        rows.append(Parity(NAMES[module], *differences))
    return rows


# Each returns the logits, the cost and the gradient at the start, and theta after the steps.


def _numpy(network, X, Y, lmbd, eta, steps):
    theta = network.theta.copy()
    J, gradient = network.cost_and_gradient(theta, X, Y, lmbd)
    for _ in range(steps):
        theta -= eta * network.cost_and_gradient(theta, X, Y, lmbd)[1]
    return network.forward(X), J, gradient, theta


def _sklearn(network, X, Y, lmbd, eta, steps):
    settings = {"solver": "sgd", "momentum": 0, "shuffle": False, "batch_size": len(X)}
    model = to_sklearn(network, alpha=lmbd, learning_rate_init=eta, **settings)
    bare = copy.deepcopy(model)
    bare.out_activation_ = "identity"  # so that its probabilities are the logits
    logits, labels = bare.predict_proba(X), Y.argmax(axis=1)
    model.partial_fit(X, labels)
    J, gradient = model.loss_, (network.theta - _theta_of(model, network)) / eta
    for _ in range(steps - 1):
        model.partial_fit(X, labels)
    return logits, J, gradient, _theta_of(model, network)


def _tensorflow(network, X, Y, lmbd, eta, steps):
    tf = load("tensorflow")
    # One pair of variables, or none, for each layer.
    weights = [
        [tf.Variable(layer.W), tf.Variable(layer.b)] if layer.parameter_shapes else []
        for layer in network.layers
    ]
    X, Y, M = tf.constant(X), tf.constant(Y), len(X)
    decay, rate = tf.constant(lmbd / M, X.dtype), tf.constant(eta, X.dtype)
    variables = _weights_first(weights)

    def slopes():
        with tf.GradientTape() as tape:
            logits = X
            for layer, pair in zip(network.layers, weights, strict=True):
                logits = _tensorflow_forward(tf, layer, pair, logits)
            losses = tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=logits)
            squares = [tf.nn.l2_loss(pair[0]) for pair in weights if pair]  # halves of the sums
            J = tf.reduce_mean(losses) + decay * sum(squares)
        return logits.numpy(), J.numpy(), tape.gradient(J, variables)

    logits, J, gradient = slopes()
    for _ in range(steps):
        for variable, slope in zip(variables, slopes()[2], strict=True):
            variable.assign_sub(rate * slope)
    return logits, J, _vector(gradient), _vector(variables)


def _weights_first(pairs):
    """Return all weights and then all biases, as theta has them."""
    return [part for kind in zip(*filter(None, pairs), strict=True) for part in kind]


def _vector(tensors):
    return np.concatenate([np.ravel(tensor.numpy()) for tensor in tensors])


def _tensorflow_forward(tf, layer, weights, a):
    """Return what a layer makes of a, in TensorFlow's operations."""
    name = counterpart(layer, "tensorflow")
    match layer:
        case ours.Dense():
            W, b = weights
            return tf.matmul(a, W) + b
        case ours.Conv2D():
            W, b = weights
            return tf.nn.conv2d(a, W, layer.stride, _tensorflow_padding(layer)) + b
        case ours.MaxPool2D() | ours.AveragePool2D():
            pool = tf.nn.max_pool2d if isinstance(layer, ours.MaxPool2D) else tf.nn.avg_pool2d
            if layer.padding not in ("same", "valid", 0):
                raise ValueError(f'padding must be "same" or "valid" for TensorFlow, got {layer!r}')
            stride = layer.stride or layer.size
            return pool(a, layer.size, stride, "SAME" if layer.padding == "same" else "VALID")
        case ours.Flatten():
            return tf.reshape(a, (len(a), -1))
        case ours.Identity():
            return a
        case ours.ELU():
            return tf.where(a > 0, a, layer.alpha * tf.math.expm1(tf.minimum(a, 0)))
        case ours.Elementwise():
            return getattr(tf.nn, name)(a, *layer.arguments().values())
    raise TypeError(f"network must have layers that TensorFlow has too, got {layer!r}")


def _tensorflow_padding(layer):
    if isinstance(layer.padding, str):
        return layer.padding.upper()
    around = [layer.padding, layer.padding]
    return [[0, 0], around, around, [0, 0]]


def _keras(network, X, Y, lmbd, eta, steps):
    keras = load("keras")
    with _floats(keras, network.dtype.name):
        model = to_keras(network, l2=lmbd / (2 * len(X)))
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(eta), loss, jit_compile=False)
        logits = model(X)
        J = keras.ops.convert_to_numpy(loss(Y, logits) + sum(model.losses))
        model.train_on_batch(X, Y)
        gradient = (network.theta - _theta_of(model, network)) / eta
        for _ in range(steps - 1):
            model.train_on_batch(X, Y)
        return keras.ops.convert_to_numpy(logits), J, gradient, _theta_of(model, network)


@contextmanager
def _floats(keras, dtype):
    """Let Keras keep rates and losses in this dtype too: by default they are float32."""
    keras.config.dtype_policy()  # on its first use it takes over the present type, for good
    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    try:
        yield
    finally:
        keras.config.set_floatx(before)


def _torch(network, X, Y, lmbd, eta, steps):
    torch = load("torch")
    module, M = to_torch(network), len(X)
    weights = [p for p in module.parameters() if p.ndim > 1]
    optimizer = torch.optim.SGD(module.parameters(), lr=eta)
    # Images go channels first; nothing else has more than two dimensions.
    X, Y = torch.tensor(np.moveaxis(X, -1, 1).copy() if X.ndim == 4 else X), torch.tensor(Y)

    def slopes():
        optimizer.zero_grad()
        logits = module(X)
        J = torch.nn.functional.cross_entropy(logits, Y)
        J = J + lmbd / (2 * M) * sum(W.square().sum() for W in weights)
        J.backward()
        return logits.detach().numpy(), J.item()

    logits, J = slopes()
    slope = copy.deepcopy(module)  # the gradient in the place of the weights, to be read like them
    for place, parameter in zip(slope.parameters(), module.parameters(), strict=True):
        place.data = parameter.grad.clone()
    for _ in range(steps):
        slopes()
        optimizer.step()
    return logits, J, _theta_of(slope, network), _theta_of(module, network)


def _theta_of(model, network):
    """Return the weights of a model in the order of the network's theta."""
    twin = copy.deepcopy(network)
    copy_weights(model, twin)
    return twin.theta


RUNS = {"sklearn": _sklearn, "tensorflow": _tensorflow, "keras": _keras, "torch": _torch}
