"""Numbers as text, three digits each: for nodes and edges, for screen readers, in equations."""


def first_three(values):
    """Return the numbers 1, 2, ... of the nodes that are written out: three at most."""
    return range(1, min(len(values), 3) + 1)


def _digits(value):
    text = f"{float(value) + 0.0:#.3g}"
    mantissa, _, exponent = text.partition("e")
    return mantissa.rstrip("."), int(exponent or 0)


def as_text(value):
    """Write a number for a node, an edge or a screen reader."""
    mantissa, exponent = _digits(value)
    text = f"{mantissa}e{exponent}" if exponent else mantissa
    return text.replace("-", "\N{MINUS SIGN}")


def as_tex(value):
    """Write a number in an equation."""
    mantissa, exponent = _digits(value)
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def factor(value):
    """Write a number in a product."""
    return f"({as_tex(value)})" if value < 0 else as_tex(value)


def plus(value):
    """Write a number that is added."""
    return f"{'-' if value < 0 else '+'} {as_tex(abs(value))}"


def minus(value):
    """Write a number that is taken away."""
    return f"{'+' if value < 0 else '-'} {as_tex(abs(value))}"


def sum_of_products(p, q):
    """Write p_1 q_1 + p_2 q_2 + ..., the first three products of it."""
    terms = [rf"{factor(u)} \cdot {factor(v)}" for u, v in zip(p, q, strict=True)]
    return " + ".join(terms[:3] + [r"\cdots"] * (len(terms) > 3))


def logarithms(terms):
    """Write minus the sum of t ln p for pairs (t, p)."""
    said = [rf"- {as_tex(t)} \cdot \ln {as_tex(p)}" for t, p in terms[:3]]
    return " ".join(said + [r"- \cdots"] * (len(terms) > 3))
