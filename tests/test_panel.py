"""Answers nobody wrote a check for: the right ones pass, the wrong ones do not, no hint is false.

How a panel is written is said in `panel`. The table is shown by `pytest tests/test_panel.py -s`.
"""

import contextlib
import importlib
import io
import re
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest
from panel import Answer, evaluate, right, wrong

import notebooks
from lectures_nn.exercises import declared
from lectures_nn.exercises.engine import ChoiceExercise, Exercise, FunctionExercise

FOLDER = Path(__file__).parent / "panel"
FEWEST, MOST = 6, 18  # answers to an exercise in one file
FEWEST_RIGHT = 2
MOST_CALLS = 150_000  # functions called while one answer is judged


def panels():
    """Return the names of the files of answers."""
    return sorted(path.stem for path in FOLDER.glob("lecture_*.py"))


def read(panel):
    """Return the answers of a file, its prelude, and the exercises of its lecture by name."""
    written = importlib.import_module(f"panel.{panel}")
    lecture = importlib.import_module(f"lectures_nn.exercises.{panel[:10]}")
    declared = {k: value for k, value in vars(lecture).items() if isinstance(value, Exercise)}
    return written.ANSWERS, written.PRELUDE, declared


def judge(answer, prelude, exercises, place):
    """Return the verdict on an answer and how many functions were called for it.

    What a library calls while it is imported, for the first time, is not counted.
    """
    calls, imports = Counter(), Counter()

    def count(frame, event, argument):
        if frame.f_code.co_name == "_find_and_load" and event in ("call", "return"):
            imports[event] += 1
        calls[event] += imports["call"] == imports["return"]

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        value = evaluate(answer, prelude, place)
        sys.setprofile(count)
        try:
            verdict = exercises[answer.exercise](value)
        finally:
            sys.setprofile(None)
    return verdict, calls["call"] + calls["c_call"]


def declared_hints(exercise):
    """Return the keys of the hints that were written for an exercise."""
    of_any_kind = ("misconceptions", "properties", "choices")
    return {key for kind in of_any_kind for key in getattr(exercise, kind, {})}


def finding(answer, verdict, exercise):
    """Return which of the things that must not happen has happened, or which good thing has."""
    if answer.is_right:
        return "right and passed" if verdict.passed else "right and refused"
    if verdict.passed:
        return "wrong and passed"
    if verdict.hint in declared_hints(exercise) - answer.hints:
        return "false hint"
    if verdict.hint in ("form", "shape"):
        return "told its form"
    return "hinted" if verdict.hint else "told the difference"


def complaints(panel, answers, prelude, exercises):
    """Return what is wrong with the verdicts on a file of answers, and the table's numbers."""
    found, counts = [], Counter()
    for number, answer in enumerate(answers):
        place = f"<{panel}, {answer.exercise}, answer {number}>"
        verdict, calls = judge(answer, prelude, exercises, place)
        result = finding(answer, verdict, exercises[answer.exercise])
        counts[result] += 1
        if result in ("right and refused", "wrong and passed", "false hint"):
            told = f"{result} ({answer.mistake or answer.note}): {answer.source}\n{verdict}"
            found.append(f"{place} {told} [{verdict.hint}]")
        if calls > MOST_CALLS:
            found.append(f"{place} {calls} functions were called to judge it")
    return found, counts


def row(name, counts):
    """Return a line of the table."""
    right_ones = counts["right and passed"] + counts["right and refused"]
    wrong_ones = sum(counts.values()) - right_ones
    share = f"{counts['hinted'] / wrong_ones:5.0%}" if wrong_ones else "    -"
    numbers = (right_ones, counts["right and refused"], wrong_ones, counts["wrong and passed"])
    columns = "".join(f"{number:9d}" for number in numbers)
    form = counts["told its form"]
    return f"{name:20}{columns}{counts['hinted']:8d}{share}{form:8d}{counts['false hint']:8d}"


HEAD = f"{'':20}    right  refused    wrong   passed  hinted         form   false"


@pytest.fixture(scope="module")
def table():
    """Collect the numbers of all files, and show them at the end."""
    rows = {}
    yield rows
    total = sum(rows.values(), Counter())
    lines = [HEAD, *(row(name, counts) for name, counts in rows.items()), row("all", total)]
    print("", *lines, sep="\n")


@pytest.mark.parametrize("panel", panels())
def test_no_right_answer_is_refused_no_wrong_one_passes_and_no_hint_is_false(panel, table):
    found, table[panel] = complaints(panel, *read(panel))
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("panel", panels())
def test_a_panel_has_answers_of_both_kinds_to_every_exercise(panel):
    answers, _, exercises = read(panel)
    # A letter leaves no room for a style of one's own: the ways to write it are tried below.
    exercises = {n: e for n, e in exercises.items() if not isinstance(e, ChoiceExercise)}
    given = Counter(answer.exercise for answer in answers)
    of_right = Counter(answer.exercise for answer in answers if answer.is_right)
    assert given.keys() == exercises.keys()
    assert {name: n for name, n in given.items() if not FEWEST <= n <= MOST} == {}
    assert {name: of_right[name] for name in given if of_right[name] < FEWEST_RIGHT} == {}
    assert [a.source for a in answers if not a.is_right and not a.mistake] == []
    unknown = [(a.source, a.hints - declared_hints(exercises[a.exercise])) for a in answers]
    assert [pair for pair in unknown if pair[1]] == []


LETTERS = [
    pytest.param(exercise, id=f"{module.__name__[-10:]}-{name}")
    for module in declared.lectures()
    for name, exercise in declared.exercises_of(module).items()
    if isinstance(exercise, ChoiceExercise)
]


@pytest.mark.parametrize("exercise", LETTERS)
def test_letters_may_be_written_in_any_way(exercise):
    for letter in "abcd":
        for written in (letter, letter.upper(), f" {letter} ", f"{letter})", f"({letter})."):
            verdict = exercise(written)
            assert verdict.passed == (letter == exercise.right)
            assert verdict.passed or verdict.hint == letter
            assert verdict.passed or exercise.choices[letter] in verdict.message
    for other in ("e", "ab", 1, ["a", "b"], lambda: exercise.right):
        verdict = exercise(other)
        assert verdict.state == "not yet"
        expected = 'Expected a letter in quotation marks, one of "a", "b", "c", "d", got '
        assert verdict.message.startswith(expected)


def places(questions):
    """Return how often each letter is right, and each place of the right statement by length."""
    letters, by_length = Counter(), Counter()
    for statements, answer in questions:
        shortest_first = sorted(statements, key=lambda letter: len(statements[letter]))
        letters[answer] += 1
        by_length[shortest_first.index(answer)] += 1
    return letters, by_length


def test_neither_its_letter_nor_its_length_gives_the_right_statement_away():
    questions = []
    for exercise in LETTERS:
        lecture = exercise.id.partition("-")[0].removeprefix("lecture_")
        (path,) = notebooks.FOLDER.glob(f"{lecture}_*.ipynb")
        (text,) = (c.source for c in notebooks.read(path).cells if c.id == "c-concept")
        statements = dict(re.findall(r"^- \*\*(.)\*\*: (.+)$", text, re.MULTILINE))
        (checked,) = exercise.values
        assert sorted(statements) == sorted([checked.right, *checked.choices])
        questions.append((statements, checked.right))
    # Who guesses is right about four of 17 times, and more than eight times once in a hundred.
    for counted in places(questions):
        assert sum(counted.values()) == len(LETTERS) > 16
        assert max(counted.values()) <= len(LETTERS) // 2, counted


# The proof of the proof.

SUM = "sum_of_two"
PLUS = right(SUM, "lambda a, b: a + b")
MINUS = wrong(SUM, "lambda a, b: a - b", mistake="subtracts", hints={"minus"})


def panel_of(*answers):
    cases = [(1.0, 2.0), (5.0, 3.0)]
    hints = {"minus": (lambda a, b: a - b, "Add."), "times": (lambda a, b: a * b, "Add.")}
    exercises = {SUM: FunctionExercise(SUM, lambda a, b: a + b, cases, hints)}
    return complaints("sample", answers, "import numpy as np", exercises)


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (PLUS, None),
        (MINUS, None),
        (wrong(SUM, "lambda a, b: a", mistake="half of it"), None),
        (right(SUM, "def f(a, b):\n    total = np.add(a, b)\n    return total"), None),
        (right(SUM, "from operator import add\nmy_sum = add"), None),
        (right(SUM, "lambda a, b: a + b + 1"), "right and refused"),
        (wrong(SUM, "lambda a, b: a + b", mistake="none"), "wrong and passed"),
        (wrong(SUM, "lambda a, b: a * b", mistake="multiplies", hints={"minus"}), "false hint"),
        (right(SUM, "lambda a, b: sum(sum([a, b]) for _ in range(90_000)) / 90_000"), "called"),
    ],
)
def test_a_panel_complains(answer, complaint):
    found, counts = panel_of(answer)
    assert [complaint in text for text in found] == ([True] if complaint else [])
    assert sum(counts.values()) == 1


def test_the_line_of_an_answer_is_shown():
    found, _ = panel_of(right(SUM, "def f(a, b):\n    c = a + b\n    return c.total"))
    assert "in line 3: `return c.total`" in found[0]


def test_the_table_counts():
    _, counts = panel_of(PLUS, MINUS, Answer(SUM, False, "lambda a, b: a", "half"))
    assert row("sample", counts).split() == ["sample", "1", "0", "2", "0", "1", "50%", "0", "0"]
