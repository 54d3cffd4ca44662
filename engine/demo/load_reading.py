"""The demo's pages, journal and menus."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Product
from engine.content.commands import (
    ArticleInput,
    BlogInput,
    MenuItemInput,
    PageInput,
    create_article,
    create_blog,
    create_page,
    save_menu,
)
from engine.content.models import Article, Blog, Menu, Page
from engine.demo.content import MenuItem
from engine.demo.loading import OPENED_BEFORE, Loading, Step


def _pages(loading: Loading) -> Step:
    made, pages = 0, loading.content.pages
    with loading.write() as session:
        known = set(session.scalars(select(Page.handle)))
        for page in pages:
            if page.handle not in known:
                given = PageInput(
                    title=page.title,
                    handle=page.handle,
                    body_html=page.body_html,
                    template_suffix="contact" if page.handle == "contact" else None,
                    seo_title=page.seo.title,
                    seo_description=page.seo.description,
                )
                create_page(session, given, loading.actor)
                made += 1
    return Step("pages", made, len(pages))


def _articles(loading: Loading) -> Step:
    made, written, media = 0, loading.content.blog, loading.media()
    with loading.write() as session:
        blog = session.scalars(select(Blog).where(Blog.handle == written.handle)).first()
        if blog is None:
            blog = create_blog(session, BlogInput(title=written.title, handle=written.handle), loading.actor)
        known = {
            row.handle: row for row in session.scalars(select(Article).where(Article.blog_id == blog.id))
        }
        for article in written.articles:
            picture = media.get(article.picture.file)
            if article.handle in known:
                known[article.handle].media_id = known[article.handle].media_id or picture
                continue
            given = ArticleInput(
                title=article.title,
                handle=article.handle,
                author=article.author,
                excerpt_html=f"<p>{article.excerpt}</p>",
                body_html=article.body_html,
                media_id=picture,
                tags=article.tags,
                published_at=loading.opened + OPENED_BEFORE - timedelta(days=article.published_days_ago),
            )
            create_article(session, blog.id, given, loading.actor)
            made += 1
    return Step("articles", made, len(written.articles))


def _menus(loading: Loading) -> Step:
    made, menus = 0, loading.content.menus
    with loading.write() as session:
        known = set(session.scalars(select(Menu.handle)))
        for menu in menus:
            if menu.handle not in known:
                items = [_item(session, item) for item in menu.items]
                save_menu(session, title=menu.title, handle=menu.handle, items=items, actor=loading.actor)
                made += 1
    return Step("menus", made, len(menus))


def _item(session: StoreSession, item: MenuItem) -> MenuItemInput:
    return MenuItemInput(
        label=item.title,
        link_kind=item.type,
        target_id=_target(session, item),
        url=item.url,
        children=[_item(session, child) for child in item.items],
    )


def _target(session: StoreSession, item: MenuItem) -> int | None:
    models = {"collection": Collection, "product": Product, "page": Page, "blog": Blog, "article": Article}
    if item.type not in models:
        return None
    model = models[item.type]
    return session.scalars(select(model.id).where(model.handle == item.handle)).first()  # type: ignore[attr-defined]


PARTS = (_pages, _articles, _menus)
"""Menus last: they point at the rest."""
