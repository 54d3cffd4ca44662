"""What a section file can hold: from its schema and what its Liquid really shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.themes.matching import Capacity, capacity_of, content_of
from engine.themes.packs import Pack

Json = dict[str, Any]


def _capacity(folder: Path, liquid: str, schema: Json, **files: str) -> Capacity:
    """The capacity of `sections/one.liquid`; other files by their path with `__` for `/`."""
    body = f"{liquid}\n{{% schema %}}{json.dumps({'name': 'One', **schema})}{{% endschema %}}"
    for path, text in {"sections__one.liquid": body, **files}.items():
        target = folder / path.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return capacity_of(Pack(folder), "one")


def _setting(kind: str, name: str, **more: Any) -> Json:
    return {"type": kind, "id": name, "label": "", **more}


def _roles(capacity: Capacity) -> dict[str, str]:
    return {slot.fields[-1].setting: slot.role for slot in capacity.place.slots}


HEADINGS = [
    ("<h2>{{ section.settings.a }}</h2>", "heading"),
    ("<{{ tag }} class='x'>{{ section.settings.a }}</{{ tag }}>", "heading"),
    ("<a href='/x'><h3>{{ section.settings.a }}</h3></a>", "heading"),
    ("<details><summary>{{ section.settings.a }}</summary></details>", "question"),
    ("<blockquote>{{ section.settings.a }}</blockquote>", "quote"),
    ("<blockquote>x<cite>{{ section.settings.a }}</cite></blockquote>", "author"),
    ("<figure><figcaption>{{ section.settings.a }}</figcaption></figure>", "caption"),
    ("<img alt='{{ section.settings.a }}'>", "alt"),
    ("<div aria-label='{{ section.settings.a }}'></div>", "described"),
    ("<p>{{ section.settings.a }}</p>", "text"),
    ("{% assign t = section.settings.a %}{% if t %}<h1>{{ t | escape }}</h1>{% endif %}", "heading"),
    ("{% liquid\nassign s = section.settings\necho s.a\n%}", "text"),
    ("{% capture t %}<h2>{{ section.settings.a }}</h2>{% endcapture %}{{ t }}", "heading"),
    ("{% assign n = 'a' %}<h2>{{ section.settings[n] }}</h2>", "heading"),
    (
        "{% if x %}{% assign t = section.settings.a %}{% else %}{% assign t = 1 %}{% endif %}<h2>{{ t }}</h2>",
        "heading",
    ),
]


@pytest.mark.parametrize(("liquid", "role"), HEADINGS)
def test_a_text_is_what_the_liquid_makes_of_it(tmp_path: Path, liquid: str, role: str) -> None:
    """The setting's id says nothing here."""
    capacity = _capacity(tmp_path, liquid, {"settings": [_setting("text", "a")]})
    assert _roles(capacity) == {"a": role}


def test_a_declared_role_comes_before_all_else(tmp_path: Path) -> None:
    capacity = _capacity(
        tmp_path,
        "<h2>{{ section.settings.heading }}</h2>",
        {"settings": [_setting("text", "heading", role="place")]},
    )
    assert _roles(capacity) == {"heading": "place"}


def test_names_decide_where_the_liquid_says_nothing(tmp_path: Path) -> None:
    settings = [
        _setting("text", "sub_title"),
        _setting("text", "x", label="Caption"),
        _setting("richtext", "y"),
    ]
    shown = "{{ section.settings.sub_title }}{{ section.settings.x }}{{ section.settings.y }}"
    roles = _roles(_capacity(tmp_path, shown, {"settings": settings}))
    assert roles == {"sub_title": "heading", "x": "caption", "y": "body"}


LINKS = [
    "<a href='{{ section.settings.u }}'>{{ section.settings.w }}</a>",
    "<a {% if x %}role='link'{% else %}href='{{ section.settings.u }}'{% endif %}>{{ section.settings.w }}</a>",
    "{% render 'button', to: section.settings.u, says: section.settings.w %}",
]


@pytest.mark.parametrize("liquid", LINKS)
def test_the_only_text_of_a_link_is_its_label(tmp_path: Path, liquid: str) -> None:
    settings = [_setting("text", "w"), _setting("url", "u")]
    button = "<a class='b' href='{{ to }}'><span>{{ says | escape }}</span></a>"
    capacity = _capacity(tmp_path, liquid, {"settings": settings}, **{"snippets__button.liquid": button})
    (slot,) = capacity.place.slots
    assert (slot.type, [f.name for f in slot.fields]) == ("link", ["label", "url"])


def test_a_text_that_stands_without_its_link_is_no_label(tmp_path: Path) -> None:
    liquid = (
        "{% if section.settings.u != blank %}<a href='{{ section.settings.u }}'>{% endif %}"
        "<p>{{ section.settings.w }}</p>{% if section.settings.u != blank %}</a>{% endif %}"
    )
    capacity = _capacity(tmp_path, liquid, {"settings": [_setting("text", "w"), _setting("url", "u")]})
    assert [(slot.type, slot.role) for slot in capacity.place.slots] == [("text", "text"), ("link", "link")]


def test_a_setting_that_is_never_shown_is_no_capacity_and_its_value_not_lost(tmp_path: Path) -> None:
    settings = [_setting("text", "shown"), _setting("video", "never")]
    capacity = _capacity(tmp_path, "<p>{{ section.settings.shown }}</p>", {"settings": settings})
    assert capacity.types == {"text"}
    content = content_of(capacity, {"settings": {"shown": "a", "never": "b"}})
    assert [(item.type, item.role, item.weight) for item in content.items()] == [
        ("text", "text", 1.0),
        ("video", "unseen", 0.0),
    ]


def test_a_file_whose_liquid_is_broken_is_judged_by_its_schema(tmp_path: Path) -> None:
    capacity = _capacity(tmp_path, "{% if %}", {"settings": [_setting("video", "v")]})
    assert capacity.types == {"video"}


FUNCTIONS = [
    ("{% form 'customer' %}<input name='contact[email]'>{% endform %}", "newsletter"),
    ("{% form 'contact' %}<input>{% endform %}", "contact"),
    ("<form action='/contact#x'><input></form>", "contact"),
    ("{% form 'product', product %}<input>{% endform %}", "buy"),
    ("<form action='/cart/add'><input></form>", "buy"),
    ("{% render 'box' %}", "buy"),
    ("{% paginate collection.products by 9 %}{% for p in collection.products %}{% endfor %}{% endpaginate %}", "collection-grid"),
    ("{% for r in search.results %}{{ r.title }}{% endfor %}", "search-results"),
    ("{% for i in cart.items %}{{ i.title }}{% endfor %}", "cart-lines"),
    ("{{ article.content }}", "article"),
    ("{% for a in blog.articles %}{{ a.title }}{% endfor %}", "blog"),
    ("{{ page.content }}", "page"),
    ("{% form 'customer_login' %}<input>{% endform %}", "login"),
    ("{% for o in customer.orders %}{{ o.name }}{% endfor %}", "account"),
    ("{% for p in recommendations.products %}{{ p.title }}{% endfor %}", "recommendations"),
    ("{% for p in section.settings.c.products %}{% form 'product', p %}{% endform %}{% endfor %}", "product-list"),
    ("{% assign c = collections[section.settings.c] %}{% for p in c.products %}{{ p.title }}{% endfor %}", "product-list"),
    ("<p>{{ section.settings.c.title }}</p>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("liquid", "main"), FUNCTIONS)
def test_what_a_section_does_is_read_from_its_liquid(tmp_path: Path, liquid: str, main: str) -> None:
    """No schema names it, and the file is called `one`."""
    capacity = _capacity(
        tmp_path,
        liquid,
        {"settings": [_setting("collection", "c")], "presets": [{"name": "One"}]},
        **{"snippets__box.liquid": "{% form 'product', product %}<button>{% endform %}"},
    )
    assert capacity.main == main


def test_header_and_footer_are_known_by_their_group_and_what_they_show(tmp_path: Path) -> None:
    top = "<a href='{{ routes.root_url }}'>{{ shop.name }}</a><a href='{{ routes.cart_url }}'>{{ cart.item_count }}</a>"
    group = json.dumps({"type": "header", "sections": {"a": {"type": "one"}}, "order": ["a"]})
    assert _capacity(tmp_path, top, {}, **{"sections__top.json": group}).main == "header"


def test_numbered_settings_are_entries_whatever_they_are_called(tmp_path: Path) -> None:
    names = [("q", "r"), ("a", "b"), ("x", "y")]
    settings = [s for i, t in names for s in (_setting("image_picker", i), _setting("text", t))]
    shown = "".join(
        f"{{{{ section.settings.{i} | image_url: width: 9 | image_tag }}}}<h3>{{{{ section.settings.{t} }}}}</h3>"
        for i, t in names
    )
    capacity = _capacity(tmp_path, shown, {"settings": settings})
    (kind,) = capacity.place.kinds
    assert (kind.how, kind.limit, [s.type for s in kind.place.slots]) == ("group", 3, ["image", "text"])
    content = content_of(capacity, {"settings": {"q": "1.jpg", "r": "One", "x": "3.jpg"}})
    assert [[item.type for item in entry.items] for entry in content.entries] == [
        ["image", "text"],
        ["image"],
    ]


SLIDE = "{{ b.settings.i | image_url: width: 9 | image_tag }}<h3>{{ b.settings.t }}</h3>"
WAYS: dict[str, tuple[str, Json, Json]] = {
    "section settings": (
        "<h2>{{ section.settings.h }}</h2>",
        {"settings": [_setting("text", "h")]},
        {"settings": {"h": "Words"}},
    ),
    "a heading block that may stand once": (
        "{% for b in section.blocks %}<h2>{{ b.settings.h }}</h2>{% endfor %}",
        {"blocks": [{"type": "k", "limit": 1, "settings": [_setting("text", "h")]}]},
        {"blocks": {"a": {"type": "k", "settings": {"h": "Words"}}}, "block_order": ["a"]},
    ),
    "a theme block": (
        "{% content_for 'blocks' %}",
        {"blocks": [{"type": "title"}, {"type": "other"}]},
        {"blocks": {"a": {"type": "title", "settings": {"h": "Words"}}}, "block_order": ["a"]},
    ),
    "a theme block in a frame": (
        "{% content_for 'blocks' %}",
        {"blocks": [{"type": "frame"}]},
        {
            "blocks": {
                "f": {
                    "type": "frame",
                    "blocks": {"a": {"type": "title", "settings": {"h": "Words"}}},
                    "block_order": ["a"],
                }
            },
            "block_order": ["f"],
        },
    ),
    "a block at a fixed place": (
        "{% content_for 'block', type: 'title', id: 'top' %}",
        {},
        {"blocks": {"top": {"type": "title", "static": True, "settings": {"h": "Words"}}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_heading_is_the_same_content_however_a_pack_expresses_it(tmp_path: Path, way: str) -> None:
    liquid, schema, data = WAYS[way]
    title = '<h2>{{ block.settings.h }}</h2>{% schema %}{"settings": [{"type": "text", "id": "h"}]}{% endschema %}'
    frame = (
        "<div>{% content_for 'blocks' %}</div>"
        '{% schema %}{"name": "F", "blocks": [{"type": "@theme"}]}{% endschema %}'
    )
    other = '<p>{{ block.settings.x }}</p>{% schema %}{"settings": [{"type": "richtext", "id": "x"}]}{% endschema %}'
    capacity = _capacity(
        tmp_path,
        liquid,
        schema,
        **{"blocks__title.liquid": title, "blocks__frame.liquid": frame, "blocks__other.liquid": other},
    )
    content = content_of(capacity, data)
    assert [(i.type, i.role, i.value["text"]) for i in content.lead.items] == [("text", "heading", "Words")]
    assert not content.entries


def test_a_list_setting_and_blocks_with_one_each_are_the_same_entries(tmp_path: Path) -> None:
    listed = _capacity(
        tmp_path / "list",
        "{% for c in section.settings.l %}<a href='{{ c.url }}'>{{ c.title }}</a>{% endfor %}",
        {"settings": [_setting("collection_list", "l")]},
    )
    single = _capacity(
        tmp_path / "blocks",
        "{% for b in section.blocks %}<a href='{{ b.settings.c.url }}'>{{ b.settings.c.title }}</a>{% endfor %}",
        {"blocks": [{"type": "k", "settings": [_setting("collection", "c")]}]},
    )
    one = content_of(listed, {"settings": {"l": ["p", "q"]}})
    blocks = {k: {"type": "k", "settings": {"c": k}} for k in "pq"}
    other = content_of(single, {"blocks": blocks, "block_order": ["p", "q"]})

    def shape(content: Any) -> list[Any]:
        return [[(i.type, i.role, i.value["ref"]) for i in e.items] for e in content.entries]

    assert shape(one) == shape(other) == [[("collection", "tile", "p")], [("collection", "tile", "q")]]
