"""Notebooks under other kernels of linear algebra: what moves, and the tolerance proposed."""

import copy
import os
import sys

import matrix
import nbformat
import pandas as pd
import pytest
import run_notebooks
import tolerances
from sample_notebooks import code, renewed, said, text


def sample(*outputs, **metadata):
    """Return an executed notebook of one cell with these outputs."""
    return renewed([text("# A title"), code("result", *outputs, **metadata)])


def examined(old, *fresh, errors=(), **metadata):
    """Return the findings about one cell that printed `old` and then, in runs, something else."""
    runs = {f"run {number}": (sample(said(new)), "") for number, new in enumerate(fresh, 1)}
    for error in errors:
        runs[error] = sample(), f"cell 1 (id c-001): Traceback\n\n{error}"
    return matrix.examine(sample(said(old), **metadata), runs)


def test_what_does_not_move_is_not_mentioned():
    assert examined("J = 0.482", "J = 0.482", "J = 0.482") == []
    assert matrix.lines([]) == ["  nothing moves"]


def test_the_largest_difference_of_all_runs_is_proposed_twice():
    (finding,) = examined("J = 0.482 after 10", "J = 0.483 after 10", "J = 0.479 after 10")
    assert finding.proposal == {"absolute": 0.006}
    assert "1 of 2" in matrix.lines([finding])[1]
    assert 'propose "tolerance": {"absolute": 0.006}' in matrix.lines([finding])[1]


@pytest.mark.parametrize(
    ("number", "rounded"), [("0.0021", 0.003), ("0.2", 0.2), ("91", 100), ("1e-7", 1e-7)]
)
def test_proposals_are_rounded_up_to_one_digit(number, rounded):
    assert matrix.up(matrix.Decimal(number)) == rounded


def test_a_proposal_lets_every_run_pass():
    old, fresh = "a 0.482\nb -3.1e-05", ["a 0.483\nb 2e-06", "a 0.47\nb -3.4e-05"]
    (finding,) = examined(old, *fresh)
    stated = tolerances.read(finding.proposal)
    for new in fresh:
        assert tolerances.settle([said(old)], [said(new)], stated)[1] == []


@pytest.mark.parametrize(
    ("absolute", "verdict"), [(0.001, "within its tolerance"), (0.0005, "too narrow, propose")]
)
def test_a_stated_tolerance_is_judged(absolute, verdict):
    (finding,) = examined("J = 0.482", "J = 0.483", tolerance={"absolute": absolute})
    assert verdict in matrix.lines([finding])[1]


@pytest.mark.parametrize("new", ["J = nan", "J = 0.48 s", "J = 0.482\nmore", "K = 0.482"])
def test_other_changes_have_no_tolerance(new):
    (finding,) = examined("J = 0.482", "J = 0.483", new)
    assert finding.proposal is None
    assert "CHANGES in 1 runs, as in run 2: " in matrix.lines([finding])[1]


def test_a_cell_that_fails_elsewhere_is_named_with_its_error():
    (finding,) = examined("J = 0.482", errors=["AssertionError: at least 7 of 10, got 6"])
    assert matrix.lines([finding])[1].endswith("AssertionError: at least 7 of 10, got 6")
    (finding,) = examined("J = 0.482", errors=["AssertionError"])
    assert matrix.lines([finding])[1].endswith("AssertionError")


def test_cells_after_the_failure_and_cells_not_compared_are_left_out():
    stored = sample(said("1"))
    fresh = copy.deepcopy(stored)
    fresh.cells[1].update(outputs=[], execution_count=None)
    assert matrix.examine(stored, {"run": (fresh, "cell 0 (id c-000): x")}) == []
    stored = sample(said("1"), tags=["nbval-ignore-output"])
    assert matrix.examine(stored, {"run": (sample(said("2")), "")}) == []


def test_columns_of_a_table_get_a_tolerance_each():
    def output(*scores):
        table = pd.DataFrame({"k": [1, 2], "score": scores, "cost": [0.5, 0.25]})
        data = {"text/plain": repr(table), "text/html": table._repr_html_()}
        return nbformat.v4.new_output("execute_result", data=data)

    stored, fresh = output(0.91, 0.93), output(0.91, 0.92)
    (finding,) = matrix.examine(sample(stored), {"run": (sample(fresh), "")})
    assert finding.proposal == {"columns": {"score": {"absolute": 0.02}}}
    assert tolerances.settle([stored], [fresh], tolerances.read(finding.proposal))[1] == []


def test_only_kernels_that_answer_are_taken(monkeypatch):
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    assert matrix.kernels(["Nonsense"]) == []


def test_a_notebook_is_run_on_every_machine(tmp_path, monkeypatch, capsys):
    source = "import os\nprint(os.environ['OPENBLAS_CORETYPE'], 'x', os.environ['OMP_NUM_THREADS'])"
    path = tmp_path / "03_sample.ipynb"
    run_notebooks.store(renewed([text("# A title"), code(source, said("Zen x 1\n"))]), path)
    monkeypatch.setattr(matrix, "kernels", lambda names: list(names))
    before = dict(os.environ)
    assert matrix.main([str(path), "--kernels", "Zen"]) == 1
    assert dict(os.environ) == before
    assert capsys.readouterr().out.splitlines() == [
        "kernels: Zen; threads: 1, 2",
        "03_sample, 2 runs",
        "  cell           moved         by   relative  verdict",
        '  c-001         1 of 1          1          1  propose "tolerance": {"absolute": 2.0}',
    ]
    assert matrix.main([str(path), "--kernels", "Zen", "--threads", "1"]) == 0
    assert "nothing moves" in capsys.readouterr().out
    monkeypatch.setattr(matrix, "kernels", lambda names: [])
    assert matrix.main([str(path)]) == 1
    assert sys.executable not in capsys.readouterr().out
