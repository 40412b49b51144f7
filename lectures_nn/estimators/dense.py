"""Feed-forward networks of dense layers as scikit-learn estimators."""

import contextlib
import numbers

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from lectures_nn.costs import SoftmaxCrossEntropy, SquaredError
from lectures_nn.datasets import one_hot
from lectures_nn.estimators.base import (
    NetworkEstimator,
    hidden_layers,
    refuse_what_is_no_number,
)
from lectures_nn.estimators.menus import initializer_of
from lectures_nn.layers import Dense
from lectures_nn.validation import refuse_masked


class LabelledTargets(ClassifierMixin):
    """Mix-in of the classifiers: labels in, one-hot targets to the network, labels out."""

    def build_cost(self):
        """Return the cost for classes that exclude each other."""
        return SoftmaxCrossEntropy()

    def partial_fit(self, X, y, classes=None):
        """Visit the examples once more, going on from what has been learnt.

        Parameters
        ----------
        X : array_like of shape (m, n)
            One example a row.
        y : array_like of shape (m,)
            Their labels.
        classes : array_like of shape (K,), optional
            All labels that will ever come, in the first call; those in y unless given.

        Returns
        -------
        self

        Raises
        ------
        TrainingDiverged
            If the cost stops being finite.
        """
        return self.learn_from(X, y, not hasattr(self, "network_"), epochs=1, classes=classes)

    def prepare(self, X, y, new, classes=None):
        """Check examples and labels; return them with one-hot rows for the labels.

        Parameters
        ----------
        X : array_like of shape (m, n)
        y : array_like of shape (m,)
        new : bool
            Whether the classes are to be learnt as well.
        classes : array_like of shape (K,), optional
            All labels that will ever come.

        Returns
        -------
        X, Y : ndarray of shape (m, n), (m, K)
        """
        refuse_what_is_no_number("X", X)
        refuse_masked("y", y)
        _refuse_enormous("y", y)
        _refuse_enormous("classes", classes)
        X, y = validate_data(self, X, y, reset=new, dtype=self.numeric_type())
        if not _whole_numbers(y):  # whole numbers are classes
            check_classification_targets(y)
        announced = None if classes is None else _sorted_classes(classes)
        if new:
            self.classes_ = _at_least_two(np.unique(y) if announced is None else announced)
        elif announced is not None and not np.array_equal(self.classes_, announced):
            raise ValueError(
                f"classes must be those of the first call, {self.classes_.tolist()}, "
                f"got {announced.tolist()}"
            )
        unknown = np.setdiff1d(y, self.classes_)
        if unknown.size:
            raise ValueError(
                f"y must hold classes known from the first call, {self.classes_.tolist()}, "
                f"got {unknown.tolist()}"
            )
        Y = one_hot(np.searchsorted(self.classes_, y), len(self.classes_))
        return X, Y.astype(X.dtype, copy=False)

    def predict_proba(self, X):
        """Return the probability of each class, in the order of `classes_`.

        Parameters
        ----------
        X : array_like of shape (m, n)

        Returns
        -------
        ndarray of shape (m, K)

        Raises
        ------
        NotFittedError
            If `fit` was not called.
        TypeError, ValueError
            If X is no batch of the examples that were learnt from.
        """
        X = self.new_inputs(X)
        return self.network_.predict_proba(X)

    def predict(self, X):
        """Return the likeliest label of each example.

        Parameters, errors as in `predict_proba`.

        Returns
        -------
        ndarray of shape (m,)
        """
        X = self.new_inputs(X)
        return self.classes_[self.network_.predict(X)]

    def score(self, X, y, sample_weight=None):
        """Return the share of examples whose label is predicted.

        Parameters
        ----------
        X : array_like of shape (m, n)
        y : array_like of shape (m,)
            The true labels.
        sample_weight : array_like of shape (m,), optional
            How much each example counts.

        Returns
        -------
        float

        Raises
        ------
        NotFittedError
            If `fit` was not called.
        TypeError, ValueError
            If the arguments make no sense or do not fit each other.
        """
        predicted = self.predict(X)
        _refuse_enormous("y", y)
        plain = _whole_numbers(y) and _whole_numbers(predicted) and y.shape == predicted.shape
        if plain and sample_weight is None:  # then scikit-learn's checks have nothing to find
            return float((predicted == y).mean())
        return float(accuracy_score(y, predicted, sample_weight=sample_weight))


def _at_least_two(classes):
    if len(classes) < 2:
        raise ValueError(
            f"y must hold at least 2 classes to learn a classifier, got one class, {classes[0]}"
        )
    return classes


def _sorted_classes(classes):
    """Return the announced labels in order, or say why they are no classes."""
    try:
        given = np.asarray(classes)
        found = np.unique(given)
    except (TypeError, ValueError) as error:
        raise TypeError(f"classes must be labels of one kind, got {classes!r}") from error
    if given.ndim != 1 or len(found) < 2:
        raise ValueError(f"classes must list at least 2 different labels, got {given.tolist()}")
    if any(label != label for label in found):  # only NaN is not itself
        raise ValueError(f"classes must be labels without NaN, got {given.tolist()}")
    return found


def _refuse_enormous(name, labels):
    """Refuse numbers that 64 bits do not hold: scikit-learn cannot compare them."""
    with contextlib.suppress(ValueError):  # of rows of different lengths scikit-learn will tell
        labels = np.asarray(labels)
    if getattr(labels, "dtype", np.dtype(int)).kind not in "fO":
        return
    real = (label for label in labels.ravel() if isinstance(label, numbers.Real))
    if any(2**63 <= abs(label) < np.inf for label in real):
        raise ValueError(f"{name} must hold labels below 2**63, got a larger number")


def _whole_numbers(labels):
    return isinstance(labels, np.ndarray) and labels.dtype.kind in "iu"


class NeuralNetworkClassifier(LabelledTargets, NetworkEstimator):
    """A network of dense layers with softmax and cross-entropy, for two classes or more.

    Parameters
    ----------
    hidden_layer_sizes : int or tuple of int, default (50,)
        Nodes of each hidden layer.
    activation : {"sigmoid", "tanh", "relu", "leaky_relu", "elu", "identity"} or Elementwise, \
default "relu"
        Activation of the hidden layers; each gets a layer of its own like the one given.
    eta : float, default 0.001
        Learning rate, of the mean cost.
    lmbd : float, default 0.0
        L2 penalty, lmbd/(2M) sum(W^2) for a batch of M examples.
    epochs : int, default 100
        How often `fit` visits all examples.
    batch_size : int, default 32
        Examples a step.
    optimizer : {"gradient_descent", "momentum", "rmsprop", "adam"}, default "adam"
        How a step follows from the gradient.
    initializer : {"glorot", "he", "normal", "uniform", "zeros"} or Initializer, default "glorot"
        How the weights start.
    early_stopping : bool, default False
        Hold `validation_fraction` of the examples back and stop when their cost falls no more.
    validation_fraction : float, default 0.1
        Share of the examples held back.
    patience : int, default 10
        Epochs without a lower validation cost before stopping.
    random_state : None, int, RandomState or Generator
        Source of the weights and of the order of the examples.
    warm_start : bool, default False
        Whether another `fit` goes on from where the last one ended. Its eta, optimizer and other
        arguments of training may be new; layers and `dtype` may not.
    dtype : {"float64", "float32"}, default "float64"
        Type of the arithmetic.
    progress : bool, default False
        Show a progress bar.

    Attributes
    ----------
    network_ : Network
        What was trained.
    history_ : History
        All epochs so far.
    loss_curve_ : list of float
        Cost of each epoch.
    classes_ : ndarray of shape (K,)
        Labels, sorted.
    coefs_, intercepts_ : list of ndarray
        Weights and biases of each layer, views of the network's theta.
    n_features_in_, feature_names_in_
        As everywhere in scikit-learn.

    Examples
    --------
    >>> from lectures_nn.datasets import load_digits_8x8
    >>> digits = load_digits_8x8()
    >>> model = NeuralNetworkClassifier(epochs=20, random_state=0).fit(digits.X, digits.labels)
    >>> bool(model.score(digits.X, digits.labels) > 0.95)
    True
    """

    def build_layers(self, n_features, n_outputs):
        """Return the layers of a new network and the number of features."""
        return [*hidden_layers(self), Dense(n_outputs, initializer_of(self))], n_features


class NeuralNetworkRegressor(RegressorMixin, NetworkEstimator):
    """A network of dense layers with a linear output and the squared error.

    Parameters
    ----------
    hidden_layer_sizes, activation, eta, lmbd, epochs, batch_size, optimizer, initializer, \
early_stopping, validation_fraction, patience, random_state, warm_start, dtype, progress
        As for `NeuralNetworkClassifier`.

    Attributes
    ----------
    network_, history_, loss_curve_, coefs_, intercepts_, n_features_in_, feature_names_in_
        As for `NeuralNetworkClassifier`.

    Examples
    --------
    >>> X = np.linspace(-1, 1, 50)[:, None]
    >>> model = NeuralNetworkRegressor(epochs=300, eta=0.01, random_state=0).fit(X, X[:, 0] ** 2)
    >>> bool(model.score(X, X[:, 0] ** 2) > 0.95)
    True
    """

    def build_cost(self):
        """Return the cost for quantities."""
        return SquaredError()

    def build_layers(self, n_features, n_outputs):
        """Return the layers of a new network and the number of features."""
        return [*hidden_layers(self), Dense(n_outputs, initializer_of(self))], n_features

    def partial_fit(self, X, y):
        """Visit the examples once more, going on from what has been learnt.

        Parameters, return value and errors as in `fit`.
        """
        return self.learn_from(X, y, not hasattr(self, "network_"), epochs=1)

    def predict(self, X):
        """Return the prediction for each example.

        Parameters
        ----------
        X : array_like of shape (m, n)

        Returns
        -------
        ndarray of shape (m,), or (m, K) where y had K columns

        Raises
        ------
        NotFittedError
            If `fit` was not called.
        TypeError, ValueError
            If X is no batch of the examples that were learnt from.
        """
        X = self.new_inputs(X)
        output = self.network_.predict(X)
        return output[:, 0] if self._one_number else output

    def prepare(self, X, y, new):
        """Check examples and numbers; return them as rows.

        Parameters
        ----------
        X : array_like of shape (m, n)
        y : array_like of shape (m,) or (m, K)
        new : bool
            Whether a new network will learn from them, or the present one goes on.

        Returns
        -------
        X, Y : ndarray of shape (m, n), (m, K)
        """
        refuse_what_is_no_number("X", X)
        refuse_what_is_no_number("y", y)
        X, y = validate_data(self, X, y, reset=new, dtype=self.numeric_type(), multi_output=True)
        try:
            if y.dtype.kind not in "fiubO":  # dates would become numbers silently
                raise TypeError
            Y = y.reshape(len(y), -1).astype(X.dtype, copy=False)
        except (TypeError, ValueError) as error:
            raise TypeError(f"y must hold numbers, got an array of type {y.dtype}") from error
        if new:
            self._one_number = y.ndim == 1
        return X, Y

    def __sklearn_tags__(self):
        """Say that y may have several columns."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
