"""Numbers of outputs are compared within the tolerance that a cell states, all else exactly."""

import nbformat
import numpy as np
import pandas as pd
import pytest
import tolerances
from sample_notebooks import picture, result, said


def complaints(old, new, **entry):
    """Return what is said about a text, or a table of pandas with both its forms."""
    wrap = frame if isinstance(old, pd.DataFrame) else said
    return tolerances.settle([wrap(old)], [wrap(new)], tolerances.read(entry))[1]


def frame(table):
    data = {"text/plain": repr(table), "text/html": table._repr_html_()}
    return nbformat.v4.new_output("execute_result", data=data)


def numbers(text, **options):
    return [token.text for token in tolerances.tokens(text, **options) if token.kind == "number"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("J = 0.5 m, 96.4% of 359", ["0.5", "96.4", "359"]),
        ("[-2.  0.  3.]", ["-2.", "0.", "3."]),
        ("1e-05 to 5e+02, .5 and 1,234,567.8", ["1e-05", "5e+02", ".5", "1,234,567.8"]),
        ("from -3 to +4, \u22125; the network 3-5-4", ["-3", "+4", "\u22125", "3", "5", "4"]),
        ("labels 0..9 (2, 3) x1 r1c2 float64 nan inf -inf", ["0", "9", "2", "3"]),
        ("24 of 30: 8 x 8, 2.3x, 1/2, version 2.13.0", ["24", "30", "8", "8", "2.3", "1", "2"]),
        ("The loss is 0.5. Then 7 steps.", ["0.5", "7"]),
        ("loss 5.", ["5."]),
    ],
)
def test_the_numbers_of_a_text(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize("places", [1, 2, 3, 6])
def test_numbers_of_arrays_are_all_found(places):
    values = np.random.default_rng(0).normal(size=(4, 3), scale=100).round(places)
    found = [float(text) for text in numbers(str(values))]
    assert np.allclose(np.reshape(found, (4, 3)), values, rtol=1e-6)


TEXT = "loss 0.482 J after 10 steps\nloss 0.523 J after 20 steps\n"


@pytest.mark.parametrize(
    ("old", "new", "fine"),
    [
        ("0.482", "0.484", True),  # 0.484 - 0.482 > 0.002 in binary numbers
        ("0.482", "0.480", True),
        ("0.482", "0.486", False),
        ("0.482", "0.478", False),
        ("0.482", "0.4841", False),
        ("0.482", "-0.482", False),
        ("0.482", "nan", False),
        ("0.482", "inf", False),
        ("10 steps", "11 steps", False),
        ("10 steps", "10 epochs", False),
        ("0.523 J", "0.523 kJ", False),
        ("0.523 J", "0.523", False),
        ("loss 0.523", "cost 0.523", False),
        ("loss 0.523 J after 20 steps\n", "", False),
        ("20 steps\n", "20 steps\nloss 0.523 J after 20 steps\n", False),
        ("20 steps\n", "20 steps, 3 more\n", False),
        ("J after 10", "J\nafter 10", False),
        ("loss 0.482", "loss  0.482", True),  # blanks follow from the digits
    ],
)
def test_a_printed_line_is_held_to_its_tolerance(old, new, fine):
    assert old in TEXT
    found = complaints(TEXT, TEXT.replace(old, new, 1), absolute=0.002)
    assert (found == []) == fine


def test_near_zero_the_sign_may_change():
    assert complaints("gap 0.001", "gap -0.001", absolute=0.002) == []
    assert complaints("gap 0.001", "gap -0.002", absolute=0.002)


def test_the_larger_of_absolute_and_relative_counts():
    both = {"absolute": 0.1, "relative": 0.01}
    assert complaints("1000 1", "1010 1.1", **both) == []
    assert complaints("1000 1", "1011 1", **both)
    assert complaints("1000 1", "1000 1.11", **both)
    assert complaints("1000 1", "1010 1.1", relative=0.01)
    assert complaints("1000 0", "1000 0.0001", relative=0.01)


def test_the_complaint_names_both_numbers_their_difference_and_the_tolerance():
    (found,) = complaints("loss 0.482 J", "loss 0.492 J", absolute=0.002)
    assert found == (
        "stored 0.482, now 0.492: the difference is 0.01, the tolerance 0.002 (in 'loss 0.482 J')"
    )


def test_numbers_may_grow_by_a_digit():
    old, new = np.array([9.99, 1.0]), np.array([10.01, 0.98])
    assert len(str(old)) != len(str(new))
    assert complaints(str(old), str(new), absolute=0.02) == []


SCORES = pd.DataFrame(
    {"loss after 30": [0.48, 0.52], "accuracy": [0.91, 0.9], "kind": ["full", "half"]},
    index=pd.Index([0.1, 10.0], name="lambda"),
)
COLUMNS = {"accuracy": {"absolute": 0.02}, "loss after 30": {"relative": 0.1}}


def scores(row, column, value):
    table = SCORES.copy()
    table.iloc[row, table.columns.get_loc(column)] = value
    return table


@pytest.mark.parametrize(
    ("changed", "fine"),
    [
        (scores(0, "accuracy", 0.93), True),
        (scores(0, "accuracy", 0.9255), True),  # pandas shows both rows with four places then
        (scores(0, "accuracy", 0.95), False),
        (scores(0, "accuracy", -0.91), False),
        (scores(0, "accuracy", np.nan), False),
        (scores(0, "loss after 30", 0.528), True),
        (scores(0, "loss after 30", 0.576), False),
        (scores(1, "kind", "none"), False),
        (SCORES.rename(columns={"kind": "sort"}), False),
        (SCORES.rename(index={0.1: 0.2}), False),
        (SCORES.iloc[::-1], False),
        (SCORES.iloc[:1], False),
        (pd.concat([SCORES, SCORES]), False),
        (SCORES[["accuracy", "loss after 30", "kind"]], False),
    ],
)
@pytest.mark.parametrize("form", ["display", "print"])
def test_a_table_is_held_to_the_tolerance_of_each_column(changed, fine, form):
    old, new = SCORES, changed
    if form == "print":
        old, new = SCORES.to_string() + "\n", changed.to_string() + "\n"
    assert (complaints(old, new, columns=COLUMNS) == []) == fine


def test_what_stands_in_no_named_column_has_the_tolerance_beside_columns():
    entry = {"columns": {"accuracy": {"absolute": 0}}, "absolute": 0.05}
    assert complaints(SCORES, scores(0, "loss after 30", 0.52), **entry) == []
    assert complaints(SCORES, scores(0, "accuracy", 0.92), **entry)
    text = "The loss is 0.5.\n\nx  accuracy\na      0.91\n\nThe loss was 0.6."
    assert complaints(text, text.replace("0.5", "0.52").replace("0.6", "0.57"), **entry) == []
    assert complaints(text, text.replace("0.91", "0.92"), **entry)
    del entry["absolute"]
    entry["columns"]["accuracy"]["absolute"] = 0.1
    assert complaints(text, text.replace("0.91", "0.93"), **entry) == []
    assert complaints(text, text.replace("0.5", "0.52"), **entry)
    assert complaints(text, text.replace("0.6", "0.57"), **entry)  # the empty line ended the table


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("k  error\n1    0.2\n2    0.3", ["0.2", "0.3"]),
        ("k error\n1   0.2\n2   0.3", ["0.2", "0.3"]),
        ("k  low error  error\n1        0.2    0.3", ["0.3"]),
        ("The error is small:\n    0.2", []),
        ("error\n0.2\n\n0.3", ["0.2"]),
        ("one  error\n\n1    0.2", []),
        ("name   error\nerror    0.2\nother    0.3", ["0.2", "0.3"]),  # a row of that name
        ("k  error\n1  12345678.5\n2  x", ["12345678.5"]),
        ("k  errors\n1  2", []),
    ],
)
def test_the_columns_of_printed_tables(text, found):
    read = tolerances.tokens(text, ["error"])
    assert [token.text for token in read if token.columns and token.kind == "number"] == found


def test_the_complaint_names_the_column():
    found = complaints(SCORES, scores(0, "accuracy", 0.95), columns=COLUMNS)
    assert all("in column 'accuracy'" in sentence for sentence in found)


def test_headings_of_two_levels_and_cells_over_several_rows():
    columns = pd.MultiIndex.from_product([["NumPy", "Keras"], ["mean", "error"]])
    index = pd.MultiIndex.from_product([["small", "large"], [1, 2]], names=["size", "run"])
    table = pd.DataFrame(np.arange(16.0).reshape(4, 4) + 0.5, index=index, columns=columns)
    old = [frame(table)]
    for row in range(4):  # the cell 'small' spans two rows: the second begins further right
        for column, name in enumerate(columns):
            changed = table.copy()
            changed.iloc[row, column] += 0.1
            for heading in ("mean", "error"):
                stated = tolerances.read({"columns": {heading: {"absolute": 0.2}}})
                found = tolerances.settle(old, [frame(changed)], stated)[1]
                assert (found == []) == (heading == name[1])


def test_headings_that_are_numbers_do_not_move():
    table = pd.DataFrame([[0.5, 0.6]], columns=[1.0, 2.0])
    changed = table.rename(columns={1.0: 1.1})
    (found,) = tolerances.settle(
        [result_of_html(table)], [result_of_html(changed)], tolerances.read({"absolute": 0.2})
    )[1]
    assert "now '1.1'" in found


def result_of_html(table):
    return nbformat.v4.new_output("execute_result", data={"text/html": table._repr_html_()})


def test_figures_and_other_outputs_are_left_to_the_others():
    old, new = picture(alt="A picture, 1 of 2 in all"), picture(alt="A picture, 2 of 2 in all")
    settled, found = tolerances.settle([old], [new], tolerances.read({"absolute": 5}))
    assert (settled, found) == ([new], [])


def test_what_settles_is_a_copy_that_equals_the_stored():
    stored, fresh = [said("a 1.0"), result("2.0")], [said("a 1.1"), result("2.1")]
    settled, found = tolerances.settle(stored, fresh, tolerances.read({"absolute": 0.1}))
    assert (settled, found) == (stored, [])
    assert fresh == [said("a 1.1"), result("2.1")]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (None, "is a dict with absolute, relative or columns, not None"),
        (0.1, "is a dict"),
        ({}, "is a dict"),
        ({"absolut": 0.1}, "the tolerance is a dict with absolute, relative or both"),
        ({"absolute": "0.1"}, "absolute in the tolerance is a number not below 0, not '0.1'"),
        ({"absolute": True}, "absolute in the tolerance"),
        ({"absolute": -0.1}, "absolute in the tolerance"),
        ({"absolute": float("nan")}, "not nan"),
        ({"absolute": float("inf")}, "not inf"),
        ({"relative": 1}, "below 1, not 1"),
        ({"relative": float("nan")}, "not nan"),
        ({"absolute": 0}, "the tolerance allows nothing"),
        ({"absolute": 0.0, "relative": 0}, "allows nothing"),
        ({"columns": {}}, "the columns of a tolerance are a dict by their headings"),
        ({"columns": ["a"]}, "the columns of a tolerance"),
        ({"columns": {"a": 0.1}}, "the tolerance of column 'a' is a dict"),
        ({"columns": {"a": {}}}, "the tolerance of column 'a' is a dict"),
        ({"columns": {"a": {"absolute": -1}}}, "absolute in the tolerance of column 'a'"),
        ({"columns": {"a": {"absolute": 0}}}, "the tolerance of column 'a' allows nothing"),
        ({"columns": {"a": {"columns": {}}}}, "the tolerance of column 'a' is a dict"),
    ],
)
def test_a_malformed_tolerance_is_refused_in_a_sentence(entry, sentence):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        tolerances.read(entry)
    assert sentence in str(caught.value)


def test_what_no_number_uses_is_named():
    outputs = [frame(SCORES)]
    entry = {"columns": {"accuracy": {"absolute": 1}, "cost": {"absolute": 1}}, "relative": 0.1}
    assert tolerances.unused(outputs, tolerances.read(entry)) == ["cost"]
    assert tolerances.unused([said("cost 1")], tolerances.read(entry)) == ["accuracy", "cost"]
    assert tolerances.unused([said("cost")], tolerances.read({"absolute": 1})) == [""]
