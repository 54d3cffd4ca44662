"""The objects of the public reference, read from `objects.toml` once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_FILE = Path(__file__).with_name("objects.toml")


@dataclass(frozen=True)
class Type:
    """What a property holds: another object's name, `string`, `number`, `boolean` or `any`, or a list of those."""

    name: str
    is_list: bool = False

    @classmethod
    def read(cls, text: str) -> Type:
        """Read `image`, `variant[]`."""
        return cls(text.removesuffix("[]"), text.endswith("[]"))

    def __str__(self) -> str:
        return f"list of {self.name}" if self.is_list else self.name


ANY = Type("any")


@dataclass(frozen=True)
class PublicObject:
    """One documented object. `seen` says where its name means it: `everywhere`, a list of templates, or nothing."""

    name: str
    means: str
    seen: str = ""
    is_old: bool = False
    properties: Mapping[str, Type] = field(default_factory=dict)
    old_properties: frozenset[str] = frozenset()


def _object(name: str, entry: dict[str, Any]) -> PublicObject:
    pairs = (pair.split() for pair in entry.get("properties", "").split(",") if pair.strip())
    return PublicObject(
        name,
        means=entry["means"],
        seen=entry.get("seen", ""),
        is_old=entry.get("old", False),
        properties=MappingProxyType({key: Type.read(kind) for key, kind in pairs}),
        old_properties=frozenset(entry.get("old_properties", ())),
    )


@cache
def _read() -> MappingProxyType[str, PublicObject]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({name: _object(name, entry) for name, entry in tables.items()})


PUBLIC = _read()
"""Every documented object by name."""
