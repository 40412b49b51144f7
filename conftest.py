"""Loads the recorder of notebook runs wherever pytest is started in this repository."""

import os

# Before NumPy is loaded: one thread for each process, as `python course.py test` has it.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(name, "1")

pytest_plugins = ["nbval_recorder"]
