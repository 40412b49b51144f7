"""Compute how many minutes the text of a lecture takes, and state them.

    python tools/minutes.py          what is stated beside what the rates give
    python tools/minutes.py --save   state what the rates give

Counted is what a reader goes through alone: words, lines of code, pictures and displayed formulas,
each at the rate below. Exercises state their own minutes, so they are left out, as are sections
called optional and notes for teachers. The sum with the exercises is rounded to five minutes. It
stands in a notebook's metadata and opening, in the README and on the map of lecture 00; afterwards
`python course.py guide` writes the plans anew.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass

import guide

WORDS = 100  # a minute: half of what is usual for stories, since a text of this kind is studied
CODE_LINES = 15  # a minute
LOOKS = 1  # a minute: a picture, or a displayed formula
FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
EXERCISE = re.compile(r"\*About \d+ minutes")
OPTIONAL = re.compile(r"^#+ Optional|^\*Optional", re.MULTILINE)
NOT_READ = {"exercise", "check", "solution"}


@dataclass
class Reading:
    """What a reader of a lecture's text goes through."""

    words: int = 0
    code_lines: int = 0
    looks: int = 0

    @property
    def minutes(self):
        """The minutes that this takes at the stated rates."""
        return self.words / WORDS + self.code_lines / CODE_LINES + self.looks / LOOKS


def level(text):
    """Return the level of a text's first heading, 0 if it has none."""
    heading = re.search(r"^(#+) ", text, re.MULTILINE)
    return len(heading[1]) if heading else 0


def read(notebook):
    """Return what a reader of a notebook, as a dictionary, goes through outside its exercises."""
    found, skipped = Reading(), 0
    for cell in notebook["cells"]:
        text, metadata = "".join(cell["source"]), cell["metadata"]
        prose = cell["cell_type"] == "markdown"
        if prose and 0 < level(text) <= skipped:
            skipped = 0
        if prose and OPTIONAL.search(text):
            skipped = level(text) or 6
        note = metadata.get("slideshow", {}).get("slide_type") == "notes"
        asked = prose and EXERCISE.search(text)
        if skipped or note or asked or NOT_READ & set(metadata.get("tags", ())):
            continue
        if prose:
            found.words += len(FORMULA.sub("", text).split())
            found.looks += len(FORMULA.findall(text))
        else:
            found.code_lines += sum(bool(line.strip()) for line in text.splitlines())
            found.looks += sum("image/png" in out.get("data", {}) for out in cell["outputs"])
    return found


def of_lecture(one):
    """Return what a reader of a lecture of the guide goes through outside its exercises."""
    path = guide.ROOT / "notebooks" / one.file
    return read(json.loads(path.read_text(encoding="utf-8")))


def state(one, minutes):
    """Write down that the text of a lecture takes so many minutes, wherever it is said."""
    total = 5 * round((minutes + one.exercises) / 5)
    text = total - one.exercises
    notebook = guide.ROOT / "notebooks" / one.file
    rows = rf"(\[{one.number}[^\n]*{one.file}\)[^\n]*\| ){one.minutes}( \|)"
    places = [
        (notebook, rf'("minutes": ){one.minutes}()\b', total),
        (notebook, rf"(\*\*Time:\*\* about ){one.minutes}( minutes)", total),
        (notebook, rf"(\*\*Time:\*\* about [^:]*: ){one.text}( for the text)", text),
        (guide.ROOT / "README.md", rows, total),
        (guide.ROOT / "notebooks" / "00_start_here.ipynb", rows, total),
    ]
    for path, pattern, number in places:
        before = path.read_text(encoding="utf-8")
        after = re.sub(pattern, rf"\g<1>{number}\g<2>", before)
        path.write_text(after, encoding="utf-8", newline="\n")


def main(argv=None):
    """Print the minutes of all lectures, or state them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--save", action="store_true", help="state what the rates give")
    save = parser.parse_args(argv).save
    print("lecture  words  code lines  looks  minutes of the text  stated")
    for one in guide.lectures():
        found = of_lecture(one)
        counts = f"{found.words:7d} {found.code_lines:11d} {found.looks:6d}"
        print(f"{one.number:7s}{counts} {found.minutes:20.0f} {one.text:7d}")
        if save:
            state(one, found.minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
