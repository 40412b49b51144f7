"""The run as a whole: which cores it takes, in which order, and what it says it left out."""

import importlib.util
import re
import subprocess
import sys
from types import SimpleNamespace

import left_out
import pytest

import notebooks

SPECIFICATION = importlib.util.spec_from_file_location("whole", notebooks.ROOT / "conftest.py")
whole = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(whole)

SKIPS = """
import pytest

@pytest.mark.parametrize("n", range(3))
def test_a(n):
    if n:
        pytest.skip("PyTorch is not installed")

@pytest.mark.skip(reason="LECTURES_NN_DATA names no folder")
def test_b(): pass

@pytest.mark.skip(reason="the script is for shells")
def test_c(): pass
"""


def test_a_run_ends_with_what_was_left_out(tmp_path):
    (tmp_path / "test_skips.py").write_text(SKIPS, encoding="utf-8")
    paths = f'pythonpath = ["{notebooks.ROOT}/tests", "{notebooks.ROOT}/tools"]'
    (tmp_path / "pytest.toml").write_text(f"[pytest]\n{paths}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "left_out", "-p", "no:cacheprovider"]
    for workers in ("0", "2"):
        done = subprocess.run(
            [*command, "-n", workers], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        said = done.stdout.partition(" left out ")[2].splitlines()[1:4]
        assert said == [
            "PyTorch's side of conversion and parity (2 tests): python course.py torch",
            "the exercise's own weights, which have no licence (1 test): LECTURES_NN_DATA=FOLDER "
            "python course.py test, with its ex4weights.mat in FOLDER",
            "the script is for shells (1 test)",
        ], done.stdout


def test_nothing_is_said_where_nothing_is_left_out():
    assert left_out.lines([]) == []


@pytest.mark.parametrize(
    ("reason", "sign"),
    [
        ("PyTorch is not installed", "course.py torch"),
        ("PyTorch and TensorFlow not installed", "course.py torch"),
        ("Keras not installed", "--frameworks"),
        ("TensorFlow is not installed", "--frameworks"),
        (
            "the notebook needs the extra frameworks (python course.py lab --frameworks adds it)",
            "--fr",
        ),
        ("none of chromium, chromium-browser, google-chrome is here", "Chromium"),
        ("playwright is not installed (pip install playwright)", "Chromium"),
        ("LECTURES_NN_DATA names no folder with ex4weights.mat (it has no licence)", "FOLDER"),
        ("the whole of MNIST is not here: load_mnist(download=True) fetches it", "download=True"),
    ],
)
def test_what_a_user_can_add_comes_with_its_command(reason, sign):
    (line,) = left_out.lines([f"Skipped: {reason}"])
    assert sign in line.partition(" (1 test): ")[2]


def test_every_lecture_is_replayed_in_one_file():
    found = []
    for path in (notebooks.ROOT / "tests").glob("test_replay_*.py"):
        found += importlib.import_module(path.stem).LECTURES
    assert sorted(found) == list(range(len(found)))
    assert {int(path.name[:2]) for path in notebooks.paths()} <= set(found)


@pytest.mark.parametrize(
    ("arguments", "all_of_it"),
    [
        ([], True),
        (["-q", "--lf"], True),
        (["-k", "layers"], False),
        (["tests/test_layers.py"], False),
        (["notebooks"], False),
    ],
)
def test_the_cores_are_for_whole_runs(arguments, all_of_it, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(whole.os, "sched_getaffinity", lambda _: range(4), raising=False)
    source = pytest.Config.ArgsSource
    named = [word for word in arguments if "/" in word or word == "notebooks"]
    config = SimpleNamespace(
        args_source=source.ARGS if named else source.TESTPATHS,
        option=SimpleNamespace(keyword="layers" if "-k" in arguments else "", markexpr=""),
    )
    assert whole.pytest_xdist_auto_num_workers(config) == (4 if all_of_it else 0)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")  # a test that starts a run
    assert whole.pytest_xdist_auto_num_workers(config) == 0


def test_long_files_come_first_and_stay_together():
    def item(path, seconds=None, number=0):
        settings = {"seconds_budget": seconds} if seconds else {}
        nb = SimpleNamespace(metadata={"lectures_nn": settings})
        return SimpleNamespace(path=notebooks.ROOT / path, parent=SimpleNamespace(nb=nb), n=number)

    longest = max(whole.LONG, key=whole.LONG.get)
    items = [
        item("tests/test_costs.py"),
        *(item("notebooks/01.ipynb", 5, n) for n in range(3)),
        *(item("notebooks/02.ipynb", 30, n) for n in range(3)),
        item(f"tests/{longest}"),
    ]
    whole.pytest_collection_modifyitems(SimpleNamespace(), items)
    assert [i.path.name for i in items][:2] == ["test_costs.py", "01.ipynb"]  # one process: as is
    whole.pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)
    assert [(i.path.name, i.n) for i in items] == [
        (longest, 0),
        *(("02.ipynb", n) for n in range(3)),
        *(("01.ipynb", n) for n in range(3)),
        ("test_costs.py", 0),
    ]


def test_the_long_files_exist():
    assert all((notebooks.ROOT / "tests" / name).exists() for name in whole.LONG)


def test_names_of_cases_are_the_same_in_every_process(request):
    """Workers compare them; sets of words and addresses change from process to process."""
    changing = re.compile(r"set\(\{|\{'[^:{}]*', '[^:{}]*'\}| at 0x")
    assert changing.search("test_x[frozenset({'a', 'b'})]")
    assert [item.nodeid for item in request.session.items if changing.search(item.nodeid)] == []
