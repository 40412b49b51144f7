"""The guide for teachers says what the notebooks and the checks say."""

import ast
import itertools
import json
import re
from pathlib import Path

import guide
import minutes
import nbformat
import pytest
import sample_notebooks as sample

from lectures_nn.exercises import declared

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = [one.number for one in guide.lectures()]
# Modules in which a lecture's own subject stands; the others (plots, data, checks) are tools.
SUBJECTS = re.compile(
    r"lectures_nn\.(activations|costs|coursera|gradients|layers|network|optimizers|perceptron"
    r"|search|training)\b"
)


def test_the_plans_are_what_the_notebooks_make_of_them():
    stored = (guide.DOCS / "lectures_and_plans.md").read_text(encoding="utf-8")
    assert stored == guide.plans_page(), "python course.py guide writes it anew"
    stored = (guide.DOCS / "jupyterhub_config.py").read_text(encoding="utf-8")
    assert stored == guide.hub_page(), "python course.py guide writes it anew"


STORED = json.loads((ROOT / "docs" / "measured.json").read_text(encoding="utf-8"))


def test_the_guide_shows_what_was_measured_and_when():
    page = (guide.DOCS / "lectures_and_plans.md").read_text(encoding="utf-8")
    section = page.partition("## What a server needs\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d\d) \| (\d+) \| (\d+) \|$", section, re.MULTILINE)
    assert [tuple(map(int, row)) for row in rows] == [
        (int(name[:2]), entry["processor_seconds"], entry["megabytes"])
        for name, entry in sorted(STORED.items())
    ]
    assert [number for number, *_ in rows] == NUMBERS
    assert "`python course.py run --measure`" in section
    for entry in STORED.values():
        assert f"on {entry['date']} ({entry['machine']})" in section


def test_the_limits_for_a_hub_leave_room_for_every_kernel():
    class Settings:
        def __getattr__(self, name):
            setattr(self, name, Settings())
            return getattr(self, name)

    text = (guide.DOCS / "jupyterhub_config.py").read_text(encoding="utf-8")
    names = {"get_config": Settings}
    exec(compile(text, "jupyterhub_config.py", "exec"), names)
    limit = int(names["c"].Spawner.mem_limit.removesuffix("G"))
    (larger,) = map(int, re.findall(r'# for 13 and 15: "(\d+)G"', text))
    for name, entry in STORED.items():
        room = larger if name[:2] in ("13", "15") else limit
        assert entry["megabytes"] < 1024 * room - 200, name


def test_plans_count_the_sittings_that_the_notes_state():
    for one, count in zip(guide.lectures(), guide_sittings(), strict=True):
        assert one.sittings == count
    page = guide.plans_page()
    for name, numbers in (("Six", guide.SIX_WEEKS), ("Twelve", NUMBERS)):
        section = page.partition(f"## {name} weeks\n")[2].partition("\n## ")[0]
        counts = re.findall(r"^\| \d+ \| .* \| (\d+) \| \d+ \|$", section, re.MULTILINE)
        total = sum(one.sittings for one in guide.lectures() if one.number in numbers)
        assert sum(map(int, counts)) == total
    with pytest.raises(ValueError, match="note of lecture 03 must say how many sittings"):
        guide.sittings(["*For the teacher.* Begin with a drawing."], "03")


def first_notes():
    """Return the first note for the teacher of each lecture."""
    for one in guide.lectures():
        cells = json.loads((ROOT / "notebooks" / one.file).read_text(encoding="utf-8"))["cells"]
        texts = [" ".join("".join(cell["source"]).split()) for cell in cells]
        yield next(text for text in texts if text.startswith("*For the teacher.*"))


def guide_sittings():
    """Return the number word that stands first in each of those notes."""
    words = ("one", "two", "three")
    for note in first_notes():
        (first, *_) = re.findall(r"\b(one|two|three)\b", note.lower())
        yield words.index(first) + 1


def test_notes_say_what_is_homework_between_two_sittings():
    for one, note in zip(guide.lectures(), first_notes(), strict=True):
        if one.sittings > 1:
            assert re.search(r"exercises? \d|its task, for home", note), one.number
        path = ROOT / "notebooks" / one.file
        asked = set(re.findall(r"### Exercise (\d)", path.read_text(encoding="utf-8")))
        named = re.findall(r"exercises? (\d(?:(?:, | and | to )\d)*)", note)
        assert set(re.findall(r"\d", "".join(named))) <= asked, one.number


@pytest.mark.parametrize("one", guide.lectures(), ids=NUMBERS)
def test_minutes_add_up(one):
    path = ROOT / "notebooks" / one.file
    stated = json.loads(path.read_text(encoding="utf-8"))["metadata"]["lectures_nn"]["minutes"]
    assert one.minutes == stated == one.text + one.exercises
    assert 0 < one.exercises < one.text


@pytest.mark.parametrize("one", guide.lectures(), ids=NUMBERS)
def test_minutes_of_a_text_follow_from_the_rates(one):
    computed = minutes.of_lecture(one).minutes
    assert one.text == pytest.approx(computed, rel=0.15), "python tools/minutes.py --save"


def test_the_rates_are_those_that_contributors_are_told():
    told = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    assert f"{minutes.WORDS} words and {minutes.CODE_LINES} lines of code a minute" in told
    assert minutes.LOOKS == 1
    assert "one minute for a picture or a displayed formula" in told


def test_reading_counts_words_code_pictures_and_formulas_outside_exercises():
    cells = [
        sample.text("## A title\n\nfive more words here: so\n\n$$a = b$$\n\nand\n\n$$c\n= d$$"),
        sample.code("x = 1\n\ny = 2", sample.picture(), sample.said("many words here")),
        sample.text("*For the teacher.* Not counted.", slide="notes"),
        sample.text("### Optional: more\n\n$$e = f$$"),
        sample.code("z = 3", sample.picture()),
        sample.text("#### Its details\n\nNot counted."),
        sample.text("### Back\n\nagain"),
        sample.text("### Exercise\n\n*About 5 minutes.* Double it."),
        *sample.exercise("doubled", "2 * x")[1:],
    ]
    found = minutes.read(nbformat.v4.new_notebook(cells=cells))
    assert (found.words, found.code_lines, found.looks) == (3 + 5 + 1 + 3, 2, 3)
    assert found.minutes == pytest.approx(12 / 100 + 2 / 15 + 3)


def imported(path):
    """Return the modules of the course's subjects that a notebook imports."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = set()
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{name}" for name in names] + [node.module]
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {match[1] for match in map(SUBJECTS.match, names) if match}
    return found


def ancestors(number):
    """Return the lectures that one needs, directly or not."""
    one = next(one for one in guide.lectures() if one.number == number)
    direct = {*one.required, *one.helpful}
    return direct.union(*(ancestors(other) for other in direct))


def test_the_graph_holds_what_the_notebooks_import():
    """Who imports a module needs the lecture that was the first to import it."""
    first = {}
    for one in guide.lectures():
        for module in imported(ROOT / "notebooks" / one.file):
            origin = first.setdefault(module, one.number)
            assert origin == one.number or origin in ancestors(one.number), (one.number, module)
    assert len(first) > 5


def test_the_graph_holds_every_number_that_is_cited():
    for one in guide.lectures():
        path = ROOT / "notebooks" / one.file
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        shown = set(re.findall(r"(?<![\w.$])\((\d\d?\.\d+[a-z]?)\)", text))
        for number in shown & guide.equations():
            lecture = f"{int(number.partition('.')[0]):02d}"
            assert lecture in (*one.required, *one.helpful) or lecture >= one.number, number
        assert not set(one.required) & set(one.helpful)


@pytest.mark.parametrize(("numbers", "count"), [(guide.SIX_WEEKS, 6), (NUMBERS, 12)])
def test_a_plan_has_each_lecture_after_those_it_requires(numbers, count):
    plan = guide.weeks(numbers, count)
    order = [one for week in plan for one in week]
    assert len(plan) == count
    assert all(plan)
    assert [one.number for one in order] == sorted(numbers)
    for place, one in enumerate(order):
        assert set(one.required) <= {before.number for before in order[:place]}, one.number


def test_no_other_division_has_a_shorter_fullest_week():
    minutes = [one.minutes for one in guide.lectures() if one.number in guide.SIX_WEEKS]
    divisions = itertools.combinations(range(1, len(minutes)), 5)
    fullest = min(
        max(sum(minutes[a:b]) for a, b in itertools.pairwise((0, *stops, len(minutes))))
        for stops in divisions
    )
    plan = guide.weeks(guide.SIX_WEEKS, 6)
    assert max(sum(one.minutes for one in week) for week in plan) == fullest


def test_the_page_of_mistakes_has_all_that_are_recognised():
    page = guide.mistakes_page()
    exercises = [
        exercise
        for module in declared.lectures()
        for exercise in declared.exercises_of(module).values()
    ]
    kinds = ("misconceptions", "properties", "choices")
    count = sum(len(getattr(exercise, kind, ())) for exercise in exercises for kind in kinds)
    assert len(re.findall(r"^- \*\*", page, re.MULTILINE)) == count > 400
    assert f", {count} of them," in page
    assert page.count("\n## ") == len(declared.lectures())
