"""Sections as one theme shows them, and the text of their values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from engine.base import clock
from engine.themes.models import Theme
from engine.themes.packs import SETTINGS_FILE, Pack, TemplateFile
from engine.themes.sections import Together, put_together, spoken_in, take_apart

SETTINGS = "settings"
GROUP = "group:"
STATIC = f"{GROUP}static"
"""Sections at fixed places of the layout; each is named by its file."""
MADE_BY_DEMO = "demo"
UNTOUCHED_BY_PEOPLE = frozenset({"pack", MADE_BY_DEMO})
"""What a section's context says of one that a program filled, not a merchant."""
_NONE: dict[str, Any] = {}
MOST_SECTIONS = 512
"""Sections whose values a process keeps put together."""


@dataclass(frozen=True)
class ShownSection:
    """One section as a file of the theme in use shows it. `values` is its JSON in the public format; it is shared by
    all requests of a process and must not be changed."""

    id: int
    key: str
    template: str
    file: str
    position: int
    hidden: bool
    revision: int
    values: dict[str, Any]
    digest: bytes = b""
    """Of `values`; empty where they are the pack's own text."""


@dataclass(frozen=True)
class ShownTheme:
    """The store's theme and the sections asked for, read in one query."""

    theme: Theme
    sections: dict[str, tuple[ShownSection, ...]]

    def group(self, name: str) -> tuple[ShownSection, ...] | None:
        """The sections of a group; of one that plays the same part, where the store's has another name."""
        found = self.sections.get(f"{GROUP}{name}")
        if found is not None:
            return found
        alike = (n for n in sorted(self.sections) if n.startswith(GROUP) and n != STATIC)
        return next((self.sections[n] for n in alike if group_role(n) == group_role(name)), None)

    def settings(self) -> dict[str, Any]:
        """The theme settings by id, as far as the merchant or the pack's start set them. Shared: not to be changed."""
        shown = self.sections.get(SETTINGS) or ()
        settings: dict[str, Any] = shown[0].values["settings"] if shown else _NONE
        return settings


def starting_theme(pack: Pack) -> ShownTheme:
    """What a store would show that had just installed the pack. No database: neither theme nor sections have a row, so
    the sections' ids are negative. Raises TemplateError for settings that cannot be read."""
    theme = Theme(
        id=0,
        pack=pack.name,
        pack_version=pack.version,
        name=pack.title,
        role="main",
        installed_at=clock.now(),
    )
    files = {**pack.templates, **{f"{GROUP}{name}": group for name, group in pack.groups.items()}}
    sections: dict[str, tuple[ShownSection, ...]] = {}
    for at, (name, file) in enumerate(files.items()):
        sections[name] = tuple(_starting_sections(pack, name, file, -1 - at * MOST_SECTIONS))
    settings = {"settings": pack.starting_settings()}
    sections[SETTINGS] = (ShownSection(0, SETTINGS, SETTINGS, SETTINGS_FILE, 0, False, 0, settings),)
    return ShownTheme(theme, sections)


def _starting_sections(pack: Pack, name: str, file: TemplateFile, first: int) -> Iterator[ShownSection]:
    for at, use in enumerate(file.sections):
        schema = pack.sections.get(use.file)
        if use.hidden:
            continue
        values: dict[str, Any] = {"settings": {}, "blocks": {}, "block_order": []}
        if schema is not None:  # what an installation would store, and read again
            values = put_together(pack, use.file, take_apart(pack, schema, use.data))
        yield ShownSection(first - at, use.key, name, use.file, at, False, 0, values)


@lru_cache(MOST_SECTIONS)
@lru_cache(MOST_SECTIONS)
def _spoken(section: _Same, locale: str) -> ShownSection:
    return replace(section.section, values=spoken_in(section.section.values, locale))


@dataclass(frozen=True)
class _Same:
    """A section that is the same as another one of its file, place and digest."""

    id: int
    file: str
    digest: bytes
    position: int
    key: str
    section: ShownSection = field(compare=False)


def in_language(shown: ShownTheme, locale: str) -> ShownTheme:
    """The theme with its sections in a language, as far as the merchant has translated them."""
    if not any("locales" in s.values for sections in shown.sections.values() for s in sections):
        return shown

    def spoken(section: ShownSection) -> ShownSection:
        if locale not in (section.values.get("locales") or {}):
            return section
        same = _Same(section.id, section.file, section.digest, section.position, section.key, section)
        return _spoken(same, locale)

    return ShownTheme(shown.theme, {n: tuple(map(spoken, each)) for n, each in shown.sections.items()})


def group_role(name: str) -> str:
    """What a section group is: `header` of `header-group`, whatever else its file is called."""
    plain = name.removeprefix(GROUP)
    for role in ("header", "footer", "aside"):
        if role in plain:
            return role
    return plain.removesuffix("-group")


def part_key(key: str, part: int | None) -> str:
    """The name of one of several sections that together show one section data."""
    return f"{key}-{part + 1}" if part else key


def put_together_once(
    file_key: str, content: str, presentation: str, unclassified: str | None, binding: str
) -> tuple[dict[str, Any], str, bytes]:
    """A section's data put together for a file: its values, their JSON, and the digest of that.

    `file_key`: `pack/file`; the rest are texts of JSON as the database gives them. Kept by all that it is made of, so it is
    never stale.
    """
    together = Together(
        json.loads(content), json.loads(presentation), json.loads(unclassified or "[]"), file_key
    )
    values = together.section(json.loads(binding))
    text = json.dumps(values)
    return values, text, digest_of(text)


def digest_of(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return blake2b(text.encode(), digest_size=16).digest()
