"""The functions of the Coursera exercise "Neural Networks Learning", on the package's own core.

The exercise writes a layer as Theta, shape (n_out, 1 + n_in), whose first column holds the
biases, numbers the digits 1 to 10 with 10 for zero, and unrolls all Thetas row by row into one
vector ``nn_params``. Here W = Theta[:, 1:].T and b = Theta[:, 0]; everything else is a `Network`
with sigmoid nodes and K sigmoid outputs under `BinaryCrossEntropy`, whose cost is the exercise's:

J = 1/m sum_i sum_k [-y_k log h_k - (1 - y_k) log(1 - h_k)] + lmbd/(2m) sum(Theta[:, 1:]**2)
"""

import itertools

import numpy as np

from lectures_nn.activations import sigmoid_derivative
from lectures_nn.costs import BinaryCrossEntropy
from lectures_nn.gradients import numerical_gradient, relative_difference
from lectures_nn.initializers import Zeros
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network
from lectures_nn.validation import (
    SQUARABLE,
    batch,
    generator,
    instance,
    number,
    real_array,
    whole_number,
)


def cost_function(nn_params, layer_sizes, X, y, lmbd=0.0):
    """Return the exercise's cost and its gradient, for any number of layers.

    Parameters
    ----------
    nn_params : array_like of shape (n_parameters,)
        Unrolled Thetas.
    layer_sizes : sequence of int
        Nodes a layer from the inputs to the outputs.
    X : array_like of shape (m, n_in)
        Inputs, without a column of ones.
    y : array_like of int, shape (m,) or (m, 1)
        Labels 1..K.
    lmbd : float, default 0.0
        Strength of the penalty; the bias columns are left out of it.

    Returns
    -------
    J : float
    grad : ndarray of shape (n_parameters,)
        In the order of nn_params.
    """
    sizes = _checked_sizes(layer_sizes)
    X = batch("X", X, n_features=sizes[0], finite=False)
    network = set_thetas(network_of(sizes), unpack(nn_params, sizes))
    Y, lmbd = _recoded(y, len(X), sizes[-1]), number("lmbd", lmbd, low=0)
    with np.errstate(over="ignore", invalid="ignore"):
        J = network.backpropagate(X, Y, lmbd)
    if not (np.isfinite(J) and np.isfinite(network.grad).all()):
        batch("X", X)  # NaN or infinity in X always ends here; looking for it takes time
    if np.isnan(J) or np.isnan(network.grad).any():
        raise ValueError(
            f"nn_params must be small enough for the cost to be a number, got values up to "
            f"{np.abs(network.theta).max():g}, with X up to {np.abs(X).max():g}"
        )
    dense = network.layers[::2]
    return J, np.concatenate([np.vstack([layer.db, layer.dW]).ravel(order="F") for layer in dense])


def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lmbd):
    """Return cost and gradient of the exercise's network with one hidden layer.

    ``scipy.optimize.minimize(nn_cost_function, x0, args=(400, 25, 10, X, y, 1), jac=True)``
    trains it.

    Parameters
    ----------
    nn_params : array_like of shape (n_parameters,)
        Unrolled Theta1 and Theta2.
    input_layer_size, hidden_layer_size, num_labels : int
        Nodes a layer.
    X : array_like of shape (m, input_layer_size)
        Inputs.
    y : array_like of int, shape (m,) or (m, 1)
        Labels 1..num_labels.
    lmbd : float
        Strength of the penalty.

    Returns
    -------
    J : float
    grad : ndarray of shape (n_parameters,)
    """
    return cost_function(nn_params, (input_layer_size, hidden_layer_size, num_labels), X, y, lmbd)


def predict(Thetas, X):
    """Return the label 1..K of each example.

    Parameters
    ----------
    Thetas : sequence of array_like of shape (n_out, 1 + n_in)
        Trained weights, from the first layer to the last.
    X : array_like of shape (m, n_in)

    Returns
    -------
    ndarray of int, shape (m,)
    """
    Thetas = _matrices(Thetas)
    nn_params = pack(*Thetas)
    sizes = [np.shape(Thetas[0])[1] - 1, *(len(Theta) for Theta in Thetas)]
    network = set_thetas(network_of(sizes), unpack(nn_params, sizes))
    return network.forward(X).argmax(axis=1) + 1


def sigmoid_gradient(z):
    """Return g'(z) = g(z) (1 - g(z)) of the logistic function, element by element.

    Parameters
    ----------
    z : array_like of any shape

    Returns
    -------
    ndarray of the shape of z
    """
    return sigmoid_derivative(z)


def rand_initialize_weights(n_in, n_out, rng=None, epsilon_init=0.12):
    """Return a Theta drawn uniformly between -epsilon_init and epsilon_init.

    Parameters
    ----------
    n_in, n_out : int
        Nodes of the two layers it connects.
    rng : None, int, Generator or RandomState
        Source of randomness.
    epsilon_init : float, default 0.12
        The exercise's value; ``np.sqrt(6) / np.sqrt(n_in + n_out)`` adapts it to the layer.

    Returns
    -------
    ndarray of shape (n_out, 1 + n_in)
    """
    shape = (whole_number("n_out", n_out), 1 + whole_number("n_in", n_in))
    epsilon_init = number("epsilon_init", epsilon_init, above=0, high=SQUARABLE)
    return generator("rng", rng).uniform(-epsilon_init, epsilon_init, shape)


def debug_initialize_weights(fan_out, fan_in):
    """Return a Theta with the same values on every machine: sin(0), sin(1), ... over 10.

    Parameters
    ----------
    fan_out, fan_in : int
        Nodes of the layer above and below.

    Returns
    -------
    ndarray of shape (fan_out, 1 + fan_in)
    """
    shape = (whole_number("fan_out", fan_out), 1 + whole_number("fan_in", fan_in, low=0))
    return np.sin(np.arange(np.prod(shape))).reshape(shape) / 10


def compute_numerical_gradient(J, theta):
    """Return the gradient of J by central differences with the exercise's step of 1e-4.

    Parameters
    ----------
    J : callable
        ``J(theta)`` returns the cost, or cost and gradient.
    theta : array_like of float64

    Returns
    -------
    ndarray of the shape of theta
    """
    return numerical_gradient(J, theta, eps=1e-4)


def check_nn_gradients(lmbd=0.0, cost=nn_cost_function):
    """Compare derived and numerical gradient on the exercise's small network of 3, 5, 3 nodes.

    Parameters
    ----------
    lmbd : float, default 0.0
        Strength of the penalty.
    cost : callable, default nn_cost_function
        The function to check, called with the same arguments.

    Returns
    -------
    numerical, derived : ndarray of shape (38,)
        The two columns of the exercise.
    difference : float
        ||numerical - derived|| / (||numerical|| + ||derived||); below 1e-9 where all is well.
    """
    lmbd = number("lmbd", lmbd, low=0)
    if not callable(cost):
        raise TypeError(f"cost must be a function, got {type(cost).__name__}")
    theta = pack(debug_initialize_weights(5, 3), debug_initialize_weights(3, 5))
    X, y = debug_initialize_weights(5, 2), 1 + np.arange(5) % 3

    def J(theta):
        return cost(theta, 3, 5, 3, X, y, lmbd)

    numerical, derived = compute_numerical_gradient(J, theta), J(theta)[1]
    return numerical, derived, relative_difference(numerical, derived)


# -- between the exercise's matrices and a network ----------------------------------------


def pack(*Thetas):
    """Unroll weight matrices, row by row and one after the other, into a vector.

    Parameters
    ----------
    *Thetas : array_like of shape (n_out, 1 + n_in)

    Returns
    -------
    ndarray of shape (n_parameters,)
    """
    if not Thetas:
        raise TypeError("pack expects at least one Theta, got none")
    Thetas = [batch(f"Theta{l}", Theta) for l, Theta in enumerate(Thetas, 1)]
    for l in range(1, len(Thetas)):
        below, Theta = Thetas[l - 1], Thetas[l]
        if Theta.shape[1] != 1 + len(below):
            raise ValueError(
                f"Theta{l + 1} must have {1 + len(below)} columns, one for the bias and one for "
                f"each row of Theta{l}, got shape {Theta.shape}"
            )
    return np.concatenate([Theta.ravel() for Theta in Thetas])


def unpack(nn_params, layer_sizes):
    """Return the weight matrices that a vector holds, as views of it.

    Parameters
    ----------
    nn_params : array_like of shape (n_parameters,)
        What `pack` returned.
    layer_sizes : sequence of int
        Nodes a layer from the inputs to the outputs, such as (400, 25, 10).

    Returns
    -------
    list of ndarray of shape (n_out, 1 + n_in)
    """
    sizes = _checked_sizes(layer_sizes)
    nn_params = real_array("nn_params", nn_params)
    shapes = [(n_out, 1 + n_in) for n_in, n_out in itertools.pairwise(sizes)]
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    if nn_params.shape != (ends[-1],):
        raise ValueError(
            f"nn_params must have shape ({ends[-1]},) for layers of {sizes} nodes, "
            f"got {nn_params.shape}"
        )
    parts = np.split(nn_params, ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def network_of(layer_sizes):
    """Return the exercise's model as a `Network`, all parameters zero.

    Parameters
    ----------
    layer_sizes : sequence of int
        Nodes a layer from the inputs to the outputs.

    Returns
    -------
    Network
        Dense and sigmoid layers in turn; the last sigmoid belongs to the cost.
    """
    n_in, *rest = _checked_sizes(layer_sizes)
    layers = [layer for n in rest for layer in (Dense(n, Zeros()), Sigmoid())]
    return Network(layers[:-1], n_in, cost=BinaryCrossEntropy(), rng=0)


def set_thetas(network, Thetas):
    """Copy the exercise's weight matrices into the dense layers of a network.

    Parameters
    ----------
    network : Network
        With one dense layer for each Theta.
    Thetas : sequence of array_like of shape (n_out, 1 + n_in)

    Returns
    -------
    Network
        `network` itself.
    """
    dense, Thetas = _dense(network), _matrices(Thetas)
    if len(dense) != len(Thetas):
        raise ValueError(f"Thetas must hold {len(dense)} matrices, got {len(Thetas)}")
    for l, (layer, Theta) in enumerate(zip(dense, Thetas, strict=True), 1):
        Theta = batch(f"Theta{l}", Theta)
        if Theta.shape != (layer.n_out, 1 + layer.n_in):
            raise ValueError(
                f"Theta{l} must have shape {(layer.n_out, 1 + layer.n_in)}, got {Theta.shape}"
            )
        layer.b[...], layer.W[...] = Theta[:, 0], Theta[:, 1:].T
    return network


def thetas_of(network):
    """Return the parameters of a network's dense layers as the exercise's matrices.

    Parameters
    ----------
    network : Network

    Returns
    -------
    list of ndarray of shape (n_out, 1 + n_in)
    """
    return [np.vstack([layer.b, layer.W]).T for layer in _dense(network)]


# -- arguments ----------------------------------------------------------------------------


def _dense(network):
    network = instance("network", network, Network)
    return [layer for layer in network.layers if isinstance(layer, Dense)]


def _matrices(Thetas):
    if not isinstance(Thetas, (list, tuple)):
        raise TypeError(f"Thetas must be a list of matrices, got {type(Thetas).__name__}")
    return list(Thetas)


def _recoded(y, m, n_classes):
    """Return labels 1..K as rows with a single 1."""
    labels = real_array("y", y)
    if labels.shape not in ((m,), (m, 1)):
        raise ValueError(f"y must have shape ({m},) or ({m}, 1), got {labels.shape}")
    labels = labels.ravel()
    if (labels != np.round(labels)).any() or labels.min() < 1 or labels.max() > n_classes:
        raise ValueError(
            f"y must hold whole numbers between 1 and {n_classes} (10 for the digit zero), "
            f"got {labels.min():g} to {labels.max():g}"
        )
    return (labels[:, None] == np.arange(1, n_classes + 1)).astype(float)


def _checked_sizes(layer_sizes):
    if not isinstance(layer_sizes, (list, tuple)):
        raise TypeError(
            f"layer_sizes must be a sequence such as (400, 25, 10), got {layer_sizes!r}"
        )
    sizes = tuple(whole_number("layer_sizes", size) for size in layer_sizes)
    if len(sizes) < 2:
        raise ValueError(f"layer_sizes must name inputs and outputs at least, got {sizes}")
    return sizes
