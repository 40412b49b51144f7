"""Answers to the exercises of lecture 13."""

from panel import right, wrong

PRELUDE = """
from collections import Counter
import numpy as np
import pandas as pd
"""

ANSWERS = [
    # Exercise 1: a translator.
    right(
        "translation",
        """
        def my_translation(lmbd, M):
            decay = lmbd / M
            return [decay, decay / 2, decay]
        """,
        note="a list",
    ),
    right("translation", "lambda lmbd, M: np.float32(lmbd / M) * np.array([1, 0.5, 1], 'f4')"),
    right(
        "translation",
        """
        from fractions import Fraction

        def my_translation(lmbd, M):
            share = Fraction(lmbd) / int(M)
            return share, share / 2, share
        """,
        note="fractions",
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / M, lmbd / M, lmbd / M)",
        mistake="L2 is taken for half a sum",
        hints={"l2_as_l2_loss"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / (2 * M), lmbd / (2 * M), lmbd / M)",
        mistake="l2_loss is taken for a whole sum",
        hints={"l2_loss_as_l2"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / M, lmbd / (2 * M), lmbd / (2 * M))",
        mistake="PyTorch's decay is taken for a factor of the cost",
        hints={"decay_halved"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / M, lmbd / 2 * M, lmbd / M)",
        mistake="precedence: M multiplies",
        hints={"precedence"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd, lmbd / 2, lmbd)",
        mistake="nothing is divided by M",
        hints={"without_M"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd * M, 2 * M * lmbd, lmbd * M)",
        mistake="the way back: from theirs to ours",
        hints={"times_M"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / (2 * M), lmbd / M, lmbd / M)",
        mistake="the two sums confused",
        hints={"exchanged"},
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / M, lmbd / (2 * M), 2 * lmbd / M)",
        mistake="PyTorch's decay doubled",
    ),
    wrong(
        "translation",
        "lambda lmbd, M: (lmbd / M, lmbd / (2 * M))",
        mistake="two numbers, PyTorch is forgotten",
    ),
    # Exercise 2: how many traces?
    right("number_of_traces", "lambda calls: len(set(calls))"),
    right(
        "number_of_traces",
        """
        def my_number_of_traces(calls):
            seen, traces = [], 0
            for call in calls:
                if call not in seen:
                    seen.append(call)
                    traces += 1
            return traces
        """,
        note="a list of what was seen",
    ),
    right(
        "number_of_traces",
        "lambda calls: float(len(Counter(map(str, calls))))",
        note="by their text, a float",
    ),
    wrong(
        "number_of_traces",
        "lambda calls: len(calls)",
        mistake="a trace for each call",
        hints={"every_call"},
    ),
    wrong(
        "number_of_traces",
        "lambda calls: len({call[1:] for call in calls if call[0] == 'tensor'})",
        mistake="numbers are not counted",
        hints={"tensors_only"},
    ),
    wrong(
        "number_of_traces",
        """
        def my_number_of_traces(calls):
            tensors = {call for call in calls if call[0] == "tensor"}
            return len(tensors) + any(call[0] == "number" for call in calls)
        """,
        mistake="one trace for all numbers",
        hints={"numbers_as_tensors"},
    ),
    wrong(
        "number_of_traces",
        "lambda calls: len({call[:2] for call in calls})",
        mistake="the type of the tensor is left out",
        hints={"shapes_only"},
    ),
    wrong(
        "number_of_traces",
        "lambda calls: len({(call[0], call[-1]) for call in calls})",
        mistake="the shape of the tensor is left out",
        hints={"types_only"},
    ),
    wrong(
        "number_of_traces",
        """
        def my_number_of_traces(calls):
            traces, before = 0, None
            for call in calls:
                traces += call != before
                before = call
            return traces
        """,
        mistake="only the last trace is remembered",
        hints={"retraced_when_changed"},
    ),
    wrong(
        "number_of_traces",
        "lambda calls: len(set(calls)) - 1",
        mistake="the first call is not counted",
    ),
    wrong("number_of_traces", "lambda calls: set(calls)", mistake="the set instead of its size"),
    wrong(
        "number_of_traces",
        """
        def my_number_of_traces(calls):
            tensors = {call for call in calls if call[0] == "tensor"}
            return len(tensors) + sum(call[0] == "number" for call in calls)
        """,
        mistake="every number is traced, also one met before",
        hints={"every_number"},
    ),
    # Exercise 3: which penalty is at work?
    right(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g = (W_before - W_after) / eta - dC_dW
            return np.linalg.lstsq(2 * W_before.reshape(-1, 1), g.ravel(), rcond=None)[0]
        """,
        note="lstsq, an array of one number",
    ),
    right(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            above = below = 0.0
            for w, after, d in zip(np.ravel(W_before), np.ravel(W_after), np.ravel(dC_dW)):
                above += 2 * eta * w * (w - eta * d - after)
                below += (2 * eta * w) ** 2
            return above / below
        """,
        note="a loop, the step instead of the gradient",
    ),
    right(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g = (W_before - W_after) / eta - dC_dW
            return np.vdot(W_before, g) / np.linalg.norm(W_before) ** 2 / 2
        """,
        note="a scalar product",
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta - dC_dW, W_before
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="the 2 of the slope is forgotten: twice as large",
        hints={"twice"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_after - W_before) / eta - dC_dW, 2 * W_before
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="the step with the wrong sign",
        hints={"sign"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = W_before - W_after - dC_dW, 2 * W_before
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="eta is forgotten",
        hints={"eta_forgotten"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta, 2 * W_before
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="the gradient of the loss is not subtracted",
        hints={"loss_forgotten"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta - dC_dW, 2 * W_after
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="the weights after the step",
        hints={"after"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta - dC_dW, 2 * W_before
            return (g / h)[0, 0]
        """,
        mistake="one weight only",
        hints={"one_weight"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta - dC_dW, 2 * W_before
            return np.sum(g * h) / np.sum(g * g)
        """,
        mistake="divided by the wrong square",
        hints={"squares_of_g"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta + dC_dW, 2 * W_before
            return np.sum(g * h) / np.sum(h * h)
        """,
        mistake="the gradient of the loss is added",
        hints={"loss_added"},
    ),
    wrong(
        "hidden_penalty",
        """
        def my_hidden_penalty(W_before, W_after, dC_dW, eta):
            g, h = (W_before - W_after) / eta - dC_dW, 2 * W_before
            return np.sum(g) / np.sum(h)
        """,
        mistake="the quotient of the sums",
        hints={"ratio_of_sums"},
    ),
    # Exercise 4: the first step of Adam.
    wrong("first_step", "0.000387", mistake="with a rate of 0.001", hints={"times_eta"}),
    right("first_step", "1 / (1 + 1e-7 / (np.sqrt(1e-3) * 2e-6))", note="by (13.5), not rounded"),
    right("first_step", "0.387", note="rounded as asked"),
    right(
        "first_step",
        """
        m, s = 0.1 * 2e-6, 0.001 * 4e-12
        my_first_step = np.float32(np.sqrt(0.001) * (m / 0.1) / (np.sqrt(s) + 1e-7))
        """,
        note="single precision",
    ),
    wrong(
        "first_step",
        "0.952",
        mistake="eps is not enlarged: g / (g + eps)",
        hints={"epsilon_as_ours"},
    ),
    wrong("first_step", "1", mistake="the step of an eps far below g", hints={"whole_step"}),
    wrong("first_step", "38.7", mistake="in per cent", hints={"percent"}),
    wrong("first_step", "0.613", mistake="what is missing to the full step", hints={"missing"}),
    wrong(
        "first_step", "1 / (1 + 0.05 / 0.001)", mistake="the root is forgotten", hints={"no_root"}
    ),
    wrong(
        "first_step",
        "1 / (1 + 0.05 / np.sqrt(0.999))",
        mistake="the root of beta2, not of 1 - beta2",
        hints={"not_the_root_of_the_rest"},
    ),
    wrong(
        "first_step",
        "0.1 * 2e-6 / (np.sqrt(0.001) * 2e-6 + 1e-7)",
        mistake="nothing is corrected",
        hints={"not_corrected"},
    ),
    # Exercise 5: one penalty for an epoch.
    right(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            sizes = [min(M, m - start) for start in range(0, m, M)]
            return np.mean([lmbd / (2 * size) for size in sizes])
        """,
        note="the mean over the batches",
    ),
    right(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            full, rest = divmod(m, M)
            total = full * lmbd / M + (lmbd / rest if rest else 0)
            return total / (full + (rest > 0)) / 2
        """,
        note="divmod",
    ),
    wrong(
        "l2_for_an_epoch",
        "lambda lmbd, m, M: lmbd / (2 * M)",
        mistake="the last batch as large as the others",
        hints={"full_batches"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            sizes = [min(M, m - start) for start in range(0, m, M)]
            return np.mean([lmbd / size for size in sizes])
        """,
        mistake="the 2 is forgotten",
        hints={"half_forgotten"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            sizes = [min(M, m - start) for start in range(0, m, M)]
            return sum(lmbd / (2 * size) for size in sizes)
        """,
        mistake="not divided by the number of steps",
        hints={"sum"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            steps = -(-m // M)
            return lmbd * steps / (2 * m)
        """,
        mistake="the mean size of a batch, not the mean of one over it",
        hints={"mean_size"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            sizes = [min(M, m - start) for start in range(0, m, M)]
            return sum(lmbd / size for size in sizes) / (2 * (m // M))
        """,
        mistake="the last step is not counted",
        hints={"too_few_steps"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            full, rest = m // M, m % M
            return (full * lmbd / M + lmbd / rest) / (2 * (full + 1))
        """,
        mistake="fails where M divides m",
        hints={"rest_of_nothing"},
    ),
    wrong(
        "l2_for_an_epoch",
        """
        def my_l2_for_an_epoch(lmbd, m, M):
            sizes = [min(M, m - start) for start in range(0, m, M)]
            return sum(lmbd / size for size in sizes) / (2 * m / M)
        """,
        mistake="m / M steps, not a whole number",
        hints={"fraction_of_a_step"},
    ),
    wrong(
        "l2_for_an_epoch",
        "lambda lmbd, m, M: lmbd / (2 * (m % M or M))",
        mistake="the last batch's penalty for all",
        hints={"last_batch"},
    ),
    wrong(
        "l2_for_an_epoch",
        "lambda lmbd, m, M: lmbd / (2 * m)",
        mistake="divided by the examples of the epoch",
        hints={"whole_data"},
    ),
]
