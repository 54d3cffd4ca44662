"""Blogs and their articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.handles import free_handle
from engine.content import ports
from engine.content.commands import checks
from engine.content.events import article_changed, blog_changed
from engine.content.models import Article, Blog
from engine.content.rules import COMMENT_SETTINGS
from engine.metafields.commands import forget
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class BlogInput:
    """A series of articles. ``comments``: off, moderated or open; None leaves it as it is (off for a new blog)."""

    title: str
    handle: str | None = None
    template_suffix: str | None = None
    comments: str | None = None


@dataclass(frozen=True)
class ArticleInput:
    """An article. ``published_at`` None with ``is_published``: now (or as it was)."""

    title: str
    body_html: str = ""
    handle: str | None = None
    author: str | None = None
    excerpt_html: str | None = None
    media_id: int | None = None
    tags: Sequence[str] = ()
    is_published: bool = True
    published_at: datetime | None = None
    template_suffix: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None


def create_blog(session: StoreSession, given: BlogInput, actor: Actor) -> Blog:
    """Add a blog. Raises Invalid."""
    now = clock.now()
    blog = Blog(
        handle=free_handle(session, Blog, given.handle or given.title, fallback="blog"),
        created_at=now,
        updated_at=now,
        **_read_blog(given),
    )
    session.add(blog)
    session.flush()
    record_activity(session, actor, "blog.created", "blog", blog.id, blog.title)
    blog_changed(session, blog.id)
    return blog


def update_blog(session: StoreSession, blog_id: int, given: BlogInput, actor: Actor) -> Blog:
    """Change a blog; a new handle leaves a redirect behind. Raises Invalid, NotFound."""
    blog = session.need(Blog, blog_id)
    for name, value in _read_blog(given).items():
        setattr(blog, name, value)
    if given.handle and given.handle != blog.handle:
        old = blog.handle
        blog.handle = free_handle(session, Blog, given.handle, own_id=blog.id, fallback="blog")
        session.flush()
        ports.catalogue().moved(session, f"/blogs/{old}", f"/blogs/{blog.handle}")
    blog.updated_at = clock.now()
    session.flush()
    record_activity(session, actor, "blog.updated", "blog", blog.id, blog.title)
    blog_changed(session, blog.id)
    return blog


def delete_blog(session: StoreSession, blog_id: int, actor: Actor) -> None:
    """Remove a blog with its articles. Raises NotFound."""
    blog = session.need(Blog, blog_id)
    record_activity(session, actor, "blog.deleted", "blog", blog.id, blog.title)
    forget(session, "article", session.scalars(select(Article.id).where(Article.blog_id == blog_id)))
    forget(session, "blog", [blog_id])
    session.delete(blog)
    session.flush()
    blog_changed(session, blog_id)


def create_article(session: StoreSession, blog_id: int, given: ArticleInput, actor: Actor) -> Article:
    """Add an article to a blog. Raises Invalid, NotFound."""
    blog, now = session.need(Blog, blog_id), clock.now()
    columns = _read_article(session, given)
    article = Article(
        blog_id=blog.id,
        handle=free_handle(
            session,
            Article,
            given.handle or given.title,
            within=Article.blog_id == blog.id,
            fallback="article",
        ),
        created_at=now,
        updated_at=now,
        published_at=(given.published_at or now) if given.is_published else None,
        **columns,
    )
    session.add(article)
    session.flush()
    ports.catalogue().settled(session, f"/blogs/{blog.handle}/{article.handle}")
    record_activity(session, actor, "article.created", "article", article.id, article.title)
    article_changed(session, article.id)
    return article


def update_article(session: StoreSession, article_id: int, given: ArticleInput, actor: Actor) -> Article:
    """Change an article; a new handle leaves a redirect behind. Raises Invalid, NotFound."""
    article = session.need(Article, article_id)
    blog = session.need(Blog, article.blog_id)
    for name, value in _read_article(session, given).items():
        setattr(article, name, value)
    if given.handle and given.handle != article.handle:
        old = article.handle
        article.handle = free_handle(
            session,
            Article,
            given.handle,
            own_id=article.id,
            within=Article.blog_id == blog.id,
            fallback="article",
        )
        session.flush()
        here = f"/blogs/{blog.handle}"
        ports.catalogue().settled(session, f"{here}/{article.handle}")
        ports.catalogue().moved(session, f"{here}/{old}", f"{here}/{article.handle}")
    article.published_at = (
        (given.published_at or article.published_at or clock.now()) if given.is_published else None
    )
    article.updated_at = clock.now()
    session.flush()
    record_activity(session, actor, "article.updated", "article", article.id, article.title)
    article_changed(session, article.id)
    return article


def delete_article(session: StoreSession, article_id: int, actor: Actor) -> None:
    """Remove an article. Raises NotFound."""
    article = session.need(Article, article_id)
    record_activity(session, actor, "article.deleted", "article", article.id, article.title)
    forget(session, "article", [article_id])
    session.delete(article)
    session.flush()
    article_changed(session, article_id)


def _read_blog(given: BlogInput) -> dict[str, Any]:
    errors: checks.Errors = {}
    columns: dict[str, Any] = {
        "title": checks.line(errors, "title", given.title, 255, needed=True),
        "template_suffix": checks.suffix(errors, given.template_suffix),
    }
    if given.comments is not None:
        columns["comments"] = given.comments
        if given.comments not in COMMENT_SETTINGS:
            errors["comments"] = Refused("comment.setting", field="comments", value=given.comments[:40])
    checks.finish(errors)
    return columns


def _read_article(session: StoreSession, given: ArticleInput) -> dict[str, Any]:
    errors: checks.Errors = {}
    tags = list(dict.fromkeys(words for tag in given.tags if (words := " ".join(tag.split()))))
    if len(tags) > 50 or any(len(tag) > 120 for tag in tags):
        errors["tags"] = Refused("content.tags", field="tags", most=50)
    columns = {
        "title": checks.line(errors, "title", given.title, 255, needed=True),
        "body_html": checks.html(errors, "body_html", given.body_html),
        "excerpt_html": checks.html(errors, "excerpt_html", given.excerpt_html) or None,
        "author": checks.line(errors, "author", given.author, 120),
        "media_id": checks.picture(session, errors, given.media_id),
        "tags": tags,
        "template_suffix": checks.suffix(errors, given.template_suffix),
        "seo_title": checks.line(errors, "seo_title", given.seo_title, 255),
        "seo_description": checks.line(errors, "seo_description", given.seo_description, 1_000),
    }
    checks.finish(errors)
    return columns
