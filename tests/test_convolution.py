"""Convolution: equal to a plain loop, to SciPy and to the frameworks; whole networks of images."""

import copy
import pickle
import tracemalloc

import numpy as np
import pytest
from image_cases import (
    LAYOUTS,
    added,
    cases,
    im2col,
    name,
    out_shape,
    padded,
    tensorflow,
    torch,
    unpadded,
    windows,
)
from scipy.signal import convolve, correlate

from lectures_nn.costs import SquaredError
from lectures_nn.datasets import load_digits_8x8, one_hot
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.initializers import He
from lectures_nn.layers import (
    ELU,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Identity,
    MaxPool2D,
    ReLU,
    Tanh,
)
from lectures_nn.layers import windows as windows_module
from lectures_nn.layers.windows import along_a_side
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

CASES = list(cases(25, largest_padding=lambda k: k + 1))
every_case = pytest.mark.parametrize("case", CASES, ids=name)


@every_case
@pytest.mark.parametrize("room", [None, 7])
def test_columns_are_the_windows_of_im2col(case, room, monkeypatch):
    """In one tile, and in many small ones; a last row of ones stands below."""
    if room:
        monkeypatch.setattr(windows_module, "SMALL", 0)
        monkeypatch.setattr(windows_module, "TILE", room * (case.k**2 * case.shape[3] + 2))
    layer, a, _ = connected(case, n_filters=1)
    expected = im2col(padded(a, case), case)
    found = np.full((len(expected) + 1, *expected.shape[1:]), np.nan)
    tiles = 0
    for tile, columns in layer.windows.columns(layer.windows.pad(a.T), 1):
        found[tile] = columns.reshape(found[tile].shape)
        tiles += 1
    assert np.array_equal(found[:-1], expected)
    assert (found[-1] == 1).all()
    assert (tiles > 1) == bool(room and expected[0].size > 7)


def connected(case, n_filters=None, dtype=np.float64):
    """Return a layer with random weights and biases, a batch and a delta."""
    rng = np.random.default_rng(case.seed)
    layer = Conv2D(n_filters or 1 + case.seed % 4, case.k, case.stride, case.padding)
    network = Network([layer], case.shape[1:], cost=SquaredError(), rng=rng, dtype=dtype)
    network.theta = rng.standard_normal(network.theta.size)
    a = rng.standard_normal(case.shape).astype(dtype)
    delta = rng.standard_normal((len(a), *layer.output_shape)).astype(dtype)
    return layer, a, delta


def results(layer, a, delta):
    """Return z, da, dW and db, which later passes leave alone."""
    z, da = layer.forward(a), layer.backward(delta)
    return z, da, layer.dW.copy(), layer.db.copy()


def assert_equal(ours, theirs, tolerance=1e-10):
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == other.shape
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


@every_case
def test_equal_to_a_loop(case):
    layer, a, delta = connected(case)
    around = padded(a, case)
    z, around_slopes = np.zeros((len(a), *layer.output_shape)), np.zeros_like(around)
    dW, db = np.zeros_like(layer.W), np.zeros_like(layer.b)
    for y, x, window in windows(around, case):
        for m in range(len(a)):
            for f in range(layer.n_filters):
                z[m, y, x, f] = (around[window][m] * layer.W[..., f]).sum() + layer.b[f]
                dW[..., f] += around[window][m] * delta[m, y, x, f]
                db[f] += delta[m, y, x, f]
                around_slopes[window][m] += layer.W[..., f] * delta[m, y, x, f]
    assert_equal(results(layer, a, delta), (z, unpadded(around_slopes, a, case), dW, db))


def spread(delta, stride, height, width):
    """Return delta with zeros between its elements, where windows begin that were not used."""
    wide = np.zeros((len(delta), height, width, delta.shape[-1]))
    wide[:, ::stride, ::stride] = delta
    return wide


@every_case
def test_equal_to_scipy(case):
    """Forward a correlation, backward a convolution, channel by channel."""
    layer, a, delta = connected(case)
    around, k, s = padded(a, case), case.k, case.stride
    slopes = spread(delta, s, around.shape[1] - k + 1, around.shape[2] - k + 1)
    z, dW, da = np.zeros_like(delta), np.zeros_like(layer.W), np.zeros_like(around)
    for m in range(len(a)):
        for f in range(layer.n_filters):
            for c in range(a.shape[-1]):
                image, kernel, slope = around[m, ..., c], layer.W[..., c, f], slopes[m, ..., f]
                z[m, ..., f] += correlate(image, kernel, "valid", "direct")[::s, ::s]
                dW[..., c, f] += correlate(image, slope, "valid", "direct")
                da[m, ..., c] += convolve(slope, kernel, "full", "direct")
            z[m, ..., f] += layer.b[f]
    da = unpadded(da, a, case)
    assert_equal(results(layer, a, delta), (z, da, dW, delta.sum(axis=(0, 1, 2))))


@every_case
def test_equal_to_torch(case):
    layer, a, delta = connected(case)
    t = torch()
    x, W, b = (t.tensor(v, requires_grad=True) for v in (a, layer.W, layer.b))
    (top, bottom), (left, right) = (
        added(n, case.k, case.stride, case.padding) for n in case.shape[1:3]
    )
    around = t.nn.functional.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
    filters = W.permute(3, 2, 0, 1).contiguous()  # torch computes some gradients only then
    z = t.nn.functional.conv2d(around.contiguous(), filters, b, stride=case.stride)
    z = z.permute(0, 2, 3, 1)
    z.backward(t.tensor(delta))
    theirs = [v.detach().numpy() for v in (z, x.grad, W.grad, b.grad)]
    assert_equal(results(layer, a, delta), theirs)


@every_case
def test_equal_to_tensorflow(case):
    layer, a, delta = connected(case)
    tf = tensorflow()
    p, x, W, b = case.padding, *(tf.Variable(v) for v in (a, layer.W, layer.b))
    padding = p.upper() if isinstance(p, str) else [[0, 0], [p, p], [p, p], [0, 0]]
    with tf.GradientTape() as tape:
        z = tf.nn.conv2d(x, W, case.stride, padding) + b
    gradients = tape.gradient(z, [x, W, b], output_gradients=tf.constant(delta))
    assert_equal(results(layer, a, delta), [v.numpy() for v in (z, *gradients)])


@pytest.mark.parametrize(
    ("n", "k", "stride", "padding", "out", "before"),
    [
        (28, 3, 1, "same", 28, 1), (28, 3, 1, "valid", 26, 0), (28, 3, 1, 1, 28, 1),
        (8, 2, 2, "same", 4, 0), (7, 2, 2, "same", 4, 0), (7, 2, 2, "valid", 3, 0),
        (4, 3, 2, "same", 2, 0), (5, 3, 2, "same", 3, 1), (4, 3, 2, 1, 2, 1),
        (5, 4, 1, "same", 5, 1), (5, 1, 3, "same", 2, 0), (2, 3, 1, "valid", 0, 0),
        (10, 3, 4, "valid", 2, 0),
    ],
)  # fmt: skip
def test_the_rule_by_hand(n, k, stride, padding, out, before):
    assert along_a_side(n, k, stride, padding) == (out, before)


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_the_rule_is_tensorflows_formula(padding):
    for n in range(1, 12):
        for k in range(1, 7):
            for stride in range(1, 6):
                size = n if padding == "same" else n - k + 1
                out, before = along_a_side(n, k, stride, padding)
                assert max(out, 0) == max(-(-size // stride), 0)
                assert before == added(n, k, stride, padding)[0]


@every_case
def test_gradient_check(case):
    layer, a, R = connected(case)

    def f(a):
        return (R * layer.forward(a)).sum(), layer.backward(R)

    assert check_gradient(f, a) <= 1e-9  # J is linear in a

    def g(W):
        layer.W[...] = W
        return f(a)[0], layer.dW

    assert check_gradient(g, layer.W.copy()) <= 1e-9
    assert out_shape(case) == layer.output_shape[:2]


@pytest.mark.parametrize("broken", ["filters turned", "an axis swapped", "window one off", "no db"])
def test_a_broken_convolution_fails_the_check(broken):
    layer = Conv2D(2)
    network = Network([layer, Flatten()], (5, 5, 2), cost=SquaredError(), rng=0)
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((3, 5, 5, 2)), rng.standard_normal((3, 50))
    right = layer.backward

    def wrong(delta, propagate=True):
        right(delta, propagate)
        if broken == "filters turned":
            layer.dW[...] = layer.dW[::-1, ::-1].copy()
        elif broken == "an axis swapped":
            layer.dW[...] = layer.dW.transpose(1, 0, 2, 3).copy()
        elif broken == "window one off":
            layer.dW[...] = np.roll(layer.dW, 1, axis=0)
        else:
            layer.db[...] = 0

    layer.backward = wrong
    with pytest.raises(GradientMismatch):
        check_gradient(lambda theta: network.cost_and_gradient(theta, X, Y), network.theta)


# -- memory: its order, its amount, its type ----------------------------------------------------


@pytest.mark.parametrize("arrange", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_any_memory_layout_gives_the_same_and_is_not_changed(arrange, dtype):
    for case in CASES[1:12]:
        layer, a, delta = connected(case, dtype=dtype)
        reference = results(layer, a.copy(), delta.copy())
        a2, delta2 = arrange(a), arrange(delta)
        a2.flags.writeable = delta2.flags.writeable = False
        again = results(layer, a2, delta2)
        assert_equal(again, reference, 1e-12 if dtype is np.float64 else 1e-4)
        assert all(array.dtype == dtype for array in again)
        assert np.array_equal(a2, a)
        assert np.array_equal(delta2, delta)


@pytest.mark.parametrize("tile", [1, 40, 300, 5000])
def test_tiles_of_any_size_give_the_same(tile, monkeypatch):
    for case in CASES:
        layer, a, delta = connected(case)
        reference = results(layer, a, delta)
        with monkeypatch.context() as patch:
            patch.setattr(windows_module, "TILE", tile)
            patch.setattr(windows_module, "SMALL", 0)
            assert_equal(results(layer, a, delta), reference, 1e-12)


def test_a_later_pass_leaves_earlier_results_alone():
    layer, a, delta = connected(CASES[3])
    z, da = layer.forward(a), layer.backward(delta)
    kept = z.copy(), da.copy()
    layer.forward(2 * a)
    layer.backward(3 * delta)
    assert_equal((z, da), kept, 0)


def test_peak_memory_of_a_wide_convolution():
    """A batch of 100 images of 28 x 28 x 32: columns of all windows alone would take 90 MB."""
    network = Network(
        [Identity(), Conv2D(64), ReLU(), MaxPool2D()], (28, 28, 32), rng=0, dtype=np.float32
    )
    X = np.random.default_rng(0).standard_normal((100, 28, 28, 32), dtype=np.float32)
    delta = np.ones((100, 14, 14, 64), np.float32)
    tracemalloc.start()
    try:
        network.forward(X)
        network.backward(delta)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 150e6  # among it z, a and their slopes, 20 MB each


# -- places and shapes ---------------------------------------------------------------------------


def test_errors_name_the_place_and_both_shapes():
    with pytest.raises(ValueError, match=r"Conv2D\(10\) expects images .* got the shape \(64,\)"):
        Network([Conv2D(10)], 64)
    message = r"one window of 3 x 3 pixels, got the shape \(2, 5, 1\)"
    with pytest.raises(ValueError, match=message):
        Network([Conv2D(10, padding="valid")], (2, 5, 1))
    layer = Conv2D(10)
    Network([layer], (28, 28, 1))
    message = r"Conv2D\(10\) expects a of shape \(m, 28, 28, 1\), got \(5, 28, 28\)"
    with pytest.raises(ValueError, match=message):
        layer.forward(np.ones((5, 28, 28)))
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        layer.backward(np.ones((5, 28, 28, 10)))
    layer.forward(np.ones((5, 28, 28, 1)))
    assert layer.backward(np.ones((5, 28, 28, 10)), propagate=False) is None


def lectures_network(**kwargs):
    layers = [Conv2D(10), ReLU(), MaxPool2D(), Flatten(), Dense(50), ReLU(), Dense(10)]
    return Network(layers, (8, 8, 1), **kwargs)


def test_the_lectures_network_shows_its_volumes():
    assert repr(lectures_network(dtype=np.float32)).splitlines() == [
        "Network 8 x 8 x 1 -> 10, SoftmaxCrossEntropy, float32",
        "layer         output       parameters",
        "Conv2D(10)    8 x 8 x 10          100",
        "ReLU()        8 x 8 x 10            0",
        "MaxPool2D()   4 x 4 x 10            0",
        "Flatten()     160                   0",
        "Dense(50)     50                 8050",
        "ReLU()        50                    0",
        "Dense(10)     10                  510",
        "                                 8660",
    ]


def test_flatten_lets_the_channels_run_fastest():
    layer = Flatten()
    assert layer.connect((2, 3, 4)) == (24,)
    a = np.arange(48.0).reshape(2, 2, 3, 4)
    for arrange in LAYOUTS.values():
        rows = layer.forward(arrange(a))
        assert np.array_equal(rows, np.arange(48.0).reshape(2, 24))
        assert np.array_equal(layer.backward(rows), a)
    assert layer.backward(rows, propagate=False) is None
    with pytest.raises(ValueError, match=r"expects a of shape \(m, 2, 3, 4\), got \(2, 24\)"):
        layer.forward(rows)


# -- whole networks ------------------------------------------------------------------------------

NETWORKS = {
    "the lectures'": (lambda: [Conv2D(3), Tanh(), MaxPool2D(), Flatten(), Dense(4)], (6, 6, 1)),
    "two convolutions": (
        lambda: [
            Conv2D(3, 3, 2, "valid"), ELU(), Conv2D(2, 2, padding=1), Tanh(),
            AveragePool2D(3, 2, "same"), Flatten(), Dense(4),
        ],
        (7, 8, 2),
    ),
    "no dense layer": (lambda: [Conv2D(4, 5, 3), ELU(), MaxPool2D(2, 1), Flatten()], (6, 6, 3)),
    "dropout": (
        lambda: [
            Dropout(0.2), Conv2D(4), Dropout(0.5), Tanh(), MaxPool2D(3, 2), Flatten(), Dropout(0.1),
            Dense(4),
        ],
        (5, 6, 2),
    ),
    "batch norm": (
        lambda: [Conv2D(3), Flatten(), BatchNorm(), Tanh(), Dropout(0.3), Dense(4)], (4, 4, 2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NETWORKS)
def test_gradient_check_of_whole_networks(kind):
    make, shape = NETWORKS[kind]
    network = Network(make(), shape, rng=2)
    rng = np.random.default_rng(3)
    X = rng.standard_normal((5, *shape))
    Y = rng.random((5, *network.output_shape))
    Y /= Y.sum(axis=1, keepdims=True)

    def f(theta):
        with network.learning(7):  # the same nodes fail at every evaluation
            return network.cost_and_gradient(theta, X, Y, 0.3)

    assert check_gradient(f, network.theta, eps=1e-5) <= 1e-7


@pytest.mark.parametrize("pool", [MaxPool2D(), MaxPool2D(3, 2, "same"), MaxPool2D(2, 1, 1)])
def test_a_maximum_before_relu_is_exactly_one_after_it(pool):
    """The network takes them in the cheaper order; layer by layer they stand as written."""
    network = Network([Conv2D(3), ReLU(), copy.deepcopy(pool), ReLU(), Flatten()], (5, 6, 2), rng=2)
    network.theta = np.random.default_rng(1).integers(-2, 3, network.theta.size)
    network.layers[0].b[...] = -5
    a = X = np.random.default_rng(3).integers(-1, 2, (4, 5, 6, 2)).astype(float)  # many ties
    for layer in network.layers:
        a = layer.forward(a)
    delta = R = np.random.default_rng(4).standard_normal(a.shape)
    for layer in network.layers[::-1]:
        delta = layer.backward(delta)
    gradient = network.grad.copy()
    assert np.array_equal(network.forward(X), a)
    assert np.array_equal(network.backward(R), gradient)
    assert (a == 0).mean() > 0.1


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_no_upcast_anywhere(kind, dtype):
    make, shape = NETWORKS[kind]
    network = Network(make(), shape, rng=2, dtype=dtype)
    a = np.random.default_rng(3).standard_normal((5, *shape)).astype(dtype)
    with network.learning(0):
        for layer in network.layers:
            a = layer.forward(a)
            assert a.dtype == dtype, layer
        delta = np.ones_like(a)
        for layer in network.layers[::-1]:
            delta = layer.backward(delta)
            assert delta.dtype == dtype, layer
    assert network.grad.dtype == dtype


@pytest.mark.parametrize("kind", NETWORKS)
def test_files_pickles_and_copies(kind, tmp_path):
    make, shape = NETWORKS[kind]
    network = Network(make(), shape, rng=2, dtype=np.float32)
    X = np.random.default_rng(3).standard_normal((5, *shape))
    network.forward(X)
    twins = [
        Network.load(network.save(tmp_path / "net")),
        pickle.loads(pickle.dumps(network)),
        copy.deepcopy(network),
    ]
    for twin in twins:
        assert list(map(repr, twin.layers)) == list(map(repr, network.layers))
        assert repr(twin) == repr(network)
        assert np.array_equal(twin.forward(X), network.forward(X))
        twin.theta = 0 * twin.theta
        assert network.theta.any()


def test_arguments_survive_saving(tmp_path):
    layers = [
        Conv2D(np.int64(2), 4, 3, 2, He(), np.float32(0.5)), MaxPool2D(3, 2, "same"),
        AveragePool2D(2, padding=1), Flatten(), Dropout(np.float32(0.25)), Dense(3),
    ]  # fmt: skip
    network = Network(layers, (9, 9, 1), rng=0)
    loaded = Network.load(network.save(tmp_path / "net"))
    assert repr(loaded) == repr(network)
    assert repr(loaded.layers[0]) == (
        "Conv2D(2, receptive_field=4, stride=3, padding=2, initializer=He(), bias=0.5)"
    )
    assert loaded.layers[0].b[0] == 0.5


def test_a_network_learns_the_digits():
    data = load_digits_8x8()
    X, Y = data.X.reshape(-1, 8, 8, 1), one_hot(data.labels, 10)
    order = np.random.default_rng(0).permutation(len(X))
    train, test = order[:1400], order[1400:]
    network = lectures_network(rng=1, dtype=np.float32)
    history = fit(network, X[train], Y[train], Adam(0.01), 8, 100, rng=2, progress=False)
    assert history.cost[-1] < 0.15 < 1 < history.cost[0]
    assert (network.predict(X[test]) == data.labels[test]).mean() > 0.95


def gradients_of_the_lectures_network():
    """Return (parameters, X, Y, J, gradients), parameters and gradients as W, b, W, b, ..."""
    network = lectures_network(rng=5)
    network.theta = np.random.default_rng(5).uniform(-0.3, 0.3, network.theta.size)
    rng = np.random.default_rng(6)
    X, Y = rng.random((12, 8, 8, 1)), one_hot(rng.integers(0, 10, 12), 10)
    J, _ = network.cost_and_gradient(network.theta, X, Y)
    layers = [layer for layer in network.layers if layer.parameter_shapes]
    parameters = [p for layer in layers for p in (layer.W, layer.b)]
    gradients = [p.copy() for layer in layers for p in (layer.dW, layer.db)]
    return parameters, X, Y, J, gradients


def test_the_lectures_network_in_torch():
    parameters, X, Y, J, gradients = gradients_of_the_lectures_network()
    t = torch()
    F = t.nn.functional
    W1, b1, W2, b2, W3, b3 = leaves = [t.tensor(p, requires_grad=True) for p in parameters]
    a = F.conv2d(t.tensor(X).permute(0, 3, 1, 2), W1.permute(3, 2, 0, 1), b1, padding="same")
    a = F.max_pool2d(F.relu(a), 2).permute(0, 2, 3, 1).reshape(len(X), -1)
    z = F.relu(a @ W2 + b2) @ W3 + b3
    cost = F.cross_entropy(z, t.tensor(Y))
    cost.backward()
    assert cost.item() == pytest.approx(J, rel=1e-12)
    assert_equal(gradients, [leaf.grad.numpy() for leaf in leaves])


def test_the_lectures_network_in_tensorflow():
    parameters, X, Y, J, gradients = gradients_of_the_lectures_network()
    tf = tensorflow()
    W1, b1, W2, b2, W3, b3 = variables = [tf.Variable(p) for p in parameters]
    with tf.GradientTape() as tape:
        a = tf.nn.relu(tf.nn.conv2d(X, W1, 1, "SAME") + b1)
        a = tf.reshape(tf.nn.max_pool2d(a, 2, 2, "SAME"), (len(X), -1))
        z = tf.nn.relu(a @ W2 + b2) @ W3 + b3
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, z))
    assert float(cost) == pytest.approx(J, rel=1e-12)
    assert_equal(gradients, [g.numpy() for g in tape.gradient(cost, variables)])
