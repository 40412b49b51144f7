"""course.py: what it sets up, when it does so again, and what it says when it cannot."""

import ast
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).resolve().parents[1] / "course.py"

# ------------------------------------------------------- its decisions, with the steps faked


class Steps:
    """Stands in for the steps of a set-up: it keeps their names and does what they leave behind."""

    def __init__(self, course):
        self.course = course
        self.taken = []
        self.commands = []
        self.failure = {}

    def __call__(self, step, command):
        self.taken.append(step)
        self.commands.append(command)
        if step in self.failure:
            raise self.failure[step]
        if step == "making .venv":
            self.course.PYTHON.parent.mkdir(parents=True)
            self.course.PYTHON.touch()
            settings = f"prompt = '{self.course.PROMPT}'\n"
            (self.course.VENV / "pyvenv.cfg").write_text(settings, encoding="utf-8")

    def since(self):
        """Return the steps taken since the last question."""
        taken, self.taken = self.taken, []
        return taken


ALL_STEPS = ["making .venv", "installing packages", "trying them out"]
INSTALL_STEPS = ALL_STEPS[1:]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Return course.py as a module whose folder is an empty one."""
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    shutil.copy(LAUNCHER, tmp_path)
    spec = importlib.util.spec_from_file_location("course_under_test", tmp_path / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert tmp_path.resolve() == module.ROOT
    module.steps = Steps(module)
    monkeypatch.setattr(module, "call", module.steps)
    return module


@pytest.fixture
def runs(course, monkeypatch):
    """Return the list of commands that the tasks run; their exit codes are taken from `.codes`."""

    class Runs(list):
        def __call__(self, command, one_thread=False):
            self.append([str(part) for part in command])
            words = " ".join(self[-1])
            return next((code for word, code in self.codes.items() if word in words), 0)

    recorder = Runs()
    recorder.codes = {}
    monkeypatch.setattr(course, "run", recorder)
    return recorder


def test_the_second_set_up_does_nothing(course):
    course.set_up([])
    assert course.steps.since() == ALL_STEPS
    course.set_up([])
    assert course.steps.since() == []


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_installs_into_the_same_environment(course, file):
    course.set_up([])
    course.steps.since()
    (course.VENV / "mine").touch()
    (course.ROOT / file).write_text("[project]\n# changed\n", encoding="utf-8")
    course.set_up([])
    assert course.steps.since() == INSTALL_STEPS
    assert (course.VENV / "mine").exists()
    course.set_up([])
    assert course.steps.since() == []


@pytest.mark.parametrize("key", ["python", "folder"])
def test_another_python_or_folder_builds_anew(course, key):
    course.set_up([])
    course.steps.since()
    (course.VENV / "mine").touch()
    stamp = json.loads(course.STAMP.read_text(encoding="utf-8"))
    stamp[key] = "another"
    course.STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    course.set_up([])
    assert course.steps.since() == ALL_STEPS
    assert not (course.VENV / "mine").exists()


def test_extras_are_added_and_never_lost(course):
    course.set_up([])
    course.set_up(["test"])
    assert ".[test]" in course.steps.commands[-2]
    course.steps.since()
    course.set_up([])
    course.set_up(["test"])
    assert course.steps.since() == []
    (course.ROOT / "constraints.txt").write_text("numpy==2.4.7\n", encoding="utf-8")
    course.set_up([])
    assert ".[test]" in course.steps.commands[-2]


def test_pip_is_held_to_the_constraints(course):
    course.set_up([])
    command = course.steps.commands[1]
    assert command[-2:] == ["-c", "constraints.txt"]
    assert command[command.index("-e") + 1] == "."


@pytest.mark.parametrize("step", ALL_STEPS)
def test_an_interrupted_set_up_is_repaired_by_the_next_call(course, runs, capsys, step):
    course.steps.failure[step] = KeyboardInterrupt()
    assert course.main(["run"]) == 130
    assert "the next call finishes" in capsys.readouterr().err
    assert runs == []
    assert not course.STAMP.exists()
    course.steps.failure.clear()
    course.steps.since()
    assert course.main(["run"]) == 0
    assert course.steps.since() == ALL_STEPS
    assert course.is_ready(["test"])
    assert len(runs) == 1


def test_an_interrupted_update_is_repaired_by_the_next_call(course, runs):
    course.set_up(["test"])
    (course.ROOT / "constraints.txt").write_text("numpy==2.4.7\n", encoding="utf-8")
    course.steps.failure["installing packages"] = KeyboardInterrupt()
    assert course.main(["run"]) == 130
    course.steps.failure.clear()
    course.steps.since()
    assert course.main(["run"]) == 0
    assert course.steps.since() == ALL_STEPS


def test_a_failed_update_leaves_the_environment_that_worked(course, runs, capsys):
    course.set_up(["test"])
    before = course.STAMP.read_text(encoding="utf-8")
    constraints = course.ROOT / "constraints.txt"
    old = constraints.read_text(encoding="utf-8")
    constraints.write_text("numpy==2.4.7\n", encoding="utf-8")
    course.steps.failure["installing packages"] = course.SetUpError("no network")
    assert course.main(["run"]) == 1
    assert capsys.readouterr().err == "no network\n"
    assert course.STAMP.read_text(encoding="utf-8") == before
    constraints.write_text(old, encoding="utf-8")
    assert course.main(["run"]) == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b'{"python": 3}', b"\xff\xfe"])
def test_an_unreadable_stamp_counts_as_none(course, content):
    course.set_up([])
    course.steps.since()
    course.STAMP.write_bytes(content)
    assert not course.is_ready([])
    course.set_up([])
    assert course.steps.since() == ALL_STEPS


def test_an_environment_without_its_python_is_built_anew(course):
    course.set_up([])
    course.steps.since()
    course.PYTHON.unlink()
    course.set_up([])
    assert course.steps.since() == ALL_STEPS


def test_setup_builds_anew(course):
    course.set_up(["test"])
    course.steps.since()
    assert course.main(["setup"]) == 0
    assert course.steps.since() == ALL_STEPS


def test_an_environment_of_another_program_is_left_alone(course, runs, capsys):
    course.VENV.mkdir()
    settings = course.VENV / "pyvenv.cfg"
    settings.write_text("prompt = 'something else'\n", encoding="utf-8")
    assert course.main(["lab"]) == 1
    assert "made by another program" in one_sentence(capsys.readouterr().err)
    assert settings.exists()
    assert course.steps.since() == []
    assert runs == []


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_one_sentence(course, runs, monkeypatch, capsys, missing):
    find = importlib.util.find_spec

    def find_others(name):
        return None if name == missing else find(name)

    monkeypatch.setattr(course.importlib.util, "find_spec", find_others)
    assert course.main(["lab"]) == 1
    sentence = one_sentence(capsys.readouterr().err)
    assert f"without the module {missing}" in sentence
    assert "python3-venv" in sentence
    assert not course.VENV.exists()
    assert runs == []


def test_a_file_that_cannot_be_written_gets_one_sentence(course, capsys):
    course.VENV.write_text("not a folder", encoding="utf-8")
    assert course.main(["lab"]) == 1
    assert ".venv" in one_sentence(capsys.readouterr().err)


def one_sentence(text):
    """Return the text after checking that it is one line, a sentence and not a traceback."""
    assert text.count("\n") == 1
    assert text.endswith(".\n")
    assert "Traceback" not in text
    return text


# -------------------------------------------------------------------------------- its tasks


def test_arguments_reach_pytest_as_they_are(course, runs):
    course.set_up(["test", "frameworks"])
    assert course.main(["test", "-k", "layers and not slow", "-x"]) == 0
    expected = [str(course.PYTHON), "-m", "pytest", "-k", "layers and not slow", "-x"]
    assert runs == [expected]


@pytest.mark.parametrize("task", ["lab", "run", "doctor", "bench"])
def test_arguments_reach_every_other_task(course, runs, task):
    course.set_up(["test"])
    course.main([task, "--some", "argument"])
    assert runs[-1][-2:] == ["--some", "argument"]


def test_the_plain_test_command_lints_as_well(course, runs):
    course.set_up(["test", "frameworks"])
    assert course.main(["test"]) == 0
    words = [" ".join(Path(part).name for part in command) for command in runs]
    assert [" ".join(line.split()[-3:]) for line in words] == [
        "-m ruff check",
        "ruff format --check",
        "lint-imports --no-logo" if os.name != "nt" else "lint-imports.exe --no-logo",
        "python -m pytest" if os.name != "nt" else "python.exe -m pytest",
    ]


@pytest.mark.parametrize("failing", ["ruff check", "ruff format", "lint-imports", "pytest"])
def test_whatever_fails_makes_the_test_command_fail_after_all_ran(course, runs, failing):
    course.set_up(["test", "frameworks"])
    runs.codes = {failing: 5}  # 5 is what pytest says when it has collected nothing
    assert course.main(["test"]) == 5
    assert len(runs) == 4


def test_lint_mends_when_asked(course, runs):
    course.set_up(["test"])
    assert course.main(["lint", "--fix"]) == 0
    assert runs[0][-1] == "--fix"
    assert "--check" not in runs[1]


@pytest.mark.parametrize("browser", [True, False])
def test_lab_opens_a_browser_only_where_there_is_one(course, runs, monkeypatch, capsys, browser):
    course.set_up([])
    monkeypatch.setattr(course, "has_browser", lambda: browser)
    assert course.main(["lab"]) == 0
    assert any(part.endswith("/lab/tree/notebooks/00_start_here.ipynb") for part in runs[0])
    assert ("--no-browser" in runs[0]) is not browser
    assert ("address" in capsys.readouterr().out) is not browser


def test_lab_adds_the_frameworks_when_asked_and_keeps_them(course, runs, monkeypatch):
    monkeypatch.setattr(course, "has_tensorflow", lambda: True)
    monkeypatch.setattr(course, "has_browser", lambda: True)
    assert course.main(["lab"]) == 0
    assert course.steps.since() == ALL_STEPS
    assert course.main(["lab", "--frameworks", "--port=9999"]) == 0
    assert course.steps.since() == INSTALL_STEPS
    assert ".[frameworks]" in course.steps.commands[-2]
    assert "--frameworks" not in runs[-1]  # JupyterLab would not know it
    assert runs[-1] == runs[0] + ["--port=9999"]
    for _ in range(2):
        assert course.main(["lab"]) == course.main(["lab", "--frameworks"]) == 0
    assert course.steps.since() == []
    assert course.main(["test"]) == 0
    assert ".[frameworks,test]" in course.steps.commands[-2]


@pytest.mark.parametrize("task", [["run"], ["lint"], ["bench"]])
def test_the_other_tasks_do_without_the_frameworks(course, runs, task):
    assert course.main(task) == 0
    assert ".[test]" in course.steps.commands[-2]


@pytest.mark.parametrize("task", [["test"], ["lab", "--frameworks"]])
def test_where_tensorflow_is_not_made_one_sentence_says_so(course, runs, monkeypatch, capsys, task):
    monkeypatch.setattr(course, "has_tensorflow", lambda: False)
    monkeypatch.setattr(course, "has_browser", lambda: True)
    for _ in range(2):
        assert course.main(task) == 0
        said = capsys.readouterr().out.splitlines()
        (sentence,) = [line for line in said if "TensorFlow" in line]
        assert "lectures 13 and 15" in sentence
        assert sentence.endswith("are left out.")
    assert course.read_stamp()["extras"] == (["test"] if task == ["test"] else [])
    assert runs


@pytest.mark.parametrize(
    ("python", "system", "machine", "made"),
    [
        ((3, 11), "linux", "x86_64", True),
        ((3, 13), "linux", "aarch64", True),
        ((3, 13), "win32", "AMD64", True),
        ((3, 12), "darwin", "arm64", True),
        ((3, 12), "darwin", "x86_64", False),
        ((3, 12), "win32", "ARM64", False),
        ((3, 14), "linux", "x86_64", False),
        ((3, 14), "darwin", "arm64", False),
    ],
)
def test_where_tensorflow_is_made(course, monkeypatch, python, system, machine, made):
    monkeypatch.setattr(course.sys, "version_info", (*python, 1))
    monkeypatch.setattr(course.sys, "platform", system)
    monkeypatch.setattr(course.platform, "machine", lambda: machine)
    assert course.has_tensorflow() == made


def test_no_browser_where_python_finds_none(course, monkeypatch):
    def none():
        raise course.webbrowser.Error

    monkeypatch.setattr(course.webbrowser, "get", none)
    assert not course.has_browser()


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--help"]])
def test_usage_lists_every_task(course, capsys, arguments):
    assert course.main(arguments) == (0 if arguments == ["--help"] else 2)
    lines = capsys.readouterr().out.splitlines()
    for name, (task, _) in course.TASKS.items():
        assert f"  {name:12}{task.__doc__}" in lines


def test_present_opens_a_lecture_large_and_for_this_machine_only(course, runs):
    (course.ROOT / "notebooks").mkdir()
    (course.ROOT / "notebooks" / "03_topic.ipynb").touch()
    assert course.main(["present", "03", "--port=9999"]) == 0
    options = dict(part.partition("=")[::2] for part in runs[-1] if "=" in part)
    assert options["--LabApp.default_url"].endswith("/03_topic.ipynb")
    assert options["--ServerApp.ip"] == "127.0.0.1"
    assert options["--port"] == "9999"
    (settings,) = Path(options["--LabApp.user_settings_dir"]).rglob("themes.jupyterlab-settings")
    large = json.loads(settings.read_text(encoding="utf-8"))["overrides"]
    assert int(large["code-font-size"].removesuffix("px")) >= 18


@pytest.mark.parametrize("arguments", [[], ["99"], ["*"]])
def test_present_says_what_it_needs(course, runs, capsys, arguments):
    assert course.main(["present", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"got {' '.join(arguments) or 'nothing'}." in said
    assert runs == []


def test_doctor_needs_no_environment(course, runs):
    assert course.main(["doctor"]) == 0
    assert course.steps.since() == []
    assert runs[0][0] == sys.executable


def test_variables_of_other_programs_do_not_reach_the_environment(course, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "MPLBACKEND"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    variables = course.environment()
    assert "elsewhere" not in variables.values()
    assert variables["PATH"].startswith(str(course.PYTHON.parent))
    assert "OMP_NUM_THREADS" not in variables
    variables = course.environment(one_thread=True)
    assert variables["OMP_NUM_THREADS"] == variables["OPENBLAS_NUM_THREADS"] == "1"
    assert variables["TF_NUM_INTRAOP_THREADS"] == "1"


# -------------------------------------------------------------------- Pythons that are too old


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_gets_one_sentence(version):
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('course.py')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=LAUNCHER.parent, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"needs Python 3.11 or newer and this is Python {version[0]}.{version[1]}" in done.stderr
    one_sentence(done.stderr)
    assert done.stdout == ""


def test_an_old_python_can_read_the_file_up_to_that_sentence():
    source = LAUNCHER.read_text(encoding="ascii")
    tree = ast.parse(source)
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match, ast.AsyncFunctionDef)
    newer += (ast.Nonlocal, ast.Starred)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), f"line {node.lineno} is newer than Python 2.7"
        if isinstance(node, ast.Raise):
            assert node.cause is None, f"line {node.lineno}: raise ... from ..."
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert not arguments.kwonlyargs, f"line {node.lineno}: keyword-only arguments"
            annotations = [node.returns] + [a.annotation for a in arguments.args]
            assert annotations == [None] * len(annotations), f"line {node.lineno}: annotations"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            assert name != "print", f"line {node.lineno}: print is a statement in Python 2"
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [alias.name for alias in imports[0].names] == ["sys"]
    check = next(node for node in tree.body if isinstance(node, ast.If))
    assert imports[1].lineno > check.lineno


# ------------------------------------------------------- a real set-up of a course in miniature

BACKEND = '''
"""A build backend that needs nothing: an editable install is one line in a .pth file."""
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "lectures_nn-0.1.0-py3-none-any.whl"
    info = "lectures_nn-0.1.0.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("lectures_nn.pth", str(pathlib.Path.cwd()))
        metadata = "Metadata-Version: 2.1\\nName: lectures-nn\\nVersion: 0.1.0\\n"
        wheel.writestr(info + "METADATA", metadata + pathlib.Path("requires").read_text())
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name

def build_wheel(*arguments):
    return build_editable(*arguments)
'''
TOOL = """
import json, os, sys
names = ("OMP_NUM_THREADS", "PYTHONPATH", "PYDEVD_DISABLE_FILE_VALIDATION")
print(json.dumps([sys.prefix, sys.argv[1:], {name: os.environ.get(name) for name in names}]))
sys.exit(7 if "fail" in sys.argv else 0)
"""


@pytest.fixture(scope="module")
def miniature(tmp_path_factory):
    """Return a folder with course.py and a package that pip can install without the network."""
    root = tmp_path_factory.mktemp("a course").resolve()  # a blank in the path must not matter
    shutil.copy(LAUNCHER, root)
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
        'backend-path = ["."]\n[project]\nname = "lectures-nn"\nversion = "0.1.0"\n',
        "backend.py": BACKEND,
        "requires": "",
        "constraints.txt": "",
        "lectures_nn/__init__.py": "",
        "matplotlib/__init__.py": "",
        "matplotlib/pyplot.py": "",
        "tools/run_notebooks.py": TOOL,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def offline():
    """Return variables under which pip finds no index: the port is closed."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "HTTP", "http"))}
    return {
        **variables,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9",
        "PIP_RETRIES": "0",
        "NO_PROXY": "*",
        "PYTHONPATH": "elsewhere",
    }


def start(root, *arguments):
    """Run course.py in the folder as a person would."""
    command = [sys.executable, str(root / "course.py"), *arguments]
    # From another folder, so that nothing depends on where the command is typed.
    return subprocess.run(
        command, cwd=root.parent, env=offline(), capture_output=True, text=True, timeout=300
    )


def venv_of(root):
    return root / ".venv"


def test_a_real_set_up_then_the_task(miniature):
    first = start(miniature, "run", "03", "--save")
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    setting, done, task = first.stdout.splitlines()
    assert setting.startswith("Setting up the course")
    assert done.startswith("Done in")
    prefix, arguments, variables = json.loads(task)
    assert Path(prefix) == venv_of(miniature)
    assert arguments == ["03", "--save"]
    assert variables == {
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": None,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    log = venv_of(miniature) / "setup.log"
    written = log.stat().st_mtime_ns

    second = start(miniature, "run", "fail")
    assert second.returncode == 7
    assert len(second.stdout.splitlines()) == 1
    assert log.stat().st_mtime_ns == written


@pytest.mark.skipif(os.name == "nt", reason="a process group is interrupted otherwise on Windows")
def test_a_real_interruption_is_repaired(miniature):
    command = [sys.executable, str(miniature / "course.py"), "setup"]
    process = subprocess.Popen(
        command,
        env=offline(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background may have been told to ignore Ctrl-C, and would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    log = venv_of(miniature) / "setup.log"
    stamp = venv_of(miniature) / "course.json"
    while stamp.exists() or not log.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "\nStopped: the next call finishes what is missing.\n"
    assert not stamp.exists()

    again = start(miniature, "run")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Setting up")
    assert stamp.exists()


def test_without_the_network_there_is_one_sentence(miniature):
    requires = miniature / "requires"
    requires.write_text("Requires-Dist: a-package-that-pip-would-download\n", encoding="utf-8")
    try:
        done = start(miniature, "setup")
    finally:
        requires.write_text("", encoding="utf-8")
    assert done.returncode == 1
    assert "needs the network" in one_sentence(done.stderr)
    assert "127.0.0.1" not in done.stdout + done.stderr
    assert not (venv_of(miniature) / "course.json").exists()


def test_another_failure_of_pip_names_the_log(miniature):
    constraints = miniature / "constraints.txt"
    constraints.write_text("this is no requirement\n", encoding="utf-8")
    try:
        done = start(miniature, "setup")
    finally:
        constraints.write_text("", encoding="utf-8")
    assert done.returncode == 1
    sentence = one_sentence(done.stderr)
    log = Path(".venv") / "setup.log"
    assert f"failed while installing packages: the file {log} says why" in sentence
    assert "this is no requirement" in (miniature / log).read_text(encoding="utf-8")
