"""for, break and continue."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions import StringLiteral

from .names import Frame, Loop

if TYPE_CHECKING:
    from .generate import Generator


def _items(g: Generator, node: Any) -> str:
    """Python for what a loop visits."""
    loop = node.expression
    value = g.expressions.value(loop.iterable)
    title = f"{loop.identifier}-{loop.iterable}"
    if loop.limit is None and loop.offset is None and not loop.reversed and not g.facts.continued:
        variable = g.expressions.temporary()
        return f"{variable} if ({variable} := {value}).__class__ is list else loop_items({variable}, 0, None)"
    limit = "None" if loop.limit is None else g.expressions.value(loop.limit)
    if loop.offset is None:
        offset = "None"
    elif isinstance(loop.offset, StringLiteral) and loop.offset.value == "continue":
        offset = "GO_ON"
    else:
        offset = g.expressions.value(loop.offset)
    return f"part_of(c, {title!r}, {value}, {limit}, {offset}, {bool(loop.reversed)})"


def loop(g: Generator, node: Any) -> None:
    """`for`."""
    number = g.number()
    items, length, at, item = f"it{number}", f"n{number}", f"i{number}", f"x{number}"
    title = f"{node.expression.identifier}-{node.expression.iterable}"
    with g.attempt([node], f"{items} = None"):
        g.writer.write(f"{items} = {_items(g, node)}")
    with g.writer.block(f"if {items}:"), g.branch():
        described = _described(g, number, title)
        g.writer.write(f"{length} = len({items})")
        if described.object:
            g.writer.write(f"{described.object} = ForLoop({title!r}, {length}, {_parent(g)})")
        name = str(node.expression.identifier)
        frame = Frame({"forloop": described.object or at, name: item}, described)
        with _pushed(g, frame, name), g.writer.block(f"for {at}, {item} in enumerate({items}):"):
            _turn(g, frame, name)
            if described.object:
                g.writer.write(f"{described.object}.index0 = {at}")
            g.body(node.block, turns=True)
    if node.default is not None:
        with g.writer.block(f"elif {items} is not None:"), g.branch():
            g.body(node.default)


def _parent(g: Generator) -> str:
    """Python for the `forloop` around this one."""
    if g.shared:
        return "c.loop_stack[-1] if c.loop_stack else None"
    parent = g.names.loop()
    return parent.object if parent is not None and parent.object else "None"


def _described(g: Generator, number: int, title: str) -> Loop:
    return Loop(number, title, f"fl{number}" if g.shared or g.facts.loop_objects else "")


def _turn(g: Generator, frame: Frame, name: str) -> None:
    g.look()
    if g.names.observed(name):
        g.writer.write(f"c.frames[-1][{name!r}] = {frame.names[name]}")


@contextmanager
def _pushed(g: Generator, frame: Frame, name: str) -> Any:
    """Put the loop's names in front; into the context too, if something there looks for them."""
    observed = g.names.observed(name)
    if g.shared:
        turn = frame.names["forloop"]
        g.writer.write(f"c.frames.append({{'forloop': {turn}}}); c.loop_stack.append({turn})")
    elif observed:
        g.writer.write("c.frames.append({})")
    g.names.frames.append(frame)
    yield
    g.names.frames.pop()
    if g.shared:
        g.writer.write("c.frames.pop(); c.loop_stack.pop()")
    elif observed:
        g.writer.write("c.frames.pop()")


def leave(g: Generator, node: Any) -> None:
    """`break`: out of the loop, or the end of the template."""
    g.writer.write(g.leaving("break"))


def go_on(g: Generator, node: Any) -> None:
    """`continue`."""
    g.writer.write(g.leaving("continue"))
