"""Training: visit the examples in random minibatches, step after each, record each epoch."""

import math

import numpy as np

from lectures_nn.history import History
from lectures_nn.network import Network
from lectures_nn.optimizers import Optimizer
from lectures_nn.stopping import EarlyStopping
from lectures_nn.validation import generator, instance, number, whole_number


class TrainingDiverged(RuntimeError):
    """The cost or a parameter became infinite or NaN.

    The network has the parameters it had after the last finished epoch, and ``error.history``
    holds the epochs up to there. The optimizer has been reset: what it remembered was spoilt.
    """


def fit(
    network,
    X,
    Y,
    optimizer,
    epochs,
    batch_size,
    lmbd=0.0,
    validation=None,
    rng=None,
    progress=True,
    patience=None,
    after_epoch=None,
):
    """Train a network by minibatch gradient descent.

    Every epoch visits every example once, in a new random order; the last batch may be smaller.

    Parameters
    ----------
    network : Network
        Changed in place.
    X : array_like of shape (m, ...)
        Inputs.
    Y : array_like of shape (m, K)
        Targets.
    optimizer : Optimizer
        Its `step` is called once a batch. It keeps its memory, so a second `fit` goes on.
    epochs : int
        How often to visit all examples.
    batch_size : int
        Examples a step; more than m means all of them.
    lmbd : float, default 0.0
        Strength of the L2 penalty, divided by the examples of the batch (see the notation).
    validation : (X, Y), optional
        Examples to judge by after each epoch. They are not learnt from.
    rng : None, int, Generator or RandomState
        Source of the order of the examples.
    progress : bool, default True
        Show a progress bar.
    patience : int, optional
        Stop after this many epochs without a lower validation cost, and go back to the best.
    after_epoch : callable, optional
        Called as ``after_epoch(network, history)``, for pictures of the way.

    Returns
    -------
    History

    Raises
    ------
    TrainingDiverged
        If the cost stops being finite. ``error.history`` holds the epochs before, the network
        its parameters from then, and the optimizer has been reset.
    TypeError, ValueError
        If an argument does not fit, or a batch is too small for a layer; nothing has been changed
        then.
    """
    instance("network", network, Network)
    instance("optimizer", optimizer, Optimizer)
    X, Y = network.checked_batch(X, Y)
    epochs, batch_size = whole_number("epochs", epochs), whole_number("batch_size", batch_size)
    lmbd, rng = number("lmbd", lmbd, low=0), generator("rng", rng)
    validation = _checked_validation(network, validation)
    stopping = EarlyStopping(_checked_patience(patience, validation))
    _check_smallest_batch(network, len(X), batch_size)
    _check_callback(after_epoch)
    bar = _progress_bar(epochs, instance("progress", progress, bool))

    history = History()
    try:
        for _ in bar:
            before = network.theta.copy()
            cost = _epoch(network, X, Y, optimizer, batch_size, lmbd, rng)
            judged = {"cost": cost} | _judge(network, validation)
            if not all(map(math.isfinite, judged.values())):
                network.theta = before
                optimizer.reset()
                raise _diverged(history, optimizer, lmbd, [X, Y, *(validation or ())])
            history.add(judged)
            if after_epoch is not None:
                after_epoch(network, history)
            if stopping.is_over(network, history):
                break
    except KeyboardInterrupt:
        history.interrupted = True
    finally:
        bar.close()
    stopping.go_back(network)
    return history


def _epoch(network, X, Y, optimizer, batch_size, lmbd, rng):
    """Visit every example once; return the mean cost, each batch weighted by its size.

    NaN if the last step broke theta, which no cost has seen yet.
    """
    order = rng.permutation(len(X))
    X, Y = X.take(order, axis=0), Y.take(order, axis=0)  # each batch is then a slice
    total, theta, grad = 0.0, network.theta, network.grad
    # fit looks at the mean cost, so NumPy need not warn
    with network.learning(rng), np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(X), batch_size):
            X_batch, Y_batch = X[start : start + batch_size], Y[start : start + batch_size]
            total += network.backpropagate(X_batch, Y_batch, lmbd) * len(X_batch)
            optimizer.update(theta, grad)
        intact = math.isfinite(theta.dot(theta))
    return total / len(X) if intact else math.nan


def _judge(network, validation):
    """Return what the history records about the validation set, name to number."""
    if validation is None:
        return {}
    X, Y = validation
    with np.errstate(over="ignore", invalid="ignore"):
        output = network.forward_pass(X)
        judged = {"validation_cost": network.cost.value_and_delta(output, Y)[0]}
    if network.cost.classifies and np.isfinite(output).all():
        truth = Y[:, 0] > 0.5 if Y.shape[1] == 1 else Y.argmax(axis=1)
        judged["validation_accuracy"] = float((network.cost.decide(output) == truth).mean())
    return judged


def _diverged(history, optimizer, lmbd, data):
    history.diverged = True
    inner = getattr(optimizer, "optimizer", optimizer)  # the one whose gradients are clipped
    rate = f" with eta={inner.eta:g}" if hasattr(inner, "eta") else ""
    largest = max(float(np.abs(array).max()) for array in data)
    error = TrainingDiverged(
        f"training diverged in epoch {history.epochs + 1}: the cost is no longer a finite number. "
        f"Expected a smaller learning rate, smaller numbers in the data or a smaller lmbd, got "
        f"{optimizer!r}{rate}, numbers up to {largest:.3g} and lmbd={lmbd:g}"
    )
    error.history = history
    return error


def _checked_validation(network, validation):
    if validation is None:
        return None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(f"validation must be a pair (X, Y), got {type(validation).__name__}")
    try:
        return network.checked_batch(*validation)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation: {error}") from error


def _checked_patience(patience, validation):
    if patience is None:
        return None
    if validation is None:
        raise ValueError("patience must come with validation=(X, Y), got validation=None")
    return whole_number("patience", patience)


def _check_smallest_batch(network, m, batch_size):
    """Refuse a training one of whose batches is too small for a layer."""
    last = m % batch_size or batch_size
    for layer in network.layers:
        if min(m, last) < layer.smallest_batch:
            raise ValueError(
                f"{layer!r} expects at least {layer.smallest_batch} examples in every batch while "
                f"the network learns, got {m} examples in batches of {batch_size}, the last of "
                f"which has {min(m, last)}: choose another batch_size"
            )


def _check_callback(after_epoch):
    if after_epoch is not None and not callable(after_epoch):
        raise TypeError(f"after_epoch must be callable, got {type(after_epoch).__name__}")


class _Quiet:
    """A progress bar that shows nothing, so that tqdm is loaded only where it is seen."""

    def __init__(self, epochs):
        self._epochs = epochs

    def __iter__(self):
        return iter(range(self._epochs))

    def close(self):
        pass


def _progress_bar(epochs, progress):
    if not progress:
        return _Quiet(epochs)
    from tqdm.auto import tqdm

    return tqdm(range(epochs), desc="training", unit="epoch", leave=False)
