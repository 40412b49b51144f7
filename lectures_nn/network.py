"""A feed-forward network: an ordered list of layers over one parameter vector.

``theta`` holds every weight, layer by layer, and after them every bias and whatever else has no
penalty; ``grad`` holds the gradient in the same order. The layers' ``W``, ``b``, ``dW`` and ``db``
are views of these two vectors. So an optimizer updates the whole network with one vector
operation, SciPy minimises over ``theta`` directly, the L2 penalty is one slice, and a saved
network is one array.
"""

from contextlib import contextmanager

import numpy as np

from lectures_nn import archive, costs, display, layers
from lectures_nn.described import Described, twin
from lectures_nn.parameters import Parameters, n_parameters_of
from lectures_nn.rebuilding import check_pickles, classes_of_pickle, rebuild
from lectures_nn.validation import float_type, generator, instance, number, real_array, sizes


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
        self._connect(layers, input_shape, cost, dtype)
        self.cost.check_outputs(self.output_shape)
        self._allocate()
        for layer in self.layers:
            layer.initialize(rng)

    @classmethod
    def with_theta(cls, theta, layers, input_shape, cost, dtype):
        """Return a network with these parameters; no starting weights are drawn.

        Parameters
        ----------
        theta : ndarray of shape (n_parameters,)
            It is copied.
        layers, input_shape, cost, dtype
            As for `Network`.

        Returns
        -------
        Network
        """
        self = cls.__new__(cls)
        self._connect(layers, input_shape, cost, dtype)
        size = n_parameters_of(self.layers)
        if theta.shape != (size,):  # before so much memory is asked for
            raise ValueError(f"theta must have shape ({size},), got {theta.shape}")
        self._allocate(theta)
        return self

    def _connect(self, layers, input_shape, cost, dtype):
        """Check the parts and connect each layer to the one below it."""
        self.layers = _checked_layers(layers)
        self.input_shape = sizes("input_shape", input_shape)
        self.cost = instance("cost", cost, costs.Cost)
        self.dtype = float_type("dtype", dtype)
        shape = self.input_shape
        for layer in self.layers:
            shape = layer.connect(shape)
        self.output_shape = shape

    def _allocate(self, theta=0.0):
        """Give the layers their places in theta and grad."""
        self._parameters = Parameters(self.layers, self.dtype)
        self.theta[...] = theta
        for layer in self.layers:
            layer.in_use = True

    @property
    def theta(self):
        """All parameters; assigning copies new values into the same memory."""
        return self._parameters.theta

    @theta.setter
    def theta(self, values):
        self._parameters.check_views()
        values = real_array("theta", values)
        if values.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape}, got {values.shape}")
        self.theta[...] = values

    @property
    def grad(self):
        """The gradient that the last backward pass left, in the order of theta."""
        return self._parameters.grad

    @property
    def n_weights(self):
        """How many of the parameters are weights; they come first."""
        return self._parameters.weights.size

    # -- the two passes, on arrays that have been checked ---------------------------------

    def forward_pass(self, a):
        """Return what the last layer makes of a batch; nothing is checked.

        Parameters
        ----------
        a : ndarray of shape (m, ...) and of the network's dtype

        Returns
        -------
        ndarray of shape (m, ...)
            It may be the last layer's own array: not to be changed.
        """
        for layer in self.layers:
            a = layer.forward(a)
        self._last_output_shape = a.shape
        return a

    def backward_pass(self, delta):
        """Fill `grad` from delta = dJ/d output; nothing is checked.

        Parameters
        ----------
        delta : ndarray of shape (m, ...) and of the network's dtype
        """
        for layer in self.layers[:0:-1]:
            delta = layer.backward(delta)
        self.layers[0].backward(delta, propagate=False)

    def backpropagate(self, X, Y, lmbd=0.0):
        """Return J at the present theta and leave its gradient in `grad`; nothing is checked.

        J = 1/M sum(loss) + lmbd/(2M) sum(W^2), biases left out of the penalty.

        Parameters
        ----------
        X, Y : ndarray
            What `checked_batch` returned.
        lmbd : float, default 0.0
            Strength of the penalty.

        Returns
        -------
        float
        """
        J, delta = self.cost.value_and_delta(self.forward_pass(X), Y)
        self.backward_pass(delta)
        if lmbd:
            W, dW = self._parameters.weights, self._parameters.weight_gradients
            J += lmbd / (2 * len(X)) * float(W.dot(W))
            dW += lmbd / len(X) * W
        return J

    # -- the same for everybody -----------------------------------------------------------

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
            return self.forward_pass(self._checked_inputs(X)).copy()

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
        """
        if self._last_output_shape is None:
            raise RuntimeError("backward needs a forward pass first: call forward(X)")
        self.check_views()
        delta = real_array("delta", delta, dtype=self.dtype)
        if delta.shape != self._last_output_shape:
            raise ValueError(f"delta must have shape {self._last_output_shape}, got {delta.shape}")
        with np.errstate(over="ignore", invalid="ignore"):
            self.backward_pass(delta)
        if not np.isfinite(self.grad).all():
            raise ValueError(
                f"delta must be small enough for a finite gradient, got numbers up to "
                f"{np.abs(delta).max():g} and parameters up to {np.abs(self.theta).max():g}"
            )
        return self.grad

    _last_output_shape = None

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
            Infinite where it exceeds the largest number of its type.
        gradient : ndarray of shape (n_parameters,)
        """
        X, Y = self.checked_batch(X, Y)
        lmbd = number("lmbd", lmbd, low=0)
        own = self.theta.copy()
        self.theta = theta
        largest = np.abs(self.theta).max(initial=0)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                J, gradient = self.backpropagate(X, Y, lmbd), self.grad.copy()
        finally:
            self.theta[...] = own
        if np.isnan(J) or np.isnan(gradient).any():
            raise ValueError(
                f"theta must be small enough for the cost to be a number, got values up to "
                f"{largest:g}, with X up to {np.abs(X).max():g}"
            )
        return J, gradient

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

    def predict(self, X):
        """Return the prediction for each example.

        Parameters
        ----------
        X : array_like of shape (m, ...)

        Returns
        -------
        ndarray
            Class labels of shape (m,) where the cost classifies, else the outputs (m, K).
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

    # -- copies, files, display -----------------------------------------------------------

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
        OSError
            If its folder does not exist or it cannot be written.
        """
        self.check_views()
        return archive.write(path, self._description(), self.theta)

    @classmethod
    def load(cls, path, classes=()):
        """Read a network that `save` wrote.

        Parameters
        ----------
        path : str or path-like
            Name of the file, with or without ``.npz``.
        classes : sequence of type, optional
            The classes of one's own that the network has, such as ``[Softplus]``; a file can name
            a class and cannot hold it.

        Returns
        -------
        Network

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        """
        classes = _checked_classes(classes)

        def restore(description, theta):
            return _restored(description, real_array("theta", theta), classes)

        return archive.read(path, restore)

    def _description(self):
        return {
            "layers": [layer.description() for layer in self.layers],
            "input_shape": list(self.input_shape),
            "cost": self.cost.description(),
            "dtype": self.dtype.name,
        }

    def __copy__(self):
        """Return a network of its own: views that were copied would lose their vector."""
        self.check_views()
        layers = [twin(layer) for layer in self.layers]
        return Network.with_theta(self.theta, layers, self.input_shape, self.cost, self.dtype)

    def __deepcopy__(self, memo):
        """Return a network of its own, as `copy.copy` does."""
        return self.__copy__()

    def __reduce__(self):
        """Pickle as description plus theta; classes of one's own by module and name."""
        self.check_views()
        check_pickles([*self.layers, self.cost])
        return _restored, (self._description(), self.theta.copy())

    def __repr__(self):
        """Show a table of layers, output shapes and parameter counts."""
        return display.as_text(self)

    def _repr_html_(self):
        return display.as_html(self)

    # -- arguments ------------------------------------------------------------------------

    def check_views(self):
        """Refuse to go on where ``layer.W = values`` has cut a layer off theta or grad."""
        self._parameters.check_views()

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

    def _checked_inputs(self, X):
        self.check_views()
        X = real_array("X", X, dtype=self.dtype)
        if X.shape[1:] != self.input_shape or X.ndim == 0:
            wanted = ", ".join(["m", *map(str, self.input_shape)])
            raise ValueError(f"X must have shape ({wanted}), got {X.shape}")
        if len(X) == 0:
            raise ValueError(f"X must hold at least one example, got shape {X.shape}")
        return X


def _checked_layers(given):
    if isinstance(given, layers.Layer) or not isinstance(given, (list, tuple)):
        raise TypeError(f"layers must be a list of layers, got {type(given).__name__}")
    if not given:
        raise ValueError("layers must hold at least one layer, got an empty list")
    seen = set()
    for i, layer in enumerate(given):
        instance(f"layers[{i}]", layer, layers.Layer)
        if layer.in_use or layer in seen:
            raise ValueError(
                f"layers[{i}], {layer!r}, is in use already: expected a new layer for each place"
            )
        seen.add(layer)
    return list(given)


def _checked_classes(classes):
    fine = isinstance(classes, (list, tuple))
    if not fine or not all(isinstance(c, type) and issubclass(c, Described) for c in classes):
        raise TypeError(
            "classes must be a list of classes of layers, costs or initializers, such as "
            f"[Softplus], got {classes!r}"
        )
    return classes


def _restored(description, theta, classes=None):
    """Return the network of a description; in a pickle, own classes come from their modules."""
    classes = classes_of_pickle(description) if classes is None else classes
    return Network.with_theta(
        theta,
        [rebuild(layer, classes) for layer in description["layers"]],
        tuple(description["input_shape"]),
        rebuild(description["cost"], classes),
        description["dtype"],
    )
