"""Blogs and articles by handle and in lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page as PageOf
from engine.base.paging import decode, page_of
from engine.content.models import Article, Blog
from engine.content.queries.pages import is_published


@dataclass(frozen=True)
class ArticleRow:
    """An article with its blog."""

    article: Article
    blog: Blog


def blogs(session: StoreSession) -> Sequence[Blog]:
    """Every blog, by title."""
    return session.scalars(select(Blog).order_by(func.lower(Blog.title), Blog.id)).all()


def blog_by_handle(session: StoreSession, handle: str) -> Blog | None:
    """The blog at ``/blogs/HANDLE``."""
    return session.scalars(select(Blog).where(Blog.handle == handle)).first()


def blog_by_id(session: StoreSession, blog_id: int) -> Blog:
    """One blog. Raises NotFound."""
    return session.need(Blog, blog_id)


def blogs_by_ids(session: StoreSession, blog_ids: Iterable[int]) -> dict[int, Blog]:
    """Blogs by id in one query; unknown ids are left out."""
    return {blog.id: blog for blog in session.scalars(select(Blog).where(Blog.id.in_(list(blog_ids))))}


def article_by_handle(
    session: StoreSession, blog_handle: str, handle: str, *, public_only: bool = True
) -> ArticleRow | None:
    """The article at ``/blogs/BLOG/HANDLE``, with its blog."""
    statement = _with_blog().where(Blog.handle == blog_handle, Article.handle == handle)
    row = session.execute(statement.where(is_published(Article)) if public_only else statement).first()
    return ArticleRow(row[0], row[1]) if row else None


def article_for_editing(session: StoreSession, article_id: int) -> ArticleRow:
    """One article with its blog. Raises NotFound."""
    article = session.need(Article, article_id)
    return ArticleRow(article, session.need(Blog, article.blog_id))


def articles_by_ids(session: StoreSession, article_ids: Iterable[int]) -> dict[int, ArticleRow]:
    """Articles with their blogs by id in one query; unknown ids are left out."""
    rows = session.execute(_with_blog().where(Article.id.in_(list(article_ids))))
    return {article.id: ArticleRow(article, blog) for article, blog in rows}


def public_articles(
    session: StoreSession, blog_id: int, *, tag: str | None = None, page: int = 1, per_page: int = 20
) -> list[Article]:
    """A page of a blog's published articles, newest first. Tags are compared in the reader: they are few."""
    page, per_page = max(1, page), min(max(1, per_page), 100)
    statement = _public(blog_id)
    if tag is None:
        return list(session.scalars(statement.limit(per_page).offset((page - 1) * per_page)))
    tagged = [article for article in session.scalars(statement) if tag in article.tags]
    return tagged[(page - 1) * per_page : page * per_page]


def count_articles(session: StoreSession, blog_id: int, *, tag: str | None = None) -> int:
    """How many published articles a blog has (of one tag)."""
    if tag is not None:
        return sum(tag in tags for tags in session.scalars(_tags(blog_id)))
    statement = select(func.count()).select_from(Article)
    return (
        session.scalar(
            statement.where(
                Article.store_id == session.store, Article.blog_id == blog_id, is_published(Article)
            )
        )
        or 0
    )


def article_tags(session: StoreSession, blog_id: int) -> list[str]:
    """Tags of a blog's published articles, by name."""
    return sorted({tag for tags in session.scalars(_tags(blog_id)) for tag in tags}, key=str.lower)


def neighbours(session: StoreSession, article: Article) -> tuple[Article | None, Article | None]:
    """The published articles after (newer) and before (older) one in its blog."""
    if article.published_at is None:
        return None, None
    here, there = tuple_(Article.published_at, Article.id), tuple_(article.published_at, article.id)
    mine = select(Article).where(Article.blog_id == article.blog_id, is_published(Article)).limit(1)
    newer = session.scalars(mine.where(here > there).order_by(Article.published_at, Article.id)).first()
    older = session.scalars(
        mine.where(here < there).order_by(Article.published_at.desc(), Article.id.desc())
    ).first()
    return newer, older


def list_articles(
    session: StoreSession,
    *,
    blog_id: int | None = None,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> PageOf[ArticleRow]:
    """A stretch of the articles, last changed first; one query."""
    statement = _with_blog()
    if blog_id is not None:
        statement = statement.where(Article.blog_id == blog_id)
    for word in search.split()[:8]:
        statement = statement.where(Article.title.icontains(word, autoescape=True))
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(Article.updated_at, Article.id) < tuple_(*after))
    rows = session.execute(
        statement.order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit + 1)
    ).all()
    found = [ArticleRow(article, blog) for article, blog in rows]
    return page_of(found, limit, lambda row: (row.article.updated_at, row.article.id))


def _with_blog() -> Select[Article, Blog]:
    return select(Article, Blog).join(
        Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id)
    )


def _public(blog_id: int) -> Select[Article]:
    return (
        select(Article)
        .where(Article.blog_id == blog_id, is_published(Article))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )


def _tags(blog_id: int) -> Select[list[str]]:
    return select(Article.tags).where(Article.blog_id == blog_id, is_published(Article))
