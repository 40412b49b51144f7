"""The optional training of lecture 14 on all of MNIST: run where the data are, which takes minutes.

The recipe is read from the notebook, so that what is tested is what a reader runs.
"""

import matplotlib as mpl
import numpy as np
import pytest

import notebooks
from lectures_nn.datasets import load_mnist
from lectures_nn.network import Network

NOTEBOOK = notebooks.FOLDER / "14_convolutional_networks.ipynb"
TAG = "full-mnist"
EXPECTED = 0.99


def recipe():
    """Return what the notebook's imports and the cell of the recipe define."""
    codes, namespace = notebooks.codes(notebooks.read(NOTEBOOK)), {}
    [cell] = [cell for cell in codes if TAG in notebooks.tags(cell)]
    with mpl.rc_context():
        for source in (codes[0].source, cell.source):
            notebooks.run_cell(source, namespace)
    return namespace


@pytest.fixture
def test_digits():
    """Return MNIST's test part, or skip."""
    try:
        return load_mnist()[1]
    except FileNotFoundError as error:
        pytest.skip(str(error))


def test_the_notebook_does_not_train_on_all_of_mnist_unasked():
    namespace = recipe()
    assert namespace["TRAIN_ON_ALL"] is False
    assert callable(namespace["train_on_all_of_mnist"])


def test_all_of_mnist_is_read_to_99_percent(test_digits, tmp_path, capsys):
    network, accuracy = recipe()["train_on_all_of_mnist"](tmp_path / "mnist.npz")
    print(f"test accuracy {accuracy:.4f}")
    captured = capsys.readouterr()
    assert accuracy >= EXPECTED, captured.out
    assert "training" in captured.err, "no progress was shown"

    saved = Network.load(tmp_path / "mnist.npz")
    images = test_digits.images[:500, :, :, None] / np.float32(255)
    assert np.array_equal(saved.predict(images), network.predict(images))
