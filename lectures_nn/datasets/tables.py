"""Small made-up tables whose truth is known."""

import numpy as np

from lectures_nn.validation import generator, number, whole_number


def body_mass(m, rng=None):
    """Draw heights and weights of m people and their body-mass index.

    Heights are normal with mean 1.72 m and standard deviation 0.09 m; the index itself is drawn
    from a normal with mean 25 and standard deviation 4 and the weight follows from it, so that
    the target is known exactly: weight / height^2.

    Parameters
    ----------
    m : int
        Number of people.
    rng : None, int, Generator or RandomState
        Source of randomness.

    Returns
    -------
    X : ndarray of shape (m, 2)
        Height in metres and weight in kilograms.
    y : ndarray of shape (m,)
        Body-mass index in kilograms per square metre.
    """
    m, rng = whole_number("m", m), generator("rng", rng)
    height = np.clip(rng.normal(1.72, 0.09, m), 1.4, 2.1)
    index = np.clip(rng.normal(25, 4, m), 15, 45)
    return np.column_stack([height, index * height**2]), index


def noisy_curve(m, noise=0.1, rng=None):
    """Draw points of a curve that no straight line fits, y = sin(2 pi x) + x / 2 + noise.

    Parameters
    ----------
    m : int
        Number of points, x uniform in 0..1.
    noise : float, default 0.1
        Standard deviation of the normal noise on y.
    rng : None, int, Generator or RandomState
        Source of randomness.

    Returns
    -------
    X : ndarray of shape (m, 1)
    y : ndarray of shape (m,)
    """
    m, noise, rng = whole_number("m", m), number("noise", noise, low=0), generator("rng", rng)
    x = rng.uniform(0, 1, m)
    return x[:, None], np.sin(2 * np.pi * x) + x / 2 + noise * rng.standard_normal(m)
