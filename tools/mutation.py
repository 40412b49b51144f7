"""Put small errors into modules of the package, and count those that their own tests find.

    python course.py mutation                        twelve errors in each module, for hours
    python course.py mutation optimizers search      these modules only
    python course.py mutation optimizers --errors 40 --seed 1

An error is a changed operator, number, comparison, argument or end of a slice, a term or a
statement left out, a condition turned round, a refusal that is not made. The errors are drawn
from all that the module allows, by the seed. For each, a copy of the course gets the changed
module and runs that module's own tests; an error is found where one of them fails. An error that
survives is listed: either a test is missing, or the error changes nothing that matters, and then
tests/surviving_mutants.py says why. This is a report: it fails nothing.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

import reference_mutants  # the errors are those that are put into the answers of exercises
from surviving_mutants import ARGUED

# Module or package inside lectures_nn, and the files of its own tests.
MODULES = {
    "activations": ["test_activations.py"],
    "costs": ["test_costs.py"],
    "layers": [
        "test_layers.py", "test_convolution.py", "test_dropout.py", "test_normalization.py",
        "test_pooling.py", "test_radial.py", "test_recurrent.py", "test_own_classes.py",
    ],
    "network": ["test_network.py"],
    "gradients": ["test_gradients.py"],
    "optimizers": ["test_optimizers.py"],
    "training": ["test_training.py"],
    "coursera": ["test_coursera.py"],
    "search": ["test_search.py", "test_fingerprint.py"],
    "exercises/engine": ["test_engine.py"],
}  # fmt: skip
# Beside the tests of a module, those of everybody's arguments whose names contain the module's.
BAD_INPUT = "test_bad_input.py"
LEFT_BEHIND = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "*.egg-info")


@dataclass
class Error:
    """A module with one error in it: its file, the changed line and the changed source."""

    file: str
    line: str
    source: str


@dataclass
class Report:
    """What became of the errors in one module."""

    name: str
    seconds: float = 0.0  # of a run in which nothing is wrong
    found: int = 0
    argued: list = field(default_factory=list)
    survived: list = field(default_factory=list)

    @property
    def total(self):
        """Return how many errors there were."""
        return self.found + len(self.argued) + len(self.survived)


def functions(tree):
    """Return the functions and methods of a module with their names."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
            found += [(f"{node.name}.{method.name}", method) for method in methods]
    return found


def variants(unit):
    """Yield copies of a function with one error in each."""
    yield from reference_mutants.mutants(unit)
    for index, original in enumerate(ast.walk(unit)):
        if isinstance(original, ast.If | ast.IfExp | ast.Raise):
            twin = copy.deepcopy(unit)
            node = next(n for i, n in enumerate(ast.walk(twin)) if i == index)
            if isinstance(node, ast.Raise):
                reference_mutants.replace_node(twin, node, ast.Pass())
            else:
                node.test = ast.UnaryOp(ast.Not(), node.test)
            yield twin


def errors(tree):
    """Return (function, its name, the function with an error) for all errors, each once."""
    found = []
    for name, unit in functions(tree):
        different = {ast.unparse(variant): variant for variant in variants(unit)}
        different.pop(ast.unparse(unit), None)
        found += [(unit, name, variant) for variant in different.values()]
    return found


def sample(name, how_many, seed):
    """Return errors drawn by the seed from all that a module or package allows."""
    place = ROOT / "lectures_nn" / name
    paths = sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]
    every = [(path, tree, *error) for path, tree in trees for error in errors(tree)]
    drawn = random.Random(f"{seed} {name}").sample(every, min(how_many, len(every)))
    return [written(*error) for error in drawn]


def written(path, tree, unit, name, variant):
    """Return an error as it stands in the file."""
    changed = copy.deepcopy(tree)
    place = next(node for other, node in functions(changed) if other == name)
    reference_mutants.replace_node(changed, place, variant)
    file = path.relative_to(ROOT).as_posix()
    return Error(
        file, line_of(name, unit, variant), ast.unparse(ast.fix_missing_locations(changed))
    )


def line_of(name, unit, variant):
    """Return what the line that was changed says now, behind the name of its function."""
    line = reference_mutants.difference(unit, variant).partition(": ")[2]
    if line == "pass":
        line = "without " + reference_mutants.difference(variant, unit).partition(": ")[2]
    return f"{name}: {line}"


def commands(name):
    """Return the runs of pytest that look at a module, the quickest first."""
    pytest = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-q", "-p", "no:cacheprovider"]
    own = pytest + [f"tests/{file}" for file in MODULES[name]]
    return [own, pytest + [f"tests/{BAD_INPUT}", "-k", Path(name).name]]


def fails(command, folder, limit=None):
    """Say whether a test fails, or hangs, in a copy of the course."""
    variables = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=variables, capture_output=True, text=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return True
    if done.returncode not in (0, 1, 2, 4, 5):  # 2 and 4: the module cannot even be imported
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode not in (0, 5)  # 5: nobody asks about the arguments of this module


def examine(name, drawn, folder):
    """Try errors in a copy of the course, one after the other."""
    report, looks = Report(name), commands(name)
    start = time.monotonic()
    for look in looks:
        if fails(look, folder):
            raise SystemExit(f"the tests of {name} fail without any error: mend that first")
    report.seconds = time.monotonic() - start
    for error in drawn:
        path = folder / error.file
        original = path.read_text(encoding="utf-8")
        path.write_text(error.source, encoding="utf-8")
        try:
            found = any(fails(look, folder, 60 + 5 * report.seconds) for look in looks)
        finally:
            path.write_text(original, encoding="utf-8")
        reason = ARGUED.get(error.file, {}).get(error.line)
        if found:
            report.found += 1
        elif reason:
            report.argued.append(f"{error.file}, {error.line} ({reason})")
        else:
            report.survived.append(f"{error.file}, {error.line}")
        mark = "found" if found else "argued" if reason else "SURVIVED"
        print(f"  {mark:9}{error.file}, {error.line}", flush=True)
    return report


def lines(reports):
    """Return the reports as lines of text."""
    rows = [
        f"{report.name:18}{report.found:4} of {report.total:3} found"
        f"{len(report.argued):4} argued{len(report.survived):4} open"
        for report in reports
    ]
    found, total = sum(r.found for r in reports), sum(r.total for r in reports)
    share = f" ({found / total:.0%})" if total else ""
    rows.append(f"{'together':18}{found:4} of {total:3} found{share}")
    open_ones = [line for report in reports for line in report.survived]
    if open_ones:
        rows += ["", "Survived without a reason:", *(f"  {line}" for line in open_ones)]
    return rows


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument("--errors", type=int, default=12, help="how many a module (12)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (0)")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(MODULES))
    if unknown:
        parser.error(f"expected modules among {', '.join(MODULES)}, got {', '.join(unknown)}")
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        twin = Path(folder) / "course"
        shutil.copytree(ROOT, twin, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        for name in options.names or MODULES:
            print(f"{name}:", flush=True)
            drawn = sample(name, options.errors, options.seed)
            reports.append(examine(name, drawn, twin))
    print("", *lines(reports), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
