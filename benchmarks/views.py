"""How long a view takes from a moved control to its new picture, in the kernel."""

import itertools
import statistics
from time import perf_counter

import numpy as np

from lectures_nn import widgets

LIMIT = 150  # milliseconds, on a machine with two cores that does nothing else
NAMES = [name for name in widgets.__all__ if name.endswith(("_explorer", "_stepper"))]


def milliseconds(name, moves):
    """Return what each of some moves takes, to settings that no picture was kept of."""
    view = getattr(widgets, name)()
    places = itertools.product(*(range(len(c.values)) for c in view.controls.values()))
    settings = [list(at) for at in places if list(at) != view.page.at]
    np.random.default_rng(0).shuffle(settings)
    taken = []
    for at in settings[: moves + 1]:
        start = perf_counter()
        view.page.at = at
        taken.append(1e3 * (perf_counter() - start))
    return taken[1:]  # the first one warms up


def report(moves=15):
    """Print the median of each view and its slowest move."""
    print(f"{'a view, moved':44}   median    slowest   (limit of the median: {LIMIT} ms)")
    for name in NAMES:
        taken = milliseconds(name, moves)
        median = statistics.median(taken)
        mark = "   above the limit" if median > LIMIT else ""
        print(f"  {name:42}{median:8.0f}{max(taken):11.0f}{mark}")


if __name__ == "__main__":
    report()
