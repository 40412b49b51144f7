"""Make the repository that students get: everything but solutions, notes and the teacher's tools.

    python course.py handout DIR
    python course.py handout DIR --nbgrader

DIR is a new folder. In it the same two commands work, `python course.py lab` and `python course.py
test`; with --nbgrader it is the root of a course for nbgrader. Nothing is written unless all of it
can be.
"""

import argparse
import ast
import hashlib
import importlib
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import nbgrader_course
import run_notebooks
import sealing

from lectures_nn.exercises import declared
from lectures_nn.exercises.own_work import WITHOUT

ROOT = Path(__file__).resolve().parents[1]
INSIDE = ROOT / "handout"  # the one place in the repository itself; git and ruff leave it out
COPIED = (
    ".gitignore",
    "LICENSE",
    "benchmarks",
    "conftest.py",
    "constraints.txt",
    "course.py",
    "data",
    "docs/notation.md",
    "environment.yml",
    "lectures_nn",
    "pyproject.toml",
    "tools/add_torch.py",
    "tools/build_mnist_5000.py",  # this and two more: where the data come from
    "tools/doctor.py",
    "tools/experiment.py",
    "tools/experiments",
    "tools/run_notebooks.py",
    "tools/tolerances.py",
    "tools/train_digit_networks.py",
    "tools/train_ex4_weights.py",
    "tests/conftest.py",
    "tests/files",
    "tests/left_out.py",
    "tests/nbval_recorder.py",
)
# Tests of the package; the others test exercises, notebooks with their solutions, and tools.
TESTS = (
    "activations",
    "convolution",
    "costs",
    "dropout",
    "gradients",
    "initializers",
    "layers",
    "network",
    "normalization",
    "optimizers",
    "perceptron",
    "pooling",
    "radial",
    "recurrent",
    "training",
    "validation",
)
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", ".*_cache", ".ipynb_checkpoints", "*.mat", "*.part", "mnist_70000.npz"
)
TEACHERS_TASKS = (
    "grade", "guide", "handout", "matrix", "mutation", "present", "site", "slides",
)  # fmt: skip
NOT_NAMED = ("bench", "lint")  # they are there and work; nobody needs them to learn
# What a student wants to know before a task begins: what it brings, in GB on a Linux machine.
OWN_ROWS = {
    "test": (
        "runs the tests of the package and all notebooks, and the first time adds what they need: "
        "tools for tests and TensorFlow, about 2 GB"
    ),
    "torch": (
        "adds PyTorch, about 0.9 GB, which no lecture needs: lecture 15 then compares itself with "
        "one library more"
    ),
}
SEALED = '''\
"""{title}"""

from lectures_nn.exercises import sealed

globals().update(sealed.load("{name}"))
'''
SEALED_SOURCE = '''\
"""{title}"""

from lectures_nn.exercises import sealed

sealed.fill(__name__)
'''
# Sentences that are untrue without solutions, notes and hints, and what stands in their place.
SENTENCES = {
    r"The\s+solutions\s+are\s+folded\s+away\s+below\s+the\s+checks\.": "",
    r"Below\s+each\s+check\s+a\s+\*\*solution\*\*\s+is\s+folded\s+away:.*?\.(?=\s|$)": "",
    r"`exercises\.hints\(\)`\s+lists[^.]*\.": "",
    r"Paragraphs\s+that\s+begin\s+with\s+\*For\s+the\s+teacher\*\s+are\s+notes[^.]*\.": "",
}
MAY_CALL = "An answer may call whatever the package has, unless the exercise says otherwise."
MAY_NOT_CALL = "Write it yourself: an answer that calls the package's own {} does not pass."

README = """\
# lectures_nn

A course on neural networks, from a single perceptron to convolutional networks that read
handwritten digits. Every formula is derived, written as a few lines of NumPy, and then checked by
the notebook itself against something independent.

## Start

You need [Python](https://www.python.org/downloads/) 3.11 or newer and this folder. In it, type

```
python course.py lab
```

The first call builds an environment in the folder `.venv`, which takes a few minutes and needs the
network. Then, and at every later call at once, JupyterLab opens the first notebook. (On some
systems Python is called `python3`; on Windows, `py`.) Lectures 13 and 15 need about 1.4 GB
more, which `python course.py lab --frameworks` adds.

{own_work}

| command | what it does |
| --- | --- |
{tasks}

## Exercises

Each exercise has a cell for your answer and below it a check, which says "passed", "not attempted
yet", or what it noticed; it never breaks anything. Write into the cells that are there and keep
their names (`my_...`): your answers are found by them. Save the notebook under the name that it has
when you hand it in.

What your checks hold are results for a few examples, in a form that nobody reads by accident. Your
answers may be tried with other examples, too.

## The course

Minutes are for reading, running and thinking, with the exercises.

{map}

The [notation](docs/notation.md) is one page for all lectures, and a [glossary](docs/glossary.md)
has the words of the course.

{without}

## Licence

Code: BSD 3-Clause. Text and figures: Creative Commons Attribution 4.0 (CC BY 4.0).
[LICENSE](LICENSE) has both; the data keep the licences of their sources, named in
[data/README.md](data/README.md).
"""


class HandoutError(Exception):
    """One sentence on why there is no handout."""


def build(target, write=None):
    """Write the students' repository into a new folder.

    Parameters
    ----------
    target : pathlib.Path
        It does not exist yet, or is empty.
    write : callable, optional
        Writes something else in its place, into the folder that it is given.
    """
    target = Path(target).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise HandoutError(f"expected a new or an empty folder, got {target}, where something is")
    if target.is_relative_to(ROOT) and target != INSIDE:
        raise HandoutError(
            f"expected a folder outside of the course, or {INSIDE.name} in it, got {target}"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".handout-") as folder:
        draft = Path(folder) / "handout"
        (write or write_students_course)(draft)
        if target.exists():
            target.rmdir()
        draft.rename(target)


def write_for_grading(folder):
    """Write what a submission needs to run: package, data, and what notebooks read."""
    for name in ("data", "docs/notation.md", "lectures_nn"):
        copy(name, folder)
    seal_exercises(folder / "lectures_nn" / "exercises")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    for path in linked(folder):
        copy(path, folder)
    for path in (folder / "notebooks").iterdir():
        path.unlink()


def write_nbgrader_course(folder, lectures=()):
    """Write a course of nbgrader, with an assignment for each lecture.

    Its settings are in `nbgrader_config.py`. Package and data lie beside `source/`: what grades has
    no solution in it, so that no answer can borrow one.
    """
    write_for_grading(folder)
    (folder / "notebooks").rmdir()
    store(folder / "nbgrader_config.py", nbgrader_course.CONFIG)
    for path in run_notebooks.select(lectures):
        edition = students_notebook(nbformat.read(path, as_version=4))
        place = folder / "source" / path.stem
        place.mkdir(parents=True)
        given = nbgrader_course.assignment(edition)
        store(place / path.name, run_notebooks.as_text(given))


def write_students_course(folder):
    """Write all files into a folder that does not exist."""
    for name in (*COPIED, *tests_with_helpers()):
        copy(name, folder)
    change(folder / "course.py", without_tasks)
    change(folder / "pyproject.toml", students_settings)
    seal_exercises(folder / "lectures_nn" / "exercises")
    tests = (ROOT / "tools" / "handout_tests.py").read_text(encoding="utf-8")
    store(folder / "tests" / "test_handout.py", tests)
    store(folder / "README.md", students_readme((ROOT / "README.md").read_text(encoding="utf-8")))
    (folder / "notebooks").mkdir()
    for path in run_notebooks.select([]):
        edition = students_notebook(nbformat.read(path, as_version=4))
        store(folder / "notebooks" / path.name, run_notebooks.as_text(edition))
    for path in linked(folder):
        copy(path, folder)


def tests_with_helpers():
    """Return the tests of the package and the modules beside them that they import."""
    names = [f"tests/test_{test}.py" for test in TESTS]
    for name in names:  # it grows
        imported = set()
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
        helpers = (f"tests/{module}.py" for module in sorted(imported))
        names += [path for path in helpers if (ROOT / path).exists() and path not in names]
    return names


def copy(name, folder):
    """Copy a file or a folder of the repository."""
    source, target = ROOT / name, folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    else:
        shutil.copy(source, target)


def store(path, text):
    """Write a text file as the repository has them."""
    path.write_text(text, encoding="utf-8", newline="\n")


def change(path, function):
    """Replace the text of a file by what a function makes of it."""
    store(path, function(path.read_text(encoding="utf-8")))


def linked(folder):
    """Return files of the repository that a notebook links to or reads and that are missing."""
    found = set()
    for path in (folder / "notebooks").iterdir():
        for target in re.findall(r"\.\./([\w/-]+\.\w+)", path.read_text(encoding="utf-8")):
            if (ROOT / target).is_file() and not (folder / target).exists():
                found.add(target)
    return sorted(found)


# ------------------------------------------------------------------------------- programs


def without_tasks(source):
    """Return the launcher without the teacher's tasks."""
    lines, tree = source.splitlines(keepends=True), ast.parse(source)
    gone = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in TEACHERS_TASKS:
            gone |= set(range(node.lineno, node.end_lineno + 3))  # and two empty lines
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "TASKS":
            table = zip(node.value.keys, node.value.values, strict=True)
            for key, value in table:
                if key.value in TEACHERS_TASKS:
                    gone |= set(range(key.lineno, value.end_lineno + 1))
    return "".join(line for number, line in enumerate(lines, 1) if number not in gone)


def students_settings(text):
    """Return pyproject.toml for a repository whose notebooks students write into."""
    text = text.replace('extend-include = ["*.ipynb"]\n', 'extend-exclude = ["*.ipynb"]\n')
    text = text.replace(" tests/test_package.py compares this list with the folders.", "")
    for name in re.findall(r'^"(tools/\w+\.py)" = ', text, re.MULTILINE):
        if name not in COPIED:
            text = re.sub(rf'^"{name}" = .*\n', "", text, flags=re.MULTILINE)
    return text.replace(
        "[tool.setuptools.package-data]\n",
        '[tool.setuptools.package-data]\n"lectures_nn.exercises" = ["*.json"]\n',
    )


def students_readme(readme):
    """Return the README for students, with the parts of the teacher's that hold for both."""
    rows = re.findall(r"^\| `python course\.py (\w+)([^`]*)` \| (.*) \|$", readme, re.MULTILINE)
    tasks = [
        f"| `python course.py {task}{more}` | {OWN_ROWS.get(task, does)} |"
        for task, more, does in rows
        if task not in TEACHERS_TASKS + NOT_NAMED
    ]
    parts = {
        "map": r"^\| lecture \|.*?(?=\n\n)",
        "own_work": r"^\*\*Your own work beside updates\..*?(?=\n\n)",
        "without": r"^## Without course\.py\n.*?(?=\n\n## )",
    }
    found = {
        name: re.search(pattern, readme, re.MULTILINE | re.DOTALL)[0]
        for name, pattern in parts.items()
    }
    return README.format(tasks="\n".join(tasks), **found)


# ------------------------------------------------------------------------------ exercises


def seal_exercises(folder):
    """Put sealed exercises in the place of those with references."""
    (folder / "catalogue.py").unlink()
    for module in declared.lectures():
        name = module.__name__.rpartition(".")[2]
        title = module.__doc__.partition("\n")[0]
        store(folder / f"{name}.py", SEALED.format(title=title, name=name))
        store_data(folder / f"{name}.json", sealing.seal(module))
    clinic = importlib.import_module("lectures_nn.exercises.clinic")
    source = (folder / "clinic.py").read_text(encoding="utf-8")
    title = clinic.__doc__.partition("\n")[0]
    store(folder / "clinic.py", SEALED_SOURCE.format(title=title))
    store_data(folder / "clinic.json", sealing.encoding.write(source).splitlines())
    change(folder / "__init__.py", without_hints)


def store_data(path, data):
    """Write data as JSON, one value a line."""
    store(path, json.dumps(data, indent=0) + "\n")


def without_hints(source):
    """Return the package's front without the list of all hints."""
    node = next(n for n in ast.parse(source).body if getattr(n, "name", "") == "hints")
    lines = source.splitlines(keepends=True)
    del lines[node.lineno - 1 : node.end_lineno]
    text = "".join(lines).rstrip() + "\n"
    return re.sub(r",\s+and\s+``hints\(\)``[^.]*\.", ".", text)


# ------------------------------------------------------------------------------ notebooks


def students_notebook(notebook):
    """Return a notebook without solutions and notes, whose sentences are true without them."""
    edition = without_solutions(notebook)
    lecture = edition.metadata.get("lectures_nn", {}).get("lecture", "")
    edition.metadata["lectures_nn"]["version"] = version(notebook)
    text = section = told = None
    for cell in edition.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            text = cell
            cell.source = true_for_students(cell.source)
            if cell.source.startswith("## "):
                section = cell
        elif "exercise" in tags and not told:
            told = section.source = f"{section.source.rstrip()}\n\n{MAY_CALL}"
        elif "check" in tags:
            # What it says depends on the answer.
            cell.metadata["tags"] = [*tags, "nbval-ignore-output"]
            name = re.search(r"\bcheck\.(\w+)\(", cell.source)
            forbidden = WITHOUT.get(f"lecture_{lecture}.{name[1]}" if name else "", ())
            if forbidden and text is not None:
                names = " and ".join(f"`{path.rpartition('.')[2]}`" for path in forbidden)
                text.source += "\n\n" + MAY_NOT_CALL.format(names)
    return edition


def version(notebook):
    """Return what tells versions of a lecture's exercises apart: a digest of cells and checks."""
    lecture = notebook.metadata.get("lectures_nn", {}).get("lecture", "")
    module = ROOT / "lectures_nn" / "exercises" / f"lecture_{lecture}.py"
    texts = [module.read_text(encoding="utf-8")] if module.exists() else []
    for cell in notebook.cells:
        if {"exercise", "check"} & set(cell.metadata.get("tags", [])):
            texts.append(cell.source)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]


def without_solutions(notebook):
    """Return a copy without solutions, without verdicts of checks and without speaker's notes."""
    edition = nbformat.from_dict(notebook)
    edition.cells = [
        cell
        for cell in edition.cells
        if "solution" not in cell.metadata.get("tags", [])
        and cell.metadata.get("slideshow", {}).get("slide_type") != "notes"
    ]
    for cell in edition.cells:
        if "check" in cell.metadata.get("tags", []):
            cell.outputs, cell.execution_count = [], None
    return run_notebooks.canonical(edition)


def true_for_students(source):
    """Return a text without the sentences on solutions and notes."""
    for pattern, instead in SENTENCES.items():
        source = re.sub(rf"[ \n]?{pattern}", instead, source, flags=re.DOTALL)
    return source


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python course.py handout",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new folder")
    parser.add_argument("--nbgrader", action="store_true", help="write assignments for nbgrader")
    options = parser.parse_args(arguments)
    try:
        build(options.folder, write_nbgrader_course if options.nbgrader else None)
    except HandoutError as error:
        print(error, file=sys.stderr)
        return 1
    if options.nbgrader:
        print(f"The course is in {options.folder}: nbgrader generate_assignment 00_start_here")
    else:
        print(f"The students' course is in {options.folder}: they begin with python course.py lab")
    return 0


if __name__ == "__main__":
    sys.exit(main())
