"""Two changes of the same JSON put together: what only one side changed is taken over, what both changed apart is a clash.

Lists of things with names (bundles and items by ``id``, blocks by ``key``, unclassified values by their place) are merged
thing by thing, with their order; any other list is one value.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

MISSING: Any = object()


class Clash(Exception):
    """Both sides changed the same value, and not to the same. ``path`` leads to it."""

    def __init__(self, path: tuple[Hashable, ...]) -> None:
        super().__init__("/".join(map(str, path)))
        self.path = path


def merged(base: Any, mine: Any, theirs: Any, path: tuple[Hashable, ...] = ()) -> Any:
    """What `base` becomes when both changes are made. Raises Clash."""
    if theirs == base or mine == theirs:
        return mine
    if mine == base:
        return theirs
    if all(isinstance(each, dict) for each in (base, mine, theirs)):
        return _dicts(base, mine, theirs, path)
    if all(isinstance(each, list) for each in (base, mine, theirs)):
        return _lists(base, mine, theirs, path)
    raise Clash(path)


def _dicts(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], path: tuple[Hashable, ...]
) -> dict[str, Any]:
    found = {
        name: merged(
            base.get(name, MISSING), mine.get(name, MISSING), theirs.get(name, MISSING), (*path, name)
        )
        for name in {**theirs, **mine}
    }
    return {name: value for name, value in found.items() if value is not MISSING}


def _lists(base: list[Any], mine: list[Any], theirs: list[Any], path: tuple[Hashable, ...]) -> list[Any]:
    named = [_by_name(each) for each in (base, mine, theirs)]
    if any(each is None for each in named):
        raise Clash(path)
    was, own, other = (each or {} for each in named)
    values = {
        name: merged(was.get(name, MISSING), own.get(name, MISSING), other.get(name, MISSING), (*path, name))
        for name in {**own, **other}
    }
    order = _order(list(was), list(own), list(other), path)
    return [values[name] for name in order if values[name] is not MISSING]


def _by_name(values: list[Any]) -> dict[Hashable, Any] | None:
    """The things of a list by their names; None if some have none, or two have the same."""
    found: dict[Hashable, Any] = {}
    for value in values:
        name = _name(value)
        if name is None or name in found:
            return None
        found[name] = value
    return found


def _name(value: Any) -> Hashable | None:
    if not isinstance(value, dict):
        return None
    for one in ("id", "key"):
        if isinstance(value.get(one), str):
            return str(value[one])
    if isinstance(value.get("place"), str) and isinstance(value.get("setting"), str):
        return (value["place"], value["setting"], str(value.get("file", "")))
    return None


def _order(
    was: list[Hashable], own: list[Hashable], other: list[Hashable], path: tuple[Hashable, ...]
) -> list[Hashable]:
    """The order of the side that changed it, with what only the other side has put behind its neighbour there."""
    shared = set(was) & set(own) & set(other)
    base, mine, theirs = ([name for name in each if name in shared] for each in (was, own, other))
    if mine != base and theirs not in (base, mine):
        raise Clash((*path, "order"))
    leads, follows = (other, own) if mine == base else (own, other)
    order = list(leads)
    for at, name in enumerate(follows):
        if name not in order:
            before = next((each for each in reversed(follows[:at]) if each in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, name)
    return order


def touched(before: Any, after: Any, path: tuple[Hashable, ...] = ()) -> set[tuple[Hashable, ...]]:
    """Paths to the values that differ."""
    if before == after:
        return set()
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = {name: (before.get(name, MISSING), after.get(name, MISSING)) for name in {**before, **after}}
    elif isinstance(before, list) and isinstance(after, list):
        was, now = _by_name(before), _by_name(after)
        if was is None or now is None:
            return {path}
        pairs = {str(name): (was.get(name, MISSING), now.get(name, MISSING)) for name in {**was, **now}}
    elif after is not MISSING and before is MISSING and isinstance(after, dict) and after:
        return {each for name, value in after.items() for each in touched(MISSING, value, (*path, name))}
    else:
        return {path}
    return {each for name, (was_, now_) in pairs.items() for each in touched(was_, now_, (*path, name))}
