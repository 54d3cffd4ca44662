"""A reader comments on an article over HTTP, in the public format's fields."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.content import commands, queries
from engine.content.commands import ArticleInput, BlogInput
from engine.content.models import ArticleComment
from engine.content.rules import COMMENT_TRIES
from tests.factories.shopfront import Shopfront

PATH = "/blogs/journal/first-firing"
TYPED = {
    "form_type": "new_comment",
    "comment[author]": "Greta <Holm>",
    "comment[email]": "greta@mail.example",
    "comment[body]": "The thirty hours\n\nare the <b>truest</b> part.",
}


@pytest.fixture
def talking(db: Database, shop: Shopfront) -> Shopfront:
    """The shop, whose blog shows comments at once."""
    set_comments(db, shop, "open")
    return shop


def set_comments(db: Database, shop: Shopfront, setting: str) -> None:
    with db.write(shop.store_id) as session:
        blog = queries.blog_by_handle(session, shop.blog)
        assert blog is not None
        commands.update_blog(session, blog.id, BlogInput("Journal", comments=setting), SYSTEM)


def states(db: Database, shop: Shopfront) -> list[str]:
    with db.read(shop.store_id) as session:
        return list(session.scalars(select(ArticleComment.state)))


def test_a_comment_is_posted_and_shown(db: Database, talking: Shopfront, client: Any) -> None:
    assert 'id="comment_form"' in client.get(PATH).text
    for _ in range(2):  # a form sent twice
        answer = client.post(f"{PATH}/comments", data=TYPED)
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"{PATH}?comment_posted=true#comments",
        )
    html = client.get(f"{PATH}?comment_posted=true").text
    assert "Your comment stands below" in html
    assert "<p>The thirty hours</p><p>are the &lt;b&gt;truest&lt;/b&gt; part.</p>" in html
    assert "Greta &lt;Holm&gt;" in html
    assert "greta@mail.example" not in html
    assert "1 comment<" in html
    assert states(db, talking) == ["published"]
    assert "Your comment stands below" not in client.get(PATH).text


def test_a_moderated_comment_waits(db: Database, talking: Shopfront, client: Any) -> None:
    set_comments(db, talking, "moderated")
    assert client.post(f"{PATH}/comments", data=TYPED).status_code == 303
    html = client.get(f"{PATH}?comment_posted=true").text
    assert "as soon as somebody has read it" in html
    assert "truest" not in html
    assert states(db, talking) == ["pending"]


def test_what_is_wrong_comes_back_with_what_was_typed(db: Database, talking: Shopfront, client: Any) -> None:
    answer = client.post(
        f"{PATH}/comments", data=TYPED | {"comment[email]": "nobody", "comment[author]": " "}
    )
    assert answer.status_code == 422
    html = answer.text
    assert "does not look like a mail address" in html
    assert "Name is missing." in html
    assert 'value="nobody" autocomplete="email"' in html
    assert "are the &lt;b&gt;truest&lt;/b&gt; part.</textarea>" in html
    long = client.post(f"{PATH}/comments", data=TYPED | {"comment[body]": "x" * 5_001})
    assert "is too long: 5000 characters are the most." in long.text
    assert "x" * 5_001 in long.text
    assert states(db, talking) == []


def test_limits_traps_and_other_sites(db: Database, talking: Shopfront, client: Any) -> None:
    foreign = client.post(f"{PATH}/comments", data=TYPED, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    caught = client.post(f"{PATH}/comments", data=TYPED | {"comment[website]": "http://x.example"})
    assert caught.status_code == 303, "a program is not told that it was seen"
    assert states(db, talking) == ["spam"]
    for number in range(COMMENT_TRIES - 1):
        client.post(f"{PATH}/comments", data=TYPED | {"comment[body]": f"Number {number}"})
    answer = client.post(f"{PATH}/comments", data=TYPED | {"comment[body]": "One more"})
    assert answer.status_code == 429
    assert "Many comments came from your network" in answer.text
    assert "One more</textarea>" in answer.text


def test_an_article_that_moved_or_closed_loses_nothing(db: Database, talking: Shopfront, client: Any) -> None:
    with db.write(talking.store_id) as session:
        found = queries.article_by_handle(session, "journal", "first-firing")
        assert found is not None
        commands.update_article(session, found.article.id, ArticleInput("First", handle="first"), SYSTEM)
    moved = client.post(f"{PATH}/comments", data=TYPED)
    assert (moved.status_code, moved.headers["Location"]) == (308, "/blogs/journal/first/comments")
    set_comments(db, talking, "off")
    closed = client.post("/blogs/journal/first/comments", data=TYPED)
    assert closed.status_code == 409
    assert "This blog takes no comments now" in closed.text
    assert "are the &lt;b&gt;truest&lt;/b&gt; part." in closed.text
    assert "comment_form" not in client.get("/blogs/journal/first").text
    assert client.post("/blogs/journal/none/comments", data=TYPED).status_code == 404
    assert client.post("/blogs/none/first/comments", data=TYPED).status_code == 404
    assert states(db, talking) == []
