"""Make the book: static pages of all lectures that need neither a server nor the network.

    python tools/make_site.py                into the folder site/
    python tools/make_site.py --into DIR     into another folder

The pages show the stored outputs of the notebooks; nothing is executed. MathJax is taken from the
Python package django-static-mathjax and copied beside the pages.
"""

import argparse
import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import make_slides
import nbformat
import yaml
from book import pages
from run_notebooks import ROOT, select

from lectures_nn import widgets

BOOK = Path(__file__).resolve().parent / "book"
HIDDEN = {"__init__", "exercises"}  # of the package: no pages

FIRST_PAGE = """# lectures_nn

{introduction}

## Draw a digit

Two networks of the course read it. No server is asked: the page computes.

{view}

To run and change all of this, take the course itself: its README has the two commands.

## The lectures

Minutes are for reading, running and thinking, with the exercises.
[Mark what you have done](progress.md).

{lectures}

To cite this book: {citation}.

```{{toctree}}
:caption: Lectures
:maxdepth: 1
:hidden:

{names}
```

```{{toctree}}
:caption: To look up
:maxdepth: 1
:hidden:

views
equations
notation
glossary
api/index
progress
changes
```
"""

VIEWS = """# Views to move

In JupyterLab a view takes any number that you give it. In this book most of them hold the pictures
of some settings; the drawing pad of the first page and the playground compute, as they do there.
Sliders and buttons also listen to the keyboard.

"""

PROGRESS = """# Lectures that you have done

Your browser keeps these marks. Nothing is sent anywhere.

<div id="progress-here">This list needs JavaScript.</div>
"""

CHANGES = """# Errata and changes

What was wrong in an earlier version, in a lecture or in the package, stands under *Mended*; what
else is different stands above it.

"""


def readme():
    """Return the README's first paragraphs without title and picture, and its map of the course."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    paragraphs = text.partition("\n## ")[0].split("\n\n")[1:]
    introduction = "\n\n".join(p for p in paragraphs if not p.startswith("!["))
    rows = re.search(r"^\| lecture \|.*?\n\n", text, re.MULTILINE | re.DOTALL)[0]
    return introduction, rows.strip()


def citation():
    """Return one line from CITATION.cff."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = ", ".join(author["name"] for author in cited["authors"])
    return f"{authors}, *{cited['title']}*, version {cited['version']}"


def views(course, forms):
    """Return the page of all views: links to those of the lectures, and the others."""
    found = pages.views(course)
    links = [
        f"- Lecture {page[:2]}, [{title(name)}](#{pages.view_anchor(page, name)}). {about(name)}"
        for page, name in found
    ]
    more = [
        f"## {title(name)}\n\n{in_text(pages.page_form(name + '()'))}\n"
        for name in sorted(pages.VIEWS - {name for _, name in found})
        if name in forms
    ]
    return VIEWS + "\n".join([*links, "", *more])


def about(name):
    """Return what a view is for, as its function says it."""
    return getattr(widgets, name).__doc__.partition("\n")[0]


def in_text(form):
    """Return a page form as Markdown takes it: an empty line would end its HTML."""
    return re.sub(r"\n\s*\n", "\n", form)


def numbered(stem, notebook):
    """Return a lecture's line in the list of all pages."""
    heading = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
    return f"{stem[:2]} {heading} <lectures/{stem}>"


def title(name):
    """Return what a page calls a view."""
    return name.removesuffix("_explorer").removesuffix("_stepper").replace("_", " ")


def glossary():
    """Return the glossary, whose table becomes a list of terms that the index knows."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (.+) \| (\[\d\d\].*) \|$", text, re.MULTILINE)
    terms = "\n".join(f"{word}\n  {meaning} ({lecture})\n" for word, meaning, lecture in rows)
    return text.partition("| word")[0] + f":::{{glossary}}\n{terms}:::\n"


def modules():
    """Return what can be imported: `lectures_nn.layers`, but none of the files it is made of.

    The modules of the exercises are left out, since they hold the answers.
    """
    files = sorted((ROOT / "lectures_nn").glob("*.py")) + sorted((ROOT / "lectures_nn").glob("*/"))
    names = [path.stem for path in files if path.suffix or (path / "__init__.py").exists()]
    return [f"lectures_nn.{name}" for name in sorted(names) if name not in HIDDEN]


def write_api(folder):
    """Write one page for each module, and a list of them."""
    folder.mkdir()
    lines = []
    for name in modules():
        about = importlib.import_module(name).__doc__.strip().partition("\n\n")[0]
        lines.append(f"{name.rpartition('.')[2]}\n   :doc:`{name}`. {' '.join(about.split())}")
        title = f"{name}\n{'=' * len(name)}\n"
        directive = f".. automodule:: {name}\n   :members:\n   :show-inheritance:\n"
        (folder / f"{name}.rst").write_text(f"{title}\n{directive}", encoding="utf-8")
    listed = "\n".join(f"   {name}" for name in modules())
    toc = f".. toctree::\n   :maxdepth: 1\n   :hidden:\n\n{listed}\n"
    index = "The package\n===========\n\n" + "\n".join(lines) + f"\n\n{toc}"
    (folder / "index.rst").write_text(index, encoding="utf-8")


def write_sources(folder, repository="", forms=pages.VIEWS):
    """Write what Sphinx reads into an empty folder; `forms` names the views that move."""
    course = {path.stem: nbformat.read(path, as_version=4) for path in select([])}
    known = pages.equations(course)
    (folder / "lectures").mkdir()
    for stem, notebook in course.items():
        made = pages.page(stem, notebook, known, repository, forms)
        nbformat.write(made, folder / "lectures" / f"{stem}.ipynb")

    def placed(text, place="."):
        return pages.with_places(text, repository, place, ".")

    introduction, lectures = map(placed, readme())
    notation = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n")[2]
    texts = {
        "index": FIRST_PAGE.format(
            introduction=introduction,
            view=in_text(pages.page_form("digit_pad()")),
            lectures=lectures,
            citation=citation(),
            names="\n".join(numbered(stem, notebook) for stem, notebook in course.items()),
        ),
        "views": views(course, forms),
        "equations": pages.index(known),
        "notation": placed(notation, "docs"),
        "glossary": placed(glossary(), "docs"),
        "changes": CHANGES + placed(changes),
        "progress": PROGRESS,
    }
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    write_api(folder / "api")
    static = folder / "_static"
    static.mkdir()
    for path in sorted(BOOK.glob("*.*")):
        if path.suffix in (".css", ".js", ".svg"):
            shutil.copyfile(path, static / path.name)
    make_slides.copy_libraries(static, packages=["mathjax"])
    shutil.copyfile(BOOK / "conf.py", folder / "conf.py")


def build(target, repository="", forms=pages.VIEWS):
    """Make the book in a folder; what was there is replaced only when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as name:
        source, doctrees, made = (Path(name) / part for part in ("source", "doctrees", "made"))
        source.mkdir()
        write_sources(source, repository, forms)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "--fail-on-warning"]
        command += ["--keep-going", "-j", "auto", "-d", str(doctrees), str(source), str(made)]
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
    parser.add_argument("--quick", action="store_true", help="show most views as one picture")
    options = parser.parse_args(arguments)
    target = options.into.resolve()
    if target.exists() and not (target / "index.html").exists():
        raise SystemExit(f"expected a new folder or an earlier book, got {target}")
    forms = pages.COMPUTED if options.quick else pages.VIEWS
    code = build(target, options.repository, forms)
    if not code:
        print(f"Open {target / 'index.html'} in a browser.")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
