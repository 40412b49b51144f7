"""course.py: what it sets up, when it does so again, and what it says when it cannot."""

import ast
import ctypes
import http.server
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
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
    monkeypatch.setattr(module, "refuse_elsewhere", lambda: None)  # it asks the environment's pip
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
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "MPLBACKEND",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_PYTHON",
    ):
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


def offline(**others):
    """Return variables under which pip finds no index: the port is closed."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "HTTP", "http"))}
    return {
        **variables,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9",
        "PIP_RETRIES": "0",
        "NO_PROXY": "*",
        "PYTHONPATH": "elsewhere",
        **others,
    }


def start(root, *arguments, **variables):
    """Run course.py in the folder as a person would, with these variables set."""
    command = [sys.executable, str(root / "course.py"), *arguments]
    # From another folder, so that nothing depends on where the command is typed.
    return subprocess.run(
        command,
        cwd=root.parent,
        env=offline(**variables),
        capture_output=True,
        text=True,
        timeout=900,
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


def descendants(process):
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.skipif(os.name == "nt", reason="a process is interrupted otherwise on Windows")
def test_a_real_interruption_ends_everything_and_is_repaired(miniature):
    command = [sys.executable, str(miniature / "course.py"), "setup"]
    stamp = venv_of(miniature) / "course.json"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = subprocess.Popen(
            command,
            env=offline(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A test run in the background may have been told to ignore Ctrl-C, and pass that on.
            preexec_fn=lambda number=number: signal.signal(number, signal.SIG_DFL),
        )
        deadline = time.monotonic() + 600
        while len(started := descendants(process)) < 2:  # venv, and what venv has started
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(number)
        _, errors = process.communicate(timeout=600)
        assert process.returncode == 128 + number
        told = "\nStopped: the next call finishes what is missing.\n"
        assert errors == (told if number == signal.SIGINT else "")
        assert psutil.wait_procs(started, timeout=120)[1] == []
        assert not stamp.exists()

    again = start(miniature, "run")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Setting up")
    assert stamp.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a program without telling it")
def test_a_task_that_is_told_to_end_ends_what_it_started(miniature):
    tool = miniature / "tools" / "run_notebooks.py"
    tool.write_text("import time\nprint('here', flush=True)\ntime.sleep(9000)\n", encoding="utf-8")
    command = [sys.executable, str(miniature / "course.py"), "run"]
    try:
        with subprocess.Popen(command, env=offline(), stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "here\n"
            (started,) = descendants(process)
            process.terminate()
            assert process.wait(timeout=600) == 128 + signal.SIGTERM
    finally:
        tool.write_text(TOOL, encoding="utf-8")
    assert psutil.wait_procs([started], timeout=120)[1] == []


# ------------------------------------ what keeps packages away: each with its sentence and the log


@pytest.fixture
def outdated(miniature):
    """Return the miniature with an environment to which the next call adds packages."""
    assert start(miniature, "run").returncode == 0
    constraints, requires = miniature / "constraints.txt", miniature / "requires"
    constraints.write_text("# another version\n", encoding="utf-8")
    requires.write_text("Requires-Dist: a-package-that-pip-would-download\n", encoding="utf-8")
    yield miniature
    constraints.write_text("", encoding="utf-8")
    requires.write_text("", encoding="utf-8")


def test_without_the_network_there_is_one_sentence(outdated):
    done = start(outdated, "run")
    assert done.returncode == 1
    assert "needs the network" in one_sentence(done.stderr)
    assert "127.0.0.1" not in done.stdout + done.stderr


def test_another_failure_of_pip_names_the_log_and_its_own_reason(outdated):
    log = venv_of(outdated) / "setup.log"
    log.write_text("ProxyError\n", encoding="utf-8")  # left by an earlier call
    (outdated / "constraints.txt").write_text("this is no requirement\n", encoding="utf-8")
    done = start(outdated, "run")
    assert done.returncode == 1
    sentence = one_sentence(done.stderr)
    assert "failed while installing packages; the next call tries again" in sentence
    assert f"The file {log} has the details." in sentence
    assert "this is no requirement" in log.read_text(encoding="utf-8")


class Suspicious(http.server.BaseHTTPRequestHandler):
    """A proxy that wants a name and a password and gets none."""

    def do_GET(self):
        self.send_response(407)
        self.send_header("Proxy-Authenticate", "Basic")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_CONNECT = do_GET

    def log_message(self, *_):
        pass


def test_a_proxy_that_asks_for_a_password_is_named(outdated):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Suspicious) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        there = f"127.0.0.1:{proxy.server_address[1]}"
        addresses = {"PIP_INDEX_URL": "https://a-host-of-packages", "NO_PROXY": ""}
        done = start(outdated, "run", PIP_PROXY=f"http://ada:wrong@{there}", **addresses)
        proxy.shutdown()
    assert done.returncode == 1
    sentence = one_sentence(done.stderr)
    assert f"the proxy http://{there} (variable PIP_PROXY) asks for a name and a pass" in sentence
    assert f"The file {venv_of(outdated) / 'setup.log'} has the details." in sentence
    assert "connect this machine" not in sentence
    assert "wrong" not in sentence


def test_a_proxy_that_does_not_answer_is_named(outdated):
    addresses = {"PIP_INDEX_URL": "https://a-host-of-packages", "NO_PROXY": ""}
    done = start(outdated, "run", https_proxy="http://127.0.0.1:9", **addresses)
    assert done.returncode == 1
    sentence = one_sentence(done.stderr)
    assert "the proxy http://127.0.0.1:9 (variable https_proxy) does not answer" in sentence


@pytest.mark.parametrize("line", ["[install]\ntarget = ", "[global]\nprefix = "])
def test_settings_that_send_packages_elsewhere_are_refused(outdated, tmp_path, line):
    settings = tmp_path / "pip.conf"
    settings.write_text(f"{line}{tmp_path / 'elsewhere'}\n", encoding="utf-8")
    done = start(outdated, "run", PIP_CONFIG_FILE=str(settings))
    assert done.returncode == 1
    assert f"{line.split()[1]}='{tmp_path / 'elsewhere'}'" in one_sentence(done.stderr)
    assert "Done" not in done.stdout
    assert not (tmp_path / "elsewhere").exists()


def test_packages_that_went_elsewhere_are_missed(outdated):
    (outdated / "requires").write_text("", encoding="utf-8")
    (outdated / "backend.py").write_text(BACKEND.replace(".pth", ".txt"), encoding="utf-8")
    try:
        done = start(outdated, "run")
    finally:
        (outdated / "backend.py").write_text(BACKEND, encoding="utf-8")
    assert done.returncode == 1
    assert "failed while trying them out" in one_sentence(done.stderr)
    assert "Done" not in done.stdout


# ----------------------------------------------------- a course that somebody else has set up


def bound_by_permissions():
    """Let the superuser write only where permissions allow it, as everybody else."""
    if os.geteuid() == 0:
        drop, every_permission = 24, 1  # PR_CAPBSET_DROP and CAP_DAC_OVERRIDE of Linux
        ctypes.CDLL(None).prctl(drop, every_permission, 0, 0, 0)


@pytest.fixture
def borrowed(tmp_path):
    """Return a course, and a function that makes it read-only and runs Python in it."""
    root = (tmp_path / "borrowed").resolve()
    fonts = root / ".venv" / "matplotlib"
    fonts.mkdir(parents=True)
    (fonts / "fontlist-v390.json").write_text("the list", encoding="utf-8")
    (root / "tools").mkdir()
    (root / "notebooks").mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(LAUNCHER.parent / name, root)
    shutil.copy(LAUNCHER, root)
    shutil.copy(LAUNCHER.parent / "tools" / "doctor.py", root / "tools")

    def run(*command, **variables):
        for folder in (fonts, root / ".venv", root / "notebooks", root):
            folder.chmod(0o555)
        names = ("HOME", "XDG_CACHE_HOME", "TMPDIR")
        others = {name: value for name, value in os.environ.items() if name not in names}
        return subprocess.run(
            [sys.executable, "-B", *command],
            cwd=root,
            env={**others, "TMPDIR": str(tmp_path), **variables},
            capture_output=True,
            text=True,
            preexec_fn=bound_by_permissions,
        )

    run.root = root
    yield run
    for folder in (root, root / ".venv", fonts, root / "notebooks"):
        folder.chmod(0o755)


PRINT_ENVIRONMENT = "import course, json; print(json.dumps(course.environment()))"
no_permissions = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@no_permissions
@pytest.mark.parametrize("place", ["XDG_CACHE_HOME", "HOME", "TMPDIR"])
def test_settings_go_where_the_user_may_write(borrowed, tmp_path, place):
    variables = {"HOME": str(tmp_path / "gone" / "ada"), place: str(tmp_path / "own")}
    (tmp_path / "own").mkdir()
    (tmp_path / "gone").mkdir(mode=0o555)
    done = borrowed("-c", PRINT_ENVIRONMENT, **variables)
    assert done.stderr == ""
    made = json.loads(done.stdout)
    for name in ("IPYTHONDIR", "MPLCONFIGDIR", "KERAS_HOME"):
        folder = Path(made[name]).parent
        assert folder.is_relative_to(tmp_path / "own"), name
    assert folder.stat().st_mode & 0o777 == 0o700
    # The list of fonts comes along: without it the first notebook would say that it is made.
    assert (folder / "matplotlib" / "fontlist-v390.json").read_text(encoding="utf-8") == "the list"
    # Where there is no home, Jupyter's files go there as well.
    assert ("JUPYTER_RUNTIME_DIR" in made) == (place != "HOME")


@no_permissions
def test_settings_are_never_read_from_a_folder_of_somebody_else(borrowed, tmp_path):
    nobody = tmp_path / "no folder"
    nobody.touch()
    (tmp_path / f"lectures_nn-{os.getuid() + 1}").mkdir()  # made by us, and we are not its user
    code = f"import os; os.getuid = lambda: {os.getuid() + 1}; {PRINT_ENVIRONMENT}"
    done = borrowed("-c", code, HOME=str(nobody))
    assert json.loads(done.stdout)["IPYTHONDIR"] == str(borrowed.root / ".venv" / "ipython")


@no_permissions
def test_the_doctor_says_that_the_folder_is_read_only(borrowed, tmp_path):
    done = borrowed("tools/doctor.py", HOME=str(tmp_path))
    assert done.returncode == 1
    rows = {line[7:].split("  ")[0]: line for line in done.stdout.splitlines()}
    assert rows["Folder"].startswith("wrong")
    assert f"{borrowed.root} is read-only: no notebook can be saved" in rows["Folder"]
    assert rows["Settings"].endswith(f"kept in {tmp_path / '.cache' / 'lectures_nn'}")
    assert "copy this folder to a place of your own" in done.stdout


@no_permissions
@pytest.mark.parametrize("task", ["lab", "setup"])
def test_a_set_up_in_a_read_only_folder_says_so(borrowed, task):
    done = borrowed("course.py", task)
    assert done.returncode == 1
    sentence = one_sentence(done.stderr)
    assert f"you may not write to the folder {borrowed.root}" in sentence
    assert "close the programs" not in sentence
