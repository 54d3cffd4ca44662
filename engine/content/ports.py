"""What content needs from rooms of its own rank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from engine.base.db import StoreSession
from engine.base.ports import Port


class CatalogueLinks(Protocol):
    """Products and collections as targets of menu links, pictures, and the redirects of changed addresses."""

    def targets(self, session: StoreSession, kind: str, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """{id: (handle, title)} of ``product`` or ``collection``."""
        ...

    def has_picture(self, session: StoreSession, media_id: int) -> bool:
        """Whether there is such a picture in this store."""
        ...

    def moved(self, session: StoreSession, old_path: str, new_path: str) -> None:
        """An address changed: the old one leads to the new one."""
        ...

    def settled(self, session: StoreSession, path: str) -> None:
        """A record lives at this path: no redirect leads away from it."""
        ...


catalogue: Port[CatalogueLinks] = Port("content.catalogue")
