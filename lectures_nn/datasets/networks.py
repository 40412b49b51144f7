"""Trained networks that come with the course, for views that are opened without training one."""

from lectures_nn.costs import SoftmaxCrossEntropy
from lectures_nn.datasets.files import read_archive
from lectures_nn.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU, Sigmoid
from lectures_nn.network import Network


def digit_layers():
    """Return the layers and the input shape of each stored network.

    Returns
    -------
    dict of str to (list of Layer, tuple)
        "dense" and "convolutional".
    """
    stack = [Conv2D(8, 3), ReLU(), MaxPool2D(2), Conv2D(16, 3), ReLU(), MaxPool2D(2)]
    return {
        "dense": ([Dense(50), Sigmoid(), Dense(10)], (784,)),
        "convolutional": ([*stack, Flatten(), Dense(10)], (28, 28, 1)),
    }


def load_digit_networks():
    """Return two trained networks that read digits of 28 x 28 pixels, ink from 0 to 1.

    They learnt the course's 5000 MNIST digits, a little turned, sheared and scaled in each epoch
    (``tools/train_digit_networks.py``).

    Returns
    -------
    dict of str to Network
        "dense" with 50 sigmoid nodes, and "convolutional" with 8 and 16 filters.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is absent or damaged; the message says how to get it back.
    """
    parts = digit_layers()
    thetas = read_archive("digit_networks.npz", parts)
    return {
        name: Network.with_theta(thetas[name], layers, shape, SoftmaxCrossEntropy(), "float64")
        for name, (layers, shape) in parts.items()
    }
