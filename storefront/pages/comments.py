"""Comments on articles, in the public format: `comment[author]`, `comment[email]`, `comment[body]`."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from engine.base.errors import Conflict, Refused
from engine.base.markup import paragraphs
from engine.catalogue.queries import redirect_for
from engine.content import commands, queries
from engine.content.commands import CommentInput
from engine.rendering.queries import TEXTS, FormState, subjects
from storefront.account.access import refused_form
from storefront.pages.places import Place
from storefront.pages.rendering import answer, first, locale, not_found, own_content
from storefront.same_origin import check_same_origin
from storefront.wording import supported, words

room = Blueprint("comments", __name__)

FIELDS = ("author", "email", "body")
MOST_SHOWN_AGAIN = 20_000
"""Characters of a field that come back with a form that was refused: four times what a comment may have."""
POSTED = "comment_posted"
"""The parameter that says on the article's page that a comment has just come in."""


@room.post("/blogs/<blog_handle>/<handle>/comments")
def post(blog_handle: str, handle: str) -> AnyResponse:
    """A reader's comment; then on to the comments of the article."""
    check_same_origin(request)
    typed = {name: request.form.get(f"comment[{name}]", "").replace("\0", "") for name in FIELDS}
    here = f"/blogs/{quote(blog_handle)}/{quote(handle)}"
    try:
        with g.services.db.write(g.store.id) as session:
            found = queries.article_by_handle(session, blog_handle, handle)
            if found is None:
                target = redirect_for(session, here)
                return _sent_on(target) if target else not_found()
            given = CommentInput(**typed, trap=request.form.get("comment[website]", ""))
            commands.post_comment(session, found.article.id, given, address_hash=_visitor())
    except Conflict as closed:
        return _closed(closed, typed["body"])
    except Refused as refusal:
        return _again(blog_handle, handle, typed, refusal)
    return redirect(f"{here}?{POSTED}=true#comments", 303)


def posted_form() -> FormState | None:
    """The form as it stands on the article's page after it went through."""
    return FormState("new_comment", posted=True) if request.args.get(POSTED) == "true" else None


def _visitor() -> str:
    """The network address as a keyed hash: enough for a limit, and no address."""
    return str(g.services.signer.short("comment address", f"{g.store.id} {request.remote_addr or 'unknown'}"))


def _sent_on(target: str) -> AnyResponse:
    """The article moved while somebody wrote: the browser sends the same form there."""
    return redirect(f"{target}/comments", 308) if target.startswith("/blogs/") else redirect(target, 303)


def _again(blog_handle: str, handle: str, typed: dict[str, str], refusal: Refused) -> Response:
    """The article's page, with what was typed and what is wrong with it."""
    find = first(subjects.article, blog_handle, handle)
    place = Place(f"/blogs/{blog_handle}/{handle}", (), find, "article")
    shown = {name: value[:MOST_SHOWN_AGAIN] for name, value in typed.items()}
    form = refused_form("new_comment", shown, refusal)
    return answer(find, "article", form=form, status=refusal.status, place=place)


def _closed(refusal: Refused, body: str) -> Response:
    """The blog stopped taking comments while somebody wrote. The article has no form now, so what was typed is shown here."""
    title = TEXTS.get("storefront.page.comments_closed", locale())
    said = words(refusal, supported(locale()), g.store.currency)
    kept = paragraphs(body[:MOST_SHOWN_AGAIN])
    response = own_content(
        title, Markup("<h1>{}</h1><p>{}</p><blockquote>{}</blockquote>").format(title, said, kept)
    )
    response.status_code = refusal.status
    return response
