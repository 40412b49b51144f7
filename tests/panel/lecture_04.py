"""Answers to the exercises of lecture 04."""

from panel import right, wrong

PRELUDE = """
import numpy as np
from scipy.special import logsumexp
from lectures_nn.activations import sigmoid, softmax
"""

ANSWERS = [
    # Exercise 1: one-hot rows of words.
    right(
        "one_hot_of_words",
        """
        def my_one_hot_of_words(words, classes):
            rows = []
            for word in words:
                row = [0] * len(classes)
                row[classes.index(word)] = 1
                rows.append(row)
            return rows
        """,
        note="lists",
    ),
    right(
        "one_hot_of_words",
        "lambda words, classes: np.array([[w == c for c in classes] for w in words])",
        note="booleans",
    ),
    right(
        "one_hot_of_words",
        """
        import pandas as pd

        def my_one_hot_of_words(words, classes):
            codes = pd.Categorical(words, categories=classes)
            return pd.get_dummies(codes).to_numpy(dtype=np.float32)
        """,
        note="pandas, single precision",
    ),
    right(
        "one_hot_of_words",
        """
        from sklearn.preprocessing import OneHotEncoder

        def my_one_hot_of_words(words, classes):
            encoder = OneHotEncoder(categories=[classes], sparse_output=False)
            return encoder.fit_transform([[word] for word in words])
        """,
        note="scikit-learn",
    ),
    right(
        "one_hot_of_words",
        """
        def my_one_hot_of_words(words, classes):
            place = {name: k for k, name in enumerate(classes)}
            return np.eye(len(classes), dtype=int)[[place[word] for word in words]]
        """,
        note="a dictionary and the unit matrix",
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: np.array(words)[:, None] == np.array(sorted(classes))",
        mistake="the classes are sorted",
        hints={"alphabetical"},
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: (np.array(words)[:, None] == np.unique(words)).astype(float)",
        mistake="only the classes that occur",
        hints={"present_sorted"},
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: (np.array(words) == np.array(classes)[:, None]).astype(float)",
        mistake="one column an example",
        hints={"transposed"},
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: np.array([classes.index(word) for word in words])",
        mistake="numbers of the classes",
        hints={"places"},
    ),
    wrong(
        "one_hot_of_words",
        """
        def my_one_hot_of_words(words, classes):
            Y = np.zeros((len(words), len(classes)))
            Y[:, [classes.index(word) for word in words]] = 1
            return Y
        """,
        mistake="whole columns are set",
        hints={"whole_columns"},
    ),
    wrong(
        "one_hot_of_words",
        """
        def my_one_hot_of_words(words, classes):
            Y = np.zeros((len(words), len(classes)))
            for m, word in enumerate(words):
                Y[m, classes.index(word)] = 1
                return Y
        """,
        mistake="return inside the loop",
        hints={"first_row_only"},
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: (np.array(words) == np.array(classes)).astype(float)",
        mistake="no column: nothing to compare",
        hints={"no_column"},
    ),
    # Exercise 2: a logarithm that survives.
    right(
        "log_softmax",
        "lambda z: z - logsumexp(z, axis=1, keepdims=True)",
        note="SciPy's log-sum-exp",
    ),
    right(
        "log_softmax",
        """
        import math

        def my_log_softmax(z):
            rows = []
            for row in z:
                top = max(row)
                log_sum = top + math.log(sum(math.exp(value - top) for value in row))
                rows.append([value - log_sum for value in row])
            return rows
        """,
        note="lists and math",
    ),
    right(
        "log_softmax",
        "lambda z: (z.T - np.logaddexp.reduce(z, axis=1)).T",
        note="logaddexp, transposed",
    ),
    right(
        "log_softmax",
        """
        from scipy.special import log_softmax

        def my_log_softmax(z):
            return log_softmax(z - z.max(axis=1)[:, None], axis=1).astype(np.float32)
        """,
        note="single precision",
    ),
    wrong(
        "log_softmax",
        "lambda z: np.log(softmax(z))",
        mistake="the logarithm of a rounded 0",
        hints={"log_of_probability"},
    ),
    wrong(
        "log_softmax",
        "lambda z: z - np.log(np.exp(z).sum(axis=1, keepdims=True))",
        mistake="overflows",
        hints={"log_sum_exp_without_maximum"},
    ),
    wrong(
        "log_softmax",
        """
        def my_log_softmax(z):
            shifted = z - z.max()
            return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        """,
        mistake="one shift for all rows",
        hints={"one_maximum"},
    ),
    wrong(
        "log_softmax",
        "lambda z: np.log(softmax(z) + 1e-15)",
        mistake="+ 1e-15",
        hints={"tiny_added"},
    ),
    wrong(
        "log_softmax",
        """
        def my_log_softmax(z):
            shifted = z - z.max(axis=1, keepdims=True)
            return np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        """,
        mistake="the probabilities themselves",
        hints={"no_logarithm"},
    ),
    wrong(
        "log_softmax",
        """
        def my_log_softmax(z):
            shifted = z - z.max(axis=0, keepdims=True)
            return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))
        """,
        mistake="over the examples",
        hints={"classes_in_columns"},
    ),
    wrong(
        "log_softmax",
        """
        def my_log_softmax(z):
            shifted = z - z.max(axis=1, keepdims=True)
            return z - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        """,
        mistake="the shift is not subtracted in front",
        hints={"maximum_left_out"},
    ),
    wrong(
        "log_softmax",
        """
        def my_log_softmax(z):
            shifted = z - z.min(axis=1, keepdims=True)
            return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        """,
        mistake="shifted by the smallest, overflows in a wide row",
        hints={"largest_left"},
    ),
    # Exercise 3: votes.
    right(
        "votes_delta",
        """
        def my_votes_delta(z, votes):
            M, K = z.shape
            delta = np.zeros((M, K))
            for m in range(M):
                a = np.exp(z[m] - z[m].max())
                a = a / a.sum()
                for k in range(K):
                    for j in range(K):
                        delta[m, j] -= votes[m, k] * ((k == j) - a[j]) / M
            return delta
        """,
        note="three loops",
    ),
    right(
        "votes_delta",
        """
        def my_votes_delta(z, votes):
            a = softmax(z)
            table = np.eye(z.shape[1]) - a[:, None, :]
            return -np.einsum("mk,mkj->mj", votes, table) / z.shape[0]
        """,
        note="einsum with the table of derivatives",
    ),
    right(
        "votes_delta",
        """
        def my_votes_delta(z, votes):
            n = votes.sum(axis=1)
            a = softmax(z).astype(np.float32)
            return np.stack([(n[m] * a[m] - votes[m]) / len(n) for m in range(len(n))])
        """,
        note="row by row in single precision",
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) - votes) / len(z)",
        mistake="a - y, as if the votes summed to 1",
        hints={"sum_taken_as_1"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) - votes / votes.sum(axis=1, keepdims=True)) / len(z)",
        mistake="shares of votes: every image counts once",
        hints={"votes_to_shares"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: softmax(z) * votes.sum(axis=1, keepdims=True) - votes",
        mistake="no mean over the images",
        hints={"no_mean"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / votes.sum()",
        mistake="divided by the number of votes",
        hints={"mean_over_votes"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) * votes.sum() - votes) / len(z)",
        mistake="all votes for every image",
        hints={"sum_of_all"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) * votes.sum(axis=0) - votes) / len(z)",
        mistake="the votes summed over the images",
        hints={"sum_of_columns"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) - 1) * votes / len(z)",
        mistake="only the term j = k of the sum",
        hints={"times_votes"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (sigmoid(z) * votes.sum(axis=1, keepdims=True) - votes) / len(z)",
        mistake="the sigmoid instead of softmax",
        hints={"sigmoid"},
    ),
    wrong(
        "votes_delta",
        "lambda z, votes: (softmax(z) * votes.sum(axis=1, keepdims=True) - votes) / z.size",
        mistake="the mean over images and classes",
        hints={"mean_over_all"},
    ),
    # Exercise 4: four broken programs.
    right("noticed", "dict(d=False, c=True, b=False, a=True)", note="in another order"),
    right("noticed", "{'a': 1, 'b': 0, 'c': 1, 'd': 0}", note="zeros and ones"),
    right(
        "noticed",
        "{letter: np.bool_(letter in 'ac') for letter in 'abcd'}",
        note="NumPy's booleans",
    ),
    wrong(
        "noticed",
        "{'a': True, 'b': True, 'c': True, 'd': True}",
        mistake="all noticed",
        hints={"all"},
    ),
    wrong(
        "noticed",
        "{'a': False, 'b': True, 'c': False, 'd': True}",
        mistake="turned round",
        hints={"reversed"},
    ),
    wrong(
        "noticed",
        "{'a': False, 'b': False, 'c': True, 'd': False}",
        mistake="log10 harmless",
        hints={"factor_overlooked"},
    ),
    wrong(
        "noticed",
        "{'a': True, 'b': True, 'c': True, 'd': False}",
        mistake="b noticed",
        hints={"b_and_d_too"},
    ),
    wrong(
        "noticed",
        "{'a': True, 'b': False, 'c': True, 'd': True}",
        mistake="d noticed",
        hints={"b_and_d_too"},
    ),
    wrong("noticed", "{'a': True, 'b': False, 'c': True}", mistake="d is missing"),
    wrong(
        "noticed", "[True, False, True, True]", mistake="a list, and d wrong", hints={"b_and_d_too"}
    ),
    # Exercise 5: the penalty of two nodes.
    right("lmbd_of_two_nodes", "6.0"),
    right("lmbd_of_two_nodes", "np.array([6])", note="an array of one element"),
    wrong("lmbd_of_two_nodes", "3", mistake="the same", hints={"same"}),
    wrong("lmbd_of_two_nodes", "1.5", mistake="half, because there are two", hints={"halved"}),
    wrong(
        "lmbd_of_two_nodes",
        "12",
        mistake="forgets that there are two penalties",
        hints={"one_node_only"},
    ),
    wrong("lmbd_of_two_nodes", "3 / 4", mistake="a quarter", hints={"quarter"}),
    wrong("lmbd_of_two_nodes", "3 * np.sqrt(2)", mistake="the root of it", hints={"root"}),
    wrong("lmbd_of_two_nodes", "9", mistake="squared", hints={"squared"}),
    right("lmbd_of_two_nodes", "'6'", note="as text"),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: [[int(w in c) for c in classes] for w in words]",
        mistake="in for ==",
        hints={"part_of_a_word"},
    ),
    wrong(
        "one_hot_of_words",
        "lambda words, classes: [[int(c[0] == w[0]) for c in classes] for w in words]",
        mistake="the first letters",
    ),
    wrong(
        "one_hot_of_words",
        """
        def my_one_hot_of_words(words, classes):
            Y = [[0] * len(classes)] * len(words)
            for row, word in enumerate(words):
                Y[row][classes.index(word)] = 1
            return Y
        """,
        mistake="one list, many times",
        hints={"whole_columns"},
    ),
]
