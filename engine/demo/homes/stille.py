"""Stille shows one thing after the other: large pictures, few words, everything in one column."""

from __future__ import annotations

from engine.demo.loading import Loading

from .writing import Block, Values, blocks_of, link, numbered, picture, section


def home(loading: Loading) -> dict[str, Values]:
    """Its home page."""
    table, evening = blocks_of(loading, "featured_collection")
    return numbered(
        [
            ("scene", _hero(loading)),
            ("passage", _opening(loading)),
            ("objects", _objects(loading, table)),
            ("scene", _scene(loading, evening)),
            ("rooms", _rooms(loading)),
            ("remark", _remark(loading)),
            ("contact-sheet", _sheet(table)),
            ("passage", _bench(loading)),
            ("latest", _latest(loading)),
            ("correspondence", _letter(loading)),
        ]
    )


def _hero(loading: Loading) -> Values:
    block = blocks_of(loading, "hero")[0]
    settings = {
        "picture": picture(loading, block["picture"]),
        "heading_line": block["heading"],
        "scene_link": link(block["link"]),
        "frame": "window",
        "tone": "paper",
    }
    return section("scene", settings)


def _opening(loading: Loading) -> Values:
    block = blocks_of(loading, "hero")[0]
    words: list[Block] = [
        ("paragraph", {"text": block["text_html"], "opening": True}),
        ("way", {"way_label": block["link"]["label"], "way_link": link(block["link"])}),
    ]
    return section("passage", {"tone": "paper"}, words)


def _objects(loading: Loading, block: Values) -> Values:
    shelf = next(c for c in loading.content.collections if c.handle == block["collection"])
    shown: list[Block] = [("object", {"product": handle}) for handle in shelf.products[:2]]
    shown.append(("way", {"way_label": block["link"]["label"], "way_link": link(block["link"])}))
    return section("objects", {"heading": block["heading"]}, shown)


def _scene(loading: Loading, block: Values) -> Values:
    shelf = next(c for c in loading.content.collections if c.handle == block["collection"])
    settings = {
        "picture": picture(loading, shelf.picture.file),
        "heading_line": block["heading"],
        "collection": block["collection"],
        "frame": "window",
        "tone": "paper",
    }
    return section("scene", settings)


def _rooms(loading: Loading) -> Values:
    block = blocks_of(loading, "brand_stories")[0]
    rooms: list[Block] = [
        (
            "room",
            {
                "heading": item["heading"],
                "collection": item["link"]["handle"] if item["link"]["type"] == "collection" else None,
                "room_link": link(item["link"]),
                "blocks": [
                    ("picture", {"picture": picture(loading, item["picture"]), "edge": False}),
                    ("paragraph", {"text": item["text_html"]}),
                ],
            },
        )
        for item in block["items"]
    ]
    return section("rooms", {"heading": block["heading"]}, rooms)


def _remark(loading: Loading) -> Values:
    said = blocks_of(loading, "testimonials")[0]["items"][0]
    settings = {"quote": said["quote"], "author": said["author"], "product": said["product"], "tone": "linen"}
    return section("remark", settings)


def _sheet(block: Values) -> Values:
    settings = {"heading": "Newly arrived", "collection": "new-in", "frames": 8, "all_label": "See all of it"}
    return section("contact-sheet", settings)


def _bench(loading: Loading) -> Values:
    block = blocks_of(loading, "image_with_text")[0]
    inside: list[Block] = [
        ("picture", {"picture": picture(loading, block["picture"]), "edge": True}),
        (
            "chapter",
            {
                "heading": block["heading"],
                "blocks": [
                    ("paragraph", {"text": block["text_html"]}),
                    ("way", {"way_label": block["link"]["label"], "way_link": link(block["link"])}),
                ],
            },
        ),
    ]
    return section("passage", {"tone": "paper"}, inside)


def _latest(loading: Loading) -> Values:
    block = blocks_of(loading, "journal")[0]
    return section("latest", {"heading": block["heading"], "blog": loading.content.blog.handle})


def _letter(loading: Loading) -> Values:
    block = blocks_of(loading, "newsletter")[0]
    words: list[Block] = [
        ("chapter", {"heading": block["heading"], "blocks": [("paragraph", {"text": block["text_html"]})]}),
        ("sign-up", {"button_label": block["link"]["label"]}),
    ]
    return section("correspondence", {"tone": "linen"}, words)
