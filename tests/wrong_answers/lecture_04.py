"""Wrong answers to the exercises of lecture 04, as students write them."""

import numpy as np


def _softmax(z):
    e = np.exp(z - np.max(z, axis=1)[:, None])
    return e / e.sum(1)[:, None]


def _in_loops(words, classes):
    rows = np.zeros((len(words), len(classes)))
    for m, word in enumerate(words):
        rows[m, classes.index(word)] = 1
    return rows


def _whole_columns(words, classes):
    rows = np.zeros((len(words), len(classes)))
    for word in words:
        rows[:, classes.index(word)] = 1
    return rows


def _first_row(words, classes):
    rows = np.zeros((len(words), len(classes)))
    rows[0, classes.index(words[0])] = 1
    return rows


def _sorts_the_classes(words, classes):
    classes.sort()
    return _in_loops(words, classes)


def _by_unique(words, classes):
    present, places = np.unique(words, return_inverse=True)
    return np.eye(len(present))[places]


def _votes(z, votes):
    return np.einsum("mk,mj->mk", _softmax(z), votes) - votes


def _shifts_in_place(z):
    z -= z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _sum_of_exponentials(z):
    return np.exp(z - z.max(1)[:, None]).sum(1)[:, None]


def _with_sums(sums):
    return lambda z, votes: (_softmax(z) * sums(votes) - votes) / z.shape[0]


def _first_places(words, classes):
    Y = np.zeros((len(words), len(classes)))
    for k, name in enumerate(classes):
        if name in words:
            Y[words.index(name), k] = 1
    return Y


def _top(z):
    return z - np.max(z, axis=1)[:, None]


WRONG = [
    ("log_softmax", lambda z: np.log(_softmax(z) + 1e-15), "tiny_added"),
    ("log_softmax", lambda z: z - np.max(z, 1) - np.log(np.exp(z).sum(1)), "no_keepdims"),
    ("log_softmax", lambda z: z - np.log(_sum_of_exponentials(z)), "maximum_left_out"),
    ("votes_delta", _with_sums(np.sum), "sum_of_all"),
    ("votes_delta", _with_sums(lambda votes: votes.sum(0)), "sum_of_columns"),
    ("votes_delta", _with_sums(lambda votes: votes), "times_votes"),
    ("votes_delta", _with_sums(lambda votes: votes.sum(1)), "no_keepdims"),
    (
        "votes_delta",
        lambda z, v: (_softmax(z) - v) * v.sum(1)[:, None] / z.shape[0],
        "sum_times_everything",
    ),
    ("votes_delta", lambda z, v: _votes(z, v) / z.size, "mean_over_all"),
    ("noticed", {"a": True, "b": True, "c": True, "d": False}, "b_and_d_too"),
    ("noticed", {"a": True, "b": False, "c": False, "d": False}, "mean_overlooked"),
    ("lmbd_of_two_nodes", 4.243, "root"),
    ("lmbd_of_two_nodes", 0.75, "quarter"),
    ("one_hot_of_words", lambda w, c: _in_loops(w, sorted(c)), "alphabetical"),
    ("one_hot_of_words", lambda w, c: _in_loops(w, [k for k in c if k in set(w)]), "present"),
    ("one_hot_of_words", _by_unique, "present_sorted"),
    ("one_hot_of_words", lambda w, c: np.transpose(_in_loops(w, c)), "transposed"),
    ("one_hot_of_words", lambda w, c: _in_loops(w, c).argmax(axis=1), "places"),
    ("one_hot_of_words", _sorts_the_classes, "changed_argument"),
    ("one_hot_of_words", lambda w, c: 1 - _in_loops(w, c), "inverted"),
    ("one_hot_of_words", lambda w, c: [w.count(k) for k in c], "counts"),
    ("one_hot_of_words", lambda w, c: [k in w for k in c], "one_for_all"),
    ("one_hot_of_words", _whole_columns, "whole_columns"),
    ("one_hot_of_words", _first_row, "first_row_only"),
    ("one_hot_of_words", lambda w, c: np.equal(w, np.array(c)) * 1, "no_column"),
    ("one_hot_of_words", lambda w, c: _in_loops(w, c) + 1, None),
    ("one_hot_of_words", lambda w, c: _in_loops(w, c)[:, ::-1], "reversed"),
    ("one_hot_of_words", lambda w, c: w == c, None),
    ("log_softmax", lambda z: np.log(np.exp(z) / np.exp(z).sum(1)[:, None]), "printed_form"),
    (
        "log_softmax",
        lambda z: z - np.log(np.sum(np.exp(z), axis=1))[:, None],
        "log_sum_exp_without_maximum",
    ),
    ("log_softmax", lambda z: np.log(_softmax(z)), "log_of_probability"),
    (
        "log_softmax",
        lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum(1))[:, None],
        "one_maximum",
    ),
    (
        "log_softmax",
        lambda z: z - z.max(0) - np.log(np.sum(np.exp(z - z.max(0)), 0)),
        "classes_in_columns",
    ),
    ("log_softmax", _softmax, "no_logarithm"),
    (
        "log_softmax",
        lambda z: z - z.min(1)[:, None] - np.log(np.exp(z - z.min(1)[:, None]).sum(1))[:, None],
        "largest_left",
    ),
    ("log_softmax", lambda z: z - np.max(z, 1)[:, None], "maximum_only"),
    ("log_softmax", _shifts_in_place, "changed_argument"),
    ("log_softmax", lambda z: z - np.log10(np.exp(z).sum(1))[:, None], None),
    ("log_softmax", lambda z: np.log(_softmax(np.clip(z, -50, 50))), "clipped"),
    ("log_softmax", lambda z: z - z.min(1)[:, None], None),
    ("votes_delta", lambda z, v: (_softmax(z) - v) / z.shape[0], "sum_taken_as_1"),
    (
        "votes_delta",
        lambda z, v: (_softmax(z) - v / v.sum(1)[:, None]) / z.shape[0],
        "votes_to_shares",
    ),
    ("votes_delta", _votes, "no_mean"),
    (
        "votes_delta",
        lambda z, v: (v.sum(1)[:, None] / (1 + np.exp(-z)) - v) / len(v),
        "sigmoid",
    ),
    ("votes_delta", lambda z, v: _votes(z, v) / np.sum(v), "mean_over_votes"),
    ("votes_delta", lambda z, v: -_votes(z, v) / len(v), "sign"),
    ("votes_delta", lambda z, v: (_softmax(z) + v) / len(z), None),
    ("votes_delta", lambda z, v: (2 * _softmax(z) - v) / len(z), None),
    ("noticed", dict.fromkeys("abcd", True), "all"),
    ("noticed", dict.fromkeys("abcd", False), "none"),
    ("noticed", dict(zip("abcd", (False, True, False, True), strict=True)), "reversed"),
    ("noticed", {"a": False, "b": False, "c": True, "d": False}, "factor_overlooked"),
    ("noticed", {"a": False, "b": True, "c": True, "d": True}, None),
    ("noticed", {"a": True, "c": True}, None),
    ("noticed", ("a", "c"), None),
    ("lmbd_of_two_nodes", 3, "same"),
    ("lmbd_of_two_nodes", 1.5, "halved"),
    ("lmbd_of_two_nodes", 3 * 4, "one_node_only"),
    ("lmbd_of_two_nodes", 18, None),
    ("lmbd_of_two_nodes", "twice as much", None),
    (
        "one_hot_of_words",
        lambda words, classes: np.eye(len(classes))[[classes.index(w) - 1 for w in words]],
        "one_too_far_left",
    ),
    (
        "one_hot_of_words",
        lambda words, classes: np.array([[w == c for c in reversed(classes)] for w in words]),
        "reversed",
    ),
    ("one_hot_of_words", _first_places, "first_of_each"),
    (
        "one_hot_of_words",
        lambda words, classes: [[float(w in c) for c in classes] for w in words],
        "part_of_a_word",
    ),
    (
        "log_softmax",
        lambda z: z - np.max(z, 1)[:, None] - np.log(np.sum(np.exp(z), 1))[:, None],
        "unshifted_sum",
    ),
    ("log_softmax", lambda z: _top(z) + np.log(np.exp(_top(z)).sum(1))[:, None], "plus"),
    ("log_softmax", lambda z: _top(z) - np.exp(_top(z)).sum(1)[:, None], "no_log_of_the_sum"),
    ("log_softmax", lambda z: _top(z) / np.log(np.exp(_top(z)).sum(1))[:, None], "quotient"),
    ("log_softmax", lambda z: _top(z) - np.log(np.exp(_top(z)).sum()), "sum_of_all"),
    ("log_softmax", lambda z: _top(z) - np.log10(np.exp(_top(z)).sum(1))[:, None], "log10"),
    (
        "log_softmax",
        lambda z: _top(z) - np.log(np.exp(_top(z))).sum(1)[:, None],
        "sum_of_logarithms",
    ),
    ("log_softmax", lambda z: -np.log(1 + np.exp(-z)), "sigmoid"),
    ("log_softmax", lambda z: np.log(_softmax(np.clip(z, -500, 500))), "clipped"),
    (
        "votes_delta",
        lambda z, votes: (np.exp(z) / np.exp(z).sum() * votes.sum(1)[:, None] - votes) / len(votes),
        "softmax_over_all",
    ),
    (
        "votes_delta",
        lambda z, votes: (votes.max(1)[:, None] * _softmax(z) - votes) / len(votes),
        "another_factor",
    ),
    (
        "votes_delta",
        lambda z, votes: (_softmax(z) - np.eye(len(z[0]))[np.argmax(votes, 1)]) / len(votes),
        "majority",
    ),
    ("votes_delta", lambda z, votes: -(votes / _softmax(z)) / len(votes), "no_chain_rule"),
    ("votes_delta", lambda z, votes: (votes.sum(1)[:, None] * z - votes) / len(votes), "logits"),
    ("lmbd_of_two_nodes", 2, "the_factor"),
    ("lmbd_of_two_nodes", 3**2, "squared"),
    ("concept", "A", "a"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
