"""Comments: a reader posts one, the shop publishes it, marks it as spam or removes it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.content.commands import checks
from engine.content.events import comment_moved, comment_posted
from engine.content.models import Article, ArticleComment, Blog
from engine.content.rules import (
    COMMENT,
    COMMENT_TRIES,
    COMMENT_WINDOW,
    FIRST_STATES,
    LONGEST_AUTHOR,
    LONGEST_COMMENT,
    comment_text,
)
from engine.stores.commands import check_tries, record_activity
from engine.stores.models import Store
from engine.stores.rules import clean_email


@dataclass(frozen=True)
class CommentInput:
    """A comment as it was typed. ``trap`` is what stands in the field that people do not see."""

    author: str
    email: str
    body: str
    trap: str = ""


def post_comment(
    session: StoreSession, article_id: int, given: CommentInput, *, address_hash: str | None = None
) -> ArticleComment:
    """A reader's comment on a public article. Sent twice, it is one comment.

    What filled in the trap is kept as spam, so that a person whose browser did it can be found again. *address_hash*
    None: no limit applies. Raises NotFound, Invalid, Conflict when the blog takes no comments, TooManyTries.
    """
    article, blog = _public_article(session, article_id)
    if blog.comments not in FIRST_STATES:
        raise Conflict("comment.off")
    author, email, body = _read(given)
    digest = hashlib.sha256("\0".join((author, email, body)).encode()).hexdigest()
    # One at a time in a store, so that forms sent at the same moment see each other. The lock lets others write
    # rows of the store meanwhile.
    session.execute(select(Store.id).where(Store.id == session.store).with_for_update(key_share=True))
    known = session.scalars(
        select(ArticleComment).where(ArticleComment.article_id == article.id, ArticleComment.digest == digest)
    ).first()
    if known is not None:
        return known
    if address_hash is not None:
        check_tries(
            session,
            ArticleComment.created_at,
            ArticleComment.store_id == session.store,
            ArticleComment.address_hash == address_hash,
            tries=COMMENT_TRIES,
            window=COMMENT_WINDOW,
            code="comment.wait",
        )
    now = clock.now()
    comment = ArticleComment(
        article_id=article.id,
        author=author,
        email=email,
        body=body,
        state="spam" if given.trap.strip() else FIRST_STATES[blog.comments],
        address_hash=address_hash,
        digest=digest,
        created_at=now,
        updated_at=now,
    )
    session.add(comment)
    session.flush()
    if comment.state != "spam":
        _note(session, Actor("customer", author), "posted", comment, article)
    comment_posted(session, comment.id, article.id)
    return comment


def publish_comment(session: StoreSession, comment_id: int, actor: Actor) -> ArticleComment:
    """Show it below its article. Doing it again changes nothing. Raises NotFound."""
    return _move(session, comment_id, "publish", actor)


def mark_comment_as_spam(session: StoreSession, comment_id: int, actor: Actor) -> ArticleComment:
    """Hide it as spam. Doing it again changes nothing. Raises NotFound."""
    return _move(session, comment_id, "mark_spam", actor)


def remove_comment(session: StoreSession, comment_id: int, actor: Actor) -> ArticleComment:
    """Take it away; the shop can still find it among the removed. Doing it again changes nothing. Raises NotFound."""
    return _move(session, comment_id, "remove", actor)


def _move(session: StoreSession, comment_id: int, step: str, actor: Actor) -> ArticleComment:
    comment = session.scalars(
        select(ArticleComment).where(ArticleComment.id == comment_id).with_for_update()
    ).first()
    if comment is None:
        raise NotFound("comment.gone")
    if comment.state == COMMENT.steps[step][1]:
        return comment
    comment.state, comment.updated_at = COMMENT.after(comment.state, step), clock.now()
    session.flush()
    _note(session, actor, comment.state, comment, session.need(Article, comment.article_id))
    comment_moved(session, comment.id, comment.article_id, comment.state)
    return comment


def _note(session: StoreSession, actor: Actor, verb: str, comment: ArticleComment, article: Article) -> None:
    """The feed leads to the article: that is where the comment stands."""
    detail = {"comment_id": comment.id}
    record_activity(session, actor, f"comment.{verb}", "article", article.id, article.title, detail=detail)


def _public_article(session: StoreSession, article_id: int) -> tuple[Article, Blog]:
    article = session.need(Article, article_id)
    if article.published_at is None or article.published_at > clock.now():
        raise NotFound("comment.no_article")
    return article, session.need(Blog, article.blog_id)


def _read(given: CommentInput) -> tuple[str, str, str]:
    errors: checks.Errors = {}
    author, email, body = " ".join(comment_text(given.author).split()), "", comment_text(given.body)
    if not author:
        errors["author"] = Refused("comment.author_missing", field="author")
    elif len(author) > LONGEST_AUTHOR:
        errors["author"] = Refused("comment.too_long", field="author", most=LONGEST_AUTHOR)
    if not given.email.strip():
        errors["email"] = Refused("comment.email_missing", field="email")
    else:
        email = clean_email(given.email) or ""
        if not email:
            errors["email"] = Refused("comment.email_odd", field="email")
    if not body:
        errors["body"] = Refused("comment.body_missing", field="body")
    elif len(body) > LONGEST_COMMENT:
        errors["body"] = Refused("comment.too_long", field="body", most=LONGEST_COMMENT)
    checks.finish(errors)
    return author, email, body
