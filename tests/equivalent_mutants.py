"""Errors in references that change nothing, each with the reason why.

(lecture, exercise) -> {what the changed line says: why the function is still right}.
"""

VECTOR = "a vector is its own transpose"
SAME_LENGTH = "both arrays have one row for each example"
SYMMETRIC = "the two may change places"

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
    ("lecture_04", "votes_delta"): {
        "reference: lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / "
        "len(votes)": SAME_LENGTH,
    },
}
