"""What a page computes without Python is what the package computes: in a real Chromium.

One browser and one empty page for the whole file; see test_browser.py for what is needed.
"""

import shutil

import numpy as np
import pytest

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.datasets import load_digits_8x8
from lectures_nn.layers import (
    ACTIVATION_LAYERS,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    ReLU,
    Sigmoid,
    Tanh,
)
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit
from lectures_nn.widgets.explorable import COSTS, LAYERS, described, module

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(PROGRAMS)} is here")

BRING_TO_LIFE = """
window.of = (given) => new Network(given, numbers(given.theta));
window.seen = { ACTIVATIONS, COSTS, INITIALIZERS, LAYERS, Random };
"""


@pytest.fixture(scope="module")
def page():
    """An empty page on which the modules have been read."""
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        text = module("arithmetic.js") + module("parts.js")
        page.set_content(f"<script type='module'>{text}\n{BRING_TO_LIFE}</script>")
        page.wait_for_function("window.of !== undefined")
        yield page
        browser.close()


def rows(a):
    return np.asarray(a, float).ravel().tolist()


FORWARD = """([given, X, m]) => {
    const network = of(given);
    const output = Array.from(network.forward(Float64Array.from(X), m));
    const probabilities = network.probabilities(Float64Array.from(X), m);
    return [output, probabilities.flatMap((row) => Array.from(row))];
}"""


def assert_same_outputs(page, network, X):
    z, a = page.evaluate(FORWARD, [described(network), rows(X), len(X)])
    expected = network.forward(X)
    for found, wanted in [(z, expected), (a, network.cost.output_function or np.copy)]:
        wanted = wanted(expected) if callable(wanted) else wanted
        atol = 1e-12 * np.abs(wanted).max()
        np.testing.assert_allclose(found, wanted.ravel(), rtol=1e-12, atol=atol)


WINDOWS = [  # layers on images of 7 x 6 pixels with 2 channels, no side of which is like another
    [Conv2D(3), ReLU(), MaxPool2D(2)],
    [Conv2D(2, 4, stride=2, padding="same"), Tanh(), AveragePool2D(2, padding="same")],
    [Conv2D(3, 2, stride=3, padding=1), AveragePool2D(2, stride=1, padding=1)],
    [MaxPool2D(3, stride=2, padding="same"), Conv2D(2, padding="valid")],
]


@pytest.mark.parametrize("layers", WINDOWS, ids=repr)
def test_convolutions_and_poolings(page, layers):
    rng = np.random.default_rng(1)
    layers = [type(layer)(**layer.arguments()) for layer in layers]
    network = Network([*layers, Flatten(), Dropout(0.5), Dense(3)], (7, 6, 2), rng=1)
    network.theta = rng.normal(size=network.theta.size)
    assert_same_outputs(page, network, rng.normal(size=(5, 7, 6, 2)))


@pytest.mark.parametrize("activation", ACTIVATION_LAYERS)
@pytest.mark.parametrize("cost", COSTS, ids=lambda cost: cost.__name__)
def test_gradients(page, activation, cost):
    """Outputs, cost and gradient; all three at a place that no training would begin at."""
    rng = np.random.default_rng(2)
    f = ACTIVATION_LAYERS[activation]
    f = f(0.3) if "alpha" in f().arguments() else f()
    network = Network([Dense(5), f, Dense(4), Tanh(), Dense(3)], 4, cost(), rng=2)
    network.theta = 2 * rng.normal(size=network.theta.size)
    X, Y = 2 * rng.normal(size=(7, 4)), np.eye(3)[rng.integers(3, size=7)]
    assert_same_outputs(page, network, X)
    J, gradient, value = page.evaluate(
        """([given, X, Y, m, lmbd]) => {
            [X, Y] = [Float64Array.from(X), Float64Array.from(Y)];
            const network = of(given);
            const J = network.backpropagate(X, Y, m, lmbd);
            return [J, Array.from(network.grad), network.value(X, Y, m)];
        }""",
        [described(network), rows(X), rows(Y), len(X), 0.7],
    )
    expected, wanted = network.cost_and_gradient(network.theta, X, Y, 0.7)
    assert pytest.approx(expected, rel=1e-12) == J
    np.testing.assert_allclose(gradient, wanted, rtol=1e-11, atol=1e-12 * np.abs(wanted).max())
    assert network.cost_and_gradient(network.theta, X, Y)[0] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("cost", [BinaryCrossEntropy(), SoftmaxCrossEntropy(), SquaredError()])
@pytest.mark.parametrize("activation", [Sigmoid, Tanh])
def test_two_hundred_steps(page, cost, activation):
    """From the same weights, with the same batches, training ends at the same weights."""
    rng, K = np.random.default_rng(3), 1 if isinstance(cost, BinaryCrossEntropy) else 3
    X, y = rng.normal(size=(57, 2)), rng.integers(max(2, K), size=57)
    Y = y[:, None] if K == 1 else np.eye(3)[y]
    network = Network([Dense(6), activation(), Dense(4), activation(), Dense(K)], 2, cost, rng=3)
    start, epochs, size = described(network), 34, 10  # 6 steps an epoch, the last one of 7
    seed = 4
    fit(
        network, X, Y, GradientDescent(0.3), epochs, size, lmbd=0.05, rng=seed, progress=False,
    )  # fmt: skip
    order = np.random.default_rng(seed)
    orders = [order.permutation(len(X)).tolist() for _ in range(epochs)]
    theta = page.evaluate(
        """([given, X, Y, orders, size]) => {
            [X, Y] = [Float64Array.from(X), Float64Array.from(Y)];
            const network = of(given);
            for (const order of orders) {
                for (let at = 0; at < order.length; at += size) {
                    network.step(X, Y, order.slice(at, at + size), 0.3, 0.05);
                }
            }
            return Array.from(network.theta);
        }""",
        [start, rows(X), rows(Y), orders, size],
    )
    np.testing.assert_allclose(theta, network.theta, rtol=0, atol=1e-9)


def test_starting_weights_are_spread_as_the_packages_are(page):
    spread = page.evaluate(
        """() => Object.entries(seen.INITIALIZERS).map(([name, draw]) => {
            const random = new seen.Random(5);
            const drawn = Array.from({ length: 20000 }, () => draw(random, 6, 4));
            const mean = drawn.reduce((sum, w) => sum + w) / drawn.length;
            const square = drawn.reduce((sum, w) => sum + w * w) / drawn.length;
            return [name, mean, Math.sqrt(square), Math.max(...drawn.map(Math.abs))];
        })"""
    )
    expected = {"Glorot": np.sqrt(0.6 / 3), "He": np.sqrt(1 / 3), "Normal": 1.0, "Zeros": 0.0}
    assert {name for name, *_ in spread} == set(expected)
    for name, mean, std, largest in spread:
        assert mean == pytest.approx(0, abs=0.03)
        assert std == pytest.approx(expected[name], rel=0.03)
        if name == "Glorot":
            assert np.sqrt(0.6) * 0.99 < largest <= np.sqrt(0.6)


def test_an_order_visits_everyone_once_and_comes_back_with_its_seed(page):
    def order(seed):
        return page.evaluate("seed => new seen.Random(seed).permutation(50)", seed)

    assert sorted(order(1)) == list(range(50))
    assert order(1) == order(1) != order(2)


def test_the_page_knows_what_python_says_it_knows(page):
    known = page.evaluate("[seen.LAYERS, seen.COSTS].map(Object.keys)")
    assert set(known[0]) == {cls.__name__ for cls in LAYERS}
    assert set(known[1]) == {cls.__name__ for cls in COSTS}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": "Hinge"}, "cost must be one of .*SoftmaxCrossEntropy.*got Hinge"),
        ({"layers": [{"name": "Radial", "arguments": {}}]}, "layers must be Dense.*got Radial"),
        ({"input_shape": [8, 8, 1]}, "Dense expects rows, got images of 8,8,1"),
        ({"input_shape": [63]}, "theta must hold 640 numbers, got 650"),
    ],
)
def test_a_network_that_does_not_fit_is_refused_on_the_page(page, change, message):
    given = described(Network([Dense(10)], 64, rng=0)) | change
    with pytest.raises(playwright.Error, match=message):
        page.evaluate("given => of(given) && 1", given)


class OwnCost(SquaredError):
    """A reader's cost, of which a page knows nothing."""


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ("network", "network must be a Network, got str"),
        (Network([Dense(3), BatchNorm(), Dense(2)], 2), r"layers that a page knows.*got BatchNorm"),
        (Network([Dense(3)], 2, OwnCost()), "cost that a page knows.*got OwnCost"),
    ],
)
def test_a_network_that_a_page_cannot_compute_is_refused(network, message):
    with pytest.raises(TypeError, match=message):
        described(network)


def test_single_precision_travels_in_half_the_bytes(page):
    networks = [Network([Dense(10)], 64, rng=0, dtype=dtype) for dtype in ("float32", "float64")]
    X = load_digits_8x8().X[:3]
    for network in networks:
        double = Network.with_theta(
            network.theta.astype(float), [Dense(10)], 64, network.cost, "float64"
        )
        assert_same_outputs(page, double, X)
    short, long = (len(described(network)["theta"]["base64"]) for network in networks)
    assert long == pytest.approx(2 * short, abs=4)
