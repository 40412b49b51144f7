"""Figures and views in JupyterLab in a real Chromium, moved and heard as a reader does.

Needs Chromium (or Chrome) and the package playwright; skipped where one is missing. Nothing is
downloaded and no address but this machine's own is asked.
"""

import base64
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
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
SECONDS = 300  # to wait for anything, at most; at rest it takes ten
SOURCES = [
    "from lectures_nn.widgets import activation_explorer, backpropagation_stepper",
    "activation_explorer()",
    "backpropagation_stepper()",
]
ALT = 'A line that rises from 1 to 2, labelled "cost <J> & more".'

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(PROGRAMS)} is here")


@pytest.fixture(scope="module")
def notebook():
    """A notebook of the two views and a figure, as the course stores them."""
    made = (widgets.activation_explorer(), widgets.backpropagation_stepper())
    outputs = [[], *([view_output(view)] for view in made), [figure_output()]]
    cells = [
        nbformat.v4.new_code_cell(source, outputs=stored, execution_count=count)
        for count, (source, stored) in enumerate(zip([*SOURCES, "1"], outputs, strict=True), 1)
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
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.goto(address)
    yield page
    page.close()


@pytest.fixture(scope="module")
def views(page):
    """The two views, alive: all cells have run."""
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    views = page.locator(".lectures-nn-view")
    views.nth(1).locator("img").wait_for()
    return views.nth(0), views.nth(1)


def seen(view):
    """Return what a view shows: description, picture and caption."""
    image = view.locator("img")
    return (
        image.get_attribute("alt"),
        image.get_attribute("src"),
        view.get_by_role("status").text_content(),
    )


def becomes(view, text):
    """Wait until the caption has a text; return what the view shows then."""
    view.get_by_role("status").filter(has_text=text).wait_for()
    view.locator(f'img[alt*="{text}"]').wait_for()
    width = view.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert width == 1.5 * widgets.view.WIDTH
    return seen(view)


def all_changed(before, after):
    return all(old != new for old, new in zip(before, after, strict=True))


def descriptions(page, within):
    """Return the alt texts of the pictures that a reader gets, and what axe says about them."""
    pictures = page.locator(f"{within} img")
    pictures.nth(2).wait_for()
    found = Axe().run(page, within, {"runOnly": ["image-alt", "image-redundant-alt"]}).response
    assert [rule["id"] for rule in found["passes"]].count("image-alt") == 1
    return [one.get_attribute("alt") for one in pictures.all()], found["violations"]


def test_before_anything_runs_the_stored_pictures_are_there(page, notebook):
    """The notebook comes from elsewhere: JupyterLab does not trust it and sanitises its HTML."""
    texts, complaints = descriptions(page, ".jp-OutputArea-output")
    assert texts == [cell.outputs[0].metadata["image/png"]["alt"] for cell in notebook.cells[1:]]
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
    assert texts == [cell.outputs[0].metadata["image/png"]["alt"] for cell in notebook.cells[1:]]
    assert complaints == []


def test_a_slider_moves_with_the_keyboard(views):
    explorer, _ = views
    before = becomes(explorer, "z = 1 x + 0")
    weight, bias = explorer.get_by_role("slider").all()
    weight.focus()
    weight.press("ArrowRight")
    after = becomes(explorer, "z = 1.1 x + 0")
    assert all_changed(before, after)
    bias.press("Home")
    assert all_changed(after, becomes(explorer, "z = 1.1 x − 5"))


def test_the_menu_chooses_a_function(views):
    explorer, _ = views
    before = seen(explorer)
    explorer.get_by_label("function").select_option("ReLU")
    assert all_changed(before, becomes(explorer, "Activation ReLU"))


def test_next_and_back_step_with_mouse_and_keyboard(views):
    _, stepper = views
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


def test_a_new_picture_is_there_at_once(views):
    """It replaces the old one in one go: the page neither flickers nor jumps."""
    _, stepper = views
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


def test_everything_fits_a_narrow_page(page, views):
    page.set_viewport_size({"width": 700, "height": 1500})
    try:
        for view in views:
            box = view.bounding_box()
            for part in [*view.get_by_role("slider").all(), view.locator("img")]:
                inner = part.bounding_box()
                assert inner["x"] >= box["x"] - 1
                assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
    finally:
        page.set_viewport_size({"width": 1280, "height": 1500})


def test_the_browser_has_nothing_to_complain_about(page, views):
    assert page.complaints == []
