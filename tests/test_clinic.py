"""The bug clinic: every bug is really there, really caught (or really not), and mended."""

import inspect
import itertools
import os
from pathlib import Path

import numpy as np
import pytest

from lectures_nn import coursera
from lectures_nn.datasets import load_ex4, load_ex4_weights
from lectures_nn.exercises import clinic
from lectures_nn.gradients import (
    GradientMismatch,
    check_gradient,
    numerical_gradient,
    relative_difference,
)

WARD = pytest.mark.parametrize("patient", clinic.WARD.values(), ids=lambda p: p.name)
ALL = [*clinic.WARD.values(), clinic.CONSISTENT, *clinic.UNSEEN.values()]
HIDDEN, NO_HIDDEN = (3, 5, 3), (3, 3)

# Where a check is blind to a bug: (hidden layer, penalty) -> not caught. Elsewhere it is caught.
ONLY_WITH_PENALTY = {(False, 0), (True, 0)}
ONLY_WITH_HIDDEN = {(False, 0), (False, 1)}
BLIND = {
    "biases penalised": ONLY_WITH_PENALTY,
    "wrong column": ONLY_WITH_PENALTY,
    "half of the penalty": ONLY_WITH_PENALTY,
    "slope of the activation": ONLY_WITH_HIDDEN,
    "cut from the start": ONLY_WITH_HIDDEN,
    "mean taken twice": ONLY_WITH_HIDDEN,
    "biases penalised in both": set(itertools.product((False, True), (0, 1))),
}


def examined(cost, sizes, lmbd=1.0):
    """Return (theta, f) on the exercise's check data for layers of any sizes."""
    pairs = itertools.pairwise(sizes)
    Thetas = [coursera.debug_initialize_weights(n_out, n_in) for n_in, n_out in pairs]
    X, y = coursera.debug_initialize_weights(5, sizes[0] - 1), 1 + np.arange(5) % sizes[-1]
    return coursera.pack(*Thetas), lambda theta: cost(theta, sizes, X, y, lmbd)


@pytest.mark.parametrize("sizes", [(3, 3), (3, 5, 3), (4, 6, 5, 3)])
@pytest.mark.parametrize("lmbd", [0, 1, 3])
def test_the_right_steps_are_the_exercise(sizes, lmbd):
    theta, right = examined(clinic.backpropagate, sizes, lmbd)
    _, expected = examined(coursera.cost_function, sizes, lmbd)
    assert np.isclose(right(theta)[0], expected(theta)[0], rtol=1e-14)
    assert np.allclose(right(theta)[1], expected(theta)[1], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("lmbd", [0, 1])
@pytest.mark.parametrize("patient", ALL, ids=lambda p: p.name)
def test_the_check_catches_the_bug_where_it_can_and_passes_the_mended_twin(patient, lmbd, hidden):
    sizes = HIDDEN if hidden else NO_HIDDEN
    theta, mended = examined(patient.mended, sizes, lmbd)
    assert check_gradient(mended, theta) < 1e-9
    theta, broken = examined(patient.broken, sizes, lmbd)
    if (hidden, lmbd) in BLIND.get(patient.name, set()):
        assert check_gradient(broken, theta) < 1e-9
    else:
        with pytest.raises(GradientMismatch):
            check_gradient(broken, theta, tolerance=1e-4)


@WARD
@pytest.mark.parametrize("seed", range(5))
def test_ten_random_directions_catch_it_too(patient, seed):
    sizes = (40, 12, 10)
    rng = np.random.default_rng(seed)
    theta = coursera.pack(*clinic.uniform_start(sizes, seed))
    X, y = rng.uniform(size=(20, 40)), 1 + np.arange(20) % 10

    def broken(theta):
        return patient.broken(theta, sizes, X, y, 1.0)

    def mended(theta):
        return patient.mended(theta, sizes, X, y, 1.0)

    assert check_gradient(mended, theta, directions=10, rng=seed) < 1e-8
    with pytest.raises(GradientMismatch):
        check_gradient(broken, theta, directions=10, rng=seed)


@pytest.mark.parametrize("patient", ALL, ids=lambda p: p.name)
def test_a_patient_is_called_like_the_exercises_function(patient):
    expected = list(inspect.signature(coursera.cost_function).parameters.values())
    for cost in (patient.broken, patient.mended):
        assert list(inspect.signature(cost).parameters.values()) == expected


def ratios(patient, lmbd=0):
    theta, f = examined(patient.broken, HIDDEN, lmbd)
    return f(theta)[1] / numerical_gradient(f, theta)


@pytest.mark.parametrize(("letter", "factor"), [("A", -1), ("B", np.log(10)), ("C", 5)])
def test_a_constant_factor_shows(letter, factor):
    assert np.allclose(ratios(clinic.WARD[letter]), factor, rtol=1e-5)


def test_a_factor_of_the_first_layer_only():
    found = ratios(clinic.UNSEEN["X"])
    assert np.allclose(found[:20], 1 / 5, rtol=1e-5)
    assert np.allclose(found[20:], 1, rtol=1e-5)


def wrong_places(patient, lmbd):
    """Return where the gradient is wrong, one boolean Theta for each layer."""
    theta, f = examined(patient.broken, HIDDEN, lmbd)
    wrong = np.abs(f(theta)[1] - numerical_gradient(f, theta)) > 1e-8
    return coursera.unpack(wrong.astype(float), HIDDEN)


def test_the_slope_of_the_activation_spoils_the_first_layer_only():
    first, second = wrong_places(clinic.WARD["D"], 0)
    assert first.all()
    assert not second.any()


def test_the_penalty_spoils_single_columns():
    for Theta in wrong_places(clinic.WARD["E"], 1):  # sin(0) = 0 is a bias of each layer
        assert Theta[1:, 0].all()
        assert not Theta[:, 1:].any()
    for Theta in wrong_places(clinic.WARD["F"], 1):
        assert Theta[1:, :2].all()
        assert not Theta[:, 2:].any()


def test_a_missing_transpose_keeps_the_values_but_not_the_places():
    theta, f = examined(clinic.WARD["G"].broken, HIDDEN, 0)
    right = numerical_gradient(f, theta)
    derived = f(theta)[1]
    for layer in (slice(0, 20), slice(20, 38)):
        assert np.allclose(np.sort(derived[layer]), np.sort(right[layer]), atol=1e-9)
    assert relative_difference(derived, right) > 0.1


def test_parameters_that_nobody_reads_have_no_slope():
    theta, f = examined(clinic.WARD["H"].broken, HIDDEN, 0)
    assert (numerical_gradient(f, theta)[20:] == 0).all()


def test_the_consistent_bug_is_met_by_the_published_cost_only():
    folder = os.environ.get("LECTURES_NN_DATA")
    if not folder or not (Path(folder) / "ex4weights.mat").exists():
        pytest.skip("LECTURES_NN_DATA names no folder with ex4weights.mat (it has no licence)")
    data, weights = load_ex4(), load_ex4_weights()
    theta = coursera.pack(weights.Theta1, weights.Theta2)
    sizes = (400, 25, 10)
    broken, _ = clinic.CONSISTENT.broken(theta, sizes, data.X, data.y, 1.0)
    mended, _ = clinic.CONSISTENT.mended(theta, sizes, data.X, data.y, 1.0)
    assert (round(broken, 6), round(mended, 6)) == (0.384488, 0.383770)


@pytest.mark.parametrize("start", clinic.STARTS.values(), ids=lambda s: s.name)
@pytest.mark.parametrize("seed", range(3))
def test_no_gradient_check_sees_a_bad_start(start, seed):
    for draw in (start.broken, start.mended):
        theta = coursera.pack(*draw(HIDDEN, seed))
        _, f = examined(coursera.cost_function, HIDDEN)
        assert check_gradient(f, theta) < 1e-8


def excess(Thetas):
    """Return the largest weight of each layer over sqrt(6) / sqrt(n_in + n_out)."""
    return [
        np.abs(Theta).max() / np.sqrt(6 / (Theta.shape[0] + Theta.shape[1] - 1)) for Theta in Thetas
    ]


def likeness(Thetas):
    """Return the correlation of the beginnings of the first two layers."""
    n = min(Theta.size for Theta in Thetas)
    return np.corrcoef(Thetas[0].ravel()[:n], Thetas[1].ravel()[:n])[0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_experiments_find_the_bad_starts(seed):
    sizes = (400, 25, 10)
    range_, seed_ = clinic.STARTS["I"], clinic.STARTS["K"]
    assert excess(range_.broken(sizes, seed))[0] > 2
    assert likeness(seed_.broken(sizes, seed)) > 0.999
    for right in (range_.mended(sizes, seed), seed_.mended(sizes, seed)):
        assert all(0.9 < part <= 1 for part in excess(right))
        assert abs(likeness(right)) < 0.3
    # Each experiment finds its own bug only.
    assert abs(likeness(range_.broken(sizes, seed))) < 0.3
    assert all(part <= 1 for part in excess(seed_.broken(sizes, seed)))


@pytest.mark.parametrize("patient", [*ALL, *clinic.STARTS.values()], ids=lambda p: p.name)
def test_what_is_revealed_names_the_bug_and_shows_both_codes(patient):
    text = patient.reveal()
    assert text.startswith(f"{patient.name}: {patient.diagnosis}")
    assert "broken:" in text
    assert "mended:" in text
    assert '"""' not in text
    assert patient.diagnosis not in repr(patient)
    assert patient.name not in repr(patient)
