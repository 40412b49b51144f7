"""One way to time all contestants, and to set their seconds beside the package's."""

import statistics
import warnings
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Result:
    """What became of one contestant: the seconds of each turn, and what each run returned."""

    seconds: list = field(default_factory=list)
    returned: list = field(default_factory=list)

    @property
    def median(self):
        """Median of the seconds."""
        return statistics.median(self.seconds)


def take_turns(contestants, turns, warm_up=1):
    """Let all contestants run in each turn, so that the machine's mood meets all of them.

    Parameters
    ----------
    contestants : dict of str to callable
        ``prepare(turn)`` sets up, which is not timed, and returns the function that is timed, or
        None where the contestant is not installed.
    turns : int
        Turns that count.
    warm_up : int, default 1
        Turns before them that do not.

    Returns
    -------
    dict of str to Result
        Those that are there.
    """
    results = {}
    for turn in range(warm_up + turns):
        for name, prepare in contestants.items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # scikit-learn would like more epochs
                run = prepare(turn)
                if run is None:
                    continue
                start = perf_counter()
                returned = run()
                seconds = perf_counter() - start
            if turn >= warm_up:
                result = results.setdefault(name, Result())
                result.seconds.append(seconds)
                result.returned.append(returned)
    return results


def ratio(result, ours):
    """Return how many times as long as ours a contestant takes: the median over the turns."""
    return statistics.median(a / b for a, b in zip(result.seconds, ours.seconds, strict=True))


def print_rows(names, results, targets, middle, ours="lectures_nn"):
    """Print a line for each contestant.

    Parameters
    ----------
    names : list of str
        All of them, in order.
    results : dict of str to Result
        What `take_turns` returned.
    targets : dict of str to float
        Smallest ratio, for those that have one.
    middle : callable
        ``middle(result)`` is what stands between the name and the ratio.
    ours : str
        Whose seconds count as 1.

    Returns
    -------
    bool
        Whether the targets are met.
    """
    met = True
    for name in names:
        if name not in results:
            print(f"  {name:42}not installed")
            continue
        times, target = ratio(results[name], results[ours]), targets.get(name)
        met = met and (target is None or times >= target)
        aim = "" if target is None else f"   (target {target:.3g})"
        print(f"  {name:42}{middle(results[name])}{times:12.2f}x{aim}")
    return met
