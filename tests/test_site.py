"""The book: what becomes of a notebook on its way to a page."""

import copy
import re

import nbformat
import pytest
from book import pages

import notebooks

TAGGED = r"$$ f(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases} \tag{3.1} $$"


def lecture(*cells):
    """Return the equations of a lecture 03 made of cells, and its page."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    known = pages.equations({"03_topic": notebook})
    return known, pages.page("03_topic", notebook, known)


def text(source, **metadata):
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def code(source, **metadata):
    return nbformat.v4.new_code_cell(source, metadata=metadata, id="c-007")


@pytest.fixture(scope="module")
def course():
    return {path.stem: notebooks.read(path) for path in notebooks.paths()}


def test_an_equation_and_its_check_lead_to_each_other():
    check = code("assert f(1) == 1  # (3.1)", verifies=["3.1"])
    known, page = lecture(text(f"## One\n\n{TAGGED}"), check)
    assert known["3.1"].verified == ["c-007"]
    shown, below, above, cell = page.cells
    assert cell.source == check.source
    assert "(eq-3-1)=\n" in shown.source
    assert "(cell-03-c-007)=\n" in above.source
    assert "(#cell-03-c-007)" in below.source
    assert "(#eq-3-1)" in above.source


def test_a_tagged_formula_brings_its_own_environment():
    _, page = lecture(text(TAGGED))
    assert "$" not in page.cells[0].source
    assert page.cells[0].source.count(r"\tag{3.1}") == 1
    assert r"\begin{equation*}" in page.cells[0].source
    _, page = lecture(text("$$ a = b $$"))
    assert page.cells[0].source == "$$ a = b $$"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("by equation (3.1).", "by equation [(3.1)](#eq-3-1)."),
        ("equations (3.1) and (9.9)", "equations [(3.1)](#eq-3-1) and (9.9)"),
        ("`f(3.1)` and $f(3.1)$ and f(3.1)", "`f(3.1)` and $f(3.1)$ and f(3.1)"),
        ("[see (3.1)](04_x.ipynb)", "[see (3.1)](04_x.ipynb)"),
    ],
)
def test_references_become_links(before, after):
    assert pages.with_references(before, {"3.1"}) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a](04_x.ipynb)", "[a](04_x.ipynb)"),
        ("[a](04_x.ipynb#Would-more-data-help?)", "[a](04_x.ipynb#would-more-data-help)"),
        ("[a](#Refresher-2:-the-gradient)", "[a](#refresher-2-the-gradient)"),
        ("[a](../lectures_nn/layers/dense.py)", "[a](../api/lectures_nn.layers.dense.rst)"),
        ("[a](https://example.org/b)", "[a](https://example.org/b)"),
        ("[a](../README.md)", "a"),
    ],
)
def test_links_lead_to_pages_of_the_book(before, after):
    assert pages.with_places(before, "") == after


def test_links_to_other_files_lead_to_the_repository():
    made = pages.with_places("[a](../benchmarks/README.md)", "https://example.org/tree")
    assert made == "[a](https://example.org/tree/benchmarks/README.md)"


def test_what_is_said_to_teachers_stays_in_the_notebook():
    notes = text("*For the teacher.* Ask.", slideshow={"slide_type": "notes"})
    _, page = lecture(text("## One"), notes)
    assert [cell.source for cell in page.cells] == ["## One"]


def test_a_page_is_made_from_a_copy(course):
    before = copy.deepcopy(course)
    known = pages.equations(course)
    for stem, notebook in course.items():
        nbformat.validate(pages.page(stem, notebook, known))
    assert course == before


def test_every_link_inside_the_book_has_one_target(course):
    known = pages.equations(course)
    targets, links = [], []
    for stem, notebook in course.items():
        for cell in pages.page(stem, notebook, known).cells:
            if cell.cell_type == "markdown":
                targets += re.findall(r"^\(((?:eq|cell)-[\w-]+)\)=$", cell.source, re.MULTILINE)
                links += re.findall(r"\(#((?:eq|cell)-[\w-]+)\)", cell.source)
    links += re.findall(r"\(#((?:eq|cell)-[\w-]+)\)", pages.index(known))
    assert len(targets) == len(set(targets))
    assert set(links) <= set(targets)
    assert {pages.anchor(number) for number in known} <= set(targets)


def test_every_figure_has_the_text_that_describes_it(course):
    known, figures = pages.equations(course), 0
    for stem, notebook in course.items():
        for cell in pages.page(stem, notebook, known).cells:
            given = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
            kept = [
                output.metadata["image/png"]["alt"]
                for output in cell.get("outputs", [])
                if "image/png" in output.get("data", {})
            ]
            figures += len(kept)
            assert given in kept if kept else given is None
    assert figures
