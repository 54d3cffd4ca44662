"""Who is asking, and whether the question is theirs: session cookie, rights, and three guards on every post.

Each post needs its token (a header from htmx, a hidden field without it), must come from this origin as far as the browser
says (``Origin``, ``Sec-Fetch-Site``), and the cookie is SameSite=Lax. The token is a keyed hash of the session, so it
changes with every sign-in and fits no other store.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, abort, g, make_response, redirect, request

from engine.base.actor import Actor
from engine.base.signing import new_token
from engine.stores import queries
from engine.stores.rules import SESSION_LASTS, may

if TYPE_CHECKING:
    from engine.wiring.services import Services

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_DOOR = frozenset({"till"})
"""Rooms where devices come in, not staff: their own guard asks for the device's key (admin/till/entry.py)."""
TILL_HERE = "till_here"
"""The cookie that says no more than that this browser is a till, too."""
View = TypeVar("View", bound=Callable[..., Any])


def room(name: str, module: str, right: str | None = None) -> Blueprint:
    """A blueprint for one noun; *right* is what a role needs for it (see engine/stores/rules.py)."""
    made = Blueprint(name, module)

    @made.before_request
    def _only_with_the_right() -> None:
        if right is not None and g.staff is not None and not may(g.staff.role, right):
            abort(403)

    return made


def anyone(view: View) -> View:
    """Mark a page that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def needs(right: str) -> None:
    """Refuse with 403 unless the person has *right*."""
    if not may(g.staff.role, right):
        abort(403)


def cookie_name(purpose: str, services: Services) -> str:
    """``__Host-`` binds a cookie to this very host; browsers take it only with Secure, so not on plain http."""
    prefix = "__Host-" if services.settings.public_scheme == "https" else ""
    return f"{prefix}vitrine_{purpose}"


def csrf_token() -> str:
    """The token for the forms of this browser."""
    return str(g.services.signer.short("admin csrf", f"{g.store.id} {g.browser_token}"))


def sign_browser_in(response: Any, token: str) -> Any:
    """Put a new session into the answer; whatever the browser held before is replaced."""
    return _set(response, "staff", token, int(SESSION_LASTS.total_seconds()))


def sign_browser_out(response: Any) -> Any:
    """Take the session out of the browser, and what it may have stored: but not the sales that wait on a till."""
    _set(response, "staff", "", 0)
    is_till = bool(request.cookies.get(cookie_name(TILL_HERE, g.services)))
    response.headers["Clear-Site-Data"] = '"cache"' if is_till else '"cache", "storage"'
    return response


def local_path(path: str | None) -> str:
    """*path* if it stays on this origin, else the home page."""
    if not path or not path.startswith("/") or path[1:2] in ("/", "\\") or urlsplit(path).netloc:
        return "/"
    return "/" if any(ord(c) < 32 for c in path) else path


def address_of_visitor() -> str:
    """The network address that a try counts for."""
    return request.remote_addr or "unknown"


def register(app: Flask) -> None:
    """Hook the guards into the app, in this order: who, from where, and may they."""

    @app.before_request
    def _guard() -> Response | None:
        if request.blueprint in OWN_DOOR:
            g.staff, g.actor, g.session_token, g.new_browser_token, g.browser_token = (
                None,
                None,
                None,
                None,
                "",
            )
            if request.method not in SAFE:
                _check_origin()
            return None
        _know_who()
        view: Any = app.view_functions.get(request.endpoint or "")
        if request.method not in SAFE:
            _check_origin()
            _check_token()
        if g.staff is None and view is not None and not getattr(view, "is_public", False):
            return _send_to_sign_in()
        return None

    @app.after_request
    def _keep_the_browser(response: Response) -> Response:
        if g.get("new_browser_token"):
            _set(response, "browser", g.new_browser_token, int(SESSION_LASTS.total_seconds()))
        return response


def _know_who() -> None:
    g.staff, g.actor, g.session_token, g.new_browser_token = None, None, None, None
    if request.endpoint == "assets.serve":
        g.browser_token = ""
        return
    token = request.cookies.get(cookie_name("staff", g.services), "")
    if 0 < len(token) <= 80:
        with g.services.db.read(g.store.id) as session:
            g.staff = queries.signed_in(session, token)
    if g.staff is not None:
        g.session_token = g.browser_token = token
        g.actor = Actor("staff", g.staff.name, g.staff.id)
        return
    g.browser_token = request.cookies.get(cookie_name("browser", g.services), "")[:80]
    if not g.browser_token and request.method in SAFE:
        g.browser_token = g.new_browser_token = new_token()


def _check_origin() -> None:
    said = request.headers.get("Origin")
    if said is not None:
        if urlsplit(said).netloc != request.host:
            abort(403)
    elif request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def _check_token() -> None:
    from hmac import compare_digest

    from admin.shell.errors import FormExpired

    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not g.browser_token or not compare_digest(given.encode(), csrf_token().encode()):
        raise FormExpired


def _send_to_sign_in() -> Response:
    here = request.full_path.rstrip("?") if request.method in SAFE else "/"
    target = "/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='/')}"
    if request.headers.get("HX-Request"):
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target, 303))


def _set(response: Any, purpose: str, value: str, seconds: int) -> Any:
    response.set_cookie(
        cookie_name(purpose, g.services),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=g.services.settings.public_scheme == "https",
    )
    return response
