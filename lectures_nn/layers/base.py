"""What all layers have in common."""

from abc import ABC, abstractmethod
from types import MappingProxyType

from lectures_nn.described import Described


class Layer(Described, ABC):
    """What layers have in common: shapes, and parameters by name (none unless said)."""

    parameter_shapes = MappingProxyType({})  # name -> shape, known once the layer is connected
    in_use = False  # a layer serves one network, which owns its parameters
    rng = None  # a source of randomness while the network learns, None while it predicts

    def connect(self, input_shape):
        """Learn the shape of one example's input and return that of its output."""
        self.input_shape = self.output_shape = tuple(input_shape)
        return self.output_shape

    def initialize(self, rng):
        """Fill the parameters with their starting values."""

    @abstractmethod
    def forward(self, a):
        """Return the output for a batch of inputs."""

    @abstractmethod
    def backward(self, delta, propagate=True):
        """Return dJ/d(input) from delta = dJ/d(output), or None without `propagate`."""

    def _check_shape(self, a):
        """Refuse a batch whose examples do not have the shape the layer is connected for."""
        if a.shape[1:] != self.input_shape or a.ndim == 0:
            wanted = ", ".join(["m", *map(str, self.input_shape)])
            raise ValueError(f"{self!r} expects a of shape ({wanted}), got {a.shape}")

    def _needs_forward(self):
        return RuntimeError(f"{self!r}: backward needs a forward pass first")
