"""Small errors put into the reference of an exercise, one at a time.

The reference, and every function of its module that it calls, is changed in one place: an operator,
an axis, a number, a comparison, an end of a slice, a term left out, two arguments or parts in the
other order, one parameter taken for another, a function for its neighbour (min for max, a sum
for a mean, ceil for floor, log10 for log). Each such function has to be told from the right one.
"""

import ast
import copy
import inspect

from mutants import replace_node

OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Div],
    ast.MatMult: [ast.Mult],
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
}
NEIGHBOURS = {
    "min": ["max"],
    "max": ["min"],
    "nanmax": ["nanmin", "max"],
    "argmin": ["argmax"],
    "argmax": ["argmin"],
    "sum": ["mean", "prod"],
    "mean": ["sum", "median"],
    "std": ["var"],
    "var": ["std"],
    "ceil": ["floor", "round"],
    "any": ["all"],
    "all": ["any"],
    "log": ["log10", "log2"],
    "exp": ["expm1"],
    "sqrt": ["square"],
    "maximum": ["minimum"],
    "cumsum": ["cumprod"],
    "sorted": ["list"],
    "set": ["list"],
    "tanh": ["sin"],
    "sigmoid": ["tanh"],
}
# Functions that may be forgotten: f(x) becomes x.
FORGOTTEN = {"abs", "exp", "log", "sqrt", "ceil", "sigmoid", "tanh", "sort", "reversed", "softmax"}
# Arguments that say how to compute, not what.
SETTINGS = {"dtype", "strict", "out", "key"}


def of_exercise(module, exercise):
    """Yield (description, function) for each error in the reference of an exercise.

    Parameters
    ----------
    module : module
        In which the exercise is declared as ``name = FunctionExercise(..., reference=...)``.
    exercise : str
        Its name.
    """
    tree = ast.parse(inspect.getsource(module))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    reference = _reference(tree, exercise)
    called = _called(reference, functions)
    if isinstance(reference, ast.Name):
        units = called
    else:
        units = [reference, *called]
    seen = {ast.unparse(unit) for unit in units}
    for unit in units:
        for mutant in mutants(unit):
            text = ast.unparse(mutant)
            if text in seen:
                continue
            seen.add(text)
            others = [mutant if function is unit else function for function in called]
            changed = mutant if unit is reference else reference
            yield difference(unit, mutant), _built(module, changed, others)


def _reference(tree, exercise):
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == exercise:
            return next(word.value for word in node.value.keywords if word.arg == "reference")
    raise LookupError(exercise)


def _called(node, functions):
    found, waiting = [], [node]
    while waiting:
        for inner in ast.walk(waiting.pop()):
            function = functions.get(getattr(inner, "id", None))
            if function is not None and function not in found:
                found.append(function)
                waiting.append(function)
    return sorted(found, key=lambda function: function.lineno)


def _built(module, reference, functions):
    """Return the reference, calling these functions where it would call those of the module."""
    names = dict(vars(module))
    body = ast.fix_missing_locations(ast.Module(list(functions), []))
    exec(compile(body, "<mutant>", "exec"), names)
    expression = ast.fix_missing_locations(ast.Expression(reference))
    return eval(compile(expression, "<mutant>", "eval"), names)


def difference(unit, mutant):
    """Return the line that was changed, behind the name of its function."""
    lines = zip(ast.unparse(unit).splitlines(), ast.unparse(mutant).splitlines(), strict=False)
    changed = next((new for old, new in lines if old != new), ast.unparse(mutant))
    return f"{getattr(unit, 'name', 'reference')}: {changed.strip()}"


def mutants(unit):
    """Yield copies of a function with one error in each.

    Parameters
    ----------
    unit : ast.FunctionDef or ast.expr
    """
    settings = {
        id(inner)
        for node in ast.walk(unit)
        if isinstance(node, ast.keyword) and node.arg in SETTINGS
        for inner in ast.walk(node)
    }
    for index, original in enumerate(ast.walk(unit)):
        if id(original) in settings:
            continue
        choice = 0
        while True:
            twin = copy.deepcopy(unit)
            node = next(n for i, n in enumerate(ast.walk(twin)) if i == index)
            found = list(_changes(node, twin))
            if choice >= len(found):
                break
            replace_node(twin, *found[choice])
            choice += 1
            yield twin


def _changes(node, unit):
    """Yield (what is replaced, by what) for the errors that begin at a node."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.AugAssign():
            for other in OPERATORS.get(type(node.op), []):
                yield node.op, other()
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node, node.operand
        case ast.Constant(value=bool()):
            yield node, ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield node, ast.Constant(node.value + 1)
            yield node, ast.Constant(node.value - 1)
        case ast.Attribute(attr="T"):
            yield node, node.value
        case ast.Call():
            yield from _of_call(node)
        case ast.Compare():
            for op in node.ops:
                for other in COMPARISONS.get(type(op), []):
                    yield op, other()
        case ast.BoolOp():
            yield node.op, ast.Or() if isinstance(node.op, ast.And) else ast.And()
            for value in node.values:
                yield node, value
        case ast.Slice():
            yield from _of_slice(node)
        case ast.Tuple(ctx=ast.Load()) if len(node.elts) > 1:
            yield node, ast.Tuple(node.elts[::-1], ast.Load())
        case ast.Name(ctx=ast.Load()):
            parameters = _parameters(unit)
            if node.id in parameters:
                yield from ((node, ast.Name(p, ast.Load())) for p in parameters if p != node.id)
        case ast.IfExp():
            yield node, node.body
            yield node, node.orelse
        case ast.For() | ast.comprehension():
            every = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
            yield node.iter, ast.Subscript(every, ast.Slice(lower=ast.Constant(1)), ast.Load())
            yield node.iter, ast.Subscript(every, ast.Slice(upper=ast.Constant(-1)), ast.Load())
        case ast.Assign() | ast.Expr() if node is not unit.body[0]:
            yield node, ast.Pass()
    if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return):
        for loop in [inner for inner in node.body if isinstance(inner, ast.For)]:
            yield loop.body[-1], ast.If(ast.Constant(True), [loop.body[-1], node.body[-1]], [])


def _parameters(unit):
    """Return the parameters of a function that have no default."""
    if not isinstance(getattr(unit, "args", None), ast.arguments):
        return []
    names = [parameter.arg for parameter in unit.args.args]
    return names[: len(names) - len(unit.args.defaults)]


def _of_operation(node):
    for other in OPERATORS.get(type(node.op), []):
        yield node.op, other()
    if isinstance(node.op, ast.MatMult):
        yield node, ast.BinOp(node.left, ast.MatMult(), ast.Attribute(node.right, "T", ast.Load()))
        yield node, ast.BinOp(ast.Attribute(node.left, "T", ast.Load()), ast.MatMult(), node.right)
        yield node, ast.BinOp(node.right, ast.MatMult(), node.left)
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        yield node, ast.BinOp(node.right, node.op, node.left)
    yield node, node.left
    yield node, node.right


def _of_call(node):
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    for other in NEIGHBOURS.get(name, []):
        if isinstance(node.func, ast.Attribute):
            yield node.func, ast.Attribute(node.func.value, other, ast.Load())
        elif other in ("min", "max", "sum", "list", "any", "all", "round"):
            yield node.func, ast.Name(other, ast.Load())
    if name in FORGOTTEN and node.args:
        yield node, node.args[0]
    if name in FORGOTTEN and not node.args:
        yield node, node.func.value
    if len(node.args) == 2 and not any(isinstance(arg, ast.Starred) for arg in node.args):
        yield node, ast.Call(node.func, node.args[::-1], node.keywords)
    for word in node.keywords:
        if word.arg not in SETTINGS:
            yield node, ast.Call(node.func, node.args, [w for w in node.keywords if w is not word])


def _of_slice(node):
    for end in ("lower", "upper", "step"):
        value = getattr(node, end)
        changed = {"lower": node.lower, "upper": node.upper, "step": node.step}
        if value is not None:
            yield node, ast.Slice(**(changed | {end: None}))
        if end != "step":
            base = value or ast.Constant(0)
            for by in (1, -1):
                if value is not None or (by == 1) == (end == "lower"):
                    other = ast.BinOp(base, ast.Add(), ast.Constant(by))
                    yield node, ast.Slice(**(changed | {end: other}))
