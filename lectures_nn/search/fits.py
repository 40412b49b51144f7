"""One fit of a search, on whatever process or thread it runs, and how its outcome is judged."""

import functools
import threading
import time
import uuid
import warnings
from contextlib import ExitStack, nullcontext

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import ThreadpoolController

from lectures_nn.training import TrainingDiverged

HERE = uuid.uuid4().hex
"""The name of this process, among all that take part in a search."""


def fit_and_judge(task, estimator, scorer, X, y, X_judge, y_judge, learn, judge, caller):
    """Fit one cell on one fold.

    Parameters
    ----------
    task : tuple
        What the caller calls this fit.
    estimator : scikit-learn estimator
        Fitted in place.
    scorer : callable
        What to judge by, as ``scorer(estimator, X, y)``.
    X, y : array or frame
        Examples to learn from, with their labels or targets.
    X_judge, y_judge : array or frame
        Examples to judge by.
    learn, judge : ndarray of int, optional
        Which rows of each to take; None means all of them.
    caller : str
        `HERE` of the process that searches.

    Returns
    -------
    task : tuple
        As it came.
    result : dict
        ``train_score``, ``validation_score``, ``outcome`` and ``seconds``.
    """
    fold = [(_taken(X, learn), _taken(y, learn)), (_taken(X_judge, judge), _taken(y_judge, judge))]
    # Where the caller's own process or threads work, it has seen to the process itself.
    process = nullcontext() if caller == HERE else one_blas_thread_and_quiet
    # The number of threads of OpenMP belongs to a thread, not to the process.
    with process, _threads("openmp").limit(limits=1), np.errstate(all="ignore"):
        start = time.perf_counter()
        try:
            estimator.fit(*fold[0])
            outcome = "finished"
        except TrainingDiverged:
            outcome = "diverged"
        except ValueError as error:
            if "non-finite" not in str(error):  # what scikit-learn's networks say
                raise
            outcome = "diverged"
        seconds, scores = time.perf_counter() - start, (None, None)
        if outcome == "finished":
            outcome, scores = _judged(estimator, fold, scorer)
    return task, {
        "train_score": scores[0],
        "validation_score": scores[1],
        "outcome": outcome,
        "seconds": seconds,
    }


def itself(table):
    """Return what is given.

    Parameters
    ----------
    table : object

    Returns
    -------
    object
    """
    return table


def is_result(result):
    """Say whether this could be what a fit gave.

    Parameters
    ----------
    result : object
        What was read from a file.

    Returns
    -------
    bool
    """
    names = ["train_score", "validation_score", "outcome", "seconds"]
    if not isinstance(result, dict) or list(result) != names:
        return False
    *scores, outcome, seconds = result.values()
    if type(seconds) is not float or not 0 <= seconds < np.inf:
        return False
    if outcome == "diverged":
        return scores == [None, None]
    if not all(type(score) is float for score in scores):
        return False
    return outcome == ("finished" if np.isfinite(scores).all() else "no score")


def _taken(table, rows):
    if rows is None:
        return table
    return table.iloc[rows] if hasattr(table, "iloc") else table[rows]


def _judged(estimator, fold, scorer):
    """Return the outcome of a fit that came to its end, and its scores."""
    try:
        scores = [_score(scorer, estimator, X, y) for X, y in fold]
    except ValueError:
        if _predicts_numbers(estimator, fold):
            raise
        return "diverged", (None, None)  # in its last step, which no cost has seen
    if np.isfinite(scores).all():
        return "finished", scores
    if np.isnan(scores).any() and _predicts_numbers(estimator, fold):
        return "no score", scores
    return "diverged", (None, None)


def _score(scorer, estimator, X, y):
    score = scorer(estimator, X, y)
    if np.ndim(score) or np.asarray(score).dtype.kind not in "fiub":
        raise TypeError(f"scoring must return one number, got {score!r}")
    return float(score)


def _predicts_numbers(estimator, fold):
    """Say whether a fit predicts finite numbers, or labels."""
    try:
        predictions = [np.asarray(estimator.predict(X)) for X, _ in fold]
    except (AttributeError, ValueError) as error:
        return "output must be finite" not in str(error)  # what a network says
    return all(p.dtype.kind != "f" or np.isfinite(p).all() for p in predictions)


@functools.cache
def _threads(api):
    """Return the control of this process's pools of threads; finding it takes milliseconds."""
    return ThreadpoolController().select(user_api=api)


class _ForTheWholeProcess:
    """One BLAS thread and no warnings of training, while anybody needs that in this process.

    Both belong to the process and not to a thread: were each thread to save and restore them, the
    last one would bring back what the first had set. So the first to come saves how things were,
    and the last to go brings that back.
    """

    def __init__(self):
        self._lock, self._inside, self._before = threading.Lock(), 0, None

    def __enter__(self):
        with self._lock:
            if self._inside == 0:
                with ExitStack() as stack:
                    stack.enter_context(_threads("blas").limit(limits=1))
                    stack.enter_context(warnings.catch_warnings())
                    # The number of epochs is a hyperparameter, so "not converged" is no news.
                    warnings.simplefilter("ignore", ConvergenceWarning)
                    warnings.simplefilter("ignore", RuntimeWarning)
                    self._before = stack.pop_all()
            self._inside += 1

    def __exit__(self, *_):
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._before.close()


one_blas_thread_and_quiet = _ForTheWholeProcess()
