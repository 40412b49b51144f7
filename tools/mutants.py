"""Small errors put into a formula: the statement marked `# (3.2)` in a verifying cell.

Each mutant is the cell with one such error: a sign, an operator, a factor dropped, a transpose
dropped, indices swapped, an exponent, a number, an axis or a comparison changed, the whole
negated or doubled. A cell that verifies an equation must fail with each of them.
"""

import ast
import copy
import io
import itertools
import re
import tokenize
from dataclasses import dataclass

MARK = re.compile(r"#\s*\(\d+\.\d+\)(\s*(,|and)\s*\(\d+\.\d+\))*\s*$")
NUMBER = re.compile(r"\((\d+\.\d+)\)")
# Arguments that say how to compute or to compare, not what.
SETTINGS = {"atol", "decimals", "dtype", "keepdims", "out", "rtol", "size"}
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARISONS = {
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Assert, ast.Expr)


@dataclass
class Mutant:
    """A cell with one error in its marked statement."""

    description: str
    tree: ast.Module


def marks(source):
    """Return {equation number: lines} for the marks in a cell."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and MARK.match(token.string):
            for number in NUMBER.findall(token.string):
                found.setdefault(number, []).append(token.start[0])
    return found


def marked_statement(tree, line):
    """Return the simple statement whose last line is `line`, or None."""
    for node in ast.walk(tree):
        if isinstance(node, SIMPLE) and node.end_lineno == line:
            return node
    return None


def of_equation(source, number):
    """Return the mutants of a cell's marked statements for an equation, all different."""
    found = []
    for line in marks(source).get(number, []):
        statement = marked_statement(ast.parse(source), line)
        found += _of_statement(source, line, statement) if statement else []
    return found


def _of_statement(source, line, statement):
    found = {}
    skipped = _settings(statement)
    for index, node in enumerate(ast.walk(statement)):
        if id(node) in skipped:
            continue
        for choice in itertools.count():
            # Every error goes into a fresh tree, at the place where the node was found.
            tree = ast.parse(source)
            twin = marked_statement(tree, line)
            place = next(itertools.islice(ast.walk(twin), index, None))
            change = next(itertools.islice(_changes(place, twin), choice, None), None)
            if change is None:
                break
            replace_node(twin, *change)
            ast.fix_missing_locations(tree)
            description = f"line {line} as `{ast.unparse(twin)}`"
            found.setdefault(_normal(twin), Mutant(description, tree))
    found.pop(_normal(statement), None)
    return list(found.values())


def _changes(node, statement):
    """Yield (node to be replaced, what replaces it) for the errors that begin at `node`."""
    if node is statement:
        yield from _wholes(statement)
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        second = node.right if isinstance(node, ast.BinOp) else node.value
        if not (_is_one(second) and isinstance(node.op, ast.Mult | ast.Div)):
            yield node.op, OPERATORS[type(node.op)]()
    if isinstance(node, ast.BinOp):
        # A factor that is written as 1 may go: nothing changes.
        if isinstance(node.op, ast.Mult | ast.Div) and not _is_one(node.right):
            yield node, node.left
        if isinstance(node.op, ast.Mult) and not _is_one(node.left):
            yield node, node.right
        if isinstance(node.op, ast.Pow):
            yield node.right, _plus_one(node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node, node.operand
    elif isinstance(node, ast.Constant) and _is_number(node.value) and node.value:
        yield node, _plus_one(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node, node.value
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.keyword) and node.arg == "axis":
        yield node.value, ast.Constant(1 if ast.unparse(node.value) == "0" else 0)
    elif isinstance(node, ast.Compare):
        if not (isinstance(statement, ast.Assert) and statement.test is node):
            for operator in node.ops:
                if type(operator) in COMPARISONS:
                    yield operator, COMPARISONS[type(operator)]()
    elif isinstance(node, ast.Subscript):
        yield from _subscripts(node)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        yield from _loops(node)


def _wholes(statement):
    """Negate and double what is assigned or returned; each part of a tuple, a lambda's body."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr):
        return
    value = statement.value
    for part in value.elts if isinstance(value, ast.Tuple) else [value]:
        formula = part.body if isinstance(part, ast.Lambda) else part
        if isinstance(formula, ast.Compare | ast.BoolOp):
            yield formula, ast.Compare(formula, [ast.Eq()], [ast.Constant(False)])
        elif formula is not None:
            yield formula, ast.UnaryOp(ast.USub(), formula)
            yield formula, ast.BinOp(ast.Constant(2), ast.Mult(), formula)


def _calls(node):
    """Drop a `.transpose()`; swap two letters of an operand of `einsum`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name == "transpose" and not node.args:
        yield node, node.func.value
    if name == "einsum" and node.args and isinstance(node.args[0], ast.Constant):
        operands, arrow, result = node.args[0].value.partition("->")
        parts = operands.split(",")
        for i, part in enumerate(parts):
            if len(set(part)) > 1:
                changed = ",".join(parts[:i] + [part[::-1]] + parts[i + 1 :])
                yield node.args[0], ast.Constant(changed + arrow + result)


def _subscripts(node):
    """Swap the indices of `w[i, j]`, of `w[i][j]`, and row and column of `w[i, :]`."""
    if isinstance(node.slice, ast.Tuple):
        for a, b in itertools.combinations(range(len(node.slice.elts)), 2):
            one, two = node.slice.elts[a], node.slice.elts[b]
            if (_has_name(one) or _has_name(two)) and not _is_none(one) and not _is_none(two):
                swapped = copy.copy(node.slice)
                swapped.elts = list(node.slice.elts)
                swapped.elts[a], swapped.elts[b] = two, one
                yield node.slice, swapped
    inner = node.value
    if isinstance(inner, ast.Subscript) and _has_name(node.slice) and _has_name(inner.slice):
        swapped = ast.Subscript(inner.value, node.slice, ast.Load())
        yield node, ast.Subscript(swapped, inner.slice, node.ctx)


def _loops(node):
    """Swap two loop variables: those of two loops, or two that are taken together."""
    targets = [loop.target for loop in node.generators]
    for one, two in itertools.combinations(targets, 2):
        twin = copy.deepcopy(node)
        loops = [loop.target for loop in twin.generators]
        i, j = targets.index(one), targets.index(two)
        twin.generators[i].target, twin.generators[j].target = loops[j], loops[i]
        yield node, twin
    for target in targets:
        names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
        if len(names) > 1:
            yield node.elt, _Renamed(*names[:2]).visit(copy.deepcopy(node.elt))


class _Renamed(ast.NodeTransformer):
    """Swaps two names."""

    def __init__(self, one, two):
        self.other = {one: two, two: one}

    def visit_Name(self, node):
        node.id = self.other.get(node.id, node.id)
        return node


class _Sorted(ast.NodeTransformer):
    """Brings sums and products into one order, to see that a * b is b * a."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.Add | ast.Mult):
            return node
        operands, kind = [], type(node.op)
        while isinstance(node, ast.BinOp) and isinstance(node.op, kind):
            operands.append(node.right)
            node = node.left
        first, *rest = sorted([node, *operands], key=ast.unparse)
        for operand in rest:
            first = ast.BinOp(first, kind(), operand)
        return first


def _normal(statement):
    return ast.unparse(_Sorted().visit(copy.deepcopy(statement)))


def _settings(statement):
    """Return the ids of nodes in which an error would change no formula."""
    skipped = set()
    for node in ast.walk(statement):
        inside = []
        if isinstance(node, ast.keyword) and node.arg in SETTINGS:
            inside = [node]
        elif isinstance(node, ast.keyword) and node.arg == "axis":
            inside = [node.value]  # axes are changed as a whole
        elif isinstance(node, ast.Call) and _name(node.func) in ("reshape", "zeros", "range"):
            # -1 and any other negative size mean the same; a size is no formula
            inside = [arg for arg in node.args if _name(node.func) != "range"]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            skipped.add(id(node.right))  # exponents are changed where the power is
        elif isinstance(node, ast.Subscript):
            # a[-1] becomes a[-2]; a[1] may be the same entry of a short list
            indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            skipped |= {id(i) for i in indices if isinstance(i, ast.UnaryOp)}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            # the place where a result is stored is no formula either
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            inside = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Constant)]
        skipped |= {id(n) for part in inside for n in ast.walk(part)}
    return skipped


def replace_node(root, old, new):
    """Put a node in the place of another one, wherever that stands."""
    for parent in ast.walk(root):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                setattr(parent, name, [new if item is old else item for item in value])
                return


def _plus_one(node):
    if isinstance(node, ast.Constant) and _is_number(node.value):
        return ast.Constant(1 if node.value == 0.5 else node.value + 1)
    return ast.BinOp(node, ast.Add(), ast.Constant(1))


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_one(node):
    return isinstance(node, ast.Constant) and _is_number(node.value) and node.value == 1


def _is_none(node):
    return (isinstance(node, ast.Constant) and node.value is None) or _name(node) == "newaxis"


def _has_name(node):
    return any(isinstance(inner, ast.Name) for inner in ast.walk(node)) and not _is_none(node)


def _name(node):
    return getattr(node, "attr", getattr(node, "id", ""))
