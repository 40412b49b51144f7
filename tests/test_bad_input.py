"""Bad input: for every argument of every public callable one clear error of our own.

`VALID` holds one valid call of each callable and the kind of each argument; the kinds know what is
bad. A public callable, or an argument, that is missing here fails `test_table_is_complete`.
"""

import inspect
import re
import traceback
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import lectures_nn
from lectures_nn import activations, coursera, datasets, plotting
from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.gradients import (
    GradientMismatch,
    check_gradient,
    numerical_gradient,
    relative_difference,
)
from lectures_nn.initializers import Normal, Uniform
from lectures_nn.layers import (
    ELU,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    LeakyReLU,
    MaxPool2D,
    RadialBasis,
    Recurrent,
    Sigmoid,
)
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam, ClippedNorm, GradientDescent, Momentum, RMSProp
from lectures_nn.perceptron import Perceptron, convergence_bound
from lectures_nn.training import History, TrainingDiverged, fit

PACKAGE = str(Path(lectures_nn.__file__).parent)
MODULES = [
    "activations", "costs", "initializers", "layers", "network", "gradients", "optimizers",
    "training", "perceptron", "coursera", "datasets", "plotting",
]  # fmt: skip

# -- kinds of arguments: each maps a valid value to bad ones, with a word for the test's name ----

NOT_NUMBERS = {
    "None": None,
    "text": "text",
    "dict": {"a": 1},
    "function": len,
    "complex": 1 + 2j,
    "objects": np.array([None, 1], dtype=object),
    "texts": np.array(["a", "b"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
}


def spoilt(value, number):
    array = np.array(value, dtype=float)
    array.flat[-1] = number
    return array


def array(value):
    """Any shape: only what stands in it can be wrong."""
    return NOT_NUMBERS | {
        "NaN": spoilt(value, np.nan),
        "infinity": spoilt(value, -np.inf),
        "ragged": [[1.0], [1.0, 2.0]],
        "complex array": np.array(value) + 1j,
        "masked": np.ma.array(value, mask=spoilt(np.zeros(np.shape(value)), 1).astype(bool)),
    }


def fixed_array(value):
    """One shape that the other arguments fix."""
    value = np.asarray(value)
    return array(value) | {
        "one dimension more": value[None],
        "one row more": np.concatenate([value, value[-1:]]),
        "empty": value[:0],
        "one number": 1.0,
    }


def matrix(value):
    """Rows of examples: neither the number of dimensions nor of columns is free."""
    value = np.asarray(value)
    return fixed_array(value) | {
        "one row alone": value[0],
        "one column more": np.column_stack([value, value[:, :1]]),
        "no column": value[:, :0],
        "sparse": sparse.csr_array(value),
    }


def inputs(value):
    """A batch with any number of rows."""
    bad = matrix(value)
    del bad["one row more"]
    return bad


def free_matrix(value):
    """A batch with any number of rows and columns."""
    bad = inputs(value)
    del bad["one column more"]
    return bad


def onehot(value):
    bad = matrix(value)
    return bad | {
        "labels": np.asarray(value).argmax(axis=1),
        "sums to 2": 2 * np.asarray(value, dtype=float),
        "negative": spoilt(value, -1),
    }


def yes_or_no(value):
    return matrix(value) | {"negative": spoilt(value, -0.1), "above 1": spoilt(value, 1.1)}


def labels(low, high):
    def kind(value):
        bad = array(value) | {
            "fraction": spoilt(value, 0.5),
            "too small": spoilt(value, low - 1),
            "a matrix": np.ones((3, 2)),
            "one number": low,
            "empty": [],
        }
        return bad if high is None else bad | {"too large": spoilt(value, high + 1)}

    return kind


def labels_for_rows(low, high):
    return lambda value: (
        labels(low, high)(value) | {"one more": np.concatenate([value, value[-1:]])}
    )


def number(**bounds):
    def kind(value):
        bad = NOT_NUMBERS | {
            "flag": True, "NaN": np.nan, "infinity": np.inf, "minus infinity": -np.inf,
            "list": [1.0], "array": np.ones(2),
        }  # fmt: skip
        wrong = {"low": -1e-3, "above": 0, "high": 1e-3, "below": 0}
        for name, bound in bounds.items():
            bad[f"not {name} {bound}"] = bound + wrong[name]
        return bad

    return kind


def count(low=1):
    def kind(value):
        return number()(value) | {
            "fraction": 1.5, "whole float": 2.0, "too small": low - 1, "huge": 10**20,
        }  # fmt: skip

    return kind


def padding(value):
    return {
        "None": None, "other word": "full", "capitals": "SAME", "negative": -1, "fraction": 1.5,
        "flag": True, "pair": (1, 1), "texts": np.array(["same"]), "function": len,
    }  # fmt: skip


def none_allowed(kind):
    def without_none(value):
        bad = dict(kind(value))
        del bad["None"]
        return bad

    return without_none


def sequence_of_counts(at_least=1):
    def kind(value):
        return {
            "None": None, "text": "ab", "number": 3.5, "set": {1, 2}, "empty": (),
            "zero": (0,) * at_least, "negative": (-1,) * at_least, "fraction": (1.5,) * at_least,
            "flags": (True,) * at_least, "text inside": ("3",) * at_least,
            "huge": (10**20,) * at_least,
        }  # fmt: skip

    return kind


def shape(value):
    return {
        "None": None, "text": "64", "fraction": 1.5, "zero": 0, "negative": (-1,), "empty": (),
        "flag": True, "None inside": (None,), "set": {64}, "huge": 10**20,
    }  # fmt: skip


def seed(value):
    return {
        "text": "seed", "negative": -1, "fraction": 1.5, "flag": True, "list": [1, 2],
        "module": np.random, "class": np.random.Generator,
    }  # fmt: skip


def instance(value):
    return {"None": None, "number": 3, "text": "x", "its class": type(value), "list": [value]}


def function(value):
    return {"None": None, "number": 3, "text": "x", "result": [1.0]}


def optional_function(value):
    return {"number": 3, "text": "x"}


def flag(value):
    return {"None": None, "number": 2, "text": "yes", "array": np.ones(2)}


def path(value):
    return {"None": None, "number": 3, "list": ["a"], "function": len, "empty": "", "dot": "."}


def file_name(value):
    return {"None": None, "number": 3, "list": [value], "a folder": "../data", "empty": ""}


def own_classes(value):
    return {"None": None, "number": 3, "text": "Dense", "a class": Dense, "objects": [Dense(2)]}


def axes(value):
    return {"number": 3, "text": "ax", "figure": plt.Figure(), "array": np.ones(2)}


def text(value):
    return {"None": None, "number": 3, "list": [value], "empty": "", "one word": "Figure"}


def names(value):
    return {"number": 3, "one too few": value[:-1], "one too many": value + value[:1]}


def layer_list(value):
    class_itself, stranger = [Dense], [Dense(3), "sigmoid"]
    used, twice = Dense(4), Dense(4)
    Network([used], 4)
    return {
        "None": None, "a layer": Dense(3), "empty": [], "class": class_itself, "text": stranger,
        "used": [used], "twice": [twice, twice], "number": 3,
        "generator": (Dense(n) for n in (3, 2)),
    }  # fmt: skip


def dtype(value):
    return {
        "None": None, "int": int, "half": np.float16, "complex": complex, "nonsense": "real",
        "number": 64, "texts": str,
    }  # fmt: skip


def pair(value):
    X, Y = value
    return {
        "number": 3, "text": "ab", "one": (X,), "three": (X, Y, Y), "swapped": (Y, X),
        "None inside": (X, None), "NaN inside": (spoilt(X, np.nan), Y), "too few": (X, Y[:-1]),
    }  # fmt: skip


def fraction_list(value):
    return {
        "None": None, "number": 0.5, "text": "half", "sums to 0.9": (0.6, 0.3), "empty": (),
        "negative": (1.5, -0.5), "zero": (1.0, 0.0), "NaN": (np.nan, 0.5), "matrix": [[0.5, 0.5]],
        "part without rows": (0.999, 0.001),
    }  # fmt: skip


def temperatures(value):
    return array(value) | {
        "one": 2.0, "empty": [], "zero": spoilt(value, 0), "negative": spoilt(value, -1.0),
        "matrix": [value],
    }  # fmt: skip


def in_place(value):
    return {
        "None": None, "number": 3.0, "list": list(value), "too long": np.append(value, 1.0),
        "matrix": value[None], "whole numbers": value.astype(int), "texts": value.astype(str),
        "half": value.astype(np.float16), "read-only": np.broadcast_to(value, value.shape),
    }  # fmt: skip


def gradient_of(value):
    """Wrong types and shapes; NaN is left to whoever looks at the cost."""
    allowed = "whole numbers", "read-only"
    return {key: bad for key, bad in in_place(value).items() if key not in allowed}


def thetas(value):
    return {
        "None": None, "number": 3, "too few": value[:1], "swapped": value[::-1],
        "NaN": [value[0], spoilt(value[1], np.nan)], "transposed": [value[0], value[1].T],
        "texts": [value[0], value[1].astype(str)], "vector": [value[0], value[1].ravel()],
    }  # fmt: skip


def in_a_row(value):
    """Matrices that stand one after the other in a call."""
    bad = {key: wrong for key, wrong in thetas(value).items() if isinstance(wrong, list)}
    return bad | {"too few": [], "None": [None], "number": [3]}


# -- one valid call of everything ----------------------------------------------------------------

RNG = np.random.default_rng(0)
X, Z = RNG.standard_normal((6, 4)), RNG.standard_normal((6, 3))
CLASSES = np.array([0, 1, 2, 0, 1, 2])
ONEHOT, BITS = np.eye(3)[CLASSES], np.array([0.0, 1, 1, 0, 1, 0])
POINTS = RNG.standard_normal((6, 2))
THETAS = [RNG.standard_normal((3, 5)), RNG.standard_normal((2, 4))]
PACKED = np.concatenate([Theta.ravel() for Theta in THETAS])
NETWORK = Network([Dense(5), Sigmoid(), Dense(3)], 4, rng=0)


def enter_learning(rng):
    with NETWORK.learning(rng) as network:
        return network.layers[0].rng


VECTOR = np.arange(1.0, 6.0)


def after_forward():
    NETWORK.forward(X)
    return NETWORK.backward


def quadratic(theta):
    return (theta**2).sum(), 2 * theta


def cost_methods(cost, targets, kind):
    about = {"output": (Z, matrix), "Y": (targets, kind)}
    yield "value", about
    yield "delta", about
    # `shape` and `dtype` come from the network, as the outputs that Y has to fit.
    yield "check_targets", {"Y": (targets, kind), "shape": (Z.shape, None), "dtype": (float, None)}
    yield "decide", {"output": (Z, free_matrix)}
    if not isinstance(cost, SquaredError):  # which refuses any call
        yield "probabilities", {"output": (Z, free_matrix)}


GRID = pd.DataFrame({"eta": [0.1], "lmbd": [1.0], "train_score": [0.9], "outcome": ["finished"]})
VALID = {
    # name: (the callable, or what makes it; argument -> (valid value, kind of bad values))
    **{
        f"activations.{name}": (
            getattr(activations, name),
            {"z": (Z, array)}
            | ({"alpha": (0.5, number(above=0))} if name.startswith(("leaky_relu", "elu")) else {}),
        )
        for name in ["softmax"] + [
            f + suffix for f in activations.ACTIVATIONS for suffix in ("", "_derivative")
        ]
    },
    **{
        f"costs.{type(cost).__name__}.{method}": (getattr(cost, method), about)
        for cost, targets, kind in [
            (SquaredError(), Z + 1, matrix),
            (BinaryCrossEntropy(), ONEHOT, yes_or_no),
            (SoftmaxCrossEntropy(), ONEHOT, onehot),
        ]
        for method, about in cost_methods(cost, targets, kind)
    },
    "initializers.Normal": (Normal, {"std": (1.0, number(above=0))}),
    "initializers.Uniform": (Uniform, {"eps": (1.0, number(above=0))}),
    "initializers.fans": (
        import_module("lectures_nn.initializers").fans,
        {"shape": ((3, 4), sequence_of_counts(2))},
    ),
    "layers.Dense": (
        Dense,
        {"n_out": (3, count()), "initializer": (Normal(), instance), "bias": (0.1, number())},
    ),
    "layers.Conv2D": (
        Conv2D,
        {
            "n_filters": (3, count()),
            "receptive_field": (3, count()),
            "stride": (2, count()),
            "padding": ("valid", padding),
            "initializer": (Normal(), instance),
            "bias": (0.1, number()),
        },
    ),
    **{
        f"layers.{pool.__name__}": (
            pool,
            {
                "size": (2, count()),
                "stride": (1, none_allowed(count())),
                "padding": ("same", lambda value: padding(value) | {"as wide as a window": 2}),
            },
        )
        for pool in (MaxPool2D, AveragePool2D)
    },
    "layers.Dropout": (Dropout, {"rate": (0.5, number(low=0, below=1))}),
    "layers.LeakyReLU": (LeakyReLU, {"alpha": (0.1, number(above=0))}),
    "layers.ELU": (ELU, {"alpha": (0.1, number(above=0))}),
    "layers.RadialBasis": (
        RadialBasis,
        {
            "n_centres": (3, count()),
            "width": (0.5, number(above=0)),
            "initializer": (Normal(), instance),
        },
    ),
    "layers.Recurrent": (
        Recurrent,
        {"n_hidden": (3, count()), "initializer": (Normal(), instance), "bias": (0.1, number())},
    ),
    "layers.BatchNorm": (
        BatchNorm,
        {"momentum": (0.9, number(low=0, below=1)), "eps": (1e-5, number(above=0))},
    ),
    "network.Network": (
        Network,
        {
            "layers": (lambda: [Dense(3)], layer_list),
            "input_shape": (4, shape),
            "cost": (SquaredError(), instance),
            "rng": (0, seed),
            "dtype": (float, dtype),
        },
    ),
    "network.Network.forward": (NETWORK.forward, {"X": (X, inputs)}),
    "network.Network.backward": (after_forward, {"delta": (Z, matrix)}),
    "network.Network.cost_and_gradient": (
        NETWORK.cost_and_gradient,
        {
            "theta": (NETWORK.theta, fixed_array),
            "X": (X, matrix),
            "Y": (ONEHOT, onehot),
            "lmbd": (0.1, number(low=0)),
        },
    ),
    "network.Network.predict": (NETWORK.predict, {"X": (X, inputs)}),
    "network.Network.predict_proba": (NETWORK.predict_proba, {"X": (X, inputs)}),
    "network.Network.checked_batch": (
        NETWORK.checked_batch,
        {"X": (X, matrix), "Y": (ONEHOT, onehot)},
    ),
    "network.Network.learning": (enter_learning, {"rng": (0, seed)}),
    "network.Network.theta": (
        lambda theta: setattr(NETWORK, "theta", theta),
        {"theta": (NETWORK.theta.copy(), fixed_array)},
    ),
    "network.Network.save": (NETWORK.save, {"path": ("a", path)}),
    "datasets.load_experiment": (datasets.load_experiment, {"name": ("09_full_grid", file_name)}),
    "network.Network.load": (
        Network.load,
        {"path": ("a", path), "classes": ([Dense], own_classes)},
    ),
    "gradients.numerical_gradient": (
        numerical_gradient,
        {"f": (quadratic, function), "theta": (VECTOR, array), "eps": (1e-4, number(above=0))},
    ),
    "gradients.check_gradient": (
        check_gradient,
        {
            "f": (quadratic, function),
            "theta": (VECTOR, array),
            "eps": (1e-4, number(above=0)),
            "tolerance": (1e-7, number(above=0)),
            "directions": (3, none_allowed(count())),
            "rng": (0, seed),
        },
    ),
    "gradients.relative_difference": (
        relative_difference,
        {"a": (VECTOR, fixed_array), "b": (VECTOR, fixed_array)},
    ),
    "optimizers.GradientDescent": (GradientDescent, {"eta": (0.1, number(above=0))}),
    "optimizers.Momentum": (
        Momentum,
        {"eta": (0.1, number(above=0)), "gamma": (0.5, number(low=0, below=1))},
    ),
    "optimizers.RMSProp": (
        RMSProp,
        {
            "eta": (0.1, number(above=0)),
            "rho": (0.5, number(low=0, below=1)),
            "eps": (1e-7, number(above=0)),
        },
    ),
    "optimizers.Adam": (
        Adam,
        {
            "eta": (0.1, number(above=0)),
            "beta1": (0.5, number(low=0, below=1)),
            "beta2": (0.5, number(low=0, below=1)),
            "eps": (1e-7, number(above=0)),
        },
    ),
    **{
        f"optimizers.{cls.__name__}.step": (
            lambda cls=cls: cls(0.1).step,
            {"theta": (VECTOR, in_place), "grad": (VECTOR, gradient_of)},
        )
        for cls in (GradientDescent, Momentum, RMSProp, Adam)
    },
    "optimizers.ClippedNorm": (
        ClippedNorm,
        {"optimizer": (Adam(0.1), instance), "limit": (1.0, number(above=0))},
    ),
    "optimizers.ClippedNorm.step": (
        ClippedNorm(Adam(0.1), 1.0).step,
        {"theta": (VECTOR, in_place), "grad": (VECTOR, gradient_of)},
    ),
    "training.fit": (
        fit,
        {
            "network": (NETWORK, instance),
            "X": (X, matrix),
            "Y": (ONEHOT, onehot),
            "optimizer": (GradientDescent(0.1), instance),
            "epochs": (1, count()),
            "batch_size": (3, count()),
            "lmbd": (0.1, number(low=0)),
            "validation": ((X, ONEHOT), pair),
            "rng": (0, seed),
            "progress": (False, flag),
            "patience": (2, none_allowed(count())),
            "after_epoch": (None, optional_function),
        },
    ),
    "perceptron.Perceptron.fit": (
        lambda: Perceptron().fit,
        {
            "X": (POINTS, lambda value: matrix(value) | {"one column more": 3.0}),
            "y": (BITS, labels_for_rows(0, 1)),
            "max_epochs": (3, count()),
            "rng": (0, seed),
        },
    ),
    "perceptron.Perceptron.predict": (
        lambda: Perceptron().fit(POINTS, BITS).predict,
        {"X": (POINTS, inputs)},
    ),
    "perceptron.convergence_bound": (
        convergence_bound,
        {
            "X": (np.array([[1.0, 2], [-1, 0]]), matrix),
            "y": (np.array([1, 0]), labels_for_rows(0, 1)),
            "w": (np.array([1.0, 0]), lambda value: fixed_array(value) | {"wrong way": -value}),
            "b": (0.0, lambda value: number()(value) | {"all on one side": 100.0}),
        },
    ),
    "coursera.sigmoid_gradient": (coursera.sigmoid_gradient, {"z": (Z, array)}),
    "coursera.pack": (
        lambda Thetas: coursera.pack(*Thetas),
        {"Thetas": (THETAS, in_a_row)},
    ),
    "coursera.unpack": (
        coursera.unpack,
        {"nn_params": (PACKED, fixed_array), "layer_sizes": ((4, 3, 2), sequence_of_counts(3))},
    ),
    "coursera.network_of": (
        coursera.network_of,
        {"layer_sizes": ((4, 3, 2), lambda value: sequence_of_counts(3)(value) | {"one": (4,)})},
    ),
    "coursera.set_thetas": (
        lambda: lambda network, Thetas: coursera.set_thetas(network, Thetas),
        {"network": (coursera.network_of((4, 3, 2)), instance), "Thetas": (THETAS, thetas)},
    ),
    "coursera.thetas_of": (coursera.thetas_of, {"network": (NETWORK, instance)}),
    "coursera.cost_function": (
        coursera.cost_function,
        {
            "nn_params": (PACKED, fixed_array),
            "layer_sizes": ((4, 3, 2), sequence_of_counts(3)),
            "X": (X, matrix),
            "y": (CLASSES % 2 + 1, lambda value: labels_for_rows(1, 2)(value)),
            "lmbd": (0.1, number(low=0)),
        },
    ),
    "coursera.nn_cost_function": (
        coursera.nn_cost_function,
        {
            "nn_params": (PACKED, fixed_array),
            "input_layer_size": (4, count()),
            "hidden_layer_size": (3, count()),
            "num_labels": (2, count()),
            "X": (X, matrix),
            "y": (CLASSES % 2 + 1, labels_for_rows(1, 2)),
            "lmbd": (0.1, number(low=0)),
        },
    ),
    "coursera.predict": (
        coursera.predict,
        {"Thetas": (THETAS, lambda value: thetas(value) | {"too few": []}), "X": (X, inputs)},
    ),
    "coursera.rand_initialize_weights": (
        coursera.rand_initialize_weights,
        {
            "n_in": (3, count()),
            "n_out": (2, count()),
            "rng": (0, seed),
            "epsilon_init": (0.1, number(above=0)),
        },
    ),
    "coursera.debug_initialize_weights": (
        coursera.debug_initialize_weights,
        {"fan_out": (3, count()), "fan_in": (2, count(0))},
    ),
    "coursera.compute_numerical_gradient": (
        coursera.compute_numerical_gradient,
        {"J": (quadratic, function), "theta": (VECTOR, array)},
    ),
    "coursera.check_nn_gradients": (
        coursera.check_nn_gradients,
        {"lmbd": (0.0, number(low=0)), "cost": (coursera.nn_cost_function, function)},
    ),
    "datasets.load_mnist": (datasets.load_mnist, {"download": (False, flag)}),
    "datasets.read_archive": (
        datasets.read_archive,
        {
            "name": (
                "digits_8x8.npz",
                lambda value: path(value)
                | {"no": "a.npz", "up": "../x", "empty": "", "above": ".."},
            ),
            "keys": (
                ("images",),
                lambda value: {"number": 3, "None": None, "no": ("image",), "lists": [["images"]]},
            ),
        },
    ),
    "datasets.body_mass": (datasets.body_mass, {"m": (3, count()), "rng": (0, seed)}),
    "datasets.noisy_curve": (
        datasets.noisy_curve,
        {"m": (3, count()), "noise": (0.1, number(low=0)), "rng": (0, seed)},
    ),
    "datasets.ising_configurations": (
        datasets.ising_configurations,
        {
            "size": (3, count(2)),
            "temperatures": ([1.0, 2.0], temperatures),
            "n": (2, count()),
            "rng": (0, seed),
            "sweeps": (2, count()),
        },
    ),
    "datasets.one_hot": (
        datasets.one_hot,
        {"labels": (CLASSES, labels(0, 2)), "n_classes": (3, count())},
    ),
    "datasets.split": (
        lambda arrays, **others: datasets.split(*arrays, **others),
        {
            "arrays": (
                (X, Z),
                lambda value: {
                    "none": (), "number": (3,), "None": (None,), "other": (X, Z[:-1]),
                    "generator": ((x for x in X),), "sparse": (sparse.csr_array(X),),
                    "set": ({1, 2},), "ragged": ([[1], [1, 2]],),
                },
            ),
            "fractions": ((0.5, 0.5), fraction_list),
            "rng": (0, seed),
        },
    ),
    "datasets.unroll": (
        datasets.unroll,
        {"images": (np.ones((2, 3, 3)), lambda value: array(value) | {"one image": value[0]})},
    ),
    "datasets.shrink": (
        datasets.shrink,
        {
            "images": (np.ones((2, 3, 3)), lambda value: array(value) | {"oblong": value[:, 1:]}),
            "size": (2, lambda value: count()(value) | {"larger": 4}),
        },
    ),
    "plotting.show": (plotting.show, {"alt": ("A figure that shows nothing at all.", text)}),
    "plotting.png": (
        plotting.png,
        {
            "figure": (plt.Figure(), instance),
            "tight": (True, flag),
            "dpi": (50, lambda value: number(above=0)(value)),
        },
    ),
    "plotting.with_palette": (
        plotting.with_palette,
        {
            "image": (
                plotting.png(plt.Figure()),
                lambda value: instance(value) | {"empty": b"", "no image": b"pixels"},
            )
        },
    ),
    "plotting.as_html": (
        plotting.as_html,
        {
            "image": (plotting.png(plt.Figure()), instance),
            "alt": ("A figure that shows nothing at all.", text),
            "size": ((9, 4), lambda value: {"one": (9,), "zero": (0, 0), "text": "94"}),
        },
    ),
    "plotting.plot_digits": (
        plotting.plot_digits,
        {
            "images": (
                np.ones((2, 3, 3)),
                lambda value: array(value) | {"one": value[0], "no": value[:0]},
            ),
            "titles": (["a", "b"], names),
            "columns": (2, count()),
            "size": (0.5, number(above=0)),
        },
    ),
    "plotting.plot_history": (
        plotting.plot_history,
        {"history": (History(cost=[2.0, 1.0]), instance), "ax": (None, axes)},
    ),
    "plotting.plot_confusion": (
        plotting.plot_confusion,
        {
            "truth": (CLASSES, labels_for_rows(0, 2)),
            "prediction": (CLASSES, labels_for_rows(0, 2)),
            "n_classes": (3, count()),
            "ax": (None, axes),
        },
    ),
    "plotting.plot_decision_regions": (
        plotting.plot_decision_regions,
        {
            "predict": (
                lambda points: points[:, 0] > 0,
                lambda value: function(value) | {
                    "returns one": lambda points: [1],
                    "returns NaN": lambda points: points[:, 0] * np.nan,
                },
            ),
            "X": (POINTS, matrix),
            "y": (CLASSES, labels_for_rows(0, 9)),
            "ax": (None, axes),
            "margin": (0.5, number(above=0)),
            "steps": (5, count(2)),
        },
    ),
    "plotting.plot_grid": (
        plotting.plot_grid,
        {
            "frame": (GRID, lambda value: instance(value) | {"no rows": value[:0]}),
            "value": ("train_score", lambda value: text(value) | {"words": "outcome"}),
            "x": ("lmbd", lambda value: text(value) | {"y again": "eta"}),
            "y": ("eta", lambda value: text(value) | {"words": "outcome"}),
            "ax": (None, axes),
            "low": (0.0, number(high=1.0)),
            "high": (1.0, number(low=0.0)),
            "decimals": (None, none_allowed(count(low=0))),
        },
    ),
    "plotting.draw_network": (
        plotting.draw_network,
        {
            "sizes": ((2, 1), sequence_of_counts()),
            "ax": (None, axes),
            "node_text": (None, optional_function),
            "edge_color": (None, optional_function),
            "edge_width": (None, optional_function),
            "names": (("in", "out"), names),
        },
    ),
}  # fmt: skip

# What a subclass writes and a network calls, with arguments that it has checked: the door is
# elsewhere, and layers check the shapes they rely on.
PROTOCOL = {
    "layers": {
        "connect", "initialize", "forward", "backward", "f", "slope", "pool", "share",
        "check_input", "needs_forward",
    },
    "activations": {"checked", "derivative_of"},
    "costs": {"value_and_delta", "check_values", "check_outputs", "output_function"},
    "initializers": {"draw"},
    "optimizers": {"update", "remembered"},
    "network": {"forward_pass", "backward_pass", "backpropagate", "with_theta"},
}  # fmt: skip
# Bases that are not instantiated, containers of results, and errors.
NO_ENTRY_POINT = {
    "costs.Cost", "datasets.Digits", "datasets.Experiment", "initializers.Initializer",
    "layers.Activation",
    "layers.Elementwise", "layers.Layer", "layers.Pooling", "optimizers.Optimizer",
    "training.History",
    "gradients.GradientMismatch", "training.TrainingDiverged",
}  # fmt: skip
REFUSES_ANY_CALL = {"costs.SquaredError.probabilities"}
MAKERS = {  # in these, the callable is made anew for each call
    name for name, (f, about) in VALID.items()
    if inspect.isfunction(f) and f.__module__ == __name__
    and set(inspect.signature(f).parameters) <= {"cls"}
}  # fmt: skip


def arguments_of(f):
    names = list(inspect.signature(f).parameters)
    return [name for name in names if name not in ("self", "args", "kwargs")]


def discovered():
    """Yield the name and arguments of every public function, constructor and method."""
    for module_name in MODULES:
        module = import_module(f"lectures_nn.{module_name}")
        for name, thing in vars(module).items():
            home = getattr(thing, "__module__", "") or ""
            where = f"{module_name}.{name}"
            if name.startswith("_") or not home.startswith(module.__name__):
                continue
            if where in NO_ENTRY_POINT or name in PROTOCOL.get(module_name, ()):
                continue
            if inspect.isfunction(thing):
                yield where, arguments_of(thing)
            elif inspect.isclass(thing):
                yield where, arguments_of(thing)
                for method, f in inspect.getmembers(thing):
                    if callable(f) and not method.startswith("_"):
                        inner = PROTOCOL.get(module_name, ())
                        if method not in inner and f"{where}.{method}" not in REFUSES_ANY_CALL:
                            yield f"{where}.{method}", arguments_of(f)


def test_table_is_complete():
    found = {name: names for name, names in discovered() if names}
    found["network.Network.theta"] = ["theta"]  # a property that can be assigned
    listed = {name: list(about) for name, (_, about) in VALID.items()}
    assert {name for name in found if name not in listed} == set()
    assert {name for name in listed if name not in found} == set()
    assert {name: found[name] for name in found if found[name] != listed[name]} == {}


def test_discovery_finds_what_it_should():
    found = dict(discovered())
    assert found["training.fit"][:3] == ["network", "X", "Y"]
    assert "costs.SoftmaxCrossEntropy.decide" in found
    assert "network.Network.load" in found
    assert len(found) > 80


def call(name, changed=None, bad=None):
    f, about = VALID[name]
    if name in MAKERS:
        f = f()
    arguments = {key: value for key, (value, _) in about.items()}
    for key, value in arguments.items():
        if isinstance(value, np.ndarray):
            arguments[key] = value.copy()
    if name == "network.Network":
        arguments["layers"] = arguments["layers"]()
    if changed is not None:
        arguments[changed] = bad
    return f(**arguments)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Files and figures of these calls must not stay."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plotting, "display", lambda *args, **kwargs: None)
    NETWORK.save("a")
    plt.figure()
    yield
    plt.close("all")


@pytest.mark.parametrize("name", [name for name in VALID if name != "datasets.load_mnist"])
def test_the_valid_call_is_valid(name):
    call(name)


CASES = [
    (name, argument, label)
    for name, (_, about) in VALID.items()
    for argument, (value, kind) in about.items()
    if kind is not None
    for label in kind(value)
]


@pytest.mark.parametrize("name", VALID)
def test_bad_arguments_get_one_clear_error(name):
    """All of one callable's bad arguments in one test: there are several thousand."""
    complaints = []
    for argument, (value, kind) in VALID[name][1].items():
        if kind is None:
            continue
        for label, bad in kind(value).items():
            complaint = judged(name, argument, bad)
            if complaint:
                complaints.append(f"{name}({argument}: {label}): {complaint}")
    assert not complaints, "\n" + "\n".join(complaints)


def judged(name, argument, bad):
    """Return what is wrong with the way a bad argument is refused, None if all is well."""
    try:
        result = call(name, argument, bad)
    except (TypeError, ValueError, FileNotFoundError) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        message = str(error)
        if not last.filename.startswith(PACKAGE) or not last.line.startswith("raise "):
            return f"not raised by the package but in {last.name}: {message!r}"
        if isinstance(error, FileNotFoundError) and str(bad) in message:
            return None
        named = re.search(rf"\b{argument.rstrip('s')}", message)
        compared = re.search(r"expect|must|need", message) and "got" in message
        if not (named or compared):
            return f"unclear message {message!r}"
        if "\n" in message and "[" not in message:
            return f"more than one line: {message!r}"
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return f"silently accepted, gave {str(result)[:60]!r}"


def enormous(value):
    """Yield what is a number, or numbers, of the right shape but far too large."""
    if isinstance(value, float):
        yield from (1e308, -1e308, 10**400)
    elif isinstance(value, np.ndarray):
        large = np.full(value.shape, 1e308)
        one, signs = value.astype(float), large.copy()
        one.flat[-1], signs.flat[::2] = 1e308, -1e308
        objects = value.astype(object)
        objects.flat[-1] = 10**400
        yield from (large, one, signs, objects.tolist())
        if value.ndim == 2:
            yield from (pd.DataFrame(signs), pd.DataFrame(objects))
        if value.ndim == 1:
            yield pd.Series(objects, index=range(7, 7 + len(value)))


# What is given as f or J is the reader's own.
OVERFLOW_IS_F_S_OWN = {"f", "J"}


@pytest.mark.parametrize("name", VALID)
def test_enormous_numbers_are_refused_or_give_a_number(name):
    """No NaN, and no warning (which would be an error here), OverflowError or the like."""
    about = VALID[name][1]
    for argument, (value, _) in about.items():
        for bad in enormous(value):
            try:
                with np.errstate(over="ignore" if OVERFLOW_IS_F_S_OWN & set(about) else "warn"):
                    result = call(name, argument, bad)
            except (TypeError, ValueError) as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                if not last.filename.startswith(PACKAGE):
                    pytest.fail(f"{argument}: {error}")
            except (GradientMismatch, TrainingDiverged):
                pass
            else:
                results = result if isinstance(result, (tuple, list)) else (result,)
                numbers = [r for r in map(np.asarray, results) if r.dtype.kind == "f"]
                assert not any(np.isnan(r).any() for r in numbers), argument


@pytest.mark.parametrize("theta", [1e308, -1e308])
def test_the_cost_at_an_enormous_theta(theta):
    network = Network([Dense(3), Sigmoid(), Dense(2)], 4, rng=0)
    own = network.theta.copy()
    with pytest.raises(ValueError, match=r"theta must be small enough .* got values up to 1e\+308"):
        network.cost_and_gradient(np.full(own.size, theta), X, np.eye(2)[CLASSES % 2])
    assert np.array_equal(network.theta, own)


@pytest.mark.parametrize("name", sorted(NO_ENTRY_POINT))
def test_bases_are_not_instantiated(name):
    module, _, name = name.partition(".")
    cls = getattr(import_module(f"lectures_nn.{module}"), name)
    if inspect.isabstract(cls):
        with pytest.raises(TypeError, match=f"abstract class {name}"):
            cls()
    else:  # a container or an error
        assert cls.__module__.startswith("lectures_nn")
        assert hasattr(cls, "__dataclass_fields__") or issubclass(cls, Exception)


def test_there_are_many_cases():
    assert len(CASES) > 1500


# -- what the judge itself would let pass --------------------------------------------------------


def test_the_judge_sees_silence_bare_errors_and_unclear_messages(monkeypatch):
    def silent(z):
        return z

    def bare(z):
        return np.dot(z, "text")

    for f in (silent, bare):
        monkeypatch.setitem(VALID, "here", (f, {"z": (Z, array)}))
        assert judged("here", "z", None)
    monkeypatch.setitem(VALID, "here", (activations.sigmoid, {"z": (Z, array)}))
    assert judged("here", "z", None) is None
    monkeypatch.setattr(activations, "real_array", lambda name, z: np.asarray(z, dtype=float))
    assert "not raised by the package" in judged("here", "z", "text")
