"""The recorder fails the cells that it should, in a real test run over sample notebooks."""

import re
import subprocess
import sys

import nbval_recorder
import pytest
import run_notebooks
import sample_notebooks
from sample_notebooks import ALT, picture

import notebooks

PATHS = f'pythonpath = ["{notebooks.ROOT}/tests", "{notebooks.ROOT}/tools"]'


def change(**cells):
    """Return the sample with the cells c3, c5 ... changed."""
    notebook = sample_notebooks.good()
    for name, changes in cells.items():
        notebook.cells[int(name[1:])].update(changes)
    return notebook


def tolerated(printed, stored, **tolerance):
    """Return the sample with one more print, and what is stored for it."""
    notebook = change(
        c3={
            "source": f"{sample_notebooks.VERIFY}\nprint({printed!r})",
            "outputs": [sample_notebooks.said(f"The error is the slope of the loss.\n{stored}\n")],
        }
    )
    notebook.cells[3].metadata.tolerance = tolerance
    return notebook


def hurried():
    notebook = change()
    notebook.metadata.lectures_nn.seconds_budget = 0.001
    return notebook


def beyond_reach():
    notebook = change(c3={"source": "1 / 0", "outputs": []})
    notebook.metadata.lectures_nn.extra = "unheard-of"
    return notebook


# The sample course has an extra whose package no machine has.
EXTRA = """
import run_notebooks

run_notebooks.EXTRAS["unheard-of"] = (("a_package_nobody_has",), "this command")
"""
WARNING = "import warnings\nwarnings.warn('old')"
SAMPLES = {
    "good": (change(), 0, ""),
    "bare": (change(c5={"outputs": [picture(html=False)]}), 1, "Figure 1: the stored HTML is ''"),
    "close": (change(c5={"outputs": [picture(127)]}), 0, ""),
    "text": (change(c3={"outputs": [sample_notebooks.said("Another.\n")]}), 1, "outputs differ"),
    "figure": (change(c5={"outputs": [picture(140)]}), 1, "Figure 1: RMS difference 12.00 of 255"),
    "size": (
        change(c5={"outputs": [picture(size=(41, 30))]}),
        1,
        "the stored image is 41 x 30 pixels, the fresh one 40 x 30",
    ),
    "alt": (
        change(
            c5={"outputs": [picture(alt="Another description.")]}
            | {"source": sample_notebooks.PLOT}
        ),
        1,
        "outputs differ",
    ),
    "stderr": (
        change(c3={"source": "import sys; print('x', file=sys.stderr)", "outputs": []}),
        1,
        "differ",
    ),
    # nbval itself lets this one pass, since the stored output says the same
    "stored": (
        change(
            c3={
                "source": "import sys\nprint('old', file=sys.stderr)",
                "outputs": [sample_notebooks.said("old\n", name="stderr")],
            }
        ),
        1,
        "The cell writes to stderr:\nold",
    ),
    "warning": (change(c3={"source": WARNING, "outputs": []}), 1, "differ"),
    "within": (tolerated("loss 0.484 J", "loss 0.482 J", absolute=0.002), 0, ""),
    "twice": (
        tolerated("loss 0.486 J", "loss 0.482 J", absolute=0.002),
        1,
        "stored 0.482, now 0.486: the difference is 0.004, the tolerance 0.002",
    ),
    "sign": (tolerated("loss -0.482", "loss 0.482", absolute=0.002), 1, "stored 0.482, now -0.482"),
    "word": (
        tolerated("loss 0.484 kJ", "loss 0.482 J", absolute=0.002),
        1,
        "stored 'loss 0.482 J', now 'loss 0.484 kJ'",
    ),
    "row": (tolerated("loss 1\nloss 2", "loss 1", absolute=0.002), 1, "stored '', now 'loss 2'"),
    "missing": (
        change(c3={"source": "_ = 1", "metadata": {"tolerance": {"absolute": 0.1}}}),
        1,
        "Cell outputs differ\n",
    ),
    "malformed": (tolerated("1", "1", absolute=-1), 1, "absolute in the tolerance is a number not"),
    "hurried": (hurried(), 0, "* more seconds than the notebook states"),
    "beyond": (beyond_reach(), 0, "the notebook needs the extra unheard-of (this command adds it)"),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return what pytest printed over all samples at once."""
    folder = tmp_path_factory.mktemp("course")
    for name, (notebook, _, _) in SAMPLES.items():
        run_notebooks.store(notebook, folder / f"03_{name}.ipynb")
    (folder / "pytest.toml").write_text(f"[pytest]\n{PATHS}\n")
    (folder / "conftest.py").write_text((notebooks.ROOT / "conftest.py").read_text() + EXTRA)
    command = [sys.executable, "-m", "pytest", "-rA", "--color=no", "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("name", SAMPLES)
def test_cells_fail_for_their_reason(run, name):
    _, failures, reason = SAMPLES[name]
    assert len(re.findall(rf"^FAILED 03_{name}\.ipynb", run, re.MULTILINE)) == failures, run
    assert reason in run
    assert not re.search(rf"^ERROR 03_{name}\.ipynb", run, re.MULTILINE)


def test_the_table_ends_the_run(run):
    cells = len(notebooks.codes(sample_notebooks.good()))
    table = run.partition("peak MB")[2]
    for name, rest in {
        "good": r"\.\d\*? +5 +[1-9]\d+",
        "figure": r"\.\d\*? +5 +[1-9]\d+  FAILED",
        "hurried": r"\.\d\* +0\.001 +[1-9]\d+",
    }.items():
        assert re.search(rf"^03_{name} +{cells} +\d+{rest}$", table, re.MULTILINE), table


def test_figures_are_compared_in_number_and_alt_text():
    assert nbval_recorder.figure_complaint([picture()], [picture()]) == ""
    assert "1 figures are stored" in nbval_recorder.figure_complaint([picture()], [])
    assert "0 figures are stored" in nbval_recorder.figure_complaint([], [picture()])
    assert ALT in nbval_recorder.figure_complaint(
        [picture()], [picture(alt="Another description.")]
    )
    other = picture()
    other.data["text/html"] = picture(alt="Another description.").data["text/html"]
    said = nbval_recorder.figure_complaint([picture()], [other])
    assert said.startswith("Figure 1: the stored HTML is '<img alt=\"A grey square")
    for pair in ([picture(html=False), picture()], [picture(), picture(html=False)]):
        assert "HTML" in nbval_recorder.figure_complaint(*([one] for one in pair))
    assert "Figure 2" in nbval_recorder.figure_complaint([picture()] * 2, [picture(), picture(140)])


@pytest.mark.parametrize(("shade", "same"), [(128, True), (130, True), (131, False), (0, False)])
def test_the_limit_of_rms(shade, same):
    assert (nbval_recorder.figure_complaint([picture()], [picture(shade)]) == "") == same
