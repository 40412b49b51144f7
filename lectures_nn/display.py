"""What a network shows of itself: a table of layers, output shapes and numbers of parameters."""

import math
from html import escape


def as_text(network):
    """Return the table as plain text, one line a layer.

    Parameters
    ----------
    network : Network

    Returns
    -------
    str
    """
    rows = _rows(network)
    name = max(len(row[0]) for row in [*rows, ("layer",)])
    shape = max(len(row[1]) for row in [*rows, ("", "output")])
    lines = [
        _title(network),
        f"{'layer':{name}}   {'output':{shape}}   parameters",
        *(f"{layer:{name}}   {output:{shape}}   {count:10}" for layer, output, count in rows),
        f"{'':{name}}   {'':{shape}}   {network.theta.size:10}",
    ]
    return "\n".join(lines)


def as_html(network):
    """Return the table for a notebook.

    Parameters
    ----------
    network : Network

    Returns
    -------
    str
    """
    rows = "".join(
        f"<tr><td>{escape(layer)}</td><td>{output}</td><td>{count}</td></tr>"
        for layer, output, count in _rows(network)
    )
    return (
        f"<table><caption>{escape(_title(network))}</caption>"
        "<thead><tr><th>layer</th><th>output</th><th>parameters</th></tr></thead>"
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><td></td><td></td><td>{network.theta.size}</td></tr></tfoot></table>"
    )


def _title(network):
    shapes = f"{_by(network.input_shape)} -> {_by(network.output_shape)}"
    return f"Network {shapes}, {type(network.cost).__name__}, {network.dtype.name}"


def _rows(network):
    """Return (layer, shape of its output, number of its parameters) for each layer."""
    return [
        (
            repr(layer),
            _by(layer.output_shape),
            sum(math.prod(shape) for shape in layer.parameter_shapes.values()),
        )
        for layer in network.layers
    ]


def _by(shape):
    return " x ".join(map(str, shape))
