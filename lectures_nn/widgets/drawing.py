"""A drawn digit in the form of the training images.

Digits of a training set have been brought into one form: a box around the ink was scaled to one
size, strokes are about equally wide, and the centre of mass stands at one place. A network that
learnt such images reads what it is shown only in that form. `digit_pad.js` has the same function
for the page; the tests hold the two together.
"""

from typing import NamedTuple

import numpy as np

from lectures_nn.validation import real_array

FINE = 4  # a pixel is the mean of FINE x FINE points, as in the data of 8 x 8 pixels


class Form(NamedTuple):
    """The form of images of one size, in pixels.

    Attributes
    ----------
    side : int
        Height and width of an image.
    box : float
        Longer side of the box around the ink.
    centre : float
        Where the centre of mass stands, from the left and from the top, as far as the box stays
        inside the image.
    pen : float
        Width of a stroke.
    """

    side: int
    box: float
    centre: float
    pen: float


FORMS = {8: Form(8, 8.0, 4.0, 1.2), 28: Form(28, 20.0, 14.5, 2.4)}
"""Those of the course's two sets of digits, measured on them."""


def training_image(strokes, side=28):
    """Return a drawing in the form of the training images.

    Parameters
    ----------
    strokes : sequence of array_like of shape (n, 2)
        The points x (to the right) and y (down) through which the pen went, stroke by stroke, in
        any unit.
    side : int, default 28
        8 or 28.

    Returns
    -------
    ndarray of shape (side, side)
        Ink from 0 to 1; paper only where nothing was drawn.
    """
    if side not in FORMS:
        raise ValueError(f"side must be one of {', '.join(map(str, FORMS))}, got {side!r}")
    form = FORMS[side]
    strokes = [real_array("strokes", stroke, ndim=2, largest=1e6) for stroke in strokes]
    for stroke in strokes:
        if stroke.shape[1] != 2 or len(stroke) == 0:
            raise ValueError(f"strokes must hold points (n, 2), got shape {stroke.shape}")
    if not strokes:
        return np.zeros((side, side))
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    longest = (high - low).max()
    scale = (form.box - form.pen) / longest if longest > 0 else 0.0
    placed = [(stroke - (low + high) / 2) * scale + side / 2 for stroke in strokes]
    ink = _ink(placed, form)
    at = (np.arange(side * FINE) + 0.5) / FINE
    mass = np.array([(ink.sum(axis=0) * at).sum(), (ink.sum(axis=1) * at).sum()]) / ink.sum()
    room = side / 2 - ((high - low) * scale + form.pen) / 2  # to the rim, on each side of the box
    shift = np.clip(form.centre - mass, -room, room)
    fine = _ink([stroke + shift for stroke in placed], form)
    return fine.reshape(side, FINE, side, FINE).mean(axis=(1, 3))


def _ink(strokes, form):
    """Return the ink of a pen at points FINE times as dense as the pixels."""
    at = (np.arange(form.side * FINE) + 0.5) / FINE
    x, y = at[None, :], at[:, None]
    ink = np.zeros((len(at), len(at)))
    for stroke in strokes:
        for (px, py), (qx, qy) in zip(stroke, [*stroke[1:], stroke[-1]], strict=True):
            dx, dy = qx - px, qy - py
            square = dx * dx + dy * dy
            t = np.clip(((x - px) * dx + (y - py) * dy) / square, 0, 1) if square > 0 else 0.0
            u, v = px + t * dx - x, py + t * dy - y
            distance = np.sqrt(u * u + v * v)  # from the nearest point of this piece
            ink = np.maximum(ink, np.clip((form.pen / 2 - distance) * FINE + 0.5, 0, 1))
    return ink


def _arc(x, y, rx, ry, start, end, n=14):
    """Return points on an ellipse, from one angle to another, in degrees, 0 to the right."""
    angle = np.radians(np.linspace(start, end, n))
    return np.column_stack([x + rx * np.cos(angle), y + ry * np.sin(angle)]).round(3).tolist()


EXAMPLES = {
    0: [_arc(0.5, 0.5, 0.22, 0.36, -90, 270, 24)],
    1: [[[0.42, 0.27], [0.53, 0.14], [0.5, 0.86]]],
    2: [[*_arc(0.49, 0.33, 0.2, 0.19, 190, 395), [0.3, 0.84], [0.74, 0.83]]],
    3: [[*_arc(0.47, 0.32, 0.2, 0.18, 205, 440), *_arc(0.47, 0.67, 0.23, 0.18, -80, 150)]],
    4: [[[0.36, 0.16], [0.28, 0.52], [0.7, 0.52]], [[0.66, 0.18], [0.62, 0.86]]],
    5: [[[0.7, 0.16], [0.38, 0.16], [0.34, 0.46], *_arc(0.47, 0.64, 0.22, 0.21, -110, 145)]],
    6: [[*_arc(0.72, 0.6, 0.4, 0.46, 255, 182), *_arc(0.5, 0.66, 0.19, 0.19, 180, -200, 20)]],
    7: [[[0.28, 0.18], [0.72, 0.17], [0.58, 0.45], [0.46, 0.86]]],
    8: [[*_arc(0.5, 0.32, 0.17, 0.17, 90, 450, 20), *_arc(0.5, 0.68, 0.2, 0.19, -90, 270, 20)]],
    9: [[*_arc(0.5, 0.34, 0.19, 0.19, 0, -340, 20), [0.69, 0.3], [0.66, 0.6], [0.6, 0.86]]],
}
"""A drawing of each digit, on a pad that reaches from 0 to 1."""
