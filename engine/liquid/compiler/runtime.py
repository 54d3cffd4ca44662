"""What compiled templates call. All meaning is that of `values`, the tags and the filters; this is about speed.

Its public names are the globals of every compiled function.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from liquid.exceptions import BreakLoop, ContinueLoop, LiquidError, LiquidInterrupt
from markupsafe import Markup

from engine.liquid.errors import RenderError
from engine.liquid.safe import Json
from engine.liquid.schemes import at_host
from engine.liquid.tags.loops import GO_ON, ForLoop, loop_items, part_of
from engine.liquid.tags.partials import bound_items, include_partial
from engine.liquid.tags.theme import instead, paged
from engine.liquid.template import render_nodes
from engine.liquid.values import (
    BLANK,
    EMPTY,
    contains,
    equals,
    is_blank,
    is_empty,
    less,
    less_or_equal,
    look_up,
    own_text,
    span,
    to_output,
    to_text,
)


class _Missing:
    """No value: a variable that was not assigned, an option that was not given."""

    def __repr__(self) -> str:
        return "missing"


M: Any = _Missing()
SKIP: Any = _Missing()


def get(value: Any, key: str) -> Any:
    """`value.key` for a key that is none of `size`, `first`, `last`."""
    if value.__class__ is dict:
        return value[key] if key in value else None  # noqa: SIM401 - half the time of a method call
    if value is None:
        return None
    try:
        found = value.read_values.get(key, M)  # of a drop, which most values are
    except AttributeError:
        return look_up(value, key)
    return value.liquid_get(key) if found is M else found


def whole(value: Any, budget: Any) -> Any:
    """Charge what a filter reads: a range before it becomes a list, a long value for going through it."""
    kind = value.__class__
    if kind is range:
        budget.make(len(value) * 32)
    elif kind in _LONG_KINDS and len(value) > 4_000:
        budget.read(value)
    return value


_LONG_KINDS: frozenset[type] = frozenset([str, Markup, Json, list, dict])


def same(left: Any, right: Any, budget: Any) -> bool:
    """`equals`, charged by the length of what is compared."""
    kind = left.__class__
    if kind in _LONG_KINDS and len(left) > 4_000:
        budget.read(left)
    return equals(left, right)


def kept(value: Any, budget: Any) -> Any:
    """Charge what a filter made."""
    if isinstance(value, (str, list)) and len(value) > 64:
        budget.make(sys.getsizeof(value))
    return value


def captured(context: Any, out: Any, outer: Any) -> str:
    """The text of a capture. The buffer around it is charged now: its own turn may never come."""
    outer.settle()
    text = out.getvalue()
    context.budget.make(len(text))
    return own_text(text) if context.autoescape else text


def if_changed(context: Any, inner: Any, out: Any) -> None:
    """Write a buffer unless it says the same as the last one."""
    out.settle()
    text = inner.getvalue()
    if context.page.registers.get("ifchanged") != text:
        context.page.registers["ifchanged"] = text
        out.parts.append(text)


def count_up(context: Any, name: str) -> str:
    """`increment`."""
    value = context.counters.get(name, 0)
    context.counters[name] = value + 1
    return str(value)


def count_down(context: Any, name: str) -> str:
    """`decrement`."""
    value = context.counters.get(name, 0) - 1
    context.counters[name] = value
    return str(value)


def cycled(context: Any, key: object, shown: tuple[object, ...], place: str) -> str:
    """`cycle`."""
    at = context.cycles.get(key, 0)
    context.cycles[key] = at + 1 if at + 1 < len(shown) else 0
    return to_output(shown[at], place) if at < len(shown) else ""


def partial(context: Any, name: str) -> Any:
    """The template of a partial; looked up once per page."""
    known = context.page.partials
    found = known.get(name)
    if found is None:
        found = context.host.snippet(name)
        if found is None:
            raise RenderError(f"there is no snippets/{name}.liquid")
        known[name] = found
    return found


def unsettled(context: Any, template: Any, arguments: dict[str, object], place: str, out: Any) -> None:
    """Render a partial whose text may be another one next time."""
    context.page.unsettled = True
    inner = context.partial(template, arguments, place)
    traced = template.traced
    if traced is not None:
        traced.write(inner, out, context.recorder)
        return
    if context.recorder is not None:
        context.recorder.fail()
    template.render_into(inner, out)


def partial_scopes(
    context: Any, template: Any, arguments: dict[str, object], key: str, value: object, loop: bool, place: str
) -> Any:
    """The scopes of `render … with` (one) or `render … for` (one per item)."""
    items = bound_items(value) if loop else None
    if items is None:
        return (context.partial(template, {**arguments, key: value}, place),)
    turn = ForLoop(key, len(items), None)

    def scopes() -> Iterator[Any]:
        for index, item in enumerate(items):
            turn.index0 = index
            yield context.partial(template, {**arguments, key: item, "forloop": turn}, place)

    return scopes()


def to_include(context: Any, name: object) -> Any:
    """The template of an `include`, with its name."""
    if context.isolated:
        raise RenderError("'include' cannot be used inside 'render'")
    text = to_text(name)
    return partial(context, text), text


def include(
    context: Any, out: Any, found: Any, arguments: dict[str, object], value: object, alias: str | None
) -> None:
    """Render a partial in its caller's scope; without a `value`, once."""
    template, name = found
    bound = None if value is M else (alias or name.rsplit("/", 1)[-1], value)
    include_partial(context, out, template, arguments, bound)


def render_value(context: Any, out: Any, target: object, arguments: dict[str, object], place: str) -> None:
    """`render` of what a variable holds: a snippet's name, or an object that renders itself."""
    if isinstance(target, str):
        found = partial(context, target)
        found.render_into(context.partial(found, arguments, place), out)
        return
    written = context.host.render_object(context, target)
    if written is None:
        raise RenderError("neither a snippet's name nor a block")
    out.parts.append(written)


# -- when something fails ---------------------------------------------------------------------------------------


def _pass_on(error: Exception, context: Any) -> None:
    """Raise again what is no fault of a node: a `break`, the database's errors, what the interpreter saw already."""
    if isinstance(error, LiquidInterrupt) or getattr(error, "seen_by_interpreter", False):
        raise error
    if isinstance(error, context.env.let_pass) and not isinstance(error, LiquidError):
        raise error


def recover(error: Exception, context: Any, out: Any, spot: int, found: dict[str, Any]) -> Any:
    """Let the interpreter render a failed place; answers what the variable assigned there now means."""
    _pass_on(error, context)
    context.page.reported()
    place = context.template.spots[spot]
    with _Opened(context, place, found):
        try:
            render_nodes(place.nodes, context, out)
        except Exception as again:
            again.seen_by_interpreter = True  # type: ignore[attr-defined]
            raise
        if not place.assigns:
            return None
        name = str(place.nodes[0].name)
        found = context.locals.get(name, M)
        return context.given(name) if found is M and not place.counted else found


def hand_over(
    context: Any, out: Any, spot: int, found: dict[str, Any], names: tuple[str, ...]
) -> tuple[object, ...]:
    """Let the interpreter render nodes; answers the assigned variables after it."""
    place = context.template.spots[spot]
    with _Opened(context, place, found):
        render_nodes(place.nodes, context, out)
        return tuple(context.locals.get(name, M) for name in names)


def recover_shared(error: Exception, context: Any, out: Any, spot: int) -> None:
    """The same where the variables live in the context."""
    _pass_on(error, context)
    try:
        hand_over_shared(context, out, spot)
    except Exception as again:
        again.seen_by_interpreter = True  # type: ignore[attr-defined]
        raise


def hand_over_shared(context: Any, out: Any, spot: int) -> None:
    """Let the interpreter render nodes where the variables live in the context."""
    place = context.template.shared_spots[spot]
    before, context.place = context.place, place.place or context.place
    try:
        render_nodes(place.nodes, context, out)
    finally:
        context.place = before


class _Opened:
    """Puts the Python variables of a place into the context for the interpreter, and takes them out again."""

    def __init__(self, context: Any, place: Any, found: dict[str, Any]) -> None:
        self.context = context
        self.place = place
        self.found = found

    def __enter__(self) -> None:
        context = self.context
        self.before = context.locals, context.frames, context.loop_stack, context.place
        variables = context.template.held
        context.locals = {
            name: value for name, held in variables.items() if (value := self.found.get(held, M)) is not M
        }
        context.frames = []
        context.loop_stack = []
        for pairs in self.place.frames:
            context.frames.append({name: self._value(held) for name, held in pairs})
        if self.place.place:
            context.place = self.place.place

    def _value(self, held: Any) -> object:
        if not isinstance(held, tuple):
            value = self.found.get(held)
        else:
            title, at, length = held
            value = ForLoop(title, self.found[length], None)
            value.index0 = self.found.get(at, 0)
        if isinstance(value, ForLoop):
            self.context.loop_stack.append(value)
        return value

    def __exit__(self, *_: object) -> None:
        context = self.context
        context.locals, context.frames, context.loop_stack, context.place = self.before


GLOBALS: dict[str, Any] = {
    "BLANK": BLANK,
    "BreakLoop": BreakLoop,
    "ContinueLoop": ContinueLoop,
    "EMPTY": EMPTY,
    "ForLoop": ForLoop,
    "GO_ON": GO_ON,
    "M": M,
    "SKIP": SKIP,
    "at_host": at_host,
    "captured": captured,
    "contains": contains,
    "count_down": count_down,
    "count_up": count_up,
    "cycled": cycled,
    "equals": equals,
    "get": get,
    "hand_over": hand_over,
    "if_changed": if_changed,
    "include": include,
    "instead": instead,
    "is_blank": is_blank,
    "is_empty": is_empty,
    "kept": kept,
    "less": less,
    "less_or_equal": less_or_equal,
    "loop_items": loop_items,
    "paged": paged,
    "part_of": part_of,
    "partial": partial,
    "partial_scopes": partial_scopes,
    "recover": recover,
    "same": same,
    "recover_shared": recover_shared,
    "hand_over_shared": hand_over_shared,
    "to_include": to_include,
    "render_value": render_value,
    "span": span,
    "to_text": to_text,
    "unsettled": unsettled,
    "whole": whole,
    "look": look_up,
}
