"""Pictures of the course: arrays in, Matplotlib Axes out.

Every function draws on `ax`, makes one if there is none, and returns it. None shows anything:
a notebook cell ends with `show`, which stores the picture together with its description.
"""

import base64
from html import escape
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from PIL import Image, ImageChops, ImageStat, UnidentifiedImageError

from lectures_nn.training import History
from lectures_nn.validation import (
    SQUARABLE,
    batch,
    instance,
    labels,
    number,
    real_array,
    whole_number,
)

COLORS = sns.color_palette("colorblind").as_hex()
"""Ten colours that remain distinct for colour-blind readers."""

_PHOTOGRAPH = 3.0  # RMS error, of 255, of 256 colours chosen to be near to all: figures have < 2


def use_course_style():
    """Set fonts, sizes and colours for all figures that follow."""
    sns.set_theme(
        context="notebook",
        style="whitegrid",
        palette="colorblind",
        rc={
            "figure.figsize": (6.4, 3.8),
            "figure.dpi": 110,
            "axes.titlesize": 12,
            "axes.titlelocation": "left",
            "axes.labelsize": 11,
            "font.family": "DejaVu Sans",
            "legend.frameon": False,
            "lines.linewidth": 2,
            "image.cmap": "gray_r",
        },
    )


def show(alt):
    """Display the current figure, with a description for those who cannot see it, and close it.

    Parameters
    ----------
    alt : str
        What the figure shows, in one or two sentences. Stored as the image's alternative text
        and as the plain-text form of the output.
    """
    alt = _sentence(alt)
    if not plt.get_fignums():
        raise ValueError("show expects a figure, got none: draw something first")
    figure = plt.gcf()
    image = with_palette(png(figure))
    # JupyterLab drops the description of an image, but not that of an image in HTML. The picture
    # without HTML is for viewers that show none.
    data = {"image/png": image, "text/html": as_html(image, alt), "text/plain": alt}
    display(data, metadata={"image/png": {"alt": alt}}, raw=True)
    plt.close(figure)


def _sentence(alt):
    """Check a description; return it in one line."""
    if not isinstance(alt, str):
        raise TypeError(f"alt must be text, got {type(alt).__name__}")
    if len(alt.strip()) < 20:
        raise ValueError(f"alt must describe the figure in a sentence, got {alt!r}")
    return " ".join(alt.split())


def png(figure, tight=True, dpi="figure"):
    """Return a figure as the bytes of a PNG image.

    Parameters
    ----------
    figure : matplotlib Figure
    tight : bool, default True
        Cut the margins. Without it the image has the figure's own size whatever is drawn, so
        that a picture that is redrawn does not jump.
    dpi : float or "figure", default "figure"
        Pixels an inch.

    Returns
    -------
    bytes
    """
    instance("figure", figure, Figure)
    instance("tight", tight, bool)
    if not isinstance(dpi, str) or dpi != "figure":
        number("dpi", dpi, low=1, high=2000)
    buffer = BytesIO()
    margins = "tight" if tight else None
    figure.savefig(
        buffer,
        format="png",
        bbox_inches=margins,
        dpi=dpi,
        metadata={"Software": None},
        pil_kwargs={"compress_level": 1},  # a tenth larger, in a third of the time
    )
    return buffer.getvalue()


def with_palette(image):
    """Return a PNG image with at most 256 different colours, which is a third of its size.

    Parameters
    ----------
    image : bytes
        An opaque PNG image.

    Returns
    -------
    bytes
        A PNG image in which no colour is far from what it was, and in a photograph the mean
        colour: there, nearest means would leave bands in the sky.
    """
    try:
        with Image.open(BytesIO(instance("image", image, bytes)), formats=["PNG"]) as opened:
            full = opened.convert("RGB")
    except UnidentifiedImageError:
        raise ValueError(f"image must be the bytes of a PNG, got {image[:20]!r}") from None
    few = full.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    if max(ImageStat.Stat(ImageChops.difference(full, few.convert("RGB"))).rms) > _PHOTOGRAPH:
        few = full.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = BytesIO()
    few.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def as_html(image, alt, size=None):
    """Return the HTML of an image that holds its pixels and its description.

    Parameters
    ----------
    image : bytes
        A PNG image.
    alt : str
        What it shows.
    size : tuple of int, optional
        Width and height on the page, in pixels; a narrow page shrinks it.

    Returns
    -------
    str
    """
    pixels = base64.b64encode(instance("image", image, bytes)).decode("ascii")
    html = f'<img alt="{escape(_sentence(alt))}" src="data:image/png;base64,{pixels}"'
    if size is None:
        return f"{html}>"
    if not isinstance(size, (list, tuple)) or len(size) != 2:
        raise TypeError(f"size must be a width and a height, got {size!r}")
    width, height = (whole_number("size", side) for side in size)
    return (
        f'{html} width="{width}" height="{height}" '
        'style="display: block; max-width: 100%; height: auto">'
    )


def _axes(ax, **kwargs):
    return plt.subplots(**kwargs)[1] if ax is None else instance("ax", ax, Axes)


def _callable_or_none(**given):
    for name, function in given.items():
        if function is not None and not callable(function):
            raise TypeError(f"{name} must be a function, got {type(function).__name__}")


def _one_each(name, texts, count):
    """Check a sequence of texts (or of anything that text can be made of), or None."""
    if texts is not None:
        if not hasattr(texts, "__len__") or not hasattr(texts, "__getitem__"):
            raise TypeError(f"{name} must be a sequence, got {type(texts).__name__}")
        if len(texts) != count:
            raise ValueError(f"{name} must hold {count}, got {len(texts)}")


def plot_digits(images, titles=None, columns=10, size=0.9):
    """Draw images in a grid, dark on light.

    Parameters
    ----------
    images : ndarray of shape (m, height, width)
        Grey levels; each image is scaled by the largest of all.
    titles : sequence of str, optional
        One a image.
    columns : int, default 10
        Images a row.
    size : float, default 0.9
        Width of an image in inches.

    Returns
    -------
    ndarray of Axes
        One a image.
    """
    if real_array("images", images, ndim=3).size == 0:
        raise ValueError(f"images must hold at least one image, got shape {np.shape(images)}")
    images = np.asarray(images)
    _one_each("titles", titles, len(images))
    columns = min(whole_number("columns", columns), len(images))
    size = number("size", size, low=0.01, high=100)
    rows = -(-len(images) // columns)
    height = size * (1.0 if titles is None else 1.35)
    figure, grid = plt.subplots(
        rows, columns, figsize=(size * columns, height * rows), squeeze=False
    )
    for ax in grid.flat:
        ax.axis("off")
    for k, (image, ax) in enumerate(zip(images, grid.flat, strict=False)):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=images.max(), interpolation="nearest")
        if titles is not None:
            ax.set_title(str(titles[k]), fontsize=9, loc="center", pad=3)
    figure.tight_layout(pad=0.4)
    return grid.ravel()[: len(images)]


def plot_history(history, ax=None):
    """Draw the training cost over the epochs on a logarithmic axis, beside any validation cost.

    Parameters
    ----------
    history : History
        What `lectures_nn.training.fit` returned.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    instance("history", history, History)
    ax = _axes(ax)
    epochs = np.arange(1, history.epochs + 1)
    ax.plot(epochs, history.cost, label="training")
    if history.validation_cost:
        ax.plot(epochs, history.validation_cost, "--", label="validation")
        ax.legend()
    ax.set(xlabel="epoch", ylabel="cost $J$", yscale="log")
    return ax


def plot_confusion(truth, prediction, n_classes, ax=None):
    """Draw how often each class (row) was taken for each class (column).

    Parameters
    ----------
    truth, prediction : ndarray of int, shape (m,)
    n_classes : int
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    n_classes = whole_number("n_classes", n_classes)
    truth = labels("truth", truth, high=n_classes - 1)
    prediction = labels("prediction", prediction, high=n_classes - 1)
    if len(truth) != len(prediction):
        raise ValueError(
            f"prediction must have shape {truth.shape}, as truth, got {prediction.shape}"
        )
    counts = np.zeros((n_classes, n_classes), int)
    np.add.at(counts, (truth, prediction), 1)
    ax = _axes(ax, figsize=(5.2, 4.6))
    wrong = counts - np.diag(np.diag(counts))
    sns.heatmap(
        wrong,
        annot=np.where(counts > 0, counts.astype(str), ""),
        fmt="",
        cmap="rocket_r",
        vmax=max(wrong.max(), 4),
        cbar=False,
        linewidths=0.5,
        square=True,
        ax=ax,
    )
    ax.set(xlabel="predicted", ylabel="written")
    ax.tick_params(rotation=0)
    return ax


def plot_decision_regions(predict, X, y, ax=None, margin=0.5, steps=200):
    """Draw the class that `predict` gives to every point of the plane, and the examples.

    Parameters
    ----------
    predict : callable
        Takes points (n, 2), returns whole numbers (n,).
    X : ndarray of shape (m, 2)
    y : ndarray of int, shape (m,)
    ax : Axes, optional
    margin : float, default 0.5
        Room around the examples.
    steps : int, default 200
        Points along each axis.

    Returns
    -------
    Axes
    """
    if not callable(predict):
        raise TypeError(f"predict must be a function, got {type(predict).__name__}")
    X = batch("X", X, n_features=2, largest=1e12)
    y = labels("y", y, high=len(COLORS) - 1)
    if len(y) != len(X):
        raise ValueError(f"y must have shape ({len(X)},), got {y.shape}")
    margin = number("margin", margin, above=0, high=1e12)
    steps = whole_number("steps", steps, low=2)
    ax = _axes(ax, figsize=(4.4, 4.0))
    (x0, x1), (y0, y1) = zip(X.min(axis=0) - margin, X.max(axis=0) + margin, strict=True)
    grid = np.meshgrid(np.linspace(x0, x1, steps), np.linspace(y0, y1, steps))
    points = np.column_stack([part.ravel() for part in grid])
    regions = labels("what predict returns", predict(points), high=len(COLORS) - 1)
    if len(regions) != len(points):
        raise ValueError(f"predict must return shape ({len(points)},), got {regions.shape}")
    classes = np.unique(y)
    top = max(classes.max(), regions.max(), 1)
    regions = regions.reshape(steps, steps)
    ax.pcolormesh(
        *grid, regions, cmap=ListedColormap(COLORS[: top + 1]), vmin=0, vmax=top, alpha=0.25
    )
    for k, marker in zip(classes, "os^Dv*PX<>", strict=False):
        ax.scatter(
            *X[y == k].T, marker=marker, color=COLORS[int(k)], edgecolor="black", label=f"class {k}"
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(x0, x1), ylim=(y0, y1))
    ax.grid(False)
    return ax


def plot_grid(
    frame, value="validation_score", x="lmbd", y="eta", ax=None, low=0.0, high=1.0, decimals=None
):
    """Draw the scores of a grid search as a heatmap, one cell for each pair of two parameters.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `lectures_nn.search.grid_search` returned. Rows with the same pair, such as folds,
        are averaged. Pairs without a score are hatched; those that diverged say so.
    value : str, default "validation_score"
        Column to draw.
    x, y : str, defaults "lmbd" and "eta"
        Columns of the parameters, across and downwards. Powers of ten are written as such.
    ax : Axes, optional
    low, high : float, defaults 0 and 1
        Ends of the colour scale; what lies beyond an end has its colour.
    decimals : int, optional
        Write the scores into their cells with this many decimals, in place of the colour bar: the
        room goes to the numbers, which are read on a phone, too.

    Returns
    -------
    Axes
    """
    rows, across, down, scores = _grid_cells(frame, value, x, y)
    low = number("low", low, low=-SQUARABLE, high=SQUARABLE)
    high = number("high", high, low=-SQUARABLE, high=SQUARABLE)
    decimals = None if decimals is None else whole_number("decimals", decimals, low=0)
    if low >= high:
        raise ValueError(f"high must be above low, {low:g}, got {high:g}")
    ax = _axes(ax, figsize=(5.2, 4.2))
    sns.heatmap(
        scores, vmin=low, vmax=high, cmap="viridis", square=True, linewidths=0.5, ax=ax,
        annot=decimals is not None, fmt=f".{decimals or 0}f", annot_kws={"size": 10},
        xticklabels=[_as_power(v) for v in across], yticklabels=[_as_power(v) for v in down],
        cbar=decimals is None, cbar_kws={"label": value.replace("_", " "), "shrink": 0.8},
    )  # fmt: skip
    diverged = {(r[y], r[x]) for r in rows if r.get("outcome") == "diverged"}
    for i, j in np.argwhere(np.isnan(scores)):
        ax.add_patch(
            plt.Rectangle((j, i), 1, 1, facecolor="white", edgecolor="0.4", hatch="///", lw=0.5)
        )
        if (down[i], across[j]) in diverged:
            ax.text(
                j + 0.5, i + 0.5, "diverged", fontsize=7, ha="center", va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            )  # fmt: skip
    names = {"lmbd": r"$\lambda$", "eta": r"$\eta$"}
    ax.set(xlabel=names.get(x, x), ylabel=names.get(y, y))
    ax.tick_params(rotation=0)
    return ax


def _grid_cells(frame, value, x, y):
    """Return the rows of a frame, the values of x and of y, and the mean score of each pair."""
    if isinstance(frame, type) or not hasattr(frame, "columns"):
        raise TypeError(f"frame must be a DataFrame of grid_search, got {type(frame).__name__}")
    for name, column in {"value": value, "x": x, "y": y}.items():
        if not isinstance(column, str):
            raise TypeError(f"{name} must name a column, got {type(column).__name__}")
        if column not in frame.columns:
            raise ValueError(f"{name} must be one of {list(frame.columns)}, got {column!r}")
        if frame[column].dtype.kind not in "fiu":
            raise ValueError(f"{name} must be a column of numbers, got {column!r}")
    if x == y:
        raise ValueError(f"x and y must be different columns, got {x!r} twice")
    if not len(frame):
        raise ValueError("frame must have at least one row, got none")
    rows = frame.to_dict("records")
    across, down = (sorted({row[name] for row in rows}) for name in (x, y))
    scores = np.full((len(down), len(across)), np.nan)
    for i, j in np.ndindex(scores.shape):
        cell = [row[value] for row in rows if (row[y], row[x]) == (down[i], across[j])]
        scores[i, j] = np.mean(cell) if cell else np.nan
    return rows, across, down, scores


def _as_power(value):
    """Write a value as a power of ten if it is one."""
    exponent = np.log10(value) if value > 0 else 0.5
    if abs(exponent - round(exponent)) < 1e-9:
        return f"$10^{{{round(exponent)}}}$"
    return f"{value:.3g}"


def draw_network(sizes, ax=None, node_text=None, edge_color=None, edge_width=None, names=None):
    """Draw the nodes of a fully connected network as circles in columns, with their edges.

    Parameters
    ----------
    sizes : sequence of int
        Nodes a column, input first.
    ax : Axes, optional
    node_text : callable, optional
        ``node_text(l, j)`` returns what stands in node j of column l.
    edge_color, edge_width : callable, optional
        ``f(l, i, j)`` for the edge from node i of column l - 1 to node j of column l.
    names : sequence of str, optional
        One a column, written above it.

    Returns
    -------
    Axes
    """
    if not isinstance(sizes, (list, tuple)):
        raise TypeError(f"sizes must be a sequence such as (3, 4, 2), got {sizes!r}")
    if not sizes:
        raise ValueError("sizes must name at least one column, got none")
    sizes = [whole_number("sizes", n) for n in sizes]
    _callable_or_none(node_text=node_text, edge_color=edge_color, edge_width=edge_width)
    _one_each("names", names, len(sizes))
    ax = _axes(ax, figsize=(1.9 * len(sizes), 0.9 * max(sizes) + 0.6))
    places = [[(1.6 * l, (n - 1) / 2 - j) for j in range(n)] for l, n in enumerate(sizes)]
    for l in range(1, len(sizes)):
        for i, start in enumerate(places[l - 1]):
            for j, end in enumerate(places[l]):
                ax.plot(
                    *zip(start, end, strict=True),
                    color="0.6" if edge_color is None else edge_color(l, i, j),
                    linewidth=1.0 if edge_width is None else edge_width(l, i, j),
                    zorder=1,
                )
    for l, column in enumerate(places):
        for j, (x, y) in enumerate(column):
            ax.add_patch(plt.Circle((x, y), 0.34, facecolor="white", edgecolor="black", zorder=2))
            if node_text is not None:
                ax.text(x, y, node_text(l, j), ha="center", va="center", fontsize=9, zorder=3)
        if names is not None:
            ax.text(column[0][0], max(sizes) / 2 + 0.1, names[l], ha="center", fontsize=10)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_xlim(-0.5, 1.6 * (len(sizes) - 1) + 0.5)
    ax.set_ylim(-max(sizes) / 2 - 0.1, max(sizes) / 2 + (0.5 if names else 0.1))
    return ax
