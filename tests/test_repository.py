"""What holds for the files of the repository: nothing private, nothing missing, no dead link."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def files():
    """Return the files that are or would be committed."""
    listed = []
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        listed = [name for name in done.stdout.split("\0") if name]
    if not listed:  # a copy without its history
        made = {".venv", ".git", "__pycache__", ".ipynb_checkpoints", "handout"}
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
        listed = [str(path) for path in found if not made & set(path.parts)]
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def texts():
    """Return path and content of the text files."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8")


# Brackets around a letter keep a pattern from finding itself. Ada is nobody: tests of other
# guards use her folder as an example.
PRIVATE = {
    "a home folder": r"(?<![\w.])/(home|Users|root)/(?!ada/)\w",
    "a home folder on Windows": r"[A-Za-z]:\\+Users\\+(?!ada)\w",
    "another folder of one machine": r"(?<![\w.])/(opt|mnt|media|workspace|work)/\w",
    "a temporary folder": r"(?<![\w.])/(var/)?tmp/\w",
    "an address of a local file": r"file:/[/]",
    "a setting of a package index": r"index[-_]ur[l]\s*[=:]|--(extra-)?inde[x]",
    "a host of a package index": r"pythonhoste[d]|pypi\.or[g]/simple|/simpl[e]/",
    "a locked download": r'"resolved"\s*:\s*"http',
}


@pytest.mark.parametrize("what", PRIVATE)
def test_no_file_names(what):
    found = [
        f"{path}, line {number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(PRIVATE[what], line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a home folder", 'File "/{}/bob/course/x.py", line 3'.format("home")),
        ("a home folder on Windows", "C:\\{}\\bob".format("Users")),
        ("another folder of one machine", "see /{}/wheels".format("opt")),
        ("a temporary folder", "/{}/ipykernel_1/2.py:3: UserWarning".format("tmp")),
        ("an address of a local file", "{}://x".format("file")),
        ("a setting of a package index", "--{}-url https://x".format("index")),
        ("a host of a package index", "https://files.{}hosted.org/x".format("python")),
        ("a locked download", '"{}": "https://x"'.format("resolved")),
    ],
)
def test_the_patterns_find_what_they_are_for(what, line):
    assert re.search(PRIVATE[what], line)


def test_text_files_are_tidy():
    for path, text in texts():
        assert "\r" not in text, f"{path} has line ends of another system"
        if text:
            assert text.endswith("\n"), f"{path} does not end with a line end"


def test_no_lock_file_and_nothing_large():
    names = {path.name for path in files()}
    assert not names & {"uv.lock", "pylock.toml", "poetry.lock", "package-lock.json"}
    large = [str(path) for path in files() if path.stat().st_size > 5_000_000]
    assert large == []


def test_git_ignores_what_the_commands_make():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    made = {".venv/", "__pycache__/", "*.egg-info/", ".ipynb_checkpoints/", ".pytest_cache/"}
    made |= {".ruff_cache/", ".hypothesis/", ".import_linter_cache/", "uv.lock", "handout/"}
    assert made <= set(lines)


def test_both_licences_are_there():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "BSD 3-Clause License" in text
    assert text.count("the lectures_nn contributors") == 2
    for clause in ("Redistributions of source code", "Redistributions in binary", "Neither the"):
        assert clause in text
    assert "Creative Commons Attribution 4.0 International" in text
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in text
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "BSD 3-Clause" in readme
    assert "CC BY 4.0" in readme


# ----------------------------------------------------------------- programs without packages


@pytest.mark.parametrize(
    ("name", "besides"),
    [("course.py", set()), ("tools/doctor.py", {"course", "packaging", "pip"})],
)
def test_programs_for_a_bare_python_import_only_its_library(name, besides):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.partition(".")[0])
    assert imported
    assert imported <= sys.stdlib_module_names | besides


# ------------------------------------------------------------------------- README and links


README = (ROOT / "README.md").read_text(encoding="utf-8")


def tasks():
    """Return the names in the launcher's table."""
    tree = ast.parse((ROOT / "course.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "TASKS":
            return [key.value for key in node.value.keys]
    raise AssertionError("course.py has no table of tasks")


def test_every_command_in_a_document_is_a_task():
    for path, text in texts():
        if path.suffix in (".md", ".ipynb", ".yml", ".yaml"):
            for task in re.findall(r"python3? course\.py ([a-z]+)", text):
                assert task in tasks(), f"{path}: course.py {task}"


def test_the_readme_explains_every_task():
    listed = re.findall(r"^\| `python course\.py (\w+)[^`]*` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(tasks())


def test_the_course_map_agrees_with_the_notebooks():
    rows = re.findall(r"^\| \[(\d\d) .*?\]\((notebooks/.*?)\) \|.*\| (\d+) \|$", README, re.M)
    on_map = {path: (number, int(minutes)) for number, path, minutes in rows}
    stored = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]["lectures_nn"]
        stored[f"notebooks/{path.name}"] = (metadata["lecture"], metadata["minutes"])
    assert on_map == stored
    assert list(on_map) == sorted(on_map)


def anchors(text):
    """Return the anchors of a Markdown text's headings, as code hosts make them."""
    titles = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_links_in_documents_resolve():
    checked = 0
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"https?:|mailto:", target):
                continue
            name, _, anchor = target.partition("#")
            file = (ROOT / path).parent / name if name else ROOT / path
            assert file.exists(), f"{path}: {target}"
            assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target
            checked += 1
    assert checked > 0


def test_pictures_in_documents_have_alt_text():
    pictures = [
        (path, alt)
        for path, text in texts()
        if path.suffix == ".md"
        for alt in re.findall(r"!\[([^\]]*)\]\(", text)
    ]
    assert [path for path, alt in pictures if len(alt) < 20] == []
    assert Path("README.md") in [path for path, _ in pictures]


# ------------------------------------------------------------------- no private doors


def borrowed(source):
    """Return the underscored names that a source imports from elsewhere."""
    return [
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
        if any(part.startswith("_") and part != "__version__" for part in alias.name.split("."))
        or any(part.startswith("_") for part in (getattr(node, "module", "") or "").split("."))
    ]


def test_no_module_imports_an_underscored_name():
    """Beside ruff's rule about attributes: an underscored name belongs to its module."""
    found = {}
    for path in files():
        place = path.relative_to(ROOT)
        if place.parts[0] not in ("lectures_nn", "benchmarks", "notebooks"):
            continue
        if path.suffix == ".py":
            found[place] = borrowed(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            sources = ("".join(c["source"]) for c in cells if c["cell_type"] == "code")
            found[place] = [name for source in sources for name in borrowed(source)]
    assert len(found) > 60
    assert {place: names for place, names in found.items() if names} == {}


def test_borrowed_names_are_found():
    lines = ["from numpy import _core", "import a._b", "from a._b import c", "from . import _d"]
    assert all(borrowed(line) for line in lines)
    assert borrowed("from numpy import array\nimport a.b as _c\nfrom a import __version__") == []
