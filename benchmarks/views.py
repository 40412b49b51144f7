"""How long a view takes from a moved control to its new picture, in the kernel.

A move to any place is drawn from nothing. A reader who steps on finds the picture drawn already:
it was made while the one before was looked at.
"""

import asyncio
import itertools
import shutil
import statistics
from time import perf_counter

import numpy as np

from lectures_nn import widgets
from lectures_nn.costs import BinaryCrossEntropy
from lectures_nn.layers import Dense, Tanh
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit
from lectures_nn.widgets.explorable import module

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


def steps_of_the_playground(epochs=100):
    """Return steps a second of the playground, network 2-8-8-1 in batches of 10; None without it.

    Chromium and the package playwright are needed.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        more = "\nwindow.Training = Training;"
        page.add_script_tag(content=module("playground.js") + more, type="module")
        page.wait_for_function("window.Training !== undefined")
        seconds = page.evaluate(
            """([data, epochs]) => {
                const training = new Training(data, { ...data.defaults, layers: [8, 8] });
                for (let k = 0; k < 20; k++) training.finish(); // warms up
                const start = performance.now();
                for (let k = 0; k < epochs; k++) training.finish();
                return (performance.now() - start) / 1000;
            }""",
            [widgets.playground().page.data, epochs],
        )
        browser.close()
    return 10 * epochs / seconds


def steps_of_fit(epochs=100):
    """Return steps a second of `training.fit` on the same network and points."""
    (X, y), _ = widgets.plane.points("ring", 0.2, 100)
    layers = [Dense(8), Tanh(), Dense(8), Tanh(), Dense(1)]
    network = Network(layers, 2, BinaryCrossEntropy(), rng=1)
    settings = {"batch_size": 10, "rng": 1, "progress": False}
    fit(network, X, y[:, None], GradientDescent(0.1), 20, **settings)  # warms up
    start = perf_counter()
    fit(network, X, y[:, None], GradientDescent(0.1), epochs, **settings)
    return 10 * epochs / (perf_counter() - start)


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
