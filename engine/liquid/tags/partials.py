"""render and include."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liquid.ast import Node, Partial, PartialScope
from liquid.builtin.expressions import Identifier, KeywordArgument, StringLiteral
from liquid.exceptions import BreakLoop, ContinueLoop
from liquid.expression import Expression
from liquid.token import TOKEN_COLON, Token

from engine.liquid.drops import SequenceDrop
from engine.liquid.errors import RenderError
from engine.liquid.parser import Stream
from engine.liquid.safe import HTML
from engine.liquid.values import to_text

from .base import Tag
from .loops import ForLoop


class PartialNode(Node):
    """What `render` and `include` have in common."""

    __slots__ = ("alias", "args", "loop", "name", "place", "var")
    scope = PartialScope.ISOLATED

    def __init__(
        self,
        token: Token,
        name: Expression,
        *,
        var: Expression | None,
        loop: bool,
        alias: Identifier | None,
        args: list[KeywordArgument],
        place: str,
    ) -> None:
        super().__init__(token)
        self.name = name
        self.var = var
        self.loop = loop
        self.alias = alias
        self.args = args
        self.place = place
        self.blank = False

    def __str__(self) -> str:
        return f"{{% {self.token.value} {self.name} %}}"

    def find(self, context: Any, name: str) -> Any:
        """Return the partial's template."""
        template = context.host.snippet(name)
        if template is None:
            raise RenderError(f"there is no snippets/{name}.liquid", self.name.token)
        return template

    def arguments(self, context: Any) -> dict[str, object]:
        """Evaluate the named arguments once."""
        return {arg.name: arg.value.evaluate(context) for arg in self.args}

    def key(self, name: str) -> str:
        """The variable under which the bound value is seen."""
        return self.alias or name.rsplit("/", 1)[-1]

    def expressions(self) -> list[Expression]:
        found = [self.name, *(arg.value for arg in self.args)]
        return [*found, self.var] if self.var is not None else found

    def children(self, static_context: Any, *, include_partials: bool = True) -> list[Node]:
        return []

    def partial_scope(self) -> Partial | None:
        if not isinstance(self.name, StringLiteral):
            return None
        names = [Identifier(arg.name, token=arg.token) for arg in self.args]
        if self.var is not None:
            names.append(Identifier(self.key(self.name.value), token=self.token))
        return Partial(name=self.name.value, scope=self.scope, in_scope=names)


def bound_items(value: object) -> Sequence[object] | None:
    """The items of a value that `for` can walk through; None for a single value."""
    if isinstance(value, range):
        return value  # never as a list: a range may be longer than memory
    if isinstance(value, (list, tuple, SequenceDrop)):
        return list(value)
    return None


class Render(PartialNode):
    """An isolated partial: it sees its arguments and the page's objects."""

    __slots__ = ()

    def render_to_output(self, context: Any, buffer: Any) -> int:
        target = self.name.evaluate(context)
        if not isinstance(target, str):
            written = context.host.render_object(context, target)
            if written is None:
                raise RenderError(f"'{self.name}' is neither a snippet's name nor a block", self.name.token)
            buffer.write(written)
            return 0
        template = self.find(context, target)
        arguments = self.arguments(context)
        place = self.place if self.place != HTML else context.place
        if self.var is None:
            template.render_into(context.partial(template, arguments, place), buffer)
            return 0
        value = self.var.evaluate(context)
        items = bound_items(value) if self.loop else None
        key = self.key(target)
        if items is None:
            template.render_into(context.partial(template, {**arguments, key: value}, place), buffer)
            return 0
        loop = ForLoop(key, len(items), None)
        for index, item in enumerate(items):
            loop.index0 = index
            scope = {**arguments, key: item, "forloop": loop}
            template.render_into(context.partial(template, scope, place), buffer)
        return 0


class Include(PartialNode):
    """A partial that shares its caller's variables."""

    __slots__ = ()
    scope = PartialScope.SHARED

    def render_to_output(self, context: Any, buffer: Any) -> int:
        if context.isolated:
            raise RenderError("'include' cannot be used inside 'render'", self.token)
        name = to_text(self.name.evaluate(context))
        template = self.find(context, name)
        arguments = self.arguments(context)
        bound = None if self.var is None else (self.key(name), self.var.evaluate(context))
        include_partial(context, buffer, template, arguments, bound)
        return 0


def include_partial(
    context: Any, buffer: Any, template: Any, arguments: dict[str, object], bound: tuple[str, object] | None
) -> None:
    """Render a partial in its caller's scope: once, or once per item of the (name, value) that is bound to it."""
    with context.frame(arguments) as frame:
        if bound is None:
            template.render_shared(context, buffer)
            return
        key, value = bound
        for item in bound_items(value) or [value]:
            frame[key] = item
            try:
                template.render_shared(context, buffer)
            except (BreakLoop, ContinueLoop):
                if not context.loop_stack:
                    return
                raise


class RenderTag(Tag):
    """`{% render 'name' with x as y, a: 1 %}`, `{% render 'name' for list as item %}`, `{% render block %}`"""

    name = "render"
    node: type[PartialNode] = Render

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        parser = self.expression(stream, token)
        name = parser.value()
        var: Expression | None = None
        alias: Identifier | None = None
        loop = False
        if parser.at_word("with", "for") and parser.peek.value != ":":
            loop = parser.next().value == "for"
            # `with image: image` binds nothing; themes write it for `, image: image`.
            var = None if parser.peek.kind == TOKEN_COLON else parser.value()
            if parser.at_word("as"):
                parser.next()
                alias = parser.name()
        args = parser.keyword_arguments()
        return self.node(token, name, var=var, loop=loop, alias=alias, args=args, place=stream.places.place)


class IncludeTag(RenderTag):
    """`{% include 'name' %}`"""

    name = "include"
    node = Include
