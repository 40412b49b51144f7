"""Four ways to train one network on the digits: the same rows, batches, epochs and types.

Each contestant takes ``(X, Y, epochs, seed)``, sets up, and returns a function that trains and
returns ``predict(X) -> classes``; only that function is timed. All begin with normal(0, 1)
weights and biases of 0.01 and step with eta = 0.1 on the mean cost, which is 0.001 on a cost
summed over 100 examples; scikit-learn draws Glorot weights, as it allows no other.
"""

import numpy as np
from sklearn.neural_network import MLPClassifier

from lectures_nn.datasets import load_digits_8x8, one_hot
from lectures_nn.initializers import Normal
from lectures_nn.layers import Dense, Sigmoid
from lectures_nn.network import Network
from lectures_nn.optimizers import GradientDescent
from lectures_nn.training import fit

BATCH, ETA, LMBD = 100, 0.1, 0.01


def digits(dtype):
    """Return 1400 rows to learn from, so that all batches are full, and the other 397."""
    data = load_digits_8x8()
    X, Y = data.X.astype(dtype), one_hot(data.labels, 10).astype(dtype)
    order = np.random.default_rng(0).permutation(len(X))
    X, Y = X[order], Y[order]
    return (X[:1400], Y[:1400]), (X[1400:], Y[1400:])


def package(X, Y, epochs, seed):
    """Train with lectures_nn, as the course does."""
    network = Network(
        [Dense(50, Normal(), bias=0.01), Sigmoid(), Dense(10, Normal(), bias=0.01)],
        input_shape=64,
        rng=seed,
        dtype=X.dtype,
    )

    def train():
        fit(network, X, Y, GradientDescent(ETA), epochs, BATCH, LMBD, rng=seed, progress=False)
        return network.predict

    return train


def sigmoid(z):
    """Return the logistic function, as the lectures wrote it."""
    return 1 / (1 + np.exp(-z))


class TwoLayers:
    """The operations of the lectures' class in their order, with gradients summed over a batch.

    Parameters, values and gradients are attributes; every batch is drawn by itself with
    ``choice(..., replace=False)``; nothing is done in place but the updates.
    """

    def __init__(self, X, Y, epochs, batch_size, eta, lmbd):
        self.all_X, self.all_Y = X, Y
        self.epochs, self.batch_size, self.eta, self.lmbd = epochs, batch_size, eta, lmbd
        self.W1 = np.random.randn(X.shape[1], 50).astype(X.dtype)  # noqa: NPY002
        self.b1 = np.zeros(50, X.dtype) + X.dtype.type(0.01)
        self.W2 = np.random.randn(50, Y.shape[1]).astype(X.dtype)  # noqa: NPY002
        self.b2 = np.zeros(Y.shape[1], X.dtype) + X.dtype.type(0.01)

    def forward(self):
        """Compute the probabilities of the batch."""
        self.z1 = np.matmul(self.X, self.W1) + self.b1
        self.a1 = sigmoid(self.z1)
        self.z2 = np.matmul(self.a1, self.W2) + self.b2
        exponentials = np.exp(self.z2)
        self.probabilities = exponentials / np.sum(exponentials, axis=1, keepdims=True)

    def backward(self):
        """Compute the gradients of the batch and step."""
        delta2 = self.probabilities - self.Y
        delta1 = np.matmul(delta2, self.W2.T) * self.a1 * (1 - self.a1)
        self.dW2 = np.matmul(self.a1.T, delta2)
        self.db2 = np.sum(delta2, axis=0)
        self.dW1 = np.matmul(self.X.T, delta1)
        self.db1 = np.sum(delta1, axis=0)
        if self.lmbd > 0:
            self.dW2 += self.lmbd * self.W2
            self.dW1 += self.lmbd * self.W1
        self.W2 -= self.eta * self.dW2
        self.b2 -= self.eta * self.db2
        self.W1 -= self.eta * self.dW1
        self.b1 -= self.eta * self.db1

    def train(self):
        """Visit as many random batches an epoch as fit into the data."""
        rows = np.arange(len(self.all_X))
        for _ in range(self.epochs):
            for _ in range(len(rows) // self.batch_size):
                chosen = np.random.choice(rows, size=self.batch_size, replace=False)  # noqa: NPY002
                self.X, self.Y = self.all_X[chosen], self.all_Y[chosen]
                self.forward()
                self.backward()

    def predict(self, X):
        """Return the likeliest class of each row."""
        z2 = np.matmul(sigmoid(np.matmul(X, self.W1) + self.b1), self.W2) + self.b2
        return np.argmax(z2, axis=1)


def as_in_the_lectures(X, Y, epochs, seed):
    """Train with the lectures' class; eta is a Python float, so float32 stays float32."""
    np.random.seed(seed)  # noqa: NPY002
    network = TwoLayers(X, Y, epochs, BATCH, ETA / BATCH, LMBD)

    def train():
        network.train()
        assert network.W1.dtype == X.dtype
        return network.predict

    return train


def scikit_learn(X, Y, epochs, seed):
    """Train with MLPClassifier: plain SGD, no early stop."""
    model = MLPClassifier(
        (50,),
        activation="logistic",
        solver="sgd",
        momentum=0,
        alpha=LMBD,
        batch_size=BATCH,
        learning_rate_init=ETA,
        max_iter=epochs,
        n_iter_no_change=10 * epochs,
        random_state=seed,
    )
    labels = Y.argmax(axis=1)

    def train():
        model.fit(X, labels)
        assert model.n_iter_ == epochs
        assert model.coefs_[0].dtype == X.dtype
        return model.predict

    return train


def hand_inlined(X, Y, epochs, seed):
    """Train in one loop with everything written out: what the package's layers cost."""
    rng = np.random.default_rng(seed)
    dtype = X.dtype
    W1 = rng.standard_normal((64, 50)).astype(dtype)
    W2 = rng.standard_normal((50, 10)).astype(dtype)
    b1, b2 = np.full(50, 0.01, dtype), np.full(10, 0.01, dtype)
    ones, classes, one = np.ones(BATCH, dtype), np.ones(10, dtype), np.ones((), dtype)
    eta, M, decay = (np.array(x, dtype) for x in (ETA, BATCH, ETA * LMBD / BATCH))

    def train():
        costs = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            all_x, all_y = X.take(order, axis=0), Y.take(order, axis=0)
            total = 0.0
            for start in range(0, len(X), BATCH):
                x, y = all_x[start : start + BATCH], all_y[start : start + BATCH].T.copy()
                a = x.dot(W1)
                a += b1
                np.negative(a, out=a)
                np.exp(a, out=a)
                a += one
                np.divide(one, a, out=a)
                z = a.dot(W2)
                z += b2
                z = z.T.copy()
                z -= np.maximum.reduce(z)
                p = np.exp(z)
                sums = classes.dot(p)
                total += float(ones.dot(np.log(sums))) - float(np.vdot(y, z))
                total += LMBD / 2 * (float(np.vdot(W1, W1)) + float(np.vdot(W2, W2)))
                p /= sums
                p -= y
                p /= M
                delta = p.T.dot(W2.T)
                slope = one - a
                slope *= a
                delta *= slope
                dW2, dW1 = a.T.dot(p.T), x.T.dot(delta)
                for W, dW in ((W1, dW1), (W2, dW2)):
                    dW *= eta
                    W -= decay * W
                    W -= dW
                b1[...] -= eta * ones.dot(delta)
                b2[...] -= eta * ones.dot(p.T)
            costs.append(total / len(X))
        return lambda X: (sigmoid(X @ W1 + b1) @ W2 + b2).argmax(axis=1)

    return train


CONTESTANTS = {
    "lectures_nn": package,
    "the lectures' class as written": as_in_the_lectures,
    "scikit-learn MLPClassifier (sgd)": scikit_learn,
    "hand-inlined NumPy loop": hand_inlined,
}
TARGETS = {
    ("the lectures' class as written", "float64"): 1.25,
    ("the lectures' class as written", "float32"): 1.6,
    ("scikit-learn MLPClassifier (sgd)", "float64"): 2.5,
    ("scikit-learn MLPClassifier (sgd)", "float32"): 3.0,
}
