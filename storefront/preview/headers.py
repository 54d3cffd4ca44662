"""What every answer of the preview says of itself: kept by nobody, framed by this store's admin alone."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from html import escape
from pathlib import Path

from flask import Response, g, request

from engine.rendering.policy import preview_policy

MODULE = Path(__file__).parent / "assets" / "preview.js"
_KEPT_FILES = ("/_assets/", "/fonts/", "/media/")
_END = b"</body>"


def of_preview(response: Response) -> Response:
    """Headers, and for editors the module that talks with the editor around the page."""
    headers = response.headers
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Referrer-Policy"] = "same-origin"
    if not (request.path.startswith(_KEPT_FILES) or _is_packs_own_file(response)):
        headers["Cache-Control"] = "no-store"
        headers.pop("ETag", None)
    if "Content-Security-Policy" in headers and response.mimetype == "text/html":
        admin = g.addresses.base("admin")
        headers["Content-Security-Policy"] = preview_policy(headers["Content-Security-Policy"], admin=admin)
        _add_module(response)
    return response


def _is_packs_own_file(response: Response) -> bool:
    """Whether it is a file as the pack has it. One that is made may hold settings that are being edited, under an address
    that stays the same."""
    return request.path.startswith("/assets/") and response.direct_passthrough


def _add_module(response: Response) -> None:
    view, opened = g.get("preview"), g.get("preview_opened")
    if view is None or view.purpose != "edit" or opened is None or response.direct_passthrough:
        return
    body = response.get_data()
    at = body.lower().rfind(_END)
    if at >= 0:
        response.set_data(body[:at] + _tag(opened.template, opened.front.visit.locale) + body[at:])


def _tag(template: str, locale: str) -> bytes:
    facts = {"parent": g.addresses.base("admin"), "template": template, "locale": locale}
    said = "".join(f' data-{name}="{escape(value)}"' for name, value in facts.items())
    digest = _digest(MODULE.stat().st_mtime_ns)
    return f'<script type="module" id="vitrine-preview" src="/_preview/preview.js?v={digest}"{said}></script>'.encode()


@lru_cache(maxsize=4)
def _digest(_changed: int) -> str:
    return hashlib.sha256(MODULE.read_bytes()).hexdigest()[:12]
