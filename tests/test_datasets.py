"""Digits of 8 x 8 pixels, tables, targets and splits; test_exercise_data.py has the other data."""

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.preprocessing import LabelBinarizer

from lectures_nn.datasets import (
    body_mass,
    files,
    load_digits_8x8,
    noisy_curve,
    one_hot,
    read_archive,
    split,
)


def test_digits_are_those_of_scikit_learn():
    ours, theirs = load_digits_8x8(), load_digits()
    assert np.array_equal(ours.images, theirs.images)
    assert np.array_equal(ours.labels, theirs.target)
    assert np.array_equal(ours.X * 16, theirs.data)
    assert ours.X.dtype == np.float64
    assert ours.X.min() == 0
    assert ours.X.max() == 1
    assert repr(ours) == "Digits(1797 images of 8 x 8 pixels, labels 0..9)"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil."""
    copy = tmp_path / "data"
    copy.mkdir()
    for name in ("digits_8x8.npz", "SHA256SUMS"):
        shutil.copy(files.DATA / name, copy)
    monkeypatch.setattr(files, "DATA", copy)
    return copy


@pytest.mark.parametrize("place", [0, 100, 20_000, -1])
def test_one_changed_byte_is_found(folder, place):
    path = folder / "digits_8x8.npz"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"damaged: expected sha256 .* got .*get it back with: "):
        load_digits_8x8()


@pytest.mark.parametrize("length", [0, 10_000])
def test_a_truncated_file_is_found(folder, length):
    path = folder / "digits_8x8.npz"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ValueError, match="damaged"):
        load_digits_8x8()


def test_missing_files_are_named(folder):
    (folder / "digits_8x8.npz").unlink()
    with pytest.raises(FileNotFoundError, match=r"digits_8x8\.npz is not in .* back with: "):
        load_digits_8x8()
    shutil.copy(folder.parent / "data" / "SHA256SUMS", folder / "digits_8x8.npz")
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(ValueError, match=r"SHA256SUMS must list digits_8x8\.npz"):
        load_digits_8x8()


def test_an_absent_array_is_named(folder):
    with pytest.raises(ValueError, match=r"must hold \['images', 'names'\]"):
        read_archive("digits_8x8.npz", ("images", "names"))


def test_keys_may_come_from_a_generator(folder):
    arrays = read_archive("digits_8x8.npz", (key for key in ("images", "labels")))
    assert sorted(arrays) == ["images", "labels"]


def test_bytes_that_are_no_text_among_the_checksums(folder):
    sums = folder / "SHA256SUMS"
    sums.write_bytes(b"\xff\xfe damaged\n" + sums.read_bytes())
    assert "images" in read_archive("digits_8x8.npz", ["images"])
    sums.write_bytes(b"\xff" * 100)
    with pytest.raises(ValueError, match=r"SHA256SUMS must list digits_8x8\.npz, got \[\]"):
        load_digits_8x8()


# -- targets and splits -----------------------------------------------------------------


@given(labels=st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_one_hot_equals_scikit_learn(labels):
    assert np.array_equal(one_hot(labels, 6), LabelBinarizer().fit(range(6)).transform(labels))


def test_one_hot_has_as_many_columns_as_asked_for():
    """Classes that do not occur in a batch keep their column."""
    assert one_hot([0, 1], 10).shape == (2, 10)
    assert one_hot(np.array([2.0, 0.0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot([True, False], 2).tolist() == [[0, 1], [1, 0]]
    for wrong in ([0, 3], [-1, 0]):
        with pytest.raises(ValueError, match="must lie between 0 and 2"):
            one_hot(wrong, 3)


@given(
    m=st.integers(10, 60),
    seed=st.integers(0, 10**6),
    fractions=st.sampled_from([(0.6, 0.2, 0.2), (0.5, 0.5), (1.0,), (0.1, 0.2, 0.3, 0.4)]),
)
def test_split_keeps_rows_paired_and_loses_none(m, seed, fractions):
    ids = np.arange(m)
    X, y = np.column_stack([ids, 10 * ids]), 100 * ids
    parts = split(X, y, ids, fractions=fractions, rng=seed)
    assert len(parts) == len(fractions)
    for X_part, y_part, id_part in parts:
        assert np.array_equal(X_part[:, 1], 10 * id_part)
        assert np.array_equal(y_part, 100 * id_part)
    assert sorted(np.concatenate([part[2] for part in parts])) == ids.tolist()
    for (_, _, id_part), fraction in zip(parts, fractions, strict=True):
        assert abs(len(id_part) - fraction * m) <= 1


def test_split_is_shuffled_and_the_seed_decides():
    ids = np.arange(100)
    first, second = (split(ids, rng=1)[0][0] for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, split(ids, rng=2)[0][0])
    assert not np.array_equal(np.sort(first), ids[:60])


def test_split_copies():
    ids = np.arange(10)
    split(ids, rng=0)[0][0][...] = -1
    assert np.array_equal(ids, np.arange(10))


# -- tables -----------------------------------------------------------------------------


def test_body_mass_is_weight_over_height_squared():
    X, y = body_mass(2000, rng=0)
    assert np.allclose(y, X[:, 1] / X[:, 0] ** 2, rtol=1e-14)
    assert X[:, 0].mean() == pytest.approx(1.72, abs=0.01)
    assert X[:, 0].std() == pytest.approx(0.09, rel=0.05)
    assert y.mean() == pytest.approx(25, abs=0.3)
    assert y.std() == pytest.approx(4, rel=0.05)


def test_noisy_curve_is_the_curve_and_its_noise():
    X, y = noisy_curve(4000, noise=0.2, rng=0)
    residual = y - (np.sin(2 * np.pi * X[:, 0]) + X[:, 0] / 2)
    assert residual.std() == pytest.approx(0.2, rel=0.05)
    assert X.min() >= 0
    assert X.max() <= 1
    exact_X, exact = noisy_curve(10, noise=0, rng=0)
    assert np.allclose(exact, np.sin(2 * np.pi * exact_X[:, 0]) + exact_X[:, 0] / 2)


@pytest.mark.parametrize("table", [body_mass, noisy_curve])
def test_the_seed_decides_on_tables(table):
    for first, second in zip(table(5, rng=3), table(5, rng=np.random.default_rng(3)), strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(table(5, rng=3)[1], table(5, rng=4)[1])
    assert len(table(1)[0]) == 1
