"""What all layers have in common."""

from abc import ABC, abstractmethod
from types import MappingProxyType

from lectures_nn.described import Described


class Layer(Described, ABC):
    """One step of a network: it maps a batch forward and the derivative of the cost backward.

    A subclass writes `forward` and `backward`; one that changes the shape of an example, or has
    parameters, also `connect`, and one with parameters `initialize`. A network calls `connect`
    once, gives every parameter that ``parameter_shapes`` names its place in theta, as an attribute
    of that name (``W``), and in grad, as one with a d before it (``dW``), and then calls
    `initialize`. Arguments of the constructor are kept in attributes of the same name.

    Attributes
    ----------
    parameter_shapes : dict of str to tuple
        Shape of each parameter by name, known once the layer is connected; none unless said. The
        L2 penalty is on those that are called W.
    input_shape, output_shape : tuple
        Of one example, known once the layer is connected.
    rng : None or source of randomness
        What to draw from while the network learns; None while it predicts.
    smallest_batch : int
        How many examples the layer needs at once while the network learns.
    in_use : bool
        Whether a network has the layer, and owns its parameters.
    counterparts : dict of str to str
        What does the same in "keras", "sklearn", "tensorflow" and "torch", by the name it has
        there; a class says it for itself, and does not inherit it.
    """

    parameter_shapes = MappingProxyType({})
    counterparts = MappingProxyType({})
    smallest_batch = 1
    in_use = False
    rng = None

    def connect(self, input_shape):
        """Learn the shape of one example's input and return that of its output."""
        self.input_shape = self.output_shape = tuple(input_shape)
        return self.output_shape

    def initialize(self, rng):
        """Fill the parameters with their starting values."""

    @abstractmethod
    def forward(self, a):
        """Return the output for a batch of inputs; keep what `backward` needs."""

    @abstractmethod
    def backward(self, delta, propagate=True):
        """Return dJ/d(input) from delta = dJ/d(output), or None without `propagate`.

        The gradient of the parameters is written into ``dW``, ``db`` and the like.
        """

    def check_input(self, a):
        """Refuse a batch whose examples do not have the shape the layer is connected for."""
        if a.shape[1:] != self.input_shape or a.ndim == 0:
            wanted = ", ".join(["m", *map(str, self.input_shape)])
            raise ValueError(f"{self!r} expects a of shape ({wanted}), got {a.shape}")

    def needs_forward(self):
        """Return the error of a backward pass that no forward pass came before."""
        return RuntimeError(f"{self!r}: backward needs a forward pass first")

    # A layer is itself and no other: two of one kind have different places and parameters.
    __eq__ = object.__eq__
    __hash__ = object.__hash__
