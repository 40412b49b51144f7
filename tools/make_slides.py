"""Make decks of slides from the notebooks: pages for a browser that need no network.

    python tools/make_slides.py              all lectures, into the folder slides/
    python tools/make_slides.py 03           only this one
    python tools/make_slides.py --into DIR   into another folder

reveal.js is taken from the Python package sphinx-revealjs and MathJax from django-static-mathjax;
they are copied beside the pages.
"""

import argparse
import importlib.util
import shutil
from pathlib import Path

import nbformat
from run_notebooks import ROOT, select
from slides import deck

# What is copied: from which package, which place in it, to which name beside the pages.
LIBRARIES = [
    *(
        ("sphinx_revealjs", f"_static/revealjs/{place}", f"reveal/{Path(place).name}")
        for place in (
            "dist/reset.css",
            "dist/reveal.css",
            "dist/reveal.js",
            "plugin/notes/notes.js",
        )
    ),
    *(
        ("mathjax", f"static/mathjax/es5/{place}", f"mathjax/{place}")
        for place in ("tex-chtml.js", "output/chtml/fonts/woff-v2")
    ),
]


def copy_libraries(folder, packages=("sphinx_revealjs", "mathjax")):
    """Put reveal.js and MathJax, or what is asked for of them, into the folder of the pages."""
    for package, place, name in LIBRARIES:
        if package not in packages:
            continue
        found = importlib.util.find_spec(package)
        if found is None:
            raise SystemExit(
                f"the package that holds {package} is not installed: python course.py slides "
                'adds it, and so does pip install -e ".[slides]"'
            )
        source, target = Path(found.origin).parent / place, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)


def chosen(paths):
    """Return those of the notebooks whose slides have been chosen."""
    return [path for path in paths if deck.is_chosen(nbformat.read(path, as_version=4))]


def make(path, folder):
    """Write the deck of the notebook at `path` into `folder` and return the file."""
    target = folder / f"{path.stem}.html"
    page = deck.page(nbformat.read(path, as_version=4), path.parent)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="prefixes such as 03, or paths; all by default")
    parser.add_argument("--into", type=Path, default=ROOT / "slides", help="the folder to write")
    options = parser.parse_args(arguments)
    asked = select(options.names)
    paths = chosen(asked)
    missing = [path.stem for path in asked if path not in paths]
    if options.names and missing:
        raise SystemExit(f"the slides of {', '.join(missing)} are not chosen yet: CONTRIBUTING.md")
    options.into.mkdir(parents=True, exist_ok=True)
    copy_libraries(options.into)
    for path in paths:
        print(make(path, options.into))
    if missing:
        print("No slides are chosen yet for", ", ".join(missing))
    print("Open a page in a browser. The key S opens the speaker's view; add ?print-pdf to the")
    print("address, then print, for a PDF.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
