"""Run an experiment that is too long for a notebook, and store its table.

    python course.py experiment                        list the experiments
    python course.py experiment 09_full_grid           run one and store what it gives
    python course.py experiment 09_full_grid epochs=2  run it otherwise, and store nothing

An experiment is a file tools/experiments/NN_topic.py, where NN is the lecture it belongs to. It has

- a docstring, whose first line says what is measured;
- a function `run(seed=..., ...)`, all of whose arguments have a default, which returns a list of
  dicts or a DataFrame: one row a result, with numbers, words, True, False or None;
- `QUICK`, a dict of arguments with which the tests run it in a second.

The result goes to data/experiments/NN_topic.json, with the command, the arguments, the date, the
seconds, the versions and the machine; `lectures_nn.datasets.load_experiment` returns it.
"""

import argparse
import ast
import contextlib
import datetime
import importlib.metadata
import importlib.util
import inspect
import json
import math
import numbers
import os
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

import run_notebooks

FOLDER = run_notebooks.ROOT / "tools" / "experiments"
RESULTS = run_notebooks.ROOT / "data" / "experiments"
VERSIONS = ("numpy", "scipy", "scikit-learn", "pandas", "keras", "tensorflow", "tensorflow-cpu")


class Refused(Exception):
    """One sentence on what keeps an experiment from being run or stored."""


def names():
    """Return the names of the experiments in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9][0-9]_*.py"))


def load(name):
    """Return the module of an experiment."""
    if name not in names():
        raise Refused(f"there is no experiment {name!r}, only {', '.join(names()) or 'none'}")
    specification = importlib.util.spec_from_file_location(
        f"experiment_{name}", FOLDER / f"{name}.py"
    )
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except ModuleNotFoundError as error:
        for packages, command in run_notebooks.EXTRAS.values():
            if (error.name or "").partition(".")[0] in packages:
                raise Refused(f"{name} needs {error.name}, which {command} adds") from error
        raise
    return module


def defaults(module):
    """Return the arguments of an experiment's `run` with their defaults."""
    parameters = inspect.signature(module.run).parameters.values()
    without = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    if without:
        raise Refused(f"each argument of run must have a default, {', '.join(without)} has none")
    return {parameter.name: parameter.default for parameter in parameters}


def as_columns_and_rows(table):
    """Return the headings and the rows of what an experiment gave, as JSON can keep them."""
    if hasattr(table, "to_dict"):
        named = table.index.names != [None]
        table = (table.reset_index() if named else table).to_dict("records")
    if not isinstance(table, list) or not table or not all(isinstance(row, dict) for row in table):
        raise Refused(f"run must return a DataFrame or a list of dicts, got {table!r:.60}")
    columns = list(table[0])
    rows = []
    for number, row in enumerate(table):
        if list(row) != columns:
            raise Refused(f"row {number} must have the columns {columns}, got {list(row)}")
        rows.append([_plain(value, f"row {number}, column {key!r}") for key, value in row.items()])
    if not all(isinstance(column, str) for column in columns):
        raise Refused(f"the columns must be words, got {columns}")
    return columns, rows


def _plain(value, place):
    """Return a value as one of Python's own, nothing in the place of nan."""
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) and not math.isinf(value):
        return None if math.isnan(value) else float(value)
    raise Refused(
        f"{place} must be a finite number, a word, True, False or None, got {value!r:.60}"
    )


def measure(name, **changes):
    """Run an experiment and return its content: facts, columns and rows."""
    module = load(name)
    settings = defaults(module)
    unknown = sorted(set(changes) - set(settings))
    if unknown:
        raise Refused(f"{name} has the arguments {', '.join(settings)}, not {', '.join(unknown)}")
    settings |= changes
    start = time.perf_counter()
    columns, rows = as_columns_and_rows(module.run(**settings))
    facts = {
        "command": f"python course.py experiment {name}",
        "parameters": settings,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "seconds": round(time.perf_counter() - start),
        "versions": versions(),
        "machine": machine(),
    }
    return {"facts": facts, "columns": columns, "rows": rows}


def versions():
    """Return the versions of Python and of the libraries that results may depend on."""
    found = {"python": platform.python_version()}
    for name in VERSIONS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def machine():
    """Return system, processor and the kernel of linear algebra in one line."""
    from threadpoolctl import threadpool_info

    kernels = {
        f"{p['internal_api']} {p.get('architecture', '')}".strip() for p in threadpool_info()
    }
    return f"{platform.system()} {platform.machine()}, {', '.join(sorted(kernels)) or 'no BLAS'}"


def as_text(content):
    """Return the text of a file of results: facts in lines, one row of the table a line."""
    from lectures_nn.datasets.experiments import checksum

    content = json.loads(json.dumps(content, allow_nan=False))  # tuples are lists from here on
    rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in content["rows"])
    facts = json.dumps(content["facts"], indent=1, ensure_ascii=False).replace("\n", "\n ")
    return (
        f'{{\n "facts": {facts},\n'
        f' "columns": {json.dumps(content["columns"], ensure_ascii=False)},\n'
        f' "rows": [\n{rows}\n ],\n'
        f' "sha256": "{checksum(content)}"\n}}\n'
    )


def store(content, path):
    """Write a file of results in one step."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    trial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(as_text(content))
        trial.chmod(0o644)
        trial.replace(path)
    finally:
        trial.unlink(missing_ok=True)


def listing():
    """Return one line an experiment: name, when it was run, what it measures."""
    lines = []
    for name in names():
        path = RESULTS / f"{name}.json"
        when = "not run yet"
        if path.exists():
            facts = json.loads(path.read_text(encoding="utf-8"))["facts"]
            when = f"{facts['date']}, {facts['seconds']} s"
        about = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")))
        lines.append(f"{name:28}{when:20}{(about or '').partition(chr(10))[0]}")
    return "\n".join(lines)


def setting(text):
    """Return name and value of an argument such as epochs=2."""
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"\w+", name):
        raise argparse.ArgumentTypeError(f"expected name=value, got {text!r}")
    with contextlib.suppress(ValueError, SyntaxError):
        value = ast.literal_eval(value)
    return name, value


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", help="an experiment; without it, they are listed")
    parser.add_argument("settings", nargs="*", type=setting, metavar="argument=value")
    options = parser.parse_args(arguments)
    if not options.name:
        print(listing())
        return 0
    run_notebooks.same_for_all_kernels()  # before the experiment loads NumPy
    try:
        content = measure(options.name, **dict(options.settings))
    except Refused as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    import pandas as pd

    print(pd.DataFrame(content["rows"], columns=content["columns"]).to_string())
    if options.settings:
        print("\nNothing was stored: the arguments are not those of the experiment.")
        return 0
    store(content, RESULTS / f"{options.name}.json")
    print(f"\nStored in data/experiments/{options.name}.json ({content['facts']['seconds']} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
