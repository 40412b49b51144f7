"""Wrong answers to the exercises of lecture 08, as students write them."""

import math

import numpy as np


def _constant_cost(counts, log=np.log):
    total = 0.0
    for c in counts:
        p = c / sum(counts)
        total += p * log(p) + (1 - p) * log(1 - p)
    return -total


def _with_a_wrong_sign(counts):
    p = counts / counts.sum()
    return np.sum(-p * np.log(p) + (1 - p) * np.log(1 - p))


def _labels_in_a_loop(outputs):
    return np.array([list(row).index(max(row)) + 1 for row in outputs])


def _sorted_in_place(costs, patience):
    costs.sort()
    return True


def _rises_in_a_row(costs, patience):
    if len(costs) < patience + 1:
        return False
    return bool(np.all(np.diff(costs)[-patience:] > 0))


def _age(costs):
    return costs[::-1].index(min(costs))


def _counts_on(costs, patience):
    best, waited = math.inf, 0
    for cost in costs:
        waited += cost >= best
        best = min(best, cost)
    return waited >= patience


WRONG = [
    ("digits_read", _labels_in_a_loop, "ten_left"),
    ("digits_read", lambda h: np.argmax(h, 1), "column_number"),
    ("digits_read", lambda h: (np.argmax(h, 1) + 9) % 10, "minus_one"),
    ("digits_read", lambda h: (np.argmax(h.T, axis=1) + 1) % 10, "over_examples"),
    ("digits_read", lambda h: (np.argmax(-h, axis=1) + 1) % 10, "smallest"),
    ("digits_read", lambda h: np.amax(h, axis=1), "values"),
    ("digits_read", lambda h: (np.argmax(h, 1) + 2) % 10, None),
    ("digits_read", lambda h: (h == h.max(axis=1, keepdims=True)).astype(int), "one_hot"),
    ("digits_read", lambda h: int(h.argmax()) + 1, "no_axis"),
    ("digits_read", lambda h: h.argsort(axis=1), None),
    ("evaluations_without", 84 * 2 * 10285, "central"),
    ("evaluations_without", 84 * 10285, "point_forgotten"),
    ("evaluations_without", 84 * 10251, "no_biases"),
    ("evaluations_without", 40 * 10286, "iterations"),
    ("evaluations_without", 10286, "one_gradient"),
    ("evaluations_without", 84, "forward_only"),
    ("evaluations_without", 84 * 20571, "central_and_point"),
    ("evaluations_without", 84 * 10025, "no_output_layer"),
    ("evaluations_without", 85 * 436, None),
    ("evaluations_without", -864024, None),
    ("evaluations_without", "864 thousand", None),
    ("diagnosis", ((10, "over-fits"), (0, "under-fits"), (1, "fits")), "words_exchanged"),
    ("diagnosis", [(0, "over-fits"), (10, "under-fits"), (1, "fits")], "a_and_b_exchanged"),
    ("diagnosis", ((0, "under-fits"), (10, "over-fits"), (1, "fits")), "lambda_exchanged"),
    ("diagnosis", ((10, "under-fits"), (1, "fits"), (0, "over-fits")), "b_and_c_exchanged"),
    ("diagnosis", ((1, "fits"), (0, "over-fits"), (10, "under-fits")), "small_gap_is_good"),
    ("diagnosis", ((10, "fits"), (0, "over-fits"), (1, "under-fits")), "small_gap_is_good"),
    ("diagnosis", ((0, "over-fits"), (1, "fits"), (10, "under-fits")), "sorted_by_lambda"),
    ("diagnosis", ((10, "under-fits"), (1, "over-fits"), (0, "fits")), "no_penalty_fits"),
    ("diagnosis", (10, 0, 1), None),
    ("diagnosis", ((10, "fits"), (0, "fits"), (1, "fits")), None),
    ("diagnosis", "A under, B over", None),
    (
        "time_to_stop",
        lambda costs, patience: bool(costs[1:]) and costs[-2] < costs[-1],
        "only_the_last",
    ),
    ("time_to_stop", lambda costs, patience: _age(costs) > patience, "too_patient"),
    ("time_to_stop", lambda costs, patience: _age(costs) + 1 >= patience, "too_hasty"),
    (
        "time_to_stop",
        lambda costs, patience: len(costs) >= patience + 1 and costs[-(patience + 1)] < costs[-1],
        "two_points",
    ),
    ("time_to_stop", _rises_in_a_row, "in_a_row"),
    ("time_to_stop", lambda costs, patience: costs.index(min(costs)) >= patience, "from_the_start"),
    ("time_to_stop", lambda costs, patience: not _age(costs) >= patience, "go_on"),
    ("time_to_stop", lambda costs, patience: _age([-c for c in costs]) >= patience, "highest"),
    ("time_to_stop", _sorted_in_place, "changed_argument"),
    ("time_to_stop", lambda costs, patience: costs[-1] != min(costs), "not_the_lowest"),
    ("time_to_stop", lambda costs, patience: True, None),
    ("time_to_stop", lambda costs, patience: False, None),
    ("time_to_stop", lambda costs, patience: len(costs) > patience, None),
    ("cost_of_knowing_nothing", lambda c: _constant_cost([1] * len(c)), "equal_classes"),
    (
        "cost_of_knowing_nothing",
        lambda c: sum(k / sum(c) * math.log(sum(c) / k) for k in c),
        "one_term",
    ),
    ("cost_of_knowing_nothing", lambda c: _constant_cost(c) / len(c), "mean_over_classes"),
    ("cost_of_knowing_nothing", lambda c: np.sum(c) * _constant_cost(c), "sum_over_examples"),
    ("cost_of_knowing_nothing", lambda c: _constant_cost(c, np.log10), "log10"),
    ("cost_of_knowing_nothing", lambda c: _constant_cost(c, np.log2), "log2"),
    ("cost_of_knowing_nothing", lambda c: -_constant_cost(c), "sign"),
    ("cost_of_knowing_nothing", lambda c: -c @ np.log(c), "counts"),
    ("cost_of_knowing_nothing", lambda c: -len(c) * math.log(0.5), "one_half"),
    ("cost_of_knowing_nothing", _with_a_wrong_sign, "second_sign"),
    (
        "cost_of_knowing_nothing",
        lambda c: (
            -np.sum(c / c.sum() * np.log(c / c.sum()) + 1 - c / c.sum() * np.log1p(-c / c.sum()))
        ),
        "no_bracket",
    ),
    ("cost_of_knowing_nothing", lambda c: np.log(len(c)), None),
    ("cost_of_knowing_nothing", lambda c: c / c.sum(), None),
    ("digits_read", lambda outputs: (1 + np.argmax(outputs, axis=1)) // 10, "whole_division"),
    ("digits_read", lambda outputs: (1 + np.argmax(outputs, axis=1)) % 9, "another_remainder"),
    (
        "digits_read",
        lambda outputs: [0 if k == 9 else k for k in outputs.argmax(1)],
        "nine_to_zero",
    ),
    ("digits_read", lambda outputs: (np.nonzero(outputs > 0.5)[1] + 1) % 10, "threshold"),
    ("evaluations_without", 84 * 10285 + 1, "one_point"),
    ("evaluations_without", 84 * (10275 + 1), "no_output_biases"),
    ("evaluations_without", 84 * 436, "nodes"),
    ("evaluations_without", 40 * 84 * 10286, "times_iterations"),
    ("diagnosis", ((10, "under-fits"), (0, "over-fits"), (1, "over-fits")), "c_over_fits"),
    ("diagnosis", ((10, "under-fits"), (0, "fits"), (1, "over-fits")), "b_fits"),
    ("time_to_stop", lambda costs, patience: _age(costs) == patience, "exactly"),
    ("time_to_stop", lambda costs, patience: _age(costs) <= patience, "at_most"),
    ("time_to_stop", _counts_on, "never_reset"),
    (
        "time_to_stop",
        lambda costs, patience: max(_age(costs[: n + 1]) for n in range(len(costs))) >= patience,
        "ever",
    ),
    ("time_to_stop", lambda costs, patience: len(costs) >= patience, "length"),
    (
        "cost_of_knowing_nothing",
        lambda n: -np.sum(np.log(n / n.sum()) + (1 - n / n.sum()) * np.log(1 - n / n.sum())),
        "share_missing",
    ),
    (
        "cost_of_knowing_nothing",
        lambda n: sum(k / n.sum() * _constant_cost(np.array([k, n.sum() - k])) / 2 for k in n),
        "share_twice",
    ),
    (
        "cost_of_knowing_nothing",
        lambda n: sum(k * math.log(k) - (k - 1) * math.log(k - 1) for k in n.sum() / n),
        "formula_for_each",
    ),
    (
        "cost_of_knowing_nothing",
        lambda n: math.log(n.sum() / n.max()) - (len(n) - 1) * math.log(1 - n.max() / n.sum()),
        "largest_class",
    ),
    ("concept", "A", "a"),
    ("concept", "(b)", "b"),
    ("concept", "c", "c"),
    ("concept", "e", None),
    ("concept", 3, None),
]
