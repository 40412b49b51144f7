r"""Every numbered equation of the course is checked by a cell that is able to fail.

An equation is numbered by `\tag{3.2}`: the lecture, a dot, a counter. A code cell says in its
metadata which numbers it checks (`"verifies": ["3.2"]`) or implements as a pure definition
(`"defines": ["3.1"]`). A verifying cell marks the statement that is the printed formula by a
comment at the end of its last line, `# (3.2)`. That statement calls nothing of the package, and
the cell compares it with something independent in an `assert`. The proof: each small error put
into the marked statement (see `mutants`) makes the cell raise; `replayed` tries them all.
"""

import ast
import re
from collections import Counter

import mutants
import pytest
import sample_notebooks

import notebooks

TAG = re.compile(r"\\tag\*?\{([^}]*)\}")
REFERENCE = re.compile(r"[Ee]quations? \((\d+\.\d+)\)")
NUMBER = re.compile(r"(0|[1-9]\d*)\.[1-9]\d*")
FEWEST_MUTANTS = 2
MOST_MUTANTS = 250  # in a notebook: each is another run of a cell


def unchecked_equations(course):
    """Return what does not match between the equations and the cells of some notebooks."""
    tags, claims, complaints = Counter(), set(), []
    for name, notebook in course.items():
        lecture = str(int(notebook.metadata["lectures_nn"]["lecture"]))
        for cell in notebooks.texts(notebook):
            for number in TAG.findall(cell.source):
                tags[number] += 1
                if not NUMBER.fullmatch(number) or number.partition(".")[0] != lecture:
                    complaints.append(f"{name}: \\tag{{{number}}} is not {lecture}.<counter>")
        for cell in notebooks.codes(notebook):
            claims.update(cell.metadata.get("verifies", []))
            claims.update(cell.metadata.get("defines", []))
    complaints += [f"equation ({number}) is numbered twice" for number in tags if tags[number] > 1]
    complaints += [
        f"equation ({number}) is checked by no cell" for number in set(tags) - set(claims)
    ]
    complaints += [
        f"({number}) is checked, but no such equation" for number in set(claims) - set(tags)
    ]
    for name, notebook in course.items():
        for cell in notebooks.texts(notebook):
            for number in REFERENCE.findall(cell.source):
                if number not in tags:
                    complaints.append(f"{name}: the text refers to equation ({number})")
    return sorted(set(complaints))


def badly_marked(notebook):
    """Return what is wrong with the form of the verifying cells."""
    complaints, imported = [], set()
    for cell in notebooks.codes(notebook):
        tree = ast.parse(cell.source)
        imported |= _imported_from_the_package(tree)
        where = notebooks.label(notebook, cell)
        marks = mutants.marks(cell.source)
        for number in cell.metadata.get("verifies", []):
            lines = marks.get(number, [])
            statements = [mutants.marked_statement(tree, line) for line in lines]
            if not statements or None in statements:
                complaints.append(f"{where} marks no statement with # ({number})")
                continue
            if called := set().union(*map(_called, statements)) & imported:
                complaints.append(f"{where}: ({number}) calls the package: {sorted(called)}")
            if len(mutants.of_equation(cell.source, number)) < FEWEST_MUTANTS:
                complaints.append(f"{where}: nothing in # ({number}) could be wrong")
        asserts = any(isinstance(node, ast.Assert) for node in ast.walk(tree))
        if cell.metadata.get("verifies") and not asserts:
            complaints.append(f"{where} verifies, but has no assert")
    return complaints


def _imported_from_the_package(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lectures_nn"):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            ours = [alias for alias in node.names if alias.name.startswith("lectures_nn")]
            names |= {alias.asname or "lectures_nn" for alias in ours}
    return names


def _called(statement):
    """Return the names at the root of what is called: `f(x)`, `module.f(x)`, `net.layer.f(x)`."""
    roots = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Call):
            root = node.func
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            roots.add(getattr(root, "id", ""))
    return roots


PATHS = pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)


def test_every_equation_is_checked_and_every_check_has_its_equation():
    course = {path.stem: notebooks.read(path) for path in notebooks.paths()}
    assert unchecked_equations(course) == []


@PATHS
def test_verifying_cells_mark_a_statement_computed_from_scratch(path):
    assert badly_marked(notebooks.read(path)) == []


@PATHS
def test_mutants_are_few(path):
    cells = notebooks.codes(notebooks.read(path))
    claims = [
        (cell.source, number) for cell in cells for number in cell.metadata.get("verifies", [])
    ]
    assert sum(len(mutants.of_equation(*claim)) for claim in claims) < MOST_MUTANTS


# The proof of the proof: each complaint is seen on a notebook made to deserve it.


def sample(verify=sample_notebooks.VERIFY, **metadata):
    """Return the sample notebook with another verifying cell."""
    notebook = sample_notebooks.good()
    notebook.cells[3].source = verify
    notebook.cells[3].metadata.update(metadata)
    return notebook


def survivors(verify):
    replay = notebooks.replay_notebook(sample(verify), notebooks.ROOT)
    assert not replay.error
    assert replay.tried["c-003", "3.1"] >= FEWEST_MUTANTS
    return replay.survivors["c-003", "3.1"]


def test_the_sample_is_in_order():
    assert unchecked_equations({"sample": sample()}) == []
    assert badly_marked(sample()) == []
    assert survivors(sample_notebooks.VERIFY) == []


@pytest.mark.parametrize(
    ("text", "metadata", "complaint"),
    [
        (r"$a \tag{3.2}$", {}, r"equation (3.2) is checked by no cell"),
        (r"$a \tag{3.1}$", {}, r"equation (3.1) is numbered twice"),
        (r"$a \tag{4.1}$", {"defines": ["4.1"]}, r"sample: \tag{4.1} is not 3.<counter>"),
        (r"$a \tag{3.1a}$", {"defines": ["3.1a"]}, r"sample: \tag{3.1a} is not 3.<counter>"),
        ("", {"defines": ["3.7"]}, "(3.7) is checked, but no such equation"),
        ("See equation (3.8).", {}, "sample: the text refers to equation (3.8)"),
    ],
)
def test_an_equation_without_its_check_is_listed(text, metadata, complaint):
    notebook = sample(**metadata)
    notebook.cells[4].source += text
    assert unchecked_equations({"sample": notebook}) == [complaint]


FORMULA = "error = a - y  # (3.1)"


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("error = a - y", "marks no statement"),
        ("error = a - y  # see (3.1)", "marks no statement"),
        ("error = a - y\npass  # (3.1)", "marks no statement"),
        ("error = a - y\nassert True  # (3.1)", "nothing in"),
        ("from lectures_nn import costs\nerror = costs.f(a - y)  # (3.1)", "calls the package"),
        ("import lectures_nn.costs as c\nerror = c.F().f(a - y)  # (3.1)", "calls the package"),
        ("from lectures_nn.costs import f as g\nerror = g(a) - y  # (3.1)", "calls the package"),
    ],
)
def test_a_badly_marked_cell_is_listed(formula, complaint):
    [found] = badly_marked(sample(sample_notebooks.VERIFY.replace(FORMULA, formula)))
    assert complaint in found


def test_a_verifying_cell_without_an_assert_is_listed():
    [found] = badly_marked(sample(f"a, y = 1.5, 2.5\n{FORMULA}"))
    assert "has no assert" in found


@pytest.mark.parametrize(
    ("check", "weak"),
    [
        ("assert np.isclose(error, slope)", False),
        ("assert np.isclose(error, a - y)", False),
        ("assert True", True),
        ("assert error is not None", True),
        ("assert np.isclose(abs(error), abs(slope))", True),  # blind to the sign
        ("assert np.sign(error) == np.sign(slope)", True),  # blind to a factor
        ("assert np.isclose(error, slope, atol=10)", True),
    ],
)
def test_a_weak_check_is_caught(check, weak):
    lines = sample_notebooks.VERIFY.splitlines()
    lines[3] = check
    assert bool(survivors("\n".join(lines))) == weak


def test_two_statements_may_share_an_equation():
    lines = sample_notebooks.VERIFY.splitlines()
    twice = [*lines[:4], "half = error / 2  # (3.1)", lines[4]]
    assert survivors("\n".join(twice)) == [
        "line 5 as `half = -(error / 2)`",
        "line 5 as `half = 2 * (error / 2)`",
        "line 5 as `half = error * 2`",
        "line 5 as `half = error`",
        "line 5 as `half = error / 3`",
    ]


def test_mutants_leave_the_namespace_as_it_was():
    verify = """\
store = {"grad": np.zeros(3)}
def add(value):
    store["grad"] += value
    return store["grad"]
"""
    notebook = sample("total = add(np.ones(3)) + 1  # (3.1)\nassert np.allclose(total, 2)")
    notebook.cells.insert(2, sample_notebooks.code(verify))
    notebook.cells[2].id = "before"
    replay = notebooks.replay_notebook(notebook, notebooks.ROOT)
    assert (replay.error, replay.survivors["c-003", "3.1"]) == ("", [])


def test_a_hanging_mutant_counts_as_a_failure(monkeypatch):
    monkeypatch.setattr(notebooks, "MUTANT_SECONDS", 0.2)
    verify = "n = 3\nwhile n != 0:\n    n = n - 1  # (3.1)\nassert n == 0"
    assert survivors(verify) == []


def test_a_cell_that_fails_unharmed_is_an_error_and_no_proof():
    replay = notebooks.replay_notebook(sample("error = 1 / 0  # (3.1)"), notebooks.ROOT)
    assert "ZeroDivisionError" in replay.error


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("d = -(a - y) * f(z).T / M", "d = (a - y) * f(z).T / M"),
        ("d = -(a - y) * f(z).T / M", "d = -(a + y) * f(z).T / M"),
        ("d = -(a - y) * f(z).T / M", "d = -(a - y) * f(z).T"),
        ("d = -(a - y) * f(z).T / M", "d = -(a - y) / f(z).T / M"),
        ("d = -(a - y) * f(z).T / M", "d = -(a - y) * f(z) / M"),
        ("d = -(a - y) * f(z).T / M", "d = f(z).T / M"),
        ("w[i, j] += a[i] * d[j]", "w[j, i] += a[i] * d[j]"),
        ("w[i, j] += a[i] * d[j]", "w[i, j] -= a[i] * d[j]"),
        ("z = sum((w[i][j] * a[i] for i in n))", "z = sum((w[j][i] * a[i] for i in n))"),
        ("z = sum((a for i in n for j in m))", "z = sum((a for j in n for i in m))"),
        ("z = sum((w[i] * a for i, a in m))", "z = sum((w[a] * i for i, a in m))"),
        ("J = 0.5 * x ** 2", "J = 1 * x ** 2"),
        ("J = 0.5 * x ** 2", "J = 0.5 * x ** 3"),
        ("s = x.sum(axis=1)", "s = x.sum(axis=0)"),
        ("f = lambda z: z + 1", "f = lambda z: -(z + 1)"),
        ("f = lambda z: z + 1", "f = lambda z: z + 2"),
        ("z = np.einsum('ij,j->i', w, a)", "z = np.einsum('ji,j->i', w, a)"),
        ("h = z > 0", "h = z < 0"),
        ("z = a @ w", "z = 2 * (a @ w)"),
    ],
)
def test_the_errors_that_are_tried(statement, error):
    found = [m.description for m in mutants.of_equation(f"{statement}  # (3.1)\n", "3.1")]
    assert f"line 1 as `{error}`" in found


@pytest.mark.parametrize(
    ("statement", "same"),
    [
        ("t = sum((a * b for a, b in m))", "t = sum((b * a for a, b in m))"),
        ("t = w * a + b", "t = w * a + b"),
        ("t = 1 * delta", "t = delta"),
        ("t = delta * 1", "t = delta / 1"),
        ("t = delta / 1", "t = delta"),
        ("t = a.reshape(-1, 1)", "t = a.reshape(-2, 1)"),
    ],
)
def test_an_error_that_changes_nothing_is_not_tried(statement, same):
    found = [m.description for m in mutants.of_equation(f"{statement}  # (3.1)\n", "3.1")]
    assert f"line 1 as `{same}`" not in found
    assert found
