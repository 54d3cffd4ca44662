"""Comments as the shop sees them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select, tuple_

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.base.paging import Page as PageOf
from engine.base.paging import decode, page_of
from engine.content.models import Article, ArticleComment, Blog


@dataclass(frozen=True)
class CommentRow:
    """A comment with its article and blog."""

    comment: ArticleComment
    article: Article
    blog: Blog


def list_comments(
    session: StoreSession,
    *,
    state: str | None = None,
    article_id: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> PageOf[CommentRow]:
    """A stretch of the comments, the newest first; one query. Without a *state*: all but the removed."""
    statement = _with_article().where(
        ArticleComment.state == state if state is not None else ArticleComment.state != "removed"
    )
    if article_id is not None:
        statement = statement.where(ArticleComment.article_id == article_id)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(ArticleComment.created_at, ArticleComment.id) < tuple_(*after))
    rows = session.execute(
        statement.order_by(ArticleComment.created_at.desc(), ArticleComment.id.desc()).limit(limit + 1)
    ).all()
    found = [CommentRow(*row) for row in rows]
    return page_of(found, limit, lambda row: (row.comment.created_at, row.comment.id))


def comment_for_moderating(session: StoreSession, comment_id: int) -> CommentRow:
    """One comment with its article. Raises NotFound."""
    row = session.execute(_with_article().where(ArticleComment.id == comment_id)).first()
    if row is None:
        raise NotFound("comment.gone")
    return CommentRow(*row)


def count_waiting_comments(session: StoreSession) -> int:
    """How many wait to be looked at."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ArticleComment)
            .where(ArticleComment.store_id == session.store, ArticleComment.state == "pending")
        )
        or 0
    )


def _with_article() -> Select[ArticleComment, Article, Blog]:
    return (
        select(ArticleComment, Article, Blog)
        .join(
            Article,
            and_(Article.store_id == ArticleComment.store_id, Article.id == ArticleComment.article_id),
        )
        .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
    )
