"""What the parts of the loader share: the database, the store, the content, and the pictures already uploaded."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.catalogue.models import Media
from engine.demo.content import DemoContent

OPENED_BEFORE = timedelta(days=60)
"""How long before the moment of loading the demo shop is said to have been set up."""


@dataclass(frozen=True)
class Step:
    """A part of the load: how many records it made now, and how many the content has."""

    name: str
    made: int
    there: int


@dataclass
class Loading:
    """One run."""

    database: Database
    store_id: int
    content: DemoContent
    actor: Actor
    opened: datetime
    """When the demo shop is said to have been set up; UTC."""
    pack: str | None = None
    """The theme pack to dress the shop in; None leaves it in what it wears."""
    _media: dict[str, int] | None = field(default=None, repr=False)

    def write(self) -> AbstractContextManager[StoreSession]:
        """A writing transaction of the demo store."""
        return self.database.write(self.store_id)

    def read(self) -> AbstractContextManager[StoreSession]:
        """A reading one."""
        return self.database.read(self.store_id)

    def media(self) -> dict[str, int]:
        """Ids of the pictures uploaded so far, by file name."""
        if self._media is None:
            with self.read() as session:
                rows = session.execute(select(Media.file_name, Media.id).order_by(Media.id.desc()))
                self._media = {name: media_id for name, media_id in rows}  # noqa: C416  (rows are not pairs to mypy)
        return self._media

    def forget_media(self) -> None:
        """After uploading: look again."""
        self._media = None
