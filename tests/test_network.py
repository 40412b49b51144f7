"""The network: views of one vector, purity, copies, files and what it shows of itself."""

import copy
import html
import json
import pickle
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from layer_cases import ELSEWHERE, all_layers, stacks_to_save

from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.initializers import Glorot, He, Normal, Uniform, Zeros
from lectures_nn.layers import Dense, Identity, ReLU, Sigmoid
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit


def make(seed=0, **kwargs):
    return Network([Dense(6), Sigmoid(), Dense(3)], 4, rng=seed, **kwargs)


def batch(m=7, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((m, 4)), np.eye(3)[rng.integers(0, 3, m)]


# -- one vector, many views -------------------------------------------------------------


def assert_views(network):
    """Every parameter and gradient is a view, all weights before all biases, none twice."""
    for vector, prefix in ((network.theta, ""), (network.grad, "d")):
        vector[...] = np.arange(vector.size)
        named = [(layer, name) for layer in network.layers for name in layer.parameter_shapes]
        parts = [getattr(layer, prefix + name) for layer, name in named if name == "W"]
        n_weights = sum(part.size for part in parts)
        parts += [getattr(layer, prefix + name) for layer, name in named if name != "W"]
        assert all(np.shares_memory(part, vector) for part in parts)
        assert np.array_equal(np.concatenate([part.ravel() for part in parts]), vector)
        parts[-1][...] = -1
        assert (vector[-parts[-1].size :] == -1).all()
        assert vector.flags.c_contiguous
    assert network.n_weights == n_weights


def test_layers_hold_views():
    assert_views(make())


def test_assigning_theta_copies_into_the_same_memory():
    network = make()
    memory, values = network.theta, np.arange(float(network.theta.size))
    network.theta = values
    assert network.theta is memory
    assert network.layers[0].W[0, 1] == 1
    values[1] = 99
    assert network.layers[0].W[0, 1] == 1


@pytest.mark.parametrize(
    "use",
    [
        lambda network, X, Y: network.forward(X),
        lambda network, X, Y: network.backward(Y),
        lambda network, X, Y: network.cost_and_gradient(np.zeros(51), X, Y),
        lambda network, X, Y: network.checked_batch(X, Y),
        lambda network, X, Y: fit(network, X, Y, GradientDescent(0.1), 1, 7, progress=False),
        lambda network, X, Y: network.save("net"),
        lambda network, X, Y: copy.copy(network),
        lambda network, X, Y: setattr(network, "theta", np.zeros(51)),
    ],
    ids=["forward", "backward", "gradient", "batch", "fit", "save", "copy", "theta"],
)
@pytest.mark.parametrize(("place", "name"), [(0, "W"), (2, "b"), (2, "dW")])
def test_an_array_in_place_of_a_view_is_refused(use, place, name, tmp_path, monkeypatch):
    """``layer.W = values`` for ``layer.W[...] = values``: theta would no longer hold that W."""
    monkeypatch.chdir(tmp_path)
    network, (X, Y) = make(), batch()
    network.forward(X)
    layer, before = network.layers[place], network.theta.copy()
    setattr(layer, name, getattr(layer, name).copy())
    vector = "grad" if name[0] == "d" else "theta"
    where = rf"layers\[{place}\]\.{name}"
    with pytest.raises(ValueError, match=rf"{where} .* view of {vector}, .*{where}\[\.\.\.\] = "):
        use(network, X, Y)
    assert np.array_equal(network.theta, before)
    assert list(tmp_path.iterdir()) == []


def test_changing_views_in_place_is_welcome():
    network, (X, _) = make(), batch()
    network.layers[0].W *= 2
    network.layers[2].b[...] = 1
    network.forward(X)
    assert (network.theta[-3:] == 1).all()


def test_grad_cannot_be_replaced():
    network = make()
    with pytest.raises(AttributeError, match="grad"):
        network.grad = np.ones(51)
    assert_views(network)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))],
    ids=["copy", "deepcopy", "pickle"],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_copies_are_whole_and_independent(copied, dtype):
    X, Y = batch()
    network = make(dtype=dtype)
    before = network.theta.copy()
    twin = copied(network)
    assert np.array_equal(twin.theta, before)
    assert twin.theta.dtype == dtype
    assert repr(twin) == repr(network)
    for first, second in zip(network.layers, twin.layers, strict=True):
        assert first is not second
    assert twin.cost_and_gradient(before, X, Y)[0] == network.cost_and_gradient(before, X, Y)[0]
    assert_views(twin)
    assert np.array_equal(network.theta, before)


def test_layers_in_use_are_refused():
    network, layer = make(), Dense(4)
    with pytest.raises(ValueError, match=r"layers\[0\], Dense\(6\), is in use already"):
        Network(network.layers, 4)
    with pytest.raises(ValueError, match=r"layers\[1\].* is in use already"):
        Network([layer, layer], 4)


def test_a_refused_network_leaves_its_layers_free():
    layers = [Dense(3), Sigmoid()]
    with pytest.raises(ValueError, match="expects one row of numbers"):
        Network(layers, (4, 4))
    with pytest.raises(TypeError, match="cost must be"):
        Network(layers, 4, cost="softmax")
    Network(layers, 4)


# -- the two passes ---------------------------------------------------------------------


def test_forward_is_the_nested_function():
    network, (X, _) = make(), batch()
    first, _, last = network.layers
    expected = 1 / (1 + np.exp(-(X @ first.W + first.b))) @ last.W + last.b
    assert np.allclose(network.forward(X), expected, rtol=1e-14)


def test_backward_fills_grad_and_overwrites_it():
    network, (X, Y) = make(), batch()
    delta = network.cost.delta(network.forward(X), Y)
    first = network.backward(delta).copy()
    assert np.array_equal(network.backward(delta), first)
    assert network.backward(delta) is network.grad
    assert np.allclose(first, network.cost_and_gradient(network.theta, X, Y)[1], rtol=1e-12)


def test_changing_the_output_does_not_spoil_the_backward_pass():
    network = Network([Dense(3), Sigmoid()], 4, cost=SquaredError(), rng=0)
    X, Y = batch()
    expected = network.cost_and_gradient(network.theta, X, Y)[1]
    delta = network.forward(X)
    delta -= Y
    delta /= len(X)
    assert np.allclose(network.backward(delta), expected, rtol=1e-12)
    alone = Network([Identity()], 4, cost=SquaredError())
    assert not np.shares_memory(alone.forward(X), X)


def test_backward_needs_a_forward_pass_of_its_own_size():
    network, (X, _) = make(), batch()
    with pytest.raises(RuntimeError, match="call forward"):
        network.backward(np.ones((7, 3)))
    network.forward(X)
    with pytest.raises(ValueError, match=r"shape \(7, 3\), got \(6, 3\)"):
        network.backward(np.ones((6, 3)))


def test_cost_and_gradient_is_pure():
    network, (X, Y) = make(), batch()
    own, elsewhere = network.theta.copy(), network.theta + 1
    J, gradient = network.cost_and_gradient(elsewhere, X, Y, 0.5)
    assert np.array_equal(network.theta, own)
    assert not np.shares_memory(gradient, network.grad)
    kept = gradient.copy()
    network.cost_and_gradient(own, X, Y)
    assert np.array_equal(gradient, kept)
    assert network.cost_and_gradient(elsewhere, X, Y, 0.5)[0] == J
    assert type(J) is float


def test_cost_and_gradient_keeps_theta_when_it_fails():
    network, (X, Y) = make(), batch()
    own = network.theta.copy()
    network.layers[2].backward = None  # fails in the middle
    with pytest.raises(TypeError):
        network.cost_and_gradient(own + 1, X, Y)
    assert np.array_equal(network.theta, own)


def test_penalty_is_on_weights_only_and_divided_by_the_examples():
    network, (X, Y) = make(), batch()
    network.theta = np.random.default_rng(1).standard_normal(network.theta.size)
    plain, gradient = network.cost_and_gradient(network.theta, X, Y)
    J, with_penalty = network.cost_and_gradient(network.theta, X, Y, lmbd=3)
    weights = [layer.W for layer in network.layers if isinstance(layer, Dense)]
    squares = sum(w * w for W in weights for w in W.ravel().tolist())
    assert J - plain == pytest.approx(3 / (2 * 7) * squares, rel=1e-12)
    difference = with_penalty - gradient
    assert np.allclose(difference[: network.n_weights], 3 / 7 * network.theta[: network.n_weights])
    assert np.array_equal(difference[network.n_weights :], np.zeros(9))


@pytest.mark.parametrize(
    "arrange",
    [
        np.asfortranarray,
        lambda a: np.repeat(a, 2, axis=0)[::2],
        lambda a: np.repeat(a, 2, axis=1)[:, ::2],
        lambda a: a[::-1].copy()[::-1],
        lambda a: a.astype(">f8"),
        lambda a: a.tolist(),
    ],
    ids=["Fortran", "every other row", "every other column", "reversed", "big-endian", "lists"],
)
@pytest.mark.parametrize("cost", [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()])
def test_any_memory_layout_gives_the_same_and_is_not_changed(arrange, cost):
    network, (X, Y) = make(cost=cost), batch()
    theta = network.theta.copy()
    X2, Y2, theta2 = (arrange(a) for a in (X, Y, theta[:, None]))
    theta2 = np.asarray(theta2)[:, 0]
    for array in (X2, Y2, theta2):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    J, gradient = network.cost_and_gradient(theta, X, Y, 0.1)
    J2, gradient2 = network.cost_and_gradient(theta2, X2, Y2, 0.1)
    assert pytest.approx(J, rel=1e-13) == J2
    assert np.allclose(gradient2, gradient, rtol=1e-12, atol=1e-15)
    assert np.allclose(network.forward(X2), network.forward(X), rtol=1e-13)
    assert np.array_equal(X2, X)
    assert np.array_equal(Y2, Y)


def test_labels_in_place_of_targets_are_explained():
    network, (X, Y) = make(), batch()
    with pytest.raises(ValueError, match=r"Y must have shape \(7, 3\), got \(7,\).*one_hot"):
        network.cost_and_gradient(network.theta, X, Y.argmax(axis=1))


@pytest.mark.parametrize("cost", [BinaryCrossEntropy(), SoftmaxCrossEntropy()])
def test_predict_is_the_likeliest(cost):
    network, (X, _) = make(cost=cost), batch()
    assert np.array_equal(network.predict(X), network.predict_proba(X).argmax(axis=1))


def test_regression_predicts_numbers_and_knows_no_probabilities():
    network, (X, _) = make(cost=SquaredError()), batch()
    assert np.array_equal(network.predict(X), network.forward(X))
    with pytest.raises(TypeError, match="no probabilities"):
        network.predict_proba(X)


def test_starting_weights_come_from_the_generator_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert np.array_equal(make(3).theta, make(np.random.default_rng(3)).theta)
    assert not np.array_equal(make(3).theta, make(4).theta)
    assert not np.array_equal(make(None).theta, make(None).theta)
    assert np.array_equal(make(3, dtype=np.float32).theta, make(3).theta.astype(np.float32))
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_each_layer_draws_weights_of_its_own():
    network = Network([Dense(4), Dense(4)], 4, rng=0)
    assert not np.array_equal(network.layers[0].W, network.layers[1].W)


# -- files ------------------------------------------------------------------------------


@pytest.mark.parametrize("k", range(len(stacks_to_save())))
@pytest.mark.parametrize("cost", [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_saved_network_comes_back_the_same(k, cost, dtype, tmp_path):
    network = Network(stacks_to_save()[k], (4,), cost=cost, rng=0, dtype=dtype)
    path = network.save(tmp_path / "net")
    assert path == tmp_path / "net.npz"
    loaded = Network.load(path)
    assert list(map(repr, loaded.layers)) == list(map(repr, network.layers))
    assert loaded.cost == network.cost
    assert loaded.theta.dtype == network.theta.dtype
    assert np.array_equal(loaded.theta, network.theta)
    assert repr(loaded) == repr(network)
    X = batch()[0]
    assert np.array_equal(loaded.forward(X), network.forward(X))
    assert_views(loaded)
    assert np.array_equal(Network.load(tmp_path / "net").theta, network.theta)


def test_what_the_tests_save_is_everything():
    described = json.dumps([layer.description() for stack in stacks_to_save() for layer in stack])
    names = {cls.__name__ for cls in all_layers() - ELSEWHERE}
    names |= {cls.__name__ for cls in (Zeros, Normal, Uniform, He, Glorot)}
    assert all(f'"{name}"' in described for name in names)


class DiskFull(OSError):
    pass


@pytest.mark.parametrize("fails", ["write", "replace", "interrupt"])
def test_a_failed_save_leaves_the_old_file_and_no_other(fails, tmp_path, monkeypatch):
    path = make(seed=1).save(tmp_path / "net.npz")
    old = path.read_bytes()
    error = KeyboardInterrupt if fails == "interrupt" else DiskFull

    def half_written(file, **arrays):
        file.write(b"half of it")
        raise error

    def refused(self, target):
        raise error

    if fails == "replace":
        monkeypatch.setattr(Path, "replace", refused)
    else:
        monkeypatch.setattr(np, "savez", half_written)
    with pytest.raises(error):
        make(seed=2).save(path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_that_outlives_an_interrupted_save_finds_its_file_open(tmp_path, monkeypatch):
    """Else Python reports, some time after Ctrl-C, an error that was ignored."""
    left = []

    def interrupted(file, **_):
        left.append(zipfile.ZipFile(file, "w"))
        left[0].writestr("theta.npy", b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Network([Dense(2)], 3, rng=0).save(tmp_path / "mine")
    left.pop().close()  # what becomes of it when nobody needs it any more
    assert list(tmp_path.iterdir()) == []


def test_save_replaces_and_keeps_the_usual_permissions(tmp_path):
    make(seed=1).save(tmp_path / "net")
    make(seed=2).save(tmp_path / "net")
    assert np.array_equal(Network.load(tmp_path / "net").theta, make(seed=2).theta)
    (tmp_path / "plain").write_bytes(b"")
    usual = (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "net.npz").stat().st_mode == usual


def test_save_where_there_is_no_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"a folder that exists, got .*no_such.*net\.npz$"):
        make().save(tmp_path / "no_such_folder" / "net")


@pytest.mark.parametrize("path", ["", ".", "..", "/", Path("a") / ".."])
def test_a_path_without_a_file_name(path):
    for use in (make().save, Network.load):
        with pytest.raises(ValueError, match="path must end in a file name, got "):
            use(path)


def damage(kind, path):
    content = path.read_bytes()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("not a network")
    elif kind.startswith("cut"):
        path.write_bytes(content[: int(len(content) * float(kind.split()[1]))])
    elif kind == "flipped":
        middle = content.index(b"theta.npy") + 200
        path.write_bytes(content[:middle] + bytes(b ^ 255 for b in content[middle:middle + 9])
                         + content[middle + 9:])  # fmt: skip
    elif kind == "foreign npz":
        np.savez(path, a=np.ones(3))
    elif kind == "plain npy":
        with path.open("wb") as file:
            np.save(file, np.ones(3))
    elif kind == "pickle":
        path.write_bytes(pickle.dumps({"theta": [1, 2]}))
    elif kind == "object array":
        np.savez(path, theta=np.array([None]), network=np.array({"layers": 1}, dtype=object))
    elif kind == "other zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "hello")
    else:
        with np.load(path) as archive:
            theta, network = archive["theta"], json.loads(str(archive["network"]))

        def with_layer(name, arguments=()):
            return {**network, "layers": [{"name": name, "arguments": arguments or {}}]}

        change = {
            "theta too short": lambda: (theta[:-1], network),
            "theta of NaN": lambda: (np.full_like(theta, np.nan), network),
            "theta of text": lambda: (theta.astype(str), network),
            "unknown layer": lambda: (theta, with_layer("os")),
            "layer not a layer": lambda: (theta, {**network, "layers": [network["cost"]]}),
            "abstract layer": lambda: (theta, with_layer("Layer")),
            "layers not a list": lambda: (theta, {**network, "layers": 3}),
            "description a list": lambda: (theta, [1, 2]),
            "description a number": lambda: (theta, 3),
            "layer a number": lambda: (theta, {**network, "layers": [3]}),
            "arguments a list": lambda: (theta, with_layer("Dense", [3])),
            "negative size": lambda: (theta, with_layer("Dense", {"n_out": -3})),
            "huge size": lambda: (theta, with_layer("Dense", {"n_out": 10**15})),
            "unknown argument": lambda: (theta, with_layer("Dense", {"n": 3})),
            "other dtype": lambda: (theta, {**network, "dtype": "int8"}),
            "no cost": lambda: (theta, {k: v for k, v in network.items() if k != "cost"}),
            "shape of text": lambda: (theta, {**network, "input_shape": "four"}),
        }  # fmt: skip
        theta, network = change[kind]()
        np.savez(path, theta=theta, network=json.dumps(network))


@pytest.mark.parametrize(
    "kind",
    [
        "empty", "text", "cut 0.1", "cut 0.5", "cut 0.97", "flipped", "foreign npz", "plain npy",
        "pickle", "object array", "other zip", "theta too short", "theta of NaN", "theta of text",
        "unknown layer", "layer not a layer", "abstract layer", "layers not a list",
        "description a list", "description a number", "layer a number", "arguments a list",
        "negative size", "huge size", "unknown argument", "other dtype", "no cost", "shape of text",
    ],
)  # fmt: skip
def test_a_damaged_or_foreign_file_gives_one_clear_error(kind, tmp_path):
    path = make().save(tmp_path / "net")
    damage(kind, path)
    with pytest.raises(
        ValueError, match=r"net\.npz is not a network saved by Network\.save"
    ) as error:
        Network.load(path)
    assert "\n" not in str(error.value)


def test_every_single_flipped_byte_is_seen_or_harmless(tmp_path):
    path = Network([Dense(2)], 2, rng=0).save(tmp_path / "net")
    content, theta = path.read_bytes(), Network.load(path).theta
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            loaded = Network.load(path)
        except ValueError as error:
            assert "net.npz" in str(error)  # noqa: PT017
        else:
            assert np.array_equal(loaded.theta, theta)


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no saved network at .*net\.npz"):
        Network.load(tmp_path / "net")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(ValueError, match=r"folder\.npz is not a network"):
        Network.load(tmp_path / "folder")


# -- seeing it --------------------------------------------------------------------------


def test_repr_counts_parameters():
    network = Network([Dense(50), Sigmoid(), Dense(10)], 64, rng=0, dtype=np.float32)
    lines = repr(network).splitlines()
    assert lines[0] == "Network 64 -> 10, SoftmaxCrossEntropy, float32"
    counts = [int(re.search(r"\d+$", line).group()) for line in lines[2:]]
    assert counts == [64 * 50 + 50, 0, 50 * 10 + 10, network.theta.size]
    assert len({len(line) for line in lines[1:]}) == 1  # a table: all lines end below each other


def test_html_repr_shows_the_same_table():
    network = make()
    shown = network._repr_html_()
    cells = [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", shown)]
    assert cells == [
        "Dense(6)",
        "6",
        "30",
        "Sigmoid()",
        "6",
        "0",
        "Dense(3)",
        "3",
        "21",
        "",
        "",
        "51",
    ]
    assert re.findall(r"</?(\w+)", shown).count("tr") == 2 * 5
    assert "Network 4 -&gt; 3" in shown


def test_layers_have_randomness_only_while_the_network_learns():
    network = Network([Dense(3), ReLU(), Dense(2)], 4, rng=0)
    seen = []
    with network.learning(5) as same:
        assert same is network
        seen = [layer.rng for layer in network.layers]
    assert all(rng is seen[0] for rng in seen)
    assert seen[0].random() == np.random.default_rng(5).random()
    assert [layer.rng for layer in network.layers] == [None] * 3
    with pytest.raises(KeyboardInterrupt), network.learning(5):
        raise KeyboardInterrupt
    assert [layer.rng for layer in network.layers] == [None] * 3


def test_a_network_saved_by_version_0_1_loads_and_computes_the_same():
    """Nearly all layers and initializers of that version; the outputs are what it computed."""
    network = Network.load(Path(__file__).parent / "files" / "network_saved_by_0_1.npz")
    assert len(network.layers) == 17
    X = np.random.default_rng(3).random((4, 8, 8, 1))
    then = [
        [-0.10027894671877852, -0.23715920229342294],
        [-0.08667642297503042, -0.23777715321517234],
        [-0.11143205720004362, -0.23653323835370274],
        [-0.12140799772209082, -0.23608522914410704],
    ]
    assert np.allclose(network.forward(X), then, rtol=1e-12)
