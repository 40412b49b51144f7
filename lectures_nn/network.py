"""A feed-forward network: an ordered list of layers over one parameter vector.

``theta`` holds every weight, layer by layer, and after them every bias and whatever else has no
penalty; ``grad`` holds the gradient in the same order. The layers' ``W``, ``b``, ``dW`` and ``db``
are views of these two vectors. So an optimizer updates the whole network with one vector
operation, SciPy minimises over ``theta`` directly, the L2 penalty is one slice, and a saved
network is one array.
"""

import json
import math
import os
from contextlib import contextmanager
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

from lectures_nn import costs, initializers, layers
from lectures_nn.activations import _scalar
from lectures_nn.described import Described, rebuild
from lectures_nn.validation import generator, instance, number, real_array, whole_number


class Network:
    """Layers in order, a cost, and the parameters of them all in one vector.

    Parameters
    ----------
    layers : list of Layer
        From the input to the output. Each object belongs to one network.
    input_shape : int or tuple
        Shape of one example.
    cost : Cost, default SoftmaxCrossEntropy()
        What training minimises. The cross-entropies take logits, so that the last layer is
        a plain `Dense`; they apply softmax or sigmoid themselves.
    rng : None, int, Generator or RandomState
        Source of the starting weights, drawn layer by layer.
    dtype : float64 or float32
        Type of every parameter and of the arithmetic.

    Attributes
    ----------
    theta, grad : ndarray of shape (n_parameters,)
        Parameters and gradient, contiguous. Assigning to `theta` copies into it; `grad` cannot
        be assigned to.
    n_weights : int
        The first `n_weights` entries are weights, the others biases and the like.

    Examples
    --------
    >>> from lectures_nn.layers import Dense, Sigmoid
    >>> Network([Dense(50), Sigmoid(), Dense(10)], input_shape=64, rng=1)
    Network 64 -> 10, SoftmaxCrossEntropy, float64
    layer       output   parameters
    Dense(50)   50             3250
    Sigmoid()   50                0
    Dense(10)   10              510
                               3760
    """

    def __init__(
        self, layers, input_shape, cost=costs.SoftmaxCrossEntropy(), rng=None, dtype=np.float64
    ):
        rng = generator("rng", rng)
        self._assemble(layers, input_shape, cost, dtype)
        self._allocate()
        for layer in self.layers:
            layer.initialize(rng)

    def _assemble(self, layers, input_shape, cost, dtype):
        """Check the parts and connect each layer to the one below it."""
        self.layers = _checked_layers(layers)
        self.input_shape = _checked_shape(input_shape)
        self.cost = instance("cost", cost, costs.Cost)
        self.dtype = _checked_dtype(dtype)
        shape = self.input_shape
        for layer in self.layers:
            shape = layer.connect(shape)
        self.output_shape = shape
        self._order = _cheaper_order(self.layers)

    def _parameters(self):
        """Return (layer, name, shape) of every parameter: weights W first, then the others."""
        parameters = [
            (layer, name, shape)
            for layer in self.layers
            for name, shape in layer.parameter_shapes.items()
        ]
        return sorted(parameters, key=lambda parameter: parameter[1] != "W")  # keeps layer order

    def _allocate(self):
        """Make the two vectors and hand each layer its views."""
        parameters = self._parameters()
        sizes = [math.prod(shape) for _, _, shape in parameters]
        self._theta = np.zeros(sum(sizes), self.dtype)
        self._grad = np.zeros_like(self._theta)
        self.n_weights = sum(
            size for size, (_, name, _) in zip(sizes, parameters, strict=True) if name == "W"
        )
        self._views = []  # (layer, name of the attribute, what it was given)
        start = 0
        for size, (layer, name, shape) in zip(sizes, parameters, strict=True):
            part = slice(start, start + size)
            for attribute, vector in ((name, self._theta), ("d" + name, self._grad)):
                view = vector[part].reshape(shape)
                setattr(layer, attribute, view)
                self._views.append((layer, attribute, view))
            start += size
        self._weights = self._theta[: self.n_weights]
        self._weight_gradients = self._grad[: self.n_weights]
        for layer in self.layers:
            layer.in_use = True

    def _check_views(self):
        """Refuse to go on where ``layer.W = values`` has cut a layer off theta or grad."""
        for layer, name, view in self._views:
            if getattr(layer, name, None) is not view:
                place = next(i for i, other in enumerate(self.layers) if other is layer)
                parameter = name in layer.parameter_shapes
                raise ValueError(
                    f"layers[{place}].{name} must stay a view of "
                    f"{'theta' if parameter else 'grad'}, got another array in its place: make "
                    f"the network anew and write layers[{place}].{name}[...] = values"
                )

    @property
    def theta(self):
        """All parameters; assigning copies new values into the same memory."""
        return self._theta

    @theta.setter
    def theta(self, values):
        self._check_views()
        values = real_array("theta", values)
        if values.shape != self._theta.shape:
            raise ValueError(f"theta must have shape {self._theta.shape}, got {values.shape}")
        self._theta[...] = values

    @property
    def grad(self):
        """The gradient that the last backward pass left, in the order of theta."""
        return self._grad

    # -- the two passes -----------------------------------------------------------------

    def forward(self, X):
        """Send a batch through all layers.

        Parameters
        ----------
        X : array_like of shape (m, ...)
            One example a row, of the network's input shape.

        Returns
        -------
        ndarray of shape (m, ...)
            What the last layer returns: (m, K) of a `Dense` layer, (m, h, w, f) of a
            convolution. Logits where the cost applies its output function.
        """
        # Where an exponential overflows, its infinity leads to the right limit.
        with np.errstate(over="ignore"):
            return self._forward(self._checked_inputs(X)).copy()

    def backward(self, delta):
        """Send dJ/d output back through all layers and fill `grad`.

        Parameters
        ----------
        delta : array_like of shape (m, ...)
            Derivative of the cost with respect to what `forward` returned.

        Returns
        -------
        ndarray of shape (n_parameters,)
            `grad`: overwritten by the next call, as the layers' ``dW`` and ``db`` are.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        TypeError, ValueError
            If delta does not have the shape of the last output.
        """
        if self._last_output_shape is None:
            raise RuntimeError("backward needs a forward pass first: call forward(X)")
        self._check_views()
        delta = real_array("delta", delta, dtype=self.dtype)
        if delta.shape != self._last_output_shape:
            raise ValueError(f"delta must have shape {self._last_output_shape}, got {delta.shape}")
        self._backward(delta)
        return self._grad

    _last_output_shape = None

    def _forward(self, a):
        for layer in self._order:
            a = layer.forward(a)
        self._last_output_shape = a.shape
        return a

    def _backward(self, delta):
        for layer in self._order[:0:-1]:
            delta = layer.backward(delta)
        self._order[0].backward(delta, propagate=False)

    def _cost_and_gradient(self, X, Y, lmbd):
        """Return J at the present theta and leave its gradient in `grad`; nothing is checked."""
        J, delta = self.cost._value_and_delta(self._forward(X), Y)
        self._backward(delta)
        if lmbd:
            W, dW, M = self._weights, self._weight_gradients, len(X)
            J += lmbd / (2 * M) * float(W.dot(W))
            dW += _scalar[lmbd / M, W.dtype] * W
        return J

    def cost_and_gradient(self, theta, X, Y, lmbd=0.0):
        """Return the cost and its gradient at `theta`, as a pure function of it.

        J = 1/M sum(loss) + lmbd/(2M) sum(W^2), biases left out of the penalty. The network's own
        parameters stay as they are, and the gradient is a copy, so that
        ``scipy.optimize.minimize(network.cost_and_gradient, theta, args=(X, Y), jac=True)``
        works as it stands.

        Parameters
        ----------
        theta : array_like of shape (n_parameters,)
            Where to evaluate.
        X : array_like of shape (m, ...)
            Inputs.
        Y : array_like of shape (m, K)
            Targets.
        lmbd : float, default 0.0
            Strength of the L2 penalty on the weights.

        Returns
        -------
        J : float
        gradient : ndarray of shape (n_parameters,)
        """
        X, Y = self.checked_batch(X, Y)
        lmbd = number("lmbd", lmbd, low=0)
        own = self._theta.copy()
        self.theta = theta
        try:
            with np.errstate(over="ignore"):
                return self._cost_and_gradient(X, Y, lmbd), self.grad.copy()
        finally:
            self._theta[...] = own

    @contextmanager
    def learning(self, rng=None):
        """Within ``with network.learning(rng):`` the layers know that the network learns.

        It matters to layers that do something else then than in prediction, such as `Dropout`.
        `lectures_nn.training.fit` calls this; a gradient check of such a layer does too, with the
        same seed at every evaluation.

        Parameters
        ----------
        rng : None, int, Generator or RandomState
            What the layers draw from.
        """
        rng = generator("rng", rng)
        before = [layer.rng for layer in self.layers]
        for layer in self.layers:
            layer.rng = rng
        try:
            yield self
        finally:
            for layer, its_rng in zip(self.layers, before, strict=True):
                layer.rng = its_rng

    # -- using a trained network --------------------------------------------------------

    def predict(self, X):
        """Return the prediction for each example.

        Parameters
        ----------
        X : array_like of shape (m, ...)

        Returns
        -------
        ndarray
            Class labels of shape (m,) for a cross-entropy, outputs (m, K) for `SquaredError`.
        """
        return self.cost.decide(self.forward(X))

    def predict_proba(self, X):
        """Return the probability of each class.

        Parameters
        ----------
        X : array_like of shape (m, ...)

        Returns
        -------
        ndarray of shape (m, K)
        """
        return self.cost.probabilities(self.forward(X))

    # -- copies and files ---------------------------------------------------------------

    def _described(self):
        return {
            "layers": [layer.description() for layer in self.layers],
            "input_shape": list(self.input_shape),
            "cost": self.cost.description(),
            "dtype": self.dtype.name,
        }

    def __reduce__(self):
        """Copy and pickle as description plus theta: copied views would lose their vector."""
        self._check_views()
        return _restored, (self._described(), self._theta.copy())

    def save(self, path):
        """Write the network to one ``.npz`` file, which `load` reads back.

        The file appears whole or not at all; one of that name is replaced only at the end.

        Parameters
        ----------
        path : str or path-like
            Name of the file; ``.npz`` is added if it is missing.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        TypeError, OSError
            If path is no path, its folder does not exist or it cannot be written.
        ValueError
            If path names no file, or an array has replaced one of the layers' views of `theta`.
        """
        path = _npz_path(path)
        self._check_views()
        if not path.parent.is_dir():
            raise FileNotFoundError(f"path must be in a folder that exists, got {path}")
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with unfinished.open("wb") as file:
                np.savez(file, theta=self._theta, network=json.dumps(self._described()))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return path

    @classmethod
    def load(cls, path):
        """Read a network that `save` wrote.

        Parameters
        ----------
        path : str or path-like
            Name of the file, with or without ``.npz``.

        Returns
        -------
        Network

        Raises
        ------
        TypeError
            If path is no path.
        FileNotFoundError
            If there is no such file.
        ValueError
            If path names no file, or the file is damaged or holds something else.
        """
        path = _npz_path(path)
        if not path.exists():
            raise FileNotFoundError(f"no saved network at {path}")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return _restored(json.loads(str(archive["network"])), archive["theta"])
        except Exception as error:  # damage shows in many ways: all mean the same to the reader
            raise ValueError(
                f"{path.name} is not a network saved by Network.save, or is damaged: {error}"
            ) from error

    # -- seeing it ----------------------------------------------------------------------

    def _table(self):
        """Return rows (layer, output shape, number of parameters)."""
        return [
            (
                repr(layer),
                _shape_text(layer.output_shape),
                sum(int(np.prod(shape)) for shape in layer.parameter_shapes.values()),
            )
            for layer in self.layers
        ]

    def _title(self):
        return (
            f"Network {_shape_text(self.input_shape)} -> {_shape_text(self.output_shape)}, "
            f"{type(self.cost).__name__}, {self.dtype.name}"
        )

    def __repr__(self):
        """Show a table of layers, output shapes and parameter counts."""
        rows = self._table()
        name = max(len(row[0]) for row in rows + [("layer",)])
        shape = max(len(row[1]) for row in rows + [("", "output")])
        lines = [
            self._title(),
            f"{'layer':{name}}   {'output':{shape}}   parameters",
            *(f"{layer:{name}}   {output:{shape}}   {count:10}" for layer, output, count in rows),
            f"{'':{name}}   {'':{shape}}   {self._theta.size:10}",
        ]
        return "\n".join(lines)

    def _repr_html_(self):
        rows = "".join(
            f"<tr><td>{escape(layer)}</td><td>{output}</td><td>{count}</td></tr>"
            for layer, output, count in self._table()
        )
        return (
            f"<table><caption>{escape(self._title())}</caption>"
            "<thead><tr><th>layer</th><th>output</th><th>parameters</th></tr></thead>"
            f"<tbody>{rows}</tbody>"
            f"<tfoot><tr><td></td><td></td><td>{self._theta.size}</td></tr></tfoot></table>"
        )

    # -- arguments ----------------------------------------------------------------------

    def _checked_inputs(self, X):
        self._check_views()
        X = real_array("X", X, dtype=self.dtype)
        if X.shape[1:] != self.input_shape or X.ndim == 0:
            wanted = ", ".join(["m", *map(str, self.input_shape)])
            raise ValueError(f"X must have shape ({wanted}), got {X.shape}")
        if len(X) == 0:
            raise ValueError(f"X must hold at least one example, got shape {X.shape}")
        return X

    def checked_batch(self, X, Y):
        """Return X and Y as arrays of this network's type and shapes, or say what is wrong.

        Parameters
        ----------
        X : array_like of shape (m, ...)
            Inputs.
        Y : array_like of shape (m, K)
            Targets.

        Returns
        -------
        X, Y : ndarray
        """
        X = self._checked_inputs(X)
        return X, self.cost.check_targets(Y, (len(X), *self.output_shape), self.dtype)


def _checked_layers(given):
    if isinstance(given, layers.Layer) or not isinstance(given, (list, tuple)):
        raise TypeError(f"layers must be a list of layers, got {type(given).__name__}")
    if not given:
        raise ValueError("layers must hold at least one layer, got an empty list")
    for i, layer in enumerate(given):
        instance(f"layers[{i}]", layer, layers.Layer)
        if layer.in_use or any(layer is other for other in given[:i]):
            raise ValueError(
                f"layers[{i}], {layer!r}, is in use already: expected a new layer for each place"
            )
    return list(given)


def _cheaper_order(given):
    """Return the layers with every maximum taken before the ReLU in front of it, not after.

    max(0, z) never falls as z grows, so that both orders give the same numbers and slopes; but
    a pool of 2 x 2 leaves ReLU only a quarter of the pixels.
    """
    order = list(given)
    for i, (first, second) in enumerate(pairwise(given)):
        if isinstance(first, layers.ReLU) and isinstance(second, layers.MaxPool2D):
            order[i : i + 2] = second, first
    return order


def _checked_shape(input_shape):
    sizes = input_shape if isinstance(input_shape, (tuple, list)) else (input_shape,)
    if not sizes:
        raise ValueError("input_shape must name at least one size, got ()")
    return tuple(whole_number("input_shape", size) for size in sizes)


def _checked_dtype(dtype):
    try:
        known = dtype is not None and np.dtype(dtype) in (np.float64, np.float32)
    except TypeError:
        known = False
    if not known:
        raise TypeError(f"dtype must be float64 or float32, got {dtype!r}")
    return np.dtype(dtype)


def _restored(described, theta):
    known = {
        name: cls
        for module in (layers, initializers, costs)
        for name, cls in vars(module).items()
        if isinstance(cls, type) and issubclass(cls, Described)
    }
    network = Network.__new__(Network)  # without drawing weights that theta replaces
    network._assemble(
        [rebuild(layer, known) for layer in described["layers"]],
        tuple(described["input_shape"]),
        rebuild(described["cost"], known),
        described["dtype"],
    )
    size = sum(math.prod(shape) for _, _, shape in network._parameters())
    if theta.shape != (size,):  # before so much memory is asked for
        raise ValueError(f"theta must have shape ({size},), got {theta.shape}")
    network._allocate()
    network.theta = theta
    return network


def _npz_path(path):
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path must be a file name, got {type(path).__name__}")
    path = Path(path)
    if path.name in ("", ".."):
        raise ValueError(f"path must end in a file name, got {str(path)!r}")
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")


def _shape_text(shape):
    return " x ".join(map(str, shape))
