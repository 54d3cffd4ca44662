"""From a request to a themed answer: pages, fragments, and what happens when a theme fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, cast

from flask import Response, current_app, g, redirect, request
from markupsafe import Markup

from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue.queries import redirect_for
from engine.liquid import BudgetExceeded, InlineHashes, Problem, TemplateError
from engine.rendering.fragments import Kept
from engine.rendering.queries import (
    TEXTS,
    FormState,
    Front,
    NoTheme,
    OpenTheme,
    PageRenderer,
    PageSubject,
    Themes,
    Visit,
    policy,
    subjects,
)
from storefront.account.cookie import customer_token
from storefront.cart.cookie import cart_token as token_of_cookie
from storefront.kept_pages import FACTS, SHARED_CACHE, PageFacts
from storefront.pages.places import MOST_PARAMETERS, Find, Place
from storefront.scripts.answers import json_answer, json_refusal

log = logging.getLogger("vitrine.themes")

BROWSER_CACHE = "private, no-cache"
"""Pages hold the cart's count, so no shared cache may keep them; a browser asks again."""

MOST_SECTIONS = 5
"""Sections in one answer, as the public format has it."""


class TooManySections(Refused):
    """More sections than one answer holds."""

    status = 400


_SUBJECTS: dict[str, Callable[[Front], PageSubject]] = {
    "404": subjects.not_found,
    "cart": subjects.cart,
    "index": subjects.home,
    "list-collections": subjects.list_collections,
    "password": subjects.password,
    "search": subjects.search,
}


def themes() -> Themes:
    """The packs of this process."""
    return cast(Themes, current_app.extensions["vitrine_themes"])


def visit(
    *,
    cart_token: str | None = None,
    cart_error: str | None = None,
    form: FormState | None = None,
    place: Place | None = None,
) -> Visit:
    """What rendering needs to know of this request; *place* is another page that it is rendered for."""
    query = tuple((key, value) for key, value in request.args.items(multi=True))
    return Visit(
        store=g.store,
        addresses=g.addresses,
        path=place.path if place else request.path,
        query=place.query if place else query[:MOST_PARAMETERS],
        locale=locale(),
        cart_token=cart_token if cart_token is not None else token_of_cookie(),
        cart_error=cart_error,
        customer_token=customer_token(),
        shows_errors=bool(g.get("is_author")),
        form=form,
        seconds=g.services.settings.liquid_budget_seconds,
    )


def locale() -> str:
    """The language that the shopper chose, if the shop speaks it, else the store's own."""
    chosen = request.cookies.get("locale", "")
    return chosen if chosen.replace("-", "").isalpha() and len(chosen) <= 10 else str(g.store.locale)


# -- answers ------------------------------------------------------------------------------------------------


def answer(
    find: Find,
    *templates: str,
    form: FormState | None = None,
    status: int | None = None,
    missing: Callable[[], Response] | None = None,
    place: Place | None = None,
) -> Response:
    """The page that `find` describes, or the sections of it that the request asks for; else the 404 page.

    `templates` are the names that the page may use; their sections are read with the theme in one query. `missing`
    answers instead of the 404 page; `place` is where the page stands when that is not the address asked for.
    """

    def work(session: StoreSession) -> Response:
        opened = themes().open(session, visit(form=form, place=place), (*templates, "404"))
        renderer = opened.page_of(find)
        if renderer is None and missing is not None:
            return missing()
        if renderer is None:
            target = redirect_for(session, request.path)
            if target is not None:
                return cast(Response, redirect(target, 301))
            return _page(_there(opened.page_of(subjects.not_found, "404")))
        return _fragment_or_page(renderer, status)

    return _guarded(work)


def render_page(
    template: str,
    *,
    cart_token: str | None = None,
    cart_error: str | None = None,
    form: FormState | None = None,
) -> Response:
    """A page that is about no record: index, cart, search, password, 404 …"""

    def work(session: StoreSession) -> Response:
        seen = visit(cart_token=cart_token, cart_error=cart_error, form=form)
        opened = themes().open(session, seen, (template,))
        return _page(_there(opened.page_of(_SUBJECTS[template], template)))

    return _guarded(work)


def cart_fragment(*, cart_token: str | None = None, cart_error: str | None = None) -> Response | None:
    """What `sections` or `section_id` in the address ask for on the cart's page; None when they do not."""
    if not request.args.get("sections") and not request.args.get("section_id"):
        return None

    def work(session: StoreSession) -> Response:
        opened = themes().open(session, visit(cart_token=cart_token, cart_error=cart_error), ("cart",))
        return _fragment_or_page(_there(opened.page_of(subjects.cart, "cart")), None)

    return _guarded(work)


def sections_of(opened: OpenTheme, place: Place, names: Sequence[str]) -> dict[str, str | None]:
    """Sections as they stand on a page, by their names; one that there is not, or that failed, is None."""
    if not names:
        return {}
    renderer = opened.page_of(place.find) or _there(opened.page_of(subjects.not_found, "404"))
    return renderer.render_sections(list(names))


def _there(renderer: PageRenderer | None) -> PageRenderer:
    """The renderer of a page that there always is."""
    assert renderer is not None
    return renderer


def names_in(text: str) -> list[str]:
    """The names in ``a,b``. Raises Refused for more than an answer holds."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if len(names) > MOST_SECTIONS:
        raise TooManySections("script.too_many_sections", field="sections", most=MOST_SECTIONS)
    return names


def render_section(
    section_id: str, *, cart_token: str | None = None, cart_error: str | None = None
) -> Response:
    """One section alone, seen from the cart's page; 404 if the theme has none of that name."""

    def work(session: StoreSession) -> Response:
        seen = visit(cart_token=cart_token, cart_error=cart_error)
        opened = themes().open(session, seen, ("cart",))
        return _section(_there(opened.page_of(subjects.cart, "cart")), section_id)

    return _guarded(work)


def not_found() -> Response:
    """The shop's own page for an address that leads nowhere."""
    return render_page("404")


def own_content(title: str, content: Markup) -> Response:
    """A page of the platform's own inside the shop's layout."""

    def work(session: StoreSession) -> Response:
        opened = themes().open(session, visit(), ())
        done = opened.page(PageSubject("page", title=title, path=request.path)).render_own(content)
        return _private(_html(done.html, 200, done.hashes))

    return _guarded(work)


def _guarded(work: Callable[[StoreSession], Response]) -> Response:
    """Run `work` in a read session; a theme that cannot be shown gives a plain page of the platform."""
    try:
        with g.services.db.read(g.store.id) as session:
            return work(session)
    except BudgetExceeded as end:
        log.error("store %s: %s asked for %s", g.store.id, request.path, end.what)
        g.page_problem = Problem(request.path, 0, 0, f"the page asked for {end.what}")
        return plain_page("page", 503)
    except (NoTheme, TemplateError) as end:
        log.error("store %s: %s", g.store.id, end.problem)
        g.page_problem = end.problem  # for the pack's author, if that is who looks
        return plain_page("theme", 503)


def _fragment_or_page(renderer: PageRenderer, status: int | None) -> Response:
    names = request.args.get("sections")
    if names:
        try:
            wanted = names_in(names)
        except TooManySections as refusal:
            return json_refusal(refusal)
        return json_answer(renderer.render_sections(wanted))
    section_id = request.args.get("section_id")
    if section_id:
        return _section(renderer, section_id)
    response = _page(renderer)
    if status is not None:
        response.status_code = status
    return response


def _section(renderer: PageRenderer, section_id: str) -> Response:
    try:
        done = renderer.render_section(section_id)
    except NotFound:
        return _private(Response("", 404, content_type="text/html; charset=utf-8"))
    return _private(_html(done.html, 200, done.hashes))


def _page(renderer: PageRenderer) -> Response:
    done = renderer.render()
    response = _html(done.html, done.status, done.hashes)
    kept = renderer.kept_page() if done.status == 200 and g.store.is_open else None
    return _private(response) if kept is None else _shared(response, renderer, kept)


def _shared(response: Response, renderer: PageRenderer, kept: Kept) -> Response:
    """A page that everybody without a cart or an account gets: whoever stands in front may keep it, and ask."""
    pack = renderer.pack
    request.environ[FACTS] = PageFacts(g.store.id, pack.name, pack.version, kept)
    response.add_etag()
    _private(response).headers["Cache-Control"] = SHARED_CACHE
    return cast(Response, response.make_conditional(request))


def _html(html: str, status: int, hashes: InlineHashes) -> Response:
    response = Response(html, status, content_type="text/html; charset=utf-8")
    checkout = g.addresses.base("checkout")
    response.headers["Content-Security-Policy"] = policy(hashes, checkout=checkout)
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = BROWSER_CACHE
    response.headers.add("Vary", "HX-Request")
    response.headers.add("Vary", "Cookie")
    return response


def plain_page(kind: str, status: int) -> Response:
    """A page of the platform without any theme."""

    def say(key: str) -> str:
        return escape(TEXTS.get(f"storefront.error.{key}", str(g.store.locale)))

    body = (
        f'<!doctype html><html lang="{escape(str(g.store.locale))}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{say(kind)}</title>'
        f"<h1>{say(kind)}</h1><p>{say(kind + '_text')}</p></html>"
    )
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def first(find: Callable[..., PageSubject | None], *arguments: Any, **named: Any) -> Find:
    """A `find` for `answer` out of a function of `subjects` and its arguments."""
    return lambda front: find(front, *arguments, **named)
