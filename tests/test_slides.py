"""The decks: what is taken from a notebook, and every slide measured in a real Chromium.

The measuring needs Chromium (or Chrome) and the package playwright; skipped where one is missing.
"""

import base64
import functools
import io
import re
import shutil

import make_slides
import nbformat
import pytest
import sample_notebooks
from PIL import Image
from slides import deck

import notebooks
from lectures_nn import widgets

WIDTH, HEIGHT = 1280, 720
FEWEST, MOST = 25, 45  # slides for a sitting of 45 to 60 minutes
MOST_WORDS = 80
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
SECONDS = 600  # to wait for a page, at most

PATHS = notebooks.paths()
each_deck = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:2])


@functools.cache
def slides_of(path):
    """Return the slides of a lecture, which several tests look at."""
    return deck.slides(notebooks.read(path), path.parent)


def on_slides(*cells):
    """Return the slides of a notebook that is made of cells."""
    return deck.slides(nbformat.v4.new_notebook(cells=list(cells)), notebooks.FOLDER)


def shown(cell, place="slide", **entry):
    """Give a cell its place and its entry."""
    cell.metadata.slideshow = {"slide_type": place}
    if entry:
        cell.metadata.slide = entry
    return cell


text, code = sample_notebooks.text, sample_notebooks.code
LONG = "## The long title\n\nA long explanation."


# ------------------------------------------------------------------- from cells to slides


def test_places_begin_and_continue_slides():
    made = on_slides(
        text("## One\n\nFirst.", "slide"),
        text("More.", "-"),
        text("Later.", "fragment"),
        text("## Two\n\nSecond.", "subslide"),
        text("Left out.", "skip"),
    )
    assert [slide.heading for slide in made] == ["One", "Two"]
    prose = [[text.strip() for text in slide.prose] for slide in made]
    assert prose == [["First.", "More.", "Later."], ["Second."]]
    assert [part[2] for part in made[0].parts] == ["", "", "fragment"]


def test_a_slide_without_a_heading_repeats_the_one_before():
    made = on_slides(text("## One\n\nFirst."), text("Second."))
    assert [(slide.heading, slide.is_new) for slide in made] == [("One", True), ("One", False)]


def test_short_text_takes_the_place_of_prose_which_is_said_instead():
    teacher = text("*For the teacher.* Ask.", "notes")
    (slide,) = on_slides(shown(text(LONG), text="## Title\n\nShort."), teacher)
    assert slide.heading == "Title"
    assert [prose.strip() for prose in slide.prose] == ["Short."]
    assert slide.notes == [LONG, "*For the teacher.* Ask."]


def test_skipped_prose_is_said_but_solutions_are_not():
    solution = text("**Solution.**\n\n42", "skip")
    solution.metadata.tags = ["solution"]
    (slide,) = on_slides(text("## One"), text("Aside.", "skip"), solution)
    assert slide.notes == ["Aside."]


def test_answers_that_are_folded_away_are_said():
    """The words below **Predict first**, which a notebook folds, stand open in the notes."""
    folded = "<details><summary>Answer</summary>\n\nIt is 42.\n\n</details>"
    asked = shown(text(f"## Guess\n\n{folded}"), text="## Guess\n\n**Predict first.** What?")
    made = deck.page(nbformat.v4.new_notebook(cells=[asked]), notebooks.FOLDER)
    said = re.search(r'<aside class="notes">(.*?)</aside>', made, re.DOTALL)[1]
    assert "<strong>Answer.</strong> It is 42." in said
    assert "<details>" not in made


def test_what_a_view_is_for_is_said_to_belong_to_the_notebook():
    def view(slide_type):
        html = f'<div class="{widgets.view.STORED}"></div>'
        output = nbformat.v4.new_output("display_data", data={"text/html": html})
        return shown(code("explorer()", output), slide_type)

    (slide,) = on_slides(text("## One"), text("Move it.", "skip"), view("skip"))
    assert slide.notes == [f"{deck.ELSEWHERE}\n\nMove it."]
    (slide,) = on_slides(text("## One"), text("Move it.", "skip"), view("-"))
    assert slide.notes == ["Move it."]


@each_deck
def test_every_prediction_asked_for_is_answered_in_the_notes(path):
    asks = [slide for slide in slides_of(path) if "**Predict first.**" in " ".join(slide.prose)]
    assert [s.cell for s in asks if not any("<summary>Answer" in note for note in s.notes)] == []


@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.stem[:2])
def test_the_question_of_a_lecture_is_on_a_slide_and_its_answer_in_the_notes(path):
    notebook = notebooks.read(path)
    (slide,) = [slide for slide in slides_of(path) if "- **a**:" in " ".join(slide.prose)]
    asked = next(cell.source for cell in notebook.cells if cell.id == slide.cell)
    statements = re.compile(r"^- \*\*(\w)\*\*: .*(?:\n  .*)*", re.MULTILINE)
    assert slide.words <= MOST_WORDS
    letters = statements.findall(asked)
    assert len(letters) > 2
    assert [" ".join(found[0].split()) for found in statements.finditer(asked)] == [
        found[0] for found in statements.finditer("\n".join(slide.prose))
    ]
    (said,) = [note for note in slide.notes if note.startswith("**Answer:")]
    solution = next(
        c.source for c in notebook.cells if c.source.startswith("# Solution\nsolution_c")
    )
    right = re.search(r'"(\w)"', solution)[1]
    assert f"**Answer: {right}.**" in said
    assert set(statements.findall(said)) == set(letters) - {right}


def test_code_and_outputs_can_be_hidden():
    def kinds(**entry):
        output = sample_notebooks.said("7\n")
        (slide,) = on_slides(shown(code("print(7)", output), **entry))
        return [part[0] for part in slide.parts]

    assert kinds() == ["code", "output"]
    assert kinds(hide="source") == ["output"]
    assert kinds(hide="outputs") == ["code"]
    assert kinds(text="## What it says\n\nSeven.", hide="source") == ["text", "output"]


def test_figures_keep_their_alt_text():
    picture = sample_notebooks.picture()
    (slide,) = on_slides(shown(code("1", picture), hide="source"))
    ((kind, markup, _),) = slide.parts
    assert kind == "figure"
    assert f'alt="{picture.metadata["image/png"]["alt"]}"' in markup


def test_links_to_files_of_the_course_become_words():
    (slide,) = on_slides(text("## A\n\n[lecture 04](04_x.ipynb), [page](https://example.org)."))
    ((_, markup, _),) = slide.parts
    assert "lecture 04," in markup
    assert re.findall('href="([^"]*)"', markup) == ["https://example.org"]


def test_words_are_counted_without_formulas_and_code():
    (slide,) = on_slides(text("## Two words\n\nThree more words $a b c$.\n\n```\nx = 1\n```"))
    assert slide.words == 5


def test_a_lecture_without_choices_is_refused(tmp_path, capsys):
    path = tmp_path / "03_topic.ipynb"
    nbformat.write(sample_notebooks.good(), path)
    with pytest.raises(SystemExit, match="slides of 03_topic are not chosen yet"):
        make_slides.main([str(path), "--into", str(tmp_path / "made")])
    assert not (tmp_path / "made").exists()


@each_deck
def test_a_deck_fits_a_sitting(path):
    made = slides_of(path)
    assert FEWEST <= len(made) <= MOST
    assert {slide.cell: slide.words for slide in made if slide.words > MOST_WORDS} == {}


# ------------------------------------------------------------------------- in the browser

# Shows all slides of a page at once and returns those that are too high or too wide, after the
# number of slides. Nothing in a slide scrolls or is clipped, so what is too large shows here.
MEASURE = """() => {
  const sections = [...document.querySelectorAll(".slides section")];
  sections.forEach(section => section.style.setProperty("display", "block", "important"));
  const boxes = [...document.querySelectorAll(".box")];
  const large = boxes.filter(box => box.scrollHeight > 720 || box.scrollWidth > 1280);
  const wrong = [...document.querySelectorAll("mjx-merror")].map(e => "formula " + e.textContent);
  const name = box => `${box.parentElement.dataset.cell}: ${box.scrollWidth} x ${box.scrollHeight}`;
  const found = [...large.map(name), ...wrong];
  return [boxes.filter(box => box.clientHeight === 720).length, found];
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with reveal.js and MathJax, for the pages."""
    folder = tmp_path_factory.mktemp("slides")
    make_slides.copy_libraries(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    """A page of a browser that remembers in `page.asked` which addresses it asked for."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip(f"none of {', '.join(PROGRAMS)} is here")
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(1000 * SECONDS)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        browser.close()


def opened(page, file, query=""):
    """Open a page and wait until its formulas and slides are there."""
    page.goto(file.as_uri() + query)
    page.wait_for_selector("body[data-ready]", state="attached")
    return page


@each_deck
def test_every_slide_fits_and_asks_for_nothing_outside(path, folder, page):
    page.asked.clear()
    opened(page, make_slides.make(path, folder))
    slides, found = page.evaluate(MEASURE)
    assert found == []
    assert slides == len(slides_of(path))
    here = (folder.as_uri(), "data:", "blob:")
    assert page.asked
    assert [url for url in page.asked if not url.startswith(here)] == []


def picture(width, height):
    """Return a figure of this size as the output of a cell."""
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "png")
    data = {"image/png": base64.b64encode(file.getvalue()).decode()}
    return nbformat.v4.new_output("display_data", data=data)


LINES = "\n".join("x = 1" for _ in range(32))
TOO_LARGE = {
    "prose": [text("## A\n\n" + "word " * 400)],
    "code": [text("## A"), shown(code(LINES), "-")],
    "wide code": [text("## A"), shown(code(f"x = '{'y' * 110}'"), "-")],
    "wide table": [text("## A\n\n|" + "a_wide_column|" * 12 + "\n|" + "---|" * 12)],
    "wide formula": [text("## A\n\n$$" + "a + b + c + d + " * 9 + "e$$")],
    "a figure below prose": [
        text("## A\n\n" + "word " * 200),
        shown(code("1", picture(64, 48)), "-", hide="source"),
    ],
}


def test_what_is_too_large_is_noticed(folder, page):
    """One deck: a slide that fits, then one of each kind that does not, with large and small."""
    fits = [text("## A\n\nB."), shown(code("1", picture(2000, 1500)), "-", hide="source")]
    cells = [*fits, *(cell for cells in TOO_LARGE.values() for cell in cells)]
    made = nbformat.v4.new_notebook(cells=cells)
    file = folder / "made.html"
    file.write_text(deck.page(made, notebooks.FOLDER), encoding="utf-8")
    slides, found = opened(page, file).evaluate(MEASURE)
    assert slides == 1 + len(TOO_LARGE)
    large = [cells[0].id for cells in TOO_LARGE.values()]
    assert [line.partition(":")[0] for line in found] == large


def test_what_leaves_room_is_shown_larger(folder, page):
    """One deck: a slide full of code, then one with a line of it, then one full again."""
    parts = [LINES[: 22 * 6 - 1], "x = 1", LINES[: 22 * 6 - 1]]
    cells = [cell for part in parts for cell in (text("## A"), shown(code(part), "-"))]
    file = folder / "grows.html"
    made = nbformat.v4.new_notebook(cells=cells)
    file.write_text(deck.page(made, notebooks.FOLDER), encoding="utf-8")
    assert opened(page, file).evaluate(MEASURE) == [3, []]
    sizes = page.locator(".code pre").evaluate_all(
        "all => all.map(pre => parseFloat(getComputedStyle(pre).fontSize))"
    )
    assert sizes[0] == sizes[2] < sizes[1]


def test_a_deck_prints_a_page_a_slide(folder, page):
    path = PATHS[0]
    opened(page, make_slides.make(path, folder), "?print-pdf")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = re.findall(rb"/Type\s*/Page\b", printed)
    assert len(pages) == len(slides_of(path))
    sizes = {
        tuple(map(float, size.split()[2:]))
        for size in re.findall(rb"MediaBox\s*\[(.*?)\]", printed)
    }
    assert sizes == {(WIDTH * 0.75, HEIGHT * 0.75)}


def test_notes_of_the_speaker_are_on_the_page_and_not_on_the_slide(folder, page):
    opened(page, make_slides.make(PATHS[0], folder))
    notes = page.locator("aside.notes")
    assert "For the teacher." in notes.first.text_content()
    assert not any(note.is_visible() for note in notes.all())
    assert page.evaluate("Reveal.hasPlugin('notes')")
