"""`View`: controls above a picture, which is drawn anew when one of them is moved.

The picture is an image with a description of what it shows, and what a notebook stores of it is
the same text and the same figure in every run. Without a kernel there is that stored figure, and
for web pages a form that holds the pictures of a few settings beforehand.
"""

import asyncio
import base64
import contextlib
import functools
import itertools
import json
from html import escape
from pathlib import Path
from typing import NamedTuple

import anywidget
import traitlets
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lectures_nn.plotting import as_html, png, use_course_style, with_palette

WIDTH = 900
"""Largest width of a view, in the pixels of a page."""

STORED = "This is a stored picture. To move it, run this cell and those above it."
"""What a notebook without a kernel says below a view."""

_DENSITY = 1.5  # pixels of the image for each pixel of the page: sharp on a fine screen
_KEPT = 60  # pictures that a view remembers: going back to them costs nothing
_REST = 0.25  # seconds without a move after which the next picture is drawn beforehand
_SCRIPT, _STYLE = (Path(__file__).with_name(f"view.{kind}").read_text() for kind in ("js", "css"))


class Picture(NamedTuple):
    """What a view shows for one setting of its controls.

    Attributes
    ----------
    figure : matplotlib Figure
        Its width is taken as the width of the view, so its fonts keep one size in all views.
    alt : str
        Describes the figure, with the values that it shows.
    caption : str
        One line below the picture. A screen reader announces it after each change.
    """

    figure: Figure
    alt: str
    caption: str


class Page(anywidget.AnyWidget):
    """What the browser and the kernel share about a view; `view.js` draws it.

    Attributes
    ----------
    controls : list of dict
        Name, kind and texts of each control.
    at : list of int
        Place of each control among its texts. The browser changes it.
    picture, size, alt, caption : bytes, list of int, str, str
        What is shown.
    role : str
        "status", or "alert" where the caption tells of a mistake.
    """

    _esm, _css = _SCRIPT, _STYLE
    controls = traitlets.List().tag(sync=True)
    at = traitlets.List().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)
    size = traitlets.List().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    role = traitlets.Unicode("status").tag(sync=True)


class View:
    """Controls above a picture that is a function of their values.

    Parameters
    ----------
    name : str
        Of the function that made the view, for its text form.
    draw : callable
        ``draw(**values)`` returns the `Picture` for the values of the controls. It may return
        the same figure again and again, with what it shows brought up to date.
    controls : dict of str to Control
        What `draw` depends on: argument name to slider, menu or steps.

    Attributes
    ----------
    alt, caption : str
        Those of the present picture.
    png : bytes
        The present picture.
    page : Page
        The widget, to be put into a larger layout.

    Examples
    --------
    >>> def draw(n):
    ...     figure = Figure(figsize=(9, 3))
    ...     _ = figure.subplots().plot(range(n + 1))
    ...     return Picture(figure, f"A line from 0 up to {n}.", f"n = {n}")
    >>> from lectures_nn.widgets.control import Control
    >>> view = View("line", draw, {"n": Control.slider("n", range(1, 9), start=3)})
    >>> view.move(n=5)
    line(n=5)
    """

    def __init__(self, name, draw, controls):
        self.name, self.controls = name, dict(controls)
        self._draw, self._drawn = draw, functools.lru_cache(_KEPT)(self._draw_at)
        self._canvas = FigureCanvasAgg(Figure())
        self.page = Page(
            controls=[control.described() for control in self.controls.values()],
            at=[control.start for control in self.controls.values()],
        )
        self._ahead = None  # what the event loop is to do when the reader rests
        self._redraw()  # a mistake in the first picture is the caller's to see
        self.page.observe(self._moved, "at")

    alt = property(lambda self: self.page.alt)
    caption = property(lambda self: self.page.caption)
    png = property(lambda self: self.page.picture)

    @property
    def values(self):
        """Values of the controls by name."""
        return self._values(self.page.at)

    def _values(self, at):
        pairs = zip(self.controls.items(), at, strict=True)
        return {name: control.values[place] for (name, control), place in pairs}

    def move(self, **values):
        """Set controls, as a reader does on the page.

        Parameters
        ----------
        **values
            A value that its control offers, by the control's name.

        Returns
        -------
        View
            itself
        """
        at = dict(zip(self.controls, self.page.at, strict=True))
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"move expects {' or '.join(self.controls)}, got {name}")
            at[name] = self.controls[name].place(name, value)
        self.page.at = list(at.values())
        return self

    def _moved(self, change):
        """Redraw; tell what went wrong, if something did, where the reader is looking."""
        try:
            self._redraw()
        except Exception as error:
            # Jupyter would hide the error in a log and leave a picture that is out of date.
            caption = f"This setting cannot be drawn. {type(error).__name__}: {error}"
            with self.page.hold_sync():
                self.page.role, self.page.caption = "alert", caption
                self.page.alt = f"{caption} The picture is the one before."
        self._look_ahead(change.old, change.new)

    def _look_ahead(self, old, new):
        """While the reader looks, draw what one more move of the same kind would show."""
        if self._ahead is not None:
            self._ahead.cancel()
        at = [
            there + (there > before) - (there < before)
            for before, there in zip(old, new, strict=True)
        ]
        controls = self.controls.values()
        if not all(0 <= k < len(c.values) for k, c in zip(at, controls, strict=True)):
            return
        with contextlib.suppress(RuntimeError):  # no event loop: this is no notebook
            loop = asyncio.get_running_loop()
            self._ahead = loop.call_later(_REST, self._draw_quietly, tuple(at))

    def _draw_quietly(self, at):
        with contextlib.suppress(Exception):  # it is told when the reader goes there
            self._drawn(at)

    def _redraw(self):
        picture, alt, caption = self._drawn(tuple(self.page.at))
        with self.page.hold_sync():  # one message: picture and words change together
            self.page.role, self.page.caption, self.page.alt = "status", caption, alt
            self.page.size, self.page.picture = _size(picture), picture

    def _draw_at(self, at):
        image, alt, caption, _ = drawn(self._draw, self._values(at), self._canvas)
        return image, alt, caption

    def states(self):
        """Return the settings that a page without a kernel offers.

        Returns
        -------
        list of dict
            Values by the names of the controls: all steps of a stepper, and of the values of a
            slider those that its control names for a page.
        """
        places = itertools.product(*(control.page for control in self.controls.values()))
        return [self._values(at) for at in places]

    def to_html(self):
        """Return the view as HTML that needs no kernel and no other file.

        It holds the pictures of all `states`, and works by keyboard and with a screen reader.
        Where no script runs, it is the present picture with its caption.

        Returns
        -------
        str
        """
        controls = list(self.controls.values())
        states = {}
        for at in itertools.product(*(control.page for control in controls)):
            picture, alt, caption = self._drawn(at)
            pixels = base64.b64encode(with_palette(picture)).decode("ascii")
            key = ",".join(str(c.page.index(place)) for c, place in zip(controls, at, strict=True))
            states[key] = {
                "picture": f"data:image/png;base64,{pixels}", "alt": alt, "caption": caption
            }  # fmt: skip
        at = [c.nearest(place) for c, place in zip(controls, self.page.at, strict=True)]
        data = {
            "controls": [control.described(control.page) for control in controls],
            "at": at,
            "size": self.page.size,
            "states": states,
        }
        held = json.dumps(data).replace("<", r"\u003c")  # no text may end the script element
        first = states[",".join(map(str, at))]
        width, height = self.page.size
        return (
            '<figure class="lectures-nn-view">\n'
            f'<img alt="{escape(first["alt"])}" src="{first["picture"]}" '
            f'width="{width}" height="{height}">\n'
            f"<figcaption>{escape(first['caption'])}</figcaption>\n"
            f'<script type="application/json">{held}</script>\n</figure>\n'
            f"<style>\n{_STYLE}</style>\n"
            f'<script type="module">\n{_SCRIPT}\npages();\n</script>\n'
        )

    def __repr__(self):
        """Show the call that made the view, with the present values of its controls."""
        values = (
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value!r}"
            for name, value in self.values.items()
        )
        return f"{self.name}({', '.join(values)})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Return the live view, and for pages without a kernel the picture as it is now."""
        shown = self.png, self.alt, self.caption, self.page.size
        return mimebundle(self.page, repr(self), *shown)


def drawn(draw, values, canvas=None):
    """Draw in the course's style.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns a `Picture`.
    values : dict
    canvas : FigureCanvasAgg, optional
        Matplotlib remembers the texts that it has set on a canvas. On the same one, each picture
        after the first takes two thirds of the time.

    Returns
    -------
    image : bytes
        A PNG image.
    alt, caption : str
        Those of the picture, the description in one line.
    size : list of int
        Width and height on the page.
    """
    with rc_context():
        use_course_style()
        # A title that needs not look for ticks above the axes is placed in a third of the time.
        with rc_context({"axes.titley": 1.0}):
            figure, alt, caption = draw(**values)
            canvas = canvas or FigureCanvasAgg(figure)
            canvas.figure = figure
            figure.set_canvas(canvas)
            image = png(figure, tight=False, dpi=_DENSITY * WIDTH / figure.get_figwidth())
    return image, " ".join(alt.split()), caption, _size(image)


def mimebundle(page, text, image, alt, caption, size):
    """Return what a notebook shows and stores of a view.

    Parameters
    ----------
    page : AnyWidget
        What a notebook with a kernel shows.
    text : str
        What one without pictures shows.
    image : bytes
        A PNG image: what is shown without a kernel.
    alt, caption : str
        Description of the image, and the line below it.
    size : list of int
        Its width and height on the page.

    Returns
    -------
    data, metadata : dict
    """
    image, (width, height) = with_palette(image), size
    live = page._repr_mimebundle_()
    data = {
        **(live[0] if isinstance(live, tuple) else live),
        "image/png": base64.b64encode(image).decode("ascii"),
        "text/html": (
            f"{as_html(image, alt, (width, height))}<p>{escape(caption)}</p>"
            f"<p><em>{STORED}</em></p>"
        ),
        "text/plain": text,
    }
    return data, {"image/png": {"alt": alt, "width": width, "height": height}}


def _size(picture):
    """Return width and height of a picture on the page, from the header of the PNG."""
    sides = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    return [round(side / _DENSITY) for side in sides]
