"""Checks that several commands make; what is wrong goes into ``errors`` by field name."""

from __future__ import annotations

import re

from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.base.markup import clean_html
from engine.content import ports

_SUFFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
Errors = dict[str, Refused]


def line(errors: Errors, name: str, value: str | None, most: int, *, needed: bool = False) -> str | None:
    """One line of text, trimmed; None when empty."""
    words = " ".join((value or "").replace("\0", "").split())
    if len(words) > most:
        errors[name] = Refused("content.text_long", field=name, most=most)
    elif needed and not words:
        errors[name] = Refused("content.text_missing", field=name)
    return words or None


def html(errors: Errors, name: str, value: str | None) -> str:
    """Cleaned rich text."""
    try:
        return clean_html(value, field=name)
    except Refused as refusal:
        errors[name] = refusal
        return ""


def suffix(errors: Errors, value: str | None) -> str | None:
    """A template suffix such as ``contact``; None when empty."""
    value = (value or "").strip()
    if value and not _SUFFIX.fullmatch(value):
        errors["template_suffix"] = Refused(
            "content.template_suffix", field="template_suffix", value=value[:40]
        )
    return value or None


def picture(session: StoreSession, errors: Errors, media_id: int | None) -> int | None:
    """A picture of this store, or none."""
    if media_id is not None and not ports.catalogue().has_picture(session, media_id):
        errors["media_id"] = Refused("content.no_picture", field="media_id")
    return media_id


def finish(errors: Errors) -> None:
    """Raises Invalid if anything was noted."""
    if errors:
        raise Invalid(errors)
