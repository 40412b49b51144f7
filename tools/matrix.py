"""Run notebooks as other processors would, and propose tolerances for the numbers that move.

    python course.py matrix 11             one lecture under every kernel of linear algebra
    python course.py matrix                all of them, which takes hours
    python course.py matrix 11 --threads 1 --kernels Haswell SkylakeX
    python course.py matrix 03 --what locales path readonly homeless
    python course.py matrix 03 --what pythons oldest newest
    python course.py matrix 00 03 --what stress

OpenBLAS, the linear algebra of NumPy, has a kernel for each family of processors; they add the same
numbers in other orders. A newer processor can run the kernels of older ones, so that one machine
shows much of what happens on others. Each notebook is executed under each kernel that runs here,
with one thread and with two, and compared with its stored outputs. The table has one line a cell
whose numbers moved, a cell that failed, or one that changed in more than its numbers:

    moved       how many numbers moved in some run, of how many
    by          the largest difference, absolute, and relative to the stored number
    verdict     "within" its tolerance, or "propose" with an entry for the metadata of the cell,
                twice what was seen, rounded up

A proposal is no permission: the sentence that reads the number must stay true. Figures are
not compared here.

`--what` runs notebooks in other surroundings instead, and compares them strictly, as the tests do:

    locales     the C locale, and that with UTF-8
    path        a folder whose name has blanks and letters of other alphabets
    readonly    a course that may only be read
    homeless    a user without a home folder
    pythons     every Python from 3.11 found here, each with an environment made for it
    oldest      the oldest packages that pyproject.toml allows
    newest      the newest packages that there are
    stress      twenty kernels at once, every notebook twice in one kernel, kernels killed at random

The outputs are stored with the packages of constraints.txt; with others, figures and the form of
tables may differ where no number does.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

import nbformat
import run_notebooks
import stress
import surroundings
import tolerances

# By family of processors; a name that this OpenBLAS or this processor does not know is left out.
KERNELS = (
    "Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake",
    "Sapphirerapids", "ARMV8", "NEOVERSEN1", "NEOVERSEV1", "VORTEX",
)  # fmt: skip
MARGIN = 2
PROBE = """
import numpy as np
from threadpoolctl import threadpool_info
a = np.arange(10000.0).reshape(100, 100)
assert np.isclose((a @ a)[0, 0], 32835000.0)
print(*[p.get("architecture") for p in threadpool_info() if p["internal_api"] == "openblas"])
"""


def kernels(candidates=KERNELS):
    """Return the kernels that NumPy can use on this machine, those that say so when asked for."""
    found = []
    for name in candidates:
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            env=os.environ | {"OPENBLAS_CORETYPE": name},
            capture_output=True,
            text=True,
        )
        if done.returncode == 0 and name.lower() in done.stdout.lower().split():
            found.append(name)
    return found


@contextlib.contextmanager
def machine(kernel, threads):
    """Give kernels of notebooks started from here this linear algebra and so many threads."""
    names = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")
    variables = {name + "_NUM_THREADS": str(threads) for name in names}
    variables |= {"TF_NUM_INTRAOP_THREADS": str(threads), "OPENBLAS_CORETYPE": kernel}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass
class Place:
    """What became of the numbers of one column of a cell, or of those in no column."""

    numbers: set = field(default_factory=set)  # which of them moved
    absolute: Decimal = Decimal(0)
    relative: Decimal = Decimal(0)

    def add(self, number, old, new):
        """Note that a number has moved."""
        self.numbers.add(number)
        self.absolute = max(self.absolute, abs(new - old))
        apart = abs(new - old) / abs(old) if old else Decimal("Infinity")
        self.relative = max(self.relative, apart)


@dataclass
class Finding:
    """What several runs showed about one cell."""

    cell: str
    entry: dict | None = None  # the tolerance that it states
    total: int = 0  # numbers in its stored output
    places: dict = field(default_factory=dict)  # heading ("" for none) -> Place
    beyond: list = field(default_factory=list)  # what went beyond the tolerance that it states
    changed: dict = field(default_factory=dict)  # run -> what changed besides numbers, or failed

    @property
    def proposal(self):
        """Return an entry for the cell's metadata, None where nothing moved or text changed too."""
        if not self.places or self.changed:
            return None
        limits = {name: {"absolute": up(MARGIN * p.absolute)} for name, p in self.places.items()}
        rest = limits.pop("", {})
        return rest | ({"columns": limits} if limits else {})


def up(number):
    """Round a number up to one digit."""
    unit = Decimal(1).scaleb(number.adjusted())
    return float((number / unit).to_integral_value(ROUND_CEILING) * unit)


def examine(stored, runs):
    """Compare the outputs of runs with the stored ones, cell by cell.

    Parameters
    ----------
    stored : nbformat.NotebookNode
    runs : dict
        Name of the run -> (notebook with fresh outputs, error that ended it or "").

    Returns
    -------
    list of Finding
        One for each cell of which there is something to say.
    """
    findings = []
    for index, cell in enumerate(stored.cells):
        if cell.cell_type != "code" or "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        finding = Finding(cell.id, cell.metadata.get("tolerance"))
        before = [_tokens(output) for output in cell.outputs]
        finding.total = sum(token.kind == "number" for tokens in before for token in tokens)
        for name, (notebook, error) in runs.items():
            if error and f"(id {cell.id})" in error:
                finding.changed[name] = error.partition("): ")[2].strip().splitlines()[-1]
                continue
            fresh = notebook.cells[index]
            if fresh.execution_count is not None:
                _compare(finding, name, before, [_tokens(output) for output in fresh.outputs])
                _judge(finding, name, cell.outputs, fresh.outputs)
        if finding.places or finding.changed:
            findings.append(finding)
    return findings


def _tokens(output):
    """Return the tokens of an output, those of a table with the headings above them."""
    for _, text, markup in tolerances.texts(output):  # HTML before the same as plain text
        return tolerances.tokens(text, tolerances.headings(text) if markup else (), markup)
    return []


def _compare(finding, name, before, after):
    free = tolerances.Tolerance(tolerances.Limit(absolute=Decimal("Infinity")))
    if len(before) != len(after):
        finding.changed[name] = f"{len(before)} outputs are stored, there are {len(after)}"
        return
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if different := tolerances.differences(old, new, free):
            finding.changed[name] = different[0]
            return
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            if one.text != other.text:
                for heading in one.columns or ("",):
                    moved = finding.places.setdefault(heading, Place())
                    moved.add((place, number), one.value, other.value)


def _judge(finding, name, stored, fresh):
    if finding.entry is not None:
        complaints = tolerances.settle(stored, fresh, tolerances.read(finding.entry))[1]
        finding.beyond += [f"{name}: {complaint}" for complaint in complaints]


def lines(findings):
    """Return the findings of one notebook as lines of text."""
    rows = []
    for finding in findings:
        moved = len(set().union(*(place.numbers for place in finding.places.values()), ()))
        by = max((place.absolute for place in finding.places.values()), default=Decimal(0))
        relative = max((place.relative for place in finding.places.values()), default=Decimal(0))
        row = f"  {finding.cell:8}{f'{moved} of {finding.total}':>12}  {float(by):9.2g}"
        row += f"  {float(relative):9.1g}  "
        if finding.changed:
            run, what = next(iter(finding.changed.items()))
            row += f"CHANGES in {len(finding.changed)} runs, as in {run}: {what}"
        elif finding.entry is None or finding.beyond:
            what = "too narrow, " if finding.beyond else ""
            row += f'{what}propose "tolerance": {json.dumps(finding.proposal)}'
        else:
            row += "within its tolerance"
        rows.append(row)
    heading = f"  {'cell':8}{'moved':>12}  {'by':>9}  {'relative':>9}  verdict"
    return [heading, *rows] if rows else ["  nothing moves"]


def elsewhere(what, paths):
    """Run notebooks in other surroundings; return the exit code."""
    places = [kind for kind in what if kind != "stress"]
    fine = surroundings.go_through(places, [path.name for path in paths])
    if "stress" in what:
        fine &= stress.go_through(paths)
    return int(not fine)


def main(arguments=None):
    """Run the command line; the exit code is 1 where a cell would fail on another machine."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="prefixes such as 03, or paths; all by default")
    parser.add_argument("--kernels", nargs="+", help="of OpenBLAS; all that run here by default")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    kinds = [*surroundings.WHAT, "stress"]
    parser.add_argument("--what", nargs="+", choices=kinds, metavar="WHAT", help=", ".join(kinds))
    options = parser.parse_args(arguments)
    if options.what:
        return elsewhere(options.what, run_notebooks.select(options.names))
    there = kernels(options.kernels or KERNELS)
    if not there:
        print("NumPy's linear algebra is not an OpenBLAS whose kernel can be chosen here.")
        return 1
    print(f"kernels: {', '.join(there)}; threads: {', '.join(map(str, options.threads))}")
    wrong = False
    for path in run_notebooks.select(options.names):
        stored = nbformat.read(path, as_version=4)
        if lack := run_notebooks.lacking(stored):
            print(f"{path.stem} {lack}")
            continue
        runs = {}
        for kernel in there:
            for threads in options.threads:
                with machine(kernel, threads):
                    notebook, run = run_notebooks.execute(path)
                runs[f"{kernel} x {threads}"] = notebook, run.error
        findings = examine(stored, runs)
        print("\n".join([f"{path.stem}, {len(runs)} runs", *lines(findings)]), flush=True)
        wrong |= any(f.changed or f.beyond or f.entry is None for f in findings)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
