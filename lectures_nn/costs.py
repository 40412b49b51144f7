"""Cost functions: how far the outputs are from the targets, and in which direction to move.

The cost of a batch of M examples is the mean of their losses, J = 1/M sum(loss). The two
cross-entropies take the logits z of the last layer and know the output function that goes
with them (softmax, sigmoid): together their derivative is the simple a - y, and no exponential
overflows. (Only differences between logits are limited, to what their type can hold: 1.8e308 in
float64, 3.4e38 in float32.) `SquaredError` takes the outputs as they are.

Every cost offers the same four methods; `Network` calls nothing else.
"""

from abc import ABC, abstractmethod

import numpy as np

from lectures_nn.activations import _ones, _scalar, sigmoid, softmax
from lectures_nn.described import Described
from lectures_nn.validation import batch, real_array


class Cost(Described, ABC):
    """What the three costs share: checked entry points around two bare formulas."""

    def value(self, output, Y):
        """Return J for a batch.

        Parameters
        ----------
        output : array_like of shape (m, K)
            What the last layer returned: logits for a cross-entropy.
        Y : array_like of shape (m, K)
            Targets, one row an example.

        Returns
        -------
        float
        """
        return self.value_and_delta(output, Y)[0]

    def delta(self, output, Y):
        """Return dJ/d output, shape (m, K), with the 1/M of the mean inside it.

        Parameters are those of `value`.
        """
        return self.value_and_delta(output, Y)[1]

    def value_and_delta(self, output, Y):
        """Return J and dJ/d output from one pass over the batch.

        Parameters are those of `value`.
        """
        output = batch("output", output)
        return self._value_and_delta(output, self.check_targets(Y, output.shape, output.dtype))

    def check_targets(self, Y, shape, dtype=np.float64):
        """Return Y as an array of the given shape, or say what is wrong with it.

        Parameters
        ----------
        Y : array_like
            Targets.
        shape : tuple (m, K)
            Shape of the outputs they belong to.
        dtype : numpy dtype
            Floating-point type of the result.

        Returns
        -------
        ndarray of shape (m, K)
        """
        if len(shape) != 2:
            raise ValueError(f"the outputs that Y belongs to must be (m, K), got {tuple(shape)}")
        Y = real_array("Y", Y, dtype=dtype)
        if Y.ndim == 1 and shape[1] > 1:
            raise ValueError(
                f"Y must have shape {shape}, got {Y.shape}: labels become rows of targets "
                "with lectures_nn.datasets.one_hot(labels, n_classes)"
            )
        Y = batch("Y", Y)
        if Y.shape != tuple(shape):
            raise ValueError(f"Y must have shape {tuple(shape)}, got {Y.shape}")
        self._check_values(Y)
        return Y

    @abstractmethod
    def probabilities(self, output):
        """Return the probabilities that belong to outputs of the network.

        Parameters
        ----------
        output : array_like of shape (m, K)
            What the last layer returned: logits for a cross-entropy.

        Returns
        -------
        ndarray of shape (m, K)
        """

    @abstractmethod
    def decide(self, output):
        """Return the prediction for each example.

        Parameters are those of `probabilities`.

        Returns
        -------
        ndarray
            Class labels of shape (m,) for a cross-entropy, outputs (m, K) for `SquaredError`.
        """

    @abstractmethod
    def _value_and_delta(self, output, Y):
        """Return J and dJ/d output; the arrays have been checked."""

    def _check_values(self, Y):
        """Refuse targets that are outside what this cost is defined for."""


class SquaredError(Cost):
    """Half the squared distance, loss = 1/2 sum_k (a_k - y_k)^2, for regression.

    Pairs with a linear output; with another activation the last layer's f' enters
    backpropagation by itself.
    """

    def _value_and_delta(self, a, Y):
        error = a - Y
        J = np.vdot(error, error) / (2 * len(a))
        error /= len(a)
        return float(J), error

    def probabilities(self, output):
        """Refuse, with a TypeError: these outputs are quantities, not probabilities."""
        raise TypeError(
            "SquaredError has no probabilities: its outputs are quantities. "
            "Expected a network with BinaryCrossEntropy or SoftmaxCrossEntropy"
        )

    def decide(self, output):
        """Return the outputs themselves, shape (m, K): they are the prediction."""
        return batch("output", output)


class BinaryCrossEntropy(Cost):
    """Loss = -sum_k [y_k log a_k + (1 - y_k) log(1 - a_k)] with a = sigmoid(z).

    Each of the K outputs answers a yes-or-no question of its own; K = 1 is logistic
    regression's cost, K = 10 that of the Coursera exercise. Written with logits,
    log(1 + exp(z)) - y z, it stays finite for every z.

    References
    ----------
    The stable form, max(z, 0) - y z + log(1 + exp(-|z|)), is the one that the documentation of
    TensorFlow's ``tf.nn.sigmoid_cross_entropy_with_logits`` derives.
    """

    def _value_and_delta(self, z, Y):
        # log(1 + e^z) = max(z, 0) + log1p(e^-|z|), where the exponential cannot overflow
        small = np.exp(-np.abs(z))
        J = (np.log1p(small) + (np.maximum(z, 0) - Y * z)).sum() / len(z)
        small_or_one = np.where(z > 0, 1, small)
        a = small_or_one / (1 + small)
        a -= Y
        a /= len(z)
        return float(J), a

    def _check_values(self, Y):
        if Y.min() < 0 or Y.max() > 1:
            raise ValueError(
                f"Y must lie between 0 and 1 for BinaryCrossEntropy, got {Y.min():g} to {Y.max():g}"
            )

    def probabilities(self, output):
        """Return sigmoid(z), shape (m, K): the probability of "yes" for each output."""
        return sigmoid(batch("output", output))

    def decide(self, output):
        """Return class labels, shape (m,): yes or no (1 or 0) for K = 1, else the likeliest k."""
        z = batch("output", output)
        return (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(axis=1)


ONE_CLASS = (
    "SoftmaxCrossEntropy expects one output a class, at least 2, got 1, whose probability is "
    "always 1: use BinaryCrossEntropy for a yes-or-no question, SquaredError for a quantity"
)


class SoftmaxCrossEntropy(Cost):
    """Loss = -sum_k y_k log a_k with a = softmax(z), for K classes that exclude each other."""

    def _value_and_delta(self, z, Y):
        M, K = z.shape
        # One class a row: reductions then run along memory, 3 times faster for 10 classes.
        z, Y = z.T.copy(), Y.T.copy()
        z -= np.maximum.reduce(z)  # the largest logit of each example becomes 0
        a = np.exp(z)
        total = _ones[K, z.dtype].dot(a)  # 1^T a sums over the classes
        J = (float(_ones[M, z.dtype].dot(np.log(total))) - float(np.vdot(Y, z))) / M
        a /= total
        a -= Y
        a *= _scalar[1 / M, z.dtype]
        return J, a.T

    def _check_values(self, Y):
        if Y.shape[1] == 1:
            raise ValueError(ONE_CLASS)
        # The sum of a row of float32 probabilities may be off by a few 1e-7.
        if Y.min() < 0 or np.abs(Y.sum(axis=1) - 1).max() > 1e-5:
            raise ValueError(
                "each row of Y must be one-hot or probabilities that sum to 1 for "
                f"SoftmaxCrossEntropy, got row sums {Y.sum(axis=1).min():g} to "
                f"{Y.sum(axis=1).max():g} and a smallest value of {Y.min():g}"
            )

    def probabilities(self, output):
        """Return softmax(z), shape (m, K) with K at least 2: each row sums to 1."""
        return softmax(self._logits(output))

    def decide(self, output):
        """Return the likeliest class of each example, shape (m,), the first among equals."""
        return self._logits(output).argmax(axis=1)

    @staticmethod
    def _logits(output):
        z = batch("output", output)
        if z.shape[1] == 1:
            raise ValueError(ONE_CLASS)
        return z
