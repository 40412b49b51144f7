"""Make the book: static pages of all lectures that need neither a server nor the network.

    python tools/make_site.py                into the folder site/
    python tools/make_site.py --into DIR     into another folder

The pages show the stored outputs of the notebooks; nothing is executed. MathJax is taken from the
Python package django-static-mathjax and copied beside the pages.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import make_slides
import nbformat
from book import pages
from run_notebooks import ROOT, select

BOOK = Path(__file__).resolve().parent / "book"

FIRST_PAGE = """# lectures_nn

{introduction}

```{{toctree}}
:caption: Lectures
:maxdepth: 1

{lectures}
```

```{{toctree}}
:caption: To look up
:maxdepth: 1

equations
notation
api/index
progress
changes
```
"""

PROGRESS = """# Lectures that you have done

Your browser keeps these marks. Nothing is sent anywhere.

<div id="progress-here">This list needs JavaScript.</div>
"""


def introduction():
    """Return the README's text before its first section, without picture and title."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    paragraphs = text.split("\n\n")[1:]
    return "\n\n".join(p for p in paragraphs if not p.startswith("!["))


def modules():
    """Return the names of the public modules; those of exercises would show their answers."""
    names = []
    for path in sorted((ROOT / "lectures_nn").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if "exercises" not in parts and not any(part.startswith("_") for part in parts):
            names.append(".".join(parts))
    return names


def write_api(folder):
    """Write one page for each module, and a list of them."""
    folder.mkdir()
    names = modules()
    for name in names:
        title = f"{name}\n{'=' * len(name)}\n"
        directive = f".. automodule:: {name}\n   :members:\n   :show-inheritance:\n"
        (folder / f"{name}.rst").write_text(f"{title}\n{directive}", encoding="utf-8")
    listed = "\n".join(f"   {name}" for name in names)
    index = f"The package\n===========\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}\n"
    (folder / "index.rst").write_text(index, encoding="utf-8")


def write_sources(folder, repository=""):
    """Write what Sphinx reads into an empty folder."""
    course = {path.stem: nbformat.read(path, as_version=4) for path in select([])}
    known = pages.equations(course)
    (folder / "lectures").mkdir()
    for stem, notebook in course.items():
        made = pages.page(stem, notebook, known, repository)
        nbformat.write(made, folder / "lectures" / f"{stem}.ipynb")
    texts = {
        "index": FIRST_PAGE.format(
            introduction=introduction(), lectures="\n".join(f"lectures/{stem}" for stem in course)
        ),
        "equations": pages.index(known),
        "notation": (ROOT / "docs" / "notation.md").read_text(encoding="utf-8"),
        "changes": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "progress": PROGRESS,
    }
    for name, text in texts.items():
        places = pages.with_places(text, repository)
        (folder / f"{name}.md").write_text(places, encoding="utf-8")
    write_api(folder / "api")
    static = folder / "_static"
    static.mkdir()
    for name in ("book.css", "progress.js"):
        shutil.copyfile(BOOK / name, static / name)
    make_slides.copy_libraries(static, packages=["mathjax"])
    shutil.copyfile(BOOK / "conf.py", folder / "conf.py")


def build(target, repository=""):
    """Make the book in a folder; what was there is replaced only when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as name:
        source, doctrees, made = (Path(name) / part for part in ("source", "doctrees", "made"))
        source.mkdir()
        write_sources(source, repository)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "--fail-on-warning"]
        command += ["--keep-going", "-d", str(doctrees), str(source), str(made)]
        code = subprocess.call(command, cwd=ROOT)
        if code:
            return code
        (made / ".buildinfo").unlink(missing_ok=True)
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    return 0


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--into", type=Path, default=ROOT / "site", help="the folder to write")
    parser.add_argument("--repository", default="", help="address that links to files begin with")
    options = parser.parse_args(arguments)
    target = options.into.resolve()
    if target.exists() and not (target / "index.html").exists():
        raise SystemExit(f"expected a new folder or an earlier book, got {target}")
    code = build(target, options.repository)
    if not code:
        print(f"Open {target / 'index.html'} in a browser.")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
