"""Calling a student's function: what it returned, or how it failed and in which line.

Whatever happens in there ends here: an error of any kind is kept as a `Failure`, and an endless
loop is stopped after a while, where the system has an alarm (not on Windows).
"""

import contextlib
import copy
import dis
import functools
import inspect
import linecache
import re
import signal
import sys
import traceback
import warnings
from dataclasses import dataclass, field

import numpy as np

LONGEST_LINE = 80
IMPORTS = 6  # how often a time limit waits for an import
# What is done by code that only hands back a constant, such as the `...` of a stub.
IDLE = {"RESUME", "NOP", "POP_TOP", "LOAD_CONST", "LOAD_COMMON_CONSTANT"}
IDLE |= {"RETURN_CONST", "RETURN_VALUE"}


class StillRunning(BaseException):
    """The time is up. It is no `Exception`, so that a student's `except` lets it pass."""


@dataclass(frozen=True)
class Failure:
    """How a call failed.

    Attributes
    ----------
    kind : str
        Name of the error's type.
    message : str
        The first line of its message.
    line : str
        Where in the student's code, as the end of a sentence; empty if it did not get there.
    """

    kind: str
    message: str = field(compare=False)
    line: str = field(compare=False)
    cause: tuple = ()

    def __str__(self):
        """Say what was raised, and where."""
        return f"{self.kind}: {self.message}{self.line}" if self.message else self.kind + self.line


def failure(error, function):
    """Return the record of an error that a function raised.

    Parameters
    ----------
    error : BaseException
    function : callable

    Returns
    -------
    Failure
    """
    message = str(error).strip().partition("\n")[0]
    return Failure(type(error).__name__, message, line_of(error, function), cause(message))


def cause(message):
    """Return what in a message tells one mistake from another, however it was written.

    NumPy words the same misfit of shapes differently for `@` and for `np.dot`; which sizes meet
    is what counts. The names of functions and the order of a sum's operands do not.

    Parameters
    ----------
    message : str

    Returns
    -------
    tuple
    """
    if found := re.search(r"\(size (\d+) is different from (\d+)\)", message):  # a @ b
        return ("product", int(found[2]), int(found[1]))
    if found := re.search(r"not aligned: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)", message):  # dot
        return ("product", int(found[1]), int(found[2]))
    if found := re.search(r"index (-?\d+) is out of bounds for axis \d+ with size (\d+)", message):
        return ("index", int(found[1]), int(found[2]))
    if "could not be broadcast together" in message:
        return ("broadcast", *sorted(re.findall(r"\([\d,]*\)", message)))
    return ("as it says", message)


def line_of(error, function):
    """Return where in a student's code an error arose, as the end of a sentence.

    Parameters
    ----------
    error : BaseException
    function : callable
        Code that shares its global names, the student's other functions, counts as well.

    Returns
    -------
    str
        Such as ``, in line 3: `return a @ b` ``; empty if the error arose before its first line.
    """
    names = getattr(_plain(function), "__globals__", None)
    frames = [f for f in traceback.walk_tb(error.__traceback__) if f[0].f_globals is names]
    if names is None or not frames:
        return ""
    frame, number = frames[-1]
    # An interrupt can come between two lines, as a loop begins anew: then the function is named.
    number = number or frame.f_code.co_firstlineno
    text = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    text = text[: LONGEST_LINE - 3] + "..." if len(text) > LONGEST_LINE else text
    return f", in line {number}: `{text}`" if text else f", in line {number}"


def _plain(function):
    """Return the function in a partial, a method or an object that can be called."""
    while isinstance(function, functools.partial):
        function = function.func
    function = getattr(function, "__func__", function)
    if hasattr(function, "__globals__"):
        return function
    return vars(type(function)).get("__call__")


def is_stub(function):
    """Whether a function does nothing yet: its body is a constant, such as `...`.

    Parameters
    ----------
    function : callable

    Returns
    -------
    bool
    """
    code = getattr(_plain(function), "__code__", None)
    return code is not None and {step.opname for step in dis.get_instructions(code)} <= IDLE


def prints(function):
    """Whether `print` stands in a function.

    Parameters
    ----------
    function : callable

    Returns
    -------
    bool
    """
    return "print" in getattr(getattr(_plain(function), "__code__", None), "co_names", ())


def call(function, case):
    """Call a function with copies of the arguments.

    Parameters
    ----------
    function : callable
    case : tuple

    Returns
    -------
    result : object
        What it returned, or a `Failure`.
    arguments : tuple
        The copies, as the function left them.
    """
    arguments = copy.deepcopy(case)
    try:
        return function(*arguments), arguments
    except Exception as error:
        return failure(error, function), arguments


def quiet_call(function, case):
    """Return what a wrong function makes of a case, without the warnings it may give.

    Parameters
    ----------
    function : callable
    case : tuple

    Returns
    -------
    object
        The result, or a `Failure`.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(function, case)[0]


@contextlib.contextmanager
def calls_of(functions):
    """Notice which of some functions are called.

    Parameters
    ----------
    functions : iterable of callable
        Written in Python.

    Yields
    ------
    list of str
        Their names, as they are called.
    """
    plain = map(inspect.unwrap, functions)
    codes = {function.__code__: function.__name__ for function in plain}
    called = []
    if not codes:
        yield called
        return

    def look(frame, event, _):
        if event == "call" and frame.f_code in codes:
            called.append(codes[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield called
    finally:
        sys.setprofile(before)


def _is_importing(frame, outside):
    """Whether an import is under way where an alarm rang, within the frame `outside`."""
    while frame is not None and frame is not outside:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def time_limit(seconds):
    """Raise `StillRunning` after some seconds.

    Large libraries take long to import, for the first time. That is no endless loop: after an
    import that was under way the seconds are counted anew, up to `IMPORTS` times.

    Parameters
    ----------
    seconds : float

    Yields
    ------
    None
        Without a limit where there is no alarm: on Windows, in a browser, in a thread.
    """
    outside = sys._getframe(2)  # noqa: SLF001 - where the `with` stands
    waits = list(range(IMPORTS))

    def stop(_, frame):
        if waits and _is_importing(frame, outside):
            waits.pop()
            signal.setitimer(signal.ITIMER_REAL, seconds, seconds / 10)
        else:
            raise StillRunning

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (AttributeError, ValueError):
        yield
        return
    # The alarm rings again and again: a first one can be lost in a student's bare `except:`.
    outer = signal.setitimer(signal.ITIMER_REAL, seconds, seconds / 10)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *outer)
        signal.signal(signal.SIGALRM, before)
