"""Trestle lays everything out at once: departments, prices and brands above the stories."""

from __future__ import annotations

from engine.demo.loading import Loading

from .writing import Block, Values, blocks_of, link, numbered, picture, section

DEPARTMENTS = ("new-in", "the-long-table", "light-the-evening", "soft-things", "bath-hour", "writing-desk")
BANDS = ((0, 25), (25, 50), (50, 100), (100, 0))
"""From and to, in the shop's currency; 0 is no end."""


def home(loading: Loading) -> dict[str, Values]:
    """Its home page."""
    first, second = blocks_of(loading, "featured_collection")
    return numbered(
        [
            ("shopfront", _shopfront(loading, first, second)),
            ("departments", _departments()),
            ("shelf", _shelf(first, "grid", "scheme-1")),
            ("price-bands", _bands()),
            ("brand-wall", _brands(loading)),
            ("shelf", _shelf(second, "rail", "scheme-2")),
            ("tabbed-shelves", _tabs()),
            ("pitch", _pitch(loading)),
            ("reviews", _reviews(loading)),
            ("news", _news(loading)),
            ("sign-up", _sign_up(loading)),
        ]
    )


def _shopfront(loading: Loading, first: Values, second: Values) -> Values:
    block = blocks_of(loading, "hero")[0]
    best = blocks_of(loading, "testimonials")[0]["items"][0]["product"]
    settings = {
        "image": picture(loading, block["picture"]),
        "heading": block["heading"],
        "text": block["text_html"],
        "button_label": block["link"]["label"],
        "button_link": link(block["link"]),
        "color_scheme": "scheme-1",
    }
    posters: list[Block] = [
        ("poster", {"collection": second["collection"], "caption": second["link"]["label"]}),
        ("poster_product", {"product": best}),
        ("poster_product", {"product": "hill-throw"}),
    ]
    return section("shopfront", settings, posters)


def _departments() -> Values:
    settings = {
        "heading": "Find your way",
        "collections": list(DEPARTMENTS),
        "limit": len(DEPARTMENTS),
        "shape": "tiles",
        "color_scheme": "scheme-1",
    }
    return section("departments", settings)


def _shelf(block: Values, layout: str, scheme: str) -> Values:
    settings = {
        "heading": block["heading"],
        "text": block["text_html"],
        "collection": block["collection"],
        "link_label": block["link"]["label"],
        "limit": 10,
        "layout": layout,
        "color_scheme": scheme,
    }
    return section("shelf", settings)


def _bands() -> Values:
    bands: list[Block] = [("band", {"least": least, "most": most}) for least, most in BANDS]
    return section(
        "price-bands", {"heading": "By price", "collection": "all", "color_scheme": "scheme-2"}, bands
    )


def _brands(loading: Loading) -> Values:
    block = blocks_of(loading, "brand_stories")[0]
    makers: list[Block] = [
        (
            "maker",
            {
                "collection": item["link"]["handle"] if item["link"]["type"] == "collection" else None,
                "image": picture(loading, item["picture"]),
                "heading": item["heading"],
                "text": item["text_html"],
                "link": link(item["link"]),
            },
        )
        for item in block["items"]
    ]
    settings = {
        "heading": block["heading"],
        "text": block["text_html"],
        "columns": 4,
        "show_wares": True,
        "color_scheme": "scheme-1",
    }
    return section("brand-wall", settings, makers)


def _tabs() -> Values:
    tabs: list[Block] = [
        ("tab", {"collection": handle}) for handle in ("new-in", "gifts-under-40", "soft-things")
    ]
    settings = {"heading": "For every room", "limit": 5, "color_scheme": "scheme-1"}
    return section("tabbed-shelves", settings, tabs)


def _pitch(loading: Loading) -> Values:
    block = blocks_of(loading, "image_with_text")[0]
    words: list[Block] = [
        ("heading", {"heading": block["heading"]}),
        ("words", {"text": block["text_html"]}),
        (
            "button",
            {"button_label": block["link"]["label"], "button_link": link(block["link"]), "look": "quiet"},
        ),
    ]
    settings = {
        "image": picture(loading, block["picture"]),
        "picture_side": "left",
        "color_scheme": "scheme-2",
    }
    return section("pitch", settings, words)


def _reviews(loading: Loading) -> Values:
    block = blocks_of(loading, "testimonials")[0]
    said: list[Block] = [
        ("review", {"quote": item["quote"], "author": item["author"], "product": item["product"]})
        for item in block["items"]
    ]
    return section(
        "reviews", {"heading": block["heading"], "show_stars": False, "color_scheme": "scheme-1"}, said
    )


def _news(loading: Loading) -> Values:
    block = blocks_of(loading, "journal")[0]
    settings = {
        "blog": loading.content.blog.handle,
        "heading": block["heading"],
        "text": block["text_html"],
        "link_label": block["link"]["label"],
        "limit": 4,
        "color_scheme": "scheme-1",
    }
    return section("news", settings)


def _sign_up(loading: Loading) -> Values:
    block = blocks_of(loading, "newsletter")[0]
    settings = {
        "heading": block["heading"],
        "text": block["text_html"],
        "send_label": block["link"]["label"],
        "color_scheme": "scheme-4",
    }
    return section("sign-up", settings)
