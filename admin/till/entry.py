"""Who comes in at the till: a paired device by its key, and on it somebody by a PIN. Staff who are signed in at the admin in
the same browser are nobody here.

Both cookies are HttpOnly, SameSite=Strict and sent below /till only. A post has to come from this origin and to carry a header
that no form can send.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from admin.shell.access import TILL_HERE, cookie_name
from admin.shell.forms import reading, writing
from admin.shell.words import words_of
from engine.base import clock
from engine.base.actor import Actor
from engine.base.errors import Invalid, Refused
from engine.tills import commands, queries
from engine.tills.commands import NotPaired, read_time

room = Blueprint("till", __name__, url_prefix="/till")

HEADER = "X-Till"
KEY, SHIFT = "till", "till_shift"
KEY_LASTS = 400 * 24 * 3600
"""As long as browsers keep a cookie; each visit gives it anew."""
SHIFT_LASTS = 14 * 3600
SEEN_EVERY = 45
OPEN = frozenset({"till.app", "till.worker", "till.manifest", "till.pair"})


class Nobody(Refused):
    """Nobody has entered a PIN."""

    status = 403


@room.before_request
def _know_the_device() -> None:
    g.device, g.till_shift = None, None
    if request.method == "POST" and request.headers.get(HEADER) != "1":
        raise Refused("tills.not_from_here")
    if request.endpoint in OPEN:
        return
    key = request.cookies.get(cookie_name_of(KEY), "")
    if not key and request.endpoint == "till.greet":
        return  # a browser that never was a till asks whether it is one
    token = request.cookies.get(cookie_name_of(SHIFT), "")
    with reading() as session:
        device = queries.device_by_key(session, key)
        if device is None or device.revoked_at is not None:
            raise NotPaired("tills.not_paired")
        g.device = device
        g.till_shift = queries.shift_of(session, device.id, token)
    if request.method == "POST":
        _note_seen()


def _note_seen() -> None:
    device, now = g.device, clock.now()
    told = read_time(request.headers.get("X-Till-Clock"))
    waiting = request.headers.get("X-Till-Waiting", "0")
    count = int(waiting) if waiting.isascii() and waiting.isdigit() and len(waiting) < 7 else 0
    last = device.last_seen_at
    if last is None or (now - last).total_seconds() > SEEN_EVERY or count != device.waiting:
        with writing() as session:
            commands.note_seen(session, device.id, told, count)


def somebody() -> Actor:
    """Who stands at the till. Raises Nobody."""
    if g.till_shift is None:
        raise Nobody("tills.nobody")
    staff = g.till_shift[1]
    return Actor("staff", staff.name, staff.id)


def sent() -> dict[str, Any]:
    """What was sent: JSON, or a form whose values are JSON or plain words."""
    body = request.get_json(silent=True)
    if isinstance(body, dict):
        return body
    return {name: _value(text) for name, text in request.form.items()}


def text_of(body: dict[str, Any], name: str, most: int = 200) -> str:
    """A trimmed text of the body; nothing where it is none."""
    value = body.get(name)
    return value.replace("\x00", "").strip()[:most] if isinstance(value, str) else ""


def whole_of(body: dict[str, Any], name: str) -> int:
    """A whole number of the body; -1 where it is none."""
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else -1


def _value(text: str) -> Any:
    from json import loads

    try:
        return loads(text)
    except ValueError:
        return text


def cookie_name_of(purpose: str) -> str:
    """``__Secure-`` where there is https; ``__Host-`` does not allow a path."""
    prefix = "__Secure-" if g.services.settings.public_scheme == "https" else ""
    return f"{prefix}vitrine_{purpose}"


def give(response: Response, purpose: str, value: str, seconds: int) -> None:
    """Put a cookie of the till into the answer; no seconds take it away."""
    response.set_cookie(
        cookie_name_of(purpose),
        value,
        max_age=seconds,
        path="/till",
        httponly=True,
        samesite="Strict",
        secure=g.services.settings.public_scheme == "https",
    )


def mark_browser(response: Response, seconds: int) -> None:
    """Let the rest of the admin know that sales may wait in this browser, and nothing else."""
    response.set_cookie(
        cookie_name(TILL_HERE, g.services),
        "1",
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=g.services.settings.public_scheme == "https",
    )


@room.errorhandler(Refused)
def _refused(error: Refused) -> tuple[Response, int]:
    """``code`` and ``values`` for the program, ``message`` for people. Of several fields at fault ``errors`` has the words of
    each, and the message those of the first."""
    told: dict[str, Any] = {
        name: value for name, value in error.values.items() if isinstance(value, str | int | list)
    }
    message = words_of(error)
    if isinstance(error, Invalid):
        told["errors"] = {name: words_of(one) for name, one in error.errors.items()}
        message = next(iter(told["errors"].values()))
    elif error.field:
        told["field"] = error.field
    answer = jsonify(code=error.code, message=message, values=told)
    return answer, error.status


@room.errorhandler(HTTPException)
def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return jsonify(code=f"http.{error.code}", message=error.name, values={}), error.code


@room.after_request
def _headers(response: Response) -> Response:
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=()"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
