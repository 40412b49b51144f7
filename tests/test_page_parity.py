"""What a page computes without Python is what the package computes: in a real Chromium.

One browser and one empty page for the whole file; see test_browser.py for what is needed.
"""

import shutil

import numpy as np
import pytest

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.datasets import load_digit_networks, load_digits_8x8, load_mnist_5000
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
from lectures_nn.widgets import digit_pad, page_of, plane, playground, training_image
from lectures_nn.widgets.drawing import EXAMPLES, FORMS
from lectures_nn.widgets.explorable import COSTS, LAYERS, described, module
from lectures_nn.widgets.playground import NAMED

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(PROGRAMS)} is here")

BRING_TO_LIFE = """
window.of = (given) => new Network(given, numbers(given.theta));
Object.assign(window, { trainingImage, contributions, lead, occlusion });
window.seen = { ACTIVATIONS, COSTS, INITIALIZERS, LAYERS, Random };
"""
PLAY = "\nwindow.play = { Training, asCall, asAddress, fromAddress, fromLines };\n"


@pytest.fixture(scope="module")
def page():
    """An empty page on which the modules have been read."""
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.set_content("<!doctype html><title>Nothing but modules</title>")
        for name, more in (("playground.js", PLAY), ("digit_pad.js", BRING_TO_LIFE)):
            page.add_script_tag(content=module(name) + more, type="module")
        page.wait_for_function("window.of && window.play")
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


# -- the networks of the pad, and the form of its images ------------------------------------------


@pytest.mark.parametrize("name", ["dense", "convolutional"])
def test_stored_networks(page, name):
    network, (_, test) = load_digit_networks()[name], load_mnist_5000()
    X = test.X[::83].reshape(-1, *network.input_shape)
    assert_same_outputs(page, network, X)
    assert np.mean(network.predict(X) == test.labels[::83]) > 0.8


ODD = {
    "a dot": [[[0.3, 0.8]]],
    "a line across": [[[10, 5], [90, 5]]],
    "far to one side": [[[0.1, 0.1], [0.1, 0.9], [0.2, 0.9]], [[0.8, 0.2], [0.8, 0.2]]],
}


@pytest.mark.parametrize("side", FORMS)
def test_drawings_take_the_form_of_the_training_images(page, side):
    form = FORMS[side]
    for name, strokes in {**EXAMPLES, **ODD}.items():
        image = page.evaluate(
            "([strokes, form]) => Array.from(trainingImage(strokes, form))",
            [strokes, form._asdict()],
        )
        made = training_image(strokes, side)
        np.testing.assert_allclose(image, made.ravel(), rtol=0, atol=1e-12, err_msg=str(name))
        inked = np.argwhere(made > 0.02)
        longest = (inked.max(axis=0) - inked.min(axis=0)).max() + 1
        assert longest <= form.box + 2
        if name in EXAMPLES:
            assert longest >= form.box - 1
    elsewhere = [7 + 30 * np.array(stroke) for stroke in EXAMPLES[5]]
    np.testing.assert_allclose(
        training_image(elsewhere, side), training_image(EXAMPLES[5], side), atol=1e-9
    )


def test_nothing_drawn_is_paper(page):
    assert not training_image([]).any()
    assert not any(page.evaluate("form => Array.from(trainingImage([], form))", FORMS[8]._asdict()))


@pytest.mark.parametrize("name", ["dense", "convolutional"])
def test_evidence_adds_up_and_is_what_it_says(page, name):
    network, k = load_digit_networks()[name], 7
    image = training_image(EXAMPLES[k])
    found = page.evaluate(
        """async ([given, image, k]) => {
            const network = of(given);
            const z = network.forward(Float64Array.from(image), 1);
            const { parts, bias, what } = contributions(network, k), whole = lead(z, k);
            const { fall, n } = await occlusion(network, Float64Array.from(image), 28, k);
            return { parts: Array.from(parts), bias, what, whole, fall: Array.from(fall), n };
        }""",
        [described(network), rows(image), k],
    )

    def lead(image):
        z = network.forward(image.reshape(1, *network.input_shape))[0]
        return z[k] - z.mean()

    assert found["whole"] == pytest.approx(lead(image))
    assert sum(found["parts"]) + found["bias"] == pytest.approx(found["whole"])
    assert (found["what"], len(found["parts"])) == {
        "dense": ("node", 50), "convolutional": ("map", 16)
    }[name]  # fmt: skip
    fall = np.reshape(found["fall"], (found["n"], found["n"]))
    row, column = np.unravel_index(np.abs(fall).argmax(), fall.shape)
    without = image.copy()
    without[max(0, 2 * row - 2) : 2 * row + 3, max(0, 2 * column - 2) : 2 * column + 3] = 0
    assert fall[row, column] == pytest.approx(lead(image) - lead(without))
    assert abs(fall[row, column]) > 0.1
    assert fall[0, 0] == 0  # no ink there


# -- the playground -------------------------------------------------------------------------------

TRAIN = """([data, settings]) => {
    const all = { ...data.defaults, ...settings }, training = new play.Training(data, all);
    let least = Infinity;
    while (training.epoch < all.epochs && !training.diverged) {
        training.finish();
        if (training.epoch % 10 === 0) least = Math.min(least, training.judge().validation);
    }
    return { ...training.judge(), least };
}"""


@pytest.fixture(scope="module")
def data():
    return playground().page.data


@pytest.mark.parametrize("name", NAMED)
def test_named_settings_do_what_their_sentences_say(page, data, name):
    settings, sentence = NAMED[name]
    end = page.evaluate(TRAIN, [data, settings])
    verdict = sentence.split(":")[0].split()[0].strip(",")
    if verdict == "Fails":
        assert end["train_right"] < 0.75
        assert end["train"] > 0.55
    elif verdict == "Succeeds":
        assert end["train_right"] > 0.95
        assert end["validation_right"] > 0.9
    elif verdict == "Overfits":
        assert end["train"] < 0.01
        assert end["validation"] > 1.5 * end["least"]
    else:
        assert verdict == "Mended"
        assert end["validation"] < 1.1 * end["least"]
        without = page.evaluate(TRAIN, [data, NAMED["few points and much noise"][0]])
        assert end["validation"] < 0.7 * without["validation"]


def test_the_points_of_the_page_are_those_of_python(page, data):
    for kind in plane.KINDS:
        (X, y), (X_val, y_val) = plane.points(kind, 0.3, 50)
        settings = {**data["defaults"], "data": kind, "noise": 0.3, "m": 50}
        found = page.evaluate(
            """([data, settings]) => {
                const { train, validation } = new play.Training(data, settings);
                return [train.X, train.Y, validation.X, validation.Y].map((a) => Array.from(a));
            }""",
            [data, settings],
        )
        for values, expected in zip(found, (X, y, X_val, y_val), strict=True):
            np.testing.assert_array_equal(values, np.ravel(expected))


CALLS = [
    {},
    {"data": "spirals", "layers": [8, 2, 5], "eta": 0.03, "activation": "leaky_relu"},
    {"layers": [], "lmbd": 0.01, "batch_size": 200, "seed": 0, "noise": 0.0},
    {"data": "own", "points": [[0.5, -1.25, 1], [2, 0, 0]]},
]


@pytest.mark.parametrize("given", CALLS, ids=str)
def test_settings_come_back_from_the_line_and_from_the_address(page, data, given):
    view = playground(**given)
    line, address, found = page.evaluate(
        """([settings, data]) => {
            const address = play.asAddress(settings, data.defaults);
            return [play.asCall(settings, data.defaults), address, play.fromAddress(address, data)];
        }""",
        [view.settings, data],
    )
    again = eval(line, {"playground": playground})
    assert again.settings == view.settings
    assert eval(repr(view), {"playground": playground}).settings == view.settings
    assert found == [view.settings, []]
    assert "%" not in address


@pytest.mark.parametrize(
    "given",
    ["data=cubes", "eta=fast", "eta=-1", "layers=9", "layers=1,1,1,1,1", "m=201", "seed=0.5"]
    + ["points=1,2", "points=1,2,3", "who=me", "noise=", "noise=Infinity"],
)
def test_an_address_that_asks_for_what_there_is_not(page, data, given):
    asked = "([text, data]) => play.fromAddress(text, data)"
    settings, refused = page.evaluate(asked, [given, data])
    if given == "noise=":
        assert settings["noise"] == 0
        return
    assert settings == data["defaults"]
    assert refused == [given]


def test_points_are_read_line_by_line(page):
    read = "text => play.fromLines(text)"
    assert page.evaluate(read, "1, 2, 0\n\n -0.5;3 1\n") == [[1, 2, 0], [-0.5, 3, 1]]
    for line in ("1, 2", "1, 2, 3", "x, 1, 0", "1, 2, 0, 0"):
        with pytest.raises(playwright.Error, match=f"this line is not: {line}"):
            page.evaluate(read, f"0, 0, 1\n{line}")


# -- bad arguments --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: playground("cubes"), ValueError, "data must be one of pair, .*own; got 'cubes'"),
        (lambda: playground(layers=(9,)), ValueError, r"at most 4 layers of at most 8 nodes, got"),
        (lambda: playground(layers=5 * [1]), ValueError, "layers must be at most 4 layers"),
        (lambda: playground(m=201), ValueError, "m must be at most 200, got 201"),
        (lambda: playground(activation="softmax"), ValueError, "activation must be one of"),
        (lambda: playground(eta=0), ValueError, "eta must be > 0, got 0"),
        (lambda: playground(points=[[0, 0, 1]]), ValueError, 'points must come with data="own"'),
        (
            lambda: playground("own", points=[[0, 0]]),
            ValueError,
            r"points must have shape \(m, 3\)",
        ),
        (lambda: playground("own", points=[[0, 0, 2]]), ValueError, "the classes 0 and 1, got"),
        (lambda: plane.points("own"), ValueError, "data must be one of pair"),
        (
            lambda: digit_pad(Network([Dense(10)], 400)),
            ValueError,
            r"must read digits.*got \(400,\)",
        ),
        (lambda: digit_pad(Network([Dense(9)], 64)), ValueError, "10 outputs, got .* and 9"),
        (lambda: digit_pad(Network([Dense(10)], 64, SquaredError())), ValueError, "for classes"),
        (lambda: digit_pad({}), TypeError, "network must be a Network or a dict"),
        (lambda: digit_pad({"a": 1}), TypeError, "a must be a Network, got int"),
        (lambda: digit_pad(example=10), ValueError, "example must be a digit, 0 to 9, got 10"),
        (lambda: digit_pad(largest=0), ValueError, "largest must be > 0"),
        (lambda: training_image([[[0, 0]]], 20), ValueError, "side must be one of 8, 28, got 20"),
        (lambda: training_image([[[0, 0, 0]]]), ValueError, r"points \(n, 2\), got shape \(1, 3\)"),
        (lambda: page_of("view", "title"), TypeError, "view must be a View or an Explorable"),
    ],
)
def test_explorables_say_which_argument_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
