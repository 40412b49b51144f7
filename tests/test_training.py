"""The training loop: what it visits, what it records, how it stops and what it leaves alone."""

import re

import numpy as np
import pytest
from layer_cases import ELSEWHERE, all_layers, deep_stack

from lectures_nn import layers
from lectures_nn.costs import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from lectures_nn.layers import BatchNorm, Dense, Sigmoid
from lectures_nn.network import Network
from lectures_nn.optimizers import (
    Adam,
    ClippedNorm,
    GradientDescent,
    Momentum,
    Optimizer,
    RMSProp,
)
from lectures_nn.training import History, TrainingDiverged, fit


def problem(m=23, seed=0, dtype=np.float64):
    """Return inputs of 4 numbers and one-hot targets of 3 classes."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, 4))
    return X.astype(dtype), np.eye(3, dtype=dtype)[X[:, :3].argmax(axis=1)]


def make(seed=0, **kwargs):
    return Network([Dense(6), Sigmoid(), Dense(3)], 4, rng=seed, **kwargs)


def quiet(network, X, Y, optimizer=None, epochs=5, batch_size=10, **kwargs):
    optimizer = GradientDescent(0.5) if optimizer is None else optimizer
    return fit(network, X, Y, optimizer, epochs, batch_size, progress=False, rng=0, **kwargs)


class Spy(Dense):
    """A first layer that writes down the batches it sees."""

    def forward(self, a):
        self.seen = [*getattr(self, "seen", []), a.copy()]
        return super().forward(a)


def test_every_example_is_visited_once_an_epoch_in_a_new_order():
    X = np.arange(23.0)[:, None] / 23
    spy = Spy(1)
    network = Network([spy], 1, cost=SquaredError(), rng=0)
    quiet(network, X, X, epochs=3, batch_size=10)
    assert [len(batch) for batch in spy.seen] == [10, 10, 3] * 3
    epochs = [np.concatenate(spy.seen[i : i + 3])[:, 0] for i in (0, 3, 6)]
    for epoch in epochs:
        assert np.array_equal(np.sort(epoch), X[:, 0])
    assert not np.array_equal(epochs[0], epochs[1])
    assert not np.array_equal(epochs[0], X[:, 0])


def test_inputs_and_targets_stay_paired():
    X = np.arange(40.0)[:, None]
    pairs = []

    class Watched(SquaredError):
        def value_and_delta(self, a, Y):
            pairs.extend(zip(first.a[:, 0].tolist(), Y[:, 0].tolist(), strict=True))
            return super().value_and_delta(a, Y)

    first = Dense(1)
    network = Network([first], 1, cost=Watched(), rng=0)
    quiet(network, X / 40, X, GradientDescent(1e-6), epochs=2, batch_size=7)
    assert len(pairs) == 80
    assert all(abs(40 * x - y) < 1e-9 for x, y in pairs)


def test_steps_equal_a_loop_over_cost_and_gradient():
    """The same batches through the checked, pure function; the penalty uses the batch's M."""
    X, Y = problem()
    network, reference = make(), make()
    history = quiet(network, X, Y, epochs=4, batch_size=10, lmbd=0.3)
    rng, theta = np.random.default_rng(0), reference.theta.copy()
    for epoch in range(4):
        order, total = rng.permutation(23), 0.0
        for rows in (order[:10], order[10:20], order[20:]):
            J, gradient = reference.cost_and_gradient(theta, X[rows], Y[rows], lmbd=0.3)
            total += J * len(rows)
            theta -= 0.5 * gradient
        assert history.cost[epoch] == pytest.approx(total / 23, rel=1e-12)
    assert np.allclose(network.theta, theta, rtol=1e-12)


def test_one_batch_of_everything_is_plain_gradient_descent():
    X, Y = problem()
    a, b = make(), make()
    history = quiet(a, X, Y, epochs=3, batch_size=1000)
    for _ in range(3):
        J, gradient = b.cost_and_gradient(b.theta, X, Y)
        b.theta = b.theta - 0.5 * gradient
    assert history.cost[-1] == pytest.approx(J)
    assert np.allclose(a.theta, b.theta, rtol=1e-12)


@pytest.mark.parametrize("source", [lambda: 7, lambda: np.random.default_rng(7)])
def test_the_seed_decides(source):
    X, Y = problem()
    thetas = []
    for _ in range(2):
        network = make()
        fit(network, X, Y, GradientDescent(0.5), 3, 10, rng=source(), progress=False)
        thetas.append(network.theta)
    assert np.array_equal(*thetas)
    other = make()
    fit(other, X, Y, GradientDescent(0.5), 3, 10, rng=8, progress=False)
    assert not np.array_equal(thetas[0], other.theta)


def test_random_state_is_accepted_and_global_state_untouched():
    X, Y = problem()
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    thetas = []
    for _ in range(2):
        network = Network([Dense(3)], 4, rng=np.random.RandomState(3))
        fit(network, X, Y, Adam(), 2, 5, rng=np.random.RandomState(3), progress=False)
        thetas.append(network.theta)
    assert np.array_equal(*thetas)
    fit(network, X, Y, Adam(), 1, 5, progress=False)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, RMSProp, Adam])
def test_it_learns(optimizer):
    X, Y = problem(300)
    network = make()
    eta = 0.5 if optimizer is GradientDescent else 0.02
    history = quiet(network, X, Y, optimizer(eta), epochs=60, batch_size=20)
    assert history.cost[-1] < history.cost[0] / 2
    assert (network.predict(X) == Y.argmax(axis=1)).mean() > 0.9


def test_inputs_are_never_changed():
    X, Y = problem()
    X.flags.writeable = Y.flags.writeable = False
    for arrange in (np.asarray, np.asfortranarray, lambda a: np.repeat(a, 2, axis=0)[::2]):
        X2, Y2 = arrange(X), arrange(Y)
        before = X2.copy(), Y2.copy()
        network = make()
        quiet(network, X2, Y2, epochs=1, validation=(X2, Y2), lmbd=0.1)
        assert np.array_equal(X2, before[0])
        assert np.array_equal(Y2, before[1])
    lists = make()
    quiet(lists, X.tolist(), Y.tolist(), epochs=1, lmbd=0.1)
    assert np.allclose(lists.theta, network.theta, rtol=1e-12)


# -- validation, patience ---------------------------------------------------------------


def test_validation_is_judged_and_not_learnt_from():
    X, Y = problem()
    X2, Y2 = problem(40, seed=1)
    with_validation, without = make(), make()
    thetas = []
    history = quiet(
        with_validation,
        X,
        Y,
        validation=(X2, Y2),
        lmbd=0.5,
        after_epoch=lambda network, history: thetas.append(network.theta.copy()),
    )
    quiet(without, X, Y, lmbd=0.5)
    assert np.array_equal(with_validation.theta, without.theta)
    probe = make()
    for k, theta in enumerate(thetas):
        J, _ = probe.cost_and_gradient(theta, X2, Y2)  # no penalty in it
        probe.theta = theta
        assert history.validation_cost[k] == pytest.approx(J, rel=1e-12)
        accuracy = (probe.predict(X2) == Y2.argmax(axis=1)).mean()
        assert history.validation_accuracy[k] == pytest.approx(accuracy)


def test_accuracy_of_one_output_and_none_for_a_regression():
    X, Y = problem()
    network = Network([Dense(1)], 4, cost=BinaryCrossEntropy(), rng=0)
    history = quiet(network, X, Y[:, :1], validation=(X, Y[:, :1]))
    assert history.validation_accuracy[-1] == (network.predict(X) == Y[:, 0]).mean()
    network = Network([Dense(1)], 4, cost=SquaredError(), rng=0)
    history = quiet(network, X, Y[:, :1], GradientDescent(0.05), validation=(X, Y[:, :1]))
    assert history.validation_accuracy == []
    assert len(history.validation_cost) == 5


def test_patience_stops_and_goes_back_to_the_best():
    X, Y = problem(12)
    X2, Y2 = problem(12, seed=3)
    Y2 = np.roll(Y2, 1, axis=1)  # what is learnt makes these worse
    thetas = []
    network = make()
    history = quiet(
        network,
        X,
        Y,
        epochs=200,
        validation=(X2, Y2),
        patience=4,
        after_epoch=lambda network, history: thetas.append(network.theta.copy()),
    )
    best = int(np.argmin(history.validation_cost))
    assert history.best_epoch == best
    assert history.epochs == best + 1 + 4
    assert np.array_equal(network.theta, thetas[best])


def test_a_plateau_is_no_progress():
    """Nothing is learnt where the slope is 0: the cost on the validation set stays what it was."""
    X, Y = problem()
    network = make()
    history = quiet(
        network, X, Y, GradientDescent(1e-300), epochs=50, validation=(X, Y), patience=2
    )
    assert len(set(history.validation_cost)) == 1
    assert history.epochs == 3
    assert history.best_epoch == 0


def test_patience_without_need_keeps_every_epoch():
    X, Y = problem(300)
    network = make()
    history = quiet(network, X, Y, epochs=6, validation=(X, Y), patience=3)
    assert history.epochs == 6
    assert history.best_epoch == int(np.argmin(history.validation_cost))


# -- stopping early ---------------------------------------------------------------------


def test_divergence_gives_one_message_and_an_intact_history():
    X, Y = problem()
    Y = Y[:, :1]
    network = Network([Dense(1)], 4, cost=SquaredError(), rng=0)
    with pytest.raises(TrainingDiverged) as raised:
        quiet(network, X, Y, GradientDescent(1e4), epochs=500, validation=(X, Y))
    history = raised.value.history
    assert history.diverged
    assert not history.interrupted
    assert 0 < history.epochs < 500
    assert len(history.validation_cost) == history.epochs
    assert np.isfinite(history.cost).all()
    message = str(raised.value)
    assert f"diverged in epoch {history.epochs + 1}" in message
    assert "Expected a smaller learning rate" in message
    assert "got GradientDescent(10000.0) with eta=10000" in message
    # The network is what it was after the last finished epoch, so the history describes it.
    J, _ = network.cost_and_gradient(network.theta, X, Y)
    assert pytest.approx(history.validation_cost[-1]) == J


def test_divergence_in_the_very_last_step_is_seen():
    """The cost is measured before a step, so only theta shows that the last one went wrong."""
    X, Y = problem()
    network = make()
    before = network.theta.copy()

    class Breaks(GradientDescent):
        def update(self, theta, grad):
            theta[0] = np.inf

    with pytest.raises(TrainingDiverged):
        quiet(network, X, Y, Breaks(0.1), epochs=1, batch_size=100)
    assert np.array_equal(network.theta, before)


class Nameless(Optimizer):
    """An optimizer of one's own, without a rate."""

    def update(self, theta, grad):
        theta -= np.inf * grad


@pytest.mark.parametrize(("optimizer", "scale", "lmbd", "got"), [
    (Adam(), 1e200, 0.0, "got Adam() with eta=0.001, numbers up to 1e+200 and lmbd=0"),
    (ClippedNorm(Adam(), 1.0), 1e200, 0.0, "ClippedNorm(Adam(), 1.0) with eta=0.001, numbers"),
    (GradientDescent(0.5), 1.0, 1e9, "numbers up to 1 and lmbd=1e+09"),
    (Nameless(), 1.0, 0.0, "got Nameless(), numbers up to 1 and lmbd=0"),
])  # fmt: skip
def test_the_message_of_a_divergence_names_what_may_be_too_large(optimizer, scale, lmbd, got):
    X, Y = problem()
    network = Network([Dense(3)], 4, cost=SquaredError(), rng=0)
    with pytest.raises(TrainingDiverged, match=re.escape(got)):
        quiet(network, scale * X / np.abs(X).max(), Y, optimizer, epochs=200, lmbd=lmbd)


@pytest.mark.parametrize("optimizer", [Momentum, RMSProp, Adam])
def test_after_a_divergence_the_same_network_and_optimizer_learn_again(optimizer):
    X, Y = problem()
    network, fresh = (Network([Dense(3)], 4, cost=SquaredError(), rng=0) for _ in range(2))
    step = optimizer(0.01)
    quiet(network, X, Y, step)
    fresh.theta = network.theta
    with pytest.raises(TrainingDiverged):
        quiet(network, 1e200 * X, Y, step)
    again = quiet(network, X, Y, step)
    assert again.cost == quiet(fresh, X, Y, optimizer(0.01)).cost
    assert again.cost[-1] < again.cost[0]


def test_a_validation_set_far_outside_diverges_like_the_rest():
    X, Y = problem()
    network = Network([Dense(3)], 4, cost=SquaredError(), rng=0)
    with pytest.raises(TrainingDiverged, match="epoch 1"):
        quiet(network, X, Y, GradientDescent(1e-3), validation=(1e200 * X, Y))


def test_saturated_nodes_give_no_warning():
    """exp overflows to infinity there, whose reciprocal is the right 0."""
    X, Y = problem()
    for dtype in (np.float64, np.float32):
        network = make(dtype=dtype)
        network.theta = network.theta * 1e4
        history = quiet(network, X, Y, epochs=1, validation=(X, Y))
        assert np.isfinite(history.validation_cost).all()
        assert np.isfinite(network.forward(X)).all()
        assert np.isfinite(network.cost_and_gradient(network.theta, X, Y)[1]).all()


def test_ctrl_c_keeps_what_was_learnt():
    X, Y = problem()
    thetas = []

    def stop(network, history):
        thetas.append(network.theta.copy())
        if history.epochs == 3:
            raise KeyboardInterrupt

    network = make()
    history = quiet(network, X, Y, epochs=50, after_epoch=stop)
    assert history.interrupted
    assert history.epochs == 3
    assert np.array_equal(network.theta, thetas[-1])


def test_ctrl_c_within_an_epoch():
    X, Y = problem()
    network = make()

    class Impatient(GradientDescent):
        steps = 0

        def update(self, theta, grad):
            self.steps += 1
            if self.steps == 8:
                raise KeyboardInterrupt
            super().update(theta, grad)

    history = quiet(network, X, Y, Impatient(0.5), validation=(X, Y))
    assert history.interrupted
    assert history.epochs == 2
    assert len(history.cost) == len(history.validation_cost) == 2
    assert np.isfinite(network.theta).all()


def test_ctrl_c_while_judging_leaves_lists_of_one_length(monkeypatch):
    X, Y = problem()
    network = make()
    decide = SoftmaxCrossEntropy.decide
    calls = []

    def interrupted(self, output):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return decide(self, output)

    monkeypatch.setattr(SoftmaxCrossEntropy, "decide", interrupted)
    history = quiet(network, X, Y, validation=(X, Y), patience=2)
    assert history.interrupted
    assert len(history.cost) == len(history.validation_cost) == len(history.validation_accuracy)


def test_other_errors_of_after_epoch_come_through():
    X, Y = problem()

    def broken(network, history):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        quiet(make(), X, Y, after_epoch=broken)


def test_a_second_fit_goes_on():
    X, Y = problem()
    once, twice = make(), make()
    rng = np.random.default_rng(0)
    fit(once, X, Y, Adam(), 4, 10, rng=np.random.default_rng(0), progress=False)
    adam = Adam()
    for _ in range(2):
        fit(twice, X, Y, adam, 2, 10, rng=rng, progress=False)
    assert np.array_equal(once.theta, twice.theta)


# -- types ------------------------------------------------------------------------------


def every_array(thing, found, depth=0):
    """Collect the floating-point arrays that an object holds, down to a few levels."""
    if isinstance(thing, np.ndarray):
        found.append(thing)
    elif isinstance(thing, (list, tuple)):
        for part in thing:
            every_array(part, found, depth)
    elif depth < 3 and type(thing).__module__.startswith("lectures_nn"):
        for part in vars(thing).values():
            every_array(part, found, depth + 1)
    return found


def test_all_layers_are_tried_for_their_type():
    assert {type(layer) for layer in deep_stack()} | ELSEWHERE == all_layers()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, RMSProp, Adam])
@pytest.mark.parametrize("cost", [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()])
def test_no_upcast_anywhere(dtype, optimizer, cost, monkeypatch):
    """Look at every array that passes between layers, cost and optimizer."""
    X, Y = problem()  # float64, whatever the network
    network = Network(deep_stack(), 4, cost=cost, rng=0, dtype=dtype)
    step = optimizer(np.logspace(-3, -2, 2)[0])
    passed = []

    def watched(f):
        def g(*args, **kwargs):
            result = f(*args, **kwargs)
            every_array([*args, result], passed)
            return result

        return g

    for layer in network.layers:
        layer.forward, layer.backward = watched(layer.forward), watched(layer.backward)
    monkeypatch.setattr(type(cost), "value_and_delta", watched(type(cost).value_and_delta))
    monkeypatch.setattr(optimizer, "update", watched(optimizer.update))
    quiet(network, X, Y, step, epochs=2, lmbd=np.float64(0.1), validation=(X, Y))
    every_array(network, passed)
    every_array(step, passed)
    assert len(passed) > 100
    assert {array.dtype for array in passed if array.dtype.kind == "f"} == {np.dtype(dtype)}
    assert network.predict(X).dtype == (dtype if isinstance(cost, SquaredError) else int)
    assert network.forward(X).dtype == dtype


def test_float32_follows_float64():
    X, Y = problem(200)
    costs = []
    for dtype in (np.float64, np.float32):
        costs.append(quiet(make(dtype=dtype), X, Y, epochs=10).cost)
    assert np.allclose(*costs, rtol=1e-4)


# -- what is seen -----------------------------------------------------------------------


def test_no_bar_means_no_output(capfd):
    X, Y = problem()
    quiet(make(), X, Y)
    out, err = capfd.readouterr()
    assert out == ""
    assert err == ""


def test_the_bar_counts_epochs_and_changes_nothing(capfd):
    X, Y = problem()
    shown, hidden = make(), make()
    fit(shown, X, Y, GradientDescent(0.5), 5, 10, rng=0, progress=True)
    quiet(hidden, X, Y)
    assert np.array_equal(shown.theta, hidden.theta)
    _, err = capfd.readouterr()
    assert "training" in err
    assert "/5" in err


def test_history_of_a_fit_is_plain():
    X, Y = problem()
    history = quiet(make(), X, Y, epochs=3, validation=(X, Y))
    assert history.epochs == len(history.cost) == 3
    assert all(type(number) is float for number in history.cost + history.validation_cost)
    assert all(type(number) is float for number in history.validation_accuracy)
    assert History() == History()
    assert not history.diverged


def test_a_refused_argument_changes_nothing():
    X, Y = problem()
    network = make()
    before = network.theta.copy()
    for wrong in ({"lmbd": -1}, {"validation": (X, Y[:, :2])}, {"patience": 3}, {"epochs": 0}):
        with pytest.raises(ValueError, match="must"):
            quiet(network, X, Y, **wrong)
    assert np.array_equal(network.theta, before)


@pytest.mark.parametrize(("m", "batch_size"), [(33, 32), (1, 5), (7, 1)])
def test_a_last_batch_too_small_for_a_layer_is_refused_before_the_first_step(m, batch_size):
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((m, 4)), np.eye(3)[rng.integers(0, 3, m)]
    network, adam = Network([Dense(5), BatchNorm(), Dense(3)], 4, rng=0), Adam()
    before = network.theta.copy()
    message = rf"BatchNorm\(\) expects at least 2 examples .*got {m} examples in batches of"
    with pytest.raises(ValueError, match=message):
        quiet(network, X, Y, adam, batch_size=batch_size)
    assert np.array_equal(network.theta, before)
    assert adam.memory is None


def test_one_image_is_enough_for_batch_norm_of_images():
    """It has many values a channel."""
    X, Y = np.random.default_rng(0).random((3, 4, 4, 1)), np.eye(3)
    network = Network([layers.Conv2D(2), BatchNorm(), layers.Flatten(), Dense(3)], (4, 4, 1), rng=0)
    assert quiet(network, X, Y, batch_size=2).epochs == 5


def test_adam_after_another_network_begins_anew():
    """Of the same size and another type: neither memory nor count of steps may stay."""
    X, Y = problem()
    adam = Adam()
    quiet(make(dtype=np.float32), X, Y, adam)
    used, fresh = make(), make()
    quiet(used, X, Y, adam)
    quiet(fresh, X, Y, Adam())
    assert np.array_equal(used.theta, fresh.theta)


def test_two_histories_of_one_network():
    first = History([3.0, 2.0], [4.0, 3.5], [0.5, 0.6], best_epoch=1)
    later = History([1.0], interrupted=True)
    both = first.followed_by(later)
    assert both.cost == [3.0, 2.0, 1.0]
    assert np.array_equal(both.validation_cost, [4.0, 3.5, np.nan], equal_nan=True)
    assert np.array_equal(both.validation_accuracy, [0.5, 0.6, np.nan], equal_nan=True)
    assert both.interrupted
    assert both.best_epoch is None  # the network has gone on since
    again = later.followed_by(first)
    assert np.array_equal(again.validation_cost, [np.nan, 4.0, 3.5], equal_nan=True)
    assert again.best_epoch == 2
    assert History().followed_by(History([1.0])) == History([1.0])
