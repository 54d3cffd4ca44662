"""Comments in the admin: what waits, and what is done with it in place."""

from __future__ import annotations

from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.content import commands
from engine.content.commands import ArticleInput, BlogInput, CommentInput
from engine.content.models import ArticleComment
from engine.stores.commands import NewStore
from tests.admin.conftest import Desk
from tests.support.counting import counted


@pytest.fixture
def article(db: Database, store: NewStore) -> int:
    """An article of a moderated blog."""
    with db.write(store.id) as session:
        blog = commands.create_blog(session, BlogInput("Journal", comments="moderated"), SYSTEM)
        return commands.create_article(session, blog.id, ArticleInput("Kiln"), SYSTEM).id


def say(db: Database, store: NewStore, article: int, body: str) -> int:
    with db.write(store.id) as session:
        given = CommentInput("Greta <Holm>", "greta@mail.example", body)
        return commands.post_comment(session, article, given).id


def state_of(db: Database, store: NewStore, comment: int) -> str:
    with db.read(store.id) as session:
        return session.need(ArticleComment, comment).state


def test_a_comment_is_moved_in_place_and_without_scripts(
    desk: Desk, db: Database, store: NewStore, article: int
) -> None:
    comment = say(db, store, article, "Two\nlines <b>")
    home = desk.get("/").text
    assert "1 comment waiting" in home
    assert "wrote a comment on" in home
    assert "Two<br>lines &lt;b&gt;" in desk.get("/blogs/comments").text
    shown = desk.get(f"/articles/{article}").text
    assert f'action="/blogs/comments/{comment}/publication"' in shown
    part = desk.post(f"/blogs/comments/{comment}/publication", **{"HX-Target": f"comment-{comment}"})
    assert part.text.strip().startswith(f'<li id="comment-{comment}"')
    assert "Shown" in part.text
    assert f"/{comment}/publication" not in part.text
    assert state_of(db, store, comment) == "published"
    assert "comment waiting" not in desk.get("/").text
    plain = desk.post(f"/blogs/comments/{comment}/spam")
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/articles/{article}#comments")
    assert "Comment marked as spam." in desk.get(f"/articles/{article}").text
    desk.post(f"/blogs/comments/{comment}/removal")
    assert state_of(db, store, comment) == "removed"
    assert "Two<br>lines" not in desk.get(f"/articles/{article}").text
    assert "Two<br>lines" in desk.get("/blogs/comments?state=removed").text
    assert desk.post(f"/blogs/comments/{comment}/praise").status_code == 404


def test_the_blogs_form_has_the_setting(desk: Desk, db: Database, store: NewStore, article: int) -> None:
    desk.get("/blogs/new")
    made = desk.post("/blogs", {"title": "News", "comments": "open"})
    blog = made.headers["Location"].rpartition("=")[2]
    assert '<option value="open" selected>' in desk.get(f"/blogs/{blog}").text
    wrong = desk.post(f"/blogs/{blog}", {"title": "News", "comments": "perhaps"})
    assert wrong.status_code == 422
    assert "is no way to take comments" in wrong.text


def test_one_comment_costs_what_fifty_do(
    desk: Desk, db: Database, store: NewStore, article: int, app: Any
) -> None:
    def count(path: str) -> int:
        with counted(app.extensions["vitrine"].db.engine) as statements:
            assert desk.get(path).status_code == 200
        return statements.count

    paths = ("/", "/blogs/comments", f"/articles/{article}")
    say(db, store, article, "0")
    for path in paths:
        desk.get(path)
    few = [count(path) for path in paths]
    for number in range(1, 56):
        say(db, store, article, f"{number}")
    assert [count(path) for path in paths] == few
    listed = desk.get("/blogs/comments").text
    assert listed.count('<li id="comment-') == 50
    assert "after=" in listed
    below = desk.get(f"/articles/{article}").text
    assert below.count('<li id="comment-') == 20
    assert "comments_after=" in below
