"""Rosenblatt's perceptron: one threshold node, and the rule that teaches it (1958)."""

import numpy as np

from lectures_nn.activations import heaviside
from lectures_nn.validation import SQUARABLE, batch, generator, real_array, whole_number


class Perceptron:
    """One node with a step activation, y = 1 if x w + b > 0 and 0 otherwise.

    Rosenblatt's rule looks at one example at a time and changes nothing while the answer is
    right. A wrong answer moves the weights by the example itself: w += (y - answer) x,
    b += y - answer. For classes that a line (a hyperplane) separates it stops after at most
    (R / gamma)^2 changes (Novikoff, 1962); see `convergence_bound`.

    Attributes
    ----------
    w : ndarray of shape (n,)
        Weights; zero before `fit`.
    b : float
        Bias.
    path : list of (ndarray, float)
        w and b at the start and after every change.
    converged : bool
        Whether a whole pass went by without a change.
    """

    def __init__(self):
        self.w = None
        self.b = 0.0
        self.path = []
        self.converged = False

    def fit(self, X, y, max_epochs=100, rng=None):
        """Learn from the examples until a whole pass is right or the passes run out.

        Parameters
        ----------
        X : array_like of shape (m, n)
            Examples.
        y : array_like of shape (m,)
            Labels, 0 or 1.
        max_epochs : int, default 100
            Largest number of passes over the examples.
        rng : None, int, Generator or RandomState, optional
            Shuffles the examples before every pass; None keeps their order.

        Returns
        -------
        Perceptron
            itself
        """
        X = batch("X", X, largest=SQUARABLE)
        y = _checked_labels(y, len(X))
        max_epochs = whole_number("max_epochs", max_epochs)
        rng = None if rng is None else generator("rng", rng)

        self.w, self.b, self.converged = np.zeros(X.shape[1]), 0.0, False
        self.path = [(self.w.copy(), self.b)]
        for _ in range(max_epochs):
            order = range(len(X)) if rng is None else rng.permutation(len(X))
            changes = sum(self._learn(X[i], y[i]) for i in order)
            if changes == 0:
                self.converged = True
                break
        return self

    def _learn(self, x, y):
        """Look at one example; return whether the weights had to change."""
        error = y - float(x @ self.w + self.b > 0)
        if error == 0:
            return False
        self.w = self.w + error * x
        self.b += error
        self.path.append((self.w.copy(), self.b))
        return True

    @property
    def updates(self):
        """Number of changes that `fit` made."""
        return max(len(self.path) - 1, 0)

    def predict(self, X):
        """Return 0 or 1 for each example, shape (m,).

        Parameters
        ----------
        X : array_like of shape (m, n)

        Raises
        ------
        RuntimeError
            If the perceptron has not been fitted.
        TypeError, ValueError
            If X does not have the shape it was fitted with.
        """
        if self.w is None:
            raise RuntimeError("predict needs a fitted perceptron: call fit(X, y) first")
        X = batch("X", X, n_features=len(self.w), largest=SQUARABLE)
        return heaviside(X @ self.w + self.b).astype(int)

    def __repr__(self):
        """Show what was learnt."""
        if self.w is None:
            return "Perceptron(not fitted)"
        end = "converged" if self.converged else "not converged"
        return f"Perceptron(w={np.round(self.w, 4)}, b={self.b:g}, {self.updates} updates, {end})"


def convergence_bound(X, y, w, b):
    """Return the largest number of updates Rosenblatt's rule can need, (R / gamma)^2.

    With a 1 appended to each example, so that the bias is one more weight: R is the length of
    the longest example, gamma the smallest distance from an example to the given separating
    plane. Any plane that separates the classes gives a bound; the widest gap gives the best.

    Parameters
    ----------
    X : array_like of shape (m, n)
        Examples.
    y : array_like of shape (m,)
        Labels, 0 or 1.
    w : array_like of shape (n,)
        Weights of a plane that separates the classes.
    b : float
        Its bias.

    Returns
    -------
    float

    References
    ----------
    A. Novikoff, "On convergence proofs for perceptrons", 1962.
    """
    X = batch("X", X, largest=SQUARABLE)
    sign = 2 * _checked_labels(y, len(X)) - 1
    w = real_array("w", w, ndim=1, largest=SQUARABLE)
    if w.shape != X.shape[1:]:
        raise ValueError(f"w must have shape {X.shape[1:]}, got {w.shape}")
    plane = np.append(w, real_array("b", b, ndim=0, largest=SQUARABLE))
    extended = np.column_stack([X, np.ones(len(X))])
    if not plane.any():
        raise ValueError("w and b must describe a plane, got only zeros")
    gamma = (sign * (extended @ plane)).min() / np.linalg.norm(plane)
    if gamma <= 0:
        raise ValueError(
            "w and b must separate the classes, got a plane with an example on it or on the "
            "wrong side"
        )
    R = np.linalg.norm(extended, axis=1).max()
    return float((R / gamma) ** 2)


def _checked_labels(y, m):
    y = real_array("y", y)
    if y.shape != (m,):
        raise ValueError(f"y must have shape ({m},), got {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y must hold the labels 0 and 1, got {np.unique(y)[:5]}")
    return y
