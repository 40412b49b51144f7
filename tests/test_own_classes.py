"""Layers, costs and initializers that a reader writes: they work wherever the package's own do."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from lectures_nn import layers
from lectures_nn.costs import SquaredError
from lectures_nn.gradients import check_gradient
from lectures_nn.initializers import Initializer
from lectures_nn.layers import Dense, Elementwise, ReLU, Sigmoid
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam, GradientDescent, Optimizer
from lectures_nn.training import fit


class Softplus(Elementwise):
    """a = log(1 + exp(beta z)) / beta."""

    def __init__(self, beta=1.0):
        self.beta = beta

    def f(self, z):
        return np.logaddexp(0, self.beta * z) / self.beta

    def slope(self):
        return 1 / (1 + np.exp(-self.beta * self.z))


class Exponential(Elementwise):
    """a = exp(z), whose slope is a itself, the very array."""

    def f(self, z):
        return np.exp(z)

    def slope(self):
        return self.a


class Constant(Initializer):
    def __init__(self, value):
        self.value = value

    def draw(self, rng, shape):
        return np.full(shape, self.value) * (1 + 0.01 * np.arange(np.prod(shape)).reshape(shape))


class Doubled(SquaredError):
    def value_and_delta(self, output, Y):
        J, delta = super().value_and_delta(output, Y)
        return 2 * J, 2 * delta


def dense_of_ones_own():
    class Dense(layers.Dense):
        """It has the name of the package's layer, and computes something else."""

        def forward(self, a):
            return super().forward(a) + 1

    return Dense


RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((12, 4)), RNG.standard_normal((12, 2))


def make(cost=None):
    stack = [Dense(5, Constant(0.1)), Softplus(np.float64(2)), Dense(4), Exponential(), Dense(2)]
    return Network(stack, 4, cost=cost or Doubled(), rng=0)


def test_a_layer_of_ones_own_computes_and_learns():
    network = make()
    first, _, second, _, last = network.layers
    hidden = np.log(1 + np.exp(2 * (X @ first.W + first.b))) / 2
    expected = np.exp(hidden @ second.W + second.b) @ last.W + last.b
    assert np.allclose(network.forward(X), expected, rtol=1e-13)
    assert check_gradient(lambda t: network.cost_and_gradient(t, X, Y), network.theta) < 1e-8
    history = fit(network, X, Y, GradientDescent(0.01), 20, 4, progress=False, rng=0)
    assert history.cost[-1] < history.cost[0]


def test_a_slope_that_is_the_output_itself_is_not_changed():
    network = make()
    delta = network.cost.delta(network.forward(X), Y)
    assert np.array_equal(network.backward(delta).copy(), network.backward(delta))


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_have_the_same_classes(copied):
    network = make()
    twin = copied(network)
    assert [type(a) for a in twin.layers] == [type(a) for a in network.layers]
    assert twin.cost == network.cost
    assert twin.layers[0].initializer == Constant(0.1)
    assert np.array_equal(twin.forward(X), network.forward(X))
    assert not np.shares_memory(twin.theta, network.theta)


def test_saved_and_loaded_given_the_classes(tmp_path):
    network = make()
    path = network.save(tmp_path / "own")
    loaded = Network.load(path, classes=[Softplus, Exponential, Constant, Doubled])
    assert np.array_equal(loaded.forward(X), network.forward(X))
    assert loaded.layers[1].beta == 2
    for given in ([], [Softplus], [Softplus, Exponential, Doubled]):
        with pytest.raises(ValueError, match=r"not a class of the package: expected .*classes=\["):
            Network.load(path, classes=given)


def test_what_a_layer_is_is_its_class_and_not_its_name(tmp_path):
    Own = dense_of_ones_own()
    network = Network([Own(3), Sigmoid(), Dense(2)], 4, cost=SquaredError(), rng=0)
    plain = Network.with_theta(
        network.theta, [Dense(3), Sigmoid(), Dense(2)], 4, SquaredError(), "float64"
    )
    assert not np.allclose(network.forward(X), plain.forward(X))
    for twin in (copy.copy(network), copy.deepcopy(network)):
        assert np.array_equal(twin.forward(X), network.forward(X))
    path = network.save(tmp_path / "own")
    with pytest.raises(ValueError, match=r"the network has Dense of .*test_own_classes"):
        Network.load(path)
    assert np.array_equal(Network.load(path, classes=[Own]).forward(X), network.forward(X))
    with pytest.raises(pickle.PicklingError, match="class Dense must be found in the module"):
        pickle.dumps(network)


def test_a_pickle_of_a_class_from_main_says_what_is_missing(tmp_path):
    """As a notebook makes one: the class is in __main__, which is another one elsewhere."""
    script = f"""
import pickle
from lectures_nn.layers import Dense, Elementwise
from lectures_nn.network import Network
class Cube(Elementwise):
    def f(self, z):
        return z**3
    def slope(self):
        return 3 * self.z**2
network = Network([Dense(2), Cube(), Dense(2)], 3, rng=0)
with open({str(tmp_path / "net.pkl")!r}, "wb") as file:
    pickle.dump(network, file)
again = pickle.loads(pickle.dumps(network))
print(type(again.layers[1]) is Cube)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"
    with pytest.raises(pickle.UnpicklingError, match=r"class Cube must be found in .* __main__"):
        pickle.loads((tmp_path / "net.pkl").read_bytes())


def test_arguments_that_a_file_cannot_hold_are_named(tmp_path):
    network = Network([Dense(2), Softplus(np.ones(2)), Dense(2)], 3, cost=SquaredError(), rng=0)
    with pytest.raises(TypeError, match="numbers, texts or lists of them to be saved"):
        network.save(tmp_path / "own")
    assert list(tmp_path.iterdir()) == []


def test_a_constructor_that_forgets_an_argument_is_told():
    class Forgetful(Elementwise):
        def __init__(self, alpha):
            pass

        def f(self, z):
            return z.copy()

        def slope(self):
            return np.ones_like(self.z)

    with pytest.raises(TypeError, match="Forgetful must keep the argument 'alpha'"):
        repr(Forgetful(1))


def test_an_activation_without_slope_is_refused():
    class Half(Elementwise):
        def f(self, z):
            return z / 2

    with pytest.raises(TypeError, match="slope"):
        Half()


def test_a_subclass_before_the_maximum_is_what_it_says():
    """A ReLU of one's own need not rise with z: the maximum is over its outputs."""

    class Bumpy(ReLU):
        def f(self, z):
            return np.sin(3 * z)

        def slope(self):
            return 3 * np.cos(3 * self.z)

    images = RNG.standard_normal((2, 4, 4, 1))
    for activation in (Bumpy(), ReLU()):
        stack = [layers.Conv2D(2), activation, layers.MaxPool2D(2), layers.Flatten(), Dense(3)]
        network = Network(stack, (4, 4, 1), rng=0)
        a = images
        for layer in network.layers:
            a = layer.forward(a)
        assert np.array_equal(network.forward(images), a)
        assert network.layers[1].a.shape[1:] == network.layers[1].output_shape == (4, 4, 2)


def test_an_optimizer_of_ones_own():
    class Signs(Optimizer):
        def __init__(self, eta):
            self.eta = eta

        def update(self, theta, grad):
            theta -= self.eta * np.sign(grad)

    theta, grad = np.zeros(3), np.array([2.0, -0.1, 0.0])
    Signs(0.5).step(theta, grad)
    assert theta.tolist() == [-0.5, 0.5, 0.0]
    with pytest.raises(ValueError, match="grad must have the shape of theta"):
        Signs(0.5).step(theta, np.zeros(2))


# -- being equal ------------------------------------------------------------------------


def test_two_layers_are_equal_only_if_they_are_one():
    network = Network([Dense(3), ReLU(), Dense(3), ReLU()], 3, rng=0)
    for place, layer in enumerate(network.layers):
        assert network.layers.index(layer) == place
    assert len(set(network.layers)) == 4
    assert Dense(3) != Dense(3)


def test_descriptions_are_equal_by_class_and_arguments_and_can_be_counted():
    from lectures_nn.initializers import Glorot, He, Normal, Uniform

    pd = pytest.importorskip("pandas")
    drawn = [Normal(1), Normal(1.0), Glorot(), He(), Normal(2.0), Uniform(), Glorot()]
    assert len(set(drawn)) == 5
    assert len({Adam(), Adam(0.001), Adam(0.01), GradientDescent(0.001)}) == 3
    assert len({SquaredError(), SquaredError(), Doubled()}) == 2
    table = pd.DataFrame({"initializer": drawn, "score": np.arange(7.0)})
    means = table.groupby("initializer").score.mean().to_dict()
    assert means[Normal(1)] == 0.5
    assert means[Glorot()] == 4.0
