"""The same network in scikit-learn and SciPy: equal costs, gradients, probabilities, optima."""

import warnings

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier, MLPRegressor

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.layers import Dense, Identity, ReLU, Sigmoid, Tanh
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam, GradientDescent, Momentum

ACTIVATIONS = {"logistic": Sigmoid, "tanh": Tanh, "relu": ReLU, "identity": Identity}
M, N_IN, LMBD, ETA = 40, 5, 0.7, 1e-3
RNG = np.random.default_rng(0)
X = RNG.standard_normal((M, N_IN))
TARGETS = {
    "multiclass": (RNG.integers(0, 3, M), 3, SoftmaxCrossEntropy()),
    "binary": (RNG.integers(0, 2, M), 1, BinaryCrossEntropy()),
    "regression": (RNG.standard_normal((M, 2)), 2, SquaredError()),
}


def targets(task):
    y, n_out, _ = TARGETS[task]
    if task == "multiclass":
        return np.eye(n_out)[y]
    return y[:, None].astype(float) if task == "binary" else y


def twins(task, activation, **settings):
    """Return scikit-learn's model after one full-batch step, its weights before, and ours."""
    y, n_out, cost = TARGETS[task]
    network = Network(
        [Dense(6), ACTIVATIONS[activation](), Dense(4), ACTIVATIONS[activation](), Dense(n_out)],
        N_IN,
        cost=cost,
        rng=1,
    )
    model = (MLPRegressor if task == "regression" else MLPClassifier)(
        hidden_layer_sizes=(6, 4),
        activation=activation,
        alpha=LMBD,
        batch_size=M,
        shuffle=False,
        random_state=0,
        **{"solver": "sgd", "momentum": 0, "learning_rate_init": ETA} | settings,
    )
    if task == "regression":
        model.partial_fit(X, y)  # makes the arrays
    else:
        model.partial_fit(X, y, classes=np.unique(y))
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    for layer, W, b in zip(dense, model.coefs_, model.intercepts_, strict=True):
        layer.W[...], layer.b[...] = W, b
    return model, network


def flat(model):
    return np.concatenate([p.ravel() for p in (*model.coefs_, *model.intercepts_)])


@pytest.mark.parametrize("task", TARGETS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_outputs_cost_and_gradient(task, activation):
    """scikit-learn's step divided by its rate is its gradient; its loss_ is the cost before it."""
    model, network = twins(task, activation)
    y, before = TARGETS[task][0], flat(model)
    assert np.array_equal(network.theta, before)  # the same order: all weights, then all biases

    if task == "regression":
        assert np.allclose(network.predict(X), model.predict(X), rtol=0, atol=1e-10)
        value = ((model.predict(X) - y) ** 2).sum() / (2 * M)
    else:
        probabilities = network.predict_proba(X)
        if task == "binary":
            probabilities = np.column_stack([1 - probabilities, probabilities])
        assert np.allclose(probabilities, model.predict_proba(X), rtol=0, atol=1e-10)
        assert np.array_equal(network.predict(X), model.predict(X))
        value = log_loss(y, model.predict_proba(X))
    value += LMBD / (2 * M) * sum((W**2).sum() for W in model.coefs_)

    J, gradient = network.cost_and_gradient(network.theta, X, targets(task), LMBD)
    assert pytest.approx(value, abs=1e-10) == J
    model.partial_fit(X, y)
    assert np.allclose((before - flat(model)) / ETA, gradient, rtol=0, atol=1e-10)
    if task != "regression":  # the regressor averages its loss over the outputs, too
        assert model.loss_ == pytest.approx(J, abs=1e-10)


@pytest.mark.parametrize(
    ("optimizer", "settings"),
    [
        (GradientDescent(0.1), {"momentum": 0}),
        (Momentum(0.1, 0.9), {"momentum": 0.9, "nesterovs_momentum": False}),
        (Adam(0.01, eps=1e-20), {"solver": "adam", "epsilon": 1e-20}),
    ],
    ids=repr,
)
@pytest.mark.parametrize("task", TARGETS)
def test_training_follows_scikit_learn(task, optimizer, settings):
    """Twenty full-batch steps from the same weights end at the same weights.

    The optimizers' memories begin empty on both sides, so the weights are set before any step.
    """
    y, n_out, cost = TARGETS[task]
    regression = task == "regression"
    model = (MLPRegressor if regression else MLPClassifier)(
        hidden_layer_sizes=(6,), activation="tanh", alpha=LMBD, batch_size=M, shuffle=False,
        random_state=0, max_iter=20, tol=0, n_iter_no_change=100,
        **{"solver": "sgd", "learning_rate_init": optimizer.eta} | settings,
    )  # fmt: skip
    start = type(model)(**model.get_params() | {"max_iter": 1, "learning_rate_init": 1e-300})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        start.fit(X, y)  # the same seed draws the same weights; a rate of nothing keeps them
        model.fit(X, y)
    network = Network([Dense(6), Tanh(), Dense(n_out)], N_IN, cost=cost, rng=0)
    network.theta = flat(start)
    optimizer.reset()
    for _ in range(20):
        _, gradient = network.cost_and_gradient(network.theta, X, targets(task), LMBD)
        optimizer.step(network.theta, gradient)
    assert np.allclose(network.theta, flat(model), rtol=0, atol=1e-9)


@pytest.mark.parametrize("method", ["CG", "BFGS", "L-BFGS-B"])
def test_scipy_minimises_and_finds_logistic_regression(method):
    """Two classes; C = 1 / lmbd turns scikit-learn's sum of losses into ours times M."""
    y = (X[:, 0] + RNG.standard_normal(M) > 0).astype(int)
    network = Network([Dense(1)], N_IN, cost=BinaryCrossEntropy(), rng=0)
    own = network.theta.copy()
    result = minimize(
        network.cost_and_gradient,
        network.theta,
        args=(X, y[:, None], LMBD),
        jac=True,
        method=method,
        options={"gtol": 1e-10} | ({"ftol": 1e-16} if method == "L-BFGS-B" else {}),
    )
    model = LogisticRegression(C=1 / LMBD, tol=1e-12, max_iter=10_000).fit(X, y)
    expected = np.append(model.coef_, model.intercept_)
    assert np.allclose(result.x, expected, atol=1e-5)
    assert np.array_equal(network.theta, own)  # the optimum is returned, not put in place
    network.theta = result.x
    assert np.allclose(network.predict_proba(X)[:, 0], model.predict_proba(X)[:, 1], atol=1e-5)


def test_scipy_finds_multinomial_logistic_regression():
    y = (X[:, :3] + RNG.standard_normal((M, 3))).argmax(axis=1)
    network = Network([Dense(3)], N_IN, rng=0)
    result = minimize(
        network.cost_and_gradient,
        network.theta,
        args=(X, np.eye(3)[y], LMBD),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-9},
    )
    network.theta = result.x
    model = LogisticRegression(C=1 / LMBD, tol=1e-12, max_iter=10_000).fit(X, y)
    assert np.allclose(network.layers[0].W, model.coef_.T, atol=1e-5)
    assert np.allclose(network.predict_proba(X), model.predict_proba(X), atol=1e-6)


def test_scipy_finds_ridge_regression():
    y = TARGETS["regression"][0]
    network = Network([Dense(2)], N_IN, cost=SquaredError(), rng=0)
    result = minimize(
        network.cost_and_gradient,
        network.theta,
        args=(X, y, LMBD),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-10},
    )
    network.theta = result.x
    model = Ridge(alpha=LMBD).fit(X, y)
    assert np.allclose(network.layers[0].W, model.coef_.T, atol=1e-7)
    assert np.allclose(network.layers[0].b, model.intercept_, atol=1e-7)
