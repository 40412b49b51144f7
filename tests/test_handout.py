"""The students' course: complete, working, and without a solution in it."""

import ast
import base64
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
import zlib
from pathlib import Path

import handout
import nbformat
import numpy as np
import pytest
import run_notebooks
import sample_notebooks
import sealing

import notebooks
from lectures_nn.exercises import declared, encoding, engine, lecture_00, lecture_06, sealed
from lectures_nn.exercises.calling import Failure
from lectures_nn.exercises.own_work import WITHOUT

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = [
    (module.__name__.rpartition(".")[2], name, exercise)
    for module in declared.lectures()
    for name, exercise in declared.exercises_of(module).items()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the students' course, built once."""
    target = tmp_path_factory.mktemp("given") / "course"
    handout.build(target)
    return target


@pytest.fixture
def check(folder, monkeypatch):
    """Return a function that loads a lecture's checks as students have them."""
    monkeypatch.setattr(sealed, "FOLDER", folder / "lectures_nn" / "exercises")
    return sealed.load


# ------------------------------------------------------------------------ nothing is given away


def lines(source):
    """Return code as lines without their indentation and with one spelling."""
    return "\n" + "\n".join(line.strip() for line in ast.unparse(ast.parse(source)).splitlines())


def solved(source):
    """Return the code in a solution cell that solves: bodies of functions, values to the right."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("solution_"):
            found.append("\n".join(ast.unparse(part) for part in node.body))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("solution_"):
            found.append(ast.unparse(node.value))
    return ["\n".join(line.strip() for line in text.splitlines()) for text in found]


def is_plain(text):
    """Say whether code is a number or a word, or several: those stand in many places."""
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return True


def solutions():
    """Return lecture, exercise and code of each solution in the notebooks."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for exercise in notebooks.exercises(notebooks.read(path)):
            for text in solved(exercise.solution.source):
                yield path.name[:2], exercise.name, text


SOLUTIONS = list(solutions())
# Where the same line stands in the lecture itself, which the exercise asks to be applied.
IN_THE_LECTURE = {}


def test_no_solution_stands_in_a_notebook_or_beside_a_check(folder):
    assert len(SOLUTIONS) >= len(EXERCISES)
    places = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = notebooks.codes(nbformat.read(path, as_version=4))
        places[path.name[:2]] = "".join(lines(cell.source) for cell in cells)
    modules = sorted((folder / "lectures_nn" / "exercises").glob("*.py"))
    beside = "".join(lines(path.read_text(encoding="utf-8")) for path in modules)
    found = {
        (lecture, name)
        for lecture, name, text in SOLUTIONS
        for place in (places[lecture], beside)
        if not is_plain(text) and text in place
    }
    assert found == set(IN_THE_LECTURE)


def test_a_solution_that_stands_somewhere_is_found():
    source = "def solution_doubled(x):\n    y = 2 * x\n    return y\n"
    (text,) = solved(source)
    assert text in lines("def any_name(x):\n    if x:\n        y = 2*x\n        return y\n")
    assert text not in lines("def any_name(x):\n    y = 3 * x\n    return y\n")
    assert solved("solution_sum = (1 + 2) * 3") == ["(1 + 2) * 3"]


def test_the_exercises_have_no_reference_and_no_value_in_clear(folder):
    place = folder / "lectures_nn" / "exercises"
    assert not (place / "catalogue.py").exists()
    front = (place / "__init__.py").read_text(encoding="utf-8")
    assert "progress()" in front
    assert "hints" not in front.replace("hint, an", "")
    for lecture, name, exercise in EXERCISES:
        assert len((place / f"{lecture}.py").read_text(encoding="utf-8").splitlines()) == 5
        stored = json.loads((place / f"{lecture}.json").read_text(encoding="utf-8"))[name]
        assert all(re.fullmatch(r"[\w+/=]+", line) for line in stored["text"])
        parts = encoding.read("".join(stored["text"]), functions=True)
        assert "reference" not in parts
        if hasattr(exercise, "properties"):  # predicates remain, wrong answers do not
            inside = encoding.run(parts["source"], name).properties
            assert inside.keys() == exercise.properties.keys()
            assert all(wrong is None for _, _, wrong in inside.values())


@pytest.mark.parametrize(("lecture", "name", "exercise"), EXERCISES)
def test_nothing_that_a_check_has_passes_it(check, lecture, name, exercise):
    given = check(lecture)[name]
    for attribute in dir(given):
        verdict = given(getattr(given, attribute))
        assert not verdict.passed, f"check.{name}.{attribute} passes"


def test_the_trick_worked_before():
    assert lecture_00.mean_square(lecture_00.mean_square.reference).passed


# ------------------------------------------------------------------------- the checks still judge


def foreseen(exercise):
    """Return the right answer, if it is known, and the wrong ones."""
    if isinstance(exercise, engine.FunctionExercise):
        yield exercise.reference
    elif isinstance(exercise, engine.ValueExercise):
        yield exercise.expected
    elif isinstance(exercise, engine.ChoiceExercise):
        yield from (exercise.right, *exercise.choices)
    if hasattr(exercise, "misconceptions"):
        for wrong, _ in exercise.misconceptions.values():
            yield from engine.variants(wrong)
    if hasattr(exercise, "properties"):
        yield from (wrong for _, _, wrong in exercise.properties.values())


@pytest.mark.parametrize(("lecture", "name", "exercise"), EXERCISES)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # from wrong answers
def test_sealed_and_open_exercises_say_the_same(check, lecture, name, exercise):
    given = check(lecture)[name]
    if (lecture, name) not in {tuple(path.split(".")) for path in WITHOUT}:
        verdicts = [(exercise(answer), given(answer)) for answer in foreseen(exercise)]
        assert [mine for mine, _ in verdicts] == [theirs for _, theirs in verdicts]
        assert len({mine.hint for mine, _ in verdicts}) > 2
    assert given(None) == exercise(None)


@pytest.mark.parametrize("exercise", [e for e in EXERCISES if e[0] + "." + e[1] in WITHOUT])
def test_what_the_package_has_does_not_count_as_an_answer(check, exercise):
    lecture, name, _ = exercise
    given = check(lecture)[name]
    assert given.without == WITHOUT[f"{lecture}.{name}"]
    for path in given.without:
        assert callable(pkgutil.resolve_name(path))
        assert not given(pkgutil.resolve_name(path)).passed


def test_an_answer_that_calls_the_package_is_told_so(check):
    from lectures_nn.activations import sigmoid, sigmoid_derivative

    given = check("lecture_06")["sigmoid_gradient"]
    for borrowed in (sigmoid_derivative, lambda z: 1.0 * sigmoid_derivative(z)):
        verdict = given(borrowed)
        assert verdict.hint == "borrowed"
        assert "`sigmoid_derivative`" in verdict.message
    assert given(lambda z: sigmoid(z) * (1 - sigmoid(z))).passed
    assert lecture_06.sigmoid_gradient(sigmoid_derivative).passed  # the course's own check


# -------------------------------------------------------------------------- the folder as a whole


def test_its_own_tests_pass(folder):
    """In a process of its own, which sees the students' package and nothing of this one."""
    tests = ["tests/test_handout.py", "tests/test_network.py", "notebooks/00_start_here.ipynb"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_clinic_still_reveals_what_the_lecture_reveals(folder):
    program = (
        "from lectures_nn.exercises import clinic; "
        "print(clinic.__file__); print(clinic.WARD['A'].reveal())"
    )
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    file, told = done.stdout.split("\n", 1)
    assert Path(file).is_relative_to(folder)
    clinic = importlib.import_module("lectures_nn.exercises.clinic")
    assert told.rstrip() == clinic.WARD["A"].reveal()
    diagnosis = clinic.UNSEEN["X"].diagnosis
    assert diagnosis not in (folder / "lectures_nn/exercises/clinic.py").read_text(encoding="utf-8")


# Where "solution" means that of an equation or of a publication.
OTHER_SOLUTIONS = r"published solution|linear solution|exactly one solution|no solution is singled"


def test_no_sentence_speaks_of_what_is_not_there(folder):
    found = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in notebooks.texts(nbformat.read(path, as_version=4)):
            text = re.sub(OTHER_SOLUTIONS, "", " ".join(cell.source.split()))
            if re.search(
                r"[Tt]he teacher|solutions? (is|are) folded|[Bb]elow (each|the) check", text
            ):
                found.append((path.name, cell.id))
            assert "hints()" not in text, (path.name, cell.id)
            if path.name[:2] not in ("06", "16") and re.search(r"solution", text):
                found.append((path.name, cell.id))
    assert found == []


def test_it_says_which_functions_an_answer_may_call(folder):
    said = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        texts = "\n".join(cell.source for cell in notebooks.texts(notebook))
        assert texts.count(handout.MAY_CALL) == 1, path.name
        said[path.name[:2]] = re.findall(r"the package's own (.*?) does not pass", texts)
    for path, functions in WITHOUT.items():
        names = {function.rpartition(".")[2] for function in functions}
        assert any(names == set(re.findall(r"`(\w+)`", text)) for text in said[path[8:10]])
    assert sum(map(len, said.values())) == len(WITHOUT)


def test_the_launcher_has_the_students_tasks(folder):
    source = (folder / "course.py").read_text(encoding="utf-8")
    (table,) = [
        {key.value for key in node.value.keys}
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "TASKS"
    ]
    assert {"lab", "test", "run", "doctor", "setup"} <= table
    assert not table & {"handout", "grade", "matrix"}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `python course\.py (\w+)", readme, re.M)
    assert sorted([*named, *handout.NOT_NAMED]) == sorted(table)
    for target in re.findall(r"\]\(([^)\s:]+)\)", readme):
        assert (folder / target).exists(), target
    for tool in re.findall(r'"((?:tools|benchmarks)/\w+\.py)"', source):
        assert (folder / tool).exists(), tool


def test_its_readme_says_what_a_student_has_to_know(folder):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `python course\.py (\w+)[^`]*` \| (.*) \|$", readme, re.M))
    assert not set(rows) & {"lint", "bench", "matrix"}
    assert "CI" not in readme
    for task in ("test", "torch"):
        assert re.search(r"adds .*\d GB", rows[task])
    assert "**Your own work beside updates.**" in readme
    # Lecture 00: "or installed the course by hand as the README says".
    start = nbformat.read(folder / "notebooks" / "00_start_here.ipynb", as_version=4)
    assert "by hand as the\n[README](../README.md) says" in start.cells[0].source
    section = readme.partition("## Without course.py\n")[2].partition("\n## ")[0]
    for needed in ("environment.yml", "constraints.txt", "tools/doctor.py"):
        assert needed in section
        assert (folder / needed).exists()
    assert "(docs/glossary.md)" in readme


# Files that commands write, and one that the reader downloads.
NOT_YET = {
    "tools/experiments/NN_topic.py",
    "data/experiments/NN_topic.json",
    "data/mnist_70000.npz",
    "docs/measured.json",
}
FOLDERS = "tests|tools|docs|benchmarks|data|notebooks|binder"
NAMED = rf"(?<![\w./-])((?:{FOLDERS})/[\w./-]*\w\.\w+|[A-Z]{{4,}}\.md)"


def test_every_file_and_task_that_it_names_is_there(folder):
    launcher = (folder / "course.py").read_text(encoding="utf-8")
    tasks = set(re.findall(r'^    "(\w+)": \(', launcher, re.M))
    absent, count = set(), 0
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".md", ".py", ".ipynb", ".toml", ".yml"):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
        named = set(re.findall(NAMED, text)) - NOT_YET
        count += len(named)
        absent |= {(path.name, name) for name in named if not (folder / name).exists()}
        if path.suffix in (".md", ".ipynb"):
            asked = set(re.findall(r"python course\.py ([a-z]+)", text))
            absent |= {(path.name, task) for task in asked - tasks}
    assert count > 30
    assert absent == set()


def test_its_settings_are_read_and_install_the_checks(folder):
    settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert settings["setuptools"]["package-data"]["lectures_nn.exercises"] == ["*.json"]
    assert settings["ruff"]["extend-exclude"] == ["*.ipynb"]
    assert "extend-include" not in settings["ruff"]


def test_it_does_not_disturb_the_repository():
    assert "handout/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    with pytest.raises(handout.HandoutError, match="outside of the course, or handout in it"):
        handout.build(ROOT / "notebooks" / "given")
    assert not (ROOT / "notebooks" / "given").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert handout.main([str(tmp_path)]) == 1
    assert "expected a new or an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_interrupted_handout_leaves_nothing(tmp_path, monkeypatch):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(handout, "seal_exercises", stop)
    with pytest.raises(KeyboardInterrupt):
        handout.build(tmp_path / "course")
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------- values as text

VALUES = [
    None, ..., True, 3, 0.1, -1e300, float("inf"), "wörd", 1 + 2j, (), [1, (2.0, "a")],
    {"a": 1, (1, 2): [None]}, {1, 2}, frozenset("ab"), np.float32(0.1), np.bool_(True),
    np.arange(6).reshape(2, 3)[:, ::-1], np.zeros((0, 3)), np.array(1 + 1j), np.array(["a", "bc"]),
    Failure("ValueError", "told", ", in line 3", ("product", 2, 3)),
]  # fmt: skip


# Numbered: a set shows its elements in another order in every process.
@pytest.mark.parametrize(
    "value", VALUES, ids=[f"{n} {type(v).__name__}" for n, v in enumerate(VALUES)]
)
def test_values_come_back_as_they_were(value):
    back = encoding.read(encoding.write(value))
    assert type(back) is type(value)
    if isinstance(value, np.ndarray | np.generic):
        assert back.dtype == value.dtype
        assert np.array_equal(back, value)
    else:
        assert back == value
        assert repr(back) == repr(value) or isinstance(value, set | frozenset)


def test_nan_comes_back():
    assert np.isnan(encoding.read(encoding.write(float("nan"))))


def test_other_objects_are_described_and_functions_are_not_executed():
    assert engine.describe(encoding.read(encoding.write(print))) == "a function"
    assert engine.describe(encoding.read(encoding.write(object()))) == "a value of type object"
    text = encoding.write(lambda: 0, source_of=lambda f: ("def f(): return 7", "f"))
    with pytest.raises(ValueError, match="it holds a function"):
        encoding.read(text)
    assert encoding.read(text, functions=True)() == 7
    with pytest.raises(TypeError, match="numbers, words and arrays"):
        encoding.write(object(), source_of=sealing.source_of(lecture_00))


@pytest.mark.parametrize("text", ["", "x", "eJw=", encoding.write([1])[:-6], "e30="])
def test_a_text_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"written by lectures_nn\.exercises\.encoding"):
        encoding.read(text)


def test_an_object_array_is_refused():
    plain = {"is": "array", "type": "|O", "shape": [1], "of": ""}
    text = base64.b64encode(zlib.compress(json.dumps(plain).encode())).decode()
    with pytest.raises(ValueError, match="an array of type"):
        encoding.read(text)


def test_an_edition_without_solutions_keeps_the_rest_and_runs(tmp_path):
    path = tmp_path / "03_sample.ipynb"
    notebook = sample_notebooks.good()
    note = nbformat.v4.new_markdown_cell("*For the teacher.* Ask for a bet.")
    note.metadata.slideshow = {"slide_type": "notes"}
    notebook.cells.insert(2, note)
    edition = handout.without_solutions(notebook)
    assert "solution" not in run_notebooks.as_text(edition)
    assert "teacher" not in run_notebooks.as_text(edition)
    assert [cell.outputs for cell in edition.cells if "check" in notebooks.tags(cell)] == [[]] * 3
    assert len(edition.cells) == len(sample_notebooks.good().cells) - 3
    assert edition.cells[5].outputs, "outputs other than those of checks are kept"
    run_notebooks.store(edition, path)
    assert run_notebooks.main([str(path)]) == 0
