"""The interactive views: their numbers, their words, and what is left of them without a kernel."""

import asyncio
import base64
import functools
import html
import io
import itertools
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import nbconvert
import nbformat
import nbval_recorder
import numpy as np
import pytest
import run_notebooks
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from lectures_nn import activations, costs, layers, plotting, widgets
from lectures_nn.gradients import numerical_gradient
from lectures_nn.network import Network
from lectures_nn.widgets import (
    Control,
    activation,
    backpropagation,
    backpropagation_picture,
    written,
)

ROOT = Path(__file__).resolve().parents[1]


def test_the_package_loads_no_widgets():
    code = "import sys, lectures_nn; print({'ipywidgets', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# -- the activation explorer: numbers ---------------------------------------------------------

BY_HAND = {
    "identity": lambda z: z,
    "heaviside": lambda z: float(z > 0),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "sine": math.sin,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
}


def test_every_activation_can_be_explored():
    menu = widgets.activation_explorer().controls["function"].values
    assert set(menu) == set(activations.ACTIVATIONS) == set(BY_HAND)
    assert set(activation._SHOWN) <= set(BY_HAND)


def test_a_new_activation_is_in_the_menu_without_a_word_about_it(monkeypatch):
    def soft_plus(z):
        return np.logaddexp(0, z)

    def soft_plus_derivative(z):
        return 1 / (1 + np.exp(-np.asarray(z)))

    monkeypatch.setitem(activations.ACTIVATIONS, "soft_plus", (soft_plus, soft_plus_derivative))
    view = widgets.activation_explorer("soft_plus")
    menu = view.controls["function"]
    assert menu.texts[menu.values.index("soft_plus")] == "soft plus"
    assert "Activation soft plus" in view.alt
    assert "the output is 0.693" in view.alt
    assert "taken from the left" not in view.alt


@pytest.mark.parametrize("function", BY_HAND)
@pytest.mark.parametrize(("w", "b"), [(1, 0), (-2.5, 1.3), (0.3, -4), (0, 0.7)])
def test_curves_are_the_function_and_its_two_slopes(function, w, b):
    f, h = BY_HAND[function], 1e-6
    x = np.linspace(-3.03, 3.07, 41)  # no kink within h of a point
    z, a, slope_z, slope_x = widgets.activation_curves(function, w, b, x)
    for k, xk in enumerate(x):
        zk = w * xk + b
        assert z[k] == pytest.approx(zk)
        assert a[k] == pytest.approx(f(zk))
        assert slope_z[k] == pytest.approx((f(zk + h) - f(zk - h)) / (2 * h), abs=1e-8)
        by_x = (f(w * (xk + h) + b) - f(w * (xk - h) + b)) / (2 * h)
        assert slope_x[k] == pytest.approx(by_x, abs=1e-8)


@pytest.mark.parametrize("function", BY_HAND)
def test_a_curve_is_drawn_with_a_gap_only_where_it_jumps(function):
    left, right = widgets.plot_activation(function, 2.0, -1.0).axes
    output, slope = left.lines[1].get_ydata(), right.lines[0].get_ydata()
    assert np.isnan(output).sum() == (function == "heaviside")
    assert np.isnan(slope).sum() == (function in ("relu", "leaky_relu"))


def test_the_caption_gives_the_state():
    view = widgets.activation_explorer("tanh", w=-2, b=1.5)
    assert view.caption == (
        "Activation tanh, z = −2 x + 1.5: z = 0 at x = 0.75, where the output is 0, "
        "f′(z) = 1 and da/dx = w f′(z) = −2."
    )
    assert "from 1 to −1" in view.alt
    assert "w = −2, b = 1.5" in view.alt
    assert "whatever the input, the output is 0.818" in (
        widgets.activation_explorer("sigmoid", w=0, b=1.5).caption
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"function": "softmax"}, ValueError, "function must be one of identity, .* 'softmax'"),
        ({"w": 3.5}, ValueError, "w must be >= -3 and <= 3, got 3.5"),
        ({"b": "1"}, TypeError, "b must be a number, got '1'"),
        ({"b": float("nan")}, ValueError, "b must be finite, got nan|b must be .* got nan"),
    ],
)
def test_the_explorer_says_which_argument_is_wrong(arguments, error, message):
    with pytest.raises(error, match=message):
        widgets.activation_explorer(**arguments)


# -- the stepper: numbers ---------------------------------------------------------------------


def a_network(stack, n_in, cost, seed=5):
    """Return a network with weights and biases of size one, and an example."""
    network = Network(stack, n_in, cost, rng=seed)
    rng = np.random.default_rng(seed)
    network.theta = rng.normal(size=network.theta.size)
    K = network.output_shape[0]
    y = np.eye(K)[0] if K > 1 else np.ones(1)
    return network, rng.normal(size=n_in), y


class Quartic(costs.Cost):
    """A reader's own cost, whose derivative is not a - y."""

    def value_and_delta(self, output, Y):
        difference = output - Y
        return float(np.sum(difference**4) / len(Y)), 4 * difference**3 / len(Y)


def networks():
    D, S, T = layers.Dense, layers.Sigmoid, layers.Tanh
    squared, binary, softmax = (
        costs.SquaredError(),
        costs.BinaryCrossEntropy(),
        costs.SoftmaxCrossEntropy(),
    )
    return {
        "default": backpropagation.example()[:3],
        "one weight": a_network([D(1)], 1, squared),
        "linear output": a_network([D(3), T(), D(2)], 2, squared),
        "no activation between": a_network([D(2), D(2), S()], 3, squared),
        "three layers": a_network([D(3), layers.ELU(), D(3), T(), D(2), S()], 3, squared),
        "leaky": a_network([D(4), layers.LeakyReLU(0.2), D(1)], 2, squared),
        "relu": a_network([D(4), layers.ReLU(), D(4), S()], 4, squared),
        "logistic": a_network([D(3), S(), D(1)], 2, binary),
        "two questions": a_network([D(2)], 2, binary),
        "softmax": a_network([D(3), T(), D(3)], 2, softmax),
        "own cost": a_network([D(3), T(), D(2), S()], 2, Quartic()),
    }


@pytest.fixture(params=networks())
def case(request):
    """A network, x and y."""
    return networks()[request.param]


def gradient_of(known, L):
    """Return the stepper's derivatives in the order of a network's theta."""
    names = [("dW", l) for l in range(1, L + 1)] + [("db", l) for l in range(1, L + 1)]
    return np.concatenate([known[name].ravel() for name in names])


def test_steps_give_the_networks_cost_and_gradient(case):
    network, x, y = case
    X, Y = np.array([x]), np.array([y])
    steps = widgets.steps(network, x, y, eta=0.3)
    known, L = steps[-1].known, steps[-1].layer
    J, gradient = network.cost_and_gradient(network.theta, X, Y)
    assert known["cost"] == pytest.approx(J, rel=1e-13)
    np.testing.assert_allclose(gradient_of(known, L), gradient, rtol=1e-12, atol=1e-15)

    def cost(theta):
        return network.cost_and_gradient(theta, X, Y)[0]

    by_difference = numerical_gradient(cost, network.theta)
    np.testing.assert_allclose(gradient_of(known, L), by_difference, atol=1e-7)
    new_theta = network.theta - 0.3 * by_difference
    assert known["new cost"] == pytest.approx(cost(new_theta), abs=1e-7)
    parameters = [known[name, l].ravel() for name in "Wb" for l in range(1, L + 1)]
    np.testing.assert_allclose(np.concatenate(parameters), new_theta, atol=1e-7)


def test_delta_is_the_derivative_with_respect_to_z(case):
    network, x, y = case
    known = widgets.steps(network, x, y, 0.1)[-1].known
    for l in [key[1] for key in known if key[0] == "delta"]:
        # A bias is added to its z and to nothing else: dC/db = dC/dz.
        np.testing.assert_array_equal(known["delta", l], known["db", l])


def test_steps_come_in_the_order_of_the_algorithm():
    network, x, y, eta = backpropagation.example()
    steps = widgets.steps(network, x, y, eta)
    assert [(s.kind, s.layer) for s in steps] == [
        *[("input", 0), ("z", 1), ("a", 1), ("z", 2), ("a", 2), ("cost", 2)],
        *[("output error", 2), ("gradient", 2), ("error", 1), ("gradient", 1)],
        *[("update", 2), ("new cost", 2)],
    ]
    seen = {}
    for step in steps:
        assert set(step.known) == set(seen) | set(step.new) | {
            key for key in step.known if key[0] in ("W", "b", "y")
        }
        seen = step.known
    # What a step knew is not overwritten when a later one changes it.
    assert steps[0].known["W", 1][0, 0] == 0.5
    assert steps[-1].known["W", 1][0, 0] != 0.5
    assert steps[-1].known["new cost"] < steps[-1].known["cost"]


def test_steps_leave_the_network_and_the_example_alone():
    network, x, y, eta = backpropagation.example()
    x, y, theta = np.array(x), np.array(y), network.theta.copy()
    widgets.steps(network, x, y, eta)
    assert [*x, *y] == [1.0, 0.5, 1.0, 0.0]
    np.testing.assert_array_equal(network.theta, theta)
    assert not network.grad.any()
    assert all(layer.a is None for layer in network.layers if isinstance(layer, layers.Dense))


def sides(text):
    """Return the values of the two last sides of an equation in mathtext."""
    for old, new in [
        (r" \times 10^{", "*10**("),
        (r"\frac{1}{2}\,", "0.5*"),
        (r"\cdot", "*"),
        (r"\ln ", " LN "),
        ("[", "("),
        ("]", ")"),
        ("^2", "**2"),
    ]:
        text = text.replace(old, new)
    text = re.sub(r"(10\*\*\(-?\d+)}", r"\1)", text)
    text = re.sub(r"LN ([\d.]+(?:\*10\*\*\(-?\d+\))?)", r"LN(\1)", text)
    parts = text.split(r"\leftarrow")[-1].split("=")[-2:]
    return [eval(part, {"LN": math.log}) for part in parts]


def test_the_numbers_in_an_equation_give_its_result(case):
    network, x, y = case
    checked = set()
    for step in widgets.steps(network, x, y, eta=0.3):
        for line in step.numbers:
            one_sided = line.count("=") == 1 and r"\leftarrow" not in line
            if r"\cdots" in line or "f(" in line or step.kind in ("input", "new cost"):
                continue
            if one_sided and step.kind in ("a", "gradient"):
                continue  # softmax, sigmoid; and dC/db, which is delta
            if step.kind == "cost" and type(network.cost) is Quartic:
                continue  # the number alone: nobody knows its equation
            left, right = sides(line)
            # Three digits of each number are printed: a sum is as exact as its largest term.
            largest = max(float(n) for n in re.findall(r"\d+\.\d+", line.split("=", 1)[-1]))
            tolerance = 0.015 * min(largest, 3)
            assert left == pytest.approx(right, rel=0.01, abs=tolerance), line
            checked.add(step.kind)
    known = {"cost"} if type(network.cost) is not Quartic else set()
    assert {"output error", "gradient", "update"} | known <= checked


@pytest.mark.parametrize(
    ("value", "text", "tex"),
    [
        (0.5, "0.500", "0.500"),
        (-0.03317, "−0.0332", "-0.0332"),
        (0.0, "0.00", "0.00"),
        (-0.0, "0.00", "0.00"),
        (123.4, "123", "123"),
        (1234.5, "1.23e3", r"1.23 \times 10^{3}"),
        (-1.234e-7, "−1.23e−7", r"-1.23 \times 10^{-7}"),
    ],
)
def test_numbers_have_three_digits(value, text, tex):
    assert written.as_text(value) == text
    assert written.as_tex(value) == tex


def test_every_step_is_another_picture_and_says_so():
    view = widgets.backpropagation_stepper()
    seen = set()
    for k, step in enumerate(widgets.steps(*backpropagation.example()), 1):
        view.move(step=k)
        assert view.alt.count(f"Step {k} of 12") == 1
        assert step.title in view.alt
        assert view.caption.startswith(f"Step {k} of 12, ")
        seen.add(view.png)
    assert len(seen) == 12


def test_other_networks_can_be_drawn(case):
    network, x, y = case
    view = widgets.backpropagation_stepper(network, x, y, eta=0.3)
    last = view.controls["step"].values[-1]
    for k in range(3, last, 4):
        view.move(step=k)
        assert f"Step {k} of {last}" in view.alt


def test_the_text_of_every_step_is_within_the_picture(case):
    for step in widgets.steps(*case, eta=0.3)[3::3]:
        figure = widgets.plot_step(step)
        for text in figure.axes[0].texts:
            box = text.get_window_extent().transformed(figure.transFigure.inverted())
            assert box.x0 >= 0, text
            assert box.x1 <= 1, text
            assert box.y0 >= 0, text
            assert box.y1 <= 1, text


def test_the_picture_marks_what_is_new():
    network, x, y, eta = backpropagation.example()
    step = widgets.steps(network, x, y, eta)[8]
    assert step.new == (("delta", 1),)
    (ax,) = widgets.plot_step(step).axes
    marked = {t.get_text() for t in ax.texts if t.get_weight() == "bold"} - {step.title}
    assert marked == {written.as_text(v) for v in step.known["delta", 1]}
    # The weights on their way back are those of the equation, not their derivatives.
    shown = {t.get_text() for t in ax.texts}
    assert {written.as_text(w) for w in step.known["W", 2].ravel()} <= shown


@pytest.mark.parametrize("paper", ["white", backpropagation_picture.PAPER])
@pytest.mark.parametrize(
    "ink", [backpropagation_picture.INK, backpropagation_picture.ACCENT, "#666666"]
)
def test_text_stands_out_from_its_ground(ink, paper):
    def luminance(color):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)
        ]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    dark, light = luminance(ink), luminance(paper)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2, level AA


def conv_like():
    return Network([layers.Sigmoid(), layers.Dense(1)], 2, costs.SquaredError(), rng=0)


@pytest.mark.parametrize(
    ("make", "x", "y", "eta", "message"),
    [
        (conv_like, [1, 2], [1], 0.1, "network must have Dense layers.*got Sigmoid"),
        (lambda: networks()["one weight"][0], [1], [1], 0, "eta must be > 0, got 0"),
        (lambda: networks()["one weight"][0], [1, 2], [1], 1, r"X must have shape \(m, 1\)"),
        (lambda: networks()["one weight"][0], [[1]], [1], 1, r"x must have 1 dimension"),
        (lambda: networks()["softmax"][0], [1, 2], [1, 1, 0], 1, "one-hot or probabilities"),
        (
            lambda: a_network([layers.Dense(2), layers.Sigmoid()], 2, costs.BinaryCrossEntropy())[
                0
            ],
            [1, 2],
            [1, 1],
            1,
            "network must end with a Dense layer, got Sigmoid",
        ),
    ],
)
def test_steps_say_which_argument_is_wrong(make, x, y, eta, message):
    with pytest.raises(ValueError, match=message):
        widgets.steps(make(), x, y, eta)


def test_the_stepper_refuses_what_it_cannot_show():
    wide = a_network([layers.Dense(5)], 2, costs.SquaredError())
    with pytest.raises(ValueError, match=r"small for its numbers to be read.* got 2-5"):
        widgets.backpropagation_stepper(*wide, eta=0.1)
    deep = a_network([layers.Dense(1) for _ in range(4)], 1, costs.SquaredError())
    with pytest.raises(ValueError, match="got 1-1-1-1-1"):
        widgets.backpropagation_stepper(*deep, eta=0.1)
    with pytest.raises(ValueError, match="step must be at most 12, got 13"):
        widgets.backpropagation_stepper(step=13)
    with pytest.raises(TypeError, match="expects x and y with a network"):
        widgets.backpropagation_stepper(wide[0])
    with pytest.raises(TypeError, match="network must be a Network, got str"):
        widgets.backpropagation_stepper("network", [1], [1])
    with pytest.raises(TypeError, match="step must be a Step, got int"):
        widgets.plot_step(3)


# -- the views --------------------------------------------------------------------------------


VIEWS = [name for name in widgets.__all__ if name.endswith(("_explorer", "_stepper"))]
view_of = functools.cache(lambda name: getattr(widgets, name)())
"""A view that tests share; it remembers its pictures."""


def state(view):
    """Return all that a reader could notice."""
    return view.alt, view.caption, view.png


def test_each_control_changes_picture_and_words():
    view = widgets.activation_explorer()
    for name, value in [("function", "relu"), ("w", -1.5), ("b", 2.0)]:
        before = state(view)
        view.move(**{name: value})
        assert all(old != new for old, new in zip(before, state(view), strict=True)), name
    assert repr(view) == "activation_explorer(function='relu', w=-1.5, b=2)"


def test_a_start_between_two_values_of_a_slider_is_kept():
    view = widgets.activation_explorer(w=0.123)
    assert repr(view) == "activation_explorer(function='sigmoid', w=0.123, b=0)"
    weights = view.controls["w"].values
    assert list(weights) == sorted({*weights, 0.123})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"w": 0.05}, r"w must be one of -3.0, -2.9, .* got 0.05"),
        ({"eta": 1}, "move expects function or w or b, got eta"),
    ],
)
def test_a_view_says_where_it_cannot_be_moved(values, message):
    view = widgets.activation_explorer()
    before = state(view)
    with pytest.raises(ValueError, match=message):
        view.move(**values)
    assert state(view) == before


@pytest.mark.parametrize("name", VIEWS)
class TestEveryView:
    def test_two_runs_store_the_same(self, name):
        one, other = view_of(name), getattr(widgets, name)()
        one.move(**other.values)
        assert state(one) == state(other)
        assert repr(one) == repr(other)
        assert repr(one).startswith(f"{name}(")

    def test_what_is_stored(self, name):
        view = view_of(name)
        data, metadata = view._repr_mimebundle_()
        assert data["text/plain"] == repr(view)
        assert len(data["text/plain"]) < 80
        assert set(data) == {run_notebooks.WIDGET_VIEW, "image/png", "text/html", "text/plain"}
        assert metadata["image/png"]["alt"] == view.alt
        assert len(view.alt) > 60
        assert "\n" not in view.alt
        stored = base64.b64decode(data["image/png"])
        assert nbval_recorder.image_difference(view.png, stored) == ""
        assert data["text/html"].startswith(f'<img alt="{html.escape(view.alt)}"')
        assert data["text/html"].count(data["image/png"]) == 1
        assert html.escape(view.caption) in data["text/html"]
        assert widgets.view.STORED in data["text/html"]
        image = Image.open(io.BytesIO(view.png))
        assert metadata["image/png"]["width"] == widgets.view.WIDTH
        assert image.width == 1.5 * widgets.view.WIDTH
        assert len(stored) < 70_000

    def test_every_control_has_a_name_and_short_texts(self, name):
        view = view_of(name)
        assert set(view.values) == set(view.controls)
        for control, described in zip(view.controls.values(), view.page.controls, strict=True):
            assert described["label"] == control.label
            assert described["label"].strip()
            assert len(control.texts) == len(control.values) == len(set(control.texts))
            assert max(map(len, control.texts)) <= 20

    def test_states_of_its_page_differ_in_picture_and_words(self, name):
        view = view_of(name)
        states = view.states()
        assert getattr(widgets, name)().values in states  # what a reader sees first
        seen = [state(view.move(**states[k])) for k in (0, len(states) // 2, -1)]
        assert view.page.role == "status"
        for parts in zip(*seen, strict=True):
            assert len(set(parts)) == 3
        # Base64 makes four bytes of three.
        mean = np.mean([len(plotting.with_palette(picture)) for _, _, picture in seen])
        assert 4 / 3 * mean * len(states) < 3e6

    def test_figures_do_not_pile_up(self, name):
        from matplotlib import pyplot as plt

        before = plt.get_fignums(), dict(plt.rcParams)
        view_of(name)
        assert (plt.get_fignums(), dict(plt.rcParams)) == before


def fragile(n):
    """Draw a line, and fail for one setting."""
    if n == 2:
        raise ZeroDivisionError("two <is> too much")
    figure = Figure(figsize=(9, 2))
    figure.subplots().plot(range(n))
    return widgets.Picture(figure, f'A line of "{n}" points.', f"n = {n} </script> 10")


def fragile_view(start=1):
    return widgets.View("fragile", fragile, {"n": Control.slider("n", range(1, 10), start)})


def test_a_mistake_in_a_callback_is_shown_and_survived():
    view = fragile_view()
    picture = view.png
    view.move(n=2)
    assert view.caption == "This setting cannot be drawn. ZeroDivisionError: two <is> too much"
    assert view.page.role == "alert"
    assert view.alt.endswith("The picture is the one before.")
    assert view.png == picture
    view.move(n=3)
    assert view.caption == "n = 3 </script> 10"
    assert view.alt == 'A line of "3" points.'
    assert view.page.role == "status"


def test_a_mistake_in_the_first_picture_is_raised():
    with pytest.raises(ZeroDivisionError):
        fragile_view(start=2)


def test_a_page_holds_every_state_with_picture_and_words():
    def draw(n, m):
        return fragile(n)._replace(caption=f"n = {n}, m = {m}")

    controls = {
        "n": Control.slider("n", (1, 3, 4, 5), 3, page=(1, 5)),
        "m": Control.menu("m", {"one": 1, "two": 2}, 2),
    }
    view = widgets.View("view", draw, controls)
    (held,) = re.findall(r'<script type="application/json">(.*)</script>', view.to_html())
    held = json.loads(held)
    assert [control["texts"] for control in held["controls"]] == [["1", "3", "5"], ["one", "two"]]
    assert held["at"] == [1, 1]
    states = view.states()
    assert len(held["states"]) == len(states) == 6
    for values, at in zip(states, itertools.product(range(3), range(2)), strict=True):
        view.move(**values)
        stored = held["states"][",".join(map(str, at))]
        assert (stored["alt"], stored["caption"]) == (view.alt, view.caption)
        pixels = base64.b64decode(stored["picture"].partition(",")[2])
        assert nbval_recorder.image_difference(view.png, pixels) == ""


def test_no_caption_ends_the_script_of_a_page():
    view = widgets.View("fragile", fragile, {"n": Control.slider("n", (1, 3, 4), 1)})
    text = view.to_html()
    assert text.count("</script>") == 2
    assert "n = 1 &lt;/script&gt; 10" in text


def test_going_back_draws_nothing_anew():
    drawn = []

    def draw(n):
        drawn.append(n)
        return fragile(n)

    view = widgets.View("view", draw, {"n": Control.slider("n", (1, 3, 4), 1)})
    pictures = [view.move(n=n).png for n in (3, 4, 3, 1)]
    assert drawn == [1, 3, 4]
    assert pictures[0] == pictures[2]
    assert len(set(pictures)) == 3


def numbers_drawn(path, seconds, expected=math.inf):
    """Move a view along a path, rest so many seconds or until as many are drawn; return both."""
    drawn = []

    def draw(n):
        drawn.append(n)
        if n == 5:
            raise ValueError("told to whoever goes there")
        return widgets.Picture(Figure(figsize=(2, 1)), f"The number {n} alone.", f"n = {n}")

    view = widgets.View("number", draw, {"n": Control.slider("n", range(9), path[0])})

    async def read():
        for n in path[1:]:
            view.page.at = [n]
            await asyncio.sleep(0)
        for _ in range(round(seconds / 0.01)):
            if len(drawn) < expected:
                await asyncio.sleep(0.01)

    asyncio.run(read())
    return drawn, view.caption


@pytest.mark.parametrize(("path", "ahead"), [((3, 4), 5), ((3, 2), 1), ((0, 2, 7, 6), 5)])
def test_while_the_reader_rests_the_next_picture_is_drawn(path, ahead):
    drawn, caption = numbers_drawn(path, seconds=600, expected=len(path) + 1)
    assert drawn == [*path, ahead]
    assert caption == f"n = {path[-1]}"  # nothing has moved, and nobody is told of a mistake


@pytest.mark.parametrize("path", [(7, 8), (1, 0), (0, 1, 4, 8)])
def test_at_an_end_and_in_a_hurry_nothing_else_is_drawn(path):
    assert numbers_drawn(path, seconds=0.5)[0] == [*path]


# -- controls -----------------------------------------------------------------------------------


def test_controls_offer_values_and_say_them():
    slider = Control.slider("eta", np.array([0.001, 0.1, 0.5]), 0.1, page=(0.5,))
    assert (slider.values, slider.texts) == ((0.001, 0.1, 0.5), ("0.001", "0.1", "0.5"))
    on_page = [slider.values[place] for place in slider.page]
    assert on_page == [0.1, 0.5]  # the start is always there
    assert [slider.nearest(place) for place in range(3)] == [0, 0, 1]
    signed = Control.slider("b", (-1, 0, 1), 0, text=lambda v: f"{v:+d}")
    assert signed.texts == ("\N{MINUS SIGN}1", "+0", "+1")
    menu = Control.menu("function", {"one": 1, "two": 2}, 2)
    assert (menu.values, menu.texts, menu.start) == ((1, 2), ("one", "two"), 1)
    steps = Control.steps("step", 3)
    assert (steps.values, steps.texts) == ((1, 2, 3), ("1 of 3", "2 of 3", "3 of 3"))


# -- in a notebook, without a kernel, and under nbval -----------------------------------------


def test_a_stored_view_passes_nbval_and_is_a_picture_on_a_page(tmp_path):
    code = "from lectures_nn.widgets import activation_explorer, backpropagation_stepper"
    sources = [code, "activation_explorer(w=2.0)", "backpropagation_stepper(step=9)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    notebook.metadata["lectures_nn"] = {"seconds_budget": 30}
    path = tmp_path / "views.ipynb"
    run_notebooks.store(notebook, path)
    fresh, run = run_notebooks.execute(path)
    assert not run.error
    for cell in fresh.cells[1:]:
        (output,) = cell.outputs
        assert output.output_type == "execute_result"
        assert run_notebooks.WIDGET_VIEW in output.data
    stored = run_notebooks.canonical(fresh)
    assert "widgets" not in stored.metadata
    # With the model's id, which differs in every run, as a student would save it; the lectures
    # are stored without.
    run_notebooks.store(fresh, path)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        f"--rootdir={ROOT}",
        f"-c{ROOT}/pyproject.toml",
    ]
    command += ["-p", "nbval_recorder", "-p", "no:cacheprovider", "-n0"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout

    for template in ("classic", "lab"):
        page, _ = nbconvert.HTMLExporter(template_name=template).from_notebook_node(stored)
        assert "widget-view" not in page
        shown = re.findall(r'<img alt="([^"]+)"', page)
        assert len(shown) == 2
        assert shown[0].startswith("Two graphs over the input x from")
        assert "Step 9 of 12, backward. Error of layer 1" in shown[1]
