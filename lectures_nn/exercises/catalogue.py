"""All mistakes that the checks recognise, each with an answer that makes it.

The hints come from the exercises, the code of the wrong answers from the source of their modules.
"""

import ast
import inspect
import textwrap
from dataclasses import dataclass

from lectures_nn.exercises import declared

KINDS = (
    "FreeFunctionExercise",
    "FunctionExercise",
    "ValueExercise",
    "PropertyExercise",
    "ChoiceExercise",
)


@dataclass(frozen=True)
class Entry:
    """A mistake that is recognised.

    Attributes
    ----------
    lecture : str
        Such as ``lecture_03``.
    exercise, key : str
        Names of the exercise and of the hint.
    hint : str
        What is said to somebody who makes it.
    wrong : str
        Source of an answer that makes it.
    helpers : str
        Source of the functions that it calls; may be empty.
    """

    lecture: str
    exercise: str
    key: str
    hint: str
    wrong: str
    helpers: str

    def __str__(self):
        """Show the mistake with its hint and the code that makes it."""
        parts = [
            f"{self.lecture.replace('_', ' ')}, {self.exercise}: {self.key}",
            *textwrap.wrap(self.hint, 92, initial_indent="  ", subsequent_indent="  "),
            textwrap.indent(self.wrong, "    "),
        ]
        return "\n".join(parts)


class Catalogue(list):
    """A list of `Entry`, shown as text."""

    def __repr__(self):
        """Show the entries, a blank line between them."""
        return "\n\n".join(map(str, self))


def collect(lecture=None):
    """Return the mistakes that the checks recognise.

    Parameters
    ----------
    lecture : int, optional
        The number of a lecture; without it, those of all lectures.

    Returns
    -------
    Catalogue
    """
    modules = declared.lectures()
    numbers = [int(module.__name__[-2:]) for module in modules]
    if lecture is not None and lecture not in numbers:
        raise ValueError(f"expected the number of a lecture, 0 to {max(numbers)}, got {lecture!r}")
    found = Catalogue()
    for number, module in zip(numbers, modules, strict=True):
        if lecture in (None, number):
            found.extend(_of_module(module))
    return found


def _of_module(module):
    source = inspect.getsource(module)
    tree, lines = ast.parse(source), source.encode().split(b"\n")
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") in KINDS
    }
    for name, exercise in declared.exercises_of(module).items():
        for key, hint, wrong in _mistakes(exercise, calls[name]):
            code = _source(wrong, lines)
            helpers = [_source(function, lines) for function in _called(wrong, functions)]
            if isinstance(wrong, ast.Name) and wrong.id in functions:
                code = helpers.pop(0)
            yield Entry(
                module.__name__.rpartition(".")[2],
                name,
                key,
                hint,
                textwrap.dedent(code).strip(),
                "\n\n\n".join(helpers),
            )


def _source(node, lines):
    """Return the source of a node; `ast.get_source_segment` would divide the module each time."""
    part = lines[node.lineno - 1 : node.end_lineno]
    part[-1] = part[-1][: node.end_col_offset]
    part[0] = b" " * node.col_offset + part[0][node.col_offset :]  # in bytes, as ast counts
    return b"\n".join(part).decode()


def _mistakes(exercise, call):
    """Yield the key, the hint and the code of a wrong answer for each mistake of an exercise."""
    if hasattr(exercise, "choices"):
        (table,) = (keyword.value for keyword in call.keywords if keyword.arg == "choices")
        for node, hint in zip(table.keys, exercise.choices.values(), strict=True):
            yield ast.literal_eval(node), hint, node
        return
    kind, place = (
        ("misconceptions", 0) if hasattr(exercise, "misconceptions") else ("properties", 2)
    )
    pairs = [keyword.value for keyword in call.keywords if keyword.arg == kind]
    pairs += [arg for arg in call.args if isinstance(arg, ast.Dict)]
    for table in pairs:
        for key_node, entry in zip(table.keys, table.values, strict=True):
            wrong = entry.elts[place]
            if isinstance(wrong, ast.Call) and getattr(wrong.func, "id", "") == "either":
                wrong = wrong.args[0]
            key = ast.literal_eval(key_node)
            yield key, getattr(exercise, kind)[key][1], wrong


def _called(node, functions):
    """Return the functions of the module that a piece of code calls, directly or not."""
    found, waiting = [], [node]
    while waiting:
        for inner in ast.walk(waiting.pop(0)):
            function = functions.get(getattr(inner, "id", None))
            if function is not None and function not in found:
                found.append(function)
                waiting.append(function)
    return found
