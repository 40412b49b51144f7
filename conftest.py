"""Loads the recorder of notebook runs wherever pytest is started in this repository."""

pytest_plugins = ["nbval_recorder"]
