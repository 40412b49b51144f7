"""Run notebooks elsewhere: in other Pythons, with other packages, in other places.

`python course.py matrix --what ...` calls this. In each of the surroundings pytest compares the
notebooks with their stored outputs, as the README's test command does. What cannot be had on this
machine is said, and is no failure.
"""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
OTHER_LETTERS = "Übung 1 – ж"
LEFT_BEHIND = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "*.egg-info")
# The order of sums, and with it the last digits, must not depend on the cores (see course.py).
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")
} | {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}


@dataclass
class Surroundings:
    """Where a run takes place; `lacks` says why it cannot."""

    name: str
    python: str = sys.executable
    folder: Path = ROOT
    variables: dict = field(default_factory=dict)
    read_only: bool = False
    lacks: str = ""


def run(place, notebooks):
    """Compare notebooks with their stored outputs in some surroundings.

    Parameters
    ----------
    place : Surroundings
    notebooks : list of str
        File names.

    Returns
    -------
    bool, list of str
        Whether all agree, and what to print.
    """
    if place.lacks:
        return True, [f"{place.name}: left out, {place.lacks}"]
    command = [place.python, "-B", "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-rfE", "--tb=line", *(f"notebooks/{name}" for name in notebooks)]
    variables = os.environ | ONE_THREAD | {"PYTHONPATH": str(place.folder)} | place.variables
    if place.python == sys.executable:  # what the launcher has set is for its own environment
        kept = variables
    else:
        kept = {k: v for k, v in variables.items() if k not in ("IPYTHONDIR", "MPLCONFIGDIR")}
    with for_reading_only(place.folder) if place.read_only else contextlib.nullcontext():
        done = subprocess.run(
            command,
            cwd=place.folder,
            env=kept,
            capture_output=True,
            text=True,
            errors="replace",
            preexec_fn=bound_by_permissions if place.read_only else None,
        )
    said = (done.stdout + done.stderr).strip().splitlines() or [f"exit code {done.returncode}"]
    lines = [f"{place.name}: {said[-1].strip('= ')}"]
    if done.returncode:
        told = [line for line in said if re.match(r"FAILED|ERROR|E  ", line)]
        lines += [f"  {line[:200]}" for line in (told or said[-6:-1])[:12]]
    return not done.returncode, lines


# ------------------------------------------------------------------------------- places


@contextlib.contextmanager
def a_copy(name="course"):
    """Give a copy of the course in a new folder, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        twin = Path(folder) / name
        shutil.copytree(ROOT, twin, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        yield twin


@contextlib.contextmanager
def for_reading_only(folder):
    """Take everybody's right to write to a folder and what is in it, and give it back."""
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & 0o555)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def bound_by_permissions():
    """Let the superuser write only where permissions allow it, as everybody else (Linux)."""
    if os.geteuid() == 0:
        drop, every_permission = 24, 1  # PR_CAPBSET_DROP and CAP_DAC_OVERRIDE
        ctypes.CDLL(None).prctl(drop, every_permission, 0, 0, 0)


@contextlib.contextmanager
def locales():
    """Give the C locale, and that with UTF-8."""
    lacks = "a program on Windows has its locale from the system" if os.name == "nt" else ""
    yield [
        Surroundings(f"locale {name}", variables={"LC_ALL": name}, lacks=lacks)
        for name in ("C", "C.UTF-8")
    ]


@contextlib.contextmanager
def path():
    """Give a folder whose name has blanks and letters of several alphabets."""
    with a_copy(OTHER_LETTERS) as twin:
        yield [Surroundings(f"a path with {OTHER_LETTERS!r}", folder=twin)]


@contextlib.contextmanager
def readonly():
    """Give a course that may only be read."""
    lacks = "permissions on Windows are others" if os.name == "nt" else ""
    with a_copy() as twin:
        yield [Surroundings("a read-only folder", folder=twin, read_only=True, lacks=lacks)]


@contextlib.contextmanager
def homeless():
    """Give a user whose home folder does not exist."""
    with tempfile.TemporaryDirectory() as folder:
        gone = str(Path(folder) / "gone" / "home")
        names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "JUPYTER_CONFIG_DIR")
        names += ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "JUPYTER_DATA_DIR")
        Path(folder, "gone").write_text("a file: no folder can be made here", encoding="utf-8")
        variables = dict.fromkeys(names, gone)
        # What course.py gives programs in place of a home.
        runtime = {"JUPYTER_RUNTIME_DIR": folder}
        own = {"IPYTHONDIR": "ipython", "MPLCONFIGDIR": "matplotlib"}
        for name, place in own.items():
            runtime[name] = os.environ.get(name, str(Path(folder) / place))
        yield [Surroundings("no home", variables=variables | runtime)]


# -------------------------------------------------------------------- Pythons and packages


def needed():
    """Return what the notebooks and their comparison need, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"] + project["optional-dependencies"]["test"]


def floors(requirements):
    """Return the oldest version that each requirement allows, as lines of constraints."""
    lines = []
    for text in requirements:
        requirement = Requirement(text)
        for bound in requirement.specifier:
            if bound.operator == ">=":
                lines.append(f"{requirement.name}=={bound.version}")
    return lines


def interpreters():
    """Return the path of each Python from 3.11 found on this machine, by version."""
    places = [Path(folder) for folder in os.get_exec_path()]
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places += sorted(versions.glob("*/bin"))
    names = sorted({p for place in places if place.is_dir() for p in place.glob("python3.*")})
    found = {}
    for candidate in names:
        number = re.fullmatch(r"python3\.(\d+)(\.exe)?", candidate.name)
        if not number or int(number[1]) < 11 or f"3.{number[1]}" in found:
            continue
        # A name in the path may stand for a Python that is not there.
        ask = [str(candidate), "-c", "import ensurepip, venv"]
        with contextlib.suppress(OSError):
            if subprocess.run(ask, capture_output=True).returncode == 0:
                found[f"3.{number[1]}"] = str(candidate)
    return dict(sorted(found.items(), key=lambda pair: int(pair[0][2:])))


@contextlib.contextmanager
def environment(python, *arguments):
    """Give the Python of a new environment with the packages; None and why where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        steps = [
            [python, "-m", "venv", folder],
            [str(own), "-m", "pip", "install", "-q", "--disable-pip-version-check", *needed()]
            + list(arguments),
        ]
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, errors="replace")
            if done.returncode:
                said = (done.stdout + done.stderr).strip().splitlines()
                yield None, "; ".join(line for line in said if "ERROR" in line)[:300] or said[-1]
                return
        yield str(own), ""


@contextlib.contextmanager
def built(name, python, *arguments):
    """Give surroundings with an environment of their own."""
    with environment(python, *arguments) as (own, lacks):
        yield [Surroundings(name, python=own or python, lacks=lacks)]


def pythons():
    """Give each Python found here, one after the other, with the packages of constraints.txt."""
    found = interpreters()
    pins = ["-c", str(ROOT / "constraints.txt")]
    return [built(f"Python {version}", python, *pins) for version, python in found.items()]


def oldest():
    """Give the oldest packages that pyproject.toml allows."""
    return [within(floors(needed()), "the oldest packages allowed")]


@contextlib.contextmanager
def within(constraints, name):
    """Give an environment within these constraints."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "constraints.txt"
        file.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        with built(name, sys.executable, "-c", str(file)) as places:
            yield places


def newest():
    """Give the newest packages that the index has."""
    return [built("the newest packages", sys.executable, "--upgrade")]


# What `--what` may name: functions that give lists of surroundings, one after the other.
WHAT = {
    "pythons": pythons,
    "oldest": oldest,
    "newest": newest,
    "locales": lambda: [locales()],
    "path": lambda: [path()],
    "readonly": lambda: [readonly()],
    "homeless": lambda: [homeless()],
}


def go_through(what, notebooks):
    """Run notebooks in all surroundings of these kinds, and print a line for each.

    Parameters
    ----------
    what : list of str
        Keys of `WHAT`.
    notebooks : list of str
        File names.

    Returns
    -------
    bool
        Whether everything agreed everywhere.
    """
    fine = True
    for kind in what:
        for giver in WHAT[kind]():
            with giver as places:
                for place in places:
                    agrees, lines = run(place, notebooks)
                    fine &= agrees
                    print("\n".join(lines), flush=True)
    return fine
