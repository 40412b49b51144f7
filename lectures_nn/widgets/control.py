"""`Control`: a slider, a menu or the steps of a walk, each a line of values with a text for each.

A value is chosen from a line that was written down beforehand, so that a reader sees 0.3 and not
the 0.30000000000000004 that adding up steps would give.
"""

from dataclasses import dataclass

from lectures_nn.validation import whole_number


@dataclass(frozen=True)
class Control:
    """What a reader can choose, made by `slider`, `menu` or `steps`.

    Attributes
    ----------
    kind : str
        "slider", "menu" or "steps".
    label : str
        Its name on the page and for screen readers.
    values, texts : tuple
        What can be chosen, and how the page writes it.
    start : int
        Place of the value to begin with.
    page : tuple of int
        Places that a page without a kernel offers.
    """

    kind: str
    label: str
    values: tuple
    texts: tuple
    start: int
    page: tuple

    @classmethod
    def slider(cls, label, values, start, text="{:.4g}", page=None):
        """Return a slider over numbers.

        Parameters
        ----------
        label : str
        values : sequence of numbers
            In the order of the slider. `start` is put in if it is not among them.
        start : number
        text : str or callable, default "{:.4g}"
            How a value is written.
        page : sequence, optional
            The values that a page without a kernel offers; by default all.

        Returns
        -------
        Control
        """
        values = [v.item() if hasattr(v, "item") else v for v in values]
        if start not in values:
            values = sorted([*values, start])
        write = text if callable(text) else text.format
        texts = tuple(write(v).replace("-", "\N{MINUS SIGN}") for v in values)
        return cls._of("slider", label, values, texts, start, page)

    @classmethod
    def menu(cls, label, options, start, page=None):
        """Return a menu.

        Parameters
        ----------
        label : str
        options : dict of str to object
            What the menu shows, and the value that stands for it.
        start : object
            One of the values.
        page : sequence, optional
            The values that a page without a kernel offers; by default all.

        Returns
        -------
        Control
        """
        return cls._of("menu", label, list(options.values()), tuple(options), start, page)

    @classmethod
    def steps(cls, label, last, start=1):
        """Return the steps 1, 2, ... of a walk, with buttons to go, to play and to begin anew.

        Parameters
        ----------
        label : str
        last : int
            Number of steps.
        start : int, default 1

        Returns
        -------
        Control
        """
        if whole_number(label, start) > last:
            raise ValueError(f"{label} must be at most {last}, got {start}")
        numbers = list(range(1, last + 1))
        texts = tuple(f"{n} of {last}" for n in numbers)
        return cls._of("steps", label, numbers, texts, start, None)

    @classmethod
    def _of(cls, kind, label, values, texts, start, page):
        page = values if page is None else [v for v in values if v in page or v == start]
        places = tuple(values.index(v) for v in page)
        return cls(kind, label, tuple(values), texts, values.index(start), places)

    def place(self, name, value):
        """Return where a value stands.

        Parameters
        ----------
        name : str
            What a message calls the control.
        value : object

        Returns
        -------
        int
        """
        if value not in self.values:
            offered = ", ".join(map(repr, self.values[:12])) + ", ..." * (len(self.values) > 12)
            raise ValueError(f"{name} must be one of {offered}; got {value!r}")
        return self.values.index(value)

    def nearest(self, place):
        """Return which of the places of a page is nearest to a place."""
        return min(range(len(self.page)), key=lambda k: abs(self.page[k] - place))

    def described(self, places=None):
        """Return what the browser needs to know, for all places or for some."""
        places = range(len(self.texts)) if places is None else places
        texts = [self.texts[place] for place in places]
        return {"kind": self.kind, "label": self.label, "texts": texts}
