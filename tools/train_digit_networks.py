"""Train the networks in data/digit_networks.npz, which the drawing pad shows on a page.

    python tools/train_digit_networks.py

What people draw leans and varies more than the 5000 digits, so each epoch sees them turned, sheared
and scaled anew, with strokes of another width. Weights are stored in single precision, half the
bytes for a page.
"""

import numpy as np
from build_mnist_5000 import DATA, list_checksum, write_archive
from scipy import ndimage

from lectures_nn.datasets import load_mnist_5000, one_hot
from lectures_nn.datasets.networks import digit_layers
from lectures_nn.network import Network
from lectures_nn.optimizers import Adam
from lectures_nn.training import fit

EPOCHS = {"dense": 60, "convolutional": 14}


def varied(images, rng):
    """Return images (m, 28, 28) of ink from 0 to 1, each changed a little in its own way."""
    changed = np.empty_like(images)
    for i, image in enumerate(images):
        angle, shear = rng.normal(scale=0.13), rng.normal(scale=0.12)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        matrix = turn @ [[1, 0], [shear, 1]] / rng.uniform(0.88, 1.08, size=2)
        middle = np.array([14.0, 14.0]) + rng.normal(scale=0.5, size=2)
        changed[i] = ndimage.affine_transform(image, matrix, [14, 14] - matrix @ middle, order=1)
        if (width := rng.uniform()) < 0.2:
            changed[i] = ndimage.grey_dilation(changed[i], (2, 2))
        elif width > 0.8:
            changed[i] = ndimage.grey_erosion(changed[i], (2, 1))
    return changed


def main():
    """Train, report, store."""
    train, test = load_mnist_5000()
    thetas = {}
    for name, (layers, shape) in digit_layers().items():
        rng = np.random.default_rng(3)
        network = Network(layers, shape, rng=rng, dtype=np.float32)
        optimizer, targets = Adam(0.002), one_hot(train.labels, 10)
        for epoch in range(EPOCHS[name]):
            optimizer.eta = 0.002 if epoch < 0.7 * EPOCHS[name] else 0.0005
            images = varied(train.images.astype(np.float32) / 255, rng).reshape(-1, *shape)
            fit(network, images, targets, optimizer, 1, 50, lmbd=0.02, rng=rng, progress=False)
        right = network.predict(test.X.reshape(-1, *shape)) == test.labels
        print(f"{name}: {right.mean():.3f} of the 1000 test digits")
        thetas[name] = network.theta
    path = DATA / "digit_networks.npz"
    write_archive(path, **thetas)
    list_checksum(path)


if __name__ == "__main__":
    main()
