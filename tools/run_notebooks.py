"""Run the course's notebooks in fresh kernels, and store their outputs.

    python tools/run_notebooks.py                    run all of notebooks/
    python tools/run_notebooks.py 03 some/file.ipynb run those named by prefix or by path
    python tools/run_notebooks.py 03 --save          run, then store the outputs
    python tools/run_notebooks.py --measure          run, then store what it took

Every notebook gets a kernel of its own, in the notebook's folder and from the Python that
runs this file, whatever other kernels the machine knows. The exit code is 1 when a cell fails
or writes to stderr (a warning does), and then nothing is stored for that notebook. A notebook that
needs packages of an extra which is not installed is left out, and said to be. What --measure stores
in docs/measured.json, with date and machine, is shown by the guide for teachers: the seconds of the
processor, which another program beside it hardly changes, and the most memory.
"""

import argparse
import datetime
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import ipykernel.kernelspec
import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
MEASURED = ROOT / "docs" / "measured.json"
CELL_TIMEOUT = 600  # seconds, on a busy machine too: a cell that runs longer hangs
# What `metadata.lectures_nn.extra` may name: the packages looked for, and the command that adds
# them. Without it, a notebook needs what every student has.
EXTRAS = {"frameworks": (("tensorflow", "keras"), "python course.py lab --frameworks")}
LONGEST_SECONDS = {None: 30.0, "frameworks": 90.0}  # the most that a notebook may state
LARGEST_MEGABYTES = 1536.0  # what is marked in the table

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What a kernel says of itself and JupyterLab stores, but for the version, which differs.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
KEPT_CELL_METADATA = {"defines", "jupyter", "slide", "slideshow", "tags", "tolerance", "verifies"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


class ThisPython(KernelSpecManager):
    """Offers one kernel: the Python that is running."""

    def get_kernel_spec(self, kernel_name):
        return self.kernel_spec_class(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )


@dataclass
class Run:
    """What became of one notebook.

    Its name, cells run, seconds, those that it states (if any), those of the processor, peak
    memory, error, what it lacks.
    """

    name: str
    cells: int = 0
    seconds: float = 0.0
    stated: float | None = None
    processor: float = 0.0
    megabytes: float = 0.0
    error: str = ""
    lacks: str = ""


def lacking(notebook):
    """Return which extra a notebook needs that is not installed here, or nothing."""
    extra = notebook.metadata.get("lectures_nn", {}).get("extra")
    packages, command = EXTRAS.get(extra, ((), ""))
    absent = [name for name in packages if importlib.util.find_spec(name) is None]
    return f"needs the extra {extra} ({command} adds it)" if absent else ""


def same_for_all_kernels():
    """Give kernels started from here one thread of linear algebra each, and inline figures.

    Two kernels at once do not fight for the cores then, and the same sums are added in the same
    order on machines with more of them. What passes a check there is no reader's progress. A
    plotting backend chosen for the terminal stays there.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):  # TensorFlow's own pools
        os.environ.setdefault(name, "1")
    os.environ["LECTURES_NN_PROGRESS"] = "off"
    os.environ.pop("MPLBACKEND", None)


def peak_megabytes(pid):
    """Return the most memory that process `pid` has held, in MB (the present use on macOS)."""
    status = Path(f"/proc/{pid}/status")
    try:
        if status.exists():
            line = next(s for s in status.read_text().splitlines() if s.startswith("VmHWM"))
            return int(line.split()[1]) / 1024
        memory = psutil.Process(pid).memory_info()
        return getattr(memory, "peak_wset", memory.rss) / 2**20
    except (psutil.Error, OSError, StopIteration):
        return 0.0  # the process has ended


def processor_seconds(pid):
    """Return the seconds that a processor has worked for process `pid` and those it has ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return sum(times[:4])  # user, system, and both of ended children where they are known


def stated_seconds(notebook):
    """Return the seconds that a notebook says it takes, None where it says nothing."""
    return notebook.metadata.get("lectures_nn", {}).get("seconds_budget")


def select(names, folder=NOTEBOOKS):
    """Return the notebooks called by `names` (prefixes or paths; none: all), in reading order."""
    everything = sorted(folder.glob("*.ipynb"))
    if not names:
        return everything
    chosen = []
    for name in names:
        found = [path for path in everything if path.name.startswith(Path(name).name)]
        if Path(name).is_file():
            found = [Path(name).resolve()]
        if not found:
            raise SystemExit(f"no notebook called {name} in {folder}")
        chosen += [path for path in found if path not in chosen]
    return chosen


def execute(path, tick=lambda: None, folder=None):
    """Run a notebook in a fresh kernel.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; it is read, not written.
    folder : pathlib.Path, optional
        Where the kernel works; by default the notebook's folder.
    tick : callable
        Called after each code cell.

    Returns
    -------
    notebook : nbformat.NotebookNode
        The notebook with its fresh outputs, as far as it ran.
    run : Run
        `run.error` is empty where all cells ran without a word on stderr.
    """
    notebook = nbformat.read(path, as_version=4)
    run = Run(path.stem, stated=stated_seconds(notebook))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder or path.parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    client.create_kernel_manager()
    client.km.kernel_spec_manager = ThisPython()
    with client.setup_kernel(stderr=subprocess.DEVNULL):  # the kernel's own log, not a cell's
        pid = client.km.provisioner.pid
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            start = time.perf_counter()
            try:
                client.execute_cell(cell, index)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                run.error = _describe(cell, index, error)
            run.seconds += time.perf_counter() - start
            run.megabytes = max(run.megabytes, peak_megabytes(pid))
            run.processor = max(run.processor, processor_seconds(pid))
            run.cells += 1
            said = "".join(o.text for o in cell.outputs if o.get("name") == "stderr")
            if said and not run.error:
                run.error = _describe(cell, index, f"wrote to stderr:\n{said}")
            tick()
            if run.error:
                break
    return notebook, run


def _describe(cell, index, error):
    text = COLOUR_CODES.sub("", str(error)).strip()
    return f"cell {index} (id {cell.id}): {text}"


def canonical(notebook):
    """Return a copy of `notebook` in the one form in which the course stores notebooks.

    Metadata is reduced to what the course uses, timing and widget state go, counts run from 1,
    and a stored widget is represented by the fallback of its output (its live view would need a
    kernel that no longer exists).
    """
    notebook = nbformat.from_dict(notebook)
    kept = {"lectures_nn": notebook.metadata.get("lectures_nn", {})}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": LANGUAGE, **kept}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for index, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"c-{index:03d}")
        cell.metadata = nbformat.from_dict(
            {key: value for key, value in cell.metadata.items() if key in KEPT_CELL_METADATA}
        )
        if cell.cell_type != "code":
            continue
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            cell.metadata["collapsed"] = True  # JupyterLab would add it when it saves
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
            if output.output_type in ("execute_result", "display_data"):
                output.data.pop(WIDGET_VIEW, None)
                output.metadata.pop(WIDGET_VIEW, None)
    return notebook


def as_text(notebook):
    """Return the text of a notebook file: sorted keys, indent 1, one newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def store(notebook, path):
    """Write a notebook in one step: a reader sees the old file or the new one, never half."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    trial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(as_text(notebook))
        trial.chmod(path.stat().st_mode if path.exists() else 0o644)
        trial.replace(path)
    except BaseException:
        trial.unlink(missing_ok=True)
        raise


def measured():
    """Return what was stored of each notebook: seconds, peak memory, date and machine."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}


def store_measured(runs):
    """Store what complete runs took, beside what is known of other notebooks."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    fresh = {
        run.name: {
            "processor_seconds": round(run.processor),
            "megabytes": round(run.megabytes),
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "machine": f"{system}, Python {platform.python_version()}",
        }
        for run in runs
        if not (run.error or run.lacks)
    }
    text = json.dumps(dict(sorted((measured() | fresh).items())), indent=1)
    MEASURED.write_text(text + "\n", encoding="utf-8", newline="\n")


def table(runs):
    """Return the runs as lines of text under each other, what exceeds its measure with a star."""
    width = max([len(run.name) for run in runs] + [len("notebook")])
    lines = [f"{'notebook':{width}}  cells  seconds   stated   peak MB"]
    for run in runs:
        if run.lacks:
            lines.append(f"{run.name:{width}}  {run.lacks}")
            continue
        slow = "*" if run.stated is not None and run.seconds > run.stated else " "
        large = "*" if run.megabytes > LARGEST_MEGABYTES else " "
        stated = "-" if run.stated is None else f"{run.stated:g}"
        line = (
            f"{run.name:{width}}  {run.cells:5d}  {run.seconds:7.1f}{slow}  {stated:>6}"
            f"  {run.megabytes:7.0f}{large}"
        )
        lines.append((line + (" FAILED" if run.error else "")).rstrip())
    if any("*" in line for line in lines):
        lines.append(
            f"* more seconds than the notebook states, or more than {LARGEST_MEGABYTES:g} MB, here "
            "and now: this fails nothing"
        )
    return "\n".join(lines)


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="prefixes such as 03, or paths; all by default")
    parser.add_argument("--save", action="store_true", help="store the outputs of the run")
    parser.add_argument("--measure", action="store_true", help="store what it took")
    options = parser.parse_args(arguments)
    paths = select(options.names)
    if not paths:
        raise SystemExit(f"no notebooks in {NOTEBOOKS}")

    same_for_all_kernels()
    sources = [nbformat.read(path, as_version=4) for path in paths]
    lacks = [lacking(source) for source in sources]
    total = sum(
        cell.cell_type == "code"
        for source, lack in zip(sources, lacks, strict=True)
        for cell in source.cells
        if not lack
    )
    runs = []
    with tqdm(total=total, unit="cell", leave=False) as bar:
        for path, lack in zip(paths, lacks, strict=True):
            if lack:
                runs.append(Run(path.stem, lacks=lack))
                continue
            bar.set_description(path.stem)
            notebook, run = execute(path, tick=bar.update)
            runs.append(run)
            if options.save and not run.error:
                store(canonical(notebook), path)
    print(table(runs))
    if options.measure:
        store_measured(runs)
    for run in runs:
        if run.error:
            print(f"\n{run.name}: {run.error}", file=sys.stderr)
    return int(any(run.error for run in runs))


if __name__ == "__main__":
    sys.exit(main())
