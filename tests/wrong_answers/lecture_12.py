"""Wrong answers to the exercises of lecture 12, as students write them."""

import numpy as np


def _gaps(confidence, right, bins):
    """Return the gap and the number of images of every piece, in a loop over sorted pairs."""
    pairs = np.array(sorted(zip(confidence, right, strict=True)))
    pieces = np.array_split(pairs, bins)
    return [(piece[:, 0].mean() - piece[:, 1].mean(), len(piece)) for piece in pieces]


def _unweighted(confidence, right, bins):
    return np.mean([abs(gap) for gap, _ in _gaps(confidence, right, bins)])


def _signed(confidence, right, bins):
    return np.mean(confidence) - np.mean(right)


def _squared(confidence, right, bins):
    return sum(gap**2 * n for gap, n in _gaps(confidence, right, bins)) / len(right)


def _not_sorted(confidence, right, bins):
    total = 0
    for c, r in zip(np.array_split(confidence, bins), np.array_split(right, bins), strict=True):
        total += len(c) * abs(c.mean() - r.mean())
    return total / len(right)


def _equal_width(confidence, right, bins):
    total = 0
    for b in range(bins):
        inside = (confidence >= b / bins) & (confidence < (b + 1) / bins)
        if inside.any():
            total += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return total


def _largest(confidence, right, bins):
    return max(abs(gap) for gap, _ in _gaps(confidence, right, bins))


def _whole_pieces(confidence, right, bins):
    pairs = sorted(zip(confidence, right, strict=True))
    size, total = len(pairs) // bins, 0
    for b in range(bins):
        c, r = np.transpose(pairs[b * size : (b + 1) * size])
        total += abs(c.mean() - r.mean())
    return total / bins


def _sorted_in_place(confidence, right, bins):
    confidence.sort()
    return _not_sorted(confidence, right, bins)


WRONG = [
    ("largest_gaps", ("bias", "variance", "mismatch", "bias"), "optimal_ignored"),
    ("largest_gaps", ["bias", "variance", "variance", "choice"], "mismatch_as_variance"),
    ("largest_gaps", ("bias", "variance", "mismatch", "mismatch"), "choice_as_mismatch"),
    ("largest_gaps", ("bias", "mismatch", "mismatch", "choice"), "variance_as_mismatch"),
    ("largest_gaps", ("variance", "bias", "mismatch", "choice"), None),
    ("largest_gaps", ("bias", "bias", "bias", "bias"), None),
    ("largest_gaps", ("variance", "mismatch", "choice", "choice"), "one_column_on"),
    ("largest_gaps", "bias", None),
    ("lower_end", lambda n, z: 1 - z * (1 * (1 - 1) / n) ** 0.5, "wald"),
    ("lower_end", lambda n, z: 1 / (1 + z / n), "z_not_squared"),
    ("lower_end", lambda n, z: (1 - z * z / (n + z * z), 1), "both_ends"),
    ("lower_end", lambda n, z: (n - 3) / n, "rule_of_three"),
    (
        "lower_end",
        lambda n, z: (1 + z * z / n / 2 - (z / n) ** 2 * z / 4) / (1 + z * z / n),
        "root_not_taken",
    ),
    ("lower_end", lambda n, z: (1 + z * z / n / 2) / (1 + z * z / n), "middle"),
    ("lower_end", lambda n, z: (n - z * z) / n, "first_order"),
    ("lower_end", lambda n, z: (1 - z * z / n / 2) / (1 + z * z / n), "root_not_halved"),
    ("lower_end", lambda n, z: float(n), "numerator_only"),
    ("lower_end", lambda n, z: 1 + z * z / n, "inverted"),
    ("lower_end", lambda n, z: z / (n / z + z), "width"),
    ("lower_end", lambda n, z: 1 - z / n, None),
    ("lower_end", lambda n, z: 1 / (1 + z**2 / n) * (1 + z**2 / n), "wald"),
    ("lower_end", lambda n, z: n / (n + 2 * z**2), None),
    ("equal_count_error", _unweighted, "unweighted"),
    ("equal_count_error", _not_sorted, "not_sorted"),
    ("equal_count_error", _signed, "signed"),
    ("equal_count_error", _squared, "squared"),
    ("equal_count_error", _equal_width, "equal_width"),
    ("equal_count_error", _sorted_in_place, "changed_argument"),
    ("equal_count_error", _largest, "largest"),
    ("equal_count_error", lambda c, r, bins: np.mean(np.abs(c - r)), "each_image"),
    (
        "equal_count_error",
        lambda c, r, bins: sum(abs(gap) for gap, _ in _gaps(c, r, bins)),
        "sum_of_gaps",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: _not_sorted(np.sort(c), r, bins),
        "partner_not_sorted",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: _not_sorted(np.sort(c), np.sort(r), bins),
        "both_sorted",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: _not_sorted(c[c.argsort()[::-1]], r[c.argsort()[::-1]], bins),
        "descending",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: sum(abs(gap) * n for gap, n in _gaps(c, r, bins)),
        "not_divided",
    ),
    ("equal_count_error", _whole_pieces, "rest_left_out"),
    ("equal_count_error", lambda c, r, bins: c.mean(), None),
    ("equal_count_error", lambda c, r, bins: 1 - r.mean(), None),
    ("images_ahead", 5, "one_sided"),
    ("images_ahead", 7, "too_safe"),
    ("images_ahead", 4, "two_errors"),
    ("images_ahead", 2, "exactly_even"),
    ("images_ahead", 11, None),
    ("images_ahead", 20, None),
    ("images_ahead", 0.03125, None),
    ("verdicts", ("leaks", "quiet", "quiet", "quiet"), "copies_missed"),
    ("verdicts", ("quiet", "quiet", "leaks", "quiet"), "selection_missed"),
    ("verdicts", ["leaks", "quiet", "leaks", "leaks"], "scaling_accused"),
    ("verdicts", ("leaks", "leaks", "leaks", "leaks"), "all"),
    ("verdicts", ("quiet", "quiet", "quiet", "quiet"), "none"),
    ("verdicts", ("quiet", "leaks", "quiet", "leaks"), "reversed"),
    ("verdicts", ("leaks", "leaks", "leaks", "quiet"), "inside_accused"),
    ("verdicts", ("quiet", "quiet", "quiet", "leaks"), None),
    ("verdicts", "quiet", None),
    ("largest_gaps", ["bias", "bias", "mismatch", "choice"], "variance_as_bias"),
    ("largest_gaps", ["bias", "mismatch", "variance", "choice"], "exchanged"),
    ("lower_end", lambda n, z: 1 / (1 + 1.96**2 / n), "z_fixed"),
    ("lower_end", lambda n, z: 2 * n / (2 * n + z**2), "half"),
    ("lower_end", lambda n, z: 1 + z * z, "bracket"),
    ("lower_end", lambda n, z: (1 - z**2 / n) / (1 + z**2 / n), "minus_above"),
    (
        "equal_count_error",
        lambda c, r, bins: (lambda gap, n: abs(gap) * n / len(c))(*_gaps(c, r, bins)[0]),
        "first_piece",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: (
            sum(
                len(c) // bins * abs(c[i].mean() - r[i].mean())
                for i in np.argsort(c)[: len(c) // bins * bins].reshape(bins, -1)
            )
            / len(c)
        ),
        "rest_not_counted",
    ),
    (
        "equal_count_error",
        lambda c, r, bins: sum(abs(gap) for gap, _ in _gaps(c, r, bins)) / len(c),
        "sum_over_n",
    ),
    ("images_ahead", 8, "too_safe"),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "c", "c"),
    ("concept", "e", None),
    ("concept", 3, None),
]
