"""Wrong answers to the exercises of lecture 14, as students write them."""

import math

import numpy as np
from scipy.signal import convolve2d, correlate2d


def _pads(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2


def _padded(a, w, s):
    return np.pad(a, [_pads(n, len(w), s) for n in a.shape])


def _swapped(a, w, s):
    return np.pad(a, [_pads(n, len(w), s)[::-1] for n in a.shape])


def _after(a, w, s):
    return np.pad(a, [(0, sum(_pads(n, len(w), s))) for n in a.shape])


def _slide(a, w, s):
    return correlate2d(a, w, mode="valid")[::s, ::s]


def _floored(a, w, s):
    both = [_pads(n, len(w), s)[0] for n in a.shape]
    return _slide(np.pad(a, [(P, P) for P in both]), w, s)


def _without_maximum(a, w, s):
    pads = []
    for n in a.shape:
        P = (int(np.ceil(n / s)) - 1) * s + len(w) - n
        pads.append((P // 2, P - P // 2))
    return _slide(np.pad(a, pads), w, s)


def _with_edges(a, w, s):
    pads = [_pads(n, len(w), s) for n in a.shape]
    return _slide(np.pad(a, pads, mode="edge"), w, s)


def _side_rounded_down(a, w, s):
    total = [max((n // s - 1) * s + len(w) - n, 0) for n in a.shape]
    return _slide(np.pad(a, [(P // 2, P - P // 2) for P in total]), w, s)


def _spoil(a, w, s):
    a *= 1.5
    return _slide(_padded(a, w, s), w, s)


def _corner(*numbers):
    a = np.zeros((4, 4))
    a[0, :2], a[1, :2] = numbers[:2], numbers[2:]
    return a


def _needed(n, k, s):
    return max((math.ceil(n / s) - 1) * s + k - n, 0)


def _with_zeros(zeros):
    """Return a map with so many zeros before and after, in either direction."""

    def answer(a, w, s):
        padded = np.pad(a, [zeros(n, len(w), s) for n in a.shape])
        windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)[::s, ::s]
        return np.einsum("pqij,ij->pq", windows, w)

    return answer


WRONG = [
    ("volumes", (28, 14, 7, 75 * 8 + 72 * 16 + 784 * 10), "no_biases"),
    ("volumes", (28, 14, 7, 26 * 8 + 10 * 16 + 785 * 10), "flat_filters"),
    ("volumes", (32, 16, 8, 76 * 8 + 73 * 16 + 1025 * 10), "first_same"),
    ("volumes", (28, 14, 6, 76 * 8 + 73 * 16 + 577 * 10), "second_valid"),
    ("volumes", (28, 14, 14, 76 * 8 + 73 * 16 + 3137 * 10), "stride_ignored"),
    ("volumes", (27, 13, 7, 9626), "one_short"),
    ("volumes", (28, 14, 7, 1776), "no_dense_layer"),
    ("volumes", (28, 14, 7, 1776 + 170), "dense_layer_from_maps"),
    ("volumes", (30, 15, 10, 12), None),
    ("volumes", 9626, None),
    ("same_map", lambda a, w, s: _slide(_swapped(a, w, s), w, s), "odd_zero_first"),
    ("same_map", lambda a, w, s: _slide(_after(a, w, s), w, s), "all_zeros_last"),
    ("same_map", lambda a, w, s: _slide(_padded(a, w, 1), w, 1)[::s, ::s], "every_other"),
    ("same_map", lambda a, w, s: _slide(a, w, s), "valid"),
    (
        "same_map",
        lambda a, w, s: convolve2d(_padded(a, w, s), w, mode="valid")[::s, ::s],
        "turned",
    ),
    ("same_map", lambda a, w, s: _slide(_padded(a, w, 1), w, 1), "stride_ignored"),
    ("same_map", _spoil, "changed_argument"),
    ("same_map", lambda a, w, s: _slide(np.pad(a, 1), w, s), None),
    ("same_map", lambda a, w, s: _slide(_padded(a, w, s), w.T, s), "filter_transposed"),
    ("same_map", _floored, "odd_zero_lost"),
    ("same_map", _without_maximum, "below_zero"),
    (
        "same_map",
        lambda a, w, s: _slide(np.pad(a, _pads(len(a), len(w), s)), w, s),
        "of_the_height",
    ),
    ("same_map", lambda a, w, s: _slide(_padded(a, w, s), w, 1), "stride_in_zeros_only"),
    ("same_map", _with_edges, "rim_repeated"),
    ("same_map", _side_rounded_down, "rounded_down"),
    ("same_map", lambda a, w, s: a[::s, ::s], None),
    ("same_map", lambda a, w, s: 0.0, None),
    ("two_maps", (np.zeros((2, 2)), np.ones((2, 2))), "form"),
    ("two_maps", (_corner(4, 2, 2, 0), -_corner(4, 2, 2, 0)), "negative"),
    ("two_maps", (np.ones((4, 4)), np.ones((4, 4))), "same_map"),
    ("two_maps", (_corner(4, 0, 0, 0), _corner(1, 1, 1, 1)), "maximum"),
    ("two_maps", (_corner(4, 0, 0, 0), _corner(4, 4, 0, 0)), "mean"),
    ("two_maps", (_corner(4, 2, 2, 0), _corner(2, 4, 0, 2)), "only_moved"),
    ("two_maps", 7, None),
    ("two_maps", ("stripes", "grey"), "form"),
    ("two_maps", (lambda a: a, np.max), "form"),
    ("two_maps", True, None),
    ("shared_maxima", 0.41194, "paper_counted"),
    ("shared_maxima", 0.19197, "of_windows_with_ink"),
    ("shared_maxima", 4017, "number"),
    ("shared_maxima", 0.7278, "ink"),
    ("shared_maxima", 0.75414, "any_two"),
    ("shared_maxima", 0.15772, "stride_one"),
    ("shared_maxima", 0.06987, "in_a_row"),
    ("shared_maxima", 0.4819, "any_two"),
    ("shared_maxima", 0.25, None),
    ("shared_maxima", "often", None),
    ("passes_unturned", (True,) * 4, "sign_overlooked"),
    ("passes_unturned", [False] * 4, "none"),
    ("passes_unturned", [False, True, True, False], "reversed"),
    ("passes_unturned", [True, False, False, False], "blur_only"),
    ("passes_unturned", [True, True, False, True], "mirror_images"),
    ("passes_unturned", [True, False, True, True], "mirrored"),
    ("passes_unturned", [False, True, False, False], None),
    ("passes_unturned", True, None),
    ("layers_needed", (10, 4), "sizes_add"),
    ("layers_needed", (13, 4), "one_too_few"),
    ("layers_needed", (14, 14), "pooling_adds_nothing"),
    ("layers_needed", [14, 8], "layers_counted"),
    ("layers_needed", (14, 9), "without_stride"),
    ("layers_needed", (4, 14), "order"),
    ("layers_needed", (14, 3), "one_too_few_with_pooling"),
    ("layers_needed", (14, 5), "one_too_many_with_pooling"),
    ("layers_needed", (15, 4), "first_pixel"),
    ("layers_needed", (28, 4), "one_pixel_each"),
    ("layers_needed", (40, 20), None),
    ("layers_needed", 14, None),
    ("volumes", (6272, 1568, 784, 9626), "volumes"),
    ("volumes", (28, 27, 14, 33146), "follows"),
    ("volumes", (24, 12, 6, 7546), "follows"),
    (
        "same_map",
        _with_zeros(lambda n, k, s: (max(k - s, 0) // 2, -(-max(k - s, 0) // 2))),
        "k_minus_s",
    ),
    ("same_map", _with_zeros(lambda n, k, s: (_needed(n, k, s),) * 2), "twice_the_zeros"),
    ("same_map", _with_zeros(lambda n, k, s: (k // 2, k // 2)), "half_the_filter"),
    ("shared_maxima", 0.12406, "exactly_two"),
    ("shared_maxima", 0.9004, "of_images"),
    ("shared_maxima", 2434 / 28752, "far_apart"),
    ("passes_unturned", (False, False, False, True), "outlines_only"),
    ("layers_needed", (4, 4), "multiplied"),
    ("layers_needed", (14, 2), "two_with_pooling"),
    ("layers_needed", (14, 7), "one_too_many_with_pooling"),
    ("concept", "B", "b"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
