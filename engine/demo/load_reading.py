"""The demo's pages, journal with what readers said, and menus."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base import clock
from engine.base.clock import FixedClock
from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Product
from engine.content.commands import (
    ArticleInput,
    BlogInput,
    CommentInput,
    MenuItemInput,
    PageInput,
    create_article,
    create_blog,
    create_page,
    post_comment,
    publish_comment,
    save_menu,
)
from engine.content.models import Article, ArticleComment, Blog, Menu, Page
from engine.demo.content import Comment, MenuItem
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
            made_of = BlogInput(title=written.title, handle=written.handle, comments=written.comments)
            blog = create_blog(session, made_of, loading.actor)
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


def _comments(loading: Loading) -> Step:
    made, written = 0, {a.handle: a.comments for a in loading.content.blog.articles if a.comments}
    with loading.write() as session:
        blog = session.scalars(select(Blog).where(Blog.handle == loading.content.blog.handle)).first()
        if blog is not None and blog.comments != "off":  # a demo of before, or its owner wants none
            said = set(session.scalars(select(ArticleComment.article_id)))
            for article in session.scalars(select(Article).where(Article.blog_id == blog.id)):
                for comment in written.get(article.handle, ()) if article.id not in said else ():
                    _say(loading, session, article.id, comment)
                    made += 1
    return Step("comments", made, sum(map(len, written.values())))


def _say(loading: Loading, session: StoreSession, article_id: int, comment: Comment) -> None:
    moment = loading.opened + OPENED_BEFORE - timedelta(days=comment.days_ago)
    with clock.using(FixedClock(moment)):
        posted = post_comment(session, article_id, CommentInput(comment.author, comment.email, comment.body))
        if comment.published:
            publish_comment(session, posted.id, loading.actor)


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


PARTS = (_pages, _articles, _comments, _menus)
"""Menus last: they point at the rest."""
