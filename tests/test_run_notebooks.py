"""The runner: fresh kernels, honest exit codes, and nothing stored that failed."""

import json

import nbformat
import pytest
import run_notebooks
import sample_notebooks
from ipykernel.ipkernel import IPythonKernel
from sample_notebooks import code, renewed, text


def stored(folder, *cells, name="03_sample"):
    """Write a notebook of some cells and return its path."""
    path = folder / f"{name}.ipynb"
    run_notebooks.store(renewed([text("# A title"), *cells]), path)
    return path


def test_a_saved_notebook_is_canonical_and_saving_repeats(tmp_path):
    path = stored(tmp_path, code("1 + 1"), code("print('a')\nprint('b')"))
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["metadata"]["widgets"] = {"state": {}}
    raw["cells"][1]["metadata"]["execution"] = {"shell.execute_reply": "now"}
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert run_notebooks.main([str(path), "--save"]) == 0
    first = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(first, as_version=4)
    assert first == run_notebooks.as_text(run_notebooks.canonical(notebook))
    assert first.endswith("}\n")
    assert [cell.id for cell in notebook.cells] == ["c-000", "c-001", "c-002"]
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2]
    assert notebook.cells[1].outputs[0].data["text/plain"] == "2"
    assert notebook.cells[2].outputs[0].text == "a\nb\n"
    assert run_notebooks.main([str(path), "--save"]) == 0
    assert path.read_text(encoding="utf-8") == first


def test_an_editor_that_saves_has_little_to_add():
    folded = sample_notebooks.exercise("half", "x / 2")[-1]
    notebook = run_notebooks.canonical(nbformat.v4.new_notebook(cells=[code("1"), folded]))
    assert [cell.metadata.get("collapsed") for cell in notebook.cells] == [None, True]
    said = IPythonKernel.language_info
    kept = {name: value for name, value in said.items() if name != "version"}
    assert notebook.metadata.language_info == kept


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('outdated')", "wrote to stderr"),
        ("import os\nos._exit(1)", "c-002"),
    ],
)
def test_a_failing_cell_is_named_and_nothing_is_stored(tmp_path, capsys, source, message):
    path = stored(tmp_path, code("'before'"), code(source), code("'after'"))
    before = path.read_bytes()
    assert run_notebooks.main([str(path), "--save"]) == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    printed = capsys.readouterr()
    assert "03_sample" in printed.out
    assert "FAILED" in printed.out
    assert "cell 2 (id c-002)" in printed.err
    assert message in printed.err


def test_a_cell_that_hangs_is_stopped(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(run_notebooks, "CELL_TIMEOUT", 1)
    path = stored(tmp_path, code("while True:\n    pass"))
    assert run_notebooks.main([str(path)]) == 1
    assert "cell 1" in capsys.readouterr().err


def test_without_save_nothing_is_written(tmp_path, capsys):
    path = stored(tmp_path, code("1 + 1"))
    before = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 0
    assert path.read_bytes() == before
    assert "peak MB" in capsys.readouterr().out


def test_kernels_work_in_the_notebooks_folder_with_this_python(tmp_path):
    check = f"import os, sys\nassert os.getcwd() == {str(tmp_path)!r}\n"
    check += f"assert sys.prefix == {run_notebooks.sys.prefix!r}"
    assert run_notebooks.main([str(stored(tmp_path, code(check)))]) == 0


def test_a_live_view_is_not_stored_but_its_fallback_is():
    output = sample_notebooks.picture()
    output.data[run_notebooks.WIDGET_VIEW] = {"model_id": "123"}
    notebook = run_notebooks.canonical(renewed([text("# A title"), code("view", output)]))
    assert set(notebook.cells[1].outputs[0].data) == {"image/png", "text/html", "text/plain"}


def test_notebooks_are_selected_by_prefix_and_by_path(tmp_path):
    one, two = (stored(tmp_path, name=name) for name in ("00_start", "01_perceptron"))
    assert run_notebooks.select([], tmp_path) == [one, two]
    assert run_notebooks.select(["01"], tmp_path) == [two]
    assert run_notebooks.select([str(two), "00", "01"], tmp_path) == [two, one]
    with pytest.raises(SystemExit, match="no notebook called 07"):
        run_notebooks.select(["07"], tmp_path)


def test_a_failed_store_leaves_the_old_file(tmp_path, monkeypatch):
    path = stored(tmp_path, code("1"))
    before = path.read_bytes()
    monkeypatch.setattr(run_notebooks, "as_text", lambda notebook: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_notebooks.store(renewed([]), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_peak_memory_is_that_of_the_kernel(tmp_path):
    path = stored(tmp_path, code("held = bytearray(300_000_000)\ndel held"))
    _, run = run_notebooks.execute(path)
    assert 300 < run.megabytes < 1000


def test_a_notebook_whose_extra_is_missing_is_left_out_and_said_to_be(
    tmp_path, capsys, monkeypatch
):
    packages, command = run_notebooks.EXTRAS["frameworks"]
    path = stored(tmp_path, code("assert False"))
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["lectures_nn"]["extra"] = "frameworks"
    run_notebooks.store(notebook, path)
    before = path.read_bytes()
    lacks = f"needs the extra frameworks ({command} adds it)"

    monkeypatch.setitem(run_notebooks.EXTRAS, "frameworks", (("json", "nobody_has_it"), command))
    assert run_notebooks.lacking(notebook) == lacks
    assert run_notebooks.main([str(path), "--save"]) == 0
    assert f"03_sample  {lacks}" in capsys.readouterr().out
    assert path.read_bytes() == before

    monkeypatch.setitem(run_notebooks.EXTRAS, "frameworks", (("json",), command))
    assert run_notebooks.lacking(notebook) == ""
    assert run_notebooks.main([str(path)]) == 1
    assert packages == ("tensorflow", "keras")


def test_what_complete_runs_took_is_stored_beside_what_is_known(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(run_notebooks, "MEASURED", tmp_path / "measured.json")
    known = {"megabytes": 7}
    (tmp_path / "measured.json").write_text(json.dumps({"99_other": known}), encoding="utf-8")
    busy = "import time\nstart = time.process_time()\nwhile time.process_time() < start + 1: pass"
    good = stored(tmp_path, code(busy), name="01_good")
    bad = stored(tmp_path, code("1 / 0"), name="02_bad")
    assert run_notebooks.main([str(good), str(bad), "--measure"]) == 1
    found = run_notebooks.measured()
    assert list(found) == ["01_good", "99_other"]
    assert found["99_other"] == known
    entry = found["01_good"]
    assert entry["processor_seconds"] >= 1
    assert entry["megabytes"] > 20
    assert entry["date"][:2] == "20"
    assert "cores, Python 3." in entry["machine"]
