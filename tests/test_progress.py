"""What a reader has passed: shown when asked for, kept only when asked for, and nowhere else."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import notebooks
from lectures_nn.exercises import (
    declared,
    engine,
    hints,
    lecture_00,
    lecture_03,
    progress,
    record,
)

EXERCISES = 3  # those of lecture 00


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return where progress would be kept; what was passed before the test is forgotten."""
    file = tmp_path / "of_mine" / "progress.txt"
    monkeypatch.setenv(record.PLACE, str(file))
    monkeypatch.setattr(record, "passed_here", set())
    return file


def pass_one():
    my_shape = (100, 10)
    assert lecture_00.shape_of_product(my_shape).passed


def lines(file):
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]


def test_it_is_shown_but_not_kept_before_that_is_asked_for(file):
    before = progress()
    pass_one()
    after = progress()
    assert (len(before.passed), after.passed) == (0, {"lecture_00.shape_of_product"})
    assert "lecture 00  0 of 3  open: mean_square, slope_in_w, shape_of_product" in repr(before)
    assert "lecture 00  1 of 3  open: mean_square, slope_in_w" in repr(after)
    assert f"keeps it in {file}" in repr(after)
    assert not file.parent.exists()


def test_every_exercise_of_every_lecture_is_counted(file):
    modules = sorted(p.stem for p in Path(engine.__file__).parent.glob("lecture_*.py"))
    shown = progress()
    assert list(shown.exercises) == modules
    total = sum(len(names) for names in shown.exercises.values())
    assert f"together    0 of {total}" in repr(shown)


def test_what_was_passed_before_and_after_is_kept(file):
    pass_one()
    shown = progress(keep=True)
    assert repr(shown).endswith(f"Kept in {file}")
    assert lines(file) == ["lecture_00.shape_of_product"]
    assert lecture_00.slope_in_w(lecture_00.slope_in_w.reference).passed
    pass_one()
    assert lines(file) == ["lecture_00.shape_of_product", "lecture_00.slope_in_w"]


def test_another_notebook_sees_it(file, monkeypatch):
    progress(keep=True)
    pass_one()
    monkeypatch.setattr(record, "passed_here", set())
    assert progress().passed == {"lecture_00.shape_of_product"}


def test_all_passed_is_said(file):
    for exercise in declared.exercises_of(lecture_00).values():
        answer = getattr(exercise, "reference", None) or exercise.expected
        assert exercise(answer).passed
    assert f"lecture 00  {EXERCISES} of {EXERCISES}  all passed" in repr(progress())


def test_keeping_ends_and_the_file_is_gone(file):
    progress(keep=True)
    pass_one()
    assert "Nothing is kept any more." in repr(progress(keep=False))
    pass_one()
    assert not file.exists()
    assert "Nothing is kept any more." in repr(progress(keep=False))


def test_solutions_are_no_progress(file):
    progress(keep=True)
    cell = "solution_shape = (100, 10)\n\nverdict = check.shape_of_product(solution_shape)"
    names = {"check": lecture_00}
    exec(cell, names)
    assert names["verdict"].passed
    assert lines(file) == []
    assert progress().passed == set()


def test_wrong_answers_and_foreign_exercises_are_no_progress(file):
    progress(keep=True)
    assert not lecture_00.shape_of_product((1, 2)).passed
    assert engine.ValueExercise("shape_of_product", 3)(3).passed
    assert lines(file) == []


def test_two_notebooks_write_at_once(file):
    progress(keep=True)
    code = (
        "from lectures_nn.exercises import record\n"
        "for i in range(300): record.add(record.place(), [f'lecture_{mark}.exercise_{i:03d}'])"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", f"mark = {mark!r}\n{code}"], env=dict(os.environ))
        for mark in ("one", "two")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    expected = {f"lecture_{m}.exercise_{i:03d}" for m in ("one", "two") for i in range(300)}
    assert sorted(lines(file)) == sorted(expected)


def test_a_damaged_file_is_read_as_far_as_possible(file):
    file.parent.mkdir()
    file.write_bytes(b"lecture_00.mean_square\nlec\xff\n\nture_00.slope_in_w\n")
    assert progress().passed == {"lecture_00.mean_square"}
    pass_one()
    assert progress().passed == {"lecture_00.mean_square", "lecture_00.shape_of_product"}


def test_a_place_that_cannot_be_written_is_told_and_stops_no_check(file):
    file.parent.write_text("a file where a folder is needed")
    shown = repr(progress(keep=True))
    assert f"It cannot be kept in {file}: " in shown
    pass_one()
    assert progress().passed == {"lecture_00.shape_of_product"}


def test_a_disk_that_fails_later_stops_no_check(file, monkeypatch):
    progress(keep=True)
    monkeypatch.setattr(record.os, "write", lambda *_: (_ for _ in ()).throw(OSError("full")))
    pass_one()
    assert progress().passed == {"lecture_00.shape_of_product"}


def test_a_line_that_was_cut_off_swallows_no_other(file):
    file.parent.mkdir()
    file.write_bytes(b"lecture_00.mean_square\nlecture_00.slo")
    pass_one()
    assert {"lecture_00.mean_square", "lecture_00.shape_of_product"} <= record.kept(file)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["endless", "pipe"])
def test_what_is_no_file_is_not_read_and_is_told(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(record, "passed_here", set())
    place = Path("/dev/full")
    if kind == "pipe":
        place = tmp_path / "pipe"
        os.mkfifo(place)
    monkeypatch.setenv(record.PLACE, str(place))
    pass_one()
    assert progress().passed == {"lecture_00.shape_of_product"}
    assert f"It cannot be kept in {place}: " in repr(progress(keep=True))


def test_without_a_variable_the_place_is_the_readers_own(monkeypatch):
    monkeypatch.delenv(record.PLACE)
    assert record.place().name == "progress.txt"
    assert notebooks.ROOT not in record.place().parents
    assert Path.home() in record.place().parents or "XDG_DATA_HOME" in os.environ


def test_nothing_is_kept_in_tests_and_in_the_kernels_they_start():
    assert os.environ[record.PLACE] == record.OFF
    assert record.place() is None
    assert f"{record.PLACE} is set to 'off'" in repr(progress(keep=True))


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_no_notebook_stores_the_progress_of_its_author(path):
    sources = "".join(cell.source for cell in notebooks.codes(notebooks.read(path)))
    assert "progress(" not in sources.replace("progress=", "")


# The catalogue of mistakes.


def test_every_declared_hint_is_listed_once():
    written = [
        (lecture.__name__.rpartition(".")[2], name, key)
        for lecture in declared.lectures()
        for name, exercise in declared.exercises_of(lecture).items()
        for kind in ("misconceptions", "properties", "choices")
        for key in getattr(exercise, kind, {})
    ]
    assert [(entry.lecture, entry.exercise, entry.key) for entry in hints()] == written
    assert len(written) > 400


@pytest.mark.parametrize("lecture", declared.lectures(), ids=lambda module: module.__name__[-2:])
def test_the_wrong_answer_that_is_shown_makes_its_mistake(lecture):
    for entry in hints(int(lecture.__name__[-2:])):
        names = dict(vars(lecture))
        if entry.wrong.startswith("def "):
            exec(entry.wrong, names)
            wrong = names[entry.wrong[4:].partition("(")[0]]
        else:
            wrong = eval(entry.wrong, names)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = declared.exercises_of(lecture)[entry.exercise](wrong)
        assert (verdict.state, verdict.hint) == ("not yet", entry.key), entry
        assert entry.hint in verdict.message
        for helper in filter(None, entry.helpers.split("\n\n\n")):
            compile(helper, "<helper>", "exec")


def test_an_entry_shows_lecture_hint_and_code():
    (entry,) = [e for e in hints(3) if (e.exercise, e.key) == ("hidden_delta", "no_slope")]
    assert str(entry) == (
        "lecture 03, hidden_delta: no_slope\n"
        "  The errors came back along the weights, but the slope f'(z) of the node is missing.\n"
        "    lambda delta_above, W_above, z: delta_above @ W_above.T"
    )
    assert str(entry) in repr(hints(3))
    assert str(entry) in repr(hints())


def test_functions_that_a_wrong_answer_calls_are_shown():
    (entry,) = [e for e in hints(1) if (e.exercise, e.key) == ("one_pass", "from_zero")]
    assert entry.helpers.startswith("def _one_pass(w, b, X, y):")
    (entry,) = [e for e in hints(1) if (e.exercise, e.key) == ("one_pass", "batch")]
    assert entry.wrong.startswith("def _batch(w, b, X, y):")


@pytest.mark.parametrize("lecture", [18, -1, "03"])
def test_a_lecture_that_does_not_exist_is_told(lecture):
    with pytest.raises(ValueError, match=r"expected the number of a lecture, 0 to 17, got"):
        hints(lecture)


def test_a_choice_is_listed_with_its_letter():
    entries = [entry for entry in hints(3) if entry.exercise == "concept"]
    assert [(entry.key, entry.wrong) for entry in entries] == [(k, f'"{k}"') for k in "abc"]
    assert entries[0].hint == lecture_03.concept.choices["a"]
