"""Themed pages as their author sees them: faults in their place, and the module that listens for news."""

from __future__ import annotations

import threading
from collections import OrderedDict
from html import escape
from typing import cast

from flask import Flask, Response, current_app, g, request

from engine.liquid import Problem, TemplateError
from engine.rendering.authoring.watching import PackAtWork, State
from engine.rendering.queries import PageRenderer

MOST_PAGES = 100
"""Pages whose faults are remembered: more than anybody has open."""
PREFIX = "/_desk"
_END = b"</body>"
_OWN_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'"


class Desk:
    """One per process: the pack at work, and what was wrong on the pages that were served."""

    def __init__(self, work: PackAtWork) -> None:
        self.work = work
        self._pages: OrderedDict[int, tuple[Problem, ...]] = OrderedDict()
        self._last = 0
        self._lock = threading.Lock()

    def keep(self, problems: list[Problem]) -> int:
        """Remember a page's problems; returns the page's number."""
        with self._lock:
            self._last += 1
            self._pages[self._last] = tuple(problems)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
            return self._last

    def problems(self, page: int) -> tuple[Problem, ...]:
        """What was wrong on a page."""
        return self._pages.get(page, ())


def desk() -> Desk:
    """The desk of this process."""
    return cast(Desk, current_app.extensions["vitrine_desk"])


def look_on(renderer: PageRenderer) -> None:
    """Remember who renders for this request."""
    g.setdefault("desk_renderers", []).append(renderer)


def guard(app: Flask) -> None:
    """Before and after every page of the shop."""
    app.before_request(_as_author)
    app.after_request(_with_news)
    app.register_error_handler(TemplateError, _unreadable)


def _as_author() -> None:
    g.is_author = True
    g.desk_state = desk().work.state
    # Every page is served whole: what a browser kept does not know about faults.
    for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
        if not request.path.startswith(("/assets/", "/fonts/", "/media/")):
            request.environ.pop(name, None)


def _unreadable(error: TemplateError) -> Response:
    g.page_problem = error.problem
    return Response("", 503, content_type="text/html; charset=utf-8")


def _with_news(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough or request.path.startswith(PREFIX):
        return response
    state: State = g.get("desk_state") or desk().work.state
    if response.status_code == 503 and _problems():
        response = _stand_in(state)
    body = response.get_data()
    at = body.lower().rfind(_END)
    if at < 0 and not body[:200].lstrip().lower().startswith((b"<!doctype", b"<html")):
        return response  # a part of a page, asked for by a script
    at = at if at >= 0 else len(body)
    address = f"{PREFIX}/listen.js?state={state.name}&page={desk().keep(_problems())}"
    tag = f'<script type="module" src="{escape(address)}"></script>'.encode()
    response.set_data(body[:at] + tag + body[at:])
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    return response


def _problems() -> list[Problem]:
    """What went wrong while this request's page was rendered."""
    found = [problem for renderer in g.get("desk_renderers", ()) for problem in renderer.problems]
    whole = g.get("page_problem")
    return list(dict.fromkeys([*found, *([whole] if whole is not None else [])]))


def _stand_in(state: State) -> Response:
    """Something to stand under the faults while there is no page at all."""
    faults = state.faults or state.told(_problems())
    lines = "".join(f"<li>{escape(str(fault))}</li>" for fault in faults[:20])
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>No page yet</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>This page cannot be shown yet</h1><ul>{lines}</ul></main></body></html>"
    )
    response = Response(body, 503, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _OWN_POLICY
    return response
