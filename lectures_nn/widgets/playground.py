"""The playground: train a small network on points in the plane and watch it."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lectures_nn import initializers, plotting
from lectures_nn.costs import BinaryCrossEntropy
from lectures_nn.layers import ACTIVATION_LAYERS, Dense
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import TrainingDiverged, fit
from lectures_nn.validation import number, real_array, sizes, whole_number
from lectures_nn.widgets import plane
from lectures_nn.widgets.explorable import Explorable, ExplorablePage, module
from lectures_nn.widgets.view import Picture

MOST_LAYERS, MOST_NODES, MOST_POINTS = 4, 8, 400
STARTS = ("Glorot", "He", "Normal", "Zeros")
_STORED_EPOCHS = 300  # the stored picture shows at most so many

CONTROLS = {
    "data": (
        "data",
        {**{kind: text for kind, (text, _) in plane.KINDS.items()}, "own": "my own points"},
        "Where the points lie and which class they have: blue discs (1) or orange squares (0). For "
        "x₂ > f(x₁) the blue points are those above the curve.",
    ),
    "noise": (
        "noise",
        {value: f"{value:g}" for value in (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2)},
        "How far each point is moved after its class was decided. With much of it the classes "
        "overlap, and no network can be right about all.",
    ),
    "m": (
        "points to learn from",
        {value: str(value) for value in (10, 20, 50, 100, 200)},
        "Examples M. Another 100 points, drawn hollow, are validation data: they are not learnt "
        "from.",
    ),
    "activation": (
        "activation",
        {name: name.replace("_", " ") for name in ACTIVATION_LAYERS},
        "The function f of all hidden nodes, a = f(z). The output node has the sigmoid.",
    ),
    "start": (
        "starting weights",
        dict(zip(STARTS, ("Glorot", "He", "normal, std 1", "all zero"), strict=True)),
        "How the weights are drawn before the first step; biases begin at 0.",
    ),
    "eta": (
        "learning rate η",
        {value: f"{value:g}" for value in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)},
        "Each step moves every parameter by −η times its derivative.",
    ),
    "lmbd": (
        "penalty λ",
        {value: f"{value:g}" for value in (0.0, 0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)},
        "Adds λ/(2M) times the sum of the squared weights to the cost of a batch of M, which keeps "
        "weights small.",
    ),
    "batch_size": (
        "batch size M",
        {value: str(value) for value in (1, 5, 10, 20, 50)} | {plane.MOST: "all"},
        "Examples a step. An epoch visits every example once, in a new order.",
    ),
    "epochs": (
        "stop after",
        {value: f"{value} epochs" for value in (10, 100, 300, 1000, 3000, 10000)},
        "Training pauses there by itself; Start goes on for as many again.",
    ),
}
"""Argument, its name on the page, what can be chosen and what it means."""

OTHER_CONTROLS = {
    "x₁, x₂": "The two inputs of the network, the coordinates of a point, both from −3 to 3.",
    "hidden layers and nodes": "Each small picture is a hidden node: blue where its a is large, "
    "orange where it is small or negative. Lines are weights, blue above and orange below 0, the "
    "thicker the larger. Press a node to see it in the large picture.",
    "Start, Step, Epoch": "Train until you pause; one step, on one batch; one epoch.",
    "Reset, New weights": "Back to the same starting weights; other ones, from the next seed.",
    "pace": "Epochs a second, so that you can watch.",
    "large picture": "The probability of class 1: blue above, orange below 1/2; the line is where "
    "it is 1/2, the boundary.",
    "costs": "J without its penalty, the cross-entropy, on the points to learn from (solid) and on "
    "the validation data (dashed).",
}

NAMED = {
    "XOR without a hidden layer": (
        {"data": "xor", "layers": [], "eta": 0.3, "epochs": 100},
        "Fails: without a hidden layer the boundary is a straight line, and no line parts XOR.",
    ),
    "XOR with four hidden nodes": (
        {"data": "xor", "layers": [4], "eta": 0.3, "epochs": 100},
        "Succeeds: each hidden node draws a line, and the output node puts the lines together.",
    ),
    "a ring without activation": (
        {"data": "ring", "layers": [8, 8], "activation": "identity", "epochs": 100},
        "Fails: layers without an activation function multiply out to one, which draws a line.",
    ),
    "a ring with three hidden nodes": (
        {"data": "ring", "layers": [3], "eta": 0.3, "epochs": 300},
        "Succeeds: three lines close a triangle around the disc.",
    ),
    "all weights begin at zero": (
        {"data": "xor", "layers": [4], "start": "Zeros", "eta": 0.3, "epochs": 100},
        "Fails: equal nodes get equal gradients. Whatever they do, the four stay one.",
    ),
    "steps that are too long": (
        {"data": "ring", "layers": [4], "activation": "relu", "eta": 10.0, "epochs": 100},
        "Fails: each step jumps across the valley, and the nodes end where nothing moves them.",
    ),
    "a deep network of sigmoids": (
        {"data": "ring", "layers": [4, 4, 4, 4], "activation": "sigmoid", "epochs": 100},
        "Fails for long: each layer multiplies the error by f′ ≤ 1/4, and little is left of it at "
        "the first one.",
    ),
    "spirals": (
        {"data": "spirals", "m": 200, "layers": [8, 8], "eta": 0.3, "epochs": 1000},
        "Succeeds, with two layers of eight and patience.",
    ),
    "few points and much noise": (
        {"data": "pair", "noise": 1.2, "m": 20, "layers": [8, 8], "eta": 0.3, "epochs": 500},
        "Overfits: the cost of the 20 points falls towards 0, that of the validation data rises.",
    ),
    "the same with a penalty": (
        {
            **{"data": "pair", "noise": 1.2, "m": 20, "layers": [8, 8], "eta": 0.3},
            **{"lmbd": 0.3, "epochs": 500},
        },
        "Mended: λ = 0.3 keeps the weights small and the boundary simple.",
    ),
}  # fmt: skip
"""Settings that fail or succeed, and a sentence that says why."""


class PlaygroundPage(ExplorablePage):
    """What the browser and the kernel share about a playground."""

    _esm = module("playground.js")


def playground(
    data="ring",
    noise=0.2,
    m=100,
    layers=(4,),
    activation="tanh",
    start="Glorot",
    eta=0.1,
    lmbd=0.0,
    batch_size=10,
    epochs=300,
    seed=1,
    points=None,
):
    """Train a network on points in the plane; see boundary, costs and hidden nodes.

    The browser computes everything, with the formulas of the package. The page writes its settings
    as a call of this function, to be copied.

    Parameters
    ----------
    data : str, default "ring"
        Kind of points: "pair", "xor", "ring", "moons", "spirals", "line", "parabola", "corner",
        "sine", or "own".
    noise : float, default 0.2
        Standard deviation of what is added to the coordinates.
    m : int, default 100
        Points to learn from, at most 200. Another 100 are validation data.
    layers : sequence of int, default (4,)
        Nodes of each hidden layer: at most 4 layers of 8 nodes.
    activation : str, default "tanh"
        One of `lectures_nn.layers.ACTIVATION_LAYERS`.
    start : str, default "Glorot"
        Starting weights: "Glorot", "He", "Normal" or "Zeros".
    eta : float, default 0.1
        Learning rate.
    lmbd : float, default 0.0
        Strength of the penalty.
    batch_size : int, default 10
        Examples a step; more than there are means all of them.
    epochs : int, default 300
        Where training stops by itself.
    seed : int, default 1
        Of starting weights and order.
    points : array_like of shape (m, 3), optional
        With ``data="own"``: x1, x2 and class (0 or 1) of each point, at most 400. There are no
        validation data then.

    Returns
    -------
    Explorable
        The last line of a cell shows it.
    """
    settings = {
        "data": _one_of("data", data, [*plane.KINDS, "own"]),
        "noise": number("noise", noise, low=0, high=3),
        "m": whole_number("m", m),
        "layers": _checked_layers(layers),
        "activation": _one_of("activation", activation, ACTIVATION_LAYERS),
        "start": _one_of("start", start, STARTS),
        "eta": number("eta", eta, above=0),
        "lmbd": number("lmbd", lmbd, low=0),
        "batch_size": whole_number("batch_size", batch_size),
        "epochs": whole_number("epochs", epochs),
        "seed": whole_number("seed", seed, low=0),
        "points": _checked_points(points, data),
    }
    if settings["m"] > plane.MOST:
        raise ValueError(f"m must be at most {plane.MOST}, got {m}")
    page = PlaygroundPage(data=_fixed(), settings=settings)
    return Explorable("playground", page, _draw, as_call)


DEFAULTS = dict(zip(playground.__code__.co_varnames, playground.__defaults__, strict=False))
"""The settings with which `playground()` begins."""


def as_call(settings):
    """Return the call of `playground` that has these settings, without those by default."""
    given = []
    for name, value in settings.items():
        default = DEFAULTS[name]
        value = int(value) if isinstance(value, float) and value == int(value) else value
        if value not in (default, list(default) if isinstance(default, tuple) else default):
            given.append(f"{name}={value!r}".replace("'", '"'))
    return f"playground({', '.join(given)})"


def _fixed():
    """Return what the page needs to know besides the settings."""
    return {
        "kinds": plane.as_data(),
        "most": {"m": plane.MOST, "layers": MOST_LAYERS, "nodes": MOST_NODES},
        "most_points": MOST_POINTS,
        "activations": {name: cls().description() for name, cls in ACTIVATION_LAYERS.items()},
        "controls": {
            name: {"label": label, "options": [list(pair) for pair in options.items()]}
            for name, (label, options, _) in CONTROLS.items()
        },
        "meanings": [
            *([label, meaning] for label, _, meaning in CONTROLS.values()),
            *(list(pair) for pair in OTHER_CONTROLS.items()),
        ],
        "named": [
            {"name": name, "settings": settings, "sentence": sentence}
            for name, (settings, sentence) in NAMED.items()
        ],
        "defaults": {**DEFAULTS, "layers": list(DEFAULTS["layers"])},
    }


def _one_of(name, value, known):
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}")
    return value


def _checked_layers(layers):
    nodes = list(sizes("layers", layers)) if not isinstance(layers, (list, tuple)) or layers else []
    if len(nodes) > MOST_LAYERS or max(nodes, default=1) > MOST_NODES:
        raise ValueError(
            f"layers must be at most {MOST_LAYERS} layers of at most {MOST_NODES} nodes, "
            f"got {nodes}"
        )
    return nodes


def _checked_points(points, data):
    if points is None:
        return None
    if data != "own":
        raise ValueError(f'points must come with data="own", got data={data!r}')
    points = real_array("points", points, ndim=2, largest=1e6)
    if points.shape[1] != 3 or not 1 <= len(points) <= MOST_POINTS:
        raise ValueError(
            f"points must have shape (m, 3), x1, x2 and class, with m up to {MOST_POINTS}, "
            f"got {points.shape}"
        )
    if not np.isin(points[:, 2], (0, 1)).all():
        raise ValueError(f"points must have the classes 0 and 1, got {np.unique(points[:, 2])}")
    return [[float(x1), float(x2), int(y)] for x1, x2, y in points]


def _draw(data, noise, m, layers, activation, start, eta, lmbd, batch_size, epochs, seed, points):
    """Draw what the package makes of the settings."""
    if data == "own":
        given = np.array(points if points else np.zeros((0, 3)))
        X, y, validation = given[:, :2], given[:, 2], None
    else:
        (X, y), (X_val, y_val) = plane.points(data, noise, m)
        validation = X_val, y_val[:, None]
    draw = getattr(initializers, start)
    stack = [layer for n in layers for layer in (Dense(n, draw()), ACTIVATION_LAYERS[activation]())]
    network = Network([*stack, Dense(1, draw())], 2, BinaryCrossEntropy(), rng=seed)
    epochs, history = min(epochs, _STORED_EPOCHS), None
    if len(X):
        try:
            history = fit(
                network, X, y[:, None], GradientDescent(eta), epochs, batch_size, lmbd, validation,
                rng=seed, progress=False,
            )  # fmt: skip
        except TrainingDiverged as error:
            history = error.history
    figure = Figure(figsize=(9, 3.9))
    left = figure.add_axes((0.06, 0.13, 0.36, 0.8))
    _plot_plane(left, network, X, y)
    right = figure.add_axes((0.53, 0.16, 0.44, 0.74))
    if history is not None and history.epochs:
        lines = [(history.cost, "-", "training")]
        if validation is not None:
            lines += [(history.validation_cost, "--", "validation")]
        for values, style, label in lines:
            right.plot(range(1, len(values) + 1), values, style, color="0.2", label=label)
        right.legend()
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    right.set(xlabel="epoch", ylabel="cost $J$", ylim=(0, None))
    shape = "-".join(map(str, (2, *layers, 1)))
    where = "my own points" if data == "own" else plane.KINDS[data][0]
    caption = (
        f"A network {shape} ({activation}) on {where}: the first {epochs} epochs with "
        f"η = {eta:g}, λ = {lmbd:g} and batches of {batch_size}."
    )
    alt = (
        "Left: points of two classes in the plane, blue discs and orange squares, on a ground that "
        "is coloured by the class that the network finds likelier. Right: the cost on training "
        f"and validation data over the epochs. {caption}"
    )
    return Picture(figure, alt, caption)


def _plot_plane(ax, network, X, y):
    side = np.linspace(-plane.REACH, plane.REACH, 121)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    p = network.predict_proba(grid)[:, 0].reshape(121, 121)
    blue, orange = plotting.COLORS[:2]
    ground = LinearSegmentedColormap.from_list("classes", ["#f0cf9a", "white", "#99c7e0"])
    ax.contourf(side, side, p, np.linspace(0, 1, 11), cmap=ground)
    if p.min() < 0.5 < p.max():
        ax.contour(side, side, p, [0.5], colors="0.1", linewidths=1.5)
    for label, color, marker in ((1, blue, "o"), (0, orange, "s")):
        ax.plot(
            *X[y == label].T, marker, color=color, markersize=5, markeredgecolor="white", alpha=0.9
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    ax.grid(visible=False)
