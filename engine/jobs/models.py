"""Tables of background work. A job in Redis is a doorbell; this row is the truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class Job(StoreModel):
    """One handler's work on one event. ``state``: waiting, running, done or dead (see rules.py)."""

    __tablename__ = "job"

    event_id: Mapped[int]
    handler: Mapped[str]
    queue: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    """Counted when an attempt begins, so that one that kills its process is counted too."""
    last_error: Mapped[str | None] = mapped_column(default=None)
    """Kind and place of the last failure; no personal data."""
    available_at: Mapped[datetime]
    """Not to be begun before; while it runs: when it counts as lost and may be begun again."""
    claimed_by: Mapped[str | None] = mapped_column(default=None)
    """The worker that runs it, so that its work is released at once when it is seen to die."""
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("event_id", "outbox_event", ondelete="CASCADE"),
        UniqueConstraint("store_id", "event_id", "handler"),
        Index("ix_job_due", "state", "queue", "store_id", "available_at"),
        Index("ix_job_recent", "store_id", "state", "created_at", "id"),
    )
