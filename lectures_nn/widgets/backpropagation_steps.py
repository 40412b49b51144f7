"""One step of backpropagation after the other: all numbers, and the equations they stand in."""

import copy
from dataclasses import dataclass, field

import numpy as np

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.layers import Dense, Elementwise, Identity
from lectures_nn.network import Network
from lectures_nn.validation import instance, number, real_array
from lectures_nn.widgets.written import (
    as_tex,
    factor,
    first_three,
    logarithms,
    minus,
    plus,
    sum_of_products,
)


@dataclass(frozen=True)
class Step:
    """One step of backpropagation.

    Attributes
    ----------
    kind : str
        "input", "z", "a", "cost", "output error", "gradient", "error", "update" or "new cost".
    layer : int
        The layer l that the step is about: 0 for the input, L for the costs and the update.
    title : str
        What the step does, in words.
    equation : str
        Its equation, in the letters of lecture 03 (mathtext).
    numbers : tuple of str
        The same with the numbers in it, for the first few nodes (mathtext).
    known : dict
        All values there are after this step, by name and layer: ``("z", 1)``, ``("a", 0)``,
        ``("delta", 2)``, ``("W", 1)``, ``("dW", 1)``, ... and ``"cost"``, ``"new cost"``.
        After the update ``("W", l)`` and ``("b", l)`` are the new parameters.
    new : tuple
        The names in `known` that this step has added or changed.
    """

    kind: str
    layer: int
    title: str
    equation: str
    numbers: tuple
    known: dict = field(repr=False)
    new: tuple

    @property
    def sizes(self):
        """Number of nodes of each layer, the input first."""
        layers = sorted(key[1] for key in self.known if key[0] == "W")
        weights = [self.known["W", l] for l in layers]
        return [len(weights[0]), *(W.shape[1] for W in weights)]

    @property
    def direction(self):
        """Which way the step goes: "forward", "backward" or, at the end, "update"."""
        if self.kind in ("input", "z", "a", "cost"):
            return "forward"
        return "backward" if self.kind in ("output error", "gradient", "error") else "update"


def steps(network, x, y, eta):
    """Compute one step of gradient descent for one example, and keep every number on the way.

    Forward layer by layer, the cost, backward layer by layer, the update, the cost again.
    Written with one example as a vector, as in lecture 03; the network is not changed.

    Parameters
    ----------
    network : Network
        `Dense` layers, each with or without an activation layer above it; any cost.
    x : array_like of shape (n,)
        Input.
    y : array_like of shape (K,)
        Target.
    eta : float
        Learning rate.

    Returns
    -------
    list of Step
    """
    layers = _weight_layers(network)
    x, y = (real_array(name, value, ndim=1) for name, value in (("x", x), ("y", y)))
    X, Y = network.checked_batch(x[None], y[None])
    return _Pass(layers, network.cost, X[0], Y[0], number("eta", eta, above=0)).steps


class _Pass:
    """Carries the numbers from step to step, and writes each step down."""

    def __init__(self, layers, cost, x, y, eta):
        self.layers, self.cost, self.y, self.eta = layers, cost, y, eta
        self.L = len(layers)
        self.fused = cost.output_function is not None  # the cost applies it
        self.known, self.steps = {("y", self.L): y}, []
        for l, (dense, _) in enumerate(layers, 1):
            self.known["W", l], self.known["b", l] = dense.W.copy(), dense.b.copy()
        self._input(x)
        for l in range(1, self.L + 1):
            self._weighted_sums(l)
            self._outputs(l)
        self._cost("cost")
        for l in range(self.L, 0, -1):
            self._output_error() if l == self.L else self._error(l)
            self._gradient(l)
        self._update()
        self._new_cost()

    def _write(self, kind, layer, title, equation, numbers, new):
        known = self.known
        known.update(new)
        self.steps.append(
            Step(kind, layer, title, equation, tuple(numbers), dict(known), tuple(new))
        )

    # -- forward

    def _input(self, x):
        numbers = [rf"a^0_{i} = x_{i} = {as_tex(x[i - 1])}" for i in first_three(x)]
        title = "Input: it counts as the output of layer 0"
        self._write("input", 0, title, r"a^0_i = x_i", numbers, {("a", 0): x})

    def _weighted_sums(self, l):
        a, W, b = self.known["a", l - 1], self.known["W", l], self.known["b", l]
        z = a @ W + b
        numbers = [
            rf"z^{l}_{j} = {sum_of_products(W[:, j - 1], a)} {plus(b[j - 1])} = {as_tex(z[j - 1])}"
            for j in first_three(z)
        ]
        equation = rf"z^{l}_j = \sum_i w^{l}_{{ij}}\, a^{l - 1}_i + b^{l}_j"
        self._write("z", l, f"Weighted sums of layer {l}", equation, numbers, {("z", l): z})

    def _outputs(self, l):
        z = self.known["z", l]
        if l == self.L and self.fused:
            a = self.cost.probabilities(z[None])[0]
            name = self.cost.output_function.__name__
            equation = rf"a^{l}_j = \mathrm{{{name}}}(z^{l})_j"
            numbers = [rf"a^{l}_{j} = {as_tex(a[j - 1])}" for j in first_three(z)]
        else:
            activation = self.layers[l - 1][1]
            a = activation.forward(z[None].copy())[0].copy()
            name = type(activation).__name__
            equation = rf"a^{l}_j = f(z^{l}_j)"
            numbers = [
                rf"a^{l}_{j} = f({as_tex(z[j - 1])}) = {as_tex(a[j - 1])}" for j in first_three(z)
            ]
        title = f"Outputs of layer {l}, activation {name}"
        self._write("a", l, title, equation, numbers, {("a", l): a})

    def _cost(self, kind):
        a, y, L = self.known["a", self.L], self.y, self.L
        output = self.known["z", L] if self.fused else a
        C = self.cost.value(output[None], y[None])
        if type(self.cost) is SquaredError:
            equation = rf"C = \frac{{1}}{{2}} \sum_j (a^{L}_j - y_j)^2"
            squares = " + ".join(f"({as_tex(p)} {minus(t)})^2" for p, t in zip(a, y, strict=True))
            numbers = [rf"C = \frac{{1}}{{2}}\,[{squares}] = {as_tex(C)}"]
        elif type(self.cost) is SoftmaxCrossEntropy:
            equation = rf"C = -\sum_j y_j \ln a^{L}_j"
            terms = [(t, p) for t, p in zip(y, a, strict=True) if t]
            numbers = [rf"C = {logarithms(terms)} = {as_tex(C)}"]
        elif type(self.cost) is BinaryCrossEntropy:
            equation = rf"C = -\sum_j\,[\,y_j \ln a^{L}_j + (1 - y_j) \ln (1 - a^{L}_j)\,]"
            pairs = ((t, p) for t, q in zip(y, a, strict=True) for t, p in ((t, q), (1 - t, 1 - q)))
            numbers = [rf"C = {logarithms([(t, p) for t, p in pairs if t])} = {as_tex(C)}"]
        else:  # a reader's own
            equation = rf"C = C(a^{L}, y)"
            numbers = [rf"C = {as_tex(C)}"]
        self._write(kind, L, "Cost of this example", equation, numbers, {"cost": C})

    # -- backward

    def _slope(self, l):
        """Return f'(z^l): the activation layer multiplies what comes from above by it."""
        above = np.ones_like(self.known["z", l])[None]
        return self.layers[l - 1][1].backward(above)[0] * 1.0

    def _output_error(self):
        a, y, L = self.known["a", self.L], self.y, self.L
        difference = type(self.cost) in (SquaredError, SoftmaxCrossEntropy, BinaryCrossEntropy)
        output = self.known["z", L] if self.fused else a
        slope = np.ones_like(a) if self.fused else self._slope(L)
        dC = self.cost.delta(output[None], y[None])[0]  # with respect to z or to a
        delta = slope * dC
        letter = "z" if self.fused else "a"
        derivative = rf"\frac{{\partial C}}{{\partial {letter}^{L}_j}}"
        if not self.fused:
            equation = rf"\delta^{L}_j = f'(z^{L}_j)\, {derivative}"
            equation += rf",\quad {derivative} = a^{L}_j - y_j" if difference else ""
        else:
            equation = rf"\delta^{L}_j = {f'a^{L}_j - y_j' if difference else derivative}"
        numbers = []
        for j in first_three(a):
            term = f"{as_tex(a[j - 1])} {minus(y[j - 1])}" if difference else as_tex(dC[j - 1])
            product = term if self.fused else rf"{as_tex(slope[j - 1])} \cdot ({term})"
            numbers.append(rf"\delta^{L}_{j} = {product} = {as_tex(delta[j - 1])}")
        title = f"Error of the output layer, layer {L}"
        self._write("output error", L, title, equation, numbers, {("delta", L): delta})

    def _error(self, l):
        W, above, slope = self.known["W", l + 1], self.known["delta", l + 1], self._slope(l)
        delta = slope * (W @ above)
        equation = rf"\delta^{l}_j = f'(z^{l}_j) \sum_k w^{l + 1}_{{jk}}\, \delta^{l + 1}_k"
        numbers = [
            rf"\delta^{l}_{j} = {as_tex(slope[j - 1])} \cdot "
            rf"[{sum_of_products(W[j - 1], above)}] = {as_tex(delta[j - 1])}"
            for j in first_three(delta)
        ]
        title = f"Error of layer {l}, from that of layer {l + 1}"
        self._write("error", l, title, equation, numbers, {("delta", l): delta})

    def _gradient(self, l):
        a, delta = self.known["a", l - 1], self.known["delta", l]
        dW, db = np.outer(a, delta), delta.copy()
        equation = (
            rf"\frac{{\partial C}}{{\partial w^{l}_{{ij}}}} = a^{l - 1}_i\, \delta^{l}_j,\quad "
            rf"\frac{{\partial C}}{{\partial b^{l}_j}} = \delta^{l}_j"
        )
        i, j = len(a), len(delta)
        numbers = [
            rf"\partial C / \partial w^{l}_{{{p}{q}}} = "
            rf"{factor(a[p - 1])} \cdot {factor(delta[q - 1])} = {as_tex(dW[p - 1, q - 1])}"
            for p, q in dict.fromkeys([(1, 1), (i, j)])
        ]
        numbers.append(rf"\partial C / \partial b^{l}_1 = {as_tex(db[0])}")
        title = f"Derivatives for the weights and biases of layer {l}"
        self._write("gradient", l, title, equation, numbers, {("dW", l): dW, ("db", l): db})

    # -- and down the slope

    def _update(self):
        new, eta = {}, self.eta
        for l in range(1, self.L + 1):
            new["W", l] = self.known["W", l] - eta * self.known["dW", l]
            new["b", l] = self.known["b", l] - eta * self.known["db", l]
        numbers = [
            rf"w^{l}_{{11}} \leftarrow {as_tex(self.known['W', l][0, 0])} - {as_tex(eta)} \cdot "
            rf"{factor(self.known['dW', l][0, 0])} = {as_tex(new['W', l][0, 0])}"
            for l in range(1, min(self.L, 3) + 1)
        ]
        equation = (
            r"w^l_{ij} \leftarrow w^l_{ij} - \eta\, \frac{\partial C}{\partial w^l_{ij}},\quad "
            r"b^l_j \leftarrow b^l_j - \eta\, \frac{\partial C}{\partial b^l_j}"
        )
        title = "Update of all weights and biases: one step of gradient descent"
        self._write("update", self.L, title, equation, numbers, new)

    def _new_cost(self):
        a = self.known["a", 0]
        for l, (_, activation) in enumerate(self.layers, 1):
            z = a @ self.known["W", l] + self.known["b", l]
            a = z if l == self.L and self.fused else activation.forward(z[None].copy())[0]
        C, before = self.cost.value(a[None], self.y[None]), self.known["cost"]
        change = "it has fallen" if before > C else "it has not fallen"
        equation = r"C(w - \eta\, \partial C / \partial w,\; b - \eta\, \partial C / \partial b)"
        numbers = [rf"C = {as_tex(before)} \;\rightarrow\; {as_tex(C)}"]
        title = f"Cost of the same example with the new weights: {change}"
        self._write("new cost", self.L, title, equation, numbers, {"new cost": C})


def _weight_layers(network):
    """Return (dense layer, activation layer) of a copy of the network, which may keep z and a."""
    instance("network", network, Network)
    pairs = []
    for layer in copy.deepcopy(network).layers:
        if isinstance(layer, Dense):
            pairs.append((layer, Identity()))
        elif isinstance(layer, Elementwise) and pairs and isinstance(pairs[-1][1], Identity):
            pairs[-1] = (pairs[-1][0], layer)
        else:
            raise ValueError(
                "network must have Dense layers, each with at most one activation layer above "
                f"it, got {layer!r} in {network.layers}"
            )
    if network.cost.output_function and not isinstance(pairs[-1][1], Identity):
        raise ValueError(
            f"network must end with a Dense layer, got {pairs[-1][1]!r} below "
            f"{network.cost!r}, which applies its output function itself"
        )
    return pairs
