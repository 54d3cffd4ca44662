"""Pages: made, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.handles import free_handle
from engine.content import ports
from engine.content.commands import checks
from engine.content.events import page_changed
from engine.content.models import Page
from engine.metafields.commands import forget
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class PageInput:
    """``handle`` None: made from the title when new, kept otherwise. ``published_at`` None with ``is_published``: now."""

    title: str
    body_html: str = ""
    handle: str | None = None
    is_published: bool = True
    published_at: datetime | None = None
    template_suffix: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None


def create_page(session: StoreSession, given: PageInput, actor: Actor) -> Page:
    """Add a page. Raises Invalid by field name."""
    columns = _read(given)
    now = clock.now()
    page = Page(
        handle=free_handle(session, Page, given.handle or given.title, fallback="page"),
        created_at=now,
        updated_at=now,
        published_at=(given.published_at or now) if given.is_published else None,
        **columns,
    )
    session.add(page)
    session.flush()
    ports.catalogue().settled(session, f"/pages/{page.handle}")
    record_activity(session, actor, "page.created", "page", page.id, page.title)
    page_changed(session, page.id)
    return page


def update_page(session: StoreSession, page_id: int, given: PageInput, actor: Actor) -> Page:
    """Change a page; a new handle leaves a redirect behind. Raises Invalid, NotFound."""
    page = session.need(Page, page_id)
    for name, value in _read(given).items():
        setattr(page, name, value)
    if given.handle and given.handle != page.handle:
        old = page.handle
        page.handle = free_handle(session, Page, given.handle, own_id=page.id, fallback="page")
        session.flush()
        ports.catalogue().settled(session, f"/pages/{page.handle}")
        ports.catalogue().moved(session, f"/pages/{old}", f"/pages/{page.handle}")
    page.published_at = (
        (given.published_at or page.published_at or clock.now()) if given.is_published else None
    )
    page.updated_at = clock.now()
    session.flush()
    record_activity(session, actor, "page.updated", "page", page.id, page.title)
    page_changed(session, page.id)
    return page


def delete_page(session: StoreSession, page_id: int, actor: Actor) -> None:
    """Remove a page; menu links to it fall back. Raises NotFound."""
    page = session.need(Page, page_id)
    record_activity(session, actor, "page.deleted", "page", page.id, page.title)
    forget(session, "page", [page_id])
    session.delete(page)
    session.flush()
    page_changed(session, page_id)


def _read(given: PageInput) -> dict[str, Any]:
    errors: checks.Errors = {}
    columns = {
        "title": checks.line(errors, "title", given.title, 255, needed=True),
        "body_html": checks.html(errors, "body_html", given.body_html),
        "template_suffix": checks.suffix(errors, given.template_suffix),
        "seo_title": checks.line(errors, "seo_title", given.seo_title, 255),
        "seo_description": checks.line(errors, "seo_description", given.seo_description, 1_000),
    }
    checks.finish(errors)
    return columns
