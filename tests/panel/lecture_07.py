"""Answers to the exercises of lecture 07."""

from panel import right, wrong

PRELUDE = """
import numpy as np
"""

ANSWERS = [
    # Exercise 1: the slope along a direction.
    right(
        "slope_along",
        """
        def my_slope_along(J, theta, direction, eps):
            def along(t):
                return J(theta + t * direction)

            return 0.5 * (along(eps) - along(-eps)) / eps
        """,
        note="a function of one number",
    ),
    right(
        "slope_along",
        """
        def my_slope_along(J, theta, direction, eps):
            up, down = list(theta), list(theta)
            for i, d in enumerate(direction):
                up[i] += eps * d
                down[i] -= eps * d
            return (J(np.array(up)) - J(np.array(down))) / (eps + eps)
        """,
        note="lists and a loop",
    ),
    right(
        "slope_along",
        """
        def my_slope_along(J, theta, direction, eps):
            values = [J(theta + sign * eps * direction) for sign in (1, -1)]
            return -np.diff(values) / (2 * eps)
        """,
        note="an array of one element",
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta + eps * d) - J(theta)) / eps",
        mistake="forward",
        hints={"one_sided"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta) - J(theta - eps * d)) / eps",
        mistake="backward",
        hints={"backward"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta + eps * d) - J(theta - eps * d)) / eps",
        mistake="the 2 is forgotten",
        hints={"one_step"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta + eps * d) - J(theta - eps * d)) / 2 * eps",
        mistake="a bracket is missing",
        hints={"precedence"},
    ),
    wrong(
        "slope_along",
        """
        def my_slope_along(J, theta, direction, eps):
            d = direction / np.linalg.norm(direction)
            return (J(theta + eps * d) - J(theta - eps * d)) / (2 * eps)
        """,
        mistake="made to length 1",
        hints={"unit_direction"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta + eps) - J(theta - eps)) / (2 * eps)",
        mistake="the direction is forgotten",
        hints={"no_direction"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta + d) - J(theta - d)) / (2 * eps)",
        mistake="the step is forgotten",
        hints={"no_step"},
    ),
    wrong(
        "slope_along",
        "lambda J, theta, d, eps: (J(theta - eps * d) - J(theta + eps * d)) / (2 * eps)",
        mistake="the sign",
        hints={"sign"},
    ),
    wrong(
        "slope_along",
        """
        def my_slope_along(J, theta, direction, eps):
            theta += eps * direction
            up = J(theta)
            theta -= 2 * eps * direction
            return (up - J(theta)) / (2 * eps)
        """,
        mistake="leaves theta changed",
    ),
    # Exercise 2: a better scheme.
    right("powers", "[0.2, 0.8]", note="a list"),
    right(
        "powers",
        """
        from fractions import Fraction

        my_powers = (Fraction(1, 5), Fraction(4, 5))
        """,
        note="fractions",
    ),
    right("powers", "np.float32([0.2, 0.8])", note="single precision"),
    wrong("powers", "(1 / 3, 2 / 3)", mistake="the central difference", hints={"central"}),
    wrong("powers", "(1 / 2, 1 / 2)", mistake="the forward difference", hints={"forward"}),
    wrong("powers", "(4 / 5, 1 / 5)", mistake="turned round", hints={"order"}),
    wrong("powers", "(1 / 4, 3 / 4)", mistake="a power of 3 and 4", hints={"quarter"}),
    wrong(
        "powers",
        "(1 / 5, 1 / 5)",
        mistake="the error is taken for the step",
        hints={"only_the_step"},
    ),
    wrong("powers", "(5, 4)", mistake="the power is not inverted", hints={"exponents"}),
    wrong(
        "powers", "(1 / 5, 4)", mistake="the error as a power of the step", hints={"only_the_step"}
    ),
    wrong("powers", "0.2", mistake="only one of them"),
    # Exercise 3: patient X.
    right("patient_x", "[1, 0.2, 'SEND_BACK']", note="capitals, a list"),
    right(
        "patient_x",
        """
        from fractions import Fraction

        my_patient_x = (1.0, Fraction(1, 5), " Send_back ")
        """,
        note="a fraction, blanks",
    ),
    right("patient_x", "(np.int64(1), np.float32(0.2), np.str_('send_back'))", note="NumPy's"),
    right("patient_x", "(1, 0.2, 'send back')", note="a blank in the name"),
    wrong("patient_x", "(2, 0.2, 'send_back')", mistake="the other layer", hints={"layer"}),
    wrong("patient_x", "(1, 5, 'send_back')", mistake="the ratio turned round", hints={"inverted"}),
    wrong(
        "patient_x",
        "(1, 0.2, 'layer_gradient')",
        mistake="the step where 1/m belongs",
        hints={"layer_gradient"},
    ),
    wrong(
        "patient_x",
        "(1, 0.2, 'output_error')",
        mistake="that would spoil both layers",
        hints={"output_error"},
    ),
    wrong(
        "patient_x", "(0, 0.2, 'send_back')", mistake="layers counted from 0", hints={"from_zero"}
    ),
    wrong(
        "patient_x",
        "(1, 0.02, 'send_back')",
        mistake="the relative difference",
        hints={"relative_difference"},
    ),
    wrong("patient_x", "('send_back', 0.2, 1)", mistake="in another order"),
    wrong("patient_x", "(1, 0.2)", mistake="no step"),
    # Exercise 4: patient Y.
    right("patient_y", "[0.5, ' Cost']", note="a list, a blank and a capital"),
    right(
        "patient_y",
        """
        from fractions import Fraction

        my_patient_y = (Fraction(1, 2), "COST")
        """,
        note="a fraction",
    ),
    right("patient_y", "(np.float32(0.5), np.str_('cost'))", note="NumPy's types"),
    wrong("patient_y", "(2, 'cost')", mistake="the ratio turned round", hints={"inverted"}),
    wrong("patient_y", "(0.5, 'gradient')", mistake="the other one", hints={"gradient"}),
    wrong("patient_y", "(2, 'gradient')", mistake="both turned round", hints={"gradient"}),
    wrong("patient_y", "(1, 'cost')", mistake="no difference"),
    wrong("patient_y", "('cost', 0.5)", mistake="in another order"),
    wrong("patient_y", "(0.5, 'penalty')", mistake="the name of the step", hints={"penalty"}),
    wrong("patient_y", "0.5", mistake="the ratio only"),
    # Exercise 5: which ones slip through?
    right("unnoticed", "'ecba'", note="in another order"),
    right("unnoticed", "' A, B, C, E '", note="capitals, commas and blanks"),
    right("unnoticed", "['a', 'b', 'c', 'e']", note="a list"),
    right("unnoticed", "{'a', 'b', 'c', 'e'}", note="a set"),
    wrong("unnoticed", "'df'", mistake="those that are noticed", hints={"noticed"}),
    wrong("unnoticed", "'ace'", mistake="b is missing", hints={"both"}),
    wrong("unnoticed", "'abc'", mistake="e is missing", hints={"update"}),
    wrong("unnoticed", "'abce f'", mistake="f too", hints={"slope"}),
    wrong("unnoticed", "'abcde'", mistake="d too", hints={"one_side"}),
    wrong("unnoticed", "'abe'", mistake="c is missing", hints={"labels"}),
    wrong("unnoticed", "'bce'", mistake="a is missing", hints={"start"}),
    wrong("unnoticed", "4", mistake="how many"),
    right("patient_y", "(1 / 2, 'in the cost')", note="with an article"),
    right("powers", "('1/5', '4/5')", note="as text"),
]
