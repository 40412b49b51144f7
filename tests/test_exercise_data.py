"""MNIST and the exercise's data: rebuilt right, read from a user's files, refused when wrong."""

import hashlib
import shutil

import numpy as np
import pytest
from PIL import Image
from scipy import sparse
from scipy.io import savemat

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
        spoil_with("ex4data1.mat", X=np.full((5000, 400), "a", dtype=object), y=LABELS),
        datasets.load_ex4,
        "ex4data1.mat: X must hold real numbers, got an array of type 'object'",
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
        "data/mnist_5000.npz is damaged.*git checkout -- data/mnist_5000.npz",
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
    monkeypatch.setattr(digits, "MNIST_SHA256", hashlib.sha256(images.tobytes()).hexdigest())
    return images, labels


def test_mnist_without_a_file_says_how_to_get_it(data_folder):
    with pytest.raises(FileNotFoundError, match=r"load_mnist\(download=True\) fetches it"):
        datasets.load_mnist()


def test_mnist_is_fetched_once_when_asked_for(data_folder, tiny_mnist, monkeypatch, capsys):
    images, labels = tiny_mnist
    calls = []

    def fake_fetch(name, version, as_frame, parser):
        from sklearn.utils import Bunch

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
    (data_folder / "mnist_70000.part").mkdir()  # nothing can be written under this name
    with pytest.raises(OSError, match="mnist_70000"):
        datasets.load_mnist(download=True)


def test_other_images_are_not_taken_for_mnist(data_folder, tiny_mnist):
    images, labels = tiny_mnist
    np.savez(data_folder / "mnist_70000.npz", images=255 - images, labels=labels)
    with pytest.raises(ValueError, match=r"mnist_70000.npz does not hold MNIST"):
        datasets.load_mnist()
    (data_folder / "mnist_70000.npz").write_bytes(b"not a zip file")
    with pytest.raises(ValueError, match=r"cannot be read.*delete it"):
        datasets.load_mnist()


def test_the_tool_that_builds_the_file_reads_arrays_only(tmp_path):
    import io
    import pickle

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
