"""Every check is proven both ways: it lets the solution pass and recognises what is wrong.

For each exercise of each notebook: the stub is not attempted yet, the solution passes under the
name of its exercise, each seeded wrong answer meets its own hint, and wrong answers that no hint
was written for do not pass either (see `wrong_answers`). Stubs and solutions are run in `replayed`.
"""

import ast
import importlib
import re
import types
import warnings
from collections import defaultdict

import numpy as np
import pytest
import sample_notebooks

import notebooks
from lectures_nn.exercises.engine import Exercise, FunctionExercise

MODULES = notebooks.ROOT / "lectures_nn" / "exercises"
WRONG_ANSWERS = notebooks.ROOT / "tests" / "wrong_answers"
FEWEST_RECOGNISED, FEWEST_UNRECOGNISED = 3, 2


def declared(module):
    """Return the exercises of a module under the names they are called by."""
    return {name: value for name, value in vars(module).items() if isinstance(value, Exercise)}


def lectures():
    """Return the names of the modules of exercises, `lecture_01` and so on."""
    return sorted(path.stem for path in MODULES.glob("lecture_*.py"))


def exercises_of(lecture):
    """Return what a lecture's module declares."""
    return declared(importlib.import_module(f"lectures_nn.exercises.{lecture}"))


def wrong_answers(lecture):
    """Return the seeded wrong answers of a lecture."""
    if not (WRONG_ANSWERS / f"{lecture}.py").exists():
        return []
    return importlib.import_module(f"wrong_answers.{lecture}").WRONG


def hints(exercise):
    """Return the keys of the hints that an exercise declares."""
    kinds = ("misconceptions", "properties", "choices")
    return {key for kind in kinds for key in getattr(exercise, kind, {})}


def missing_proofs(exercises, wrong):
    """Return what the wrong answers leave unproven."""
    complaints, keys = [], defaultdict(list)
    for name, _, key in wrong:
        keys[name].append(key)
        if name not in exercises:
            complaints.append(f"{name}: a wrong answer, but no such exercise")
    for name, exercise in exercises.items():
        if exercise.name != name:
            complaints.append(f"{name} calls itself {exercise.name}")
        recognised = set(keys[name]) - {None}
        if len(recognised) < FEWEST_RECOGNISED:
            complaints.append(f"{name}: {len(recognised)} recognised wrong answers, not 3")
        if keys[name].count(None) < FEWEST_UNRECOGNISED:
            complaints.append(f"{name}: {keys[name].count(None)} unrecognised, not 2")
        if unproven := hints(exercise) - recognised:
            complaints.append(f"{name}: no wrong answer meets the hint {sorted(unproven)}")
    return complaints


def judge(exercise, answer):
    """Return the verdict on a wrong answer, whose warnings are its own business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exercise(answer)


def seeded():
    """Return one test case for each wrong answer."""
    return [
        pytest.param(lecture, *entry, id=f"{lecture}-{entry[0]}-{entry[2]}-{number}")
        for lecture in lectures()
        for number, entry in enumerate(wrong_answers(lecture))
    ]


@pytest.mark.parametrize("lecture", lectures())
def test_the_notebook_asks_what_the_module_checks(lecture):
    number = lecture.removeprefix("lecture_")
    found = [path for path in notebooks.paths() if path.name.startswith(number)]
    asked = [e.name for path in found for e in notebooks.exercises(notebooks.read(path))]
    assert sorted(asked) == sorted(exercises_of(lecture))


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_a_notebook_with_exercises_has_its_module(path):
    lecture = f"lecture_{path.name[:2]}"
    assert lecture in lectures() or not notebooks.exercises(notebooks.read(path))


@pytest.mark.parametrize("lecture", lectures())
def test_enough_wrong_answers_are_seeded(lecture):
    assert missing_proofs(exercises_of(lecture), wrong_answers(lecture)) == []


@pytest.mark.parametrize(("lecture", "name", "answer", "hint"), seeded())
def test_a_wrong_answer_meets_its_hint(lecture, name, answer, hint):
    exercise = exercises_of(lecture)[name]
    verdict = judge(exercise, answer)
    assert verdict.state == "not yet"
    if hint is None:  # what the engine observes by itself, a wrong sign for instance, is welcome
        assert verdict.hint not in hints(exercise), verdict
    else:
        assert verdict.hint == hint, verdict
    assert verdict.message


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem[:2])
def test_no_hint_is_the_answer(path):
    """What a solution returns, or one of several things that it returns, is for the reader."""
    found = []
    for exercise in notebooks.exercises(notebooks.read(path)):
        returned = returns(exercise.solution.source)
        declared_one = exercises_of(f"lecture_{path.stem[:2]}")[exercise.name]
        for kind in ("misconceptions", "properties"):
            for key, parts in getattr(declared_one, kind, {}).items():
                hint = re.sub(r"[\s`]", "", parts[1])
                found += [(key, code) for code in returned if code in hint]
    assert found == []


def returns(source):
    """Return the code of what a solution's function returns, part by part, without blanks."""
    tree = ast.parse(source)
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value]
    parts = [part for value in values for part in getattr(value, "elts", [value])]
    codes = [re.sub(r"\s", "", ast.unparse(part)) for part in parts]
    return [code for code in codes if len(code) > SHORTEST_ANSWER]


SHORTEST_ANSWER = 8  # characters: `len(z)` or `a.sum()` may stand in a hint


@pytest.mark.parametrize("path", sorted(WRONG_ANSWERS.glob("lecture_*.py")), ids=lambda p: p.stem)
def test_wrong_answers_are_written_independently(path):
    assert path.stem in lectures()
    assert not imports_exercises(path.read_text(encoding="utf-8"))


def imports_exercises(source):
    """Return whether some code imports the modules of exercises."""
    for node in ast.walk(ast.parse(source)):
        module = getattr(node, "module", "") or ""
        names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
        if any("exercises" in f"{module}.{name}" for name in names):
            return True
    return False


# The proof of the proofs.

A, Y = np.array([[0.8, 0.1], [0.3, 0.9]]), np.array([[1.0, 0.0], [0.0, 1.0]])
ERROR = FunctionExercise(
    "error",
    reference=lambda a, y: a - y,
    cases=[(A, Y), (A[:1], Y[:1])],
    misconceptions={
        "sign": (lambda a, y: y - a, "Output minus target."),
        "transposed": (lambda a, y: (a - y).T, "The shape stays."),
        "raises": (lambda a, y: a @ y.T @ a @ a, "Never seen."),
    },
)
THREE = [("error", "-", key) for key in ("sign", "transposed", "raises")]
TWO = [("error", "-", None)] * 2


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (THREE + TWO, None),
        (THREE[:2] + TWO, "error: 2 recognised wrong answers, not 3"),
        (THREE[:2] + THREE[:1] + TWO, "error: 2 recognised wrong answers, not 3"),
        (THREE[:2] + [("error", "-", "other")] + TWO, "no wrong answer meets the hint ['raises']"),
        (THREE + TWO[:1], "error: 1 unrecognised, not 2"),
        (THREE + TWO + [("eror", "-", None)], "eror: a wrong answer, but no such exercise"),
    ],
)
def test_missing_wrong_answers_are_listed(wrong, complaint):
    found = missing_proofs({"error": ERROR}, wrong)
    assert any(complaint in text for text in found) if complaint else found == []


def test_an_exercise_under_another_name_is_listed():
    wrong = [("mistake", *rest) for _, *rest in THREE + TWO]
    assert missing_proofs({"mistake": ERROR}, wrong) == ["mistake calls itself error"]


def test_exercises_are_found_by_their_kind():
    module = types.SimpleNamespace(error=ERROR, np=np, other=3)
    assert declared(module) == {"error": ERROR}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from lectures_nn.exercises import lecture_03", True),
        ("import lectures_nn.exercises.lecture_03", True),
        ("from lectures_nn.exercises.lecture_03 import output_error", True),
        ("import numpy as np\nfrom lectures_nn import activations", False),
    ],
)
def test_borrowed_wrong_answers_are_noticed(source, found):
    assert imports_exercises(source) == found


def replayed(change=lambda notebook: None):
    notebook = sample_notebooks.good()
    change(notebook)
    replay = notebooks.replay_notebook(notebook, notebooks.ROOT)
    return notebooks.exercises(notebook), replay


def test_the_sample_is_replayed():
    found, replay = replayed()
    assert replay.error == ""
    assert [exercise.name for exercise in found] == ["doubled", "halved", "squared"]
    for exercise in found:
        assert replay.values[exercise.check.id].state == "not attempted yet"
        assert replay.values[exercise.solution.id].passed


def test_a_stub_that_gives_the_answer_away_is_seen():
    [exercise, *_], replay = replayed(
        lambda n: n.cells[9].update(source="def my_doubled(x): return 2 * x")
    )
    assert replay.values[exercise.check.id].passed


def test_a_solution_that_drifted_is_seen():
    [exercise, *_], replay = replayed(
        lambda n: n.cells[11].update(source=n.cells[11].source.replace("2 * x", "3 * x"))
    )
    assert replay.values[exercise.solution.id].state == "not yet"


def test_a_notebook_that_needs_a_solution_does_not_replay():
    _, replay = replayed(lambda n: n.cells.append(sample_notebooks.code("solution_doubled(1)")))
    assert "NameError" in replay.error
