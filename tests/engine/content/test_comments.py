"""Comments: what may be posted, by whom how often, and what the shop does with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given as given_that
from hypothesis import strategies as st
from sqlalchemy import select

from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound
from engine.base.markup import paragraphs
from engine.base.outbox import OutboxEvent
from engine.content import commands, queries
from engine.content.commands import ArticleInput, BlogInput, CommentInput
from engine.content.models import ArticleComment
from engine.content.rules import COMMENT, COMMENT_TRIES, LONGEST_COMMENT, comment_text
from engine.stores.commands import TooManyTries
from engine.stores.models import Activity

GRETA = CommentInput("Greta Holm", " Greta@Mail.example ", "First line\r\nsecond\n\n\n\nNew paragraph\0")
ADA = Actor("staff", "Ada", 5)


@pytest.fixture
def article(db: Database, store_id: int) -> int:
    """An article of a moderated blog."""
    return make_article(db, store_id, "moderated")


def make_article(db: Database, store_id: int, setting: str | None) -> int:
    with db.write(store_id) as session:
        blog = commands.create_blog(session, BlogInput("Journal", comments=setting), SYSTEM)
        return commands.create_article(session, blog.id, ArticleInput("Kiln"), SYSTEM).id


def post(db: Database, store_id: int, article: int, given: CommentInput = GRETA, **more: Any) -> int:
    with db.write(store_id) as session:
        return commands.post_comment(session, article, given, **more).id


def state_of(db: Database, store_id: int, comment: int) -> str:
    with db.read(store_id) as session:
        return session.need(ArticleComment, comment).state


def test_a_comment_waits_is_published_and_leaves_a_trace(db: Database, store_id: int, article: int) -> None:
    comment = post(db, store_id, article)
    with db.read(store_id) as session:
        kept = session.need(ArticleComment, comment)
        assert (kept.author, kept.email, kept.state) == ("Greta Holm", "greta@mail.example", "pending")
        assert kept.body == "First line\nsecond\n\nNew paragraph"
        assert queries.count_waiting_comments(session) == 1
    with db.write(store_id) as session:
        commands.publish_comment(session, comment, ADA)
        commands.publish_comment(session, comment, ADA)
    with db.read(store_id) as session:
        assert queries.count_waiting_comments(session) == 0
        lines = session.execute(
            select(Activity.verb, Activity.actor_name, Activity.subject_id)
            .where(Activity.store_id == store_id, Activity.verb.startswith("comment."))
            .order_by(Activity.verb)
        ).all()
        assert [tuple(line) for line in lines] == [
            ("comment.posted", "Greta Holm", article),
            ("comment.published", "Ada", article),
        ]
        told = session.scalars(select(OutboxEvent).where(OutboxEvent.name.startswith("comment."))).all()
        assert sorted(event.name for event in told) == ["comment.moved", "comment.posted"]


def test_every_step_leads_where_the_table_says(db: Database, store_id: int, article: int) -> None:
    comment = post(db, store_id, article)
    steps: list[tuple[Callable[..., Any], str]] = [
        (commands.mark_comment_as_spam, "spam"),
        (commands.publish_comment, "published"),
        (commands.remove_comment, "removed"),
        (commands.publish_comment, "published"),
    ]
    for step, state in steps:
        with db.write(store_id) as session:
            step(session, comment, ADA)
        assert state_of(db, store_id, comment) == state
    with db.read(store_id) as session:
        assert queries.list_comments(session, state="removed").items == []
        assert [row.comment.id for row in queries.list_comments(session, article_id=article).items] == [
            comment
        ]
    for name, (sources, target) in COMMENT.steps.items():
        assert sources == {"pending", "published", "spam", "removed"} - {target}, name


def test_an_open_blog_shows_at_once_and_a_closed_one_takes_nothing(db: Database, store_id: int) -> None:
    open_article, closed = make_article(db, store_id, "open"), make_article(db, store_id, None)
    assert state_of(db, store_id, post(db, store_id, open_article)) == "published"
    with pytest.raises(Conflict):
        post(db, store_id, closed)
    with db.write(store_id) as session:
        open_blog = queries.article_for_editing(session, open_article).blog.id
        draft = commands.create_article(
            session, open_blog, ArticleInput("Draft", is_published=False), SYSTEM
        ).id
    with pytest.raises(NotFound):
        post(db, store_id, draft)
    with db.write(store_id) as session:
        blog = queries.article_for_editing(session, closed).blog
        commands.update_blog(session, blog.id, BlogInput("Journal", comments="open"), SYSTEM)
        commands.update_blog(session, blog.id, BlogInput("Renamed"), SYSTEM)
        assert blog.comments == "open", "a form without the field leaves the setting"
        with pytest.raises(Invalid) as refused:
            commands.update_blog(session, blog.id, BlogInput("Journal", comments="perhaps"), SYSTEM)
        assert set(refused.value.errors) == {"comments"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (CommentInput("", "", " \n\0 "), {"author", "email", "body"}),
        (CommentInput("G" * 121, "g@", "x" * (LONGEST_COMMENT + 1)), {"author", "email", "body"}),
        (CommentInput("G", "g@h.example, i@j.example", "x"), {"email"}),
        (CommentInput("G" * 120, "g@h.example", "x" * LONGEST_COMMENT), set()),
    ],
)
def test_what_is_wrong_is_named(
    db: Database, store_id: int, article: int, given: CommentInput, wrong: set[str]
) -> None:
    if not wrong:
        assert post(db, store_id, article, given)
        return
    with pytest.raises(Invalid) as refused:
        post(db, store_id, article, given)
    assert set(refused.value.errors) == wrong
    with db.read(store_id) as session:
        assert session.scalars(select(ArticleComment)).all() == []


def test_a_filled_trap_is_kept_as_spam_and_told_to_nobody(db: Database, store_id: int, article: int) -> None:
    caught = CommentInput("Bot", "bot@example.com", "Cheap!", trap="http://cheap.example")
    assert state_of(db, store_id, post(db, store_id, article, caught)) == "spam"
    with db.read(store_id) as session:
        assert queries.count_waiting_comments(session) == 0
        assert session.scalars(select(Activity).where(Activity.verb.startswith("comment."))).all() == []


def test_sent_twice_is_one_comment_even_at_the_same_moment(db: Database, store_id: int, article: int) -> None:
    made: list[int] = []
    together = threading.Barrier(4)

    def send() -> None:
        together.wait()
        made.append(post(db, store_id, article, address_hash="a"))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(made) == 4
    assert len(set(made)) == 1


def test_one_network_may_not_send_without_end(
    clock: FixedClock, db: Database, store_id: int, article: int
) -> None:
    def say(number: int, address: str = "a") -> int:
        return post(
            db, store_id, article, CommentInput("G", "g@h.example", f"{number}"), address_hash=address
        )

    sent = [say(number) for number in range(COMMENT_TRIES)]
    with pytest.raises(TooManyTries) as wait:
        say(99)
    assert wait.value.values == {"count": 15}
    assert say(0) == sent[0], "the same form again is no new comment"
    assert say(99, "b")
    clock.advance(minutes=16)
    assert say(100)


def test_lists_are_read_in_stretches_and_only_of_the_own_store(
    db: Database, store_id: int, other_store_id: int, article: int, count_queries: Callable[[], Any]
) -> None:
    post(db, other_store_id, make_article(db, other_store_id, "open"))
    with pytest.raises(NotFound):
        post(db, other_store_id, article)
    for number in range(5):
        post(db, store_id, article, CommentInput("G", "g@h.example", f"{number}"))
    with db.read(store_id) as session, count_queries() as counted:
        first = queries.list_comments(session, state="pending", limit=3)
        rest = queries.list_comments(session, state="pending", cursor=first.next_cursor, limit=3)
    assert counted.count == 2
    assert {row.comment.body for row in [*first.items, *rest.items]} == {"0", "1", "2", "3", "4"}
    assert (len(first.items), len(rest.items), rest.next_cursor) == (3, 2, None)
    with db.write(store_id) as session, pytest.raises(NotFound):
        commands.publish_comment(session, 10**12, ADA)
    with db.write(store_id) as session:
        commands.delete_article(session, article, SYSTEM)
        assert queries.list_comments(session).items == []


@given_that(st.text(max_size=400))
def test_any_text_becomes_harmless_paragraphs(text: str) -> None:
    kept = comment_text(text)
    assert comment_text(kept) == kept
    assert "\0" not in kept
    html = str(paragraphs(kept))
    bare = html.replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert bool(html) == bool(kept)
