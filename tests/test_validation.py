"""The checks themselves: what passes unchanged, what is converted, what each message says."""

import decimal
import fractions

import numpy as np
import pytest
from scipy import sparse

from lectures_nn.validation import batch, generator, instance, number, real_array, whole_number


def test_arrays_pass_without_a_copy_where_possible():
    for dtype in (np.float64, np.float32):
        array = np.ones((2, 3), dtype)
        assert real_array("a", array) is array
        assert batch("a", array, n_features=3, dtype=dtype) is array


@pytest.mark.parametrize("value", [[[1, 2]], ((True, False),), np.ones((1, 2), np.float16)])
def test_other_numbers_become_float64(value):
    assert batch("a", value).dtype == np.float64


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([["a", "b"]], TypeError, "a must hold real numbers, got an array of type 'str"),
        ([[1j]], TypeError, "complex128"),
        ([[None]], TypeError, "object"),
        ("text", TypeError, "real numbers, got str"),
        ({1: 2}, TypeError, "real numbers, got dict"),
        (np.datetime64("2020-01-01"), TypeError, "real numbers, got datetime64"),
        ([[1], [1, 2]], ValueError, "rows of different lengths"),
        (sparse.csr_array(np.ones((2, 2))), TypeError, "dense array, got sparse csr_array"),
        (sparse.lil_matrix(np.ones((2, 2))), TypeError, "dense array, got sparse lil_matrix"),
        ([1.0, 2.0], ValueError, r"shape \(m, n\), got \(2,\)"),
        (np.ones((2, 0)), ValueError, r"at least one example and one column, got \(2, 0\)"),
        (np.ones((0, 2)), ValueError, r"at least one example and one column, got \(0, 2\)"),
        ([[1, np.nan], [np.inf, 1]], ValueError, r"2 NaN or infinite value.*first at \(0, 1\)"),
        ([[1e300, 10**400]], TypeError, "object"),
    ],
)  # fmt: skip
def test_what_is_no_batch(value, error, message):
    with pytest.raises(error, match=message):
        batch("a", value)


def test_too_large_for_float32_is_said():
    with pytest.raises(ValueError, match="must be finite"):
        real_array("a", [1e300], dtype=np.float32)


@pytest.mark.parametrize(
    "value", [3, 3.0, np.float32(3), np.int8(3), np.array(3.0), fractions.Fraction(3, 1)]
)
def test_numbers_become_python_floats(value):
    assert type(number("x", value)) is float
    assert number("x", value) == 3


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (True, TypeError), (np.True_, TypeError), ("3", TypeError), (None, TypeError),
        ([3], TypeError), (np.ones(1), TypeError), (3j, TypeError), (decimal.Decimal(3), TypeError),
        (np.complex128(3), TypeError), (np.datetime64("2020-01-01"), TypeError),
        (np.nan, ValueError), (np.inf, ValueError), (-np.inf, ValueError), (10**400, ValueError),
    ],
)  # fmt: skip
def test_what_is_no_number(value, error):
    with pytest.raises(error, match="x must be"):
        number("x", value)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ({"low": 0}, [0, 1], [-1e-9]),
        ({"above": 0}, [1e-300], [0, -1]),
        ({"low": 0, "below": 1}, [0, 0.999], [1, -0.1]),
        ({"above": 0, "high": 2}, [2, 1e-9], [0, 2.001]),
    ],
)
def test_bounds(bounds, inside, outside):
    for value in inside:
        assert number("x", value, **bounds) == value
    for value in outside:
        with pytest.raises(ValueError, match=r"x must be .*, got "):
            number("x", value, **bounds)


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), 10**9])
def test_whole_numbers(value):
    assert type(whole_number("n", value)) is int


@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (-2, ValueError), (2.0, TypeError), (True, TypeError), (None, TypeError),
     ("2", TypeError), (np.array([2]), TypeError), (10**20, ValueError),
     (np.int64(10**9 + 1), ValueError)],
)  # fmt: skip
def test_what_is_no_whole_number(value, error):
    with pytest.raises(error, match="n must be"):
        whole_number("n", value)


def test_generators_pass_and_seeds_start_one():
    for source in (np.random.default_rng(0), np.random.RandomState(0)):
        assert generator("rng", source) is source
    assert generator("rng", 3).random() == np.random.default_rng(3).random()
    assert generator("rng", np.int64(3)).random() == np.random.default_rng(3).random()
    assert generator("rng", None).random() != generator("rng", None).random()


@pytest.mark.parametrize(
    ("value", "error"),
    [(-1, ValueError), (1.0, TypeError), ("1", TypeError), (True, TypeError),
     (np.random, TypeError)],
)  # fmt: skip
def test_what_is_no_source_of_randomness(value, error):
    with pytest.raises(error, match="rng must be a seed"):
        generator("rng", value)


def test_instances_and_their_classes():
    error = KeyError("x")
    assert instance("e", error, LookupError) is error
    with pytest.raises(TypeError, match=r"got the class itself: write KeyError\(\.\.\.\)"):
        instance("e", KeyError, LookupError)
    with pytest.raises(TypeError, match="e must be a LookupError, got int"):
        instance("e", 3, LookupError)
