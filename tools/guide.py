"""Write the parts of the guide for teachers that follow from the course itself.

    python tools/guide.py

writes docs/lectures_and_plans.md anew, which a test compares with what this file makes of the
notebooks, so that it stays true; and docs/mistakes.md, which follows the checks so closely that it
is not kept.
"""

import functools
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from lectures_nn.exercises import catalogue

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SIX_WEEKS = ("00", "01", "02", "03", "04", "05", "06", "07", "09", "11", "14")
TIME = r"\*\*Time:\*\* about (\d+) minutes[^:.]*: (\d+) for the text, (\d+) for the"
NO_SUM = r"\*\*Time:\*\* about (\d+) minutes"
LINK = r"\]\((\d\d)_\w+\.ipynb"
EQUATION = r"(?<![\w.$])\((\d\d?)\.(\d+[a-z]?)\)"

PLANS = """\
# Lectures and plans

This page is made from the notebooks by `tools/guide.py`; a test holds it to them. How to use it is
in the [guide for teachers](teaching.md).

## Minutes

Minutes are for reading, running and thinking. Seconds are those of all cells on a machine at rest,
for who runs a server; `python course.py run` measures them and the memory on yours.

{minutes}

## What a lecture needs

A lecture is **required** where the text of another names it under "What you need", and **helpful**
where it is only cited: by a link, or by the number of one of its equations.

{graph}

## Six weeks

Perceptron, backpropagation, classification, training, gradients, hyperparameters, depth and
convolution: {six_minutes} minutes.

{six}

## Twelve weeks

All lectures in their order: {twelve_minutes} minutes.

{twelve}

In both plans each lecture comes after those that it requires, and the fullest week is as short as
the order allows.
"""
MISTAKES = """\
# Which mistake did I make?

These are the mistakes that the checks recognise, {count} of them, with what they say. The page is
made from the checks by `tools/guide.py`. With code that makes each of them,
`lectures_nn.exercises.hints()` lists the same.
"""


@dataclass(frozen=True)
class Lecture:
    """What a notebook says about itself."""

    number: str
    file: str
    title: str
    minutes: int
    text: int
    exercises: int
    seconds: float
    required: tuple
    helpful: tuple


@functools.cache
def lectures():
    """Return the lectures in their order."""
    return [lecture(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


@functools.cache
def equations():
    """Return the numbers of all equations of the course."""
    paths = (ROOT / "notebooks").glob("*.ipynb")
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return {number for text in texts for number in re.findall(r"\\tag\{([\d.]+[a-z]?)\}", text)}


def lecture(path):
    """Return what a notebook says about itself."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    texts = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    everything = "\n\n".join(texts)
    number, settings = path.name[:2], notebook["metadata"]["lectures_nn"]
    needs = re.search(r"## What you need\n(.*?)(?=\*\*Time|\n#|\Z)", everything, re.DOTALL)[1]
    required = {other for other in re.findall(LINK, needs) if other < number}
    cited = set(re.findall(LINK, everything))
    cited |= {
        f"{int(chapter):02d}"
        for chapter, place in re.findall(EQUATION, everything)
        if f"{chapter}.{place}" in equations()
    }
    helpful = {other for other in cited if other < number} - required
    total, text, exercises = times(everything, settings["minutes"])
    return Lecture(
        number,
        path.name,
        re.match(r"# (.*)", texts[0])[1],
        total,
        text,
        exercises,
        settings["seconds_budget"],
        tuple(sorted(required)),
        tuple(sorted(helpful)),
    )


def times(text, minutes):
    """Return the minutes of a lecture, of its text and of its exercises, as it states them."""
    if found := re.search(TIME, " ".join(text.split())):
        return tuple(map(int, found.groups()))
    exercises = sum(map(int, re.findall(r"\*About (\d+) minutes", text)))
    total = int(re.search(NO_SUM, text)[1])
    return total, total - exercises, exercises


def weeks(numbers, count):
    """Return the lectures of each week, in their order, with the fullest week as short as it gets.

    Parameters
    ----------
    numbers : sequence of str
    count : int

    Returns
    -------
    list of list of Lecture
    """
    chosen = [lecture for lecture in lectures() if lecture.number in numbers]

    @functools.cache
    def best(start, left):
        """Return the minutes of the fullest week and of all squared, and where weeks end."""
        if left == 1:
            total = sum(lecture.minutes for lecture in chosen[start:])
            return total, total**2, (len(chosen),)
        found = []
        for stop in range(start + 1, len(chosen) - left + 2):
            here = sum(lecture.minutes for lecture in chosen[start:stop])
            most, squares, stops = best(stop, left - 1)
            found.append((max(here, most), here**2 + squares, (stop, *stops)))
        return min(found)

    stops = best(0, count)[2]
    return [chosen[a:b] for a, b in zip((0, *stops[:-1]), stops, strict=True)]


def link(lecture):
    """Return a link from docs/ to a lecture."""
    return f"[{lecture.number} {lecture.title}](../notebooks/{lecture.file})"


def plan_table(plan):
    """Return a plan as a table."""
    rows = ["| week | lectures | minutes |", "| ---: | --- | ---: |"]
    for week, chosen in enumerate(plan, 1):
        names = "<br>".join(map(link, chosen))
        rows.append(f"| {week} | {names} | {sum(lecture.minutes for lecture in chosen)} |")
    return "\n".join(rows)


def plans_page():
    """Return the page of lectures and plans."""
    minutes = ["| lecture | minutes | text | exercises | seconds |"]
    minutes.append("| --- | ---: | ---: | ---: | ---: |")
    graph = ["| lecture | required | helpful |", "| --- | --- | --- |"]
    for one in lectures():
        numbers = f"{one.minutes} | {one.text} | {one.exercises} | {one.seconds:g}"
        minutes.append(f"| {link(one)} | {numbers} |")
        graph.append(f"| {one.number} | {', '.join(one.required)} | {', '.join(one.helpful)} |")
    everything = [one.number for one in lectures()]
    return PLANS.format(
        minutes="\n".join(minutes),
        graph="\n".join(graph),
        six_minutes=sum(one.minutes for one in lectures() if one.number in SIX_WEEKS),
        six=plan_table(weeks(SIX_WEEKS, 6)),
        twelve_minutes=sum(one.minutes for one in lectures()),
        twelve=plan_table(weeks(everything, 12)),
    )


def escaped(hint):
    """Return a hint as Markdown that shows it as it is: its stars are no emphasis."""
    return re.sub(r"([*_<>|\\[\]])", r"\\\1", " ".join(hint.split()))


def mistakes_page():
    """Return the page of all mistakes that are recognised."""
    entries = catalogue.collect()
    lines, place = [MISTAKES.format(count=len(entries))], ("", "")
    for entry in entries:
        if entry.lecture != place[0]:
            number = entry.lecture[-2:]
            lines.append(f"\n## {link(next(one for one in lectures() if one.number == number))}\n")
        if (entry.lecture, entry.exercise) != place:
            lines.append(f"\n### {number}: `{entry.exercise}`\n")
        place = (entry.lecture, entry.exercise)
        lines.append(f"- **{entry.key.replace('_', ' ')}**: {escaped(entry.hint)}")
    return "\n".join(lines).rstrip() + "\n"


PAGES = {"lectures_and_plans.md": plans_page, "mistakes.md": mistakes_page}


def main():
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
