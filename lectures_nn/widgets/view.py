"""`View`: controls above a picture, which is drawn anew when one of them is moved.

The picture is an image in an HTML widget, not an ``Output``: so it can carry a description of
what it shows, and what a notebook stores of it is the same text and the same figure in every
run. On a page without a kernel the stored figure stands in for the view.
"""

import base64
from html import escape
from typing import NamedTuple

import ipywidgets
from matplotlib import rc_context
from matplotlib.figure import Figure

from lectures_nn.plotting import as_html, png, use_course_style, with_palette

WIDTH = 900
"""Largest width of a view, in the pixels of a page."""

STORED = "This is a stored picture. To move it, run this cell and those above it."
"""What a page without a kernel says below a view."""

_DENSITY = 1.5  # pixels of the image for each pixel of the page: sharp on a fine screen


ROOMY = {"layout": {"width": "auto", "flex": "1 1 240px"}, "style": {"description_width": "auto"}}
"""Arguments of a control that shares the width of the view with the others of its row."""


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


class View:
    """Controls above a picture that is a function of their values.

    Parameters
    ----------
    name : str
        Of the function that made the view, for its text form.
    draw : callable
        ``draw(**values)`` returns the `Picture` for the values of the controls.
    controls : dict of str to ipywidgets widget
        What `draw` depends on: argument name to slider, menu and so on.
    rows : list of list of ipywidgets widgets, optional
        How the controls, and any buttons besides, are laid out; by default all in one row.

    Attributes
    ----------
    alt, caption : str
        Those of the present picture.
    png : bytes
        The present picture.
    box : ipywidgets.VBox
        Controls, picture and caption, to be put into a larger layout.

    Examples
    --------
    >>> def draw(n):
    ...     figure = Figure(figsize=(9, 3))
    ...     _ = figure.subplots().plot(range(n + 1))
    ...     return Picture(figure, f"A line from 0 up to {n}.", f"n = {n}")
    >>> View("line", draw, {"n": ipywidgets.IntSlider(3, 1, 9, description="n")})
    line(n=3)
    """

    def __init__(self, name, draw, controls, rows=None):
        self.name, self.draw, self.controls = name, draw, dict(controls)
        self.alt, self.caption, self.png = "", "", b""
        self.picture, self.line = ipywidgets.HTML(), ipywidgets.HTML()
        self._redraw()  # a mistake in the first picture is the caller's to see
        rows = [list(self.controls.values())] if rows is None else rows
        layout = ipywidgets.Layout(flex_flow="row wrap")
        self.box = ipywidgets.VBox(
            [*(ipywidgets.HBox(row, layout=layout) for row in rows), self.picture, self.line],
            layout=ipywidgets.Layout(max_width=f"{WIDTH}px"),
        )
        self.box.add_class("lectures-nn-view")
        for control in self.controls.values():
            control.observe(self._moved, "value")

    @property
    def values(self):
        """Values of the controls by name."""
        return {name: control.value for name, control in self.controls.items()}

    def _moved(self, _change):
        """Redraw; tell what went wrong, if something did, where the reader is looking."""
        try:
            self._redraw()
        except Exception as error:
            # Jupyter would hide the error in a log and leave a picture that is out of date.
            self.caption = f"This setting cannot be drawn. {type(error).__name__}: {error}"
            self.alt = f"{self.caption} The picture is the one before."
            self._publish(role="alert")

    def _redraw(self):
        with rc_context():
            use_course_style()
            figure, alt, caption = self.draw(**self.values)
            image = png(figure, tight=False, dpi=_DENSITY * WIDTH / figure.get_figwidth())
        self.png, self.alt, self.caption = image, " ".join(alt.split()), caption
        self._publish(role="status")

    def _publish(self, role):
        self.picture.value = as_html(self.png, self.alt, self._size())
        self.line.value = (
            f'<div role="{role}" aria-live="polite" style="line-height: 1.4; '
            f'white-space: normal">{escape(self.caption)}</div>'
        )

    def _size(self):
        """Return width and height of the picture on the page, from the header of the PNG."""
        sides = (int.from_bytes(self.png[at : at + 4], "big") for at in (16, 20))
        return tuple(round(side / _DENSITY) for side in sides)

    def __repr__(self):
        """Show the call that made the view, with the present values of its controls."""
        values = (
            # A slider's 0.1 + 0.2 is 0.3 to the reader.
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value!r}"
            for name, value in self.values.items()
        )
        return f"{self.name}({', '.join(values)})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Return the live view, and for pages without a kernel the picture as it is now."""
        image = with_palette(self.png)
        width, height = self._size()
        data = {
            **self.box._repr_mimebundle_(),
            "image/png": base64.b64encode(image).decode("ascii"),
            "text/html": (
                f"{as_html(image, self.alt, (width, height))}<p>{escape(self.caption)}</p>"
                f"<p><em>{STORED}</em></p>"
            ),
            "text/plain": repr(self),
        }
        metadata = {"image/png": {"alt": self.alt, "width": width, "height": height}}
        return data, metadata
