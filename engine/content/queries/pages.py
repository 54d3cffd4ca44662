"""Pages by handle and in lists, and what pickers offer of content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.paging import Page as PageOf
from engine.base.paging import decode, page_of
from engine.content.models import Article, Blog, Page


@dataclass(frozen=True)
class Choice:
    """Something a picker offers. An article's ``handle`` is ``blog/article``."""

    id: int
    title: str
    handle: str
    detail: str = ""


def is_published(model: type[Page] | type[Article]) -> ColumnElement[bool]:
    """The condition under which a shopper sees a page or article, as of now."""
    return and_(model.published_at.is_not(None), model.published_at <= clock.now())


def page_by_handle(session: StoreSession, handle: str, *, public_only: bool = True) -> Page | None:
    """The page at ``/pages/HANDLE``."""
    statement = select(Page).where(Page.handle == handle)
    return session.scalars(statement.where(is_published(Page)) if public_only else statement).first()


def page_for_editing(session: StoreSession, page_id: int) -> Page:
    """One page. Raises NotFound."""
    return session.need(Page, page_id)


def pages_by_ids(session: StoreSession, page_ids: Iterable[int]) -> dict[int, Page]:
    """Pages by id in one query; unknown ids are left out."""
    return {page.id: page for page in session.scalars(select(Page).where(Page.id.in_(list(page_ids))))}


def list_pages(
    session: StoreSession,
    *,
    search: str = "",
    published: bool | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> PageOf[Page]:
    """A stretch of the pages, last changed first; one query."""
    statement = select(Page)
    for word in search.split()[:8]:
        statement = statement.where(Page.title.icontains(word, autoescape=True))
    if published is not None:
        statement = statement.where(is_published(Page) if published else ~is_published(Page))
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(Page.updated_at, Page.id) < tuple_(*after))
    rows = session.scalars(statement.order_by(Page.updated_at.desc(), Page.id.desc()).limit(limit + 1)).all()
    return page_of(rows, limit, lambda row: (row.updated_at, row.id))


def pick(session: StoreSession, kind: str, search: str = "", *, limit: int = 20) -> list[Choice]:
    """Pages, blogs or articles (*kind*) for a picker, by title; one query."""
    models: dict[str, Any] = {"page": Page, "blog": Blog, "article": Article}
    model = models[kind]
    statement = select(model.id, model.title, model.handle).where(model.store_id == session.store)
    if kind == "article":
        statement = select(Article.id, Article.title, Blog.handle + "/" + Article.handle, Blog.title).join(
            Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id)
        )
    for word in search.split()[:8]:
        statement = statement.where(model.title.icontains(word, autoescape=True))
    rows = session.execute(statement.order_by(func.lower(model.title), model.id).limit(limit))
    return [Choice(*row) for row in rows]
