"""Which cells of a notebook others rest on, so that a replay need not train what nobody asks for.

A cell is needed if one of the cells in question, or a needed one below it, reads a name that it
binds or changes. Which names a cell binds and reads stands in its text. Whether it changes a value
that it did not bind is judged by two rules: arrays and tables change by assignment to a part, by
`+=`, by ``out=``, or by a method called for its effect; what is made by a class, by a generator or
by a function of the notebook may change wherever it is mentioned in a call. The rules may be wrong
about a cell; then a needed one fails or shows another result, and the caller replays all cells.
"""

import ast
from dataclasses import dataclass, field


@dataclass
class Names:
    """What a cell does to names.

    Attributes
    ----------
    read : set of str
        Names whose values from above it may use, also within its functions.
    bound : set of str
        Names that it gives a value.
    settled : set of str
        Those that it binds before it reads them, whatever happens: earlier values are gone.
    changed : set of str
        Names of data that it changes in place.
    mentioned : set of str
        Names in its calls: whoever may change where it is mentioned may change here.
    """

    read: set = field(default_factory=set)
    bound: set = field(default_factory=set)
    settled: set = field(default_factory=set)
    changed: set = field(default_factory=set)
    mentioned: set = field(default_factory=set)


def names_of(source):
    """Return the names of a cell.

    Parameters
    ----------
    source : str

    Returns
    -------
    Names
    """
    names, tree = Names(), ast.parse(source)
    names.read, names.settled = _reads_of(tree.body, set())
    for statement in tree.body:
        names.bound |= _bound(statement)
        names.changed |= _changed(statement)
        for node in ast.walk(statement):
            if isinstance(node, (ast.Call, ast.With)):
                names.mentioned |= _loaded(node)
    names.settled -= names.read
    return names


def states(sources):
    """Return the names that hold something with a state of its own, anywhere in the notebook.

    Parameters
    ----------
    sources : list of str

    Returns
    -------
    set of str
    """
    trees = [ast.parse(source) for source in sources]
    own = {
        node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }
    found = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.For, ast.comprehension)):
                value = node.value if isinstance(node, ast.Assign) else node.iter
                makers = {_called(call) for call in ast.walk(value) if isinstance(call, ast.Call)}
                if any(_makes_a_state(name, own) for name in makers):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    found |= {n for target in targets for n in _stored(target)}
    return found


def needed(sources, asked):
    """Return which cells those in question rest on, and they themselves.

    Parameters
    ----------
    sources : list of str
        The code cells, in order.
    asked : set of int
        Places of the cells in question.

    Returns
    -------
    set of int
    """
    stateful, modules = states(sources), _imported(sources)
    wanted, chosen = set(), set()
    for place in range(len(sources) - 1, -1, -1):
        names = names_of(sources[place])
        touched = names.bound | (names.changed - modules) | (names.mentioned & stateful)
        if place in asked or wanted & touched:
            chosen.add(place)
            wanted = (wanted - names.settled) | names.read
    return chosen


def _imported(sources):
    return {
        (node.asname or node.name).partition(".")[0]
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.alias)
    }


def _makes_a_state(name, own):
    return name[:1].isupper() or name in own or name in ("default_rng", "copy", "deepcopy", "fit")


def _called(call):
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _reads_of(statements, settled):
    """Return the names read before these statements bind them, and those settled after."""
    read, settled = set(), set(settled)
    for statement in statements:
        above = _loaded(statement) - settled
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            settled.add(statement.name)
        elif isinstance(statement, (ast.For, ast.With)):
            heads = [statement.iter] if isinstance(statement, ast.For) else statement.items
            above = set().union(*map(_loaded, heads)) - settled
            settled |= _stored(statement.target) if isinstance(statement, ast.For) else set()
            for head in heads:
                settled |= _stored(head)
            inner, within = _reads_of(statement.body, settled)
            above |= inner
            settled = within if isinstance(statement, ast.With) else settled
        elif isinstance(statement, ast.If):
            branches = [_reads_of(b, settled) for b in (statement.body, statement.orelse)]
            above = (_loaded(statement.test) - settled).union(*(read for read, _ in branches))
            settled = branches[0][1] & branches[1][1]
        elif not isinstance(statement, (ast.AugAssign, ast.Try, ast.While)):
            settled |= _bound(statement)
        read |= above
    return read, settled


def _loaded(tree):
    """Return the names that a tree takes from outside: not those of its own functions and loops."""
    if isinstance(tree, (ast.FunctionDef, ast.Lambda)):
        given = {a.arg for a in ast.walk(tree.args) if isinstance(a, ast.arg)}
        outside = set().union(*map(_loaded, ast.iter_child_nodes(tree.args)))
        body = tree.body if isinstance(tree.body, list) else [tree.body]
        if isinstance(tree, ast.FunctionDef):
            outside |= set().union(*map(_loaded, tree.decorator_list))
            given |= {name for statement in body for name in _bound(statement)}
        return outside | (set().union(*map(_loaded, body)) - given)
    if isinstance(tree, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        inside = {n for g in tree.generators for n in _stored(g.target)}
        return set().union(*map(_loaded, ast.iter_child_nodes(tree))) - inside
    if isinstance(tree, ast.Name):
        return {tree.id} if _is_load(tree) else set()
    found = set().union(*map(_loaded, ast.iter_child_nodes(tree)))
    return found | _stored(tree.target) if isinstance(tree, ast.AugAssign) else found


def _stored(tree):
    """Return the names that a tree binds outside of functions and comprehensions."""
    local = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
    if isinstance(tree, local):
        return set()
    if isinstance(tree, ast.Name):
        return set() if _is_load(tree) else {tree.id}
    return set().union(*map(_stored, ast.iter_child_nodes(tree)))


def _is_load(name):
    return isinstance(name.ctx, ast.Load)


def _bound(statement):
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    named = (node for node in ast.walk(statement) if isinstance(node, ast.alias))
    imported = {(node.asname or node.name).partition(".")[0] for node in named}
    return _stored(statement) | imported


def _changed(statement):
    """Return the names of data of which a statement changes a part."""
    changed = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not _is_load(node):
            changed.add(_root(node))
        elif isinstance(node, ast.keyword) and node.arg == "out":
            changed.add(_root(node.value))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func  # rows.append(row), values.sort()
            changed.add(_root(function) if isinstance(function, ast.Attribute) else "")
    return changed - {""}


def _root(node):
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
