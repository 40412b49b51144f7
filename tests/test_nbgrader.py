"""The course for nbgrader, tried with nbgrader itself."""

import csv
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import handout
import nbformat
import pytest

ASSIGNMENT = "00_start_here"
NAMES = ("mean_square", "slope_in_w", "shape_of_product")
RIGHT = {
    "mean_square": "def my_mean_square(values):\n    return (values**2).mean()",
    "slope_in_w": (
        "def my_slope_in_w(x, w, b):\n    y = sigmoid(w * x + b)\n    return x * y * (1 - y)"
    ),
    "shape_of_product": "my_shape = (100, 10)",
}
SUBMISSIONS = {
    "right": RIGHT,
    # Takes a check out of its cell: nbgrader puts it back.
    "empty": {"mean_square checked": "assert True"},
    "tricks": {
        "mean_square": "def my_mean_square(values):\n    while True: pass",
        "slope_in_w": "my_slope_in_w = check.slope_in_w.reference",
        "shape_of_product": "my_shape = check.shape_of_product.expected",
    },
}


def nbgrader(folder, *words):
    """Run nbgrader in the folder of a course."""
    command = [sys.executable, "-m", "nbgrader", *words]
    own = os.environ | {"HOME": str(folder / "home"), "JUPYTER_CONFIG_DIR": str(folder / "home")}
    programs = Path(sys.executable).parent  # nbgrader calls one that was installed with it
    own["PATH"] = os.pathsep.join([str(programs), own["PATH"]])
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def cells_of(notebook):
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return the folder of a course whose submissions nbgrader has graded."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    handout.build(folder, functools.partial(handout.write_nbgrader_course, lectures=["00"]))
    nbgrader(folder, "generate_assignment", ASSIGNMENT, "--create")
    released = folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    for student, answers in SUBMISSIONS.items():
        notebook = nbformat.read(released, as_version=4)
        cells = cells_of(notebook)
        for cell in notebook.cells:  # the lecture itself takes its time, and is not in question
            if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
                lines = cell.source.splitlines()
                cell.source = "\n".join(line for line in lines if re.match("(from|import) ", line))
        for name, source in answers.items():
            grade_id = name.removesuffix(" checked")
            cells[grade_id if grade_id != name else f"{name}-answer"].source = source
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        nbformat.write(notebook, place / released.name)
    nbgrader(folder, "autograde", ASSIGNMENT, "--create")
    return folder


def test_what_is_released_is_the_students_edition(course):
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    released = nbformat.read(path, as_version=4)
    [lecture] = handout.run_notebooks.select(["00"])
    edition = handout.students_notebook(nbformat.read(lecture, as_version=4))
    assert [c.id for c in released.cells] == [c.id for c in edition.cells]
    before = {c.id: c.source for c in edition.cells}
    changed = {c.id for c in released.cells if c.source.rstrip() != before[c.id].rstrip()}
    checks = {c.id for c in edition.cells if "check" in c.metadata.get("tags", [])}
    assert changed == checks  # stubs are as they were: they give the variable its name
    assert len(checks) == len(NAMES)


def test_grades(course):
    nbgrader(course, "export", "--to", "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    grades = {row["student_id"]: (float(row["raw_score"]), float(row["max_score"])) for row in rows}
    assert grades == {"right": (3, 3), "empty": (0, 3), "tricks": (0, 3)}


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("right", (None, None, None)),
        ("empty", [f"not attempted yet: {name}" for name in NAMES]),
        ("tricks", ("was still running after", "not defined", "not defined")),
    ],
)
def test_each_check_says_why(course, student, said):
    path = course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    cells = cells_of(nbformat.read(path, as_version=4))
    found = [" ".join(o.evalue for o in cells[name].outputs) for name in NAMES]
    for words, message in zip(said, found, strict=True):
        assert (words in message) if words else not message
