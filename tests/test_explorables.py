"""The drawing pad and the playground on a plain page, moved and looked at as a reader does."""

import base64
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from lectures_nn.widgets import digit_pad, page_of, playground
from lectures_nn.widgets.view import STORED

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
browsing = pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(PROGRAMS)} is here")


@pytest.fixture(scope="module")
def views():
    return {"playground": playground(), "digit_pad": digit_pad()}


@pytest.fixture(scope="module")
def addresses(views, tmp_path_factory):
    """Pages by name, opened from a folder."""
    folder = tmp_path_factory.mktemp("pages")
    for name, view in views.items():
        (folder / f"{name}.html").write_text(page_of(view, f"A {name} & more"), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in views}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page, which nothing complains about and from which nothing is asked."""
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    yield page
    page.close()
    assert complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    assert len({url.split("#")[0] for url in asked if url.startswith("file:")}) == 1


@pytest.mark.parametrize("name", ["playground", "digit_pad"])
def test_what_is_stored_is_the_same_in_every_run(views, name):
    view, other = views[name], {"playground": playground, "digit_pad": digit_pad}[name]()
    data, metadata = view._repr_mimebundle_()
    again, _ = other._repr_mimebundle_()
    for kind in ("image/png", "text/html", "text/plain"):
        assert data[kind] == again[kind]
    assert data["text/plain"] == repr(view)
    assert len(base64.b64decode(data["image/png"])) < 70_000
    assert metadata["image/png"]["alt"] in data["text/html"].replace("&#x27;", "'")
    assert STORED in data["text/html"]
    assert len(metadata["image/png"]["alt"]) > 100


@browsing
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1024, "dark"), (1366, "light")])
@pytest.mark.parametrize("name", ["playground", "digit_pad"])
def test_a_page_is_open_to_everybody(browser, addresses, name, width, scheme):
    with browser.new_page(viewport={"width": width, "height": 768}, color_scheme=scheme) as page:
        page.goto(addresses[name])
        page.get_by_role("button").first.wait_for()
        for details in page.locator("details").all():
            details.locator("summary").click()
        violations = Axe().run(page, "body").response["violations"]
        assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@browsing
@pytest.mark.parametrize("name", ["playground", "digit_pad"])
def test_a_page_without_script_is_picture_and_caption(browser, addresses, views, name):
    _, alt, caption, _ = views[name].stored()
    with browser.new_page(java_script_enabled=False) as page:
        page.goto(addresses[name])
        assert page.get_by_role("figure").locator("img").get_attribute("alt") == alt
        assert page.locator("figcaption").text_content() == caption
        assert page.locator("input, button, select").count() == 0


def epoch(page):
    return float(page.locator(".readout span").first.text_content().split()[1].strip(","))


@browsing
def test_training_starts_steps_and_stops_by_itself(page, addresses):
    page.goto(addresses["playground"])
    status, button = page.get_by_role("status").last, page.get_by_role("button", name="Step")
    button.click()
    assert "epoch 0.1, step 1" in page.locator(".readout").text_content()
    page.get_by_role("button", name="Epoch").click()
    assert "epoch 1, step 10" in page.locator(".readout").text_content()
    page.get_by_role("combobox", name="stop after").select_option("10 epochs")
    page.get_by_role("combobox", name="pace").select_option("as fast as it goes")
    page.get_by_role("button", name="Start").click()
    status.filter(has_text="Stopped. Epoch 10").wait_for()
    assert epoch(page) == 10
    page.get_by_role("button", name="Start").click()  # for as many again
    status.filter(has_text="Stopped. Epoch 20").wait_for()
    first = page.get_by_role("button", name="layer 1, node 1").get_attribute("title")
    page.get_by_role("button", name="Reset").click()
    assert epoch(page) == 0
    before = page.get_by_role("button", name="layer 1, node 1").get_attribute("title")
    page.get_by_role("button", name="New weights").click()
    other = page.get_by_role("button", name="layer 1, node 1").get_attribute("title")
    assert len({first, before, other}) == 3
    page.get_by_role("combobox", name="pace").select_option("5 epochs a second")
    page.get_by_role("combobox", name="stop after").select_option("10000 epochs")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Pause").click()
    status.filter(has_text="Paused.").wait_for()


@browsing
def test_settings_live_in_the_address(page, addresses):
    page.goto(f"{addresses['playground']}#data=moons&layers=3,2&eta=0.123&who=me")
    page.get_by_role("status").filter(has_text="asks for what there is not: who=me").wait_for()
    line = page.get_by_role("textbox", name="The same in a notebook")
    assert line.input_value() == 'playground(data="moons", layers=[3, 2], eta=0.123)'
    page.get_by_role("combobox", name="activation").select_option("relu")
    assert page.url.endswith("#data=moons&layers=3,2&activation=relu&eta=0.123")
    assert page.get_by_role("textbox", name="Address of this page").input_value() == page.url
    page.get_by_role("combobox", name="named settings").select_option("all weights begin at zero")
    page.get_by_role("status").filter(has_text="Fails: equal nodes").wait_for()
    assert "start=Zeros" in page.url


@browsing
def test_points_of_ones_own(page, addresses):
    page.goto(f"{addresses['playground']}#data=own")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("status").filter(has_text="no points to learn from").wait_for()
    page.get_by_text("Points of my own", exact=True).click()
    plane, area = page.locator(".plane"), page.locator("textarea")
    box = plane.bounding_box()
    plane.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    page.get_by_label("orange square (0)").check()
    plane.click(position={"x": box["width"] / 2, "y": box["height"] / 4})
    assert area.input_value() == "-1.5, 0, 1\n0, 1.5, 0"
    assert "points=-1.5,0,1,0,1.5,0" in page.url
    plane.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    assert area.input_value() == "0, 1.5, 0"
    area.fill("1, 2")
    page.get_by_role("button", name="Take these points").click()
    page.get_by_role("status").filter(has_text="this line is not: 1, 2").wait_for()
    area.fill("1 2 1\n-1 -2 0")
    page.get_by_role("button", name="Take these points").click()
    page.get_by_role("button", name="Epoch").click()
    assert "step 1" in page.locator(".readout").text_content()


@browsing
def test_a_digit_is_drawn_with_the_mouse_and_with_keys(page, addresses):
    page.goto(addresses["digit_pad"])
    status, pad = page.get_by_role("status"), page.locator(".pad")
    status.filter(has_text="reads 3").wait_for()
    box = pad.bounding_box()
    way = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
           for x, y in ((0.3, 0.2), (0.7, 0.2), (0.55, 0.5), (0.45, 0.85))]  # fmt: skip
    page.mouse.move(*way[0])
    page.mouse.down()
    for point in way[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()
    status.filter(has_text="reads 7").wait_for()
    seven = page.get_by_role("button", name="7: probability")
    assert seven.get_attribute("aria-pressed") == "true"
    page.get_by_role("combobox", name="network").select_option("convolutional")
    page.get_by_text("ReLU: 8 maps of 28 × 28").wait_for()
    page.get_by_role("button", name="1: probability").click()
    page.get_by_text("What speaks for 1").wait_for()
    page.get_by_role("button", name="Clear").click()
    status.filter(has_text="Draw a digit.").wait_for()
    pad.focus()
    for key in [*6 * ["ArrowUp"], "Space", *13 * ["ArrowDown"], "Space"]:
        page.keyboard.press(key)
    status.filter(has_text="reads 1").wait_for()
    page.keyboard.press("Backspace")
    status.filter(has_text="Draw a digit.").wait_for()
    page.get_by_role("combobox", name="example").select_option("5")
    status.filter(has_text="reads 5").wait_for()
