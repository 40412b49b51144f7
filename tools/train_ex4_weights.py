"""Train the weights in data/ex4_weights.npz, which stand in for the exercise's own.

    python tools/train_ex4_weights.py

The exercise ships weights that read 97.52 % of its 5000 digits; they carry no licence and stay out
of the course. These come from 100 iterations of SciPy's conjugate gradients on the same images at
lambda = 1, started from uniform weights with a fixed seed.
"""

import numpy as np
from build_mnist_5000 import DATA, list_checksum, write_archive
from scipy.optimize import minimize

from lectures_nn import coursera
from lectures_nn.datasets import load_ex4

SIZES = (400, 25, 10)


def main():
    """Train, report, store."""
    ex4 = load_ex4()
    rng = np.random.default_rng(4)
    start = coursera.pack(
        coursera.rand_initialize_weights(400, 25, rng),
        coursera.rand_initialize_weights(25, 10, rng),
    )
    result = minimize(
        coursera.cost_function,
        start,
        args=(SIZES, ex4.X, ex4.y, 1.0),
        jac=True,
        method="CG",
        options={"maxiter": 100},
    )
    Theta1, Theta2 = coursera.unpack(result.x, SIZES)
    path = DATA / "ex4_weights.npz"
    write_archive(path, Theta1=Theta1, Theta2=Theta2)
    list_checksum(path)
    accuracy = (coursera.predict((Theta1, Theta2), ex4.X) == ex4.y).mean()
    for lmbd in (0, 1, 3):
        J, _ = coursera.cost_function(result.x, SIZES, ex4.X, ex4.y, lmbd)
        print(f"cost at lambda {lmbd}: {J:.9f}")
    print(f"accuracy on the 5000 digits: {accuracy:.4f}")


if __name__ == "__main__":
    main()
