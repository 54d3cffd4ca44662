"""What readers say: one list for the blog, the same below each article, and the buttons that move a comment in place."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import reading, writing
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.paging import Page
from engine.content import commands, queries
from engine.content.queries import CommentRow

room = make_room("comments", __name__, "content")

STATES = ("pending", "published", "spam", "removed")
STEPS = {
    "publication": commands.publish_comment,
    "spam": commands.mark_comment_as_spam,
    "removal": commands.remove_comment,
}


@room.get("/blogs/comments")
def index() -> Any:
    """Comments of one state, the newest first; those that wait unless another state is asked for."""
    state = request.args.get("state", "")
    state = state if state in STATES else STATES[0]
    with reading() as session:
        listed = queries.list_comments(session, state=state, cursor=request.args.get("after"))
    return page(
        "blogs/comments.html",
        listed=listed,
        states=STATES,
        state=state,
        args={"state": state},
        started="after" in request.args,
        moved=False,
        with_article=True,
    )


@room.post("/blogs/comments/<int:comment_id>/<any(publication, spam, removal):kind>")
def move(comment_id: int, kind: str) -> Any:
    """Publish it, mark it as spam or remove it; answered with the comment as it stands now."""
    with writing() as session:
        STEPS[kind](session, comment_id, g.actor)
    with reading() as session:
        row = queries.comment_for_moderating(session, comment_id)
    if request.headers.get("HX-Target") == f"comment-{comment_id}":
        with_article = request.form.get("with_article") == "1"
        return page("blogs/comment.html", row=row, moved=True, with_article=with_article)
    return go(f"/articles/{row.article.id}#comments", f"comments.done.{row.comment.state}")


def below(session: StoreSession, article_id: int) -> Page[CommentRow]:
    """The comments that stand below an article in the admin; ``comments_after`` in the address leads on."""
    after = request.args.get("comments_after")
    return queries.list_comments(session, article_id=article_id, cursor=after, limit=20)
