"""Finding the frameworks: quietly where they are, and in one sentence where they are not."""

import importlib
import json
import logging
import os
import warnings
from pathlib import Path

from lectures_nn.validation import instance

COMMAND = "python course.py lab --frameworks"
NAMES = {
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "torch": "PyTorch",
    "sklearn": "scikit-learn",
}
MAJOR = {"tensorflow": 2, "keras": 3, "torch": 2, "sklearn": 1}

# TensorFlow writes a log to stderr, past Python's own streams. It reads these once, on import.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # errors of the C++ part only
    "TF_ENABLE_ONEDNN_OPTS": "0",  # the same order of sums, and so the same digits, everywhere
}


class FrameworkError(ImportError):
    """A framework is missing or cannot be used; the message says what to do.

    Notebooks show the message alone, without the way through the code that led to it.
    """

    def _render_traceback_(self):
        return [str(self)]


def require(*names):
    """Make sure that frameworks can be used, and that they keep quiet about it.

    To be called before the first import of a framework. It sets the variables that keep
    TensorFlow's log from the screen, unless they are set already, and imports each framework.

    Parameters
    ----------
    *names : str
        "tensorflow", "keras", "torch" or "sklearn".

    Raises
    ------
    FrameworkError
        If one is not installed, does not start, has another major version than the course was
        written for, or if KERAS_BACKEND names something that is not there, or, where Keras and
        TensorFlow are needed together, something else than TensorFlow. An ImportError.
    TypeError, ValueError
        If a name is none of these.
    """
    for name in names:
        instance("name", name, str)
        if name not in NAMES:
            raise ValueError(f"name must be one of {', '.join(NAMES)}, got {name!r}")
    loaded = {name: load(name) for name in names}
    if {"keras", "tensorflow"} <= set(loaded):
        backend = loaded["keras"].backend.backend()
        if backend != "tensorflow":
            raise FrameworkError(
                f"{_keras_backend()[0]} names the backend {backend!r} and this lecture is written "
                "for tensorflow: set it to tensorflow and start the kernel again."
            )


def load(name):
    """Return a framework as a module, or raise a FrameworkError that says what is the matter.

    Parameters
    ----------
    name : str
        One of those that `require` knows.

    Returns
    -------
    module

    Raises
    ------
    FrameworkError
        If it is not installed, does not start or has another major version.
    """
    if name in ("keras", "tensorflow"):
        for variable, value in QUIET.items():
            os.environ.setdefault(variable, value)
    for logger in ("tensorflow", "absl"):  # Python's part of the log
        logging.getLogger(logger).setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of one library about another
            module = importlib.import_module(name)
    except Exception as error:
        raise FrameworkError(_reason(name, error)) from error
    version = str(getattr(module, "__version__", "0"))
    if version.split(".")[0] != str(MAJOR[name]):
        raise FrameworkError(
            f"{NAMES[name]} {version} is installed and the course needs {NAMES[name]} "
            f"{MAJOR[name]}: `python course.py setup` and then `{COMMAND}` put that right."
        )
    if hasattr(module, "config") and name == "tensorflow":  # no search for cards, for it alone
        module.config.set_visible_devices([], "GPU")
    return module


def _reason(name, error):
    """Return the sentence about a failed import."""
    absent = getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None
    if name in ("keras", "tensorflow") and absent != name:  # TensorFlow may load Keras
        place, backend = _keras_backend()
        if backend != "tensorflow":
            return (
                f"{place} names the backend {backend!r}, which cannot be used here: set it to "
                f"tensorflow, which `{COMMAND}` installs."
            )
    if absent in (name, "tensorflow"):
        adds = "`pip install torch`" if name == "torch" else f"`{COMMAND}`"
        return f"{NAMES[absent]} is not installed: {adds} adds it."
    return (
        f"{NAMES[name]} is installed but does not start ({type(error).__name__}): "
        f"`python course.py setup` and then `{COMMAND}` install it anew."
    )


def _keras_backend():
    """Return where the backend of Keras is chosen, and which one."""
    if "KERAS_BACKEND" in os.environ:
        return "The variable KERAS_BACKEND", os.environ["KERAS_BACKEND"]
    folder = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    try:
        chosen = json.loads((folder / "keras.json").read_text(encoding="utf-8"))["backend"]
    except (OSError, ValueError, LookupError, TypeError):
        chosen = "tensorflow"  # Keras' own default
    return "The file keras.json of Keras", chosen


def family(model):
    """Return which framework a model belongs to, without importing any.

    Parameters
    ----------
    model : object
        Its class may be derived from one of the framework's.

    Returns
    -------
    str
        A name that `require` knows, or "" if there is none.
    """
    for cls in type(model).__mro__:
        root = cls.__module__.partition(".")[0]
        if root in NAMES:
            return root
    return ""
