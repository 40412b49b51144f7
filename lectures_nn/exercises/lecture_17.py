"""Checks of lecture 17: the capstone project on the Ising model."""

import numpy as np

from lectures_nn.exercises.engine import ChoiceExercise, FunctionExercise, ValueExercise, either

heat_capacity = FunctionExercise(
    "heat_capacity",
    reference=lambda E, T, N: np.var(E) / (T**2 * N),
    cases=lambda rng: [
        (4 * rng.integers(-8, 1, size=12), 2.5, 16),  # whole numbers, as (17.1) gives them
        (4 * rng.integers(-18, -8, size=7), 0.7, 36),
    ],
    misconceptions={
        "not_squared": (
            lambda E, T, N: np.var(E) / (T * N),
            "T enters squared: the derivative of 1/T with respect to T is -1/T^2.",
        ),
        "standard_deviation": (
            lambda E, T, N: np.std(E) / (T**2 * N),
            "It is the variance of the energy, not its square root.",
        ),
        "precedence": (
            lambda E, T, N: np.var(E) / T**2 * N,
            "Your N multiplies, and per spin means divided by N. (/ T**2 * N multiplies: put a "
            "bracket around T**2 * N.)",
        ),
        "temperature_multiplied": (
            lambda E, T, N: np.var(E) / N * T**2,
            "Your T^2 multiplies, and it has to divide. (/ N * T**2 multiplies, too: put a bracket "
            "around N * T**2.)",
        ),
        "mean_not_squared": (
            lambda E, T, N: (np.mean(E**2) - np.mean(E)) / (T**2 * N),
            "It is the square of the mean energy that is subtracted.",
        ),
        "sums": (
            lambda E, T, N: (np.sum(E**2) - np.sum(E) ** 2) / (T**2 * N),
            "You take sums over the configurations. Means are asked for.",
        ),
        "number_of_lattices": (
            lambda E, T, N: np.var(E) / (T**2 * len(E)),
            "You divide by the number of configurations. Per spin means divided by N.",
        ),
        "no_temperature": (
            lambda E, T, N: np.var(E) / N,
            "T is missing: the derivative of 1/T with respect to T is -1/T^2.",
        ),
        "whole_lattice": (
            lambda E, T, N: np.var(E) / T**2,
            "That is the heat capacity of the whole lattice. Per spin means divided by N.",
        ),
        "divided_twice": (
            lambda E, T, N: np.var(E / N) / T**2,
            "The variance of E/N is var(E)/N^2. The derivative of U/N has a single 1/N.",
        ),
        "not_centred": (
            lambda E, T, N: np.mean(E**2) / (T**2 * N),
            "The square of the mean energy has to be subtracted: it comes from the derivative of "
            "1/Z.",
        ),
        "sample_variance": (
            lambda E, T, N: np.var(E, ddof=1) / (T**2 * N),
            "You divided by n - 1. That is a fair choice for a sample; here use the mean of the "
            "squares minus the square of the mean, as in the derivation.",
        ),
    },
)


def _dense(side, hidden):
    return side**2 * hidden + hidden + hidden * 2 + 2


_DENSE = {L: _dense(L, 32) for L in (16, 32)}
_CONVOLUTIONAL = (3 * 3 + 1) * 8 + (8 + 1) * 2

parameters = ValueExercise(
    "parameters",
    expected=(_DENSE[16], _CONVOLUTIONAL, _DENSE[32], _CONVOLUTIONAL),
    names=("a", "b", "c", "d"),
    misconceptions={
        "no_biases": (
            (16**2 * 32 + 64, 72 + 16, 32**2 * 32 + 64, 72 + 16),
            "Those are the weights. Every node and every filter has a bias too.",
        ),
        "side": (
            (16 * 32 + 32 + 66, _CONVOLUTIONAL, 32 * 32 + 32 + 66, _CONVOLUTIONAL),
            "A lattice of side L has L^2 spins, and each of them is an input of the dense network.",
        ),
        "no_averaging": (
            (
                _DENSE[16],
                80 + 14**2 * 8 * 2 + 2,
                _DENSE[32],
                80 + 30**2 * 8 * 2 + 2,
            ),
            "You joined every place of every map to the outputs. The average leaves one number of "
            "each map.",
        ),
        "bias_for_each_place": (
            (_DENSE[16], 72 + 14**2 * 8 + 18, _DENSE[32], 72 + 30**2 * 8 + 18),
            "A filter has one bias, shared by all places like its weights.",
        ),
        "one_output": (
            (_dense(16, 32) - 33, _CONVOLUTIONAL - 9, _dense(32, 32) - 33, _CONVOLUTIONAL - 9),
            "The networks have two outputs.",
        ),
        "no_filter_biases": (
            (_DENSE[16], 90, _DENSE[32], 90),
            "Each of the eight filters has a bias.",
        ),
        "one_filter_bias": (
            (_DENSE[16], 91, _DENSE[32], 91),
            "Each of the eight filters has a bias of its own.",
        ),
        "inputs_doubled": (
            (_DENSE[16], _CONVOLUTIONAL, 2 * 16**2 * 32 + 98, _CONVOLUTIONAL),
            "A lattice of twice the side has four times as many spins.",
        ),
        "c_and_d": (
            (_DENSE[16], _CONVOLUTIONAL, _CONVOLUTIONAL, _DENSE[32]),
            "(c) and (d) have changed places: the dense network comes first.",
        ),
        "no_outputs": (
            (_DENSE[16], 80, _DENSE[32], 80),
            "The convolutional network has a dense layer of two outputs behind its averages.",
        ),
        "output_biases": (
            (_DENSE[16] - 2, _CONVOLUTIONAL, _DENSE[32] - 2, _CONVOLUTIONAL),
            "The two outputs have biases as well.",
        ),
        "order": (
            (_DENSE[16], _DENSE[32], _CONVOLUTIONAL, _CONVOLUTIONAL),
            "The order is by the side of the lattice: both networks for 16, then both for 32.",
        ),
        "same_dense": (
            (_DENSE[16], _CONVOLUTIONAL, _DENSE[16], _CONVOLUTIONAL),
            "A dense network has a weight for each spin, so a larger lattice needs more of them.",
        ),
        "hidden_nodes_of_the_text": (
            (_dense(16, 16), _CONVOLUTIONAL, _dense(32, 16), _CONVOLUTIONAL),
            "That is the dense network of the text, with 16 hidden nodes. Here it has 32.",
        ),
    },
)


def _partial(T, p):
    """Return the derivatives of the crossing with respect to both outputs."""
    gap = p[0] - p[1]
    return (T[1] - T[0]) * np.array([0.5 - p[1], p[0] - 0.5]) / gap**2


crossing_error = FunctionExercise(
    "crossing_error",
    reference=lambda T, p, e: np.sqrt(np.sum((_partial(T, p) * e) ** 2)),
    cases=lambda rng: [
        (np.array([2.3, 2.35]), np.array([0.62, 0.27]), np.array([0.021, 0.034])),
        (np.array([2.2, 2.4]), np.array([0.9, 0.41]), np.array([0.05, 0.02])),
        (np.array([2.1, 2.3]), rng.uniform((0.55, 0.1), (0.9, 0.45)), rng.uniform(0.01, 0.05, 2)),
    ],
    misconceptions={
        "swapped": (
            lambda T, p, e: np.sqrt(np.sum((_partial(T, p)[::-1] * e) ** 2)),
            "The two derivatives have changed places. Where the upper output is close to 1/2, the "
            "crossing depends on that one alone.",
        ),
        "added": (
            lambda T, p, e: np.sum(np.abs(_partial(T, p) * e)),
            "Errors of independent numbers add in squares; you added them as if they always "
            "conspired.",
        ),
        "no_root": (
            lambda T, p, e: np.sum((_partial(T, p) * e) ** 2),
            "That is the variance, in units of temperature squared. Take the root.",
        ),
        "gap_not_squared": (
            lambda T, p, e: np.sqrt(np.sum((_partial(T, p) * (p[0] - p[1]) * e) ** 2)),
            "The derivative of a fraction has the square of the denominator below the line.",
        ),
        "half_lost": (
            lambda T, p, e: (T[1] - T[0]) / (p[0] - p[1]) ** 2 * np.hypot(p[1] * e[0], p[0] * e[1]),
            "The 1/2 is lost: the derivatives have 1/2 - p[1] and p[0] - 1/2 above the line.",
        ),
        "one_denominator": (
            lambda T, p, e: (T[1] - T[0]) * np.sqrt(np.sum(e**2)) / (p[0] - p[1]),
            "You treat both outputs alike. Each has a derivative of its own, since each stands in "
            "numerator and denominator.",
        ),
        "one_numerator": (
            lambda T, p, e: np.hypot(
                (T[1] - T[0]) / (p[0] - p[1]) * e[0], _partial(T, p)[1] * e[1]
            ),
            "p_k stands in the numerator and in the denominator: differentiate the fraction as a "
            "whole.",
        ),
        "crossing": (
            lambda T, p, e: T[0] + (p[0] - 0.5) / (p[0] - p[1]) * (T[1] - T[0]),
            "That is the crossing itself, (17.8). Asked for is its standard error.",
        ),
        "errors_not_squared": (
            lambda T, p, e: np.sqrt(np.sum(_partial(T, p) ** 2 * e)),
            "The errors are squared as well before they are added.",
        ),
        "no_spacing": (
            lambda T, p, e: np.sqrt(np.sum((_partial(T, p) * e) ** 2)) / (T[1] - T[0]),
            "That is the error in units of the spacing; multiply by the distance of the two "
            "temperatures.",
        ),
        "slope_only": (
            lambda T, p, e: np.mean(e) * (T[1] - T[0]) / (p[0] - p[1]),
            "Error over slope is a good estimate of the size. Here each of the two outputs has an "
            "error and a derivative of its own.",
        ),
    },
)


def _weighted_line(sizes, crossings, errors):
    A = np.stack([np.ones_like(sizes), 1 / sizes], axis=1)
    weighted = A.T / errors**2
    variances = np.linalg.inv(weighted @ A)
    return (variances @ weighted @ crossings)[0], np.sqrt(variances[0, 0])


def _line(abscissa=lambda sizes: 1 / sizes, power=2, pick=0, root=True):
    """Return the weighted fit with a choice changed."""

    def intercept(sizes, crossings, errors):
        x, w = abscissa(sizes), errors ** -float(power)
        A = np.stack([np.ones_like(x), x], axis=1)
        covariance = np.linalg.inv(A.T @ (w[:, None] * A))
        best = covariance @ (A.T @ (w * crossings))
        variance = covariance[pick, pick]
        return best[pick], np.sqrt(variance) if root else variance

    return intercept


def _both_parameters(sizes, crossings, errors):
    first, second = (_line(pick=pick)(sizes, crossings, errors) for pick in (0, 1))
    return np.array([first[0], second[0]]), np.array([first[1], second[1]])


def _rescaled(sizes, crossings, errors):
    """Return the weighted fit with the errors that np.polyfit gives for cov=True."""
    covariance = np.polyfit(1 / sizes, crossings, 1, w=1 / errors, cov=True)[1]
    return _weighted_line(sizes, crossings, errors)[0], np.sqrt(covariance[1, 1])


infinite_size = FunctionExercise(
    "infinite_size",
    reference=_weighted_line,
    names=("T_c", "its error"),
    cases=lambda rng: [
        (
            np.array([8.0, 12.0, 16.0, 24.0]),
            np.array([2.44, 2.38, 2.36, 2.31]),
            np.array([0.011, 0.008, 0.009, 0.005]),
        ),
        (
            np.array([10.0, 20.0, 40.0]),
            np.array([2.41, 2.35, 2.29]),
            np.array([0.02, 0.004, 0.01]),
        ),
    ],
    misconceptions={
        "against_size": (
            _line(abscissa=lambda sizes: sizes),
            "You fitted a line in L; the intercept is then at L = 0. The line is in 1/L.",
        ),
        "unweighted": (
            lambda sizes, crossings, errors: _weighted_line(sizes, crossings, np.ones_like(errors)),
            "All points count alike in yours. A point with half the error deserves four times the "
            "weight.",
        ),
        "weights_not_squared": (
            _line(power=1),
            "The weight of a point is 1 / error^2.",
        ),
        "weights_squared_twice": (
            _line(power=4),
            "The weights are squared once too often: np.polyfit squares its w itself, so it takes "
            "1 / error.",
        ),
        "weights_inverted": (
            _line(power=-2),
            "You weigh with the squares of the errors, so the least certain point counts most. The "
            "weight is 1 / error^2.",
        ),
        "both_parameters": (
            _both_parameters,
            "These are both parameters and both errors. T_c is the first of them, where 1/L = 0.",
        ),
        "slope": (
            _line(pick=1),
            "That is the slope, the strength of the finite-size effect. The infinite lattice is "
            "at 1/L = 0.",
        ),
        "variance": (
            _line(root=False),
            "The second number is a variance. A standard error is its root.",
        ),
        "error_of_the_slope": (
            lambda sizes, crossings, errors: (
                _weighted_line(sizes, crossings, errors)[0],
                _line(pick=1)(sizes, crossings, errors)[1],
            ),
            "That is the error of the slope. The variances stand in the order of the parameters.",
        ),
        "square_of_size": (
            _line(abscissa=lambda sizes: 1 / sizes**2),
            "You fitted a line in 1/L^2. It is in 1/L.",
        ),
        "smallest_error": (
            lambda sizes, crossings, errors: (
                _weighted_line(sizes, crossings, errors)[0],
                1 / np.sqrt(np.sum(1 / errors**2)),
            ),
            "That would be the error of a weighted mean. The slope is uncertain too, and the "
            "inverse matrix knows.",
        ),
        "not_inverted": (
            lambda sizes, crossings, errors: (
                _weighted_line(sizes, crossings, errors)[0],
                np.sqrt(np.sum(1 / errors**2)),
            ),
            "The variances are on the diagonal of the inverse of A^T Omega A.",
        ),
        "largest_lattice": (
            either(
                lambda sizes, crossings, errors: (crossings[-1], errors[-1]),
                lambda sizes, crossings, errors: (
                    np.average(crossings, weights=errors**-2.0),
                    1 / np.sqrt(np.sum(1 / errors**2)),
                ),
            ),
            "No finite lattice, and no mean of them, is the infinite one: fit the line and read it "
            "at 1/L = 0.",
        ),
        "rescaled_errors": (
            _rescaled,
            "Your error is rescaled by the scatter of the points. Take the given errors as they "
            "are (cov='unscaled' in np.polyfit, absolute_sigma=True in curve_fit).",
        ),
    },
)


def _even(lnZ_cold, lnZ_hot, T_cold, T_hot):
    return (lnZ_cold - lnZ_hot) / (1 / T_hot - 1 / T_cold)


even_energy = FunctionExercise(
    "even_energy",
    reference=_even,
    cases=lambda rng: [
        (41.3, 15.2, 1.6, 3.1),
        (700.0, 310.0, 0.8, 2.4),
        tuple(rng.uniform((60, 20, 1, 2.2), (90, 50, 2, 3)).tolist()),
    ],
    misconceptions={
        "sign": (
            lambda *case: -_even(*case),
            "The sign is reversed: ordered lattices have low, negative energies, and so has the "
            "border.",
        ),
        "sum": (
            either(
                lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                    (lnZ_cold + lnZ_hot) / (1 / T_hot - 1 / T_cold)
                ),
                lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                    (lnZ_cold + lnZ_hot) / (1 / T_hot + 1 / T_cold)
                ),
            ),
            "Equally likely means that two exponents are equal: -E/T - ln Z of both. Then ln Z is "
            "subtracted.",
        ),
        "plus_below": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                (lnZ_cold - lnZ_hot) / (1 / T_hot + 1 / T_cold)
            ),
            "The exponents -E/T of both sides are subtracted: 1 / T_hot minus 1 / T_cold.",
        ),
        "quotient": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: lnZ_cold / lnZ_hot / (1 / T_hot - 1 / T_cold),
            "The logarithm of Z_cold / Z_hot is the difference of the logarithms.",
        ),
        "multiplied": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                (lnZ_cold - lnZ_hot) * (1 / T_hot - 1 / T_cold)
            ),
            "The difference of the inverse temperatures multiplies E; solving for E divides by it.",
        ),
        "exponentiated": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                (np.exp(lnZ_cold) - np.exp(lnZ_hot)) / (1 / T_hot - 1 / T_cold)
            ),
            "Z itself does not enter, only its logarithm: take the logarithm of both "
            "probabilities first.",
        ),
        "not_inverse": (
            either(
                lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / (T_cold - T_hot),
                lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / (T_hot - T_cold),
            ),
            "The exponent is -E/T: it is the inverse temperatures that are subtracted.",
        ),
        "bracket": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (lnZ_cold - lnZ_hot) / 1 / T_hot - 1 / T_cold,
            "The difference below the line needs a bracket: (1 / T_hot - 1 / T_cold).",
        ),
        "free_energies": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                (T_hot * lnZ_hot - T_cold * lnZ_cold) / (T_cold - T_hot)
            ),
            "You compared free energies -T ln Z. Probabilities contain ln Z itself.",
        ),
        "logarithm_again": (
            lambda lnZ_cold, lnZ_hot, T_cold, T_hot: (
                np.log(lnZ_cold / lnZ_hot) / (1 / T_hot - 1 / T_cold)
            ),
            "The function is given ln Z: the logarithm has been taken already.",
        ),
    },
)


def _signs(kind):
    """Return spins times a pattern of the rows' and columns' numbers."""

    def patterned(spins):
        y, x = np.indices(spins.shape[1:])
        return spins * kind(y, x)

    return patterned


to_antiferromagnet = FunctionExercise(
    "to_antiferromagnet",
    reference=_signs(lambda y, x: 1 - 2 * ((y + x) % 2)),
    cases=lambda rng: [
        (rng.choice([-1, 1], size=(3, 4, 4)),),
        (rng.choice([-1, 1], size=(2, 6, 6)),),
    ],
    misconceptions={
        "rows": (
            _signs(lambda y, x: 1 - 2 * (y % 2)),
            "You turned every second row. Neighbours within a row are then still equal, so only "
            "half of the pairs change their energy.",
        ),
        "columns": (
            _signs(lambda y, x: 1 - 2 * (x % 2)),
            "You turned every second column. Neighbours within a column are then still equal, so "
            "only half of the pairs change their energy.",
        ),
        "all": (
            lambda spins: -spins,
            "Turning all spins changes no product of two. Turn one of every two neighbours.",
        ),
        "other_half": (
            _signs(lambda y, x: 2 * ((y + x) % 2) - 1),
            "A right pattern, with the other half turned: site (0, 0) was to keep its spin.",
        ),
        "pattern": (
            lambda spins: np.ones_like(spins) * (1 - 2 * (np.indices(spins.shape[1:]).sum(0) % 2)),
            "That is the checkerboard itself. Multiply the spins by it.",
        ),
        "first_lattice": (
            lambda spins: _signs(lambda y, x: 1 - 2 * ((y + x) % 2))(spins)[0],
            "That is the first lattice alone. All m of them are asked for.",
        ),
        "squares_of_two": (
            _signs(lambda y, x: 1 - 2 * ((y // 2 + x // 2) % 2)),
            "You turned blocks of two by two. Within a block neighbours are still equal.",
        ),
        "number_of_lattice": (
            lambda spins: spins * (1 - 2 * (np.indices(spins.shape).sum(axis=0) % 2)),
            "In every second lattice you turn the other half: the number of the lattice must not "
            "count, only row and column.",
        ),
        "quarter": (
            either(
                _signs(lambda y, x: 1 - 2 * (y % 2) * (x % 2)),
                _signs(lambda y, x: 1 - 2 * (y % 2) * ((x + 1) % 2)),
                _signs(lambda y, x: 1 - 2 * ((y + 1) % 2) * (x % 2)),
                _signs(lambda y, x: 1 - 2 * ((y + 1) % 2) * ((x + 1) % 2)),
            ),
            "You turn one spin in four. Of every two neighbours one has to turn: where row plus "
            "column is odd.",
        ),
        "removed": (
            _signs(lambda y, x: 1 - (y + x) % 2),
            "You multiplied every second spin by 0. It has to be turned, not removed.",
        ),
    },
)


def _paired(a, b):
    return np.mean(a - b), np.std(a - b) / np.sqrt(len(a))


def _answers(rng):
    easy = rng.uniform(0.2, 0.8, size=9)  # what both answers have in common
    return [
        (easy + rng.normal(0.1, 0.04, size=9), easy),
        (rng.uniform(0, 1, size=14), rng.uniform(0, 1, size=14)),
    ]


paired_difference = FunctionExercise(
    "paired_difference",
    reference=_paired,
    cases=_answers,
    names=("the mean", "its error"),
    misconceptions={
        "unpaired": (
            lambda a, b: (np.mean(a) - np.mean(b), np.sqrt((np.var(a) + np.var(b)) / len(a))),
            "You treated both answers as independent. They are about the same lattices, and what "
            "they share cancels in the difference: take the spread of a - b.",
        ),
        "errors_added": (
            lambda a, b: (np.mean(a - b), (np.std(a) + np.std(b)) / np.sqrt(len(a))),
            "You added two errors. Both are about the same lattices: take the spread of a - b.",
        ),
        "errors_subtracted": (
            either(
                lambda a, b: (np.mean(a - b), abs(np.std(a) - np.std(b)) / np.sqrt(len(a))),
                lambda a, b: (np.mean(a - b), (np.std(a) - np.std(b)) / np.sqrt(len(a))),
            ),
            "You subtracted two errors. Take the spread of the differences a - b themselves.",
        ),
        "twice": (
            lambda a, b: (np.mean(a - b), 1.96 * np.std(a - b) / np.sqrt(len(a))),
            "That is 1.96 standard errors, half of a 95 % interval. One is asked for.",
        ),
        "absolute": (
            lambda a, b: (np.mean(abs(a - b)), np.std(a - b) / np.sqrt(len(a))),
            "You average absolute differences. Those of both signs may cancel here: it is the "
            "mean of a - b.",
        ),
        "variance_over_root": (
            lambda a, b: (np.mean(a - b), np.var(a - b) / np.sqrt(len(a))),
            "You divide the variance by the root of n. It is the standard deviation.",
        ),
        "spread_of_the_sum": (
            lambda a, b: (np.mean(a - b), np.std(a + b) / np.sqrt(len(a))),
            "You take the spread of a + b. It is that of a - b.",
        ),
        "mean_not_subtracted": (
            lambda a, b: (np.mean(a - b), np.sqrt(np.mean((a - b) ** 2) / len(a))),
            "In the spread the mean difference is not subtracted before squaring. np.std does it.",
        ),
        "one_lattice": (
            lambda a, b: (np.mean(a - b), np.std(a - b)),
            "That is the spread of single differences. The mean of n of them is surer by the root "
            "of n.",
        ),
        "no_root": (
            lambda a, b: (np.mean(a - b), np.std(a - b) / len(a)),
            "The standard error goes down with the root of n, not with n.",
        ),
        "variance": (
            lambda a, b: (np.mean(a - b), np.var(a - b) / len(a)),
            "The second number is a variance. A standard error is its root.",
        ),
        "sample_variance": (
            lambda a, b: (np.mean(a - b), np.std(a - b, ddof=1) / np.sqrt(len(a))),
            "You divided by n - 1. That is a fair choice; here use np.std as it stands.",
        ),
        "sign": (
            lambda a, b: (np.mean(b - a), np.std(a - b) / np.sqrt(len(a))),
            "The sign is reversed: the difference is a - b.",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="b",
    choices={
        "a": (
            "More of them would make the crossing of a lattice of side L more certain. Its shift "
            "is no matter of chance, and no error bar covers it."
        ),
        "c": "It can, and in this lecture it is. A network gets as many inputs as there are spins.",
        "d": (
            "All sizes are shifted to the same side, by a / L. A mean keeps a shift of the same "
            "kind."
        ),
    },
)
