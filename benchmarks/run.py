"""Time the package against other ways to do the same: python course.py bench.

Every row is measured in this one process on one thread. The contestants take turns, so that a
change in the machine's mood meets all of them, and each ratio is the median over the turns of
(their seconds) / (the package's seconds in the same turn).
"""
# ruff: noqa: E402

import argparse
import os
import sys

# One thread, for all contestants alike; the libraries read this when they are loaded.
for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[name + "_NUM_THREADS"] = "1"

import statistics

import convolution
import digits_cnn
import exercise
import grid
import import_time
import large_mlp
import numpy as np
import views
from digits_mlp import CONTESTANTS, TARGETS, digits
from turns import print_rows, take_turns


def main(arguments=None):
    """Measure and print the table; --turns sets how often each contestant runs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=15, help="runs of each contestant")
    parser.add_argument("--epochs", type=int, default=100, help="epochs a run")
    options = parser.parse_args(arguments)
    print("Digits, MLP 64-50-10, sigmoid and softmax, minibatches of 100 out of 1400 rows,")
    print(f"{options.epochs} epochs, lambda 0.01, one thread; medians of {options.turns} turns.\n")
    reached = [measure(dtype, options) for dtype in (np.float64, np.float32)]
    reached.append(exercise.report(options.turns))
    reached.append(large_mlp.report(options.turns))
    reached.append(digits_cnn.report(max(1, options.turns // 3), options.epochs))
    reached.append(convolution.report(options.turns))
    reached.append(grid.report(max(1, options.turns // 5), options.epochs))
    import_time.report()
    views.report(options.turns)
    if not all(reached):
        print("\nA ratio is below its target; measure again while the machine does nothing else.")
    return 0 if all(reached) else 1


def measure(dtype, options):
    """Print the rows of one floating-point type; return whether the targets are met."""
    train, (X_test, Y_test) = digits(dtype)
    contestants = {
        name: lambda turn, contestant=contestant: contestant(*train, options.epochs, turn)
        for name, contestant in CONTESTANTS.items()
    }
    results, steps = take_turns(contestants, options.turns), options.epochs * 14

    def middle(result):
        right = [(predict(X_test) == Y_test.argmax(axis=1)).mean() for predict in result.returned]
        return f"{result.median / steps * 1e6:9.1f}{statistics.median(right):11.3f}"

    print(f"{np.dtype(dtype).name:44}  us/step   accuracy   package is")
    targets = {name: TARGETS.get((name, np.dtype(dtype).name)) for name in CONTESTANTS}
    met = print_rows(CONTESTANTS, results, targets, middle)
    print()
    return met


if __name__ == "__main__":
    sys.exit(main())
