"""The backpropagation stepper: one example through a small network, one step at a time."""

import copy
from dataclasses import dataclass, field

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from lectures_nn.costs import SoftmaxCrossEntropy, SquaredError
from lectures_nn.layers import Dense, Elementwise, Identity, Sigmoid
from lectures_nn.network import Network
from lectures_nn.validation import instance, number, real_array, whole_number
from lectures_nn.widgets.view import ROOMY, Picture, View

# Nodes a layer, by layers of weights, in a picture whose numbers can still be read.
MOST_NODES = {1: 4, 2: 4, 3: 3}


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
        self.fused = not isinstance(cost, SquaredError)  # the cost applies its output function
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
        numbers = [rf"a^0_{i} = x_{i} = {_tex(x[i - 1])}" for i in _count(x)]
        title = "Input: it counts as the output of layer 0"
        self._write("input", 0, title, r"a^0_i = x_i", numbers, {("a", 0): x})

    def _weighted_sums(self, l):
        a, W, b = self.known["a", l - 1], self.known["W", l], self.known["b", l]
        z = a @ W + b
        numbers = [
            rf"z^{l}_{j} = {_sum_of_products(W[:, j - 1], a)} {_plus(b[j - 1])} = {_tex(z[j - 1])}"
            for j in _count(z)
        ]
        equation = rf"z^{l}_j = \sum_i w^{l}_{{ij}}\, a^{l - 1}_i + b^{l}_j"
        self._write("z", l, f"Weighted sums of layer {l}", equation, numbers, {("z", l): z})

    def _outputs(self, l):
        z = self.known["z", l]
        if l == self.L and self.fused:
            a = self.cost.probabilities(z[None])[0]
            name = "softmax" if isinstance(self.cost, SoftmaxCrossEntropy) else "sigmoid"
            equation = rf"a^{l}_j = \mathrm{{{name}}}(z^{l})_j"
            numbers = [rf"a^{l}_{j} = {_tex(a[j - 1])}" for j in _count(z)]
        else:
            activation = self.layers[l - 1][1]
            a = activation.forward(z[None].copy())[0].copy()
            name = type(activation).__name__
            equation = rf"a^{l}_j = f(z^{l}_j)"
            numbers = [rf"a^{l}_{j} = f({_tex(z[j - 1])}) = {_tex(a[j - 1])}" for j in _count(z)]
        title = f"Outputs of layer {l}, activation {name}"
        self._write("a", l, title, equation, numbers, {("a", l): a})

    def _cost(self, kind):
        a, y, L = self.known["a", self.L], self.y, self.L
        output = self.known["z", L] if self.fused else a
        C = self.cost.value(output[None], y[None])
        if isinstance(self.cost, SquaredError):
            equation = rf"C = \frac{{1}}{{2}} \sum_j (a^{L}_j - y_j)^2"
            squares = " + ".join(f"({_tex(p)} {_minus(t)})^2" for p, t in zip(a, y, strict=True))
            numbers = [rf"C = \frac{{1}}{{2}}\,[{squares}] = {_tex(C)}"]
        elif isinstance(self.cost, SoftmaxCrossEntropy):
            equation = rf"C = -\sum_j y_j \ln a^{L}_j"
            terms = [(t, p) for t, p in zip(y, a, strict=True) if t]
            numbers = [rf"C = {_logarithms(terms)} = {_tex(C)}"]
        else:
            equation = rf"C = -\sum_j\,[\,y_j \ln a^{L}_j + (1 - y_j) \ln (1 - a^{L}_j)\,]"
            pairs = ((t, p) for t, q in zip(y, a, strict=True) for t, p in ((t, q), (1 - t, 1 - q)))
            numbers = [rf"C = {_logarithms([(t, p) for t, p in pairs if t])} = {_tex(C)}"]
        self._write(kind, L, "Cost of this example", equation, numbers, {"cost": C})

    # -- backward

    def _slope(self, l):
        """Return f'(z^l): the activation layer multiplies what comes from above by it."""
        above = np.ones_like(self.known["z", l])[None]
        return self.layers[l - 1][1].backward(above)[0] * 1.0

    def _output_error(self):
        a, y, L = self.known["a", self.L], self.y, self.L
        if self.fused:
            delta = a - y
            equation = rf"\delta^{L}_j = a^{L}_j - y_j"
            numbers = [
                rf"\delta^{L}_{j} = {_tex(a[j - 1])} {_minus(y[j - 1])} = {_tex(delta[j - 1])}"
                for j in _count(a)
            ]
        else:
            slope, dC_da = self._slope(L), a - y
            delta = slope * dC_da
            equation = (
                rf"\delta^{L}_j = f'(z^{L}_j)\, \frac{{\partial C}}{{\partial a^{L}_j}},"
                rf"\quad \frac{{\partial C}}{{\partial a^{L}_j}} = a^{L}_j - y_j"
            )
            numbers = [
                rf"\delta^{L}_{j} = {_tex(slope[j - 1])} \cdot ({_tex(a[j - 1])} "
                rf"{_minus(y[j - 1])}) = {_tex(delta[j - 1])}"
                for j in _count(a)
            ]
        title = f"Error of the output layer, layer {L}"
        self._write("output error", L, title, equation, numbers, {("delta", L): delta})

    def _error(self, l):
        W, above, slope = self.known["W", l + 1], self.known["delta", l + 1], self._slope(l)
        delta = slope * (W @ above)
        equation = rf"\delta^{l}_j = f'(z^{l}_j) \sum_k w^{l + 1}_{{jk}}\, \delta^{l + 1}_k"
        numbers = [
            rf"\delta^{l}_{j} = {_tex(slope[j - 1])} \cdot "
            rf"[{_sum_of_products(W[j - 1], above)}] = {_tex(delta[j - 1])}"
            for j in _count(delta)
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
            rf"{_factor(a[p - 1])} \cdot {_factor(delta[q - 1])} = {_tex(dW[p - 1, q - 1])}"
            for p, q in dict.fromkeys([(1, 1), (i, j)])
        ]
        numbers.append(rf"\partial C / \partial b^{l}_1 = {_tex(db[0])}")
        title = f"Derivatives for the weights and biases of layer {l}"
        self._write("gradient", l, title, equation, numbers, {("dW", l): dW, ("db", l): db})

    # -- and down the slope

    def _update(self):
        new, eta = {}, self.eta
        for l in range(1, self.L + 1):
            new["W", l] = self.known["W", l] - eta * self.known["dW", l]
            new["b", l] = self.known["b", l] - eta * self.known["db", l]
        numbers = [
            rf"w^{l}_{{11}} \leftarrow {_tex(self.known['W', l][0, 0])} - {_tex(eta)} \cdot "
            rf"{_factor(self.known['dW', l][0, 0])} = {_tex(new['W', l][0, 0])}"
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
        numbers = [rf"C = {_tex(before)} \;\rightarrow\; {_tex(C)}"]
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
    if not isinstance(network.cost, SquaredError) and not isinstance(pairs[-1][1], Identity):
        raise ValueError(
            f"network must end with a Dense layer, got {pairs[-1][1]!r} below "
            f"{network.cost!r}, which applies its output function itself"
        )
    return pairs


# -- numbers as text: three digits ------------------------------------------------------------


def _count(values):
    """Return the numbers 1, 2, ... of the nodes that are written out: three at most."""
    return range(1, min(len(values), 3) + 1)


def _digits(value):
    text = f"{float(value) + 0.0:#.3g}"
    mantissa, _, exponent = text.partition("e")
    return mantissa.rstrip("."), int(exponent or 0)


def _text(value):
    """Write a number for a node, an edge or a screen reader."""
    mantissa, exponent = _digits(value)
    text = f"{mantissa}e{exponent}" if exponent else mantissa
    return text.replace("-", "\N{MINUS SIGN}")


def _tex(value):
    """Write a number in an equation."""
    mantissa, exponent = _digits(value)
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def _factor(value):
    return f"({_tex(value)})" if value < 0 else _tex(value)


def _plus(value):
    return f"{'-' if value < 0 else '+'} {_tex(abs(value))}"


def _minus(value):
    return f"{'+' if value < 0 else '-'} {_tex(abs(value))}"


def _sum_of_products(p, q):
    terms = [rf"{_factor(u)} \cdot {_factor(v)}" for u, v in zip(p, q, strict=True)]
    return " + ".join(terms[:3] + [r"\cdots"] * (len(terms) > 3))


def _logarithms(terms):
    """Write minus the sum of t ln p for pairs (t, p)."""
    said = [rf"- {_tex(t)} \cdot \ln {_tex(p)}" for t, p in terms[:3]]
    return " ".join(said + [r"- \cdots"] * (len(terms) > 3))


# -- the picture ------------------------------------------------------------------------------

INK, PALE, PAPER = "#222222", "#8a8a8a", "#fff4d9"
ACCENT = "#b34700"  # a darkened vermilion, for text of its own: contrast 6 to 1 on white
BOX, ROW = (1.0, 0.76), 1.14  # a node, and the height of a row of nodes, in inches
HEAD, FOOT = 1.12, 1.66  # title above the network, equations below it, in inches
FORWARD, BACKWARD = {"input", "z", "a", "cost"}, {"output error", "gradient", "error"}


def plot_step(step, place=None):
    """Draw the network with all numbers known after a step, and the equation of the step.

    Parameters
    ----------
    step : Step
        One of those that `steps` returns.
    place : (int, int), optional
        The step's number and the number of all steps, for the title.

    Returns
    -------
    matplotlib Figure
    """
    instance("step", step, Step)
    sizes = _sizes(step)
    height = HEAD + ROW * max(sizes) + FOOT
    figure = Figure(figsize=(9, height))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 9), ylim=(0, height))
    ax.axis("off")

    where = "" if place is None else f"Step {place[0]} of {place[1]}, {_direction(step)}"
    ax.text(0.3, height - 0.3, where, fontsize=10, color="#555555", va="center")
    ax.text(0.3, height - 0.58, step.title, fontsize=13, weight="bold", color=INK, va="center")

    middle = FOOT + ROW * max(sizes) / 2
    columns = np.linspace(0.75, 7.3, len(sizes))
    places = [
        [(x, middle + ROW * ((n - 1) / 2 - j)) for j in range(n)]
        for x, n in zip(columns, sizes, strict=True)
    ]
    for l, x in enumerate(columns):
        ax.text(x, height - 0.98, f"layer {l}" if l else "input", fontsize=10, ha="center")
    for l in range(1, len(sizes)):
        _draw_edges(ax, step, l, places[l - 1], places[l], height - 0.98)
    for l, column in enumerate(places):
        for j, (x, y) in enumerate(column):
            _draw_node(ax, step, l, j, x, y)
    _draw_cost(ax, step, places[-1], height - 0.98)
    _draw_equations(ax, step)
    return figure


def _sizes(step):
    L = max(key[1] for key in step.known if key[0] == "W")
    sizes = [len(step.known["W", 1]), *(step.known["W", l].shape[1] for l in range(1, L + 1))]
    if max(sizes) > MOST_NODES.get(L, 0):
        limits = ", ".join(f"{nodes} with {layers}" for layers, nodes in MOST_NODES.items())
        raise ValueError(
            "network must be small for its numbers to be read, at most (nodes a layer with layers "
            f"of weights) {limits}; got {'-'.join(map(str, sizes))}"
        )
    return sizes


def _direction(step):
    if step.kind in FORWARD:
        return "forward"
    return "backward" if step.kind in BACKWARD else "update"


def _on_edges(step, l):
    """Return which numbers stand on the edges into layer l, their sign, and whether in use."""
    used = {("z", l), ("error", l - 1), ("gradient", l)}
    in_use = (step.kind, step.layer) in used or step.kind == "update"
    if step.kind in ("update", "new cost"):
        return step.known["W", l], rf"new $w^{l}_{{ij}}$", in_use
    if ("dW", l) in step.known and (step.kind, step.layer) != ("error", l - 1):
        return step.known["dW", l], rf"$\partial C/\partial w^{l}_{{ij}}$", in_use
    return step.known["W", l], rf"$w^{l}_{{ij}}$", in_use


def _draw_edges(ax, step, l, starts, ends, head):
    values, sign, in_use = _on_edges(step, l)
    fresh = {("W", l), ("dW", l)} & set(step.new)
    color = ACCENT if in_use else "0.75"
    x0, x1 = starts[0][0] + BOX[0] / 2, ends[0][0] - BOX[0] / 2
    ax.text((x0 + x1) / 2, head, sign, fontsize=10.5, ha="center", color=ACCENT if in_use else INK)
    # All labels stand in one column, where the edges are farthest apart.
    y0, y1 = (np.array([y for _, y in nodes]) for nodes in (starts, ends))
    room = 0.33 / (x1 - x0)  # half a label
    part = max(np.linspace(room, 1 - room, 61), key=lambda t: _narrowest(y0, y1, t))
    for i, start in enumerate(y0):
        for j, end in enumerate(y1):
            ax.plot((x0, x1), (start, end), color=color, linewidth=1.6 if in_use else 1, zorder=1)
            ax.text(
                x0 + part * (x1 - x0),
                start + part * (end - start),
                _text(values[i, j]),
                fontsize=9,
                ha="center",
                va="center",
                color=ACCENT if fresh else INK if in_use else "#666666",
                weight="bold" if fresh else "normal",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
                zorder=2,
            )


def _narrowest(y0, y1, part):
    """Return the smallest distance between two edges at a part of the way."""
    heights = np.sort(((1 - part) * y0[:, None] + part * y1).ravel())
    return float(np.diff(heights).min()) if len(heights) > 1 else 1 - abs(part - 0.5)


def _draw_node(ax, step, l, j, x, y):
    rows = [("a", "a")] if l == 0 else [("z", "z"), ("a", "a"), ("delta", r"\delta")]
    active = any((name, l) in step.new for name, _ in rows)
    width, height = BOX[0], BOX[1] if l else 0.42
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.16",
            facecolor=PAPER if active else "white",
            edgecolor=ACCENT if active else INK,
            linewidth=2.2 if active else 1.1,
            zorder=3,
        )
    )
    for k, (name, letter) in enumerate(rows):
        fresh = (name, l) in step.new
        style = {
            "fontsize": 9.5,
            "va": "center",
            "color": ACCENT if fresh else INK,
            "zorder": 4,
        }
        line = y + 0.22 * ((len(rows) - 1) / 2 - k)
        known = (name, l) in step.known
        text = _text(step.known[name, l][j]) if known else "\N{MIDDLE DOT}"
        ax.text(x - 0.41, line, f"${letter}$", ha="left", **style)
        ax.text(x + 0.41, line, text, ha="right", weight="bold" if fresh else "normal", **style)
    if l:
        _draw_bias(ax, step, l, j, x, y - BOX[1] / 2 - 0.12)


def _draw_bias(ax, step, l, j, x, y):
    name, letter = "b", "b"
    if ("db", l) in step.known and step.kind in BACKWARD:
        name, letter = "db", r"\partial C/\partial b"
    fresh = (name, l) in step.new
    ax.text(
        x,
        y,
        f"${letter}$  {_text(step.known[name, l][j])}",
        fontsize=9,
        ha="center",
        va="center",
        color=ACCENT if fresh else INK if (step.kind, step.layer) == ("z", l) else "#666666",
        weight="bold" if fresh else "normal",
        zorder=4,
    )


def _draw_cost(ax, step, outputs, head):
    x, L = 8.4, len(_sizes(step)) - 1
    ax.text(x, head, "target", fontsize=10, ha="center")
    for j, (_, y) in enumerate(outputs):
        ax.text(
            x, y, f"$y$  {_text(step.known['y', L][j])}", fontsize=9.5, ha="center", va="center"
        )
    lines = [
        (name, f"{'new ' if name == 'new cost' else ''}$C$  {_text(step.known[name])}")
        for name in ("cost", "new cost")
        if name in step.known
    ]
    for k, (name, text) in enumerate(lines):
        fresh = name in step.new
        ax.text(
            x,
            min(outputs[-1][1] - 0.3, FOOT + 0.42) - 0.26 * k,
            text,
            fontsize=10.5,
            ha="center",
            va="center",
            color=ACCENT if fresh else INK,
            weight="bold" if fresh else "normal",
        )


def _draw_equations(ax, step):
    ax.add_patch(
        FancyBboxPatch(
            (0.2, 0.1),
            8.6,
            FOOT - 0.22,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="#f4f4f4",
            edgecolor="none",
        )
    )
    ax.text(0.4, FOOT - 0.46, f"${step.equation}$", fontsize=14, va="center", color=INK)
    for k, line in enumerate(step.numbers):
        ax.text(0.4, FOOT - 0.86 - 0.265 * k, f"${line}$", fontsize=11, va="center", color=INK)


# -- the view ---------------------------------------------------------------------------------


def _in_words(step):
    """Return the numbers that a step has added, name by name."""
    said = []
    for key in step.new:
        value = step.known[key]
        if key in ("cost", "new cost"):
            said.append(f"C = {_text(value)}")
        elif np.ndim(value) == 1:
            said.append(f"{_SAID[key[0]]} of layer {key[1]}: {', '.join(map(_text, value))}")
        else:
            rows = (f"from node {i}: {', '.join(map(_text, v))}" for i, v in enumerate(value, 1))
            said.append(f"{_SAID[key[0]]} into layer {key[1]} {'; '.join(rows)}")
    return said


_SAID = {
    "a": "a",
    "z": "z",
    "delta": "delta",
    "W": "weights",
    "b": "biases",
    "dW": "derivatives for the weights",
    "db": "derivatives for the biases",
}


def _example():
    """Return the network, example and learning rate that the stepper shows by default."""
    network = Network([Dense(3), Sigmoid(), Dense(2), Sigmoid()], 2, SquaredError(), rng=0)
    hidden, _, output, _ = network.layers
    hidden.W[...], hidden.b[...] = [[0.5, -0.4, 0.9], [-0.6, 0.8, 0.3]], [0.1, -0.2, 0.3]
    output.W[...], output.b[...] = [[0.7, -0.5], [-0.3, 0.6], [0.4, 0.9]], [-0.1, 0.2]
    return network, [1.0, 0.5], [1.0, 0.0], 0.5


def backpropagation_stepper(network=None, x=None, y=None, eta=None, step=1):
    """Go through one step of gradient descent on a small network, one equation at a time.

    Parameters
    ----------
    network : Network, optional
        `Dense` and activation layers, at most 4 nodes a layer and 3 layers of weights; by
        default 2-3-2 nodes with sigmoids and squared error. It is not changed.
    x : array_like of shape (n,), optional
        Input; a network of one's own needs it.
    y : array_like of shape (K,), optional
        Target; likewise.
    eta : float, default 0.5
        Learning rate.
    step : int, default 1
        Step to begin with, counted from 1.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    own = _example()
    if network is not None and (x is None or y is None):
        raise TypeError("backpropagation_stepper expects x and y with a network, got None")
    network, x, y, eta = (
        default if given is None else given
        for given, default in zip((network, x, y, eta), own, strict=True)
    )
    all_steps = steps(network, x, y, eta)
    last = len(all_steps)
    if whole_number("step", step) > last:
        raise ValueError(f"step must be at most {last}, got {step}")
    sizes = "-".join(map(str, _sizes(all_steps[0])))

    def draw(step):
        now = all_steps[step - 1]
        title = f"Step {step} of {last}, {_direction(now)}. {now.title}. "
        said = ". ".join(_in_words(now))
        alt = f"A {sizes} network, its numbers on nodes and edges, and an equation. {title}{said}."
        # Announced after each change, so without the long lists of weights.
        caption = title.strip() if "into" in said else f"{title}{said}."
        return Picture(plot_step(now, (step, last)), alt, caption)

    slider = ipywidgets.IntSlider(step, min=1, max=last, description="step", **ROOMY)

    def button(text, icon, change):
        def clicked(_):
            # At an end nothing happens: a button that is switched off loses the keyboard's focus.
            slider.value = min(max(slider.value + change, 1), last)

        made = ipywidgets.Button(description=text, icon=icon, layout={"width": "100px"})
        made.on_click(clicked)
        return made

    row = [button("Back", "arrow-left", -1), button("Next", "arrow-right", 1), slider]
    view = View("backpropagation_stepper", draw, {"step": slider}, [row])
    view.back, view.next = row[:2]
    return view
