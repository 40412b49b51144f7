"""For all tests: plots are drawn without a window, and Hypothesis draws the same each time."""

import hypothesis
import matplotlib as mpl
import pytest

mpl.use("Agg")
pytest.register_assert_rewrite("replayed")  # failed asserts are explained there too

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=40)
hypothesis.settings.load_profile("repeatable")
