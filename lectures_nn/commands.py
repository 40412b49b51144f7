"""The command lectures-nn, for those who installed the package and have no checkout."""

import argparse
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from lectures_nn.places import course_folder


def copy_notebooks(folder):
    """Copy the notebooks into a folder; a file that is there already stays as it is.

    Parameters
    ----------
    folder : str or path
        Made when it is not there.

    Returns
    -------
    list of str
        Names of the notebooks that were copied.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} must be a folder, got a file")
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for source in sorted(course_folder("notebooks").glob("*.ipynb")):
        try:
            with (folder / source.name).open("xb") as target:  # x: never over one's own work
                target.write(source.read_bytes())
        except FileExistsError:
            continue
        copied.append(source.name)
    return copied


def lab(folder, options=()):
    """Copy the notebooks and open JupyterLab there, for this machine only.

    Parameters
    ----------
    folder : str or path
        Where the notebooks go.
    options : sequence of str, optional
        Further options of JupyterLab.

    Returns
    -------
    int
        JupyterLab's exit code.
    """
    copied = copy_notebooks(folder)
    print(f"{len(copied)} notebooks copied to {folder}; what was there before is as it was.")
    command = [sys.executable, "-m", "jupyterlab", "--log-level=ERROR"]
    command += ["--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.root_dir={Path(folder).resolve()}", *options]
    try:
        return subprocess.call([*command, "--LabApp.default_url=/lab/tree/00_start_here.ipynb"])
    except KeyboardInterrupt:  # it reached JupyterLab as well, which has asked and stopped
        return 0


def doctor():
    """Print one row for Python, the packages, the data and the kernel.

    Returns
    -------
    int
        1 when something is wrong, 0 otherwise.
    """
    rows = [("Python", platform.python_version(), True)]
    rows += [_packages(), _data(), _kernel()]
    for what, found, fine in rows:
        print(f"{'ok' if fine else 'wrong':7}{what:10}{found}")
    wrong = [what for what, _, fine in rows if not fine]
    print(
        f"\nInstall lectures-nn again: it mends {', '.join(wrong)}." if wrong else "\nAll is well."
    )
    return int(bool(wrong))


def _packages():
    needed = [text for text in metadata.requires("lectures-nn") or [] if "extra ==" not in text]
    absent = []
    for name in (re.match(r"[\w.-]+", text)[0] for text in needed):
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        return "Packages", f"not installed: {', '.join(absent)}", False
    return "Packages", f"{len(needed)} packages are there", True


def _data():
    folder = course_folder("data")
    if not (folder / "SHA256SUMS").is_file():
        return "Data", "SHA256SUMS is missing", False
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip()]
    wrong = [
        name
        for checksum, name in rows
        if not (folder / name).is_file()
        or hashlib.sha256((folder / name).read_bytes()).hexdigest() != checksum
    ]
    if wrong:
        return "Data", f"missing or damaged: {', '.join(wrong)}", False
    return "Data", f"the checksums of {len(rows)} files agree", True


def _kernel():
    file = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    try:
        program = json.loads(file.read_text(encoding="utf-8"))["argv"][0]
    except (OSError, ValueError, LookupError):
        return "Kernel", "python3 is missing or unreadable", False
    if shutil.which(program) is None:
        return "Kernel", f"python3 starts {program}, which is not there", False
    return "Kernel", "python3 is there", True


def main(arguments=None):
    """Carry out what the command line asks for.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line when omitted.

    Returns
    -------
    int
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="lectures-nn", description="The course's notebooks.")
    tasks = parser.add_subparsers(dest="task", required=True)
    opening = tasks.add_parser("lab", help="copy the notebooks into a folder and open JupyterLab")
    opening.add_argument("folder", metavar="DIR")
    tasks.add_parser("doctor", help="say whether everything is there")
    given, options = parser.parse_known_args(arguments)
    if given.task == "doctor":
        if options:
            parser.error(f"doctor takes no arguments, got {' '.join(options)}")
        return doctor()
    try:
        return lab(given.folder, options)
    except (OSError, ValueError) as error:
        parser.error(str(error))
