"""A template's tree as the source of one Python function.

Every node that can fail stands in a `try`; what fails is handed to the interpreter (`recover`), which renders the
node again and so reports the error in the same words. A `try` costs nothing until it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from liquid.ast import Node

from engine.liquid.parser import Content
from engine.liquid.tags.control import Case, If, IfChanged, Unless
from engine.liquid.tags.loops import Break, Continue, Cycle, For
from engine.liquid.tags.partials import Include, Render
from engine.liquid.tags.theme import ContentFor, Form, Layout, Paginate, Section, Sections, Style
from engine.liquid.tags.variables import (
    Assign,
    Capture,
    Comment,
    Decrement,
    DocNode,
    Increment,
    Liquid,
    OutputValue,
)

from . import blocks, branches, loops, plain
from .expressions import Expressions
from .facts import gather
from .names import Frame, Names, Spot
from .writer import Writer

COMPILER_VERSION = "7"
"""Part of the key of everything that is kept: raise it when generated code changes its meaning."""

_AT_ONCE = 12
"""Outputs that are written together."""

_SHORT = 12
"""Nodes of a block that are charged with what stands around it, whether it is written or not."""

_UNWATCHED = 60
"""Nodes after which the account is looked at, where no loop does that."""


@dataclass
class Generated:
    """What one template became."""

    source: str
    origins: list[int]
    constants: list[tuple[str, str]]
    filters: dict[str, str]
    spots: list[Spot]
    fallbacks: list[str]
    """Nodes that were left to the interpreter, by the names of their classes."""


class Generator:
    """Writes the function of one template."""

    def __init__(self, nodes: list[Node], autoescape: bool, *, shared: bool = False) -> None:
        self.facts = gather(nodes)
        self.shared = shared or self.facts.includes
        self.names = Names(self.facts, shared=self.shared)
        self.expressions = Expressions(self.names, autoescape)
        self.writer = Writer()
        self.spots: list[Spot] = []
        self.fallbacks: list[str] = []
        self.place = ""
        self.out, self.append = "out", "app"
        self.writers: dict[str, str] = {}
        """Per place, the line that makes the current buffer's ways of writing to it."""
        self._numbers = 0
        self._unwatched = 0
        self._inner_steps = 0  # what inner blocks have charged for filters and comparisons
        self._line = (0, 1)
        self._nodes = nodes

    # -- the whole -------------------------------------------------------------------------------------

    def generate(self) -> Generated:
        """All of it. Raises CannotCompile."""
        body = self.writer
        with body.block("def render(c, out):"):
            self.nodes(self._nodes)
            body.line = 1
            body.write("out.finish(s)")
        head = Writer()
        with head.block("def render(c, out):"):
            self._prelude(head)
        body.lines[:1], body.origins[:1] = head.lines, head.origins
        return Generated(
            body.text(),
            body.origins,
            self.expressions.constants,
            self.expressions.filters,
            self.spots,
            self.fallbacks,
        )

    def _prelude(self, head: Writer) -> None:
        head.write("b = c.budget; app = out.parts.append; s = 0")
        for line in self.writers.values():
            head.write(line)
        if self.names.variables:
            head.write(f"{' = '.join(self.names.variables.values())} = M")
        if self.expressions.words:
            head.write("W = c.page.words")
        # Any name may be asked for by a place that is only known at run time.
        head.write("O = c.variable")
        if self.names.early:
            # Nothing is assigned or put in front yet, unless the scope is another template's.
            given = "O" if self.shared else "c.given"
            head.write(f"V = c.scope_variables; G = {given}")
        for name, variable in self.names.early.items():
            head.write(f"{variable} = V[{name!r}] if {name!r} in V else G({name!r})")

    # -- what the parts share ----------------------------------------------------------------------------

    def number(self) -> int:
        """A number for the Python variables of one node."""
        self._numbers += 1
        return self._numbers

    def spot(self, nodes: list[Any], assigns: str = "") -> str:
        """The call that lets the interpreter take over these nodes."""
        counted = bool(assigns) and str(nodes[0].name) in self.facts.counted
        self.spots.append(Spot(nodes, self.names.snapshot(), self.place, assigns, counted))
        if self.shared:
            return f"recover_shared(e, c, {self.out}, {len(self.spots) - 1})"
        return f"recover(e, c, {self.out}, {len(self.spots) - 1}, locals())"

    @contextmanager
    def attempt(self, nodes: list[Any], otherwise: str = "", assigns: str = "") -> Any:
        """Write a `try`; when it fails the interpreter renders `nodes`, then `otherwise` is done."""
        with self.writer.block("try:"):
            yield
        with self.writer.block("except Exception as e:"):
            call = self.spot(nodes, assigns)
            self.writer.write(f"{assigns} = {call}" if assigns else call)
            if otherwise:
                self.writer.write(otherwise)

    def fallback(self, node: Any) -> None:
        """Leave a node to the interpreter."""
        self.fallbacks.append(type(node).__name__)
        self.spots.append(Spot([node], self.names.snapshot(), self.place))
        assigned = sorted(self.names.variables)
        if self.shared:
            call = f"hand_over_shared(c, {self.out}, {len(self.spots) - 1})"
        else:
            call = self._hand_over(assigned)
        targets = "".join(f"{self.names.variables[name]}, " for name in assigned)
        statement = f"({targets}) = {call}" if assigned else call
        self.leavable(statement)
        self.names.definite.clear()

    def _hand_over(self, assigned: list[str]) -> str:
        return f"hand_over(c, {self.out}, {len(self.spots) - 1}, locals(), {tuple(assigned)!r})"

    def leavable(self, statement: str) -> None:
        """Write a statement that may ask to leave the loop around it."""
        with self.writer.block("try:"):
            self.writer.write(statement)
        with self.writer.block("except BreakLoop:"):
            self.writer.write(self.leaving("break"))
        with self.writer.block("except ContinueLoop:"):
            self.writer.write(self.leaving("continue"))

    def leaving(self, how: str) -> str:
        """Python for `break` or `continue` here: outside a loop it ends the template, or is its caller's business."""
        if self.names.loop() is not None:
            return how
        if self.shared:
            return f"raise {'BreakLoop' if how == 'break' else 'ContinueLoop'}({how!r})"
        return "return out.finish(s)"

    @contextmanager
    def framed(self, names: dict[str, str]) -> Any:
        """Put names in front for the time of a block."""
        self.names.frames.append(Frame(names))
        if self.shared:
            pairs = ", ".join(f"{name!r}: {variable}" for name, variable in names.items())
            self.writer.write(f"c.frames.append({{{pairs}}})")
            with self.writer.block("try:"):
                yield
            with self.writer.block("finally:"):
                self.writer.write("c.frames.pop()")
        else:
            yield
        self.names.frames.pop()

    @contextmanager
    def branch(self) -> Any:
        """What is assigned in here may not be assigned after it."""
        before, unwatched = set(self.names.definite), self._unwatched
        yield
        self.names.definite = before
        # The way around the block has not met what looks at the account in it.
        self._unwatched = max(self._unwatched, unwatched)

    @contextmanager
    def buffer(self, number: int) -> Any:
        """Write into another buffer."""
        before = self.out, self.append, self.writers
        self.out, self.append, self.writers = f"out{number}", f"app{number}", {}
        opening = len(self.writer.lines)
        self.writer.write(f"{self.out} = c.output(); {self.append} = {self.out}.parts.append")
        yield self.out
        self.writer.lines[opening] += "".join(f"; {line}" for line in self.writers.values())
        self.out, self.append, self.writers = before

    def written(self, variable: str, place: str) -> str:
        """Python for the text of a value at a place; short plain text needs no call but the escaping itself."""
        suffix = f"{place}{self.out.removeprefix('out')}"
        self.writers[place] = f"esc{suffix}, wr{suffix} = {self.out}.writers(c, {place!r})"
        quick = f"{variable}.__class__ is str and len({variable}) < 1000"
        return f"esc{suffix}({variable}) if {quick} else wr{suffix}({variable})"

    def body(self, block: Any, *, turns: bool = False, short: bool = False) -> None:
        """The nodes of a block; of a loop's, with a step for the turn; of a `short` one, charged by what is around."""
        if block is None:
            return
        if short and len(block.nodes) <= _SHORT:
            self.expressions.steps += len(block.nodes)
            self._all(block.nodes)
        else:
            self.nodes(block.nodes, int(turns))

    # -- nodes -----------------------------------------------------------------------------------------

    def nodes(self, nodes: list[Any], more: int = 0) -> None:
        """Write nodes one after the other, charged with `more`; outputs and texts in a row are written together."""
        if not nodes and not more:
            return
        with self._charged(len(nodes) + more):
            self._all(nodes)

    @contextmanager
    def _charged(self, count: int) -> Any:
        """Charge nodes in front of them, with the filters and comparisons that they themselves hold."""
        at, steps, inner = len(self.writer.lines), self.expressions.steps, self._inner_steps
        self.writer.write("s += ")
        yield
        own = self.expressions.steps - steps - (self._inner_steps - inner)
        self._inner_steps += own
        self.writer.lines[at] += str(count + own)

    def _all(self, nodes: list[Any]) -> None:
        group: list[Any] = []
        for node in nodes:
            self._watch(group)
            flat = isinstance(node, (Content, OutputValue))
            if not flat or len(group) == _AT_ONCE or _is_long(node) or (group and _is_long(group[-1])):
                self._group(group)
                group = []
            if flat:
                group.append(node)
            else:
                self.node(node)
        self._group(group)

    def _watch(self, group: list[Any]) -> None:
        """Look at the account every so many nodes; a loop looks by itself."""
        self._unwatched += 1
        if self._unwatched > _UNWATCHED:
            self._group(group)
            group.clear()
            self.look()

    def look(self) -> None:
        """Write the line that looks at the account."""
        self._unwatched = 0
        with self.writer.block("if s > 800:"):
            self.writer.write(f"s = {self.out}.look(s)")

    def _group(self, group: list[Any]) -> None:
        if group:
            self.at(group[0])
            plain.outputs(self, group)

    def node(self, node: Any) -> None:
        """Write one node that is neither text nor output."""
        self.at(node)
        write = _NODES.get(type(node))
        if write is None:
            self.fallback(node)
        else:
            write(self, node)

    def at(self, node: Any) -> None:
        """Say that what is written now comes from this node's line."""
        token = node.token
        if token is not None and token.start_index >= 0:
            index, line = self._line
            if token.start_index < index:
                index, line = 0, 1
            self.writer.line = line + token.source.count("\n", index, token.start_index)
            self._line = token.start_index, self.writer.line


def _is_long(node: Any) -> bool:
    return isinstance(node, Content) and len(node.text) > plain.LONG_TEXT


_NODES: dict[type, Callable[[Generator, Any], None]] = {
    Assign: plain.assign,
    Break: loops.leave,
    Capture: plain.capture,
    Case: branches.case,
    Comment: plain.nothing,
    ContentFor: blocks.content_for,
    Continue: loops.go_on,
    Cycle: plain.cycle,
    Decrement: plain.decrement,
    DocNode: plain.nothing,
    For: loops.loop,
    Form: blocks.form,
    If: branches.choose,
    IfChanged: plain.if_changed,
    Include: blocks.include,
    Increment: plain.increment,
    Layout: blocks.layout,
    Liquid: plain.liquid,
    Paginate: blocks.paginate,
    Render: blocks.render,
    Section: blocks.section,
    Sections: blocks.sections,
    Style: blocks.style,
    Unless: branches.choose,
}
