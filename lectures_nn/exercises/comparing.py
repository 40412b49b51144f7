"""Whether an answer agrees with what is expected, as a fair teacher reads it, and where not.

`compare` takes both apart into leaves (a number, an array, a word, a truth value), and `say` makes
a sentence of those that differ. Formats are read generously: 0 and 1 for truth values, fractions,
an array of one element for a number, capitals, blanks, articles and endings in words, float32; and
where a value is asked for, numbers and truth values that are written as text.
"""

import ast
import math
import re
import string
from dataclasses import dataclass

import numpy as np

NUMBERS = "biufc"  # NumPy's kinds: bool, integers, floats, complex
# How exact a result can be that was computed with fewer digits than the reference.
COARSE = {"float16": 1e-2, "float32": 1e-5, "complex64": 1e-5}
# Digits of a number that was rounded where nothing was said about rounding.
FEWEST_DIGITS, MOST_DIGITS = 3, 9
EXPECTED = ("expected a number", "expected a word", "expected True", "expected an array")
RIGHT_NUMBERS = "the numbers are right, but"
OPEN = "is still open."
ENDINGS = ("ing", "es", "ed", "s", "e")
SMALL_WORDS = {"a", "an", "the", "it", "its", "is", "in", "of", "on", "at", "to", "by", "with"}
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Rule:
    """How values are compared and differences told.

    Attributes
    ----------
    tolerance : float
        Largest difference that counts as equal, relative to values above 1.
    rounded : bool
        Whether a number given with three digits or more may be rounded or cut off.
    decimals : int or None
        Number of decimals to which an answer may be rounded besides.
    reveal : bool
        Whether to say by how much numbers differ (which gives the expected number away).
    counted : bool
        Whether to say of all parts, not of words alone, only how many are right.
    names : tuple of str
        What the parts of a tuple are called.
    typed : bool
        Whether a person typed the value: then numbers may be text, None is a part that is still
        open, and True is no number.
    """

    tolerance: float = 1e-7
    rounded: bool = False
    decimals: int | None = None
    reveal: bool = True
    counted: bool = False
    names: tuple = ()
    typed: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """A value in another process of which only a description came.

    Attributes
    ----------
    description : str
        In a few words, such as "a function".
    """

    description: str


@dataclass(frozen=True)
class Leaf:
    """One value of an answer beside the expected one.

    Attributes
    ----------
    name : str
        Its place, "part 2" for instance; empty if the answer is a single value.
    kind : {"number", "array", "word", "truth", "form"}
        What is expected; "form" if the answer cannot be taken apart as expected.
    got, right : object
        The answer's value and the expected one.
    difference : str
        How they differ; empty if they agree.
    hint : str or None
        "form" or "shape" if that is all that is wrong.
    """

    name: str
    kind: str
    got: object
    right: object
    difference: str

    @property
    def hint(self):
        """Name what is wrong besides the value: the form, or the shape of right numbers."""
        if self.difference.startswith(RIGHT_NUMBERS):
            return "shape"
        formal = self.difference.startswith((*EXPECTED, OPEN))
        return "form" if self.kind == "form" or formal else None

    @property
    def agrees(self):
        """Whether the value is right."""
        return not self.difference


def compare(got, expected, rule):
    """Take an answer and the expected value apart.

    Parameters
    ----------
    got, expected : object
        Numbers, arrays, words, None, or tuples, lists and dicts of those.
    rule : Rule

    Returns
    -------
    list of Leaf
        A single one of the kind "form" if the two are not built alike.
    """
    return _compare(got, expected, rule, "", rule.names)


def agree(got, expected, rule):
    """Whether an answer is what is expected."""
    return all(leaf.agrees for leaf in compare(got, expected, rule))


def _compare(got, expected, rule, name, names=()):
    if isinstance(expected, dict):
        names, wanted = [f"`{key}`" for key in expected], list(expected.values())
        parts = _entries(got, expected)
    elif isinstance(expected, tuple | list):
        prefix = f"{name}, part" if name else "part"
        if len(names) != len(expected):
            names = [f"{prefix} {i}" for i in range(1, len(expected) + 1)]
        wanted, parts = expected, _parts(got, expected, names, rule)
    else:
        return [_leaf(got, expected, rule, name)]
    if isinstance(parts, str):
        return [Leaf(name, "form", got, expected, parts)]
    triples = zip(parts, wanted, names, strict=True)
    return [leaf for a, b, n in triples for leaf in _compare(a, b, rule, n)]


def _leaf(got, expected, rule, name):
    if rule.typed and (got is None or got is ...) and expected is not None:
        return Leaf(name, "word", got, expected, OPEN)
    if expected is None:
        kind, difference = "word", "" if got is None else f"{describe(got)} is not the answer."
    elif isinstance(expected, str):
        kind, difference = "word", _differ_as_words(got, expected)
    else:
        right = np.asarray(expected)
        kind = "array" if right.ndim else "truth" if right.dtype.kind == "b" else "number"
        got = typed(got, kind == "truth") if rule.typed else got
        difference = _differ_as_numbers(got, expected, right, rule)
    return Leaf(name, kind, got, expected, difference)


def typed(value, truth=False):
    """Return the numbers, or truth values, that are written as text in a value.

    Parameters
    ----------
    value : object
        Such as "7/16", "864 024", "True" or a list of those.
    truth : bool
        Whether True and False are asked for.

    Returns
    -------
    object
        The value itself where it says none.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "UO":
        return typed(value.tolist(), truth)
    if isinstance(value, tuple | list):
        return type(value)(typed(part, truth) for part in value) if _is_plain(value) else value
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\s_]", "", value).casefold().replace("\N{MINUS SIGN}", "-")
    if truth and text.strip(".'\"") in TRUTHS:
        return TRUTHS[text.strip(".'\"")]
    number = _number(text)
    return value if number is None else number


def _is_plain(value):
    return type(value) in (tuple, list)  # a named tuple is made in another way


def _number(text):
    text = text.strip("'\"()[]")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+", text):  # 168,120
        text = text.replace(",", "")
    text = re.sub(r"(\d),(\d)", r"\1.\2", text)  # 0,5
    above, line, below = text.partition("/")
    try:
        if line:
            return float(above) / float(below)
        found = int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
    except (ValueError, ZeroDivisionError):
        return None
    return found if math.isfinite(found) else None


def _entries(got, expected):
    """Return the values of a dict in the order of another, or what is wrong with its form."""
    keys = [_letters(key) for key in expected]
    if isinstance(got, tuple | list) and len(got) == len(keys):
        return list(got)
    if not isinstance(got, dict):
        return f"expected a dict with the keys {list(expected)}, got {describe(got)}."
    given = {_letters(key): value for key, value in got.items()}
    if lacking := [repr(key) for key in expected if _letters(key) not in given]:
        return f"the dict has no entry {', '.join(lacking)}."
    if surplus := [repr(key) for key in got if _letters(key) not in keys]:
        return f"the dict has an entry {', '.join(surplus)}, which is not asked for."
    return [given[key] for key in keys]


def _parts(got, expected, names, rule):
    """Return the parts of a sequence, or what is wrong with its form."""
    if isinstance(got, dict):
        keys = {_letters(key) for key in got}
        for called in (names, string.ascii_lowercase[: len(expected)]):
            if keys == {_letters(name) for name in called}:
                got = _entries(got, dict.fromkeys(called))
                break
    if isinstance(got, str):
        got = _words(got, expected, rule)
    if rule.typed and isinstance(got, tuple | list):
        got = _folded(got, expected)
    if hasattr(got, "to_numpy") and getattr(got, "ndim", 0) == 1:  # a column of a table
        got = list(got)
    if isinstance(got, np.ndarray) and got.ndim and len(got) == len(expected):
        # An array is a pair of numbers, or of rows, but not of a matrix and a vector.
        plain = all(isinstance(part, str) or np.ndim(part) == got.ndim - 1 for part in expected)
        got = list(got) if plain else got
    if not isinstance(got, tuple | list):
        return f"expected {describe(expected)}, got {describe(got)}."
    if len(got) != len(expected):
        return f"expected {describe(expected)}, got one of {len(got)}."
    return list(got)


def _words(got, expected, rule):
    """Return the parts that stand in one text."""
    if rule.typed and (parts := _literal(got)) is not None:
        return parts
    words = [word for word in re.split(r"[,;]", got.strip("()[] ")) if word.strip()]
    if all(isinstance(part, str) for part in expected):
        return words if len(words) == len(expected) else re.findall(r"[^\s,;]+", got)
    return words if rule.typed and len(words) == len(expected) else got


def _literal(text):
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, tuple | list) else None


def _folded(got, expected):
    """Put a flat sequence into the pairs that are expected."""
    sizes = [len(part) for part in expected if isinstance(part, tuple | list)]
    flat = not any(isinstance(part, tuple | list | dict | np.ndarray) for part in got)
    if len(sizes) < len(expected) or not flat or len(got) != sum(sizes) or set(sizes) == {1}:
        return got
    left = iter(got)
    return [[next(left) for _ in range(size)] for size in sizes]


def _differ_as_words(got, expected):
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got.item()
    if not isinstance(got, str):
        return f"expected a word in quotes, got {describe(got)}."
    return "" if stem(got) == stem(expected) else f"{str(got)!r} is not the answer."


def stem(word):
    """Return what is left of a word without capitals, blanks, hyphens, articles and endings."""
    first, _, rest = str(word).strip().partition(" ")
    if rest and _letters(first) in SMALL_WORDS:  # "in the cost"
        return stem(rest)
    word = _letters(word)
    while (ending := next((e for e in ENDINGS if word.endswith(e)), "")) and len(word) > 3:
        word = word[: -len(ending)]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word  # fitt(ing)


def _letters(word):
    return re.sub(r"[\W_]", "", str(word)).casefold()


def numbers(value):
    """Return a value as an array of numbers, or None if it is none.

    Parameters
    ----------
    value : object
        A number, an array or nested lists; fractions and decimals are numbers, too.

    Returns
    -------
    ndarray or None
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":  # Fraction, Decimal, very large integers
            array = np.array([complex(part) for part in array.ravel()]).reshape(array.shape)
    except Exception:  # rows of different lengths, tensors that do not leave their device, None
        return None
    return array if array.dtype.kind in NUMBERS else None


def _differ_as_numbers(got, expected, right, rule):
    value = numbers(got)
    if value is None and right.dtype.kind not in NUMBERS:  # labels as words
        same = np.shape(got) == right.shape and np.array_equal(got, right)
        return "" if same else "the entries differ."
    if value is None:
        return f"expected {_wanted(right)}, got {describe(got)}."
    if right.ndim == 0 and value.size == 1:
        value = value.reshape(())
    if rule.typed and right.ndim == value.ndim == 0 and value.dtype.kind == "b" != right.dtype.kind:
        return f"expected a number, got {bool(value)}."
    if value.shape != right.shape:
        return _differ_in_shape(value, right, rule)
    if right.dtype.kind == "b" and not np.isin(value, (0, 1)).all():
        return f"{_place(~np.isin(value, (0, 1)))}expected True or False."
    wrong = wrong_entries(value, right, rule)
    if not wrong.any():
        return ""
    where = _place(wrong)
    first = tuple(np.argwhere(wrong)[0])
    if np.isnan(value[first]):
        return f"{where}the value is NaN (not a number)."
    if right.dtype.kind == "b":
        return f"{where}{bool(value[first])} is not right."
    with np.errstate(over="ignore"):  # very large numbers are off by infinity
        by = float(np.abs(np.complex128(value[first]) - np.complex128(right[first])))
    amount = f" (off by {by:.2g})" if rule.reveal and math.isfinite(by) else ""
    return f"{where}the value is not right yet{amount}."


def _wanted(right):
    if right.ndim:
        return f"an array of shape {right.shape}"
    return "True or False" if right.dtype.kind == "b" else "a number"


def _differ_in_shape(value, right, rule):
    told = f"expected shape {right.shape}, got {value.shape}."
    if not right.ndim:
        return f"expected {_wanted(right)}, got {describe(value)}."
    if value.size != right.size:
        return told
    line = ""
    if right.ndim == 1:
        line = {(right.size, 1): " (a column)", (1, right.size): " (a row)"}.get(value.shape, "")
    if not wrong_entries(value.reshape(right.shape), right, rule).any():
        told = f"{RIGHT_NUMBERS} they stand in an array of shape {value.shape}{line}."
        return f"{told} Asked for is the shape {right.shape}."
    if value.T.shape == right.shape and not wrong_entries(value.T, right, rule).any():
        told = f"{RIGHT_NUMBERS} transposed: the shape is {value.shape}"
        return f"{told}, asked for is {right.shape}."
    return f"expected shape {right.shape}, got {value.shape}{line}."


def wrong_entries(value, right, rule):
    """Return where numbers differ.

    Parameters
    ----------
    value, right : ndarray of one shape
    rule : Rule

    Returns
    -------
    ndarray of bool
    """
    exact = rule.tolerance
    allowed = max(exact, COARSE.get(value.dtype.name, 0.0))
    rounding = rule.rounded and right.dtype.kind == "f" and not value.ndim
    given = value.item().real if rounding else None
    precision = np.finfo(value.dtype).eps if value.dtype.kind == "f" else 0.0
    value, right = value.astype(complex), right.astype(complex)
    with np.errstate(invalid="ignore", over="ignore"):
        scale = np.maximum(1.0, np.abs(right))
        if allowed > exact and right.size:  # few digits: of the largest number that took part
            finite = np.abs(right[np.isfinite(right)])
            scale = np.maximum(scale, finite.max(initial=1.0))
        distance = np.abs(value - right)
        close = np.isfinite(right) & (distance <= allowed * scale)
    if rounding and np.isfinite(right):
        close = close | _is_rounding(given, right.item().real, rule.decimals, precision)
    return ~(close | (value == right) | (np.isnan(value) & np.isnan(right)))


def _is_rounding(number, right, decimals=None, precision=0.0):
    """Whether a number is the right one with fewer digits, but enough of them.

    It may be rounded or cut off, unless so many decimals are asked for. `precision` is that of the
    number's type: in single precision 0.414 is 0.41400000453.
    """
    if not right:
        return False
    first = math.floor(math.log10(abs(right)))
    allowed = [] if decimals is None else [round(right, decimals)]
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        unit = 10.0 ** (first - digits + 1)
        allowed += [math.floor(right / unit) * unit, math.ceil(right / unit) * unit]
    return any(math.isclose(number, value, rel_tol=max(1e-9, precision)) for value in allowed)


def begun(name):
    """Begin a sentence with the name of a part; a variable's name, in backticks, stays as it is."""
    return f"{name[0].upper()}{name[1:]}" if " " in name else name


def say(leaves, rule):
    """Say in one or two sentences which parts of an answer are not right yet.

    Parameters
    ----------
    leaves : list of Leaf
    rule : Rule

    Returns
    -------
    str
        Empty if all agree. Of several words or truth values only the number of right ones is told.
    """
    wrong = [leaf for leaf in leaves if not leaf.agrees]
    if not wrong:
        return ""
    if left := [leaf.name for leaf in wrong if leaf.difference == OPEN]:
        return f"Still open: {', '.join(left)}."
    if len(leaves) == 1:
        return (
            f"{begun(wrong[0].name)}: {wrong[0].difference}"
            if wrong[0].name
            else wrong[0].difference
        )
    choices = [leaf for leaf in leaves if rule.counted or leaf.kind in ("word", "truth")]
    if len(choices) < 2:
        choices = []
    # A part that is not even of the kind asked for is named: that gives nothing away.
    named = [leaf for leaf in wrong if leaf.hint == "form" or not _is_in(leaf, choices)]
    if named:
        told = sentence_of_right(
            [leaf.name for leaf in leaves if leaf.agrees and leaf.kind in ("number", "array")]
        )
        return f"{told}{begun(named[0].name)}: {named[0].difference}"
    right = sum(leaf.agrees for leaf in choices)
    told = sentence_of_right([leaf.name for leaf in leaves if not _is_in(leaf, choices)])
    verb = "is" if right == 1 else "are"
    return f"{told}{right or 'none'} of the {len(choices)} answers {verb} right."


def _is_in(leaf, leaves):
    return any(leaf is other for other in leaves)  # == would compare arrays


def sentence_of_right(names):
    """Return "Part 1 is right. " or "`W` and `b` are right. "; nothing without names."""
    if not names:
        return ""
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{begun(listed)} {'is' if len(names) == 1 else 'are'} right. "


def _place(mask):
    return f"at index {[int(i) for i in np.argwhere(mask)[0]]} " if mask.ndim else ""


def describe(value):
    """Return what a value is, in a few words.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list | set | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return f"the word {str(value)!r}"
    if value is None:
        return "nothing (None)"
    if value is ...:
        return "`...`"
    if isinstance(value, bool | int | float | complex | np.generic):
        return f"{value}"
    if isinstance(value, Elsewhere):
        return value.description
    if callable(value):
        return "a function"
    return f"a value of type {type(value).__name__}"
