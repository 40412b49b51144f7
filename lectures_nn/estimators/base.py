"""What the estimators share: from arguments and data to a trained network."""

import copy
from abc import ABC, abstractmethod
from contextlib import contextmanager

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from lectures_nn import initializers, layers, optimizers
from lectures_nn.initializers import Initializer
from lectures_nn.network import Network
from lectures_nn.training import History, fit
from lectures_nn.validation import generator, instance, number, whole_number

ACTIVATIONS = {
    "identity": layers.Identity,
    "sigmoid": layers.Sigmoid,
    "tanh": layers.Tanh,
    "relu": layers.ReLU,
    "leaky_relu": layers.LeakyReLU,
    "elu": layers.ELU,
}
OPTIMIZERS = {
    "gradient_descent": optimizers.GradientDescent,
    "momentum": optimizers.Momentum,
    "rmsprop": optimizers.RMSProp,
    "adam": optimizers.Adam,
}
INITIALIZERS = {
    "glorot": initializers.Glorot,
    "he": initializers.He,
    "normal": initializers.Normal,
    "uniform": initializers.Uniform,
}


class NetworkEstimator(BaseEstimator, ABC):
    """A network behind ``fit`` and ``predict``; a subclass says which layers and which targets.

    Constructors only store; arguments are judged by ``fit``, as scikit-learn wants it.
    """

    def __init__(
        self,
        hidden_layer_sizes=(50,),
        activation="relu",
        eta=0.001,
        lmbd=0.0,
        epochs=100,
        batch_size=32,
        optimizer="adam",
        initializer="glorot",
        early_stopping=False,
        validation_fraction=0.1,
        patience=10,
        random_state=None,
        warm_start=False,
        dtype="float64",
        progress=False,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.eta = eta
        self.lmbd = lmbd
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.initializer = initializer
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.random_state = random_state
        self.warm_start = warm_start
        self.dtype = dtype
        self.progress = progress

    @abstractmethod
    def _layers(self, n_features, n_outputs):
        """Return the layers of a new network and the shape of one example."""

    @abstractmethod
    def _cost(self):
        """Return what training minimises."""

    def _goes_on(self):
        """Say whether `fit` goes on from an earlier one."""
        return instance("warm_start", self.warm_start, bool) and hasattr(self, "network_")

    def __sklearn_is_fitted__(self):
        """Say whether there is a network to predict with."""
        return hasattr(self, "network_")

    @contextmanager
    def _as_before_on_error(self):
        """Keep an earlier model, or the state of having none, when learning fails."""
        before = self.__dict__.copy()
        if hasattr(self, "network_"):  # training changes these two in place
            theta, before["_optimizer"] = self.network_.theta.copy(), copy.deepcopy(self._optimizer)
        try:
            yield
        except BaseException:
            self.__dict__ = before
            if hasattr(self, "network_"):
                self.network_.theta = theta
            raise

    def _start(self, n_features, n_outputs):
        """Make the network, the optimizer and the source of randomness anew."""
        self._rng = generator("random_state", self.random_state)
        stack, shape = self._layers(n_features, n_outputs)
        optimizer = chosen("optimizer", self.optimizer, OPTIMIZERS)
        self._optimizer = optimizer(number("eta", self.eta, above=0))
        self.network_ = Network(stack, shape, self._cost(), self._rng, self.dtype)
        self.history_ = History()

    def _go_on(self):
        """Take over a new eta or optimizer; refuse what would need another network."""
        generator("random_state", self.random_state)  # only judged: the first one goes on
        eta = number("eta", self.eta, above=0)
        optimizer = chosen("optimizer", self.optimizer, OPTIMIZERS)
        stack, shape = self._layers(self.n_features_in_, *self.network_.output_shape)
        shape = shape if isinstance(shape, tuple) else (shape,)
        for name, new, old in (
            ("layers", stack, self.network_.layers),
            ("the shape of an example", shape, self.network_.input_shape),
            ("dtype", np.dtype(self._numeric_type()), self.network_.dtype),
        ):
            if new != old:
                raise ValueError(
                    f"{name} must stay {old} while a network goes on learning, got {new}: "
                    "fit with warm_start=False to begin another one"
                )
        if type(self._optimizer) is not optimizer:
            self._optimizer = optimizer(eta)
        self._optimizer.eta = eta

    def _learn(self, X, Y, epochs, early_stopping=False):
        """Train on, and add to the history."""
        validation = patience = None
        if instance("early_stopping", early_stopping, bool):
            X, Y, validation = self._held_back(X, Y)
            patience = whole_number("patience", self.patience)
        history = fit(
            self.network_,
            self._inputs(X),
            Y,
            self._optimizer,
            whole_number("epochs", epochs),
            whole_number("batch_size", self.batch_size),
            number("lmbd", self.lmbd, low=0),
            validation,
            self._rng,
            instance("progress", self.progress, bool),
            patience,
        )
        if history.best_epoch is not None:
            history.best_epoch += self.history_.epochs
        for name in ("cost", "validation_cost", "validation_accuracy"):
            setattr(history, name, getattr(self.history_, name) + getattr(history, name))
        self.history_ = history
        self.loss_curve_ = history.cost

    def _held_back(self, X, Y):
        """Split off the examples that say when to stop."""
        share = number("validation_fraction", self.validation_fraction, above=0, below=1)
        held_back = max(1, int(share * len(X)))
        if held_back == len(X):
            raise ValueError(
                f"early_stopping needs at least 2 examples, one of them to judge by, got {len(X)}"
            )
        order = self._rng.permutation(len(X))
        judge, learn = order[:held_back], order[held_back:]
        return X[learn], Y[learn], (self._inputs(X[judge]), Y[judge])

    def _new_inputs(self, X):
        """Check examples to predict from and shape them for the network."""
        check_is_fitted(self)
        return self._inputs(validate_data(self, X, reset=False, dtype=self._numeric_type()))

    def _inputs(self, X):
        """Give rows of features the shape that the network takes."""
        return X.reshape(len(X), *self.network_.input_shape)

    def _numeric_type(self):
        a_type = isinstance(self.dtype, (str, type, np.dtype))
        if not a_type or self.dtype not in (np.float64, np.float32, "float64", "float32"):
            raise ValueError(f"dtype must be 'float64' or 'float32', got {self.dtype!r}")
        return self.dtype

    @property
    def coefs_(self):
        """Weights of each layer that has some, the input's first."""
        check_is_fitted(self)
        return [layer.W for layer in self.network_.layers if "W" in layer.parameter_shapes]

    @property
    def intercepts_(self):
        """Biases of each layer that has some, the input's first."""
        check_is_fitted(self)
        return [layer.b for layer in self.network_.layers if "b" in layer.parameter_shapes]


def chosen(name, value, table):
    """Return the entry of `table` that an argument names.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : str
        What was given.
    table : dict
        What there is, by name.

    Returns
    -------
    object
    """
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} must be one of {sorted(table)}, got {value!r}")
    return table[value]


def hidden_layers(estimator):
    """Return the dense hidden layers that an estimator's arguments describe.

    Parameters
    ----------
    estimator : NetworkEstimator
        Its `hidden_layer_sizes`, `activation` and `initializer` count.

    Returns
    -------
    list of Layer
    """
    sizes = estimator.hidden_layer_sizes
    sizes = sizes if isinstance(sizes, (tuple, list)) else (sizes,)
    activation = chosen("activation", estimator.activation, ACTIVATIONS)
    drawn = initializer_of(estimator)
    return [
        layer
        for size in sizes
        for layer in (
            layers.Dense(whole_number("hidden_layer_sizes", size), drawn),
            activation(),
        )
    ]


def initializer_of(estimator):
    """Return an estimator's `initializer`, which is a name or an object.

    Parameters
    ----------
    estimator : NetworkEstimator

    Returns
    -------
    Initializer
    """
    given = estimator.initializer
    return given if isinstance(given, Initializer) else chosen("initializer", given, INITIALIZERS)()
