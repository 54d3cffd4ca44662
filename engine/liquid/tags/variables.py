"""Outputs, and the tags that set variables."""

from __future__ import annotations

from typing import Any

from liquid.ast import Node
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.comment_tag import CommentNode
from liquid.builtin.tags.decrement_tag import DecrementNode
from liquid.builtin.tags.doc_tag import DocNode
from liquid.builtin.tags.increment_tag import IncrementNode
from liquid.builtin.tags.liquid_tag import LiquidNode
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.token import TOKEN_ASSIGN, TOKEN_DOC, TOKEN_EXPRESSION, TOKEN_OUTPUT, Token

from engine.liquid.expression_parser import ExpressionParser
from engine.liquid.lexer import liquid_lines
from engine.liquid.parser import Stream
from engine.liquid.safe import HTML
from engine.liquid.schemes import at_host
from engine.liquid.values import EMPTY, own_text, to_output, to_text

from .base import Tag


class OutputValue(OutputNode):
    """`{{ value }}`; `place` is where in the pack's own text it stands, `behind_scheme` whether right behind `https:`."""

    __slots__ = ("behind_scheme", "place")

    def __init__(self, token: Token, expression: Expression, place: str) -> None:
        super().__init__(token, expression)
        self.place = place
        self.behind_scheme = False

    def render_to_output(self, context: Any, buffer: Any) -> int:
        value = self.expression.evaluate(context)
        if self.behind_scheme:
            value = at_host(context, value)
        place = self.place if self.place != HTML else context.place
        buffer.write(to_output(value, place) if context.autoescape else to_text(value))
        return 0


class Nothing(Expression):
    """An output without an expression."""

    def evaluate(self, context: Any) -> object:
        return EMPTY

    def children(self) -> list[Expression]:
        return []

    def __str__(self) -> str:
        return ""


class OutputTag(Tag):
    """`{{ … }}`"""

    name = TOKEN_OUTPUT

    def parse(self, stream: Stream) -> Node:
        token = stream.eat(TOKEN_OUTPUT)
        expression = stream.eat(TOKEN_EXPRESSION)
        if not expression.value:
            return OutputValue(token, Nothing(token), HTML)
        value = ExpressionParser(self.env, expression, stream).filtered()
        return OutputValue(expression, value, stream.places.place)


class EchoTag(Tag):
    """`{% echo value %}`"""

    name = "echo"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        if not self.has_expression(stream):
            return OutputValue(token, Nothing(token), HTML)
        value = self.expression(stream, token).filtered()
        return OutputValue(token, value, stream.places.place)


class Assign(AssignNode):
    """Sets a variable."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        context.assign(self.name, self.expression.evaluate(context))
        return 0


class AssignTag(Tag):
    """`{% assign name = value | filter %}`"""

    name = "assign"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        name = parser.name("a variable's name")
        if name.endswith("?"):
            raise LiquidSyntaxError("a variable's name cannot end with '?'", token=name.token)
        parser.expect(TOKEN_ASSIGN, "'='")
        return Assign(token, name=name, expression=parser.filtered())


class Capture(CaptureNode):
    """Sets a variable to what its block writes."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        inner = context.output()
        self.block.render_to_output(context, inner)
        text = inner.getvalue()
        context.budget.make(len(text))
        context.assign(self.name, own_text(text) if context.autoescape else text)
        return 0


class CaptureTag(Tag):
    """`{% capture name %} … {% endcapture %}`"""

    name = "capture"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        name = parser.name("a variable's name")
        parser.expect_end()
        block = self.block_until(stream, token, "endcapture")
        self.close(stream, "endcapture")
        return Capture(token, name, block)


class Increment(IncrementNode):
    """Writes a counter, then raises it."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        value = context.counters.get(self.name, 0)
        context.counters[self.name] = value + 1
        buffer.write(str(value))
        return 0


class Decrement(DecrementNode):
    """Lowers a counter, then writes it."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        value = context.counters.get(self.name, 0) - 1
        context.counters[self.name] = value
        buffer.write(str(value))
        return 0


class IncrementTag(Tag):
    """`{% increment name %}`"""

    name = "increment"
    node: Any = Increment

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        name = parser.name("a counter's name")
        parser.expect_end()
        return self.node(token, name)


class DecrementTag(IncrementTag):
    """`{% decrement name %}`"""

    name = "decrement"
    node = Decrement


class Liquid(LiquidNode):
    """Statements without delimiters."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        return self.block.render_to_output(context, buffer)


class LiquidTag(Tag):
    """`{% liquid … %}`"""

    name = "liquid"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        tokens = list(stream.counted(liquid_lines(next(stream)))) if self.has_expression(stream) else []
        return Liquid(token, None, self.env.parser.statements(stream, token, tokens))


class InlineCommentTag(Tag):
    """`{% # text %}`"""

    name = "#"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        text = next(stream).value if self.has_expression(stream) else ""
        for line in text.split("\n")[1:]:
            if line.strip() and not line.strip().startswith("#"):
                raise LiquidSyntaxError("every line of this comment must start with '#'", token=token)
        return Comment(token, text)


class Comment(CommentNode):
    """Nothing."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        return 0


class DocTag(Tag):
    """`{% doc %} … {% enddoc %}`"""

    name = "doc"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        return DocNode(token, stream.eat(TOKEN_DOC).value)
