"""Spin configurations of the two-dimensional Ising model, by Swendsen and Wang's cluster moves.

On a square lattice with periodic edges every spin is +1 or -1, and the energy is
E = -sum of s_i s_j over all pairs of neighbours (the coupling J is the unit of energy, J / k_B that
of temperature). Configurations occur with the probability exp(-E / T) / Z.

Flipping spins one at a time takes ever longer near the transition, where whole regions have to
turn. A cluster move turns regions at once. Between equal neighbours a bond is laid with probability
1 - exp(-2 / T); spins that bonds connect form a cluster; each cluster gets a new sign by the
toss of a coin (Swendsen and Wang, Physical Review Letters 58, 86, 1987). Wolff's algorithm
(Physical Review Letters 62, 361, 1989) turns one of these clusters a move; all of them at once
suits arrays better. Both keep detailed balance with respect to the probabilities above.
"""

import numpy as np

from lectures_nn.validation import generator, real_array, whole_number

TOGETHER = 2**18  # spins that are updated at once: as many as fit the cache


def ising_configurations(size, temperatures, n, rng=None, sweeps=30):
    """Draw configurations of the Ising model, each from a lattice of its own.

    Every lattice starts with all spins up and is swept `sweeps` times; only its last
    configuration is kept, so that all are independent of each other. Both signs of the
    magnetisation come equally often from the first sweep on. (Cold lattices forget this start
    in fewer sweeps than a random one, hot lattices in equally few. At size 32, 10 sweeps are
    enough away from the transition and 20 at it.)

    Parameters
    ----------
    size : int
        Height and width of the lattice, at least 2. (At 2, the neighbours on both sides are
        the same spin, and the pair counts twice.)
    temperatures : array_like of shape (n_temperatures,)
        In units of J / k_B, above 0.
    n : int
        Configurations at each temperature.
    rng : None, int, Generator or RandomState
        Source of randomness.
    sweeps : int, default 30
        Cluster moves of the whole lattice before a configuration is taken.

    Returns
    -------
    ndarray of int8, shape (n_temperatures, n, size, size)
        Spins, +1 or -1.

    Examples
    --------
    >>> cold, hot = ising_configurations(4, [0.5, 50.0], n=1000, rng=1)
    >>> bool(abs(cold.mean(axis=(1, 2))).mean() > 0.99), bool(abs(hot.mean()) < 0.05)
    (True, True)
    """
    size = whole_number("size", size, low=2)
    temperatures = real_array("temperatures", temperatures, ndim=1, dtype=np.float64)
    if temperatures.size == 0 or temperatures.min() <= 0:
        raise ValueError(
            f"temperatures must hold at least one and all be above 0, got {temperatures.tolist()}"
        )
    n, rng = whole_number("n", n), generator("rng", rng)
    sweeps = whole_number("sweeps", sweeps)

    p_bond = np.repeat(-np.expm1(-2 / temperatures), n)  # one lattice for each
    parts = np.split(p_bond, range(0, len(p_bond), max(1, TOGETHER // size**2))[1:])
    drawn = [_equilibrated(size, part, rng, sweeps) for part in parts]
    return np.concatenate(drawn).reshape(len(temperatures), n, size, size)


def _equilibrated(size, p_bond, rng, sweeps):
    """Return spins (lattices, size, size) after the sweeps: one lattice for each p_bond."""
    spins = np.ones((len(p_bond), size, size), dtype=np.int8)
    for _ in range(sweeps):
        spins = _sweep(spins, p_bond, rng)
    return spins


def _random_signs(shape, rng):
    return np.where(rng.random(shape) < 0.5, np.int8(1), np.int8(-1))


def _sweep(spins, p_bond, rng):
    """Lay bonds, find the clusters of all lattices, give each a new random sign."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    def with_next(lattices):
        return [(lattices, np.roll(lattices, -1, axis)) for axis in (1, 2)]

    site, p = np.arange(spins.size, dtype=np.int32).reshape(spins.shape), p_bond[:, None, None]
    bond = [(here == there) & (rng.random(spins.shape) < p) for here, there in with_next(spins)]
    bond = np.stack(bond, axis=-1)  # for each site: to the one below, to the one on the right
    ends = np.stack([there for _, there in with_next(site)], axis=-1)[bond]
    laid = bond[..., 0].astype(np.int8) + bond[..., 1]  # far quicker than a sum over an axis of two
    first = np.concatenate([[0], laid.cumsum(dtype=np.int32)])  # where the ends of a site begin
    graph = csr_array((np.ones(len(ends)), ends, first), shape=(spins.size, spins.size))
    n_clusters, cluster = connected_components(graph, directed=False)
    return _random_signs(n_clusters, rng)[cluster].reshape(spins.shape)
