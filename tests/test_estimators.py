"""The estimators keep scikit-learn's contract, and are the network they say they are."""

import inspect
import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import make_regression
from sklearn.exceptions import NotFittedError
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, cross_val_score, learning_curve
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from lectures_nn import layers
from lectures_nn.costs import SoftmaxCrossEntropy
from lectures_nn.datasets import load_digits_8x8, one_hot
from lectures_nn.estimators import (
    ConvolutionalNetworkClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
    menus,
)
from lectures_nn.initializers import Normal
from lectures_nn.layers import Dense, LeakyReLU, Sigmoid
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.plotting import plot_history
from lectures_nn.training import TrainingDiverged, fit

CLASSIFIERS = [NeuralNetworkClassifier, ConvolutionalNetworkClassifier]
ALL = [*CLASSIFIERS, NeuralNetworkRegressor]
DIGITS = load_digits_8x8()
X, Y = DIGITS.X[:400], DIGITS.labels[:400]
WORDS = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])


def targets(cls):
    return X[:, 10] + X[:, 20] if cls is NeuralNetworkRegressor else Y


def name_of(check):
    return check.func.__name__ if hasattr(check, "func") else check.__name__


# All checks but one, which asks for a switch that has to be set before SciPy is loaded.
CHECKS = [
    pytest.param(*pair, id=f"{cls.__name__}-{i}-{name_of(pair[1])}")
    for cls in ALL
    for i, pair in enumerate(estimator_checks_generator(cls(), mark=None))
    if name_of(pair[1]) != "check_array_api_input"
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_contract_of_sklearn(estimator, check):
    check(estimator)


def test_sklearn_has_many_checks():
    assert len(CHECKS) > 45 * len(ALL)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_it_is_the_network_trained_by_fit(dtype):
    model = NeuralNetworkClassifier(
        (20,), "sigmoid", 0.5, 0.1, epochs=5, batch_size=50, optimizer="gradient_descent",
        initializer=Normal(0.1), random_state=3, dtype=dtype,
    ).fit(X, Y)  # fmt: skip
    rng = np.random.default_rng(3)
    network = Network(
        [Dense(20, Normal(0.1)), Sigmoid(), Dense(10, Normal(0.1))], 64, SoftmaxCrossEntropy(), rng,
        np.dtype(dtype),
    )  # fmt: skip
    history = fit(
        network, X, one_hot(Y, 10), GradientDescent(0.5), 5, 50, 0.1, rng=rng, progress=False
    )
    assert np.array_equal(model.network_.theta, network.theta)
    assert model.loss_curve_ == history.cost
    assert model.predict_proba(X).dtype == dtype


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_probabilities_are_those_of_sklearn_with_the_same_weights(activation):
    twin = MLPClassifier((7, 5), activation=activation, max_iter=1, random_state=0)
    with pytest.warns(match="Maximum iterations"):
        twin.fit(X, Y)
    ours = {"logistic": "sigmoid"}.get(activation, activation)
    model = NeuralNetworkClassifier((7, 5), ours, epochs=1, random_state=0).fit(X, Y)
    for mine, its in zip(model.coefs_ + model.intercepts_, twin.coefs_ + twin.intercepts_,
                         strict=True):  # fmt: skip
        assert mine.shape == its.shape
        mine[...] = its
    assert np.allclose(model.predict_proba(X), twin.predict_proba(X), rtol=0, atol=1e-12)
    assert np.array_equal(model.predict(X), twin.predict(X))


def test_regressor_agrees_with_sklearn_with_the_same_weights():
    y = np.column_stack([X[:, 10], X[:, 20] - X[:, 30]])
    twin = MLPRegressor(hidden_layer_sizes=(7,), max_iter=1, random_state=0)
    with pytest.warns(match="Maximum iterations"):
        twin.fit(X, y)
    model = NeuralNetworkRegressor((7,), epochs=1).fit(X, y)
    for mine, its in zip(model.coefs_ + model.intercepts_, twin.coefs_ + twin.intercepts_,
                         strict=True):  # fmt: skip
        mine[...] = its
    assert np.allclose(model.predict(X), twin.predict(X), rtol=0, atol=1e-12)
    assert model.predict(X).shape == y.shape
    assert model.fit(X, y[:, 0]).predict(X).shape == (400,)


def test_labels_of_any_kind_come_back():
    for labels in (WORDS[Y], WORDS[Y].astype(object), Y - 5, Y > 4, Y * 1.0):
        model = NeuralNetworkClassifier(epochs=30, random_state=0).fit(X, labels)
        assert model.predict(X).dtype == labels.dtype
        assert model.score(X, labels) > 0.95
        assert np.array_equal(model.classes_, np.unique(labels))


@pytest.mark.parametrize("cls", ALL)
def test_frames_keep_their_names(cls):
    frame = pd.DataFrame(X, columns=[f"pixel {i}" for i in range(64)])
    y = targets(cls)
    model = cls(epochs=3, random_state=0).fit(frame, pd.Series(y))
    assert list(model.feature_names_in_) == list(frame.columns)
    assert model.n_features_in_ == 64
    assert np.array_equal(model.predict(frame), cls(epochs=3, random_state=0).fit(X, y).predict(X))
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame[frame.columns[::-1]])


@pytest.mark.parametrize("cls", ALL)
def test_the_same_seed_gives_the_same_model_and_another_seed_another(cls):
    first, second, other = (
        cls(epochs=2, random_state=seed).fit(X, targets(cls)).network_.theta for seed in (0, 0, 1)
    )
    assert np.array_equal(first, second)
    assert not np.allclose(first, other)


@pytest.mark.parametrize("cls", ALL)
def test_warm_start_and_partial_fit_go_on(cls):
    y = targets(cls)
    whole = cls(epochs=4, random_state=0).fit(X, y)
    halves = cls(epochs=2, random_state=0, warm_start=True).fit(X, y).fit(X, y)
    steps = cls(random_state=0)
    for _ in range(4):
        steps.partial_fit(X, y)
    anew = cls(epochs=4, random_state=0).fit(X, y).fit(X, y)
    for model in (halves, steps, anew):
        assert np.array_equal(model.network_.theta, whole.network_.theta)
        assert model.loss_curve_ == whole.loss_curve_
        assert model.history_.epochs == 4


def test_partial_fit_learns_classes_that_come_later():
    model = NeuralNetworkClassifier(random_state=0)
    model.partial_fit(X[Y < 5], Y[Y < 5], classes=range(10))
    for _ in range(30):
        model.partial_fit(X, Y)
    assert model.score(X, Y) > 0.95


@pytest.mark.parametrize("cls", ALL)
def test_early_stopping_keeps_the_best_epoch(cls):
    model = cls(
        epochs=500, eta=0.01, early_stopping=True, validation_fraction=0.2, patience=3,
        random_state=0,
    )  # fmt: skip
    model.fit(X, targets(cls))
    history = model.history_
    assert history.epochs < 500
    assert history.best_epoch == np.argmin(history.validation_cost)
    assert history.epochs - 1 - history.best_epoch == 3


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("way", ["pickle", "joblib"])
def test_a_stored_model_goes_on_like_the_original(cls, way):
    y = targets(cls)
    model = cls(epochs=2, random_state=0, warm_start=True).fit(X, y)
    file = io.BytesIO()
    (pickle if way == "pickle" else joblib).dump(model, file)
    file.seek(0)
    copy = (pickle if way == "pickle" else joblib).load(file)
    assert np.array_equal(copy.predict(X), model.predict(X))
    assert np.array_equal(copy.fit(X, y).network_.theta, model.fit(X, y).network_.theta)


@pytest.mark.parametrize("cls", CLASSIFIERS)
def test_prediction_and_score_follow_from_the_probabilities(cls):
    for names in (np.arange(10), WORDS):
        y = names[Y]
        model = cls(epochs=2, random_state=0).fit(X, y)
        predicted = model.classes_[model.predict_proba(X).argmax(axis=1)]
        assert np.array_equal(model.predict(X), predicted)
        assert 0.05 < accuracy_score(y, predicted) < 0.95
        for given in (y, y.tolist(), pd.Series(y, index=Y), y[:, None].tolist()):
            assert model.score(X, given) == accuracy_score(y, predicted)
        weights = np.linspace(0, 1, len(y))
        weighted = accuracy_score(y, predicted, sample_weight=weights)
        assert model.score(X, y, weights) == weighted != accuracy_score(y, predicted)


def test_a_score_takes_only_labels_that_fit():
    model = NeuralNetworkClassifier(epochs=1, random_state=0)
    with pytest.raises(NotFittedError):
        model.score(X, Y)
    model.fit(X, Y)
    with pytest.raises(ValueError, match=r"inconsistent numbers of samples: \[399, 400\]"):
        model.score(X, Y[:-1])
    with pytest.raises(ValueError, match="Mix of label input types"):
        model.score(X, WORDS[Y])
    with pytest.raises(ValueError, match="continuous"):
        model.score(X, Y + 0.5)


def test_in_the_company_of_sklearn():
    model = NeuralNetworkClassifier(epochs=20, eta=0.01, random_state=0)
    scores = cross_val_score(make_pipeline(MinMaxScaler(), model), 16 * X, Y, cv=3)
    assert scores.min() > 0.8
    search = GridSearchCV(model, {"eta": [1e-5, 0.01]}, cv=2).fit(X, Y)
    assert search.best_params_ == {"eta": 0.01}
    *_, judged = learning_curve(model, X, Y, train_sizes=[40, 200], cv=2)
    assert judged[1].mean() > judged[0].mean()
    calibrated = CalibratedClassifierCV(model, cv=2).fit(X, Y)
    assert np.allclose(calibrated.predict_proba(X).sum(axis=1), 1)
    assert calibrated.score(X, Y) > 0.9


def test_regression_against_the_line_it_should_find():
    inputs, y = make_regression(200, 5, noise=1, random_state=0)
    y = StandardScaler().fit_transform(y[:, None])[:, 0]
    model = NeuralNetworkRegressor((), epochs=300, eta=0.01, random_state=0).fit(inputs, y)
    line, *_ = np.linalg.lstsq(np.column_stack([inputs, np.ones(200)]), y)
    assert np.allclose(model.coefs_[0][:, 0], line[:5], atol=2e-2)


def test_convolution_takes_colour_images_and_lines():
    images = np.random.default_rng(0).random((30, 4 * 5 * 3))
    model = ConvolutionalNetworkClassifier((4, 5, 3), n_filters=6, epochs=1).fit(images, Y[:30])
    assert model.coefs_[0].shape == (3, 3, 3, 6)
    assert model.network_.input_shape == (4, 5, 3)
    assert ConvolutionalNetworkClassifier(epochs=1).fit(X, Y).network_.input_shape == (8, 8, 1)
    lines = ConvolutionalNetworkClassifier(epochs=1).fit(X[:, :7], Y)
    assert lines.network_.input_shape == (1, 7, 1)


def test_a_network_that_diverges_says_so():
    model = NeuralNetworkRegressor(eta=1e6, optimizer="gradient_descent", random_state=0)
    with pytest.raises(TrainingDiverged, match="learning rate"):
        model.fit(X, targets(NeuralNetworkRegressor))


BAD = {
    "hidden_layer_sizes": [(0,), (2.5,), "50", None, (-1, 3)],
    "activation": ["logistic", None, 3, Sigmoid],
    "eta": [0, -1, "fast", None, np.nan, np.inf],
    "lmbd": [-0.1, "none", None, np.nan],
    "epochs": [0, 1.5, None, "ten"],
    "batch_size": [0, "auto", None, 2.5],
    "optimizer": ["sgd", None, GradientDescent(1), 3],
    "initializer": ["random", None, Normal, 1],
    "early_stopping": ["yes", None, 1],
    "random_state": ["zero", 1.5, -1],
    "dtype": ["float16", None, int, "double", np.ones(2), ["float64"]],
    "progress": ["yes", None],
    "warm_start": ["yes", None, 1, np.ones(2)],
}


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_bad_arguments_are_refused_by_fit_and_named(cls, name, value):
    model = cls(**{name: value})  # storing is all a constructor does
    assert model.get_params()[name] is value
    with pytest.raises((TypeError, ValueError)) as caught:
        model.fit(X, targets(cls))
    assert name in str(caught.value)
    with pytest.raises(NotFittedError):
        model.predict(X)


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_bad_arguments_are_refused_by_a_warm_start_too(cls, name, value):
    model = cls(hidden_layer_sizes=(4,), epochs=1, random_state=0, warm_start=True).fit(
        X, targets(cls)
    )
    theta = model.network_.theta.copy()
    with pytest.raises((TypeError, ValueError), match=name):
        model.set_params(**{name: value}).fit(X, targets(cls))
    assert np.array_equal(model.network_.theta, theta)


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("learn", ["fit", "partial_fit"])
@pytest.mark.parametrize(("name", "value", "message"), [
    ("hidden_layer_sizes", (5,), r"layers must stay \[.*Dense\(4\).* got \[.*Dense\(5\)"),
    ("activation", "tanh", r"layers must stay \[.*ReLU.* got \[.*Tanh"),
    ("initializer", "he", "layers must stay"),
    ("dtype", "float32", "dtype must stay float64 .* got float32"),
])  # fmt: skip
def test_another_network_cannot_go_on(cls, learn, name, value, message):
    model = cls(hidden_layer_sizes=(4,), epochs=1, random_state=0, warm_start=True).fit(
        X, targets(cls)
    )
    theta = model.network_.theta.copy()
    with pytest.raises(ValueError, match=message):
        getattr(model.set_params(**{name: value}), learn)(X, targets(cls))
    assert np.array_equal(model.network_.theta, theta)
    anew = model.set_params(warm_start=False).fit(X, targets(cls))
    assert anew.history_.epochs == 1


def test_images_of_another_shape_cannot_go_on():
    images = X[:, :12]
    model = ConvolutionalNetworkClassifier((3, 4, 1), epochs=1, warm_start=True).fit(images, Y)
    with pytest.raises(ValueError, match=r"must stay \(3, 4, 1\) .* got \(4, 3, 1\)"):
        model.set_params(image_shape=(4, 3, 1)).fit(images, Y)


@pytest.mark.parametrize("learn", ["fit", "partial_fit"])
def test_a_new_eta_and_a_new_optimizer_count_at_once(learn):
    def stepped(**changed):
        model = NeuralNetworkRegressor(
            (4,), optimizer="gradient_descent", eta=0.01, epochs=1, batch_size=400,
            random_state=0, warm_start=True,
        ).fit(X, y)  # fmt: skip
        before = model.network_.theta.copy()
        getattr(model.set_params(**changed), learn)(X, y)
        return model.network_.theta - before

    y = targets(NeuralNetworkRegressor)
    assert np.allclose(stepped(eta=0.02), 2 * stepped(), rtol=1e-9)
    assert np.allclose(np.abs(stepped(optimizer="adam")).max(), 0.01)


@pytest.mark.parametrize("value", [0, 1, -0.5, "tenth", None])
@pytest.mark.parametrize("early_stopping", [True, False])
def test_bad_validation_fraction(value, early_stopping):
    model = NeuralNetworkClassifier(early_stopping=early_stopping, validation_fraction=value)
    with pytest.raises((TypeError, ValueError), match="validation_fraction"):
        model.fit(X, Y)


@pytest.mark.parametrize("value", [0, 2.5, None])
@pytest.mark.parametrize("early_stopping", [True, False])
def test_bad_patience(value, early_stopping):
    with pytest.raises((TypeError, ValueError), match="patience"):
        NeuralNetworkClassifier(early_stopping=early_stopping, patience=value).fit(X, Y)


@pytest.mark.parametrize("cls", [NeuralNetworkClassifier, NeuralNetworkRegressor])
@pytest.mark.parametrize("kind", ["array", "list", "frame"])
def test_numbers_beyond_every_float_are_refused_by_name(cls, kind):
    import pandas as pd

    enormous = X.astype(object)
    enormous[-1, -1] = 10**400
    given = {"array": enormous, "list": enormous.tolist(), "frame": pd.DataFrame(enormous)}[kind]
    model = cls(epochs=1, random_state=0)
    with pytest.raises(ValueError, match="X must hold numbers of at most 308 digits"):
        model.fit(given, Y)
    model.fit(X, Y)
    with pytest.raises(ValueError, match="X must hold numbers of at most 308 digits"):
        model.predict(given)


@pytest.mark.parametrize("value", [8, (8, 8), (8, 8, 2), (0, 8, 8), "8x8x1", (8.0, 8, 1)])
def test_bad_image_shape(value):
    with pytest.raises((TypeError, ValueError), match="image_shape"):
        ConvolutionalNetworkClassifier(value).fit(X, Y)


@pytest.mark.parametrize("name", ["n_filters", "receptive_field", "pool_size"])
@pytest.mark.parametrize("value", [0, 2.5, None])
def test_bad_sizes_of_the_convolution(name, value):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be"):
        ConvolutionalNetworkClassifier(**{name: value}).fit(X, Y)


@pytest.mark.parametrize("cls", ALL)
def test_sparse_input_is_refused_clearly(cls):
    with pytest.raises(TypeError, match=r"Sparse .* dense"):
        cls().fit(sparse.csr_array(X), targets(cls))


@pytest.mark.parametrize("cls", CLASSIFIERS)
def test_bad_classes(cls):
    with pytest.raises(ValueError, match="at least 2 classes"):
        cls().fit(X, np.zeros(400))
    model = cls(random_state=0).partial_fit(X[Y < 5], Y[Y < 5])
    theta = model.network_.theta.copy()
    with pytest.raises(ValueError, match="known from the first call"):
        model.partial_fit(X, Y)
    with pytest.raises(ValueError, match="those of the first call"):
        model.partial_fit(X[Y < 5], Y[Y < 5], classes=range(10))
    assert np.array_equal(model.network_.theta, theta)


@pytest.mark.parametrize("classes", [
    [], 5, [3], [[0, 1], [2, 3]], [0, np.nan], [None, 1], [0, 1, [2]], {0, 1}, "ab",
])  # fmt: skip
def test_bad_announced_classes(classes):
    few = X[:10], np.arange(10) % 2
    model = NeuralNetworkClassifier(random_state=0)
    for _ in range(2):  # the first call, and a later one
        with pytest.raises((TypeError, ValueError), match=r"^classes must .* got"):
            model.partial_fit(*few, classes=classes)
        model.partial_fit(*few, classes=[0, 1])


@pytest.mark.parametrize("y", [
    np.arange("2020-01-01", "2020-01-05", dtype="datetime64[D]"), ["a", "b", "c", "d"],
    np.array(["a", "b", "c", "d"], dtype=object), np.arange(4).astype("timedelta64[s]"),
    pd.date_range("2020-01-01", periods=4).to_pydatetime(),
], ids=["dates", "text", "text objects", "durations", "date objects"])  # fmt: skip
def test_a_regressor_learns_numbers_only(y):
    for learn in (NeuralNetworkRegressor().fit, NeuralNetworkRegressor().partial_fit):
        with pytest.raises(TypeError, match="y must hold numbers, got an array of type"):
            learn(X[:4], y)
    objects = NeuralNetworkRegressor(epochs=1).fit(X[:4], np.array([1, 2.5, 3, 4], dtype=object))
    assert objects.predict(X[:4]).dtype == float


def test_a_failed_fit_leaves_the_model_as_it_was():
    model = NeuralNetworkClassifier(epochs=2, random_state=0).fit(X, Y)
    before = model.predict_proba(X)
    model.set_params(optimizer="gradient_descent", eta=1e9, lmbd=1.0)
    with pytest.raises(TrainingDiverged):
        model.fit(X[:, :5], Y % 2)
    assert np.array_equal(model.predict_proba(X), before)


@pytest.mark.parametrize("cls", ALL)
def test_a_model_goes_on_after_a_failure_as_if_there_had_been_none(cls):
    y = targets(cls)
    for learn in (lambda model, X: model.fit(X, y), lambda model, X: model.partial_fit(X, y)):
        random = np.random.RandomState(0), np.random.RandomState(0)
        model, sane = (cls(epochs=3, random_state=r, warm_start=True).fit(X, y) for r in random)
        with pytest.raises(TrainingDiverged):
            learn(model, 1e308 * X)
        assert np.array_equal(model.network_.theta, sane.network_.theta)
        assert model.loss_curve_ == sane.loss_curve_
        random[0].set_state(random[1].get_state())  # what was drawn is the only trace
        assert learn(model, X).loss_curve_ == learn(sane, X).loss_curve_


def test_a_divergence_in_a_later_epoch_of_a_warm_start_keeps_the_earlier_model():
    model = NeuralNetworkRegressor((), optimizer="gradient_descent", eta=0.01, epochs=5,
                                   random_state=0, warm_start=True)  # fmt: skip
    y = targets(NeuralNetworkRegressor)
    before = model.fit(X, y).predict(X)
    model.set_params(lmbd=1e4, epochs=100)
    with pytest.raises(TrainingDiverged) as raised:
        model.fit(X, y)
    assert raised.value.history.epochs > 0
    assert np.array_equal(model.predict(X), before)
    assert model.history_.epochs == 5


def test_two_examples_are_needed_to_stop_early():
    with pytest.raises(ValueError, match="at least 2 examples"):
        NeuralNetworkRegressor(early_stopping=True).fit(X[:1], [1.0])


# -- what was mended in 0.2 -------------------------------------------------------------


@pytest.mark.parametrize("cls", [NeuralNetworkClassifier, ConvolutionalNetworkClassifier])
def test_an_activation_may_be_a_layer(cls):
    model = cls(hidden_layer_sizes=(4, 3), activation=LeakyReLU(0.3), epochs=1, random_state=0)
    model = clone(model).fit(X, Y)
    used = [layer for layer in model.network_.layers if isinstance(layer, LeakyReLU)]
    assert len(set(used)) == len(used) >= 2
    assert {layer.alpha for layer in used} == {0.3}
    model.set_params(warm_start=True, activation=LeakyReLU(0.1))
    with pytest.raises(ValueError, match=r"layers must stay .*alpha=0.3.* got .*alpha=0.1"):
        model.fit(X, Y)


def test_the_menus_follow_from_the_classes():
    assert set(menus.ACTIVATIONS.values()) == {
        cls for cls in vars(layers).values()
        if isinstance(cls, type) and issubclass(cls, layers.Activation)
        and not inspect.isabstract(cls)
    }  # fmt: skip
    names = {"gradient_descent", "momentum", "rmsprop", "adam"}
    assert names == menus.OPTIMIZERS.keys()  # ClippedNorm needs another optimizer
    assert {"glorot", "he", "normal", "uniform", "zeros"} == menus.INITIALIZERS.keys()


@pytest.mark.parametrize("cls", ALL)
def test_going_on_after_early_stopping_leaves_lists_of_one_length(cls):
    y = targets(cls)
    model = cls(early_stopping=True, patience=2, epochs=4, random_state=0).fit(X, y)
    model.partial_fit(X, y)
    history = model.history_
    assert len(history.validation_cost) == history.epochs == len(model.loss_curve_)
    assert np.isnan(history.validation_cost[-1])
    assert history.best_epoch is None
    plot_history(history)
    model = cls(epochs=3, random_state=0, warm_start=True).fit(X, y)
    model.set_params(early_stopping=True).fit(X, y)
    assert np.isnan(model.history_.validation_cost[:3]).all()
    assert model.history_.best_epoch == 3 + int(np.argmin(model.history_.validation_cost[3:]))
    plot_history(model.history_)


class Interrupted(GradientDescent):
    """Somebody presses Ctrl-C at the eighth step."""

    def update(self, theta, grad):
        super().update(theta, grad)
        self.taken = getattr(self, "taken", 0) + 1
        if self.taken == 8:
            raise KeyboardInterrupt


@pytest.mark.parametrize("cls", ALL)
def test_an_interrupt_ends_the_fit_of_an_estimator(cls, monkeypatch):
    monkeypatch.setitem(menus.OPTIMIZERS, "interrupted", Interrupted)
    y, model = targets(cls), cls(optimizer="interrupted", epochs=3, random_state=0)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    assert not hasattr(model, "network_")
    model.set_params(optimizer="adam", warm_start=True).fit(X, y)
    theta = model.network_.theta.copy()
    model.set_params(optimizer="interrupted")
    for learn in (model.fit, model.partial_fit):
        with pytest.raises(KeyboardInterrupt):
            learn(np.repeat(X, 9, axis=0), np.repeat(y, 9, axis=0))
        assert np.array_equal(model.network_.theta, theta)


@pytest.mark.parametrize("cls", ALL)
def test_masked_entries_and_dates_are_refused(cls):
    y = targets(cls)
    masked = np.ma.array(X, mask=X > 0.9)
    dates = np.arange("2020-01-01", "2020-01-09", dtype="datetime64[D]").reshape(4, 2)
    model = cls(epochs=1)
    for bad, message in (
        (masked, "X must have no masked entries"),
        (dates, "X must hold numbers, got an array of type datetime64"),
        (pd.DataFrame(dates), "X must hold numbers, got an array of type datetime64"),
        (dates.tolist(), "must be|float"),
        (list(dates), "X must hold numbers, got an array of type datetime64"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            model.fit(bad, y[: len(bad)])
    with pytest.raises(ValueError, match="y must have no masked entries"):
        model.fit(X, np.ma.array(y, mask=y == y[0]))
    model.fit(np.ma.array(X), y)
    with pytest.raises(ValueError, match="X must have no masked entries"):
        model.predict(masked)


@pytest.mark.parametrize("huge", [10**400, 10**30, 2**63, -(2**64), 1e308])
@pytest.mark.parametrize("kind", [list, np.array, lambda y: np.array(y, dtype=object)])
def test_labels_beyond_64_bits_are_refused_and_named(huge, kind):
    X, labels = np.arange(8.0).reshape(4, 2), kind([0, huge] * 2)
    estimator = NeuralNetworkClassifier(epochs=1)
    with pytest.raises(ValueError, match=r"^y must hold labels below 2\*\*63, got a larger"):
        estimator.fit(X, labels)
    with pytest.raises(ValueError, match="classes must hold labels below"):
        estimator.partial_fit(X, [0, 1, 0, 1], classes=labels[:2])
    with pytest.raises(ValueError, match="y must hold labels below"):
        estimator.fit(X, [0, 1, 0, 1]).score(X, labels)


def test_the_largest_labels_of_64_bits_are_learnt():
    labels = np.array([0, 2**64 - 1] * 2, dtype=np.uint64)
    found = NeuralNetworkClassifier(epochs=1).fit(np.arange(8.0).reshape(4, 2), labels).classes_
    assert found.tolist() == [0, 2**64 - 1]
