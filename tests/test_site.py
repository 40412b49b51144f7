"""The book: what becomes of a notebook on its way to a page, and every page in a real Chromium.

The book is made once, and a page is opened once: all that is looked for is looked for there. The
browser needs Chromium (or Chrome) and the package playwright; skipped where one is missing.
"""

import copy
import html
import io
import json
import re
import shutil
import urllib.parse

import make_site
import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from book import pages
from PIL import Image

import notebooks
from lectures_nn import widgets

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
SECONDS = 600  # to wait for a page, at most
LECTURES = [f"lectures/{path.stem}" for path in notebooks.paths()]
OTHERS = ["index", "views", "equations", "notation", "glossary", "changes", "progress"]
OTHERS += ["genindex", "py-modindex", "search", "api/index", "_modules/lectures_nn/network"]
PACKAGE = [f"api/{name}" for name in make_site.modules()]

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


@pytest.fixture(scope="module")
def known(course):
    return pages.equations(course)


@pytest.fixture(scope="module")
def made(course, known):
    """The pages of the lectures, with the views as they are stored."""
    return {stem: pages.page(stem, course[stem], known, forms=()) for stem in course}


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
        ("[a](../lectures_nn/layers/dense.py)", "[a](../api/lectures_nn.layers.rst)"),
        ("[a](../docs/notation.md)", "[a](../notation.md)"),
        ("[a](https://example.org/b)", "[a](https://example.org/b)"),
        ("[a](../README.md)", "[a](../index.md)"),
        ("[a](../LICENSE)", "a"),
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


def test_a_page_is_made_from_a_copy(course, known):
    stem = "02_multilayer_perceptron"
    before = copy.deepcopy(course[stem])
    made = pages.page(stem, course[stem], known, forms=pages.COMPUTED)
    nbformat.validate(made)
    assert '<script type="module">' in nbformat.writes(made).replace('\\"', '"')
    assert course[stem] == before


def test_a_view_is_there_with_all_its_pictures():
    stored = nbformat.v4.new_output("execute_result", {"text/html": widgets.view.STORED})
    cell = code("backpropagation_stepper(step=7)")
    cell.outputs = [stored]
    _, page = lecture(cell)
    held = page.cells[-1].outputs[0].data["text/html"]
    data = json.loads(re.search(r'<script type="application/json">(.*)</script>', held)[1])
    assert len(data["states"]) == len(widgets.backpropagation_stepper(step=7).states())
    assert "text/html" in cell.outputs[0].data
    # What it depends on stands in another cell.
    cell.source = "backpropagation_stepper(step=chosen)"
    _, page = lecture(cell)
    assert page.cells[-1].outputs == [stored]


def test_a_page_says_where_a_view_can_be_moved():
    stored = nbformat.v4.new_output("execute_result", {"text/html": widgets.view.STORED})
    for source, said in (
        ("playground()", "A view to move:"),
        ("digit_pad(chosen, example=7)", "A view that moves in the notebook:"),
    ):
        cell = code(source)
        cell.outputs = [stored]
        _, page = lecture(cell)
        assert said in page.cells[0].source


def test_the_views_are_listed_in_the_order_of_the_lectures(course, made):
    listed = re.findall(r"^- Lecture (\d\d), .*\(#(.*?)\)\. \w", make_site.views(course, ()), re.M)
    there = [
        (stem[:2], anchor)
        for stem in sorted(made)
        for cell in made[stem].cells
        for anchor in re.findall(r"^\((view-.*)\)=$", cell.source, re.M)
    ]
    assert listed == there
    assert len(listed) > 10


def test_an_import_leads_to_the_package_and_its_source():
    _, page = lecture(code("from lectures_nn.layers import Dense\nimport numpy as np"))
    (below,) = [cell.source for cell in page.cells if cell.cell_type == "markdown"]
    assert "{py:obj}`~lectures_nn.layers.Dense`" in below
    assert 'href="../_modules/lectures_nn/layers/dense.html#Dense"' in below
    _, page = lecture(code("from lectures_nn.exercises import lecture_03 as check"))
    assert len(page.cells) == 1


def test_a_solution_is_folded():
    _, page = lecture(text("**Solution.** It is 7, see $x$.", tags=["solution"]))
    (cell,) = page.cells
    assert cell.source.startswith('<details class="solution"><summary>Solution</summary>')
    assert "It is 7, see $x$." in cell.source


def test_the_index_says_what_the_checks_notice():
    check = code("assert f(2) == a * 2  # (3.1)", verifies=["3.1"])
    known, _ = lecture(text(TAGGED), check)
    assert "assert f(2) == a / 2" in known["3.1"].errors
    shown = pages.index(known)
    assert "<code>assert f(2) == a / 2</code>" in shown
    assert "the 1 equations" in shown
    assert f"put {len(known['3.1'].errors)} small errors" in shown


def test_every_word_of_the_glossary_stands_in_its_lecture():
    text = (make_site.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| .+ \| \[(\d\d)\]\(.*/(.*)\) \|$", text, re.MULTILINE)
    assert len(rows) == text.count("\n| ") - 2
    words = [word.lower() for word, _, _ in rows]
    assert words == sorted(words)
    for word, lecture, name in rows:
        assert name.startswith(lecture)
        prose = " ".join(c.source for c in notebooks.texts(notebooks.read(notebooks.FOLDER / name)))
        assert word.lower() in re.sub(r"[\s*]+", " ", prose).lower(), (word, name)
        assert f"\n{word}\n  " in make_site.glossary()


def test_every_link_inside_the_book_has_one_target(known, made):
    sources = [c.source for page in made.values() for c in page.cells if c.cell_type == "markdown"]
    targets = re.findall(r"^\(((?:eq|cell)-[\w-]+)\)=$", "\n".join(sources), re.MULTILINE)
    links = re.findall(r"\(#((?:eq|cell)-[\w-]+)\)", "\n".join([*sources, pages.index(known)]))
    assert len(targets) == len(set(targets))
    assert set(links) <= set(targets)
    assert {pages.anchor(number) for number in known} <= set(targets)


def test_every_figure_has_the_text_that_describes_it(made):
    figures = 0
    for page in made.values():
        for cell in page.cells:
            given = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
            kept = [
                output.metadata["image/png"]["alt"]
                for output in cell.get("outputs", [])
                if "image/png" in output.get("data", {})
            ]
            figures += len(kept)
            assert given in kept if kept else given is None
    assert figures


# ------------------------------------------------------------------------------- the whole book


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The book, made once; what Sphinx warns of is an error."""
    target = tmp_path_factory.mktemp("book") / "site"
    assert make_site.build(target, forms=pages.COMPUTED) == 0
    return target


def test_every_link_leads_somewhere(site):
    files = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    named = re.compile(r'\b(?:id|name)="([^"]+)"')
    names = {path: set(named.findall(text)) for path, text in files.items()}
    link_of = re.compile(r'<(?:a|img|link|script)\b[^<>]*\b(?:href|src)="([^"]+)"')
    wrong, followed = [], 0
    for path, text in files.items():
        for link in set(link_of.findall(text)):
            address = urllib.parse.urlsplit(html.unescape(link))
            if address.scheme or (address.fragment in ("", "top") and not address.path):
                continue
            file = (path.parent / urllib.parse.unquote(address.path)).resolve()
            file = file if address.path else path
            there = file.exists() and (
                not address.fragment
                or file.suffix != ".html"
                or urllib.parse.unquote(address.fragment) in names[file]
                or address.fragment.startswith("svg-")
            )
            followed += 1
            if not there:
                wrong.append((str(path.relative_to(site)), link))
    assert followed > 1000
    assert wrong == []


def test_nothing_is_loaded_from_elsewhere_and_the_book_stays_small(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\bsrc="([^"]+)"', text)
        loaded += re.findall(
            r'<link[^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', text
        )
        assert [link for link in loaded if re.match(r"(https?:)?//", link)] == [], path.name
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert size < 40e6


def test_an_interrupted_build_leaves_the_earlier_book(tmp_path, monkeypatch):
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("earlier", encoding="utf-8")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(make_site, "write_sources", stop)
    with pytest.raises(KeyboardInterrupt):
        make_site.build(target)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (target / "index.html").read_text(encoding="utf-8") == "earlier"


def test_a_folder_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match="expected a new folder or an earlier book"):
        make_site.main(["--into", str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# ------------------------------------------------------------------------------- in the browser

# What is wrong with a page as it is seen: TeX that was not set, formulas in red.
SEEN = r"""() => {
  const copy = document.querySelector("article").cloneNode(true);
  copy.querySelectorAll("pre, code, script, style, mjx-container").forEach(e => e.remove());
  const raw = copy.textContent.match(/\$|\\[(\[]|\\(begin|tag|frac|text)\b/g) || [];
  const red = [...document.querySelectorAll("mjx-merror, mjx-container [style*='color: red']")];
  return [...raw, ...red.map(e => e.textContent)];
}"""
WIDE = """() => [...document.querySelectorAll("article *")].filter(
  e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("[tabindex], mjx-container")
).map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"""
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"
# For axe, which takes long for each element: formulas, whose inside is MathJax's own, without it,
# code without its colours, and of a long list the beginning.
PLAIN = """() => {
  document.querySelectorAll("mjx-container").forEach(e => e.replaceChildren());
  const plain = e => { if (!e.querySelector("a")) e.textContent = e.textContent; };
  document.querySelectorAll(".highlight pre").forEach(plain);
  for (const list of document.querySelectorAll("article :is(ul, dl, tbody)")) {
    [...list.children].slice(list.closest("details") ? 1 : 10).forEach(e => e.remove());
  }
}"""
# Without the second, axe asks for the style sheets, which a browser refuses to files.
OPTIONS = {"resultTypes": ["violations"], "preload": False}


@pytest.fixture(scope="module")
def page(site):
    """A page of a browser that remembers what it asked for and what it complained about."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip(f"none of {', '.join(PROGRAMS)} is here")
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(1000 * SECONDS)
        page.asked, page.complaints, page.folder = [], [], site
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        yield page
        browser.close()


def opened(page, name, width=1366, colours="light"):
    """Open a page of the book and wait until its formulas are there."""
    page.emulate_media(media="screen", color_scheme=colours)
    page.asked.clear()
    page.complaints.clear()
    page.set_viewport_size({"width": width, "height": 768})
    page.goto((page.folder / f"{name}.html").as_uri())
    page.wait_for_selector("body[data-ready]")
    return page


def barriers(page):
    """Return what axe finds that keeps people out."""
    violations = Axe().run(page, "body", OPTIONS).response["violations"]
    return [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]][:4])
        for rule in violations
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", [*OTHERS, *LECTURES, *PACKAGE])
def test_a_page_is_whole_and_open_to_everybody(page, name):
    opened(page, name, width=390)
    here = (page.folder.as_uri(), "data:", "blob:")
    assert [url for url in page.asked if not url.startswith(here)] == []
    assert page.evaluate(SEEN) == []
    assert page.evaluate(OVERFLOW) <= 0, page.evaluate(WIDE)
    if name not in PACKAGE[2:]:  # these are all made alike
        page.set_viewport_size({"width": 1366, "height": 768})
        page.evaluate(PLAIN)
        assert barriers(page) == []
    assert page.complaints == []


def test_every_lecture_leads_to_the_next(page):
    opened(page, LECTURES[0])
    for name in LECTURES[1:3]:
        page.locator("a.next-page").click()
        page.wait_for_url(f"**/{name}.html")
    page.locator("a.prev-page").click()
    page.wait_for_url(f"**/{LECTURES[1]}.html")


def test_an_equation_and_its_check_are_one_click_apart(page):
    opened(page, "equations")
    page.get_by_role("link", name="(3.4)", exact=True).click()
    page.wait_for_url("**/03_backpropagation.html#eq-3-4")
    assert page.locator("#eq-3-4").first.is_visible()
    page.get_by_role("link", name=re.compile(r"^check.* of \(3\.4\)$")).first.click()
    page.wait_for_url("**/03_backpropagation.html#cell-03-*")
    anchor = page.url.partition("#")[2]
    cell = page.locator(f"#{anchor}, section:has(> #{anchor})").first
    assert cell.count() == 1
    page.get_by_role("link", name="(3.4)", exact=True).first.click()
    page.wait_for_url("**#eq-3-4")


def test_the_search_finds_a_lecture(page):
    opened(page, "index")
    page.locator("input[name=q]").fill("backpropagation")
    page.locator("input[name=q]").press("Enter")
    page.wait_for_url("**/search.html?q=backpropagation*")
    # The results come one after another.
    page.locator("#search-results li a[href*='03_backpropagation']").first.wait_for()
    assert page.complaints == []


def test_lectures_that_are_done_stay_marked(page):
    opened(page, "progress")
    boxes = page.locator("#progress-here input")
    assert boxes.count() == len(LECTURES)
    boxes.nth(3).focus()
    page.keyboard.press("Space")
    assert page.get_by_role("status").text_content() == f"1 of {len(LECTURES)} lectures done."
    opened(page, LECTURES[0])
    assert page.locator(".sidebar-tree a.lecture-done").count() == 1
    opened(page, "progress")
    assert boxes.nth(3).is_checked()
    boxes.nth(3).uncheck()
    assert page.locator(".sidebar-tree a.lecture-done").count() == 0


# What can be clicked and is on the page, also where one must scroll to it.
CLICKABLE = """() => [...document.querySelectorAll(
  "a[href], button, input, select, summary, [tabindex='0']"
)].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.type !== "hidden")
  .map((e, i) => e.dataset.number = String(i)).length"""
FOCUSED = "() => document.activeElement?.dataset.number"


@pytest.mark.parametrize(("name", "width"), [("index", 1366), ("views", 390)])
def test_the_keyboard_reaches_everything(page, name, width):
    opened(page, name, width=width)
    clickable, reached = page.evaluate(CLICKABLE), set()
    for _ in range(clickable + 3):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    assert clickable > 10
    assert {str(number) for number in range(clickable)} <= reached


def lightness(page, locator):
    """Return the mean lightness of what is shown, 0 to 255."""
    with Image.open(io.BytesIO(locator.screenshot())) as image:
        return np.asarray(image.convert("L")).mean()


def test_a_lecture_by_keyboard_in_the_dark_and_on_paper(page):
    """All in one, since its formulas take most of the time."""
    opened(page, LECTURES[3], width=390)
    solution = page.locator("details.hide summary, details.solution summary").first
    solution.focus()
    content = solution.locator("xpath=following-sibling::*").first
    assert not content.is_visible()
    page.keyboard.press("Enter")
    assert content.is_visible()
    drawer = page.locator(".sidebar-drawer a").first
    assert not drawer.is_visible()
    page.locator("#__navigation").focus()
    page.keyboard.press("Space")
    drawer.wait_for(state="visible")

    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(media="print")
    for part in (".sidebar-drawer", ".toc-drawer", ".equation-links"):
        assert not page.locator(part).first.is_visible(), part
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) > 5

    page.emulate_media(media="screen", color_scheme="dark")
    figures = [one for one in page.locator("article img").all() if one.is_visible()]
    assert len(figures) > 3
    assert max(lightness(page, figure) for figure in figures[:6]) < 110


@pytest.mark.parametrize("name", ["index", PACKAGE[0]])
def test_dark_pages_can_be_read(page, name):
    opened(page, name, colours="dark")
    for part in [page.locator("body"), *page.locator("article img").all()]:
        assert lightness(page, part) < 110
    page.evaluate("document.querySelectorAll('mjx-container').forEach(e => e.replaceChildren())")
    assert barriers(page) == []
