"""The installed package: it brings the data and the notebooks and needs no checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from setuptools import find_packages

from lectures_nn import commands, places

ROOT = Path(__file__).resolve().parents[1]
MAPPED = ("data", "docs", "notebooks")
# What a reader adds, and what Python and Jupyter leave, is no part of the course.
OWN = shutil.ignore_patterns("__pycache__", ".*", "*.mat", "*.part", "mnist_70000.npz")

USE = """
import sys
from pathlib import Path
import lectures_nn
from lectures_nn import datasets, commands
home = Path(lectures_nn.__file__).resolve().parent
assert home.parent == Path(sys.argv[1]).resolve(), home
assert datasets.DATA == home / "data"
print(datasets.load_digits_8x8().X.shape, len(datasets.load_mnist_5000()))
print(len(datasets.load_ex4()), "and", len(datasets.load_ex4_weights()), "parts")
names = sorted(path.stem for path in (datasets.DATA / "experiments").glob("*.json"))
print(len([datasets.load_experiment(name) for name in names]), "experiments")
print(len(commands.copy_notebooks("mine")), "notebooks")
(home / "data" / "digits_8x8.npz").write_bytes(b"PK")
try:
    datasets.load_digits_8x8()
except ValueError as error:
    print(error)
try:
    datasets.load_experiment("99_none")
except FileNotFoundError as error:
    print(error)
import nbclient, nbformat
(home / "data" / "digits_8x8.npz").write_bytes(Path(sys.argv[2]).read_bytes())
for lecture in ("00", "05", "06"):
    (path,) = Path("mine").glob(lecture + "_*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=600).execute()
    print(f"lecture {lecture} ran")
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel and the sdist, built from the files of the course, without the network."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "lectures_nn", *MAPPED):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=OWN)
        else:
            shutil.copyfile(ROOT / name, source / name)
    build = "from setuptools import build_meta as b; b.build_sdist('dist'); b.build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,), (sdist,) = ((source / "dist").glob(kind) for kind in ("*.whl", "*.tar.gz"))
    return wheel, sdist


def test_every_folder_of_the_package_is_in_the_wheel():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mapped = set(settings["tool"]["setuptools"]["package-dir"])
    found = set(find_packages(ROOT, include=["lectures_nn", "lectures_nn.*"]))
    assert set(settings["tool"]["setuptools"]["packages"]) == found | mapped


def test_the_archives_hold_what_the_checkout_holds(built):
    wheel, sdist = built
    wanted = {
        f"{folder}/{path.relative_to(ROOT / folder).as_posix()}": path.read_bytes()
        for folder, pattern in (("data", "*.npz"), ("data", "experiments/*.json"))
        + (("data", "SHA256SUMS"), ("docs", "notation.md"), ("docs", "*.py"))
        + (("notebooks", "*.ipynb"),)
        for path in (ROOT / folder).glob(pattern)
        if path.name != "mnist_70000.npz"  # what a student adds stays with the student
    }
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
        held = {
            name.removeprefix("lectures_nn/"): archive.read(name)
            for name in inside
            if name.startswith(tuple(f"lectures_nn/{folder}/" for folder in MAPPED))
        }
        metadata = [archive.read(n).decode() for n in inside if n.endswith("entry_points.txt")]
    held.pop("data/README.md")
    assert held == wanted
    assert "lectures-nn = lectures_nn.commands:main" in metadata[0]
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert wanted.keys() <= names


def test_the_wheel_works_where_there_is_no_checkout(built, tmp_path):
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    variables = {name: text for name, text in os.environ.items() if name != "LECTURES_NN_DATA"}
    with zipfile.ZipFile(built[0]) as archive:  # a wheel of Python alone is installed by unpacking
        archive.extractall(target)
    done = subprocess.run(
        [sys.executable, "-c", USE, target, ROOT / "data" / "digits_8x8.npz"],
        cwd=elsewhere,
        env={**variables, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    experiments = len(list((ROOT / "data" / "experiments").glob("*.json")))
    parts = ["(1797, 64)", f"{experiments} experiments", "18 notebooks"]
    for said in [*parts, "lecture 00 ran", "lecture 05 ran", "lecture 06 ran"]:
        assert said in done.stdout, done.stdout
    assert "digits_8x8.npz is damaged" in done.stdout
    assert "git checkout" not in done.stdout
    assert "course.py" not in done.stdout


def test_copies_never_replace_what_is_there(tmp_path):
    own = tmp_path / "03_backpropagation.ipynb"
    own.write_text("my own work", encoding="utf-8")
    copied = commands.copy_notebooks(tmp_path)
    assert own.read_text(encoding="utf-8") == "my own work"
    assert own.name not in copied
    assert sorted([*copied, own.name]) == sorted(p.name for p in tmp_path.iterdir())
    nbformat.validate(nbformat.read(tmp_path / "00_start_here.ipynb", as_version=4))
    assert commands.copy_notebooks(tmp_path) == []


def test_lab_opens_on_this_machine_only(tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(subprocess, "call", lambda command: called.extend(command) or 3)
    assert commands.main(["lab", str(tmp_path / "mine"), "--no-browser"]) == 3
    assert {"--ServerApp.ip=127.0.0.1", "--no-browser", "--log-level=ERROR"} <= set(called)
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in called


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path, capsys):
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit):
        commands.main(["lab", str(tmp_path / "mine")])
    assert "must be a folder, got a file" in capsys.readouterr().err


def test_the_doctor_finds_damaged_data(tmp_path, monkeypatch, capsys):
    assert commands.main(["doctor"]) == 0
    for name in ("digits_8x8.npz", "ex4_weights.npz", "SHA256SUMS"):
        (tmp_path / name).write_bytes((places.course_folder("data") / name).read_bytes())
    (tmp_path / "ex4_weights.npz").write_bytes(b"PK")
    monkeypatch.setattr(commands, "course_folder", lambda name: tmp_path)
    assert commands.main(["doctor"]) == 1
    missing = "digit_networks.npz, ex4_weights.npz, mnist_5000.npz"
    assert f"missing or damaged: {missing}" in capsys.readouterr().out


def test_git_is_advised_only_in_a_repository(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(places, "course_folder", lambda name: tmp_path / name)
    assert "git" not in places.way_back("data/a.npz")
    (tmp_path / ".git").touch()  # a file in a worktree, a folder otherwise
    (tmp_path / "course.py").touch()
    assert places.way_back("data/a.npz") == "git checkout -- data/a.npz"


def test_only_folders_of_the_course_are_found():
    with pytest.raises(ValueError, match="one of data, docs, notebooks, got 'tests'"):
        places.course_folder("tests")


def test_the_citation_is_that_of_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]
    assert citation["authors"] == project["authors"]
