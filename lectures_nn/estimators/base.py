"""What the estimators share: from arguments and data to a trained network."""

import contextlib
import copy
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from lectures_nn.estimators.menus import OPTIMIZERS, activation_of, chosen, initializer_of
from lectures_nn.history import History
from lectures_nn.initializers import Initializer
from lectures_nn.layers import Dense, Elementwise
from lectures_nn.network import Network
from lectures_nn.training import fit
from lectures_nn.validation import generator, instance, number, refuse_masked, whole_number


@dataclass(eq=False, repr=False)
class NetworkEstimator(BaseEstimator, ABC):
    """A network behind ``fit`` and ``predict``; a subclass says which layers and which targets.

    Constructors only store; arguments are judged by ``fit``, as scikit-learn wants it.
    """

    hidden_layer_sizes: int | tuple = (50,)
    activation: str | Elementwise = "relu"
    eta: float = 0.001
    lmbd: float = 0.0
    epochs: int = 100
    batch_size: int = 32
    optimizer: str = "adam"
    initializer: str | Initializer = "glorot"
    early_stopping: bool = False
    validation_fraction: float = 0.1
    patience: int = 10
    random_state: object = None
    warm_start: bool = False
    dtype: str = "float64"
    progress: bool = False

    @abstractmethod
    def build_layers(self, n_features, n_outputs):
        """Return the layers of a new network and the shape of one example."""

    @abstractmethod
    def build_cost(self):
        """Return what training minimises."""

    @abstractmethod
    def prepare(self, X, y, new):
        """Check data to learn from.

        Parameters
        ----------
        X : array_like of shape (m, n)
        y : array_like of shape (m,) or (m, K)
        new : bool
            Whether a new network will learn from them, or the present one goes on.

        Returns
        -------
        X, Y : ndarray
            Inputs and rows of targets, both of `numeric_type`.
        """

    def fit(self, X, y):
        """Learn to predict y from X.

        Parameters
        ----------
        X : array_like of shape (m, n)
            One example a row.
        y : array_like of shape (m,), or (m, K) for a regressor
            Labels of any kind, at least two different ones, for a classifier; one number or K
            numbers an example for a regressor.

        Returns
        -------
        self

        Raises
        ------
        TrainingDiverged
            If the cost stops being finite.
        KeyboardInterrupt
            If the training is stopped by hand; the estimator is then as it was before.
        """
        goes_on = instance("warm_start", self.warm_start, bool) and hasattr(self, "network_")
        return self.learn_from(X, y, not goes_on, self.epochs, self.early_stopping)

    def learn_from(self, X, y, new, epochs, early_stopping=False, **more):
        """Learn from data with a new network, or go on with the present one.

        Parameters
        ----------
        X, y : array_like
            As for `fit`.
        new : bool
            Whether to begin with a new network.
        epochs : int
            How often to visit the examples.
        early_stopping : bool, default False
            As for the estimator.
        **more
            Further arguments of `prepare`.

        Returns
        -------
        self
        """
        with self._as_before_on_error():
            X, Y = self.prepare(X, y, new, **more)
            if new:
                self._start(X.shape[1], Y.shape[1])
            else:
                self._go_on()
            self._learn(X, Y, epochs, early_stopping)
        return self

    def __sklearn_is_fitted__(self):
        """Say whether there is a network to predict with."""
        return hasattr(self, "network_")

    @contextlib.contextmanager
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
        stack, shape = self.build_layers(n_features, n_outputs)
        optimizer = chosen("optimizer", self.optimizer, OPTIMIZERS)
        self._optimizer = optimizer(number("eta", self.eta, above=0))
        self.network_ = Network(stack, shape, self.build_cost(), self._rng, self.dtype)
        self.history_ = History()

    def _go_on(self):
        """Take over a new eta or optimizer; refuse what would need another network."""
        generator("random_state", self.random_state)  # only judged: the first one goes on
        eta = number("eta", self.eta, above=0)
        optimizer = chosen("optimizer", self.optimizer, OPTIMIZERS)
        stack, shape = self.build_layers(self.n_features_in_, *self.network_.output_shape)
        shape = shape if isinstance(shape, tuple) else (shape,)
        if _alike(stack) != _alike(self.network_.layers):
            raise _must_stay("layers", self.network_.layers, stack)
        for name, new, old in (
            ("the shape of an example", shape, self.network_.input_shape),
            ("dtype", np.dtype(self.numeric_type()), self.network_.dtype),
        ):
            if new != old:
                raise _must_stay(name, old, new)
        if type(self._optimizer) is not optimizer:
            self._optimizer = optimizer(eta)
        self._optimizer.eta = eta

    def _learn(self, X, Y, epochs, early_stopping=False):
        """Train on, and add to the history."""
        validation = None
        # Judged also where they decide nothing: a slip would else show only later.
        share = number("validation_fraction", self.validation_fraction, above=0, below=1)
        patience = whole_number("patience", self.patience)
        if instance("early_stopping", early_stopping, bool):
            X, Y, validation = self._held_back(X, Y, share)
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
            patience if early_stopping else None,
        )
        if history.interrupted:  # by whoever called: the estimator, or the search it is part of
            raise KeyboardInterrupt
        self.history_ = self.history_.followed_by(history)
        self.loss_curve_ = self.history_.cost

    def _held_back(self, X, Y, share):
        """Split off the examples that say when to stop."""
        held_back = max(1, int(share * len(X)))
        if held_back == len(X):
            raise ValueError(
                f"early_stopping needs at least 2 examples, one of them to judge by, got {len(X)}"
            )
        order = self._rng.permutation(len(X))
        judge, learn = order[:held_back], order[held_back:]
        return X[learn], Y[learn], (self._inputs(X[judge]), Y[judge])

    def new_inputs(self, X):
        """Return examples to predict from, checked, in the shape that the network takes."""
        check_is_fitted(self)
        refuse_what_is_no_number("X", X)
        return self._inputs(validate_data(self, X, reset=False, dtype=self.numeric_type()))

    def _inputs(self, X):
        """Give rows of features the shape that the network takes."""
        return X.reshape(len(X), *self.network_.input_shape)

    def numeric_type(self):
        """Return the argument `dtype`, or say that it is none of the two."""
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


def _alike(stack):
    """Return what has to be equal for two lists of layers to make the same network."""
    return [(type(layer), layer.arguments()) for layer in stack]


def _must_stay(name, old, new):
    return ValueError(
        f"{name} must stay {old} while a network goes on learning, got {new}: "
        "fit with warm_start=False to begin another one"
    )


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
    drawn = initializer_of(estimator)
    return [
        layer
        for size in sizes
        for layer in (
            Dense(whole_number("hidden_layer_sizes", size), drawn),
            activation_of(estimator),
        )
    ]


def refuse_what_is_no_number(name, value):
    """Refuse dates and masked entries, silently made numbers of, and what no float can hold.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : array_like
        A table's columns are looked at one by one.
    """
    refuse_masked(name, value)
    if isinstance(value, (list, tuple)):
        with contextlib.suppress(ValueError):  # of rows of different lengths scikit-learn will tell
            value = np.asarray(value)
    columns = getattr(value, "dtypes", getattr(value, "dtype", None))
    columns = list(columns) if hasattr(columns, "__iter__") else [columns]
    for dtype in columns:
        if getattr(dtype, "kind", "") in ("m", "M"):
            raise TypeError(f"{name} must hold numbers, got an array of type {dtype}")
    if any(getattr(dtype, "kind", "") == "O" for dtype in columns):
        try:
            np.asarray(value).astype(float)
        except OverflowError as error:
            raise ValueError(
                f"{name} must hold numbers of at most 308 digits, got a longer one"
            ) from error
        except (TypeError, ValueError):
            pass  # scikit-learn will tell
