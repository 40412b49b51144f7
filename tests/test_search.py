"""Grid search: the same scores in every order, on every engine, and after an interruption."""

import contextlib
import io
import itertools
import json
import os
import signal
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, ParameterSampler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_info, threadpool_limits

from lectures_nn.datasets import load_digits_8x8
from lectures_nn.estimators import NeuralNetworkClassifier
from lectures_nn.search import grid_search, resume

DIGITS = load_digits_8x8()
X, Y = DIGITS.X[:300], DIGITS.labels[:300]
VALIDATION = DIGITS.X[300:500], DIGITS.labels[300:500]
MODEL = NeuralNetworkClassifier(
    (20,), "sigmoid", epochs=5, batch_size=50, optimizer="gradient_descent", random_state=0
)
GRID = {"eta": [0.1, 1.0, 10.0], "lmbd": [0.0, 0.1]}


def scores(frame):
    return frame.drop(columns="seconds")


def test_every_cell_is_what_a_plain_loop_finds():
    found = grid_search(MODEL, GRID, X, Y, validation=VALIDATION, progress=False)
    expected = []
    for eta in GRID["eta"]:
        for lmbd in GRID["lmbd"]:
            model = NeuralNetworkClassifier(
                (20,), "sigmoid", eta, lmbd, 5, 50, "gradient_descent", random_state=0
            ).fit(X, Y)
            row = (eta, lmbd, model.score(X, Y), model.score(*VALIDATION), "finished")
            expected.append(row)
    names = ["eta", "lmbd", "train_score", "validation_score", "outcome"]
    pd.testing.assert_frame_equal(scores(found), pd.DataFrame(expected, columns=names))
    assert (found["seconds"] > 0).all()


def test_folds_agree_with_sklearns_own_search():
    folds = KFold(3, shuffle=True, random_state=1)
    ours = grid_search(MODEL, GRID, X, Y, cv=folds, progress=False)
    its = GridSearchCV(MODEL, GRID, cv=folds, return_train_score=True).fit(X, Y).cv_results_
    assert list(ours["fold"]) == [0, 1, 2] * 6
    for fold in range(3):
        part = ours[ours["fold"] == fold]
        assert np.array_equal(part["validation_score"], its[f"split{fold}_test_score"])
        assert np.array_equal(part["train_score"], its[f"split{fold}_train_score"])


def test_frames_pipelines_scorings_and_sampled_cells():
    frame = pd.DataFrame(X, columns=[f"pixel {i}" for i in range(64)])
    model = make_pipeline(StandardScaler(), KNeighborsClassifier())
    cells = list(ParameterSampler({"kneighborsclassifier__n_neighbors": range(1, 9)}, 3,
                                  random_state=0))  # fmt: skip
    found = grid_search(
        model, cells, frame, pd.Series(Y), cv=2, scoring="neg_log_loss", progress=False
    )
    assert len(found) == 6
    assert (found["validation_score"] < 0).all()
    rates = ParameterSampler({"eta": loguniform(0.01, 1)}, 4, random_state=0)
    found = grid_search(MODEL, rates, X, Y, validation=VALIDATION, progress=False)
    assert found["eta"].nunique() == 4


@pytest.mark.parametrize("model", [
    MODEL,
    MLPClassifier((20,), solver="sgd", alpha=1e3, max_iter=20, random_state=0),
], ids=["ours", "scikit-learn"])  # fmt: skip
def test_diverged_cells_are_marked_and_have_no_score(model):
    name = "eta" if model is MODEL else "learning_rate_init"
    model = model if model is not MODEL else MODEL.set_params(lmbd=1e3)
    try:
        found = grid_search(model, {name: [0.01 if model is MODEL else 1e-4, 1e6]}, X, Y,
                            validation=VALIDATION, progress=False)  # fmt: skip
    finally:
        MODEL.set_params(lmbd=0.0)
    assert list(found["outcome"]) == ["finished", "diverged"]
    assert found["validation_score"].isna().tolist() == [False, True]
    assert found["train_score"].isna().tolist() == [False, True]


def test_a_cell_that_only_its_last_step_breaks_is_marked():
    """theta is huge but finite, and no cost has seen it: the outputs overflow."""
    model = NeuralNetworkClassifier(
        (20, 20), "identity", epochs=1, batch_size=50, optimizer="gradient_descent", random_state=0
    )
    found = grid_search(model, {"eta": [0.1, 100.0]}, X, Y, validation=VALIDATION, progress=False)
    assert list(found["outcome"]) == ["finished", "diverged"]
    with pytest.warns(RuntimeWarning), pytest.raises(ValueError, match="output must be finite"):
        model.set_params(eta=100.0).fit(X, Y).score(X, Y)  # what the search has to cope with


class Infinite(Ridge):
    def predict(self, X):
        return super().predict(X) + np.inf


def no_number(estimator, X, y):
    return np.nan


def refuses(estimator, X, y):
    raise ValueError("no such score")


@pytest.mark.parametrize("scoring", [None, no_number, "neg_mean_squared_error"])
def test_predictions_that_are_no_numbers_are_divergence_for_every_scorer(scoring):
    found = grid_search(Infinite(), {"alpha": [1.0]}, X, Y, cv=2, scoring=scoring, progress=False)
    assert set(found["outcome"]) == {"diverged"}


class OneIsMissing(Ridge):
    """One prediction of many is no number, of the rows learnt from or of the others."""

    def predict(self, X):
        predictions = super().predict(X)
        if (len(X) > 150) == (self.alpha < 2):
            predictions[len(X) // 2] = self.alpha % 1 or np.nan
            predictions[len(X) // 2] *= np.inf
        return predictions


@pytest.mark.parametrize("alpha", [1.0, 1.5, 3.0, 3.5])
@pytest.mark.parametrize("scoring", [None, no_number, "neg_mean_squared_error"])
def test_one_prediction_that_is_no_number_is_enough(alpha, scoring):
    found = grid_search(
        OneIsMissing(), {"alpha": [alpha]}, X, Y, cv=[(range(200), range(200, 300))],
        scoring=scoring, progress=False,
    )  # fmt: skip
    assert found["outcome"].tolist() == ["diverged"]
    assert found[["train_score", "validation_score"]].isna().to_numpy().all()


@pytest.mark.parametrize("model", [MODEL, Ridge()])
def test_a_scorer_without_a_number_is_not_taken_for_divergence(model):
    cell = {next(iter(model.get_params())): [next(iter(model.get_params().values()))]}
    found = grid_search(model, cell, X, Y, cv=2, scoring=no_number, progress=False)
    assert list(found["outcome"]) == ["no score"] * 2
    assert found["validation_score"].isna().all()
    with pytest.raises(ValueError, match="no such score"):
        grid_search(model, cell, X, Y, cv=2, scoring=refuses, progress=False)


@pytest.mark.parametrize("score", ["good", None, [1.0, 2.0], {"r2": 1.0}])
def test_a_scorer_returns_one_number(score):
    def scoring(estimator, X, y):
        return score

    with pytest.raises(TypeError, match="scoring must return one number, got"):
        grid_search(Ridge(), {"alpha": [1.0]}, X, Y, cv=2, scoring=scoring, progress=False)


def test_a_cell_shows_what_it_took_from_the_estimator():
    cells = [{"alpha": 3.0}, {"tol": 0.5}]
    found = grid_search(Ridge(alpha=7.0), cells, X, Y, validation=VALIDATION, progress=False)
    assert list(found["alpha"]) == [3.0, 7.0]
    assert list(found["tol"]) == [Ridge().tol, 0.5]


def test_another_error_is_not_taken_for_divergence():
    with pytest.raises(ValueError, match="batch_size"):
        grid_search(MODEL, {"batch_size": [50, 0]}, X, Y, validation=VALIDATION, progress=False)


def test_two_processes_give_the_serial_scores_and_one_thread_each():
    serial = grid_search(MODEL, GRID, X, Y, cv=2, progress=False)
    both = grid_search(MODEL, GRID, X, Y, cv=2, n_jobs=2, progress=False)
    pd.testing.assert_frame_equal(scores(both), scores(serial))
    threads = grid_search(ThreadCounter(), {"alpha": [1.0, 2.0]}, X, Y, cv=2, n_jobs=2,
                          progress=False)  # fmt: skip
    assert set(threads["validation_score"]) == {1.0}


class Elsewhere(Ridge):
    """Its score is the number of the process that judges it."""

    def score(self, X, y):
        return os.getpid()


def test_minus_one_uses_every_core():
    cells = {"alpha": np.linspace(1, 2, 4 * joblib.cpu_count()).tolist()}
    workers = set(grid_search(Elsewhere(), cells, X, Y, cv=2, n_jobs=-1, progress=False)
                  ["validation_score"])  # fmt: skip
    if joblib.cpu_count() > 1:
        assert os.getpid() not in workers
        assert 1 < len(workers) <= joblib.cpu_count()
    serial = grid_search(MODEL, GRID, X, Y, cv=2, progress=False)
    found = grid_search(MODEL, GRID, X, Y, cv=2, n_jobs=-1, progress=False)
    pd.testing.assert_frame_equal(scores(found), scores(serial))


class Overlapping(Ridge):
    """Two of these fits at a time: the first to begin is the first to end, and they warn."""

    turns, met = itertools.count(), threading.Barrier(2)

    def fit(self, X, y):
        turn = next(self.turns)
        self.met.wait(timeout=600)
        warnings.warn("not there yet", ConvergenceWarning, stacklevel=2)
        if turn % 2:
            time.sleep(0.2)
        return super().fit(X, y)


def of_the_process():
    """Return what a search must leave as it was."""
    return (
        list(warnings.filters),
        [(pool["filepath"], pool["num_threads"]) for pool in threadpool_info()],
    )


@pytest.fixture
def two_threads():
    """Give BLAS two threads, so that a limit of one is seen."""
    with threadpool_limits(2):
        yield


@pytest.mark.usefixtures("two_threads")
def test_threads_leave_warnings_and_blas_as_they_were():
    before = of_the_process()
    with joblib.parallel_config("threading"):
        found = grid_search(
            Overlapping(), {"alpha": [1.0, 2.0]}, X, Y, cv=2, n_jobs=2, progress=False
        )
        assert of_the_process() == before
        threads = grid_search(
            ThreadCounter(), {"alpha": [1.0, 2.0]}, X, Y, cv=2, n_jobs=2, progress=False
        )
    assert of_the_process() == before
    assert (found["outcome"] == "finished").all()
    assert set(threads["validation_score"]) == {1.0}


class Stopped(Ridge):
    """Interrupted in its first fit; a later one waits, and so is under way by then."""

    entered = threading.Event()

    def fit(self, X, y):
        if self.alpha == 1.0:
            self.entered.wait(timeout=600)
            raise KeyboardInterrupt
        self.entered.set()
        time.sleep(0.5)
        return super().fit(X, y)


@pytest.mark.usefixtures("two_threads")
def test_a_stopped_search_leaves_them_too_and_records_no_fit_that_was_under_way(tmp_path):
    before, file = of_the_process(), tmp_path / "grid.jsonl"
    grid = {"alpha": [1.0, 2.0, 3.0, 4.0, 5.0]}
    with joblib.parallel_config("threading"), pytest.raises(KeyboardInterrupt):
        grid_search(Stopped(), grid, X, Y, validation=VALIDATION, n_jobs=2, progress=False,
                    resume=file)  # fmt: skip
    assert of_the_process() == before
    assert len(file.read_text().splitlines()) == 1


def test_two_searches_in_threads_of_ones_own_leave_them_too():
    before = of_the_process()
    arguments = (Overlapping(), {"alpha": [1.0, 2.0]}, X, Y)
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(grid_search, *arguments, cv=2, progress=False) for _ in range(2)]:
            assert (each.result()["outcome"] == "finished").all()
    assert of_the_process() == before


class Filling(Ridge):
    """Counts its fits by files in a folder, which every process sees."""

    def __init__(self, alpha=1.0, folder=None):
        super().__init__(alpha)
        self.folder = folder

    def fit(self, X, y):
        (Path(self.folder) / str(self.alpha)).touch()
        return super().fit(X, y)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_a_file_that_cannot_be_written_to_ends_the_search(tmp_path, monkeypatch, n_jobs):
    """Without a warning about results that nobody fetched, and without more fits."""

    def full(self, task, result):
        raise OSError(28, "No space left on device")

    file = tmp_path / "grid.jsonl"
    file.touch()
    cells = {"alpha": [float(i) for i in range(1, 101)]}
    monkeypatch.setattr(resume.Log, "add", full)
    with pytest.raises(OSError, match="No space left"), joblib.parallel_config("threading"):
        grid_search(Filling(folder=tmp_path), cells, X, Y, cv=[(range(9), range(9))],
                    n_jobs=n_jobs, progress=False, resume=file)  # fmt: skip
    monkeypatch.undo()
    begun = len(list(tmp_path.iterdir()))
    assert begun < 50
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) <= begun + 2  # those that were under way


class ThreadCounter(Ridge):
    """Its score is the number of threads that BLAS may use."""

    def score(self, X, y):
        return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")


def test_the_given_estimator_and_data_stay_as_they_are():
    before = MODEL.get_params()
    copy = X.copy()
    grid_search(MODEL, {"eta": [0.5]}, X, Y, validation=VALIDATION, progress=False)
    assert MODEL.get_params() == before
    assert not hasattr(MODEL, "network_")
    assert np.array_equal(X, copy)


def test_the_bar_counts_fits(capsys):
    grid_search(MODEL, {"eta": [0.5, 1.0]}, X, Y, cv=2)
    shown = capsys.readouterr().err
    assert "grid search" in shown
    assert "/4" in shown


# -- interruptions -------------------------------------------------------------------------------


class Interrupted(Ridge):
    """Stops the search in its third fit, as Ctrl-C would."""

    fits = 0

    def fit(self, X, y):
        type(self).fits += 1
        if type(self).fits == 3:
            raise KeyboardInterrupt
        return super().fit(X, y)


def test_an_interrupted_search_goes_on_where_it_was(tmp_path, monkeypatch):
    file, grid = tmp_path / "grid.jsonl", {"alpha": [0.1, 1.0, 10.0, 100.0]}
    whole = grid_search(Ridge(), grid, X, Y, cv=2, progress=False)
    with pytest.raises(KeyboardInterrupt):
        grid_search(Interrupted(), grid, X, Y, cv=2, progress=False, resume=file)
    assert len(file.read_text().splitlines()) == 1 + 2
    Interrupted.fits = 10
    found = grid_search(Interrupted(), grid, X, Y, cv=2, progress=False, resume=file)
    assert Interrupted.fits == 10 + 6
    pd.testing.assert_frame_equal(scores(found), scores(whole))
    again = grid_search(Interrupted(), grid, X, Y, cv=2, progress=False, resume=file)
    assert Interrupted.fits == 10 + 6
    pd.testing.assert_frame_equal(again, found)


def test_a_line_that_was_cut_off_is_done_again(tmp_path):
    file = tmp_path / "grid.jsonl"
    whole = grid_search(MODEL, GRID, X, Y, cv=2, progress=False, resume=file)
    text = file.read_text()
    file.write_text(text[:-20])
    found = grid_search(MODEL, GRID, X, Y, cv=2, progress=False, resume=file)
    pd.testing.assert_frame_equal(scores(found), scores(whole))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) == 1 + 12
    assert file.read_text().splitlines()[:12] == text.splitlines()[:12]


def scorer_of_a_notebook(source):
    """Return a scorer as a cell defines it: always of the same name."""
    namespace = {"__name__": "__main__"}
    exec(f"def mine(model, X, y):\n    return {source}\n", namespace)
    return namespace["mine"]


PLAIN = scorer_of_a_notebook("model.score(X, y)")
CHANGED = {
    "grid": {"grid": {"eta": [2.0]}},
    "estimator": {"estimator": NeuralNetworkClassifier(epochs=6)},
    "X": {"X": X + 1},
    "y": {"y": 9 - Y},
    "folds": {"cv": KFold(2)},
    "scoring": {"scoring": "accuracy"},
    "a scorer rewritten under its name": {"scoring": scorer_of_a_notebook("-model.score(X, y)")},
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_a_file_of_another_search_is_refused_and_kept(tmp_path, changed):
    file = tmp_path / "grid.jsonl"
    arguments = {"estimator": MODEL, "grid": {"eta": [1.0]}, "X": X, "y": Y, "cv": 2}
    arguments |= {"progress": False, "resume": file, "scoring": PLAIN}
    grid_search(**arguments)
    before = file.read_text()
    with pytest.raises(ValueError, match="resume must be a file of this search"):
        grid_search(**arguments | changed)
    assert file.read_text() == before


class Counted(Ridge):
    fits = 0

    def fit(self, X, y):
        Counted.fits += 1
        return super().fit(X, y)


FRAME = pd.DataFrame(X[:, :3], columns=["a", "b", "c"])
AGAIN = {
    "the same": {},
    "the frame through CSV": {"X": pd.read_csv(io.StringIO(FRAME.to_csv(index=False)))},
    "columns one by one": {"X": pd.concat([FRAME[name] for name in FRAME], axis=1)},
    "targets in Fortran order": {"y": np.asfortranarray(np.column_stack([Y, -Y]))},
    "a grid made otherwise": {"grid": {"alpha": np.array([1.0, 2.0])}},
    "rows as masks": {
        "cv": [(np.arange(len(X)) < 200, np.arange(len(X)) >= 200)],
    },
    "a scorer run again": {"scoring": scorer_of_a_notebook("(model.score(X, y))")},
    "another estimator object": {"estimator": Counted(copy_X=bool(1))},
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_an_equal_search_goes_on_with_the_file(tmp_path, again):
    arguments = {
        "estimator": Counted(), "grid": {"alpha": [1.0, 2.0]}, "X": FRAME,
        "y": np.column_stack([Y, -Y]), "cv": [(range(200), range(200, len(X)))],
        "scoring": PLAIN, "progress": False, "resume": tmp_path / "grid.jsonl",
    }  # fmt: skip
    first = grid_search(**arguments)
    before = Counted.fits
    pd.testing.assert_frame_equal(grid_search(**arguments | again), first)
    assert Counted.fits == before


RESULT = {"train_score": 1.0, "validation_score": 1.0, "outcome": "finished", "seconds": 1.0}
FOREIGN = {
    "notes": b"my notes\n",
    "one line without its end": b"my notes",
    "JSON without its end": b'{"a": 1}',
    "JSON": b'{"a": 1}\n',
    "lines of JSON without an end": b'{"a": 1}\n{"a": 2}',
    "an image": b"\x89PNG\r\n\x1a\n\x00\xff\xfe",
    "an empty line": b"\n",
    "deep brackets": b"[" * 990 + b"]" * 5 + b"\n",
    "one long line": b"a" * 5000,
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_of_something_else_is_refused_and_kept(tmp_path, content):
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="holds something else"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    assert file.read_bytes() == content


def test_a_file_without_checksums_is_refused_and_kept(tmp_path):
    """Version 0.1 wrote such files, and nothing in them shows whether they are intact."""
    file = tmp_path / "grid.jsonl"
    lines = [{"search": "0123456789abcdef" * 2}, {"task": [0, 0], "result": RESULT}]
    content = "".join(json.dumps(line) + "\n" for line in lines)
    file.write_text(content)
    with pytest.raises(ValueError, match=r"grid\.jsonl, which lectures_nn 0\.1 wrote without them"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    assert file.read_text() == content


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "/dev/null", "a pipe"])
def test_what_never_ends_is_not_read(tmp_path, name):
    if name == "a pipe":
        os.mkfifo(name := tmp_path / "pipe")
    with pytest.raises(ValueError, match="resume must be a file in an existing folder"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=name)


@pytest.fixture
def searched(tmp_path):
    """Return a function that searches three cells, its file and its table."""
    file = tmp_path / "grid.jsonl"

    def search():
        grid = {"alpha": [1.0, 2.0, 3.0]}
        return grid_search(Ridge(), grid, X, Y, cv=[(range(50), range(50, 90))], progress=False,
                           resume=file)  # fmt: skip

    return search, file, search()


def test_a_file_as_long_as_the_disk_is_refused_at_once(searched):
    """Zeros without end after a good beginning: a sparse file takes no room, but reads."""
    search, file, _ = searched
    good = file.read_bytes()
    with file.open("ab") as opened:
        opened.truncate(2**36)
    with pytest.raises(ValueError, match="line 5 has been changed or damaged"):
        search()
    assert file.stat().st_size == 2**36
    os.truncate(file, len(good))
    assert file.read_bytes() == good


def test_no_flipped_bit_changes_a_score(searched):
    """Each bit of the file in turn: it is refused and kept, or the cell is done again."""
    search, file, table = searched
    content = file.read_bytes()
    rng, done_again = np.random.default_rng(0), 0
    ends = [i for i, byte in enumerate(content) if byte == ord("\n")]
    for place in [*ends, *rng.choice(len(content), 150)]:
        damaged = bytearray(content)
        damaged[place] ^= 1 << int(rng.integers(8))
        file.write_bytes(damaged)
        try:
            found, refused = search(), ""
        except ValueError as error:
            found, refused = None, str(error)
        if refused:
            assert "resume must be" in refused
            assert file.read_bytes() == damaged
        else:
            done_again += 1
            pd.testing.assert_frame_equal(scores(found), scores(table))
    assert done_again <= 1  # the end of the last line


GOOD = {"task": [0, 0], "result": RESULT}
NO_RESULTS = [
    3, None, [], {}, {"task": [0, 0]}, {"result": RESULT}, GOOD | {"more": 1},
    *(GOOD | {"task": task} for task in (
        0, [], [0], [0, 0, 0], [0, 1], [3, 0], [-1, 0], [[0], [0]], ["0", "0"], [0.0, 0],
        [False, 0], {"0": 0},
    )),
    *(GOOD | {"result": result} for result in ({}, 1.0, None, [RESULT], RESULT | {"more": 1})),
    *(GOOD | {"result": RESULT | changed} for changed in (
        {"validation_score": "good"}, {"validation_score": None}, {"validation_score": np.inf},
        {"validation_score": np.nan}, {"validation_score": 1}, {"train_score": True},
        {"train_score": [1.0]}, {"outcome": "banana"}, {"outcome": None}, {"outcome": ["finished"]},
        {"outcome": "diverged"}, {"outcome": "no score"}, {"seconds": -1.0}, {"seconds": np.nan},
        {"seconds": np.inf}, {"seconds": "1"}, {"seconds": None},
    )),
]  # fmt: skip


@pytest.mark.parametrize("checked", [True, False], ids=["with its checksum", "without"])
@pytest.mark.parametrize("line", NO_RESULTS, ids=json.dumps)
def test_a_line_that_is_no_result_is_refused_and_kept(searched, line, checked):
    """Also where somebody made the checksum fit: values are judged as those of a fit are."""
    search, file, _ = searched
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = (json.dumps(line) + "\n").encode()
    if checked and isinstance(line, dict):
        lines[1] = resume._line(line, json.loads(lines[0])["search"])
    file.write_bytes(b"".join(lines))
    with pytest.raises(ValueError, match=r"got grid\.jsonl, whose line 2 has been changed"):
        search()
    assert file.read_bytes() == b"".join(lines)


def test_a_result_with_a_fitting_checksum_is_taken(searched):
    """The counterpart of the test before: there it is the values that are refused."""
    search, file, _ = searched
    lines = file.read_bytes().splitlines(keepends=True)
    name = json.loads(lines[0])["search"]
    nothing = {"train_score": None, "validation_score": None}
    for i, changed in enumerate(
        ({"seconds": 99.0}, {"outcome": "diverged"} | nothing,
         {"outcome": "no score", "validation_score": np.nan})
    ):  # fmt: skip
        result = RESULT | changed
        lines[i + 1] = resume._line({"task": [i, 0], "result": result}, name)
    file.write_bytes(b"".join(lines))
    found = search()
    assert found["seconds"].tolist() == [99.0, 1.0, 1.0]
    assert found["outcome"].tolist() == ["finished", "diverged", "no score"]


def test_a_line_of_another_search_is_refused(searched, tmp_path):
    search, file, _ = searched
    other = tmp_path / "other.jsonl"
    grid_search(Ridge(), {"alpha": [5.0]}, X, Y, cv=[(range(50), range(50, 90))], progress=False,
                resume=other)  # fmt: skip
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = other.read_bytes().splitlines(keepends=True)[1]
    file.write_bytes(b"".join(lines))
    with pytest.raises(ValueError, match="line 2 has been changed or damaged"):
        search()


@pytest.mark.parametrize("tail", [b"my notes", b'{"note": 1', b'{"task": [' + b"1" * 2000])
def test_only_a_line_of_its_own_is_cut_off(searched, tail):
    search, file, _ = searched
    content = file.read_bytes() + tail
    file.write_bytes(content)
    with pytest.raises(ValueError, match="line 5 has been changed or damaged"):
        search()
    assert file.read_bytes() == content


@pytest.mark.parametrize("kept", [0, 1, 30])
def test_a_first_line_that_was_cut_off_is_written_again(tmp_path, kept):
    file = tmp_path / "grid.jsonl"
    whole = grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    header = file.read_text().splitlines()[0]
    file.write_text(header[:kept])
    found = grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    pd.testing.assert_frame_equal(scores(found), scores(whole))
    assert file.read_text().splitlines()[0] == header


@pytest.mark.parametrize("name", ["nowhere/grid.jsonl", "."])
def test_a_place_for_the_file_is_needed(tmp_path, name):
    with pytest.raises(ValueError, match="resume must be a file in an existing folder, got"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=tmp_path / name)


# -- a cluster -----------------------------------------------------------------------------------


CLUSTER_SECONDS = 900  # then something waits for what will not come; at rest it takes ten


@contextlib.contextmanager
def time_limit():
    """Raise TimeoutError when a cluster hangs, where the system has alarms (Windows has none)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"the cluster has not finished within {CLUSTER_SECONDS} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(CLUSTER_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


@pytest.fixture
def limited():
    """Limit the time of a test."""
    with time_limit():
        yield


@pytest.fixture(scope="module")
def cluster():
    """Two workers of one thread, as real processes on this machine, at any free port."""
    import dask
    from dask.distributed import LocalCluster

    # Dask gives up a worker after 15 seconds, a connection after 30; a busy machine takes longer.
    waits = ("deploy.lost-worker-timeout", "comm.timeouts.connect")
    patience = {f"distributed.{wait}": f"{CLUSTER_SECONDS}s" for wait in waits}
    with (
        dask.config.set(patience),
        time_limit(),
    ):  # None is no way to have no dashboard: it takes the usual port, 8787
        cluster = LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        )
    with dask.config.set(patience), cluster:
        yield cluster


def test_two_clusters_stand_side_by_side(cluster, limited):
    from dask.distributed import LocalCluster

    with LocalCluster(0, dashboard_address=":0", silence_logs=50) as other:
        ports = {one.scheduler.http_server.port for one in (cluster, other)}
    assert len(ports) == 2


def test_a_cluster_that_hangs_is_given_up(monkeypatch):
    if not hasattr(signal, "SIGALRM"):
        pytest.skip("this system has no alarms")
    monkeypatch.setitem(globals(), "CLUSTER_SECONDS", 1)
    with pytest.raises(TimeoutError, match="within 1 s"), time_limit():
        threading.Event().wait()


def test_a_scheduler_address_is_all_a_cluster_needs(cluster, limited):
    from dask.distributed import Client

    serial = grid_search(MODEL, GRID, X, Y, cv=2, progress=False)
    with Client(cluster.scheduler_address), joblib.parallel_config(backend="dask"):
        found = grid_search(MODEL, GRID, X, Y, cv=2, progress=False)
        threads = grid_search(ThreadCounter(), {"alpha": [1.0]}, X, Y, cv=2, progress=False)
    pd.testing.assert_frame_equal(scores(found), scores(serial))
    assert set(threads["validation_score"]) == {1.0}


class Sent(pd.DataFrame):
    """Counts how often this process packs it."""

    times = 0

    def __reduce__(self):
        Sent.times += 1
        return pd.DataFrame, (self.to_numpy(),)


@pytest.mark.parametrize("judged_by", ["folds", "validation"])
def test_a_cluster_gets_the_data_once(cluster, limited, judged_by):
    """And not with each of the fits, about which Dask would complain."""
    import dask
    from dask.distributed import Client

    sent = Sent(X)
    how = (
        {"cv": 2} if judged_by == "folds" else {"validation": (Sent(VALIDATION[0]), VALIDATION[1])}
    )
    grid = {"alpha": [float(i) for i in range(1, 9)]}
    Sent.times = 0
    with (
        dask.config.set({"distributed.admin.large-graph-warning-threshold": X.nbytes // 2}),
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        found = grid_search(Ridge(), grid, sent, Y, **how, progress=False)
    assert len(found) == (16 if judged_by == "folds" else 8)
    assert 1 <= Sent.times <= 4


class StoppedByHand(Ridge):
    """Its fit with alpha = 5 is interrupted as long as there is a file named "stop"."""

    def __init__(self, alpha=1.0, folder=None):
        super().__init__(alpha)
        self.folder = folder

    def fit(self, X, y):
        if self.alpha == 5 and (Path(self.folder) / "stop").exists():
            raise KeyboardInterrupt
        return super().fit(X, y)


@pytest.mark.parametrize("engine", ["alone", "threading", "loky", "dask"])
def test_an_interrupt_anywhere_ends_the_search_and_leaves_what_was_finished(
    tmp_path, engine, request, limited
):
    from dask.distributed import Client

    file, stop = tmp_path / "grid.jsonl", tmp_path / "stop"
    model, grid = StoppedByHand(folder=str(tmp_path)), {"alpha": [float(i) for i in range(1, 13)]}
    whole = grid_search(model, grid, X, Y, cv=2, progress=False)
    stop.touch()
    with contextlib.ExitStack() as stack:
        if engine == "dask":
            stack.enter_context(Client(request.getfixturevalue("cluster")))
        if engine != "alone":
            stack.enter_context(joblib.parallel_config(engine))
        how = {"cv": 2, "progress": False, "resume": file, "n_jobs": 1 if engine == "alone" else 2}
        with pytest.raises(KeyboardInterrupt):
            grid_search(model, grid, X, Y, **how)
        lines = [json.loads(line) for line in file.read_text().splitlines()[1:]]
        assert len(lines) < len(whole)
        assert not {(4, 0), (4, 1)} & {tuple(line["task"]) for line in lines}
        stop.unlink()
        found = grid_search(model, grid, X, Y, **how)
    pd.testing.assert_frame_equal(scores(found), scores(whole))


def test_workers_that_die_change_no_score(cluster, limited, tmp_path):
    """All at once, so that no data are left on the cluster; the workers and the kill are real."""
    from dask.distributed import Client

    model = NeuralNetworkClassifier(
        (50,), epochs=150, batch_size=20, random_state=0, optimizer="gradient_descent"
    )
    grid = {"eta": [0.01, 0.1], "lmbd": [0.0, 0.1, 1.0]}
    serial = grid_search(model, grid, X, Y, cv=2, progress=False)
    file = tmp_path / "grid.jsonl"
    killed = []

    def kill(*pids):
        while not (file.exists() and len(file.read_text().splitlines()) > 2):
            time.sleep(0.01)
        killed.append(len(file.read_text().splitlines()) - 1)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    with Client(cluster) as client, joblib.parallel_config(backend="dask"):
        before = client.run(os.getpid)
        killer = threading.Thread(target=kill, args=list(before.values()), daemon=True)
        killer.start()
        found = grid_search(model, grid, X, Y, cv=2, progress=False, resume=file)
        killer.join(timeout=CLUSTER_SECONDS)
        client.wait_for_workers(2, timeout=CLUSTER_SECONDS)
        after = client.run(os.getpid)
    assert killed
    assert killed[0] < len(serial)  # it was in the middle
    assert not set(after.values()) & set(before.values())
    pd.testing.assert_frame_equal(scores(found), scores(serial))


# -- bad input -----------------------------------------------------------------------------------

BAD = {
    "estimator": [None, "model", NeuralNetworkClassifier, 3],
    "grid": [None, 3, {}, [], [{}], {"eta": []}, {"eta": 0.1}, {"rate": [0.1]}, "eta", [1, 2]],
    "X": [None, 3.0, [[1, 2], [3]], X[:10]],
    "y": [None, 1, Y[:10]],
    "validation": [None, 3, (X,), (X[:, :5], Y), (X, Y[:10]), "half"],
    "scoring": ["best", 3, ["accuracy"], {"a": "accuracy"}, ("accuracy", "f1")],
    "resume": [3, {"a": 1}],
    "progress": [None, "yes"],
    "n_jobs": [0, "all", 1.5],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_bad_arguments_are_named(name, value):
    arguments = {
        "estimator": MODEL, "grid": {"eta": [0.1]}, "X": X, "y": Y, "validation": VALIDATION,
        "progress": False,
    }  # fmt: skip
    with pytest.raises((TypeError, ValueError)) as caught:
        grid_search(**arguments | {name: value})
    assert name in str(caught.value)
    assert "got" in str(caught.value)


@pytest.mark.parametrize("value", [
    1, "three", 2.5, -1, object(), [], [([0], [999])], ["ab"], [([], [0])], [([0, 1], [])],
    [(0, 1)], [([0.0], [1.0])], [([0], [1], [2])], [None],
])  # fmt: skip
def test_bad_folds(value):
    with pytest.raises((TypeError, ValueError), match="cv must be"):
        grid_search(MODEL, {"eta": [0.1]}, X, Y, cv=value, progress=False)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf, None, pd.NA, pd.NaT])
@pytest.mark.parametrize("kind", [list, np.array, pd.Series])
def test_a_label_that_is_missing_is_not_blamed_on_the_folds(kind, missing):
    labels = [*Y[:-1].astype(float), missing]
    for model in (MODEL, Ridge()):
        cell = {"alpha": [1.0]} if model is not MODEL else {"eta": [1.0]}
        with pytest.raises(ValueError, match=r"y must hold .* got 1 missing .* in row 299"):
            grid_search(model, cell, X, kind(labels), cv=2, progress=False)
    with pytest.raises(ValueError, match="validation must hold a label"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, validation=(X, kind(labels)), progress=False)


def test_masked_entries_are_refused():
    masked = np.ma.masked_less(X, 0.5)
    y = np.ma.array(Y, mask=Y == 3)
    for name, arguments in {
        "X": {"X": masked}, "y": {"y": y}, "validation": {"validation": (masked, Y)},
    }.items():  # fmt: skip
        given = {"X": X, "y": Y, "validation": VALIDATION} | arguments
        with pytest.raises(TypeError, match=f"{name} must have a value in every entry, got a mask"):
            grid_search(MODEL, {"eta": [1.0]}, **given, progress=False)


def test_missing_features_are_the_estimators_affair():
    holes = np.where(np.random.default_rng(0).random(X.shape) < 0.1, np.nan, X)
    found = grid_search(HistGradientBoostingClassifier(max_iter=2), {"max_depth": [2]}, holes, Y,
                        cv=2, progress=False)  # fmt: skip
    assert (found["outcome"] == "finished").all()


def test_folds_may_be_masks():
    mask = np.arange(len(X)) < 200
    masked, counted = (
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=[fold], progress=False)
        for fold in ((mask, ~mask), (range(200), range(200, len(X))))
    )
    pd.testing.assert_frame_equal(scores(masked), scores(counted))


class Locked:
    def __init__(self):
        self.lock = threading.Lock()

    def __call__(self, model, X, y):
        return model.score(X, y)


def test_what_no_other_run_can_have_cannot_be_resumed(tmp_path):
    file = tmp_path / "grid.jsonl"
    arguments = {"cv": 2, "progress": False, "scoring": Locked()}
    assert len(grid_search(MODEL, {"eta": [1.0]}, X, Y, **arguments)) == 2
    with pytest.raises(TypeError, match=r"resume needs arguments .* got scoring=<.*: lock lives"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, **arguments, resume=file)
    assert not file.exists()


def test_a_function_without_a_name_can_be_resumed(tmp_path):
    file = tmp_path / "grid.jsonl"
    arguments = {"cv": 2, "progress": False, "resume": file}
    grid_search(MODEL, {"eta": [1.0]}, X, Y, **arguments, scoring=lambda model, X, y: 1.0)
    with pytest.raises(ValueError, match="resume must be a file of this search"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, **arguments, scoring=lambda model, X, y: 2.0)


def test_messages_name_what_came():
    arguments = {"validation": VALIDATION, "progress": False}
    with pytest.raises(TypeError, match="each cell of grid must be a dict, got int"):
        grid_search(MODEL, [{"eta": 1.0}, 3], X, Y, **arguments)
    with pytest.raises(ValueError, match=r"rows like X, of shape \(m, 6\), .* got \(200, 64\)"):
        grid_search(MODEL, {"eta": [1.0]}, X[:, :6], Y, **arguments)


def test_one_way_to_judge_is_needed():
    for arguments in ({}, {"cv": 2, "validation": VALIDATION}):
        with pytest.raises(ValueError, match="exactly one of validation and cv"):
            grid_search(MODEL, {"eta": [0.1]}, X, Y, progress=False, **arguments)


def test_a_regressor_is_judged_by_its_own_score():
    y = X[:, 10]
    found = grid_search(
        MLPRegressor(max_iter=5, random_state=0), {"alpha": [0.1]}, X, y, cv=2, progress=False
    )
    assert found.loc[0, "validation_score"] <= 1
