"""A lecture as an assignment of nbgrader, graded by the students' checks.

An answer is a cell that students write into. Its check is a locked cell with one point, or with
those that the exercise states.
"""

import ast
import re

CONFIG = '''\
"""Settings of nbgrader for this course."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Answers are tried with the package that lies here. Its checks hold no solutions.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
)

c = get_config()  # noqa: F821, nbgrader defines it
c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "lectures_nn"
c.ClearSolutions.code_stub = {"python": ""}  # the cells have stubs of their own
c.Execute.timeout = 120  # seconds for one cell
c.Execute.interrupt_on_timeout = True
c.Execute.error_on_timeout = {"ename": "TimeoutError", "evalue": "over 120 s", "traceback": ""}
'''
POINTS = re.compile(r"\((\d+) points?\)")


def assignment(edition):
    """Add to a students' notebook what nbgrader has to know about its cells.

    Parameters
    ----------
    edition : nbformat.NotebookNode
        It is changed.

    Returns
    -------
    nbformat.NotebookNode
        the same
    """
    points, answer = 1, None
    for cell in edition.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            stated = POINTS.search(cell.source)
            points = int(stated[1]) if stated else 1
        elif "exercise" in tags:
            answer = cell
        elif "check" in tags:
            name = re.search(r"\bcheck\.(\w+)\(", cell.source)[1]
            answer.source += "\n### BEGIN SOLUTION\n### END SOLUTION"
            answer.metadata["nbgrader"] = _entry(f"{name}-answer", solution=True)
            cell.source = _asserted(cell.source)
            # It fails until the answer is right; the cells below run all the same.
            cell.metadata["tags"] = [*tags, "raises-exception"]
            cell.metadata["nbgrader"] = _entry(name, grade=True, locked=True)
            cell.metadata["nbgrader"]["points"] = points
    return edition


def _entry(grade_id, solution=False, grade=False, locked=False):
    return {
        "grade_id": grade_id, "schema_version": 3, "cell_type": "code", "task": False,
        "solution": solution, "grade": grade, "locked": locked,
    }  # fmt: skip


def _asserted(source):
    """Return a check that ends with an error where it did not pass: this is what nbgrader sees."""
    last = ast.parse(source).body[-1]
    lines = source.splitlines()
    lines[last.lineno - 1] = "verdict = " + lines[last.lineno - 1]
    return "\n".join([*lines, "assert verdict.passed, verdict"])
