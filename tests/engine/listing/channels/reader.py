"""A program that reads a channel's list, as its page in docs/channels.md tells it to."""

from __future__ import annotations

from engine.base.db import Database
from engine.listing.channels import queries
from engine.listing.channels.queries import Entry, ReadAgain


class Reader:
    """Holds a copy of a list, brought up to date by its changes."""

    def __init__(self, db: Database, store_id: int, channel_id: int, limit: int = 1_000) -> None:
        self.db, self.store_id, self.channel_id, self.limit = db, store_id, channel_id, limit
        self.copy: dict[int, Entry] = {}
        self.cursor: str | None = None
        self.whole_reads = 0

    def read_all(self) -> None:
        """The full list, page by page."""
        self.copy, after = {}, None
        self.whole_reads += 1
        while True:
            with self.db.read(self.store_id) as session:
                page = queries.full_list(session, self.channel_id, after, self.limit)
            self.copy.update({entry.item_id: entry for entry in page.entries})
            after = page.after
            if after is None:
                self.cursor = page.cursor
                return

    def catch_up(self) -> None:
        """Everything that changed; the full list where changes cannot be told."""
        more = True
        while more:
            if self.cursor is None:
                return self.read_all()
            try:
                more = self.step()
            except ReadAgain:
                self.cursor = None
        return None

    def step(self) -> bool:
        """One answer; whether there is more."""
        assert self.cursor is not None
        with self.db.read(self.store_id) as session:
            told = queries.changes(session, self.channel_id, self.cursor, self.limit)
        self.copy.update({entry.item_id: entry for entry in told.entries})
        for gone in told.gone:
            self.copy.pop(gone.item_id, None)
        self.cursor = told.cursor
        return told.more

    def now(self) -> dict[int, Entry]:
        """The list as it is, read in one piece."""
        with self.db.read(self.store_id) as session:
            found, after = {}, None
            while True:
                page = queries.full_list(session, self.channel_id, after)
                found.update({entry.item_id: entry for entry in page.entries})
                after = page.after
                if after is None:
                    return found
