"""A light import, and examples in docstrings that are true."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lectures_nn

HEAVY = {
    "IPython", "anywidget", "ipywidgets", "matplotlib", "pandas", "PIL", "scipy", "seaborn",
    "sklearn", "tqdm", "keras", "tensorflow", "torch",
}  # fmt: skip
CORE = [
    "activations", "costs", "initializers", "layers", "network", "gradients", "optimizers",
    "training", "perceptron", "coursera", "datasets",
]  # fmt: skip
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(lectures_nn.__path__, "lectures_nn.")
    if ".exercises." not in module.name  # tests/test_exercises.py has them
)


def loaded_by(statement):
    """Return the top-level packages that a fresh Python loads, other than its own."""
    code = f"{statement}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_the_package_itself_loads_not_even_numpy():
    assert not loaded_by("import lectures_nn") & (HEAVY | {"numpy"})


def test_the_core_loads_numpy_alone():
    loaded = loaded_by("".join(f"import lectures_nn.{name}\n" for name in CORE))
    assert "numpy" in loaded
    assert not loaded & HEAVY


def test_training_without_a_bar_loads_no_more():
    assert (
        not loaded_by(
            "import numpy as np\n"
            "from lectures_nn.layers import Dense\n"
            "from lectures_nn.network import Network\n"
            "from lectures_nn.optimizers import Adam\n"
            "from lectures_nn.training import fit\n"
            "fit(Network([Dense(2)], 3), np.ones((4, 3)), np.eye(2)[[0, 1, 0, 1]], Adam(), 2, 2,"
            " progress=False)"
        )
        & HEAVY
    )


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, extraglobs={"np": np})
    assert failed == 0


def test_examples_of_the_page_on_adding_your_own():
    page = Path(__file__).parents[1] / "docs" / "adding_your_own.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert failed == 0
    assert tried > 15


def test_some_docstring_has_an_example():
    finder = doctest.DocTestFinder()
    modules = [importlib.import_module(name) for name in MODULES]
    assert sum(len(test.examples) for m in modules for test in finder.find(m)) >= 5
