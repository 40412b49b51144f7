"""A name for what a value means: equal for equal values, however they lie in memory.

A pickle would not do: it depends on the order of an array's memory, on how a frame came to be and
on which of its parts are one object, and of a function it holds the name alone.
"""

import copyreg
import hashlib
import inspect
import sys
import sysconfig
import types
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

PLAIN = (type(None), bool, int, float, complex, str, bytes)


def fingerprint(value):
    """Return a checksum of what a value means.

    Of functions and classes that belong to no library, such as a scorer in a notebook, the code
    counts as well as the name.

    Parameters
    ----------
    value : object
        Data, arguments, estimators, functions, and containers of them.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    TypeError
        If a part of it, such as a lock or an open file, lives in this process alone.
    """
    return _digest(value, (), set()).hex()


def _digest(value, above, seen):
    """Return the checksum of a value.

    `above` are the ids of what it is a part of, `seen` those of functions and classes that were
    looked into before: each ends a circle.
    """
    if id(value) in above:
        return b"%d up" % above[::-1].index(id(value))
    digest = hashlib.sha256()
    for part in _parts(value, seen):
        if not isinstance(part, bytes):
            part = _digest(part, (*above, id(value)), seen)
        digest.update(b"%d:" % len(part) + part)
    return digest.digest()


def _parts(value, seen):
    """Yield what makes a value what it is: bytes, and values to look into."""
    if isinstance(value, np.generic) and type(value.item()) in PLAIN:
        value = value.item()
    kind = type(value)
    if kind in PLAIN:
        text = hex(value) if kind is int else repr(value)  # repr has a limit on digits
        yield f"{kind.__name__} {text}".encode(errors="backslashreplace")
    elif isinstance(value, (np.ndarray, np.generic)):
        yield from _array(value)
    elif isinstance(value, (pd.DataFrame, pd.Series, pd.Index)):
        yield from _table(value)
    elif kind in (list, tuple):
        yield kind.__name__.encode()
        yield from value
    elif kind in (set, frozenset):
        yield b"set"
        yield from sorted(_digest(item, (), set()) for item in value)
    elif kind is dict:
        yield b"dict"
        pairs = ((_digest(key, (), set()), item) for key, item in value.items())
        for key, item in sorted(pairs, key=lambda pair: pair[0]):
            yield from (key, item)
    elif inspect.isfunction(value) or inspect.isclass(value):
        yield f"{value.__module__}.{value.__qualname__}".encode()
        if id(value) not in seen and not _is_of_a_library(value.__module__):
            seen.add(id(value))
            yield from _class(value) if inspect.isclass(value) else _function(value)
    elif isinstance(value, types.CodeType):
        yield value.co_code + value.co_exceptiontable
        yield from (value.co_names, value.co_varnames, value.co_consts)
    elif isinstance(value, BaseEstimator):
        yield from (kind, value.get_params(deep=False))
    else:
        yield from _object(value)


def _array(array):
    if array.dtype.kind in "biufcmM":
        array = array.astype(array.dtype.newbyteorder("<"))
        yield f"array {array.dtype.str} {array.shape}".encode()
        yield array.tobytes()  # row by row, whatever the order in memory
    else:
        yield f"items {array.shape}".encode()
        yield from array.ravel().tolist()


def _table(table):
    """Go by columns: in which blocks pandas keeps them is its own affair."""
    if isinstance(table, pd.DataFrame):
        yield from (b"frame", table.columns, table.index)
        yield from (table.iloc[:, i].array for i in range(table.shape[1]))
    elif isinstance(table, pd.Series):
        yield from (b"column", table.name, table.index, table.array)
    else:
        yield from (b"index", list(table.names), table.to_numpy())


def _function(function):
    yield from (function.__code__, function.__defaults__, function.__kwdefaults__)
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            yield b"nothing yet"
    for name in _names(function.__code__):  # what it uses of its own module, constants too
        used = function.__globals__.get(name)
        ours = getattr(used, "__module__", None) == function.__module__
        if type(used) in PLAIN or (ours and (inspect.isfunction(used) or inspect.isclass(used))):
            yield from (name, used)


def _names(code):
    """Return the names that a function and those inside it take from elsewhere."""
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return dict.fromkeys([*code.co_names, *(name for const in inner for name in _names(const))])


def _class(cls):
    yield cls.__bases__
    for name, member in sorted(vars(cls).items()):
        kind = type(member)
        if kind in (staticmethod, classmethod):
            member = member.__func__
        if kind is property:
            member = (member.fget, member.fset, member.fdel)
        if inspect.isfunction(member) or kind is property:
            yield from (kind, name, member)


def _object(value):
    """Go by what pickle would store."""
    if isinstance(value, types.ModuleType):
        yield value.__name__.encode()
        return
    if isinstance(value, pd.api.extensions.ExtensionArray):
        yield getattr(value.dtype, "categories", None)
        yield np.asarray(value)
        return
    try:
        by_type = copyreg.dispatch_table.get(type(value))
        stored = by_type(value) if by_type else value.__reduce_ex__(4)
    except Exception as error:
        raise TypeError(f"{type(value).__name__} lives in this process alone: {error}") from error
    yield type(value)
    if isinstance(stored, str):  # the name of something in a module
        yield stored
    else:
        yield from stored[:3]
        yield from (list(items or ()) for items in stored[3:5])


def _is_of_a_library(module):
    """Say whether a module was installed: its version, not its user, changes it."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if module == "__main__" or file is None:
        return module != "__main__"
    file = Path(file).resolve()
    libraries = [Path(sysconfig.get_path("stdlib")), Path(__file__).parents[1]]
    installed = {"site-packages", "dist-packages"} & set(file.parts)
    return bool(installed) or any(file.is_relative_to(path.resolve()) for path in libraries)
