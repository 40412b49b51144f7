"""Values as text that shows nothing at a glance, and back: results of cases, for instance.

Numbers, words, arrays, and tuples, lists, sets and dictionaries of those can be written, and also
functions of a module of exercises, as their source. Reading never makes an object of another kind,
and it makes a function only where that is asked for: what comes from somebody else's process is
data. (A pickle would run whatever it was told to.)
"""

import base64
import json
import textwrap
import zlib

import numpy as np

from lectures_nn.exercises.calling import Failure
from lectures_nn.exercises.comparing import NUMBERS, Elsewhere, describe, numbers

WIDTH = 92  # of the lines of a written text
LARGEST = 50_000_000  # bytes that a text may unfold to
COLLECTIONS = {"tuple": tuple, "set": set, "frozenset": frozenset}


def write(value, source_of=None):
    """Return a value as text.

    Parameters
    ----------
    value : object
    source_of : callable, optional
        Returns the source of a function and its name there. Without it, functions and other
        objects are replaced by what they are, in words.

    Returns
    -------
    str
        Lines of letters and digits.
    """
    plain = json.dumps(_plain(value, source_of), separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(plain.encode(), 9)).decode()
    return "\n".join(textwrap.wrap(packed, WIDTH))


def read(text, functions=False):
    """Return the value that `write` made a text of.

    Parameters
    ----------
    text : str
    functions : bool
        Whether the text may hold functions, whose source is then executed.

    Returns
    -------
    object
    """
    try:
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(base64.b64decode("".join(text.split())), LARGEST)
        if not unpacking.eof:
            raise ValueError("it is too long")
        return _value(json.loads(plain), functions)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, zlib.error) as error:
        raise ValueError(
            f"expected a text written by lectures_nn.exercises.encoding, got one that cannot be "
            f"read ({error})"
        ) from None


def _plain(value, source_of):
    """Return a value as what JSON knows; everything else is a dict with its kind."""
    if value is ...:
        return {"is": "..."}
    if value is None or isinstance(value, bool | int | float | str):
        if isinstance(value, np.generic):  # np.float64 is a float, too
            return _array(value) | {"is": "scalar"}
        return value
    if isinstance(value, list):
        return [_plain(part, source_of) for part in value]
    for kind, collection in COLLECTIONS.items():
        if isinstance(value, collection):
            parts = value if collection is tuple else sorted(value, key=repr)
            return {"is": kind, "of": [_plain(part, source_of) for part in parts]}
    if isinstance(value, dict):
        pairs = [[_plain(part, source_of) for part in pair] for pair in value.items()]
        return {"is": "dict", "of": pairs}
    if isinstance(value, Failure):
        return {"is": "failure", "of": _plain(tuple(vars(value).values()), source_of)}
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return {"is": "complex", "of": [value.real, value.imag]}
    return _special(value, source_of)


def _special(value, source_of):
    if isinstance(value, np.generic) and value.dtype.kind in NUMBERS + "U":
        return _array(value) | {"is": "scalar"}
    if isinstance(value, np.ndarray) and value.dtype.kind in NUMBERS + "U":
        return _array(value)
    if source_of is None:
        array = numbers(value)  # a tensor or a column of a table is read as the checks read it
        return {"is": "other", "of": describe(value)} if array is None else _array(array)
    if not callable(value):
        raise TypeError(f"expected a value made of numbers, words and arrays, got {value!r}")
    source, name = source_of(value)
    return {"is": "function", "of": [source, name]}


def _array(value):
    array = np.ascontiguousarray(value)
    data = base64.b64encode(array.tobytes()).decode()
    return {"is": "array", "type": array.dtype.str, "shape": list(np.shape(value)), "of": data}


def _value(plain, functions):
    if isinstance(plain, list):
        return [_value(part, functions) for part in plain]
    if not isinstance(plain, dict):
        return plain
    kind, inside = plain["is"], plain.get("of")
    if kind in COLLECTIONS:
        return COLLECTIONS[kind](_value(part, functions) for part in inside)
    if kind == "dict":
        return {_value(key, functions): _value(part, functions) for key, part in inside}
    if kind in ("array", "scalar"):
        if np.dtype(plain["type"]).kind not in NUMBERS + "U":
            raise ValueError(f"an array of type {plain['type']}")
        flat = np.frombuffer(base64.b64decode(inside), np.dtype(plain["type"]))
        array = flat.reshape(plain["shape"]).copy()
        return array[()] if kind == "scalar" else array
    if kind == "function":
        if not functions:
            raise ValueError("it holds a function")
        return run(*inside)
    simple = {
        "...": lambda: ...,
        "complex": lambda: complex(*inside),
        "failure": lambda: Failure(*_value(inside, functions)),
        "other": lambda: Elsewhere(str(inside)),
    }
    return simple[kind]()


def run(source, name):
    """Execute source text and return what it calls `name`.

    Parameters
    ----------
    source : str
    name : str

    Returns
    -------
    object
    """
    names = {"__name__": "sealed"}
    exec(compile(source, "<sealed>", "exec"), names)
    return names[name]
