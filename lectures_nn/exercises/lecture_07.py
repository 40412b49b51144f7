"""Checks of lecture 07: gradient checking."""

import numpy as np

from lectures_nn.exercises import reading
from lectures_nn.exercises.engine import (
    ChoiceExercise,
    FunctionExercise,
    PropertyExercise,
    ValueExercise,
    either,
)


def _wavy(theta):
    """Return a cost with a third derivative, so that the schemes differ in what they return."""
    return float(np.sum(np.sin(theta)) + np.prod(1 + 0.1 * theta))


def _slope_along(J, theta, direction, eps):
    return (J(theta + eps * direction) - J(theta - eps * direction)) / (2 * eps)


def _by_parameters(J, theta, direction, eps):
    axes = np.eye(len(theta))
    return sum(
        d * _slope_along(J, theta, axis, eps) for d, axis in zip(direction, axes, strict=True)
    )


slope_along = FunctionExercise(
    "slope_along",
    reference=_slope_along,
    cases=lambda rng: [
        (_wavy, rng.normal(size=n), scale * rng.normal(size=n), eps)
        for n, scale, eps in ((3, 1.0, 0.1), (5, 0.4, 0.05), (2, 2.0, 0.02))
    ],
    misconceptions={
        "one_sided": (
            lambda J, theta, d, eps: (J(theta + eps * d) - J(theta)) / eps,
            "That is the forward difference: it evaluates J at theta and on one side only.",
        ),
        "backward": (
            lambda J, theta, d, eps: (J(theta) - J(theta - eps * d)) / eps,
            "That is the backward difference: it evaluates J at theta and on one side only.",
        ),
        "precedence": (
            lambda J, theta, d, eps: (J(theta + eps * d) - J(theta - eps * d)) / 2 * eps,
            "/ 2 * eps divides by 2 and multiplies by eps. Put a bracket around 2 * eps.",
        ),
        "not_divided": (
            lambda J, theta, d, eps: J(theta + eps * d) - J(theta - eps * d),
            "That is the difference itself. Divide it by the distance of the two points, 2 eps.",
        ),
        "parameter_by_parameter": (
            _by_parameters,
            "You nudge each parameter by itself. It works, but needs two evaluations each; along "
            "the direction two are enough.",
        ),
        "one_step": (
            lambda J, theta, d, eps: (J(theta + eps * d) - J(theta - eps * d)) / eps,
            "The two points are 2 eps apart, in units of the direction.",
        ),
        "unit_direction": (
            lambda J, theta, d, eps: _slope_along(J, theta, d / np.linalg.norm(d), eps),
            "You divided the direction by its length. Asked for is grad J . d for d as it is.",
        ),
        "step_of_its_own_length": (
            lambda J, theta, d, eps: (
                np.linalg.norm(d) * _slope_along(J, theta, d / np.linalg.norm(d), eps)
            ),
            "Your two points lie eps away from theta, whatever the length of d. Asked for are the "
            "points theta + eps d and theta - eps d.",
        ),
        "divided_by_length": (
            lambda J, theta, d, eps: _slope_along(J, theta, d, eps) / np.linalg.norm(d),
            "You divided by the length of the direction. Asked for is grad J . d for d as it is.",
        ),
        "sign": (
            lambda J, theta, d, eps: -_slope_along(J, theta, d, eps),
            "The sign is reversed: J ahead minus J behind.",
        ),
        "no_bracket": (
            lambda J, theta, d, eps: J(theta + eps * d) - J(theta - eps * d) / (2 * eps),
            "Only the second cost is divided. Put a bracket around the difference.",
        ),
        "plus": (
            lambda J, theta, d, eps: (J(theta + eps * d) + J(theta - eps * d)) / (2 * eps),
            "You add the two costs. The slope is in their difference.",
        ),
        "other_points": (
            either(
                lambda J, theta, d, eps: (J(theta + eps / 2 * d) - J(theta - eps / 2 * d)) / eps,
                lambda J, theta, d, eps: (
                    (J(theta + eps / 2 * d) - J(theta - eps / 2 * d)) / (2 * eps)
                ),
                lambda J, theta, d, eps: (
                    (J(theta + 2 * eps * d) - J(theta - 2 * eps * d)) / (4 * eps)
                ),
                lambda J, theta, d, eps: (
                    (J(theta + 2 * eps * d) - J(theta - 2 * eps * d)) / (2 * eps)
                ),
            ),
            "Your two points are not theta + eps d and theta - eps d.",
        ),
        "no_eps": (
            lambda J, theta, d, eps: (J(theta + d) - J(theta - d)) / 2,
            "There is no eps in it: your step is the whole direction, and theta far away.",
        ),
        "divided_by_two": (
            lambda J, theta, d, eps: (J(theta + eps * d) - J(theta - eps * d)) / 2,
            "You divide by 2. The two points are 2 eps apart, in units of the direction.",
        ),
        "divided_by_square": (
            lambda J, theta, d, eps: _slope_along(J, theta, d, eps) / (d @ d),
            "You divided by the square of the direction's length. Asked for is grad J . d for d as "
            "it is.",
        ),
        "times_length": (
            lambda J, theta, d, eps: _slope_along(J, theta, d, eps) * np.linalg.norm(d),
            "You multiplied by the length of the direction. It is in the difference already.",
        ),
        "no_direction": (
            lambda J, theta, d, eps: (J(theta + eps) - J(theta - eps)) / (2 * eps),
            "You move every parameter by eps. Along the direction the step is eps * direction.",
        ),
        "no_step": (
            lambda J, theta, d, eps: (J(theta + d) - J(theta - d)) / (2 * eps),
            "The direction is not multiplied by the step: you move by the whole of it.",
        ),
    },
)

powers = ValueExercise(
    "powers",
    expected=(1 / 5, 4 / 5),
    names=("p", "q"),
    tolerance=1e-3,
    misconceptions={
        "central": (
            (1 / 3, 2 / 3),
            "Those are the powers of the central difference, whose truncation error has eps^2.",
        ),
        "forward": ((1 / 2, 1 / 2), "Those are the powers of the forward difference."),
        "rounding_times_eps": (
            (1 / 5, 6 / 5),
            "The step is right. The error there is about eps^4, and as large u / eps, not u eps.",
        ),
        "rounding_by_square": (
            (1 / 5, 3 / 5),
            "The step is right. Rounding gives u / eps, not u / eps^2: put the step into that, or "
            "into eps^4.",
        ),
        "quarter": (
            either((1 / 4, 3 / 4), (1 / 4, 1)),
            "You set eps^4 equal to u. The rounding error is u / eps: one more power of eps.",
        ),
        "order": (
            (4 / 5, 1 / 5),
            "These are p and q in the other order: first the step, then the error.",
        ),
        "roots": (
            either((5, 5 / 4), (5, 1 / 4)),
            "The best step is the fifth root of u: as a power of u that is u^(1/5).",
        ),
        "only_the_step": (
            either((1 / 5, 1 / 5), (1 / 5, 1 / 4), (1 / 5, 4)),
            "At the best step the error is about eps^4: put u^(1/5) into that.",
        ),
        "exponents": (
            (5, 4),
            "eps^5 is about u, so eps is the fifth root of u; put that into eps^4.",
        ),
    },
)

patient_x = ValueExercise(
    "patient_x",
    expected=(1, 0.2, "send_back"),
    names=("the layer", "the factor", "the step"),
    tolerance=1e-3,
    misconceptions={
        "inverted": (
            (1, 5.0, "send_back"),
            "The derived values are too small, not too large.",
        ),
        "relative_difference": (
            (1, 0.02, "send_back"),
            "0.02 is the relative difference, one number for all entries. The factor is the ratio "
            "that stands beside the wrong ones.",
        ),
        "layer": (
            (2, 0.2, "send_back"),
            "Count again which layer has wrong entries: the one whose rows say '0 wrong' is fine.",
        ),
        "layer_gradient": (
            (1, 0.2, "layer_gradient"),
            "layer_gradient is called for both layers; an extra 1/m in it would show in layer 2 "
            "as well.",
        ),
        "output_error": (
            (1, 0.2, "output_error"),
            "An error at the output would reach layer 2 as well.",
        ),
        "cost": (
            either((1, 0.2, "loss"), (1, 0.2, "penalty"), (1, 0.2, "cut")),
            "The factor stands in layer 1 alone, and is there without a penalty too. Which step is "
            "taken between the two layers, on the way back?",
        ),
        "from_zero": ((0, 0.2, "send_back"), "Layers are counted from 1."),
    },
)

patient_y = ValueExercise(
    "patient_y",
    expected=(0.5, "cost"),
    names=("the ratio", "what is wrong"),
    tolerance=1e-3,
    misconceptions={
        "gradient": (
            (0.5, "gradient"),
            "Divide each share by lambda / m Theta: which of the two is 1?",
        ),
        "inverted": (
            (2.0, "cost"),
            "Derived to nudged, not the other way round.",
        ),
        "penalty": (
            (0.5, "penalty"),
            "It is the penalty, but where? In the cost, or in the gradient?",
        ),
        "difference": (
            (-1.0, "cost"),
            "That is derived minus nudged in units of lambda / m Theta. Asked for is their ratio.",
        ),
    },
)


def _has(letter):
    return lambda answer: letter in answer


def _lacks(letter):
    return lambda answer: letter not in answer


unnoticed = PropertyExercise(
    "unnoticed",
    reading.letters("abcdef"),
    "Answer with a word made of the letters a to f and nothing else, such as 'af'.",
    {
        "noticed": (
            lambda answer: answer != {"d", "f"},
            "The other way round: these are the two that the check notices.",
            "df",
        ),
        "start": (
            _has("a"),
            "a: the gradient is right wherever the parameters were drawn.",
            "bce",
        ),
        "both": (
            _has("b"),
            "b: if both contain the same wrong penalty, they agree with each other.",
            "ace",
        ),
        "labels": (
            _has("c"),
            "c: the gradient belongs to the cost of the shifted labels; the two agree.",
            "abe",
        ),
        "one_side": (
            _lacks("d"),
            "d: nudging moves the cost, which has no penalty; the gradient has one. They differ.",
            "abcde",
        ),
        "update": (
            _has("e"),
            "e: the update uses J and its gradient; no check of those two looks at it.",
            "abc",
        ),
        "slope": (
            _lacks("f"),
            "f: nudging goes through the sigmoid, the gradient uses another slope. They differ.",
            "abcef",
        ),
    },
)

concept = ChoiceExercise(
    "concept",
    right="b",
    choices={
        "a": (
            "The derived gradient does not know eps. What has become worse is the numerical one, "
            "the referee."
        ),
        "c": "That error shrinks with eps: it is the reason not to take eps too large.",
        "d": (
            "A smaller step stays nearer to theta. It is too near: the difference of the costs "
            "drowns in their rounding."
        ),
    },
)
