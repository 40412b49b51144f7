"""Count the prints of the notebooks that always say the same.

    python tools/fixed_sentences.py          each lecture and the sum
    python tools/fixed_sentences.py --list   and each such sentence, with its cell

A `print` of nothing but fixed text tells a reader that an assert has passed, but not what was
found. Some are right; most should show the number. This is a report, no rule.
"""

import argparse
import ast

import nbformat
import run_notebooks


def prints(source):
    """Return the calls of print in a cell: (line, is it fixed, its text)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            fixed = bool(node.args) and all(map(is_fixed, node.args))
            found.append((node.lineno, fixed, ast.unparse(node)))
    return sorted(found)


def is_fixed(argument):
    """Whether an argument of print is the same in every run: text, or text put together."""
    if isinstance(argument, ast.JoinedStr):
        return all(isinstance(part, ast.Constant) for part in argument.values)
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add):
        return is_fixed(argument.left) and is_fixed(argument.right)
    return isinstance(argument, ast.Constant)


def main(arguments=None):
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="show the sentences too")
    options = parser.parse_args(arguments)
    total = fixed = 0
    for path in run_notebooks.select([]):
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        found = [(cell.id, *call) for cell in cells for call in prints(cell.source)]
        same = [call for call in found if call[2]]
        total, fixed = total + len(found), fixed + len(same)
        print(f"{path.stem:40}{len(same):4} of {len(found):4} prints are fixed sentences")
        if options.list:
            for cell, line, _, text in same:
                print(f"    {cell}, line {line}: {text}")
    print(f"{'all':40}{fixed:4} of {total:4}")


if __name__ == "__main__":
    main()
