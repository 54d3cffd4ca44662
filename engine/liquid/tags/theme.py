"""The tags of the public theme format. What they do is the host's business; what they say is read here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import KeywordArgument, PositionalArgument
from liquid.builtin.expressions.primitive import IntegerLiteral
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.token import TOKEN_COLON, TOKEN_COMMA, Token

from engine.liquid.drops import Drop
from engine.liquid.errors import RenderError
from engine.liquid.expressions import Variable
from engine.liquid.host import PagedItems
from engine.liquid.parser import Block, Stream
from engine.liquid.safe import STYLE, mark_own
from engine.liquid.values import to_integer, to_text

from .base import Tag
from .variables import Comment


class SchemaTag(Tag):
    """`{% schema %}` writes nothing; its JSON is read by whoever asks the template for it."""

    name = "schema"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        body = stream.eat("body")
        if stream.parsed.schema is not None:
            raise LiquidSyntaxError("a file can have one schema only", token=token)
        stream.parsed.schema = body.value
        stream.parsed.schema_index = body.start_index
        return Comment(token, "")


class StylesheetTag(Tag):
    """`{% stylesheet %}`: gathered into one file for the whole pack."""

    name = "stylesheet"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        body = stream.eat("body").value
        gathered = stream.parsed.assets
        gathered[self.name] = gathered.get(self.name, "") + body
        return Comment(token, "")


class JavascriptTag(StylesheetTag):
    """`{% javascript %}`: gathered into one file for the whole pack."""

    name = "javascript"


class Style(Node):
    """A `<style>` element whose rules may hold values."""

    __slots__ = ("block",)

    def __init__(self, token: Token, block: Block) -> None:
        super().__init__(token)
        self.block = block
        self.blank = False

    def __str__(self) -> str:
        return f"{{% style %}}{self.block}{{% endstyle %}}"

    def render_to_output(self, context: Any, buffer: Any) -> int:
        before, context.place = context.place, STYLE
        try:
            buffer.write(mark_own("<style>"))
            self.block.render_to_output(context, buffer)
            buffer.write("</style>")
        finally:
            context.place = before
        return 0

    def children(self, static_context: Any, *, include_partials: bool = True) -> list[Node]:
        return [self.block]


class StyleTag(Tag):
    """`{% style %} … {% endstyle %}`"""

    name = "style"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.optional_expression(stream, token)
        block = self.block_until(stream, token, "endstyle")
        self.close(stream, "endstyle")
        return Style(token, block)


class WithArguments(Node):
    """A tag with a first value and further arguments."""

    __slots__ = ("args", "first")

    def __init__(
        self, token: Token, first: Expression, args: list[KeywordArgument | PositionalArgument]
    ) -> None:
        super().__init__(token)
        self.first = first
        self.args = args
        self.blank = False

    def __str__(self) -> str:
        return f"{{% {self.token.value} {self.first} %}}"

    def named(self, context: Any) -> dict[str, object]:
        """The `name: value` arguments."""
        return {
            arg.name: arg.value.evaluate(context) for arg in self.args if isinstance(arg, KeywordArgument)
        }

    def positional(self, context: Any) -> list[object]:
        """The other arguments."""
        return [arg.value.evaluate(context) for arg in self.args if isinstance(arg, PositionalArgument)]

    def expressions(self) -> list[Expression]:
        return [self.first, *(arg.value for arg in self.args)]


class Section(WithArguments):
    """A section at a fixed place."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        buffer.write(context.host.section(context, to_text(self.first.evaluate(context))))
        return 0


class Sections(WithArguments):
    """A section group."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        buffer.write(context.host.section_group(context, to_text(self.first.evaluate(context))))
        return 0


class ContentFor(WithArguments):
    """`content_for 'blocks'` and `content_for 'block'`."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        kind = to_text(self.first.evaluate(context))
        if kind == "blocks":
            buffer.write(context.host.blocks(context, self.named(context)))
        elif kind == "block":
            buffer.write(context.host.block(context, self.named(context)))
        else:
            raise RenderError(f"content_for knows 'blocks' and 'block', not '{kind}'", self.token)
        return 0


class _ArgumentsTag(Tag):
    node: Any

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        first = parser.value()
        args = parser.arguments()
        parser.expect_end()
        return self.node(token, first, args)


class SectionTag(_ArgumentsTag):
    """`{% section 'name' %}`"""

    name = "section"
    node = Section


class SectionsTag(_ArgumentsTag):
    """`{% sections 'group' %}`"""

    name = "sections"
    node = Sections


class ContentForTag(_ArgumentsTag):
    """`{% content_for 'blocks' %}`, `{% content_for 'block', type: 'x', id: 'y' %}`"""

    name = "content_for"
    node = ContentFor


class Layout(Node):
    """Chooses the layout; `none` means that the page has none."""

    __slots__ = ("first",)

    def __init__(self, token: Token, first: Expression) -> None:
        super().__init__(token)
        self.first = first

    def __str__(self) -> str:
        return f"{{% layout {self.first} %}}"

    def render_to_output(self, context: Any, buffer: Any) -> int:
        none = isinstance(self.first, Variable) and self.first.path == ["none"]
        value = None if none else self.first.evaluate(context)
        context.page.layout = to_text(value) if value else False
        return 0

    def expressions(self) -> list[Expression]:
        return [self.first]


class LayoutTag(Tag):
    """`{% layout 'name' %}`, `{% layout none %}`"""

    name = "layout"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        first = parser.value()
        parser.expect_end()
        return Layout(token, first)


class Form(WithArguments):
    """A form of a documented kind."""

    __slots__ = ("block",)

    def __init__(
        self, token: Token, first: Expression, args: list[KeywordArgument | PositionalArgument], block: Block
    ) -> None:
        super().__init__(token, first, args)
        self.block = block

    def render_to_output(self, context: Any, buffer: Any) -> int:
        kind = to_text(self.first.evaluate(context))
        parts = context.host.form(context, kind, self.positional(context), self.named(context))
        buffer.write(parts.opening)
        with context.frame({"form": parts.form}):
            self.block.render_to_output(context, buffer)
        buffer.write(parts.closing)
        return 0

    def children(self, static_context: Any, *, include_partials: bool = True) -> list[Node]:
        return [self.block]


class FormTag(Tag):
    """`{% form 'product', product, id: 'x' %} … {% endform %}`"""

    name = "form"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        first = parser.value()
        args = parser.arguments()
        parser.expect_end()
        block = self.block_until(stream, token, "endform")
        self.close(stream, "endform")
        return Form(token, first, args, block)


def paged(context: Any, value: object, size: object, window: object) -> PagedItems:
    """Cut a list into pages of `size`, 50 unless that is a number; `window` page numbers around the current one."""
    found: PagedItems = context.host.paginate(
        context, value, max(to_integer(size, 50), 1), max(to_integer(window, 3), 1)
    )
    return found


def instead(owner: object, name: object, items: object, shown: str) -> Callable[[], object]:
    """Let `owner.name` mean `items`; what is returned undoes it. Raises `RenderError` naming the path `shown`."""
    if isinstance(owner, Drop):
        before = owner.liquid_override(str(name), items)
        return partial(owner.liquid_override, str(name), before)
    if isinstance(owner, dict):
        earlier = owner.get(name)
        owner[name] = items
        return partial(owner.__setitem__, name, earlier)
    raise RenderError(f"'{shown}' cannot be paged")


class Paginate(Node):
    """Shows one page of a list; inside, the list's own name means the page's items."""

    __slots__ = ("block", "size", "target", "window")

    def __init__(
        self, token: Token, target: Variable, size: Expression, window: Expression | None, block: Block
    ) -> None:
        super().__init__(token)
        self.target = target
        self.size = size
        self.window = window
        self.block = block
        self.blank = False

    def __str__(self) -> str:
        return f"{{% paginate {self.target} by {self.size} %}}{self.block}{{% endpaginate %}}"

    def render_to_output(self, context: Any, buffer: Any) -> int:
        target, size = self.target.evaluate(context), self.size.evaluate(context)
        window = self.window.evaluate(context) if self.window is not None else 3
        page = paged(context, target, size, window)
        with context.frame({"paginate": page.paginate}), self._instead(context, page.items):
            return self.block.render_to_output(context, buffer)

    @contextmanager
    def _instead(self, context: Any, items: object) -> Any:
        """Let the target's path mean `items`."""
        *owners, last = self.target.path
        name = last.evaluate(context) if isinstance(last, Expression) else last
        if not owners:
            with context.frame({str(name): items}):
                yield
            return
        owner = Variable(self.target.token, owners).evaluate(context)
        undo = instead(owner, name, items, str(self.target))
        try:
            yield
        finally:
            undo()

    def expressions(self) -> list[Expression]:
        found = [self.target, self.size]
        return [*found, self.window] if self.window is not None else found

    def children(self, static_context: Any, *, include_partials: bool = True) -> list[Node]:
        return [self.block]


SHOWN_AT_ONCE = 20
"""Items of a page where `paginate` does not say how many."""


class PaginateTag(Tag):
    """`{% paginate collection.products by 12, window_size: 3 %} … {% endpaginate %}`"""

    name = "paginate"

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        target = parser.path()
        if parser.at_word("by"):
            parser.next()
            size: Expression = parser.value()
        elif parser.at_end() or parser.current.kind == TOKEN_COMMA:
            stream.notes.append(
                (token.start_index, f"no 'by' and a number of items; {SHOWN_AT_ONCE} are shown")
            )
            size = IntegerLiteral(token, SHOWN_AT_ONCE)
        else:
            raise parser.error("expected 'by' and a number of items")
        window: Expression | None = None
        while not parser.at_end():
            if parser.accept(TOKEN_COMMA):
                continue
            name = parser.name("'window_size'")
            parser.expect(TOKEN_COLON, "':'")
            value = parser.value()
            if name == "window_size":
                window = value
            else:
                stream.notes.append((name.token.start_index, f"'{name}' means nothing to 'paginate'"))
        block = self.block_until(stream, token, "endpaginate")
        self.close(stream, "endpaginate")
        return Paginate(token, target, size, window, block)
