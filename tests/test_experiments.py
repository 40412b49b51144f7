"""Experiments outside the notebooks: each runs, and what is stored is what its code is set to."""

import contextlib
import json
import shutil

import experiment
import numpy as np
import pandas as pd
import pytest

import notebooks
from lectures_nn.datasets import files, load_experiment

STORED = sorted(path.stem for path in experiment.RESULTS.glob("*.json"))
SAMPLE = '''"""Lecture 09: roots of a few numbers.

More about them.
"""

import numpy as np

QUICK = {"count": 1}


def run(seed=1, count=8):
    numbers = np.random.default_rng(seed).integers(0, 100, count)
    odd = numbers % 2 == 1
    roots = np.where(odd, np.sqrt(numbers), np.nan)
    return [{"number": n, "root": r, "odd": o} for n, r, o in zip(numbers, roots, odd)]
'''


@pytest.mark.parametrize("name", experiment.names())
def test_an_experiment_runs(name):
    try:
        module = experiment.load(name)
    except experiment.Refused as error:
        pytest.skip(str(error))
    assert "seed" in experiment.defaults(module), "the seed must be an argument"
    assert module.__doc__.startswith(f"Lecture {name[:2]}: ")
    columns, rows = experiment.as_columns_and_rows(module.run(**module.QUICK))
    assert rows
    if name in STORED:
        assert columns == list(load_experiment(name).table.columns)


def test_a_stored_result_belongs_to_its_experiment_and_lecture():
    assert set(STORED) <= set(experiment.names())
    for name in STORED:
        stored = load_experiment(name)
        assert stored.facts["command"] == f"python course.py experiment {name}"
        with contextlib.suppress(experiment.Refused):  # its library is not installed
            settings = json.loads(json.dumps(experiment.defaults(experiment.load(name))))
            assert stored.facts["parameters"] == settings, f"run {name} again"
        (lecture,) = [path for path in notebooks.paths() if path.name.startswith(name[:2])]
        assert name in lecture.read_text(encoding="utf-8"), f"no reader is told of {name}"


@pytest.fixture
def laboratory(tmp_path, monkeypatch):
    """A place with one experiment and no results."""
    (tmp_path / "09_roots.py").write_text(SAMPLE, encoding="utf-8")
    monkeypatch.setattr(experiment, "FOLDER", tmp_path)
    monkeypatch.setattr(experiment, "RESULTS", tmp_path / "experiments")
    monkeypatch.setattr(files, "DATA", tmp_path)
    return tmp_path


def change(laboratory, old, new):
    path = laboratory / "09_roots.py"
    assert old in SAMPLE
    path.write_text(SAMPLE.replace(old, new), encoding="utf-8")


def test_what_is_stored_comes_back(laboratory, capsys):
    assert experiment.main(["09_roots"]) == 0
    assert "Stored in data/experiments/09_roots.json" in capsys.readouterr().out
    stored = load_experiment("09_roots")
    numbers = np.random.default_rng(1).integers(0, 100, 8)
    roots = np.where(numbers % 2, np.sqrt(numbers), np.nan)
    expected = pd.DataFrame({"number": numbers, "root": roots, "odd": numbers % 2 == 1})
    pd.testing.assert_frame_equal(stored.table, expected)  # to the last digit, with types
    assert stored.facts["parameters"] == {"seed": 1, "count": 8}
    assert stored.facts["versions"]["numpy"] == np.__version__
    assert {"date", "seconds", "machine", "command"} <= set(stored.facts)
    assert repr(stored).startswith("Experiment(09_roots: 8 rows of 3 columns, ")
    assert [path.name for path in (laboratory / "experiments").iterdir()] == ["09_roots.json"]
    assert experiment.main([]) == 0
    assert capsys.readouterr().out.endswith("Lecture 09: roots of a few numbers.\n")


def test_a_trial_with_other_arguments_stores_nothing(laboratory, capsys):
    assert experiment.main(["09_roots", "count=1"]) == 0
    assert "Nothing was stored" in capsys.readouterr().out
    with pytest.raises(FileNotFoundError, match=r"only none at all.*python course.py experiment"):
        load_experiment("09_roots")


def test_a_frame_keeps_the_names_of_its_index():
    frame = pd.DataFrame({"score": [0.5, 1.0]}, index=pd.Index(["a", "b"], name="kind"))
    assert experiment.as_columns_and_rows(frame) == (["kind", "score"], [["a", 0.5], ["b", 1.0]])
    bare = frame.reset_index(drop=True)
    assert experiment.as_columns_and_rows(bare) == (["score"], [[0.5], [1.0]])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("seed=1", "seed", "each argument of run must have a default"),
        (": o}", ": [o]}", "row 0, column 'odd' must be a finite number"),
        ("np.nan", "np.inf", "column 'root' must be a finite number"),
        ('"odd":', "1:", "the columns must be words"),
        ("return [", "return None and [", "run must return a DataFrame or a list of dicts"),
        ("for n, r, o in zip(numbers, roots, odd)]", "for n in []]", "run must return"),
        ("import numpy", "import tensorflow.keras, numpy", "needs tensorflow"),
    ],
)
def test_an_experiment_that_breaks_the_rules(laboratory, old, new, sentence, capsys, monkeypatch):
    monkeypatch.setitem(experiment.sys.modules, "tensorflow", None)
    change(laboratory, old, new)
    assert experiment.main(["09_roots"]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (laboratory / "experiments").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["09_cubes"], "there is no experiment '09_cubes', only 09_roots"),
        (["09_roots", "size=3"], "09_roots has the arguments seed, count, not size"),
    ],
)
def test_a_wrong_call_is_answered_in_a_sentence(laboratory, arguments, sentence, capsys):
    assert experiment.main(arguments) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("[", "[ 7.0,", 1),
        lambda text: text.replace('"seed": 1', '"seed": 2'),
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace("sha256", "sha"),
        lambda text: text.replace('"facts"', '"fact"'),
    ],
)
def test_a_damaged_result_is_found(laboratory, damage, capsys):
    experiment.main(["09_roots"])
    path = laboratory / "experiments" / "09_roots.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(damage(text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    with pytest.raises(ValueError, match=r"09_roots\.json is damaged .*get it back with: "):
        load_experiment("09_roots")
    path.write_text(json.dumps(json.loads(text)), encoding="utf-8")  # another layout is none
    assert len(load_experiment("09_roots").table) == 8


@pytest.mark.parametrize("name", [3, None, "roots", "../09_roots", "09_roots.json"])
def test_a_name_that_is_none(name):
    with pytest.raises(ValueError, match="name must be the name of an experiment, NN_topic, got"):
        load_experiment(name)


def test_a_result_of_an_absent_name_lists_those_stored(laboratory):
    experiment.main(["09_roots"])
    shutil.copy(laboratory / "experiments" / "09_roots.json", laboratory / "experiments" / "x.json")
    with pytest.raises(FileNotFoundError, match="09_roots"):
        load_experiment("09_cubes")
