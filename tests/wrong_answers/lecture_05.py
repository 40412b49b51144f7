"""Wrong answers to the exercises of lecture 05, as students write them."""

import math

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


def _flat(z):
    return _f(z) * _f(-z) < 0.01


def _dead_in_place(Z1):
    Z1[:] = _f(Z1)
    return int(((Z1 * (1 - Z1)).max(axis=0) < 0.01).sum())


def _rows(parts):
    return [int(row) for inputs, _ in parts for row in inputs]


def _same(parts):
    return all(np.array_equal(inputs, labels) for inputs, labels in parts)


WRONG = [
    ("number_of_steps", lambda n, size, epochs: (n // size) * epochs, "last_batch_lost"),
    ("number_of_steps", lambda n, size, epochs: n / size * epochs, "fraction"),
    ("number_of_steps", lambda n, size, epochs: math.ceil(n / size), "one_epoch"),
    (
        "number_of_steps",
        lambda n, size, epochs: math.ceil(n * epochs / size),
        "batches_across_epochs",
    ),
    ("number_of_steps", lambda n, size, epochs: (1 + n // size) * epochs, "always_one_more"),
    ("number_of_steps", lambda n, size, epochs: n // size * epochs + 1, "one_more_at_the_end"),
    ("number_of_steps", lambda n, size, epochs: round(n / size) * epochs, "to_the_nearest"),
    ("number_of_steps", lambda n, size, epochs: n * epochs, "examples"),
    (
        "number_of_steps",
        lambda n, size, epochs: n // size * epochs + bool(n % size),
        "one_more_at_the_end",
    ),
    ("number_of_steps", lambda n, size, epochs: n * size * epochs, None),
    ("number_of_steps", 1320, None),
    ("translated_settings", (0.3, 50), "lmbd_multiplied"),
    ("translated_settings", [0.3, 0.005], "lmbd_divided"),
    ("translated_settings", (3e-5, 0.5), "eta_divided"),
    ("translated_settings", (0.003, 0.5), "unchanged"),
    ("translated_settings", (0.5, 0.3), "order"),
    ("translated_settings", (3e-5, 0.005), "lmbd_divided"),
    ("translated_settings", (0.3, 1), "half"),
    ("translated_settings", 0.3, None),
    ("translated_settings", (0.2, 0.4), None),
    ("dead_nodes", lambda Z: int(np.any(_flat(Z), axis=0).sum()), "any"),
    ("dead_nodes", lambda Z: sum(bool(row.all()) for row in _flat(Z)), "examples"),
    ("dead_nodes", lambda Z: np.count_nonzero(_flat(Z)), "pairs"),
    ("dead_nodes", lambda Z: _flat(Z).all(axis=0).mean(), "share"),
    ("dead_nodes", lambda Z: int((_f(Z).min(axis=0) > 0.99).sum()), "upper_end"),
    ("dead_nodes", lambda Z: int((_f(Z).max(axis=0) < 0.01).sum()), "lower_end"),
    ("dead_nodes", lambda Z: int(((Z - Z**2).max(axis=0) < 0.01).sum()), "slope_of_sum"),
    ("dead_nodes", lambda Z: Z.shape[1] - int(_flat(Z).all(axis=0).sum()), "living"),
    ("dead_nodes", _dead_in_place, "changed_argument"),
    ("dead_nodes", lambda Z: int(((_f(Z) * _f(-Z)).mean(0) < 0.01).sum()), "mean_slope"),
    ("dead_nodes", lambda Z: int(_flat(np.mean(Z, 0)).sum()), "mean_sum"),
    ("dead_nodes", lambda Z: int(np.all(Z <= 0, axis=0).sum()), "of_relu"),
    ("dead_nodes", lambda Z: int((_f(Z).std(axis=0) < 0.01).sum()), None),
    ("dead_nodes", lambda Z: int(_flat(np.median(Z, 0)).sum()), None),
    ("dead_nodes", lambda Z: _flat(Z).all(axis=0), None),
    ("split_is_sound", lambda parts, m: _same(parts), "pairs_only"),
    ("split_is_sound", lambda parts, m: sorted(_rows(parts)) == list(range(m)), "rows_only"),
    ("split_is_sound", lambda parts, m: len(_rows(parts)) == m, "sizes_only"),
    ("split_is_sound", lambda parts, m: _same(parts) and len(_rows(parts)) == m, "pairs_and_sizes"),
    (
        "split_is_sound",
        lambda parts, m: _same(parts) and all(row in _rows(parts) for row in range(m)),
        "nothing_lost",
    ),
    (
        "split_is_sound",
        lambda parts, m: not _same(parts) or sorted(_rows(parts)) != list(range(m)),
        "reversed",
    ),
    ("split_is_sound", lambda parts, m: True, None),
    (
        "split_is_sound",
        lambda parts, m: _same(parts) and len(set(_rows(parts))) == len(_rows(parts)),
        "nothing_repeated",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            _same(parts)
            and (min(_rows(parts)), max(_rows(parts)), len(_rows(parts))) == (0, m - 1, m)
        ),
        "ends_and_number",
    ),
    ("split_is_sound", lambda parts, m: _same(parts) and _rows(parts) == [*range(m)], "in_order"),
    (
        "split_is_sound",
        lambda parts, m: (
            all(sorted(inputs) == sorted(labels) for inputs, labels in parts)
            and sorted(_rows(parts)) == [*range(m)]
        ),
        "pairs_as_sets",
    ),
    (
        "split_is_sound",
        lambda parts, m: _same(parts) and sum(_rows(parts)) == m * (m - 1) / 2,
        "sum_and_number",
    ),
    ("split_is_sound", lambda parts, m: max(_rows(parts)) == m - 1, None),
    (
        "split_is_sound",
        lambda parts, m: (
            _same(parts) and (len(_rows(parts)), sum(_rows(parts))) == (m, sum(range(m)))
        ),
        "sum_and_number",
    ),
    (
        "split_is_sound",
        lambda parts, m: _same(parts[:1]) and sorted(parts[0][0]) == [*range(m)],
        "first_part",
    ),
    ("split_is_sound", lambda parts, m: len(parts) == 3, None),
    ("different_columns", 50, "all"),
    ("different_columns", 10, "classes"),
    ("different_columns", 0, "none"),
    ("different_columns", 64, "inputs"),
    ("different_columns", 2, None),
    ("different_columns", "one", None),
    ("test_images", math.ceil(0.97 * 0.03 / 0.01**2), "one_sd"),
    ("test_images", math.ceil(1.96**2 / 4 / 0.01**2), "worst_case"),
    ("test_images", math.ceil(1.96**2 * 0.97 * 0.03 / 0.005**2), "whole_width"),
    ("test_images", 1117, "rounded_down"),
    ("test_images", math.ceil(1.96**2 * 0.97 * 0.03 / 0.02**2), "two_points"),
    ("test_images", math.ceil(1.96 * 0.97 * 0.03 / 0.01**2), "z_not_squared"),
    ("test_images", math.ceil(1.96 * 0.97 * 0.03 / 0.01), "no_root"),
    ("test_images", math.ceil(4 * 0.97 * 0.03 / 0.01**2), "two_sd"),
    ("test_images", math.ceil(1.96**2 * 0.97 * 0.03 / 0.01), "no_root"),
    ("test_images", math.ceil(1.96**2 * 0.97 / 0.01**2), "one_factor"),
    ("test_images", 359, None),
    ("test_images", 0, None),
    ("number_of_steps", lambda n, size, epochs: epochs * (n // size) + n % size, "rest_as_steps"),
    ("number_of_steps", lambda n, size, epochs: epochs * (n // size + n % size > 0), "epochs"),
    ("number_of_steps", lambda n, size, epochs: epochs * math.ceil(size / n), "upside_down"),
    ("number_of_steps", lambda n, size, epochs: (n - 1) // size * epochs, "one_example_less"),
    ("dead_nodes", lambda Z: int((_f(Z) * 1 - _f(Z) < 0.01).all(axis=0).sum()), "all_nodes"),
    ("dead_nodes", lambda Z: int((2 * _flat(Z).sum(axis=0) > len(Z)).sum()), "most"),
    ("dead_nodes", lambda Z: int(((_f(Z) * _f(-Z)).max(axis=0) < 0.1).sum()), "threshold"),
    (
        "dead_nodes",
        lambda Z: int((_f(Z).min(axis=0) > 0.99).sum() + (_f(Z).max(axis=0) < 0.01).sum()),
        "one_end",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            all(i == k for part in parts for i, k in zip(*part, strict=False))
            and sorted(_rows(parts)) == list(range(m))
        ),
        "zip",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            _rows(parts) == [int(row) for _, labels in parts for row in labels]
            and sorted(_rows(parts)) == list(range(m))
        ),
        "joined",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            all(len(i) == len(k) for i, k in parts) and sorted(_rows(parts)) == list(range(m))
        ),
        "lengths",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            sorted(_rows(parts))
            == sorted(int(row) for _, labels in parts for row in labels)
            == list(range(m))
        ),
        "each_sorted",
    ),
    (
        "split_is_sound",
        lambda parts, m: np.array_equal(*parts[0]) and sorted(_rows(parts)) == list(range(m)),
        "first_pair",
    ),
    (
        "split_is_sound",
        lambda parts, m: _same(parts) and sorted(_rows(parts)) == list(range(1, 1 + m)),
        "from_one",
    ),
    (
        "split_is_sound",
        lambda parts, m: (
            _same([parts[0], parts[1]]) and sorted(_rows([parts[0], parts[1]])) == list(range(m))
        ),
        "two_parts",
    ),
    ("different_columns", 50 - 1, "the_others"),
    ("test_images", math.ceil(0.97 * 0.03 * 164.5**2), "ninety_per_cent"),
    ("test_images", math.ceil(math.sqrt(0.97 * 0.03) * 196**2), "root_kept"),
    ("test_images", math.ceil(0.97 * 0.03 * 1.96**2), "one_for_a_point"),
    ("concept", "B", "b"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
