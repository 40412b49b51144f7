"""Lecture 17: what does its extrapolation give with other lattices and other starts?

Parts 2 to 4 of the lecture with its settings, eleven times: new lattices to learn from, new starts
of the dense networks, new lattices to read. One row for each repeat: the value at 1/L = 0, its
bootstrap error, the largest change when one size is left out, and the crossing of the Binder
cumulants of the smallest and the largest lattice. Seven minutes on one core.
"""

import numpy as np

from lectures_nn.datasets import ising_configurations, one_hot
from lectures_nn.layers import Dense, Tanh
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

QUICK = {"repeats": 1, "sizes": (6, 8, 12), "learn": 10, "read": 400, "resamplings": 5}
COLD, HOT = np.linspace(1.2, 2.0, 9), np.linspace(2.6, 3.4, 9)
NEAR = np.linspace(2.1, 2.6, 11)


def run(seed=17, repeats=11, sizes=(8, 16, 24, 32), learn=40, read=2000, resamplings=300):
    """Return one row for each repeat; at side L, `read` / L lattices are read at a temperature."""
    return [
        _repeat(np.random.default_rng([seed, repeat]), sizes, learn, read, resamplings)
        for repeat in range(repeats)
    ]


def _repeat(rng, sizes, learn, read, resamplings):
    crossings, errors, resampled, moments = [], [], [], {}
    for L in sizes:
        near = ising_configurations(L, NEAR, max(2, read // L), rng, sweeps=20)
        moments[L] = near.mean(axis=(-2, -1))
        outputs = _mean_output_of_three(L, learn, near, rng)
        crossings.append(_crossing(outputs.mean(axis=1)))
        picks = rng.integers(outputs.shape[1], size=(resamplings, *outputs.shape))
        each = np.arange(len(NEAR))[:, None]
        resampled.append([_crossing(outputs[each, pick].mean(axis=1)) for pick in picks])
        errors.append(np.std(resampled[-1]))
    value = _at_infinity(sizes, crossings, errors)
    left_out = []
    for k in range(len(sizes)):
        kept = [np.delete(each, k) for each in (sizes, crossings, errors)]
        left_out.append(_at_infinity(*kept))
    drawn = [_at_infinity(sizes, column, errors) for column in np.transpose(resampled)]
    small, large = (_binder(moments[L]) for L in (min(sizes), max(sizes)))
    return {
        "T_infinite": value,
        "bootstrap_error": np.std(drawn),
        "largest_change": np.abs(np.subtract(left_out, value)).max(),
        "T_binder": _crossing(0.5 + large - small),
    }


def _mean_output_of_three(L, learn, near, rng):
    """Train three dense networks and return their mean output "cold" for each near lattice."""
    T = np.concatenate([COLD, HOT])
    spins = ising_configurations(L, T, learn, rng, sweeps=10).reshape(-1, L**2)
    cold = np.repeat(np.arange(len(T)) < len(COLD), learn).astype(int)
    X, Y = np.concatenate([spins, -spins]).astype(float), one_hot(np.tile(cold, 2), 2)
    rows, outputs = near.reshape(-1, L**2).astype(float), []
    for start in rng.integers(2**31, size=3):
        network = Network([Dense(16), Tanh(), Dense(2)], L**2, rng=int(start))
        optimizer, order = Adam(0.003), int(start)
        fit(network, X, Y, optimizer, 240 // L, 32, lmbd=10.0, rng=order, progress=False)
        outputs.append(network.predict_proba(rows)[:, 1].reshape(near.shape[:2]))
    return np.mean(outputs, axis=0)


def _crossing(p):
    """Return where p, falling along NEAR, passes 1/2 for the last time; nan if it does not."""
    if p.max() < 0.5 or p[-1] >= 0.5:
        return np.nan
    k = np.flatnonzero(p >= 0.5)[-1]
    return NEAR[k] + (p[k] - 0.5) / (p[k] - p[k + 1]) * (NEAR[k + 1] - NEAR[k])


def _at_infinity(sizes, crossings, errors):
    """Return the value at 1/L = 0 of a line through the crossings, weighted by their errors."""
    if not np.isfinite(crossings).all() or not np.min(errors) > 0:
        return np.nan  # an output never fell through 1/2, as with few lattices to learn from
    return np.polyfit(1 / np.array(sizes), crossings, 1, w=1 / np.array(errors))[1]


def _binder(m):
    return 1 - np.mean(m**4, axis=-1) / (3 * np.mean(m**2, axis=-1) ** 2)
