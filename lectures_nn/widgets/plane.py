"""Points of two classes in the plane, for the playground."""

import functools

import numpy as np

from lectures_nn.validation import number, whole_number

MOST, HELD_BACK = 200, 100
"""Points to learn from, at most, and points to judge by."""

REACH = 3.0
"""The playground shows the square from -REACH to REACH."""


def _pair(rng, m):
    """Two clouds."""
    y = np.arange(m) % 2
    return np.where(y == 1, 1.2, -1.2)[:, None] + 0.35 * rng.normal(size=(m, 2)), y


def _square(rng, m):
    return rng.uniform(-2.4, 2.4, size=(m, 2))


def _xor(rng, m):
    X = _square(rng, m)
    X += 0.2 * np.sign(X)
    return X, (X[:, 0] * X[:, 1] < 0).astype(int)


def _ring(rng, m):
    y, angle = np.arange(m) % 2, rng.uniform(0, 2 * np.pi, size=m)
    radius = np.where(y == 1, 1.1 * np.sqrt(rng.uniform(size=m)), rng.uniform(1.8, 2.6, size=m))
    return radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


def _moons(rng, m):
    y, angle = np.arange(m) % 2, rng.uniform(0, np.pi, size=m)
    upper = np.column_stack([1.5 * np.cos(angle) - 0.75, 1.5 * np.sin(angle) - 0.4])
    return np.where(y[:, None] == 1, -upper, upper), y


def _spirals(rng, m):
    y, t = np.arange(m) % 2, np.sqrt(rng.uniform(0.01, 1, size=m))
    angle = 3 * np.pi * t + np.pi * y
    return 2.6 * t[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


def _above(f):
    def draw(rng, m):
        X = _square(rng, m)
        return X, (X[:, 1] > f(X[:, 0])).astype(int)

    return draw


KINDS = {
    "pair": ("two clouds", _pair),
    "xor": ("XOR", _xor),
    "ring": ("disc and ring", _ring),
    "moons": ("two moons", _moons),
    "spirals": ("two spirals", _spirals),
    "line": ("x₂ > x₁ / 2", _above(lambda x: x / 2)),
    "parabola": ("x₂ > x₁² / 2 − 1", _above(lambda x: x**2 / 2 - 1)),
    "corner": ("x₂ > |x₁| − 1", _above(lambda x: np.abs(x) - 1)),
    "sine": ("x₂ > sin 2x₁", _above(lambda x: np.sin(2 * x))),
}
"""Name of a kind of data, what a menu calls it, and the function that draws it."""


@functools.cache
def _drawn(kind):
    """Return points, a displacement for each and their classes, the same in every run."""
    rng = np.random.default_rng(7)
    X, y = KINDS[kind][1](rng, MOST + HELD_BACK)
    return X.round(3), rng.normal(size=X.shape).round(3), y


def points(kind, noise=0.0, m=MOST):
    """Return points to learn from and points to judge by.

    The classes belong to the places before the noise: with it they overlap.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    noise : float, default 0.0
        Standard deviation of what is added to each coordinate.
    m : int, default 200
        Points to learn from.

    Returns
    -------
    (X, y), (X_val, y_val)
        Coordinates (m, 2) and classes (m,), 0 or 1.
    """
    if kind not in KINDS:
        raise ValueError(f"data must be one of {', '.join(KINDS)}, got {kind!r}")
    noise, m = number("noise", noise, low=0, high=3), whole_number("m", m)
    if m > MOST:
        raise ValueError(f"m must be at most {MOST}, got {m}")
    X, displacement, y = _drawn(kind)
    X = X + noise * displacement
    return (X[:m], y[:m]), (X[MOST:], y[MOST:])


def as_data():
    """Return all kinds in types that JSON knows, as the page takes them."""
    data = {}
    for kind, (text, _) in KINDS.items():
        X, displacement, y = _drawn(kind)
        data[kind] = {
            "text": text,
            "X": X.ravel().tolist(),
            "displacement": displacement.ravel().tolist(),
            "y": y.tolist(),
        }
    return data
