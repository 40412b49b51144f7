"""Wrong answers to the exercises of lecture 10, as students write them."""

from collections import Counter

import numpy as np


def _distances(A, T):
    return np.array([[np.linalg.norm(a - row) for row in T] for a in A])


def _count(t, rows):
    labels, votes = np.unique(t[rows], return_counts=True)
    return labels[votes.argmax()]


def _first(labels):
    return Counter(labels.tolist()).most_common(1)[0][0]


def _in_place(A, T, t, k):
    t += 1
    return np.array([_count(t, row) for row in np.argsort(_distances(A, T), axis=1)[:, :k]])


def _largest_of_equals(A, T, t, k):
    answers = []
    for row in np.argsort(_distances(A, T), axis=1)[:, :k]:
        labels, votes = np.unique(t[row], return_counts=True)
        answers.append(labels[votes == votes.max()].max())
    return answers


def _neighbours(A, T, k):
    return np.argsort(_distances(A, T), axis=1)[:, :k]


def _signed(A, T, t, k):
    sums = np.sum(A, axis=1)[:, None] - np.sum(T, axis=1)[None, :]
    return [_count(t, row) for row in np.argsort(sums, axis=1)[:, :k]]


P = 0.97 + 7 / 900
VARIANCES = P * (1 - P) / 900, 0.97 * 0.03 / 900
PAIRED = np.sqrt(17 - 49 / 900) / 900
AHEAD = 7 / 900 / PAIRED, 7 / 900 / np.sqrt(sum(VARIANCES))

WRONG = [
    ("second_cut", 0.15, "of_everything"),
    ("second_cut", 15 / 70, "of_training"),
    ("second_cut", 14 / 17, "complement"),
    ("second_cut", 0.3, "both"),
    ("second_cut", 0.6, None),
    ("second_cut", 0.16, None),
    ("second_cut", 0.1275, "product"),
    ("second_cut", 1 / 2, "half"),
    ("vote", lambda A, T, t, k: t[_distances(A, T).argmin(axis=1)], "nearest_only"),
    (
        "vote",
        lambda A, T, t, k: [_count(t, row) for row in np.argsort(_distances(A, T), axis=1)[:, -k:]],
        "farthest",
    ),
    ("vote", lambda A, T, t, k: [np.mean(t[r]) for r in _neighbours(A, T, k)], "mean_label"),
    (
        "vote",
        lambda A, T, t, k: [int(np.rint(np.mean(t[r]))) for r in _neighbours(A, T, k)],
        "rounded_mean",
    ),
    ("vote", _signed, "signed"),
    ("vote", _largest_of_equals, "largest_of_equals"),
    ("vote", lambda A, T, t, k: _distances(A, T).argsort(axis=1)[:, 0], "row_numbers"),
    ("vote", _in_place, "changed_argument"),
    ("vote", lambda A, T, t, k: [_count(t, r) for r in _neighbours(A, T, k + 1)], "one_more"),
    ("vote", lambda A, T, t, k: t[_neighbours(A, T, k)], "not_counted"),
    ("vote", lambda A, T, t, k: [_count(t, r) for r in _neighbours(T, A, k)], "of_columns"),
    ("vote", lambda A, T, t, k: [_first(t[r]) for r in _neighbours(A, T, k)], "nearest_of_equals"),
    (
        "vote",
        lambda A, T, t, k: [_count(t, r[1:]) for r in _neighbours(A, T, k + 1)],
        "without_the_nearest",
    ),
    (
        "vote",
        lambda A, T, t, k: [
            _count(t, np.argsort([abs(a - row).sum() for row in T])[:k]) for a in A
        ],
        "manhattan",
    ),
    (
        "vote",
        lambda A, T, t, k: [
            Counter(t[r].tolist()).most_common(1)[0][1] for r in _neighbours(A, T, k)
        ],
        "number_of_votes",
    ),
    ("vote", lambda A, T, t, k: _count(t, _neighbours(A, T, k).ravel()), "all_together"),
    ("vote", lambda A, T, t, k: t[:k], None),
    ("vote", lambda A, T, t, k: np.zeros(len(A), int), None),
    ("diagnosis", (2, 0.4343), "inverse"),
    ("diagnosis", (2, 3.92), "difference"),
    ("diagnosis", (5, 1), "slope"),
    ("diagnosis", (1, 1), "slices"),
    ("diagnosis", (3, 1), "start"),
    ("diagnosis", (6, 1), "seed"),
    ("diagnosis", (4, 1), "column"),
    ("diagnosis", (2, 10), "base"),
    ("diagnosis", (2, 4.4), None),
    ("diagnosis", 2, None),
    ("diagnosis", (5, 2.302585), "slope"),
    ("diagnosis", (2.302585, 2), "order"),
    ("diagnosis", (2, 6.931), "cost"),
    ("standard_errors", (7 / 900 / np.sqrt(sum(VARIANCES)), 7 / 900 / PAIRED), "swapped"),
    ("standard_errors", (PAIRED, np.sqrt(sum(VARIANCES))), "errors_themselves"),
    (
        "standard_errors",
        (7 / 900 / ((17 - 49 / 900) / 900), 7 / 900 / np.sqrt(sum(VARIANCES))),
        "no_root",
    ),
    ("standard_errors", (7 / 900 / PAIRED, 7 / 900 / np.sqrt(VARIANCES[0])), "one_variance"),
    (
        "standard_errors",
        (7 / 900 / PAIRED, 7 / 900 / np.sum(np.sqrt(VARIANCES))),
        "standard_errors_added",
    ),
    ("standard_errors", (7 / 17**0.5, AHEAD[1]), "square_forgotten"),
    (
        "standard_errors",
        (AHEAD[0], 7 / 900 / np.sqrt(VARIANCES[1] - VARIANCES[0])),
        "difference_of_variances",
    ),
    ("standard_errors", (AHEAD[0], 7 / 900 / np.sqrt(900 * sum(VARIANCES))), "root_n_missing"),
    ("standard_errors", (900 * AHEAD[0], 900 * AHEAD[1]), "images"),
    ("standard_errors", (AHEAD[0], 7 / 900 / np.sqrt(2 * VARIANCES[1])), "old_accuracy_twice"),
    ("standard_errors", (7 / 900, 7 / 900), None),
    ("standard_errors", 1.7, None),
    ("new_writer_gap", "three points", None),
    ("new_writer_gap", (97.4, 94.0), "per_cent"),
    ("new_writer_gap", 0.9744 - 0.9399, "difference"),
    ("new_writer_gap", [0.94, 0.974], "order"),
    ("new_writer_gap", (0.9994, 0.9399), "of_training"),
    ("new_writer_gap", np.array([0.9998, 0.9994]), "of_training"),
    ("new_writer_gap", (0.9482, 0.9399), "file_order"),
    ("new_writer_gap", (0.9744, 0.9482), "file_order"),
    ("new_writer_gap", (0.9744, 0.9744), "same_folds"),
    ("new_writer_gap", (0.9889, 0.9648), "neighbours"),
    ("new_writer_gap", (0.0256, 0.0601), "misread"),
    ("new_writer_gap", (0.92, 0.885), None),
    ("new_writer_gap", 0.97, None),
    ("new_writer_gap", np.array([0.03, 0.04, 0.05]), None),
    ("second_cut", 15 / 75, "one_fifth"),
    ("second_cut", 0.15 / 1.15, "product"),
    ("second_cut", 0.85, "what_remains"),
    ("diagnosis", (2, 0.394), "relative_difference"),
    ("diagnosis", (2, 0.6931), "one_output"),
    ("standard_errors", (1.7004745, 7 / 900 / (0.97 * 0.03 / 900) ** 0.5), "one_variance"),
    ("standard_errors", (1.7004745, 133.718), None),
    (
        "standard_errors",
        (1.700474541, 7 / (0.97 * 0.03 + 880 / 900 * 20 / 900)),
        "no_root_unpaired",
    ),
    (
        "standard_errors",
        (12 / (17 - 49 / 900) ** 0.5, 12 / 7 * 1.0349600518),
        "gains_only",
    ),
    (
        "standard_errors",
        (7 / 900 / (17 - 49 / 900) ** 0.5, 1.0349600518),
        "n_missing_in_paired",
    ),
    ("standard_errors", (7 / (17 + 49 / 900) ** 0.5, 1.0349600518), "plus_under_the_root"),
    ("new_writer_gap", (0.9622, 0.9747), "one_fold"),
    ("new_writer_gap", (0.9711, 0.9423), "one_fold"),
    ("new_writer_gap", (0.9656, 0.9744), None),
    ("new_writer_gap", (0.9744, 0.9684), None),
    ("concept", "B", "b"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
