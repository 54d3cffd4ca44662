"""Fills content's port: what menus and articles need of the catalogue. Of one rank, so neither imports the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.base.db import StoreSession
from engine.catalogue.commands import links
from engine.catalogue.models import Media
from engine.catalogue.queries import link_targets


class ContentLinks:
    """Implements ``engine.content.ports.CatalogueLinks``."""

    def targets(self, session: StoreSession, kind: str, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """{id: (handle, title)} of products or collections."""
        return link_targets(session, kind, ids)

    def has_picture(self, session: StoreSession, media_id: int) -> bool:
        """Whether there is such a picture in this store."""
        found = session.find(Media, media_id)
        return found is not None and found.kind == "image"

    def moved(self, session: StoreSession, old_path: str, new_path: str) -> None:
        """An address changed: the old one leads to the new one."""
        links.moved(session, old_path, new_path)

    def settled(self, session: StoreSession, path: str) -> None:
        """A record lives at this path: no redirect leads away from it."""
        links.free_path(session, path)
