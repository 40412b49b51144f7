"""A small notebook that keeps every rule, for tests that break one rule at a time."""

import base64
import io

import nbformat
import run_notebooks
from PIL import Image

from lectures_nn.plotting import as_html

ALT = "A grey square that stands for a figure with two labelled axes."

OPENING = """\
# How large is the error?

## What you will do
Compute one error.

## What you will learn
- how large it is

## What you need
- nothing; see [the end](#Further-reading)

About 10 minutes."""

IMPORTS = """\
from types import SimpleNamespace

import numpy as np

from lectures_nn.exercises.engine import FunctionExercise

check = SimpleNamespace()
check.doubled = FunctionExercise("doubled", lambda x: 2 * x, [(1.5,), (4.0,)])
check.halved = FunctionExercise("halved", lambda x: x / 2, [(1.5,), (4.0,)])
check.squared = FunctionExercise("squared", lambda x: x**2, [(1.5,), (4.0,)])"""

FORMULA = r"""The derivative of the loss is the error,

$$\frac{dC}{da} = a - y. \tag{3.1}$$"""

VERIFY = """\
a, y, step = 0.7, 1.3, 1e-5
error = a - y  # (3.1)
slope = ((a + step - y) ** 2 - (a - step - y) ** 2) / (4 * step)
assert np.isclose(error, slope, atol=1e-8)
print("The error is the slope of the loss.")"""

# Without the package, whose plots would make each kernel of the samples start slowly.
PLOT = f"""\
import base64
import io

from IPython.display import display
from PIL import Image

file = io.BytesIO()
Image.new("RGB", (40, 30), (128, 128, 128)).save(file, format="PNG")
image, alt = base64.b64encode(file.getvalue()).decode(), {ALT!r}
html = f'<img alt="{{alt}}" src="data:image/png;base64,{{image}}">'
data = {{"image/png": image, "text/html": html, "text/plain": alt}}
display(data, raw=True, metadata={{"image/png": {{"alt": alt}}}})"""


def png(shade=128, size=(40, 30)):
    """Return a plain image as text, as a notebook stores it."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade,) * 3).save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def picture(shade=128, alt=ALT, size=(40, 30), html=True):
    """Return the stored output of a plot cell, or one without HTML, which no page can describe."""
    data = {"image/png": png(shade, size), "text/plain": alt}
    if html:
        data["text/html"] = as_html(base64.b64decode(data["image/png"]), alt)
    return nbformat.v4.new_output("display_data", data=data, metadata={"image/png": {"alt": alt}})


def said(text, name="stdout"):
    """Return the stored output of a print."""
    return nbformat.v4.new_output("stream", name=name, text=text)


def result(text):
    """Return the stored output of a last expression."""
    return nbformat.v4.new_output("execute_result", data={"text/plain": text})


def text(source, slide="slide"):
    """Return a markdown cell."""
    metadata = {"slideshow": {"slide_type": slide}}
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def code(source, *outputs, tags=(), **metadata):
    """Return an executed code cell."""
    metadata |= {"slideshow": {"slide_type": "-"}} | ({"tags": list(tags)} if tags else {})
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), metadata=metadata, execution_count=1
    )


def exercise(name, formula):
    """Return the cells of one exercise."""
    return [
        text(f"### Exercise: {name}\nWrite it."),
        code(f"def my_{name}(x): ...", tags=["exercise"]),
        code(f"check.{name}(my_{name})", result(f"not attempted yet: {name}"), tags=["check"]),
        code(
            f"def solution_{name}(x):\n    return {formula}\n\n\ncheck.{name}(solution_{name})",
            result(f"passed: {name}"),
            tags=["solution", "hide-cell"],
            jupyter={"outputs_hidden": True, "source_hidden": True},
        ),
    ]


def good():
    """Return the notebook that keeps every rule."""
    cells = [
        text(OPENING),
        code(IMPORTS),
        text(FORMULA),
        code(VERIFY, said("The error is the slope of the loss.\n"), verifies=["3.1"]),
        text("The picture shows nothing."),
        code(PLOT, picture()),
        text("## Recap\nThe error is a difference."),
        text("## Exercises"),
        *exercise("doubled", "2 * x"),
        *exercise("halved", "x / 2"),
        *exercise("squared", "x**2"),
        text("## Further reading\n[A book](https://example.org)"),
    ]
    return renewed(cells)


def renewed(cells):
    """Return a notebook of these cells, numbered and in canonical form."""
    for index, cell in enumerate(cells):
        cell.id = f"c-{index:03d}"
    settings = {"lecture": "03", "minutes": 10, "seconds_budget": 5}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"lectures_nn": settings})
    return run_notebooks.canonical(notebook)
