"""Tables of themes and section data (design: section data, section files and the matching engine).

A pack is never written to: what a merchant puts in a section lives here, as content in the platform's strict types and
presentation beside it, and a stored match says how one section file shows it. These rows are the draft: what is being
edited. What shoppers see is a frozen version of them (`looks.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import StoreModel, belongs_to

from .looks import (
    FrozenSection,
    FrozenText,
    KeptSection,
    Look,
    LookSchedule,
    LookVersion,
    SectionPresence,
)


class Theme(StoreModel):
    """A pack installed in a store. ``role``: main (what shoppers see) or draft."""

    __tablename__ = "theme"

    pack: Mapped[str]
    pack_version: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="draft")
    layouts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Per template, whose arrangement is shown: mine (the default), theme or mix."""
    installed_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (Index("ix_theme_role", "store_id", "role"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("theme",)


class SectionData(StoreModel):
    """What a merchant put in one section of one page.

    ``template``: ``index``, ``product``, ``product.suffix``, ``group:header-group``, ``settings`` (the theme settings are one
    section data too). ``section_key`` is the name inside the template (``main``), stable for styles and scripts.
    ``content``: {"lead": bundle, "entries": [bundle…]}; a bundle is {"id", "items": [{"id", "type", "role", "value"…}],
    "entries": […]}. ``presentation``: {"pack/file": {"section": {setting: value}, "entries": {entry id: {setting: value}}}}.
    ``unclassified``: merchant values that no type took, counted and listed, never filed as presentation.
    ``context``: the pack it was made in, page, neighbours. ``revision`` rises with every change.
    """

    __tablename__ = "section_data"

    template: Mapped[str]
    section_key: Mapped[str]
    position: Mapped[int]
    content: Mapped[dict[str, Any]]
    presentation: Mapped[dict[str, Any]]
    unclassified: Mapped[list[Any]] = mapped_column(default=list)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        Index("ix_section_data_template", "store_id", "template", "position"),
        UniqueConstraint("store_id", "template", "section_key"),
    )


class SectionMatch(StoreModel):
    """How one section file of one pack shows one section data.

    ``binding``: {"settings": {setting id: item id}, "blocks": [{"key", "type", "entry", "settings": {…}, "blocks": […]}],
    "adjusted": […], "withheld": […]}. ``outcome``: match, partial or none; with none, ``file`` is empty. ``pinned``: the
    merchant chose it.
    """

    __tablename__ = "section_match"

    section_data_id: Mapped[int]
    pack: Mapped[str]
    file: Mapped[str]
    binding: Mapped[dict[str, Any]]
    outcome: Mapped[str] = mapped_column(default="match")
    pinned: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=True)
    """The match in use while this pack is worn; older ones are kept and re-scored."""
    data_revision: Mapped[int]
    updated_at: Mapped[datetime]
    position: Mapped[int | None] = mapped_column(default=None)
    """Where it stands in this pack, if that is elsewhere than in the others."""
    part: Mapped[int] = mapped_column(default=0)
    """Of a section that several files show one after the other: which of them this is."""

    __table_args__ = (
        belongs_to("section_data_id", "section_data", ondelete="CASCADE"),
        UniqueConstraint("store_id", "section_data_id", "pack", "file"),
    )


class SectionEvent(StoreModel):
    """A change of section data: who, when, what. ``before``/``after`` hold the fields that changed.

    ``batch``: what one action of a person changed has one; it is undone as a whole. ``undoes_id``: the event that this one
    took back.
    """

    __tablename__ = "section_event"

    section_data_id: Mapped[int]
    revision: Mapped[int]
    verb: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(default=None)
    batch: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        belongs_to("section_data_id", "section_data", ondelete="CASCADE"),
        UniqueConstraint("store_id", "section_data_id", "revision"),
        Index("ix_section_event_actor", "store_id", "actor_id", "at"),
        Index("ix_section_event_undoes", "store_id", "undoes_id"),
        Index("ix_section_event_batch", "store_id", "batch"),
    )


class ThemeUpload(StoreModel):
    """A zip that a merchant uploaded, and the version of a pack that it held. ``state``: waiting, checking, ready, refused,
    or failed (the check died every time it was tried; nothing is known of the zip).

    ``file_key``: where the zip waits to be checked. ``pack``: the pack's name, beginning with an underscore; only a ready
    upload has one. Of the ready uploads of a pack the one that ``is_current`` is shown and worn. ``refusals``:
    [{"code", "file", "values"}], texts under `pack.`; ``findings``: what the linter said, errors first.
    """

    __tablename__ = "theme_upload"

    file_name: Mapped[str]
    file_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    pack: Mapped[str] = mapped_column(default="")
    version: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=False)
    refusals: Mapped[list[Any]] = mapped_column(default=list)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        Index("ix_theme_upload_pack", "store_id", "pack", "is_current"),
        Index("ix_theme_upload_created", "store_id", "created_at"),
    )


__all__ = [
    "FrozenSection",
    "FrozenText",
    "KeptSection",
    "Look",
    "LookSchedule",
    "LookVersion",
    "SectionData",
    "SectionEvent",
    "SectionMatch",
    "SectionPresence",
    "Theme",
    "ThemeUpload",
]
