"""Writes down what one rendering read, and what it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from engine.liquid.drops import Drop, SequenceDrop
from engine.liquid.tags.loops import ForLoop
from engine.liquid.values import EMPTY, look_up

from .steps import (
    BACK,
    BUDGET,
    CALL,
    GET,
    HANDED,
    INSTEAD,
    LOOK,
    NAME,
    PLAIN,
    SCOPE,
    SHARED_NAME,
    Arguments,
    Numbered,
    Objects,
    Preload,
    Step,
    Told,
    Untold,
    prepare,
)

if TYPE_CHECKING:
    from .watched import Watched

_SAFE = frozenset({float, range, dt.date, dt.datetime, type(EMPTY)})
"""Other types of which a step may hold a value."""
_INHERITED = ("block", "section")
MOST_STEPS = 2_500
"""Beyond which a rendering is not worth writing down."""


class Given(list[Any]):
    """Arguments in a row, which are no list of the template's."""


class Recorder:
    """One rendering's steps with their outcomes, in order."""

    def __init__(self) -> None:
        self.scope: Watched | None = None
        """The scope that names are read in."""
        self.watch: Any = None
        self.steps: list[tuple[Step, Hashable]] = []
        self.failed = False
        self.preloads: list[Preload] = []
        self._objects = Objects()
        self._numbers = self._objects.numbers
        self._fixed: set[int] = set()
        self._places: dict[int, tuple[int, int]] = {}
        self._asked: set[tuple[int, Any]] = set()
        self._has_inherited = False
        self._names: set[tuple[bool, Any]] = set()
        self._seen: set[tuple[int, type, Any]] = set()
        self._held: list[object] = []  # so that no other object takes the identity of one that is known
        self.size = 0
        """Characters of the values that are compared."""

    def fail(self) -> None:
        """Something was read that cannot be written down."""
        self.failed = True

    # -- what is known of values ---------------------------------------------------------------------------

    def knows(self, value: object) -> bool:
        """Whether later steps can tell what this value is."""
        known = id(value)
        return (
            value.__class__ in PLAIN
            or known in self._numbers
            or known in self._fixed
            or known in self._places
        )

    def fix(self, value: Any) -> None:
        """Take an object for one that follows from what was compared already."""
        if value.__class__ in PLAIN:
            return
        if id(value) not in self._numbers:
            self._fixed.add(id(value))
            self._held.append(value)
        if value.__class__ is list or value.__class__ is tuple:
            for item in value:
                self.fix(item)

    def is_fixed(self, value: Any, *, as_picture: bool = False) -> bool:
        """Whether all that a function could read of a value was compared already; `as_picture`: one for pictures."""
        kind = value.__class__
        if kind in PLAIN:
            return True
        if isinstance(value, Drop):
            if value.settled_key is None and not (as_picture and value.is_told_by_key):
                return False
            if id(value) in self._places and not self.failed:
                self._number(value)
            return id(value) in self._fixed or id(value) in self._numbers
        known = id(value) in self._fixed or id(value) in self._numbers
        if kind is list or kind is tuple:
            return known and all(self.is_fixed(item, as_picture=as_picture) for item in value)
        return kind in _SAFE or known

    def _number(self, value: object) -> int:
        """The number of an object; an item of a list gets one when it is first needed. Raises `Untold`."""
        number = self._numbers.get(id(value))
        if number is None:
            place = self._places.get(id(value))
            if place is None:
                raise Untold
            del self._places[id(value)]
            self.add(LOOK, *place, value)
            number = self._numbers.get(id(value))
            if number is None:
                raise Untold
        return number

    def _name_items(self, found: Any) -> None:
        """Give numbers to what is known as the item of a list so far, and is found here again: on another page it may be
        something else here."""
        kind = found.__class__
        for each in found if kind is list or kind is tuple else (found,):
            if isinstance(each, Drop) and id(each) in self._fixed and id(each) not in self._numbers:
                raise Untold  # that it is the same here follows from nothing that is compared
            if id(each) in self._places and id(each) not in self._numbers:
                self._number(each)

    def _place(self, items: Any) -> None:
        """Know the items of a list by their places in it."""
        number = self._numbers[id(items)]
        for index, item in enumerate(items):
            if isinstance(item, Drop):
                self._places.setdefault(id(item), (number, index))
            else:
                self.fix(item)  # it was compared with the list

    # -- steps -----------------------------------------------------------------------------------------------

    def add(self, kind: int, source: Any, key: Any, found: object) -> None:
        """One step and its outcome."""
        if self.failed:
            return
        try:
            self._name_items(found)
            step = Step(kind, source, key)
            told = prepare(step, found, self._objects)
            hash(told)
        except (Untold, TypeError):
            self.fail()
            return
        self.steps.append((step, told))
        if found.__class__ is list or found.__class__ is tuple:
            self._place(found)
        self.size += len(found) if isinstance(found, str) else 0
        if len(self.steps) > MOST_STEPS:
            self.fail()

    def name(self, scope: Watched, name: Any, found: object) -> None:
        """A name was read, in this recorder's own scope or in that of a partial inside it."""
        if self.failed:
            return
        if scope is not self.scope and name in _INHERITED:
            self._inherited()
        own, handed = scope is self.scope, name in scope.handed
        if handed and not own and found.__class__ in PLAIN:
            return  # it follows from what its caller read
        if own and isinstance(found, ForLoop):
            self.fail()  # a loop around what is written down: its turns differ
            return
        if own or not handed:
            if (own, name) in self._names and self.knows(found):
                return
            self._names.add((own, name))
        if own:
            if handed or not scope.is_settled(name):
                self.add(NAME, None, name, found)
            else:
                self.add(HANDED, None, name, False)
                self.fix(found)
        elif not handed and scope.is_settled(name):
            self.fix(found)
        elif not handed:
            self.add(SHARED_NAME, None, name, found)
        elif not self.knows(found) and not isinstance(found, ForLoop):
            self.fail()

    def _inherited(self) -> None:
        """Partials inside see the `section` and `block` around all of it, unless they are handed others."""
        outer = self.scope
        if outer is None or self._has_inherited:
            return
        self._has_inherited = True
        for name in _INHERITED:
            found = outer.inner.given(name)
            if name in outer.handed or not outer.is_settled(name):
                self.add(NAME, None, name, found)
            else:
                self.add(HANDED, None, name, False)

    def read(self, value: Any, key: Any, found: object, *, look: bool) -> None:
        """A property was read."""
        if self.failed or value.__class__ in PLAIN:
            return
        if key.__class__ not in PLAIN:
            self.call(look_up, (value, key), {}, found)  # one object looked up by another
            return
        if (id(value), key.__class__, key) in self._seen and self.knows(found):
            return
        if isinstance(value, ForLoop):
            self.fix(found)
            return
        if id(value) in self._fixed:
            self._ask(value, key)
            self.fix(found)
        elif value.__class__ is range or (
            getattr(value, "trace_key", None) is not None and not isinstance(value, Drop)
        ):
            return  # the size of what was compared
        elif key.__class__ in PLAIN and (isinstance(value, Drop) or value.__class__ in (list, tuple)):
            try:
                self._read_of(self._number(value), value, key, found, look)
            except Untold:
                self.fail()
        else:
            self.fail()
        self._seen.add((id(value), key.__class__, key))

    def _read_of(self, number: int, value: Any, key: Any, found: object, look: bool) -> None:
        if isinstance(value, Drop):
            if key in value.private_keys:
                self.fail()
                return
            if value.follows(key):
                self.fix(found)
                return
        elif self.knows(found):
            return  # an item of a list that was compared, or how many there are
        self.add(LOOK if look else GET, number, key, found)

    def _ask(self, value: Any, key: object) -> None:
        """Note what a property of an object follows from, if not from a key."""
        asked = value.asks(key) if isinstance(value, Drop) else None
        if asked is None:
            return
        function, owner = asked
        if id(owner) not in self._numbers:
            self.fail()
        elif (id(owner), function) not in self._asked:
            self._asked.add((id(owner), function))
            self.call(function, (owner,), {}, function(owner))

    def call(
        self,
        function: Callable[..., object],
        positional: tuple[Any, ...],
        named: Mapping[str, Any],
        found: object,
    ) -> None:
        """A function was asked something of an object."""
        if self.failed:
            return
        try:
            given = Arguments(
                tuple(map(self._argument, positional)),
                tuple((name, self._argument(value)) for name, value in named.items()),
            )
        except Untold:
            self.fail()
            return
        self.add(CALL, function, given, found)

    def put_in_place(self, owner: Any, name: Any, items: Any, shown: str) -> None:
        """A page of a list stands for the list from here on."""
        self._seen.clear()
        if self.failed or id(owner) not in self._numbers or id(items) not in self._numbers:
            self.fail()
            return
        self.add(INSTEAD, self._numbers[id(owner)], (str(name), self._numbers[id(items)], shown), None)

    def take_out(self) -> None:
        """The list is itself again."""
        self._seen.clear()
        self.add(BACK, None, None, None)

    def _argument(self, value: Any) -> Any:
        if value is SCOPE or value is BUDGET or value.__class__ in PLAIN or value.__class__ in _SAFE:
            return value
        if isinstance(value, Drop) and (value.is_private or value.private_keys):
            raise Untold
        if value.__class__ is Given:
            return [self._argument(item) for item in value]
        if id(value) in self._fixed:
            # It may be an object of this page, which nothing may hold that outlives the page.
            raise Untold
        return Numbered(self._number(value))

    # -- the tree -------------------------------------------------------------------------------------------

    def put(self, root: Step | Told | None, told: Told) -> tuple[Step | Told | None, int]:
        """Put what was written down into a tree; the root of it, and how many steps are new. None: it does not fit."""
        steps = self.steps
        if not steps:
            return told, 0
        if root is None:
            return self._chain(0, told), len(steps)
        at: Step | Told = root
        for number, (step, outcome) in enumerate(steps):
            if not isinstance(at, Step) or not at.reads_as(step):
                return None, 0
            rest = number + 1
            if _expects(at, step):
                if rest == len(steps):
                    at.next = told
                    return root, 0
                following = at.next
            else:
                if at.others is None:
                    at.others = {}
                following = at.others.get(outcome)
                if following is None or rest == len(steps):
                    at.others[outcome] = self._chain(rest, told)
                    return root, len(steps) - rest
            if following is None:
                return None, 0
            at = following
        return None, 0

    def _chain(self, start: int, told: Told) -> Step | Told:
        following: Step | Told = told
        for step, _ in reversed(self.steps[start:]):
            step.next = following
            following = step
        return following


def _expects(at: Step, step: Step) -> bool:
    return (
        at.cls is step.cls
        and at.compared == step.compared
        and at.value == step.value
        and at.first == step.first
    )


def is_open(value: object) -> bool:
    """Whether the class of a value leaves open what a function says of it."""
    return (
        isinstance(value, (Drop, SequenceDrop, list, tuple)) or getattr(value, "trace_key", None) is not None
    )
