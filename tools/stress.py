"""Treat kernels badly: many at once, every notebook twice in one, and some killed at random.

`python course.py matrix --what stress` calls this. Whatever happens to a kernel, no file of the
course may change, none may be left behind, and no run may hang.
"""

import hashlib
import random
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import nbformat
import psutil
import run_notebooks

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 20
NOT_OURS = {".git", ".venv", "__pycache__", ".ipynb_checkpoints"}
PATIENCE = 600.0  # seconds after which a run hangs
LATEST = 2.0  # seconds after its start in which a kernel is killed


def tree(folder=ROOT):
    """Return what is in each file of the course, as a digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not NOT_OURS & set(path.relative_to(folder).parts)
        and not any(part.endswith("_cache") for part in path.relative_to(folder).parts)
    }


def start(path):
    """Begin to run a notebook in a process of its own."""
    command = [sys.executable, "-B", str(ROOT / "tools" / "run_notebooks.py"), str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end(process):
    """Return exit code and last words of a run; one that hangs is ended."""
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return None, "it hangs"
    return process.returncode, said.strip().splitlines()[-1] if said.strip() else ""


def at_once(paths, how_many=AT_ONCE):
    """Run so many kernels at the same time; return what failed."""
    chosen = [paths[i % len(paths)] for i in range(how_many)]
    started = [(path, start(path)) for path in chosen]
    ends = [(path, *end(process)) for path, process in started]
    return [f"{path.stem}: {said}" for path, code, said in ends if code != 0]


def twice(paths):
    """Run each notebook from the first cell to the last, and again in the same kernel."""
    failed = []
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        again = [nbformat.from_dict(cell) for cell in notebook.cells]
        for cell in again:
            cell.id = uuid.uuid4().hex[:8]
        notebook.cells += again
        with tempfile.TemporaryDirectory() as folder:
            doubled = Path(folder) / path.name
            nbformat.write(notebook, doubled)
            _, run = run_notebooks.execute(doubled, folder=path.parent)
        if run.error:
            failed.append(f"{path.stem}: {run.error.splitlines()[-1]}")
    return failed


def killed(paths, rng):
    """Kill the kernel of each notebook some time after its start; a run must end and say so."""
    failed = []
    for path in paths:
        process = start(path)
        kernel = None
        deadline = time.monotonic() + PATIENCE
        while kernel is None and process.poll() is None and time.monotonic() < deadline:
            kernel = next(iter(psutil.Process(process.pid).children()), None)
            time.sleep(0.05)
        time.sleep(rng.uniform(0, LATEST))
        if kernel is None or not kernel.is_running() or process.poll() is not None:
            failed.append(f"{path.stem}: it was over before its kernel was killed")
            end(process)
            continue
        kernel.kill()
        code, said = end(process)
        if code != 1:
            failed.append(f"{path.stem}: exit code {code} after its kernel was killed, {said}")
    return failed


def go_through(paths, how_many=AT_ONCE, seed=0, folder=ROOT):
    """Do all three, and print what failed and which files have changed.

    Parameters
    ----------
    paths : list of pathlib.Path
        Notebooks.
    how_many : int
        Kernels at once.
    seed : int
        Decides when kernels are killed.
    folder : pathlib.Path
        What may not change.

    Returns
    -------
    bool
        Whether nothing failed and nothing changed.
    """
    run_notebooks.same_for_all_kernels()
    before, fine = tree(folder), True
    steps = {
        f"{how_many} kernels at once": lambda: at_once(paths, how_many),
        "every notebook twice in one kernel": lambda: twice(paths),
        "kernels killed at random": lambda: killed(paths, random.Random(seed)),
    }
    for name, step in steps.items():
        failed = step()
        after = tree(folder)
        changed = sorted(k for k in before | after if before.get(k) != after.get(k))
        failed += [f"{file} has changed" for file in changed]
        fine &= not failed
        print("\n  ".join([f"{name}: {len(failed) or 'nothing'} wrong", *failed]), flush=True)
    return fine
