"""What was read for a part of a page, so that the part can be kept until one of those things changes.

The reads of a page are shared by all its parts: what one part had read, another is handed without a query. So every way to
read notes what it is asked for, whether it asks the database or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from engine.base.dependencies import Dependency

if TYPE_CHECKING:
    from .products import ProductRecord


class Notes:
    """What one part of a page depends on.

    `place`: it read which page it stands on. `visitor`: it read who is looking. `until`: when it goes stale by itself.
    `kept`: False where it read something that nobody tells us about, so that it must be made anew each time.
    `preloads`: what it wants the page's head to load early. `keys`: dependencies of parts that were kept, as numbers.
    """

    __slots__ = ("dependencies", "kept", "keys", "place", "preloads", "until", "visitor")

    def __init__(self) -> None:
        self.dependencies: set[Dependency] = set()
        self.keys: set[int] = set()
        self.place = False
        self.visitor = False
        self.kept = True
        self.until: datetime | None = None
        self.preloads: list[tuple[str, object, object]] = []

    def expire(self, at: datetime) -> None:
        """It goes stale at that time, if not before."""
        if self.until is None or at < self.until:
            self.until = at

    def take(self, part: Notes) -> None:
        """Take over what a part inside this one depends on; its preloads are for whoever shows it."""
        self.dependencies |= part.dependencies
        self.keys |= part.keys
        self.place |= part.place
        self.visitor |= part.visitor
        self.kept &= part.kept
        if part.until is not None:
            self.expire(part.until)


class Notebook:
    """The notes that are being taken now: those of the innermost part."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = Notes()

    def add(self, *dependency: object) -> None:
        """One dependency: a kind, and a key if the kind has any."""
        self.now.dependencies.add(dependency)

    def each(self, kind: str, keys: Iterable[object]) -> None:
        """One of a kind for each key."""
        self.now.dependencies.update([(kind, key) for key in keys])

    def products(self, records: Iterable[ProductRecord]) -> None:
        """Products with their brands and first pictures."""
        found = self.now.dependencies
        for record in records:
            row = record.row
            found.add(("product", row.id))
            found.add(("partner", row.partner_id))
            if row.featured_media_id is not None:
                found.add(("media", row.featured_media_id))

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """What is read inside is read for whoever asks for it later, and notes it then."""
        outer, self.now = self.now, Notes()
        try:
            yield
        finally:
            self.now = outer

    def cannot_keep(self) -> None:
        """What is read now changes without anybody's saying so."""
        self.now.kept = False


__all__ = ["Notebook", "Notes"]
