"""What nbval leaves out: figures, stderr, seconds and memory, from the one run of each notebook.

nbval executes every notebook once and compares its text outputs with the stored ones. In a cell
that states a tolerance, numbers may differ by so much (see tools/tolerances.py). This plugin
looks at the same run. A cell also fails when

- it writes to stderr, as a warning does, even if the stored cell did so too;
- a figure differs from the stored one in size, in its alt text, or by an RMS above 2 of 255.

The cells of a notebook whose extra is not installed are skipped, with that as the reason.

The table that ends the test run has the seconds and the memory of each notebook, and marks
what exceeds the seconds that the notebook states (`metadata.lectures_nn.seconds_budget`) or 1.5 GB.
They fail nothing: a clock says as much about the machine as about the course. Works under xdist
with `--dist loadfile`.
"""

import base64
import copy
import functools
import io
import re
import time

import numpy as np
import pytest
import run_notebooks
import tolerances
from nbval.plugin import IPyNbCell
from PIL import Image

LARGEST_RMS = 2.0  # of 255
PATIENCE = 120  # seconds that nbval waits for an output of a cell that has ended
EMBEDDED = re.compile(r'(?<= src="data:image/png;base64,)[A-Za-z0-9+/=]*(?=")')


def pytest_configure(config):
    run_notebooks.same_for_all_kernels()
    config.pluginmanager.register(Recorder(), "nbval-recorder")


class Recorder:
    """Collects seconds and memory of the cells as their reports arrive."""

    def __init__(self):
        self.runs = {}  # what the reports said, for the table

    def pytest_itemcollected(self, item):
        if not isinstance(item, IPyNbCell):
            return
        item.output_timeout = PATIENCE  # nbval's own five seconds are few on a busy machine
        if lack := run_notebooks.lacking(item.parent.nb):
            item.add_marker(pytest.mark.skip(reason=f"the notebook {lack}"))
        if "tolerance" in item.cell.metadata:
            item.compare_outputs = functools.partial(compare_within_tolerance, item)
        item.compare_outputs = functools.partial(compare_without_figures, item.compare_outputs)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        if not isinstance(item, IPyNbCell):
            return (yield)
        start = time.perf_counter()
        try:
            result = yield
        finally:
            seconds = time.perf_counter() - start
            manager = getattr(item.parent.kernel, "km", None)  # gone when nbval stopped the kernel
            megabytes = run_notebooks.peak_megabytes(manager.provisioner.pid) if manager else 0.0
            stated = run_notebooks.stated_seconds(item.parent.nb)
            item.user_properties.append(("nbval", [item.path.stem, seconds, megabytes, stated]))
        for complaint in (
            stderr_complaint(item.test_outputs),
            figure_complaint(item.cell.outputs, item.test_outputs),
        ):
            if complaint:
                item.raise_cell_error(complaint)
        return result

    def pytest_runtest_logreport(self, report):
        measured = dict(report.user_properties).get("nbval")
        if report.when == "call" and measured:
            name, seconds, megabytes, stated = measured
            run = self.runs.setdefault(name, run_notebooks.Run(name, stated=stated))
            run.cells += 1
            run.seconds += seconds
            run.megabytes = max(run.megabytes, megabytes)
            run.error = run.error or ("" if report.passed else "failed")

    def pytest_terminal_summary(self, terminalreporter):
        if self.runs:
            terminalreporter.section("notebooks")
            runs = sorted(self.runs.values(), key=lambda run: run.name)
            terminalreporter.write_line(run_notebooks.table(runs))


def compare_within_tolerance(item, fresh, stored):
    """Compare as nbval does, after numbers that keep to the tolerance were put back."""
    try:
        tolerance = tolerances.read(item.cell.metadata["tolerance"])
    except ValueError as error:
        item.raise_cell_error(f"The metadata of the cell cannot be used: {error}.")
    settled, complaints = tolerances.settle(stored, fresh, tolerance)
    if complaints:
        listed = "\n".join(f"- {complaint}" for complaint in complaints)
        item.raise_cell_error(f"Cell outputs differ by more than the cell's tolerance:\n{listed}")
    return IPyNbCell.compare_outputs(item, settled, stored)


def stderr_complaint(outputs):
    """Return what a cell said on stderr, or nothing."""
    said = "".join(output.text for output in outputs if output.get("name") == "stderr")
    return f"The cell writes to stderr:\n{said}" if said else ""


def figure_complaint(stored, fresh):
    """Return a sentence about the first figure that differs from the stored one."""
    stored, fresh = _figures(stored), _figures(fresh)
    if len(stored) != len(fresh):
        return f"{len(stored)} figures are stored, the cell draws {len(fresh)}."
    for number, ((old, old_alt), (new, new_alt)) in enumerate(zip(stored, fresh, strict=True), 1):
        for key, said in old_alt.items():
            if said != new_alt[key]:
                return f"Figure {number}: the stored {key} is {said!r}, the fresh {new_alt[key]!r}."
        if old != new and (difference := image_difference(old, new)):
            return f"Figure {number}: {difference}"
    return ""


def image_difference(old, new):
    """Return how two images (bytes of PNG) differ; nothing where a reader would not see it."""
    old, new = _pixels(old), _pixels(new)
    if old.shape != new.shape:
        return "the stored image is {1} x {0} pixels, the fresh one {3} x {2}.".format(
            *old.shape[:2], *new.shape[:2]
        )
    rms = float(np.sqrt(np.mean((old - new) ** 2)))
    return f"RMS difference {rms:.2f} of 255, allowed {LARGEST_RMS:g}." if rms > LARGEST_RMS else ""


def _figures(outputs):
    """Return the pixels of each figure, and what is said about it: alt text and HTML around it."""
    return [
        (base64.b64decode(o.data["image/png"]), _descriptions(o))
        for o in outputs
        if "image/png" in o.get("data", {})
    ]


def _descriptions(output):
    return {
        "alt text": output.metadata.get("image/png", {}).get("alt"),
        "HTML": without_pictures(output.data.get("text/html", "")),
    }


def without_pictures(html):
    """Return HTML without the pixels of the images that it holds."""
    return EMBEDDED.sub("", html)


def compare_without_figures(compare, fresh, stored):
    """Let nbval compare outputs without the HTML of figures: it would ask for equal pixels."""
    fresh, stored = copy.deepcopy((fresh, stored))
    for output in [*fresh, *stored]:
        if "image/png" in output.get("data", {}):
            output.data.pop("text/html", None)
    return compare(fresh, stored)


def _pixels(png):
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image).convert("RGB"), dtype=float)
