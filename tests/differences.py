"""A derived gradient beside finite differences, fit for any point that a test may draw."""

import numpy as np

from lectures_nn.gradients import numerical_gradient


def gradient_error(f, theta, eps=1e-4):
    """Return ||derived - numerical|| / max(1, ||derived||) for f(theta) = (J, gradient).

    check_gradient divides by the gradient's length alone. A drawn point may lie near a minimum,
    where little but the error of the difference, of order eps^2 f''', is left to compare. Here a
    gradient shorter than 1 is compared absolutely; and two step lengths together (Richardson)
    leave an error of order eps^4.
    """
    derived = np.array(f(theta)[1])
    near, far = (numerical_gradient(f, theta, step) for step in (eps, 2 * eps))
    numerical = (4 * near - far) / 3
    return np.linalg.norm(derived - numerical) / max(1, np.linalg.norm(derived))
