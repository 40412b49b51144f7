"""Which exercises ask for what the package has already, and may therefore not call it.

An answer may call everything else in the package: the course builds on what it has built.
"""

_COST_FUNCTIONS = ("lectures_nn.coursera.cost_function", "lectures_nn.coursera.nn_cost_function")

WITHOUT = {
    "lecture_06.recoded": ("lectures_nn.datasets.one_hot",),
    "lecture_06.sigmoid_gradient": (
        "lectures_nn.activations.sigmoid_derivative",
        "lectures_nn.coursera.sigmoid_gradient",
    ),
    "lecture_06.cost_and_gradient": _COST_FUNCTIONS,
    "lecture_06.random_start": ("lectures_nn.coursera.rand_initialize_weights",),
    "lecture_06.example_gradient": _COST_FUNCTIONS,
    "lecture_14.same_map": ("lectures_nn.layers.Conv2D.forward",),
}
"""Exercise -> full names of functions that an answer may not call."""
