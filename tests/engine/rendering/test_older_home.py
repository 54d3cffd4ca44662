# ruff: noqa: E501 - one case a line
"""The home page of a pack from before JSON templates: `content_for_index` in `templates/index.liquid`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering import subjects
from engine.rendering.authoring.themes import AuthorsThemes
from engine.rendering.fragments import FragmentStore
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands, queries
from engine.themes.packs import Pack
from tests.engine.rendering.conftest import FIXED
from tests.factories.shopfront import Shopfront

WORDS = (
    "{{ section.index }}:{{ section.settings.words }}"
    "{% for block in section.blocks %}[{{ block.settings.words }}]{% endfor %}"
    '{% schema %}{"name": "Words", "settings": [{"type": "text", "id": "words"}],'
    '"blocks": [{"type": "word", "name": "Word", "settings": [{"type": "text", "id": "words"}]}],'
    '"presets": [{"name": "Words", "settings": {"words": "added"}}]}{% endschema %}'
)
START: dict[str, Any] = {
    "sections": {
        "hello": {
            "type": "words",
            "settings": {"words": "Hello <you>"},
            "blocks": {"b": {"type": "word", "settings": {"words": "B"}}, "a": {"type": "word"}},
            "block_order": ["b", "a"],
        },
        "hidden": {"type": "words", "disabled": True},
        "again": {"type": "words", "settings": {"words": "Again"}},
        "gone": {"type": "a-file-that-is-not-there"},
        "elsewhere": {"type": "words", "settings": {"words": "Elsewhere"}},
    },
    "content_for_index": ["again", "hello", "hidden", "gone", "never", 7, "again"],
}
SHOWN = "1:Again2:Hello &lt;you&gt;[B][]"
Shown = Callable[..., str]


@pytest.fixture
def made(db: Database, shop: Shopfront, tmp_path: Path) -> Callable[..., Pack]:
    """`made("{{ content_for_index }}", data)`: an installed pack with this home page and these settings."""

    def go(home: str, data: Mapping[str, Any], **files: str) -> Pack:
        folder = tmp_path / "packs" / "older"
        own = {
            "layout/theme.liquid": "{{ content_for_header }}«{{ content_for_layout }}»",
            "templates/index.liquid": home,
            "sections/words.liquid": WORDS,
            "config/settings_data.json": json.dumps(data),
        }
        for name, text in {**FIXED, **own, **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pack = Pack(folder)
        with db.write(shop.store_id) as session:
            commands.wear_pack(session, pack)
        return pack

    return go


@pytest.fixture
def shown(db: Database, shop: Shopfront, tmp_path: Path) -> Shown:
    """`shown()`: the home page without the elements around sections, the same however it is made."""

    def go(*, own_themes: list[Themes] | None = None, **visit: Any) -> str:
        folder = tmp_path / "packs"
        kept = Themes(folder, fragments=FragmentStore(1_000_000))
        pages = []
        for themes in own_themes or [Themes(folder), Themes(folder, compiles=False), kept, kept]:
            with db.read(shop.store_id) as session:
                store = load_store(session, shop.store_id)
                seen = Visit(store=store, **{"addresses": Addresses(store.host), **visit})
                opened = themes.open(session, seen, ("index",))
                page = opened.page_of(subjects.home)
                assert page is not None
                pages.append(page.render().html)
        assert len(set(pages)) == 1
        return pages[0][pages[0].index("«") + 1 : pages[0].rindex("»")]

    return go


def plain(html: str) -> str:
    """Without the elements that sections stand in."""
    import re

    return re.sub(r"</?div[^>]*>", "", html)


@pytest.mark.parametrize("data", [{"current": START}, {"current": "Plain", "presets": {"Plain": START}}])
def test_the_sections_of_the_settings_are_the_home_page(
    made: Callable[..., Pack], shown: Shown, data: Mapping[str, Any]
) -> None:
    pack = made("<main>{{ content_for_index }}</main>{{ shop.currency }}", data)
    html = shown()
    assert plain(html) == f"<main>{SHOWN}</main>EUR"
    assert '<div id="shopify-section-hello" class="shopify-section">' in html
    assert pack.check() == []
    # a pack that nobody installed shows what it would begin with
    assert plain(shown(own_themes=[AuthorsThemes(lambda: pack)])) == f"<main>{SHOWN}</main>EUR"


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("{% assign home = content_for_index %}{% if home != blank %}<{{ home }}>{% endif %}", f"<{SHOWN}>"),
        ("{% capture home %}{{ content_for_index }}{% endcapture %}{{ home }}{{ home }}", SHOWN * 2),
        ("{% render 'home', sections: content_for_index %}|{% include 'shares' %}", f"({SHOWN})|({SHOWN})"),
        ("{% layout 'bare' %}{{ content_for_index }}", f"bare {SHOWN}"),
        ("{{ content_for_index }}{% section 'words' %}", f"{SHOWN}:"),
    ],
)
def test_a_template_does_with_them_what_it_likes(
    made: Callable[..., Pack], shown: Shown, home: str, expected: str
) -> None:
    files = {
        "snippets/home.liquid": "({{ sections }})",
        "snippets/shares.liquid": "({{ content_for_index }})",
        "layout/bare.liquid": "«bare {{ content_for_layout }}»",
    }
    made(home, {"current": START}, **files)
    assert plain(shown()) == expected


def test_what_a_merchant_does_with_them_shows(
    made: Callable[..., Pack], shown: Shown, db: Database, shop: Shopfront
) -> None:
    pack = made("{{ content_for_index }}", {"current": START})
    with db.write(shop.store_id) as session:
        found = queries.draft_with_sections(session, ["index"])
        assert found is not None
        again, hello = found.sections["index"]
        commands.update_section(session, pack, again.id, settings={"words": "Changed"}, actor=SYSTEM)
        new = commands.add_section(session, pack, "index", "words", actor=SYSTEM)
        commands.order_sections(session, "index", [new.id, hello.id, again.id], actor=SYSTEM)
        commands.publish(session)
    assert plain(shown()) == "1:added2:Hello &lt;you&gt;[B][]3:Changed"
    # installing a later version of the pack leaves it as it is
    later = {"current": {**START, "content_for_index": ["elsewhere"]}}
    made("<{{ content_for_index }}>", later)
    assert plain(shown()) == "<1:added2:Hello &lt;you&gt;[B][]3:Changed>"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"current": "None", "presets": {}},
        {"current": {"content_for_index": ["a"]}},
        {"current": {"sections": [], "content_for_index": {}}},
        {"current": {"sections": {"a": {"type": 5}, "b": "words"}, "content_for_index": ["a", "b"]}},
    ],
)
def test_without_sections_the_template_stands_alone(
    made: Callable[..., Pack], shown: Shown, data: Mapping[str, Any]
) -> None:
    made("home{{ content_for_index }}", data)
    assert shown() == "home"


def test_sections_that_cannot_be_read_are_told(made: Callable[..., Pack], shown: Shown) -> None:
    broken = {"sections": {"a": {"type": "words", "settings": []}}, "content_for_index": ["a"]}
    pack = made("home{{ content_for_index }}", {"current": broken})
    assert [str(p) for p in pack.check()] == [
        "config/settings_data.json line 1: 'settings' of section 'a' must be an object"
    ]
    assert shown() == "home"


def test_a_template_that_does_not_ask_for_them_has_none(made: Callable[..., Pack], shown: Shown) -> None:
    pack = made("home", {"current": START})
    assert "index" not in pack.templates
    assert shown() == "home"


def test_the_editor_finds_each_of_them(
    made: Callable[..., Pack], shown: Shown, db: Database, shop: Shopfront, tmp_path: Path
) -> None:
    made("<{{ content_for_index }}>", {"current": START})
    html = shown(own_themes=[Themes(tmp_path / "packs")], design_mode=True)
    for name in ("hello", "again"):
        assert f'data-shopify-editor-section="{{&#34;id&#34;: &#34;{name}&#34;' in html


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"type": "words", "settings": {"words": "Kept"}, "blocks": {"a": {"type": "word", "settings": {"words": "A"}}}}, ":Kept[A]"),
        ({"type": "words", "blocks": {"a": {"type": "word"}, "b": {"type": "word", "settings": {"words": "B"}}}, "block_order": ["b"]}, ":[B]"),
        ({"type": "other", "settings": {"words": "Kept"}}, ":Default[D]"),
        ({"type": "words", "settings": []}, ":Default[D]"),
        (None, ":Default[D]"),
    ],
)  # fmt: skip
def test_a_section_at_a_fixed_place_starts_with_what_the_settings_keep(
    made: Callable[..., Pack], shown: Shown, db: Database, shop: Shopfront, kept: Any, expected: str
) -> None:
    default = '"default": {"settings": {"words": "Default"}, "blocks": [{"type": "word", "settings": {"words": "D"}}]}'
    body = WORDS.replace('"presets"', f'{default}, "presets"')
    layout = "«{% section 'words' %}{{ content_for_layout }}»"
    files = {"sections/words.liquid": body, "layout/theme.liquid": layout}
    pack = made("", {"current": {"sections": {"words": kept}}}, **files)
    assert plain(shown()) == expected
    with db.write(shop.store_id) as session:
        commands.open_fixed(session, pack, "words", actor=SYSTEM)
        commands.publish(session)
    assert plain(shown()) == expected


def test_what_holds_the_shops_host_is_written_for_each_host(
    made: Callable[..., Pack], shown: Shown, tmp_path: Path
) -> None:
    """Partials that read nothing but their arguments are written once for all pages, but not for all hosts."""
    snippet = "https:{{ a }} {{ a | prepend: 'http:' }}"
    made("{% render 'share', a: '/x' %}", {}, **{"snippets/share.liquid": snippet})
    themes = [Themes(tmp_path / "packs")]
    for host in ("one.test", "two.test:8000", "one.test"):
        text = shown(own_themes=themes, addresses=Addresses(host))
        assert text == f"https://{host}/x http://{host}/x"
