"""`Explorable`: a view whose arithmetic the browser does, in a notebook and on a plain page.

What runs there are the modules beside this file: `arithmetic.js`, small enough to be read, and one
module for each explorable. They are put together as text, so that neither a notebook nor a page has
to fetch anything.
"""

import base64
import json
import re
from html import escape
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from lectures_nn import costs, layers
from lectures_nn.described import is_of_package
from lectures_nn.network import Network
from lectures_nn.plotting import with_palette
from lectures_nn.validation import instance
from lectures_nn.widgets.view import drawn, mimebundle

LAYERS = (
    *(layers.Dense, layers.Flatten, layers.Dropout, layers.Conv2D),
    *(layers.MaxPool2D, layers.AveragePool2D, *layers.ACTIVATION_LAYERS.values()),
)
"""The layers that `arithmetic.js` knows."""

COSTS = (costs.SquaredError, costs.BinaryCrossEntropy, costs.SoftmaxCrossEntropy)
"""The costs that it knows."""

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "explorable.css").read_text(encoding="utf-8")
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";\n', re.MULTILINE)


def module(name):
    """Return the text of a module with the modules that it imports in front of it.

    Parameters
    ----------
    name : str
        File name in this folder.

    Returns
    -------
    str
        A module that imports nothing.
    """
    parts = {}

    def take(name):
        text = (_FOLDER / name).read_text(encoding="utf-8")
        for needed in _IMPORT.findall(text):
            if needed not in parts:
                take(needed)
        parts[name] = _IMPORT.sub("", text)

    take(name)
    return "\n".join(parts.values())


def described(network):
    """Return a network in types that JSON knows, as `arithmetic.js` takes it.

    Parameters
    ----------
    network : Network
        Of the package's own dense layers, convolutions, poolings and activations.

    Returns
    -------
    dict
        ``layers``, ``input_shape``, ``cost`` and ``theta``, whose bytes lose nothing.
    """
    instance("network", network, Network).check_views()
    for layer in network.layers:
        if type(layer) not in LAYERS:
            known = ", ".join(cls.__name__ for cls in LAYERS)
            raise TypeError(f"network must have layers that a page knows, {known}; got {layer!r}")
    if type(network.cost) not in COSTS or not is_of_package(type(network.cost)):
        known = ", ".join(cls.__name__ for cls in COSTS)
        raise TypeError(f"network must have a cost that a page knows, {known}; got {network.cost}")
    theta = network.theta
    short = theta.astype(np.float32)
    theta = short if np.array_equal(short, theta) else theta
    return {
        "layers": [layer.description() for layer in network.layers],
        "input_shape": list(network.input_shape),
        "cost": type(network.cost).__name__,
        "theta": {
            "base64": base64.b64encode(theta.tobytes()).decode("ascii"),
            "type": theta.dtype.name,
        },
    }


class ExplorablePage(anywidget.AnyWidget):
    """What the browser and the kernel share about an explorable.

    Attributes
    ----------
    data : dict
        What does not change.
    settings : dict
        What the reader chooses; the browser changes it.
    """

    _css = _STYLE
    data = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)


class Explorable:
    """A view that the browser computes, with a stored picture for where none runs.

    Parameters
    ----------
    kind : str
        Name of the function that made it, which is that of its module, too.
    page : ExplorablePage
    draw : callable
        ``draw(settings)`` returns the `Picture` that is stored, drawn by Python.
    text : callable
        ``text(settings)`` returns the call that makes this view again.

    Attributes
    ----------
    page : ExplorablePage
        The widget, to be put into a larger layout.
    settings : dict
        Those that the reader has chosen.
    """

    def __init__(self, kind, page, draw, text):
        self.kind, self.page, self._draw, self._text = kind, page, draw, text

    settings = property(lambda self: dict(self.page.settings))

    def stored(self):
        """Return what is shown where nothing runs: bytes of a PNG, description, caption, size."""
        return drawn(self._draw, self.settings)

    def to_html(self):
        """Return the explorable as HTML that needs no kernel, no other file and no network.

        Where no script runs, it is the stored picture with its caption.

        Returns
        -------
        str
        """
        image, alt, caption, (width, height) = self.stored()
        pixels = base64.b64encode(with_palette(image)).decode("ascii")
        data = {"data": self.page.data, "settings": self.page.settings}
        script = module(f"{self.kind}.js")
        held = json.dumps(data).replace("<", r"\u003c")  # no text may end the script element
        return (
            f'<figure class="lectures-nn-explorable lectures-nn-{self.kind}">\n'
            f'<img alt="{escape(alt)}" src="data:image/png;base64,{pixels}" '
            f'width="{width}" height="{height}">\n<figcaption>{escape(caption)}</figcaption>\n'
            f'<script type="application/json">{held}</script>\n</figure>\n'
            f"<style>\n{_STYLE}</style>\n"
            f'<script type="module">\n{script}\npages("{self.kind}", render);\n</script>\n'
        )

    def __repr__(self):
        """Show the call that makes the explorable with the present settings."""
        return self._text(self.settings)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Return the live explorable, and for pages without a kernel a picture of it."""
        return mimebundle(self.page, repr(self), *self.stored())


def page_of(view, title):
    """Return a whole page with one view on it, as the text of one HTML file.

    The page needs no kernel, no other file and no network; it opens from a folder as well as from a
    server. To put a view into a page of your own, take ``view.to_html()``.

    Parameters
    ----------
    view : View or Explorable
        What a function of `lectures_nn.widgets` returned.
    title : str
        Title and heading of the page.

    Returns
    -------
    str
    """
    if not hasattr(view, "to_html"):
        raise TypeError(f"view must be a View or an Explorable, got {type(view).__name__}")
    title = escape(instance("title", title, str))
    return (
        f'<!doctype html>\n<html lang="en" data-theme="auto">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        "<style>:root { color-scheme: light dark; font-family: system-ui, sans-serif; }\n"
        "body { max-width: 940px; margin: 0 auto; padding: 0 1em; }</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{view.to_html()}</main>\n</body>\n</html>\n"
    )
