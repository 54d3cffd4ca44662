"""How a compiled function runs while what it reads is written down: in a scope, with buffers and with functions that tell.

The function's code is the same; what it calls is exchanged for methods of `Watch`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from engine.liquid.compiler import runtime
from engine.liquid.compiler.costs import CONSTANT, PICTURED, SAID_OF_VALUES
from engine.liquid.context import Context, Output
from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.host import FormParts
from engine.liquid.schemes import at_host
from engine.liquid.tags.loops import GO_ON, loop_items, part_of
from engine.liquid.tags.theme import instead, paged
from engine.liquid.values import (
    contains,
    equals,
    is_blank,
    is_empty,
    less,
    less_or_equal,
    look_up,
    to_output,
    to_text,
)

from .recorder import Given, Recorder, is_open
from .steps import BUDGET, PLAIN, SCOPE

if TYPE_CHECKING:
    from engine.liquid.template import Template

Function = Callable[..., Any]


class Watched(Context):
    """The scope of a template that is written down. `handed` is what its caller handed in."""

    __slots__ = ("handed", "inner", "recorder", "writer")

    def __init__(self, inner: Context, recorder: Recorder) -> None:
        super().__init__(inner.page, inner.template, isolated=inner.isolated, place=inner.place)
        self.inner = inner
        self.recorder = self.writer = recorder
        self.handed: Mapping[str, object] = inner.scope_variables

    @property
    def host(self) -> Any:
        """The page's host, as far as templates that are written down may ask it."""
        return _Host(self)

    def given(self, name: Any) -> object:
        found = self.inner.given(name)
        self.writer.name(self, name, found)
        return found

    def is_settled(self, name: str) -> bool:
        """Whether a name of the page's says the same wherever the ground is the same, with all that can be read of it."""
        ground = self.page.ground
        return name != "settings" and ground is not None and name not in ground.taken

    def partial(self, template: Any, variables: Mapping[str, object], place: str = "") -> Context:
        """The scope of a partial: a plain one, for it says itself whether it can be written down."""
        return self.inner.partial(template, variables, place)

    def output(self) -> Output:
        return WatchedOutput(self.budget, self.writer)


class WatchedOutput(Output):
    """A buffer that tells what the text of an object was."""

    __slots__ = ("_recorder",)

    def __init__(self, budget: Any, recorder: Recorder) -> None:
        super().__init__(budget)
        self._recorder = recorder

    def writers(self, context: Context, place: str) -> tuple[Callable[[str], str], Function]:
        escaped, written = super().writers(context, place)
        here = (place or context.place) if context.autoescape else ""
        recorder = self._recorder

        def write(value: Any) -> str:
            text: str = written(value)
            if is_open(value) and not recorder.is_fixed(value, as_picture=True):
                recorder.call(_text, (value, here), {}, str(text))
            return text

        return escaped, write


def _text(value: object, place: str) -> str:
    return str(to_output(value, place) if place else to_text(value))


class _Host:
    """What a template asks of its host while it is written down."""

    def __init__(self, scope: Watched) -> None:
        self._scope = scope

    def form(self, _: Context, kind: str, positional: list[object], named: Mapping[str, object]) -> FormParts:
        """Open a form."""
        scope = self._scope
        parts: FormParts = scope.inner.host.form(scope.inner, kind, positional, named)
        given = (SCOPE, kind, Given(positional), Given(named), Given(named.values()))
        scope.writer.call(_form, given, {}, parts)
        return parts

    def section(self, _: Context, name: str) -> str:
        """The place of a section."""
        return self._place(_section, name)

    def section_group(self, _: Context, name: str) -> str:
        """The place of a group of sections."""
        return self._place(_group, name)

    def _place(self, function: Function, name: str) -> str:
        scope = self._scope
        text: str = function(scope.inner, name)
        if len(text) > _LONGEST_PLACE:
            scope.writer.fail()  # not a place, but the sections themselves
        scope.writer.call(function, (SCOPE, name), {}, text)
        return text

    def preload(self, address: str, srcset: object, sizes: object) -> None:
        """A picture wants to be loaded early: that goes with the text."""
        scope = self._scope
        scope.writer.preloads.append((address, srcset, sizes))
        host: Any = scope.inner.host
        host.preload(address, srcset, sizes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scope.inner.host, name)


_LONGEST_PLACE = 200


def _section(context: Context, name: str) -> str:
    return context.host.section(context, name)


def _group(context: Context, name: str) -> str:
    return context.host.section_group(context, name)


def _form(
    context: Context, kind: str, positional: list[object], names: list[str], values: list[object]
) -> FormParts:
    return context.host.form(context, kind, positional, dict(zip(names, values, strict=True)))


class Watch:
    """The functions of one rendering that is written down."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.functions: dict[str, Any] = {
            "at_host": self.at_host,
            "contains": partial(self.compare, contains),
            "equals": partial(self.compare, equals),
            "get": self.get,
            "is_blank": partial(self.say, is_blank),
            "is_empty": partial(self.say, is_empty),
            "instead": self.instead,
            "less": partial(self.compare, less),
            "less_or_equal": partial(self.compare, less_or_equal),
            "look": self.look,
            "loop_items": self.loop_items,
            "paged": self.paged,
            "part_of": self.part_of,
            "recover": self.recover,
            "same": partial(self.compare, runtime.same),
            "to_text": partial(self.say, to_text),
        }
        """What takes the place of `runtime.GLOBALS`."""

    def get(self, value: Any, key: str) -> Any:
        """A property."""
        found = runtime.get(value, key)
        self.recorder.read(value, key, found, look=False)
        return found

    def look(self, value: Any, key: Any) -> Any:
        """A computed property, the size or an end of a list."""
        found = look_up(value, key)
        self.recorder.read(value, key, found, look=True)
        return found

    def loop_items(self, value: Any, start: int, stop: int | None) -> Any:
        """What a loop visits."""
        found = loop_items(value, start, stop)
        self._visited(loop_items, (value, start, stop), value, found)
        return found

    def part_of(self, context: Any, key: str, value: Any, limit: Any, offset: Any, backwards: bool) -> Any:
        """The part of it that a loop visits."""
        if offset is GO_ON:
            self.recorder.fail()
        found = part_of(context, key, value, limit, offset, backwards)
        self._visited(part_of, (SCOPE, key, value, limit, offset, backwards), value, found)
        return found

    def _visited(self, function: Function, arguments: tuple[Any, ...], value: Any, found: Any) -> None:
        recorder = self.recorder
        if isinstance(value, dict) or (isinstance(value, Drop) and recorder.is_fixed(value)):
            recorder.fix(found)
        elif isinstance(value, Drop):
            recorder.call(function, arguments, {}, found)

    def at_host(self, context: Any, value: Any) -> Any:
        """What is written behind a scheme."""
        found = at_host(context.inner, value)
        if self.recorder.is_fixed(value, as_picture=True):
            self.recorder.fix(found)
        else:
            self.recorder.call(at_host, (SCOPE, value), {}, found)
        return found

    def paged(self, context: Any, value: Any, size: Any, window: Any) -> Any:
        """A page of a list."""
        found = paged(context.inner, value, size, window)
        self.recorder.call(paged, (SCOPE, value, size, window), {}, found)
        return found

    def instead(self, owner: Any, name: Any, items: Any, shown: str) -> Any:
        """Let a property mean that page for the time of a block."""
        undo = instead(owner, name, items, shown)
        self.recorder.put_in_place(owner, name, items, shown)

        def back() -> None:
            undo()
            self.recorder.take_out()

        return back

    def compare(self, function: Function, left: Any, right: Any, budget: Any = None) -> bool:
        """A comparison; of an object it is asked again each time."""
        found: bool = function(left, right) if budget is None else function(left, right, budget)
        if is_open(left) or is_open(right):
            recorder = self.recorder
            if not (recorder.is_fixed(left) and recorder.is_fixed(right)):
                shown = (left, right) if budget is None else (left, right, BUDGET)
                recorder.call(function, shown, {}, found)
        return found

    def say(self, function: Function, value: Any) -> Any:
        """What is said of one value; of an object it is asked again each time."""
        found = function(value)
        # What is blank shows an object's class; of lists it shows their items.
        asked = isinstance(value, SequenceDrop) or (function is to_text and is_open(value))
        if asked and not self.recorder.is_fixed(value):
            self.recorder.call(function, (value,), {}, found)
        return found

    def filter(
        self, name: str, function: Function, context: Any, value: Any, *positional: Any, **named: Any
    ) -> Any:
        """A filter: asked again each time, unless what it says follows from what was compared."""
        pictured = name in PICTURED
        found = function(context if pictured else context.inner, value, *positional, **named)
        given = (value, *positional, *named.values())
        if name in SAID_OF_VALUES and PLAIN.issuperset(map(type, given)):
            return found
        if (
            name == "default"
            and found is value
            and isinstance(value, Drop)
            and not isinstance(value, SequenceDrop)
        ):
            return found
        recorder = self.recorder
        if (pictured or name in CONSTANT) and all(
            recorder.is_fixed(each, as_picture=pictured) for each in given
        ):
            if not recorder.knows(found):
                recorder.fix(found)
        elif named.get("preload") is True:
            recorder.fail()  # it has an effect, which nothing may have that is only asked again
        else:
            recorder.call(function, (SCOPE, value, *positional), named, found)
        return found

    def recover(self, error: Exception, context: Any, out: Any, spot: int, found: dict[str, Any]) -> Any:
        """Something went wrong, which a text cannot tell."""
        self.recorder.fail()
        return runtime.recover(error, context, out, spot, found)

    def function_of(self, template: Template) -> Callable[[Any, Any], None]:
        """The compiled function of a template, calling these."""
        run, compiled = template.run, template.compiled
        assert isinstance(run, FunctionType) and compiled is not None
        names = {**run.__globals__, **self.functions}
        for name, variable in compiled.filters.items():
            names[variable] = partial(self.filter, name, template.env.filters[name])
        return FunctionType(run.__code__, names)


__all__ = ["Watch", "Watched", "WatchedOutput"]
