"""Pages and parts of pages. A part is a template of its own: the page includes it, an htmx request gets it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, flash, g, get_flashed_messages, make_response, redirect, request
from flask import render_template as render

from admin.shell import assets, navigation, words
from admin.shell.access import csrf_token
from admin.shell.icons import icon
from engine.stores.rules import may

POLICY = (
    "default-src 'self'; img-src 'self' data: blob: {shop}; media-src 'self' {shop}; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src {frames}"
)


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """A whole page."""
    return make_response(render(template, **values), status)


def part(template: str, target: str, whole: str, **values: Any) -> Response:
    """The part *template* when htmx asks for the element *target* alone, else the *whole* page around it."""
    if request.headers.get("HX-Target") == target and not request.headers.get("HX-History-Restore-Request"):
        response = page(template, **values)
        response.headers["Vary"] = "HX-Target"
        return response
    return page(whole, **values)


def go(path: str, said: str | None = None, /, **values: Any) -> Response:
    """On to *path* after a post, with something to say there (a text key)."""
    if said:
        flash(words.t(said, **values), "done")
    return make_response(redirect(path, 303))


def removal_page(
    title: str, back: str, back_label: str, button: str, happens: Sequence[tuple[str, str]]
) -> Response:
    """What deleting will do ([(icon, text)]), and the button that does it by posting to the same address."""
    return page(
        "shell/removal.html", title=title, back=back, back_label=back_label, button=button, happens=happens
    )


def warn(text: str) -> None:
    """Say on the next page what did not work."""
    flash(text, "warning")


def with_args(args: Mapping[str, Any], **changes: Any) -> str:
    """The present address with other arguments: what is empty is left out."""
    kept = {name: value for name, value in {**args, **changes}.items() if value not in (None, "", False)}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _allowed(right: str | None) -> bool:
    return right is None or (g.staff is not None and may(g.staff.role, right))


def register(app: Flask) -> None:
    """Give templates their words, and answers their headers."""
    env: Any = app.jinja_env
    env.globals.update(
        t=words.t,
        t_or=words.t_or,
        icon=icon,
        asset=assets.asset,
        scripts=assets.scripts,
        csrf_token=csrf_token,
        address_lines=words.address_lines,
        notices=lambda: get_flashed_messages(with_categories=True),
        rail=navigation.GROUPS,
        here=lambda: navigation.current(request.path),
        any_of=lambda places: any(_allowed(place.right) for place in places),
        with_args=with_args,
        may=_allowed,
    )
    env.filters.update(
        money=words.money,
        number=words.number,
        when=words.when,
        exact=words.exact,
        day=words.day,
        size=words.size,
        lines=words.lines,
        label_pair=lambda one: (one.id, getattr(one, "name", None) or one.title),
    )

    @app.context_processor
    def _common() -> dict[str, Any]:
        return {"staff": g.get("staff"), "store": g.store, "shop_url": g.addresses.base()}

    @app.after_request
    def _headers(response: Response) -> Response:
        if response.mimetype == "text/html":
            # pages change in place, under the policy of the one that came first: so it holds for all that staff may open
            frames = g.addresses.base("preview") if g.get("staff") else "'none'"
            response.headers["Content-Security-Policy"] = POLICY.format(
                shop=g.addresses.base(), frames=frames
            )
            response.headers["X-Frame-Options"] = "DENY"
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers.setdefault("Cache-Control", "no-store")
            if response.status_code >= 400:
                response.headers["HX-Push-Url"] = "false"
        return response
