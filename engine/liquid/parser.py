"""Builds the tree of one template from its tokens."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.exceptions import LiquidSyntaxError
from liquid.stream import TokenStream
from liquid.token import TOKEN_CONTENT, TOKEN_EOF, TOKEN_OUTPUT, TOKEN_TAG, Token

from .lexer import MAX_TOKENS, TemplateLexer
from .safe import PlaceTracker, mark_own
from .schemes import ends_with_scheme
from .template import render_nodes

if TYPE_CHECKING:
    from .environment import Environment

MAX_BLOCK_NESTING = 60


class Content(ContentNode):
    """Literal text of the pack."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        buffer.write(self.text)
        return 0


class Block(BlockNode):
    """The nodes inside a tag."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        render_nodes(self.nodes, context, buffer)
        return 0

    def drop_white_space(self) -> None:
        """A tag that can only write white space writes nothing at all."""
        self.nodes = [node for node in self.nodes if not isinstance(node, ContentNode)]


@dataclass
class Parsed:
    """One template's tree and what its raw bodies said."""

    nodes: list[Node] = field(default_factory=list)
    schema: str | None = None
    schema_index: int = 0
    assets: dict[str, str] = field(default_factory=dict)


class Parser:
    """Reads token streams; one object per environment, without state of its own."""

    def __init__(self, env: Environment) -> None:
        self.env = env

    def parse_template(self, lexer: TemplateLexer) -> Parsed:
        """Read a whole file."""
        stream = Stream(lexer)
        stream.parsed.nodes = self._nodes(stream, ())
        if stream.current.kind != TOKEN_EOF:
            raise LiquidSyntaxError(f"unexpected '{stream.current.value}'", token=stream.current)
        return stream.parsed

    def block(self, stream: Stream, opening: Token, ends: Container[str]) -> Block:
        """Read up to, without, one of the tags in `ends`; `opening` names the tag that must be closed."""
        stream.block_depth += 1
        if stream.block_depth > MAX_BLOCK_NESTING:
            raise LiquidSyntaxError("blocks nested too deeply", token=opening)
        nodes = self._nodes(stream, ends)
        stream.block_depth -= 1
        if stream.current.kind == TOKEN_EOF:
            raise LiquidSyntaxError(f"'{opening.value}' was never closed", token=opening)
        return Block(opening, nodes)

    def statements(self, stream: Stream, opening: Token, tokens: list[Token]) -> Block:
        """Read the statements of a `{% liquid %}` tag."""
        inner = stream.inside(tokens)
        nodes = self._nodes(inner, ())
        if inner.current.kind != TOKEN_EOF:
            raise LiquidSyntaxError(f"unexpected '{inner.current.value}'", token=inner.current)
        return Block(opening, nodes)

    def _nodes(self, stream: Stream, ends: Container[str]) -> list[Node]:
        nodes: list[Node] = []
        while stream.current.kind != TOKEN_EOF:
            token = stream.current
            if token.kind == TOKEN_TAG:
                if token.value in ends:
                    break
                nodes.append(self._tag(stream, token))
            elif token.kind == TOKEN_OUTPUT:
                nodes.append(self._output(stream, nodes))
            elif token.kind in (TOKEN_CONTENT, "raw"):
                stream.places.feed(token.value)
                nodes.append(Content(token, mark_own(token.value)))
                next(stream)
            else:
                raise LiquidSyntaxError(f"unexpected '{token.value[:40]}'", token=token)
        return nodes

    def _output(self, stream: Stream, before: list[Node]) -> Node:
        node: Any = self.env.tags[TOKEN_OUTPUT].parse(stream)
        if before and isinstance(before[-1], Content):
            node.behind_scheme = ends_with_scheme(before[-1].text)
        return node

    def _tag(self, stream: Stream, token: Token) -> Node:
        tag = self.env.tags.get(token.value)
        if tag is None:
            if token.value.startswith("end") or token.value in ("else", "elsif", "when"):
                raise LiquidSyntaxError(f"'{token.value}' without its opening tag", token=token)
            raise LiquidSyntaxError(f"unknown tag '{token.value}'", token=token)
        return tag.parse(stream)


class Stream(TokenStream):
    """A template's tokens, with what parsing gathers on the way."""

    def __init__(self, lexer: TemplateLexer) -> None:
        self.parsed = Parsed()
        self.places = PlaceTracker()
        self.notes = lexer.notes
        self._left = [MAX_TOKENS]
        super().__init__(self.counted(lexer.tokens()))

    def counted(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """The same tokens, on the account of the whole file."""
        left = self._left
        for token in tokens:
            left[0] -= 1
            if left[0] < 0:
                raise LiquidSyntaxError(
                    f"a file of more than {MAX_TOKENS:,} tags and words; divide it into snippets", token=token
                )
            yield token

    def inside(self, tokens: list[Token]) -> Stream:
        """A stream of other tokens of the same file."""
        inner = object.__new__(Stream)
        inner.tokens, inner.pos, inner.block_depth = tokens, 0, self.block_depth
        inner.parsed, inner.places, inner.notes = self.parsed, self.places, self.notes
        inner._left = self._left
        return inner
