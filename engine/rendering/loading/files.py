"""Pictures and files that settings point at."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many
from engine.catalogue.models import Media

from .naming import can_be_name
from .noting import Notebook


def is_wanted() -> ColumnElement[bool]:
    """Files of the store by ``ids`` or ``names`` of a prepared read. Each side names the store, so that each is looked up in an
    index of its own: SQLite without statistics reads every file of the store otherwise."""
    return or_(
        and_(Media.store_id == STORE, Media.id.in_(many("ids"))),
        and_(Media.store_id == STORE, Media.file_name.in_(many("names"))),
    )


_FILES = Prepared(Media, build=lambda read: read.select_from(Media).where(is_wanted()))


class Files:
    """What a page wants is gathered first and read once: with the first gallery, or when the first of it is asked for."""

    def __init__(self, session: StoreSession, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self._by_id: dict[int, Media | None] = {}
        self._by_name: dict[str, Media | None] = {}
        self._wanted_ids: set[int] = set()
        self._wanted_names: set[str] = set()

    def want(self, ids: Iterable[int], names: Iterable[str]) -> None:
        """Note what the page will ask for."""
        self._wanted_ids |= {i for i in ids if i not in self._by_id}
        self._wanted_names |= {n for n in names if n not in self._by_name and can_be_name(n)}

    def take_wanted(self) -> tuple[list[int], list[str]] | None:
        """Ids and names of what is wanted and not read; whoever takes them reads them, and calls `keep`."""
        if not self._wanted_ids and not self._wanted_names:
            return None
        wanted = sorted(self._wanted_ids), sorted(self._wanted_names)
        self._by_id.update(dict.fromkeys(self._wanted_ids))
        self._by_name.update(dict.fromkeys(self._wanted_names))
        self._wanted_ids, self._wanted_names = set(), set()
        return wanted

    def keep(self, media: Media) -> None:
        """Take in a file that was read. Of two with one name the newer one counts."""
        self._by_id[media.id] = media
        known = self._by_name.get(media.file_name)
        if known is None or known.id < media.id:
            self._by_name[media.file_name] = media

    def _read(self) -> None:
        wanted = self.take_wanted()
        if wanted is not None:
            for (media,) in _FILES.all(self.session, ids=wanted[0], names=wanted[1]):
                self.keep(media)

    def by_id(self, media_id: int) -> Media | None:
        """The file of that id."""
        self.notes.add("media", media_id)
        if media_id not in self._by_id:
            self.want([media_id], [])
            self._read()
        return self._by_id.get(media_id)

    def by_name(self, name: str) -> Media | None:
        """The newest file of that name."""
        self.notes.add("media-name", name)
        if name not in self._by_name and can_be_name(name):
            self.want([], [name])
            self._read()
        return self._by_name.get(name)
