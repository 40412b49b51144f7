"""The cases and numbers of the exercises tell every slip from the right answer and from the others.

A function with one small error must not pass (see `reference_mutants`), two misconceptions must not
look alike, and a number that a slip produces must lie outside of what is accepted, rounded or not.
All of it holds for freshly drawn cases as well.
"""

import importlib
import itertools
import warnings

import numpy as np
import pytest
import reference_mutants
from equivalent_mutants import EQUIVALENT
from test_exercises import exercises_of, judge, lectures, wrong_answers

from lectures_nn.exercises.comparing import agree, compare, stem
from lectures_nn.exercises.engine import FunctionExercise, ValueExercise, variants

FRESH = (1, 2, 3)  # seeds


def of_kind(kind):
    """Return one test case for each exercise of a kind."""
    return [
        pytest.param(lecture, name, id=f"{lecture}-{name}")
        for lecture in lectures()
        for name, exercise in exercises_of(lecture).items()
        if isinstance(exercise, kind)
    ]


FUNCTIONS = pytest.mark.parametrize(("lecture", "name"), of_kind(FunctionExercise))
VALUES = pytest.mark.parametrize(("lecture", "name"), of_kind(ValueExercise))


@FUNCTIONS
def test_a_reference_with_a_small_error_does_not_pass(lecture, name):
    module = importlib.import_module(f"lectures_nn.exercises.{lecture}")
    exercise = exercises_of(lecture)[name]
    found = list(reference_mutants.of_exercise(module, name))
    survivors = {text for text, function in found if judge(exercise, function).passed}
    assert survivors == set(EQUIVALENT.get((lecture, name), {}))
    assert found


def test_every_equivalent_mutant_is_argued_and_belongs_to_an_exercise():
    known = {tuple(case.values) for case in of_kind(FunctionExercise)}
    assert set(EQUIVALENT) <= known
    assert all(reason for reasons in EQUIVALENT.values() for reason in reasons.values())


@FUNCTIONS
def test_misconceptions_differ_from_the_right_function_and_from_each_other(lecture, name):
    exercise = exercises_of(lecture)[name]
    for drawn in (exercise, *(exercise.fresh(seed) for seed in FRESH)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = [("the right function", drawn.expected), *drawn.imitations]
        for (one, first), (other, second) in itertools.combinations(made, 2):
            alike = all(map(drawn._same, first, second))
            assert not alike or one == other, (one, other)


@FUNCTIONS
def test_fresh_cases_judge_alike(lecture, name):
    exercise = exercises_of(lecture)[name]
    for seed in FRESH:
        drawn = exercise.fresh(seed)
        assert drawn(drawn.reference).passed
        for asked, answer, hint in wrong_answers(lecture):
            if asked == name and callable(answer):
                verdict = judge(drawn, answer)
                assert verdict.state == "not yet"
                assert hint is None or verdict.hint == hint, (hint, verdict)


@VALUES
def test_wrong_values_differ_from_the_right_one_and_from_each_other(lecture, name):
    exercise = exercises_of(lecture)[name]
    made = [
        (key, value)
        for key, (wrong, _) in exercise.misconceptions.items()
        for value in variants(wrong)
    ]
    for (one, first), (other, second) in itertools.combinations(made, 2):
        assert one == other or not agree(first, second, exercise.rule), (one, other)
    for key, value in made:
        for rounded in roundings(value):
            assert not agree(rounded, exercise.expected, exercise.rule), (key, rounded)


def roundings(value):
    """Return a value with its numbers as they are, and rounded to three digits and more."""
    yield value
    if isinstance(value, float | np.floating) and value and np.isfinite(value):
        exponent = int(np.floor(np.log10(abs(value))))
        for digits in (3, 4, 5):
            yield round(float(value), digits - 1 - exponent)
    if isinstance(value, tuple):
        for digits in (3, 4, 5):
            yield tuple(list(itertools.islice(roundings(part), digits - 1))[-1] for part in value)


@VALUES
def test_the_words_of_an_exercise_are_told_apart(lecture, name):
    exercise = exercises_of(lecture)[name]
    values = [exercise.expected]
    values += [v for wrong, _ in exercise.misconceptions.values() for v in variants(wrong)]
    leaves = [leaf for value in values for leaf in compare(value, value, exercise.rule)]
    words = {leaf.right for leaf in leaves if isinstance(leaf.right, str)}
    assert len({stem(word) for word in words}) == len(words)
