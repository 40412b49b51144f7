"""How answers are judged: right ones in any fair format pass, and what is said of others is true.

The exercises of the lectures are tested in `test_exercises`, unforeseen answers in `test_panel`.
"""

import copy
import functools
import signal
import sys
import traceback
import warnings
from fractions import Fraction

import numpy as np
import pytest

from lectures_nn.exercises import engine, reading
from lectures_nn.exercises.comparing import Rule, compare, say, stem
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FreeFunctionExercise,
    FunctionExercise,
    PropertyExercise,
    ValueExercise,
    Verdict,
    either,
)

A, Y = np.array([[0.8, 0.1], [0.3, 0.9]]), np.array([[1.0, 0.0], [0.0, 1.0]])
ERROR = FunctionExercise(
    "error",
    reference=lambda a, y: a - y,
    cases=[(A, Y), (A[:1], Y[:1])],
    misconceptions={
        "reversed": (lambda a, y: y - a, "Output minus target."),
        "turned": (lambda a, y: (a - y).T, "The shape stays."),
        "powers": (lambda a, y: a @ y.T @ a @ a, "Once is enough."),
    },
)


def _layer(rng):
    return [
        (rng.normal(size=(m, n)), rng.normal(size=(n, k))) for m, n, k in ((5, 4, 2), (3, 2, 6))
    ]


PRODUCT = FunctionExercise(
    "product",
    reference=lambda a, W: a @ W,
    cases=_layer,
    misconceptions={"not_turned": (lambda a, W: a @ W.T, "The senders are summed over.")},
)
COLUMN_MEANS = FunctionExercise(
    "column_means",
    reference=lambda a, W: a.mean(axis=0),
    cases=_layer,
)
BOTH = FunctionExercise(
    "both",
    reference=lambda a, W: (a @ W, W.sum(axis=0)),
    cases=_layer,
    names=("z", "s"),
    misconceptions={
        "mean": (lambda a, W: (a @ W, W.mean(axis=0)), "Add, do not average."),
        "scaled": (lambda a, W: (a @ W / len(a), W.sum(axis=0)), "No mean here."),
    },
)
SEVERAL = FunctionExercise(
    "several",
    reference=lambda a, W: a @ W,
    cases=_layer,
    misconceptions={
        "no_sum": (either(lambda a, W: a * 2, lambda a, W: W * 2), "A product adds up."),
    },
)
EVEN = FunctionExercise("even", lambda n: n % 2 == 0, [(2,), (3,), (10,), (7,)])
COUNT = ValueExercise("count", 25, {"no_biases": (20, "Count the biases too.")})
SHARE = ValueExercise("share", 0.15 / 0.85, {"of_all": (0.15, "Of what is left.")})
PAIR = ValueExercise("pair", (2.0, "yes"), {"other": ((2.0, "no"), "Think again.")})
RATES = ValueExercise(
    "rates", (0.3, 0.005), {"same": ((0.003, 0.005), "A mean is smaller.")}, names=("eta", "lmbd")
)
ROW = ValueExercise("row", np.array([1.0, 2.0]))
WORDS = ValueExercise("words", ("bias", "variance", "over-fits", "fits"))
SEEN = ValueExercise("seen", {"a": True, "b": False, "c": True})
UNIFORM = FreeFunctionExercise(
    "uniform",
    lambda rng: [(5, rng), (7, rng)],
    {
        "length": (lambda drawn: [len(a) for a in drawn] == [5, 7], "n numbers.", lambda n, rng: 0),
        "negative": (
            lambda drawn: all(a.min() >= 0 for a in drawn),
            "From 0 to 1.",
            lambda n, rng: rng.normal(size=n),
        ),
    },
)
GATE = PropertyExercise(
    "gate",
    reading.numbers(3, ("w_1", "w_2", "b")),
    "Expected three numbers.",
    {
        "or": (lambda w: w[0] + w[2] < 0, "One input is enough for yours.", (1, 1, 0)),
        "nand": (lambda w: w[0] + w[1] + w[2] > 0, "Yours never fires.", (-1, -1, 0)),
    },
)
LETTERS = PropertyExercise(
    "letters",
    reading.truths("ABC"),
    "Three truth values.",
    {"all": (lambda answer: not all(answer), "Not all.", (True, True, True))},
)
ONE = ValueExercise("one", 1)
PAIRS = ValueExercise("pairs", ((1, "fits"), (2, "over-fits")), counted=True)
PATIENT = ValueExercise("patient", (0.5, "cost"), names=("the ratio", "what is wrong"))
IN_QUOTES = 'Expected a letter in quotation marks, one of "a", "b", "c",'
NO_QUOTES = " Without quotation marks, a letter is the name of a variable."
CHOICE = ChoiceExercise("choice", "b", {"a": "Too early.", "c": "Too late."})


THREE_DECIMALS = ValueExercise("three_decimals", 0.07516, decimals=3)
EXACT = ValueExercise("exact", 7 / 17, exact=True)


def judge(exercise, answer):
    """Return the verdict on an answer, whose warnings are its own business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exercise(answer)


def changes_its_argument(a, y):
    a -= y
    return a


def in_single(a, W):
    return a.astype(np.float32) @ W.astype(np.float32)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (ERROR, lambda a, y: a - y),
        (ERROR, lambda a, y: (a - y).tolist()),
        (ERROR, lambda a, y: a - y + 1e-12),
        (ERROR, lambda a, y: a.astype(np.float32) - y.astype(np.float32)),
        (ERROR, lambda a, y: (a - y).astype(np.float16)),
        (ERROR, functools.partial(lambda sign, a, y: sign * (y - a), -1)),
        (PRODUCT, in_single),
        (COLUMN_MEANS, lambda a, W: [Fraction(float(column.mean())) for column in a.T]),
        (BOTH, lambda a, W: [in_single(a, W), W.sum(axis=0).tolist()]),
        (EVEN, lambda n: 1 - n % 2),
        (EVEN, lambda n: np.array([n % 2 == 0])),
        (COUNT, 25),
        (COUNT, np.int64(25)),
        (COUNT, 25.0),
        (COUNT, [25]),
        (COUNT, np.array([[25]])),
        (COUNT, Fraction(50, 2)),
        (COUNT, "25"),
        (COUNT, " 25.0 "),
        (COUNT, ["25"]),
        (ValueExercise("large", 168120), "168 120"),
        (ValueExercise("large", 168120), "168,120"),
        (SHARE, "15/85"),
        (SHARE, "0.176"),
        (SHARE, "0,176"),
        (PAIRS, {"A": (1, "fits"), "B": ("2", "over-fits")}),
        (PAIRS, (1, "fits", 2, "over-fits")),
        (PAIRS, "((1, 'fits'), (2, 'overfits'))"),
        (PATIENT, (0.5, "the cost")),
        (PATIENT, ("1/2", "In the cost.")),
        (PATIENT, "1/2, the cost"),
        (PATIENT, {"the ratio": 0.5, "what is wrong": "cost"}),
        (PATIENT, {"a": 0.5, "b": "cost"}),
        (LETTERS, ("True", "False", "True")),
        (LETTERS, "True, False, True"),
        (LETTERS, {"c": "True", "b": 0, "a": True}),
        (GATE, ((1, 1), -1.5)),
        (GATE, {"b": -1.5, "w1": "1", "w2": 1}),
        (GATE, "(1, 1, -1.5)"),
        (SHARE, Fraction(15, 85)),
        (SHARE, np.float32(0.15 / 0.85)),
        (SHARE, 0.1765),
        (SHARE, 0.176),
        (SHARE, 0.1764),
        (SHARE, np.float32(0.176)),
        (SHARE, round(0.15 / 0.85, 6)),
        (THREE_DECIMALS, 0.075),
        (ValueExercise("ends_in_zero", 0.24025), 0.240),
        (THREE_DECIMALS, 0.0752),
        (THREE_DECIMALS, 0.07516),
        (EXACT, 7 / 17),
        (PAIR, (2, "yes")),
        (PAIR, [2, " Yes"]),
        (RATES, np.array([0.3, 0.005])),
        (RATES, {"eta": 0.3, "lmbd": 0.005}),
        (ROW, [1, 2]),
        (ROW, (1, 2)),
        (WORDS, ("Bias", "VARIANCE ", "overfitting", "fit")),
        (WORDS, "bias, variance, overfits, fits"),
        (SEEN, {"a": 1, "b": 0, "c": np.True_}),
        (SEEN, {"A": True, "B": False, "C": True}),
        (SEEN, (True, False, True)),
        (UNIFORM, lambda n, rng: rng.random(n)),
        (UNIFORM, lambda n, rng: [rng.uniform() for _ in range(n)]),
        (GATE, (1.0, 1.0, -1.5)),
        (GATE, np.array([[1.0], [1.0], [-1.5]])),
        (GATE, [Fraction(1), 1, -1.5]),
        (CHOICE, "b"),
        (CHOICE, "(B) "),
    ],
)
def test_right_answers_pass(exercise, answer):
    verdict = exercise(answer)
    assert verdict == Verdict(exercise.name, "passed")
    assert verdict.passed
    assert repr(verdict) == f"passed: {exercise.name}"


def a_stub(a, y):
    """Return the error."""
    ...


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        *[(e, empty) for e in (ERROR, COUNT, PAIR, GATE, CHOICE) for empty in (None, ...)],
        (ERROR, a_stub),
        (UNIFORM, a_stub),
        (ERROR, lambda a, y: None),
        (ERROR, lambda a, y: ...),
        (ERROR, lambda a, y: (None, None)),
        (PAIR, (None, None)),
        (GATE, (..., ..., ...)),
        (LETTERS, {"A": None, "B": ..., "C": None}),
    ],
)
def test_stubs_are_not_attempted(exercise, answer):
    verdict = exercise(answer)
    assert repr(verdict) == f"not attempted yet: {exercise.name}"
    assert not verdict.passed


def test_a_number_is_never_close_to_infinity():
    infinite = ValueExercise("infinite", -np.inf, {"positive": (np.inf, "The other one.")})
    assert infinite(-np.inf).passed
    assert infinite(np.inf).hint == "positive"
    assert (infinite(3.0).state, infinite(3.0).hint) == ("not yet", None)


def prints_only(a, y):
    print(a - y)


def forgets_return(a, y):
    error = a - y  # noqa: F841


def one_branch(a, y):
    if len(a) > 1:
        return a - y
    return None


def dots_in_a_branch(a, y):
    if len(a) > 1:
        return a - y
    return ...


def fails_late(a, y):
    _first, _second = a
    return a - y


@pytest.mark.parametrize(
    ("exercise", "answer", "hint", "message"),
    [
        (ERROR, lambda a, y: y - a, "reversed", "Output minus target."),
        (ERROR, lambda a, y: (a - y).T, "turned", "The shape stays."),
        (ERROR, changes_its_argument, "changed_argument", "changed its argument number 1"),
        (ERROR, prints_only, "nothing_returned", "`print` only shows a value; `return` hands"),
        (ERROR, forgets_return, "nothing_returned", "returned nothing (None). Is a `return`"),
        (ERROR, one_branch, "nothing_returned", "Case 2 of 2: your function returned nothing"),
        (ERROR, dots_in_a_branch, "nothing_returned", "Case 2 of 2: your function returned `...`"),
        (ERROR, fails_late, None, "Case 2 of 2: Your function raised ValueError: not enough"),
        (ERROR, fails_late, None, "`_first, _second = a`"),
        (ERROR, lambda a, y: a, None, "Case 1 of 2: at index [0, 0] the value is not right yet"),
        (ERROR, lambda a, y: (a - y) * (len(a) > 1), None, "Case 2 of 2"),
        (ERROR, lambda a, y: a - y + 1e-6, "observed_shifted", "off by 1e-06"),
        (
            ERROR,
            lambda a, y: 3 * (a - y),
            "observed_factor",
            "Every value is 3 times what it should be.",
        ),
        (ERROR, lambda a, y: (a - y) / len(a), "observed_factor", "case 1: 0.5; case 2: 1"),
        (ERROR, lambda a, y: abs(a - y), "observed_sign_lost", "all positive"),
        (ERROR, lambda a, y: 0 * a, "observed_zero", "All your values are 0."),
        (ERROR, lambda a, y: (a - y)[:, ::-1], "observed_reordered", "not in their places"),
        (PRODUCT, lambda a, W: -(a @ W), "observed_sign", "Every value has the wrong sign."),
        (PRODUCT, lambda a, W: (a @ W).round(3), "observed_rounded", "Your values are rounded."),
        (PRODUCT, lambda a, W: np.exp(a @ W), "observed_exponential", "is exp of the right one"),
        (PRODUCT, lambda a, W: (a @ W).T, "shape", "right, but transposed: the shape is (2, 5)"),
        (
            COLUMN_MEANS,
            lambda a, W: a.mean(0)[:, None],
            "shape",
            "of shape (4, 1) (a column). Asked",
        ),
        (COLUMN_MEANS, lambda a, W: a.mean(0, keepdims=True), "shape", "of shape (1, 4) (a row)"),
        (COLUMN_MEANS, lambda a, W: a.sum(0)[:, None], None, "shape (4,), got (4, 1) (a column)"),
        (COLUMN_MEANS, lambda a, W: a.mean(1), None, "expected shape (4,), got (5,)"),
        (SEVERAL, lambda a, W: W + W, "no_sum", "A product adds up."),
        (SEVERAL, lambda a, W: a + a, "no_sum", "A product adds up."),
        (EVEN, lambda n: n % 2 == 1, None, "Case 1 of 4: False is not right."),
        (EVEN, lambda n: 3 - 2 * (n % 2), "form", "Case 1 of 4: expected True or False."),
        (ERROR, lambda a, y: (a - y).sum(), None, "expected shape (2, 2), got ()"),
        (ERROR, lambda a, y: a * np.nan, None, "the value is NaN"),
        (ERROR, lambda a, y: a * np.inf, None, "the value is not right yet"),
        (ERROR, lambda a, y: a * 0 + 1e308 * (1 + 1j), None, "the value is not right yet"),
        (ERROR, lambda a, y: "a - y", "form", "got the word 'a - y'"),
        (ERROR, lambda a, y: [[1], [1, 2]], "form", "got a list of 2"),
        (ERROR, lambda a, y: {"a": a}, "form", "got a dict of 1"),
        (ERROR, lambda a: a, None, "raised TypeError"),
        (ERROR, lambda a, y: 1 / 0, None, "raised ZeroDivisionError: division by zero, in line"),
        (ERROR, A - Y, "form", "Expected a function, got an array of shape (2, 2)"),
        (BOTH, lambda a, W: (a @ W, W.mean(axis=0)), "mean", "`z` is right. Add, do not average."),
        (BOTH, lambda a, W: (0, W.mean(axis=0)), "mean", "average. (`z` is not right yet either.)"),
        (
            BOTH,
            lambda a, W: (a @ W, 3 * W.sum(axis=0)),
            "observed_factor",
            "`z` is right. `s`: every value is",
        ),
        (
            BOTH,
            lambda a, W: (-(a @ W), W.sum(axis=0)),
            "observed_sign",
            "`s` is right. `z`: every value",
        ),
        (BOTH, lambda a, W: a @ W, "form", "expected a tuple of 2, got an array of shape (5, 2)"),
        (COUNT, 20, "no_biases", "Count the biases too."),
        (COUNT, 26, "observed_one_off", "Your number is 1 too large."),
        (COUNT, 50, "observed_twice", "Your number is twice as large as it should be."),
        (COUNT, -25, "observed_sign", "Your number has the wrong sign."),
        (COUNT, 30, None, "The value is not right yet."),
        (COUNT, 25.1, "observed_fraction", "Your number is no whole number."),
        (COUNT, "25 or so", "form", "Expected a number, got the word '25 or so'"),
        (COUNT, "24", "observed_one_off", "Your number is 1 too small."),
        (ONE, True, "form", "Expected a number, got True."),
        (ONE, np.True_, "form", "Expected a number, got True."),
        (GATE, (1, 1, None), "form", "Still open: b."),
        (GATE, {"w_1": 1, "w_2": 1}, "form", "Still open: b."),
        (LETTERS, (True, "False", None), "form", "Still open: C."),
        (LETTERS, {"A": True, "B": ..., "C": None}, "form", "Still open: B, C."),
        (LETTERS, ("True", "False", "perhaps"), "form", "Three truth values."),
        (SEEN, {"a": True, "b": None, "c": True}, "form", "Still open: `b`."),
        (RATES, (0.003, None), "form", "Still open: `lmbd`."),
        (PAIRS, (1, "fits", 2, "fits"), None, "3 of the 4 answers are right."),
        (
            PATIENT,
            (0.5, "gradient"),
            None,
            "The ratio is right. What is wrong: 'gradient' is not the answer.",
        ),
        (PATIENT, (1.0, "a cost"), "observed_twice", "The ratio is twice as large"),
        (ERROR, lambda a, y: (a - y) * 1e-20, "observed_zero", "are 0 up to rounding."),
        (COUNT, [25, 25], "form", "Expected a number, got an array of shape (2,)"),
        (COUNT, lambda: 25, "form", "got a function"),
        (SHARE, 0.18, "observed_few_digits", "Your number has too few digits."),
        (SHARE, 0.178, None, "not right yet"),
        (SHARE, 0.1767, None, "not right yet"),
        (SHARE, 0.15, "of_all", "Of what is left."),
        (THREE_DECIMALS, 0.076, None, "not right yet"),
        (THREE_DECIMALS, 0.08, "observed_few_digits", "Give three or more."),
        (THREE_DECIMALS, 0.0756, None, "not right yet"),
        (EXACT, 0.4118, "observed_rounded", "Your answer is rounded."),
        (PAIR, (2, "no"), "other", "Think again."),
        (
            PAIR,
            (2, None),
            "form",
            "Still open: part 2.",
        ),
        (PAIR, (3, "yes"), None, "Part 1: the value is not right yet."),
        (PAIR, (2,), "form", "Expected a tuple of 2, got one of 1."),
        (PAIR, 2, "form", "Expected a tuple of 2, got 2."),
        (RATES, (0.003, 0.005), "same", "`lmbd` is right. A mean is smaller."),
        (RATES, (0.003, 0.5), "same", "A mean is smaller. (`lmbd` is not right yet either.)"),
        (RATES, (0.3, 0.4), None, "`eta` is right. `lmbd`: the value is not right yet."),
        (RATES, (0.3, 0.5), "observed_percent", "`eta` is right. `lmbd` is 100 times too large."),
        (SHARE, 0.7 / 0.85, "observed_complement", "Your number is 1 minus the right number."),
        (SHARE, 0.85 / 0.15, "observed_inverse", "is 1 divided by the right number"),
        (WORDS, ("bias", "bias", "bias", "bias"), None, "1 of the 4 answers is right."),
        (WORDS, ("fits", "bias", "bias", "bias"), None, "None of the 4 answers are right."),
        (
            WORDS,
            ("bias", "variance", "fits", 3),
            "form",
            "Part 4: expected a word in quotes, got 3.",
        ),
        (WORDS, "bias", "form", "Expected a tuple of 4, got one of 1."),
        (SEEN, {"a": True}, "form", "The dict has no entry 'b', 'c'."),
        (SEEN, dict.fromkeys("abcd", True), "form", "an entry 'd', which is not asked for"),
        (SEEN, dict.fromkeys("abc", True), None, "2 of the 3 answers are right."),
        (SEEN, dict.fromkeys("abc", 2), "form", "`a`: expected True or False."),
        (SEEN, "abc", "form", "Expected a dict with the keys ['a', 'b', 'c'], got the word 'abc'."),
        (UNIFORM, lambda n, rng: rng.random(n + 1), "length", "n numbers."),
        (UNIFORM, lambda n, rng: rng.random(n) - 1, "negative", "From 0 to 1."),
        (UNIFORM, lambda n, rng: "random", "form", "Expected numbers, got the word 'random'."),
        (UNIFORM, lambda n, rng: print(n), "nothing_returned", "`print` only shows"),
        (UNIFORM, lambda n, rng: rng.random(n, n, n), None, "raised TypeError"),
        (UNIFORM, 3, "form", "Expected a function, got 3."),
        (GATE, (1.0, 1.0, -0.5), "or", "One input is enough"),
        (GATE, (-1.0, -1.0, 0.5), "nand", "never fires"),
        (GATE, 3, "form", "Expected three numbers. Yours is 3."),
        (GATE, object(), "form", "Expected three numbers. Yours is a value of type object."),
        (CHOICE, "a", "a", "Too early."),
        (CHOICE, "d", None, IN_QUOTES + " got the word 'd'."),
        (CHOICE, np.zeros((2, 3)), None, f"{IN_QUOTES} got an array of shape (2, 3).{NO_QUOTES}"),
        (CHOICE, 7, None, f"{IN_QUOTES} got 7.{NO_QUOTES}"),
    ],
)
def test_wrong_answers_do_not_pass(exercise, answer, hint, message):
    verdict = judge(exercise, answer)
    assert (verdict.state, verdict.hint) == ("not yet", hint), verdict
    assert message in repr(verdict)
    assert repr(verdict) == repr(judge(exercise, answer))
    assert repr(verdict).startswith(f"not yet: {exercise.name}\n")


# A hint belongs to what happened, not to the type of an error.


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda a, W: a @ W.T, "not_turned"),
        (lambda a, W: np.dot(a, W.T), "not_turned"),
        (lambda a, W: np.matmul(a, W.transpose()), "not_turned"),
        (lambda a, W: a.T @ W, None),
        (lambda a, W: W @ a, None),
        (lambda a, W: a.reshape(7, 7) @ W, None),
        (lambda a, W: int("a"), None),
        (lambda a, W: a + W, None),
        (lambda a, W: W @ W, None),
    ],
)
def test_a_hint_needs_the_same_misfit_and_shows_the_students_own_error(answer, hint):
    verdict = judge(PRODUCT, answer)
    assert (verdict.state, verdict.hint) == ("not yet", hint)
    assert "Your function raised ValueError: " in verdict.message
    assert ", in line " in verdict.message
    assert "shapes (5, 4), (4, 2)" in verdict.message


def helper(a):
    return a.reshape(7, 7)


def test_the_line_is_the_students_own_also_in_a_second_function():
    verdict = judge(PRODUCT, lambda a, W: helper(a) @ W)
    assert "`return a.reshape(7, 7)`" in verdict.message
    verdict = judge(PRODUCT, lambda a, W: np.linalg.inv(a) @ W)
    assert "`verdict = judge(PRODUCT, lambda a, W: np.linalg.inv(a) @ W)`" in verdict.message


# Nothing an answer does stops the notebook.


@pytest.fixture(autouse=True)
def interrupts():
    """Let an interrupt be one: what a shell starts in the background is born deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ends_the_program(a, y):
    sys.exit("done")


def is_interrupted(a, y):
    signal.raise_signal(signal.SIGINT)
    return a - y


def never_ends(a, y):
    while True:
        pass


def never_ends_in_spite_of_errors(a, y):
    while True:
        try:
            a = a + 0 * y
        except Exception:
            continue


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (ends_the_program, "Your answer ends the program, in line"),
        (lambda a, y: exit(), "Your answer ends the program"),
        (is_interrupted, "The check was interrupted, in line"),
        (lambda a, y: (_ for _ in ()).throw(GeneratorExit), "Your answer led to GeneratorExit"),
    ],
)
def test_leaving_the_program_ends_in_a_verdict(answer, message):
    verdict = judge(ERROR, answer)
    assert verdict.state == "not yet"
    assert message in verdict.message


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no alarm")
@pytest.mark.parametrize("answer", [never_ends, never_ends_in_spite_of_errors])
def test_an_endless_loop_ends_in_a_verdict(answer, monkeypatch):
    monkeypatch.setattr(engine, "SECONDS", 0.05)
    verdict = judge(ERROR, answer)
    assert verdict.state == "not yet"
    assert "still running after 0.05 s and was stopped, in line" in verdict.message
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no alarm")
def test_a_large_library_may_be_imported(tmp_path, monkeypatch):
    rings = "signal.setitimer(signal.ITIMER_REAL, 1e-6); [str(i) for i in range(10_000)]"
    for name in ("one", "two"):
        (tmp_path / f"large_{name}.py").write_text(f"import signal\n{rings}\n")
    monkeypatch.syspath_prepend(tmp_path)

    def with_libraries(a, y):
        import large_one  # noqa: F401
        import large_two  # noqa: F401

        return a - y

    assert ERROR(with_libraries).passed


def test_an_interrupt_between_two_lines_ends_in_a_verdict(monkeypatch):
    # Python knows no line for some instructions, such as the jump back to the head of a loop.
    walk = traceback.walk_tb
    monkeypatch.setattr(traceback, "walk_tb", lambda tb: ((frame, None) for frame, _ in walk(tb)))
    message = judge(ERROR, is_interrupted).message
    assert message.startswith("The check was interrupted, in line")
    assert "`def is_interrupted(a, y):`" in message


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no alarm")
def test_a_check_leaves_another_alarm_set():
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        assert ERROR(lambda a, y: a - y).passed
        assert signal.getsignal(signal.SIGALRM) == signal.SIG_IGN
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_system_without_alarms_judges_as_well(monkeypatch):
    monkeypatch.delattr(signal, "SIGALRM", raising=False)
    assert ERROR(lambda a, y: a - y).passed


# The cases.


def test_a_check_leaves_its_cases_as_they_are():
    before = copy.deepcopy(ERROR.cases)
    judge(ERROR, changes_its_argument)
    for case, kept in zip(ERROR.cases, before, strict=True):
        np.testing.assert_equal(case, kept)


@pytest.mark.parametrize("changed", [[1.0, 2.0], {"a": np.ones(2)}, (np.ones(2),), [np.ones(2)]])
def test_a_changed_entry_of_any_argument_is_noticed(changed):
    def spoil(given):
        entry = given[next(iter(given))] if isinstance(given, dict) else given[0]
        if isinstance(entry, np.ndarray):
            entry[0] = 7.0
        else:
            given[0] = 7.0
        return 1.0

    exercise = FunctionExercise("one", lambda given: 1.0, [(changed,)])
    assert exercise(spoil).hint == "changed_argument"
    assert exercise(lambda given: 1.0).passed


def test_drawn_cases_are_the_same_each_time_and_others_for_another_seed():
    again = FunctionExercise("product", PRODUCT.reference, _layer)
    np.testing.assert_equal(again.cases, PRODUCT.cases)
    fresh = PRODUCT.fresh(seed=5)
    assert not np.allclose(fresh.cases[0][0], PRODUCT.cases[0][0])
    assert fresh(lambda a, W: a @ W).passed
    assert fresh(lambda a, W: a @ W.T).hint == "not_turned"


# Words.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("under-fits", "Underfitting"),
        ("fits", " fit"),
        ("vanishes", "vanishing"),
        ("explodes", "exploding"),
        ("bias", "Biases"),
        ("mismatch", "mismatches"),
        ("send_back", "send back"),
        ("cost", "the cost"),
        ("cost", "In the cost."),
    ],
)
def test_forms_of_a_word_are_the_same_word(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("fits", "over-fits"), ("cost", "loss"), ("stays", "dead"), ("a", "b")]
)
def test_different_words_stay_different(one, other):
    assert stem(one) != stem(other)


def test_a_partly_right_answer_is_told_by_number_where_its_parts_are_chosen():
    expected = ((10, "fits"), (0, "over-fits"))
    rule = Rule(counted=True, reveal=False)
    leaves = compare(((10, "over-fits"), (0, "fits")), expected, rule)
    assert say(leaves, rule) == "2 of the 4 answers are right."


@pytest.mark.parametrize(
    "hasty",
    [
        lambda a, y: np.log(-a) - y,  # NumPy's errors of numbers
        lambda a, y: a - y + np.mean(a[:0]),  # and its other warnings
        lambda a, y: warnings.warn("outdated", stacklevel=1) or 2 * (a - y),
    ],
)
def test_imitating_a_mistake_warns_nobody(hasty):
    exercise = FunctionExercise(
        "error",
        reference=lambda a, y: a - y,
        cases=[(A, Y)],
        misconceptions={"hasty": (hasty, "Too hasty.")},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert exercise(lambda a, y: a + y).state == "not yet"
        assert exercise(lambda a, y: a - y).passed
    assert judge(exercise, hasty).hint == "hasty"
