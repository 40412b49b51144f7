"""Seeded wrong answers to the exercises: one module a lecture, `lecture_03.py` and so on.

A module holds one list. Each entry is the name of an exercise, a wrong answer, and the key of the
hint that must recognise it; None means that no hint was written for it, and then it must only not
pass::

    import numpy as np

    WRONG = [
        ("output_error", lambda a, y: y - a, "sign"),
        ("output_error", lambda a, y: (a - y) ** 2, "squared"),
        ("output_error", lambda a, y: np.abs(a - y), "absolute"),
        ("output_error", lambda a, y: a, None),
        ("output_error", lambda a, y: "a - y", None),
        ("number_of_weights", 12, "without_biases"),
    ]

Rules, held by `test_exercises`:

- for each exercise at least three entries with different keys, and at least two with None;
- every misconception or property that an exercise declares is recognised in some entry, and so is
  `"changed_argument"` where an entry changes what it was given;
- the answers are written here anew, the way a student would write them: nothing is imported from
  `lectures_nn.exercises`, or a mistake in a hint's own wrong function would prove itself.
"""
