"""Rosenblatt's rule: its published bound, scikit-learn's perceptron, and where it must fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron as TheirPerceptron
from sklearn.svm import SVC

from lectures_nn.perceptron import Perceptron, convergence_bound

CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "nor": [1, 0, 0, 0]}
XOR = [0, 1, 1, 0]


def separable(m, n, seed):
    """Draw a plane and examples that keep a distance from it."""
    rng = np.random.default_rng(seed)
    w, b = rng.standard_normal(n), rng.normal()
    X = 2 * rng.standard_normal((50 * m, n))
    z = (X @ w + b) / np.linalg.norm(w)
    X, z = X[np.abs(z) > 0.2][:m], z[np.abs(z) > 0.2][:m]
    return X, (z > 0).astype(int), w, b


@given(m=st.integers(1, 40), n=st.integers(1, 4), seed=st.integers(0, 10**6))
def test_converges_within_the_bound_on_separable_classes(m, n, seed):
    X, y, w, b = separable(m, n, seed)
    node = Perceptron().fit(X, y, max_epochs=100_000, rng=seed)
    assert node.converged
    assert np.array_equal(node.predict(X), y)
    assert node.updates <= convergence_bound(X, y, w, b)


def test_the_widest_gap_gives_a_smaller_bound():
    X, y, w, b = separable(30, 2, 3)
    widest = SVC(kernel="linear", C=1e6).fit(X, y)
    best = convergence_bound(X, y, widest.coef_[0], widest.intercept_[0])
    assert best <= convergence_bound(X, y, w, b)
    assert Perceptron().fit(X, y, max_epochs=10_000).updates <= best


def test_bound_by_hand():
    """One example at distance 3 / sqrt(5) of x + 2 = 0 in the plane of (x, 1): R = sqrt(2)."""
    assert convergence_bound([[1.0]], [1], [1.0], 2.0) == pytest.approx(2 / (9 / 5))
    assert convergence_bound([[1.0]], [1], [10.0], 20.0) == pytest.approx(2 / (9 / 5))


@pytest.mark.parametrize("gate", GATES)
def test_gates_are_learnt(gate):
    node = Perceptron().fit(CORNERS, GATES[gate])
    assert node.converged
    assert node.predict(CORNERS).tolist() == GATES[gate]


def test_xor_never_converges():
    node = Perceptron().fit(CORNERS, XOR, max_epochs=500)
    assert not node.converged
    assert node.predict(CORNERS).tolist() != XOR
    # Every pass changes something, and the path returns to where it was: a cycle.
    assert node.updates >= 500
    visited = [(*w.tolist(), b) for w, b in node.path]
    assert len(set(visited)) < 50
    with pytest.raises(ValueError, match="must separate the classes"):
        convergence_bound(CORNERS, XOR, node.w, node.b)


def test_same_as_scikit_learn():
    """In the same order with rate 1, from zero. scikit-learn counts an example on the plane as
    wrong for both classes and we only for class 1, so no example may lie on a plane on the way.
    """
    X, y, _, _ = separable(60, 3, 5)
    X, y = np.vstack([X[y == 1][:1], X]), np.concatenate([[1], y])  # starts off the plane z = 0
    ours = Perceptron().fit(X, y, max_epochs=1000)
    theirs = TheirPerceptron(shuffle=False, tol=None, max_iter=1000).fit(X, y)
    assert np.allclose(ours.w, theirs.coef_[0], rtol=1e-12)
    assert ours.b == theirs.intercept_[0]


def test_each_change_is_the_example_itself():
    X, y, _, _ = separable(20, 2, 1)
    node = Perceptron().fit(X, y)
    assert len(node.path) == node.updates + 1
    assert not node.path[0][0].any()
    rows = {tuple(np.append(x, 1.0)) for x in X}
    for (w0, b0), (w1, b1) in zip(node.path, node.path[1:], strict=False):
        sign = b1 - b0
        change = np.append(w1 - w0, sign) * sign
        assert any(np.allclose(change, row) for row in rows)
    assert np.array_equal(node.path[-1][0], node.w)


def test_fitting_again_starts_anew_and_inputs_stay():
    X, y, _, _ = separable(20, 2, 1)
    X.flags.writeable = y.flags.writeable = False
    node = Perceptron()
    first = node.fit(X, y, rng=3).w
    assert np.array_equal(node.fit(X, y, rng=3).w, first)
    assert np.array_equal(node.fit(np.asfortranarray(X), y.astype(bool), rng=3).w, first)
    assert np.array_equal(node.fit(X, y, rng=np.random.default_rng(3)).w, first)


def test_all_examples_of_one_class():
    assert Perceptron().fit(CORNERS, [0, 0, 0, 0]).updates == 0
    node = Perceptron().fit(CORNERS, [1, 1, 1, 1])
    assert node.converged
    assert node.predict(CORNERS).tolist() == [1, 1, 1, 1]


def test_repr_and_order_of_calls():
    node = Perceptron()
    assert repr(node) == "Perceptron(not fitted)"
    assert node.updates == 0
    with pytest.raises(RuntimeError, match=r"call fit\(X, y\) first"):
        node.predict(CORNERS)
    node.fit(CORNERS, GATES["or"])
    assert "converged" in repr(node)
    assert "not converged" in repr(node.fit(CORNERS, XOR))
