"""Who comes into the preview, and what may be done there.

A token comes in the address, goes into a cookie of this host, and out of the address. One browser may look at several
views at once, side by side in two frames: each has a cookie of its own, and pages say by `?preview=NAME` which is theirs.
What a page asks for says so by its referrer. No other cookie opens anything here, least of all one of the admin.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, Response, g, redirect, render_template, request
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from engine.base.errors import Refused
from engine.rendering.preview_tokens import LOOKING_LASTS, PARAMETER, PreviewView, read_preview_token
from engine.rendering.previewing import VIEW
from storefront.own_cookie import own_cookie, set_own_cookie
from storefront.platform import HERE, locale, say
from storefront.preview import headers
from storefront.preview.pages import FILES
from storefront.scripts.answers import json_refusal
from storefront.scripts.asked import wants_data

LAST = "preview"
"""The cookie that names the view that was opened last; that of a view's token is called ``preview-NAME``."""
_OPEN = frozenset({"/favicon.ico", "/robots.txt", *(f"/_preview/{name}" for name in FILES)})
_NAME = re.compile(r"(edit|look|shown|version)(-\d{1,18})?|sample-[\w-]{1,100}", re.ASCII)
_MAY_BE_SENT = frozenset({"cart.add", "cart.change", "cart.update", "cart.clear", "cart.submit"})
_FILES = ("/assets/", "/_assets/", "/fonts/", "/media/")
_OF_A_PAGE = ("section_id", "sections")


class NothingIsSent(Refused):
    """What a preview does not do."""

    status = 403


def guard(app: Flask) -> None:
    """Let nobody in without a token, and let nothing out that a shopper could come to see."""
    app.jinja_loader = FileSystemLoader(HERE / "templates")
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(lambda: {"t": say, "store": g.store, "locale": locale()})
    app.before_request(_enter)
    app.before_request(_send_nothing)
    app.after_request(headers.of_preview)


def _enter() -> AnyResponse | None:
    if request.path in _OPEN:
        return None
    token = request.args.get(PARAMETER)
    if token is not None and request.method == "GET":
        view = _read(token)
        return _brought_in(view, token) if view is not None else closed("ended", 403)
    view = _known()
    if view is None:
        return closed("ended", 403)
    g.preview = view
    if _is_navigation() and VIEW not in request.args:
        return redirect(_here(view), 302)
    return None


def _read(token: str) -> PreviewView | None:
    with g.services.db.read(g.store.id) as session:
        return read_preview_token(g.services.signer, session, g.store, token)


def _brought_in(view: PreviewView, token: str) -> AnyResponse:
    """The same address without the token."""
    response = redirect(_here(view), 302)
    for name, value in ((f"{LAST}-{view.name}", token), (LAST, view.name)):
        set_own_cookie(response, name, value, int(LOOKING_LASTS.total_seconds()))
    return response


def _here(view: PreviewView) -> str:
    """The address asked for, whole: a path may begin with two slashes."""
    query = [(k, v) for k, v in request.args.items(multi=True) if k not in (PARAMETER, VIEW)]
    return f"{g.addresses.url(request.path, 'preview')}?{urlencode([*query, (VIEW, view.name)])}"


def _known() -> PreviewView | None:
    """The view that a request belongs to, by the cookie of its name."""
    name = request.args.get(VIEW) or _of_referrer() or own_cookie(LAST) or ""
    if not _NAME.fullmatch(name):
        return None
    token = own_cookie(f"{LAST}-{name}")
    view = _read(token) if token else None
    return view if view is not None and view.name == name else None


def _of_referrer() -> str | None:
    """The view of the page that asks."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return None
    return parse_qs(parts.query).get(VIEW, [None])[0] if parts.netloc == request.host else None


def _is_navigation() -> bool:
    """Whether a browser goes to a page, rather than a script asking for something."""
    if (
        request.method != "GET"
        or request.path.startswith(_FILES)
        or any(k in request.args for k in _OF_A_PAGE)
    ):
        return False
    kind = request.headers.get("Sec-Fetch-Dest")
    if kind is not None:
        return kind in ("document", "iframe", "frame")
    return "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers


def _send_nothing() -> Any:
    """A cart of the preview's own may be filled, and a language chosen. Everything else would reach somebody."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    endpoint = request.endpoint or ""
    is_cart = endpoint in _MAY_BE_SENT or endpoint.startswith("cart_scripts.")
    if endpoint == "page_forms.localization" or (is_cart and "checkout" not in request.form):
        return None
    if wants_data():
        return json_refusal(NothingIsSent("preview.nothing_sent.text"), title="preview.nothing_sent.title")
    return closed("nothing_sent", NothingIsSent.status)


def closed(reason: str, status: int) -> Response:
    """A page of the platform that says what is the matter, and what to do."""
    own = request.referrer if (request.referrer or "").startswith(g.addresses.url("/", "preview")) else None
    body = render_template(
        "preview/closed.html", reason=reason, back=own, admin=g.addresses.url("/theme", "admin")
    )
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
