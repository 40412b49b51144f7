"""Pooling: equal to a plain loop, to SciPy and to the frameworks, ties in the maximum included."""

import numpy as np
import pytest
from image_cases import (
    LAYOUTS,
    added,
    cases,
    name,
    out_shape,
    padded,
    tensorflow,
    torch,
    unpadded,
    windows,
)
from scipy.ndimage import maximum_filter, uniform_filter

from lectures_nn.costs import SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.layers import AveragePool2D, MaxPool2D
from lectures_nn.network import Network

CASES = list(cases(25, largest_padding=lambda k: k - 1))
POOLS = {"max": MaxPool2D, "average": AveragePool2D}
every_case = pytest.mark.parametrize("case", [c for c in CASES if c.padding != c.k], ids=name)
both = pytest.mark.parametrize("kind", POOLS)


def connected(kind, case, ties=True, dtype=np.float64):
    """Return a layer, a batch in which many pixels are equal, and a delta."""
    rng = np.random.default_rng(case.seed)
    layer = POOLS[kind](case.k, case.stride, case.padding)
    Network([layer], case.shape[1:], cost=SquaredError(), dtype=dtype)
    n = np.prod(case.shape)
    a = rng.integers(-2, 2, n) if ties else rng.permutation(n) / n
    a = a.reshape(case.shape).astype(dtype)
    return layer, a, rng.standard_normal((len(a), *layer.output_shape)).astype(dtype)


def results(layer, a, delta):
    return layer.forward(a), layer.backward(delta)


def assert_equal(ours, theirs, tolerance=1e-10):
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == other.shape
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


def first_maximum(pixels):
    """Return 1 at the first of the largest numbers, in reading order, and 0 elsewhere."""
    best = None
    for place, pixel in np.ndenumerate(pixels):
        if best is None or pixel > pixels[best]:
            best = place
    chosen = np.zeros(pixels.shape)
    chosen[best] = 1
    return chosen


@both
@every_case
def test_equal_to_a_loop(kind, case):
    layer, a, delta = connected(kind, case)
    around = padded(a, case, -np.inf)
    z, slopes = np.zeros_like(delta), np.zeros_like(around)
    for y, x, window in windows(around, case):
        for m in range(len(a)):
            for c in range(a.shape[-1]):
                pixels = around[window][m, ..., c]
                real = np.isfinite(pixels)
                share = first_maximum(pixels) if kind == "max" else real / real.sum()
                z[m, y, x, c] = (np.where(real, pixels, 0) * share).sum()
                slopes[window][m, ..., c] += share * delta[m, y, x, c]
    assert_equal(results(layer, a, delta), (z, unpadded(slopes, a, case)))
    assert out_shape(case) == layer.output_shape[:2]


@both
@every_case
def test_equal_to_scipy(kind, case):
    layer, a, _ = connected(kind, case)
    k, s, (height, width) = case.k, case.stride, layer.output_shape[:2]
    ones = np.ones_like(a)
    if kind == "max":
        filtered = maximum_filter(padded(a, case, -1e9), size=(1, k, k, 1))
    else:
        filtered = uniform_filter(padded(a, case), size=(1, k, k, 1), mode="constant")
        filtered /= np.maximum(
            uniform_filter(padded(ones, case), size=(1, k, k, 1), mode="constant"), 1e-9
        )
    centres = filtered[:, k // 2 :: s, k // 2 :: s][:, :height, :width]
    assert_equal([layer.forward(a)], [centres])


@both
@every_case
def test_equal_to_torch(kind, case):
    layer, a, delta = connected(kind, case)
    t = torch()
    F, k, s = t.nn.functional, case.k, case.stride
    x = t.tensor(a, requires_grad=True)
    images = x.permute(0, 3, 1, 2)
    (top, bottom), (left, right) = (added(n, k, s, case.padding) for n in case.shape[1:3])
    sides = (left, right, top, bottom)
    if kind == "max":
        z = F.max_pool2d(F.pad(images, sides, value=-np.inf), k, s)
    else:
        z = F.avg_pool2d(F.pad(images, sides), k, s)
        z = z / F.avg_pool2d(F.pad(t.ones_like(images), sides), k, s)
    z = z.permute(0, 2, 3, 1)
    z.backward(t.tensor(delta))
    assert_equal(results(layer, a, delta), (z.detach().numpy(), x.grad.numpy()))


@both
@pytest.mark.parametrize("padding", [0, 1])
def test_a_number_of_pixels_as_in_torch(kind, padding):
    t = torch()
    rng = np.random.default_rng(0)
    a, layer = rng.integers(0, 3, (3, 7, 6, 2)).astype(float), POOLS[kind](3, 2, padding)
    layer.connect(a.shape[1:])
    pools = {
        "max": t.nn.MaxPool2d(3, 2, padding),
        "average": t.nn.AvgPool2d(3, 2, padding, count_include_pad=False),
    }
    z = pools[kind](t.tensor(a).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    assert_equal([layer.forward(a)], [z.numpy()])


@both
@pytest.mark.parametrize("case", [c for c in CASES if isinstance(c.padding, str)], ids=name)
def test_equal_to_tensorflow(kind, case):
    """TensorFlow pools with padding same and valid only."""
    layer, a, delta = connected(kind, case)
    tf = tensorflow()
    pool = {"max": tf.nn.max_pool2d, "average": tf.nn.avg_pool2d}[kind]
    x = tf.Variable(a)
    with tf.GradientTape() as tape:
        z = pool(x, case.k, case.stride, case.padding.upper())
    da = tape.gradient(z, x, output_gradients=tf.constant(delta)).numpy()
    if kind == "average" and case.k > min(case.shape[1:3]):
        # There TensorFlow's gradient (2.21) disagrees with finite differences of its own values.
        assert_equal([layer.forward(a)], [z.numpy()])
    else:
        assert_equal(results(layer, a, delta), (z.numpy(), da))


@both
@every_case
def test_gradient_check(kind, case):
    layer, a, R = connected(kind, case, ties=False)  # at a tie there is no slope to compare with

    def f(a):
        return (R * layer.forward(a)).sum(), layer.backward(R)

    assert check_gradient(f, a) <= 1e-9


@both
def test_a_broken_pool_fails_the_check(kind):
    layer = POOLS[kind]()
    layer.connect((4, 4, 1))
    R = np.random.default_rng(0).standard_normal((2, 2, 2, 1))

    def f(a):
        J = (R * layer.forward(a)).sum()
        return J, layer.backward(R)[:, ::-1]

    with pytest.raises(GradientMismatch):
        check_gradient(
            f, np.random.default_rng(1).permutation(32).astype(float).reshape(2, 4, 4, 1)
        )


def test_of_equal_pixels_the_first_counts():
    layer = MaxPool2D()
    layer.connect((2, 2, 1))
    for pixels, first in {
        (5, 5, 5, 5): 0,
        (1, 5, 5, 2): 1,
        (0, 0, 5, 5): 2,
        (0, 1, 2, 5): 3,
    }.items():
        a = np.reshape(np.array(pixels, dtype=float), (1, 2, 2, 1))
        assert layer.forward(a).item() == 5
        assert layer.backward(np.ones((1, 1, 1, 1))).ravel().tolist() == np.eye(4)[first].tolist()


def test_a_maximum_below_zero_is_not_lost_to_the_surroundings():
    a = -np.ones((1, 3, 3, 1))
    for layer in (
        MaxPool2D(2, padding="same"),
        MaxPool2D(2, padding=1),
        AveragePool2D(2, padding=1),
    ):
        layer.connect((3, 3, 1))
        assert (layer.forward(a) == -1).all()


@both
@pytest.mark.parametrize("arrange", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_any_memory_layout_gives_the_same_and_is_not_changed(kind, arrange, dtype):
    for case in CASES[1:12]:
        layer, a, delta = connected(kind, case, dtype=dtype)
        reference = results(layer, a.copy(), delta.copy())
        a2, delta2 = arrange(a), arrange(delta)
        a2.flags.writeable = delta2.flags.writeable = False
        again = results(layer, a2, delta2)
        assert_equal(again, reference, 1e-12 if dtype is np.float64 else 1e-6)
        assert all(array.dtype == dtype for array in again)
        assert np.array_equal(a2, a)
        assert np.array_equal(delta2, delta)


@both
def test_a_later_pass_leaves_earlier_results_alone(kind):
    layer, a, delta = connected(kind, CASES[3])
    z, da = results(layer, a, delta)
    kept = z.copy(), da.copy()
    results(layer, 2 * a, 3 * delta)
    assert_equal((z, da), kept, 0)


@both
def test_errors_name_the_place_and_both_shapes(kind):
    layer = POOLS[kind]()
    word = type(layer).__name__
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((5, 2, 2, 10)))
    message = rf"{word}\(\) expects images .*one window of 2 x 2 pixels, got the shape \(1, 5, 3\)"
    with pytest.raises(ValueError, match=message):
        layer.connect((1, 5, 3))
    with pytest.raises(ValueError, match=rf"{word}\(\) expects images .*got the shape \(64,\)"):
        layer.connect((64,))
    layer.connect((4, 4, 3))
    with pytest.raises(ValueError, match=rf"{word}\(\) expects a of shape \(m, 4, 4, 3\), got \(4"):
        layer.forward(np.ones((4, 4, 3)))
    layer.forward(np.ones((5, 4, 4, 3)))
    assert layer.backward(np.ones((5, 2, 2, 3)), propagate=False) is None
    with pytest.raises(ValueError, match=r"padding must be smaller than size=2"):
        POOLS[kind](padding=2)
