"""The record of a training: one number an epoch."""

import math
from dataclasses import dataclass, field

JUDGED = ("cost", "validation_cost", "validation_accuracy")
"""What a `History` has a list of."""


@dataclass
class History:
    """What happened in each finished epoch.

    Attributes
    ----------
    cost : list of float
        Mean over the epoch's batches of the cost that was descended, penalty included,
        each measured just before its step.
    validation_cost : list of float
        Cost on the validation set after the epoch, without penalty; empty without one.
    validation_accuracy : list of float
        Share of validation examples classified rightly; empty where the cost does not classify.
    diverged : bool
        Whether training stopped because the cost was no longer finite.
    interrupted : bool
        Whether training was stopped by hand (Ctrl-C); the network keeps what it learnt.
    best_epoch : int or None
        With early stopping, the epoch (counted from 0) whose parameters the network has now.
    """

    cost: list = field(default_factory=list)
    validation_cost: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    diverged: bool = False
    interrupted: bool = False
    best_epoch: int | None = None

    @property
    def epochs(self):
        """Number of finished epochs."""
        return len(self.cost)

    def add(self, judged):
        """Record one finished epoch.

        Parameters
        ----------
        judged : dict of str to float
            Names among `JUDGED` to numbers.
        """
        for name, value in judged.items():
            getattr(self, name).append(value)

    def followed_by(self, later):
        """Return the history of two trainings of one network, one after the other.

        Parameters
        ----------
        later : History
            Of the second one, which says how it ended and which epoch was the best.

        Returns
        -------
        History
            A list that only one of the two has is filled with NaN for the epochs of the other, so
            that all lists are of one length or empty.
        """
        best = None if later.best_epoch is None else self.epochs + later.best_epoch
        both = History(diverged=later.diverged, interrupted=later.interrupted, best_epoch=best)
        for name in JUDGED:
            parts = [(getattr(part, name), part.epochs) for part in (self, later)]
            if any(numbers for numbers, _ in parts):
                joined = [x for numbers, n in parts for x in numbers or [math.nan] * n]
                setattr(both, name, joined)
        return both
