"""Cost functions: how far the outputs are from the targets, and in which direction to move.

The cost of a batch of M examples is the mean of their losses, J = 1/M sum(loss). The two
cross-entropies take the logits z of the last layer and know the output function that goes
with them (softmax, sigmoid): together their derivative is the simple a - y, and no exponential
overflows. (Only differences between logits are limited, to what their type can hold: 1.8e308 in
float64, 3.4e38 in float32.) `SquaredError` takes the outputs as they are.
"""

from abc import ABC, abstractmethod

import numpy as np

from lectures_nn.activations import sigmoid, softmax
from lectures_nn.described import Described
from lectures_nn.sums import sum_of_rows
from lectures_nn.validation import batch, targets


class Cost(Described, ABC):
    """What a network minimises. A subclass writes `value_and_delta` and says what it is.

    Attributes
    ----------
    classifies : bool
        Whether the targets are classes: then the largest output decides (of a single one, whether
        its probability exceeds 1/2) and training records the accuracy. False unless said.
    output_function : callable or None
        What turns outputs into probabilities where the cost takes logits; None where the outputs
        are taken as they are.
    """

    classifies = False
    output_function = None

    @abstractmethod
    def value_and_delta(self, output, Y):
        """Return J and dJ/d output, with the 1/M of the mean in both.

        This is the formula, without checks: a network calls it with arrays of its own type.

        Parameters
        ----------
        output : ndarray of shape (m, K)
            What the last layer returned: logits for a cross-entropy. Not to be changed.
        Y : ndarray of shape (m, K)
            Targets, one row an example. Not to be changed.

        Returns
        -------
        J : float
        delta : ndarray of shape (m, K)
        """

    def check_values(self, Y):
        """Refuse targets that this cost is not defined for, with a ValueError; none unless said."""

    def check_outputs(self, shape):
        """Refuse shapes of an output that make no sense, with a ValueError; none unless said."""

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
        Y = targets("Y", Y, shape, dtype)
        self.check_values(Y)
        return Y

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
        return self._judged(output, Y)[0]

    def delta(self, output, Y):
        """Return dJ/d output, shape (m, K), with the 1/M of the mean inside it.

        Parameters are those of `value`.
        """
        return self._judged(output, Y)[1]

    def _judged(self, output, Y):
        """Return what `value_and_delta` gives for arguments of any kind, if it is finite."""
        output = batch("output", output)
        Y = self.check_targets(Y, output.shape, output.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            J, delta = self.value_and_delta(output, Y)
        if not (np.isfinite(J) and np.isfinite(delta).all()):
            raise ValueError(
                f"output and Y must be small enough for a finite cost, got numbers up to "
                f"{np.abs(output).max():g} and {np.abs(Y).max():g}"
            )
        return J, delta

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
        if not self.classifies:
            raise TypeError(
                f"{type(self).__name__} has no probabilities: its outputs are quantities. "
                "Expected a network with BinaryCrossEntropy or SoftmaxCrossEntropy"
            )
        output = batch("output", output)
        return self.output_function(output) if self.output_function else output

    def decide(self, output):
        """Return the prediction for each example.

        Parameters are those of `probabilities`.

        Returns
        -------
        ndarray
            Class labels of shape (m,) where the cost classifies, yes or no (1 or 0) for K = 1 and
            the likeliest k, the first among equals, else; the outputs (m, K) where it does not.
        """
        output = batch("output", output)
        if not self.classifies:
            return output
        if output.shape[1] == 1:
            return (self.probabilities(output)[:, 0] > 0.5).astype(int)
        return output.argmax(axis=1)


class SquaredError(Cost):
    """Half the squared distance, loss = 1/2 sum_k (a_k - y_k)^2, for regression.

    Pairs with a linear output; with another activation the last layer's f' enters
    backpropagation by itself.
    """

    def value_and_delta(self, output, Y):
        """Return J and (a - y) / M."""
        error = output - Y
        M = len(error)
        return float(np.vdot(error, error)) / (2 * M), error / M


class BinaryCrossEntropy(Cost):
    """Loss = -sum_k [y_k log a_k + (1 - y_k) log(1 - a_k)] with a = sigmoid(z).

    Each of the K outputs answers a yes-or-no question of its own; K = 1 is logistic
    regression's cost, K = 10 that of the Coursera exercise. Written with logits,
    log(1 + exp(z)) - y z, it stays finite for every z.

    References
    ----------
    The stable form, ``max(z, 0) - y z + log(1 + exp(-|z|))``, is the one that the documentation
    of TensorFlow's ``tf.nn.sigmoid_cross_entropy_with_logits`` derives.
    """

    classifies = True
    output_function = staticmethod(sigmoid)

    def value_and_delta(self, output, Y):
        """Return J and (a - y) / M."""
        z, M = output, len(output)
        # log(1 + e^z) = max(z, 0) + log1p(e^-|z|), where the exponential cannot overflow
        small = np.exp(-np.abs(z))
        J = (np.log1p(small) + np.maximum(z, 0) - Y * z).sum() / M
        a = np.where(z > 0, 1, small) / (1 + small)
        return float(J), (a - Y) / M

    def check_values(self, Y):
        """Refuse targets outside [0, 1]."""
        if Y.min() < 0 or Y.max() > 1:
            raise ValueError(
                f"Y must lie between 0 and 1 for BinaryCrossEntropy, got {Y.min():g} to {Y.max():g}"
            )


class SoftmaxCrossEntropy(Cost):
    """Loss = -sum_k y_k log a_k with a = softmax(z), for K classes that exclude each other."""

    classifies = True
    output_function = staticmethod(softmax)

    def value_and_delta(self, output, Y):
        """Return J and (a - y) / M."""
        M = len(output)
        # One class a row: reductions then run along memory, 3 times faster for 10 classes.
        z, Y = output.T.copy(), Y.T.copy()
        z -= z.max(axis=0)  # the largest logit of each example becomes 0
        a = np.exp(z)
        total = sum_of_rows(a)
        J = (np.log(total).sum() - np.vdot(Y, z)) / M  # y_k log a_k = y_k (z_k - log total)
        a /= total
        a -= Y
        a /= M
        return float(J), a.T

    def check_values(self, Y):
        """Refuse rows that are no probabilities."""
        # The sum of a row of float32 probabilities may be off by a few 1e-7.
        with np.errstate(over="ignore"):
            sums = Y.sum(axis=1)
        if Y.min() < 0 or np.abs(sums - 1).max() > 1e-5:
            raise ValueError(
                "each row of Y must be one-hot or probabilities that sum to 1 for "
                f"SoftmaxCrossEntropy, got row sums {sums.min():g} to {sums.max():g} and a "
                f"smallest value of {Y.min():g}"
            )

    def check_outputs(self, shape):
        """Refuse a single output."""
        if shape == (1,):
            raise ValueError(
                "SoftmaxCrossEntropy expects one output a class, at least 2, got 1, whose "
                "probability is always 1: use BinaryCrossEntropy for a yes-or-no question, "
                "SquaredError for a quantity"
            )
