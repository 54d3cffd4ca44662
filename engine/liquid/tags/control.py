"""if, unless, case."""

from __future__ import annotations

from typing import Any

from liquid.ast import ConditionalBlockNode, Node
from liquid.builtin.tags.case_tag import CaseNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.ifchanged_tag import IfChangedNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression
from liquid.token import TOKEN_COMMA, TOKEN_EOF, TOKEN_PIPE, TOKEN_TAG, Token

from engine.liquid.parser import Block, Stream
from engine.liquid.values import equals

from .base import Tag


class If(IfNode):
    """The first branch whose condition holds."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        if self.condition.evaluate(context):
            return self.consequence.render_to_output(context, buffer)
        return _alternatives(self, context, buffer)


class Unless(UnlessNode):
    """Like `if`, with the first condition turned round."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        if not self.condition.evaluate(context):
            return self.consequence.render_to_output(context, buffer)
        return _alternatives(self, context, buffer)


def _alternatives(node: Any, context: Any, buffer: Any) -> int:
    for alternative in node.alternatives:
        if alternative.expression.evaluate(context):
            return int(alternative.block.render_to_output(context, buffer))
    if node.default is not None:
        return int(node.default.render_to_output(context, buffer))
    return 0


class IfTag(Tag):
    """`{% if %} … {% elsif %} … {% else %} … {% endif %}`"""

    name = "if"
    node: Any = If

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        condition = self.expression(stream, token).condition()
        end = f"end{self.name}"
        ends = (end, "elsif", "else")
        consequence = self.block_until(stream, token, *ends)
        alternatives: list[ConditionalBlockNode] = []
        default: Block | None = None
        while not stream.current.is_tag(end):
            branch = self.start(stream)
            if branch.value == "elsif":
                test = self.expression(stream, branch).condition()
                block = self.block_until(stream, branch, *ends)
                if default is None:
                    alternatives.append(ConditionalBlockNode(branch, expression=test, block=block))
                    continue
            else:
                block = self.block_until(stream, branch, *ends)
                if default is None:
                    default = block
                    continue
            stream.notes.append((branch.start_index, f"'{branch.value}' after 'else' is never reached"))
        self.close(stream, end)
        node = self.node(token, condition, consequence, alternatives, default)
        if node.blank:
            for each in (consequence, default, *(a.block for a in alternatives)):
                if isinstance(each, Block):
                    each.drop_white_space()
        return node


class UnlessTag(IfTag):
    """`{% unless %} … {% endunless %}`"""

    name = "unless"
    node = Unless


class IfChanged(IfChangedNode):
    """Its block, unless that writes the same as the last one did."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        inner = context.output()
        self.block.render_to_output(context, inner)
        text = inner.getvalue()
        if context.page.registers.get("ifchanged") != text:
            context.page.registers["ifchanged"] = text
            buffer.write(text)
        return 0


class IfChangedTag(Tag):
    """`{% ifchanged %} … {% endifchanged %}`"""

    name = "ifchanged"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        block = self.block_until(stream, token, "endifchanged")
        self.close(stream, "endifchanged")
        return IfChanged(token, block)


class When(Node):
    """One `when` with its values."""

    __slots__ = ("block", "values")

    def __init__(self, token: Token, values: list[Expression], block: Block) -> None:
        super().__init__(token)
        self.values = values
        self.block = block
        self.blank = block.blank

    def matches(self, value: object, context: Any) -> int:
        """How many of the values are equal; the block is written that often."""
        context.budget.step(len(self.values))
        return sum(1 for each in self.values if equals(value, each.evaluate(context)))

    def render_to_output(self, context: Any, buffer: Any) -> int:
        return self.block.render_to_output(context, buffer)

    def expressions(self) -> list[Expression]:
        return self.values

    def children(self, static_context: Any, *, include_partials: bool = True) -> list[Node]:
        return [self.block]


class Case(CaseNode):
    """Every `when` that matches; the `else` blocks if none before them did."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        value = self.expression.evaluate(context)
        matched = False
        blocks: list[Any] = self.blocks
        for block in blocks:
            if isinstance(block, When):
                times = block.matches(value, context)
                matched = matched or times > 0
                for _ in range(times):
                    block.block.render_to_output(context, buffer)
            elif not matched:
                block.render_to_output(context, buffer)
        return 0


class CaseTag(Tag):
    """`{% case x %}{% when 1, 2 or 3 %} … {% else %} … {% endcase %}`"""

    name = "case"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        expression = parser.condition_expression()
        if parser.current.kind == TOKEN_PIPE:
            parser.pass_over("'case' takes one value without filters; what follows it", TOKEN_EOF)
        parser.expect_end()
        junk = self.block_until(stream, token, "when", "else", "endcase")
        if not junk.blank:
            stream.notes.append(
                (token.start_index, "what stands between 'case' and the first 'when' is ignored")
            )
        blocks: list[Any] = []
        while not stream.current.is_tag("endcase"):
            branch = stream.eat(TOKEN_TAG)
            if branch.value == "when":
                tests = self._values(stream, branch)
                blocks.append(
                    When(branch, tests, self.block_until(stream, branch, "when", "else", "endcase"))
                )
            else:
                blocks.append(self.block_until(stream, branch, "when", "else", "endcase"))
        self.close(stream, "endcase")
        node = Case(token, expression, blocks)
        if node.blank:
            for each in blocks:
                (each.block if isinstance(each, When) else each).drop_white_space()
        return node

    def _values(self, stream: Stream, token: Token) -> list[Expression]:
        parser = self.expression(stream, token)
        found = [parser.value()]
        while parser.accept(TOKEN_COMMA) or parser.at_word("or"):
            if parser.at_word("or"):
                parser.next()
            if parser.at_end():
                break
            found.append(parser.value())
        if not parser.at_end():
            stream.notes.append((parser.current.start_index, "the rest of this 'when' is ignored"))
        return found
