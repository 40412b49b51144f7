"""Equations and exercises of lectures 00 to 05, in one replay of each notebook."""

from replayed import (
    pytest_generate_tests,
    test_no_cell_needs_a_solution,
    test_the_cell_fails_when_its_formula_is_wrong,
    test_the_stub_is_not_attempted_and_the_solution_passes,
)

__all__ = [
    "pytest_generate_tests",
    "test_no_cell_needs_a_solution",
    "test_the_cell_fails_when_its_formula_is_wrong",
    "test_the_stub_is_not_attempted_and_the_solution_passes",
]
LECTURES = range(0, 6)
