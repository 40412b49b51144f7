"""Which cells of a notebook others rest on: small notebooks, decided by hand."""

import pytest
import slices

CASES = {
    "bound": (["a = 1", "b = 2", "a + 1"], {0, 2}),
    "through another": (["a = 1", "b = a", "c = 3", "b"], {0, 1, 3}),
    "bound anew": (["a = 1", "a = 2", "a"], {1, 2}),
    "read first": (["a = 1", "a = a + 1", "a"], {0, 1, 2}),
    "increased": (["a = 1", "a += 1", "a"], {0, 1, 2}),
    "perhaps bound anew": (["a = 1", "if b:\n    a = 2", "a"], {0, 1, 2}),
    "within a function": (["a = 1", "def f(x):\n    return x + a", "f(2)"], {0, 1, 2}),
    "a parameter": (["x = 1", "def f(x):\n    return x", "f(2)"], {1, 2}),
    "a comprehension's own": (["i = 1", "[i for i in range(3)]"], {1}),
    "a loop's own": (["i = 1", "for i in range(3):\n    print(i)"], {1}),
    "a part": (["a = [1]", "a[0] = 2", "a"], {0, 1, 2}),
    "an attribute": (["a = [1]", "a.b = 2", "a"], {0, 1, 2}),
    "a method": (["a = [1]", "a.append(2)", "a"], {0, 1, 2}),
    "a module's function": (["import m", "m.draw()", "m.x"], {0, 2}),
    "out": (["a = [1]", "b = f(1, out=a[:1])", "a"], {0, 1, 2}),
    "data in a call": (["a = [1]", "f(a)", "a"], {0, 2}),
    "an object in a call": (["n = Network(3)", "h = fit(n)", "n"], {0, 1, 2}),
    "a generator": (["r = np.random.default_rng(0)", "x = r.random()", "r"], {0, 1, 2}),
    "made by the notebook": (["def make():\n    return N(1)", "n = make()", "fit(n)", "n"],
        {0, 1, 2, 3}),
    "with": (["a = 1", "with open(a) as f:\n    b = f", "b"], {0, 1, 2}),
    "decorated": (["import d", "@d.d\ndef f():\n    return 1", "f()"], {0, 1, 2}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_needed(case):
    sources, expected = CASES[case]
    assert slices.needed(sources, {len(sources) - 1}) == expected


def test_a_cell_in_question_is_needed_itself():
    assert slices.needed(["a = 1", "b = 1"], {0, 1}) == {0, 1}
