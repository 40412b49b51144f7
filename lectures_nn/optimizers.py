"""Optimizers: one update of the whole parameter vector from its gradient.

Each has ``step(theta, grad)``, which changes theta in place. None knows the network: theta is
a plain vector. What an optimizer remembers between steps starts at zero and follows one theta.
"""

from abc import ABC, abstractmethod

import numpy as np

from lectures_nn.described import Described
from lectures_nn.validation import instance, number


class Optimizer(Described, ABC):
    """What the optimizers share. A subclass writes `update`, with `remembered` for its memory.

    Attributes
    ----------
    memory : list of ndarray or None
        What is kept between steps, each of the shape and type of theta.
    steps : int
        How many steps the memory is made of.
    """

    memory = None
    steps = 0
    _followed = None  # the theta that the memory belongs to

    def step(self, theta, grad):
        """Change theta by one update, in place.

        Parameters
        ----------
        theta : ndarray of float64 or float32, any shape
            Parameters.
        grad : ndarray of the shape and type of theta
            Their gradient; it stays as it is. NaN and infinity in it are left to whoever looks at
            the cost.

        Notes
        -----
        Where the numbers are too large for the step, theta stays as it was and the optimizer
        forgets what it remembered.
        """
        arrays = type(theta) is type(grad) is np.ndarray
        same = arrays and theta.dtype == grad.dtype and theta.shape == grad.shape
        if not same or theta.dtype.char not in "df" or not theta.flags.writeable:
            _refuse_misfit(theta, grad)
        before = theta.copy()
        try:
            with np.errstate(over="raise"):
                self.update(theta, grad)
        except FloatingPointError:
            theta[...] = before
            self.reset()
            _refuse_size(theta, grad)

    @abstractmethod
    def update(self, theta, grad):
        """Change theta in place; it and grad, which stays as it is, have been checked."""

    def remembered(self, theta, how_many):
        """Return the arrays kept between steps: zeros at the first step with this theta.

        Parameters
        ----------
        theta : ndarray
            Another one than at the last step, also one of the same shape, begins anew.
        how_many : int
            Number of arrays.

        Returns
        -------
        list of ndarray
        """
        if not self._follows(theta):
            self.memory, self.steps = [np.zeros_like(theta) for _ in range(how_many)], 0
        self._followed = theta
        self.steps += 1
        return self.memory

    def reset(self):
        """Forget everything remembered from earlier steps."""
        self.memory = self._followed = None
        self.steps = 0

    def _follows(self, theta):
        """Say whether the memory belongs to this theta."""
        if self.memory is None:
            return False
        if self._followed is theta:
            return True
        kept = self.memory[0]
        if (kept.shape, kept.dtype) != (theta.shape, theta.dtype):
            return False
        return self._followed is None or _place(self._followed) == _place(theta)

    def __getstate__(self):
        """Copy without theta: the copy goes on with the first theta that its memory fits."""
        return {**vars(self), "_followed": None}


def _place(array):
    """Return where in memory an array lies."""
    return array.__array_interface__["data"], array.strides


def _refuse_misfit(theta, grad):
    """Say what is wrong; a step itself has no time to look closely."""
    for name, vector in (("theta", theta), ("grad", grad)):
        if not isinstance(vector, np.ndarray) or vector.dtype.char not in "df":
            kind = vector.dtype if isinstance(vector, np.ndarray) else type(vector).__name__
            raise TypeError(f"{name} must be an array of float64 or float32, got {kind}")
    if theta.shape != grad.shape:
        raise ValueError(f"grad must have the shape of theta, {theta.shape}, got {grad.shape}")
    if theta.dtype != grad.dtype:
        raise TypeError(f"grad must have the type of theta, {theta.dtype}, got {grad.dtype}")
    if not theta.flags.writeable:
        raise ValueError("theta must be an array that can be written to, got a read-only one")


def _refuse_size(theta, grad):
    """Say which of the two is too large for a step."""
    sizes = {"theta": np.abs(theta).max(), "grad": np.abs(grad).max()}
    name = max(sizes, key=sizes.get)
    raise ValueError(
        f"{name} must be small enough that a step and its squares stay finite, "
        f"got values up to {sizes[name]:.3g}"
    ) from None


class GradientDescent(Optimizer):
    """theta <- theta - eta grad.

    Parameters
    ----------
    eta : float
        Learning rate.
    """

    def __init__(self, eta):
        self.eta = number("eta", eta, above=0)

    def update(self, theta, grad):
        """Make one step of theta, in place."""
        theta -= self.eta * grad


class Momentum(Optimizer):
    """v <- gamma v + eta grad; theta <- theta - v (Polyak, 1964).

    Parameters
    ----------
    eta : float
        Learning rate.
    gamma : float, default 0.9
        Share of the last velocity that is kept.
    """

    def __init__(self, eta, gamma=0.9):
        self.eta = number("eta", eta, above=0)
        self.gamma = number("gamma", gamma, low=0, below=1)

    def update(self, theta, grad):
        """Make one step of theta, in place."""
        (v,) = self.remembered(theta, 1)
        v *= self.gamma
        v += self.eta * grad
        theta -= v


class RMSProp(Optimizer):
    """s <- rho s + (1 - rho) grad^2; theta <- theta - eta grad / (sqrt(s) + eps) (Hinton, 2012).

    Parameters
    ----------
    eta : float, default 0.001
        Learning rate.
    rho : float, default 0.9
        Share of the last mean square that is kept.
    eps : float, default 1e-7
        Keeps the quotient finite.
    """

    def __init__(self, eta=0.001, rho=0.9, eps=1e-7):
        self.eta = number("eta", eta, above=0)
        self.rho = number("rho", rho, low=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(self, theta, grad):
        """Make one step of theta, in place."""
        (s,) = self.remembered(theta, 1)
        s *= self.rho
        s += (1 - self.rho) * grad**2
        theta -= self.eta * grad / (np.sqrt(s) + self.eps)


class Adam(Optimizer):
    """Momentum and RMSProp together, both corrected for their start at zero (Kingma and Ba, 2015).

    Parameters
    ----------
    eta : float, default 0.001
        Learning rate.
    beta1, beta2 : float, defaults 0.9 and 0.999
        Shares of the last mean and the last mean square that are kept.
    eps : float, default 1e-8
        Keeps the quotient finite.
    """

    def __init__(self, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.eta = number("eta", eta, above=0)
        self.beta1 = number("beta1", beta1, low=0, below=1)
        self.beta2 = number("beta2", beta2, low=0, below=1)
        self.eps = number("eps", eps, above=0)

    def update(self, theta, grad):
        """Make one step of theta, in place."""
        m, s = self.remembered(theta, 2)
        m *= self.beta1
        m += (1 - self.beta1) * grad
        s *= self.beta2
        s += (1 - self.beta2) * grad**2
        m_hat = m / (1 - self.beta1**self.steps)
        s_hat = s / (1 - self.beta2**self.steps)
        theta -= self.eta * m_hat / (np.sqrt(s_hat) + self.eps)


class ClippedNorm(Optimizer):
    """Another optimizer, given gradients of limited length (Pascanu, Mikolov and Bengio, 2013).

    grad <- grad limit / ||grad|| where ||grad|| exceeds the limit: the direction stays.

    Parameters
    ----------
    optimizer : Optimizer
        Makes the step.
    limit : float
        Largest length of the gradient, the norm over all parameters together.
    """

    def __init__(self, optimizer, limit):
        self.optimizer = instance("optimizer", optimizer, Optimizer)
        self.limit = number("limit", limit, above=0)

    def update(self, theta, grad):
        """Make one step of theta, in place."""
        largest = float(np.abs(grad).max(initial=0))
        if 0 < largest < np.inf:  # what is not finite stays so, for training to notice
            length = largest * float(np.linalg.norm(grad / largest))  # squares cannot overflow
            if length > self.limit:
                grad = grad * (self.limit / length)
        self.optimizer.update(theta, grad)

    def reset(self):
        """Let the inner optimizer forget everything remembered from earlier steps."""
        self.optimizer.reset()
