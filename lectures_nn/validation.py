"""Checks of arguments: one clear sentence that names what was expected and what came."""

import numbers

import numpy as np

LARGEST = 10**9
"""Above every sensible size; a matrix of two such sizes is the most that memory can address."""

SQUARABLE = 1e150
"""Numbers up to here have finite squares in float64, and so have sums of many of them."""


def real_array(name, value, ndim=None, dtype=None, finite=True, largest=None):
    """Return `value` as a floating-point array, or say why it cannot be one.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : array_like
        Numbers. Whole numbers and booleans become float64; float32 stays float32.
    ndim : int, optional
        Number of dimensions that is required.
    dtype : numpy dtype, optional
        Floating-point type to convert to.
    finite : bool, default True
        Refuse NaN and infinity.
    largest : float, optional
        Refuse numbers beyond it, of either sign.

    Returns
    -------
    ndarray of float32 or float64
        `value` itself where nothing had to be converted: callers do not write to it.
    """
    if type(value).__module__.startswith("scipy.sparse"):
        raise TypeError(f"{name} must be a dense array, got sparse {type(value).__name__}")
    refuse_masked(name, value)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} must be a rectangular array of numbers, got rows of different lengths"
        ) from error
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, got {_describe(value, array)}")
    if dtype is None:
        dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} dimension(s), got shape {array.shape}")
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite
        array = array.astype(dtype, copy=False)
    if finite and not np.isfinite(array).all():
        bad = int(array.size - np.isfinite(array).sum())
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        where = f", the first at {first}" if first else ""
        raise ValueError(f"{name} must be finite, got {bad} NaN or infinite value(s){where}")
    if largest is not None:
        within(name, array, largest)
    return array


def within(name, array, largest):
    """Refuse numbers that are too large to go on with.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    array : ndarray
        Finite numbers.
    largest : float
        What none may exceed, of either sign.
    """
    size = float(np.abs(array).max(initial=0))
    if size > largest:
        raise ValueError(f"{name} must lie between {-largest:g} and {largest:g}, got {size:g}")


def refuse_masked(name, value):
    """Refuse an array with masked entries, whose numbers are not meant to be used.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : object
        Anything; only a ``numpy.ma.MaskedArray`` can be refused.
    """
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        masked = int(np.ma.count_masked(value))
        raise ValueError(
            f"{name} must have no masked entries, got {masked}: fill them or leave their rows out"
        )


def _describe(value, array):
    return (
        f"{type(value).__name__}" if array.ndim == 0 else f"an array of type {array.dtype.name!r}"
    )


def batch(name, value, n_features=None, dtype=None, finite=True, largest=None):
    """Return `value` as a batch of rows (m, n), with m at least 1.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : array_like of shape (m, n)
        One example a row.
    n_features : int, optional
        The n that is required.
    dtype : numpy dtype, optional
        Floating-point type to convert to.
    finite : bool, default True
        Refuse NaN and infinity.
    largest : float, optional
        Refuse numbers beyond it, of either sign.

    Returns
    -------
    ndarray of shape (m, n)
    """
    array = real_array(name, value, dtype=dtype, finite=finite, largest=largest)
    wanted = f"(m, {'n' if n_features is None else n_features})"
    if array.ndim != 2 or (n_features is not None and array.shape[1] != n_features):
        raise ValueError(f"{name} must have shape {wanted}, got {array.shape}")
    if 0 in array.shape:
        raise ValueError(f"{name} must hold at least one example and one column, got {array.shape}")
    return array


def targets(name, value, shape, dtype=None):
    """Return `value` as targets of the shape of the outputs they belong to.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : array_like of shape (m, K)
        One row an example.
    shape : tuple (m, K)
        That of the outputs.
    dtype : numpy dtype, optional
        Floating-point type to convert to.

    Returns
    -------
    ndarray of shape (m, K)
    """
    shape = tuple(shape)
    if len(shape) != 2:
        raise ValueError(f"the outputs that {name} belongs to must be (m, K), got {shape}")
    array = real_array(name, value, dtype=dtype)
    if array.ndim == 1:
        hint = "labels become rows of targets with lectures_nn.datasets.one_hot(labels, n_classes)"
        if shape[1] == 1:
            hint = f"write {name}[:, None] for one target an example"
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}: {hint}")
    array = batch(name, array)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return array


def number(name, value, low=None, high=None, above=None, below=None):
    """Return `value` as a Python float within bounds.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : real number
        A NumPy scalar is accepted and converted, so that it cannot widen float32 arithmetic.
    low, high : float, optional
        Bounds that are themselves allowed.
    above, below : float, optional
        Bounds that are not.

    Returns
    -------
    float
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {value!r} of type {type(value).__name__}")
    try:
        value = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        value = np.inf
    bounds = [
        f"{sign} {bound:g}"
        for sign, bound in ((">=", low), ("<=", high), (">", above), ("<", below))
        if bound is not None
    ]
    inside = (
        np.isfinite(value)
        and (low is None or value >= low)
        and (high is None or value <= high)
        and (above is None or value > above)
        and (below is None or value < below)
    )
    if not inside:
        raise ValueError(f"{name} must be {' and '.join(bounds) or 'finite'}, got {value:g}")
    return value


def whole_number(name, value, low=1):
    """Return `value` as a Python int from `low` to a thousand million.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : int
        Anything that is exactly a whole number; booleans are refused.
    low : int, default 1
        Smallest value allowed.

    Returns
    -------
    int
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(
            f"{name} must be a whole number, got {value!r} of type {type(value).__name__}"
        )
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {value}")
    if value > LARGEST:
        raise ValueError(f"{name} must be at most {LARGEST}, got {value}")
    return int(value)


def sizes(name, value):
    """Return `value`, one size or several, as a tuple of whole numbers.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : int or sequence of int

    Returns
    -------
    tuple of int
    """
    value = value if isinstance(value, (tuple, list)) else (value,)
    if not value:
        raise ValueError(f"{name} must name at least one size, got ()")
    return tuple(whole_number(name, size) for size in value)


def float_type(name, value):
    """Return `value` as one of the two types of numbers that the package computes with.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : numpy dtype, type or str

    Returns
    -------
    numpy.dtype
        float64 or float32.
    """
    try:
        known = value is not None and np.dtype(value) in (np.float64, np.float32)
    except TypeError:
        known = False
    if not known:
        raise TypeError(f"{name} must be float64 or float32, got {value!r}")
    return np.dtype(value)


def labels(name, value, low=0, high=None):
    """Return `value` as a vector of whole numbers within bounds.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : array_like of shape (m,)
        At least one label.
    low, high : int, optional
        Bounds that are themselves allowed.

    Returns
    -------
    ndarray of int, shape (m,)
    """
    array = real_array(name, value, ndim=1)
    if array.size == 0:
        raise ValueError(f"{name} must hold at least one label, got none")
    fractional = array[array != np.round(array)]
    if fractional.size:
        raise ValueError(f"{name} must be whole numbers, got {fractional[0]:g}")
    if array.min() < low or (high is not None and array.max() > high):
        wanted = f"be at least {low}" if high is None else f"lie between {low} and {high}"
        raise ValueError(f"{name} must {wanted}, got {array.min():g} to {array.max():g}")
    within(name, array, LARGEST)
    return array.astype(int)


def generator(name, rng):
    """Return a random generator for a seed, a generator or None.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    rng : None, int, numpy.random.Generator or numpy.random.RandomState
        None asks for fresh, unpredictable randomness; everything else repeats.

    Returns
    -------
    numpy.random.Generator or numpy.random.RandomState
    """
    if isinstance(rng, (np.random.Generator, np.random.RandomState)):
        return rng
    if rng is None:
        return np.random.default_rng()
    if isinstance(rng, (bool, np.bool_)) or not isinstance(rng, numbers.Integral):
        raise TypeError(
            f"{name} must be a seed, a Generator, a RandomState or None, got {type(rng).__name__}"
        )
    if rng < 0:
        raise ValueError(f"{name} must be a seed of at least 0, got {rng}")
    return np.random.default_rng(int(rng))


def instance(name, value, kind):
    """Return `value` if it is an instance of `kind`.

    Parameters
    ----------
    name : str
        How the message calls the argument.
    value : object
        What came.
    kind : type
        What is expected.

    Returns
    -------
    object
        `value` itself.
    """
    if isinstance(value, kind):
        return value
    if isinstance(value, type) and issubclass(value, kind):
        raise TypeError(
            f"{name} must be an object, got the class itself: write {value.__name__}(...)"
        )
    raise TypeError(f"{name} must be a {kind.__name__}, got {type(value).__name__}")
