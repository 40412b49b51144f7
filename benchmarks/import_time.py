"""How long ``import lectures_nn`` takes beside ``import numpy``, each in a fresh Python."""

import statistics
import subprocess
import sys

CODE = "from time import perf_counter as t; s = t(); import {}; print(t() - s)"


def seconds(module):
    """Return the seconds that one fresh Python needs to import a module."""
    command = [sys.executable, "-c", CODE.format(module)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def report(turns=9):
    """Print the medians; the imports take turns, and the first turn warms up."""
    modules = ("numpy", "lectures_nn", "lectures_nn.training")
    rows = [[seconds(module) for module in modules] for _ in range(turns + 1)][1:]
    print(f"{'import, in a fresh Python':44}       ms     numpy = 1")
    for k, module in enumerate(modules):
        ratio = statistics.median(row[k] / row[0] for row in rows)
        print(f"  {module:42}{statistics.median(row[k] for row in rows) * 1e3:9.1f}{ratio:12.2f}x")


if __name__ == "__main__":
    report()
