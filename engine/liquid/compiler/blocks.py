"""Partials, and the tags whose work is the host's: sections, blocks, forms, pages of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liquid.builtin.expressions import KeywordArgument, StringLiteral
from liquid.expression import Expression

from engine.liquid.expressions import Variable
from engine.liquid.safe import HTML, STYLE

if TYPE_CHECKING:
    from .generate import Generator


def _place(g: Generator, node: Any) -> str:
    """Python for the place that a partial is written to."""
    place = node.place if node.place != HTML else g.place
    return repr(place) if place else "c.place"


def _named(g: Generator, args: Any) -> str:
    pairs = [
        f"{str(arg.name)!r}: {g.expressions.value(arg.value)}"
        for arg in args
        if isinstance(arg, KeywordArgument)
    ]
    return "{" + ", ".join(pairs) + "}"


def _positional(g: Generator, args: Any) -> str:
    found = [g.expressions.value(arg.value) for arg in args if not isinstance(arg, KeywordArgument)]
    return "[" + ", ".join(found) + "]"


def render(g: Generator, node: Any) -> None:
    """`render`: the partial's own function, in a scope of its own."""
    number = g.number()
    if not isinstance(node.name, StringLiteral):
        _render_object(g, node)
        return
    name = node.name.value
    partial, scope, place = f"p{number}", f"q{number}", _place(g, node)
    with g.attempt([node], f"{partial} = None"):
        g.writer.write(f"{partial} = partial(c, {name!r})")
        if node.var is None:
            g.writer.write(f"{scope} = {_named(g, node.args)}")
        else:
            g.writer.write(
                f"{scope} = partial_scopes(c, {partial}, {_named(g, node.args)}, {node.key(name)!r},"
                f" {g.expressions.value(node.var)}, {bool(node.loop)}, {place})"
            )
    if node.var is None:
        # Read once: another thread may find at this moment that keeping does not pay.
        kept = g.expressions.temporary()
        settled = f"({kept} := {partial}.settled) is not None and {kept}.write(c, {scope}, {place}, {g.out})"
        with g.writer.block(f"if {partial} is not None and not ({settled}):"):
            g.writer.write(f"unsettled(c, {partial}, {scope}, {place}, {g.out})")
        return
    with g.writer.block(f"if {partial} is not None:"), g.writer.block(f"for {scope} in {scope}:"):
        g.writer.write(f"{partial}.render_into({scope}, {g.out})")


def include(g: Generator, node: Any) -> None:
    """`include`: the partial in this template's own scope."""
    number = g.number()
    found, given, value = f"p{number}", f"q{number}", f"r{number}"
    with g.attempt([node], f"{found} = None"):
        g.writer.write(f"{found} = to_include(c, {g.expressions.value(node.name)})")
        g.writer.write(f"{given} = {_named(g, node.args)}")
        if node.var is not None:
            g.writer.write(f"{value} = {g.expressions.value(node.var)}")
    alias = repr(str(node.alias)) if node.alias else "None"
    bound = f"{value}, {alias}" if node.var is not None else "M, None"
    with g.writer.block(f"if {found} is not None:"):
        g.leavable(f"include(c, {g.out}, {found}, {given}, {bound})")


def _render_object(g: Generator, node: Any) -> None:
    if node.var is not None:
        g.fallback(node)
        return
    with g.attempt([node]):
        g.writer.write(
            f"render_value(c, {g.out}, {g.expressions.value(node.name)}, {_named(g, node.args)}, {_place(g, node)})"
        )


def section(g: Generator, node: Any) -> None:
    """`section`."""
    with g.attempt([node]):
        g.writer.write(f"{g.append}(c.host.section(c, to_text({g.expressions.value(node.first)})))")


def sections(g: Generator, node: Any) -> None:
    """`sections`."""
    with g.attempt([node]):
        g.writer.write(f"{g.append}(c.host.section_group(c, to_text({g.expressions.value(node.first)})))")


def content_for(g: Generator, node: Any) -> None:
    """`content_for`."""
    if not isinstance(node.first, StringLiteral) or node.first.value not in ("blocks", "block"):
        g.fallback(node)
        return
    with g.attempt([node]):
        g.writer.write(f"{g.append}(c.host.{node.first.value}(c, {_named(g, node.args)}))")


def layout(g: Generator, node: Any) -> None:
    """`layout`."""
    if isinstance(node.first, Variable) and node.first.path == ["none"]:
        g.writer.write("c.page.layout = False")
        return
    with g.attempt([node]):
        variable = g.expressions.temporary()
        g.writer.write(
            f"c.page.layout = to_text({variable}) if ({variable} := {g.expressions.value(node.first)}) else False"
        )


def style(g: Generator, node: Any) -> None:
    """`style`: what is written in it is encoded for a style sheet."""
    before, g.place = g.place, STYLE
    g.writer.write(f"{g.append}({g.expressions.constant('mark', '<style>')})")
    if g.shared:
        kept = f"pl{g.number()}"
        g.writer.write(f"{kept} = c.place; c.place = {STYLE!r}")
        with g.writer.block("try:"):
            g.body(node.block)
        with g.writer.block("finally:"):
            g.writer.write(f"c.place = {kept}")
    else:
        g.body(node.block)
    g.writer.write(f"{g.append}('</style>')")
    g.place = before


def form(g: Generator, node: Any) -> None:
    """`form`."""
    parts = f"p{g.number()}"
    with g.attempt([node], f"{parts} = None"):
        g.writer.write(
            f"{parts} = c.host.form(c, to_text({g.expressions.value(node.first)}),"
            f" {_positional(g, node.args)}, {_named(g, node.args)})"
        )
    with g.writer.block(f"if {parts} is not None:"), g.branch():
        g.writer.write(f"{g.append}({parts}.opening); {parts}f = {parts}.form")
        with g.framed({"form": f"{parts}f"}):
            g.body(node.block)
        g.writer.write(f"{g.append}({parts}.closing)")


def paginate(g: Generator, node: Any) -> None:
    """`paginate`: inside, the list's own path means one page of it."""
    number = g.number()
    paged, shown, items, undo = f"p{number}", f"pg{number}", f"it{number}", f"u{number}"
    *owners, last = node.target.path
    window = g.expressions.value(node.window) if node.window is not None else "3"
    with g.attempt([node], f"{paged} = None"):
        g.writer.write(
            f"{paged} = paged(c, {g.expressions.value(node.target)}, {g.expressions.value(node.size)}, {window})"
        )
        if owners:
            owner = g.expressions.value(Variable(node.target.token, owners))
            name = g.expressions.value(last) if isinstance(last, Expression) else repr(last)
            g.writer.write(f"{undo} = instead({owner}, {name}, {paged}.items, {str(node.target)!r})")
    with g.writer.block(f"if {paged} is not None:"), g.branch():
        g.writer.write(f"{shown} = {paged}.paginate; {items} = {paged}.items")
        with g.framed({"paginate": shown}):
            if not owners:
                with g.framed({str(last): items}):
                    g.body(node.block)
                return
            with g.writer.block("try:"):
                g.body(node.block)
            with g.writer.block("finally:"):
                g.writer.write(f"{undo}()")
