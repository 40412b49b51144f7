"""Ends a test run with one line for each thing that was left out, and the command that adds it.

Reasons for skipping are what tests say; a reason that names none of these things is shown as it is.
"""

import re
from collections import Counter

import pytest
import run_notebooks

MNIST = 'python -c "from lectures_nn.datasets import load_mnist; load_mnist(download=True)"'
# What a reason names, what is left out without it, and what adds it.
THINGS = {
    "PyTorch": ("PyTorch's side of conversion and parity", "python course.py torch"),
    "TensorFlow|Keras|frameworks": (
        "TensorFlow and Keras",
        run_notebooks.EXTRAS["frameworks"][1],
    ),
    "chromium|playwright": (
        "the pages in a real browser",
        "Chromium or Chrome, where programs are looked for (sudo apt install chromium)",
    ),
    "LECTURES_NN_DATA": (
        "the exercise's own weights, which have no licence",
        "LECTURES_NN_DATA=FOLDER python course.py test, with its ex4weights.mat in FOLDER",
    ),
    "MNIST": ("the training on all of MNIST", f"{MNIST} in the environment"),
}


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    """Say what the skipped tests would have needed."""
    skipped = {report.nodeid: report for report in terminalreporter.stats.get("skipped", [])}
    reasons = [report.longrepr[2] for report in skipped.values()]
    if reasons:
        terminalreporter.section("left out")
        for line in lines(reasons):
            terminalreporter.write_line(line)


def lines(reasons):
    """Return one line for each thing that some reasons for skipping name."""
    found = Counter()
    for reason in reasons:
        reason = reason.removeprefix("Skipped: ")
        known = [thing for sign, thing in THINGS.items() if re.search(sign, reason)]
        found[known[0] if known else (reason, "")] += 1
    order = [*THINGS.values(), *sorted(thing for thing in found if thing not in THINGS.values())]
    return [
        f"{what} ({found[what, command]} {'tests' if found[what, command] > 1 else 'test'})"
        + (f": {command}" if command else "")
        for what, command in order
        if found[what, command]
    ]
