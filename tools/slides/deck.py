"""A lecture's notebook as a deck of slides for reveal.js.

The cells decide. `slideshow.slide_type` says where a cell stands: `slide` and `subslide` begin a
slide, `-` and `fragment` continue it (a fragment appears at the next key), `skip` stays in the
notebook, `notes` are for the speaker. `slide` says what is shown of it:

- `slide.text`: Markdown in place of the prose of a text cell, or above the code of a code cell;
- `slide.hide`: `source` or `outputs` of a code cell are not shown;
- `slide.answer`: the exercise of several choices that the slide asks; the speaker's notes get what
  its check holds: the right letter, and what is wrong with each of the others.

A notebook of which no cell has a `slide` entry has no deck: nobody has chosen its slides yet. What
the notebook says and the slide does not, stands in the speaker's notes, with the answers that the
notebook folds away.
"""

import html
import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Template
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from lectures_nn import widgets
from lectures_nn.exercises import declared

HERE = Path(__file__).parent
HEADING = re.compile(r"\A#{1,6} +(.+?) *#*\n*(?=\n|\Z)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)\s]*\)")
MATH = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)
FOLDED = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
ELSEWHERE = "*In the notebook, not on the slide:*"
CODE = HtmlFormatter(cssclass="code", style="default")


@dataclass
class Slide:
    """What is shown of some cells, and what is said.

    Attributes
    ----------
    cell : str
        Id of the first cell.
    heading : str
        Markdown, of one line.
    is_new : bool
        Whether the heading is this slide's own, not repeated from the slide before.
    parts : list of tuple of str
        Kind (`text`, `code`, `output`, `figure`), HTML and class of what stands on the slide.
    prose : list of str
        The Markdown shown.
    notes : list of str
        Markdown for the speaker.
    """

    cell: str
    heading: str
    is_new: bool = True
    parts: list = field(default_factory=list)
    prose: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def words(self):
        """Return the number of words in heading and prose; formulas and code are no words."""
        shown = FOLDED.sub("", " ".join([self.heading, *self.prose]))
        shown = re.sub(r"```.*?```", " ", MATH.sub(" ", shown), flags=re.DOTALL)
        return len(re.findall(r"[^\W_][\w'’.-]*", shown))


def is_chosen(notebook):
    """Return whether the slides of a notebook have been chosen."""
    return any("slide" in cell.metadata for cell in notebook.cells)


def place(cell):
    """Return the slide type of a cell."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def slides(notebook, folder):
    """Return the slides of a notebook that lies in `folder`."""
    made, heading = [], ""
    for cell, following in itertools.zip_longest(notebook.cells, notebook.cells[1:]):
        where, shown = place(cell), cell.metadata.get("slide", {})
        if where in ("skip", "notes"):
            if made and cell.cell_type == "markdown" and "solution" not in _tags(cell):
                aside = f"{ELSEWHERE}\n\n" if _is_skipped_view(following) else ""
                made[-1].notes.append(aside + cell.source)
            continue
        text = cell.source if cell.cell_type == "markdown" else ""
        if "text" in shown:
            if text and made and where in ("-", "fragment"):
                made[-1].notes.append(text)
            replaced, text = text, shown["text"]
        else:
            replaced = ""
        if where in ("slide", "subslide") or not made:
            found = HEADING.match(text)
            if found:
                heading, text = found.group(1), text[found.end() :]
            made.append(Slide(cell.id, heading, found is not None))
            if replaced:
                made[-1].notes.append(replaced)
        if "answer" in shown:
            made[-1].notes.append(answer(notebook, shown["answer"]))
        kind = "fragment" if where == "fragment" else ""
        if text.strip():
            made[-1].prose.append(text)
            made[-1].parts.append(("text", markdown(text, folder), kind))
        if cell.cell_type == "code":
            made[-1].parts += [(*part, kind) for part in _code_and_outputs(cell, shown, folder)]
    return made


def _tags(cell):
    return cell.metadata.get("tags", [])


def _is_skipped_view(cell):
    """Say whether a cell shows something that moves, in the notebook alone."""
    if cell is None or cell.cell_type != "code" or place(cell) != "skip":
        return False
    return any(widgets.view.STORED in o.get("data", {}).get("text/html", "") for o in cell.outputs)


def answer(notebook, name):
    """Return the right letter of a question and what is wrong with the others, as Markdown."""
    lecture = f"lecture_{notebook.metadata.lectures_nn.lecture}"
    module = next(one for one in declared.lectures() if one.__name__.endswith(lecture))
    exercise = declared.exercises_of(module)[name]
    wrong = (f"- **{letter}**: {why}" for letter, why in sorted(exercise.choices.items()))
    return "\n".join([f"**Answer: {exercise.right}.** The others:\n", *wrong])


def unfolded(text):
    """Return Markdown with what it folds away in the open, for the speaker."""
    return FOLDED.sub(lambda found: f"**{found[1].strip()}.** {found[2].strip()}", text)


def _code_and_outputs(cell, shown, folder):
    """Return kind and HTML of what is shown of a code cell."""
    parts = []
    if shown.get("hide") != "source":
        parts.append(("code", highlight(cell.source, PythonLexer(), CODE)))
    if shown.get("hide") != "outputs":
        parts += [_output(output, folder) for output in cell.outputs]
    return parts


def _output(output, folder):
    data = output.get("data", {})
    if "image/png" in data:
        alt = html.escape(output.metadata.get("image/png", {}).get("alt", ""))
        picture = "".join(data["image/png"].split())
        return "figure", f'<img alt="{alt}" src="data:image/png;base64,{picture}">'
    if "text/markdown" in data:
        return "text", markdown(data["text/markdown"], folder)
    if "text/html" in data:
        return "output", data["text/html"]
    said = output.get("text") or data.get("text/plain", "")
    return "output", f"<pre>{html.escape(said.rstrip())}</pre>"


def markdown(text, folder):
    """Return Markdown as HTML: pictures inside, links to the course's files as plain words."""
    renderer = IPythonRenderer(
        escape=False, exclude_anchor_links=True, embed_images=True, path=str(folder)
    )
    return MarkdownWithMath(renderer=renderer).render(LINK.sub(r"\1", text))


def heading_html(slide, folder):
    """Return the heading of a slide as HTML, without the paragraph around it."""
    inner = re.sub(r"\A<p>|</p>\Z", "", markdown(slide.heading, folder).strip())
    return f'<h2 class="{"new" if slide.is_new else "again"}">{inner}</h2>'


def page(notebook, folder):
    """Return the HTML page of a notebook's deck; it expects reveal/ and mathjax/ beside it."""
    made = slides(notebook, folder)
    sections = [
        {
            "id": slide.cell,
            "heading": heading_html(slide, folder),
            "parts": slide.parts,
            "notes": [markdown(unfolded(note), folder) for note in slide.notes],
            "first": index == 0,
        }
        for index, slide in enumerate(made)
    ]
    template = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return template.render(
        title=html.escape(made[0].heading),
        style=(HERE / "deck.css").read_text(encoding="utf-8") + CODE.get_style_defs(".code"),
        sections=sections,
    )
