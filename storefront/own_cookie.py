"""Cookies of one host alone."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response


def _is_secure() -> bool:
    return bool(current_app.config.get("SESSION_COOKIE_SECURE"))


def _name(name: str) -> str:
    """Over https the prefix makes the browser see to it that no sister host, where a theme's scripts run, plants one."""
    return f"__Host-{name}" if _is_secure() else name


def own_cookie(name: str) -> str | None:
    """The value of this host's cookie."""
    return request.cookies.get(_name(name))


def drop_own_cookie(response: Response, name: str) -> None:
    """Take this host's cookie away."""
    response.delete_cookie(_name(name), path="/", httponly=True, samesite="Lax", secure=_is_secure())


def set_own_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """Set it: unreadable for scripts, not sent from other sites' forms, for this host only."""
    response.set_cookie(
        _name(name), value, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=_is_secure()
    )
