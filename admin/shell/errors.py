"""What a person sees when something is refused, missing or broken: in style, without a trace."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, g, request
from werkzeug.exceptions import HTTPException

from engine.base.errors import Refused

KNOWN = {403, 404, 405, 409, 413, 422, 429, 500, 503}


class FormExpired(HTTPException):
    """The form's token does not fit: signed in anew in another tab, or sent from elsewhere."""

    code = 403
    description = "form expired"


def register(app: Flask) -> None:
    """Every error of the app is answered here."""
    app.register_error_handler(FormExpired, lambda error: _page(403, "expired"))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _broken)


def _http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    code = error.code if error.code in KNOWN else 404
    return _page(code or 500, str(code), error)


def _refused(error: Refused) -> Any:
    from admin.shell.words import words_of

    said = words_of(error)
    return _page(error.status, "404" if error.status == 404 else "refused", detail=said)


def _broken(error: Exception) -> Any:
    mark = secrets.token_hex(4)
    # the route and the kind of error, never its message: it may quote what a person typed
    places = [f"{f.filename}:{f.lineno}" for f in _frames(error)][-6:]
    g.services.log.error(
        "error %s in %s %s: %s at %s",
        mark,
        request.method,
        request.url_rule or "?",
        type(error).__name__,
        " < ".join(reversed(places)),
    )
    return _page(500, "500", mark=mark)


def _frames(error: BaseException) -> Any:
    import traceback

    return traceback.extract_tb(error.__traceback__)


def _page(
    status: int, key: str, error: HTTPException | None = None, *, detail: str = "", mark: str = ""
) -> Any:
    from admin.shell.rendering import page

    g.setdefault("staff", None)
    response = page("shell/error.html", status=status, key=key, code=status, detail=detail, mark=mark)
    allow = error.get_headers() if isinstance(error, HTTPException) and status == 405 else []
    for name, value in allow:
        if name == "Allow":
            response.headers["Allow"] = value
    return response
