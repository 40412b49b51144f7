"""Batch normalisation: sums of mean 0 and variance 1, whatever the layers below do."""

import math

import numpy as np

from lectures_nn.layers.base import Layer
from lectures_nn.validation import number


class BatchNorm(Layer):
    """Every node's values get mean 0 and variance 1 over the batch, then a scale and a shift.

    While the network learns, z = gamma (a - mean) / sqrt(variance + eps) + b with the mean and
    variance of the present batch, and running averages of both are kept. When it predicts, the
    running ones are used, so that an example's output does not depend on its neighbours. For
    images the statistics are taken over examples and pixels, one a channel.

    The running mean and variance are parameters as well, so that whatever copies, saves or
    restores theta takes them along. While the network learns, nothing depends on them: their
    gradient is 0 and an optimizer leaves them alone. When it predicts, `backward` gives their true
    gradient; use ``network.learning`` for any training, as `lectures_nn.training.fit` does.

    Parameters
    ----------
    momentum : float, default 0.9
        Share of the running averages that is kept at each batch.
    eps : float, default 1e-5
        Keeps the quotient finite where all values are equal.

    References
    ----------
    S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by reducing
    internal covariate shift", ICML 2015. They average the unbiased variance; here, as in Keras,
    it is the variance that the batch was divided by.
    """

    normalized = None

    def __init__(self, momentum=0.9, eps=1e-5):
        self.momentum = number("momentum", momentum, low=0, below=1)
        self.eps = number("eps", eps, above=0)

    def connect(self, input_shape):
        """Set up for inputs of shape (n,), or (height, width, channels)."""
        self.input_shape = self.output_shape = tuple(input_shape)
        one_a_node = self.input_shape[-1:]
        self.parameter_shapes = dict.fromkeys(("gamma", "b", "mean", "variance"), one_a_node)
        if math.prod(self.input_shape[:-1]) == 1:  # one value a node and example has no variance
            self.smallest_batch = 2
        return self.output_shape

    def initialize(self, rng):
        """Scale by 1, shift by 0, and pretend to have seen mean 0 and variance 1."""
        self.gamma[...], self.b[...], self.mean[...], self.variance[...] = 1, 0, 0, 1

    def forward(self, a):
        """Return the normalised batch, scaled and shifted; learn its statistics."""
        self.averaged = tuple(range(a.ndim - 1))  # all axes but that of the nodes or channels
        self.of_batch = self.rng is not None
        mean, variance = self._of_the_batch(a) if self.of_batch else (self.mean, self.variance)
        self.deviation = np.sqrt(variance + self.eps)
        self.normalized = (a - mean) / self.deviation
        return self.gamma * self.normalized + self.b

    def _of_the_batch(self, a):
        """Return mean and variance of the batch, and let the running ones follow."""
        if a.size == a.shape[-1]:
            raise ValueError(
                f"{self!r} expects at least two values a node while the network learns, got "
                f"shape {a.shape}: choose a batch size that leaves no batch of one example"
            )
        mean, variance = a.mean(axis=self.averaged), a.var(axis=self.averaged)
        for running, new in ((self.mean, mean), (self.variance, variance)):
            running *= self.momentum
            running += (1 - self.momentum) * new
        return mean, variance

    def backward(self, delta, propagate=True):
        """Store dJ/dgamma and dJ/db; return dJ/da, to which the batch's statistics contribute."""
        if self.normalized is None:
            raise self.needs_forward()
        (delta * self.normalized).sum(axis=self.averaged, out=self.dgamma)
        delta.sum(axis=self.averaged, out=self.db)
        slope = self.gamma / self.deviation
        if not self.of_batch:
            self.dmean[...] = -slope * self.db
            self.dvariance[...] = -slope * self.dgamma / (2 * self.deviation)
            return slope * delta if propagate else None
        self.dmean[...] = self.dvariance[...] = 0
        if not propagate:
            return None
        values = delta.size // delta.shape[-1]
        return slope * (delta - (self.db + self.normalized * self.dgamma) / values)
