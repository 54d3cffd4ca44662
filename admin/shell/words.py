"""Words, amounts and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from markupsafe import Markup, escape

from engine.base import clock
from engine.base.errors import Refused
from engine.base.money import format_money
from engine.base.texts import Texts

TEXTS = Texts(Path(__file__).resolve().parents[1] / "locales")
DAY = 24 * 3600


def t(key: str, /, **values: Any) -> str:
    """The text of a key in the store's language."""
    return TEXTS.get(key, _locale(), **values)


def t_or(key: str, default: str, /, **values: Any) -> str:
    """The text of a key that may come from data; *default* where there is none."""
    return t(key, **values) if TEXTS.has(key) else default


def words_of(refusal: Refused) -> str:
    """What to tell a person about a refusal."""
    return t(refusal.code, **refusal.values)


def money(minor: int, currency: str | None = None) -> str:
    """An amount in minor units, in the store's currency unless told."""
    return format_money(minor, currency or g.store.currency, _locale())


def number(value: int) -> str:
    """1,234."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=_locale().replace("-", "_")))


def exact(at: datetime) -> str:
    """Date and time in the store's zone, with its name."""
    local = at.astimezone(_zone())
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def day(at: datetime) -> str:
    """The date in the store's zone."""
    local = at.astimezone(_zone())
    return f"{local.day} {local:%B %Y}"


def when(at: datetime | None) -> Markup:
    """``<time>``: how long ago, with the exact moment on hover and for machines."""
    if at is None:
        return Markup("–")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.astimezone(UTC).isoformat(), exact(at), relative(at)
    )


def relative(at: datetime) -> str:
    """``just now``, ``5 min ago``, ``yesterday``, ``12 Mar`` …; times to come are told too."""
    now = clock.now()
    seconds = (now - at).total_seconds()
    if seconds < -90:
        return t("time.in_days", count=max(1, round(-seconds / DAY))) if -seconds > DAY else t("time.soon")
    if seconds < 60:
        return t("time.now")
    if seconds < 3600:
        return t("time.minutes", count=int(seconds // 60))
    local, today = at.astimezone(_zone()), now.astimezone(_zone())
    days = (today.date() - local.date()).days
    if days == 0:
        return t("time.hours", count=int(seconds // 3600))
    if days == 1:
        return t("time.yesterday", at=f"{local:%H:%M}")
    if days < 7:
        return t("time.days", count=days)
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def size(count: int) -> str:
    """Bytes as kB or MB."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1_000))} kB"


def lines(text: str | None) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in (text or "").splitlines())


def address_lines(address: dict[str, Any]) -> Markup:
    """A postal address as people write it, the country in words."""
    from admin.shell.choices import countries

    code = str(address.get("country") or "")
    land = dict(countries(_locale())).get(code, code)
    town = " ".join(str(address.get(part) or "") for part in ("postcode", "city")).strip()
    parts = [
        *(address.get(part) for part in ("name", "company", "line1", "line2")),
        town,
        address.get("region"),
        land,
    ]
    return lines("\n".join(str(part) for part in parts if part))


def _locale() -> str:
    return str(g.store.locale) if "store" in g else "en"


def _zone() -> ZoneInfo:
    return _load_zone(g.store.timezone)


@lru_cache(maxsize=64)
def _load_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return ZoneInfo("UTC")
