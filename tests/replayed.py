"""The tests of what a replay of the notebooks shows: equations, exercises, the student edition.

A replay takes as long as a notebook, so it is made once. On several cores all tests of a file go to
one of them; that is why these tests stand in several files, each for the LECTURES that it names.
"""

import notebooks
from lectures_nn.exercises.engine import Verdict


def pytest_generate_tests(metafunc):
    """Give each test its cases in the lectures of the module that imports it."""
    paths = [path for path in notebooks.paths() if int(path.name[:2]) in metafunc.module.LECTURES]
    if "number" in metafunc.fixturenames:
        cases = [
            (path, cell.id, number)
            for path in paths
            for cell in notebooks.codes(notebooks.read(path))
            for number in cell.metadata.get("verifies", [])
        ]
        ids = [f"{path.stem}-({number})-{cell}" for path, cell, number in cases]
        metafunc.parametrize(("path", "cell", "number"), cases, ids=ids)
    elif "exercise" in metafunc.fixturenames:
        cases = [
            (p, exercise) for p in paths for exercise in notebooks.exercises(notebooks.read(p))
        ]
        ids = [f"{path.stem}-{exercise.name}" for path, exercise in cases]
        metafunc.parametrize(("path", "exercise"), cases, ids=ids)
    else:
        metafunc.parametrize("path", paths, ids=[path.stem for path in paths])


def test_no_cell_needs_a_solution(path):
    assert notebooks.replay(path).error == ""


def test_the_cell_fails_when_its_formula_is_wrong(path, cell, number):
    replay = notebooks.replay(path)
    assert (cell, number) in replay.survivors, replay.error
    survivors = replay.survivors[cell, number]
    tried = replay.tried[cell, number]
    text = "\n".join(survivors)
    assert not survivors, f"{len(survivors)} of {tried} errors went unnoticed:\n{text}"


def test_the_stub_is_not_attempted_and_the_solution_passes(path, exercise):
    replay = notebooks.replay(path)
    assert exercise.stub is not None, "no stub"
    assert exercise.solution is not None, "no solution"
    stub, solution = (replay.values.get(c.id) for c in (exercise.check, exercise.solution))
    assert stub == Verdict(exercise.name, "not attempted yet"), replay.error
    assert solution == Verdict(exercise.name, "passed"), replay.error
