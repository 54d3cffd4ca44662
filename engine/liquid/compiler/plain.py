"""Texts, outputs, and the tags that set or count something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions.primitive import FalseLiteral, Nil, TrueLiteral

from engine.liquid.expressions import Filtered, Text, Variable
from engine.liquid.parser import Content
from engine.liquid.safe import HTML, unmarked

if TYPE_CHECKING:
    from .generate import Generator

LONG_TEXT = 1_000
"""Characters of literal text that are written and charged by themselves: put together with values they would be copied."""


def outputs(g: Generator, group: list[Any]) -> None:
    """Texts and outputs in a row: the values first, then one string of them all."""
    if all(isinstance(node, Content) for node in group):
        for node in group:
            if node.text:
                literal = _literal(g, node)
                g.writer.write(
                    f"{g.append}({f'{g.out}.long({literal})' if len(node.text) > LONG_TEXT else literal})"
                )
        return
    with g.attempt(group):
        pieces, values = [], 0
        for node in group:
            if isinstance(node, Content):
                pieces.append(_piece(g, node))
            else:
                pieces.append("{" + _written(g, node, f"a{values}") + "}")
                values += 1
        if len(pieces) == 1 and values == 1:
            g.writer.write(f"{g.append}({pieces[0][1:-1]})")
        else:
            g.writer.write(f"{g.append}(f'{''.join(pieces)}')")


def _literal(g: Generator, node: Any) -> str:
    text = unmarked(node.text)
    return repr(text) if text == node.text else g.expressions.constant("mark", text)


def _piece(g: Generator, node: Any) -> str:
    """A text inside an f-string in single quotes."""
    text = unmarked(node.text)
    if text != node.text:
        return "{" + g.expressions.constant("mark", text) + "}"
    shown = text.encode("unicode_escape").decode("ascii").replace("'", "\\'")
    return shown.replace("{", "{{").replace("}", "}}")


def _written(g: Generator, node: Any, variable: str) -> str:
    """Write the line that finds a value; return the expression that makes text of it."""
    place = node.place if node.place != HTML else g.place
    g.at(node)
    source = g.expressions.value(node.expression)
    g.writer.write(f"{variable} = {f'at_host(c, {source})' if node.behind_scheme else source}")
    return g.written(variable, place)


def assign(g: Generator, node: Any) -> None:
    """`assign`: a Python variable."""
    name = str(node.name)
    expression = node.expression
    if g.shared:
        with g.attempt([node]):
            g.writer.write(f"c.locals[{name!r}] = {g.expressions.value(expression)}")
        return
    variable = g.names.variables[name]
    if _is_safe(expression):
        g.writer.write(f"{variable} = {g.expressions.value(expression)}")
    else:
        with g.attempt([node], assigns=variable):
            g.writer.write(f"{variable} = {g.expressions.value(expression)}")
    if name not in g.facts.counted:
        g.names.definite.add(name)
    if g.names.observed(name):
        g.writer.write(f"c.locals[{name!r}] = {variable}")


def _is_safe(expression: Any) -> bool:
    """Whether finding a value cannot fail: a literal or a plain name."""
    if isinstance(expression, Filtered):
        return not expression.filters and _is_safe(expression.left)
    if isinstance(expression, Variable):
        return len(expression.path) == 1 and isinstance(expression.path[0], str)
    return isinstance(expression, (Text, TrueLiteral, FalseLiteral, Nil))


def capture(g: Generator, node: Any) -> None:
    """`capture`: the block into a buffer of its own."""
    name = str(node.name)
    with g.buffer(g.number()) as out, g.branch():
        g.body(node.block)
    if g.shared:
        g.writer.write(f"c.locals[{name!r}] = captured(c, {out}, {g.out})")
        return
    variable = g.names.variables[name]
    g.writer.write(f"{variable} = captured(c, {out}, {g.out})")
    g.names.definite.add(name)
    if g.names.observed(name):
        g.writer.write(f"c.locals[{name!r}] = {variable}")


def if_changed(g: Generator, node: Any) -> None:
    """`ifchanged`: the block into a buffer, written if it differs from the last one."""
    with g.buffer(g.number()) as out:
        g.body(node.block)
    g.writer.write(f"if_changed(c, {out}, {g.out})")


def increment(g: Generator, node: Any) -> None:
    """`increment`."""
    g.writer.write(f"{g.append}(count_up(c, {str(node.name)!r}))")


def decrement(g: Generator, node: Any) -> None:
    """`decrement`."""
    g.writer.write(f"{g.append}(count_down(c, {str(node.name)!r}))")


def cycle(g: Generator, node: Any) -> None:
    """`cycle` of values that cannot fail; the interpreter does the others."""
    if not all(isinstance(arg, Text) for arg in node.args):
        g.fallback(node)
        return
    shown = ", ".join(g.expressions.value(arg) for arg in node.args)
    if node.group is None:
        key = repr(("values", tuple(str(arg) for arg in node.args)))
    elif isinstance(node.group, Text):
        key = repr(("named", node.group.value))
    else:
        g.fallback(node)
        return
    g.writer.write(f"{g.append}(cycled(c, {key}, ({shown},), {node.place!r}))")


def nothing(g: Generator, node: Any) -> None:
    """Comments."""


def liquid(g: Generator, node: Any) -> None:
    """`{% liquid %}`: its statements."""
    g.body(node.block)
