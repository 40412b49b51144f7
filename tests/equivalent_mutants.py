"""Errors in references that change nothing, each with the reason why.

(lecture, exercise) -> {what the changed line says: why the function is still right}.
"""

VECTOR = "a vector is its own transpose"
SAME_LENGTH = "both arrays have one row for each example"
SYMMETRIC = "the two may change places"
SQUARED = "it is squared, so that its sign does not count"
REST = "any negative size means the rest"

EQUIVALENT = {
    ("lecture_01", "one_pass"): {
        "_one_pass: error = target - float(w @ x.T + b > 0)": VECTOR,
        "_one_pass: error = target - float(w.T @ x + b > 0)": VECTOR,
        "_one_pass: error = target - float(x @ w + b > 0)": SYMMETRIC,
    },
    ("lecture_02", "folded_layer"): {
        "reference: lambda W, b, mu, s: (W / s[:, None], b - (mu / s).T @ W)": VECTOR,
    },
    ("lecture_03", "tanh_output_delta"): {
        "reference: lambda z, y: (1 - np.tanh(z) ** 2) * (np.tanh(z) - y) / len(y)": SAME_LENGTH,
    },
    ("lecture_05", "dead_nodes"): {
        "_saturated: return a * (1 - a) <= 0.01": "no float has exactly this slope",
    },
    ("lecture_05", "split_is_sound"): {
        "reference: lambda parts, m: _pairs_agree(parts, parts) and _every_row_once(parts, m)": (
            "whether pairs agree does not depend on m"
        ),
        "_pairs_agree: return all((np.array_equal(labels, inputs) for inputs, labels in parts))": (
            SYMMETRIC
        ),
        "_every_row_once: return bool(np.array_equal(np.arange(m), np.sort(rows)))": SYMMETRIC,
        "_every_row_once: rows = np.concatenate([part[1] for part in parts])": (
            "labels and inputs agree in every pair"
        ),
        "_every_row_once: rows = np.concatenate([part[-1] for part in parts])": (
            "labels and inputs agree in every pair"
        ),
    },
    ("lecture_06", "example_gradient"): {
        "_example_gradient: activations.append(sigmoid(Theta @ _with_one(activations[-1]).T))": (
            VECTOR
        ),
        "_example_gradient: delta = Theta[:, 1:].T @ delta.T * a * (1 - a)": VECTOR,
    },
    ("lecture_06", "cost_and_gradient"): {
        "_cost_and_gradient: m = len(y)": SAME_LENGTH,
        "_cost_and_gradient: Y = (y.reshape(-2, 1) == np.arange(1, len(Theta2) + 1))"
        ".astype(float)": REST,
    },
    ("lecture_10", "vote"): {
        "_vote: nearest = _squared_distances(A, T).argsort()[:, :k]": "it sorts the last axis",
        "_squared_distances: return ((A[:, None] - T) ** 2).mean(axis=2)": "the order is the same",
        "_squared_distances: return ((T - A[:, None]) ** 2).sum(axis=2)": SYMMETRIC,
    },
    ("lecture_12", "equal_count_error"): {
        "_binned: return sum((len(piece) * gap for piece, gap in zip(pieces, gaps, strict=True))) "
        "/ len(confidence)": SAME_LENGTH,
        "_binned: gaps = [abs(right[piece].mean() - confidence[piece].mean()) "
        "for piece in pieces]": (SYMMETRIC),
    },
    ("lecture_13", "l2_for_an_epoch"): {
        "_sizes: return [min(m - k, M) for k in range(0, m, M)]": SYMMETRIC,
    },
    ("lecture_14", "same_map"): {
        "_zeros_needed: return max(0, (-(-n // s) - 1) * s + k - n)": SYMMETRIC,
    },
    ("lecture_15", "torch_weights"): {
        "_dense: return W.reshape(*shape, -1).transpose(3, 2, 0, 1).reshape(W.shape[1], -2)": REST,
        "_dense: return W.reshape(*shape, -2).transpose(3, 2, 0, 1).reshape(W.shape[1], -1)": REST,
    },
    ("lecture_16", "interpolation_weights"): {
        "_squared_distances: return ((X - X[:, None, :]) ** 2).sum(axis=2)": SYMMETRIC,
    },
    ("lecture_16", "errors_at_every_step"): {
        f"_errors_at_every_step: deltas, later = (np.zeros_like(direct), np.zeros_like({same}))": (
            "zeros that are added: the shape is the same, or fits"
        )
        for same in ("direct[1]", "direct[-1]", "V[0]", "H[0]")
    },
    ("lecture_16", "tied_gradient"): {
        "_tied: return (delta.T @ code, X.T @ (delta @ W))": SYMMETRIC,
    },
    ("lecture_17", "crossing_error"): {
        "_partial: gap = p[1] - p[0]": SQUARED,
        "_partial: return (T[1] - T[0]) * np.array([p[1] - 0.5, p[0] - 0.5]) / gap ** 2": SQUARED,
        "_partial: return (T[1] - T[0]) * np.array([0.5 - p[1], 0.5 - p[0]]) / gap ** 2": SQUARED,
        "_partial: return (T[0] - T[1]) * np.array([0.5 - p[1], p[0] - 0.5]) / gap ** 2": SQUARED,
    },
    ("lecture_17", "infinite_size"): {
        "_weighted_line: return ((variances.T @ weighted @ crossings)[0], "
        "np.sqrt(variances[0, 0]))": "the matrix of variances is symmetric",
        "_weighted_line: return ((variances @ weighted @ crossings.T)[0], "
        "np.sqrt(variances[0, 0]))": VECTOR,
        "_weighted_line: A = np.stack([np.ones_like(crossings), 1 / sizes], axis=1)": SAME_LENGTH,
        "_weighted_line: A = np.stack([np.ones_like(errors), 1 / sizes], axis=1)": SAME_LENGTH,
        "_weighted_line: A = np.stack([np.ones_like(sizes), 2 / sizes], axis=1)": (
            "the slope changes, the intercept does not"
        ),
    },
    ("lecture_17", "to_antiferromagnet"): {
        "_signs: return spins * kind(x, y)": SYMMETRIC,
        "reference: _signs(lambda y, x: 1 - 2 * ((y - x) % 2))": (
            "y + x and y - x are even together"
        ),
        "_signs: return spins / kind(y, x)": "1 / -1 is -1",
    },
    ("lecture_17", "paired_difference"): {
        "_paired: return (np.mean(a - b), np.std(b - a) / np.sqrt(len(a)))": SQUARED,
        "_paired: return (np.mean(a - b), np.std(a - b) / np.sqrt(len(b)))": SAME_LENGTH,
    },
    ("lecture_04", "votes_delta"): {
        "reference: lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / "
        "len(votes)": SAME_LENGTH,
    },
}
