"""What the tags share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from liquid.ast import Node
from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from engine.liquid.expression_parser import ExpressionParser

if TYPE_CHECKING:
    from engine.liquid.environment import Environment
    from engine.liquid.parser import Block, Stream


class Tag:
    """A tag reads all its tokens, its end tag included."""

    name: ClassVar[str] = ""

    def __init__(self, env: Environment) -> None:
        self.env = env

    def start(self, stream: Stream) -> Token:
        """Take the tag's own token."""
        return stream.eat(TOKEN_TAG)

    def has_expression(self, stream: Stream) -> bool:
        """Whether anything follows the tag's name."""
        return stream.current.kind == TOKEN_EXPRESSION

    def expression(self, stream: Stream, token: Token) -> ExpressionParser:
        """Read what follows the tag's name; it must be there."""
        if not self.has_expression(stream):
            raise LiquidSyntaxError(f"'{token.value}' needs an expression", token=token)
        return ExpressionParser(self.env, next(stream), stream)

    def optional_expression(self, stream: Stream, token: Token) -> ExpressionParser:
        """Read what follows the tag's name, which may be nothing."""
        if self.has_expression(stream):
            return ExpressionParser(self.env, next(stream), stream)
        return ExpressionParser(self.env, Token(TOKEN_EXPRESSION, "", token.start_index, token.source))

    def block_until(self, stream: Stream, opening: Token, *ends: str) -> Block:
        """Read the block up to one of its end tags, which stays the current token."""
        return self.env.parser.block(stream, opening, frozenset(ends))

    def close(self, stream: Stream, name: str) -> None:
        """Take the end tag."""
        token = stream.eat(TOKEN_TAG)
        if token.value != name:
            raise LiquidSyntaxError(f"expected '{name}', found '{token.value}'", token=token)

    def parse(self, stream: Stream) -> Node:
        """Read the tag and return its node."""
        raise NotImplementedError
