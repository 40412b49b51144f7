"""Checks of lecture 14: convolutional networks."""

import numpy as np

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FunctionExercise,
    PropertyExercise,
    ValueExercise,
    either,
)

volumes = ValueExercise(
    "volumes",
    expected=(28, 14, 7, 9626),
    names=(
        "the first convolution",
        "the pooling",
        "the second convolution",
        "the number of parameters",
    ),
    misconceptions={
        "no_biases": (
            (28, 14, 7, 9592),
            "Every filter and every node has a bias too.",
        ),
        "flat_filters": (
            either((28, 14, 7, 8218), (28, 14, 7, 9226), (28, 14, 7, 8618)),
            "A filter reaches through all channels below it: three colours in "
            "the first convolution, eight maps in the second.",
        ),
        "first_same": (
            (32, 16, 8, 9626),
            'The first convolution is "valid": no zeros are added, and 5 x 5 windows fit less '
            "often than 32 times.",
        ),
        "volumes": (
            (28 * 28 * 8, 14 * 14 * 8, 7 * 7 * 16, 9626),
            "The side of a map is asked for, not how many numbers there are in all maps.",
        ),
        "follows": (
            either((28, 27, 14, 9626), (28, 28, 14, 9626), (28, 12, 6, 9626), (28, 11, 6, 9626)),
            "The second convolution fits what you have for the pooling. Look at the pooling, and "
            "at what comes before it.",
        ),
        "second_valid": (
            (28, 14, 6, 9626),
            'Only with "valid" would 6 come after a pooling to 14. The second convolution is '
            '"same": half of what is below it, rounded up.',
        ),
        "stride_ignored": (
            (28, 14, 14, 9626),
            "14 is the side after the pooling, with its stride of 2. The second convolution has "
            "stride 2 as well.",
        ),
        "one_short": (
            (27, 13, 7, 9626),
            "A window of 5 fits 32 - 5 + 1 times: the first one counts, too.",
        ),
        "no_dense_layer": (
            (28, 14, 7, 76 * 8 + 73 * 16),
            "The dense layer has parameters, too: one for each number of the flattened volume and "
            "each node, and the biases.",
        ),
        "dense_layer_from_maps": (
            either(
                (28, 14, 7, 76 * 8 + 73 * 16 + 17 * 10),
                (28, 14, 7, 76 * 8 + 73 * 16 + 50 * 10),
            ),
            "Flattening leaves nothing out: the dense layer reads all 7 x 7 x 16 numbers.",
        ),
    },
)


def _zeros_needed(n, k, s):
    return max((-(-n // s) - 1) * s + k - n, 0)


def _map(a, w, s, pads, mode="constant"):
    """Cross-correlate with zeros as given for rows and columns."""
    k, padded = len(w), np.pad(a, pads, mode)
    rows, columns = (range(0, n - k + 1, s) for n in padded.shape)
    return np.array([[np.sum(w * padded[p : p + k, q : q + k]) for q in columns] for p in rows])


def _same(a, w, s, mode="constant"):
    needed = [_zeros_needed(n, len(w), s) for n in a.shape]
    return _map(a, w, s, [(P // 2, P - P // 2) for P in needed], mode)


def _padded_otherwise(before=lambda P: P // 2, after=lambda P: P - P // 2, needed=_zeros_needed):
    """Return a map with other numbers of zeros."""

    def answer(a, w, s):
        zeros = [needed(n, len(w), s) for n in a.shape]
        return _map(a, w, s, [(before(P), after(P)) for P in zeros])

    return answer


def _zeros_of_the_height(a, w, s):
    P = _zeros_needed(len(a), len(w), s)
    return _map(a, w, s, (P // 2, P - P // 2))


same_map = FunctionExercise(
    "same_map",
    reference=_same,
    cases=lambda rng: [
        (rng.normal(size=size), rng.normal(size=(k, k)), s)
        for size, k, s in (
            ((6, 7), 3, 2),
            ((5, 8), 3, 1),
            ((10, 7), 4, 3),
            ((7, 9), 1, 2),
            ((8, 8), 1, 2),  # (14.8) without its maximum would ask for -1 zeros
            ((9, 11), 2, 3),
            ((9, 7), 4, 2),
        )
    ],
    misconceptions={
        "odd_zero_first": (
            _padded_otherwise(lambda P: P - P // 2, lambda P: P // 2),
            "Nearly: where the number of zeros is odd, the extra one belongs to the end, not to "
            "the beginning.",
        ),
        "all_zeros_last": (
            _padded_otherwise(lambda P: 0, lambda P: P),
            "You add all zeros after the image. Half of them belong before it.",
        ),
        "odd_zero_lost": (
            _padded_otherwise(after=lambda P: P // 2),
            "Where the number of zeros is odd, P // 2 on both sides is one too few: the end gets "
            "the rest.",
        ),
        "below_zero": (
            _padded_otherwise(needed=lambda n, k, s: (-(-n // s) - 1) * s + k - n),
            "The number of zeros is negative in one of the cases: with a small filter and a large "
            "stride nothing has to be added. (14.8) takes the larger of it and 0.",
        ),
        "of_the_height": (
            _zeros_of_the_height,
            "You count the zeros for the height and add as many in the other direction. The image "
            "need not be square.",
        ),
        "stride_in_zeros_only": (
            lambda a, w, s: _map(
                a,
                w,
                1,
                [(P // 2, P - P // 2) for P in (_zeros_needed(n, len(w), s) for n in a.shape)],
            ),
            "The zeros are counted with the stride, good. The windows have to move by it, too.",
        ),
        "rim_repeated": (
            lambda a, w, s: _same(a, w, s, mode="edge"),
            "You repeat the pixels of the rim. The padding of the text adds zeros.",
        ),
        "k_minus_s": (
            _padded_otherwise(needed=lambda n, k, s: max(k - s, 0)),
            "k - s zeros are right only where the stride divides the size of the image. Use "
            "(14.8).",
        ),
        "twice_the_zeros": (
            lambda a, w, s: _map(a, w, s, [(_zeros_needed(n, len(w), s),) * 2 for n in a.shape]),
            "You add P zeros on both sides. P of (14.8) is the number of both sides together.",
        ),
        "half_the_filter": (
            lambda a, w, s: _map(a, w, s, len(w) // 2),
            "You add k // 2 zeros on every side. The number of zeros in (14.8) depends on the "
            "stride.",
        ),
        "rounded_down": (
            _padded_otherwise(needed=lambda n, k, s: max((n // s - 1) * s + k - n, 0)),
            "You round n / s down, so a window is missing at the end: (14.8) rounds up.",
        ),
        "filter_transposed": (
            lambda a, w, s: _same(a, w.T, s),
            "Rows and columns of the filter are exchanged.",
        ),
        "every_other": (
            lambda a, w, s: _same(a, w, 1)[::s, ::s],
            "You pad for stride 1 and then take every s-th number of the map. The number of zeros "
            "in (14.8) depends on the stride.",
        ),
        "valid": (
            lambda a, w, s: _map(a, w, s, 0),
            "You add no zeros: that is the rule for valid.",
        ),
        "turned": (
            lambda a, w, s: _same(a, w[::-1, ::-1], s),
            "You turn the filter round, as in a convolution. The cross-correlation is asked for.",
        ),
        "stride_ignored": (
            lambda a, w, s: _same(a, w, 1),
            "You return the map for stride 1.",
        ),
    },
)


def _windows(a):
    """Return the four numbers of each 2 x 2 window, sorted."""
    cut = np.asarray(a, dtype=float).reshape(2, 2, 2, 2).swapaxes(1, 2)
    return np.sort(cut.reshape(4, 4), axis=1)


def _of_windows(pair, function):
    return [function(_windows(a)) for a in pair]


two_maps = PropertyExercise(
    "two_maps",
    reading.arrays(2, (4, 4)),
    "Answer with two arrays of shape (4, 4).",
    {
        "negative": (
            lambda pair: all(np.min(a) >= 0 for a in pair),
            "None of the numbers may be below 0.",
            (-np.eye(4), np.eye(4)),
        ),
        "same_map": (
            lambda pair: not np.array_equal(*pair),
            "The two maps are equal.",
            (np.eye(4), np.eye(4)),
        ),
        "maximum": (
            lambda pair: np.allclose(*_of_windows(pair, lambda rows: rows.max(axis=1))),
            "Max pooling tells your two maps apart.",
            (np.eye(4), 2 * np.eye(4)),
        ),
        "mean": (
            lambda pair: np.allclose(*_of_windows(pair, lambda rows: rows.mean(axis=1))),
            "Max pooling cannot tell your two maps apart, but average pooling can.",
            (np.eye(4), np.kron(np.eye(2), np.ones((2, 2)))),
        ),
        "only_moved": (
            lambda pair: not np.allclose(*_of_windows(pair, lambda rows: rows)),
            "Both poolings are deceived, but you have only moved numbers about in their windows. "
            "In one window the two maps must not hold the same four numbers.",
            (np.eye(4), np.eye(4)[[1, 0, 2, 3]]),
        ),
    },
)

shared_maxima = ValueExercise(
    "shared_maxima",
    expected=4017 / 28752,
    misconceptions={
        "paper_counted": (
            11844 / 28752,
            "You count windows of pure paper too, where all four pixels are 0.",
        ),
        "of_windows_with_ink": (
            4017 / 20925,
            "That is the share among the windows with ink. The share of all windows is asked for.",
        ),
        "ink": (
            20925 / 28752,
            "That is the share of windows with ink. In how many of them is the largest value found "
            "more than once?",
        ),
        "number": (4017, "That is their number. Divide by the number of windows."),
        "exactly_two": (
            3567 / 28752,
            "That is the share with the largest value at exactly two pixels. It may be three or "
            "four as well.",
        ),
        "of_images": (
            1618 / 1797,
            "That is the share of the images that have such a window. The share of all windows is "
            "asked for.",
        ),
        "far_apart": (
            2434 / 28752,
            "Your four pixels are not neighbours: after the reshape, the axes that stand for the "
            "place within a window are the second and the fourth of four.",
        ),
        "stride_one": (
            13888 / 88053,
            "Your windows overlap: with stride 2 each pixel belongs to one window only.",
        ),
        "in_a_row": (
            2009 / 28752,
            "You take four pixels in a row. A window of 2 x 2 has two of one row and two of the "
            "next: the rows have to be axes of their own first.",
        ),
        "any_two": (
            either(21683 / 28752, 13856 / 28752),
            "You count windows in which any two pixels are equal. It must be the largest value "
            "that is found twice.",
        ),
    },
)

passes_unturned = ValueExercise(
    "passes_unturned",
    expected=[True, False, False, True],
    names=("blur", "vertical edges", "horizontal edges", "outlines"),
    counted=True,
    misconceptions={
        "sign_overlooked": (
            [True, True, True, True],
            "Turned by 180 degrees an edge filter changes its sign, and a gradient with the wrong "
            "sign does not pass.",
        ),
        "none": (
            [False, False, False, False],
            "Turn each filter by 180 degrees and look whether it has changed.",
        ),
        "reversed": (
            [False, True, True, False],
            "True and False are exchanged: passing is asked for.",
        ),
        "outlines_only": (
            [False, False, False, True],
            "Blur: write the filter down and turn it by 180 degrees.",
        ),
        "blur_only": (
            [True, False, False, False],
            "Outlines: write the filter down and turn it by 180 degrees.",
        ),
        "mirrored": (
            [True, False, True, True],
            "The horizontal edges: mirrored left to right the filter is the same, but it is turned "
            "in both directions.",
        ),
        "mirror_images": (
            [True, True, False, True],
            "The vertical edges: upside down the filter is the same, but it is turned in both "
            "directions.",
        ),
    },
)

layers_needed = ValueExercise(
    "layers_needed",
    expected=(14, 4),
    names=("the number without pooling", "the number with pooling"),
    misconceptions={
        "multiplied": (
            (4, 4),
            "Four layers of 3 x 3 see 9 pixels: each further layer adds two.",
        ),
        "two_with_pooling": (
            (14, 2),
            "After two of them, with their poolings, a node sees 10 pixels.",
        ),
        "sizes_add": (
            (10, 4),
            "The windows of neighbours overlap: each further layer of 3 x 3 adds two pixels, not "
            "three.",
        ),
        "one_too_few": (
            (13, 4),
            "13 layers see 1 + 2 * 13 = 27 pixels.",
        ),
        "one_pixel_each": (
            either((27, 4), (28, 4)),
            "A window of 3 reaches one pixel further on both sides: each layer adds two.",
        ),
        "first_pixel": (
            (15, 4),
            "With 14 layers it is 1 + 2 * 14 = 29 pixels, which is enough.",
        ),
        "one_too_few_with_pooling": (
            (14, 3),
            "After three of them, with their poolings, a node sees 22 pixels.",
        ),
        "one_too_many_with_pooling": (
            either((14, 5), (14, 6), (14, 7)),
            "After four of them, with their poolings, a node sees 46 pixels already.",
        ),
        "pooling_adds_nothing": (
            (14, 14),
            "Pooling has windows and a stride of its own. Go up the layers with (14.11) and keep "
            "the product of the strides.",
        ),
        "layers_counted": (
            (14, 8),
            "Of the eight layers only the convolutions are asked for.",
        ),
        "without_stride": (
            (14, 9),
            "You add one pixel for each pooling, but not the doubled step of everything after it.",
        ),
        "order": ((4, 14), "First the number without pooling, then the number with it."),
    },
)

concept = ChoiceExercise(
    "concept",
    right="a",
    choices={
        "b": (
            "A map says where its feature is, so it moves with the digit. What does not depend on "
            "the place needs something above it, such as global pooling."
        ),
        "c": (
            "It may look so behind a dense layer, which has other weights for every place. Here "
            "the same filter looks at all places."
        ),
        "d": "A filter has no place of its own: its few weights are used at every place.",
    },
)
