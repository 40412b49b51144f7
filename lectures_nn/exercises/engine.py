"""How answers are judged: an exercise is called with an answer and returns a `Verdict`.

There are five kinds of exercise. The answer to a `FunctionExercise` is a function, compared
with a reference on given arguments; that to a `FreeFunctionExercise` is a function of which only
properties are asked for. The answer to a `ValueExercise` is a number, an array, a
word or a tuple of those. The answer to a `PropertyExercise` is whatever has the properties
asked for; there may be many right ones. The answer to a `ChoiceExercise` is one or more letters.
A module of exercises declares them so::

    output_error = FunctionExercise(
        "output_error",
        reference=lambda a, y: a - y,
        cases=lambda rng: [(rng.normal(size=(3, 2)), rng.normal(size=(3, 2)))],
        misconceptions={
            "sign": (lambda a, y: y - a, "The error is output minus target."),
            "squared": (lambda a, y: (a - y) ** 2, "That is the loss, not its derivative."),
        },
    )

A hint is given for what happened, never for what may have: an answer gets the hint of a
misconception if it returns the same as the wrong function in every case, or fails as it does.
"""

import copy
import functools
import re
import sys
import zlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import numpy as np

from lectures_nn.exercises import calling, observing, reading, record
from lectures_nn.exercises.calling import Failure
from lectures_nn.exercises.comparing import (
    OPEN,
    Rule,
    agree,
    begun,
    compare,
    describe,
    numbers,
    say,
    sentence_of_right,
)

SECONDS = 10  # a check that takes longer hangs


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
        Key of the misconception, property or observation that was recognised.
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


@dataclass(frozen=True)
class Either:
    """Several wrong functions or values that come from one misconception."""

    wrong: tuple


def either(*wrong):
    """Say that several wrong functions or values deserve the same hint.

    Parameters
    ----------
    *wrong : object

    Returns
    -------
    Either
    """
    return Either(wrong)


def variants(wrong):
    """Return the wrong functions or values of a misconception, mostly a single one.

    Parameters
    ----------
    wrong : object

    Returns
    -------
    tuple
    """
    return wrong.wrong if isinstance(wrong, Either) else (wrong,)


class Exercise(ABC):
    """What the kinds share: a call judges the answer and never raises."""

    def __init__(self, name, rule=None):
        self.name = name
        self.rule = rule or Rule()

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
        verdict = self._verdict(answer, lambda: _given(answer) and self.judge(answer))
        if verdict.passed:
            record.note(self, sys._getframe(1))  # noqa: SLF001 - the way to the caller
        return verdict

    def _verdict(self, answer, judge):
        try:
            with calling.time_limit(SECONDS):
                attempted = judge()
        except Mistake as mistake:
            return Verdict(self.name, "not yet", str(mistake), mistake.hint)
        except BaseException as error:  # sys.exit() and an interrupt are no reason to stop either
            return Verdict(self.name, "not yet", _what_stopped_it(error, answer))
        return Verdict(self.name, "passed" if attempted else "not attempted yet")

    @abstractmethod
    def judge(self, answer):
        """Say whether an answer was attempted, and raise `Mistake` for one that is not right.

        Parameters
        ----------
        answer : object
            Neither None nor `...`.

        Returns
        -------
        bool

        Raises
        ------
        Mistake
        """

    def __repr__(self):
        """Name the kind of exercise and the exercise."""
        return f"{type(self).__name__}({self.name!r})"


def _what_stopped_it(error, answer):
    line = calling.line_of(error, answer)
    if isinstance(error, calling.StillRunning):
        return (
            f"Your answer was still running after {SECONDS} s and was stopped{line}. Is there a "
            "loop that never ends?"
        )
    if isinstance(error, KeyboardInterrupt):
        return f"The check was interrupted{line}. Run the cell again to have your answer judged."
    if isinstance(error, SystemExit):
        return f"Your answer ends the program{line}. Use `return` to leave a function."
    return f"Your answer led to {calling.failure(error, answer)}"


class _OfFunction(Exercise):
    """What exercises with a function as their answer share: the cases, and calling it."""

    def __init__(self, name, cases, rule, seed):
        super().__init__(name, rule)
        self.drawn = cases if callable(cases) else lambda rng: cases
        self.seed = zlib.crc32(name.encode()) if seed is None else seed
        self.cases = self.drawn(np.random.default_rng(self.seed))

    def fresh(self, seed):
        """Return the same exercise with other cases, where they are drawn.

        Parameters
        ----------
        seed : int

        Returns
        -------
        Exercise
        """
        twin = copy.copy(self)
        twin.seed, twin.cases = seed, self.drawn(np.random.default_rng(seed))
        for made_from_cases in ("expected", "imitations", "partial_imitations"):
            vars(twin).pop(made_from_cases, None)
        return twin

    def judge(self, answer):
        """Judge as `Exercise.judge` says."""
        if not callable(answer):
            raise Mistake(f"Expected a function, got {describe(answer)}.", "form")
        results = [self._call(answer, case) for case in self.cases]
        if calling.is_stub(answer) and not any(_given(result) for result in results):
            return False
        self.judge_results(answer, results)
        return True

    def verdict_on(self, results, printing=False):
        """Judge results that an answer returned elsewhere, in another process for instance.

        Parameters
        ----------
        results : list
            What it returned in each case, or a `Failure`.
        printing : bool
            Whether `print` stands in the answer.

        Returns
        -------
        Verdict
        """
        stand_in = _printing if printing else None
        return self._verdict(stand_in, lambda: self.judge_results(stand_in, results) is None)

    def _call(self, answer, case):
        result, arguments = calling.call(answer, case)
        for position, (after, before) in enumerate(zip(arguments, case, strict=True), 1):
            if not isinstance(result, Failure) and _changed(after, before):
                text = f"Your function changed its argument number {position}. Work on a copy."
                raise Mistake(text, "changed_argument")
        return result

    def _look_for_nothing(self, answer, results):
        where = [i for i, result in enumerate(results, 1) if result is None]
        dots = [i for i, result in enumerate(results, 1) if result is ...]
        if len(where) == len(results):
            text = "your function ran, but returned nothing (None). "
            if calling.prints(answer):
                text += "`print` only shows a value; `return` hands it to whoever called."
            else:
                text += "Is a `return` missing?"
        elif dots:
            text = (
                f"{self._case(dots[0])}your function returned `...`: something is to be filled in."
            )
        elif where:
            text = (
                f"{self._case(where[0])}your function returned nothing (None), in another case it "
                "did return something. Does every branch end with a `return`?"
            )
        else:
            return
        raise Mistake(_sentence(text), "nothing_returned")

    def _look_for_failures(self, results):
        for number, result in enumerate(results, 1):
            if isinstance(result, Failure):
                alike = all(isinstance(other, Failure) for other in results)
                place = "" if alike else self._case(number)
                raise Mistake(f"{place}{_told(result)}{self._shapes(results)}")

    def _shapes(self, results):
        case = next(c for c, r in zip(self.cases, results, strict=True) if isinstance(r, Failure))
        shapes = [str(part.shape) for part in case if isinstance(part, np.ndarray)]
        return f" The arrays it was given have the shapes {', '.join(shapes)}." if shapes else ""

    def _case(self, number):
        return f"Case {number} of {len(self.cases)}: " if len(self.cases) > 1 else ""


def _printing():
    print()


class FunctionExercise(_OfFunction):
    """The answer is a function that must agree with a reference.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    reference : callable
        The right function.
    cases : list of tuple, or callable
        Arguments to try, one tuple a call; or a function that draws them, given a generator.
        Each call gets copies.
    misconceptions : dict
        Hint key -> (wrong function, hint), or (`either` of several, hint). A hint is given when
        the answer agrees with the wrong function in every case, or fails where it fails and for
        the same cause. If the parts of the result have names, it is enough to agree in the parts
        that are wrong.
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    names : tuple of str
        What the parts of the result are called, if it is a tuple of several.
    seed : int, optional
        Of the generator that draws the cases; without it, one that belongs to the name.
    """

    def __init__(
        self,
        name,
        reference,
        cases,
        misconceptions=None,
        tolerance=1e-7,
        names=(),
        seed=None,
    ):
        super().__init__(name, cases, Rule(tolerance=tolerance, names=_quoted(names)), seed)
        self.reference = reference
        self.misconceptions = misconceptions or {}

    @functools.cached_property
    def expected(self):
        """What the right function returns in each case."""
        return [self.reference(*copy.deepcopy(case)) for case in self.cases]

    @functools.cached_property
    def imitations(self):
        """What each wrong function makes of the cases: pairs of a key and results or failures."""
        return [
            (key, [calling.quiet_call(function, case) for case in self.cases])
            for key, (wrong, _) in self.misconceptions.items()
            for function in variants(wrong)
        ]

    @functools.cached_property
    def partial_imitations(self):
        """Those with the parts that are expected, some of them wrong, which are named besides."""
        found = []
        for key, imitation in self.imitations:
            if any(isinstance(part, Failure) for part in imitation):
                continue
            leaves = self._leaves(imitation)
            if not any(leaf.kind == "form" for leaf in leaves):
                found.append((key, imitation, {leaf.name for leaf in leaves if not leaf.agrees}))
        return found

    def judge_results(self, answer, results):
        """Judge what the answer returned in each case."""
        if all(map(self._same, results, self.expected)):
            return
        self._recognise(results)
        self._look_for_nothing(answer, results)
        self._look_for_failures(results)
        self._tell_differences(results)

    def _same(self, a, b):
        if isinstance(a, Failure) or isinstance(b, Failure):
            return isinstance(a, Failure) and isinstance(b, Failure) and a == b
        return agree(a, b, self.rule)

    def _recognise(self, results):
        """Give the hint of the misconception that made these results."""
        for key, imitation in self.imitations:
            if all(map(self._same, results, imitation)):
                raise Mistake(self._hint(key, results), key)
        if not self.rule.names or any(isinstance(result, Failure) for result in results):
            return
        for key, imitation, spoilt in self.partial_imitations:
            if self._agree_in(spoilt, results, imitation):
                raise Mistake(self._hint(key, results, spoilt), key)

    def _hint(self, key, results, spoilt=None):
        """Return a hint, what is right besides, and the student's own error."""
        hint = self.misconceptions[key][1]
        failures = [result for result in results if isinstance(result, Failure)]
        if failures:
            return f"{hint}\n{_told(failures[0])}{self._shapes(results)}"
        wrong = self._wrong_parts(results)
        right = [name for name in self.rule.names if name not in wrong]
        also = [name for name in self.rule.names if spoilt and name in wrong - spoilt]
        return f"{sentence_of_right(right)}{hint}{_also_wrong(also)}"

    def _agree_in(self, names, results, others):
        """Whether results are built alike and have the same in the parts that are named."""
        for pair in zip(results, others, strict=True):  # mostly the first case shows a difference
            for leaf in compare(*pair, self.rule):
                if leaf.kind == "form" or (leaf.name in names and not leaf.agrees):
                    return False
        return True

    def _leaves(self, results, expected=None):
        """Return the parts of all cases beside those that are expected."""
        pairs = zip(results, self.expected if expected is None else expected, strict=True)
        return [leaf for pair in pairs for leaf in compare(*pair, self.rule)]

    def _wrong_parts(self, results, expected=None):
        """Return the names of the parts that differ in some case; all, if the form differs."""
        leaves = self._leaves(results, expected)
        if any(leaf.kind == "form" for leaf in leaves):
            return set(self.rule.names)
        return {leaf.name for leaf in leaves if not leaf.agrees}

    def _tell_differences(self, results):
        """Say what is remarkable about the numbers, and where the first difference is."""
        leaves = [compare(*pair, self.rule) for pair in zip(results, self.expected, strict=True)]
        number = next(i for i, part in enumerate(leaves) if not all(leaf.agrees for leaf in part))
        wrong = self._wrong_parts(results)
        right = [name for name in self.rule.names if name not in wrong]
        place = self._case(number + 1)
        told = say([leaf for leaf in leaves[number] if leaf.name not in right], self.rule)
        key, seen = self._observe(leaves)
        first = next(leaf for leaf in leaves[number] if not leaf.agrees)
        told = first.difference if seen else told
        key = key or ("form" if any(leaf.hint == "form" for leaf in leaves[number]) else first.hint)
        raise Mistake(_sentence(f"{sentence_of_right(right)}{seen}{place}{told}"), key)

    def _observe(self, leaves):
        """Return what is remarkable about the first part that is wrong."""
        wrong = next((leaf.name for part in leaves for leaf in part if not leaf.agrees), "")
        pairs = [
            (numbers(leaf.got), numbers(leaf.right))
            for part in leaves
            for leaf in part
            if leaf.name == wrong and leaf.kind in ("number", "array")
        ]
        if len(pairs) < len(leaves) or any(b is None or np.shape(a) != b.shape for a, b in pairs):
            return None, ""
        seen = observing.observe(*zip(*pairs, strict=True))
        if seen is None:
            return None, ""
        key, sentence = seen
        name = f"{_sentence(wrong)}: {sentence[0].lower()}" if wrong else sentence[0]
        return observing.PREFIX + key, f"{name}{sentence[1:]} "


class Questions(_OfFunction):
    """Calls an answer with cases and keeps what it returned; whether that is right is not asked.

    Parameters
    ----------
    name : str
        Name of the exercise.
    cases : list of tuple, or callable
        As for a `FunctionExercise`.
    seed : int, optional
        Of the generator that draws the cases.

    Attributes
    ----------
    results : list or None
        What the last answer returned in each case, if the verdict on it was "passed".
    printing : bool
        Whether `print` stands in it.
    """

    def __init__(self, name, cases, seed=None):
        super().__init__(name, cases, Rule(), seed)
        self.results, self.printing = None, False

    def judge_results(self, answer, results):
        """Keep the results."""
        self.results, self.printing = results, calling.prints(answer)


class FreeFunctionExercise(_OfFunction):
    """The answer is a function whose results must have certain properties: draws, for instance.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    cases : list of tuple, or callable
        As for a `FunctionExercise`.
    properties : dict
        Hint key -> (predicate, hint, a wrong function that gets it). The predicates are called in
        order with the list of results; the first that is false gives its hint.
    seed : int, optional
        Of the generator that draws the cases; without it, one that belongs to the name.
    """

    def __init__(self, name, cases, properties, seed=None):
        super().__init__(name, cases, Rule(), seed)
        self.properties = properties

    def judge_results(self, answer, results):
        """Judge what the answer returned in each case."""
        self._look_for_nothing(answer, results)
        self._look_for_failures(results)
        arrays = [numbers(result) for result in results]
        for array, result in zip(arrays, results, strict=True):
            if array is None:
                raise Mistake(f"Expected numbers, got {describe(result)}.", "form")
        for key, (holds, hint, _) in self.properties.items():
            if not holds(arrays):
                raise Mistake(hint, key)


def _sentence(text):
    return text[0].upper() + text[1:]


def _also_wrong(names):
    verb = "is" if len(names) == 1 else "are"
    return f" ({' and '.join(names)} {verb} not right yet either.)" if names else ""


def _quoted(names):
    """Put names of variables into backticks."""
    return tuple(f"`{name}`" if name.isidentifier() else name for name in names)


def _told(failure):
    return f"Your function raised {failure}."


class ValueExercise(Exercise):
    """The answer is a value that must equal the expected one.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    expected : float, array_like, bool, str or tuple
        The right value. A float may be given rounded, with three digits or more.
    misconceptions : dict
        Hint key -> (wrong value, hint), or (`either` of several, hint). The hint is given to an
        answer that equals the wrong value; if the parts have names, to one that equals it in the
        parts that are wrong.
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    names : tuple of str
        What the parts are called, if it is a tuple of several.
    decimals : int, optional
        Number of decimals that is enough, if it may be fewer than three digits.
    exact : bool
        Whether rounding is refused, where the text says so.
    counted : bool
        Whether of all parts only the number of right ones is told: numbers that are chosen from
        a few are like words.
    """

    def __init__(
        self,
        name,
        expected,
        misconceptions=None,
        tolerance=1e-7,
        names=(),
        decimals=None,
        exact=False,
        counted=False,
    ):
        super().__init__(
            name,
            Rule(
                tolerance,
                not exact,
                decimals,
                reveal=False,
                counted=counted,
                names=_quoted(names),
                typed=True,
            ),
        )
        self.expected = expected
        self.misconceptions = misconceptions or {}

    def judge(self, answer):
        """Judge as `Exercise.judge` says."""
        leaves = compare(answer, self.expected, self.rule)
        if all(leaf.agrees for leaf in leaves):
            return True
        if any(leaf.difference == OPEN for leaf in leaves):
            raise Mistake(say(leaves, self.rule), "form")
        for key, (wrong, hint) in self.misconceptions.items():
            if any(agree(answer, value, self.rule) for value in variants(wrong)):
                raise Mistake(self._beside(leaves) + hint, key)
        if self.rule.names and not self.rule.counted and leaves[0].kind != "form":
            self._recognise_parts(answer, leaves)
        if not self.rule.rounded and agree(answer, self.expected, replace(self.rule, rounded=True)):
            raise Mistake(
                "Your answer is rounded. Give the number as it is calculated.",
                observing.PREFIX + "rounded",
            )
        self._look_at_the_number(leaves)
        wrong = [leaf.hint for leaf in leaves if not leaf.agrees]
        key = "form" if "form" in wrong else wrong[0]
        raise Mistake(_sentence(say(leaves, self.rule)), key)

    def _look_at_the_number(self, leaves):
        """Say what is remarkable about the first number that is wrong, unless it is a choice."""
        wrong = next(leaf for leaf in leaves if not leaf.agrees)
        value, right = numbers(wrong.got), numbers(wrong.right)
        if self.rule.counted or wrong.kind != "number" or value is None or value.size != 1:
            return
        if wrong.hint == "form":
            return
        if self.rule.rounded and observing.has_few_digits(value.item(), right.item()):
            text = f"{begun(wrong.name or 'Your number')} has too few digits. Give three or more."
            raise Mistake(_sentence(text), observing.PREFIX + "few_digits")
        if seen := observing.observe_number(value.item(), right.item()):
            text = f"{self._beside(leaves)}{begun(wrong.name or 'Your number')} {seen[1]}."
            raise Mistake(_sentence(text), observing.PREFIX + seen[0])

    def _recognise_parts(self, answer, leaves):
        """Give the hint of a misconception that agrees with the answer where it is wrong."""
        pairs = [
            (k, value, hint)
            for k, (w, hint) in self.misconceptions.items()
            for value in variants(w)
        ]
        for key, wrong, hint in pairs:
            spoilt = {l.name for l in compare(wrong, self.expected, self.rule) if not l.agrees}
            same = {leaf.name for leaf in compare(answer, wrong, self.rule) if leaf.agrees}
            if spoilt <= same:
                also = [l.name for l in leaves if not l.agrees and l.name not in spoilt]
                raise Mistake(self._beside(leaves) + hint + _also_wrong(also), key)

    def _beside(self, leaves):
        """Say which named parts are right."""
        named = self.rule.names and not self.rule.counted
        kinds = ("number", "array")
        return sentence_of_right([l.name for l in leaves if named and l.agrees and l.kind in kinds])


class PropertyExercise(Exercise):
    """The answer must have every one of some properties.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    read : callable
        Makes of the answer what the predicates take, such as `reading.numbers(3)`; raises
        ValueError or TypeError if that is not possible.
    form : str
        Sentence that says what is expected, for answers that cannot be read.
    properties : dict
        Hint key -> (predicate, hint, a wrong answer that gets it). The predicates are called in
        order with the answer; the first that is false gives its hint, so put the more specific
        ones first.
    """

    def __init__(self, name, read, form, properties):
        super().__init__(name)
        self.read = read
        self.form = form
        self.properties = properties

    def judge(self, answer):
        """Judge as `Exercise.judge` says."""
        try:
            answer = self.read(copy.deepcopy(answer))
        except reading.StillOpen as left:
            raise Mistake(f"Still open: {left}.", "form") from None
        except (TypeError, ValueError, AttributeError):
            raise Mistake(f"{self.form} Yours is {describe(answer)}.", "form") from None
        for key, (holds, hint, _) in self.properties.items():
            if not holds(answer):
                raise Mistake(hint, key)
        return True


# In the notebooks, x, y and b are arrays by the time the question is asked.
A_NAME = " Without quotation marks, a letter is the name of a variable."


class ChoiceExercise(Exercise):
    """The answer is the letter of the right statement.

    Parameters
    ----------
    name : str
        Name of the exercise, the same as the variable it is assigned to.
    right : str
        The letter of the right statement.
    choices : dict
        Letter of a wrong statement -> why it is wrong.
    """

    def __init__(self, name, right, choices):
        super().__init__(name)
        self.right = right
        self.choices = choices

    def judge(self, answer):
        """Judge as `Exercise.judge` says."""
        letter = re.sub(r"[\W_]", "", str(answer)).casefold()
        if letter == self.right:
            return True
        if letter not in self.choices:
            letters = ", ".join(f'"{letter}"' for letter in sorted([self.right, *self.choices]))
            raise Mistake(
                f"Expected a letter in quotation marks, one of {letters}, got {describe(answer)}."
                f"{'' if isinstance(answer, str) else A_NAME}"
            )
        raise Mistake(self.choices[letter], letter)


def _given(answer):
    """Whether there is an answer at all: not None, not `...`, not only those in its parts."""
    if isinstance(answer, dict) and len(answer):
        answer = tuple(answer.values())
    if isinstance(answer, tuple | list) and len(answer):
        return any(_given(part) for part in answer)
    return answer is not None and answer is not ...


def _changed(after, before):
    """Whether an argument lost or changed an entry; objects of other kinds are not looked into."""
    if isinstance(before, np.ndarray):
        return after.shape != before.shape or not np.array_equal(
            after, before, equal_nan=before.dtype.kind in "fc"
        )
    if isinstance(before, tuple | list):
        return len(after) != len(before) or any(map(_changed, after, before))
    if isinstance(before, dict):
        return after.keys() != before.keys() or any(_changed(after[k], before[k]) for k in before)
    return isinstance(before, int | float | str) and after != before
