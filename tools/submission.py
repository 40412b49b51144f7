"""Run one submission: its cells, then the questions on its answers. tools/grade.py starts this.

    python tools/submission.py NOTEBOOK QUESTIONS ANSWERS REPORT SETTINGS

A cell that fails, takes too long or writes too much is noted, and the next one is run. The limits
of memory and of files hold for this process and all that it starts.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import run_notebooks
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

LARGEST_FILE = 200_000_000  # bytes
LONGEST_OUTPUT = 5_000_000  # characters of all cells together
ASK = (
    "import lectures_nn.exercises.asking\n"
    "lectures_nn.exercises.asking.answer_all(get_ipython().user_ns, {!r}, {!r})"
)


class Listener(NotebookClient):
    """Runs cells and stops listening to one that never ends to write."""

    written = 0

    def process_message(self, msg, cell, cell_index):
        """Keep an output, unless there have been too many."""
        content = msg["content"]
        self.written += len(content.get("text", "")) + len(str(content.get("data", "")))
        if self.written <= LONGEST_OUTPUT:
            return super().process_message(msg, cell, cell_index)
        if msg["msg_type"] in ("stream", "display_data", "execute_result"):
            os.kill(self.km.provisioner.pid, signal.SIGINT)
            return None
        return super().process_message(msg, cell, cell_index)


def limit(megabytes):
    """Limit the memory and the files of this process and its children, where that is possible."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = megabytes * 2**20
    for kind, value in (("DATA", most), ("FSIZE", LARGEST_FILE), ("CORE", 0)):
        name = getattr(resource, f"RLIMIT_{kind}")
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def run(notebook, questions, answers, settings):
    """Run a notebook, ask its answers and return what was noticed on the way, one line each."""
    client = Listener(
        notebook,
        timeout=settings["cell_seconds"],
        interrupt_on_timeout=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(Path.cwd())}},
        record_timing=False,
        store_widget_state=False,
    )
    client.create_kernel_manager()
    client.km.kernel_spec_manager = run_notebooks.ThisPython()
    if settings["alone"]:  # without a network, not even with itself
        client.km.transport = "ipc"
    noticed = []
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or "check" in cell.metadata.get("tags", []):
                continue
            before = client.written
            said = execute(client, cell, index)
            if before <= LONGEST_OUTPUT < client.written:
                said = "wrote more than is read and was stopped"
            if said:
                noticed.append(f"cell {index + 1} {said}")
            if said and said.startswith("ended"):
                return noticed
            client.written = min(client.written, LONGEST_OUTPUT) if said else client.written
        client.timeout, client.written = settings["cell_seconds"] * 4, 0
        asking = nbformat.v4.new_code_cell(ASK.format(str(questions), str(answers)))
        notebook.cells.append(asking)
        said = execute(client, asking, len(notebook.cells) - 1)
        if said:
            noticed.append(f"while its answers were tried, it {said}")
    return noticed


def execute(client, cell, index):
    """Run a cell and return what went wrong, or nothing."""
    try:
        client.execute_cell(cell, index)
    except CellTimeoutError:
        return f"was still running after {client.timeout} s and was stopped"
    except DeadKernelError:
        return "ended the program (an exit, a crash, or too much memory)"
    except CellExecutionError as error:
        if error.ename == "KeyboardInterrupt":
            return f"was still running after {client.timeout} s and was stopped"
        return f"raised {error.ename}: {str(error.evalue).partition(chr(10))[0][:200]}".rstrip(": ")
    return ""


def main(arguments):
    """Run the submission that is named; the report is a list of lines."""
    notebook, questions, answers, report, settings = arguments
    settings = json.loads(settings)
    limit(settings["megabytes"])
    run_notebooks.same_for_all_kernels()
    noticed = run(nbformat.read(notebook, as_version=4), questions, answers, settings)
    Path(report).write_text(json.dumps(noticed), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
