"""Wrong answers to the exercises of lecture 15, as students write them."""

import numpy as np


def _conv(W):
    return np.moveaxis(W, (3, 2), (0, 1))


def _dense(W, shape):
    return np.stack([column.reshape(shape).transpose(2, 0, 1).ravel() for column in W.T])


def _in_place(W_conv, W_dense, shape):
    W_dense *= 2
    return _conv(W_conv), _dense(W_dense / 2, shape)


def _torch(W_conv, W_dense, shape):
    h, w, f = shape
    rows = [(i * w + j) * f + k for k in range(f) for i in range(h) for j in range(w)]
    return np.einsum("ijcf->fcij", W_conv), W_dense[rows].T


WRONG = [
    ("same_penalty", (40 * 0.003, 2 * 0.003), "no_half"),
    ("same_penalty", (2 * 40 * 0.003, 0.003), "l2_loss_like_l2"),
    ("same_penalty", (2 * 40 * 0.003, 0.003 / 2), "l2_loss_halved"),
    ("same_penalty", (2 * 100 * 0.003, 2 * 0.003), "other_batch"),
    ("same_penalty", (2 * 0.003, 2 * 0.003), "no_batch"),
    ("same_penalty", (0.006, 0.24), "order"),
    ("same_penalty", (0.003, 0.003), "l2_loss_like_l2"),
    ("same_penalty", (0.003, 2 * 0.003), "argument_kept"),
    ("same_penalty", (0.003 / 2 / 40, 0.006), "divided"),
    ("same_penalty", (0.24, 0.24), "not_divided"),
    ("same_penalty", (40, 0.5), None),
    ("same_penalty", 0.24, None),
    ("mistakes", [5, 6, 8, 9, 13, 17], "false_alarm"),
    ("mistakes", {5, 6, 9, 13, 16, 17}, "false_alarm"),
    ("mistakes", {6, 9, 13, 17}, "unassigned"),
    ("mistakes", [], "unassigned"),
    ("mistakes", (5, 9, 13, 17), "spelling"),
    ("mistakes", {5, 6, 13, 17}, "renamed"),
    ("mistakes", {5, 6, 9, 17}, "global"),
    ("mistakes", {5, 6, 9, 13}, "epoch"),
    ("mistakes", 5, None),
    ("mistakes", ["five", "six"], None),
    ("moved_by_two", 1 - (3 / 5) ** 2, "equal_chances"),
    ("moved_by_two", 0.25, "one_direction"),
    ("moved_by_two", 0.0625, "both_directions"),
    ("moved_by_two", 0.5, "added"),
    ("moved_by_two", 0.75**2, "complement"),
    ("moved_by_two", 1 - (7 / 8) ** 2, "one_side"),
    ("moved_by_two", 2 * 0.25 * 0.75, "exactly_one"),
    ("moved_by_two", 1 - 0.5**2, "not_rounded"),
    ("moved_by_two", 7, None),
    ("moved_by_two", "seven of sixteen", None),
    ("torch_weights", lambda C, D, s: (np.transpose(C), _dense(D, s)), "turned"),
    ("torch_weights", lambda C, D, s: (_conv(C), np.transpose(D)), "flatten_order"),
    ("torch_weights", lambda C, D, s: (C.T, D.T), "both"),
    ("torch_weights", lambda C, D, s: (_conv(C), _dense(D, s).T), "dense_not_transposed"),
    ("torch_weights", lambda C, D, s: (_conv(C).swapaxes(0, 1), _dense(D, s)), "channels_first"),
    (
        "torch_weights",
        lambda C, D, s: (_conv(C), np.stack([d.reshape(s[::-1]).ravel() for d in D.T])),
        "flatten_order",
    ),
    ("torch_weights", _in_place, "changed_argument"),
    ("torch_weights", lambda C, D, s: (C, D), "convolution_unchanged"),
    ("torch_weights", lambda C, D, s: (np.moveaxis(C, 3, 0), _dense(D, s)), "channels_last"),
    (
        "torch_weights",
        lambda C, D, s: (C.reshape(*C.shape[:1:-1], *C.shape[:2]), _dense(D, s)),
        "reshaped",
    ),
    ("torch_weights", lambda C, D, s: (_conv(C), 1 * D), "dense_unchanged"),
    ("torch_weights", lambda C, D, s: (np.flip(_conv(C), (2, 3)), _dense(D, s)), "mirrored"),
    (
        "torch_weights",
        lambda C, D, s: (_conv(C), np.stack([d.reshape(s).T.ravel() for d in D.T])),
        "volume_turned",
    ),
    ("torch_weights", lambda C, D, s: _conv(C), None),
    ("torch_weights", lambda C, D, s: (_conv(C)[:, :, ::-1], _dense(D, s)), None),
    ("same_penalty", (0.06, 0.006), "divided_by_two"),
    ("moved_by_two", 0.44, "rounded"),
    ("moved_by_two", 0.4, "two_of_five"),
    ("torch_weights", lambda C, D, shape: _torch(C, D, shape)[::-1], "order"),
    ("concept", "A", "a"),
    ("concept", "(c)", "c"),
    ("concept", "d", "d"),
    ("concept", "e", None),
    ("concept", 3, None),
]
