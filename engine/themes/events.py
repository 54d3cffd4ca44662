"""What happens to themes and sections, as facts for other rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ThemeInstalled:
    """A pack was installed. Name in the outbox: `theme.installed`."""

    theme_id: int
    pack: str


@dataclass(frozen=True)
class SectionChanged:
    """A section was added, changed, moved, hidden or removed. Name in the outbox: `section.changed`."""

    section_data_id: int
    template: str
    verb: str
    revision: int


@dataclass(frozen=True)
class LookChanged:
    """Shoppers see another version from now on. Name in the outbox: `look.changed`."""

    version_id: int
    theme_id: int
