"""News of the pack: a stream of events for the pages that are open, and the module and style sheet that show them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file

from engine.rendering.authoring.faults import Fault, excerpt
from engine.rendering.authoring.watching import State
from storefront.desk.pages import PREFIX, Desk, desk

room = Blueprint("authors_desk", __name__, url_prefix=PREFIX)

ASSETS = Path(__file__).parent / "assets"
HEARTBEAT = 10.0
"""Seconds after which a word is sent, so that a browser that left is noticed."""
MOST_FAULTS = 20


@room.get("/listen.js")
def module() -> Response:
    """What every page loads."""
    return _own_file("listen.js", "text/javascript")


@room.get("/overlay.css")
def style() -> Response:
    """How faults look."""
    return _own_file("overlay.css", "text/css")


def _own_file(name: str, mimetype: str) -> Response:
    sent: Response = send_file(ASSETS / name, mimetype=mimetype)
    sent.headers["Cache-Control"] = "no-store"
    return sent


@room.get("/news")
def news() -> Response:
    """Server-sent events: the state of the pack, now and whenever it changes."""
    number = request.args.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    response = Response(
        _events(desk(), request.args.get("state", ""), page), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _events(own: Desk, rendered: str, page: int) -> Iterator[str]:
    """*rendered* is the state that the page shows: its own faults count as long as that is the newest one."""
    known, sent = "", ""
    while not own.work.has_ended:
        state = own.work.wait(known, HEARTBEAT)
        if state is None:
            yield ": still here\n\n"
            continue
        known = state.version
        text = json.dumps(_told(own, state, rendered, page))
        if text != sent:
            sent = text
            yield f"event: state\ndata: {text}\n\n"


def _told(own: Desk, state: State, rendered: str, page: int) -> dict[str, Any]:
    faults = list(state.faults)
    if state.name == rendered:
        known = {(fault.file, fault.line) for fault in faults}
        faults += [f for f in state.told(own.problems(page)) if (f.file, f.line) not in known]
    pack = state.pack
    return {
        "state": state.name,
        "styles": sorted(state.changed) if state.styles_only else [],
        "assets": f"/assets/{pack.name}-{pack.version}/" if pack is not None else "",
        "faults": [_fault(state, fault) for fault in faults[:MOST_FAULTS]],
        "more": max(len(faults) - MOST_FAULTS, 0),
    }


def _fault(state: State, fault: Fault) -> dict[str, Any]:
    return {**fault.as_json(), "lines": excerpt(state.pack, fault) if state.pack is not None else []}
