"""The drawing pad: draw a digit and see what a network makes of it."""

import math

import numpy as np
from matplotlib.figure import Figure

from lectures_nn.datasets.networks import load_digit_networks
from lectures_nn.network import Network
from lectures_nn.validation import instance, number, whole_number
from lectures_nn.widgets.drawing import EXAMPLES, FORMS, training_image
from lectures_nn.widgets.explorable import Explorable, ExplorablePage, described, module
from lectures_nn.widgets.view import Picture

INPUT_SHAPES = {shape: side for side in FORMS for shape in ((side * side,), (side, side, 1))}
"""The inputs that a network on the pad may have, and the side of its images."""


class DigitPadPage(ExplorablePage):
    """What the browser and the kernel share about a drawing pad."""

    _esm = module("digit_pad.js")


def digit_pad(network=None, example=3, largest=1.0):
    """Draw a digit with mouse, finger or keys; see what a network reads, and from what.

    The drawing is brought into the form of the training images (`training_image`). The browser
    computes the network, with the formulas of the package.

    Parameters
    ----------
    network : Network or dict of str to Network, optional
        With 10 outputs, for images of 8 x 8 or 28 x 28 pixels, as rows or as (height, width, 1);
        several by the names that a menu shows. By default the two stored networks of the course.
    example : int, default 3
        The digit that is drawn to begin with.
    largest : float, default 1.0
        What full ink is in the images that the network learnt, such as 16 or 255.

    Returns
    -------
    Explorable
        The last line of a cell shows it.
    """
    networks = _checked(load_digit_networks() if network is None else network)
    largest = number("largest", largest, above=0)
    if whole_number("example", example, low=0) > 9:
        raise ValueError(f"example must be a digit, 0 to 9, got {example}")
    page = DigitPadPage(
        data={
            "networks": {
                name: {**described(one), "side": INPUT_SHAPES[one.input_shape]}
                for name, one in networks.items()
            },
            "forms": {str(side): form._asdict() for side, form in FORMS.items()},
            "examples": {str(digit): strokes for digit, strokes in EXAMPLES.items()},
            "largest": largest,
        },
        settings={"network": next(iter(networks)), "example": int(example)},
    )

    def draw(network, example):
        return _draw(networks, example, largest)

    def text(_settings):
        shapes = [" x ".join(map(str, one.input_shape)) for one in networks.values()]
        pairs = zip(networks, shapes, strict=True)
        return f"digit_pad({', '.join(f'{name} {shape} -> 10' for name, shape in pairs)})"

    return Explorable("digit_pad", page, draw, text)


def _checked(given):
    networks = given if isinstance(given, dict) else {"network": given}
    if not networks or not all(isinstance(name, str) and name for name in networks):
        raise TypeError("network must be a Network or a dict of names and networks")
    for name, network in networks.items():
        instance(name, network, Network)
        if network.input_shape not in INPUT_SHAPES or network.output_shape != (10,):
            shapes = ", ".join(map(str, INPUT_SHAPES))
            raise ValueError(
                f"{name} must read digits: an input shape among {shapes} and 10 outputs, got "
                f"{network.input_shape} and {math.prod(network.output_shape)}"
            )
        if not network.cost.classifies:
            raise ValueError(f"{name} must have a cost for classes, got {network.cost!r}")
    return networks


def _draw(networks, example, largest):
    """Draw the example as the first network gets it, and what each network answers."""
    figure = Figure(figsize=(9, 3.2))
    left, right = figure.add_axes((0.02, 0.08, 0.3, 0.8)), figure.add_axes((0.42, 0.16, 0.55, 0.72))
    first = next(iter(networks.values()))
    left.imshow(training_image(EXAMPLES[example], INPUT_SHAPES[first.input_shape]), vmin=0, vmax=1)
    left.set_title("what the network gets", fontsize=11)
    left.axis("off")
    width, said = 0.8 / len(networks), []
    for k, (name, network) in enumerate(networks.items()):
        image = largest * training_image(EXAMPLES[example], INPUT_SHAPES[network.input_shape])
        p = network.predict_proba(image.reshape(1, *network.input_shape))[0]
        right.bar(np.arange(10) - 0.4 + (k + 0.5) * width, p, width, label=name)
        said.append(f"{name} reads {p.argmax()}")
    right.set(xticks=range(10), xlabel="digit", ylabel="probability", ylim=(0, 1))
    right.grid(visible=False, axis="x")
    if len(networks) > 1:
        right.legend()
    caption = f"The example {example}: {', '.join(said)}. Run the cell and draw one of your own."
    alt = (
        f"Left: a drawn {example} in the form of the training images, grey on white. Right: a bar "
        f"for the probability of each digit. {caption}"
    )
    return Picture(figure, alt, caption)
