"""Grading: a made class in which everything happens that happens in classes."""

import csv
import json
import re
import threading
from pathlib import Path

import grade
import handout
import nbformat
import pytest
import submission

from lectures_nn.exercises import encoding, lecture_00, lecture_06
from lectures_nn.exercises.engine import Questions

SETTINGS = {"lectures_nn": {"lecture": "00"}}
START = "import numpy as np\nfrom lectures_nn.activations import sigmoid\n"
START += "from lectures_nn.exercises import lecture_00 as check"
RIGHT = {
    "mean_square": "def my_mean_square(values):\n    return np.mean(values**2)",
    "slope_in_w": (
        "def my_slope_in_w(x, w, b):\n    y = sigmoid(w * x + b)\n    return y * (1 - y) * x"
    ),
    "shape_of_product": "my_shape = (100, 10)",
}
EMPTY = {
    "mean_square": 'def my_mean_square(values):\n    """Return a number."""\n    ...',
    "slope_in_w": "def my_slope_in_w(x, w, b): ...",
    "shape_of_product": "my_shape = None",
}


def notebook(settings=SETTINGS, **cells):
    """Return a submission whose cells are right but for those given."""
    sources = [START, *(RIGHT | cells).values()]
    made = [nbformat.v4.new_code_cell(source) for source in sources if source]
    return nbformat.v4.new_notebook(cells=made, metadata=settings)


FORGOT_F = "def my_slope_in_w(x, w, b):\n    return x"
TRICK = """
def my_mean_square(values):
    return check.mean_square.reference(values)
my_slope_in_w = check.slope_in_w
"""
CLASS = {
    "ada": notebook(),
    "ben": notebook(slope_in_w=FORGOT_F),
    "cem": notebook(slope_in_w=FORGOT_F, shape_of_product="my_shape = (100, 50)"),
    "dag": notebook(**EMPTY),
    "eva": notebook(before="while True:\n    pass"),
    "fay": notebook(mean_square="import os\nos._exit(3)"),
    "gus": notebook(mean_square=TRICK, slope_in_w=""),
    "hal": notebook(before="import sys\nsys.exit()", mean_square=""),
    "ida": notebook(before="print('x' * 100, flush=True)\nwhile True:\n    print('x' * 10000)"),
}
SECONDS = 15  # of a cell that never ends


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Return the folder of the class."""
    folder = tmp_path_factory.mktemp("class") / "handed in"
    for student, made in CLASS.items():
        (folder / student).mkdir(parents=True)
        nbformat.write(made, folder / student / "00_start_here.ipynb")
    nbformat.write(notebook(), folder / "joy_00_start_here.ipynb")
    (folder / "jon").mkdir()
    (folder / "kim").mkdir()
    nbformat.write(notebook(), folder / "kim" / "final version.ipynb")
    (folder / "lea").mkdir()
    for name in ("00_start_here.ipynb", "00_start_here (1).ipynb"):
        nbformat.write(notebook(), folder / "lea" / name)
    (folder / "mia").mkdir()
    (folder / "mia" / "00_start_here.ipynb").write_text('{"cells": [', encoding="utf-8")
    (folder / "nik").mkdir()
    nbformat.write(notebook({}, imports="check = 0").copy(), folder / "nik" / "other.ipynb")
    text = (folder / "nik" / "other.ipynb").read_text(encoding="utf-8")
    text = text.replace("lecture_00 as check", "engine")
    (folder / "nik" / "other.ipynb").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graded(handed_in):
    """Return the folder of reports, made once."""
    reports = handed_in.with_name("reports")
    arguments = [str(handed_in), str(reports), f"--cell-seconds={SECONDS}", "--seed=7"]
    assert grade.main([*arguments, "--seconds=900", "--jobs=2"]) == 0
    return reports


@pytest.fixture(scope="module")
def states(graded):
    """Return student -> exercise -> (verdict, mistake)."""
    found = {}
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            verdict = row["verdict"], row["mistake"]
            found.setdefault(row["student"], {})[row["exercise"]] = verdict
    return found


def page(graded, student):
    return (graded / "students" / f"{student}.md").read_text(encoding="utf-8")


PASSED = ("passed", "")
ALL_PASSED = dict.fromkeys(RIGHT, PASSED)


@pytest.mark.parametrize("student", ["ada", "joy", "kim"])
def test_right_answers_pass_with_fresh_cases(states, student):
    assert states[student] == ALL_PASSED


def test_known_mistakes_are_named(graded, states):
    assert states["ben"] == ALL_PASSED | {"slope_in_w": ("not yet", "only_inner")}
    assert states["cem"]["shape_of_product"] == ("not yet", "hidden")
    hint = lecture_00.slope_in_w.misconceptions["only_inner"][1]
    assert hint in page(graded, "ben")
    assert "2 of 3 exercises passed" in page(graded, "ben")


def test_an_empty_submission_gets_nothing(states):
    assert states["dag"] == dict.fromkeys(RIGHT, ("not attempted yet", ""))


def test_the_reference_is_not_there_to_be_called(graded, states):
    assert states["gus"]["mean_square"][0] == "not yet"
    assert states["gus"]["slope_in_w"][0] == "not yet"
    assert states["gus"]["shape_of_product"] == PASSED
    assert "AttributeError" in page(graded, "gus")


def test_an_endless_loop_is_stopped_and_the_rest_goes_on(graded, states):
    assert states["eva"] == ALL_PASSED
    assert f"cell 5 was still running after {SECONDS} s and was stopped" in page(graded, "eva")


def test_endless_output_is_stopped_and_the_rest_goes_on(graded, states):
    assert states["ida"] == ALL_PASSED
    assert "cell 5 wrote more than is read and was stopped" in page(graded, "ida")


def test_a_crash_gives_one_line(graded, states):
    assert states["fay"] == dict.fromkeys(RIGHT, ("not judged", ""))
    line = "cell 2 ended the program (an exit, a crash, or too much memory)"
    assert page(graded, "fay").count(line) == 1


def test_an_exit_and_a_deleted_stub_leave_the_others(graded, states):
    assert states["hal"] == ALL_PASSED | {"mean_square": ("missing", "")}
    assert "cell 4 raised SystemExit" in page(graded, "hal")
    assert "`my_mean_square` is nothing: its cell was deleted" in page(graded, "hal")


@pytest.mark.parametrize(
    ("student", "line"),
    [
        ("jon", "nothing was handed in: there is no notebook in the folder jon"),
        ("kim", "final version.ipynb was renamed, and recognised as 00_start_here.ipynb"),
        ("lea", "one of several notebooks of lecture 00, so none of them was graded: leave one"),
        ("mia", "00_start_here.ipynb is damaged and cannot be read"),
        ("nik", "other.ipynb is no notebook of the course with exercises"),
    ],
)
def test_what_was_handed_in_otherwise_gets_a_line(graded, student, line):
    assert line in page(graded, student)
    report = (graded / "class.md").read_text(encoding="utf-8")
    assert any(line in row for row in report.splitlines() if row.startswith(f"- {student}: "))


def test_the_class_report_counts_mistakes(graded, states):
    report = (graded / "class.md").read_text(encoding="utf-8")
    verdicts = [exercises for exercises in states.values() if set(RIGHT) <= set(exercises)]
    made = sum(found["slope_in_w"][1] == "only_inner" for found in verdicts)
    hint = lecture_00.slope_in_w.misconceptions["only_inner"][1]
    assert made == 2
    title = "Exercise 2 (slope_in_w)"
    assert f"- {made} of {len(verdicts)}: {title}, only_inner. {hint}" in report
    passed = sum(found["mean_square"] == PASSED for found in verdicts)
    assert f"| Exercise 1 (mean_square) | {passed} |" in report


def test_reports_name_exercises_as_the_notebooks_do(graded):
    assert "**Exercise 2 (slope_in_w)**: not yet" in page(graded, "ben")
    for lecture in grade.lectures().values():
        for name, title in lecture.titles.items():
            assert re.fullmatch(rf"[A-Z][\w ,()-]*\w\)? \({name}\)", title), title
        assert len(set(lecture.titles.values())) == len(lecture.expressions)


def test_totals_have_a_line_for_each_student_that_adds_up(graded, states):
    with (graded / "totals.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(states)
    for student, exercises in states.items():
        passed = str(sum(verdict == PASSED for verdict in exercises.values()))
        assert rows[student] == {"student": student, "00": passed, "total": passed, "of": "3"}


def test_notebooks_of_another_version_are_noticed(handed_in):
    lecture = grade.lectures()["00"]
    source = nbformat.read(handout.ROOT / "notebooks" / f"{lecture.name}.ipynb", as_version=4)
    given = handout.students_notebook(source).metadata["lectures_nn"]["version"]
    assert given == lecture.version
    source.cells[-1].source += " A word more in the text, where nothing is asked."
    assert handout.version(source) == given
    next(c for c in source.cells if "check" in c.metadata.get("tags", [])).source += "  # another"
    other = handout.students_notebook(source).metadata["lectures_nn"]["version"]
    group = [grade.Submission("a", handed_in, lecture, v) for v in ("", given, other)]
    assert grade.other_version(lecture, group[:2]) == ""
    line = "1 of 3 notebooks of lecture 00 were handed out by another version"
    assert line in grade.other_version(lecture, group)
    assert line not in grade.class_report(group, 1)
    for one in group:
        one.verdicts = {name: grade.Verdict(name, "passed", "") for name in lecture.expressions}
    assert line in grade.class_report(group, 1)


def test_questions_keep_results_and_judge_nothing():
    exercise = Questions("mean_square", lecture_00.mean_square.cases)
    assert exercise(lambda values: values.sum()).passed
    assert exercise.results == [case[0].sum() for case in lecture_00.mean_square.cases]
    assert not exercise(5).passed


# ---------------------------------------------------------------- what comes back is only data


def test_forged_answers_are_no_pass():
    exercise = lecture_00.mean_square.fresh(1)
    forged = [
        {"state": "passed"},
        {"state": "passed", "results": encoding.write([]), "printing": False},
        {"state": "passed", "results": "x", "printing": False},
        {"state": "splendid", "message": "", "hint": None},
        {"value": encoding.write(1.0)},
    ]
    for entry in forged:
        assert not grade.judge(exercise, entry, "my_mean_square").passed


def test_lines_that_are_no_answers_are_left_out(tmp_path):
    path = tmp_path / "answers.json"
    assert grade.read_answers(path) == {}
    path.write_text('no\n[]\n{"exercise": "a", "value": "1"}\n{"exercise": "a"}\n{}', "utf-8")
    assert grade.read_answers(path) == {"a": {"exercise": "a", "value": "1"}}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_spreadsheet_takes_nothing_for_a_formula(text):
    assert grade.safe(text) == "'" + text
    assert grade.safe("plain") == "plain"


def test_every_lecture_can_be_asked():
    for number, lecture in grade.lectures().items():
        asked, judges = grade.questions(number, 3)
        assert set(asked) == set(lecture.exercises) == set(judges)
        json.dumps(asked)
    source = grade.questions("06", 3)[0]["random_start"]["source"]
    assert callable(encoding.run(source, "cases"))
    assert lecture_06.random_start.fresh(3).seed == 3


def test_two_at_a_time_find_the_questions_written(handed_in, tmp_path, monkeypatch):
    # Reading sources in two threads at once can fail in Python 3.11.
    threads, read = set(), grade.sealing.source_of

    def source_of(module):
        threads.add(threading.current_thread())
        return read(module)

    monkeypatch.setattr(grade.sealing, "source_of", source_of)
    monkeypatch.setattr(grade, "run", lambda *_: ["not run"])
    arguments = [str(handed_in), str(tmp_path / "reports"), "--seed=11", "--jobs=2"]
    assert grade.main(arguments) == 0
    assert threads == {threading.main_thread()}


def test_the_folders_are_looked_at_first(tmp_path, capsys):
    assert grade.main([str(tmp_path / "none")]) == 1
    assert "expected a folder of submissions" in capsys.readouterr().err
    assert grade.main([str(tmp_path)]) == 1
    assert "expected notebooks in" in capsys.readouterr().err
    (tmp_path / "a").mkdir()
    nbformat.write(notebook(), tmp_path / "a" / "00_start_here.ipynb")
    assert grade.main([str(tmp_path), str(tmp_path / "a")]) == 1
    assert "expected a new or an empty folder for the reports" in capsys.readouterr().err


def test_a_submission_gets_nothing_of_the_teachers_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("A_SECRET", "of the teacher")
    variables = grade.environment(tmp_path)
    assert "A_SECRET" not in variables
    assert Path(variables["HOME"]) == tmp_path / "home"
    assert str(handout.ROOT) not in variables["PYTHONPATH"].split(grade.os.pathsep)
    assert submission.LARGEST_FILE < 1e9
