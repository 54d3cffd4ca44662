"""Folio tells the content in its own order: a section for every block."""

from __future__ import annotations

from collections.abc import Callable

from engine.demo.loading import Loading

from .writing import Values, link, picture, section


def home(loading: Loading) -> dict[str, Values]:
    """Its home page."""
    sections: dict[str, Values] = {}
    for number, block in enumerate(loading.content.home["blocks"]):
        key = f"{block['kind'].replace('_', '-')}-{number + 1}"
        sections[key] = _SECTIONS[block["kind"]](loading, block, number)
    return sections


def _cover(loading: Loading, block: Values, _number: int) -> Values:
    slide = {
        "image": picture(loading, block["picture"]),
        "heading": block["heading"],
        "text": block["text_html"],
        "button_label": block["link"]["label"],
        "button_link": link(block["link"]),
    }
    return section(
        "cover", {"layout": "below", "height": "tall", "color_scheme": "scheme-1"}, [("slide", slide)]
    )


def _selection(_loading: Loading, block: Values, number: int) -> Values:
    first = number < 3
    return section(
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


def _makers(loading: Loading, block: Values, _number: int) -> Values:
    makers = [
        (
            "maker",
            {
                "image": picture(loading, item["picture"]),
                "heading": item["heading"],
                "text": item["text_html"],
                "collection": item["link"]["handle"] if item["link"]["type"] == "collection" else None,
                "link_label": item["link"]["label"],
                "link": link(item["link"]),
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
    return section("makers", settings, makers)


def _spread(loading: Loading, block: Values, _number: int) -> Values:
    settings = {
        "image": picture(loading, block["picture"]),
        "side": "left",
        "width": "wide",
        "color_scheme": "scheme-1",
    }
    parts = [
        ("heading", {"heading": block["heading"]}),
        ("text", {"text": block["text_html"]}),
        ("button", {"label": block["link"]["label"], "link": link(block["link"])}),
    ]
    return section("spread", settings, parts)


def _journal(loading: Loading, block: Values, _number: int) -> Values:
    return section(
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


def _voices(loading: Loading, block: Values, _number: int) -> Values:
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
    return section("voices", {"heading": block["heading"], "color_scheme": "scheme-2"}, quotes)


def _letter(_loading: Loading, block: Values, _number: int) -> Values:
    return section(
        "letter", {"heading": block["heading"], "text": block["text_html"], "color_scheme": "scheme-3"}
    )


_SECTIONS: dict[str, Callable[[Loading, Values, int], Values]] = {
    "hero": _cover,
    "featured_collection": _selection,
    "brand_stories": _makers,
    "image_with_text": _spread,
    "journal": _journal,
    "testimonials": _voices,
    "newsletter": _letter,
}
"""Which section of the pack shows a block of the content."""
