"""What the figures show: the data they were given, text that can be read, nothing left open."""

import io
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from lectures_nn import plotting
from lectures_nn.training import History


@pytest.fixture(autouse=True)
def _closed():
    plt.close("all")
    with plt.rc_context():
        yield
    plt.close("all")


GRID = pd.DataFrame(
    {
        "eta": [0.1, 0.1, 0.1, 1.0, 1.0, 0.25],
        "lmbd": [1e-5, 10.0, 10.0, 1e-5, 10.0, 1e-5],
        "train_score": [0.8, 0.3, 0.5, 0.9, np.nan, 0.7],
        "validation_score": [0.7, 0.2, 0.4, 0.6, np.nan, 0.5],
        "outcome": ["finished"] * 4 + ["diverged", "finished"],
    }
)


AXES_FUNCTIONS = {
    "plot_history": lambda ax: plotting.plot_history(History(cost=[2.0, 1.0]), ax=ax),
    "plot_confusion": lambda ax: plotting.plot_confusion([0, 1], [0, 0], 2, ax=ax),
    "plot_decision_regions": lambda ax: plotting.plot_decision_regions(
        lambda points: (points[:, 0] > 0).astype(int), [[-1, 0], [1, 1]], [0, 1], ax=ax
    ),
    "draw_network": lambda ax: plotting.draw_network((2, 1), ax=ax),
    "plot_grid": lambda ax: plotting.plot_grid(GRID, ax=ax),
}


@pytest.mark.parametrize("name", AXES_FUNCTIONS)
def test_draws_on_the_axes_given_or_on_its_own(name):
    figure, ax = plt.subplots()
    assert AXES_FUNCTIONS[name](ax) is ax
    assert plt.get_fignums() == [figure.number]
    own = AXES_FUNCTIONS[name](None)
    assert own.figure is not figure
    assert len(plt.get_fignums()) == 2
    own.figure.canvas.draw()  # nothing in it warns


def test_history_curves():
    history = History(cost=[3.0, 2.0, 1.0], validation_cost=[3.5, 2.5, 2.0])
    ax = plotting.plot_history(history)
    training, validation = ax.get_lines()
    assert training.get_xdata().tolist() == [1, 2, 3]
    assert training.get_ydata().tolist() == history.cost
    assert validation.get_ydata().tolist() == history.validation_cost
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "validation"]
    assert ax.get_yscale() == "log"
    assert ax.get_xlabel() == "epoch"
    assert ax.get_ylabel()


def test_history_without_validation_has_one_curve_and_no_legend():
    ax = plotting.plot_history(History(cost=[3.0, 2.0]))
    assert len(ax.get_lines()) == 1
    assert ax.get_legend() is None


def test_confusion_counts():
    truth, prediction = [0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 0]
    ax = plotting.plot_confusion(truth, prediction, 4)
    written = {
        (round(text.get_position()[1] - 0.5), round(text.get_position()[0] - 0.5)): text.get_text()
        for text in ax.texts
        if text.get_text()
    }
    assert written == {(0, 0): "1", (0, 1): "1", (1, 1): "1", (2, 2): "1", (2, 0): "2"}
    assert ax.get_xlabel() == "predicted"
    assert ax.get_ylabel() == "written"
    colours = ax.collections[0].get_array().reshape(4, 4)
    assert not np.diag(colours).any()  # right answers would outshine the mistakes
    assert colours[2, 0] == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("validation_score", [[0.7, 0.3], [0.5, np.nan], [0.6, np.nan]]),  # folds are averaged
        ("train_score", [[0.8, 0.4], [0.7, np.nan], [0.9, np.nan]]),
    ],
)
def test_grid_scores(value, expected):
    ax = plotting.plot_grid(GRID, value, low=0.5)
    mesh = ax.collections[0]
    assert np.allclose(np.ma.filled(mesh.get_array(), np.nan), expected, equal_nan=True)
    assert mesh.get_clim() == (0.5, 1)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["$10^{-5}$", "$10^{1}$"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["$10^{-1}$", "0.25", "$10^{0}$"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == (r"$\lambda$", r"$\eta$")


def test_grid_marks_what_diverged_and_what_is_missing():
    ax = plotting.plot_grid(GRID)
    assert [(t.get_text(), t.get_position()) for t in ax.texts] == [("diverged", (1.5, 2.5))]
    assert sorted(patch.get_xy() for patch in ax.patches) == [(1, 1), (1, 2)]
    assert all(patch.get_hatch() for patch in ax.patches)


def test_grid_writes_its_scores_where_there_are_any():
    ax = plotting.plot_grid(GRID, decimals=2)
    written = {t.get_position(): t.get_text() for t in ax.texts}
    assert written.pop((1.5, 2.5)) == "diverged"
    scores = {(0.5, 0.5): "0.70", (1.5, 0.5): "0.30", (0.5, 1.5): "0.50", (0.5, 2.5): "0.60"}
    assert written == scores
    assert ax.figure.axes == [ax]  # the numbers stand in place of a colour bar
    bare = plotting.plot_grid(GRID)
    assert len(bare.figure.axes) == 2


def test_grid_of_other_parameters():
    frame = GRID.rename(columns={"eta": "rate", "lmbd": "alpha"}).drop(columns="outcome")
    ax = plotting.plot_grid(frame, x="rate", y="alpha")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("rate", "alpha")
    assert ax.collections[0].get_array().shape == (2, 3)
    assert not ax.texts


def test_decision_regions_show_prediction_and_examples():
    X, y = np.array([[-1.0, 0.0], [1.0, 1.0], [2.0, 0.5]]), np.array([0, 1, 2])
    ax = plotting.plot_decision_regions(
        lambda points: np.clip(np.round(points[:, 0] + 0.5), 0, 2).astype(int), X, y, steps=50
    )
    mesh, *points = ax.collections
    assert set(np.unique(mesh.get_array())) == {0, 1, 2}
    for k, collection in enumerate(points):
        assert np.array_equal(collection.get_offsets(), X[y == k])
        assert to_hex(collection.get_facecolor()[0]) == plotting.COLORS[k]
    markers = {c.get_paths()[0].vertices.tobytes() for c in points}
    assert len(markers) == 3  # told apart without colour, too
    assert ax.get_xlim() == (-1.5, 2.5)
    assert ax.get_ylim() == (-0.5, 1.5)


def test_network_has_every_node_and_edge():
    ax = plotting.draw_network(
        (3, 4, 2),
        node_text=lambda l, j: f"{l}{j}",
        edge_color=lambda l, i, j: "red" if (l, i, j) == (1, 2, 3) else "blue",
        edge_width=lambda l, i, j: l,
        names=("in", "hidden", "out"),
    )
    circles = [patch.center for patch in ax.patches]
    assert len(circles) == 3 + 4 + 2
    assert len(ax.get_lines()) == 3 * 4 + 4 * 2
    texts = {text.get_text(): text.get_position() for text in ax.texts}
    assert set(texts) == {"00", "01", "02", "10", "11", "12", "13", "20", "21"} | {
        "in",
        "hidden",
        "out",
    }
    assert all(texts[name] in circles for name in texts if name.isdigit())
    (red,) = [line for line in ax.get_lines() if line.get_color() == "red"]
    ends = list(zip(red.get_xdata(), red.get_ydata(), strict=True))
    assert ends == [texts["02"], texts["13"]]
    assert {line.get_linewidth() for line in ax.get_lines()} == {1.0, 2.0}


def test_digits_grid():
    images = np.random.default_rng(0).integers(0, 17, (7, 8, 8))
    axes = plotting.plot_digits(images, titles="abcdefg", columns=3)
    assert len(axes) == 7
    for image, title, ax in zip(images, "abcdefg", axes, strict=True):
        assert np.array_equal(ax.get_images()[0].get_array(), image)
        assert ax.get_title() == title
        assert ax.get_images()[0].get_clim() == (0, images.max())
    assert len(axes[0].figure.axes) == 9  # three rows; the last two places stay empty
    assert not any(ax.axison for ax in axes[0].figure.axes)


def test_show_stores_picture_and_description_and_closes(monkeypatch):
    shown = []
    monkeypatch.setattr(plotting, "display", lambda data, **kwargs: shown.append((data, kwargs)))
    plt.plot([1, 2])
    plotting.show(alt="A line that\n   rises from 1 to 2.")
    ((data, kwargs),) = shown
    assert data["text/plain"] == "A line that rises from 1 to 2."
    assert kwargs["metadata"] == {"image/png": {"alt": "A line that rises from 1 to 2."}}
    assert data["text/html"] == plotting.as_html(data["image/png"], data["text/plain"])
    image = Image.open(io.BytesIO(data["image/png"]))
    assert image.format == "PNG"
    assert min(image.size) > 100
    assert plt.get_fignums() == []
    with pytest.raises(ValueError, match="expects a figure, got none"):
        plotting.show(alt="A line that rises from 1 to 2.")


class Pictures(HTMLParser):
    """Collects what stands in the img tags of HTML."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        (self.attributes,) = self.found

    def handle_starttag(self, tag, attributes):
        assert tag == "img"
        self.found.append(dict(attributes))


def test_html_holds_pixels_description_and_size():
    alt = 'J < 1 & "falling", as in Müller\'s figure'
    attributes = Pictures(plotting.as_html(b"pixels", alt)).attributes
    assert attributes == {"alt": alt, "src": "data:image/png;base64,cGl4ZWxz"}
    attributes = Pictures(plotting.as_html(b"pixels", alt, (90, 40))).attributes
    assert (attributes["width"], attributes["height"]) == ("90", "40")


def test_a_palette_makes_a_figure_small_and_moves_no_colour_far():
    ax = plotting.plot_confusion([0, 1, 2, 2], [0, 0, 0, 1], 3)
    ax.set_title("wrong", color="red")
    full = plotting.png(ax.figure)
    few = plotting.with_palette(full)
    assert len(few) < 0.5 * len(full)
    pixels = [np.asarray(Image.open(io.BytesIO(p)).convert("RGB"), float) for p in (full, few)]
    assert np.abs(pixels[0] - pixels[1]).max() < 25
    assert np.sqrt(np.mean((pixels[0] - pixels[1]) ** 2)) < 2


def test_a_palette_keeps_few_colours_exactly_and_a_photograph_nearly():
    flat = Image.new("RGB", (40, 30), (17, 200, 3))
    flat.paste((250, 0, 90), (5, 5, 9, 9))
    ramp = np.linspace(0, 255, 120 * 90 * 3).reshape(120, 90, 3)
    smooth = Image.fromarray(np.random.default_rng(0).permuted(ramp, axis=2).astype("uint8"))
    errors = []
    for image in (flat, smooth):
        buffer = io.BytesIO()
        image.save(buffer, format="PNG")
        few = Image.open(io.BytesIO(plotting.with_palette(buffer.getvalue()))).convert("RGB")
        errors.append(np.asarray(image, float) - np.asarray(few, float))
    assert not errors[0].any()
    assert np.sqrt(np.mean(errors[1] ** 2)) < 2


def test_the_same_figure_gives_the_same_bytes():
    pictures = []
    for _ in range(2):
        ax = plotting.plot_history(History(cost=[2.0, 1.0]))
        pictures.append(plotting.png(ax.figure))
    assert pictures[0] == pictures[1]


def test_style_is_readable():
    plotting.use_course_style()
    assert plt.rcParams["axes.labelsize"] >= 10
    cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert [to_hex(colour) for colour in cycle[:3]] == list(plotting.COLORS[:3])


def brettel(colour, kind):
    """Simulate how a colour looks to a dichromat (Vienot, Brettel and Mollon, 1999)."""
    linear = np.array(to_rgb(colour)) ** 2.2
    rgb_to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714],
                           [0.0299566, 0.184309, 1.46709]])  # fmt: skip
    seen = {
        "protan": [[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]],
        "deutan": [[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]],
    }[kind]
    return np.linalg.solve(rgb_to_lms, np.array(seen) @ rgb_to_lms @ linear).clip(0) ** (1 / 2.2)


@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_first_colours_stay_apart_for_colour_blind_readers(kind):
    seen = [brettel(colour, kind) for colour in plotting.COLORS[:4]]
    for i, first in enumerate(seen):
        for second in seen[:i]:
            assert np.linalg.norm(first - second) > 0.12
