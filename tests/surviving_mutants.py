"""Errors in the package that no test can or should find, each with the reason why.

File -> {function and what its changed line says: why nothing that matters is wrong}. The report of
`python course.py mutation` calls these argued.
"""

ARGUED = {
    "lectures_nn/gradients.py": {
        "_kink: jump, rounding = (abs(left - right), 0.001 * max(abs(left), abs(right)))": (
            "a distance is the same from both ends"
        ),
    },
}
