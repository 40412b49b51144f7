"""Figures and views in JupyterLab in a real Chromium, moved and heard as a reader does.

Needs Chromium (or Chrome) and the package playwright; skipped where one is missing. Nothing is
downloaded and no address but this machine's own is asked.
"""

import base64
import contextlib
import dataclasses
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import nbconvert
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib import pyplot as plt

from lectures_nn import plotting, widgets

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
SECONDS = 600  # to wait for anything, at most; at rest it takes ten
FRAGILE = """
from matplotlib.figure import Figure


def draw(n):
    figure = Figure(figsize=(9, 2))
    figure.subplots().plot([0, 12 // (n - 2)])
    return Picture(figure, f"A line that belongs to n = {n}.", f"n = {n}")


View("fragile", draw, {"n": Control.slider("n", [1, 2, 3], 1)})
"""
# The first two stand in the notebook with their stored pictures, and then a figure; the third is
# a copy of the second.
SOURCES = {
    "explorer": "activation_explorer()",
    "stepper": "backpropagation_stepper()",
    "copy": "backpropagation_stepper(step=5)",
    "fragile": FRAGILE,
}
OTHERS = [
    name
    for name in widgets.__all__
    if name.endswith(("_explorer", "_stepper")) and f"{name}()" not in SOURCES.values()
]
COMPUTED = ["playground", "digit_pad"]  # by the browser
ALT = 'A line that rises from 1 to 2, labelled "cost <J> & more".'

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(PROGRAMS)} is here")


@pytest.fixture(scope="module")
def notebook():
    """A notebook of two views and a figure as the course stores them, and of more views."""
    explorer, stepper, *more = SOURCES.values()
    more += [f"{name}()" for name in (*OTHERS, *COMPUTED)]
    made = [
        ("from lectures_nn.widgets import *", []),
        (explorer, [view_output(widgets.activation_explorer())]),
        (stepper, [view_output(widgets.backpropagation_stepper())]),
        ("1", [figure_output()]),
        *((source, []) for source in more),
    ]
    cells = [
        nbformat.v4.new_code_cell(source, outputs=stored, execution_count=count)
        for count, (source, stored) in enumerate(made, 1)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    return notebook


def view_output(view):
    data, metadata = view._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    return nbformat.v4.new_output("execute_result", data, metadata=metadata)


def figure_output():
    with pytest.MonkeyPatch.context() as patch:
        shown = []
        patch.setattr(plotting, "display", lambda data, **kwargs: shown.append((data, kwargs)))
        plt.plot([1, 2])
        plotting.show(alt=ALT)
    ((data, kwargs),) = shown
    data["image/png"] = base64.b64encode(data["image/png"]).decode()
    return nbformat.v4.new_output("display_data", data, metadata=kwargs["metadata"])


@pytest.fixture(scope="module")
def folder(notebook, tmp_path_factory):
    """The folder that JupyterLab serves."""
    folder = tmp_path_factory.mktemp("lab")
    nbformat.write(notebook, folder / "views.ipynb")
    return folder


@pytest.fixture(scope="module")
def address(folder, tmp_path_factory):
    """The address of a JupyterLab that serves the folder, with settings of its own."""
    home = tmp_path_factory.mktemp("home")
    token, port = secrets.token_hex(16), free_port()
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "MPLBACKEND"},
        **{name: str(home / name) for name in own},
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = home / "log.txt"
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=file, cwd=home)
    try:
        await_answer(f"http://127.0.0.1:{port}/api?token={token}", server, log)
        yield f"http://127.0.0.1:{port}/lab/tree/views.ipynb?token={token}"
    finally:
        server.send_signal(signal.SIGTERM)  # it stops its kernels first
        try:
            server.wait(SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(url, server, log):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    said = log.read_text(errors="replace")
    raise RuntimeError(f"JupyterLab did not start:\n{said}")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=1000 * SECONDS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser, address):
    """The notebook in JupyterLab, and what the browser complained about in `page.complaints`."""
    page = browser.new_page(viewport={"width": 1280, "height": 1500})
    page.set_default_timeout(1000 * SECONDS)
    page.complaints, page.asked = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.goto(address)
    yield page
    page.close()


@pytest.fixture(scope="module")
def views(page):
    """The views by name, alive: all cells have run."""
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    alive = page.locator(".lectures-nn-view")
    views = {name: alive.nth(k) for k, name in enumerate([*SOURCES, *OTHERS])}
    dialog = page.locator("dialog.jp-Dialog")  # a kernel that is not yet there is asked for
    page.add_locator_handler(dialog, lambda: dialog.locator(".jp-mod-accept").click())
    for _ in range(4):  # a kernel that has just answered may still miss a request
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(playwright.TimeoutError):
            alive.first.wait_for(timeout=60_000)
            break
    for view in views.values():
        view.locator("img").wait_for()
    page.remove_locator_handler(dialog)
    return views


def seen(view):
    """Return what a view shows: description, picture and caption."""
    image = view.locator("img")
    return (
        image.get_attribute("alt"),
        image.evaluate(PIXELS),
        view.get_by_role("status").text_content(),
    )


# A number that stands for what is drawn, whatever address it comes from.
PIXELS = """image => {
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
    return data.reduce((sum, value) => (31 * sum + value) % 1000003, 0);
}"""


def becomes(view, text):
    """Wait until the caption has a text; return what the view shows then."""
    view.get_by_role("status").filter(has_text=text).wait_for()
    view.locator(f'img[alt*="{text}"]').wait_for()
    width = view.locator("img").evaluate("image => image.naturalWidth")
    assert width == 1.5 * widgets.view.WIDTH
    return seen(view)


def all_changed(before, after):
    return all(old != new for old, new in zip(before, after, strict=True))


def changed(view, before):
    """Wait until a view shows something else; return it."""
    alt, _, caption = before
    playwright.expect(view.locator("img")).not_to_have_attribute("alt", alt)
    playwright.expect(view.get_by_role("status")).not_to_have_text(caption)
    after = seen(view)
    assert all_changed(before, after)
    return after


def descriptions(page, within):
    """Return the alt texts of the pictures that a reader gets, and what axe says about them."""
    pictures = page.locator(f"{within} img")
    pictures.nth(2).wait_for()
    found = Axe().run(page, within, {"runOnly": ["image-alt", "image-redundant-alt"]}).response
    assert [rule["id"] for rule in found["passes"]].count("image-alt") == 1
    return [one.get_attribute("alt") for one in pictures.all()], found["violations"]


def serious(page, within):
    """Return what axe finds that keeps people out."""
    violations = Axe().run(page, within).response["violations"]
    return [
        (found["id"], [node["html"] for node in found["nodes"]])
        for found in violations
        if found["impact"] in ("serious", "critical")
    ]


def test_before_anything_runs_the_stored_pictures_are_there(page, notebook):
    """The notebook comes from elsewhere: JupyterLab does not trust it and sanitises its HTML."""
    texts, complaints = descriptions(page, ".jp-OutputArea-output")
    assert texts == [cell.outputs[0].metadata["image/png"]["alt"] for cell in notebook.cells[1:4]]
    assert texts[2] == ALT
    assert complaints == []
    pictures = page.locator(".jp-OutputArea-output img").all()
    widths = [one.evaluate("image => image.naturalWidth") for one in pictures]
    assert widths[:2] == [1.5 * widgets.view.WIDTH] * 2
    assert widths[2] > 300
    for view in page.locator(".jp-OutputArea-output").all()[:2]:
        assert widgets.view.STORED in view.text_content()


@pytest.mark.parametrize("template", ["classic", "lab"])
def test_an_exported_page_describes_its_pictures(browser, notebook, tmp_path, template):
    text, _ = nbconvert.HTMLExporter(template_name=template).from_notebook_node(notebook)
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with browser.new_page() as page:
        page.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        texts, complaints = descriptions(page, "body")
    assert texts == [cell.outputs[0].metadata["image/png"]["alt"] for cell in notebook.cells[1:4]]
    assert complaints == []


@pytest.mark.parametrize("name", ["copy", *OTHERS])
def test_a_view_moves_with_its_slider_and_buttons(views, name):
    view = views[name]
    first = changed_by(view.get_by_role("slider").first, view, "ArrowRight")
    second = changed_by(view.get_by_role("slider").first, view, "ArrowLeft")
    assert all_changed(first, second)
    if view.get_by_role("button").count():
        view.get_by_role("button", name="Next").click()
        changed(view, second)


def changed_by(control, view, key):
    before = seen(view)
    control.press(key)
    return changed(view, before)


def test_sliders_move_with_the_keyboard(views):
    explorer = views["explorer"]
    before = becomes(explorer, "z = 1 x + 0")
    weight, bias = explorer.get_by_label("weight w"), explorer.get_by_label("bias b")
    weight.press("ArrowRight")
    after = becomes(explorer, "z = 1.1 x + 0")
    assert all_changed(before, after)
    bias.press("Home")
    assert all_changed(after, becomes(explorer, "z = 1.1 x − 5"))
    for _ in range(3):  # 0.1 + 0.1 + 0.1 is 0.3 to a reader
        bias.press("ArrowRight")
    becomes(explorer, "z = 1.1 x − 4.7")
    assert bias.get_attribute("aria-valuetext") == "−4.7"


def test_a_slider_moves_with_the_mouse_and_shows_where_it_was_let_go(page, views):
    explorer = views["explorer"]
    slider = explorer.get_by_label("weight w")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for part in range(50, 101):
        page.mouse.move(box["x"] + box["width"] * part / 100, middle)
    page.mouse.up()
    becomes(explorer, "z = 3 x")


def test_the_menu_chooses_a_function(views):
    explorer = views["explorer"]
    before = seen(explorer)
    explorer.get_by_label("function").select_option("ReLU")
    assert all_changed(before, becomes(explorer, "Activation ReLU"))


def test_next_and_back_step_with_mouse_and_keyboard(views):
    stepper = views["stepper"]
    first = becomes(stepper, "Step 1 of 12")
    stepper.get_by_role("button", name="Next").click()
    second = becomes(stepper, "Step 2 of 12")
    assert all_changed(first, second)
    stepper.get_by_role("button", name="Next").press("Enter")
    assert all_changed(second, becomes(stepper, "Step 3 of 12"))
    stepper.get_by_role("button", name="Back").press("Space")
    assert becomes(stepper, "Step 2 of 12") == second
    stepper.get_by_role("slider").press("End")
    assert "it has fallen" in becomes(stepper, "Step 12 of 12")[2]
    stepper.get_by_role("button", name="Reset").click()
    assert becomes(stepper, "Step 1 of 12") == first


def test_play_goes_on_until_it_is_stopped(views):
    stepper = views["stepper"]
    stepper.get_by_role("slider").press("End")
    for _ in range(3):
        stepper.get_by_role("button", name="Back").click()
    becomes(stepper, "Step 9 of 12")
    stepper.get_by_role("button", name="Play").click()
    becomes(stepper, "Step 10 of 12")
    stepper.get_by_role("button", name="Pause").click()
    stepper.get_by_role("button", name="Play").click()
    becomes(stepper, "Step 12 of 12")
    stepper.get_by_role("button", name="Play").wait_for()  # it has stopped by itself


KINDS = """cells => cells.map(
    cell => [...cell.classList].filter(name => /^jp-([A-Za-z]+Cell|mod-active)$/.test(name)).join()
)"""


def test_no_key_reaches_jupyterlab(page, views):
    """There r makes the cell raw text, a and b add cells, x and d d remove it, arrows leave it."""
    cells = page.locator(".jp-Notebook .jp-Cell")
    for name in ("explorer", "stepper"):
        for control in views[name].locator("select, input, button").all():
            control.focus()
            kinds = cells.evaluate_all(KINDS)
            for key in (
                *("r", "m", "y", "a", "b", "x", "d", "d", "z", "1", "Escape", "Shift+Enter"),
                *("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Control+Enter", "Shift+M"),
            ):
                page.keyboard.press(key)
            assert cells.evaluate_all(KINDS) == kinds
            assert control.evaluate("control => control === document.activeElement"), control


def test_tab_goes_through_a_view_and_out_of_it_both_ways(page, views):
    stepper = views["stepper"]
    names = ["Back", "Next", "Play", "Reset"]
    stepper.get_by_role("button", name="Back").focus()
    for name in names[1:]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    page.keyboard.press("Tab")
    inside = "view => view.contains(document.activeElement)"
    assert not stepper.evaluate(inside)
    stepper.get_by_role("slider").focus()
    for name in reversed(names):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Shift+Tab")
    assert not stepper.evaluate(inside)


def test_a_new_picture_is_there_at_once(views):
    """It replaces the old one in one go: the page neither flickers nor jumps."""
    stepper = views["stepper"]
    stepper.get_by_role("slider").press("Home")
    becomes(stepper, "Step 1 of 12")
    stepper.evaluate(
        """view => {
            view.heights = [view.offsetHeight];
            view.complete = [];
            new MutationObserver(() => {
                const image = view.querySelector("img");
                view.complete.push(image.complete && image.naturalWidth > 0);
                view.heights.push(view.offsetHeight);
            }).observe(view, { childList: true, subtree: true });
        }"""
    )
    for n in (2, 3, 4):
        stepper.get_by_role("button", name="Next").click()
        becomes(stepper, f"Step {n} of 12")
    complete, heights = stepper.evaluate("view => [view.complete, view.heights]")
    assert len(complete) >= 3
    assert all(complete)
    assert len(set(heights)) == 1


def test_nothing_keeps_a_reader_out(page, views):
    assert serious(page, ".lectures-nn-view") == []


@pytest.mark.parametrize("size", [(700, 900), (1024, 768), (1366, 768)])
def test_a_view_fits_on_the_screen(page, views, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    try:
        for view in views.values():
            view.scroll_into_view_if_needed()
            box = view.bounding_box()
            panel = page.locator(".jp-WindowedPanel-outer").first.bounding_box()
            assert box["height"] <= panel["height"]
            for part in [*view.locator("input, select, button").all(), view.locator("img")]:
                inner = part.bounding_box()
                assert inner["x"] >= box["x"] - 1
                assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    finally:
        page.set_viewport_size({"width": 1280, "height": 1500})


def test_what_the_browser_computes_runs_in_jupyterlab_and_keeps_its_keys(page, views):
    play, pad = (page.locator(f".lectures-nn-explorable:has({has})") for has in (".plane", ".pad"))
    for view in (play, pad):
        view.wait_for()
    play.get_by_role("button", name="Epoch").click()
    assert "epoch 1, step 10" in play.locator(".readout").text_content()
    pad.get_by_role("status").filter(has_text="The network reads 3").wait_for()
    assert serious(page, ".lectures-nn-explorable") == []
    cells = page.locator(".jp-Notebook .jp-Cell")
    controls = [play.get_by_label("data").first, play.get_by_role("button", name="Reset")]
    for control in [*controls, pad.locator(".pad"), pad.get_by_role("button", name="Undo")]:
        control.focus()
        kinds = cells.evaluate_all(KINDS)
        for key in ("r", "a", "b", "x", "d", "d", "Escape", "ArrowDown", "ArrowUp", "Shift+M"):
            page.keyboard.press(key)
        assert cells.evaluate_all(KINDS) == kinds
        assert control.evaluate("control => control === document.activeElement"), control


def test_two_copies_of_a_view_do_not_move_each_other(views):
    one, other = views["stepper"], views["copy"]
    before = seen(other)
    one.get_by_role("slider").press("Home")
    becomes(one, "Step 1 of 12")
    one.get_by_role("button", name="Next").click()
    becomes(one, "Step 2 of 12")
    assert seen(other) == before


def test_a_mistake_stands_in_the_view_and_the_next_move_mends_it(page, views):
    view = views["fragile"]
    picture = seen(view)[1]
    view.get_by_role("slider").press("ArrowRight")
    mistake = view.get_by_role("alert").filter(has_text="This setting cannot be drawn.")
    assert "ZeroDivisionError" in mistake.text_content()
    assert view.locator("img").evaluate(PIXELS) == picture
    view.get_by_role("slider").press("ArrowRight")
    assert becomes(view, "n = 3")[1] != picture


def test_the_browser_has_nothing_to_complain_about_and_asks_this_machine_alone(page, views):
    assert page.complaints == []
    own = ("data:", "blob:", "{0.scheme}://{0.netloc}/".format(urllib.parse.urlsplit(page.url)))
    assert [url for url in page.asked if not url.startswith(own)] == []


def test_after_a_restart_the_page_can_still_be_read(page, views):
    before = seen(views["explorer"])
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    assert seen(views["explorer"]) == before


# -- on a page, without a kernel --------------------------------------------------------------

PAGE = """<!doctype html>
<html lang="en" data-theme="auto"><head><meta charset="utf-8"><title>Two views</title>
<meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark; }}</style></head><body>
{}</body></html>"""


@pytest.fixture(scope="module")
def page_form(tmp_path_factory):
    """The address of a page with the two views."""
    path = tmp_path_factory.mktemp("page") / "views.html"
    explorer = widgets.activation_explorer()
    for name, control in explorer.controls.items():  # fewer pictures than a page would have
        ends = dataclasses.replace(control, page=(control.start, control.page[-1]))
        explorer.controls[name] = ends
    made = (explorer, widgets.backpropagation_stepper(step=3))
    path.write_text(PAGE.format("\n".join(view.to_html() for view in made)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1366])
def test_a_page_form_is_open_to_everybody(browser, page_form, width, scheme):
    with browser.new_page(viewport={"width": width, "height": 768}, color_scheme=scheme) as page:
        page.goto(page_form)
        page.locator(".controls").nth(1).wait_for()
        # The script puts a picture of its own in the place of the first one.
        wanted = re.compile("^invert" if scheme == "dark" else "^none$")
        playwright.expect(page.locator("img").nth(1)).to_have_css("filter", wanted)
        assert serious(page, "body") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_form_moves_with_the_keyboard_and_asks_for_nothing(browser, page_form):
    with browser.new_page() as page:
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(page_form)
        explorer, stepper = page.locator(".lectures-nn-view").all()
        third = becomes(stepper, "Step 3 of 12")
        stepper.get_by_role("button", name="Next").press("Enter")
        assert all_changed(third, becomes(stepper, "Step 4 of 12"))
        stepper.get_by_role("slider").press("Home")
        becomes(stepper, "Step 1 of 12")
        first = becomes(explorer, "z = 1 x + 0")
        explorer.get_by_label("weight w").press("End")
        after = becomes(explorer, "z = 3 x + 0")
        assert all_changed(first, after)
        explorer.get_by_label("function").select_option("ReLU")
        assert all_changed(after, becomes(explorer, "Activation ReLU, z = 3 x + 0"))
        becomes(stepper, "Step 1 of 12")  # one view does not move the other
        assert complaints == []
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [page_form]


def test_a_page_form_without_script_is_picture_and_caption(browser, page_form):
    with browser.new_page(java_script_enabled=False) as page:
        page.goto(page_form)
        for figure, words in zip(
            page.get_by_role("figure").all(), ["z = 1 x + 0", "Step 3 of 12"], strict=True
        ):
            assert words in figure.locator("img").get_attribute("alt")
            assert words in figure.locator("figcaption").text_content()
        assert page.locator("input, button, select").count() == 0
