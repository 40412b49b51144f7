"""How far the numbers in a cell's output may move, and whether fresh ones keep to it.

A code cell states it in its metadata:

    "tolerance": {"absolute": 0.002}
    "tolerance": {"relative": 1e-6}
    "tolerance": {"absolute": 1e-9, "relative": 1e-6}
    "tolerance": {"columns": {"accuracy": {"absolute": 0.01}}, "relative": 1e-6}

A number passes when |new - old| <= max(absolute, relative * |old|), by the decimals as printed. In
`columns` the numbers below a heading have a tolerance of their own, in tables of pandas (HTML and
text) and in printed ones, which end with an empty line; the rest has the one beside `columns`, or
none. Everything that is no number (words, units, how many rows and in which order) is compared
exactly, except for the blanks in a line, which follow from the digits. `nan` and `inf` are words.
Figures have no part in this.
"""

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import nbformat

TOKEN = re.compile(
    r"""
      (?P<word> \.{2,} | \d+(?:\.\d+){2,} | [^\W\d]\w* )        # an ellipsis, a version, a word
    | (?P<number>
        (?:(?<![\w.)\]])[-+\u2212])?                             # a sign, not a difference
        (?: (?:\d{1,3}(?:,\d{3})+(?!\d) | \d+) (?:\.(?!\.)\d*)?  # 12   1,234   0.5   5.
          | \.\d+ )
        (?:[eE][-+]?\d+)?
      )
    | (?P<other> \S )
    """,
    re.VERBOSE,
)
MARKUP = re.compile(r"(<style.*?</style>|<[^>]+>)", re.DOTALL)
SPAN = re.compile(r"(row|col)span=\"?(\d+)")


class Token(NamedTuple):
    """A piece of an output: its kind, its text, the line it is in and its columns, if any."""

    kind: str  # number, or something that is compared as it is
    text: str
    line: str
    columns: tuple = ()

    @property
    def value(self):
        """Return the number as it is printed, without the rounding of binary numbers."""
        return Decimal(self.text.replace(",", "").replace("\u2212", "-"))


@dataclass(frozen=True)
class Limit:
    """The largest difference of one number."""

    absolute: Decimal = Decimal(0)
    relative: Decimal = Decimal(0)

    def allowed(self, old):
        """Return how far the stored number `old` may move."""
        return max(self.absolute, self.relative * abs(old))


@dataclass(frozen=True)
class Tolerance:
    """What a cell states: a limit for all numbers (or None), and those of the columns."""

    rest: Limit | None = None
    columns: dict = field(default_factory=dict)

    def limit(self, token):
        """Return the limit of one number of the stored output, None where it is exact."""
        limits = [self.columns[name] for name in token.columns if name in self.columns]
        return min(limits, key=lambda limit: limit.allowed(token.value), default=self.rest)


def read(entry):
    """Return the Tolerance that the metadata of a cell states; ValueError where it states none."""
    if not isinstance(entry, dict) or not entry:
        raise ValueError(f"a tolerance is a dict with absolute, relative or columns, not {entry!r}")
    rest = {name: value for name, value in entry.items() if name != "columns"}
    columns = entry.get("columns", {})
    if not isinstance(columns, dict) or ("columns" in entry and not columns):
        raise ValueError(
            f"the columns of a tolerance are a dict by their headings, not {columns!r}"
        )
    tolerance = Tolerance(
        rest=_limit(rest, "the tolerance") if rest else None,
        columns={
            name: _limit(limit, f"the tolerance of column {name!r}")
            for name, limit in columns.items()
        },
    )
    # Nothing may move in a column only where everything else may.
    exact = [name for name, limit in tolerance.columns.items() if limit == Limit()]
    if tolerance.rest == Limit():
        raise ValueError("the tolerance allows nothing, as does a cell without one")
    if exact and not tolerance.rest:
        raise ValueError(f"the tolerance of column {exact[0]!r} allows nothing, as does none")
    return tolerance


def _limit(entry, name):
    if not isinstance(entry, dict) or not entry or not entry.keys() <= {"absolute", "relative"}:
        raise ValueError(f"{name} is a dict with absolute, relative or both, not {entry!r}")
    for key, value in entry.items():
        top = {"absolute": float("inf"), "relative": 1}[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < top:
            below = " and below 1" if key == "relative" else ""
            raise ValueError(f"{key} in {name} is a number not below 0{below}, not {value!r}")
    return Limit(**{key: Decimal(repr(value)) for key, value in entry.items()})


def tokens(text, names=(), markup=False):
    """Return the tokens of an output, with the columns among `names` that they stand in."""
    return list(_in_markup(text, names) if markup else _in_text(text, names))


def _in_text(text, names):
    heads, may_be_head = [], True
    for line in text.split("\n"):
        found = _headings(line, names) if may_be_head else []
        if not line.strip():
            heads = []  # an empty line ends the table
        elif heads and re.search(r"(?<!\S)[-+]?\.?\d", line):
            found = []  # the first row, which may be named as a column is
        heads = heads + found
        may_be_head = bool(found) or not heads  # a second line of headings follows the first
        for match in TOKEN.finditer(line):
            over = [n for start, end, n in heads if start < match.end() and match.start() < end]
            yield Token(match.lastgroup, match.group(), line, () if found else tuple({*over}))
        yield Token("other", "\n", line)


def _headings(line, names):
    """Return (start, end, name) of the names that head columns in a line.

    They have two blanks or an edge of the line on either side, as a heading may hold single ones;
    where no name stands so, one blank is enough, but not in a sentence.
    """
    for blanks in ("  ", " "):
        if blanks == " " and line.rstrip().endswith((".", ":", ",")):
            break
        found = [
            (match.end(), match.end() + len(name), name)
            for name in names
            for match in re.finditer(
                rf"(?:^ ?|(?<={blanks}))(?={re.escape(name)}(?:{blanks}| ?$))", line
            )
        ]
        if found:
            return found
    return []


def _in_markup(text, names):
    """Follow the rows and cells of tables, with those that span several rows or columns."""
    heads, taken, row, column, width = {}, set(), 0, 0, 1
    in_head = in_cell = False
    for piece in MARKUP.split(text):
        if not piece.startswith("<"):
            said = html.unescape(piece)
            if in_head and in_cell and said.strip():
                for place in range(column, column + width):
                    heads.setdefault(place, []).append(said.strip())
            columns = () if in_head else tuple(n for n in heads.get(column, ()) if n in names)
            for match in TOKEN.finditer(said):
                kind = "word" if in_head else match.lastgroup  # a heading is a name
                yield Token(kind, match.group(), said, columns if in_cell else ())
            continue
        yield Token("markup", piece, piece)
        tag = re.match(r"</?\w*", piece).group()
        if tag == "<table":
            heads, taken, row = {}, set(), 0
        elif tag in ("<thead", "</thead"):
            in_head = tag == "<thead"
        elif tag == "<tr":
            row, column, width = row + 1, 0, 0
        elif tag in ("<td", "<th"):
            in_cell = True
            spans = {kind: int(number) for kind, number in SPAN.findall(piece)}
            column += width
            while (row, column) in taken:
                column += 1
            width = spans.get("col", 1)
            for down in range(1, spans.get("row", 1)):
                taken |= {(row + down, column + place) for place in range(width)}
        elif tag in ("</td", "</th"):
            in_cell = False


def headings(markup):
    """Return the headings of the tables in HTML, without those that are empty."""
    found, in_head = {}, False
    for piece in MARKUP.split(markup):
        if piece in ("<thead>", "</thead>"):
            in_head = piece == "<thead>"
        elif in_head and not piece.startswith("<") and piece.strip():
            found[html.unescape(piece).strip()] = None
    return list(found)


def differences(old, new, tolerance):
    """Return a sentence for each number of two token lists that differs by too much.

    Where anything else differs, there is one sentence, about the first such place.
    """
    for one, other in zip(old, new, strict=False):
        if one.kind != other.kind or (one.kind != "number" and one.text != other.text):
            return [f"stored {one.line.strip()!r}, now {other.line.strip()!r}"]
    if len(old) != len(new):
        which, longer = ("stored", old) if len(old) > len(new) else ("now", new)
        line = longer[min(len(old), len(new))].line.strip()
        return [f"only {which}: {line!r}"]
    found = [_too_far(one, other, tolerance) for one, other in zip(old, new, strict=True)]
    return [sentence for sentence in found if sentence]


def _too_far(old, new, tolerance):
    if old.kind != "number" or old.text == new.text:
        return ""
    limit, column = tolerance.limit(old), "".join(f" in column {n!r}" for n in old.columns)
    moved = abs(new.value - old.value)
    allowed = limit.allowed(old.value) if limit else 0
    if limit and moved <= allowed:
        return ""
    return (
        f"stored {old.text}, now {new.text}{column}: the difference is {float(moved):.3g}, "
        f"the tolerance {float(allowed):.3g} (in {old.line.strip()!r})"
    )


def texts(output):
    """Return the texts of an output in which numbers are looked for: (key, text, is it HTML)."""
    if output.output_type == "stream":
        return [("text", output.text, False)]
    data = output.get("data", {})
    if any(key.startswith("image/") for key in data):
        return []
    return [(key, data[key], key == "text/html") for key in sorted(data) if key.startswith("text/")]


def settle(stored, fresh, tolerance):
    """Put the stored text in the place of a fresh one that keeps to the tolerance.

    Returns
    -------
    outputs : list of nbformat.NotebookNode
        Copies of the fresh outputs, which can be compared with the stored ones exactly.
    complaints : list of str
        A sentence for each difference that the tolerance does not allow.
    """
    settled, complaints = nbformat.from_dict(fresh), []
    for old, new in zip(stored, settled, strict=False):
        there = {key: text for key, text, _ in texts(new)}
        for key, text, markup in texts(old):
            if key not in there or there[key] == text:
                continue
            before = tokens(text, tolerance.columns, markup)
            after = tokens(there[key], tolerance.columns, markup)
            found = differences(before, after, tolerance)
            complaints += [sentence for sentence in found if sentence not in complaints]
            if not found:
                (new if key == "text" else new.data)[key] = text
    return settled, complaints


def unused(outputs, tolerance):
    """Return what a cell states for no number of its outputs: headings, and '' for the rest."""
    named = {*tolerance.columns} | ({""} if tolerance.rest else set())
    for output in outputs:
        for _, text, markup in texts(output):
            for token in tokens(text, tolerance.columns, markup):
                if token.kind == "number":
                    named -= set(token.columns or [""])
    return sorted(named)
