"""Pages, blogs, articles, comments and menus."""

from __future__ import annotations

from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue.models import (
    Collection,
    Product,
)
from engine.content import commands as content
from engine.content.commands import (
    ArticleInput,
    BlogInput,
    CommentInput,
    MenuItemInput,
    PageInput,
)
from engine.content.models import Article, ArticleComment, Blog, Menu, Page
from tests.engine.rendering.fragments.edits.pictures import some_picture
from tests.engine.rendering.fragments.edits.registry import edit, free_handle, maybe, sometime, word
from tests.engine.rendering.fragments.world import World

# -- reading -----------------------------------------------------------------------------------------------


def _page(world: World) -> PageInput:
    return PageInput(
        word(world),
        f"<p>{word(world)}</p>",
        handle=free_handle(world, "about", "hidden", "coming", "privacy-policy"),
        is_published=maybe(world, 0.8),
        published_at=sometime(world),
    )


@edit("content.create_page")
def create_page(world: World, session: StoreSession) -> None:
    content.create_page(session, _page(world), SYSTEM)


@edit("content.update_page")
def update_page(world: World, session: StoreSession) -> None:
    page = world.some(session, Page)
    if page is not None:
        content.update_page(session, page.id, _page(world), SYSTEM)


@edit("content.delete_page")
def delete_page(world: World, session: StoreSession) -> None:
    page = world.some(session, Page)
    if page is not None:
        content.delete_page(session, page.id, SYSTEM)


@edit("content.create_blog")
def create_blog(world: World, session: StoreSession) -> None:
    content.create_blog(
        session, BlogInput(word(world), handle=free_handle(world, "hidden", "journal")), SYSTEM
    )


@edit("content.update_blog")
def update_blog(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None:
        comments = world.random.choice(["off", "moderated", "open", None])
        given = BlogInput(word(world), handle=free_handle(world, "hidden", "journal"), comments=comments)
        content.update_blog(session, blog.id, given, SYSTEM)


@edit("content.delete_blog")
def delete_blog(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None and maybe(world, 0.4):
        content.delete_blog(session, blog.id, SYSTEM)


def _article(world: World, session: StoreSession) -> ArticleInput:
    return ArticleInput(
        word(world),
        f"<p>{word(world)}</p>",
        handle=free_handle(world, "first-firing", "hidden"),
        author=word(world),
        media_id=world.random.choice([None, some_picture(world, session).id]),
        tags=world.random.sample(["Kiln", "Clay", "Workshop"], 2),
        is_published=maybe(world, 0.8),
        published_at=sometime(world),
    )


@edit("content.create_article")
def create_article(world: World, session: StoreSession) -> None:
    blog = world.some(session, Blog)
    if blog is not None:
        content.create_article(session, blog.id, _article(world, session), SYSTEM)


@edit("content.update_article")
def update_article(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        content.update_article(session, article.id, _article(world, session), SYSTEM)


@edit("content.delete_article")
def delete_article(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        content.delete_article(session, article.id, SYSTEM)


@edit("content.post_comment")
def post_comment(world: World, session: StoreSession) -> None:
    article = world.some(session, Article)
    if article is not None:
        said = CommentInput("Ida", "ida@a.example", word(world), trap="x" if maybe(world, 0.2) else "")
        content.post_comment(session, article.id, said)


@edit("content.publish_comment", "content.mark_comment_as_spam", "content.remove_comment")
def move_comment(world: World, session: StoreSession) -> None:
    comment = world.some(session, ArticleComment)
    steps: list[Any] = [content.publish_comment, content.mark_comment_as_spam, content.remove_comment]
    if comment is not None:
        world.random.choice(steps)(session, comment.id, SYSTEM)


@edit("content.save_menu")
def save_menu(world: World, session: StoreSession) -> None:
    menu = world.some(session, Menu)
    models = {"collection": Collection, "page": Page, "blog": Blog, "product": Product, "article": Article}
    targets = {kind: world.some(session, model) for kind, model in models.items()}
    items = [
        MenuItemInput(word(world), kind, record.id, children=(MenuItemInput(word(world), "http", url="/x"),))
        for kind, record in targets.items()
        if record is not None and maybe(world)
    ]
    handle = free_handle(world, "main-menu", "hidden")
    number = menu.id if menu is not None and maybe(world, 0.8) else None
    content.save_menu(session, title=word(world), items=items, actor=SYSTEM, menu_id=number, handle=handle)


@edit("content.delete_menu")
def delete_menu(world: World, session: StoreSession) -> None:
    menu = world.some(session, Menu)
    if menu is not None and maybe(world, 0.5):
        content.delete_menu(session, menu.id, SYSTEM)
