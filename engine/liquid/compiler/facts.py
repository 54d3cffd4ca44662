"""What is known about a template's names before it runs: what it assigns, counts, pages and reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import Path
from liquid.expression import Expression

from engine.liquid.errors import CannotCompile
from engine.liquid.tags.control import Case, If, IfChanged, Unless, When
from engine.liquid.tags.loops import For, TableRowNode
from engine.liquid.tags.partials import Include, Render
from engine.liquid.tags.theme import ContentFor, Form, Paginate, Section, Sections, Style, WithArguments
from engine.liquid.tags.variables import Assign, Capture, Decrement, Increment, Liquid

OBSERVED = ("block", "section", "closest", "current_tags")
"""Names that tags and filters look up in the context by themselves."""

LOOKING = frozenset({"link_to_add_tag", "link_to_tag", "link_to_remove_tag", "highlight_active_tag"})
"""Filters that look for variables by themselves."""
SIMPLE_LOOP_PROPERTIES = frozenset({"index", "index0", "first", "last", "length", "rindex", "rindex0"})


@dataclass
class Facts:
    """Read off the tree in one walk."""

    assigned: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    reads: dict[str, int] = field(default_factory=dict)
    """How often a name is read; what is read in a loop counts at least twice."""
    loop_objects: bool = False
    """`forloop` is used as a whole, or by `parentloop`."""
    continued: bool = False
    """Some loop goes on where another one stopped."""
    includes: bool = False
    """Something is included, which reads and sets this template's variables."""
    observers: bool = False
    """Something asks the context for one of the OBSERVED names."""


def children_of(node: Any) -> Iterator[Any]:
    """The nodes directly inside a node that the compiler knows."""
    if isinstance(node, (If, Unless)):
        yield node.consequence
        for alternative in node.alternatives:
            yield alternative.block
        if node.default is not None:
            yield node.default
    elif isinstance(node, For):
        yield node.block
        if node.default is not None:
            yield node.default
    elif isinstance(node, Case):
        branches: list[Any] = node.blocks
        for block in branches:
            yield block.block if isinstance(block, When) else block
    elif isinstance(node, (Capture, TableRowNode, IfChanged, Style, Form, Paginate, Liquid)):
        yield node.block


def expressions_of(node: Any) -> Iterator[Any]:
    """The expressions of a node itself."""
    if isinstance(node, (If, Unless)):
        yield node.condition
        for alternative in node.alternatives:
            yield alternative.expression
    elif isinstance(node, (For, TableRowNode)):
        loop = node.expression
        yield from (part for part in (loop.iterable, loop.limit, loop.offset, loop.cols) if part is not None)
    elif isinstance(node, Case):
        yield node.expression
        branches: list[Any] = node.blocks
        for block in branches:
            if isinstance(block, When):
                yield from block.values
    elif isinstance(node, (WithArguments, Paginate, Render, Include)):
        yield from node.expressions()
    else:
        yield from node.expressions()


def paths_in(expression: Any) -> Iterator[Path]:
    """Every path inside an expression."""
    if isinstance(expression, Path):
        yield expression
    for child in expression.children():
        if isinstance(child, Expression):
            yield from paths_in(child)


def filters_in(expression: Any) -> Iterator[str]:
    """The names of the filters in an expression."""
    for part in ("filters", "tail_filters"):
        for call in getattr(expression, part, None) or ():
            yield call.name
    for child in ("left", "alternative"):
        inner = getattr(expression, child, None)
        if inner is not None:
            yield from filters_in(inner)


def gather(nodes: list[Node]) -> Facts:
    """Walk the tree. Raises CannotCompile for what needs the interpreter's own scopes."""
    facts = Facts()
    _walk(nodes, facts, 0)
    return facts


def _walk(nodes: Any, facts: Facts, loops: int) -> None:
    for node in nodes:
        _note(node, facts)
        for expression in expressions_of(node):
            _note_expression(expression, facts, loops)
        deeper = loops + isinstance(node, (For, TableRowNode))
        if deeper > 16:
            raise CannotCompile("loops nested too deeply")
        for child in children_of(node):
            _walk(child.nodes, facts, deeper)


def _note(node: Any, facts: Facts) -> None:
    if isinstance(node, (Assign, Capture)):
        facts.assigned.add(str(node.name))
    elif isinstance(node, (Increment, Decrement)):
        facts.counted.add(str(node.name))
    elif isinstance(node, (ContentFor, Section, Sections)):
        facts.observers = True
    elif isinstance(node, (For, TableRowNode)):
        offset = node.expression.offset
        facts.continued = facts.continued or getattr(offset, "value", None) == "continue"
    elif isinstance(node, Include):
        facts.includes = True
    elif isinstance(node, Render) and not isinstance(getattr(node.name, "value", None), str):
        facts.observers = True


def _note_expression(expression: Any, facts: Facts, loops: int) -> None:
    facts.observers = facts.observers or any(name in LOOKING for name in filters_in(expression))
    for path in paths_in(expression):
        head = path.path[0] if path.path else None
        if not isinstance(head, str):
            raise CannotCompile("a variable's name is computed")
        facts.reads[head] = facts.reads.get(head, 0) + (2 if loops else 1)
        if head == "forloop":
            rest = path.path[1:]
            if len(rest) != 1 or rest[0] not in SIMPLE_LOOP_PROPERTIES:
                facts.loop_objects = True
