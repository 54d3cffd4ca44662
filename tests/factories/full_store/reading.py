"""Pages, a blog with its articles and a comment, and a menu."""

from __future__ import annotations

from typing import Any

from engine.base.actor import SYSTEM
from engine.content import commands as content
from engine.content.commands import ArticleInput, BlogInput, CommentInput, MenuItemInput, PageInput
from tests.factories.full_store.store import FullStore


def make_reading(session: Any, store: FullStore, picture: int) -> None:
    """A page, a blog with two articles and a comment, a menu."""
    word = store.word
    page = content.create_page(
        session,
        PageInput(f"About {word}", f"<p>{word} since 1911.</p>", handle=f"{word.lower()}-about"),
        SYSTEM,
    )
    blog = content.create_blog(
        session, BlogInput(f"{word} journal", handle=f"{word.lower()}-journal", comments="moderated"), SYSTEM
    )
    articles = [
        content.create_article(
            session,
            blog.id,
            ArticleInput(
                f"{word} {name}",
                f"<p>{word} wrote this.</p>",
                handle=f"{word.lower()}-{name}",
                tags=[word],
                media_id=picture,
            ),
            SYSTEM,
        )
        for name in ("kiln", "spare")
    ]
    said = CommentInput(f"{word} Reader", f"reader@{word.lower()}.example", f"{word} is right.")
    comment = content.post_comment(session, articles[0].id, said)
    menu = content.save_menu(
        session,
        title=f"{word} menu",
        handle="main-menu",
        items=[MenuItemInput(f"{word} page", "page", page.id)],
        actor=SYSTEM,
    )
    store.things |= {
        "page_id": str(page.id),
        "page_handle": page.handle,
        "blog_id": str(blog.id),
        "blog_handle": blog.handle,
        "article_id": str(articles[0].id),
        "article_handle": articles[0].handle,
        "spare_article_id": str(articles[1].id),
        "comment_id": str(comment.id),
        "tag": word.lower(),
        "menu_id": str(menu.id),
    }
