"""Make of a module of exercises what a student may have: results of cases, and no solution.

A function exercise keeps its arguments, what the right function returned for them and what each
wrong one did. Where only properties are asked for, the predicates are kept as source, without the
wrong answers and without everything that they do not need.
"""

import ast
import inspect

from lectures_nn.exercises import declared, encoding
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FunctionExercise,
    ValueExercise,
    variants,
)
from lectures_nn.exercises.own_work import WITHOUT


def seal(module):
    """Return the sealed exercises of a lecture's module.

    Parameters
    ----------
    module : module
        Such as lectures_nn.exercises.lecture_03.

    Returns
    -------
    dict
        Name -> {"text": lines, "without": functions that an answer may not call}.
    """
    lecture = module.__name__.rpartition(".")[2]
    return {
        name: {
            "text": encoding.write(parts(exercise, module), source_of(module)).splitlines(),
            "without": list(WITHOUT.get(f"{lecture}.{name}", ())),
        }
        for name, exercise in declared.exercises_of(module).items()
    }


def parts(exercise, module):
    """Return what `lectures_nn.exercises.sealed.opened` makes the exercise of again."""
    rule = exercise.rule
    if isinstance(exercise, FunctionExercise):
        return {
            "kind": "function",
            "name": exercise.name,
            "cases": exercise.cases,
            "seed": exercise.seed,
            "expected": exercise.expected,
            "imitations": [list(pair) for pair in exercise.imitations],
            "hints": {key: hint for key, (_, hint) in exercise.misconceptions.items()},
            "tolerance": rule.tolerance,
            "names": rule.names,
        }
    if isinstance(exercise, ValueExercise):
        wrong = exercise.misconceptions.items()
        return {
            "kind": "value",
            "name": exercise.name,
            "expected": exercise.expected,
            "misconceptions": {key: (variants(value), hint) for key, (value, hint) in wrong},
            "rule": {
                "tolerance": rule.tolerance,
                "names": rule.names,
                "decimals": rule.decimals,
                "exact": not rule.rounded,
                "counted": rule.counted,
            },
        }
    if isinstance(exercise, ChoiceExercise):
        choices = {"right": exercise.right, "choices": exercise.choices}
        return {"kind": "choice", "name": exercise.name} | choices
    return {"kind": "source", "name": exercise.name, "source": predicates(exercise.name, module)}


def questions(exercise, module):
    """Return what a submission is asked: the cases of a function exercise, None for the others."""
    if isinstance(exercise, FunctionExercise):
        return {"cases": exercise.cases, "seed": exercise.seed}
    if hasattr(exercise, "cases"):  # drawn from a generator that is an argument itself
        tree = ast.parse(inspect.getsource(module))
        call = assignment(tree, exercise.name).value
        drawn = next(keyword.value for keyword in call.keywords if keyword.arg == "cases")
        source = closure(tree, drawn) + f"\n\ncases = {ast.unparse(drawn)}\n"
        return {"source": source, "seed": exercise.seed}
    return None


def source_of(module):
    """Return a function that finds the source of functions of a module, and all they need."""
    tree = ast.parse(inspect.getsource(module))

    def found(function):
        name = function.__name__
        if name not in defined(tree):
            raise TypeError(f"expected a function of {module.__name__}, got {function!r}")
        return closure(tree, ast.Name(name)), name

    return found


def predicates(name, module):
    """Return the source of an exercise that asks for properties, without the wrong answers."""
    tree = ast.parse(inspect.getsource(module))
    statement = assignment(tree, name)
    call = statement.value
    tables = [*call.args, *(keyword.value for keyword in call.keywords)]
    for table in tables:
        if isinstance(table, ast.Dict):
            for entry in table.values:
                entry.elts[2] = ast.Constant(None)
    return f"{closure(tree, call)}\n\n{ast.unparse(statement)}\n"


def assignment(tree, name):
    """Return the statement of a module that assigns to a name."""
    return defined(tree)[name]


def defined(tree):
    """Return name -> the statement of a module that defines it."""
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names = [statement.name]
        elif isinstance(statement, ast.Assign):
            nodes = [node for target in statement.targets for node in ast.walk(target)]
            names = [node.id for node in nodes if isinstance(node, ast.Name)]
        else:
            names = []
        found.update(dict.fromkeys(names, statement))
    return found


def closure(tree, node):
    """Return the source of what a piece of a module's code needs of the module, and no more."""
    known, needed, waiting = defined(tree), [], [node]
    while waiting:
        for inner in ast.walk(waiting.pop()):
            statement = known.get(getattr(inner, "id", None))
            if statement is not None and statement not in needed:
                needed.append(statement)
                waiting.append(statement)
    return "\n".join(ast.unparse(part) for part in tree.body if part in needed)
