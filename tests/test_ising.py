"""Spin configurations against what is known exactly, and against the oldest algorithm there is.

Statistical tests have fixed seeds, so they pass or fail once and for all; their bounds are such
that a right sampler fails each of them for about one seed in ten thousand.
"""

import itertools
import math

import numpy as np
import pytest
from scipy.special import ellipk
from scipy.stats import chisquare, norm

from lectures_nn.datasets import ising, ising_configurations

T_C = 2 / math.log(1 + math.sqrt(2))


def energy(spins):
    """Return the energy of each lattice (..., size, size): each pair of neighbours once."""
    return -sum(
        (spins * np.roll(spins, 1, axis)).sum(axis=(-2, -1), dtype=int) for axis in (-2, -1)
    )


def magnetisation(spins):
    return spins.mean(axis=(-2, -1))


def every_state(size):
    """Return all 2^(size^2) lattices; in number k, spin i is up where bit i of k is 1."""
    bits = np.arange(2**size**2)[:, None] >> np.arange(size**2) & 1
    return (2 * bits - 1).reshape(-1, size, size)


def state_number(spins):
    return (spins.reshape(len(spins), -1) > 0) @ (1 << np.arange(spins[0].size))


def boltzmann(states, T):
    E = energy(states)
    weights = np.exp(-(E - E.min()) / T)
    return weights / weights.sum()


def deviation(sample, expected):
    """Return by how many standard errors the mean of independent values misses the exact one."""
    return abs(sample.mean() - expected) / (sample.std(ddof=1) / math.sqrt(len(sample)))


# -- against enumeration -------------------------------------------------------------------------


def test_the_energy_of_the_tests_counts_each_pair_once():
    spins = np.random.default_rng(0).choice([-1, 1], size=(3, 4))
    pairs = [((i, j), ((i + 1) % 3, j)) for i in range(3) for j in range(4)]
    pairs += [((i, j), (i, (j + 1) % 4)) for i in range(3) for j in range(4)]
    assert len({frozenset(pair) for pair in pairs}) == 24
    assert energy(spins) == -sum(spins[a] * spins[b] for a, b in pairs)


@pytest.mark.parametrize("size", [3, 4])
@pytest.mark.parametrize("T", [1.5, T_C, 4.0])
def test_means_are_those_of_all_states(size, T):
    states = every_state(size)
    p = boltzmann(states, T)
    [spins] = ising_configurations(size, [T], n=4000, rng=1)
    for quantity in (
        energy,
        lambda s: energy(s) ** 2,
        lambda s: np.abs(magnetisation(s)),
        lambda s: magnetisation(s) ** 4,
        magnetisation,
        lambda s: s[:, 0, 0] * s[:, 1, 1],
    ):
        assert deviation(quantity(spins), p @ quantity(states)) < 4


@pytest.mark.parametrize(("size", "T"), [(2, 3.0), (2, 6.0), (3, 6.0)])
def test_every_state_has_its_probability(size, T):
    states = every_state(size)
    [spins] = ising_configurations(size, [T], n=20_000, rng=2, sweeps=15)
    counts = np.bincount(state_number(spins), minlength=len(states))
    expected = len(spins) * boltzmann(states, T)
    assert expected.min() > 5
    assert chisquare(counts, expected).pvalue > 1e-4


@pytest.mark.parametrize("T", [1.5, T_C])
def test_states_with_equal_energy_and_magnetisation_together(T):
    states = every_state(3)
    classes, members = np.unique(
        np.stack([energy(states), states.sum(axis=(1, 2))], axis=1), axis=0, return_inverse=True
    )
    [spins] = ising_configurations(3, [T], n=20_000, rng=13, sweeps=15)
    counts = np.bincount(members[state_number(spins)], minlength=len(classes))
    expected = len(spins) * np.bincount(members, weights=boltzmann(states, T))
    common = expected > 5
    counts, expected = (np.append(v[common], v[~common].sum()) for v in (counts, expected))
    assert chisquare(counts, expected).pvalue > 1e-4


def test_one_sweep_from_equilibrium_stays_in_equilibrium():
    states, T = every_state(3), 2.5
    p = boltzmann(states, T)
    rng = np.random.default_rng(4)
    before = states[rng.choice(len(states), size=20_000, p=p)].astype(np.int8)
    after = ising._sweep(before, np.full(len(before), 1 - math.exp(-2 / T)), rng)
    assert deviation(energy(after), p @ energy(states)) < 4
    assert deviation(np.abs(magnetisation(after)), p @ np.abs(magnetisation(states))) < 4
    assert np.mean(np.any(before != after, axis=(1, 2))) > 0.5  # and it does move


# -- against Onsager and Yang, and against single spins ------------------------------------------


def onsager_energy(T):
    """Return the energy per spin of an infinite lattice."""
    k, tanh = 2 * math.sinh(2 / T) / math.cosh(2 / T) ** 2, math.tanh(2 / T)
    return -(1 + 2 / math.pi * (2 * tanh**2 - 1) * ellipk(k**2)) / tanh


@pytest.mark.parametrize("T", [1.7, 2.0, 2.6, 3.0, 5.0])
def test_energy_of_onsager(T):
    # off the transition, where size 32 differs from infinity by less than can be seen
    [spins] = ising_configurations(32, [T], n=60, rng=5)
    assert deviation(energy(spins) / 32**2, onsager_energy(T)) < 4


@pytest.mark.parametrize("T", [1.7, 2.0, 2.1])
def test_magnetisation_of_yang(T):
    [spins] = ising_configurations(32, [T], n=60, rng=6)
    yang = (1 - math.sinh(2 / T) ** -4) ** (1 / 8)
    assert deviation(np.abs(magnetisation(spins)), yang) < 4


@pytest.mark.parametrize("T", [1.2, 1.6, 2.0, 2.6, 3.4])
def test_ten_sweeps_are_enough_away_from_the_transition(T):
    # from random spins they are not: cold lattices are then still made of two or three regions
    [spins] = ising_configurations(32, [T], n=200, rng=14, sweeps=10)
    assert deviation(energy(spins) / 32**2, onsager_energy(T)) < 4


def test_at_the_transition_a_finite_lattice_has_onsagers_energy_only_nearly():
    """The exact value there is -sqrt(2); a periodic lattice lies about 0.62 / size below it."""
    [spins] = ising_configurations(8, [T_C], n=3000, rng=7)
    shift = (energy(spins) / 8**2).mean() + math.sqrt(2)
    assert -0.9 / 8 < shift < -0.35 / 8


def single_spin_energies(size, T, sweeps, rng):
    """Return the energy after each sweep of Metropolis' algorithm, one spin after the other."""
    spins = [[1] * size for _ in range(size)]
    energies, E = [], -2 * size**2
    for _ in range(sweeps):
        chances = iter(rng.random(size**2))
        for i, j in itertools.product(range(size), repeat=2):
            around = spins[i - 1][j] + spins[(i + 1) % size][j]
            around += spins[i][j - 1] + spins[i][(j + 1) % size]
            cost = 2 * spins[i][j] * around
            if cost <= 0 or next(chances) < math.exp(-cost / T):
                spins[i][j] *= -1
                E += cost
        energies.append(E)
    return np.array(energies)


@pytest.mark.parametrize("T", [2.0, 3.0])
def test_energy_of_single_spin_updates(T):
    chain = single_spin_energies(6, T, 6000, np.random.default_rng(8))[200:]
    blocks = chain.reshape(-1, 200).mean(axis=1)  # far longer than a chain remembers
    ours = energy(ising_configurations(6, [T], n=4000, rng=9)[0])
    error = math.hypot(
        blocks.std(ddof=1) / math.sqrt(len(blocks)), ours.std(ddof=1) / math.sqrt(len(ours))
    )
    assert abs(blocks.mean() - ours.mean()) < 4 * error


# -- start, signs and independence ---------------------------------------------------------------


@pytest.mark.parametrize("T", [1.0, T_C])
def test_the_start_is_forgotten(T):
    soon, late = (
        energy(ising_configurations(16, [T], n=200, rng=10, sweeps=s)[0]) for s in (30, 60)
    )
    error = math.hypot(soon.std(), late.std()) / math.sqrt(200)
    assert abs(soon.mean() - late.mean()) < 4 * error + 1e-9


@pytest.mark.parametrize("T", [0.5, 1.5])
@pytest.mark.parametrize("sweeps", [1, 30])
def test_up_and_down_come_equally_often(T, sweeps):
    [spins] = ising_configurations(8, [T], n=1000, rng=11, sweeps=sweeps)
    up = np.sum(magnetisation(spins) > 0)
    assert abs(up - 500) < norm.isf(5e-5) * math.sqrt(250)


def test_lattices_are_independent():
    [spins] = ising_configurations(8, [T_C], n=2000, rng=12)
    m = magnetisation(spins)
    for lag in (1, 2, 7):
        assert abs(np.corrcoef(m[:-lag], m[lag:])[0, 1]) < 4 / math.sqrt(2000)
        assert abs(np.corrcoef(np.abs(m[:-lag]), np.abs(m[lag:]))[0, 1]) < 4 / math.sqrt(2000)


# -- form ----------------------------------------------------------------------------------------


def test_shape_and_type():
    spins = ising_configurations(5, [1.0, 2.0, 3.0], n=7, rng=0)
    assert spins.shape == (3, 7, 5, 5)
    assert spins.dtype == np.int8
    assert spins.flags.c_contiguous
    assert set(np.unique(spins)) == {-1, 1}


@pytest.mark.parametrize("together", [1, 100, 2**18])
def test_temperatures_keep_their_places_in_parts_of_any_size(monkeypatch, together):
    monkeypatch.setattr(ising, "TOGETHER", together)
    T = [100.0, 0.5, 3.0, 0.5]
    E = energy(ising_configurations(4, T, n=20, rng=1, sweeps=10)).mean(axis=1) / 16
    assert E[1] < -1.9
    assert E[3] < -1.9
    assert -0.3 < E[0] < 0.3
    assert -1.5 < E[2] < -0.5


@pytest.mark.parametrize("make", [int, np.random.default_rng, np.random.RandomState])
def test_a_seed_repeats_and_another_does_not(make):
    one, again, other = (ising_configurations(6, [2.0], 9, make(s)) for s in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_generator_goes_on():
    rng = np.random.default_rng(0)
    one, two = ising_configurations(6, [2.0], 9, rng), ising_configurations(6, [2.0], 9, rng)
    assert not np.array_equal(one, two)


def test_extreme_temperatures():
    [frozen, boiling] = ising_configurations(6, [1e-6, 1e9], n=200, rng=1)
    assert np.all(np.abs(magnetisation(frozen)) == 1)
    assert abs(boiling.mean()) < 4 / math.sqrt(boiling.size)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"size": 1}, "size must be at least 2, got 1"),
        ({"size": 4.0}, "size must be a whole number"),
        ({"temperatures": []}, "temperatures must hold at least one"),
        ({"temperatures": [1.0, 0.0]}, r"all be above 0, got \[1.0, 0.0\]"),
        ({"temperatures": [-1.0]}, "all be above 0"),
        ({"temperatures": 2.0}, r"temperatures must have 1 dimension"),
        ({"temperatures": [np.nan]}, "temperatures must be finite"),
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"sweeps": 0}, "sweeps must be at least 1, got 0"),
        ({"rng": "seed"}, "rng must be a seed"),
    ],
)
def test_errors_say_what_is_wrong(changed, message):
    with pytest.raises((TypeError, ValueError), match=message):
        ising_configurations(**({"size": 4, "temperatures": [2.0], "n": 1, "rng": 0} | changed))
