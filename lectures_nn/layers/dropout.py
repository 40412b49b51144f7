"""Dropout: nodes that fail at random while the network learns."""

from lectures_nn.layers.base import Layer
from lectures_nn.validation import number


class Dropout(Layer):
    """While the network learns, each input is set to 0 with probability `rate`.

    What stays is divided by 1 - rate: so the mean is the same, and nothing has to be changed for
    prediction, where the layer lets everything through ("inverted" dropout; Srivastava et al.,
    2014).

    Parameters
    ----------
    rate : float
        Probability of a zero, at least 0 and below 1.
    """

    counterparts = {"keras": "Dropout", "torch": "Dropout"}
    mask = ()  # what the last forward pass multiplied by: None for no change, () before the first

    def __init__(self, rate):
        self.rate = number("rate", rate, low=0, below=1)

    def forward(self, a):
        """Return a times a new random mask, or a itself in prediction."""
        self.check_input(a)
        if self.rng is None:
            self.mask = None
            return a
        # Drawn in the order in which images lie in memory, and rows of numbers.
        drawn = self.rng.random(a.shape[::-1]).T if a.ndim == 4 else self.rng.random(a.shape)
        self.mask = (drawn >= self.rate).astype(a.dtype)
        self.mask /= 1 - self.rate
        return a * self.mask

    def backward(self, delta, propagate=True):
        """Return delta times the same mask."""
        if isinstance(self.mask, tuple):
            raise self.needs_forward()
        if not propagate:
            return None
        return delta if self.mask is None else delta * self.mask
