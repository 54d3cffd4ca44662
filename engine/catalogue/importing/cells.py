"""Cells as values. Each raises Refused naming its column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.base.errors import Refused
from engine.base.money import parse_minor

MOST_AMOUNT = 100_000_000_000
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,2})?")


def amount(text: str, currency: str, exponent: int, column: str) -> int | None:
    """Minor units; None when empty. Excess decimals must be zeros."""
    text = text.strip()
    if not text:
        return None
    if exponent == 2 and _PLAIN.fullmatch(text):  # nearly every cell
        whole, _, fraction = text.partition(".")
        return int(whole) * 100 + int(fraction.ljust(2, "0"))
    try:
        minor = parse_minor(text, currency)
    except Refused:
        raise Refused("import.amount", field=column, column=column, value=text[:40]) from None
    if minor > MOST_AMOUNT:
        raise Refused("import.amount", field=column, column=column, value=text[:40])
    return minor


def whole_number(text: str, column: str, *, most: int = 1_000_000_000) -> int | None:
    """A whole number, perhaps negative or written ``12.0``; None when empty."""
    text = text.strip()
    if not text:
        return None
    plain = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"-?\d{1,12}", plain) or abs(int(plain)) > most:
        raise Refused("import.whole_number", field=column, column=column, value=text[:40])
    return int(plain)


def grams(text: str, column: str) -> int:
    """A weight in grams, rounded; 0 when empty."""
    text = text.strip()
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        raise Refused("import.weight", field=column, column=column, value=text[:40])
    return min(100_000_000, round(float(text)))


def yes(text: str, default: bool) -> bool:
    """``true``, ``yes`` and ``1`` against anything else; *default* when empty."""
    text = text.strip().lower()
    return text in ("true", "yes", "1", "y") if text else default


def line(text: str, column: str, most: int) -> str:
    """One line of text, trimmed, not longer than *most*."""
    words = " ".join(text.split())
    if len(words) > most:
        raise Refused("import.text_long", field=column, column=column, most=most)
    return words


class Spellings:
    """Finds a cell whichever of its known column names the file uses."""

    def __init__(self, known: Mapping[str, tuple[str, ...]], columns: list[str]) -> None:
        folded = {" ".join(name.lower().split()): name for name in reversed(columns)}
        self.names = {
            canonical: next((folded[name] for name in spelled if name in folded), None)
            for canonical, spelled in known.items()
        }

    def has(self, canonical: str) -> bool:
        """Whether the file has this column."""
        return self.names[canonical] is not None

    def get(self, fields: Mapping[str, str], canonical: str) -> str:
        """The cell, or nothing."""
        name = self.names[canonical]
        return fields.get(name, "") if name is not None else ""

    def shown(self, canonical: str) -> str:
        """The column's name as the file spells it."""
        return self.names[canonical] or canonical
