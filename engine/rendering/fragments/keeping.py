"""One request's dealings with what is kept: which parts still hold, and which were made and can be kept.

A page is read in one snapshot of the database. The counters of everything that its kept parts depend on are read in it too,
with one statement; a part whose sum is as it was when it was made would be made the same again. Parts that do not hold are
made, and their counters are read in the same snapshot, so that no newer counter ever stands beside an older text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.dependencies import key_of, versions
from engine.base.model import UTCDateTime
from engine.base.prepared import STORE as STORE_ID
from engine.base.prepared import Prepared, one
from engine.catalogue.models import Collection, Product
from engine.content.models import Article, Page
from engine.rendering.loading import Notebook, Notes
from engine.rendering.visit import Visit

from .store import FragmentStore, Kept, Varies

STORE, THEME, SCHEDULE = key_of(("store",)), key_of(("theme",)), key_of(("schedule",))
"""Every part depends on the store, whose words stand everywhere; a page on its theme. When the next thing is published is
worked out once, and again when one was given another time: such a change touches what shows the thing by itself."""


_PER_PART = 200
"""Bytes that the name of a part takes, roughly."""


class Keeper:
    """For one page in one snapshot. `common` is what every key of it has in common: store, theme, settings, language …

    `is_torn` says, once the page is made, whether it was made of files that changed meanwhile.
    """

    def __init__(
        self,
        store: FragmentStore,
        session: StoreSession,
        visit: Visit,
        common: tuple[Hashable, ...],
        is_torn: Callable[[], bool] = lambda: False,
    ) -> None:
        # Before anything is read: what is published from here on makes what is read here stale.
        self.begun = clock.now()
        self.store = store
        self.session = session
        self.common = common
        self._place = (visit.path, visit.query)
        self._anonymous = visit.cart_token is None and visit.customer_token is None
        self._store_as_read = visit.store.counter
        self._is_torn = is_torn
        self._versions: dict[int, int] = {}
        self._known: set[int] = set()
        self._valid: dict[Hashable, Kept] = {}
        self._asked: set[Hashable] = set()
        self._made: list[tuple[Hashable, Notes, str, Any]] = []

    # -- what is kept ------------------------------------------------------------------------------------

    def expect(self, names: Iterable[Hashable]) -> None:
        """Look up these parts at once, and ask the database once which of them still hold."""
        found: dict[Hashable, Kept] = {}
        for name in names:
            if name not in self._asked:
                self._asked.add(name)
                kept = self._look_up(name)
                if kept is not None and (kept.until is None or kept.until > self.begun):
                    found[name] = kept
        if not found:
            return
        wanted = {STORE, THEME}
        for kept in found.values():
            wanted.update(kept.keys)
        self._read(wanted)
        count = self._versions.get
        for name, kept in found.items():
            if sum([count(key, 0) for key in kept.keys]) == kept.total:
                self._valid[name] = kept

    def parts_of_last_time(self) -> tuple[Hashable, ...]:
        """The parts that a page at this place had, so that they can be looked up before it is known which they are."""
        found: tuple[Hashable, ...] = self.store.get((*self.common, "parts", self._place)) or ()
        return found

    def _look_up(self, name: Hashable) -> Kept | None:
        found = self.store.get((*self.common, name))
        if isinstance(found, Varies):
            if found.visitor and not self._anonymous:
                return None
            found = self.store.get((*self.common, name, *self._more(found.place, found.visitor)))
        return found

    def _more(self, place: bool, visitor: bool) -> tuple[Hashable, ...]:
        return (self._place if place else None, visitor)

    def _read(self, wanted: set[int]) -> None:
        missing = wanted - self._known
        if missing:
            self._known |= missing
            self._versions |= versions(self.session.connection(), self.session.store, missing)

    def holds(self, name: Hashable) -> bool:
        """Whether the part can be shown as it is kept."""
        if name not in self._asked:
            self.expect([name])
        return name in self._valid

    def get(self, name: Hashable) -> Kept | None:
        """The part, if it still holds."""
        return self._valid.get(name) if self.holds(name) else None

    # -- what is made ------------------------------------------------------------------------------------

    def part(self, notebook: Notebook, name: Hashable, make: Callable[[], tuple[str, Any, bool]]) -> Kept:
        """The part as it is kept, else as *make* makes it: (text, value, whether it may be kept)."""
        kept = self.get(name)
        outer = notebook.now
        if kept is None:
            notes = notebook.now = Notes()
            try:
                text, value, sound = make()
            finally:
                notebook.now = outer
            notes.kept &= sound
            if notes.kept:
                self._made.append((name, notes, text, value))
            kept = Kept(text, (), 0, preloads=tuple(notes.preloads), value=value)
            outer.take(notes)
        else:
            outer.place |= kept.place
            outer.visitor |= kept.visitor
            outer.keys.update(kept.keys)
            if kept.until is not None:
                outer.expire(kept.until)
        outer.preloads += kept.preloads
        return kept

    def save(self) -> None:
        """Keep what was made, with the counters of this snapshot."""
        if not self._made:
            return
        parts = tuple(self._asked)
        self.store.put((*self.common, "parts", self._place), parts, _PER_PART * len(parts))
        numbered = [(self._keys(notes), *made) for made in self._made for notes in (made[1],)]
        self._read({THEME, SCHEDULE, *(key for keys, *_ in numbered for key in keys)})
        if not self._is_whole():
            self._made.clear()
            return
        published = self._next_published()
        for keys, name, notes, text, value in numbered:
            if published is not None:
                notes.expire(published)
            kept = Kept(
                text,
                tuple(keys),
                self.total(keys),
                notes.until,
                tuple(notes.preloads),
                notes.place,
                notes.visitor,
                value,
            )
            self._put(name, kept)
        self._made.clear()

    def _put(self, name: Hashable, kept: Kept) -> None:
        key = (*self.common, name)
        if not kept.place and not kept.visitor:
            self.store.put(key, kept, kept.size)
            return
        before = self.store.get(key)
        varies = Varies(kept.place, kept.visitor)
        if isinstance(before, Varies):
            varies = Varies(before.place or kept.place, before.visitor or kept.visitor)
        if varies != before:
            self.store.put(key, varies)
        if not kept.visitor or self._anonymous:
            self.store.put((*key, *self._more(varies.place, varies.visitor)), kept, kept.size)

    @staticmethod
    def _keys(notes: Notes) -> set[int]:
        return {*map(key_of, notes.dependencies), *notes.keys, STORE}

    # -- whole pages -------------------------------------------------------------------------------------

    def page(self, notes: Notes) -> Kept | None:
        """What a whole page depends on, if anybody may be shown the same one; None if not."""
        if not notes.kept or not self._anonymous:
            return None
        keys = self._keys(notes) | {THEME}
        self._read(keys)
        if not self._is_whole():
            return None
        published = self._next_published()
        if published is not None:
            notes.expire(published)
        return Kept("", tuple(sorted(keys)), self.total(keys), notes.until)

    def _is_whole(self) -> bool:
        """Whether what was made is of one time: the store as this snapshot has it, though it was looked up before and may
        have changed, or closed, between; and files of one version."""
        self._read({STORE})
        return self._versions.get(STORE, 0) == self._store_as_read and not self._is_torn()

    def total(self, keys: Iterable[int]) -> int:
        """The sum of counters; they are known."""
        count = self._versions.get
        return sum([count(key, 0) for key in keys])

    def _next_published(self) -> datetime | None:
        """When the next product, collection, page or article comes out. Asked again only when one was given another time."""
        self._read({SCHEDULE})
        key = ("schedule", self.session.store)
        turn, at = self.store.get(key) or (None, None)
        if turn == self._versions.get(SCHEDULE, 0) and (at is None or at > self.begun):
            return at
        at = _next_published(self.session, self.begun)
        self.store.put(key, (self._versions.get(SCHEDULE, 0), at))
        return at


def _published(model: Any) -> Any:
    return select(func.min(model.published_at).label("at")).where(
        model.store_id == STORE_ID, model.published_at > one("after", UTCDateTime())
    )


_EACH = union_all(*map(_published, (Product, Collection, Page, Article))).subquery()
_NEXT = Prepared(func.min(_EACH.c.at, type_=UTCDateTime()), build=lambda read: read)


def _next_published(session: StoreSession, after: datetime) -> datetime | None:
    found: datetime | None = _NEXT.all(session, after=after)[0][0]
    return found


__all__ = ["Keeper"]
