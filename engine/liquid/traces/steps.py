"""What was read, as a tree: each step says what to read, and which step comes next for what is found.

Objects that are found take the next numbers, so that later steps can name what they read from. No step and no text holds
an object of a page: only names, plain values, functions, and keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from engine.liquid.drops import Drop
from engine.liquid.host import FormParts, PagedItems
from engine.liquid.safe import Css, Json
from engine.liquid.tags.theme import instead
from engine.liquid.values import look_up

if TYPE_CHECKING:
    from engine.liquid.context import Context

PLAIN: frozenset[type] = frozenset({str, int, bool, type(None), Markup, Json, Css})
"""Types whose values say all by themselves."""
MOST_ITEMS = 250
"""Of a list whose items are compared."""

NAME, SHARED_NAME, HANDED, GET, LOOK, CALL, INSTEAD, BACK = range(8)
"""Kinds of steps: a name of the scope's, of the page's, whether it was handed in, a property, a computed property, a
function, something put in a property's place, and that taken out again."""
_SAME, _OBJECT, _KEYED, _SHAPE = range(4)
"""How what is found is compared: a plain value, an object of a class, one with a key, anything else by its shape."""


Preload = tuple[str, object, object]
"""Address, srcset, sizes."""


class Untold(Exception):
    """A value of which nobody knows what it says."""


class Told:
    """A text, and what writing it cost: steps, bytes made and characters captured on the way; how deep its partials went; and
    the pictures that want to be loaded early."""

    __slots__ = ("captured", "depth", "made", "preloads", "steps", "text")

    def __init__(
        self, text: str, steps: int, made: int, captured: int, depth: int, preloads: tuple[Preload, ...] = ()
    ) -> None:
        self.preloads = preloads
        self.text = text
        self.steps = steps
        self.made = made
        self.captured = captured
        self.depth = depth


class Step:
    """Something to read, and what comes after it. `source` is the number of an object, `key` what is read of it; of a
    function `source` is the function and `key` its arguments (`Arguments`)."""

    __slots__ = ("cls", "compared", "first", "key", "kind", "next", "others", "source", "value")

    def __init__(self, kind: int, source: Any, key: Any) -> None:
        self.kind = kind
        self.source = source
        self.key = key
        self.cls: type = object
        self.compared = _SAME
        self.value: Hashable = None
        self.first = 0
        self.next: Step | Told | None = None
        self.others: dict[Hashable, Step | Told] | None = None

    def reads_as(self, other: Step) -> bool:
        """Whether both read the same thing."""
        return self.kind == other.kind and self.source == other.source and self.key == other.key


class Arguments:
    """Arguments of a function: plain values, and numbers of objects. `open` are the places of those that have to be found."""

    __slots__ = ("named", "open", "positional")

    def __init__(self, positional: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> None:
        self.positional = positional
        self.named = named
        self.open = tuple(at for at, value in enumerate(positional) if value.__class__ in _OPEN)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Arguments) and other.positional == self.positional and other.named == self.named
        )

    __hash__ = None  # type: ignore[assignment]


class Numbered:
    """Stands for an object among arguments."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbered) and other.number == self.number

    __hash__ = None  # type: ignore[assignment]


class OfPage:
    """Stands for what each page has of its own among arguments: its scope, or its account."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


SCOPE, BUDGET = OfPage("scope"), OfPage("budget")
_OPEN = frozenset({Numbered, OfPage, list})


class Objects(list[Any]):
    """Objects that were found, in order. One that is found again is known by its first number: that two things are the same
    here says nothing of another page, where each may be another."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[int, int] = {}

    def push(self, value: Any) -> int:
        """Give an object the next number; returns its first one."""
        first = self.numbers.setdefault(id(value), len(self))
        self.append(value)
        return first


_NOTHING = Objects()
"""For values that hold no objects."""
_SELF_SAYING = frozenset({float, range, dt.date, dt.datetime})


def shape(value: Any, objects: Objects) -> Hashable:
    """What is compared of a value; objects in it get numbers. Raises `Untold`."""
    kind = value.__class__
    if kind in PLAIN:
        return (kind, value)
    if kind is list or kind is tuple:
        if len(value) > MOST_ITEMS:
            raise Untold
        return (kind, objects.push(value), *_items(value, objects.numbers))
    if isinstance(value, Drop):
        if value.is_private:
            raise Untold
        return (kind, objects.push(value), value.trace_key)
    if kind is float:
        return (kind, repr(value))
    if kind is dt.datetime or kind is dt.date:
        return (kind, value.isoformat())
    if kind is range:
        return (kind, value.start, value.stop, value.step)
    if kind is FormParts:
        return (kind, value.opening, value.closing, shape(value.form, objects))
    if kind is PagedItems:
        return (kind, shape(value.paginate, objects), shape(value.items, objects))
    key = getattr(value, "trace_key", None)
    if key is None:
        raise Untold
    return (kind, objects.push(value), key)


def _items(items: Any, numbers: dict[int, int]) -> Iterator[Hashable]:
    """What is compared of a list's items: plain values, and of objects which they are. They get no numbers: an object is read
    as the item of its list, if it is read at all."""
    places: dict[int, int] = {}
    for place, item in enumerate(items):
        kind = item.__class__
        if kind in PLAIN:
            yield (kind, item)
        elif isinstance(item, Drop):
            known = numbers.get(id(item))
            yield (kind, -1 - places.setdefault(id(item), place) if known is None else known)
        elif kind is list or kind is tuple:
            yield (kind, *_plain_items(item))
        elif kind in _SELF_SAYING:
            yield shape(item, _NOTHING)
        else:
            raise Untold


def _plain_items(items: Any) -> Iterator[Hashable]:
    """The same for a list inside a list, which may hold plain values only."""
    for item in items:
        if item.__class__ not in PLAIN:
            raise Untold
        yield (item.__class__, item)


def prepare(step: Step, value: Any, objects: Objects) -> Hashable:
    """Let a new step expect this value; returns what stands for it among other outcomes. Raises `Untold`."""
    kind = value.__class__
    step.cls = kind
    if kind in PLAIN:
        step.compared, step.value = _SAME, value
        return (kind, value)
    step.first = len(objects)
    told = shape(value, objects)
    if isinstance(value, Drop):
        step.value = value.trace_key
        step.first = objects.numbers[id(value)]
        step.compared = _OBJECT if step.value is None else _KEYED
    else:
        step.compared, step.value = _SHAPE, told
    return told


def follow(root: Step | Told | None, context: Context) -> Told | int | None:
    """Read along the tree, on this scope's page; the text that stands where it ends. Where it leads nowhere, a number that
    is the same whenever the same was found instead; None for what raises, which is for the template to raise again."""
    step: Step | Told | int | None = root
    objects = Objects()
    numbers = objects.numbers
    undo: list[Callable[[], object]] = []
    try:
        while step.__class__ is Step:
            kind = step.kind
            if kind == GET:
                source, key = objects[step.source], step.key
                values = source.read_values
                value = values[key] if key in values else source.liquid_get(key)
            elif kind == NAME:
                value = context.given(step.key)
            elif kind == CALL:
                value = _called(step, objects, context)
            elif kind == HANDED:
                value = step.key in context.scope_variables
            elif kind == LOOK:
                value = look_up(objects[step.source], step.key)
            elif kind == INSTEAD:
                name, items, shown = step.key
                undo.append(instead(objects[step.source], name, objects[items], shown))
                value = None
            elif kind == BACK:
                undo.pop()()
                value = None
            else:
                value = context.shared(step.key)
            found = value.__class__
            if found is step.cls:
                compared = step.compared
                if compared == _SAME:
                    if value == step.value:
                        step = step.next
                        continue
                elif compared == _OBJECT or (compared == _KEYED and value.trace_key == step.value):
                    first = numbers.setdefault(id(value), len(objects))
                    objects.append(value)
                    step = step.next if first == step.first else id(step)
                    continue
            step = _elsewhere(step, value, objects)
    except Exception:
        return None
    finally:
        while undo:
            undo.pop()()
    return None if isinstance(step, Step) else step


def _elsewhere(step: Step, value: Any, objects: Objects) -> Step | Told | int | None:
    told = shape(value, objects)
    if step.compared == _SHAPE and told == step.value:
        return step.next
    others = step.others
    following = others.get(told) if others is not None else None
    return following if following is not None else hash((id(step), told))


def _called(step: Step, objects: Objects, context: Context) -> Any:
    arguments: Arguments = step.key
    given = list(arguments.positional)
    for at in arguments.open:
        given[at] = _argument(given[at], objects, context)
    if not arguments.named:
        return step.source(*given)
    named = {name: _argument(value, objects, context) for name, value in arguments.named}
    return step.source(*given, **named)


def _argument(value: Any, objects: Objects, context: Context) -> Any:
    kind = value.__class__
    if kind is Numbered:
        return objects[value.number]
    if kind is OfPage:
        return context if value is SCOPE else context.budget
    return [_argument(each, objects, context) for each in value] if kind is list else value
