"""MNIST and the exercise's data: rebuilt right, read from a user's files, refused when wrong."""

import hashlib
import io
import os
import pickle
import re
import shutil
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import sparse
from scipy.io import savemat
from sklearn.utils import Bunch

from lectures_nn import datasets
from lectures_nn.datasets import digits, exercise, files


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil; no other place is looked into."""
    folder = tmp_path / "data"
    shutil.copytree(files.DATA, folder, ignore=shutil.ignore_patterns("*.mat", "mnist_70000*"))
    monkeypatch.setattr(files, "DATA", folder)
    monkeypatch.delenv("LECTURES_NN_DATA", raising=False)
    return folder


@pytest.fixture(scope="module")
def rebuilt():
    train, _ = datasets.load_mnist_5000()
    return train


def test_mnist_5000_is_balanced_and_in_order():
    train, test = datasets.load_mnist_5000()
    assert train.images.shape == (5000, 28, 28)
    assert test.images.shape == (1000, 28, 28)
    assert train.images.dtype == np.uint8
    np.testing.assert_array_equal(train.labels, np.repeat(np.arange(10), 500))
    np.testing.assert_array_equal(test.labels, np.repeat(np.arange(10), 100))
    assert train.images.max() == 255
    np.testing.assert_array_equal(np.rint(train.X * 255).reshape(-1, 28, 28), train.images)


def test_shrinking_equals_pillows_bicubic_away_from_the_border(rebuilt):
    """Pillow's bicubic uses the same kernel; it treats the border differently."""
    images = rebuilt.images[::250].astype(np.float32)
    small = datasets.shrink(images.astype(float), 20)
    for image, ours in zip(images, small, strict=True):
        theirs = np.asarray(Image.fromarray(image).resize((20, 20), Image.Resampling.BICUBIC))
        np.testing.assert_allclose(ours[3:-3, 3:-3], theirs[3:-3, 3:-3], atol=2e-3)


def test_shrinking_keeps_a_flat_image_and_the_same_size():
    flat = np.full((2, 28, 28), 0.7)
    np.testing.assert_allclose(datasets.shrink(flat, 20), 0.7, rtol=1e-13)
    image = np.random.default_rng(0).uniform(size=(1, 9, 9))
    np.testing.assert_allclose(datasets.shrink(image, 9), image, atol=1e-14)


def test_ex4_is_unrolled_by_columns(data_folder, rebuilt):
    ex4 = datasets.load_ex4()
    assert ex4.X.shape == (5000, 400)
    assert not ex4.original
    np.testing.assert_array_equal(ex4.X[123].reshape(20, 20).T, ex4.images[123])
    np.testing.assert_array_equal(np.unique(ex4.y), np.arange(1, 11))
    assert (ex4.y[rebuilt.labels == 0] == 10).all()


@pytest.mark.parametrize("name", ["ex4data1.mat", "ex3data1.mat"])
def test_a_users_own_data_are_used(data_folder, name):
    X = np.random.default_rng(1).uniform(size=(5000, 400))
    y = np.repeat(np.arange(1, 11), 500)[:, None]
    savemat(data_folder / name, {"X": X, "y": y.astype(np.uint8)})
    ex4 = datasets.load_ex4()
    assert ex4.original
    np.testing.assert_array_equal(ex4.X, X)
    np.testing.assert_array_equal(ex4.y, y.ravel())
    np.testing.assert_array_equal(ex4.images[7].T.ravel(), X[7])


@pytest.mark.parametrize("name", ["ex4weights.mat", "ex3weights.mat"])
def test_a_users_own_weights_are_used(data_folder, name, monkeypatch, tmp_path):
    Theta1, Theta2 = np.ones((25, 401)), np.ones((10, 26))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    savemat(elsewhere / name, {"Theta1": Theta1, "Theta2": Theta2})
    assert not datasets.load_ex4_weights().original
    monkeypatch.setenv("LECTURES_NN_DATA", str(elsewhere))
    weights = datasets.load_ex4_weights()
    assert weights.original
    np.testing.assert_array_equal(weights.Theta1, Theta1)


IMAGES = np.zeros((5000, 400))
LABELS = np.repeat(np.arange(1, 11), 500)[:, None]


def spoil_with(name, **content):
    return lambda folder: savemat(folder / name, content)


BAD_FILES = {
    "swapped": (
        spoil_with("ex4data1.mat", Theta1=np.ones((25, 401)), Theta2=np.ones((10, 26))),
        datasets.load_ex4,
        r"ex4data1.mat must hold X of shape \(5000, 400\), got .*Theta1",
    ),
    "transposed": (
        spoil_with("ex4weights.mat", Theta1=np.ones((401, 25)), Theta2=np.ones((10, 26))),
        datasets.load_ex4_weights,
        r"ex4weights.mat must hold Theta1 of shape \(25, 401\), got \(401, 25\)",
    ),
    "nan": (
        spoil_with("ex4weights.mat", Theta1=np.full((25, 401), np.nan), Theta2=np.ones((10, 26))),
        datasets.load_ex4_weights,
        "Theta1 must be finite",
    ),
    "labels from zero": (
        spoil_with(
            "ex4data1.mat", X=np.zeros((5000, 400)), y=np.repeat(np.arange(10), 500)[:, None]
        ),
        datasets.load_ex4,
        "must hold the labels 1 to 10",
    ),
    "labels not whole": (
        spoil_with("ex4data1.mat", X=IMAGES, y=LABELS + 0.4),
        datasets.load_ex4,
        r"must hold the labels 1 to 10, got \[ ?1\.4",
    ),
    "complex": (
        spoil_with("ex4data1.mat", X=IMAGES + 1j, y=LABELS),
        datasets.load_ex4,
        "ex4data1.mat: X must hold real numbers, got an array of type 'complex128'",
    ),
    "text": (
        spoil_with("ex4data1.mat", X=np.full((5000, 400), "a"), y=LABELS),
        datasets.load_ex4,
        "ex4data1.mat: X must hold real numbers, got a char",
    ),
    "cells": (
        spoil_with("ex4data1.mat", X=IMAGES, y=LABELS.astype(object)),
        datasets.load_ex4,
        "ex4data1.mat: y must hold real numbers, got a cell",
    ),
    "sparse": (
        spoil_with("ex4data1.mat", X=sparse.csc_array(IMAGES), y=LABELS),
        datasets.load_ex4,
        "ex4data1.mat: X must be a dense array, got sparse",
    ),
    "truncated": (
        lambda folder: (folder / "ex4weights.mat").write_bytes(b"MATLAB 5.0 MAT-file, but short"),
        datasets.load_ex4_weights,
        "ex4weights.mat cannot be read as a MATLAB file",
    ),
    "damaged shipped file": (
        lambda folder: (folder / "mnist_5000.npz").write_bytes(b"PK"),
        datasets.load_ex4,
        "data/mnist_5000.npz is damaged.*get it back with: ",
    ),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_wrong_files_are_refused_in_one_sentence(data_folder, case):
    spoil, load, message = BAD_FILES[case]
    spoil(data_folder)
    with pytest.raises(ValueError, match=message):
        load()


def test_a_missing_shipped_file_is_named(data_folder):
    (data_folder / "ex4_weights.npz").unlink()
    with pytest.raises(FileNotFoundError, match=r"ex4_weights\.npz is not in"):
        datasets.load_ex4_weights()


@pytest.fixture
def tiny_mnist(monkeypatch):
    """Seventy thousand images that are quickly made, under a checksum of their own."""
    images = np.zeros((70000, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(70000) % 251
    labels = (np.arange(70000) % 10).astype(np.uint8)
    for name, array in (("MNIST_SHA256", images), ("MNIST_LABELS_SHA256", labels)):
        monkeypatch.setattr(digits, name, hashlib.sha256(array.tobytes()).hexdigest())
    return images, labels


def test_mnist_without_a_file_says_how_to_get_it(data_folder):
    with pytest.raises(FileNotFoundError, match=r"load_mnist\(download=True\) fetches it"):
        datasets.load_mnist()


def test_mnist_is_fetched_once_when_asked_for(data_folder, tiny_mnist, monkeypatch, capsys):
    images, labels = tiny_mnist
    calls = []

    def fake_fetch(name, version, as_frame, parser):
        calls.append((name, version))
        return Bunch(data=images.reshape(70000, -1).astype(float), target=labels.astype(str))

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fake_fetch)
    train, test = datasets.load_mnist(download=True)
    assert calls == [("mnist_784", 1)]
    assert len(train.labels) == 60000
    np.testing.assert_array_equal(test.images, images[60000:])
    again, _ = datasets.load_mnist()
    np.testing.assert_array_equal(again.labels, labels[:60000])
    assert len(calls) == 1


def test_a_failed_download_leaves_nothing_behind(data_folder, monkeypatch, capsys):
    def no_network(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", no_network)
    before = sorted(path.name for path in data_folder.iterdir())
    with pytest.raises(ConnectionError, match=r"MNIST could not be downloaded.*no route to host"):
        datasets.load_mnist(download=True)
    assert sorted(path.name for path in data_folder.iterdir()) == before


def test_a_failed_write_leaves_nothing_behind(data_folder, tiny_mnist, monkeypatch):
    def half_written(file, **arrays):
        file.write(b"half of it")
        raise OSError("no space left on device")

    monkeypatch.setattr(digits, "_downloaded_mnist", lambda: tiny_mnist)
    monkeypatch.setattr(np, "savez_compressed", half_written)
    before = sorted(path.name for path in data_folder.iterdir())
    with pytest.raises(OSError, match="no space left"):
        datasets.load_mnist(download=True)
    assert sorted(path.name for path in data_folder.iterdir()) == before


def test_what_cannot_be_written_is_not_downloaded(data_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(digits, "_downloaded_mnist", lambda: pytest.fail("downloaded in vain"))
    monkeypatch.setattr(files, "DATA", tmp_path / "absent")
    with pytest.raises(FileNotFoundError, match=r"expected a folder .*absent to write"):
        datasets.load_mnist(download=True)
    monkeypatch.setattr(files, "DATA", data_folder)


def test_a_folder_without_permission_wastes_no_download(data_folder, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(digits, "_downloaded_mnist", lambda: pytest.fail("downloaded in vain"))
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PermissionError):
        datasets.load_mnist(download=True)


def test_other_images_are_not_taken_for_mnist(data_folder, tiny_mnist):
    images, labels = tiny_mnist
    np.savez(data_folder / "mnist_70000.npz", images=255 - images, labels=labels)
    with pytest.raises(ValueError, match=r"mnist_70000.npz does not hold MNIST"):
        datasets.load_mnist()


JUNK = {
    "text": b"not a zip file",
    "nothing": b"",
    "a pickle": pickle.dumps([1, 2, 3]),
    "an array of objects": None,  # made in the test
    "half an archive": b"PK\x03\x04" + b"\0" * 30,
}


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_damaged_and_no_reason_to_be_careless(data_folder, junk):
    """NumPy's own message names the argument that makes it run what a file says."""
    path = data_folder / "mnist_70000.npz"
    if junk == "an array of objects":
        np.savez(path, images=np.array([{}]), labels=np.array([{}]))
    else:
        path.write_bytes(JUNK[junk])
    with pytest.raises(ValueError, match=r"is damaged or does not hold MNIST: delete it") as caught:
        datasets.load_mnist()
    assert not re.search("pickle|safe", str(caught.value))


@pytest.mark.parametrize("labels", [[77, -3], [77, 3], [5.0] * 70000, "one wrong"])
def test_other_labels_are_not_taken_for_those_of_mnist(data_folder, tiny_mnist, labels):
    images, right = tiny_mnist
    if labels == "one wrong":
        labels = right.copy()
        labels[69999] ^= 1
    np.savez(data_folder / "mnist_70000.npz", images=images, labels=labels)
    with pytest.raises(ValueError, match="does not hold MNIST"):
        datasets.load_mnist()


@pytest.mark.parametrize("changed", [
    {"target": ["77", "-3"] * 35000}, {"target": ["five"] * 70000}, {"target": ["5"] * 70000},
    {"data": np.full((70000, 784), np.nan)}, {"data": np.zeros((70000, 783))},
], ids=["no digits", "words", "all the same", "nan", "too narrow"])  # fmt: skip
def test_another_download_is_refused_and_not_written(data_folder, tiny_mnist, monkeypatch, changed):
    images, labels = tiny_mnist

    def fetch(*_, **__):
        given = {"data": images.reshape(70000, -1), "target": labels.astype(str)} | changed
        return Bunch(**{name: np.asarray(array) for name, array in given.items()})

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)
    before = sorted(path.name for path in data_folder.iterdir())
    with pytest.raises(ValueError, match="the download does not hold MNIST"):
        datasets.load_mnist(download=True)
    assert sorted(path.name for path in data_folder.iterdir()) == before


def test_two_downloads_at_once_do_not_meet(data_folder, tiny_mnist, monkeypatch):
    """Each writes half of its file while the other does, too."""
    met, write = threading.Barrier(2), np.savez_compressed

    def in_two_halves(file, **arrays):
        whole = io.BytesIO()
        write(whole, **arrays)
        half = len(whole.getvalue()) // 2
        file.write(whole.getvalue()[:half])
        file.flush()
        met.wait(timeout=600)
        file.write(whole.getvalue()[half:])

    monkeypatch.setattr(digits, "_downloaded_mnist", lambda: tiny_mnist)
    monkeypatch.setattr(np, "savez_compressed", in_two_halves)
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(datasets.load_mnist, download=True) for _ in range(2)]:
            assert len(each.result()[0].labels) == 60000
    assert len(datasets.load_mnist()[1].labels) == 10000
    assert not [path for path in data_folder.iterdir() if path.suffix == ".part"]


def test_an_archive_is_measured_before_it_is_read(data_folder):
    """A quarter of a megabyte holds 230 MB of zeros."""
    path = data_folder / "mnist_70000.npz"
    np.savez_compressed(path, images=np.zeros((70001, 58, 58), np.uint8), labels=np.zeros(3))
    assert path.stat().st_size < 1e6
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="does not hold MNIST"):
            datasets.load_mnist()
        assert tracemalloc.get_traced_memory()[1] < 2e7
    finally:
        tracemalloc.stop()


LOADERS = {
    "digit_networks.npz": datasets.load_digit_networks,
    "digits_8x8.npz": datasets.load_digits_8x8,
    "mnist_5000.npz": datasets.load_mnist_5000,
    "ex4_weights.npz": datasets.load_ex4_weights,
    "mnist_70000.npz": datasets.load_mnist,
    "ex4data1.mat": datasets.load_ex4,
    "ex4weights.mat": datasets.load_ex4_weights,
    "experiments/99_nothing.json": lambda: datasets.load_experiment("99_nothing"),
}


@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
@pytest.mark.parametrize("name", LOADERS)
def test_what_is_no_file_is_not_read(data_folder, name, kind):
    path = data_folder / name
    if path.exists():
        path.unlink()
    if kind == "folder":
        path.mkdir(parents=True)
    elif not hasattr(os, "mkfifo"):
        pytest.skip("there are no such files here")
    else:
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    with pytest.raises(ValueError, match=rf"{path.name} .*must be a file, got a"):
        LOADERS[name]()


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_without_permission_is_not_called_damaged(data_folder, name, monkeypatch):
    (data_folder / name).parent.mkdir(exist_ok=True)
    (data_folder / name).touch()
    opened = Path.open

    def refused(self, *arguments, **options):
        if self.name == Path(name).name:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PermissionError):
        LOADERS[name]()


def test_the_tool_that_builds_the_file_reads_arrays_only(tmp_path):
    import build_mnist_5000

    class Malicious:
        def __reduce__(self):
            return print, ("code ran",)

    with pytest.raises(pickle.UnpicklingError, match="expected only NumPy arrays"):
        build_mnist_5000.ArraysOnly(io.BytesIO(pickle.dumps(Malicious()))).load()
    grey = np.arange(784, dtype=np.uint8)[None] // 4
    np.testing.assert_array_equal(
        build_mnist_5000.as_bytes(grey / np.float32(256)).reshape(1, 784), grey
    )
    with pytest.raises(SystemExit, match="not bytes divided by 256"):
        build_mnist_5000.as_bytes(np.full((1, 784), 0.123, np.float32))
    assert exercise.unroll(np.arange(6).reshape(1, 2, 3)).tolist() == [[0, 3, 1, 4, 2, 5]]
    assert exercise.unroll(np.ones((0, 4, 3))).shape == (0, 12)
