"""Objects that a template may read: an allow-list of properties, each computed once and only when asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, ClassVar, Self, TypeVar, overload

Getter = Callable[[Any], object]
F = TypeVar("F", bound=Getter)


class _Property:
    def __init__(self, getter: Getter, names: tuple[str, ...]) -> None:
        self.getter = getter
        self.names = names

    def __set_name__(self, owner: type[Drop], name: str) -> None:
        names = self.names or (name,)
        own: dict[str, Getter] = owner.__dict__.get("_own_properties", {})
        own.update(dict.fromkeys(names, self.getter))
        owner._own_properties = own
        setattr(owner, name, self.getter)


@overload
def prop(first: F) -> F: ...
@overload
def prop(first: str, *names: str) -> Callable[[F], F]: ...
def prop(first: Any, *names: str) -> Any:
    """Let templates read a method's result: `@prop`, or `@prop("name?", "alias")` under other names."""
    if callable(first):
        return _Property(first, ())
    return lambda getter: _Property(getter, (first, *names))


class Drop:
    """A read-only object for templates. Only methods marked with `prop` can be reached from Liquid."""

    declared: ClassVar[dict[str, Getter]] = {}
    liquid_name: ClassVar[str] = ""
    _own_properties: ClassVar[dict[str, Getter]] = {}
    private_keys: ClassVar[frozenset[str]] = frozenset()
    """Properties that say something of a person: no text is kept that was made of them (`traces`)."""

    read_values: dict[object, object]
    """What was read already, by name."""

    def __new__(cls, *_: object, **__: object) -> Self:
        drop = object.__new__(cls)
        drop.read_values = {}
        return drop

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        merged: dict[str, Getter] = {}
        for base in reversed(cls.__mro__):
            merged.update(base.__dict__.get("_own_properties", {}))
        cls.declared = merged

    def liquid_get(self, key: object) -> object:
        """Return a property's value, or None for a name that is not allowed."""
        values = self.read_values
        try:
            if key in values:
                return values[key]
        except TypeError:
            return None  # a list or hash is no name
        getter = self.declared.get(key) if isinstance(key, str) else None
        if getter is None:
            return self.liquid_missing(key)
        value = values[key] = getter(self)
        return value

    def liquid_missing(self, key: object) -> object:
        """Answer for a name that is no declared property (a handle, a setting id, an index)."""
        return None

    def liquid_override(self, key: str, value: object) -> object:
        """Replace a property's value for the time of a `paginate` block; returns what it was."""
        values = self.read_values
        before = values.get(key, ABSENT)
        if value is ABSENT:
            values.pop(key, None)
        else:
            values[key] = value
        return before

    @property
    def settled_key(self) -> Hashable | None:
        """What stands for everything that can be read of it, if that is the same on every page; None if it is not."""
        return None

    @property
    def is_private(self) -> bool:
        """Whether all that it says is of a person."""
        return False

    @property
    def trace_key(self) -> Hashable | None:
        """What stands for some of what can be read of it (`follows`), wherever that is the same; None if nothing does."""
        return self.settled_key

    def follows(self, key: object) -> bool:
        """Whether a property, and all that can be read of its value, follows from `trace_key`."""
        return self.settled_key is not None

    def asks(self, key: object) -> tuple[Callable[[Any], object], Drop] | None:
        """Where an object is one of those that follow from another's key, but this property does not: a function and the
        other object, whose answer it follows from."""
        return None

    @property
    def is_told_by_key(self) -> bool:
        """Whether all that a filter reads of it follows from `trace_key`."""
        return self.settled_key is not None

    def liquid_json(self) -> object:
        """The value that the `json` filter writes; drops that have a public JSON form override this."""
        return None

    def __str__(self) -> str:
        return self.liquid_name or type(self).__name__


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT: Any = _Absent()
"""Stands for a value that was not there, where one is put in its place for a time."""


class SequenceDrop(Drop):
    """A drop that is also a list, loaded as late and in as few steps as possible."""

    def __len__(self) -> int:
        raise NotImplementedError

    def __iter__(self) -> Iterator[object]:
        return iter(self.liquid_slice(0, None))

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        """Return the items from `start` up to, without, `stop`."""
        raise NotImplementedError

    def liquid_missing(self, key: object) -> object:
        if isinstance(key, int) and not isinstance(key, bool):
            if key >= 0:
                found = self.liquid_slice(key, key + 1)
                return found[0] if found else None
            items = list(self)
            return items[key] if -len(items) <= key else None
        return None

    def __bool__(self) -> bool:
        return True
