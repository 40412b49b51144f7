"""Write the parts of the guide for teachers that follow from the course itself.

    python course.py guide

writes docs/lectures_and_plans.md and docs/jupyterhub_config.py anew, which a test compares with
what this file makes of the notebooks and of docs/measured.json, so that they stay true; and
docs/mistakes.md, which follows the checks so closely that it is not kept.
"""

import functools
import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import run_notebooks

from lectures_nn.exercises import catalogue

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SIX_WEEKS = ("00", "01", "02", "03", "04", "05", "06", "07", "09", "11", "14")
TIME = r"\*\*Time:\*\* about (\d+) minutes[^:.]*: (\d+) for the text, (\d+) for the"
NO_SUM = r"\*\*Time:\*\* about (\d+) minutes"
# How a notebook's first note for the teacher says into how many sittings it goes.
SITTINGS = r"\*For the teacher\.\*[^.]*?\b([Oo]ne|[Tt]wo|[Tt]hree) (?:sessions?|sittings?)\b"
COUNTS = {"one": 1, "two": 2, "three": 3}
SERVER_MB = 250  # what a student's server takes beside the kernel of a notebook, with some room
LINK = r"\]\((\d\d)_\w+\.ipynb"
EQUATION = r"(?<![\w.$])\((\d\d?)\.(\d+[a-z]?)\)"

PLANS = """\
# Lectures and plans

This page is made from the notebooks by `python course.py guide`; a test holds it to them. How to
use it is in the [guide for teachers](teaching.md).

## Minutes

Minutes are for reading, running and thinking, for somebody who studies a lecture alone. Sittings
are meetings of a class: each lecture begins with a note on which part takes how long in them.

{minutes}

## What a server needs

Seconds of one processor for all cells of a lecture, and the most memory that its kernel held. They
were measured by `python course.py run --measure` {when}; the same command measures them on yours.
All kernels but those of {heavy} stay below {most} MB, and those take up to {most_heavy} MB.

{server}

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
HUB = """\
\"\"\"What a JupyterHub needs to know for this course; copy the lines into your own configuration.

Install the course into the environment that the students' servers run in: `pip install FOLDER`,
where FOLDER is what `python course.py handout FOLDER` wrote. `python course.py guide` makes this
file from the memory that was measured {when}.
\"\"\"

c = get_config()  # noqa: F821, JupyterHub defines it

# A kernel takes up to {most} MB, in lectures {heavy}, which load TensorFlow, up to {most_heavy} MB.
c.Spawner.mem_limit = "{limit}G"  # for {heavy}: "{limit_heavy}G"
c.Spawner.cpu_limit = 1
# Many servers on one machine: one thread each, or they wait for each other.
c.Spawner.environment = {{
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}}
"""
MISTAKES = """\
# Which mistake did I make?

These are the mistakes that the checks recognise, {count} of them, with what they say. The page is
made from the checks by `python course.py guide`. With code that makes each of them,
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
    sittings: int
    extra: str
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
        sittings(texts, number),
        settings.get("extra", ""),
        tuple(sorted(required)),
        tuple(sorted(helpful)),
    )


def sittings(texts, number):
    """Return into how many sittings a lecture goes, as its first note for the teacher says."""
    note = next((text for text in texts if text.startswith("*For the teacher.*")), "")
    found = re.match(SITTINGS, " ".join(note.split()))
    if not found:
        raise ValueError(f"the first note of lecture {number} must say how many sittings it takes")
    return COUNTS[found[1].lower()]


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
    rows = ["| week | lectures | sittings | minutes |", "| ---: | --- | ---: | ---: |"]
    for week, chosen in enumerate(plan, 1):
        names = "<br>".join(map(link, chosen))
        meetings = sum(lecture.sittings for lecture in chosen)
        minutes = sum(lecture.minutes for lecture in chosen)
        rows.append(f"| {week} | {names} | {meetings} | {minutes} |")
    return "\n".join(rows)


def needs_of_a_server():
    """Return what was measured in words and numbers: when, and the most memory of two groups."""
    found = run_notebooks.measured()
    memory = {one.number: found[Path(one.file).stem]["megabytes"] for one in lectures()}
    heavy = [one.number for one in lectures() if one.extra]
    most = max(memory[number] for number in memory if number not in heavy)
    most_heavy = max(memory[number] for number in heavy)
    places = sorted({f"on {entry['date']} ({entry['machine']})" for entry in found.values()})
    return {
        "when": " and ".join(places),
        "heavy": " and ".join(heavy),
        "most": math.ceil(most / 10) * 10,
        "most_heavy": math.ceil(most_heavy / 10) * 10,
        "limit": math.ceil((most + SERVER_MB) / 1024),
        "limit_heavy": math.ceil((most_heavy + SERVER_MB) / 1024),
    }


def hub_page():
    """Return the settings for a JupyterHub."""
    return HUB.format(**needs_of_a_server())


def plans_page():
    """Return the page of lectures and plans."""
    found = run_notebooks.measured()
    server = ["| lecture | seconds | MB |", "| --- | ---: | ---: |"]
    minutes = ["| lecture | minutes | text | exercises | sittings |"]
    minutes.append("| --- | ---: | ---: | ---: | ---: |")
    graph = ["| lecture | required | helpful |", "| --- | --- | --- |"]
    for one in lectures():
        numbers = f"{one.minutes} | {one.text} | {one.exercises} | {one.sittings}"
        minutes.append(f"| {link(one)} | {numbers} |")
        took = found[Path(one.file).stem]
        server.append(f"| {one.number} | {took['processor_seconds']} | {took['megabytes']} |")
        graph.append(f"| {one.number} | {', '.join(one.required)} | {', '.join(one.helpful)} |")
    everything = [one.number for one in lectures()]
    return PLANS.format(
        **needs_of_a_server(),
        minutes="\n".join(minutes),
        server="\n".join(server),
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


PAGES = {
    "lectures_and_plans.md": plans_page,
    "jupyterhub_config.py": hub_page,
    "mistakes.md": mistakes_page,
}


def main():
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
