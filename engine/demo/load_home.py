"""The demo's theme: Folio, with the home page's words and pictures put into its sections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.base.settings import ROOT
from engine.demo.loading import Loading, Step
from engine.stores.commands import mark_step
from engine.themes.commands import install_pack, set_template, set_theme_settings
from engine.themes.models import SectionData
from engine.themes.packs import Pack, PackLibrary
from engine.themes.queries import main_theme

PACK = "folio"
MADE_BY = "demo"


def theme(loading: Loading) -> Step:
    """Install and publish the pack; fill the home page once, while nobody has changed it, and again when pictures came."""
    pack = PackLibrary(ROOT / "theme_packs").get(PACK)
    with loading.write() as session:
        known = main_theme(session)
        if known is None:
            install_pack(session, pack, role="main", actor=loading.actor)
            set_theme_settings(session, pack, _settings(loading, pack), actor=loading.actor)
            mark_step(session, "theme")
        index = session.scalars(select(SectionData).where(SectionData.template == "index")).all()
        ours = all(row.context.get("made_by") in ("pack", MADE_BY) and row.revision == 1 for row in index)
        wanted = _home(loading)
        pictures = sorted(_pictures_in(wanted))
        if not ours or any(row.context.get("pictures") == pictures for row in index):
            return Step("home sections", 0, len(wanted))
        made = set_template(session, pack, "index", wanted, actor=loading.actor, made_by=MADE_BY)
        made[0].context = made[0].context | {"pictures": pictures}
    return Step("home sections", len(made), len(wanted))


def _settings(loading: Loading, pack: Pack) -> dict[str, Any]:
    known = set(pack.settings_schema.settings) if hasattr(pack.settings_schema, "settings") else set()
    ids = {getattr(setting, "id", None) for setting in known} if known else set()
    logo = loading.content.store["logo"]["picture"]
    wanted = {"logo": _picture(loading, logo)}
    return {name: value for name, value in wanted.items() if name in ids and value}


def _home(loading: Loading) -> dict[str, dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for number, block in enumerate(loading.content.home["blocks"]):
        key = f"{block['kind'].replace('_', '-')}-{number + 1}"
        sections[key] = _SECTIONS[block["kind"]](loading, block, number)
    return sections


def _pictures_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {name for each in value.values() for name in _pictures_in(each)}
    if isinstance(value, list):
        return {name for each in value for name in _pictures_in(each)}
    return {value} if isinstance(value, str) and value.startswith("shopify://shop_images/") else set()


def _picture(loading: Loading, name: str | None) -> str | None:
    return f"shopify://shop_images/{name}" if name and name in loading.media() else None


def _link(link: dict[str, Any] | None) -> str | None:
    if not link:
        return None
    places = {"collection": "collections", "product": "products", "page": "pages", "blog": "blogs"}
    if link["type"] in places:
        return f"shopify://{places[link['type']]}/{link['handle']}"
    return link.get("url") or None


def _section(
    kind: str, settings: dict[str, Any], blocks: list[tuple[str, dict[str, Any]]] | None = None
) -> dict[str, Any]:
    named = {f"{name}-{number}": (name, values) for number, (name, values) in enumerate(blocks or [], 1)}
    return {
        "type": kind,
        "settings": _filled(settings),
        "blocks": {key: {"type": name, "settings": _filled(values)} for key, (name, values) in named.items()},
        "block_order": list(named),
    }


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _cover(loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    slide = {
        "image": _picture(loading, block["picture"]),
        "heading": block["heading"],
        "text": block["text_html"],
        "button_label": block["link"]["label"],
        "button_link": _link(block["link"]),
    }
    return _section(
        "cover", {"layout": "below", "height": "tall", "color_scheme": "scheme-1"}, [("slide", slide)]
    )


def _selection(_loading: Loading, block: dict[str, Any], number: int) -> dict[str, Any]:
    first = number < 3
    return _section(
        "selection",
        {
            "heading": block["heading"],
            "text": block["text_html"],
            "collection": block["collection"],
            "all_label": block["link"]["label"] if block["link"] else None,
            "show_all": True,
            "limit": 5 if first else 8,
            "layout": "lead" if first else "row",
            "color_scheme": "scheme-1",
        },
    )


def _makers(loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    makers = [
        (
            "maker",
            {
                "image": _picture(loading, item["picture"]),
                "heading": item["heading"],
                "text": item["text_html"],
                "collection": item["link"]["handle"] if item["link"]["type"] == "collection" else None,
                "link_label": item["link"]["label"],
                "link": _link(item["link"]),
            },
        )
        for item in block["items"]
    ]
    settings = {
        "heading": block["heading"],
        "text": block["text_html"],
        "columns": 4,
        "ratio": "4/5",
        "stagger": True,
        "color_scheme": "scheme-2",
    }
    return _section("makers", settings, makers)


def _spread(loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    settings = {
        "image": _picture(loading, block["picture"]),
        "side": "left",
        "width": "wide",
        "color_scheme": "scheme-1",
    }
    parts = [
        ("heading", {"heading": block["heading"]}),
        ("text", {"text": block["text_html"]}),
        ("button", {"label": block["link"]["label"], "link": _link(block["link"])}),
    ]
    return _section("spread", settings, parts)


def _journal(loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    return _section(
        "journal",
        {
            "blog": loading.content.blog.handle,
            "heading": block["heading"],
            "text": block["text_html"],
            "link_label": block["link"]["label"],
            "limit": 3,
            "show_date": True,
            "show_excerpt": True,
            "color_scheme": "scheme-1",
        },
    )


def _voices(loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    titles = {product.handle: product.title for product in loading.content.products}
    quotes = [
        (
            "quote",
            {
                "quote": item["quote"],
                "author": item["author"],
                "source": titles.get(item["product"]),
                "link": f"shopify://products/{item['product']}",
            },
        )
        for item in block["items"]
    ]
    return _section("voices", {"heading": block["heading"], "color_scheme": "scheme-2"}, quotes)


def _letter(_loading: Loading, block: dict[str, Any], _number: int) -> dict[str, Any]:
    return _section(
        "letter", {"heading": block["heading"], "text": block["text_html"], "color_scheme": "scheme-3"}
    )


_SECTIONS = {
    "hero": _cover,
    "featured_collection": _selection,
    "brand_stories": _makers,
    "image_with_text": _spread,
    "journal": _journal,
    "testimonials": _voices,
    "newsletter": _letter,
}
"""Which section of the pack shows a block of the content."""
