"""The report on errors put into modules: which errors there are, and what it says of them."""

import ast
import sys

import mutation
import pytest
from surviving_mutants import ARGUED

SOURCE = '''
def half(x, floor=0):
    """Return half of x."""
    if x < floor:
        raise ValueError("x is too small")
    return x / 2


class Box:
    def volume(self):
        return self.side ** 3
'''


def half_is_wrong(command, folder, limit=None):
    """Stand for a run of tests, which overlook what becomes of numbers below zero."""
    names = {}
    exec((folder / "lectures_nn" / "small.py").read_text(encoding="utf-8"), names)
    try:
        return names["half"](3) != 1.5 or names["half"](0) != 0
    except Exception:
        return True


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Return a folder that holds a course of one module."""
    files = {
        "lectures_nn/__init__.py": "",
        "lectures_nn/small.py": SOURCE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(mutation, "ROOT", tmp_path)
    monkeypatch.setattr(mutation, "MODULES", {"small": ["test_small.py"]})
    monkeypatch.setattr(mutation, "fails", half_is_wrong)
    return tmp_path


def test_every_kind_of_error_is_drawn(small):
    drawn = mutation.sample("small", 1000, seed=0)
    lines = {error.line for error in drawn}
    assert len(drawn) == len({error.source for error in drawn})
    assert {
        "half: return x * 2",
        "half: return x / 3",
        "half: if x <= floor:",
        "half: if not x < floor:",
        "half: def half(x, floor=1):",
        "half: without raise ValueError('x is too small')",
        "Box.volume: return 3 ** self.side",
    } <= lines
    for error in drawn:
        assert error.file == "lectures_nn/small.py"
        assert ast.unparse(ast.parse(SOURCE)) != ast.unparse(ast.parse(error.source))


def test_the_seed_alone_decides(small):
    assert mutation.sample("small", 5, seed=1) == mutation.sample("small", 5, seed=1)
    assert mutation.sample("small", 5, seed=1) != mutation.sample("small", 5, seed=2)


def test_what_tests_find_argue_and_overlook(small, monkeypatch, capsys):
    every = {error.line: error for error in mutation.sample("small", 1000, seed=0)}
    chosen = [
        every["half: return x / 3"],
        every["half: without raise ValueError('x is too small')"],
        every["half: def half(x, floor=1):"],
        every["Box.volume: return 3 ** self.side"],
    ]
    argued = {"lectures_nn/small.py": {"Box.volume: return 3 ** self.side": "nobody calls it"}}
    monkeypatch.setattr(mutation, "ARGUED", argued)
    report = mutation.examine("small", chosen, small)
    assert (report.found, report.total) == (2, 4)
    assert report.survived == [
        "lectures_nn/small.py, half: without raise ValueError('x is too small')"
    ]
    assert report.argued == [
        "lectures_nn/small.py, Box.volume: return 3 ** self.side (nobody calls it)"
    ]
    assert (small / "lectures_nn" / "small.py").read_text(encoding="utf-8") == SOURCE
    assert "SURVIVED" in capsys.readouterr().out
    assert mutation.lines([report])[-3:] == [
        "",
        "Survived without a reason:",
        "  lectures_nn/small.py, half: without raise ValueError('x is too small')",
    ]


def test_tests_that_fail_anyway_are_no_judges(small):
    (small / "lectures_nn" / "small.py").write_text("half = abs", encoding="utf-8")
    with pytest.raises(SystemExit, match="the tests of small fail without any error"):
        mutation.examine("small", [], small)


@pytest.mark.parametrize(
    ("what", "found"),
    [("pass", False), ("raise SystemExit(5)", False), ("raise SystemExit(1)", True),
     ("raise SystemExit(2)", True), ("import time; time.sleep(60)", True),
     ("import os; assert os.environ['PYTHONPATH'] != os.getcwd()", True)],
)  # fmt: skip
def test_a_run_finds_an_error_when_a_test_fails_or_hangs(tmp_path, what, found):
    limit = 1 if "sleep" in what else 600
    assert mutation.fails([sys.executable, "-c", what], tmp_path, limit) == found


def test_a_run_that_breaks_down_is_no_verdict(tmp_path):
    with pytest.raises(RuntimeError, match="out of order"):
        mutation.fails(
            [sys.executable, "-c", "print('out of order'); raise SystemExit(3)"], tmp_path
        )


def test_an_unknown_module_is_refused(capsys):
    with pytest.raises(SystemExit):
        mutation.main(["nonsense"])
    assert "got nonsense" in capsys.readouterr().err


@pytest.mark.parametrize("name", mutation.MODULES)
def test_modules_and_their_tests_exist(name):
    place = mutation.ROOT / "lectures_nn" / name
    assert place.is_dir() or place.with_suffix(".py").is_file()
    for file in mutation.MODULES[name]:
        assert (mutation.ROOT / "tests" / file).is_file()


def test_what_is_argued_is_an_error_that_can_be_made():
    for file, reasons in ARGUED.items():
        tree = ast.parse((mutation.ROOT / file).read_text(encoding="utf-8"))
        about = {line.partition(": ")[0] for line in reasons}
        possible = {
            mutation.line_of(name, unit, variant)
            for name, unit in mutation.functions(tree)
            if name in about
            for variant in mutation.variants(unit)
        }
        assert set(reasons) <= possible, file
