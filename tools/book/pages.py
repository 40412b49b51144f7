r"""From a notebook of the course to a page of the book; nothing is executed.

The page is the notebook with anchors and links that a browser follows: an equation is numbered by
`\tag{3.2}`, and the metadata of a code cell say which numbers it verifies or defines.
"""

import ast
import copy
import functools
import html
import importlib
import posixpath
import re
import textwrap
from collections import namedtuple

import mutants
import nbformat

from lectures_nn import widgets

DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\*?\{(\d+\.\d+)\}")
# "equation (3.2)", but also "equations (3.2) and (3.4)" and a bare "(3.2)" in a sentence.
REFERENCE = re.compile(r"(?<![\w\]])\((\d+\.\d+)\)(?!\()")
LINK = re.compile(r"\]\(([^)\s]+)\)")
# What keeps its parentheses: code and formulas of a text, and links that are links already.
UNTOUCHED = re.compile(
    r"```.*?```|`[^`\n]+`|\$\$.+?\$\$|\$[^$\n]+\$|\[[^\]\n]*\]\([^)\s]+\)", re.DOTALL
)

INDEX = """Each of the {equations} equations of the course stands in a lecture and is checked there
by code. The checks are checked, too: the tests of the course put {errors} small errors into the
checking statements, one at a time (a sign, a factor, an index, a transpose), and the cell has to
fail each time.
"""

COMPUTED = frozenset(["digit_pad", "playground"])
"""The views that the browser computes: their pages bring no pictures along."""

VIEWS = COMPUTED.union(n for n in widgets.__all__ if n.endswith(("_explorer", "_stepper")))

Equation = namedtuple("Equation", "number page tex verified defined errors")
"""One numbered equation: where it stands, the ids of the cells that check or define it, and the
small errors that the tests put into the checking statement."""


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
                    cells.setdefault(number, []).append(cell)
        for cell in notebook.cells:
            if cell.cell_type != "markdown":
                continue
            for tex in DISPLAY.findall(cell.source):
                for number in TAG.findall(tex):
                    cells = [claims[claim].get(number, []) for claim in ("verifies", "defines")]
                    verified, defined = ([cell.id for cell in some] for some in cells)
                    errors = [error for cell in cells[0] for error in wrong(cell.source, number)]
                    found[number] = Equation(number, page, tex.strip(), verified, defined, errors)
    return found


def wrong(source, number):
    """Return the wrong forms of the statements in a cell that are marked with a number."""
    lines, tree, found = source.splitlines(), ast.parse(source), []
    for line in mutants.marks(source).get(number, []):
        first = mutants.marked_statement(tree, line).lineno
        # Of the statement alone: a mutant is a tree of all that it is given.
        statement = textwrap.dedent("\n".join(lines[first - 1 : line]))
        for mutant in mutants.of_equation(statement, number):
            found.append(mutant.description.partition("`")[2].rstrip("`"))
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


def with_places(text, repository, folder="notebooks", page="lectures"):
    """Point links to files of the repository at pages of the book, or at the repository.

    The text stands in a `folder` of the repository, and its page in a folder of the book.
    `repository` is the address that a path is put behind; without one such a link becomes words.
    """

    def place(match):
        target = match[1]
        path, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target) or target.startswith("#eq-"):
            return match[0]
        if not path:
            return f"](#{slug(heading)})"
        file = posixpath.normpath(posixpath.join(folder, path))
        found = page_of(file)
        if not found:
            return f"]({repository}/{file})" if repository else "]()"
        found = posixpath.relpath(found, page)
        return f"]({found}#{slug(heading)})" if heading else f"]({found})"

    return re.sub(r"\[([^\]]+)\]\(\)", r"\1", LINK.sub(place, text))


def page_of(file):
    """Return which page of the book, if any, has what a file of the repository has."""
    if re.fullmatch(r"notebooks/\d\d_\w+\.ipynb", file):
        return file.replace("notebooks", "lectures")
    if module := re.fullmatch(r"lectures_nn/(\w+)(/\w+)?(\.py)?", file):
        return f"api/lectures_nn.{module[1]}.rst" if module[1] != "exercises" else ""
    others = {"docs/notation.md": "notation.md", "docs/glossary.md": "glossary.md"}
    return (others | {"README.md": "index.md", "CHANGELOG.md": "changes.md"}).get(file, "")


# ---------------------------------------------------------------------------- cells


def note(text):
    """Return a line of the book's own between two cells; one without a text is dropped later."""
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


def imported(source):
    """Return what a code cell takes from the package, as objects and the names of their places."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lectures_nn")):
            continue
        module = importlib.import_module(node.module)
        for alias in node.names:
            thing = getattr(module, alias.name, None)
            home = getattr(thing, "__module__", "")
            if home.startswith("lectures_nn.") and not home.startswith("lectures_nn.exercises"):
                found.append((".".join(home.split(".")[:2]), home, thing.__qualname__))
    return found


def after_import(cell):
    """Return the line below a code cell that leads to what it takes from the package, or ""."""
    links = [
        f"{{py:obj}}`~{public}.{name}` "
        f'(<a href="../_modules/{home.replace(".", "/")}.html#{name}">source</a>)'
        for public, home, name in imported(cell.source)
    ]
    return aside(f"From the package: {', '.join(links)}.") if links else ""


def with_alt_text(cell):
    """Give the text that describes a figure to the tool that makes the page."""
    for output in cell.outputs:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt")
        if alt:
            cell.metadata["mystnb"] = {"image": {"alt": alt}}


def call_alone(source):
    """Return name and arguments of a cell's call, None where it needs what came before."""
    tree = ast.parse(source)
    call = getattr(tree.body[-1], "value", None) if tree.body else None
    if len(tree.body) != 1 or not isinstance(call, ast.Call) or not hasattr(call.func, "id"):
        return None
    try:
        values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        places = [ast.literal_eval(value) for value in call.args]
    except ValueError:
        return None
    return call.func.id, places, values


@functools.cache
def page_form(source):
    """Return the HTML of the view that a cell shows, "" where it needs what came before.

    A page has no kernel: a view that depends on its arguments alone brings all its pictures.
    """
    found = call_alone(source)
    if found is None:
        return ""
    name, places, values = found
    return getattr(widgets, name)(*places, **values).to_html()


def is_view(output):
    """Say whether an output is the stored picture of a view."""
    return widgets.view.STORED in output.get("data", {}).get("text/html", "")


def view_anchor(page, name):
    """Return the name of the anchor of a view in a lecture."""
    return f"view-{page[:2]}-{name.replace('_', '-')}"


def before_view(page, cell):
    """Return the anchor above a code cell that shows a view, "" for another."""
    if not any(map(is_view, cell.outputs)):
        return ""
    moves = "A view to move:" if call_alone(cell.source) else "A view that moves in the notebook:"
    return f"({view_anchor(page, cell.source.partition('(')[0])})=\n" + aside(moves)


def views(course):
    """Return (page, view) for each view of the course, in the order of the lectures."""
    return [
        (stem, cell.source.partition("(")[0])
        for stem, notebook in course.items()
        for cell in notebook.cells
        if cell.cell_type == "code" and any(map(is_view, cell.outputs))
    ]


def with_view(cell, forms):
    """Put the page form of a view among `forms` in the place of its stored picture."""
    for output in cell.outputs:
        wanted = is_view(output) and cell.source.partition("(")[0] in forms
        if wanted and (form := page_form(cell.source)):
            output.data = nbformat.from_dict({"text/html": form})
            output.metadata = nbformat.NotebookNode()


def folded(cell):
    """Return the text of a solution folded away, as its code is."""
    text = cell.source.removeprefix("**Solution.**").strip()
    return f'<details class="solution"><summary>Solution</summary>\n\n{text}\n\n</details>'


def with_placed_outputs(cell, repository):
    """Point the links of outputs that are Markdown at pages of the book, too."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/markdown" in data:
            data["text/markdown"] = with_places(data["text/markdown"], repository)


def is_for_teachers(cell):
    """Say whether a cell speaks to the teacher, who has the notebook and the slides for it."""
    return cell.metadata.get("slideshow", {}).get("slide_type") == "notes"


def page(stem, notebook, known, repository="", forms=VIEWS):
    """Return the notebook of a page of the book; the one that is given stays as it is.

    `forms` names the views that move; to draw all pictures of those takes a while.
    """
    made = copy.deepcopy(notebook)
    made.metadata.pop("widgets", None)  # the page would load scripts from elsewhere for them
    cells = []
    for cell in made.cells:
        if is_for_teachers(cell):
            continue
        if cell.cell_type == "code":
            above = before_code(stem, cell, known) + before_view(stem, cell)
            with_view(cell, forms)
            with_alt_text(cell)
            with_placed_outputs(cell, repository)
            lines = above, after_import(cell)
            cells += [*map(note, lines[:1]), cell, *map(note, lines[1:])]
            continue
        numbers = [n for n in TAG.findall(cell.source) if n in known]
        # Links first: those that references become point at the book already.
        text = with_references(with_places(cell.source, repository), known)
        cell.source = DISPLAY.sub(formula, text)
        if "solution" in cell.metadata.get("tags", []):
            cell.source = folded(cell)
        cells += [cell, note(where_checked(numbers, known))]
    made.cells = [cell for cell in cells if cell.source.strip()]
    return made


def index(known):
    """Return the page that lists all equations, as Markdown."""
    errors = sum(len(equation.errors) for equation in known.values())
    lines = ["# All equations", "", INDEX.format(equations=len(known), errors=errors)]
    lecture = None
    for equation in known.values():
        if equation.page != lecture:
            lecture = equation.page
            lines += [f"## Lecture {lecture[:2]}", ""]
        links = [f"[({equation.number})](#{anchor(equation.number)})"]
        links += [f"[check](#{cell_anchor(lecture, cell)})" for cell in equation.verified]
        links += [f"[definition](#{cell_anchor(lecture, cell)})" for cell in equation.defined]
        lines += ["$$", TAG.sub("", equation.tex).strip(), "$$", "", " · ".join(links), ""]
        if equation.errors:
            tried = "".join(f"<li><code>{html.escape(e)}</code></li>" for e in equation.errors)
            said = f"{len(equation.errors)} wrong forms of it that the check notices"
            lines += [f"<details><summary>{said}</summary><ul>{tried}</ul></details>", ""]
    return "\n".join(lines)
