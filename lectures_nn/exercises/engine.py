"""How answers are judged: an exercise is called with an answer and returns a `Verdict`.

There are three kinds of exercise. The answer to a `FunctionExercise` is a function, compared
with a reference on given arguments. The answer to a `ValueExercise` is a number, an array, a
word or a tuple of those. The answer to a `PropertyExercise` is whatever has the properties
asked for; there may be many right ones. A module of exercises declares them so::

    output_error = FunctionExercise(
        "output_error",
        reference=lambda a, y: a - y,
        cases=[(np.array([[0.8, 0.1]]), np.array([[1.0, 0.0]]))],
        misconceptions={
            "sign": (lambda a, y: y - a, "The error is output minus target."),
            "squared": (lambda a, y: (a - y) ** 2, "That is the loss, not its derivative."),
        },
    )
"""

import copy
import math
from dataclasses import dataclass

import numpy as np

NUMBERS = "biufc"  # NumPy's kinds: bool, integers, floats, complex


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes
    ----------
    exercise : str
        Name of the exercise.
    state : {"passed", "not yet", "not attempted yet"}
        The outcome.
    message : str
        What to look at; empty unless the state is "not yet".
    hint : str or None
        Key of the misconception or property that was recognised.
    """

    exercise: str
    state: str
    message: str = ""
    hint: str | None = None

    @property
    def passed(self):
        """Whether the answer is right."""
        return self.state == "passed"

    def __repr__(self):
        """Say it in one line, or in two where there is something to look at."""
        return f"{self.state}: {self.exercise}" + (f"\n{self.message}" if self.message else "")


class Mistake(Exception):
    """Something is wrong with an answer; the message says what, `hint` which known mistake."""

    def __init__(self, message, hint=None):
        super().__init__(message)
        self.hint = hint


class Exercise:
    """What the three kinds share: a call judges the answer and never raises."""

    def __init__(self, name, tolerance=1e-8):
        self.name = name
        self.tolerance = tolerance

    def __call__(self, answer=None):
        """Judge an answer.

        Parameters
        ----------
        answer : object
            The student's function or value; None or `...` count as not attempted.

        Returns
        -------
        Verdict
            Shown by the notebook.
        """
        try:
            attempted = self._judge(answer) if _given(answer) else False
        except Mistake as mistake:
            return Verdict(self.name, "not yet", str(mistake), mistake.hint)
        except Exception as error:
            message = f"Your answer led to {type(error).__name__}: {error}"
            return Verdict(self.name, "not yet", message)
        return Verdict(self.name, "passed" if attempted else "not attempted yet")

    def __repr__(self):
        """Name the kind of exercise and the exercise."""
        return f"{type(self).__name__}({self.name!r})"


class FunctionExercise(Exercise):
    """The answer is a function that must agree with a reference.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    reference : callable
        The right function.
    cases : list of tuple
        Arguments to try, one tuple a call. Each call gets copies.
    misconceptions : dict
        Hint key -> (wrong function, hint). A hint is given when the answer agrees with the wrong
        function in every case, or fails on a case with the same kind of error as it.
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    """

    def __init__(self, name, reference, cases, misconceptions=None, tolerance=1e-8):
        super().__init__(name, tolerance)
        self.reference = reference
        self.cases = cases
        self.misconceptions = misconceptions or {}

    def _judge(self, answer):
        if not callable(answer):
            raise Mistake(f"Expected a function, got {_describe(answer)}.")
        expected = [self.reference(*copy.deepcopy(case)) for case in self.cases]
        results = [self._call(answer, case) for case in self.cases]
        if not any(_given(result) for result in results):
            return False
        if all(map(self._same, results, expected)):
            return True
        for key, (wrong, hint) in self.misconceptions.items():
            if all(map(self._same, results, self._imitate(wrong))):
                raise Mistake(hint, key)
        for number, (result, right) in enumerate(zip(results, expected, strict=True), 1):
            if difference := explain(result, right, self.tolerance):
                raise Mistake(f"Case {number} of {len(expected)}: {difference}")
        return True

    def _same(self, a, b):
        return not explain(a, b, self.tolerance)

    def _call(self, answer, case):
        arguments = copy.deepcopy(case)
        try:
            result = answer(*arguments)
        except Exception as error:
            for key, (wrong, hint) in self.misconceptions.items():  # e.g. a missing transpose
                if _raises(type(error), wrong, case):
                    raise Mistake(hint, key) from None
            shapes = [str(part.shape) for part in case if isinstance(part, np.ndarray)]
            given = (
                f" The arrays it was given have the shapes {', '.join(shapes)}." if shapes else ""
            )
            raise Mistake(f"Your function raised {type(error).__name__}: {error}.{given}") from None
        for position, (after, before) in enumerate(zip(arguments, case, strict=True), 1):
            if _changed(after, before):
                text = f"Your function changed its argument number {position}. Work on a copy."
                raise Mistake(text, "changed_argument")
        return result

    def _imitate(self, wrong):
        try:
            with np.errstate(all="ignore"):
                return [wrong(*copy.deepcopy(case)) for case in self.cases]
        except Exception:  # e.g. a missing transpose does not fit every case
            return [None] * len(self.cases)


class ValueExercise(Exercise):
    """The answer is a value that must equal the expected one.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    expected : float, array_like, bool, str or tuple
        The right value.
    misconceptions : dict
        Hint key -> (wrong value, hint).
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    """

    def __init__(self, name, expected, misconceptions=None, tolerance=1e-8):
        super().__init__(name, tolerance)
        self.expected = expected
        self.misconceptions = misconceptions or {}

    def _judge(self, answer):
        difference = explain(answer, self.expected, self.tolerance, reveal=False)
        if not difference:
            return True
        for key, (wrong, hint) in self.misconceptions.items():
            if not explain(answer, wrong, self.tolerance):
                raise Mistake(hint, key)
        raise Mistake(difference[0].upper() + difference[1:])


class PropertyExercise(Exercise):
    """The answer must have every one of some properties.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    properties : dict
        Hint key -> (predicate, hint). The predicates are called in order with the answer; the
        first that is false gives its hint, so put the more specific ones first.
    """

    def __init__(self, name, properties):
        super().__init__(name)
        self.properties = properties

    def _judge(self, answer):
        for key, (holds, hint) in self.properties.items():
            if not holds(copy.deepcopy(answer)):
                raise Mistake(hint, key)
        return True


def explain(got, expected, tolerance, reveal=True):
    """Say how two values differ.

    Parameters
    ----------
    got, expected : object
        Numbers, arrays, words, None, or tuples, lists and dicts of those.
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    reveal : bool
        Whether to say by how much numbers differ (which gives the expected number away).

    Returns
    -------
    str
        One sentence about the first difference; empty where there is none.
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            return f"expected a dict with the keys {sorted(expected)}, got {_describe(got)}."
        pairs = [(f"entry {key!r}", got[key], expected[key]) for key in expected]
    elif isinstance(expected, tuple | list):
        if isinstance(got, np.ndarray) and got.ndim and len(got) == len(expected):
            got = list(got)
        if not isinstance(got, tuple | list) or len(got) != len(expected):
            return f"expected {_describe(expected)}, got {_describe(got)}."
        pairs = [(f"part {i}", *pair) for i, pair in enumerate(zip(got, expected, strict=True), 1)]
    elif expected is None:
        return "" if got is None else f"{_describe(got)} is not the answer."
    elif isinstance(expected, str):  # NumPy's kind of string is one, too
        same = isinstance(got, str) and got == expected
        return "" if same else f"{_describe(got)} is not the answer."
    else:
        return _explain_numbers(got, expected, tolerance, reveal)
    for place, a, b in pairs:
        if difference := explain(a, b, tolerance, reveal):
            return f"{place}: {difference}"
    return ""


def _explain_numbers(got, expected, tolerance, reveal):
    right = np.asarray(expected)
    try:
        value = np.asarray(got)
    except ValueError:  # rows of different lengths
        value = np.asarray(None)
    if (value.dtype.kind in NUMBERS) != (right.dtype.kind in NUMBERS):
        return f"expected {_describe(expected)}, got {_describe(got)}."
    if value.shape != right.shape:
        return f"expected shape {right.shape}, got {value.shape}."
    if right.dtype.kind not in NUMBERS:  # labels as words
        return "" if np.array_equal(value, right) else "the entries differ."
    value, right = value.astype(complex), right.astype(complex)
    bad = np.isnan(value) & ~np.isnan(right)
    if bad.any():
        return f"{_place(bad)}the value is NaN (not a number)."
    with np.errstate(invalid="ignore"):
        distance = np.abs(value - right)
        close = np.isfinite(right) & (distance <= tolerance * np.maximum(1.0, np.abs(right)))
    wrong = ~(close | (value == right) | (np.isnan(value) & np.isnan(right)))
    if not wrong.any():
        return ""
    by = distance[_first(wrong)]
    amount = f" (off by {by:.2g})" if reveal and math.isfinite(by) else ""
    return f"{_place(wrong)}the value is not right yet{amount}."


def _raises(kind, function, case):
    """Whether a function fails with an error of this kind on these arguments."""
    try:
        function(*copy.deepcopy(case))
    except kind:
        return True
    except Exception:
        return False
    return False


def _first(mask):
    return tuple(int(i) for i in np.argwhere(mask)[0])


def _place(mask):
    return f"at index {list(_first(mask))} " if mask.ndim else ""


def _given(answer):
    """Whether there is an answer at all: not None, not `...`, not only those in a tuple."""
    if isinstance(answer, tuple | list) and len(answer):
        return any(_given(part) for part in answer)
    return answer is not None and answer is not ...


def _changed(after, before):
    """Whether an argument lost or changed an entry; objects of other kinds are not looked into."""
    if isinstance(before, np.ndarray):
        return bool(explain(after, before, 0.0))
    if isinstance(before, tuple | list):
        return len(after) != len(before) or any(map(_changed, after, before))
    if isinstance(before, dict):
        return after.keys() != before.keys() or any(_changed(after[k], before[k]) for k in before)
    return isinstance(before, int | float | str) and after != before


def _describe(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return repr(str(value))
    return "nothing (None)" if value is None else f"a value of type {type(value).__name__}"
