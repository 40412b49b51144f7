"""Notebooks elsewhere and under stress: what is tried, and what is said of it."""

import os
import random
import subprocess
import sys
from pathlib import Path

import matrix
import pytest
import run_notebooks
import stress
import surroundings
from packaging.requirements import Requirement
from packaging.version import Version
from sample_notebooks import code, renewed, text
from surroundings import Surroundings

CHECK = """
import os
import pathlib


def test_here():
    assert "{letters}" in str(pathlib.Path.cwd())


def test_nothing_can_be_written():
    try:
        pathlib.Path("made").touch()
    except OSError:
        return
    raise AssertionError("it can")


def test_variable():
    assert os.environ["LC_ALL"] == "C"
"""


# No plugins but the one whose option is given.
QUICK = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin"}


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Return a course in miniature, in which tests stand for notebooks."""
    root = tmp_path / "root"
    (root / "notebooks").mkdir(parents=True)
    letters = surroundings.OTHER_LETTERS
    (root / "notebooks" / "check.py").write_text(CHECK.format(letters=letters), encoding="utf-8")
    (root / ".git").mkdir()
    monkeypatch.setattr(surroundings, "ROOT", root)
    return root


@pytest.mark.skipif(os.name == "nt", reason="permissions and locales of other systems")
def test_a_run_takes_place_in_its_surroundings(small):
    with surroundings.path() as ((place),):
        assert not (place.folder / ".git").exists()
        place.variables, place.read_only = {"LC_ALL": "C"} | QUICK, True
        assert surroundings.run(place, ["check.py"])[0]
        (place.folder / "can be written again").touch()
    assert not place.folder.exists()
    elsewhere = Surroundings("here", folder=small, variables={"LC_ALL": "C.UTF-8"} | QUICK)
    agrees, lines = surroundings.run(elsewhere, ["check.py"])
    assert not agrees
    assert lines[0].startswith("here: 3 failed")
    assert any("test_variable" in line for line in lines)


def test_what_cannot_run_is_said_and_is_no_failure(capsys, monkeypatch):
    place = Surroundings("the moon", lacks="there is no air")
    assert surroundings.run(place, ["x"]) == (True, ["the moon: left out, there is no air"])


def test_the_oldest_packages_are_those_of_the_floors():
    needed = surroundings.needed()
    lines = surroundings.floors(needed)
    assert len(lines) == len(needed)
    for text_, line in zip(needed, lines, strict=True):
        requirement = Requirement(text_)
        (pin,) = Requirement(line).specifier
        assert requirement.specifier.contains(pin.version)
        parts = [*Version(pin.version).release, 0, 0][:3]
        while parts and parts[-1] == 0:
            parts.pop()
        older = ".".join(map(str, [*parts[:-1], parts[-1] - 1, 99]))
        assert not requirement.specifier.contains(older)


@pytest.mark.skipif(os.name == "nt", reason="the fake Python is a script for shells")
def test_pythons_are_those_that_run(tmp_path, monkeypatch):
    for name, answer in (("python3.10", 0), ("python3.12", 1), ("python3.13", 0), ("python3.x", 0)):
        fake = tmp_path / name
        fake.write_text(f"#!/bin/sh\nexit {answer}\n")
        fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    assert surroundings.interpreters() == {"3.13": str(tmp_path / "python3.13")}


def test_an_environment_that_cannot_be_made_says_why(monkeypatch):
    monkeypatch.setattr(surroundings, "needed", lambda: ["nonsense =="])

    def fails(command, **_):
        code = "pip" in command
        return subprocess.CompletedProcess(command, code, "", "ERROR: no such package\n")

    monkeypatch.setattr(surroundings.subprocess, "run", fails)
    (giver,) = surroundings.newest()
    with giver as (place,):
        assert place.lacks == "ERROR: no such package"


def test_a_user_without_a_home_has_none():
    with surroundings.homeless() as (place,):
        home = Path(place.variables["HOME"])
        with pytest.raises(OSError, match=r"Not a directory|cannot find the path"):
            home.mkdir(parents=True)
        names = ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
        assert all(home not in Path(place.variables[name]).parents for name in names)


def test_every_kind_can_be_asked_for(monkeypatch, capsys):
    asked = []

    def run(place, notebooks):
        asked.append((place.name, tuple(notebooks)))
        return place.name != "locale C", [place.name]

    monkeypatch.setattr(surroundings, "run", run)
    monkeypatch.setattr(stress, "go_through", lambda paths: asked.append("stress") or True)
    assert matrix.main(["00", "--what", "locales", "homeless", "stress"]) == 1
    name = ("00_start_here.ipynb",)
    assert asked == [("locale C", name), ("locale C.UTF-8", name), ("no home", name), "stress"]
    assert matrix.main(["00", "--what", "stress"]) == 0
    with pytest.raises(SystemExit):
        matrix.main(["00", "--what", "nonsense"])


# -- stress --------------------------------------------------------------------------------------


def notebook(folder, source):
    """Write a notebook of one cell."""
    path = folder / "03_sample.ipynb"
    run_notebooks.store(renewed([text("# A title"), code(source)]), path)
    return path


def test_what_is_left_behind_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "changed").touch()
    monkeypatch.setattr(stress, "at_once", lambda paths, how_many: [])
    monkeypatch.setattr(stress, "twice", lambda paths: (tmp_path / "left behind").touch() or [])

    def killed(paths, rng):
        (tmp_path / "changed").write_text("more", encoding="utf-8")
        return ["03: it hangs"]

    monkeypatch.setattr(stress, "killed", killed)
    assert not stress.go_through([], 2, folder=tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        "2 kernels at once: nothing wrong",
        "every notebook twice in one kernel: 1 wrong",
        "  left behind has changed",
        "kernels killed at random: 3 wrong",
        "  03: it hangs",
        "  changed has changed",
        "  left behind has changed",
    ]
    monkeypatch.setattr(stress, "twice", lambda paths: [])
    monkeypatch.setattr(stress, "killed", lambda paths, rng: [])
    assert stress.go_through([], 2, folder=tmp_path)


def test_a_notebook_that_works_once_only_is_found(tmp_path):
    source = "assert 'seen' not in globals(), 'here before'\nseen = True"
    assert stress.twice([notebook(tmp_path, source)]) == ["03_sample: AssertionError: here before"]


def test_a_kernel_is_killed_and_its_run_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(stress, "LATEST", 0.1)
    slow = notebook(tmp_path, "import time\ntime.sleep(60)")
    assert stress.killed([slow], random.Random(0)) == []


def test_a_run_that_fails_or_hangs_is_said(monkeypatch):
    monkeypatch.setattr(stress, "PATIENCE", 0.2)

    def runs(source):
        return subprocess.Popen(
            [sys.executable, "-c", source],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    with runs("import time; time.sleep(60)") as process:
        assert stress.end(process) == (None, "it hangs")
    monkeypatch.setattr(stress, "start", lambda path: runs("print('worse'); raise SystemExit(3)"))
    monkeypatch.setattr(stress, "PATIENCE", 600)
    assert stress.at_once([Path("a.ipynb")], 2) == ["a: worse", "a: worse"]
