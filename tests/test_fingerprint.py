"""The name of a search: equal for what gives equal scores, another one for everything else."""

import functools
import io
import itertools
import os
import subprocess
import sys
import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.pipeline import make_pipeline

from lectures_nn.estimators import NeuralNetworkClassifier
from lectures_nn.initializers import He
from lectures_nn.search.fingerprint import fingerprint

FRAME = pd.DataFrame(
    {"height": [1.7, 1.6, np.nan], "siblings": [0, 3, 1], "name": ["Ada", "Bo", "Cy"], "ill": False}
)


def through_csv(frame):
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)))


def column_by_column(frame):
    """Return the frame in as many blocks of memory as it has columns."""
    other = pd.DataFrame(index=frame.index)
    for name in frame:
        other[name] = frame[name].copy()
    return other


def defined(source, name, module="__main__"):
    """Return what a cell of a notebook defines."""
    namespace = {"__name__": module}
    exec(source, namespace)
    return namespace[name]


SCORER = "def scorer(model, X, y):\n    return model.score(X, y)\n"
BATCH = np.arange(12.0).reshape(3, 4)
A_WORD, THE_SAME = "a word", "".join(["a ", "word"])

EQUAL = {
    "a frame and its CSV": (FRAME, through_csv(FRAME)),
    "blocks of a frame": (FRAME, column_by_column(FRAME)),
    "a counted index": (FRAME, FRAME.set_index(pd.Index([0, 1, 2]))),
    "order in memory": (BATCH, np.asfortranarray(BATCH)),
    "a view with strides": (BATCH[::2, ::-1], BATCH[::2, ::-1].copy()),
    "order of bytes": (BATCH, BATCH.astype(">f8")),
    "widths of text": (np.array(["a", "b"]), np.array(["a", "b"], dtype="U9")),
    "a tuple made otherwise": ((3,), tuple(range(3, 4))),
    "one object twice and two": ([A_WORD, A_WORD], [A_WORD, THE_SAME]),
    "one array twice and two": ([BATCH, BATCH], [BATCH, BATCH.copy()]),
    "a NumPy scalar": (0.1, np.float64(0.1)),
    "order of a dict": ({"eta": 1, "lmbd": 2}, {"lmbd": 2, "eta": 1}),
    "order of a set": ({"relu", "tanh", "elu"}, {"elu", "tanh", "relu"}),
    "estimators": (Ridge(alpha=2.0), Ridge(alpha=2.0)),
    "a fitted estimator": (Ridge(), Ridge().fit(BATCH, [1, 2, 3])),
    "pipelines": (make_pipeline(Ridge()), make_pipeline(Ridge())),
    "initializers": (NeuralNetworkClassifier(initializer=He()),) * 2,
    "generators": (np.random.default_rng(3), np.random.default_rng(3)),
    "scorers of scikit-learn": (make_scorer(accuracy_score), make_scorer(accuracy_score)),
    "a function run again": (defined(SCORER, "scorer"), defined("\n\n" + SCORER, "scorer")),
    "a comment": (defined(SCORER, "scorer"), defined("# mine\n" + SCORER, "scorer")),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("one", "other"), EQUAL.values(), ids=EQUAL)
def test_equal_values_have_one_name(one, other):
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint({"in": [one]}) == fingerprint({"in": [other]})


def counted(start):
    """Return a function that remembers."""

    def function():
        return start

    return function


HELPED = "def helper(x):\n    return {}\ndef scorer(m, X, y):\n    return helper(m.score(X, y))\n"
CONSTANT = "SIGN = {}\ndef scorer(m, X, y):\n    return SIGN * m.score(X, y)\n"
INNER = "def scorer(m, X, y):\n    return (lambda x: {})(m.score(X, y))\n"
METHOD = "class Judge:\n    def __call__(self, m, X, y):\n        return {}\njudge = Judge()\n"
KINDS = (
    "class Judge:\n    {}\n    def score(*given):\n        return {}\n"
    "class Kind(Judge):\n    pass\njudge = Kind\n"
)
DIFFERENT = {
    "numbers": [0, 1, 1.0, 2, -1, True, False, 1j, 10**400, -(10**400), 0.1, np.float32(0.1)],
    "nothing and text": [None, "", b"", "None", "1", b"1", np.nan, np.inf, "\ud800"],
    "containers": [[], (), {}, set(), [1], (1,), {1}, {1: 1}, {1: 2}, {2: 1}, [1, [2]], [[1], 2]],
    "arrays": [
        BATCH, BATCH.T, BATCH + 1, BATCH.astype("f4"), BATCH.astype(int), BATCH.reshape(4, 3),
        BATCH.tolist(), BATCH[:0], np.array(["a"]), np.array(["b"]), np.array([["a"]]),
        np.array([None]), np.array("2020-01-01", "M8[D]"), np.array("2020-01-01", "M8[s]"),
    ],
    "tables": [
        FRAME, FRAME[::-1], FRAME.rename(columns={"ill": "well"}), FRAME[FRAME.columns[::-1]],
        FRAME.set_index(pd.Index([0, 1, 3])), FRAME.assign(siblings=[0, 3, 2]),
        FRAME.assign(name=["Ada", "Bo", "Di"]), FRAME["siblings"], FRAME["siblings"].rename("s"),
        FRAME["siblings"].to_numpy(), FRAME["name"].astype("category"), FRAME.columns,
        pd.Series(pd.Categorical(["a"], ["a", "b"])), pd.Series(pd.Categorical(["a"], ["b", "a"])),
    ],
    "estimators": [
        Ridge(), Ridge(alpha=2.0), Ridge(alpha=2), NeuralNetworkClassifier(),
        make_pipeline(Ridge()), make_pipeline(Ridge(alpha=2.0)), Ridge,
    ],
    "randomness": [
        np.random.default_rng(3), np.random.default_rng(4), np.random.RandomState(3), 3,
    ],
    "functions": [
        defined(SCORER, "scorer"),
        defined(SCORER, "scorer", "another"),
        defined(SCORER.replace("score(", "predict("), "scorer"),
        defined(SCORER.replace("return ", "return 2 * "), "scorer"),
        defined(SCORER.replace("return ", "return 3 * "), "scorer"),
        defined(SCORER.replace("y)", "y, a=1)", 1), "scorer"),
        defined(SCORER.replace("y)", "y, a=2)", 1), "scorer"),
        defined(SCORER.replace("y)", "y, *, a=2)", 1), "scorer"),
        *(defined(HELPED.format(text), "scorer") for text in ("x", "-x", "x / 2")),
        *(defined(CONSTANT.format(text), "scorer") for text in (1, -1)),
        *(defined(INNER.format(text), "scorer") for text in ("x", "-x")),
        counted(1), counted(2), accuracy_score, len, np.add, np.subtract,
        functools.partial(counted, 1), functools.partial(counted, 2),
        make_scorer(accuracy_score), make_scorer(accuracy_score, greater_is_better=False),
    ],
    "objects and classes of one's own": [
        *(defined(METHOD.format(text), "judge") for text in ("1", "2")),
        defined(METHOD.format("1"), "judge").__call__,
        *(
            defined(KINDS.format(how, text), "judge")
            for how in ("@staticmethod", "@classmethod", "@property", "pass")
            for text in ("1", "2")
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("values", DIFFERENT.values(), ids=DIFFERENT)
def test_different_values_have_different_names(values):
    names = [fingerprint(value) for value in values]
    for (i, one), (j, other) in itertools.combinations(enumerate(names), 2):
        assert one != other, f"{values[i]!r} and {values[j]!r}"


def test_a_library_goes_by_its_name():
    """Its functions have code as well, but nobody rewrites them between two runs."""
    twin = defined("def accuracy_score():\n    pass\n", "accuracy_score", accuracy_score.__module__)
    assert fingerprint(twin) == fingerprint(accuracy_score)


def test_circles_come_to_an_end():
    own = [1]
    own.append(own)
    deeper = [1, [1]]
    deeper[1].append(deeper)
    assert len({fingerprint(own), fingerprint(deeper), fingerprint([1, [1]])}) == 3
    source = "def {}():\n    return odd()\ndef odd():\n    return {}()\n"
    assert fingerprint(defined(source.format("even", "even"), "even")) != fingerprint(
        defined(source.format("even", "odd"), "even")
    )
    source = "class Kind:\n    def me(self):\n        return __class__, Kind\n"
    assert fingerprint(defined(source, "Kind")) == fingerprint(defined(source, "Kind"))


def test_another_run_of_python_finds_the_same_name():
    """Names do not depend on ids or on the seed of Python's own hashes."""
    code = (
        "import numpy as np\n"
        "from sklearn.metrics import make_scorer\n"
        "from lectures_nn.estimators import NeuralNetworkClassifier\n"
        "from lectures_nn.search.fingerprint import fingerprint\n"
        "def own(y, y_pred):\n"
        "    return y in {'yes', 'no', 'maybe'}\n"
        "model = NeuralNetworkClassifier(random_state=np.random.RandomState(1))\n"
        "print(fingerprint([model, make_scorer(own), {'b', 'a', 'c'}, np.random.default_rng(1)]))\n"
    )
    names = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(names) == 1
    assert len(names.pop().strip()) == 64


@pytest.mark.parametrize("value", [threading.Lock(), (i for i in [1]), sys.stdout])
def test_what_lives_in_one_process_alone_has_no_name(value):
    with pytest.raises(TypeError, match=f"{type(value).__name__} lives in this process alone"):
        fingerprint({"in": [value]})
