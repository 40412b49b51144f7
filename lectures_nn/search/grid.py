"""The grid: what is asked for, which fits that means, and the table of their results."""

import warnings
from contextlib import contextmanager

import joblib
import numpy as np
import pandas as pd
from joblib.parallel import get_active_backend
from sklearn.base import BaseEstimator, clone, is_classifier
from sklearn.metrics import check_scoring
from sklearn.model_selection import ParameterGrid, check_cv
from tqdm.auto import tqdm

from lectures_nn.search.fits import HERE, fit_and_judge, itself, one_blas_thread_and_quiet
from lectures_nn.search.resume import Log
from lectures_nn.validation import instance, whole_number


def grid_search(
    estimator,
    grid,
    X,
    y,
    validation=None,
    cv=None,
    scoring=None,
    n_jobs=None,
    resume=None,
    progress=True,
):
    """Fit an estimator with every combination of hyperparameters.

    Each fit starts from a clone, so that with a whole number as `random_state` a cell gives the
    same scores wherever and in whatever order it runs. A fit uses one BLAS thread; cores are used
    by running fits side by side.

    Parameters
    ----------
    estimator : scikit-learn estimator
        What to fit; it stays as it is.
    grid : dict of lists, or list of dict
        Values to combine, by parameter: ``{"eta": [0.1, 1], "lmbd": [0, 1]}`` has four cells.
        A list of dicts names the cells one by one, for example those of a
        ``sklearn.model_selection.ParameterSampler``.
    X : array_like of shape (m, n)
        Examples to learn from.
    y : array_like of shape (m,)
        Their labels or targets.
    validation : (X, y), optional
        Examples to judge by. Choose on these and keep the test set for the end.
    cv : int or cross-validation splitter, optional
        Judge by folds of X instead; exactly one of `validation` and `cv` has to be given.
    scoring : str or callable, optional
        What to judge by; the estimator's own ``score`` unless given.
    n_jobs : int, optional
        Fits at a time, -1 for one a core; None leaves it to ``joblib.parallel_config``.
    resume : str or path-like, optional
        A file that keeps each finished cell. A search that was interrupted goes on from there;
        a file that holds anything else is refused and left as it is.
    progress : bool, default True
        Show a bar with the time left.

    Returns
    -------
    pandas.DataFrame
        One row a fit, in the order of the grid: the parameters, ``fold`` with `cv`,
        ``train_score``, ``validation_score``, ``outcome`` ("finished"; "diverged", whose scores
        are missing; or "no score", where `scoring` gave NaN for a sound fit) and the ``seconds``
        of the fit.
    """
    instance("estimator", estimator, BaseEstimator)
    cells = _cells(estimator, grid)
    X, y = _rows("X", X), _targets("y", y)
    data, folds = _folds(estimator, X, y, validation, cv)
    instance("progress", progress, bool)
    try:
        if isinstance(scoring, (dict, list, tuple, set)):
            raise TypeError("one score decides")
        scorer = check_scoring(estimator, scoring)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"scoring must be a name known to scikit-learn or a callable, got {scoring!r}: {error}"
        ) from error
    if n_jobs is not None and whole_number("n_jobs", n_jobs, low=-1) == 0:
        raise ValueError("n_jobs must be at least 1, or -1 for one fit a core, got 0")
    tasks = [(i, fold) for i in range(len(cells)) for fold in range(len(folds))]
    log = Log(
        resume, tasks, estimator=estimator, grid=cells, scoring=scoring, data=data, folds=folds
    )
    send = _sender()
    work = (
        joblib.delayed(fit_and_judge)(
            (i, fold),
            clone(estimator).set_params(**cells[i]),
            scorer,
            *map(send, (*data, *folds[fold])),
            HERE,
        )
        for i, fold in tasks
        if (i, fold) not in log.done
    )
    parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")
    with tqdm(
        total=len(tasks), initial=len(log.done), desc="grid search", unit="fit",
        disable=not progress, leave=False,
    ) as bar, one_blas_thread_and_quiet, _stopped_on_error(parallel(work)) as results:  # fmt: skip
        for task, result in results:
            log.add(task, result)
            bar.update()
    names = dict.fromkeys(name for cell in cells for name in cell)
    used = [
        # a cell may leave a parameter to the estimator that another one names
        cell if len(cell) == len(names) else clone(estimator).set_params(**cell).get_params()
        for cell in cells
    ]
    rows = [
        {name: used[i].get(name) for name in names}
        | ({"fold": fold} if cv is not None else {})
        | log.done[i, fold]
        for i, fold in tasks
    ]
    return pd.DataFrame(rows).astype({"train_score": float, "validation_score": float})


def _sender():
    """Return what makes of each table that which a fit gets: the table, or on Dask its future.

    A table in a task would travel with every task. Dask's own way, `scatter`, sends it once, but
    for good: when the worker that has it dies, fits wait for it forever. The result of a task is
    sent once too, and the scheduler can make it again.
    """
    client = getattr(get_active_backend()[0], "client", None)
    futures = {}

    def send(table):
        if table is not None and id(table) not in futures:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Sending large graph")  # this once
                futures[id(table)] = client.submit(itself, table, pure=False)
        return futures.get(id(table))

    return send if client is not None else itself


@contextmanager
def _stopped_on_error(results):
    """Let nothing more be computed when what is done with the results fails."""
    try:
        yield results
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib would report what it throws away
            results.close()


def _rows(name, value):
    """Return a table as it is and everything else as an array with one row an example."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must have a value in every entry, got a masked array")
    if hasattr(value, "iloc"):
        return value
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} must have rows of equal length, got {type(value).__name__}: {error}"
        ) from error
    if array.ndim == 0:
        raise TypeError(f"{name} must hold one row an example, got {type(value).__name__}")
    return array


def _targets(name, value):
    """Return labels or targets as `_rows` does; one that is missing is no target."""
    targets = _rows(name, value)
    array = np.asarray(targets)
    bad = pd.isna(array)
    if array.dtype.kind == "f":
        bad |= np.isinf(array)
    if bad.any():
        row = np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1))[0]
        raise ValueError(
            f"{name} must hold a label or a finite number for each example, got {bad.sum()} "
            f"missing or infinite, the first in row {row}"
        )
    return targets


def _folds(estimator, X, y, validation, cv):
    """Return the tables (X, y, X to judge by, its y), and rows of both for each fold."""
    if (validation is None) == (cv is None):
        got = "neither" if cv is None else "both"
        raise ValueError(f"exactly one of validation and cv must be given, got {got}")
    if len(X) != len(y):
        raise ValueError(f"y must have one entry for each row of X, {len(X)}, got {len(y)}")
    if cv is None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(f"validation must be a pair (X, y), got {type(validation).__name__}")
        X_judge, y_judge = _rows("validation", validation[0]), _targets("validation", validation[1])
        if X_judge.shape[1:] != X.shape[1:] or len(X_judge) != len(y_judge):
            shape = ", ".join(map(str, ("m", *X.shape[1:])))
            raise ValueError(
                f"validation must have rows like X, of shape ({shape}), and as many "
                f"labels, got {X_judge.shape} and {y_judge.shape}"
            )
        return (X, y, X_judge, y_judge), [(None, None)]
    every = np.arange(len(X))
    try:
        splits = list(check_cv(cv, y, classifier=is_classifier(estimator)).split(X, y))
        splits = [(every[np.asarray(learn)], every[np.asarray(judge)]) for learn, judge in splits]
        if not splits or not all(np.ndim(part) and len(part) for fold in splits for part in fold):
            raise ValueError("there must be rows to learn from and rows to judge by")
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise ValueError(
            f"cv must be a number of folds, a splitter or pairs of rows, got {cv!r}: {error}"
        ) from error
    return (X, y, X, y), splits


def _cells(estimator, grid):
    """Return the cells of a grid as a list of dicts."""
    if isinstance(grid, dict):
        try:
            cells = list(ParameterGrid(grid))
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"grid must map each parameter to a list of values: {error}"
            ) from error
    else:
        try:
            cells = list(grid)
        except TypeError as error:
            raise TypeError(
                f"grid must be a dict of lists or a list of dicts, got {type(grid).__name__}"
            ) from error
        for cell in cells:
            instance("each cell of grid", cell, dict)
    if not cells or not all(cells):
        raise ValueError("grid must hold at least one parameter with at least one value, got none")
    known = estimator.get_params()
    for cell in cells:
        for name in cell:
            if name not in known:
                raise ValueError(
                    f"grid must name parameters of {type(estimator).__name__}, got {name!r}: "
                    f"expected some of {sorted(known)}"
                )
    return cells
