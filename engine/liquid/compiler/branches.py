"""if, unless and case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions import StringLiteral
from liquid.builtin.expressions.primitive import IntegerLiteral

from engine.liquid.expressions import Condition, Variable
from engine.liquid.tags.control import Unless, When

from .facts import paths_in

if TYPE_CHECKING:
    from .generate import Generator


def choose(g: Generator, node: Any) -> None:
    """`if` and `unless`: which branch is found first, so that only that can fail; then the branch is written."""
    first = g.expressions.truth(node.condition)
    if isinstance(node, Unless):
        first = f"not {first}"
    if not node.alternatives and node.default is None:
        if _cannot_fail(node.condition):
            head = f"if {first}:"
        else:
            chosen = f"w{g.number()}"
            with g.attempt([node], f"{chosen} = False"):
                g.writer.write(f"{chosen} = {first}")
            head = f"if {chosen}:"
        with g.writer.block(head), g.branch():
            g.body(node.consequence, short=True)
        return
    tests = [first, *(g.expressions.truth(a.expression) for a in node.alternatives)]
    blocks = [node.consequence, *(a.block for a in node.alternatives)]
    chosen = f"w{g.number()}"
    numbered = "".join(f"{at} if {test} else " for at, test in enumerate(tests, 1))
    with g.attempt([node], f"{chosen} = -1"):
        g.writer.write(f"{chosen} = {numbered}0")
    short = len(blocks) <= 2
    for at, block in enumerate(blocks, 1):
        with g.writer.block(f"{'if' if at == 1 else 'elif'} {chosen} == {at}:"), g.branch():
            g.body(block, short=short)
    if node.default is not None:
        with g.writer.block(f"elif {chosen} == 0:"), g.branch():
            g.body(node.default, short=short)


def _cannot_fail(condition: Any) -> bool:
    inner = condition.expression if isinstance(condition, Condition) else condition
    return isinstance(inner, Variable) and len(inner.path) == 1 and isinstance(inner.path[0], str)


def case(g: Generator, node: Any) -> None:
    """`case`: a chain if at most one branch can match; otherwise every branch that does."""
    whens = [block for block in node.blocks if isinstance(block, When)]
    values: list[Any] = [value for when in whens for value in when.values]
    literal = all(isinstance(value, (StringLiteral, IntegerLiteral)) for value in values)
    distinct = literal and len({str(value.value) for value in values}) == len(values)
    last_else = all(isinstance(block, When) for block in node.blocks[:-1])
    if distinct and last_else:
        _chain(g, node)
    elif _independent(g, values):
        _every(g, node, whens)
    else:
        g.fallback(node)


def _chain(g: Generator, node: Any) -> None:
    subject = f"x{g.number()}"
    with g.attempt([node], f"{subject} = SKIP"):
        g.writer.write(f"{subject} = {g.expressions.value(node.expression)}")
    with g.writer.block(f"if {subject} is SKIP:"):
        pass
    for block in node.blocks:
        if not isinstance(block, When):
            with g.writer.block("else:"), g.branch():
                g.body(block)
            return
        tests = " or ".join(_equals(g, subject, value) for value in block.values)
        with g.writer.block(f"elif {tests}:"), g.branch():
            g.body(block.block)


def _equals(g: Generator, subject: str, value: Any) -> str:
    source = g.expressions.value(value)
    kind = "str" if isinstance(value, StringLiteral) else "int"
    return f"({subject} == {source} if {subject}.__class__ is {kind} else equals({subject}, {source}))"


def _independent(g: Generator, values: list[Any]) -> bool:
    """Whether no branch can change what a later `when` compares with."""
    heads = {path.path[0] for value in values for path in paths_in(value)}
    return not heads & (g.facts.assigned | g.facts.counted)


def _every(g: Generator, node: Any, whens: list[Any]) -> None:
    number = g.number()
    subject, times, matched = f"x{number}", f"w{number}", f"m{number}"
    with g.attempt([node], f"{times} = None"):
        g.writer.write(f"{subject} = {g.expressions.value(node.expression)}")
        sums = ", ".join(
            " + ".join(f"same({subject}, {g.expressions.value(value)}, b)" for value in when.values)
            for when in whens
        )
        g.writer.write(f"{times} = ({sums}{',' if sums else ''}); {matched} = False")
    with g.writer.block(f"if {times} is not None:"):
        at = 0
        for block in node.blocks:
            if not isinstance(block, When):
                with g.writer.block(f"if not {matched}:"), g.branch():
                    g.body(block)
                continue
            # A value given twice writes the block twice; a loop would catch the block's own `break`.
            for count in range(1, len(block.values) + 1):
                with g.writer.block(f"if {times}[{at}] >= {count}:"), g.branch():
                    g.writer.write(f"{matched} = True")
                    g.body(block.block)
            at += 1
