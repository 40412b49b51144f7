"""What you were handed is complete: each exercise has its check, and a check never fails."""

import json
import re
from pathlib import Path

import pytest

from lectures_nn.exercises import declared
from lectures_nn.exercises.engine import Verdict

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
EXERCISES = [
    (module.__name__.rpartition("_")[2], name, exercise)
    for module in declared.lectures()
    for name, exercise in declared.exercises_of(module).items()
]


@pytest.mark.parametrize(("lecture", "name", "exercise"), EXERCISES)
def test_a_check_says_something_to_every_answer(lecture, name, exercise):
    assert str(exercise()) == f"not attempted yet: {name}"
    for answer in (lambda *anything: [anything], object(), exercise):
        verdict = exercise(answer)
        assert isinstance(verdict, Verdict)
        assert not verdict.passed
        assert verdict.message


def test_every_check_cell_has_its_exercise():
    asked = {
        (path.name[:2], name)
        for path in NOTEBOOKS
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "check" in cell["metadata"].get("tags", [])
        for name in re.findall(r"\bcheck\.(\w+)\(", "".join(cell["source"]))
    }
    assert asked == {(lecture, name) for lecture, name, _ in EXERCISES}
