"""The picture of one step of backpropagation: a network with its numbers, and an equation."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from lectures_nn.validation import instance
from lectures_nn.widgets.backpropagation_steps import Step
from lectures_nn.widgets.written import as_text

# Nodes a layer, by layers of weights, in a picture whose numbers can still be read.
MOST_NODES = {1: 4, 2: 4, 3: 3}
INK, PALE, PAPER = "#222222", "#8a8a8a", "#fff4d9"
ACCENT = "#b34700"  # a darkened vermilion, for text of its own: contrast 6 to 1 on white
BOX, ROW = (1.0, 0.76), 1.14  # a node, and the height of a row of nodes, in inches
HEAD, FOOT = 1.12, 1.66  # title above the network, equations below it, in inches


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
    sizes = readable(step.sizes)
    height = HEAD + ROW * max(sizes) + FOOT
    figure = Figure(figsize=(9, height))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 9), ylim=(0, height))
    ax.axis("off")

    where = "" if place is None else f"Step {place[0]} of {place[1]}, {step.direction}"
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


def readable(sizes):
    """Return sizes of layers if the numbers of such a network can be read in a picture.

    Parameters
    ----------
    sizes : list of int
        Nodes of each layer, the input first.

    Returns
    -------
    list of int
    """
    if max(sizes) > MOST_NODES.get(len(sizes) - 1, 0):
        limits = ", ".join(f"{nodes} with {layers}" for layers, nodes in MOST_NODES.items())
        raise ValueError(
            "network must be small for its numbers to be read, at most (nodes a layer with layers "
            f"of weights) {limits}; got {'-'.join(map(str, sizes))}"
        )
    return sizes


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
                as_text(values[i, j]),
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
        text = as_text(step.known[name, l][j]) if known else "\N{MIDDLE DOT}"
        ax.text(x - 0.41, line, f"${letter}$", ha="left", **style)
        ax.text(x + 0.41, line, text, ha="right", weight="bold" if fresh else "normal", **style)
    if l:
        _draw_bias(ax, step, l, j, x, y - BOX[1] / 2 - 0.12)


def _draw_bias(ax, step, l, j, x, y):
    name, letter = "b", "b"
    if ("db", l) in step.known and step.direction == "backward":
        name, letter = "db", r"\partial C/\partial b"
    fresh = (name, l) in step.new
    ax.text(
        x,
        y,
        f"${letter}$  {as_text(step.known[name, l][j])}",
        fontsize=9,
        ha="center",
        va="center",
        color=ACCENT if fresh else INK if (step.kind, step.layer) == ("z", l) else "#666666",
        weight="bold" if fresh else "normal",
        zorder=4,
    )


def _draw_cost(ax, step, outputs, head):
    x, L = 8.4, len(step.sizes) - 1
    ax.text(x, head, "target", fontsize=10, ha="center")
    for j, (_, y) in enumerate(outputs):
        ax.text(
            x, y, f"$y$  {as_text(step.known['y', L][j])}", fontsize=9.5, ha="center", va="center"
        )
    lines = [
        (name, f"{'new ' if name == 'new cost' else ''}$C$  {as_text(step.known[name])}")
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
