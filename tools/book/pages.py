r"""From a notebook of the course to a page of the book; nothing is executed.

The page is the notebook with anchors and links that a browser follows: an equation is numbered by
`\tag{3.2}`, and the metadata of a code cell say which numbers it verifies or defines.
"""

import copy
import re
from collections import namedtuple

import nbformat

DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\*?\{(\d+\.\d+)\}")
# "equation (3.2)", but also "equations (3.2) and (3.4)" and a bare "(3.2)" in a sentence.
REFERENCE = re.compile(r"(?<![\w\]])\((\d+\.\d+)\)(?!\()")
LINK = re.compile(r"\]\(([^)\s]+)\)")
# What keeps its parentheses: code and formulas of a text, and links that are links already.
UNTOUCHED = re.compile(
    r"```.*?```|`[^`\n]+`|\$\$.+?\$\$|\$[^$\n]+\$|\[[^\]\n]*\]\([^)\s]+\)", re.DOTALL
)

Equation = namedtuple("Equation", "number page tex verified defined")
"""One numbered equation: where it stands, and the ids of the cells that check or define it."""


def anchor(number):
    """Return the name of an equation's anchor."""
    return "eq-" + number.replace(".", "-")


def cell_anchor(page, cell_id):
    """Return the name of a cell's anchor, which is one in the whole book."""
    return f"cell-{page[:2]}-{cell_id}"


def slug(heading):
    """Return the anchor that the book gives a heading, from the one that Jupyter gives it."""
    words = re.sub(r"[^\w\s-]", "", heading.replace("-", " ").lower())
    return re.sub(r"\s+", "-", words.strip())


# ---------------------------------------------------------------------------- all equations


def equations(course):
    """Return the equations of a course by number, in the order of the lectures.

    `course` holds notebooks by the stem of their names.
    """
    found = {}
    for page, notebook in course.items():
        claims = {"verifies": {}, "defines": {}}
        for cell in notebook.cells:
            for claim, cells in claims.items():
                for number in cell.metadata.get(claim, []):
                    cells.setdefault(number, []).append(cell.id)
        for cell in notebook.cells:
            if cell.cell_type != "markdown":
                continue
            for tex in DISPLAY.findall(cell.source):
                for number in TAG.findall(tex):
                    verified, defined = (claims[c].get(number, []) for c in ("verifies", "defines"))
                    found[number] = Equation(number, page, tex.strip(), verified, defined)
    return found


# ---------------------------------------------------------------------------- text


def formula(match):
    """Return a displayed formula as the book wants it.

    Sphinx puts a formula with line breaks into an environment in which a tag is an error, so a
    tagged formula brings an environment of its own.
    """
    tex = match[1].strip()
    numbers = TAG.findall(tex)
    if not numbers:
        return match[0]
    target = f"({anchor(numbers[0])})="
    return f"\n\n{target}\n\\begin{{equation*}}\n{tex}\n\\end{{equation*}}\n\n"


def with_references(text, known):
    """Turn each (3.2) of a text, where it is an equation of the course, into a link."""

    def link(match):
        number = match[1]
        return f"[({number})](#{anchor(number)})" if number in known else match[0]

    parts, end = [], 0
    for piece in UNTOUCHED.finditer(text):
        parts += [REFERENCE.sub(link, text[end : piece.start()]), piece[0]]
        end = piece.end()
    return "".join([*parts, REFERENCE.sub(link, text[end:])])


def with_places(text, repository):
    """Point links to files of the repository at pages of the book, or at the repository.

    `repository` is the address that a path is put behind; without one such a link becomes words.
    """

    def place(match):
        target = match[1]
        path, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target) or target.startswith("#eq-"):
            return match[0]
        if not path:
            return f"](#{slug(heading)})"
        if re.fullmatch(r"\d\d_\w+\.ipynb", path):
            return f"]({path}#{slug(heading)})" if heading else match[0]
        module = re.fullmatch(r"\.\./lectures_nn/([\w/]+)\.py", path)
        if module:
            return "](../api/lectures_nn.{}.rst)".format(module[1].replace("/", "."))
        if path == "../docs/notation.md":
            return "](../notation.md)"
        return f"]({repository}/{path.removeprefix('../')})" if repository else "]()"

    return re.sub(r"\[([^\]]+)\]\(\)", r"\1", LINK.sub(place, text))


# ---------------------------------------------------------------------------- cells


def note(text):
    """Return a line of the book's own between two cells."""
    cell = nbformat.v4.new_markdown_cell(text)
    cell.id = "book-" + cell.id[:8]
    return cell


def aside(text):
    """Return a line of the book's own that looks like none of the lecture's."""
    return f":::{{container}} equation-links\n{text}\n:::"


def where_checked(numbers, known):
    """Return the line below equations that leads to the cells that check or define them."""
    links = []
    for number in numbers:
        equation = known[number]
        for word, cells in (("check", equation.verified), ("definition", equation.defined)):
            for position, cell in enumerate(cells, 1):
                counted = word if len(cells) == 1 else f"{word} {position}"
                target = cell_anchor(equation.page, cell)
                links.append(f"[{counted} of ({number})](#{target})")
    return aside(" · ".join(links)) if links else ""


def before_code(page, cell, known):
    """Return the line above a code cell that checks or defines equations, "" for another."""
    parts = []
    for claim, word in (("verifies", "checks"), ("defines", "defines")):
        numbers = [number for number in cell.metadata.get(claim, []) if number in known]
        if numbers:
            links = ", ".join(f"[({number})](#{anchor(number)})" for number in numbers)
            parts.append(f"{word} {links}")
    if not parts:
        return ""
    target = f"({cell_anchor(page, cell.id)})="
    return f"{target}\n" + aside(f"This cell {' and '.join(parts)}.")


def with_alt_text(cell):
    """Give the text that describes a figure to the tool that makes the page."""
    for output in cell.outputs:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt")
        if alt:
            cell.metadata["mystnb"] = {"image": {"alt": alt}}


def is_for_teachers(cell):
    """Say whether a cell speaks to the teacher, who has the notebook and the slides for it."""
    return cell.metadata.get("slideshow", {}).get("slide_type") == "notes"


def page(stem, notebook, known, repository=""):
    """Return the notebook of a page of the book; the one that is given stays as it is."""
    made = copy.deepcopy(notebook)
    made.metadata.pop("widgets", None)  # the page would load scripts from elsewhere for them
    cells = []
    for cell in made.cells:
        if is_for_teachers(cell):
            continue
        if cell.cell_type == "code":
            with_alt_text(cell)
            if line := before_code(stem, cell, known):
                cells.append(note(line))
            cells.append(cell)
            continue
        numbers = [n for n in TAG.findall(cell.source) if n in known]
        # Links first: those that references become point at the book already.
        text = with_references(with_places(cell.source, repository), known)
        cell.source = DISPLAY.sub(formula, text)
        cells.append(cell)
        if line := where_checked(numbers, known):
            cells.append(note(line))
    made.cells = cells
    return made


def index(known, broken=None):
    """Return the page that lists all equations, as Markdown.

    `broken` holds by number how many small errors were put into the checking statement, where it
    is known; each of them made its cell fail.
    """
    lines = ["# All equations", ""]
    lines += ["Each equation of the course stands in a lecture and is checked there by code.", ""]
    lecture = None
    for equation in known.values():
        if equation.page != lecture:
            lecture = equation.page
            lines += [f"## Lecture {lecture[:2]}", ""]
        links = [f"[({equation.number})](#{anchor(equation.number)})"]
        links += [f"[check](#{cell_anchor(lecture, cell)})" for cell in equation.verified]
        links += [f"[definition](#{cell_anchor(lecture, cell)})" for cell in equation.defined]
        tried = (broken or {}).get(equation.number)
        said = f" · {tried} small errors put into the check, all noticed" if tried else ""
        lines += ["$$", TAG.sub("", equation.tex).strip(), "$$", "", " · ".join(links) + said, ""]
    return "\n".join(lines)
