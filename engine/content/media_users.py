"""Fills the catalogue's port: articles let go of a picture that is deleted."""

from __future__ import annotations

from sqlalchemy import update

from engine.base.db import StoreSession
from engine.base.dependencies import touch
from engine.content.models import Article


class ContentMedia:
    """Implements ``engine.catalogue.ports.MediaUsers``."""

    def forget(self, session: StoreSession, media_id: int) -> None:
        """The picture goes: articles are shown without it."""
        touch(session, ("media", media_id))
        session.execute(
            update(Article)
            .where(Article.store_id == session.store, Article.media_id == media_id)
            .values(media_id=None)
            .execution_options(synchronize_session="fetch")
        )
