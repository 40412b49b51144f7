"""Answers to the exercises of lecture 15."""

from panel import right, wrong

PRELUDE = """
import numpy as np
import pandas as pd
"""

ANSWERS = [
    # Exercise 1: the same penalty.
    right("same_penalty", "[2 * 40 * 0.003, 2 * 0.003]", note="a list"),
    right(
        "same_penalty",
        """
        from fractions import Fraction

        c = Fraction("0.003")
        my_same_penalty = (80 * c, 2 * c)
        """,
        note="fractions",
    ),
    right("same_penalty", "np.float32([0.24, 0.006])", note="single precision"),
    wrong("same_penalty", "(0.12, 0.006)", mistake="lmbd without the 2", hints={"no_half"}),
    wrong(
        "same_penalty",
        "(0.24, 0.003)",
        mistake="l2_loss taken for a whole sum",
        hints={"l2_loss_like_l2"},
    ),
    wrong(
        "same_penalty",
        "(0.24, 0.0015)",
        mistake="the half on the wrong side",
        hints={"l2_loss_halved"},
    ),
    wrong(
        "same_penalty",
        "(0.003, 0.006)",
        mistake="lmbd is the argument of l2",
        hints={"argument_kept"},
    ),
    wrong("same_penalty", "(0.006, 0.24)", mistake="the two swapped", hints={"order"}),
    wrong(
        "same_penalty",
        "(0.003 / 80, 0.006)",
        mistake="divided instead of multiplied",
        hints={"divided"},
    ),
    wrong(
        "same_penalty",
        "(0.24, 0.24)",
        mistake="lmbd as the factor, not divided by M",
        hints={"not_divided"},
    ),
    wrong(
        "same_penalty",
        "(0.006, 0.006)",
        mistake="lmbd without the size of the batch",
        hints={"no_batch"},
    ),
    wrong("same_penalty", "0.24", mistake="the factor is missing"),
    # Exercise 2: find the mistakes.
    right("mistakes", "[17, 13, 9, 6, 5]", note="a list, another order"),
    right("mistakes", "np.array([5, 6, 9, 13, 17])", note="an array"),
    right("mistakes", "frozenset(map(float, (5, 6, 9, 13, 17)))", note="floats"),
    wrong(
        "mistakes",
        "{3, 6, 9, 13, 17}",
        mistake="where depth is set, not where it is used",
        hints={"false_alarm"},
    ),
    wrong(
        "mistakes",
        "{5, 8, 9, 13, 17}",
        mistake="the line that defines, not that calls",
        hints={"false_alarm"},
    ),
    wrong(
        "mistakes",
        "{5, 6, 9, 13, 16}",
        mistake="the loop instead of the draw",
        hints={"false_alarm"},
    ),
    wrong(
        "mistakes",
        "{5, 6, 9, 12, 17}",
        mistake="the mean instead of cnn.lmbd",
        hints={"false_alarm"},
    ),
    wrong("mistakes", "{5, 6, 9, 13}", mistake="four: the draw is missing", hints={"epoch"}),
    wrong("mistakes", "{4, 5, 8, 12, 16}", mistake="counted from 0", hints={"false_alarm"}),
    wrong("mistakes", "{5, 6, 8, 9, 13, 17}", mistake="six: both spellings", hints={"false_alarm"}),
    wrong("mistakes", "{'n_channels', 'lr', 'cnn'}", mistake="names instead of lines"),
    # Exercise 3: moves of two pixels.
    right(
        "moved_by_two",
        """
        from fractions import Fraction

        my_moved_by_two = 1 - Fraction(3, 4) ** 2
        """,
        note="a fraction",
    ),
    right("moved_by_two", "0.25 + 0.25 - 0.25 * 0.25", note="by inclusion and exclusion"),
    right("moved_by_two", "np.array([7 / 16])", note="an array of one number"),
    wrong("moved_by_two", "1 / 4", mistake="one direction only", hints={"one_direction"}),
    wrong(
        "moved_by_two",
        "1 - (3 / 5) ** 2",
        mistake="the five shifts taken for equally likely",
        hints={"equal_chances"},
    ),
    wrong("moved_by_two", "1 / 16", mistake="both directions", hints={"both_directions"}),
    wrong("moved_by_two", "1 / 2", mistake="the chances added", hints={"added"}),
    wrong("moved_by_two", "9 / 16", mistake="in no direction", hints={"complement"}),
    wrong(
        "moved_by_two",
        "2 * 1 / 4 * 3 / 4",
        mistake="in exactly one direction",
        hints={"exactly_one"},
    ),
    wrong("moved_by_two", "43.75", mistake="in per cent"),
    wrong(
        "moved_by_two",
        "1 - (1 / 2) ** 2",
        mistake="2 from a shift of 1 on: cut, not rounded",
        hints={"not_rounded"},
    ),
    wrong("moved_by_two", "0.43", mistake="a count, not the exact share"),
    # Exercise 4: a bridge to PyTorch.
    right(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            conv = np.moveaxis(W_conv, (3, 2), (0, 1))
            volume = W_dense.T.reshape(-1, *shape)
            return conv, np.moveaxis(volume, 3, 1).reshape(len(volume), -1)
        """,
        note="moveaxis",
    ),
    right(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            h, w, f = shape
            dense = np.empty(W_dense.shape[::-1])
            for i in range(h):
                for j in range(w):
                    for k in range(f):
                        dense[:, (k * h + i) * w + j] = W_dense[(i * w + j) * f + k]
            return [np.einsum("ijcf->fcij", W_conv), dense]
        """,
        note="loops and einsum, a list",
    ),
    right(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            order = np.arange(len(W_dense)).reshape(shape).transpose(2, 0, 1).ravel()
            return W_conv.transpose(3, 2, 0, 1).astype("float32"), W_dense[order].T
        """,
        note="the places in their new order; single precision for one of the two",
    ),
    wrong(
        "torch_weights",
        "lambda W_conv, W_dense, shape: (W_conv.transpose(3, 2, 0, 1), W_dense.T)",
        mistake="the order of flattening is left as it was",
        hints={"flatten_order"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            dense = W_dense.reshape(*shape, -1).transpose(3, 2, 0, 1)
            return W_conv.T, dense.reshape(len(dense), -1)
        """,
        mistake="height and width of the filters are exchanged, too",
        hints={"turned"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            dense = W_dense.reshape(*shape, -1).transpose(3, 2, 1, 0)
            return W_conv.transpose(3, 2, 0, 1), dense.reshape(len(dense), -1)
        """,
        mistake="height and width of the volume are exchanged, too",
        hints={"volume_turned"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            dense = W_dense.reshape(*shape, -1).transpose(3, 2, 0, 1)
            return W_conv.transpose(2, 3, 0, 1), dense.reshape(len(dense), -1)
        """,
        mistake="channels before filters",
        hints={"channels_first"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            dense = W_dense.reshape(*shape, -1).transpose(2, 0, 1, 3)
            return W_conv.transpose(3, 2, 0, 1), dense.reshape(W_dense.shape)
        """,
        mistake="the dense weights are not transposed",
        hints={"dense_not_transposed"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            k, _, c, f = W_conv.shape
            dense = W_dense.reshape(*shape, -1).transpose(3, 2, 0, 1)
            return W_conv.reshape(f, c, k, k), dense.reshape(len(dense), -1)
        """,
        mistake="reshaped instead of transposed",
        hints={"reshaped"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            h, w, f = shape
            dense = W_dense.reshape(f, h, w, -1).transpose(3, 0, 1, 2)
            return W_conv.transpose(3, 2, 0, 1), dense.reshape(len(dense), -1)
        """,
        mistake="the flat order is read as if it were PyTorch's already",
        hints={"flatten_order"},
    ),
    wrong(
        "torch_weights",
        """
        def my_torch_weights(W_conv, W_dense, shape):
            conv = W_conv.transpose(3, 2, 0, 1)[:, :, ::-1, ::-1]
            dense = W_dense.reshape(*shape, -1).transpose(3, 2, 0, 1)
            return conv, dense.reshape(len(dense), -1)
        """,
        mistake="the filters are turned round, too",
        hints={"mirrored"},
    ),
    wrong(
        "torch_weights",
        "lambda W_conv, W_dense, shape: W_conv.transpose(3, 2, 0, 1)",
        mistake="one array only",
    ),
]
