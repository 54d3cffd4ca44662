"""What is documented, is accepted, and does less here than its author may think."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.liquid.tags.theme import Form
from engine.rendering.forms import ACTIONS
from engine.themes.packs import Pack

from .files import literal
from .findings import Finding
from .sources import Sources
from .syntax import nearest

IGNORED: dict[str, frozenset[str]] = {
    "file_img_url": frozenset({"format"}),
    "image_url": frozenset(
        {"crop_height", "crop_left", "crop_top", "crop_width", "format", "pad_color", "quality"}
    ),
    "img_url": frozenset({"format"}),
}
"""Arguments of filters that change nothing."""

SILENT = {
    "avatar": "Customers have no pictures; it writes nothing.",
    "login_button": "Customers sign in with the shop itself; it writes nothing.",
    "model_viewer_tag": "Galleries hold pictures and films, no models.",
    "payment_terms": "Instalments are offered at the checkout; it writes nothing.",
}
"""Filters that write nothing."""


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Kinds of forms, and filters that do less than is documented."""
    for source in sources:
        for node in source.nodes():
            fault = _form(node)
            if fault is not None:
                message, cure = fault
                yield source.finding(node.token, "form", message, cure)
        for call, _, _ in source.filters:
            if call.name in SILENT:
                message = f"'{call.name}' shows nothing"
                yield source.finding(call.token, "not-here", message, SILENT[call.name])
            for argument in call.args:
                name = getattr(argument, "name", None)
                if name in IGNORED.get(call.name, ()):
                    message = f"'{name}' changes nothing in '{call.name}'"
                    cure = "The server chooses format, quality and the part that is cut out."
                    yield source.finding(call.token, "ignored-argument", message, cure)


def _form(node: Any) -> tuple[str, str] | None:
    kind = literal(node.first) if isinstance(node, Form) else None
    if kind is None or kind in ACTIONS:
        return None
    cure = nearest(kind, frozenset(ACTIONS), f"The kinds are {', '.join(sorted(ACTIONS))}.")
    return f"there is no form of the kind '{kind}'", cure
