"""How well a colour reads on its partner: the ratio of WCAG 2.2, from 1 to 21."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.liquid.filters.colors import parse
from engine.themes.schema import Setting

LEAST = 4.5
"""What running text needs."""
_BEHIND = ("background", "surface", "base", "paper")
_WRITTEN = ("text", "muted", "link", "ink", "foreground", "heading", "label", "danger", "success", "warning")


@dataclass(frozen=True)
class Contrast:
    """Of one colour against its partner."""

    ratio: float
    partner: str
    """Id of the partner's setting."""

    @property
    def is_low(self) -> bool:
        """Whether text of that colour would be hard to read."""
        return self.ratio < LEAST

    @property
    def shown(self) -> str:
        """``4.52``, cut and never rounded up."""
        return f"{int(self.ratio * 100) / 100:.2f}".rstrip("0").rstrip(".")


def contrast_of(setting: Setting, value: object, others: Mapping[str, Any]) -> Contrast | None:
    """The contrast of a colour; None where it has no partner among *others* (values by id) or is no plain colour."""
    partner = partner_of(setting.id, others)
    mine, its = parse(value), parse(others.get(partner, "")) if partner else None
    if partner is None or mine is None or its is None or mine.alpha < 1 or its.alpha < 1:
        return None
    light, dark = sorted((mine.luminance, its.luminance), reverse=True)
    return Contrast((light + 0.05) / (dark + 0.05), partner)


def partner_of(name: str, others: Iterable[str]) -> str | None:
    """The setting that stands behind or before a colour: ``accent_text`` on ``accent``, ``text`` on ``background``."""
    known = set(others)
    prefix = "night_" if name.startswith("night_") else ""
    bare = name.removeprefix(prefix)
    for ending in ("_text", "_label", "_foreground"):
        if bare.endswith(ending):
            base = prefix + bare.removesuffix(ending)
            return next((one for one in (base, f"{base}_background") if one in known), None)
    if bare.startswith("on_"):
        return prefix + bare[3:] if prefix + bare[3:] in known else None
    if any(word in bare for word in _WRITTEN):
        return next((prefix + one for one in _BEHIND if prefix + one in known), None)
    if bare in _BEHIND:
        return next((prefix + one for one in ("text", "foreground", "ink") if prefix + one in known), None)
    return next(
        (one for one in (f"{name}_text", f"{name}_label", f"{prefix}on_{bare}") if one in known), None
    )
