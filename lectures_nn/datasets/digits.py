"""Handwritten digits: 8 x 8 pixels from UCI, 28 x 28 pixels from MNIST."""

import hashlib
import threading
from dataclasses import dataclass

import numpy as np

from lectures_nn.datasets import files
from lectures_nn.datasets.files import read_archive
from lectures_nn.storage import read_measured, written_whole

MNIST_SHA256 = "5b92582eb909c82a9bfefcd44acbe9233be3eb5b419a44cf211022ad2bf4bf96"
"""Checksum of the bytes of all 70 000 MNIST images, training part first, in the original order."""

MNIST_LABELS_SHA256 = "671ff9d70b4811116d55c3dd479efa7a981e2e62753ef7a6d5c15fea81e63d27"
"""Checksum of their labels, one byte each."""

SHAPE = (70000, 28, 28)


@dataclass(frozen=True, repr=False)
class Digits:
    """Images of handwritten digits with their labels.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, height, width)
        Grey levels as stored; 0 is paper.
    X : ndarray of float64, shape (m, height * width)
        The images row by row, scaled to 0..1.
    labels : ndarray of int, shape (m,)
        The digit that was written.
    """

    images: np.ndarray
    X: np.ndarray
    labels: np.ndarray

    def __repr__(self):
        """Show what and how much there is."""
        m, height, width = self.images.shape
        return f"Digits({m} images of {height} x {width} pixels, labels 0..{self.labels.max()})"


def load_digits_8x8():
    """Return the 1797 digits of 8 x 8 pixels, grey levels 0..16, written by 13 people.

    The test part of "Optical recognition of handwritten digits" by E. Alpaydin and C. Kaynak
    (UCI Machine Learning Repository, 1998, CC BY 4.0), the digits that scikit-learn ships too.
    They were scanned by NIST but are not a part of MNIST.

    Returns
    -------
    Digits

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is absent or damaged; the message says how to get it back.
    """
    arrays = read_archive("digits_8x8.npz", ("images", "labels"))
    images = arrays["images"]
    return Digits(images, images.reshape(len(images), -1) / 16, arrays["labels"].astype(int))


def load_mnist_5000():
    """Return 5000 training and 1000 test digits of MNIST, 28 x 28 pixels, grey levels 0..255.

    The first 500 images of each digit in MNIST's training order, and the first 100 of each in
    its test order; digit by digit, zeros first. `lectures_nn.datasets.split` shuffles them.

    Returns
    -------
    train, test : Digits

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is absent or damaged; the message says how to get it back.

    References
    ----------
    Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", 1998.
    """
    arrays = read_archive("mnist_5000.npz", ("images", "labels", "test_images", "test_labels"))
    return (
        _scaled(arrays["images"], arrays["labels"]),
        _scaled(arrays["test_images"], arrays["test_labels"]),
    )


def load_mnist(download=False):
    """Return all of MNIST, 60 000 training and 10 000 test digits.

    Read from ``data/mnist_70000.npz`` if that file is there. It is not shipped; with
    ``download=True`` scikit-learn fetches the images once (about 15 MB) and the file is written.
    Either way images and labels are verified against the original ones.

    Parameters
    ----------
    download : bool, default False
        Whether the network may be used.

    Returns
    -------
    train, test : Digits

    Raises
    ------
    TypeError
        If download is neither True nor False.
    FileNotFoundError
        If the file is absent and no download was asked for, or there is no folder for it.
    OSError
        If the file cannot be read or written.
    ConnectionError
        If the download fails; nothing has been written then.
    ValueError
        If the images or labels are not those of MNIST.
    """
    if not isinstance(download, bool):
        raise TypeError(f"download must be True or False, got {download!r}")
    path = files.DATA / "mnist_70000.npz"
    if path.exists():
        images, labels = _stored_mnist(path)
    elif download:
        if not files.DATA.is_dir():
            raise FileNotFoundError(f"expected a folder {files.DATA} to write to, got none")
        with written_whole(path) as file:  # what fails before the download wastes none
            images, labels = _downloaded_mnist()
            np.savez_compressed(file, images=images, labels=labels)
    else:
        raise FileNotFoundError(
            "the whole of MNIST is not in data/: expected data/mnist_70000.npz; "
            "load_mnist(download=True) fetches it (about 15 MB). load_mnist_5000() needs nothing"
        )
    return _scaled(images[:60000], labels[:60000]), _scaled(images[60000:], labels[60000:])


def _scaled(images, labels):
    return Digits(images, images.reshape(len(images), -1) / 255, labels.astype(int))


def _stored_mnist(path):
    back = "load_mnist(download=True)"
    with files.regular(path, back).open("rb") as file:
        try:
            wanted = {"images": (np.uint8, SHAPE), "labels": (np.uint8, SHAPE[:1])}
            found = read_measured(file, wanted)
        except Exception as error:  # damage shows in many ways: all mean the same to the reader
            raise ValueError(
                f"data/{path.name} is damaged or does not hold MNIST: delete it and call {back}"
            ) from error
    return _verified(found["images"], found["labels"], f"data/{path.name}")


def _verified(images, labels, place):
    for what, array, shape, expected in (
        ("images", images, SHAPE, MNIST_SHA256),
        ("labels", labels, SHAPE[:1], MNIST_LABELS_SHA256),
    ):
        found = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
        if array.dtype != np.uint8 or array.shape != shape or found != expected:
            raise ValueError(
                f"{place} does not hold MNIST: expected {what} of shape {shape}, bytes with sha256 "
                f"{expected[:12]}..., got {array.dtype} {array.shape} with {found[:12]}..."
            )
    return images, labels


def _downloaded_mnist():
    """Fetch MNIST through scikit-learn while a bar shows that time passes."""
    from sklearn.datasets import fetch_openml
    from tqdm.auto import tqdm

    result = {}

    def fetch():
        try:
            result["bunch"] = fetch_openml(
                "mnist_784", version=1, as_frame=False, parser="liac-arff"
            )
        except Exception as error:  # whatever it is, the caller hears of it in its own thread
            result["error"] = error

    worker = threading.Thread(target=fetch, daemon=True)
    worker.start()
    with tqdm(desc="downloading MNIST", unit=" s", bar_format="{desc}: {n:.0f}{unit}") as bar:
        while worker.is_alive():
            worker.join(1)
            bar.update(1)
    if "error" in result:
        raise ConnectionError(
            f"MNIST could not be downloaded ({type(result['error']).__name__}: {result['error']}). "
            "load_mnist_5000() works without a network"
        ) from result["error"]
    bunch = result["bunch"]
    try:
        with np.errstate(invalid="ignore"):  # what is no byte fails the verification
            images = bunch.data.astype(np.uint8).reshape(-1, *SHAPE[1:])
        labels = bunch.target.astype(np.uint8)
    except (OverflowError, TypeError, ValueError) as error:
        raise ValueError(f"the download does not hold MNIST: {error}") from error
    return _verified(images, labels, "the download")
