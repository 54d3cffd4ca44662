"""Who may come in: the password page of a shop that is not open, old addresses, and addresses that lead nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from engine.base.errors import Refused
from engine.rendering.queries import TEXTS, FormState
from engine.stores import commands, passwords
from engine.stores.commands import TooManyTries
from storefront.pages.catalogue import moved
from storefront.pages.rendering import not_found, plain_page, render_page
from storefront.same_origin import check_same_origin
from storefront.wording import words

room = Blueprint("doors", __name__)

VISITOR_COOKIE = "shop_pass"
LASTS = timedelta(days=14)
_ALWAYS = (
    "/favicon.ico",
    "/api/",  # whoever asks there shows a key
    "/assets/",
    "/_assets/",
    "/fonts/",
    "/media/",
    "/password",
    "/robots.txt",
)


def guard(app: Flask, *, closes: bool = True) -> None:
    """Let only those into a closed shop who know its password, and answer unknown addresses in the shop's own look.

    Without `closes` the password is not asked for: whoever comes in has shown something else.
    """

    @app.before_request
    def _plain_address() -> AnyResponse | None:
        # No record has a NUL in its name, and PostgreSQL takes none.
        return plain_page("refused", 400) if "\0" in request.path or b"%00" in request.query_string else None

    @app.before_request
    def _closed() -> AnyResponse | None:
        if not closes or g.store.is_open or request.path.startswith(_ALWAYS) or _has_pass():
            return None
        return redirect("/password", 302)

    @app.errorhandler(Refused)
    def _refused(refusal: Refused) -> Response:
        return plain_page("refused", refusal.status)

    @app.errorhandler(500)
    def _fault(_error: HTTPException) -> Response:
        return plain_page("fault", 500)

    @app.errorhandler(404)
    def _nowhere(_error: HTTPException) -> Any:
        if request.method != "GET":
            return Response("", 404)
        if not g.get("store"):
            return Response("", 404)
        path = request.path
        if path != "/" and path.endswith("/"):
            query = f"?{request.query_string.decode()}" if request.query_string else ""
            return redirect(path.rstrip("/") + query, 301)
        return moved(path) or not_found()


def _has_pass() -> bool:
    token = request.cookies.get(VISITOR_COOKIE, "")
    return bool(token) and g.services.signer.read("shop-pass", token) == _pass_value()


def _pass_value() -> list[Any]:
    """What a pass is signed over: it ends when the password changes."""
    return [g.store.id, (g.store.row.password_hash or "")[-16:]]


@room.get("/password")
def show_password() -> AnyResponse:
    """The page before a closed shop."""
    if g.store.is_open or _has_pass():
        return redirect("/", 302)
    return _closed_page(render_page("password"))


@room.post("/password")
def try_password() -> AnyResponse:
    """A try of the password."""
    check_same_origin(request)
    if g.store.is_open:
        return redirect("/", 303)
    given = request.form.get("password", "")[:500]
    known = g.store.row.password_hash
    try:
        attempt = _begin_try()
    except TooManyTries as wait:
        return _refused_page(words(wait, g.store.locale, g.store.currency), wait.status)
    if known and passwords.matches(known, given):
        with g.services.db.write(g.store.id) as session:
            commands.finish_door_try(session, attempt)
        response = redirect("/", 303)
        response.set_cookie(
            VISITOR_COOKIE,
            g.services.signer.sign("shop-pass", _pass_value(), lasts=LASTS),
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return response
    return _refused_page(TEXTS.get("storefront.form.password_wrong", str(g.store.locale)), 422)


def _begin_try() -> int:
    """Attempt → commit → password: guesses at the same moment all count, and no lock is held while one is checked."""
    visitor = g.services.signer.short("shop door", f"{g.store.id} {request.remote_addr or ''}")
    with g.services.db.write(g.store.id) as session:
        return commands.begin_door_try(session, visitor)


def _refused_page(said: str, status: int) -> AnyResponse:
    state = FormState("storefront_password", {}, {"form": said})
    page = _closed_page(render_page("password", form=state))
    page.status_code = status if page.status_code == 200 else page.status_code
    return page


def _closed_page(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
