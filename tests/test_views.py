"""The numbers behind the views of the lectures, against something that does not draw."""

import math

import numpy as np
import pytest
from scipy.signal import correlate2d

from lectures_nn import widgets
from lectures_nn.optimizers import Adam, GradientDescent, Momentum
from lectures_nn.perceptron import Perceptron
from lectures_nn.widgets import (
    bumps,
    capacity,
    convolution,
    descent,
    differences,
    perceptron,
    spins,
)

XOR = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]


# -- 01: the perceptron ---------------------------------------------------------------------------


def test_the_perceptron_goes_the_way_of_the_package():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(8, 2))
    y = (X @ [1.0, -0.5] + 0.3 > 0).astype(int)
    looks = perceptron.perceptron_steps(X, y)
    moved = [looks[0], *(look for look in looks if look.error)]
    fitted = Perceptron().fit(X, y)
    assert fitted.converged
    np.testing.assert_allclose(
        [[*look.w, look.b] for look in moved], [[*w, b] for w, b in fitted.path], atol=1e-12
    )
    # It has looked at all of them once more after the last mistake.
    last = max(k for k, look in enumerate(looks) if look.error)
    assert [look.example for look in looks[last + 1 : -1]] == [
        (last + k) % len(X) for k in range(len(X))
    ]


def test_the_perceptron_says_how_it_ends():
    done = widgets.perceptron_stepper()
    done.move(step=done.controls["step"].values[-1])
    assert "a whole pass was right. 0 of 9 are wrong." in done.caption
    endless = widgets.perceptron_stepper(*XOR)
    endless.move(step=endless.controls["step"].values[-1])
    assert "it may go on for ever" in endless.caption
    assert len(endless.controls["step"].values) == perceptron.MOST_STEPS + 2


# -- 02: bumps ------------------------------------------------------------------------------------


def test_a_hidden_node_is_its_formula():
    x = np.array([-2.0, 0.0, 1.5])
    by_hand = [1.7 / (1 + math.exp(-(-2.3 * xi + 0.9))) + 0.4 for xi in x]
    np.testing.assert_allclose(bumps.hidden_node_output(x, 1.7, -2.3, 0.9, 0.4), by_hand)
    # What the caption says of the middle of the step, by a difference quotient.
    view = widgets.hidden_node_explorer(c1=2.0, c2=-2.0, c3=3.0, c4=-1.0)
    values, h = (2.0, -2.0, 3.0, -1.0), 1e-6
    middle = bumps.hidden_node_output(np.array([1.5 - h, 1.5, 1.5 + h]), *values)
    assert middle[1] == pytest.approx(0.0)
    assert (middle[2] - middle[0]) / (2 * h) == pytest.approx(-1.0)
    assert "the middle of the step is at x = 1.5, where g = 0 with slope −1." in view.caption
    flat = widgets.hidden_node_explorer(c2=0.0)
    assert "g is 0.5 everywhere" in flat.caption


def test_a_staircase_is_a_row_of_bumps():
    n, k, x = 7, 9.0, np.linspace(0, 1, 23)

    def step(edge):
        return 1 / (1 + np.exp(-k * n * (x - edge)))

    total, each = bumps.row_of_bumps(x, n, k)
    edges = [step(i / n) if 0 < i < n else float(i == 0) for i in range(n + 1)]
    middles = (np.arange(n) + 0.5) / n
    heights = np.sin(2 * np.pi * middles) + middles / 2
    row = sum(heights[i] * (edges[i] - edges[i + 1]) for i in range(n))
    np.testing.assert_allclose(total, row, atol=1e-12)
    assert each.shape == (n - 1, len(x))
    np.testing.assert_allclose(each.sum(axis=0), total - heights[0], atol=1e-12)


# -- 03: descent ----------------------------------------------------------------------------------


def test_descent_multiplies_the_distance_along_each_axis():
    path = descent.descent_path("gradient descent", 0.05, 12)
    powers = (1 - 0.05 * descent.CURVATURES) ** np.arange(13)[:, None]
    np.testing.assert_allclose(path, descent.START * powers)


@pytest.mark.parametrize(
    ("rule", "optimizer"),
    [("gradient descent", GradientDescent), ("momentum", Momentum), ("Adam", Adam)],
)
def test_a_path_is_that_of_the_optimizer(rule, optimizer):
    w, optimizer, h = np.array(descent.START), optimizer(0.03), 1e-6
    for point in descent.descent_path(rule, 0.03, 6):
        np.testing.assert_allclose(point, w, atol=1e-8)
        nudges = h * np.eye(2)  # the gradient by differences of the cost
        up, down = (descent.narrow_valley(w + sign * nudges)[0] for sign in (1, -1))
        optimizer.step(w, (up - down) / (2 * h))


def test_the_view_tells_a_path_that_climbs():
    view = widgets.descent_explorer(eta=0.17, n_steps=40)
    assert "it climbs" in view.caption
    assert "it climbs" not in view.move(eta=0.16).caption  # 2 / 12 is the limit
    assert "all but reached" in view.move(eta=0.15).caption


# -- 07: differences ------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "order"), [("forward", 1), ("central", 2)])
def test_errors_fall_with_their_order_and_rise_by_rounding(scheme, order):
    wide, narrow = (differences.difference_error(scheme, eps) for eps in (1e-2, 1e-3))
    assert math.log10(wide / narrow) == pytest.approx(order, abs=0.02)
    # (7.5) holds on the right flank, and bounds the left one.
    for eps in (1e-2, 1e-13):
        error, model = (
            differences.difference_error(scheme, eps),
            sum(differences.expected_error(scheme, eps)),
        )
        assert error < 1.2 * model
        assert error > (0.8 if eps == 1e-2 else 0.05) * model
    assert differences.difference_error(scheme, 1e-6, "float32") > 1e-3


# -- 12: capacity ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "m", "noise"), [(2, 15, 0.3), (6, 25, 0.5)])
def test_the_parts_of_the_error_by_repetition(p, m, noise):
    rng, x, grid = np.random.default_rng(1), (np.arange(m) + 0.5) / m, np.linspace(0, 1, 101)
    truth = np.sin(2 * np.pi * grid) + grid / 2
    Y = np.sin(2 * np.pi * x) + x / 2 + noise * rng.normal(size=(4000, m))
    fits = np.array([np.polyval(c, grid) for c in np.polyfit(x, Y.T, p - 1).T])
    parts = capacity.parts_of_error(p, m, noise)
    assert np.mean((fits.mean(axis=0) - truth) ** 2) == pytest.approx(parts.bias, abs=2e-3)
    assert np.mean(fits.var(axis=0)) == pytest.approx(parts.variance, rel=0.05)
    assert parts.noise == noise**2


# -- 14: convolution ------------------------------------------------------------------------------


def test_the_windows_give_scipys_map():
    rng = np.random.default_rng(2)
    image, kernel = rng.normal(size=(5, 7)), rng.normal(size=(3, 3))
    expected = correlate2d(image, kernel, mode="valid")
    for (row, column), z in np.ndenumerate(expected):
        window, products, total = convolution.window_products(image, kernel, row, column)
        np.testing.assert_array_equal(products, window * kernel)
        assert total == pytest.approx(z)
    view = widgets.convolution_stepper(np.arange(20.0).reshape(4, 5), [[1, 0], [0, -1]], step=5)
    assert view.caption.startswith("Step 5 of 12. Window in row 2, column 1:")
    assert "sum to −6" in view.caption


# -- 17: spins ------------------------------------------------------------------------------------


def test_answers_are_means_over_the_lattices():
    up, half = np.ones((2, 4, 4)), np.ones((2, 4, 4))
    half[:, :2] = -1
    half[0] *= -1
    magnetisation, said = spins.answers(np.array([up, half]), lambda s: (s[:, 0, 0] + 1) / 2)
    np.testing.assert_array_equal(magnetisation, [1, 0])
    np.testing.assert_array_equal(said, [1, 0.5])
    assert spins.answers(np.array([up, half]), None)[1] is None


# -- arguments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: widgets.perceptron_stepper([[1, 2]]), TypeError, "expects X and y together"),
        (lambda: widgets.perceptron_stepper([[1, 2]], [2]), ValueError, "y must lie between 0"),
        (lambda: widgets.perceptron_stepper([[1, 2, 3]], [1]), ValueError, r"X must .*\(m, 2\)"),
        (lambda: widgets.perceptron_stepper([[1, 2]], [1, 0]), ValueError, r"y must have shape"),
        (lambda: widgets.perceptron_stepper(step=99), ValueError, "step must be at most"),
        (lambda: widgets.bumps_explorer(n=61), ValueError, "n must be at most 60, got 61"),
        (lambda: widgets.bumps_explorer(k=0), ValueError, "k must be >= 1"),
        (lambda: widgets.hidden_node_explorer(c2=7), ValueError, "c2 must be >= -6 and <= 6"),
        (lambda: widgets.descent_explorer("Newton"), ValueError, "rule must be one of gradient"),
        (lambda: widgets.descent_explorer(n_steps=41), ValueError, "n_steps must be at most 40"),
        (
            lambda: descent.narrow_valley([1.0, 2.0, 3.0]),
            ValueError,
            r"w must have shape \(..., 2\)",
        ),
        (lambda: widgets.difference_explorer("left"), ValueError, "scheme must be one of forward"),
        (lambda: widgets.difference_explorer(dtype="int"), ValueError, "dtype must be one of"),
        (lambda: widgets.difference_explorer(exponent=1), ValueError, "exponent must be >= -15"),
        (lambda: widgets.capacity_explorer(p=16), ValueError, "p and m must be at most 15 and 100"),
        (lambda: widgets.capacity_explorer(m=14), ValueError, "m must be .* 15, got 14"),
        (lambda: capacity.parts_of_error(9, 8, 0.1), ValueError, "m must be at least p = 9, got 8"),
        (lambda: widgets.convolution_stepper(np.ones((13, 9))), ValueError, "at most 12 x 12"),
        (lambda: widgets.convolution_stepper(kernel=[[1, 2]]), ValueError, "kernel must be square"),
        (lambda: widgets.spin_explorer(temperature=2.25), ValueError, "temperature must be one of"),
        (lambda: widgets.spin_explorer(cold="dense"), TypeError, "cold must be a function"),
        (lambda: spins.answers(np.ones((1, 2, 3, 3)), lambda s: [1]), ValueError, "one number a"),
    ],
)
def test_views_say_which_argument_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
