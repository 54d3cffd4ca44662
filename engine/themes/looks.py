"""Tables of what shoppers see: versions of the look, frozen from the rows that are being edited.

A version is never changed. One row per store, `Look`, says which of them is shown; nothing else decides it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import StoreModel, belongs_to


class LookVersion(StoreModel):
    """A frozen look. ``page_themes``: {kind of page, "product": theme id} where a page wears another theme than ``theme_id``.

    ``kind``: first, published, restored (it says what an older one said) or scheduled. ``digest``: of all that it shows and
    keeps; two versions with the same digest are the same look.
    """

    __tablename__ = "look_version"

    theme_id: Mapped[int]
    page_themes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    label: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="published")
    digest: Mapped[str]
    created_at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("theme_id", "theme", ondelete="CASCADE"),
        Index("ix_look_version_created", "store_id", "created_at"),
    )


class FrozenSection(StoreModel):
    """A section as a version shows it to shoppers in one theme. ``digest`` leads to its values.

    ``section_data_id`` is no foreign key: a version outlives what it was made of.
    """

    __tablename__ = "shown_section"

    version_id: Mapped[int]
    section_data_id: Mapped[int]
    template: Mapped[str]
    section_key: Mapped[str]
    position: Mapped[int]
    theme_id: Mapped[int]
    pack: Mapped[str]
    file: Mapped[str]
    revision: Mapped[int]
    digest: Mapped[str]

    __table_args__ = (
        belongs_to("version_id", "look_version", ondelete="CASCADE"),
        Index("ix_shown_section_page", "store_id", "version_id", "theme_id", "template"),
    )


class KeptSection(StoreModel):
    """A section as it was edited when a version was made, hidden ones too: what a draft is brought back from.

    ``digest`` leads to its state: {"content", "presentation", "unclassified", "context", "matches": [{"pack", "file",
    "binding", "outcome", "pinned"}]}.
    """

    __tablename__ = "kept_section"

    version_id: Mapped[int]
    section_data_id: Mapped[int]
    template: Mapped[str]
    section_key: Mapped[str]
    position: Mapped[int]
    is_hidden: Mapped[bool]
    revision: Mapped[int]
    digest: Mapped[str]

    __table_args__ = (
        belongs_to("version_id", "look_version", ondelete="CASCADE"),
        UniqueConstraint("store_id", "version_id", "section_data_id"),
        Index("ix_kept_section_data", "store_id", "section_data_id", "revision"),
    )


class FrozenText(StoreModel):
    """A text of JSON under its digest: the values of shown sections and the states of kept ones. Versions that say the same
    share it, so that publishing a small edit writes little."""

    __tablename__ = "shown_values"

    digest: Mapped[str]
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("store_id", "digest"),)


class Look(StoreModel):
    """What shoppers see: one row per store, and the only one that decides it."""

    __tablename__ = "look"

    current_version_id: Mapped[int]
    previous_version_id: Mapped[int | None] = mapped_column(default=None)
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("current_version_id", "look_version"),
        belongs_to("previous_version_id", "look_version"),
        UniqueConstraint("store_id"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield ("theme",)


class LookSchedule(StoreModel):
    """A version that is shown from a time on, or between two. ``state``: waiting, running, done, cancelled.

    ``back_to_version_id``: what was shown before it. ``outcome``, once it is done: shown, put_back (what was there before
    came back), left (something else had been published meanwhile, and stayed) or missed (its time had passed).
    """

    __tablename__ = "look_schedule"

    version_id: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="waiting")
    outcome: Mapped[str] = mapped_column(default="")
    back_to_version_id: Mapped[int | None] = mapped_column(default=None)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("version_id", "look_version", ondelete="CASCADE"),
        belongs_to("back_to_version_id", "look_version", ondelete="CASCADE"),
        Index("ix_look_schedule_due", "state", "starts_at"),
    )


class SectionPresence(StoreModel):
    """Where somebody of the shop is editing right now."""

    __tablename__ = "section_presence"

    staff_id: Mapped[int]
    name: Mapped[str]
    template: Mapped[str]
    section_id: Mapped[int | None] = mapped_column(default=None)
    seen_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("store_id", "staff_id", "template"),
    )
