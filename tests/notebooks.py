"""Reading the course's notebooks, and replaying one in this process as a student would run it.

The replay serves the proofs about equations and exercises. It skips the solution cells, as the
student edition has none, and what no equation or exercise rests on; each solution is tried in a
copy of the namespace, and so is each mutant of a verifying cell. Outputs, figures, seconds and
memory are not its business: nbval and `nbval_recorder` look at those in a real kernel.
"""

import ast
import contextlib
import copy
import functools
import io
import os
import signal
import sys
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
import mutants
import nbformat
import pytest
import run_notebooks
import slices
from matplotlib import pyplot as plt

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
# A mutant that keeps the processor busy for longer has hung, which is a failure of the cell.
MUTANT_SECONDS = 10


def paths():
    """Return the notebooks of the course in reading order."""
    return sorted(p for p in FOLDER.glob("*.ipynb") if not p.name.startswith("."))


@functools.cache
def read(path):
    """Return the notebook; do not change it, it is shared."""
    return nbformat.read(path, as_version=4)


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def label(notebook, cell):
    """Name a cell in a message: its place, its id and the beginning of its text."""
    place = next(i for i, c in enumerate(notebook.cells) if c is cell)
    first = cell.source.strip().partition("\n")[0][:50]
    return f"cell {place} ({cell.get('id', 'no id')}: {first})"


def codes(notebook):
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook):
    """Return the markdown cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


@dataclass
class ExerciseCells:
    """The cells of one exercise in a notebook; what is missing is None.

    Attributes
    ----------
    name : str
        The name called in the check cell: `check.<name>(...)`.
    stub, check, solution : nbformat.NotebookNode
        The cells.
    """

    name: str
    stub: nbformat.NotebookNode = None
    check: nbformat.NotebookNode = None
    solution: nbformat.NotebookNode = None


def exercises(notebook):
    """Return the exercises of a notebook: around each check cell its stub and its solution."""
    found, stub = [], None
    for cell in codes(notebook):
        if "exercise" in tags(cell):
            stub = cell
        elif "check" in tags(cell):
            found.append(ExerciseCells(checked_name(cell)[0], stub, cell))
            stub = None
        elif "solution" in tags(cell) and found and found[-1].solution is None:
            found[-1].solution = cell
    return found


def checked_name(cell):
    """Return (exercise, names given to it) of the last line `check.exercise(...)`, or blanks."""
    body = ast.parse(cell.source).body
    call = getattr(body[-1], "value", None) if body else None
    function = getattr(call, "func", None)
    if not isinstance(function, ast.Attribute) or ast.unparse(function.value) != "check":
        return "", set()
    given = {n.id for arg in call.args for n in ast.walk(arg) if isinstance(n, ast.Name)}
    return function.attr, given


@dataclass
class Replay:
    """What was seen while a notebook was replayed.

    Attributes
    ----------
    error : str
        The cell that raised and what; empty when the student edition ran to its end.
    values : dict
        Cell id -> value of the cell's last expression (a check's verdict, for instance).
    survivors : dict
        (cell id, equation) -> mutants that the cell did not notice.
    tried : dict
        (cell id, equation) -> number of mutants.
    """

    error: str = ""
    values: dict = field(default_factory=dict)
    survivors: dict = field(default_factory=dict)
    tried: dict = field(default_factory=dict)


@functools.cache
def replay(path):
    """Replay a notebook of the course, once a test run; skip where its extra is missing."""
    if lack := run_notebooks.lacking(read(path)):
        pytest.skip(f"the notebook {lack}")
    return replay_notebook(read(path), path.parent)


def replay_notebook(notebook, folder):
    """Run the cells that equations and exercises rest on, the mutants of each verifying cell first.

    They run in order in one namespace. All cells run where these are not enough.

    Returns
    -------
    Replay
        Never raises for something a cell did.
    """
    cells = codes(notebook)
    if _none_needs_a_solution(cells):
        asked = {place for place, cell in enumerate(cells) if _is_asked_for(cell)}
        places = sorted(slices.needed([cell.source for cell in cells], asked))
        result = _replay(notebook, [cells[place] for place in places], folder)
        if not result.error:
            return result
    return _replay(notebook, cells, folder)


def _is_asked_for(cell):
    return "verifies" in cell.metadata or {"exercise", "check", "solution"} & set(tags(cell))


def _none_needs_a_solution(cells):
    """Say whether the student edition, which has no solutions, finds every name that it reads."""
    solutions = [slices.names_of(cell.source) for cell in cells if "solution" in tags(cell)]
    others = [slices.names_of(cell.source) for cell in cells if "solution" not in tags(cell)]
    lost = set().union(*(s.bound for s in solutions)) - set().union(*(o.bound for o in others))
    return not any(lost & other.read for other in others)


def _replay(notebook, cells, folder):
    result = Replay()
    namespace = {"__name__": "__main__"}
    with _quiet_world(folder):
        for cell in cells:
            try:
                if "solution" in tags(cell):
                    result.values[cell.id] = run_cell(cell.source, fork(namespace, cell.source))
                    continue
                _try_mutants(cell, namespace, result)
                result.values[cell.id] = run_cell(cell.source, namespace)
            except Exception as error:
                what = f"{type(error).__name__}: {error}"
                result.error = f"{label(notebook, cell)} raised {what}"
                break
    return result


def _try_mutants(cell, namespace, result):
    for number in cell.metadata.get("verifies", []):
        found = mutants.of_equation(cell.source, number)
        if found:  # the unharmed cell must run in a copy, or every mutant would seem noticed
            run_cell(cell.source, fork(namespace, cell.source))
        result.tried[cell.id, number] = len(found)
        result.survivors[cell.id, number] = [
            mutant.description
            for mutant in found
            if not _raises(mutant.tree, fork(namespace, cell.source))
        ]


def _raises(tree, namespace):
    try:
        with _time_limit(MUTANT_SECONDS):
            run_cell(tree, namespace)
    except Exception:
        return True
    return False


def run_cell(source, namespace):
    """Execute a cell (text or syntax tree) and return the value of its last expression."""
    tree = ast.parse(source) if isinstance(source, str) else source
    last = tree.body[-1] if tree.body else None
    body = tree.body[:-1] if isinstance(last, ast.Expr) else tree.body
    exec(compile(ast.Module(body, []), "<cell>", "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    return None


def fork(namespace, source):
    """Copy a namespace so that what `source` does leaves the original as it is.

    Values that the source can reach by name, also through functions of the notebook, are copied
    together (so that shared arrays stay shared); functions are bound to the copy.
    """
    twin = dict(namespace)
    memo = {}
    for name in sorted(_reachable(namespace, source)):
        value = namespace[name]
        if isinstance(value, types.FunctionType) and value.__globals__ is namespace:
            twin[name] = _rebound(value, twin)
        elif not isinstance(value, types.ModuleType):
            # What cannot be copied (a file, a lock) is shared with the original.
            with contextlib.suppress(TypeError, AttributeError):
                twin[name] = copy.deepcopy(value, memo)
    return twin


def _reachable(namespace, source):
    found, waiting = set(), {n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)}
    while waiting:
        name = waiting.pop()
        if name not in namespace or name in found:
            continue
        found.add(name)
        value = namespace[name]
        for owner in (value, type(value)):
            members = vars(owner).values() if isinstance(owner, type) else [owner]
            for member in members:
                if getattr(member, "__globals__", None) is namespace:
                    waiting |= _names(member.__code__)
    return found


def _names(code):
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _rebound(function, namespace):
    twin = types.FunctionType(
        function.__code__,
        namespace,
        function.__name__,
        copy.deepcopy(function.__defaults__),
        function.__closure__,
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


@contextlib.contextmanager
def _quiet_world(folder):
    """Work in `folder`; swallow prints, warnings and figures; leave everything as it was."""
    before, floats = Path.cwd(), _floats_of_keras()
    os.chdir(folder)
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            mpl.rc_context(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        plt.close("all")
        os.chdir(before)
        if "keras" in sys.modules:
            sys.modules["keras"].config.set_floatx(floats)


def _floats_of_keras():
    """Return the type that Keras gives to what it makes, a setting of the whole process."""
    return sys.modules["keras"].config.floatx() if "keras" in sys.modules else "float32"


@contextlib.contextmanager
def _time_limit(seconds):
    """Raise TimeoutError after some seconds of this process's own, where the system has alarms.

    Windows has none. The clock on the wall would count what other programs do.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"still running after {seconds} s")

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
