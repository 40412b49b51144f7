"""The convolution stepper: a filter moves over an image, one window and one sum at a time."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lectures_nn.datasets import load_digits_8x8
from lectures_nn.validation import real_array, whole_number
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

EDGE = ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0), (1.0, 0.0, -1.0))  # bright on the left, dark right
_ACCENT = "#b34700"


def window_products(image, kernel, row, column):
    """Return what a filter does at one place of an image.

    Parameters
    ----------
    image : array_like of shape (height, width)
    kernel : array_like of shape (k, k)
    row, column : int
        The window's upper left corner.

    Returns
    -------
    window, products : ndarray of shape (k, k)
    total : float
        Sum of the products, the output at this place.
    """
    image, kernel = _checked(image, kernel)
    k = len(kernel)
    row, column = whole_number("row", row, low=0), whole_number("column", column, low=0)
    if row + k > image.shape[0] or column + k > image.shape[1]:
        raise ValueError(
            f"row and column must leave room for {k} x {k} in {image.shape}, got {row}, {column}"
        )
    window = image[row : row + k, column : column + k]
    products = window * kernel
    return window, products, float(products.sum())


def _checked(image, kernel):
    image, kernel = real_array("image", image, ndim=2), real_array("kernel", kernel, ndim=2)
    if kernel.shape[0] != kernel.shape[1] or len(kernel) > min(image.shape):
        raise ValueError(
            f"kernel must be square and fit into the image {image.shape}, got {kernel.shape}"
        )
    return image, kernel


def plot_window(image, kernel, row, column):
    """Draw the image with its window, the products in it, and the output as far as it is known.

    Parameters are those of `window_products`.

    Returns
    -------
    matplotlib Figure
    """
    window, products, total = window_products(image, kernel, row, column)
    image, kernel = _checked(image, kernel)
    k, output = len(kernel), _output(image, kernel)
    known = np.full(output.shape, np.nan)
    known.flat[: row * output.shape[1] + column + 1] = output.flat[
        : row * output.shape[1] + column + 1
    ]
    figure = Figure(figsize=(9, 4.0))
    places = {"image $a$": 0.02, "output $z$": 0.68}
    axes = [figure.add_axes((x, 0.05, 0.30, 0.78)) for x in places.values()]
    for ax, title in zip(axes, places, strict=True):
        ax.set_title(title, fontsize=12)
        ax.axis("off")
    axes[0].imshow(image, cmap="gray_r", vmin=0, vmax=image.max())
    axes[0].add_patch(
        Rectangle((column - 0.5, row - 0.5), k, k, fill=False, edgecolor=_ACCENT, linewidth=3)
    )
    limit = np.abs(output).max() or 1
    axes[1].imshow(known, cmap="RdBu_r", vmin=-limit, vmax=limit)
    height, width = output.shape
    axes[1].set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    axes[1].add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor="0.5"))
    axes[1].add_patch(
        Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=_ACCENT, linewidth=3)
    )
    ax = figure.add_axes((0.345, 0.05, 0.31, 0.78), xlim=(0, k), ylim=(k + 0.62, 0))
    ax.set_title("window × filter", fontsize=12)
    ax.axis("off")
    for i, j in np.ndindex(k, k):
        ax.add_patch(Rectangle((j, i), 1, 1, facecolor="white", edgecolor="0.6"))
        ax.text(
            j + 0.5, i + 0.36, f"{window[i, j]:.3g} · {_minus(kernel[i, j])}",
            ha="center", va="center", fontsize=10.5, color="#555555",
        )  # fmt: skip
        ax.text(
            j + 0.5, i + 0.68, _minus(products[i, j]), ha="center", va="center", fontsize=13,
            weight="bold",
        )  # fmt: skip
    ax.text(
        k / 2, k + 0.38, f"sum = {_minus(total)}", ha="center", va="center", fontsize=14,
        color=_ACCENT, weight="bold",
    )  # fmt: skip
    return figure


def _output(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)


def _minus(value):
    return f"{value + 0.0:.3g}".replace("-", "\N{MINUS SIGN}")


def convolution_stepper(image=None, kernel=EDGE, step=1):
    """Move a filter over an image; see the products, their sum, and the output grow.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        At most 12 x 12; by default a digit of 8 x 8.
    kernel : array_like of shape (k, k), optional
        At most 4 x 4; by default one that answers to upright edges.
    step : int, default 1
        Step to begin with, counted from 1.

    Returns
    -------
    View
        The last line of a cell shows it.
    """
    image = load_digits_8x8().images[0] if image is None else image
    image, kernel = _checked(image, kernel)
    if max(image.shape) > 12 or len(kernel) > 4:
        raise ValueError(
            f"image and kernel must be at most 12 x 12 and 4 x 4, got {image.shape}, {kernel.shape}"
        )
    height, width = _output(image, kernel).shape

    def draw(step):
        row, column = divmod(step - 1, width)
        _, products, total = window_products(image, kernel, row, column)
        rows = "; ".join(", ".join(map(_minus, values)) for values in products)
        caption = (
            f"Step {step} of {height * width}. Window in row {row + 1}, column {column + 1}: "
            f"the products sum to {_minus(total)}."
        )
        alt = (
            f"An image of {image.shape[0]} x {image.shape[1]} grey levels with a frame around the "
            f"window, the products of window and filter row by row, {rows}, and the output with "
            f"{step} of {height * width} values filled in. {caption}"
        )
        return Picture(plot_window(image, kernel, row, column), alt, caption)

    return View("convolution_stepper", draw, {"step": Control.steps("step", height * width, step)})
