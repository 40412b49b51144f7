"""Say what is wrong with the course's set-up, and the command that mends it.

    python course.py doctor

It looks at Python, the environment, the installed packages, the data and the Jupyter kernel,
prints one row for each and ends with exit code 1 when something is wrong. It needs the standard
library only, so that it also works where nothing else does.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import sys
import tomllib
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for course.py, also when this file is run by itself

import course

sys.path.remove(str(ROOT))  # from here on only what is installed is found

try:
    from packaging.requirements import Requirement
except ImportError:  # the very package may be what is missing: pip carries a copy
    try:
        from pip._vendor.packaging.requirements import Requirement
    except ImportError:
        Requirement = None

# What lectures 13 and 15 need, and the major versions that they were written for.
FRAMEWORKS = {"TensorFlow": (("tensorflow", "tensorflow-cpu"), 2), "Keras": (("keras",), 3)}

Finding = namedtuple("Finding", "what found mend", defaults=[""])  # no command: all is well


def in_venv():
    """Say whether this is the Python of the environment that course.py made."""
    return Path(sys.prefix).resolve() == course.VENV.resolve() and not course.is_foreign()


def reinstall():
    """Return the command that puts every package right in the environment that is looked at."""
    if in_venv():
        return "python course.py setup"
    pip = "python -m pip" if importlib.util.find_spec("pip") else "uv pip"
    return f"{pip} install -e . -c constraints.txt"


def reinstall_with_frameworks():
    """Return the same command where TensorFlow and Keras are meant."""
    if in_venv() and "frameworks" not in course.read_stamp().get("extras", []):
        return "python course.py lab --frameworks"
    return reinstall().replace("-e .", '-e ".[frameworks]"')


def normal(name):
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def project():
    """Return the [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins():
    """Return the versions in constraints.txt by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    matches = [re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines]
    return {normal(match[1]): match[2] for match in matches if match}


def python():
    """Look at the version of Python."""
    version = platform.python_version()
    if sys.version_info[:2] < course.MINIMUM:
        return [Finding("Python", f"{version} is too old", "install Python 3.11 or newer")]
    return [Finding("Python", version)]


def environment():
    """Look at .venv and its stamp; another environment is as good when it holds the packages."""
    if in_venv():
        extras = course.read_stamp().get("extras", [])
        if not course.is_ready(extras):
            return [Finding("Environment", ".venv is unfinished or out of date", reinstall())]
        return [Finding("Environment", ".venv, set up completely")]
    if course.VENV.exists() and not course.is_foreign():
        return [Finding("Environment", ".venv does not run", "python course.py setup")]
    if sys.prefix != sys.base_prefix or os.environ.get("CONDA_PREFIX") == sys.prefix:
        return [Finding("Environment", "an environment of your own")]
    return [Finding("Environment", "there is no .venv yet", "python course.py lab")]


def writable():
    """Look whether the user may write where a student works, and where programs keep settings."""
    own, findings, notebooks = course.own_folder(), [], ROOT / "notebooks"
    if notebooks.exists() and not os.access(notebooks, os.W_OK):
        mend = "copy this folder to a place of your own and open the course there"
        findings.append(Finding("Folder", f"{ROOT} is read-only: no notebook can be saved", mend))
    if own == course.VENV and own.exists() and not os.access(own, os.W_OK):
        mend = "set the variable XDG_CACHE_HOME to a folder that you may write to"
        findings.append(Finding("Settings", "no folder to keep them in", mend))
    elif own != course.VENV:
        findings.append(Finding("Settings", f"kept in {own}"))
    return findings


def faults(distribution, requirement, pin):
    """Return what is wrong with one installed package."""
    version = distribution.version
    if requirement.specifier and not requirement.specifier.contains(version, prereleases=True):
        return f"version {version} is not {requirement.specifier}"
    if pin and version != pin and in_venv():  # other environments may hold other good versions
        return f"version {version} is installed, the course is tested with {pin}"
    # Compiled copies come and go; everything else that was installed should still be there.
    files = [file for file in distribution.files or [] if file.suffix not in (".pyc", ".pyo")]
    gone = sum(not Path(distribution.locate_file(file)).exists() for file in files)
    return f"{gone} of its {len(files)} files are missing" if gone else ""


def packages():
    """Look at every package that the course needs, directly or through another one."""
    if Requirement is None:
        return [Finding("Packages", "the package packaging is missing", reinstall())]
    wanted = project()["dependencies"]
    for extra in course.read_stamp().get("extras", []) if in_venv() else []:
        wanted = wanted + project()["optional-dependencies"][extra]
    queue = [r for r in map(Requirement, wanted) if r.marker is None or r.marker.evaluate()]
    seen, findings, pinned = set(), [], pins()
    while queue:
        requirement = queue.pop()
        name, extras = normal(requirement.name), {"", *requirement.extras}
        if (name, str(requirement)) in seen:
            continue
        seen.add((name, str(requirement)))
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            findings.append(Finding(f"Package {name}", "is not installed", reinstall()))
            continue
        if fault := faults(distribution, requirement, pinned.get(name)):
            findings.append(Finding(f"Package {name}", fault, reinstall()))
        needed = [Requirement(text) for text in distribution.requires or []]
        queue += [
            other
            for other in needed
            if other.marker is None or any(other.marker.evaluate({"extra": e}) for e in extras)
        ]
    names = {name for name, _ in seen}
    return sorted(set(findings)) or [
        Finding("Packages", f"{len(names)} packages as they should be")
    ]


def installed(names):
    """Return the version of the first of these packages that is installed, or nothing."""
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def frameworks():
    """Look at what lectures 13 and 15 need; the other lectures do without, so it may be absent."""
    versions = {name: installed(names) for name, (names, _) in FRAMEWORKS.items()}
    found = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    if not found:
        command = "python course.py lab --frameworks"
        return [Finding("Frameworks", f"none, lectures 13 and 15 need them ({command} adds them)")]
    for name, (_, major) in FRAMEWORKS.items():
        if versions[name] and versions[name].split(".")[0] != str(major):
            mend = reinstall_with_frameworks()
            return [Finding("Frameworks", f"{found}; the course needs {name} {major}", mend)]
    if not all(versions.values()):
        absent = " and ".join(name for name, version in versions.items() if not version)
        return [Finding("Frameworks", f"{found}, without {absent}", reinstall_with_frameworks())]
    torch = installed(["torch"])
    return [Finding("Frameworks", found + (f", PyTorch {torch}" if torch else ""))]


def course_package():
    """Look whether `import lectures_nn` takes the package from this folder."""
    spec = importlib.util.find_spec("lectures_nn")
    place = Path(spec.origin).resolve().parent if spec and spec.origin else None
    listed = any(d.metadata["Name"] == "lectures-nn" for d in importlib.metadata.distributions())
    if not listed:
        return [Finding("Package lectures-nn", "is not installed", reinstall())]
    if place != ROOT / "lectures_nn":
        return [Finding("Package lectures-nn", "is that of another folder", reinstall())]
    return [Finding("Package lectures-nn", "is that of this folder")]


def way_back(name):
    """Return what brings a part of the data back: git, where there is a repository to ask."""
    if (ROOT / ".git").exists():  # a folder, or a file in a worktree
        return f"git restore {name}"
    return f"copy {name} from a new download of the course"


def data():
    """Compare the data files with the checksums that were committed with them."""
    sums = ROOT / "data" / "SHA256SUMS"
    if not sums.is_file():
        return [Finding("Data", "data/SHA256SUMS is missing", way_back("data"))]
    findings, lines = [], sums.read_text(encoding="utf-8").split("\n")
    rows = [line.split(maxsplit=1) for line in lines if line.strip()]
    for checksum, name in rows:
        file = ROOT / "data" / name.strip().lstrip("*")
        if not file.exists():
            findings.append(Finding(f"data/{file.name}", "is missing"))
        elif not file.is_file():
            findings.append(Finding(f"data/{file.name}", "is no file"))
        elif hashlib.sha256(file.read_bytes()).hexdigest() != checksum:
            findings.append(Finding(f"data/{file.name}", "differs from its checksum"))
    findings = [finding._replace(mend=way_back(finding.what)) for finding in findings]
    return findings or [Finding("Data", f"the checksums of {len(rows)} files agree")]


def kernel():
    """Look whether the kernel python3 is there and starts this Python."""
    file = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    try:
        command = json.loads(file.read_text(encoding="utf-8"))["argv"][0]
    except (OSError, ValueError, LookupError):
        return [Finding("Jupyter kernel", "python3 is missing or unreadable", reinstall())]
    # Jupyter puts its own Python in the place of a bare "python".
    here = Path(command).stem in ("python", "python3") and not Path(command).is_absolute()
    if not here and Path(command).parent.resolve() != Path(sys.executable).parent.resolve():
        return [Finding("Jupyter kernel", "python3 starts another Python", reinstall())]
    return [Finding("Jupyter kernel", "python3 starts this Python")]


def main():
    """Print the table and return the exit code."""
    findings = python() + environment() + writable() + data()
    if in_venv() or not findings[1].mend:  # else there is nothing to look into
        findings += packages() + frameworks() + course_package() + kernel()
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        print(f"{'wrong' if finding.mend else 'ok':7}{finding.what:{width}}  {finding.found}")
    commands = list(dict.fromkeys(finding.mend for finding in findings if finding.mend))
    if commands:
        print("\nTo mend it:\n")
        print("\n".join(f"    {command}" for command in commands))
        return 1
    print("\nEverything is as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
