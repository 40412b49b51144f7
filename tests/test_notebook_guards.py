r"""Rules for the stored notebooks, each tried on every notebook and on one that breaks it.

The headings that the guards look for, each at the beginning of a line of a markdown cell:

- the first cell begins with the title, `# ...`, the only heading of that level;
- before the first code cell: `## What you will do`, `## What you will learn`, `## What you need`,
  and the minutes of the metadata in words such as `About 90 minutes`;
- at the end: `## Recap`, `## Exercises`, `## Further reading`, in this order.

Links to headings are written as JupyterLab makes them: `#Further-reading`.
"""

import ast
import html
import io
import itertools
import json
import re
import statistics
import tokenize
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
import run_notebooks
import sample_notebooks
import tolerances
from nbval_recorder import EMBEDDED, without_pictures

import notebooks

SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
FOR_THE_TEACHER = "*For the teacher.* "
SHORTEST_ALT = 30
LONGEST_CELL, LONGEST_CLASS, LONGEST_MEDIAN = 25, 40, 8
LONGEST_RUN_OF_CODE = 3
FEWEST_EXERCISES = 3
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/)}\]|])(/\w[\w.-]*/[\w.-]+|[A-Z]:\\\w)|site-packages")
CLOCKS = {"perf_counter", "perf_counter_ns", "monotonic", "process_time", "timeit", "time_ns"}
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
TAG = re.compile(r"\\tag\{([^}]*)\}")
FENCED = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@dataclass
class Subject:
    """A notebook under the guards: its file name, its text and the folder it lies in."""

    name: str
    text: str
    folder: Path = notebooks.FOLDER

    @cached_property
    def notebook(self):
        return nbformat.reads(self.text, as_version=4)

    @property
    def codes(self):
        return notebooks.codes(self.notebook)

    @property
    def texts(self):
        return notebooks.texts(self.notebook)

    def where(self, cell):
        return notebooks.label(self.notebook, cell)

    @property
    def outputs(self):
        return [(cell, output) for cell in self.codes for output in cell.outputs]


GUARDS = {}


def guard(function):
    """Register a guard: called with a Subject, it yields a sentence for each complaint."""
    GUARDS[function.__name__] = function
    return function


@guard
def valid_format(subject):
    raw = json.loads(subject.text)
    if (raw["nbformat"], raw["nbformat_minor"]) != (4, 5):
        yield f"the format is {raw['nbformat']}.{raw['nbformat_minor']}, not 4.5"
    try:
        nbformat.validate(nbformat.from_dict(raw))
    except nbformat.ValidationError as error:
        yield f"not a valid notebook: {error}"
    ids = [cell.get("id") for cell in raw["cells"]]
    if len(set(ids)) < len(ids) or None in ids:
        yield "cell ids are missing or not unique"
    if raw["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not python3"


@guard
def stored_in_canonical_form(subject):
    if subject.text != run_notebooks.as_text(run_notebooks.canonical(subject.notebook)):
        yield "not as tools/run_notebooks.py --save writes it (timing, widgets, metadata ...)"


@guard
def states_lecture_minutes_and_seconds(subject):
    settings = subject.notebook.metadata.get("lectures_nn", {})
    if not re.match(r"\d\d_\w+$", subject.name):
        yield f"{subject.name} is not named NN_topic"
    if settings.get("lecture") != subject.name[:2]:
        yield "metadata.lectures_nn.lecture is not the number in the file's name"
    if not isinstance(settings.get("minutes"), int) or settings["minutes"] <= 0:
        yield "metadata.lectures_nn.minutes is not a number of minutes"
    extra = settings.get("extra")
    if extra not in run_notebooks.LONGEST_SECONDS:
        yield f"metadata.lectures_nn.extra names {extra!r}, which is no extra for notebooks"
    longest = run_notebooks.LONGEST_SECONDS.get(extra, 0)
    if not 0 < settings.get("seconds_budget", 0) <= longest:
        yield f"metadata.lectures_nn.seconds_budget is not between 0 and {longest:g}"


@guard
def executed_in_order(subject):
    counts = [cell.execution_count for cell in subject.codes]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the execution counts are {counts}"


@guard
def no_errors_or_stderr(subject):
    for cell, output in subject.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            yield f"{subject.where(cell)} stores an error or stderr"


@guard
def comparable_outputs(subject):
    for cell, output in subject.outputs:
        data = output.get("data", {})
        markup = data.get("text/html", "")
        if "image/png" in data:  # the recorder compares such an image
            markup = EMBEDDED.sub("", markup, count=1).replace("<img", "", 1)
        if "image/svg+xml" in data or re.search("<svg|<video|<script|<img", markup):
            yield f"{subject.where(cell)} stores a drawing or animation that nobody can compare"


@guard
def tolerances_are_used(subject):
    for cell in subject.notebook.cells:
        if "tolerance" not in cell.metadata:
            continue
        try:
            tolerance = tolerances.read(cell.metadata.tolerance)
        except ValueError as error:
            yield f"{subject.where(cell)}: {error}"
            continue
        for name in tolerances.unused(cell.get("outputs", []), tolerance):
            place = f"below a heading {name!r}" if name else "for the tolerance"
            yield f"{subject.where(cell)} shows no number {place}"


@guard
def no_absolute_paths(subject):
    for cell in subject.notebook.cells:
        stored = [cell.source]
        for output in cell.get("outputs", []):
            stored += [output.get("text", "")]
            data = output.get("data", {})
            stored += [without_pictures(str(v)) for k, v in data.items() if k != "image/png"]
        for found in filter(None, map(ABSOLUTE_PATH.search, stored)):
            yield f"{subject.where(cell)} holds a path of one machine: {found.group()}"


@guard
def defines_nothing_the_package_has(subject):
    for cell in subject.codes:
        for name in _defined(ast.parse(cell.source)) & exported_names():
            yield f"{subject.where(cell)} defines {name}, which lectures_nn exports"


def _defined(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            # Methods are named as the package names them, that is the point of a by-hand class.
            node.body = [n for n in node.body if not isinstance(n, ast.FunctionDef)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@cache
def exported_names():
    """Return the public functions and classes of the package's modules (not the exercises)."""
    names = set()
    for path in (notebooks.ROOT / "lectures_nn").glob("**/*.py"):
        if path.parent.name == "exercises":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                names.add(node.name)
    return names


@guard
def cells_are_short(subject):
    lengths = [len(cell.source.splitlines()) for cell in subject.codes]
    for cell, length in zip(subject.codes, lengths, strict=True):
        is_class = any(isinstance(node, ast.ClassDef) for node in ast.parse(cell.source).body)
        if length > (LONGEST_CLASS if is_class else LONGEST_CELL):
            yield f"{subject.where(cell)} has {length} lines"
    if lengths and statistics.median(lengths) > LONGEST_MEDIAN:
        yield f"half of the code cells have more than {statistics.median(lengths):g} lines"


@guard
def images_have_alt_text(subject):
    for cell, output in subject.outputs:
        for kind in ("image/png", "image/jpeg"):
            alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
            if kind in output.get("data", {}) and len(alt) < SHORTEST_ALT:
                yield f"{subject.where(cell)}: the alt text of the figure is {alt!r}"
        yield from _image_in_html(subject.where(cell), output)
    for cell in subject.texts:
        for alt in IMAGE.findall(FENCED.sub("", cell.source)):
            if len(alt) < SHORTEST_ALT:
                yield f"{subject.where(cell)}: the alt text of the image is {alt!r}"
        if "<img" in cell.source or cell.get("attachments"):
            yield f"{subject.where(cell)}: write images as ![alt](file)"


def _image_in_html(where, output):
    """Yield how the image that a page shows differs from the one for viewers without HTML."""
    data = output.get("data", {})
    if "image/png" not in data:
        return
    if "text/html" not in data:
        yield f"{where}: the figure has no HTML for its alt text: use show(alt=...)"
        return
    alt = html.escape(output.metadata.get("image/png", {}).get("alt", ""))
    if not data["text/html"].startswith(f'<img alt="{alt}" src="data:image/png;base64,'):
        yield f"{where}: the HTML of the figure does not begin with its image and alt text"
    if EMBEDDED.findall(data["text/html"]) != ["".join(data["image/png"].split())]:
        yield f"{where}: the HTML of the figure holds another picture than image/png"


@guard
def every_cell_has_its_slide(subject):
    for cell in subject.notebook.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") not in SLIDES:
            yield f"{subject.where(cell)} has no slideshow metadata"


@guard
def speakers_notes_say_whom_they_are_for(subject):
    """Students see them too: nothing but its first words marks a note in JupyterLab."""
    for cell in subject.notebook.cells:
        is_note = cell.metadata.get("slideshow", {}).get("slide_type") == "notes"
        if is_note != cell.source.startswith(FOR_THE_TEACHER):
            yield f"{subject.where(cell)}: notes, and only they, begin with {FOR_THE_TEACHER!r}"


@guard
def slides_say_what_they_show(subject):
    """An entry `slide` has a use, and a slide claims no equation that the notebook lacks."""
    tags = set(TAG.findall("".join(cell.source for cell in subject.texts)))
    for cell in subject.notebook.cells:
        if "slide" not in cell.metadata:
            continue
        where, entry = subject.where(cell), dict(cell.metadata.slide)
        text, hidden = entry.pop("text", None), entry.pop("hide", None)
        asked = entry.pop("answer", None)
        if entry or text is hidden is None:
            yield f"{where}: a slide entry holds text or hide, perhaps answer, and nothing else"
        if asked is not None and not any(f"check.{asked}(" in c.source for c in subject.codes):
            yield f"{where}: the slide answers {asked!r}, which the notebook does not check"
        if text is not None and not (isinstance(text, str) and text.strip()):
            yield f"{where}: the text of the slide is {text!r}"
        if hidden is not None and not (
            cell.cell_type == "code" and hidden in ("source", "outputs")
        ):
            yield f"{where}: hide says {hidden!r}, not source or outputs of a code cell"
        if cell.metadata.get("slideshow", {}).get("slide_type") in ("skip", "notes"):
            yield f"{where} says what a slide shows of it, and is on none"
        if "solution" in notebooks.tags(cell):
            yield f"{where}: a slide gives the solution away"
        for number in set(TAG.findall(str(text))) - tags:
            yield f"{where}: the slide has equation ({number}), the notebook has not"


@guard
def plain_python(subject):
    for cell in subject.codes:
        try:
            ast.parse(cell.source)
        except SyntaxError:
            yield f"{subject.where(cell)} is not plain Python (a magic?)"
            continue
        if "get_ipython" in cell.source:
            yield f"{subject.where(cell)} uses get_ipython"
        tokens = list(tokenize.generate_tokens(io.StringIO(cell.source).readline))
        for token, following in itertools.pairwise(tokens):
            ends = (tokenize.NEWLINE, tokenize.COMMENT, tokenize.ENDMARKER)
            if token.string == ";" and following.type in ends:
                yield f"{subject.where(cell)} has a trailing semicolon"


@guard
def nothing_escapes_nbval(subject):
    """Only a cell that depends on a framework's build may say that it is not to be compared."""
    for cell in subject.notebook.cells:
        for tag in notebooks.tags(cell):
            escapes = tag == "raises-exception" or tag.startswith("nbval-")
            if escapes and not _is_not_compared(subject, cell):
                yield f"{subject.where(cell)} has the tag {tag}"
        if re.search(r"#.*\b(NBVAL_|PYTEST_VALIDATE)", cell.source):
            yield f"{subject.where(cell)} has a marker of nbval"


def _is_not_compared(subject, cell):
    """Whether outputs are left uncompared as is allowed: by this tag, with the extra frameworks."""
    marks = [tag for tag in notebooks.tags(cell) if tag.startswith(("nbval-", "raises-"))]
    extra = subject.notebook.metadata.get("lectures_nn", {}).get("extra")
    return marks == ["nbval-ignore-output"] and extra == "frameworks"


@guard
def no_times_are_shown(subject):
    """Follow what comes from a clock to a print or a result; a comparison of times is fine."""
    timed = set()
    for cell in subject.codes:
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AugAssign) and _from_clock(node.value, timed):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                timed |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
            elif isinstance(node, ast.FunctionDef) and any(
                isinstance(n, ast.Return) and n.value and _from_clock(n.value, timed)
                for n in ast.walk(node)
            ):
                timed.add(node.name)
        shown = [node for node in ast.walk(tree) if _is_call_of_print(node)]
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            shown.append(tree.body[-1].value)
        if _is_not_compared(subject, cell):
            continue
        if any(_from_clock(node, timed) for node in shown):
            yield f"{subject.where(cell)} shows a time, which no run will repeat"


def _is_call_of_print(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "display")


def _from_clock(node, timed):
    if isinstance(node, ast.Compare):
        return False
    name = getattr(node, "id", getattr(node, "attr", ""))
    if name in CLOCKS or (isinstance(node, ast.Name) and name in timed):
        return True
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.time", "datetime.now"):
        return True
    return any(_from_clock(child, timed) for child in ast.iter_child_nodes(node))


@guard
def links_resolve(subject):
    for cell in subject.texts:
        for target in LINK.findall(FENCED.sub("", cell.source)):
            if re.match(r"(https?|mailto):", target):
                continue
            file, _, anchor = unquote(target).partition("#")
            path = subject.folder / file
            if file and (file.startswith("/") or not path.exists()):
                yield f"{subject.where(cell)}: there is no {file}"
            elif anchor and (not file or path.suffix == ".ipynb"):
                cells = notebooks.texts(notebooks.read(path)) if file else subject.texts
                if anchor not in _anchors(cells):
                    yield f"{subject.where(cell)}: there is no heading #{anchor}"


def _anchors(cells):
    source = "\n".join(FENCED.sub("", cell.source) for cell in cells)
    headings = {heading.replace(" ", "-") for heading in HEADING.findall(source)}
    return headings | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", source))


@guard
def text_goes_with_code(subject):
    run = LONGEST_RUN_OF_CODE  # so that a notebook cannot begin with code
    for cell in subject.notebook.cells:
        run = run + 1 if cell.cell_type == "code" else 0
        if run == LONGEST_RUN_OF_CODE + 1:
            yield f"{subject.where(cell)} needs a text cell before it"


@guard
def opening_is_complete(subject):
    title = re.compile(r"^# \S", re.MULTILINE)
    cells = subject.notebook.cells
    titles = [len(title.findall(FENCED.sub("", cell.source))) for cell in subject.texts]
    if not cells or not title.match(cells[0].source) or sum(titles) != 1:
        yield "the first cell does not begin with the one title '# ...'"
    first_code = next((i for i, c in enumerate(cells) if c.cell_type == "code"), len(cells))
    opening = "\n".join(cell.source for cell in cells[:first_code])
    for heading in ("What you will do", "What you will learn", "What you need"):
        if not re.search(rf"^## {heading}\b", opening, re.MULTILINE | re.IGNORECASE):
            yield f"the opening has no '## {heading}'"
    minutes = subject.notebook.metadata.get("lectures_nn", {}).get("minutes")
    if str(minutes) not in re.findall(r"(\d+) minutes", opening):
        yield f"the opening does not say that it takes {minutes} minutes"


@guard
def closing_is_complete(subject):
    source = "\n".join(cell.source for cell in subject.texts)
    places = []
    for heading in ("Recap", "Exercises", "Further reading"):
        found = re.search(rf"^## {heading}\b", source, re.MULTILINE | re.IGNORECASE)
        places.append(found.start() if found else -1)
        if not found:
            yield f"the closing has no '## {heading}'"
    if places != sorted(places) and -1 not in places:
        yield "the closing is not in the order recap, exercises, further reading"


@guard
def exercises_are_complete(subject):
    """Each exercise is a stub, a check cell and a collapsed solution that is checked too."""
    found = notebooks.exercises(subject.notebook)
    if subject.name[:2] != "00" and len(found) < FEWEST_EXERCISES:
        yield f"there are {len(found)} exercises, not {FEWEST_EXERCISES}"
    names = [exercise.name for exercise in found]
    if len(set(names)) < len(names):
        yield f"an exercise stands there twice: {names}"
    for exercise in found:
        if not exercise.name:
            yield f"{subject.where(exercise.check)} does not end in check.<name>(...)"
        if exercise.stub is None or exercise.solution is None:
            yield f"{subject.where(exercise.check)} has no stub before or no solution after it"
            continue
        name, given = notebooks.checked_name(exercise.solution)
        if name != exercise.name or not any(n.startswith("solution_") for n in given):
            yield f"{subject.where(exercise.solution)} does not check solution_{exercise.name}"
    paired = [cell for e in found for cell in (e.stub, e.solution)]
    for cell in subject.codes:
        role = {"exercise", "solution"} & set(notebooks.tags(cell))
        if role and not any(cell is other for other in paired):
            yield f"{subject.where(cell)} is tagged {role.pop()}, but has no check of its own"
        collapsed = "hide-cell" in notebooks.tags(cell) and cell.metadata.get("jupyter", {}).get(
            "source_hidden"
        )
        if "solution" in role and not collapsed:
            yield f"{subject.where(cell)} is not collapsed (hide-cell and source_hidden)"


@guard
def folded_solutions_give_nothing_away(subject):
    """JupyterLab shows the first line of a folded cell, and its output unless folded too."""
    for cell in subject.texts:
        if "solution" not in notebooks.tags(cell):
            continue
        if not cell.source.startswith("**Solution.**\n"):
            yield f"{subject.where(cell)} shows its first line: begin with '**Solution.**'"
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            yield f"{subject.where(cell)} is not folded (jupyter.source_hidden)"
    for cell in subject.codes:
        if "solution" not in notebooks.tags(cell):
            continue
        if not cell.source.startswith(("def ", "class ", "# Solution\n")):
            yield f"{subject.where(cell)} shows its first line: begin with '# Solution'"
        if not cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            yield f"{subject.where(cell)} shows its output (jupyter.outputs_hidden)"


def test_there_is_a_course():
    assert notebooks.paths(), "rules that are tried on no notebook prove nothing"


@pytest.mark.parametrize("name", GUARDS)
@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_notebook(path, name):
    subject = Subject(path.stem, path.read_text(encoding="utf-8"))
    assert list(GUARDS[name](subject)) == []


# The proof of the guards: a sample that keeps all rules, then one rule broken at a time.


def judged(name, notebook, file="03_sample", canonical=True):
    """Return what a guard says about a notebook made here."""
    text = run_notebooks.as_text(run_notebooks.canonical(notebook) if canonical else notebook)
    return list(GUARDS[name](Subject(file, text)))


@pytest.mark.parametrize("name", GUARDS)
def test_the_sample_keeps_the_rules(name):
    assert judged(name, sample_notebooks.good()) == []


def cell(index, **changes):
    """Return a function that changes one cell of a notebook."""

    def change(notebook):
        for key, value in changes.items():
            notebook.cells[index][key] = nbformat.from_dict(value)

    return change


def source(index, old, new):
    """Return a function that replaces a piece of a cell's text."""

    def change(notebook):
        assert old in notebook.cells[index].source
        notebook.cells[index].source = notebook.cells[index].source.replace(old, new)

    return change


def metadata(**settings):
    """Return a function that changes the course's metadata of a notebook."""
    return lambda notebook: notebook.metadata.lectures_nn.update(settings)


def output(*outputs):
    """Return a function that replaces the outputs of the verifying cell."""
    return cell(3, outputs=outputs)


def raw(function):
    """Mark a change that putting the notebook in canonical form would undo."""
    function.raw = True
    return function


def code(text):
    """Return a function that puts another text into the verifying cell."""
    return cell(3, source=text)


def tagged(index, *tags):
    """Return a function that replaces the tags of a cell."""
    return lambda notebook: notebook.cells[index].metadata.update(tags=list(tags))


def with_extra(*changes):
    """Return a function that makes changes to a notebook that needs the extra frameworks."""

    def change(notebook):
        for one in (metadata(extra="frameworks"), *changes):
            one(notebook)

    return change


def tolerance(entry, *outputs):
    """Return a function that gives the verifying cell a tolerance, and other outputs."""

    def change(notebook):
        notebook.cells[3].metadata.tolerance = entry
        notebook.cells[3].outputs = list(outputs)

    return change


def slide(entry, index=3, place="slide"):
    """Return a function that says what a slide shows of a cell."""
    changed = {"slide": entry, "slideshow": {"slide_type": place}}
    return lambda notebook: notebook.cells[index].metadata.update(nbformat.from_dict(changed))


TABLE = sample_notebooks.said("kind   loss  steps\nfull  0.482     10\nhalf  0.523     20\n")
ALTERED = [
    sample_notebooks.picture(**other).data["text/html"]
    for other in ({"alt": "Another description, of a sentence's length."}, {"shade": 3})
]


def described(alt):
    """Return a function that gives the figure another alt text, wherever it stands."""

    def change(notebook):
        figure = notebook.cells[5].outputs[0]
        html_ = figure.data["text/html"].replace(sample_notebooks.ALT, alt)
        figure.data.update({"text/html": html_, "text/plain": alt})
        figure.metadata["image/png"]["alt"] = alt

    return change


UNCOMPARED = tagged(3, "nbval-ignore-output")
LONG = "\n".join(f"x{i} = {i}" for i in range(26))
CLASS = "class A:\n" + "\n".join(f"    x{i} = {i}" for i in range(40))
CLOCK = "import time\nstart = time.perf_counter()\n"

UNFOLDED = nbformat.from_dict({"slideshow": {"slide_type": "skip"}, "tags": ["solution"]})

BROKEN = {
    "valid_format": [
        raw(lambda n: n.update(nbformat_minor=4)),
        raw(lambda n: n.metadata.kernelspec.update(name="conda-env")),
        raw(lambda n: n.cells[1].update(id="c-000")),
        raw(lambda n: n.cells[1].pop("id")),
        raw(lambda n: n.cells[1].pop("outputs")),
    ],
    "stored_in_canonical_form": [
        raw(lambda n: n.metadata.update(widgets={"state": {}})),
        raw(lambda n: n.cells[1].metadata.update(execution={"iopub.status.busy": "now"})),
        raw(lambda n: n.metadata.language_info.update(version="3.11.2")),
        raw(lambda n: n.cells[1].metadata.update(scrolled=True)),
        raw(
            lambda n: n.cells[5].outputs[0].data.update(
                {run_notebooks.WIDGET_VIEW: {"model_id": "1"}}
            )
        ),
    ],
    "states_lecture_minutes_and_seconds": [
        metadata(lecture="04"),
        metadata(lecture=3),
        metadata(minutes="90"),
        metadata(seconds_budget=31),
        metadata(seconds_budget=91, extra="frameworks"),
        metadata(extra="unheard-of"),
        lambda n: n.metadata.lectures_nn.pop("seconds_budget"),
    ],
    "executed_in_order": [
        cell(3, execution_count=None),
        raw(cell(3, execution_count=7)),
        raw(cell(1, execution_count=2)),
    ],
    "no_errors_or_stderr": [
        output(sample_notebooks.said("a warning", name="stderr")),
        output(nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])),
    ],
    "comparable_outputs": [
        output(nbformat.v4.new_output("display_data", data={"image/svg+xml": "<svg/>"})),
        output(nbformat.v4.new_output("display_data", data={"text/html": "<video src=''>"})),
        output(nbformat.v4.new_output("display_data", data={"text/html": "<script>a</script>"})),
        output(nbformat.v4.new_output("display_data", data={"text/html": "<img src='a.png'>"})),
        lambda n: n.cells[5].outputs[0].data.update({"text/html": "<img src='a'><img src='b'>"}),
    ],
    "tolerances_are_used": [
        tolerance({"absolute": 0.1}, sample_notebooks.said("No number.")),
        tolerance({"absolute": 0.1}, sample_notebooks.said("The loss is nan.")),
        tolerance({"absolute": 0.1}, sample_notebooks.picture(alt="Figure 1.5 " * 5)),
        tolerance({"absolute": 0.1}),
        tolerance({"columns": {"cost": {"absolute": 0.1}}}, TABLE),
        tolerance({"columns": {"kind": {"absolute": 0.1}}}, TABLE),
        tolerance({"columns": {"a": {"absolute": 1}}, "absolute": 1}, sample_notebooks.said("1")),
        tolerance({"absolute": -0.1}, TABLE),
        tolerance({"absolute": float("nan")}, TABLE),
        tolerance({"absolute": 0}, TABLE),
        tolerance({"absolut": 0.1}, TABLE),
        lambda n: n.cells[4].metadata.update(tolerance={"absolute": 0.1}),
    ],
    "no_absolute_paths": [
        output(sample_notebooks.said("saved to /home/ada/weights.npz")),
        output(sample_notebooks.result("PosixPath('/var/x.npz')")),
        output(sample_notebooks.said("C:\\Users\\ada")),
        code("open('/usr/share/data.csv')"),
    ],
    "defines_nothing_the_package_has": [
        code("def check_gradient(f): ..."),
        code("class Network: ..."),
        code("sigmoid = lambda z: z"),
        code("if True:\n    def sigmoid(z): ..."),
    ],
    "cells_are_short": [
        code(LONG),
        code(CLASS),
        lambda n: [cell.update(source=LONG[:80]) for cell in n.cells if cell.cell_type == "code"],
    ],
    "images_have_alt_text": [
        described(""),
        described("A figure."),
        output(sample_notebooks.picture(html=False)),
        lambda n: n.cells[5].outputs[0].metadata.clear(),
        lambda n: n.cells[5].outputs[0].data.update({"text/html": ALTERED[0]}),
        lambda n: n.cells[5].outputs[0].data.update({"text/html": ALTERED[1]}),
        source(4, "shows", "![](picture.png)"),
        source(4, "shows", "<img src='picture.png'>"),
    ],
    "every_cell_has_its_slide": [
        cell(3, metadata={}),
        cell(0, metadata={"slideshow": {"slide_type": "title"}}),
    ],
    "speakers_notes_say_whom_they_are_for": [
        cell(4, metadata={"slideshow": {"slide_type": "notes"}}),
        cell(4, source="*For the teacher.* Ask the class."),
    ],
    "slides_say_what_they_show": [
        slide({}),
        slide({"txt": "A sentence."}),
        slide({"text": " "}),
        slide({"hide": "code"}),
        slide({"hide": "source"}, index=2),
        slide({"text": "$$a \\tag{3.99}$$"}, index=2),
        slide({"text": "A sentence."}, place="skip"),
        slide({"text": "A sentence."}, place="notes"),
        slide({"hide": "outputs"}, index=11),
    ],
    "plain_python": [
        code("%matplotlib inline"),
        code("!ls"),
        code("print?"),
        code("a = 1;"),
        code("a = 1; b = 2;  # twice"),
        code("get_ipython().run_line_magic('pwd', '')"),
    ],
    "nothing_escapes_nbval": [
        tagged(3, "raises-exception"),
        tagged(3, "nbval-ignore-output"),
        with_extra(tagged(3, "raises-exception")),
        with_extra(tagged(3, "nbval-skip")),
        with_extra(code("# NBVAL_IGNORE_OUTPUT\nprint(1)")),
        code("# NBVAL_IGNORE_OUTPUT\nprint(1)"),
    ],
    "no_times_are_shown": [
        code(CLOCK + "print(time.perf_counter() - start)"),
        code(CLOCK + "took = time.perf_counter() - start\nprint(f'{took:.1f}')"),
        code(CLOCK + "took = time.perf_counter() - start\nratio = took / 3\nratio"),
        code("import time\ntime.time()"),
        with_extra(code("import time\ntime.time()")),
        code(CLOCK + "def took():\n    return time.perf_counter() - start\n\n\nprint(took())"),
    ],
    "links_resolve": [
        source(0, "Further-reading", "further-reading"),
        source(0, "#Further-reading", "99_nowhere.ipynb"),
        source(0, "#Further-reading", "/etc/hostname"),
        source(0, "[the end](", "![a picture that is longer than thirty letters](nowhere.png) ("),
    ],
    "text_goes_with_code": [
        lambda n: n.cells.insert(4, n.cells[1]) or n.cells.insert(4, n.cells[1])
        or n.cells.insert(4, n.cells[1]),
        lambda n: n.cells.pop(0),
    ],
    "opening_is_complete": [
        source(0, "# How", "How"),
        source(2, "The derivative", "# The derivative"),
        source(0, "## What you will do", "## Aims"),
        source(0, "## What you will learn", "What you will learn"),
        source(0, "## What you need", "### What you need"),
        source(0, "10 minutes", "20 minutes"),
        lambda n: n.cells.insert(0, n.cells.pop(1)),
    ],
    "closing_is_complete": [
        source(6, "Recap", "Summary"),
        source(7, "## Exercises", "Exercises"),
        source(-1, "## Further reading", ""),
        lambda n: n.cells.append(n.cells.pop(6)),
    ],
    "exercises_are_complete": [
        lambda n: n.cells.__delitem__(slice(8, 12)),  # two exercises left
        lambda n: n.cells.pop(9),  # a check without its stub
        lambda n: n.cells.pop(10),  # a stub without its check
        lambda n: n.cells.pop(11),  # a check without its solution
        source(11, "check.doubled", "check.halved"),
        source(11, "check.doubled(solution_doubled)", "check.doubled(my_doubled)"),
        source(11, "check.doubled(solution_doubled)", "solution_doubled(1)"),
        source(10, "check.doubled", "doubled"),
        tagged(11, "solution"),
        lambda n: n.cells[11].metadata.pop("jupyter"),
        source(14, "check.halved", "check.doubled"),
    ],
    "folded_solutions_give_nothing_away": [
        source(11, "def solution_doubled", "answer = 84\n\n\ndef solution_doubled"),
        lambda n: n.cells[11].metadata.jupyter.pop("outputs_hidden"),
        lambda n: n.cells[4].metadata.update(tags=["solution"], jupyter={"source_hidden": True}),
        lambda n: n.cells[4].update(source="**Solution.**\n", metadata=UNFOLDED),
    ],
}  # fmt: skip

CASES = [
    pytest.param(name, change, id=f"{name}-{number}")
    for name, changes in BROKEN.items()
    for number, change in enumerate(changes, 1)
]


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
@pytest.mark.parametrize(("name", "change"), CASES)
def test_a_broken_rule_is_noticed(name, change):
    notebook = sample_notebooks.good()
    change(notebook)
    raw_change = getattr(change, "raw", False)
    if raw_change:
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        assert list(GUARDS[name](Subject("03_sample", text)))
    else:
        assert judged(name, notebook)


def test_every_guard_is_proven():
    assert set(BROKEN) == set(GUARDS)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("slides_say_what_they_show", slide({"text": "Shorter.", "hide": "source"})),
        ("slides_say_what_they_show", slide({"text": "$$a \\tag{3.1}$$"}, index=2)),
        ("no_times_are_shown", code(CLOCK + "assert time.perf_counter() - start < 9\nprint(1)")),
        ("no_times_are_shown", code(CLOCK + "fast = time.perf_counter() > start\nprint(fast)")),
        ("nothing_escapes_nbval", with_extra(UNCOMPARED)),
        ("no_times_are_shown", with_extra(UNCOMPARED, code("import time\ntime.time()"))),
        ("tolerances_are_used", tolerance({"absolute": 0.1}, TABLE)),
        ("tolerances_are_used", tolerance({"columns": {"loss": {"relative": 0.1}}}, TABLE)),
        ("no_absolute_paths", output(sample_notebooks.said("0.5/1, and/or, https://a.b/home/x"))),
        ("plain_python", code("a = 1; b = 2\nprint('a;')")),
        ("defines_nothing_the_package_has", code("class ByHand:\n    def fit(self): ...")),
        ("cells_are_short", code(CLASS.rpartition("\n")[0])),
        ("links_resolve", source(0, "nothing", "nothing `[a](b)`")),
        ("states_lecture_minutes_and_seconds", metadata(seconds_budget=90, extra="frameworks")),
    ],
)
def test_what_the_rules_allow(name, change):
    notebook = sample_notebooks.good()
    change(notebook)
    assert judged(name, notebook) == []
