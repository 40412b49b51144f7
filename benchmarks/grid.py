"""The lectures' experiment as a whole: 49 networks, eta by lambda, 100 epochs each, float32.

The package searches through its estimator, on one core and on two, with joblib's local processes
and with a Dask cluster of two workers. The lectures' class and scikit-learn run the 49 cells one
after the other. Every cell trains all its epochs: the rates are such that nothing diverges.

A last row says how often a search on the cluster sends its data: all that goes over the machine's
loopback meanwhile, by the size of X.
"""

from contextlib import contextmanager

import joblib
import numpy as np
import psutil
from digits_mlp import BATCH, TwoLayers, digits
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPClassifier
from turns import print_rows, ratio, take_turns

from lectures_nn.estimators import NeuralNetworkClassifier
from lectures_nn.search import grid_search

ETAS, LMBDS = np.logspace(-4, 0, 7).tolist(), np.logspace(-5, 1, 7).tolist()
TARGETS = {
    "the lectures' class, 1 core": ("lectures_nn, 1 core", 1.6),
    "scikit-learn (sgd), 1 core": ("lectures_nn, 1 core", 2.8),
    "the lectures' class beside 2 cores": ("lectures_nn, 2 processes", 3.0),
}
DASK_LIMIT, TRAFFIC_LIMIT = 1.3, 5

# Dask starts its workers, and every process after them, with a C library that gives each freed
# block back to the system at once. Small networks free blocks all the time: a third of the speed.
KEEP_MEMORY = {
    f"distributed.nanny.pre-spawn-environ.MALLOC_{name}_THRESHOLD_": 2**25
    for name in ("TRIM", "MMAP")
}


def searched(train, test, epochs, n_jobs):
    """Search with the package; return each cell's accuracy on the rows not learnt from."""
    model = NeuralNetworkClassifier(
        (50,), "sigmoid", epochs=epochs, batch_size=BATCH, optimizer="gradient_descent",
        initializer="normal", random_state=0, dtype="float32",
    )  # fmt: skip
    (X, Y), (X_test, Y_test) = train, test
    frame = grid_search(
        model,
        {"eta": ETAS, "lmbd": LMBDS},
        X,
        Y.argmax(axis=1),
        validation=(X_test, Y_test.argmax(axis=1)),
        n_jobs=n_jobs,
        progress=False,
    )
    assert (frame["outcome"] == "finished").all()
    return frame["validation_score"]


def lectures(train, test, epochs):
    """Train the lectures' class 49 times, one after the other."""
    np.random.seed(0)  # noqa: NPY002
    (X, Y), (X_test, Y_test) = train, test
    accuracies = []
    for eta in ETAS:
        for lmbd in LMBDS:
            network = TwoLayers(X, Y, epochs, BATCH, eta / BATCH, lmbd)
            network.train()
            assert network.W1.dtype == np.float32
            assert np.isfinite(network.W1).all()
            for X_judge, Y_judge in ((X, Y), (X_test, Y_test)):
                accuracy = (network.predict(X_judge) == Y_judge.argmax(axis=1)).mean()
            accuracies.append(accuracy)
    return accuracies


def scikit_learn(train, test, epochs):
    """Train MLPClassifier 49 times with its own plain SGD, one after the other."""
    (X, Y), (X_test, Y_test) = train, test
    accuracies = []
    for eta in ETAS:
        for lmbd in LMBDS:
            model = MLPClassifier(
                (50,), activation="logistic", solver="sgd", momentum=0, alpha=lmbd,
                batch_size=BATCH, learning_rate_init=eta, max_iter=epochs,
                n_iter_no_change=10 * epochs, random_state=0,
            )  # fmt: skip
            model.fit(X, Y.argmax(axis=1))
            assert model.n_iter_ == epochs
            model.score(X, Y.argmax(axis=1))
            accuracies.append(model.score(X_test, Y_test.argmax(axis=1)))
    return accuracies


@contextmanager
def two_dask_workers():
    """Yield a joblib setting that sends fits to two workers on this machine, None without Dask."""
    try:
        import dask
        from dask.distributed import Client, LocalCluster
    except ImportError:
        yield None
        return
    with (
        dask.config.set(KEEP_MEMORY),
        LocalCluster(2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
        Client(cluster),
    ):
        yield lambda: joblib.parallel_config(backend="dask")


def loopback():
    """Return the bytes that processes of this machine have sent each other, None if unknown."""
    counters = psutil.net_io_counters(pernic=True)
    return next((c.bytes_sent for name, c in counters.items() if name in ("lo", "lo0")), None)


def traffic(fits=16):
    """Return how often a search on the cluster sends 32 MB of examples, None if unknown."""
    X = np.random.default_rng(0).normal(size=(20_000, 200))
    before = loopback()
    if before is None:
        return None
    cells = {"alpha": np.arange(1.0, fits + 1).tolist()}
    grid_search(Ridge(), cells, X, X[:, 0].copy(), validation=(X[:100], X[:100, 0]), progress=False)
    return (loopback() - before) / X.nbytes


def measured(runs, turns):
    """Return the results of runs, those on two workers after one that starts them."""

    def prepared(name, run):
        def prepare(turn):
            if turn == 0 and "2" in name:
                run()
            return run

        return prepare

    return take_turns({name: prepared(name, run) for name, run in runs.items()}, turns, warm_up=0)


def report(turns=3, epochs=100):
    """Measure and print; return whether the targets are met."""
    train, test = digits(np.float32)
    print(f"\nThe lectures' grid, 49 networks, {epochs} epochs each, float32; {turns} turns")
    contestants = {
        "lectures_nn, 1 core": lambda: searched(train, test, epochs, 1),
        "lectures_nn, 2 processes": lambda: searched(train, test, epochs, 2),
        "the lectures' class, 1 core": lambda: lectures(train, test, epochs),
        "scikit-learn (sgd), 1 core": lambda: scikit_learn(train, test, epochs),
    }
    met = _table(measured(contestants, turns))
    with two_dask_workers() as dask:
        if dask is None:
            print("  two Dask workers                          not installed")
            return met

        def on_dask():
            with dask():
                return searched(train, test, epochs, None)

        pair = {"2 processes": contestants["lectures_nn, 2 processes"], "2 Dask workers": on_dask}
        processes, workers = measured(pair, turns).values()
        with dask():
            sent = traffic()
    times = ratio(workers, processes)
    print(f"  two Dask workers take {times:.2f}x the time of two processes (limit {DASK_LIMIT:g})")
    if sent is None:
        print("  how much is sent to them                  not known on this system")
    else:
        print(f"  for 16 fits, X is sent {sent:.1f} times (limit {TRAFFIC_LIMIT})")
    return met and times <= DASK_LIMIT and (sent or 0) <= TRAFFIC_LIMIT


def _table(results):
    """Print a line for each contestant; return whether the targets are met."""
    print(f"{'':44}      s  best cell   package is")
    one, two = "lectures_nn, 1 core", "lectures_nn, 2 processes"
    beside = "the lectures' class beside 2 cores"
    results = results | {beside: results["the lectures' class, 1 core"]}

    def middle(result):
        return f"{result.median:7.2f}{max(map(max, result.returned)):11.3f}"

    names = [name for name in results if name != beside]
    targets = {name: target for name, (ours, target) in TARGETS.items() if ours == one}
    met = print_rows(names, results, targets, middle, ours=one)
    targets = {name: target for name, (ours, target) in TARGETS.items() if ours == two}
    return print_rows([beside], results, targets, middle, ours=two) and met
