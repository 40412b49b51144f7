"""Data of the course: real digits, small made-up tables, and fair splits.

Shipped files live in ``data/`` with source, licence and checksum. Nothing is downloaded unless
a function is asked to.
"""

from lectures_nn.datasets.digits import Digits, load_digits_8x8, load_mnist, load_mnist_5000
from lectures_nn.datasets.exercise import load_ex4, load_ex4_weights, shrink, unroll
from lectures_nn.datasets.experiments import Experiment, load_experiment
from lectures_nn.datasets.files import DATA, read_archive
from lectures_nn.datasets.ising import ising_configurations
from lectures_nn.datasets.networks import load_digit_networks
from lectures_nn.datasets.preparation import one_hot, split
from lectures_nn.datasets.tables import body_mass, noisy_curve

__all__ = [
    "DATA",
    "Digits",
    "Experiment",
    "body_mass",
    "ising_configurations",
    "load_digit_networks",
    "load_digits_8x8",
    "load_ex4",
    "load_ex4_weights",
    "load_experiment",
    "load_mnist",
    "load_mnist_5000",
    "noisy_curve",
    "one_hot",
    "read_archive",
    "shrink",
    "split",
    "unroll",
]
