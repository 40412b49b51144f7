"""Costs against scikit-learn, against plain loops, at the extremes and by finite differences."""

import math

import numpy as np
import pytest
from differences import gradient_error
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn.metrics import log_loss, mean_squared_error

from lectures_nn.costs import BinaryCrossEntropy, Cost, SoftmaxCrossEntropy, SquaredError
from lectures_nn.gradients import GradientMismatch, check_gradient
from lectures_nn.layers import Dense
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit

COSTS = [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()]
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 5))


def draw(cost, shape, seed, spread=3.0):
    """Return outputs and targets that this cost is defined for, hard and soft ones."""
    rng = np.random.default_rng(seed)
    if isinstance(cost, SoftmaxCrossEntropy):
        shape = (shape[0], max(shape[1], 2))
    output = spread * rng.standard_normal(shape)
    if isinstance(cost, SquaredError):
        return output, rng.standard_normal(shape)
    if isinstance(cost, BinaryCrossEntropy):
        return output, np.where(rng.random(shape) < 0.3, rng.random(shape), rng.random(shape) < 0.5)
    soft = rng.dirichlet(np.ones(shape[1]), shape[0])
    hard = np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
    return output, np.where(rng.random((shape[0], 1)) < 0.3, soft, hard)


def looped(cost, output, Y):
    """Return the cost by the textbook formula, one number at a time."""
    total = 0.0
    for z, y in zip(output.tolist(), Y.tolist(), strict=True):
        if isinstance(cost, SquaredError):
            total += sum((a - t) ** 2 for a, t in zip(z, y, strict=True)) / 2
        elif isinstance(cost, BinaryCrossEntropy):
            for zk, t in zip(z, y, strict=True):
                a = 1 / (1 + math.exp(-zk))
                total -= t * math.log(a) + (1 - t) * math.log(1 - a)
        else:
            partition = sum(math.exp(zk) for zk in z)
            total -= sum(t * math.log(math.exp(zk) / partition) for zk, t in zip(z, y, strict=True))
    return total / len(output)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@given(shape=SHAPES, seed=st.integers(0, 10**6))
def test_value_equals_the_loop_and_delta_the_finite_difference(cost, shape, seed):
    output, Y = draw(cost, shape, seed)
    assert cost.value(output, Y) == pytest.approx(looped(cost, output, Y), rel=1e-12, abs=1e-14)
    assert gradient_error(lambda z: cost.value_and_delta(z, Y), output) <= 1e-8
    assert np.array_equal(cost.delta(output, Y), cost.value_and_delta(output, Y)[1])


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@pytest.mark.parametrize("factor", [-1, 2, 1.001])
def test_a_wrong_delta_fails_the_check(cost, factor):
    output, Y = draw(cost, (5, 3), 0)

    def wrong(z):
        J, delta = cost.value_and_delta(z, Y)
        return J, factor * delta

    with pytest.raises(GradientMismatch):
        check_gradient(wrong, output)


def test_binary_cross_entropy_equals_log_loss():
    z, Y = draw(BinaryCrossEntropy(), (50, 1), 1)
    Y = np.round(Y)
    assert BinaryCrossEntropy().value(z, Y) == pytest.approx(log_loss(Y, expit(z)), rel=1e-12)


def test_softmax_cross_entropy_equals_log_loss():
    rng = np.random.default_rng(2)
    z, labels = 3 * rng.standard_normal((50, 4)), rng.integers(0, 4, 50)
    reference = log_loss(labels, softmax(z, axis=1), labels=range(4))
    assert SoftmaxCrossEntropy().value(z, np.eye(4)[labels]) == pytest.approx(reference, rel=1e-12)


def test_squared_error_equals_half_the_mean_squared_error_of_the_rows():
    a, Y = draw(SquaredError(), (50, 3), 3)
    reference = mean_squared_error(Y, a) * 3 / 2  # scikit-learn averages over the columns, too
    assert SquaredError().value(a, Y) == pytest.approx(reference, rel=1e-12)


def test_two_softmax_nodes_are_one_sigmoid_node():
    rng = np.random.default_rng(4)
    z, y = 3 * rng.standard_normal((20, 2)), rng.integers(0, 2, 20)
    two = SoftmaxCrossEntropy().value(z, np.eye(2)[y])
    one = BinaryCrossEntropy().value(z[:, 1:] - z[:, :1], y[:, None])
    assert two == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("cost", COSTS[1:], ids=repr)
def test_extreme_logits_stay_finite_and_exact(cost, dtype):
    z = np.array([[1000, -1000], [-1000, 1000], [1000, -1000]], dtype)
    Y = np.array([[1, 0], [0, 1], [0, 1]], dtype)  # right, right, wrong by 2000
    J, delta = cost.value_and_delta(z, Y)
    assert pytest.approx(2000 / 3, rel=1e-6) == J
    assert np.allclose(delta, [[0, 0], [0, 0], [1 / 3, -1 / 3]], rtol=1e-6)
    assert np.isfinite(cost.probabilities(z)).all()


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_a_confident_right_answer_costs_next_to_nothing_but_not_less(cost):
    z = np.array([[30.0, -30.0]])
    J = cost.value(z, z if isinstance(cost, SquaredError) else np.array([[1.0, 0.0]]))
    assert 0 <= J < 1e-12


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_mean_does_not_depend_on_the_number_of_examples(cost):
    output, Y = draw(cost, (7, 3), 5)
    J, delta = cost.value_and_delta(output, Y)
    J3, delta3 = cost.value_and_delta(np.tile(output, (3, 1)), np.tile(Y, (3, 1)))
    assert pytest.approx(J, rel=1e-13) == J3
    assert np.allclose(3 * delta3[:7], delta, rtol=1e-13)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_types_and_inputs_stay(cost, dtype):
    output, Y = (x.astype(dtype) for x in draw(cost, (6, 4), 6))
    reference = cost.value_and_delta(output, Y)
    for arrange in (np.asfortranarray, lambda x: np.repeat(x, 2, axis=0)[::2]):
        o, y = arrange(output), arrange(Y)
        o.flags.writeable = y.flags.writeable = False
        J, delta = cost.value_and_delta(o, y)
        assert type(J) is float
        assert delta.dtype == dtype
        assert delta.shape == output.shape
        assert pytest.approx(reference[0], rel=1e-6) == J
        assert np.allclose(delta, reference[1], rtol=1e-5, atol=1e-7)
        assert not np.shares_memory(delta, o)
        assert np.array_equal(o, output)
        assert np.array_equal(y, Y)


def test_probabilities_and_decisions():
    z = np.array([[2.0, -1.0, 0.5], [-3.0, 0.0, 4.0]])
    assert np.allclose(SoftmaxCrossEntropy().probabilities(z), softmax(z, axis=1))
    assert np.allclose(BinaryCrossEntropy().probabilities(z), expit(z))
    assert SoftmaxCrossEntropy().decide(z).tolist() == [0, 2]
    assert BinaryCrossEntropy().decide(z).tolist() == [0, 2]
    assert BinaryCrossEntropy().decide([[2.0], [-2.0], [0.0]]).tolist() == [1, 0, 0]
    assert np.array_equal(SquaredError().decide(z), z)
    with pytest.raises(TypeError, match="SquaredError has no probabilities"):
        SquaredError().probabilities(z)


def test_ties_go_to_the_first_class():
    assert SoftmaxCrossEntropy().decide([[1.0, 1.0, 0.0]]).tolist() == [0]


@pytest.mark.parametrize(
    ("cost", "Y", "message"),
    [
        (BinaryCrossEntropy(), [[1.2, 0]], "Y must lie between 0 and 1"),
        (BinaryCrossEntropy(), [[-1, 1]], "Y must lie between 0 and 1"),
        (SoftmaxCrossEntropy(), [[1, 1]], "one-hot or probabilities that sum to 1"),
        (SoftmaxCrossEntropy(), [[2, -1]], "one-hot or probabilities that sum to 1"),
        (SoftmaxCrossEntropy(), [1], r"shape \(1, 2\).*one_hot"),
        (SoftmaxCrossEntropy(), [[1, 0], [0, 1]], r"shape \(1, 2\), got \(2, 2\)"),
        (SquaredError(), [[1, 0, 0]], r"shape \(1, 2\), got \(1, 3\)"),
        (SquaredError(), [[np.nan, 0]], "Y must be finite"),
    ],
)
def test_targets_that_do_not_belong_to_the_cost(cost, Y, message):
    with pytest.raises(ValueError, match=message):
        cost.value([[0.5, -0.5]], Y)


def test_one_softmax_output_is_no_classifier():
    """Its probability is 1 whatever comes in; the network is refused, its layers stay free."""
    layer = Dense(1)
    with pytest.raises(ValueError, match=r"at least 2, got 1, .* use BinaryCrossEntropy"):
        Network([layer], 6, rng=0)
    network = Network([layer], 6, cost=BinaryCrossEntropy(), rng=0)
    assert network.predict(np.ones((3, 6))).shape == (3,)


class HalfAbsolute(Cost):
    """A cost of one's own, for quantities: it writes the formula and nothing else."""

    def value_and_delta(self, output, Y):
        error = output - Y
        return float(np.abs(error).sum() / 2 / len(Y)), np.sign(error) / 2 / len(Y)


class Brier(Cost):
    """A cost of one's own for classes: the squared distance of the probabilities."""

    classifies = True
    output_function = staticmethod(lambda z: softmax(z, axis=1))

    def value_and_delta(self, output, Y):
        a = self.output_function(output)
        error = a - Y
        J = float((error**2).sum() / len(Y))
        return J, 2 * a * (error - (a * error).sum(axis=1, keepdims=True)) / len(Y)


@pytest.mark.parametrize("K", [1, 3])
def test_a_regression_cost_of_ones_own_is_judged_as_one(K):
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((20, 4)), rng.standard_normal((20, K))
    network = Network([Dense(K)], 4, cost=HalfAbsolute(), rng=0)
    history = fit(network, X, Y, GradientDescent(0.01), 3, 5, validation=(X, Y), progress=False)
    assert history.validation_accuracy == []
    expected = np.abs(network.forward(X) - Y).sum() / 2 / 20
    assert history.validation_cost[-1] == pytest.approx(expected)
    assert np.array_equal(network.predict(X), network.forward(X))
    with pytest.raises(TypeError, match="HalfAbsolute has no probabilities"):
        network.predict_proba(X)


def test_a_classifying_cost_of_ones_own_is_judged_by_its_classes():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 4))
    Y = np.eye(3)[X[:, :3].argmax(axis=1)]
    network = Network([Dense(3)], 4, cost=Brier(), rng=0)
    assert check_gradient(lambda t: network.cost_and_gradient(t, X, Y), network.theta) < 1e-8
    history = fit(network, X, Y, GradientDescent(1.0), 40, 20, validation=(X, Y), progress=False)
    share = (network.predict(X) == Y.argmax(axis=1)).mean()
    assert history.validation_accuracy[-1] == share > 0.8
    assert np.allclose(network.predict_proba(X), softmax(network.forward(X), axis=1))


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_costs_say_what_they_are(cost):
    z = np.array([[2.0, -1.0], [0.5, 3.0]])
    known = {SquaredError: None, BinaryCrossEntropy: expit, SoftmaxCrossEntropy: softmax}
    expected = known[type(cost)]
    assert cost.classifies == (expected is not None)
    if expected is None:
        assert cost.output_function is None
    else:
        axis = {"axis": 1} if expected is softmax else {}
        assert np.allclose(cost.output_function(z), expected(z, **axis))


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_a_row_of_targets_for_one_output_is_explained(cost):
    with pytest.raises(ValueError, match=r"Y must have shape \(3, 1\), got \(3,\): .*Y\[:, None\]"):
        cost.value(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize("shape", [(40,), (40, 3, 3, 1)])
def test_targets_belong_to_rows_of_outputs(shape):
    with pytest.raises(ValueError, match=r"outputs that Y belongs to must be \(m, K\), got \(40,"):
        SquaredError().check_targets(np.ones(shape), shape)


def test_costs_are_equal_by_kind():
    assert SquaredError() == SquaredError()
    assert SquaredError() != BinaryCrossEntropy()
    assert repr(SoftmaxCrossEntropy()) == "SoftmaxCrossEntropy()"
