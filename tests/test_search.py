"""Grid search: the same scores in every order, on every engine, and after an interruption."""

import contextlib
import json
import os
import signal
import threading
import time

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, ParameterSampler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lectures_nn.datasets import load_digits_8x8
from lectures_nn.estimators import NeuralNetworkClassifier
from lectures_nn.search import grid_search

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


class ThreadCounter(Ridge):
    """Its score is the number of threads that BLAS may use."""

    def score(self, X, y):
        from threadpoolctl import threadpool_info

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


@pytest.mark.parametrize("changed", ["grid", "estimator", "data", "scoring"])
def test_a_file_of_another_search_is_refused_and_kept(tmp_path, changed):
    file = tmp_path / "grid.jsonl"
    grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    before = file.read_text()
    arguments = {"estimator": MODEL, "grid": {"eta": [1.0]}, "X": X, "y": Y, "scoring": None}
    arguments |= {
        "grid": {"grid": {"eta": [2.0]}},
        "estimator": {"estimator": NeuralNetworkClassifier(epochs=6)},
        "data": {"X": X + 1},
        "scoring": {"scoring": "accuracy"},
    }[changed]
    with pytest.raises(ValueError, match="resume must be a file of this search"):
        grid_search(**arguments, cv=2, progress=False, resume=file)
    assert file.read_text() == before


RESULT = {"train_score": 1.0, "validation_score": 1.0, "outcome": "finished", "seconds": 1.0}
FOREIGN = {
    "notes": b"my notes\n",
    "one line without its end": b"my notes",
    "JSON without its end": b'{"a": 1}',
    "JSON": b'{"a": 1}\n',
    "lines of JSON without an end": b'{"a": 1}\n{"a": 2}',
    "an image": b"\x89PNG\r\n\x1a\n\x00\xff\xfe",
    "an empty line": b"\n",
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_of_something_else_is_refused_and_kept(tmp_path, content):
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="holds something else"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    assert file.read_bytes() == content


@pytest.mark.parametrize("line", [
    3, None, [], {}, {"task": [0, 0]}, {"result": RESULT}, {"task": 0, "result": RESULT},
    {"task": [0, 0], "result": {}}, {"task": [0, 0], "result": 1.0}, "cut off",
])  # fmt: skip
def test_a_line_that_is_no_result_is_refused_and_kept(tmp_path, line):
    file = tmp_path / "grid.jsonl"
    grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    lines = file.read_text().splitlines(keepends=True)
    lines[1] = json.dumps(line) + "\n"
    file.write_text("".join(lines))
    with pytest.raises(ValueError, match="holds something else"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file)
    assert file.read_text() == "".join(lines)


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
    from dask.distributed import LocalCluster

    with time_limit():  # None is no way to have no dashboard: it takes the usual port, 8787
        cluster = LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        )
    with cluster:
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


def test_a_worker_that_dies_changes_no_score(cluster, limited, tmp_path):
    """Its fits are done again by others; the workers and the kill are real."""
    from dask.distributed import Client

    model = NeuralNetworkClassifier(
        (50,), epochs=150, batch_size=20, random_state=0, optimizer="gradient_descent"
    )
    grid = {"eta": [0.01, 0.1], "lmbd": [0.0, 0.1, 1.0]}
    serial = grid_search(model, grid, X, Y, cv=2, progress=False)
    file = tmp_path / "grid.jsonl"
    killed = []

    def kill(pid):
        while not (file.exists() and len(file.read_text().splitlines()) > 2):
            time.sleep(0.01)
        killed.append(len(file.read_text().splitlines()) - 1)
        os.kill(pid, signal.SIGKILL)

    with Client(cluster) as client, joblib.parallel_config(backend="dask"):
        before = client.run(os.getpid)
        killer = threading.Thread(target=kill, args=[next(iter(before.values()))], daemon=True)
        killer.start()
        found = grid_search(model, grid, X, Y, cv=2, progress=False, resume=file)
        killer.join(timeout=CLUSTER_SECONDS)
        client.wait_for_workers(2, timeout=CLUSTER_SECONDS)
        after = client.run(os.getpid)
    assert killed
    assert killed[0] < len(serial)  # it was in the middle
    assert set(after.values()) != set(before.values())
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


def test_folds_may_be_masks():
    mask = np.arange(len(X)) < 200
    masked, counted = (
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=[fold], progress=False)
        for fold in ((mask, ~mask), (range(200), range(200, len(X))))
    )
    pd.testing.assert_frame_equal(scores(masked), scores(counted))


def test_what_cannot_be_stored_cannot_be_resumed(tmp_path):
    file = tmp_path / "grid.jsonl"
    with pytest.raises(TypeError, match=r"resume needs arguments .* got scoring=<function"):
        grid_search(MODEL, {"eta": [1.0]}, X, Y, cv=2, progress=False, resume=file,
                    scoring=lambda model, X, y: 1.0)  # fmt: skip
    assert not file.exists()


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
