"""Five implementations that agree, weights that travel, and frameworks that are not there.

TensorFlow and Keras are installed by the test command; what needs PyTorch is skipped without it.
"""

import copy
import functools
import importlib.util
import json
import os
import subprocess
import sys
import types

import numpy as np
import pytest
import run_notebooks
import sample_notebooks

from lectures_nn import frameworks
from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.frameworks import parity
from lectures_nn.frameworks.loading import NAMES, QUIET
from lectures_nn.layers import (
    ELU,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Elementwise,
    Flatten,
    Identity,
    LeakyReLU,
    MaxPool2D,
    RadialBasis,
    ReLU,
    Sigmoid,
    Tanh,
)
from lectures_nn.network import Network

COMMAND = "python course.py lab --frameworks"


ONE_SOFTMAX = "at least 2, got 1, whose probability is always 1"


def needs(*modules):
    """Skip a test, with the reason, where one of these is not installed."""
    absent = [NAMES[name] for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(absent), reason=f"{' and '.join(absent)} not installed")


@pytest.fixture
def keras():
    frameworks.require("keras")
    import keras

    return keras


@pytest.fixture
def torch():
    frameworks.require("torch")
    import torch

    return torch


# --------------------------------------------------------------------- all compute the same

# Powers of two, because Keras rounds its l2 = lmbd / (2 M) to float32 whatever the dtype of the
# model, and TensorFlow the slope of a leaky ReLU.
M, LMBD, ETA = 32, 0.5, 0.125
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}

ARCHITECTURES = {
    "mlp": lambda: ([Dense(100), Sigmoid(), Dense(50), Sigmoid(), Dense(10)], 64),
    "cnn": lambda: (
        [Conv2D(10), ReLU(), MaxPool2D(2), Flatten(), Dense(50), ReLU(), Dense(10)],
        (8, 8, 1),
    ),
    # Everything else that there is, at sizes where rows, columns and channels cannot be confused.
    "mixed": lambda: (
        [
            Conv2D(5, 4, stride=2, padding="same"),
            ELU(0.5),
            AveragePool2D(2, stride=1),
            Conv2D(4, 2, padding="valid"),
            LeakyReLU(0.25),
            Conv2D(3, padding=1),
            Identity(),
            Flatten(),
            Dense(7),
            Tanh(),
            Dense(4),
        ],
        (9, 12, 2),
    ),
}


def network_of(name, dtype="float64", rng=1):
    layers, shape = ARCHITECTURES[name]()
    network = Network(layers, shape, rng=rng, dtype=dtype)
    network.theta[network.n_weights :] = np.random.default_rng(rng).normal(
        scale=0.1, size=network.theta.size - network.n_weights
    )
    return network


def batch_for(network, rng=0):
    rng = np.random.default_rng(rng)
    K = network.output_shape[0]
    return rng.random((M, *network.input_shape)), np.eye(K)[rng.integers(0, K, M)]


@functools.cache
def table(name, dtype):
    network = network_of(name, dtype)
    rows = frameworks.parity_table(network, *batch_for(network), LMBD, ETA, steps=10)
    return {row.implementation: row for row in rows}


IMPLEMENTATIONS = [
    pytest.param(name, module, marks=needs(module), id=f"{name}-{module}")
    for name in ARCHITECTURES
    for module in ("sklearn", "tensorflow", "keras", "torch")
    if module != "sklearn" or name == "mlp"
]


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(("name", "module"), IMPLEMENTATIONS)
def test_logits_cost_gradient_and_ten_steps_agree(name, module, dtype):
    row = table(name, dtype)[NAMES[module]]
    for quantity in ("logits", "cost", "gradient", "weights"):
        assert getattr(row, quantity) < TOLERANCE[dtype], quantity


def test_the_table_leaves_out_what_is_not_there(monkeypatch):
    for module in ("tensorflow", "keras", "torch"):
        monkeypatch.setitem(sys.modules, module, None)
    mlp, cnn = network_of("mlp"), network_of("cnn")
    rows = frameworks.parity_table(mlp, *batch_for(mlp), steps=1)
    assert [row.implementation for row in rows] == ["scikit-learn"]
    assert frameworks.parity_table(cnn, *batch_for(cnn), steps=1) == []


DENSE = {
    "leaky": [Dense(4), LeakyReLU(0.25), Dense(3)],
    "elu": [Dense(4), ELU(), Dense(3)],
    "mixed": [Dense(4), Tanh(), Dense(4), ReLU(), Dense(3)],
    "no activation": [Dense(4), Dense(3)],
    "activation at the end": [Dense(3), Tanh()],
}


@pytest.mark.parametrize("name", DENSE)
def test_the_table_leaves_out_scikit_learn_where_it_has_no_such_network(name):
    network = Network(copy.deepcopy(DENSE[name]), 4, rng=0)
    rows = {
        row.implementation: row
        for row in frameworks.parity_table(network, *batch_for(network), LMBD, ETA, steps=2)
    }
    there = ["tensorflow", "keras", "torch"]
    there = [NAMES[module] for module in there if importlib.util.find_spec(module)]
    assert list(rows) == there
    assert all(row.weights < TOLERANCE["float64"] for row in rows.values())


def test_the_table_leaves_the_network_as_it_is():
    network = network_of("mlp")
    before = network.theta.copy()
    frameworks.parity_table(network, *batch_for(network), steps=2)
    assert np.array_equal(network.theta, before)


DEFECTS = {
    "another penalty": ("sklearn", "alpha", 0.6, {"cost", "gradient", "weights"}),
    "another rate": ("sklearn", "learning_rate_init", 0.13, {"gradient", "weights"}),
    "momentum": ("sklearn", "momentum", 0.1, {"gradient", "weights"}),  # Nesterov's, at once
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_setting_that_differs_shows_in_the_table(name, monkeypatch):
    module, setting, value, seen = DEFECTS[name]
    build = parity.to_sklearn

    def changed(network, **settings):
        return build(network, **settings | {setting: value})

    monkeypatch.setattr(parity, "to_sklearn", changed)
    monkeypatch.setattr(parity, "RUNS", {module: parity.RUNS[module]})
    network = network_of("mlp")
    (row,) = frameworks.parity_table(network, *batch_for(network), LMBD, ETA, steps=3)
    found = {
        quantity
        for quantity in ("logits", "cost", "gradient", "weights")
        if getattr(row, quantity) > TOLERANCE["float64"]
    }
    assert found == seen


@needs("keras")
def test_a_doubled_penalty_of_keras_shows_in_the_table(monkeypatch):
    """The lectures' trap: Keras' l2 has no factor 1/2 in it."""
    build = parity.to_keras
    monkeypatch.setattr(parity, "to_keras", lambda network, l2: build(network, 2 * l2))
    monkeypatch.setattr(parity, "RUNS", {"keras": parity.RUNS["keras"]})
    network = network_of("mlp")
    (row,) = frameworks.parity_table(network, *batch_for(network), LMBD, ETA, steps=1)
    assert row.logits < 1e-10
    assert min(row.cost, row.gradient, row.weights) > 1e-4


# --------------------------------------------------------------------------- there and back


def same(one, other):
    """Say whether two networks are made of the same layers and compute the same."""
    X, _ = batch_for(one)
    return (
        [type(layer) for layer in one.layers] == [type(layer) for layer in other.layers]
        and list(map(repr, one.layers)) == list(map(repr, other.layers))
        and one.cost == other.cost
        and one.dtype == other.dtype
        and np.array_equal(one.theta, other.theta)
        and np.array_equal(one.forward(X), other.forward(X))
    )


def with_dropout(dtype="float64"):
    layers = [
        MaxPool2D(3, 2),
        Dropout(0.25),
        Flatten(),
        Dense(6),
        Sigmoid(),
        Dropout(0.5),
        Dense(3),
    ]
    return Network(layers, (7, 6, 2), rng=3, dtype=dtype)


NETWORKS = {
    "mlp": lambda: network_of("mlp"),
    "mlp32": lambda: network_of("mlp", "float32"),
    "cnn": lambda: network_of("cnn"),
    "cnn32": lambda: network_of("cnn", "float32"),
    "dropout": with_dropout,
}


@needs("keras")
@pytest.mark.parametrize("name", NETWORKS)
def test_to_keras_and_back(name):
    network = NETWORKS[name]()
    assert same(network, frameworks.from_keras(frameworks.to_keras(network)))


@needs("torch")
@pytest.mark.parametrize("name", NETWORKS)
def test_to_torch_and_back(name):
    network = NETWORKS[name]()
    module = frameworks.to_torch(network)
    assert same(network, frameworks.from_torch(module, network.input_shape))


SKLEARN = {
    "softmax": ([Dense(6), Tanh(), Dense(5), Tanh(), Dense(3)], SoftmaxCrossEntropy()),
    "binary": ([Dense(6), Sigmoid(), Dense(1)], BinaryCrossEntropy()),
    "regression": ([Dense(6), ReLU(), Dense(2)], SquaredError()),
    "one number": ([Dense(6), Identity(), Dense(1)], SquaredError()),
    "no hidden layer": ([Dense(3)], SoftmaxCrossEntropy()),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SKLEARN)
def test_to_sklearn_and_back(name, dtype):
    layers, cost = SKLEARN[name]
    network = Network(copy.deepcopy(layers), 4, cost, rng=2, dtype=dtype)
    model = frameworks.to_sklearn(network)
    assert same(network, frameworks.from_sklearn(model))
    X, _ = batch_for(network)
    X = X.astype(dtype)
    if isinstance(cost, SquaredError):
        ours = network.predict(X).reshape(model.predict(X).shape)
        assert np.allclose(model.predict(X), ours, rtol=0, atol=1e-6)
    else:
        assert np.array_equal(model.predict(X), network.predict(X))
        assert np.allclose(
            model.predict_proba(X)[:, -1], network.predict_proba(X)[:, -1], rtol=0, atol=1e-6
        )


def test_a_model_from_sklearn_s_own_training_becomes_a_network():
    from sklearn.datasets import load_digits
    from sklearn.neural_network import MLPClassifier

    X, y = load_digits(return_X_y=True)
    model = MLPClassifier((20,), random_state=0, max_iter=12, tol=0, n_iter_no_change=99)
    with pytest.warns(match="iterations"):
        model.fit(X / 16, y)
    network = frameworks.from_sklearn(model)
    assert np.allclose(network.predict_proba(X / 16), model.predict_proba(X / 16), atol=1e-12)


def test_a_model_of_several_labels_an_example_is_refused():
    """Its predictions are sets of labels; the likeliest one alone would be another prediction."""
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    model = MLPClassifier((4,), random_state=0)
    model.partial_fit(rng.random((9, 3)), rng.integers(0, 2, (9, 5)), classes=np.arange(5))
    with pytest.raises(ValueError, match=r"model must choose one of its classes, .* 5 labels"):
        frameworks.from_sklearn(model)


def test_to_sklearn_takes_settings_and_begins_anew():
    """Neither the settings nor a velocity of the step that made the arrays stay behind."""
    network = Network([Dense(5), ReLU(), Dense(3)], 4, rng=0)
    settings = {"solver": "lbfgs", "batch_size": 7, "early_stopping": True, "alpha": 0.3}
    model = frameworks.to_sklearn(network, **settings)
    assert {name: model.get_params()[name] for name in settings} == settings
    model = frameworks.to_sklearn(network, solver="sgd", alpha=0, learning_rate_init=1e-300)
    X, Y = batch_for(network)
    model.partial_fit(X, Y.argmax(axis=1))
    assert np.allclose(frameworks.from_sklearn(model).theta, network.theta, rtol=0, atol=1e-200)


@needs("keras")
def test_keras_models_as_people_write_them(keras):
    model = keras.Sequential(
        [
            keras.Input((6, 5, 2)),
            keras.layers.Conv2D(4, (3, 3), padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(7, activation="sigmoid"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    network = frameworks.from_keras(model)
    kinds = [Conv2D, ReLU, MaxPool2D, Flatten, Dense, Sigmoid, Dense]
    assert [type(layer) for layer in network.layers] == kinds
    assert network.cost == SoftmaxCrossEntropy()
    assert network.dtype == np.float32
    X, _ = batch_for(network)
    theirs = keras.ops.convert_to_numpy(model(X.astype("float32")))
    assert np.allclose(network.predict_proba(X), theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize("cost", [BinaryCrossEntropy(), SquaredError()], ids=repr)
@pytest.mark.parametrize("module", [pytest.param(m, marks=needs(m)) for m in ("keras", "torch")])
def test_one_output_with_a_cost_of_its_own(module, cost):
    network = Network([Dense(5), ReLU(), Dense(1)], 4, cost, rng=0)
    if module == "keras":
        back = frameworks.from_keras(frameworks.to_keras(network), cost)
    else:
        back = frameworks.from_torch(frameworks.to_torch(network), 4, cost)
    assert same(network, back)


@needs("keras")
@pytest.mark.parametrize("first", ["Input", "layer"])
def test_a_keras_model_put_together_bit_by_bit(keras, first):
    network = mlp(dtype="float32")
    model = keras.Sequential([keras.Input((4,))] if first == "Input" else [])
    model.add(keras.layers.Dense(5, "relu"))
    model.add(keras.layers.Dense(3))
    model(X4.astype("float32"))
    frameworks.copy_weights(network, model)
    assert same(network, frameworks.from_keras(model))


@needs("keras")
@pytest.mark.parametrize(
    ("end", "cost", "expected", "layers"),
    [
        (None, None, SoftmaxCrossEntropy(), [Dense]),
        (None, SquaredError(), SquaredError(), [Dense]),
        ("sigmoid", None, BinaryCrossEntropy(), [Dense]),
        ("sigmoid", SquaredError(), SquaredError(), [Dense, Sigmoid]),
        ("tanh", SquaredError(), SquaredError(), [Dense, Tanh]),
    ],
)
def test_a_functional_model_and_its_end(keras, end, cost, expected, layers):
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(5, activation="elu")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, activation=end)(hidden))
    network = frameworks.from_keras(model, cost)
    assert network.cost == expected
    assert [type(layer) for layer in network.layers] == [Dense, ELU, *layers]


@needs("keras", "tensorflow")
@pytest.mark.parametrize(
    ("function", "layer"),
    [
        (lambda tf, keras: tf.nn.relu, ReLU),
        (lambda tf, keras: tf.nn.elu, ELU),
        (lambda tf, keras: tf.math.tanh, Tanh),
        (lambda tf, keras: tf.tanh, Tanh),
        (lambda tf, keras: tf.nn.sigmoid, Sigmoid),
        (lambda tf, keras: keras.ops.tanh, Tanh),
        (lambda tf, keras: keras.ops.relu, ReLU),
        (lambda tf, keras: keras.activations.sigmoid, Sigmoid),
    ],
)
def test_activations_may_be_functions_of_keras_or_tensorflow(keras, function, layer):
    import tensorflow as tf

    hidden = keras.layers.Dense(5, activation=function(tf, keras))
    model = keras.Sequential([keras.Input((4,)), hidden, keras.layers.Dense(3)])
    network = frameworks.from_keras(model)
    assert type(network.layers[1]) is layer
    X = np.random.default_rng(0).normal(0, 2, (6, 4)).astype("float32")
    assert np.allclose(network.forward(X), keras.ops.convert_to_numpy(model(X)), atol=1e-5)


@needs("keras")
def test_copying_fills_a_model_that_is_there(keras):
    network = network_of("mlp", "float32")
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(100, activation="sigmoid"),
            keras.layers.Dense(50, activation="sigmoid"),
            keras.layers.Dense(10),
        ]
    )
    frameworks.copy_weights(network, model)
    X, _ = batch_for(network)
    theirs = keras.ops.convert_to_numpy(model(X.astype("float32")))
    assert np.allclose(theirs, network.forward(X), rtol=0, atol=1e-5)
    empty = network_of("mlp", "float32", rng=9)
    frameworks.copy_weights(model, empty)
    assert np.array_equal(empty.theta, network.theta)


def test_copying_between_networks_and_scikit_learn():
    one, other = (Network([Dense(5), ReLU(), Dense(3)], 4, rng=seed) for seed in (0, 1))
    model = frameworks.to_sklearn(other)
    frameworks.copy_weights(one, model)
    frameworks.copy_weights(model, other)
    assert np.array_equal(one.theta, other.theta)
    assert not np.shares_memory(one.theta, other.theta)


@needs("torch")
def test_in_torch_the_rows_after_flatten_move(torch):
    """The same numbers without the move give another network."""
    network = network_of("cnn")
    module = frameworks.to_torch(network)
    linear = next(part for part in module if isinstance(part, torch.nn.Linear))
    W = network.layers[4].W
    assert W.shape == (160, 50)
    assert not np.allclose(linear.weight.detach().numpy(), W.T)
    row, column, channel = 2, 1, 7  # of the 4 x 4 pixels with 10 channels
    ours, theirs = (row * 4 + column) * 10 + channel, (channel * 4 + row) * 4 + column
    assert np.array_equal(linear.weight.detach().numpy()[:, theirs], W[ours])


# ------------------------------------------------------------------------ what is refused


def mlp(**settings):
    return Network([Dense(5), ReLU(), Dense(3)], 4, rng=0, **settings)


def unlike(*layers):
    return Network(list(layers), 4, rng=0)


def picture(*layers, shape=(5, 5, 1)):
    return Network([*layers, Flatten(), Dense(3)], shape, rng=0)


REFUSED = {
    "no name": (lambda: frameworks.require("numpy"), ValueError, "name must be one of tensorflow"),
    "no text": (lambda: frameworks.require(3), TypeError, "name must be"),
    "two strangers": (
        lambda: frameworks.copy_weights(3, "a"), TypeError, "must be a Network, got int and str",
    ),
    "a stranger": (
        lambda: frameworks.copy_weights(mlp(), [1, 2]), TypeError, "target must be .* got list",
    ),
    "fewer layers": (
        lambda: frameworks.copy_weights(mlp(), unlike(Dense(3))), ValueError, "got 4 and 2",
    ),
    "other shapes": (
        lambda: frameworks.copy_weights(mlp(), unlike(Dense(6), Dense(3))),
        ValueError, r"layer 1 W \(4, 5\) and layer 1 W \(4, 6\)",
    ),
    "other weights": (
        lambda: frameworks.copy_weights(unlike(Dense(3), BatchNorm()), unlike(Dense(3))),
        TypeError, "Dense or Conv2D, got BatchNorm",
    ),
    "not fitted": (
        lambda: frameworks.copy_weights(mlp(), MLP()), ValueError, "target must be fitted",
    ),
    "not an MLP": (
        lambda: frameworks.copy_weights(mlp(), tree()), TypeError, "MLPClassifier or MLPRegressor",
    ),
    "from nothing": (lambda: frameworks.from_sklearn(3), TypeError, "MLPClassifier .* got int"),
    "from unfitted": (lambda: frameworks.from_sklearn(MLP()), ValueError, "must be fitted"),
    "to from nothing": (lambda: frameworks.to_sklearn(3), TypeError, "network must be"),
    "two activations": (
        lambda: frameworks.to_sklearn(unlike(Dense(3), ReLU(), Dense(3), Tanh(), Dense(3))),
        ValueError, "one kind of activation",
    ),
    "no counterpart": (
        lambda: frameworks.to_sklearn(unlike(Dense(3), ELU(), Dense(3))), ValueError, "one kind of",
    ),
    "images": (
        lambda: frameworks.to_sklearn(network_of("cnn")), ValueError, "Dense layers with one kind",
    ),
    "two classes": (
        lambda: frameworks.to_sklearn(unlike(Dense(2))), ValueError, "BinaryCrossEntropy for two",
    ),
    "many yes or no": (
        lambda: frameworks.to_sklearn(Network([Dense(2)], 4, BinaryCrossEntropy())),
        ValueError, "must have one output",
    ),
    "unknown setting": (
        lambda: frameworks.to_sklearn(mlp(), speed=3), TypeError, "settings must be .* got speed",
    ),
    "decided setting": (
        lambda: frameworks.to_sklearn(mlp(), activation="relu"), TypeError, "got activation",
    ),
    "no table": (lambda: frameworks.parity_table(3, X4, Y3), TypeError, "network must be"),
    "another cost": (
        lambda: frameworks.parity_table(mlp(cost=SquaredError()), X4, Y3), ValueError,
        "SoftmaxCrossEntropy and 3 outputs",
    ),
    "table of two": (
        lambda: frameworks.parity_table(unlike(Dense(2)), X4, Y3), ValueError, "3 outputs",
    ),
    "chance": (
        lambda: frameworks.parity_table(unlike(Dropout(0.5), Dense(3)), X4, Y3), ValueError,
        "no Dropout",
    ),
    "table of radial functions": (
        lambda: frameworks.parity_table(unlike(RadialBasis(3), Dense(3)), X4, Y3), TypeError,
        "got RadialBasis",
    ),
    "table of means": (
        lambda: frameworks.parity_table(unlike(BatchNorm(), Dense(3)), X4, Y3), TypeError,
        "got BatchNorm",
    ),
    "soft targets": (
        lambda: frameworks.parity_table(mlp(), X4, 0.5 * (Y3 + Y3[::-1])), ValueError,
        "Y must be one-hot .* got 0.5",
    ),
    "solver": (lambda: frameworks.to_sklearn(mlp(), solver="foo"), ValueError, "'solver'.*'foo'"),
    "batch size": (
        lambda: frameworks.to_sklearn(mlp(), batch_size="x"), ValueError, "'batch_size'.*'x'",
    ),
    "early stopping": (
        lambda: frameworks.to_sklearn(mlp(), early_stopping="yes"), ValueError,
        "'early_stopping'.*'yes'",
    ),
    "bad X": (lambda: frameworks.parity_table(mlp(), X4[:, 1:], Y3), ValueError, r"\(2, 3\)"),
    "bad Y": (lambda: frameworks.parity_table(mlp(), X4, Y3[:1]), ValueError, "Y "),
    "bad lmbd": (lambda: frameworks.parity_table(mlp(), X4, Y3, -1), ValueError, "lmbd"),
    "bad eta": (lambda: frameworks.parity_table(mlp(), X4, Y3, eta=0), ValueError, "eta"),
    "bad steps": (lambda: frameworks.parity_table(mlp(), X4, Y3, steps=0), ValueError, "steps"),
}  # fmt: skip
X4, Y3 = np.ones((2, 4)), np.eye(3)[:2]


def MLP(*arguments):
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(*arguments)


def tree():
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier()


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_one_clear_error(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        call()


def line(*layers, shape=(4,)):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


def layer(name, *arguments, **settings):
    import keras

    return getattr(keras.layers, name)(*arguments, **settings)


def branched():
    import keras

    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(4)(inputs)
    return keras.Model(inputs, keras.layers.Add()([inputs, hidden]))


def shared():
    import keras

    inputs, twice = keras.Input((4,)), keras.layers.Dense(4)
    return keras.Model(inputs, twice(twice(inputs)))


def with_two_ends():
    import keras

    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(4)(inputs)
    end = keras.layers.Dense(4)(hidden)
    return keras.Model(inputs, [end, hidden])


def tanh(z):
    """Bear the name of a known function and be another one."""
    return 2 * z


def subclassed():
    import keras

    class Own(keras.Model):
        """Its layers are made in one order and used in the other."""

        def __init__(self):
            super().__init__()
            self.second, self.first = keras.layers.Dense(4), keras.layers.Dense(4)

        def call(self, a):
            return self.second(self.first(a))

    model = Own()
    model(np.ones((2, 4)))
    return model


def own_sequence():
    import keras

    class Own(keras.Sequential):
        def call(self, a, training=None, mask=None):
            return 2 * super().call(a, training, mask)

    return Own([keras.Input((4,)), keras.layers.Dense(3)])


def own_layer():
    import keras

    class Dense(keras.layers.Dense):
        def call(self, a):
            return 2 * super().call(a)

    return Dense(3)


def unbuilt():
    import keras

    return keras.Sequential([keras.layers.Dense(3)])


images = functools.partial(line, shape=(6, 6, 2))
REFUSED_BY_KERAS = {
    "no network": (lambda: frameworks.to_keras(3), TypeError, "network must be"),
    "negative": (lambda: frameworks.to_keras(mlp(), -1), ValueError, "l2"),
    "no counterpart": (
        lambda: frameworks.to_keras(unlike(BatchNorm(), Dense(3))), TypeError, "got BatchNorm",
    ),
    "pixels": (
        lambda: frameworks.to_keras(picture(Conv2D(2, padding=2))),
        ValueError, 'padding must be "same" or "valid" for Keras',
    ),
    "pixels of a pool": (
        lambda: frameworks.to_keras(picture(MaxPool2D(3, 1, 1))),
        ValueError, "for Keras, got MaxPool2D",
    ),
    "number": (lambda: frameworks.from_keras(3), TypeError, "model must be a Keras model, got int"),
    "layer": (lambda: frameworks.from_keras(layer("Dense", 3)), TypeError, "got Dense"),
    "layer to fill": (
        lambda: frameworks.copy_weights(mlp(), layer("Dense", 3)), TypeError, "target must be",
    ),
    "cost": (lambda: frameworks.from_keras(line(layer("Dense", 3)), 3), TypeError, "cost must be"),
    "branch": (lambda: frameworks.from_keras(branched()), ValueError, "one line of layers"),
    "used twice": (lambda: frameworks.from_keras(shared()), ValueError, "each used once"),
    "two ends": (lambda: frameworks.from_keras(with_two_ends()), ValueError, "with one output"),
    "used twice, to fill": (
        lambda: frameworks.copy_weights(unlike(Dense(4)), shared()), ValueError,
        "target must be .* each used once",
    ),
    "own class": (lambda: frameworks.from_keras(subclassed()), ValueError, "Sequential or"),
    "own sequence": (lambda: frameworks.from_keras(own_sequence()), ValueError, "Sequential or"),
    "own class to fill": (
        lambda: frameworks.copy_weights(unlike(Dense(4), Dense(4)), subclassed()), ValueError,
        "target must be Sequential or",
    ),
    "own layer": (
        lambda: frameworks.from_keras(line(own_layer())), TypeError, "layers that this course has",
    ),
    "own activation": (
        lambda: frameworks.from_keras(line(layer("Dense", 3, activation=tanh))), ValueError,
        "Keras' own .* such as activation=\"relu\" .*tanh.* got 'tanh'",
    ),
    "channels first": (
        lambda: frameworks.from_keras(
            images(layer("Flatten", data_format="channels_first"), layer("Dense", 3))
        ),
        ValueError, "data_format='channels_last'",
    ),
    "softmax of examples": (
        lambda: frameworks.from_keras(line(layer("Dense", 3), layer("Softmax", axis=0))),
        ValueError, "axis=-1",
    ),
    "unbuilt": (lambda: frameworks.from_keras(unbuilt()), ValueError, "known input shape"),
    "unbuilt to fill": (
        lambda: frameworks.copy_weights(mlp(), unbuilt()), ValueError, "target must be built",
    ),
    "empty": (lambda: frameworks.from_keras(line()), ValueError, "one line of layers"),
    "unknown layer": (
        lambda: frameworks.from_keras(line(layer("BatchNormalization"), layer("Dense", 3))),
        TypeError, "got BatchNormalization",
    ),
    "unknown weights": (
        lambda: frameworks.copy_weights(line(layer("BatchNormalization")), mlp()),
        TypeError, "source must have weights in Dense and Conv2D",
    ),
    "no bias": (
        lambda: frameworks.from_keras(line(layer("Dense", 3, use_bias=False))), ValueError,
        "use_bias=True",
    ),
    "holes": (
        lambda: frameworks.from_keras(images(layer("Conv2D", 3, 3, dilation_rate=2))), ValueError,
        "dilation_rate",
    ),
    "oblong": (
        lambda: frameworks.from_keras(images(layer("Conv2D", 3, (3, 2)))), ValueError,
        "square kernel_size",
    ),
    "capped": (
        lambda: frameworks.from_keras(line(layer("ReLU", max_value=6))), ValueError, "max_value",
    ),
    "early softmax": (
        lambda: frameworks.from_keras(line(layer("Softmax"), layer("Dense", 3))), ValueError,
        "softmax at its end only",
    ),
    "gelu": (
        lambda: frameworks.from_keras(line(layer("Dense", 3, activation="gelu"))), ValueError,
        "got 'gelu'",
    ),
    "two outputs": (
        lambda: frameworks.from_keras(line(layer("Softmax")), SquaredError()),
        ValueError, "last activation, softmax",
    ),
    "wrong cost": (
        lambda: frameworks.from_keras(
            line(layer("Dense", 3, activation="sigmoid")), SoftmaxCrossEntropy()
        ),
        ValueError, "last activation, sigmoid",
    ),
    "softmax of one": (
        lambda: frameworks.from_keras(line(layer("Dense", 1, activation="softmax"))), ValueError,
        ONE_SOFTMAX,
    ),
    "one number": (
        lambda: frameworks.from_keras(line(layer("Dense", 1))), ValueError, ONE_SOFTMAX,
    ),
    "one logit and softmax": (
        lambda: frameworks.from_keras(line(layer("Dense", 1)), SoftmaxCrossEntropy()), ValueError,
        ONE_SOFTMAX,
    ),
    "variant of dropout": (
        lambda: frameworks.from_keras(images(layer("SpatialDropout2D", 0.5))), TypeError,
        "got SpatialDropout2D",
    ),
}  # fmt: skip


@needs("keras")
@pytest.mark.parametrize("name", REFUSED_BY_KERAS)
def test_refused_with_keras(keras, name):
    call, error, message = REFUSED_BY_KERAS[name]
    with pytest.raises(error, match=message):
        call()


def part(name, *arguments, **settings):
    import torch

    return getattr(torch.nn, name)(*arguments, **settings)


def chain(*parts, shape=4):
    return frameworks.from_torch(part("Sequential", *parts), shape)


def torch_class(base, name="Own", **methods):
    """Return a class of somebody's own, derived from one of PyTorch's."""
    import torch

    return type(name, (getattr(torch.nn, base),), methods)


def out_of_order():
    import torch

    class Own(torch.nn.Module):
        """Its layers are made in one order and used in the other."""

        def __init__(self):
            super().__init__()
            self.second, self.first = torch.nn.Linear(4, 4), torch.nn.Linear(4, 4)

        def forward(self, a):
            return self.second(self.first(a))

    return Own()


def twice(part):
    return [part, part]


def fill(*parts):
    frameworks.copy_weights(unlike(Dense(4), Dense(4)), part("Sequential", *parts))


pictures = functools.partial(chain, shape=(6, 6, 2))
REFUSED_BY_TORCH = {
    "no network": (lambda: frameworks.to_torch(3), TypeError, "network must be"),
    "no counterpart": (
        lambda: frameworks.to_torch(unlike(BatchNorm(), Dense(3))), TypeError, "got BatchNorm",
    ),
    "uneven zeros": (
        lambda: frameworks.to_torch(picture(MaxPool2D(2, padding="same"))), ValueError,
        "equally many pixels on all sides",
    ),
    "far": (
        lambda: frameworks.to_torch(picture(MaxPool2D(3, 1, 2))), ValueError, "at most half",
    ),
    "number": (lambda: frameworks.from_torch(3, 4), TypeError, "Sequential, got int"),
    "layer": (
        lambda: frameworks.from_torch(part("Linear", 4, 3), 4), TypeError, "Sequential, got Linear",
    ),
    "cost": (
        lambda: frameworks.from_torch(part("Sequential", part("Linear", 4, 3)), 4, 3), TypeError,
        "cost must be",
    ),
    "tensor": (
        lambda: frameworks.copy_weights(mlp(), part("Linear", 4, 3).weight),
        TypeError, "Sequential",
    ),
    "unknown part": (lambda: chain(part("GELU")), TypeError, "got GELU"),
    "unknown weights": (
        lambda: frameworks.copy_weights(part("Sequential", part("BatchNorm1d", 3)), mlp()),
        TypeError, "Linear and",
    ),
    "no bias": (lambda: chain(part("Linear", 4, 3, bias=False)), ValueError, "have a bias"),
    "holes": (lambda: pictures(part("Conv2d", 2, 3, 3, dilation=2)), ValueError, "no dilation"),
    "oblong": (lambda: pictures(part("Conv2d", 2, 3, (3, 2))), ValueError, "square kernel_size"),
    "ceil": (lambda: pictures(part("MaxPool2d", 2, ceil_mode=True)), ValueError, "no ceil_mode"),
    "zeros": (lambda: pictures(part("AvgPool2d", 3, 1, 1)), ValueError, "count pixels only"),
    "axes": (lambda: pictures(part("Flatten", 2)), ValueError, "flatten all but the batch"),
    "divisor": (
        lambda: pictures(part("AvgPool2d", 2, divisor_override=3), part("Flatten")), ValueError,
        "no divisor_override",
    ),
    "indices": (
        lambda: pictures(part("MaxPool2d", 2, return_indices=True)), ValueError, "no indices",
    ),
    "own layer": (
        lambda: chain(torch_class("Linear")(4, 3)), TypeError, "this course has too, got Own",
    ),
    "own layer of a known name": (
        lambda: chain(torch_class("Linear", "Linear")(4, 3)), TypeError, "got Linear",
    ),
    "own activation": (
        lambda: chain(torch_class("Module", "Tanh")(), part("Linear", 4, 3)), TypeError,
        "this course has too, got Tanh",
    ),
    "own sequence": (
        lambda: frameworks.from_torch(
            torch_class("Sequential", forward=lambda self, a: 2 * a)(part("Linear", 4, 3)), 4
        ),
        TypeError, "Sequential, got Own",
    ),
    "to end in Flatten": (
        lambda: frameworks.to_torch(
            Network([Conv2D(3, 2, padding="valid"), Flatten(), Identity()], (3, 3, 1))
        ),
        ValueError, "Dense layer after Flatten, .* got 3 channels",
    ),
    "from the end in Flatten": (
        lambda: pictures(part("Conv2d", 2, 3, 3), part("Flatten")), ValueError,
        "Dense layer after Flatten, .* got 3 channels",
    ),
    "out of order": (
        lambda: frameworks.copy_weights(unlike(Dense(4), Dense(4)), out_of_order()), TypeError,
        "target must be a torch.nn.Sequential, got Own",
    ),
    "out of order inside": (lambda: fill(out_of_order()), TypeError, "Linear and Conv2d parts"),
    "used twice": (lambda: fill(*twice(part("Linear", 4, 4))), ValueError, "weight in one part"),
    "one number": (lambda: chain(part("Linear", 4, 1)), ValueError, ONE_SOFTMAX),
    "no size yet": (lambda: chain(part("LazyLinear", 3)), ValueError, "none yet in LazyLinear"),
    "no memory": (
        lambda: chain(part("Linear", 4, 3, device="meta")), ValueError, "none yet in Linear",
    ),
    "shape": (lambda: chain(part("Linear", 4, 3), shape=5), ValueError, r"\(5, 3\)"),
}  # fmt: skip


@needs("torch")
@pytest.mark.parametrize("name", REFUSED_BY_TORCH)
def test_refused_with_torch(torch, name):
    call, error, message = REFUSED_BY_TORCH[name]
    with pytest.raises(error, match=message):
        call()


@needs("torch")
@pytest.mark.parametrize(
    "layers",
    [
        pytest.param([Conv2D(3), Flatten(), Flatten(), Dense(4)], id="twice"),
        pytest.param([Conv2D(3, 5, padding="valid"), Flatten()], id="one pixel"),
    ],
)
def test_flattening_where_torch_can_follow(torch, layers):
    network = Network(copy.deepcopy(layers), (5, 5, 2), rng=0)
    module = frameworks.to_torch(network)
    X, _ = batch_for(network)
    theirs = module(torch.tensor(np.moveaxis(X, -1, 1).copy())).detach().numpy()
    assert np.allclose(network.forward(X), theirs, rtol=0, atol=1e-12)


@needs("torch")
def test_a_sequence_by_another_name_is_taken_apart(torch):
    network = mlp()
    module = torch_class("Sequential")(*frameworks.to_torch(network))
    assert same(network, frameworks.from_torch(torch.nn.Sequential(module), 4))


@needs("torch")
@pytest.mark.parametrize(("dtype", "value"), [("float16", 1e6), ("bfloat16", 1)])
def test_values_that_torch_cannot_keep_are_not_written(torch, dtype, value):
    network = mlp()
    network.theta[0] = value
    module = frameworks.to_torch(network).to(getattr(torch, dtype))
    for parameter in module.parameters():
        parameter.data.zero_()
    with pytest.raises((TypeError, ValueError), match=dtype):
        frameworks.copy_weights(network, module)
    assert not any(parameter.any() for parameter in module.parameters())


@needs("torch")
def test_pooling_with_pixels_around_agrees_with_torch(torch):
    """What Keras cannot say: only pixels of the image count, on both sides."""
    for pool in (MaxPool2D(3, 1, "same"), MaxPool2D(3, 2, 1), AveragePool2D(3, 2, 1)):
        network = picture(pool, shape=(7, 5, 2))
        module = frameworks.to_torch(network)
        X, _ = batch_for(network)
        theirs = module(torch.tensor(np.moveaxis(X, -1, 1).copy())).detach().numpy()
        assert np.allclose(network.forward(X), theirs, rtol=0, atol=1e-12)


def test_nothing_is_copied_where_something_does_not_fit():
    source, target = mlp(), unlike(Dense(5), ReLU(), Dense(4))
    before = target.theta.copy()
    with pytest.raises(ValueError, match="same shapes"):
        frameworks.copy_weights(source, target)
    model = frameworks.to_sklearn(source)
    model.coefs_[1][0, 0] = np.nan
    fits = mlp()
    fits.theta = 0 * fits.theta
    with pytest.raises(ValueError, match=r"coefs_\[1\] of source as float64 must be finite"):
        frameworks.copy_weights(model, fits)
    assert np.array_equal(target.theta, before)
    assert not fits.theta.any()


def test_values_too_large_are_not_written():
    wide, narrow = mlp(), mlp(dtype="float32")
    wide.theta[-1] = 1e300
    narrow.theta[...] = 0
    with pytest.raises(ValueError, match="layer 3 b of source as float32 must be finite"):
        frameworks.copy_weights(wide, narrow)
    assert not narrow.theta.any()


def test_nothing_is_copied_where_one_array_is_read_only():
    network = mlp()
    model = frameworks.to_sklearn(mlp())
    model.coefs_[0][...] = 0
    model.coefs_[1].flags.writeable = False
    with pytest.raises(ValueError, match=r"coefs_\[1\] of target must be writeable"):
        frameworks.copy_weights(network, model)
    assert not model.coefs_[0].any()


# ------------------------------------------------------- frameworks that are not as expected


@pytest.mark.parametrize("name", ["tensorflow", "keras", "torch"])
def test_a_missing_framework_is_one_sentence_with_the_command(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        frameworks.FrameworkError, match=f"{NAMES[name]} is not installed"
    ) as caught:
        frameworks.require("sklearn", name)
    one_sentence(str(caught.value))
    assert ("pip install torch" if name == "torch" else COMMAND) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "version"), [("keras", "2.15.0"), ("tensorflow", "1.15.5"), ("torch", "1.13.1")]
)
def test_another_major_version_is_one_sentence(monkeypatch, name, version):
    module = types.ModuleType(name)
    module.__version__ = version
    monkeypatch.setitem(sys.modules, name, module)
    with pytest.raises(frameworks.FrameworkError, match=f"{NAMES[name]} {version} is") as caught:
        frameworks.require(name)
    one_sentence(str(caught.value))
    assert f"`{COMMAND}`" in str(caught.value)


def one_sentence(text):
    assert "\n" not in text
    assert text.endswith(".")
    assert ". " not in text


def said(tmp_path, package, code, names="'keras'", **variables):
    """Return the message of `require` where a package with this code is what gets imported."""
    folder = tmp_path / "packages" / package
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code, encoding="utf-8")
    program = f"""
import sys
sys.path.insert(0, {str(folder.parent)!r})
from lectures_nn import frameworks
try:
    frameworks.require({names})
except frameworks.FrameworkError as error:
    print(error)
"""
    done = python(program, KERAS_HOME=str(tmp_path), **variables)
    assert done.stderr == ""
    one_sentence(done.stdout.strip())
    assert COMMAND in done.stdout
    return done.stdout.strip()


def python(program, **variables):
    unset = {*QUIET, "KERAS_BACKEND", "KERAS_HOME"}
    variables = {k: v for k, v in os.environ.items() if k not in unset} | variables
    command = [sys.executable, "-W", "error", "-c", program]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=600)


NO_BACKEND = "raise ValueError('Unable to import backend')"


def test_a_backend_variable_that_names_something_absent(tmp_path):
    message = said(tmp_path, "keras", NO_BACKEND, KERAS_BACKEND="theano")
    assert message.startswith("The variable KERAS_BACKEND names the backend 'theano'")


def test_a_backend_file_that_names_something_absent(tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "theano"}', encoding="utf-8")
    message = said(tmp_path, "keras", NO_BACKEND)
    assert message.startswith("The file keras.json of Keras names the backend 'theano'")


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"backend": "tensorflow"}'])
def test_a_framework_that_does_not_start(tmp_path, content):
    if content is not None:
        (tmp_path / "keras.json").write_text(content, encoding="utf-8")
    message = said(tmp_path, "keras", "raise OSError('DLL')")
    assert message.startswith("Keras is installed but does not start (OSError)")


def test_keras_without_its_backend(tmp_path):
    code = "raise ModuleNotFoundError(\"No module named 'tensorflow'\", name='tensorflow')"
    assert said(tmp_path, "keras", code).startswith("TensorFlow is not installed")


@needs("keras", "tensorflow")
@pytest.mark.parametrize("name", ["keras", "tensorflow"])
def test_the_real_keras_with_an_absent_backend(tmp_path, name):
    message = said(tmp_path, "unused", "", f"'{name}'", KERAS_BACKEND="nonsense")
    assert message.startswith("The variable KERAS_BACKEND names the backend 'nonsense'")


def test_keras_on_another_backend_beside_tensorflow(monkeypatch):
    for name, version in (("tensorflow", "2.21.0"), ("keras", "3.15.0")):
        module = types.ModuleType(name)
        module.__version__ = version
        module.backend = types.SimpleNamespace(backend=lambda: "torch")
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    frameworks.require("keras")
    with pytest.raises(frameworks.FrameworkError, match="KERAS_BACKEND names the backend 'torch'"):
        frameworks.require("tensorflow", "keras")
    with pytest.raises(frameworks.FrameworkError) as caught:
        frameworks.require("keras", "tensorflow")
    one_sentence(str(caught.value))


@pytest.fixture(scope="module")
def beginner(tmp_path_factory):
    """Return what a new process prints that does as beginners do, and what it found out.

    It loads one library after the other, and Keras settles its policy only after the table.
    """
    folder = tmp_path_factory.mktemp("beginner")
    libraries = ("sklearn", "torch", "tensorflow", "keras")
    there = [name for name in libraries if importlib.util.find_spec(name)]
    program = f"""
import json, os
os.environ.pop("CUDA_VISIBLE_DEVICES", None)
before = set(os.environ)
import numpy as np
from lectures_nn import frameworks
from lectures_nn.layers import Dense
from lectures_nn.network import Network

found = {{"new": {{}}}}
for name in {there}:
    frameworks.require(name)
    found["new"][name] = sorted(set(os.environ) - before)

import keras
import tensorflow as tf
frameworks.parity_table(Network([Dense(3)], 4), np.ones((2, 4)), np.eye(3)[:2], steps=1)
found["types"] = [keras.config.floatx(), keras.layers.Dense(3).dtype]
f = tf.function(lambda x: 2 * x)
for number in range(8):  # traced each time, of which TensorFlow warns
    f(number)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile("sgd", "mse")
_ = model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
with open({str(folder / "found.json")!r}, "w") as file:
    json.dump(found, file)
"""
    done = python(program, KERAS_HOME=str(folder))
    return done, json.loads((folder / "found.json").read_text(encoding="utf-8"))


@needs("keras", "tensorflow")
def test_no_log_reaches_the_student(beginner):
    done, _ = beginner
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs("keras", "tensorflow")
def test_the_table_restores_keras_own_type(beginner):
    assert beginner[1]["types"] == ["float32", "float32"]


@needs("keras", "tensorflow")
def test_no_library_is_kept_from_the_graphics_cards(beginner):
    """A variable would hide them from the whole process; scikit-learn needs none at all."""
    new = beginner[1]["new"]
    assert next(iter(new)) == "sklearn"
    assert not [variable for variable in new["sklearn"] if variable.startswith("TF_")]
    assert not [name for name, variables in new.items() if "CUDA_VISIBLE_DEVICES" in variables]


@needs("tensorflow")
def test_variables_that_are_set_already_are_respected():
    program = "from lectures_nn.frameworks import require; import os; require('tensorflow');"
    program += "print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    assert python(program, TF_CPP_MIN_LOG_LEVEL="2").stdout.split() == ["2", "0"]


def test_the_package_can_be_imported_without_any_framework():
    program = """
import sys
for name in ("tensorflow", "keras", "torch", "sklearn"):
    sys.modules[name] = None
import lectures_nn.frameworks
"""
    assert python(program).returncode == 0


def test_a_notebook_shows_the_sentence_alone(tmp_path):
    source = "import sys\nfrom lectures_nn import frameworks\n"
    source += "sys.modules['tensorflow'] = None\nframeworks.require('tensorflow')"
    path = tmp_path / "03_sample.ipynb"
    cells = [sample_notebooks.text("# A title"), sample_notebooks.code(source)]
    run_notebooks.store(sample_notebooks.renewed(cells), path)
    notebook, run = run_notebooks.execute(path)
    assert "TensorFlow is not installed" in run.error
    (output,) = notebook.cells[1].outputs
    sentence = f"TensorFlow is not installed: `{COMMAND}` adds it."
    assert output.traceback == [sentence]


# -- layers of one's own ----------------------------------------------------------------


class Softplus(Elementwise):
    """It says what does the same elsewhere."""

    counterparts = {"keras": "softplus", "tensorflow": "softplus", "torch": "Softplus"}

    def f(self, z):
        return np.logaddexp(0, z)

    def slope(self):
        return 1 / (1 + np.exp(-self.z))


class Silent(Softplus):
    """It computes the same and says nothing of its own."""


class Boastful(Softplus):
    """It says of itself what is not so."""

    counterparts = {"keras": "softplus", "torch": "Softplus", "sklearn": "tanh"}

    def f(self, z):
        return np.logaddexp(0, z) + 0.01


class OwnDense(Dense):
    """Derived from a layer of the package, it may compute anything."""

    def forward(self, a):
        return super().forward(a) + 1


def with_layer(layer, last=3):
    stack = [Dense(5), layer, Dense(last)]
    return Network(stack, 4, rng=0) if last > 1 else Network(stack, 4, BinaryCrossEntropy(), rng=0)


CONVERSIONS = [
    pytest.param(frameworks.to_keras, marks=needs("keras"), id="keras"),
    pytest.param(frameworks.to_torch, marks=needs("torch"), id="torch"),
    pytest.param(frameworks.to_sklearn, id="sklearn"),
]


@pytest.mark.parametrize("convert", CONVERSIONS[:2])
def test_a_layer_that_declares_its_counterpart_is_converted(convert):
    network = with_layer(Softplus())
    X = np.random.default_rng(1).standard_normal((6, 4))
    model = convert(network)
    if convert is frameworks.to_torch:
        import torch

        outputs = model(torch.from_numpy(X)).detach().numpy()
        assert model.training
    else:
        outputs = np.asarray(model(X))
    assert np.allclose(outputs, network.forward(X), rtol=1e-12)


@pytest.mark.parametrize("convert", CONVERSIONS)
@pytest.mark.parametrize("layer", [Silent, lambda: OwnDense(5)], ids=["Silent", "OwnDense"])
def test_a_layer_that_declares_nothing_itself_is_refused(convert, layer):
    with pytest.raises(
        (TypeError, ValueError), match=r"network must (have layers|be Dense layers)"
    ):
        convert(with_layer(layer()))


@pytest.mark.parametrize("convert", CONVERSIONS)
def test_a_layer_that_computes_something_else_is_refused(convert):
    with pytest.raises(
        ValueError, match=r"Boastful\(\) must compute what its counterpart in .* does"
    ):
        convert(with_layer(Boastful()))


@needs("tensorflow", "keras")
def test_a_layer_of_ones_own_joins_the_parity_table():
    X = np.random.default_rng(0).standard_normal((6, 4))
    rows = frameworks.parity_table(with_layer(Softplus()), X, np.eye(3)[[0, 1, 2, 0, 1, 2]], lmbd=0)
    assert {"TensorFlow", "Keras"} <= {row.implementation for row in rows}
    assert max(row.gradient for row in rows) < 1e-12
