"""Search for hyperparameters: train one estimator with every combination and compare.

The cells of a grid know nothing of each other, so joblib runs them: one after the other, on all
cores, or on a Dask cluster, which is one changed line around the call:

    with joblib.parallel_config(backend="dask"):
        grid_search(...)

Dask needs its packages (``pip install dask distributed``) and a client that was made before, of a
cluster on this machine, ``Client(LocalCluster(threads_per_worker=1))``, or of a real one by the
address of its scheduler, ``Client("tcp://scheduler:8786")``, whose workers have this package
installed too. A worker that dies takes nothing with it: its fits are done again elsewhere.

Under Linux, Dask has its workers give each freed block of memory back at once, which costs small
networks a third of their speed. Set before the cluster is made, this leaves them the memory:

    threshold = "distributed.nanny.pre-spawn-environ.MALLOC_{}_THRESHOLD_"
    dask.config.set({threshold.format(name): 2**25 for name in ("TRIM", "MMAP")})
"""

import functools
import json
import os
import pickle
import time
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone, is_classifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import check_scoring
from sklearn.model_selection import ParameterGrid, check_cv
from threadpoolctl import ThreadpoolController
from tqdm.auto import tqdm

from lectures_nn.training import TrainingDiverged
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
    X, y = _rows("X", X), _rows("y", y)
    folds = _folds(estimator, X, y, validation, cv)
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
    log = _Log(resume, estimator, cells, scoring, X, y, folds)
    work = (
        joblib.delayed(_fit_and_judge)(
            (i, fold), clone(estimator).set_params(**cells[i]), folds[fold], scorer
        )
        for i, fold in tasks
        if (i, fold) not in log.done
    )
    parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")
    with tqdm(
        total=len(tasks), initial=len(log.done), desc="grid search", unit="fit",
        disable=not progress, leave=False,
    ) as bar:  # fmt: skip
        for task, result in parallel(work):
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


def _fit_and_judge(task, estimator, fold, scorer):
    """Fit one cell on one fold; return the task with its scores."""
    start = time.perf_counter()
    # The number of epochs is a hyperparameter here, so "not converged" is no news.
    with _threads().limit(limits=1), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
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
            outcome, scores = _judge(estimator, fold, scorer)
    return task, {
        "train_score": scores[0],
        "validation_score": scores[1],
        "outcome": outcome,
        "seconds": seconds,
    }


def _judge(estimator, fold, scorer):
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
def _threads():
    """Return the control of this process's BLAS threads; finding it takes milliseconds."""
    return ThreadpoolController()


class _Log:
    """Finished cells, in memory and, if wished, in a file of one JSON line a cell."""

    def __init__(self, path, estimator, cells, scoring, *data):
        self.done, self.path = {}, None
        if path is None:
            return
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"resume must be a file name, got {type(path).__name__}")
        self.path = Path(path)
        known = [type(estimator).__name__, estimator.get_params(), cells, scoring, *data]
        try:
            search = {"search": joblib.hash(known)}
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            raise TypeError(
                "resume needs arguments that pickle can store, such as functions with a name of "
                f"their own, got scoring={scoring!r}: {error.args[0]}"
            ) from error
        lines = self._whole_lines(search)
        if not lines:
            self._append(search)
        for line in lines[1:]:
            self.done[tuple(line["task"])] = line["result"]

    def add(self, task, result):
        self.done[task] = result
        if self.path is not None:
            self._append({"task": task, "result": result})

    def _append(self, line):
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _whole_lines(self, search):
        """Return what the file holds; a line that an interruption cut off is cut from it."""
        if self.path.is_dir() or not self.path.parent.is_dir():
            raise ValueError(f"resume must be a file in an existing folder, got {str(self.path)!r}")
        if not self.path.exists():
            return []
        content = self.path.read_bytes()
        end = content.rfind(b"\n") + 1
        try:
            lines = [json.loads(line) for line in content[:end].splitlines()]
        except ValueError:
            lines = [None]
        header = json.dumps(search).encode()
        ours = _is_result_log(lines) if lines else header.startswith(content)
        if not ours:
            raise ValueError(
                f"resume must be a file that grid_search wrote, got {self.path.name}, which holds "
                "something else"
            )
        if lines and lines[0] != search:
            raise ValueError(
                f"resume must be a file of this search, got {self.path.name}, which was begun with "
                "another estimator, grid, scoring or other data: name another file or delete it"
            )
        if end < len(content):  # only now is it certain whose file this is
            os.truncate(self.path, end)
        return lines


def _is_result_log(lines):
    """Say whether these are the name of a search and its finished cells."""
    return (
        all(isinstance(line, dict) for line in lines)
        and [*lines[0]] == ["search"]
        and all(
            line.keys() == {"task", "result"}
            and isinstance(line["task"], list)
            and isinstance(line["result"], dict)
            and line["result"].keys() == {"train_score", "validation_score", "outcome", "seconds"}
            for line in lines[1:]
        )
    )


def _rows(name, value):
    """Return a table as it is and everything else as an array with one row an example."""
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


def _folds(estimator, X, y, validation, cv):
    """Return pairs of (X, y) to learn from and (X, y) to judge by."""
    if (validation is None) == (cv is None):
        got = "neither" if cv is None else "both"
        raise ValueError(f"exactly one of validation and cv must be given, got {got}")
    if len(X) != len(y):
        raise ValueError(f"y must have one entry for each row of X, {len(X)}, got {len(y)}")
    if cv is None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(f"validation must be a pair (X, y), got {type(validation).__name__}")
        X_judge, y_judge = (_rows("validation", part) for part in validation)
        if X_judge.shape[1:] != X.shape[1:] or len(X_judge) != len(y_judge):
            shape = ", ".join(map(str, ("m", *X.shape[1:])))
            raise ValueError(
                f"validation must have rows like X, of shape ({shape}), and as many "
                f"labels, got {X_judge.shape} and {y_judge.shape}"
            )
        return [((X, y), (X_judge, y_judge))]
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
    return [tuple((_take(X, part), _take(y, part)) for part in split) for split in splits]


def _take(table, rows):
    return table.iloc[rows] if hasattr(table, "iloc") else table[rows]


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
