"""How a compiled function runs while what it reads is written down: in a scope, with buffers and with functions that tell.

The function's code is the same; only what it calls is exchanged (`WATCHED`, `filter_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.liquid.compiler import runtime
from engine.liquid.compiler.costs import CONSTANT, PICTURED, SAID_OF_VALUES
from engine.liquid.context import Context, Output
from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.host import FormParts
from engine.liquid.tags.loops import GO_ON, loop_items, part_of
from engine.liquid.tags.theme import instead, paged
from engine.liquid.values import contains, equals, is_blank, is_empty, less, less_or_equal, look_up, to_output, to_text

from .recorder import Recorder, fail_all, is_open, quietly, recorders
from .steps import BUDGET, PLAIN, SCOPE

if TYPE_CHECKING:
    from engine.liquid.template import Template

Function = Callable[..., Any]


class Watched(Context):
    """The scope of a template that is written down. `handed` is what its caller handed in."""

    __slots__ = ("handed", "inner")

    def __init__(self, inner: Context) -> None:
        super().__init__(inner.page, inner.template, isolated=inner.isolated, place=inner.place)
        self.inner = inner
        self.handed: Mapping[str, object] = inner.scope_variables

    @property
    def host(self) -> Any:
        """The page's host, as far as templates that are written down may ask it."""
        return _Host(self)

    def given(self, name: Any) -> object:
        found = quietly(self.inner.given, name)
        for recorder in recorders():
            recorder.name(self, name, found)
        return found

    def is_settled(self, name: str) -> bool:
        """Whether a name of the page's says the same wherever the ground is the same, with all that can be read of it."""
        ground = self.page.ground
        return name != "settings" and ground is not None and name not in ground.taken

    def partial(self, template: Any, variables: Mapping[str, object], place: str = "") -> Context:
        """The scope of a partial: a plain one, for it says itself whether it is written down."""
        return self.inner.partial(template, variables, place)

    def untraced(self) -> None:
        fail_all()

    def output(self) -> Output:
        return WatchedOutput(self.budget)


class WatchedOutput(Output):
    """A buffer that tells what the text of an object was."""

    __slots__ = ()

    def writers(self, context: Context, place: str) -> tuple[Callable[[str], str], Function]:
        escaped, written = super().writers(context, place)
        here = (place or context.place) if context.autoescape else ""

        def write(value: Any) -> str:
            text: str = quietly(written, value)
            if is_open(value):
                for recorder in recorders():
                    if not recorder.is_fixed(value, as_picture=True):
                        recorder.call(_text, (value, here), {}, str(text))
            return text

        return escaped, write


def _text(value: object, place: str) -> str:
    return str(to_output(value, place) if place else to_text(value))


class _Host:
    """What a template asks of its host while it is written down."""

    def __init__(self, scope: Watched) -> None:
        self._scope = scope

    def form(
        self, _: Context, kind: str, positional: list[object], named: Mapping[str, object]
    ) -> FormParts:
        """Open a form."""
        scope = self._scope
        parts: FormParts = quietly(scope.inner.host.form, scope.inner, kind, positional, named)
        names: list[object] = list(named)
        for recorder in recorders():
            recorder.call(_form, (SCOPE, kind, positional, names, list(named.values())), {}, parts)
        return parts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scope.inner.host, name)


def _form(
    context: Context, kind: str, positional: list[object], names: list[str], values: list[object]
) -> FormParts:
    return context.host.form(context, kind, positional, dict(zip(names, values, strict=True)))


# -- functions ------------------------------------------------------------------------------------------------


def _get(value: Any, key: str) -> Any:
    found = quietly(runtime.get, value, key)
    for recorder in recorders():
        recorder.read(value, key, found, look=False)
    return found


def _look(value: Any, key: Any) -> Any:
    found = quietly(look_up, value, key)
    for recorder in recorders():
        recorder.read(value, key, found, look=True)
    return found


def _loop_items(value: Any, start: int, stop: int | None) -> Any:
    found = quietly(loop_items, value, start, stop)
    if isinstance(value, Drop):
        _asked(loop_items, (value, start, stop), value, found)
    elif isinstance(value, dict):
        _fixed(found)
    return found


def _part_of(context: Any, key: str, value: Any, limit: Any, offset: Any, backwards: bool) -> Any:
    if offset is GO_ON:
        fail_all()
    found = quietly(part_of, context, key, value, limit, offset, backwards)
    if isinstance(value, Drop):
        _asked(part_of, (SCOPE, key, value, limit, offset, backwards), value, found)
    elif isinstance(value, dict):
        _fixed(found)
    return found


def _paged(context: Any, value: Any, size: Any, window: Any) -> Any:
    found = quietly(paged, context.inner, value, size, window)
    for recorder in recorders():
        recorder.call(paged, (SCOPE, value, size, window), {}, found)
    return found


def _instead(owner: Any, name: Any, items: Any, shown: str) -> Any:
    undo = quietly(instead, owner, name, items, shown)
    before = recorders()
    for recorder in before:
        recorder.replaced[id(owner), name] = items

    def back() -> None:
        for recorder in before:
            recorder.replaced.pop((id(owner), name), None)
        undo()

    return back


def _asked(function: Function, arguments: tuple[Any, ...], value: object, found: object) -> None:
    for recorder in recorders():
        if recorder.is_fixed(value):
            recorder.fix(found)
        else:
            recorder.call(function, arguments, {}, found)


def _fixed(found: object) -> None:
    for recorder in recorders():
        recorder.fix(found)


def _compared(function: Function) -> Function:
    """A comparison; of an object it is asked again each time."""

    def compare(left: Any, right: Any, budget: Any = None) -> bool:
        given = (left, right) if budget is None else (left, right, budget)
        found: bool = quietly(function, *given)
        if _is_open(left) or _is_open(right):
            shown = (left, right) if budget is None else (left, right, BUDGET)
            for recorder in recorders():
                if not (recorder.is_fixed(left) and recorder.is_fixed(right)):
                    recorder.call(function, shown, {}, found)
        return found

    return compare


def _of_one(function: Function) -> Function:
    """What is said of one value; of an object it is asked again each time."""

    def say(value: Any) -> Any:
        found = quietly(function, value)
        # What is blank shows an object's class; of lists it shows their items.
        if isinstance(value, SequenceDrop) or (function is to_text and is_open(value)):
            for recorder in recorders():
                if not recorder.is_fixed(value):
                    recorder.call(function, (value,), {}, found)
        return found

    return say


def _is_open(value: object) -> bool:
    return is_open(value)


def filter_of(name: str, function: Function) -> Function:
    """A filter that tells: asked again each time, unless what it says follows from what was compared."""
    constant = name in CONSTANT
    pictured = name in PICTURED
    says = name in SAID_OF_VALUES
    hands_on = name == "default"

    def call(context: Any, value: Any, *positional: Any, **named: Any) -> Any:
        found = quietly(function, context.inner, value, *positional, **named)
        given = (value, *positional, *named.values())
        if hands_on and found is value and isinstance(value, Drop) and not isinstance(value, SequenceDrop):
            return found
        if says and PLAIN.issuperset(map(type, given)):
            return found
        for recorder in recorders():
            follows = (constant or pictured and named.get("preload") is not True) and all(
                recorder.is_fixed(each, as_picture=pictured) for each in given
            )
            if follows:
                if not recorder.knows(found):
                    recorder.fix(found)
            else:
                recorder.call(function, (SCOPE, value, *positional), named, found)
        return found

    return call


def _recover(error: Exception, context: Any, out: Any, spot: int, found: dict[str, Any]) -> Any:
    fail_all()
    return runtime.recover(error, context, out, spot, found)


def _hand_over(context: Any, out: Any, spot: int, found: dict[str, Any], names: tuple[str, ...]) -> Any:
    fail_all()
    return runtime.hand_over(context, out, spot, found, names)


def _partial(context: Any, name: str) -> Any:
    return quietly(runtime.partial, context.inner, name)


WATCHED: dict[str, Any] = {
    "contains": _compared(contains),
    "equals": _compared(equals),
    "get": _get,
    "hand_over": _hand_over,
    "instead": _instead,
    "is_blank": _of_one(is_blank),
    "is_empty": _of_one(is_empty),
    "less": _compared(less),
    "less_or_equal": _compared(less_or_equal),
    "look": _look,
    "loop_items": _loop_items,
    "paged": _paged,
    "part_of": _part_of,
    "partial": _partial,
    "recover": _recover,
    "same": _compared(runtime.same),
    "to_text": _of_one(to_text),
}
"""What takes the place of `runtime.GLOBALS` in a function that is written down."""



def watched_function(template: Template) -> Function:
    """The compiled function of a template, telling what it reads."""
    compiled = template.compiled
    assert compiled is not None
    filters = {name: filter_of(name, template.env.filters[name]) for name in compiled.filters}
    return compiled.watched_function(WATCHED, filters)


__all__ = ["WATCHED", "Recorder", "Watched", "WatchedOutput", "filter_of", "watched_function"]
