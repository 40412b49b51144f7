"""Loads what belongs to whole runs wherever pytest is started in this repository.

That is the recorder of notebook runs, the list of what was left out, and the use of the cores.
"""

import os

import pytest

# Before NumPy is loaded: one thread for each process, as `python course.py test` has it.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(name, "1")

pytest_plugins = ["nbval_recorder", "left_out"]

MOST_WORKERS = 8  # the longest file decides how long more of them would take
# Seconds of the long files of tests on a machine at rest. They decide the order of a run on
# several cores and nothing else; notebooks state theirs.
LONG = {
    "test_site.py": 120,
    "test_replay_12_17.py": 110,
    "test_frameworks.py": 100,
    "test_replay_06_11.py": 80,
    "test_browser.py": 60,
    "test_cases.py": 50,
    "test_launcher.py": 50,
    "test_nbgrader.py": 60,
    "test_nbval_recorder.py": 40,
    "test_explorables.py": 40,
    "test_page_parity.py": 30,
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Take the cores for the whole course, and this process (0) for a selection of it."""
    selected = config.args_source != pytest.Config.ArgsSource.TESTPATHS or config.option.keyword
    if selected or config.option.markexpr or "PYTEST_XDIST_WORKER" in os.environ:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST_WORKERS)


def pytest_collection_modifyitems(config, items):
    """On several cores begin with the long files, so that all of them end together."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: -_seconds(item))


def _seconds(item):
    if item.path.suffix == ".ipynb":
        return item.parent.nb.metadata.get("lectures_nn", {}).get("seconds_budget", 0)
    return LONG.get(item.path.name, 0)
