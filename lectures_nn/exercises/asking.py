"""Ask the answers of a submission: what their functions return, and what their values are.

This runs in the process of the submission and judges nothing. Somebody else compares, with a
reference that this process does not have.
"""

import json
import pkgutil
from pathlib import Path

from lectures_nn.exercises import calling, encoding
from lectures_nn.exercises.engine import Questions
from lectures_nn.exercises.sealed import borrowed


def answer_all(names, questions, answers):
    """Write down what the answers to some questions are, one line each.

    Parameters
    ----------
    names : dict
        The names of the submission.
    questions : str or Path
        File of a dictionary: exercise -> "expression", that of its answer, and for a function
        also "cases" (or "source"), "seed" and "without".
    answers : str or Path
        File that gets a line for each question as soon as it is answered, so that one that ends
        the process takes nothing from those before it.
    """
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))
    for name, question in asked.items():
        line = json.dumps({"exercise": name, **answer(names, name, question)})
        with Path(answers).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def answer(names, name, question):
    """Return what the answer to one question is.

    Parameters
    ----------
    names : dict
    name : str
        Of the exercise.
    question : dict

    Returns
    -------
    dict
        "missing"; or "value"; or "state", "message" and "hint", with "results" and "printing" if
        there are any.
    """
    try:
        given = eval(question["expression"], names)
    except Exception as error:
        return {"missing": f"{type(error).__name__}: {error}"}
    if "seed" not in question:
        return {"value": encoding.write(given)}
    cases = (
        encoding.run(question["source"], "cases")
        if "source" in question
        else encoding.read(question["cases"], functions=True)
    )
    exercise = Questions(name, cases, question["seed"])
    with calling.calls_of(map(pkgutil.resolve_name, question["without"])) as called:
        verdict = exercise(given)
    if called:
        return {"state": "not yet", "message": borrowed(called[0]), "hint": "borrowed"}
    found = {"state": verdict.state, "message": verdict.message, "hint": verdict.hint}
    if verdict.passed:
        found |= {"results": encoding.write(exercise.results), "printing": exercise.printing}
    return found
