"""Facts about content."""

from __future__ import annotations

from engine.base.db import StoreSession
from engine.base.outbox import record


def page_changed(session: StoreSession, page_id: int) -> None:
    """A page was made, changed or removed."""
    record(session, "page.changed", page_id=page_id)


def blog_changed(session: StoreSession, blog_id: int) -> None:
    """A blog was made, changed or removed."""
    record(session, "blog.changed", blog_id=blog_id)


def article_changed(session: StoreSession, article_id: int) -> None:
    """An article was made, changed or removed."""
    record(session, "article.changed", article_id=article_id)


def menu_changed(session: StoreSession, menu_id: int) -> None:
    """A menu was saved or removed."""
    record(session, "menu.changed", menu_id=menu_id)
