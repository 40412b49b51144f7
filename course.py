"""One command for everything: python course.py TASK [ARGUMENTS].

It needs nothing but Python itself. The first call builds the folder .venv with the packages of
the course; later calls start at once. `python course.py` lists the tasks.
"""

# Any Python must be able to read this file, also one that is too old to go on: so no f-strings
# and nothing else that is newer than Python 2.7, and the version is checked before the imports.
import sys

MINIMUM = (3, 11)
if sys.version_info[:2] < MINIMUM:
    sys.exit(
        "The course needs Python %d.%d or newer and this is Python %d.%d: call course.py with a "
        "newer one, which https://www.python.org/downloads has." % (MINIMUM + sys.version_info[:2])
    )

import errno
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
import time
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROMPT = "lectures_nn"  # course.py knows by it that an environment is its own
STAMP = VENV / "course.json"  # written last: without it, the set-up was not finished
LOG = VENV / "setup.log"


def program(name):
    """Return the path of one of the environment's programs."""
    return VENV / (("Scripts/%s.exe" if os.name == "nt" else "bin/%s") % name)


PYTHON = program("python")


def say(text, end="\n"):
    """Show the text at once, also where the output goes to a file that others write to."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


# ------------------------------------------------------------------ the environment in .venv


class SetUpError(Exception):
    """One sentence on what keeps the environment from being built."""


def state(extras):
    """Return everything that decides whether .venv is up to date; the stamp holds it."""
    files = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
    return {
        "python": list(sys.version_info[:2]),
        "folder": str(ROOT),  # an environment cannot be moved
        "files": hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest(),
        "extras": sorted(extras),
    }


def read_stamp():
    """Return the state that the last complete set-up left, {} when there is none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return stamp if PYTHON.exists() and stamp.keys() == state([]).keys() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def is_ready(extras):
    """Say whether .venv holds the course as it is now, with these extras or more."""
    stamp = read_stamp()
    return bool(stamp) and set(extras) <= set(stamp["extras"]) and stamp == state(stamp["extras"])


def has_tensorflow():
    """Say whether TensorFlow is made for this Python and machine, as pyproject.toml has it."""
    machine = platform.machine()
    intel = machine in ("x86_64", "AMD64") and sys.platform != "darwin"
    return sys.version_info[:2] < (3, 14) and (intel or machine in ("aarch64", "arm64"))


def obtainable(extras):
    """Return those extras that can be had here, after a sentence about one that cannot."""
    if "frameworks" not in extras or has_tensorflow():
        return extras
    say(
        "TensorFlow is not made for Python %d.%d on this machine (%s): lectures 13 and 15 and the "
        "tests that need it are left out." % (sys.version_info[:2] + (platform.machine(),))
    )
    return [extra for extra in extras if extra != "frameworks"]


def is_foreign():
    """Say whether .venv is an environment that course.py did not make."""
    settings = VENV / "pyvenv.cfg"
    ours = "prompt = '%s'" % PROMPT
    return settings.exists() and ours not in settings.read_text(encoding="utf-8")


def set_up(extras, anew=False):
    """Bring .venv up to date and write the stamp; do nothing when it is up to date already."""
    if is_ready(extras) and not anew:
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetUpError(
                "This Python comes without the module %s, which the set-up needs: on Debian and "
                "Ubuntu 'sudo apt install python3-venv' brings it, elsewhere the installer from "
                "https://www.python.org/downloads does." % module
            )
    if is_foreign():
        raise SetUpError(
            "The environment in .venv was made by another program, so course.py leaves it alone: "
            "use it as it is, or delete or rename the folder .venv and call again."
        )
    stamp = read_stamp()
    wanted = state(set(extras).union(stamp.get("extras", [])))
    keep = not anew and all(stamp.get(key) == wanted[key] for key in ("python", "folder"))
    say("Setting up the course in .venv; this takes a few minutes, and only this once.")
    start = time.monotonic()
    if keep:
        STAMP.unlink()  # an interruption from here on leaves no stamp: the next call starts anew
    else:
        create()
    try:
        install(wanted["extras"])
    except SetUpError:
        if keep:  # pip changes nothing before it has every file: what was there still works
            STAMP.write_text(json.dumps(stamp), encoding="utf-8")
        raise
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    say("Done in %d seconds." % (time.monotonic() - start))


def create():
    """Put an empty environment in the place of whatever an earlier set-up left."""
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    # The base Python stays valid when course.py itself is run by the Python in .venv.
    python = getattr(sys, "_base_executable", None) or sys.executable
    call("making .venv", [python, "-m", "venv", "--prompt", PROMPT, str(VENV)])


def install(extras):
    """Install the course and its packages, in the versions it is tested with."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--retries=2", "install"]
    course = ".[%s]" % ",".join(extras) if extras else "."
    refuse_elsewhere()
    call("installing packages", pip + ["-e", course, "-c", "constraints.txt"])
    # JupyterLab asks on its first start whether it may fetch news; the course works offline.
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    overrides = {"@jupyterlab/apputils-extension:notification": quiet}
    (settings / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")
    # This builds Matplotlib's list of fonts, which it would report in the first notebook. Isolated
    # (-I), Python finds what is in .venv, and nothing that only lies in this folder.
    call("trying them out", [str(PYTHON), "-I", "-c", "import matplotlib.pyplot, lectures_nn"])


# What has pip put packages into another place than the Python that it is called with.
ELSEWHERE = ("target", "prefix", "root", "python")


def refuse_elsewhere():
    """Raise SetUpError when a settings file of pip's sends packages elsewhere than into .venv."""
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    settings = subprocess.run(command, env=environment(), capture_output=True, text=True).stdout
    found = re.search(r"^(global|install)\.((%s)=.*)$" % "|".join(ELSEWHERE), settings, re.M)
    if found:
        raise SetUpError(
            "A settings file of pip's has %s, so packages would not come into .venv: take that "
            "line out ('%s -m pip config debug' shows the files) and call again."
            % (found.group(2), PYTHON)
        )


# What pip writes, and why then nothing could be downloaded and what to do.
REASONS = (
    (
        "failed: 407|Proxy Authentication Required",
        "PROXY asks for a name and a password, so put them into its address in HTTPS_PROXY "
        "(http://NAME:PASSWORD@HOST:PORT)",
    ),
    (
        "ProxyError",
        "PROXY does not answer, so mend its address in HTTPS_PROXY or in pip's settings",
    ),
    (
        r"NewConnectionError|NameResolutionError|\(from versions: none\)",
        "the set-up needs the network (later calls do not), so connect this machine",
    ),
)


def call(step, command):
    """Run one step of the set-up quietly: a terminal shows the seconds, the log has the rest."""
    start, shown = time.monotonic(), sys.stdout.isatty()
    with LOG.open("ab") as log:
        before = log.tell()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if shown:
                    say("\r  %s: %d s " % (step, time.monotonic() - start), end="")
        finally:
            end(process)  # when this was interrupted; a process that has ended stays as it is
    if shown:
        say("\r" + " " * 40 + "\r", end="")
    if process.returncode:
        said = LOG.read_bytes()[before:].decode("utf-8", "replace")
        raise SetUpError(why(step, said) + " The file %s has the details." % LOG)


def end(process):
    """End a process of the set-up and those that it started."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def why(step, said):
    """Return a sentence on why a step failed, from what it said."""
    for sign, reason in REASONS:
        if re.search(sign, said):
            reason = reason.replace("PROXY ", proxy() + " ")
            return "The packages could not be downloaded: %s and call again." % reason
    return "The set-up failed while %s; the next call tries again." % step


def proxy():
    """Return what to call the proxy in a sentence, without its password."""
    for name in ("PIP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        if os.environ.get(name):
            return "the proxy %s (variable %s)" % (re.sub("//.*@", "//", os.environ[name]), name)
    return "the proxy"


# --------------------------------------------------------------------------------- the tasks


def home():
    """Return the user's home folder, which need not exist."""
    return Path(os.path.expanduser("~"))  # noqa: PTH111 - the other way raises where there is none


def own_folder():
    """Return where programs keep their settings: .venv, or a folder of the user's own.

    In a course that somebody else has set up, .venv is there for reading only.
    """
    if not VENV.exists() or os.access(str(VENV), os.W_OK):  # on Windows every folder is said to be
        return VENV
    caches = [os.environ.get("XDG_CACHE_HOME"), str(home() / ".cache")]
    folders = [Path(cache) / PROMPT for cache in caches if cache]
    folders.append(Path(tempfile.gettempdir()) / ("%s-%d" % (PROMPT, os.getuid())))
    for folder in folders:
        fonts = folder / "matplotlib"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.lstat().st_uid != os.getuid():  # somebody else could put programs into it
                continue
            fonts.mkdir(exist_ok=True)
            # Without this list Matplotlib makes one, and says so in the first notebook.
            for file in (VENV / "matplotlib").glob("fontlist*"):
                if not (fonts / file.name).exists():
                    shutil.copyfile(str(file), str(fonts / file.name))
        except OSError:
            continue
        if os.access(str(folder), os.W_OK):
            return folder
    return VENV


def environment(one_thread=False):
    """Return the variables for everything that runs in .venv."""
    # Set elsewhere, for other programs.
    ours = ["PYTHONHOME", "PYTHONPATH", "MPLBACKEND"]
    ours += ["PIP_" + word.upper() for word in ELSEWHERE]
    variables = {name: value for name, value in os.environ.items() if name not in ours}
    own = own_folder()
    variables.update(
        VIRTUAL_ENV=str(VENV),
        PATH=str(PYTHON.parent) + os.pathsep + os.environ.get("PATH", ""),
        PIP_USER="0",
        # Settings in the home folder would change figures and outputs.
        IPYTHONDIR=str(own / "ipython"),
        MPLCONFIGDIR=str(own / "matplotlib"),
        KERAS_HOME=str(own / "keras"),
        JUPYTER_PREFER_ENV_PATH="1",
        # The debugger's warning about frozen modules would stand in the terminal.
        PYDEVD_DISABLE_FILE_VALIDATION="1",
    )
    if not os.access(str(home()), os.W_OK):
        for name in ("CONFIG", "DATA", "RUNTIME"):
            variables.setdefault("JUPYTER_%s_DIR" % name, str(own / "jupyter" / name.lower()))
    if one_thread:
        # The order in which threads add numbers changes the last digits, and stored outputs are
        # compared; small matrices are also faster this way.
        names = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")
        variables.update({name + "_NUM_THREADS": "1" for name in names})
        variables.update(TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1")
    return variables


def run(command, one_thread=False):
    """Run a command in the environment and return its exit code."""
    command = [str(part) for part in command]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(one_thread))
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it reached the command as well, which knows how to stop
                pass
    finally:
        process.terminate()  # when this was told to end; a process that has ended stays as it is


def lab(arguments):
    """Open the course in JupyterLab (--frameworks adds TensorFlow and Keras first)."""
    return open_lab("00_start_here.ipynb", arguments)


def open_lab(notebook, arguments):
    """Run JupyterLab with one of the notebooks open until it is stopped."""
    # As the default address and not as an argument, because then the printed address has it too.
    page = "--LabApp.default_url=/lab/tree/notebooks/" + notebook
    command = [PYTHON, "-m", "jupyterlab", page, "--log-level=ERROR"]
    if not has_browser():
        say("There is no browser here: open the address that JupyterLab prints below in one.")
        command += ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command += ["--allow-root"]  # in a container there is often no other user
    return run(command + arguments)


def has_browser():
    """Say whether a web page could be shown on this machine."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return os.name == "nt" or sys.platform == "darwin" or any(map(os.environ.get, screen))


def test(arguments):
    """Check style, the package and all notebooks; arguments go to pytest (-k layers)."""
    failed = 0 if arguments else lint([])
    return run([PYTHON, "-m", "pytest"] + arguments, one_thread=True) or failed


def lint(arguments):
    """Check style and imports; --fix mends what can be mended."""
    style = [PYTHON, "-m", "ruff", "check"] + arguments
    layout = [PYTHON, "-m", "ruff", "format"] + ([] if "--fix" in arguments else ["--check"])
    imports = [program("lint-imports"), "--no-logo"]
    return max([abs(run(command)) for command in (style, layout, imports)])


def notebooks(arguments):
    """Execute all notebooks in fresh kernels (03 runs one, --save stores outputs)."""
    return run([PYTHON, "tools/run_notebooks.py"] + arguments, one_thread=True)


def doctor(arguments):
    """Say what is wrong with the set-up and which command mends it."""
    python = PYTHON
    try:
        healthy = not subprocess.run([python, "-c", ""], capture_output=True).returncode
    except OSError:
        healthy = False
    return run([python if healthy else sys.executable, "tools/doctor.py"] + arguments)


def bench(arguments):
    """Time the package against other libraries."""
    return run([PYTHON, "benchmarks/run.py"] + arguments, one_thread=True)


def experiment(arguments):
    """Run an experiment that is too long for a notebook (without a name: list them)."""
    return run([PYTHON, "tools/experiment.py"] + arguments, one_thread=True)


def matrix(arguments):
    """Run notebooks as other machines would and propose tolerances (11 runs one)."""
    return run([PYTHON, "tools/matrix.py"] + arguments)


def mutation(arguments):
    """Put small errors into the package and count those that its tests find."""
    return run([PYTHON, "tools/mutation.py"] + arguments, one_thread=True)


def slides(arguments):
    """Make slides for a browser from the lectures, into slides/ (03 makes one)."""
    return run([PYTHON, "tools/make_slides.py"] + arguments)


def site(arguments):
    """Make the book: pages of all lectures that open by double-click, into site/."""
    return run([PYTHON, "tools/make_site.py"] + arguments)


# What a class reads from the last row.
LARGE_TYPE = {"code-font-size": "20px", "content-font-size1": "20px", "ui-font-size1": "15px"}


def present(arguments):
    """Open a lecture in JupyterLab with large type, for this machine only (present 03)."""
    number = arguments[0] if arguments else ""
    found = sorted((ROOT / "notebooks").glob("%s_*.ipynb" % number)) if number.isdigit() else []
    if not found:
        said = number or "nothing"
        sys.stderr.write("present needs the number of a lecture, such as 03, and got %s.\n" % said)
        return 2
    # Settings of its own: those of the reader's JupyterLab stay as they are.
    folder = own_folder() / "present"
    themes = folder / "settings" / "@jupyterlab" / "apputils-extension"
    themes.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"overrides": LARGE_TYPE})
    (themes / "themes.jupyterlab-settings").write_text(text, encoding="utf-8")
    own = ["--LabApp.user_settings_dir=%s" % (folder / "settings")]
    own += ["--LabApp.workspaces_dir=%s" % (folder / "workspaces")]
    return open_lab(found[0].name, arguments[1:] + own + ["--ServerApp.ip=127.0.0.1"])


def handout(arguments):
    """Write the students' course, without solutions, into a new folder (handout DIR)."""
    return run([PYTHON, "tools/handout.py"] + places(arguments))


def places(arguments):
    """Return arguments with folders as seen from where the command was typed."""
    return [word if word.startswith("-") else Path(word).resolve() for word in arguments]


def guide(arguments):
    """Write what the guide for teachers says of the lectures anew, into docs/."""
    return run([PYTHON, "tools/guide.py"] + arguments)


def grade(arguments):
    """Grade a folder of submissions and report on the class (grade FOLDER)."""
    return run([PYTHON, "tools/grade.py"] + places(arguments))


def torch(arguments):
    """Add PyTorch, where a build of reasonable size can be had (the course does not need it)."""
    return run([PYTHON, "tools/add_torch.py"] + arguments)


def setup(arguments):
    """Build .venv anew."""
    set_up(["test"], anew=True)
    return 0


# The one table: name of the task, what it does, the extras it needs (None: no environment).
TASKS = {
    "lab": (lab, []),
    "test": (test, ["test", "frameworks"]),
    "run": (notebooks, ["test"]),
    "doctor": (doctor, None),
    "lint": (lint, ["test"]),
    "bench": (bench, ["test"]),
    "experiment": (experiment, ["test"]),
    "matrix": (matrix, ["test"]),
    "mutation": (mutation, ["test"]),
    "slides": (slides, ["slides"]),
    "site": (site, ["site"]),
    "present": (present, []),
    "handout": (handout, ["test"]),
    "grade": (grade, ["test"]),
    "guide": (guide, ["test"]),
    "torch": (torch, ["test", "frameworks"]),
    "setup": (setup, None),
}


def main(arguments):
    """Carry out the task that is named first, with the other arguments."""
    if not arguments or arguments[0] not in TASKS:
        say("python course.py TASK [ARGUMENTS], where TASK is one of\n")
        for name, (task, _) in TASKS.items():
            say("  %-12s%s" % (name, task.__doc__))
        return 0 if arguments in (["-h"], ["--help"]) else 2
    (task, extras), rest = TASKS[arguments[0]], arguments[1:]
    if task is lab and "--frameworks" in rest:
        extras, rest = extras + ["frameworks"], [word for word in rest if word != "--frameworks"]
    try:
        if extras is not None:
            set_up(obtainable(extras))
        return task(rest)
    except SetUpError as error:
        sys.stderr.write("%s\n" % error)
    except OSError as error:
        sys.stderr.write("%s\n" % unusable(error))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped: the next call finishes what is missing.\n")
        return 130
    return 1


def unusable(error):
    """Return a sentence on a file or folder that the system refuses."""
    told = "%s cannot be used (%s)" % (error.filename or "A file", error.strerror)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and os.name != "nt":
        return (
            "%s: you may not write to the folder %s. Copy the course to a folder of your own and "
            "call again there, or have its owner call 'python course.py setup'." % (told, ROOT)
        )
    return "%s: close the programs that use .venv and call again." % told


def ended(number, _):
    """End as Ctrl-C does, so that what this has started ends as well."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for name in ("SIGTERM", "SIGHUP"):  # told to end, or the terminal was closed
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
            signal.signal(number, ended)
    sys.exit(main(sys.argv[1:]))
