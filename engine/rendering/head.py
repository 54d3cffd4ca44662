"""What the platform puts into a page's head: its own scripts, and who the shop is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from engine.base.settings import ROOT
from engine.liquid import TemplateError
from engine.liquid.filters.encoding import plain_json
from engine.liquid.safe import trusted
from engine.themes.packs import Pack

from .filters.base import tag
from .filters.brand import organization
from .templates import Templates

if TYPE_CHECKING:
    from .page import PageRenderer

HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"

HTMX_SETTINGS = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "refreshOnHistoryMiss": True,
    "historyCacheSize": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@lru_cache(maxsize=1)
def platform_scripts() -> dict[str, Path]:
    """The platform's own files by the name in their address, which holds a hash of their text."""
    found: dict[str, Path] = {}
    if HTMX.is_file():
        digest = hashlib.sha256(HTMX.read_bytes()).hexdigest()[:12]
        found[f"htmx-{digest}.js"] = HTMX
    return found


def _preload(address: str, srcset: object, sizes: object) -> str:
    """A picture that a section asked to be loaded early (`image_tag: preload: true`)."""
    values = {"rel": "preload", "as": "image", "href": address, "imagesrcset": srcset, "imagesizes": sizes}
    return tag("link", values)


def preload_links(asked: Iterable[tuple[str, object, object]]) -> str:
    """The links for pictures that sections asked for."""
    return "".join(_preload(*one) for one in asked)


@cache
def _htmx() -> str:
    settings = escape(json.dumps(HTMX_SETTINGS, separators=(",", ":")))
    scripts = "".join(f'<script src="/_assets/{name}" defer></script>' for name in platform_scripts())
    return f'<meta name="htmx-config" content="{settings}">{scripts}'


def content_for_header(renderer: PageRenderer) -> Markup:
    """`content_for_header`."""
    context = _Charged(renderer)
    parts = [_htmx()]
    holes = renderer.holes
    parts.append(preload_links(renderer.preloads) if holes is None else holes.hole("preloads"))
    gathered = renderer.asset_address
    if gathered_text(renderer, "stylesheet"):
        parts.append(f'<link rel="stylesheet" href="{gathered("_stylesheets.css")}">')
    if gathered_text(renderer, "javascript"):
        parts.append(f'<script src="{gathered("_scripts.js")}" defer></script>')
    data = plain_json(context, organization(renderer.front))
    parts.append(f'<script type="application/ld+json">{data}</script>')
    if renderer.head.template == "index":
        site = {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": renderer.visit.store.name,
            "url": renderer.front.origin,
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{renderer.front.origin}/search?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
        parts.append(f'<script type="application/ld+json">{plain_json(context, site)}</script>')
    return trusted("".join(parts))


class _Charged:
    """The part of a context that the `json` filter needs."""

    def __init__(self, renderer: PageRenderer) -> None:
        self.budget = renderer.page.budget


def gathered_text(renderer: PageRenderer, kind: str) -> str:
    """What all `{% stylesheet %}` or `{% javascript %}` of the pack hold together."""
    return pack_gathered(renderer.templates, renderer.pack, kind)


def pack_gathered(templates: Templates, pack: Pack, kind: str) -> str:
    """The same for a pack; worked out once per version."""
    cache: dict[str, str] = pack.__dict__.setdefault("_gathered", {})
    if kind not in cache:
        cache[kind] = _gather(templates, pack, kind)
    return cache[kind]


def _gather(templates: Templates, pack: Pack, kind: str) -> str:
    parts: list[str] = []
    for path in sorted(pack.files):
        if not path.endswith(".liquid") or not path.startswith(("sections/", "blocks/", "snippets/")):
            continue
        try:
            text = pack.text(path) or ""
            template = templates.get(pack, path) if f"end{kind}" in text else None
        except TemplateError:
            continue
        found = template.assets.get(kind, "").strip() if template is not None else ""
        if found:
            parts.append(f"(function () {{\n{found}\n}})();" if kind == "javascript" else found)
    return "\n".join(parts)
