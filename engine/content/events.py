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


def comment_posted(session: StoreSession, comment_id: int, article_id: int) -> None:
    """A reader sent a comment; it may be shown already, wait, or be held as spam."""
    record(session, "comment.posted", comment_id=comment_id, article_id=article_id)


def comment_moved(session: StoreSession, comment_id: int, article_id: int, state: str) -> None:
    """The shop published a comment, marked it as spam or removed it: ``state`` is where it stands now."""
    record(session, "comment.moved", comment_id=comment_id, article_id=article_id, state=state)


def menu_changed(session: StoreSession, menu_id: int) -> None:
    """A menu was saved or removed."""
    record(session, "menu.changed", menu_id=menu_id)
