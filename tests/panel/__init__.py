"""Answers to the exercises, written from their texts alone: what the checks say of them is tested.

One file a lecture, `lecture_03.py` (a second one may be called `lecture_03_more.py`), with::

    PRELUDE = "import numpy as np"      # what the notebook has imported and defined by then

    ANSWERS = [
        right("hidden_delta", "lambda d, W, z: ...", note="by einsum"),
        wrong(
            "hidden_delta",
            '''
            def my_hidden_delta(delta_above, W_above, z):
                return delta_above @ W_above.T
            ''',
            mistake="forgot the slope f'(z)",
            hints={"no_slope"},
        ),
    ]

An answer is the source of an expression, or of a cell whose last statement defines the answer.
Six to twelve for each exercise: right ones in styles that the check's author may not have thought
of (loops, other libraries, other types, rounded numbers), and wrong ones as students make them,
each with the mistake that it makes. `hints` are the keys of the declared hints that would be true
of it; it may be empty: then no declared hint is allowed. What the engine sees for itself, a wrong
sign or nothing returned, is always allowed.

Whoever writes a panel has not written the check, and decides by the text of a hint, not by its key,
whether it is true. An answer that turns out to be told something false stays as it is: the check
is mended.
"""

import ast
import linecache
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """An answer to an exercise.

    Attributes
    ----------
    exercise : str
        Name of the exercise.
    is_right : bool
        Whether a fair teacher lets it pass.
    source : str
        An expression, or a cell whose last statement defines the answer.
    mistake : str
        What is wrong with it.
    hints : frozenset of str
        Keys of the declared hints that are true of it.
    note : str
        What is unusual about it.
    """

    exercise: str
    is_right: bool
    source: str
    mistake: str = ""
    hints: frozenset = frozenset()
    note: str = ""


def right(exercise, source, note=""):
    """Return an answer that has to pass."""
    return Answer(exercise, True, textwrap.dedent(source).strip(), note=note)


def wrong(exercise, source, mistake, hints=(), note=""):
    """Return an answer that must not pass, and may get one of these hints."""
    source = textwrap.dedent(source).strip()
    return Answer(exercise, False, source, mistake, frozenset(hints), note)


def evaluate(answer, prelude, place):
    """Return the value of an answer, as a notebook would have it.

    Parameters
    ----------
    answer : Answer
    prelude : str
        Code that runs first.
    place : str
        Where it stands, for messages.

    Returns
    -------
    object
    """
    names = {"__name__": "__main__"}
    exec(compile(textwrap.dedent(prelude), "<prelude>", "exec"), names)
    # With the lines at hand, a check can show the one that failed.
    linecache.cache[place] = (
        len(answer.source),
        None,
        answer.source.splitlines(keepends=True),
        place,
    )
    tree = ast.parse(answer.source, place)
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        exec(compile(ast.Module(tree.body[:-1], []), place, "exec"), names)
        return eval(compile(ast.Expression(last.value), place, "eval"), names)
    exec(compile(tree, place, "exec"), names)
    name = last.targets[0].id if isinstance(last, ast.Assign) else last.name
    return names[name]
