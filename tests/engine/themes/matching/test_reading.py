"""What is read of a file beside its settings: cards, presets, pairs, places of the layout, texts that are headings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.themes.matching import PackReader, content_of
from engine.themes.packs import Pack

Json = dict[str, Any]


def _reader(folder: Path, **files: str) -> PackReader:
    """A pack of these files, by their path with `__` for `/`."""
    for path, text in files.items():
        name = path.replace("__", "/")
        target = folder / (name if "." in name else f"{name}.liquid")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return PackReader(Pack(folder))


def _file(liquid: str, *settings: Json, **schema: Any) -> str:
    given = json.dumps({"name": "One", "settings": list(settings), **schema})
    return f"{liquid}{{% schema %}}{given}{{% endschema %}}"


def _setting(kind: str, name: str, **more: Any) -> Json:
    return {"type": kind, "id": name, "label": "", **more}


CARD = _file(
    "<h3>{{ closest.product.title }}</h3>{{ block.settings.note }}"
    "{% form 'product', closest.product %}<button>x</button>{% endform %}",
    _setting("text", "note"),
)
LIST = (
    "{% for product in section.settings.goods.products %}"
    "{% content_for 'block', type: '_card', id: 'card', closest.product: product %}{% endfor %}"
)


def test_a_card_in_a_loop_is_not_what_the_section_does_and_no_room_for_words(tmp_path: Path) -> None:
    listing = _file(LIST, _setting("collection", "goods"), presets=[{"name": "One"}])
    capacity = _reader(tmp_path, sections__one=listing, blocks___card=CARD).capacity("one")
    assert (capacity.main, capacity.functions) == ("product-list", {"product-list"})
    assert [(slot.type, slot.seen) for slot in capacity.place.slots] == [
        ("collection", True),
        ("text", False),
    ]


def test_the_same_block_outside_a_loop_is_the_section_s_own_doing(tmp_path: Path) -> None:
    fixed = _file("{% content_for 'block', type: '_card', id: 'card' %}")
    capacity = _reader(tmp_path, sections__one=fixed, blocks___card=CARD).capacity("one")
    assert "buy" in capacity.functions
    assert any(slot.seen for slot in capacity.place.slots)


def test_recommendations_beside_chosen_products_are_a_list_of_products(tmp_path: Path) -> None:
    liquid = (
        "{% assign shown = section.settings.goods.products %}"
        "{% if shown == blank %}{% assign shown = recommendations.products %}{% endif %}"
        "{% for p in shown %}{{ p.title }}{% endfor %}"
    )
    listing = _file(liquid, _setting("collection", "goods"), presets=[{"name": "One"}])
    capacity = _reader(tmp_path, sections__one=listing).capacity("one")
    assert capacity.main == "product-list"
    assert "recommendations-inside" in capacity.functions


FOLD = _file(
    "<details><summary>{{ block.settings.a }}</summary>{{ block.settings.b }}</details>",
    _setting("text", "a"),
    _setting("richtext", "b"),
)
ANY = "<div>{% content_for 'blocks' %}</div>"


def test_a_container_is_for_what_its_presets_make_of_it(tmp_path: Path) -> None:
    asked = [{"name": "Asked", "blocks": [{"type": "fold"}, {"type": "fold"}]}]
    reader = _reader(
        tmp_path,
        blocks__fold=FOLD,
        sections__offered=_file(ANY, blocks=[{"type": "@theme"}], presets=asked),
        sections__bare=_file(ANY, blocks=[{"type": "@theme"}], presets=[{"name": "Bare"}]),
    )
    assert reader.capacity("offered").offered.characters == {"questions"}
    assert reader.capacity("bare").offered.characters == frozenset()
    assert reader.capacity("bare").characters == {"questions"}


def test_a_box_for_any_block_is_no_list_and_a_list_of_the_section_s_own_is_what_it_lists(
    tmp_path: Path,
) -> None:
    tiles = "{% for c in section.settings.tiles %}{{ c.title }}{% endfor %}" + ANY
    reader = _reader(
        tmp_path,
        blocks__fold=FOLD,
        blocks__box=_file(ANY, blocks=[{"type": "@theme"}]),
        sections__hero=_file(ANY, blocks=[{"type": "box"}]),
        sections__tiles=_file(tiles, _setting("collection_list", "tiles"), blocks=[{"type": "fold"}]),
    )
    assert reader.capacity("hero").list_of == frozenset()
    assert reader.capacity("tiles").character == "collections"


@pytest.mark.parametrize(
    ("settings", "role"),
    [
        ({"words": "<h2>Wool from here</h2>"}, "heading"),
        ({"words": "<h2>Wool</h2><p>from here</p>"}, "body"),
        ({"words": "<p>Wool</p>", "level": "h3"}, "heading"),
        ({"words": "<p>Wool</p>", "level": "rte"}, "body"),
    ],
)
def test_a_text_set_as_a_heading_is_one(tmp_path: Path, settings: Json, role: str) -> None:
    levels = [{"value": value, "label": value} for value in ("rte", "h2", "h3")]
    body = _file(
        "<div>{{ section.settings.words }}</div>",
        _setting("richtext", "words"),
        _setting("select", "level", options=levels, default="rte"),
    )
    capacity = _reader(tmp_path, sections__one=body).capacity("one")
    assert [item.role for item in content_of(capacity, {"settings": settings}).items()] == [role]


def test_the_layout_of_the_password_page_and_alternate_templates_say_where_files_are_used(
    tmp_path: Path,
) -> None:
    layout = "{% section 'brow' %}{{ content_for_layout }}{% section 'sole' %}"
    one = json.dumps({"sections": {"a": {"type": "usual"}}, "order": ["a"]})
    reader = _reader(
        tmp_path,
        layout__password=layout,
        **{"templates__product.json": one, "templates__product.gift.json": one.replace("usual", "gift")},
        **{f"sections__{name}": _file("x") for name in ("brow", "sole", "usual", "gift")},
    )
    assert reader.capacity("brow").used_in == {"password", "layout:before"}
    assert reader.capacity("sole").used_in == {"password", "layout:after"}
    assert [reader.capacity(name).is_alternate for name in ("usual", "gift")] == [False, True]


PLACES = [
    ("<iframe src='https://maps.example.com/?q={{ section.settings.a }}'></iframe>", "address", "map"),
    ("<a href='https://maps.example.com?to={{ section.settings.a }}'>x</a>", "address", "map"),
    ("<address>{{ section.settings.a }}</address>", "address", "map"),
    ("<div data-map-address='{{ section.settings.a }}'></div>", "address", "map"),
    ("{{ section.settings.a }}<div data-map-address='{{ section.settings.a }}'></div>", "text", ""),
    ("<time datetime='{{ section.settings.a }}'></time>", "until", "countdown"),
    ("<x-clock data-end='{{ section.settings.a }}'></x-clock>", "until", "countdown"),
    ("<x-clock data-label='{{ section.settings.a }}'></x-clock>", "described", ""),
    ("<time>{{ section.settings.a }}</time>", "date", ""),
    ("<iframe src='{{ section.settings.a }}'></iframe>", "described", ""),
]


@pytest.mark.parametrize(("liquid", "role", "character"), PLACES)
def test_a_place_on_a_map_and_an_end_are_read_from_where_they_are_written(
    tmp_path: Path, liquid: str, role: str, character: str
) -> None:
    capacity = _reader(tmp_path, sections__one=_file(liquid, _setting("text", "a"))).capacity("one")
    assert ([slot.role for slot in capacity.place.slots], capacity.character) == ([role], character)


def test_two_pictures_of_before_and_after_are_two_entries_and_no_pictures_like_others(tmp_path: Path) -> None:
    names = [("image_picker", "before_image"), ("text", "before_label")]
    names += [("image_picker", "after_image"), ("text", "after_label")]
    shown = "".join(f"<div>{{{{ section.settings.{name} }}}}</div>" for _, name in names)
    file = _file(shown, *(_setting(kind, name) for kind, name in names))
    capacity = _reader(tmp_path, sections__one=file).capacity("one")
    settings = {name: "x" for _, name in names}
    content = content_of(capacity, {"settings": settings})
    assert not content.lead.items
    assert [[i.type for i in entry.items] for entry in content.entries] == [["image", "text"]] * 2
    assert "image" not in capacity.core


TILE = _file("<li>{% content_for 'blocks' %}</li>", blocks=[{"type": "words"}, {"type": "picture"}])
WORDS = _file("<p>{{ block.settings.a }}</p>", _setting("text", "a"))
PICTURE = _file("{{ block.settings.b | image_url }}", _setting("image_picker", "b"))


@pytest.mark.parametrize(("accepted", "in_lead"), [([{"type": "tile"}], 0), ([{"type": "@theme"}], 1)])
def test_one_container_of_a_list_of_them_is_a_list_of_one(
    tmp_path: Path, accepted: list[Json], in_lead: int
) -> None:
    reader = _reader(
        tmp_path,
        sections__one=_file("{% content_for 'blocks' %}", blocks=accepted),
        blocks__tile=TILE,
        blocks__words=WORDS,
        blocks__picture=PICTURE,
    )
    words = {"type": "words", "settings": {"a": "x"}}
    tile = {"type": "tile", "settings": {}, "blocks": {"w": words}, "block_order": ["w"]}
    content = content_of(reader.capacity("one"), {"blocks": {"t": tile}, "block_order": ["t"]})
    assert (len(content.lead.items), len(content.entries)) == (in_lead, 1 - in_lead)


def test_a_table_of_things_compares_them(tmp_path: Path) -> None:
    rows = "{% for p in section.settings.goods %}<th>{{ p.title }}</th>{% endfor %}"
    reader = _reader(
        tmp_path,
        sections__set=_file(f"<table><tr>{rows}</tr></table>", _setting("product_list", "goods")),
        sections__row=_file(f"<div>{rows}</div>", _setting("product_list", "goods")),
    )
    assert [reader.capacity(name).compares for name in ("set", "row")] == [True, False]


PERSON = "<p>{{ block.settings.name }}</p>{{ block.settings.words }}"


@pytest.mark.parametrize(
    ("name", "liquid", "role", "character"),
    [
        ("Team", PERSON, "heading", ""),
        ("Testimonials", PERSON, "author", "quotes"),
        (
            "Wool",
            "<p><cite>{{ block.settings.name }}</cite></p>{{ block.settings.words }}",
            "author",
            "quotes",
        ),
    ],
)
def test_a_person_s_name_is_an_author_only_beside_words_of_theirs(
    tmp_path: Path, name: str, liquid: str, role: str, character: str
) -> None:
    settings = [_setting("text", "name"), _setting("richtext", "words")]
    body = _file(
        f"{{% for block in section.blocks %}}{liquid}{{% endfor %}}",
        blocks=[{"type": "one", "name": "One", "settings": settings}],
    ).replace('"name": "One", "settings"', f'"name": "{name}", "settings"', 1)
    capacity = _reader(tmp_path, sections__one=body).capacity("one")
    assert capacity.place.kinds[0].place.slots[0].role == role
    assert capacity.character == character


@pytest.mark.parametrize("named", [False, True])
def test_an_older_pack_keeps_its_home_page_with_its_settings(tmp_path: Path, named: bool) -> None:
    home = {"sections": {"a": {"type": "one"}, "b": {"type": "two"}}, "content_for_index": ["a", 7, "gone"]}
    kept = {"current": "First", "presets": {"First": home}} if named else {"current": home}
    files = {f"sections__{name}": _file("x") for name in ("one", "two")}
    reader = _reader(tmp_path, **{"config__settings_data.json": json.dumps(kept)}, **files)
    assert [reader.capacity(name).used_in for name in ("one", "two")] == [{"index"}, frozenset()]
