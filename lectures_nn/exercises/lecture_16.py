"""Checks of lecture 16: radial basis functions, recurrence and autoencoders."""

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either


def _squared_distances(X):
    return ((X[:, None, :] - X) ** 2).sum(axis=2)


def _weights_with(matrix):
    """Return the function that solves for the weights with another matrix of bumps."""
    return lambda X, y, width: np.linalg.solve(matrix(_squared_distances(X), width), y)


interpolation_weights = FunctionExercise(
    "interpolation_weights",
    reference=_weights_with(lambda q, s: np.exp(-q / (2 * s**2))),
    cases=lambda rng: [
        (
            np.arange(10).reshape(5, 2) / 7 + rng.uniform(0, 0.2, size=(5, 2)),
            rng.normal(size=5),
            0.3,
        ),
        (np.array([[0.0], [0.4], [1.1], [1.5]]), rng.normal(size=4), 0.5),
    ],
    misconceptions={
        "no_two": (
            _weights_with(lambda q, s: np.exp(-q / s**2)),
            "The exponent of (16.1) is divided by 2 s^2; the 2 is missing.",
        ),
        "width_not_squared": (
            _weights_with(lambda q, s: np.exp(-q / (2 * s))),
            "The width enters squared, 2 s^2: otherwise the exponent has the unit of a length.",
        ),
        "precedence": (
            _weights_with(lambda q, s: np.exp(-q / 2 * s**2)),
            "Your exponent is multiplied by s^2, and it has to be divided by it. (/ 2 * s**2 "
            "multiplies, too: put a bracket around 2 * s**2.)",
        ),
        "no_minus": (
            _weights_with(lambda q, s: np.exp(q / (2 * s**2))),
            "The minus of the exponent is missing: a bump is highest at its centre.",
        ),
        "two_squared": (
            _weights_with(lambda q, s: np.exp(-q / (2 * s) ** 2)),
            "The 2 stands outside of the square: 2 s^2, not (2 s)^2.",
        ),
        "reciprocals": (
            lambda X, y, width: np.exp(_squared_distances(X) / (2 * width**2)) @ y,
            "1 / Phi takes the reciprocal of every entry. The inverse of the matrix is another "
            "one: solve Phi w = y.",
        ),
        "mean_subtracted": (
            lambda X, y, width: np.linalg.solve(
                np.exp(-_squared_distances(X) / (2 * width**2)), y - y.mean()
            ),
            "Your network passes through y minus its mean. There is no bias that adds it again.",
        ),
        "matrix": (
            lambda X, y, width: np.exp(-_squared_distances(X) / (2 * width**2)),
            "That is the matrix of the bumps. Solve Phi w = y for the weights.",
        ),
        "distance_not_squared": (
            _weights_with(lambda q, s: np.exp(-np.sqrt(q) / (2 * s**2))),
            "The distance enters squared; without the square the bump has a tip at its centre.",
        ),
        "product": (
            lambda X, y, width: np.exp(-_squared_distances(X) / (2 * width**2)) @ y,
            "You multiply by the matrix. The weights are the unknowns of Phi w = y: solve for w.",
        ),
        "outputs": (
            lambda X, y, width: y.copy(),
            "These are the values themselves. They would be the weights if no bump reached its "
            "neighbours; here the bumps overlap.",
        ),
    },
)


def _errors_at_every_step(direct, H, V):
    deltas, later = np.zeros_like(direct), np.zeros_like(direct[0])
    for t in range(len(direct), 0, -1):
        deltas[t - 1] = (direct[t - 1] + later) * (1 - H[t] ** 2)
        later = deltas[t - 1] @ V.T
    return deltas


def _errors(combine):
    """Return the backward loop, with a rule that gives delta from direct, later, slopes and t."""

    def errors(direct, H, V):
        deltas, delta = [], None
        for t in range(len(direct), 0, -1):
            later = np.zeros_like(direct[0]) if delta is None else delta
            delta = combine(direct[t - 1], later, 1 - H[t] ** 2, V, 1 - H[t - 1] ** 2)
            deltas.insert(0, delta)
        return np.array(deltas)

    return errors


def _only_last(direct, H, V):
    return _errors(lambda d, later, slope, V, before: (d + later @ V.T) * slope)(
        np.concatenate([np.zeros_like(direct[:-1]), direct[-1:]]), H, V
    )


def _right_but(change):
    """Return an answer whose right errors are changed afterwards."""

    def errors(direct, H, V):
        return change(_errors_at_every_step(direct, H, V))

    return errors


def _right_of_states(direct, H, V):
    """Return dJ/dh_t, as they are before the slope."""
    deltas = _errors_at_every_step(direct, H, V)
    later = np.concatenate([deltas[1:] @ V.T, np.zeros_like(direct[:1])])
    return direct + later


def _without(place):
    def cleared(deltas):
        deltas[place] = 0
        return deltas

    return cleared


def _errors_with_slope(direct, H, V, slope):
    deltas, later = [], np.zeros_like(direct[0])
    for d, h in zip(direct[::-1], H[:0:-1], strict=True):
        deltas.insert(0, (d + later) * slope(h))
        later = deltas[0] @ V.T
    return np.array(deltas)


def _from_direct(combine):
    """Return the backward loop with a rule for all steps but the last, which is right."""

    def errors(direct, H, V):
        deltas = direct * (1 - H[1:] ** 2)
        for t in range(len(direct) - 1, 0, -1):
            deltas[t - 1] = combine(direct[t - 1], deltas[t], 1 - H[t] ** 2, V)
        return deltas

    return errors


def _last_left_at_zero(direct, H, V):
    without = np.concatenate([direct[:-1], np.zeros_like(direct[:1])])
    return _errors_at_every_step(without, H, V)


def _next_direct(direct, H, V):
    following = np.concatenate([direct[1:], np.zeros_like(direct[:1])])
    return (direct + following @ V.T) * (1 - H[1:] ** 2)


def _forwards(direct, H, V):
    return _errors_at_every_step(direct[::-1], np.concatenate([H[:1], H[:0:-1]]), V)[::-1]


def _sequences(rng):
    for T, M, n_h in ((4, 3, 2), (3, 2, 4)):
        H = np.tanh(rng.normal(size=(T + 1, M, n_h)))
        H[0] = 0
        yield rng.normal(size=(T, M, n_h)), H, rng.normal(size=(n_h, n_h))


errors_at_every_step = FunctionExercise(
    "errors_at_every_step",
    reference=_errors_at_every_step,
    cases=lambda rng: list(_sequences(rng)),
    misconceptions={
        "last_only": (
            _only_last,
            "The errors start at the last step only. Every h_t also has a direct influence, "
            "direct[t - 1], which has to be added on the way back.",
        ),
        "direct_only": (
            _errors(lambda d, later, slope, V, before: d * slope),
            "Each step is treated alone. A state also reaches the cost through all later states: "
            "add the next error, sent back through V.",
        ),
        "slope_on_later_only": (
            either(
                _errors(lambda d, later, slope, V, before: d + (later @ V.T) * slope),
                _from_direct(lambda d, later, slope, V: d + (later @ V.T) * slope),
            ),
            "The direct derivative is with respect to h_t; delta_t is with respect to z_t. Add "
            "first, then multiply the sum by the slope.",
        ),
        "no_transpose": (
            _errors(lambda d, later, slope, V, before: (d + later @ V) * slope),
            "Going back, V has to be transposed. Its shape is square, so that the mistake runs.",
        ),
        "of_the_states": (
            _right_of_states,
            "These are dJ/dh_t. Multiply each by its slope 1 - h_t^2 for delta_t = dJ/dz_t.",
        ),
        "tanh_again": (
            lambda direct, H, V: _errors_with_slope(direct, H, V, lambda h: 1 - np.tanh(h) ** 2),
            "H holds h = tanh(z) already: the slope is 1 - h^2, without another tanh.",
        ),
        "minus": (
            _errors(lambda d, later, slope, V, before: (d - later @ V.T) * slope),
            "The error of the next step is added, not subtracted.",
        ),
        "slope_on_direct_only": (
            _errors(lambda d, later, slope, V, before: d * slope + later @ V.T),
            "The slope belongs to the whole sum: what comes back from later steps goes through "
            "the tanh as well.",
        ),
        "last_zero": (
            either(_right_but(_without(-1)), _last_left_at_zero),
            "The last step is left at zero. It has no later error, but its direct derivative.",
        ),
        "first_zero": (
            _right_but(_without(0)),
            "The first step is left at zero: the loop ends one step too early.",
        ),
        "reversed": (
            _right_but(lambda deltas: deltas[::-1]),
            "The errors are right, their order is not: you found the last one first, delta_1 "
            "stands first.",
        ),
        "forwards": (
            _forwards,
            "You go through the steps from the first to the last. An error comes from later "
            "states: begin at the end.",
        ),
        "next_direct": (
            _next_direct,
            "What comes back from the next step is its whole error delta_{t+1}, not only its "
            "direct derivative.",
        ),
        "slope_of_later": (
            _errors(lambda d, later, slope, V, before: (d + (later @ V.T) * slope) * slope),
            "The error of the next step is multiplied by the slope twice.",
        ),
        "not_squared": (
            lambda direct, H, V: _errors_with_slope(direct, H, V, lambda h: 1 - h),
            "The slope of tanh is 1 - h^2; the square is missing.",
        ),
        "square_outside": (
            lambda direct, H, V: _errors_with_slope(direct, H, V, lambda h: (1 - h) ** 2),
            "The slope of tanh is 1 - h^2, which is not (1 - h)^2.",
        ),
        "sigmoid_slope": (
            lambda direct, H, V: _errors_with_slope(direct, H, V, lambda h: h * (1 - h)),
            "h (1 - h) is the slope of the sigmoid. The cell has tanh: 1 - h^2.",
        ),
        "slope_before": (
            _errors(lambda d, later, slope, V, before: (d + later @ V.T) * before),
            "The slope is taken one step too early: H[0] is the state before the first step, and "
            "step t ends in H[t].",
        ),
        "no_slope": (
            _errors(lambda d, later, slope, V, before: d + later @ V.T),
            "The slope 1 - h_t^2 of the tanh is missing at every step: delta_t is dJ/dz_t, and z_t "
            "reaches the cost through h_t = tanh(z_t).",
        ),
    },
)

fates = ValueExercise(
    "fates",
    expected=("vanishes", "explodes", "stays"),
    names=("V_first", "V_second", "V_third"),
    counted=True,
    misconceptions={
        "largest_entry": (
            either(("explodes", "vanishes", "vanishes"), ("explodes", "vanishes", "stays")),
            "The size of the entries does not decide. Multiply a row a hundred times.",
        ),
        "singular_value": (
            ("explodes", "explodes", "stays"),
            "The first matrix can stretch a vector fourfold in one step, but not again and again: "
            "a bound for one step is not the growth over many. Look at its eigenvalues.",
        ),
        "diagonal": (
            ("vanishes", "vanishes", "vanishes"),
            "All numbers on the diagonals are below 1, but those beside them take part: look at "
            "the eigenvalues.",
        ),
        "sums_of_rows": (
            ("explodes", "explodes", "explodes"),
            "The largest sum of a row, without signs, is above 1 in each of the three. But that "
            "bounds a single step: look at the eigenvalues.",
        ),
        "last_two": (
            ("vanishes", "stays", "explodes"),
            "Multiply the row (1, 1) by the second matrix, and any row by the third one twice: "
            "which of the two keeps its length?",
        ),
        "determinant": (
            ("vanishes", "vanishes", "stays"),
            "A small determinant says that some direction is lost. The second matrix loses one "
            "direction and stretches another.",
        ),
        "third_grows": (
            ("vanishes", "explodes", "explodes"),
            "Multiply any row by the third matrix: how long is it before, and how long after?",
        ),
        "first_stays": (
            ("stays", "explodes", "stays"),
            "Both eigenvalues of the first matrix are 0.5. It can stretch a vector for some steps: "
            "multiply a hundred times.",
        ),
        "real_part": (
            ("vanishes", "explodes", "vanishes"),
            "The eigenvalues of the third matrix are complex, 0.6 + 0.8i and 0.6 - 0.8i: their "
            "absolute value decides, not the real part.",
        ),
    },
)

code_units = ValueExercise(
    "code_units",
    expected=21,
    misconceptions={
        "off_by_one": (
            20,
            "Twenty keep a little less than 90 %. An index that counts from 0 is one smaller than "
            "a number of components.",
        ),
        "one_too_many": (22, "One fewer is enough already."),
        "not_squared": (
            37,
            "37 is the number for singular values or standard deviations. Variances are their "
            "squares.",
        ),
        "scaled": (
            31,
            "31 is the number for pixels scaled to equal spread. Subtract the mean, and leave the "
            "scale as it is.",
        ),
        "smallest_first": (
            64,
            "64 are all there are, and nothing would be lost at all. The code keeps the directions "
            "of the largest variances.",
        ),
        "another_share": (29, "That is for 95 %. Asked for are 90 %."),
        "share_of_pixels": (
            either(57, 58),
            "Nine tenths of the pixels are not nine tenths of the variance: few directions carry "
            "most of it.",
        ),
        "another_mean": (
            14,
            "14 are too few for 90 % of the variance. (With another mean, of each image or of all "
            "pixels, 14 seem enough: the mean image is subtracted, and it has 64 pixels.)",
        ),
        "of_pixels": (
            either(35, 36),
            "That is about the number of pixels with nine tenths of the variance. The code may mix "
            "pixels.",
        ),
        "not_centred": (
            9,
            "The mean image counts as a component here: subtract it first.",
        ),
    },
)


def _tied(W, X):
    """Return the shares of W as the encoder and as the decoder."""
    code = X @ W
    delta = (code @ W.T - X) / len(X)
    return X.T @ (delta @ W), delta.T @ code


tied_gradient = FunctionExercise(
    "tied_gradient",
    reference=lambda W, X: sum(_tied(W, X)),
    cases=lambda rng: [
        (rng.normal(size=(n, k)), rng.normal(size=(M, n))) for n, k, M in ((4, 2, 5), (3, 2, 6))
    ],
    misconceptions={
        "decoder_only": (
            lambda W, X: _tied(W, X)[1],
            "That is the share of W as the decoder. It stands in the encoder too: add that share.",
        ),
        "encoder_only": (
            lambda W, X: _tied(W, X)[0],
            "That is the share of W as the encoder. It stands in the decoder too: add that share.",
        ),
        "twice_encoder": (
            lambda W, X: 2 * _tied(W, X)[0],
            "The two shares are not equal: one is X^T delta W, the other delta^T X W.",
        ),
        "twice_decoder": (
            lambda W, X: 2 * _tied(W, X)[1],
            "The two shares are not equal: one is X^T delta W, the other delta^T X W.",
        ),
        "both_shares": (
            either(lambda W, X: _tied(W, X), lambda W, X: _tied(W, X)[::-1]),
            "These are the two shares. It is one matrix: add them.",
        ),
        "difference": (
            either(
                lambda W, X: _tied(W, X)[0] - _tied(W, X)[1],
                lambda W, X: _tied(W, X)[1] - _tied(W, X)[0],
            ),
            "The shares add up; you subtract one of them.",
        ),
        "mean_of_shares": (
            lambda W, X: sum(_tied(W, X)) / 2,
            "Half of what it should be: the shares add up, and the derivative of the square "
            "cancels the 1/2 of the cost.",
        ),
        "mean_of_one": (
            either(
                lambda W, X: len(X) * _tied(W, X)[0] + _tied(W, X)[1],
                lambda W, X: _tied(W, X)[0] + len(X) * _tied(W, X)[1],
            ),
            "One of your two shares is not divided by M: the sum needs a bracket.",
        ),
        "no_mean": (
            lambda W, X: sum(_tied(W, X)) * len(X),
            "The cost is a mean over the examples: the factor 1/M is missing.",
        ),
        "sign": (
            lambda W, X: -sum(_tied(W, X)),
            "The sign is reversed: the derivative begins with output minus target.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="d",
    choices={
        "a": (
            "The picture of the unrolled network shows it at every step, but it is one matrix: a "
            "nudge moves it at all steps together."
        ),
        "b": (
            "The last step uses what the others made, with the same weights: nudging a weight "
            "changes every step, and each contributes its share."
        ),
        "c": "Nothing is divided: the chain rule adds over all the ways on which a weight acts, "
        "(16.12).",
    },
)
