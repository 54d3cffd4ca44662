"""Checks that several commands make; each puts what is wrong into ``errors`` by field name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.base.markup import clean_html
from engine.catalogue.models import Media

_SUFFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MOST_MINOR = 100_000_000_000


class Errors(dict[str, Refused]):
    """What is wrong, by field."""

    def add(self, name: str, code: str, /, **values: object) -> None:
        """Note the first thing wrong with a field."""
        self.setdefault(name, Refused(code, field=name, **values))

    def finish(self) -> None:
        """Raises Invalid if anything was noted."""
        if self:
            raise Invalid(dict(self))


def text(errors: Errors, name: str, value: str | None, most: int, *, needed: bool = False) -> str | None:
    """One line of text, trimmed; None when empty."""
    words = " ".join((value or "").replace("\0", "").split())
    if len(words) > most:
        errors.add(name, "catalogue.text_long", most=most)
    if needed and not words:
        errors.add(name, "catalogue.text_missing")
    return words or None


def html(errors: Errors, name: str, value: str | None) -> str | None:
    """Cleaned rich text; None when empty."""
    try:
        return clean_html(value, field=name) or None
    except Refused as refusal:
        errors.setdefault(name, refusal)
        return None


def suffix(errors: Errors, value: str | None) -> str | None:
    """A template suffix such as ``gift``; None when empty."""
    value = (value or "").strip()
    if value and not _SUFFIX.fullmatch(value):
        errors.add("template_suffix", "catalogue.template_suffix", value=value[:40])
    return value or None


def amount(errors: Errors, name: str, minor: int | None) -> None:
    """An amount in minor units within bounds."""
    if minor is not None and not 0 <= minor <= MOST_MINOR:
        errors.add(name, "catalogue.amount", value=minor)


def choice(errors: Errors, name: str, value: str, allowed: Iterable[str]) -> None:
    """One of a few words."""
    if value not in allowed:
        errors.add(name, "catalogue.choice", value=value[:40])


def media(session: StoreSession, errors: Errors, name: str, media_id: int | None) -> None:
    """A picture of this store."""
    if media_id is not None:
        found = session.find(Media, media_id)
        if found is None or found.kind != "image":
            errors.add(name, "catalogue.no_picture")
