"""for, tablerow, break, continue, cycle."""

from __future__ import annotations

from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import LoopExpression, StringLiteral
from liquid.builtin.tags.cycle_tag import CycleNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForNode
from liquid.builtin.tags.tablerow_tag import TablerowNode
from liquid.exceptions import BreakLoop, ContinueLoop, LiquidSyntaxError
from liquid.token import TOKEN_COLON, TOKEN_COMMA

from engine.liquid import values
from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.errors import RenderError
from engine.liquid.parser import Block, Stream

from .base import Tag


class ForLoop(Drop):
    """What a template sees as `forloop`."""

    liquid_name = "ForloopDrop"

    def __init__(self, name: str, length: int, parent: object) -> None:
        self.name = name
        self.length = length
        self.parent = parent
        self.index0 = 0

    def liquid_get(self, key: object) -> object:
        if key == "index":
            return self.index0 + 1
        if key == "index0":
            return self.index0
        if key == "first":
            return self.index0 == 0
        if key == "last":
            return self.index0 == self.length - 1
        if key == "length":
            return self.length
        if key == "rindex":
            return self.length - self.index0
        if key == "rindex0":
            return self.length - self.index0 - 1
        if key == "parentloop":
            return self.parent
        return self.name if key == "name" else None


class TableRow(Drop):
    """What a template sees as `tablerowloop`."""

    liquid_name = "TablerowloopDrop"

    def __init__(self, length: int, columns: int) -> None:
        self.length = length
        self.columns = columns
        self.index0 = 0

    def liquid_get(self, key: object) -> object:
        column = self.index0 % self.columns + 1
        known = {
            "index": self.index0 + 1,
            "index0": self.index0,
            "first": self.index0 == 0,
            "last": self.index0 == self.length - 1,
            "length": self.length,
            "rindex": self.length - self.index0,
            "rindex0": self.length - self.index0 - 1,
            "col": column,
            "col0": column - 1,
            "col_first": column == 1,
            "col_last": column == self.columns,
            "row": self.index0 // self.columns + 1,
        }
        return known.get(key) if isinstance(key, str) else None


def loop_items(value: object, start: int, stop: int | None) -> Any:
    """Return the part of a value that a loop visits, without loading more of it than that."""
    if isinstance(value, (list, tuple, range)):
        return value[start:stop]
    if isinstance(value, SequenceDrop):
        return value.liquid_slice(start, stop)
    if isinstance(value, dict):
        return [[key, item] for key, item in value.items()][start:stop]
    if isinstance(value, str):
        return [value][start:stop] if value else []
    if isinstance(value, Drop) and hasattr(value, "__iter__"):
        return list(value)[start:stop]
    return []


GO_ON: Any = object()
"""The offset `continue`."""


def part_of(context: Any, key: str, value: object, limit: object, offset: object, backwards: bool) -> Any:
    """What a loop visits of a value. None as limit or offset means none; notes where the loop will have stopped."""
    start = context.offsets.get(key, 0) if offset is GO_ON else max(_whole(offset) or 0, 0)
    most = _whole(limit)
    items = loop_items(value, start, None if most is None else start + max(most, 0))
    context.offsets[key] = start + len(items)
    return items[::-1] if backwards else items


def select_items(expression: LoopExpression, context: Any) -> Any:
    """Evaluate a loop's expression with its limit, offset and direction."""
    key = f"{expression.identifier}-{expression.iterable}"
    value = expression.iterable.evaluate(context)
    offset, limit = expression.offset, expression.limit
    if isinstance(offset, StringLiteral) and offset.value == "continue":
        start: object = GO_ON
    else:
        start = offset.evaluate(context) if offset is not None else None
    most = limit.evaluate(context) if limit is not None else None
    try:
        return part_of(context, key, value, most, start, expression.reversed)
    except RenderError as error:
        error.token = error.token or expression.token
        raise


def _whole(value: object) -> int | None:
    return None if value is None else values.to_integer(value)


class For(ForNode):
    """One turn per item."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        items = select_items(self.expression, context)
        if not len(items):
            return self.default.render_to_output(context, buffer) if self.default else 0
        parent = context.loop_stack[-1] if context.loop_stack else None
        loop = ForLoop(f"{self.expression.identifier}-{self.expression.iterable}", len(items), parent)
        with context.frame({"forloop": loop}) as frame:
            context.loop_stack.append(loop)
            try:
                for index, item in enumerate(items):
                    context.budget.step()
                    loop.index0 = index
                    frame[self.expression.identifier] = item
                    try:
                        self.block.render_to_output(context, buffer)
                    except ContinueLoop:
                        continue
                    except BreakLoop:
                        break
            finally:
                context.loop_stack.pop()
        return 0


class ForTag(Tag):
    """`{% for x in list %} … {% else %} … {% endfor %}`"""

    name = "for"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        expression = self.expression(stream, token).loop()
        block = self.block_until(stream, token, "endfor", "else")
        default: Block | None = None
        while stream.current.is_tag("else"):
            branch = self.start(stream)
            other = self.block_until(stream, branch, "endfor", "else")
            if default is None:
                default = other
            else:
                stream.notes.append((branch.start_index, "a second 'else' is never reached"))
        self.close(stream, "endfor")
        node = For(token, expression, block, default)
        if node.blank:
            for each in (block, default):
                if each is not None:
                    each.drop_white_space()
        return node


class TableRowNode(TablerowNode):
    """The cells of a table."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        items = select_items(self.expression, context)
        if not len(items):
            buffer.write('<tr class="row1">\n</tr>\n')
            return 0
        columns = len(items)
        if self.expression.cols is not None:
            columns = max(_whole(self.expression.cols.evaluate(context)) or len(items), 1)
        loop = TableRow(len(items), columns)
        buffer.write('<tr class="row1">\n')
        with context.frame({"tablerowloop": loop}) as frame:
            context.loop_stack.append(loop)
            try:
                self._cells(items, loop, frame, context, buffer)
            finally:
                context.loop_stack.pop()
        buffer.write("</tr>\n")
        return 0

    def _cells(self, items: Any, loop: TableRow, frame: dict[str, object], context: Any, buffer: Any) -> None:
        for index, item in enumerate(items):
            context.budget.step()
            loop.index0 = index
            frame[self.expression.identifier] = item
            buffer.write(f'<td class="col{index % loop.columns + 1}">')
            stopped = False
            try:
                self.block.render_to_output(context, buffer)
            except ContinueLoop:
                pass
            except BreakLoop:
                stopped = True
            buffer.write("</td>")
            if stopped:
                return
            if (index + 1) % loop.columns == 0 and index + 1 < len(items):
                buffer.write(f'</tr>\n<tr class="row{(index + 1) // loop.columns + 1}">')


class TableRowTag(Tag):
    """`{% tablerow x in list cols: 3 %} … {% endtablerow %}`"""

    name = "tablerow"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        expression = self.expression(stream, token).loop()
        block = self.block_until(stream, token, "endtablerow")
        self.close(stream, "endtablerow")
        return TableRowNode(token, expression, block)


class Break(BreakNode):
    """Leaves the loop."""

    def render_to_output(self, context: Any, buffer: Any) -> int:
        raise BreakLoop("break")


class Continue(ContinueNode):
    """Goes on with the next item."""

    def render_to_output(self, context: Any, buffer: Any) -> int:
        raise ContinueLoop("continue")


class BreakTag(Tag):
    """`{% break %}`"""

    name = "break"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        return Break(token)


class ContinueTag(Tag):
    """`{% continue %}`"""

    name = "continue"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        return Continue(token)


class Cycle(CycleNode):
    """The next of its values each time; cycles of one name share their position."""

    __slots__ = ("key", "place")
    key: object
    place: str

    def render_to_output(self, context: Any, buffer: Any) -> int:
        if self.group is not None:
            key: object = ("named", values.to_text(self.group.evaluate(context)))
        else:
            key = self.key
        at = context.cycles.get(key, 0)
        context.cycles[key] = at + 1 if at + 1 < len(self.args) else 0
        if at < len(self.args):
            buffer.write(values.to_output(self.args[at].evaluate(context), self.place))
        return 0


class CycleTag(Tag):
    """`{% cycle 'a', 'b' %}`, `{% cycle name: 'a', 'b' %}`"""

    name = "cycle"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        group = None
        first = parser.value()
        arguments = []
        if parser.accept(TOKEN_COLON):
            group = first
            first = parser.value()
        arguments.append(first)
        while parser.accept(TOKEN_COMMA):
            if parser.at_end():
                break
            arguments.append(parser.value())
        if not parser.at_end():
            raise LiquidSyntaxError(f"unexpected '{parser.current.value}' in 'cycle'", token=parser.current)
        node = Cycle(token, group, arguments)
        node.place = stream.places.place
        node.key = ("values", tuple(str(arg) for arg in arguments))
        return node
