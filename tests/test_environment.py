"""One environment said four times: pyproject, constraints, conda and CI; and its doctor."""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import add_torch
import matrix
import mutation
import pytest
import surroundings
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec, VersionSpec
from rattler import Version as CondaVersion
from rattler.exceptions import InvalidMatchSpecError
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
TEST_COMMAND = "python course.py test"

# conda-forge's names for the same packages; the plain names would bring Qt and more too.
CONDA_NAMES = {"dask": "dask-core", "matplotlib": "matplotlib-base", "seaborn": "seaborn-base"}


def read_yaml(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def requirements(texts):
    """Return the requirements by normal name."""
    parsed = [Requirement(text) for text in texts]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def constraint_lines():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


RUNTIME = requirements(PROJECT["dependencies"])
NEEDED = RUNTIME | requirements(EXTRAS["test"])
FRAMEWORKS = requirements(EXTRAS["frameworks"])
PINS = requirements(constraint_lines())


def conda_specs():
    """Return the conda specs by name, as conda's own grammar reads them."""
    texts = [text for text in read_yaml("environment.yml")["dependencies"] if isinstance(text, str)]
    specs = [MatchSpec(text, strict=True) for text in texts]
    return {text.split()[0]: spec for text, spec in zip(texts, specs, strict=True)}


def pip_lines():
    """Return what environment.yml leaves to pip."""
    (entry,) = [e for e in read_yaml("environment.yml")["dependencies"] if isinstance(e, dict)]
    return entry["pip"]


FROM_PIP = requirements(pip_lines()[:-1])
FROM_CONDA = {name: NEEDED[name] for name in NEEDED if name not in FROM_PIP}


# ------------------------------------------------------------- the three files say the same


def test_the_parser_of_conda_specs_refuses_nonsense():
    with pytest.raises(InvalidMatchSpecError):
        MatchSpec("numpy =>2.2", strict=True)


def test_conda_users_get_the_same_packages():
    ours = {CONDA_NAMES.get(name, name) for name in FROM_CONDA}
    assert set(conda_specs()) - {"python", "pip"} == ours
    assert set(FROM_PIP) <= set(NEEDED)


def test_conda_users_get_the_same_ranges():
    ranges = {name: SpecifierSet(str(spec.version or "")) for name, spec in conda_specs().items()}
    for name, requirement in FROM_PIP.items():
        assert requirement.specifier == NEEDED[name].specifier, name
    for name, requirement in FROM_CONDA.items():
        assert ranges[CONDA_NAMES.get(name, name)] == requirement.specifier, name
    assert ranges["python"] == SpecifierSet(PROJECT["requires-python"])


def test_conda_installs_the_course_from_this_folder():
    environment = read_yaml("environment.yml")
    assert environment["name"] == PROJECT["name"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert pip_lines()[-1] == "-e ."


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_every_pin_is_inside_both_ranges(name):
    version = next(iter(PINS[name].specifier)).version
    assert NEEDED[name].specifier.contains(version)
    if name in FROM_PIP:
        return
    conda = VersionSpec(str(conda_specs()[CONDA_NAMES.get(name, name)].version))
    assert conda.matches(CondaVersion(version))
    assert not conda.matches(CondaVersion("0.0.1"))


def test_constraints_are_plain_pins():
    for line in constraint_lines():
        requirement = Requirement(line)
        assert requirement.url is None, line
        assert not requirement.extras, line
        assert [pin.operator for pin in requirement.specifier] == ["=="], line
        Version(next(iter(requirement.specifier)).version)
    names = [canonicalize_name(Requirement(line).name) for line in constraint_lines()]
    assert names == sorted(set(names))


def test_everything_that_gets_installed_is_pinned():
    queue, seen = list((NEEDED | present(FRAMEWORKS)).values()), set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name in seen and not requirement.extras:
            continue
        seen.add(name)
        for text in importlib.metadata.requires(name) or []:
            other = Requirement(text)
            extras = {"", *requirement.extras}
            if other.marker is None or any(other.marker.evaluate({"extra": e}) for e in extras):
                queue.append(other)
    assert len(seen) > len(NEEDED)
    assert seen - set(PINS) == set()


def present(requirements):
    """Return those that are installed here: the frameworks may be left out."""
    installed = {canonicalize_name(d.metadata["Name"]) for d in importlib.metadata.distributions()}
    return {name: wanted for name, wanted in requirements.items() if name in installed}


@pytest.mark.parametrize("extra", ["dev", "frameworks"])
def test_the_other_extras_are_pinned_too(extra):
    others = requirements(EXTRAS[extra])
    if extra == "dev":
        assert others.pop("lectures-nn").extras == {"test"}
    assert set(others) <= set(PINS)
    for name, requirement in others.items():
        version = next(iter(PINS[name].specifier)).version
        assert requirement.specifier.contains(version), name


def test_conda_users_are_told_how_to_add_the_frameworks():
    comments = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    assert '#   pip install -e ".[frameworks]" -c constraints.txt' in comments
    assert set(FRAMEWORKS) & (set(conda_specs()) | set(FROM_PIP)) == set()


def test_the_launcher_knows_the_same_python_and_extras(launcher):
    assert f">={'.'.join(map(str, launcher.MINIMUM))}" == PROJECT["requires-python"]
    for name, (_, extras) in launcher.TASKS.items():
        assert set(extras or []) <= set(EXTRAS), name


@pytest.mark.parametrize(
    ("python", "system", "machine"),
    [
        (python, system, machine)
        for python in ("3.11", "3.13", "3.14")
        for system, machine in [
            ("linux", "x86_64"), ("linux", "aarch64"), ("win32", "AMD64"), ("win32", "ARM64"),
            ("darwin", "arm64"), ("darwin", "x86_64"),
        ]
    ],
)  # fmt: skip
def test_the_launcher_knows_where_there_is_a_tensorflow(
    launcher, monkeypatch, python, system, machine
):
    place = {"python_version": python, "sys_platform": system, "platform_machine": machine}
    wanted = [Requirement(text) for text in EXTRAS["frameworks"]]
    names = [r.name for r in wanted if r.marker.evaluate(place) and r.name != "keras"]
    monkeypatch.setattr(launcher.sys, "version_info", (*map(int, python.split(".")), 1))
    monkeypatch.setattr(launcher.sys, "platform", system)
    monkeypatch.setattr(launcher.platform, "machine", lambda: machine)
    assert len(names) == launcher.has_tensorflow()


@pytest.fixture
def launcher(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    import course

    return course


# ---------------------------------------------------------------------------- CI and hooks


def test_the_workflow_runs_the_readmes_test_command():
    workflow = read_yaml(".github/workflows/test.yml")
    # YAML 1.1 reads the key "on" as a truth value.
    assert set(workflow) == {"name", True, "permissions", "concurrency", "jobs"}
    assert set(workflow[True]) == {"push", "pull_request", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    job = workflow["jobs"]["test"]
    assert set(job) == {"name", "runs-on", "timeout-minutes", "strategy", "steps"}
    matrix = job["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert len(matrix["python"]) == 2
    for version in matrix["python"]:
        assert isinstance(version, str), "3.10 as a number would be 3.1"
        assert SpecifierSet(PROJECT["requires-python"]).contains(version)
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert TEST_COMMAND in commands
    optional = [step["run"] for step in job["steps"] if step.get("continue-on-error")]
    assert optional == ["python course.py torch"]
    assert TEST_COMMAND in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


WORKFLOWS = sorted(path.name for path in (ROOT / ".github" / "workflows").iterdir())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_only_steps_and_expressions_that_mean_something(launcher, name):
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    assert "\t" not in text
    known = {"github.workflow", "github.ref"}
    for job in yaml.safe_load(text)["jobs"].values():
        known |= {f"matrix.{key}" for key in job.get("strategy", {}).get("matrix", {})}
        assert 0 < job["timeout-minutes"] < 360
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step), step
            assert set(step) <= {"name", "uses", "with", "run", "if", "continue-on-error"}, step
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])
            else:
                python, script, task, *_ = step["run"].split()
                assert (python, script) == ("python", "course.py")
                assert task in launcher.TASKS
    expressions = re.findall(r"\$\{\{(.*?)\}\}", text)
    assert text.count("${{") == text.count("}}") == len(expressions)
    assert {expression.strip() for expression in expressions} <= known


def test_once_a_week_the_longer_tasks_run_everywhere(monkeypatch):
    workflow = read_yaml(".github/workflows/weekly.yml")
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    minute, hour, day, month, weekday = workflow[True]["schedule"][0]["cron"].split()
    assert int(minute) < 60
    assert int(hour) < 24
    assert (day, month) == ("*", "*")
    assert int(weekday) < 7  # one day: once a week
    assert workflow["permissions"] == {"contents": "read"}
    test = read_yaml(".github/workflows/test.yml")["jobs"]["test"]["strategy"]["matrix"]
    assert workflow["jobs"]["everywhere"]["strategy"]["matrix"] == test
    commands = [
        step["run"].split()[2:]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    assert {"test", "mutation", "matrix", "bench"} <= {task for task, *_ in commands}
    # What the tools would be asked for is what they know.
    asked = []
    monkeypatch.setattr(matrix, "elsewhere", lambda what, paths: asked.append(what) or 0)
    monkeypatch.setattr(matrix, "kernels", lambda names: [])
    monkeypatch.setattr(mutation, "MODULES", {})
    for task, *arguments in commands:
        if task == "matrix":
            matrix.main(arguments)
        if task == "mutation":
            mutation.main(arguments)
    kinds = {kind for what in asked for kind in what}
    assert kinds | {"pythons"} == {*surroundings.WHAT, "stress"}


def test_hooks_are_local_and_call_tasks_that_exist(launcher):
    repositories = read_yaml(".pre-commit-config.yaml")["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    assert len({hook["id"] for hook in hooks}) == len(hooks) > 0
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "system"
        python, script, task, *arguments = hook["entry"].split()
        assert (python, script) == ("python", "course.py")
        assert task in launcher.TASKS
        assert all((ROOT / argument).exists() for argument in arguments)


@pytest.mark.skipif(os.name == "nt", reason="the script is for shells")
@pytest.mark.parametrize("code", [0, 1, 5])
@pytest.mark.parametrize("data", [True, False])
@pytest.mark.parametrize("torch", [0, 1])
def test_the_ci_script_calls_the_test_command_and_keeps_its_exit_code(tmp_path, code, data, torch):
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    (tmp_path / "repository" / ".ci").mkdir(parents=True)
    copy = shutil.copy(script, tmp_path / "repository" / ".ci")
    folder = tmp_path / "shared" / "data"
    if data:
        folder.mkdir(parents=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, answer in (("python3", 1), ("python3.13", 0)):  # the first one is too old
        fake = programs / name
        fake.write_text(
            f'#!/bin/sh\nif [ "$1" = -c ]; then exit {answer}; fi\n'
            f'if [ "$2" = torch ]; then exit {torch}; fi\n'
            f'echo "{name} $* in $PWD with $LECTURES_NN_DATA"\nexit {code}\n'
        )
        fake.chmod(0o755)
    variables = {key: value for key, value in os.environ.items() if key != "LECTURES_NN_DATA"}
    variables["PATH"] = os.pathsep.join([str(programs), "/usr/bin", "/bin"])
    done = subprocess.run(["bash", copy], env=variables, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert ("PyTorch could not be added" in done.stderr) == bool(torch)
    here = tmp_path / "repository"
    called = "python3.13 course.py test"
    expected = f"{called} in {here} with {folder if data else ''}"
    assert done.stdout.strip() == expected.strip()


# ------------------------------------------------------------------- PyTorch, where it is small


@pytest.mark.parametrize(
    ("names", "code", "sentence", "installs"),
    [
        (["torch", "sympy"], 0, "Adding PyTorch.", True),
        (
            ["torch", "sympy", "nvidia-cudnn-cu13", "triton"],
            0,
            "only its build for graphics",
            False,
        ),
        ([], 1, "pip cannot get torch==", False),
        (None, 0, "pip found nothing within", False),
    ],
)
def test_pytorch_is_added_only_without_gigabytes_for_graphics_cards(
    names, code, sentence, installs, monkeypatch, capsys
):
    called = []

    def answer(command, **options):
        called.append(command)
        if names is None:
            raise subprocess.TimeoutExpired(command, options["timeout"])
        report = {"install": [{"metadata": {"name": name}} for name in names]}
        return subprocess.CompletedProcess(command, code, json.dumps(report), "ERROR: no such\n")

    monkeypatch.setattr(add_torch.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(add_torch.subprocess, "run", answer)
    assert add_torch.main() == int(not installs)
    assert sentence in capsys.readouterr().out
    assert ["--dry-run" in command for command in called] == [True] + [False] * installs
    assert all({"constraints.txt", add_torch.TORCH} <= set(command) for command in called)


def test_pytorch_is_no_part_of_the_pins():
    assert "torch" not in PINS
    assert re.fullmatch(r"torch==[\d.]+", add_torch.TORCH)


# ------------------------------------------------------------------------------ the doctor


def doctor(root, *command):
    """Run the doctor of a folder and return its exit code and its rows by what they are about."""
    command = command or (sys.executable, "tools/doctor.py")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600)
    assert done.stderr == ""
    rows = re.findall(r"^(ok|wrong) +(\S.*?)  +(.*)$", done.stdout, re.MULTILINE)
    commands = re.findall(r"^    (\S.*)$", done.stdout, re.MULTILINE)
    return done.returncode, {what: (verdict, found) for verdict, what, found in rows}, commands


@pytest.fixture
def clinic(tmp_path):
    """Return a copy of what the doctor looks at, with one data file."""
    for name in ("course.py", "pyproject.toml", "constraints.txt", "tools/doctor.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "numbers.csv").write_bytes(b"1,2\n")
    checksum = hashlib.sha256(b"1,2\n").hexdigest()
    (tmp_path / "data" / "SHA256SUMS").write_text(f"{checksum}  numbers.csv\n", encoding="utf-8")
    return tmp_path


def test_the_doctor_finds_nothing_wrong_here():
    code, rows, commands = doctor(ROOT)
    assert {what: row for what, row in rows.items() if row[0] == "wrong"} == {}
    assert commands == []
    assert code == 0
    expected = {"Python", "Environment", "Packages", "Frameworks", "Data", "Jupyter kernel"}
    assert expected <= set(rows)


def test_the_doctor_advises_git_only_in_a_repository(clinic):
    (clinic / "data" / "numbers.csv").unlink()
    _, _, commands = doctor(clinic)
    assert "copy data/numbers.csv from a new download of the course" in commands
    assert not any(command.startswith("git") for command in commands)


def test_the_doctor_finds_a_changed_and_a_missing_data_file(clinic):
    (clinic / ".git").touch()
    _, rows, _ = doctor(clinic)
    assert rows["Data"] == ("ok", "the checksums of 1 files agree")
    (clinic / "data" / "numbers.csv").write_bytes(b"1,3\n")
    code, rows, commands = doctor(clinic)
    assert code == 1
    assert rows["data/numbers.csv"] == ("wrong", "differs from its checksum")
    assert "git restore data/numbers.csv" in commands
    (clinic / "data" / "numbers.csv").unlink()
    _, rows, _ = doctor(clinic)
    assert rows["data/numbers.csv"] == ("wrong", "is missing")
    (clinic / "data" / "SHA256SUMS").unlink()
    _, rows, commands = doctor(clinic)
    assert rows["Data"] == ("wrong", "data/SHA256SUMS is missing")
    assert "git restore data" in commands


def test_the_doctor_finds_missing_and_wrong_packages(clinic):
    pyproject = clinic / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    text = text.replace('"tqdm>=', '"a-package-nobody-has>=1",\n    "tqdm>=1000')
    pyproject.write_text(text, encoding="utf-8")
    code, rows, commands = doctor(clinic)
    assert code == 1
    assert rows["Package a-package-nobody-has"] == ("wrong", "is not installed")
    verdict, found = rows["Package tqdm"]
    assert verdict == "wrong"
    assert re.fullmatch(r"version \S+ is not >=1000\S*", found)
    assert any("install -e ." in command for command in commands)


@pytest.mark.parametrize(
    ("versions", "verdict", "said"),
    [
        ({}, "ok", "none, lectures 13 and 15 need them (python course.py lab --frameworks adds"),
        ({"tensorflow-cpu": "2.21.0", "keras": "3.15.1"}, "ok", "TensorFlow 2.21.0, Keras 3.15.1"),
        (
            {"tensorflow": "2.21.0", "keras": "3.15.1", "torch": "2.13.0"},
            "ok",
            "TensorFlow 2.21.0, Keras 3.15.1, PyTorch 2.13.0",
        ),
        ({"tensorflow": "2.15.0", "keras": "2.15.0"}, "wrong", "the course needs Keras 3"),
        ({"keras": "3.15.1"}, "wrong", "Keras 3.15.1, without TensorFlow"),
    ],
)
def test_the_doctor_looks_at_the_frameworks(tmp_path, versions, verdict, said):
    for name, version in versions.items():
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(text, encoding="utf-8")
    code = f"""
import importlib.metadata, sys
sys.path.insert(0, {str(ROOT / "tools")!r})
import doctor
def version(name):
    for found in importlib.metadata.distributions(name=name, path=[{str(tmp_path)!r}]):
        return found.version
    raise importlib.metadata.PackageNotFoundError(name)
importlib.metadata.version = version
(finding,) = doctor.frameworks()
print("wrong" if finding.mend else "ok", finding.found, finding.mend, sep="|")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    shown, found, mend = done.stdout.strip("\n").split("|")
    assert (shown, said in found) == (verdict, True)
    assert ("frameworks" in mend or "course.py setup" in mend) == (verdict == "wrong")


def test_the_doctor_knows_the_package_of_another_folder(clinic):
    _, rows, _ = doctor(clinic)
    assert rows["Package lectures-nn"] == ("wrong", "is that of another folder")


@pytest.mark.parametrize("broken", ["absent", "empty", "unusable"])
def test_the_doctor_runs_where_the_environment_does_not(clinic, launcher, broken):
    if broken != "absent":
        (clinic / ".venv").mkdir()
    if broken == "unusable":
        python = clinic / launcher.PYTHON.relative_to(ROOT)
        python.parent.mkdir()
        python.write_text("no program", encoding="utf-8")
        python.chmod(0o755)
    base = getattr(sys, "_base_executable", sys.executable)
    code, rows, commands = doctor(clinic, base, "course.py", "doctor")
    assert code == 1
    assert rows["Python"][0] == "ok"
    assert (
        rows["Environment"]
        == {
            "absent": ("wrong", "there is no .venv yet"),
            "empty": ("wrong", ".venv does not run"),
            "unusable": ("wrong", ".venv does not run"),
        }[broken]
    )
    assert commands == ["python course.py lab" if broken == "absent" else "python course.py setup"]


# -- hubs -------------------------------------------------------------------------------


def test_binder_installs_the_course_with_its_pins():
    """Binder calls pip in the root; pip takes constraints from the place of the file itself."""
    path = ROOT / "binder" / "requirements.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert lines == ["-c ../constraints.txt", "."]
    assert (path.parent / "../constraints.txt").resolve() == ROOT / "constraints.txt"
    runtime = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    name, _, version = runtime.partition("-")
    assert name == "python"
    assert Version(version) in SpecifierSet(PROJECT["requires-python"])


def test_a_hub_gives_a_kernel_twice_what_it_takes():
    config = Config()
    text = (ROOT / "docs" / "jupyterhub_config.py").read_text(encoding="utf-8")
    exec(compile(text, "jupyterhub_config.py", "exec"), {"get_config": lambda: config})
    settings = config.Spawner
    assert settings.cpu_limit == 1
    assert set(settings.environment.values()) == {"1"}
    assert int(settings.mem_limit.removesuffix("G")) * 1024 >= 2 * 400  # without frameworks
