"""How long a view takes from a moved control to its new picture, in the kernel.

A move to any place is drawn from nothing. A reader who steps on finds the picture drawn already:
it was made while the one before was looked at.
"""

import asyncio
import itertools
import statistics
from time import perf_counter

import numpy as np

from lectures_nn import widgets

LIMIT = 150  # milliseconds, on a machine with two cores that does nothing else
NAMES = [name for name in widgets.__all__ if name.endswith(("_explorer", "_stepper"))]


def stepping(name, moves):
    """Return what each of some steps of the first control takes, with a second of rest before."""
    view = getattr(widgets, name)()
    last = len(next(iter(view.controls.values())).values) - 1

    async def read():
        view.page.at = [0, *view.page.at[1:]]
        taken = []
        for place in range(1, min(moves + 1, last) + 1):
            start = perf_counter()
            view.page.at = [place, *view.page.at[1:]]
            taken.append(1e3 * (perf_counter() - start))
            await asyncio.sleep(1)
        return taken[1:]  # the first one is not foreseen

    return asyncio.run(read())


def jumping(name, moves):
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
    """Print the median of each view for steps, for jumps, and the slowest jump."""
    print(f"{'a view, moved':30}  a step     a jump    slowest   (limit: {LIMIT} ms)")
    for name in NAMES:
        taken = jumping(name, moves)
        step, jump = statistics.median(stepping(name, 5)), statistics.median(taken)
        marks = [what for what, ms in (("step", step), ("jump", jump)) if ms > LIMIT]
        mark = f"   above the limit: {', '.join(marks)}" if marks else ""
        print(f"  {name:28}{step:8.0f}{jump:11.0f}{max(taken):11.0f}{mark}")


if __name__ == "__main__":
    report()
