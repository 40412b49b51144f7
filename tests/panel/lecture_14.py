"""Answers to the exercises of lecture 14."""

from panel import right, wrong

PRELUDE = """
import math
import numpy as np
from scipy.signal import convolve2d, correlate2d
from lectures_nn.datasets import load_digits_8x8

left_minus_right = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
classics = {
    "blur": np.full((3, 3), 1 / 9),
    "vertical edges": left_minus_right,
    "horizontal edges": left_minus_right.T,
    "outlines": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
}
digits = load_digits_8x8()
"""

ANSWERS = [
    # Exercise 1: volumes.
    right("volumes", "[28, 14, 7, 75 * 8 + 8 + 72 * 16 + 16 + 784 * 10 + 10]", note="a list"),
    right("volumes", "np.array([28.0, 14, 7, 9626])", note="an array of floats"),
    wrong(
        "volumes",
        "(32, 16, 8, 608 + 1168 + 10250)",
        mistake="'same' for the first, too",
        hints={"first_same"},
    ),
    wrong(
        "volumes",
        "(28, 14, 6, 608 + 1168 + 5770)",
        mistake="'valid' for the second, too",
        hints={"second_valid"},
    ),
    wrong(
        "volumes",
        "(28, 14, 14, 608 + 1168 + 31370)",
        mistake="the stride is forgotten",
        hints={"stride_ignored"},
    ),
    wrong("volumes", "(28, 14, 7, 600 + 1152 + 7840)", mistake="no biases", hints={"no_biases"}),
    wrong(
        "volumes",
        "(28, 14, 7, 208 + 1168 + 7850)",
        mistake="a grey image: one channel instead of three",
        hints={"flat_filters"},
    ),
    wrong(
        "volumes",
        "(28, 14, 7, 608 + 160 + 7850)",
        mistake="the second filter without its depth",
        hints={"flat_filters"},
    ),
    wrong(
        "volumes",
        "(28, 14, 7, 608 + 1168 + 500)",
        mistake="a pixel of one map instead of all 16 into the dense layer",
        hints={"dense_layer_from_maps"},
    ),
    wrong(
        "volumes",
        "(28, 14, 7, 608 + 1168)",
        mistake="the dense layer is forgotten",
        hints={"no_dense_layer"},
    ),
    wrong("volumes", "(28, 14, 7)", mistake="the parameters are missing"),
    wrong("volumes", "(27, 14, 7, 9626)", mistake="32 - 5 without the 1"),
    # Exercise 2: a map with stride and "same" padding.
    right(
        "same_map",
        """
        def my_same_map(a, w, s):
            n, m, k = len(a), len(a[0]), len(w)
            rows, columns = math.ceil(n / s), math.ceil(m / s)
            top = max((rows - 1) * s + k - n, 0) // 2
            left = max((columns - 1) * s + k - m, 0) // 2
            z = [[0.0] * columns for _ in range(rows)]
            for p in range(rows):
                for q in range(columns):
                    for i in range(k):
                        for j in range(k):
                            r, t = p * s + i - top, q * s + j - left
                            if 0 <= r < n and 0 <= t < m:
                                z[p][q] += w[i][j] * a[r][t]
            return z
        """,
        note="loops and lists",
    ),
    right(
        "same_map",
        """
        def zeros(n, k, s):
            P = max((-(-n // s) - 1) * s + k - n, 0)
            return P // 2, P - P // 2

        def my_same_map(a, w, s):
            padded = np.pad(a, [zeros(n, len(w), s) for n in a.shape])
            windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)[::s, ::s]
            return np.einsum("pqij,ij->pq", windows, w)
        """,
        note="windows and einsum",
    ),
    right(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((-(-n // s) - 1) * s + k - n, 0) for n in a.shape]
            full = correlate2d(a, w, mode="full")
            begin = [k - 1 - p // 2 for p in P]
            shape = [-(-n // s) for n in a.shape]
            rows, columns = (b + s * np.arange(n) for b, n in zip(begin, shape))
            return full[np.ix_(rows, columns)].astype(np.float32)
        """,
        note="cut out of the full map, single precision",
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [(-(-n // s) - 1) * s + k - n for n in a.shape]
            padded = np.pad(a, [(p // 2, p - p // 2) for p in P])
            return correlate2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="max(..., 0) is forgotten: fails where the stride leaves pixels out",
        hints={"below_zero"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((-(-n // s) - 1) * s + k - n, 0) for n in a.shape]
            padded = np.pad(a, [(p - p // 2, p // 2) for p in P])
            return correlate2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="the odd zero goes to the front",
        hints={"odd_zero_first"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((-(-n // s) - 1) * s + k - n, 0) for n in a.shape]
            padded = np.pad(a, [(p // 2, p - p // 2) for p in P])
            return convolve2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="the filter is turned round",
        hints={"turned"},
    ),
    wrong(
        "same_map",
        "lambda a, w, s: correlate2d(a, w, mode='same')[::s, ::s]",
        mistake="the zeros of stride 1",
        hints={"every_other"},
    ),
    wrong(
        "same_map",
        "lambda a, w, s: correlate2d(a, w, mode='valid')[::s, ::s]",
        mistake="no zeros",
        hints={"valid"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            n, k = a.shape[0], len(w)
            p = max((-(-n // s) - 1) * s + k - n, 0)
            padded = np.pad(a, (p // 2, p - p // 2))
            return correlate2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="the height's zeros for the width, too",
        hints={"of_the_height"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((-(-n // s) - 1) * s + k - n, 0) for n in a.shape]
            padded = np.pad(a, [(p // 2, p - p // 2) for p in P])
            return correlate2d(padded, w, mode="valid")
        """,
        mistake="the stride is used for the zeros only",
        hints={"stride_in_zeros_only"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((-(-n // s) - 1) * s + k - n, 0) for n in a.shape]
            padded = np.pad(a, [(p // 2, p - p // 2) for p in P], mode="edge")
            return correlate2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="the rim is repeated instead of zeros",
        hints={"rim_repeated"},
    ),
    wrong(
        "same_map",
        """
        def my_same_map(a, w, s):
            k = len(w)
            P = [max((n // s - 1) * s + k - n, 0) for n in a.shape]
            padded = np.pad(a, [(p // 2, p - p // 2) for p in P])
            return correlate2d(padded, w, mode="valid")[::s, ::s]
        """,
        mistake="the side rounded down",
        hints={"rounded_down"},
    ),
    # Exercise 3: what two poolings forget.
    right(
        "two_maps",
        """
        first, second = np.zeros((4, 4)), np.zeros((4, 4))
        first[:2, :2] = [[4, 0], [2, 2]]
        second[:2, :2] = [[4, 4], [0, 0]]
        my_two_maps = (first, second)
        """,
        note="a single window; the maximum twice",
    ),
    right(
        "two_maps",
        "[[[3, 1, 3, 1], [1, 1, 1, 1], [3, 1, 3, 1], [1, 1, 1, 1]],"
        " [[3, 0, 3, 0], [1, 2, 1, 2], [3, 0, 3, 0], [1, 2, 1, 2]]]",
        note="lists, all windows",
    ),
    right(
        "two_maps",
        """
        first = np.array([[0.9, 0.3], [0.3, 0.3]])
        second = np.array([[0.9, 0.1], [0.35, 0.45]])
        my_two_maps = np.stack([np.tile(first, (2, 2)), np.tile(second, (2, 2))])
        """,
        note="fractions: sums equal up to rounding; one array of shape (2, 4, 4)",
    ),
    wrong(
        "two_maps",
        """
        first = np.arange(16).reshape(4, 4)
        my_two_maps = (first, first[::-1])
        """,
        mistake="the windows themselves are moved",
        hints={"maximum"},
    ),
    wrong(
        "two_maps",
        """
        first = np.tile([[4, 1], [2, 3]], (2, 2))
        my_two_maps = (first, np.tile([[1, 2], [3, 4]], (2, 2)))
        """,
        mistake="numbers only moved about inside a window",
        hints={"only_moved"},
    ),
    wrong(
        "two_maps",
        "(np.ones((4, 4)), np.ones((4, 4)))",
        mistake="twice the same map",
        hints={"same_map"},
    ),
    wrong(
        "two_maps",
        "(np.tile([[4, 0], [0, 0]], (2, 2)), np.tile([[4, 1], [0, 0]], (2, 2)))",
        mistake="the same maximum only",
        hints={"mean"},
    ),
    wrong(
        "two_maps",
        "(np.tile([[4, 0], [0, 0]], (2, 2)), np.tile([[1, 1], [1, 1]], (2, 2)))",
        mistake="the same average only",
        hints={"maximum"},
    ),
    wrong(
        "two_maps",
        "(np.tile([[4, 0], [0, 0]], (2, 2)), np.tile([[4, 4], [-2, -2]], (2, 2)))",
        mistake="numbers below 0",
        hints={"negative"},
    ),
    wrong(
        "two_maps",
        "(np.array([[4, 0], [2, 2]]), np.array([[4, 4], [0, 0]]))",
        mistake="one window, not a map of 4 x 4",
    ),
    wrong("two_maps", "np.ones((4, 4))", mistake="one map only"),
    # Exercise 4: how often is the maximum shared?
    right(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = np.mean(((windows == top).sum(axis=1) > 1) & (top[:, 0] > 0))
        """,
    ),
    right(
        "shared_maxima",
        """
        from fractions import Fraction

        a, b = digits.images[:, ::2], digits.images[:, 1::2]
        corners = np.sort([a[:, :, ::2], a[:, :, 1::2], b[:, :, ::2], b[:, :, 1::2]], axis=0)
        shared = (corners[3] == corners[2]) & (corners[3] > 0)
        my_shared_maxima = Fraction(int(shared.sum()), shared.size)
        """,
        note="sorted corners, a fraction",
    ),
    right(
        "shared_maxima",
        """
        shared = total = 0
        for image in digits.images:
            for r in range(0, 8, 2):
                for c in range(0, 8, 2):
                    window = image[r : r + 2, c : c + 2].ravel().tolist()
                    total += 1
                    shared += max(window) > 0 and window.count(max(window)) > 1
        my_shared_maxima = round(shared / total, 4)
        """,
        note="a loop, rounded: no precision is asked",
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = np.mean((windows == top).sum(axis=1) > 1)
        """,
        mistake="windows of pure paper count as shared",
        hints={"paper_counted"},
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        windows = windows[windows.max(axis=1) > 0]
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = np.mean((windows == top).sum(axis=1) > 1)
        """,
        mistake="windows of pure paper are not among all windows",
        hints={"of_windows_with_ink"},
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = np.mean(((windows == top).sum(axis=1) > 1) & (top[:, 0] > 0))
        """,
        mistake="four pixels in a row instead of a window",
        hints={"in_a_row"},
    ),
    wrong(
        "shared_maxima",
        """
        windows = np.lib.stride_tricks.sliding_window_view(digits.images, (2, 2), axis=(1, 2))
        windows = windows.reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = np.mean(((windows == top).sum(axis=1) > 1) & (top[:, 0] > 0))
        """,
        mistake="stride 1",
        hints={"stride_one"},
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = 100 * np.mean(((windows == top).sum(axis=1) > 1) & (top[:, 0] > 0))
        """,
        mistake="in per cent",
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        top = windows.max(axis=1, keepdims=True)
        my_shared_maxima = int(np.sum(((windows == top).sum(axis=1) > 1) & (top[:, 0] > 0)))
        """,
        mistake="the number of windows instead of their share",
        hints={"number"},
    ),
    wrong(
        "shared_maxima",
        """
        windows = digits.images.reshape(-1, 4, 2, 4, 2).swapaxes(2, 3).reshape(-1, 4)
        my_shared_maxima = np.mean([len(set(w)) < 4 and max(w) > 0 for w in windows.tolist()])
        """,
        mistake="any two equal pixels, also of paper",
        hints={"any_two"},
    ),
    # Exercise 5: a gradient check that was passed.
    right(
        "passes_unturned",
        "{'blur': True, 'vertical edges': False, 'horizontal edges': False, 'outlines': True}",
        note="by the names of the filters",
    ),
    right(
        "passes_unturned",
        "[np.array_equal(w, w[::-1, ::-1]) for w in classics.values()]",
        note="computed, a list",
    ),
    right("passes_unturned", "np.array([1, 0, 0, 1])", note="1 and 0"),
    wrong(
        "passes_unturned",
        "(True, False, False, False)",
        mistake="outlines left out",
        hints={"blur_only"},
    ),
    wrong("passes_unturned", "(False, False, False, False)", mistake="none", hints={"none"}),
    wrong("passes_unturned", "(True, True, True, True)", mistake="all", hints={"sign_overlooked"}),
    wrong(
        "passes_unturned",
        "[np.array_equal(w, w[::-1]) for w in classics.values()]",
        mistake="turned upside down only",
        hints={"mirror_images"},
    ),
    wrong(
        "passes_unturned",
        "[np.array_equal(w, w[:, ::-1]) for w in classics.values()]",
        mistake="mirrored left to right only",
        hints={"mirrored"},
    ),
    wrong(
        "passes_unturned",
        "(False, True, True, False)",
        mistake="for which it fails",
        hints={"reversed"},
    ),
    wrong("passes_unturned", "('yes', 'no', 'no', 'yes')", mistake="words"),
    wrong("passes_unturned", "('blur', 'outlines')", mistake="the names of the two"),
    # Exercise 6: to see the whole digit.
    right("layers_needed", "[14.0, 4.0]", note="a list of floats"),
    right(
        "layers_needed",
        """
        def count(pooled):
            R, step, convolutions = 1, 1, 0
            while R < 28:
                R, convolutions = R + 2 * step, convolutions + 1
                if pooled:
                    R, step = R + step, 2 * step
            return convolutions

        my_layers_needed = np.array([count(False), count(True)])
        """,
        note="counted, an array",
    ),
    wrong("layers_needed", "(13, 4)", mistake="27 pixels only: one too few", hints={"one_too_few"}),
    wrong("layers_needed", "(13.5, 4)", mistake="not rounded up"),
    wrong(
        "layers_needed",
        "(10, 4)",
        mistake="28 / 3: the windows laid side by side",
        hints={"sizes_add"},
    ),
    wrong(
        "layers_needed",
        "(14, 3)",
        mistake="one too few with pooling",
        hints={"one_too_few_with_pooling"},
    ),
    wrong(
        "layers_needed",
        "(14, 8)",
        mistake="the poolings are counted, too",
        hints={"layers_counted"},
    ),
    wrong("layers_needed", "(4, 14)", mistake="the two swapped", hints={"order"}),
    wrong(
        "layers_needed",
        "(14, 5)",
        mistake="one too many with pooling",
        hints={"one_too_many_with_pooling"},
    ),
    wrong("layers_needed", "14", mistake="one number"),
    wrong("layers_needed", "(28, 4)", mistake="a pixel for each layer", hints={"one_pixel_each"}),
]
