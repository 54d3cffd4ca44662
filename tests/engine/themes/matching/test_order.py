"""What comes before what: a list that stays one, what belongs together, and how a pack's own samples are judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.themes.matching import MATCH, PARTIAL
from engine.themes.matching.comparing import Comparison
from engine.themes.packs import Pack

Json = dict[str, Any]


def _setting(kind: str, name: str, **more: Any) -> Json:
    return {"type": kind, "id": name, "label": "", **more}


def _pack(folder: Path, files: dict[str, str]) -> Pack:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Pack(folder)


def _file(liquid: str, *settings: Json, **schema: Any) -> str:
    given = json.dumps({"name": "One", "presets": [{"name": "One"}], "settings": list(settings), **schema})
    return f"{liquid}{{% schema %}}{given}{{% endschema %}}"


HEADING = "<h2>{{ section.settings.heading }}</h2>"
FOLD = "<details><summary>{{ block.settings.ask }}</summary>{{ block.settings.say }}</details>"
PAIR = [_setting("text", "ask"), _setting("richtext", "say")]
ASKED = _file(
    HEADING + "{{ section.settings.words }}{% for block in section.blocks %}" + FOLD + "{% endfor %}",
    _setting("text", "heading"),
    _setting("richtext", "words"),
    blocks=[{"type": "fold", "name": "Fold", "settings": PAIR}],
)
SHORT = _file(
    HEADING + "{% for block in section.blocks %}" + FOLD + "{% endfor %}",
    _setting("text", "heading"),
    blocks=[{"type": "fold", "name": "Fold", "settings": PAIR}],
)
BOX = _file("{% content_for 'blocks' %}", blocks=[{"type": "@theme"}])
BLOCKS = {
    "blocks/fold.liquid": f"{FOLD}{{% schema %}}{json.dumps({'name': 'Fold', 'settings': PAIR})}{{% endschema %}}",
    "blocks/words.liquid": "<div>{{ block.settings.words }}</div>{% schema %}"
    + json.dumps({"name": "Words", "settings": [_setting("richtext", "words")]})
    + "{% endschema %}",
    "blocks/title.liquid": "<h2>{{ block.settings.title }}</h2>{% schema %}"
    + json.dumps({"name": "Title", "settings": [_setting("text", "title")]})
    + "{% endschema %}",
}


def test_questions_stay_questions_though_a_container_would_show_all_of_them(tmp_path: Path) -> None:
    source = _pack(tmp_path / "a", {"sections/asked.liquid": ASKED})
    files = {**BLOCKS, "sections/box.liquid": BOX}
    alone = Comparison(source, _pack(tmp_path / "b", files))
    row = alone.row("asked", alone.filled("asked", "full"))
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("box", PARTIAL)
    told = row.as_json()
    assert [(lost["type"], lost["role"]) for lost in told["withheld"]] == [("feature", "questions")]
    assert told["ranking"][0]["reason"] == "it shows everything, and is not for questions"
    both = Comparison(source, _pack(tmp_path / "c", {**files, "sections/short.liquid": SHORT}))
    better = both.row("asked", both.filled("asked", "full"))
    assert (better.ranking.best and better.ranking.best.file, better.outcome) == ("short", PARTIAL)
    assert [lost["role"] for lost in better.as_json()["withheld"]] == ["body"]


def test_a_container_offered_for_questions_shows_them_without_a_loss(tmp_path: Path) -> None:
    source = _pack(tmp_path / "a", {"sections/asked.liquid": ASKED})
    box = BOX.replace('{"name": "One"}', '{"name": "Asked", "blocks": [{"type": "title"}, {"type": "fold"}]}')
    compared = Comparison(source, _pack(tmp_path / "b", {**BLOCKS, "sections/box.liquid": box}))
    row = compared.row("asked", compared.filled("asked", "full"))
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("box", MATCH)


PICTURE = "{{ section.settings.image | image_url: width: 9 | image_tag }}"
BESIDE = _file(
    PICTURE + HEADING + "<figcaption>{{ section.settings.caption }}</figcaption>",
    _setting("image_picker", "image"),
    _setting("text", "heading"),
    _setting("text", "caption"),
)


def test_one_picture_with_its_words_is_not_torn_apart_to_show_a_caption(tmp_path: Path) -> None:
    card = [_setting("image_picker", "image"), _setting("text", "caption")]
    shown = "{{ block.settings.image | image_url: width: 9 | image_tag }}<figcaption>{{ block.settings.caption }}</figcaption>"
    files = {
        "sections/cards.liquid": _file(
            HEADING + "{% for block in section.blocks %}" + shown + "{% endfor %}",
            _setting("text", "heading"),
            blocks=[{"type": "card", "name": "Card", "settings": card}],
        ),
        "sections/plain.liquid": _file(
            PICTURE + HEADING, _setting("image_picker", "image"), _setting("text", "heading")
        ),
    }
    compared = Comparison(
        _pack(tmp_path / "a", {"sections/beside.liquid": BESIDE}), _pack(tmp_path / "b", files)
    )
    row = compared.row("beside", compared.filled("beside", "full"))
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("plain", PARTIAL)
    cards = next(each for each in row.as_json()["ranking"] if each["file"] == "cards")
    assert (cards["outcome"], cards["reason"]) == (PARTIAL, "it shows everything, but takes it apart")


HEAD = (
    "<header><a href='{{ routes.root_url }}'>{{ shop.name }}</a><a href='{{ routes.cart_url }}'>x</a>"
    "{% for link in section.settings.menu.links %}{{ link.title }}{% endfor %}</header>"
)


def test_a_header_of_the_layout_goes_to_one_that_is_kept_to_the_header_group(tmp_path: Path) -> None:
    menu = _setting("link_list", "menu")
    source = {
        "layout/theme.liquid": "{% section 'top' %}{{ content_for_layout }}",
        "sections/top.liquid": _file(HEAD, menu, presets=[]),
    }
    target = {
        "layout/theme.liquid": "{% sections 'header-group' %}{{ content_for_layout }}",
        "sections/header-group.json": '{"type": "header", "sections": {"a": {"type": "bar"}}, "order": ["a"]}',
        "sections/bar.liquid": _file(HEAD, menu, presets=[], enabled_on={"groups": ["header"]}),
    }
    compared = Comparison(_pack(tmp_path / "a", source), _pack(tmp_path / "b", target))
    row = compared.row("top", compared.filled("top", "full"))
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("bar", MATCH)


def test_a_preset_is_judged_by_what_its_own_blocks_may_hold(tmp_path: Path) -> None:
    """Words in the preset, keys of the pack's texts among them; the picture's place is empty, and is meant to be filled."""
    blocks = [
        {"type": "title", "name": "Title", "settings": [_setting("richtext", "title")]},
        {"type": "film", "name": "Film", "settings": [_setting("video", "film")]},
    ]
    shown = (
        "{% for block in section.blocks %}{% case block.type %}"
        "{% when 'title' %}<div>{{ block.settings.title }}</div>"
        "{% when 'film' %}{{ block.settings.film | video_tag }}{% endcase %}{% endfor %}"
    )
    preset = [{"name": "One", "blocks": [{"type": "title", "settings": {"title": "t:sample"}}]}]
    hero = _file(PICTURE + shown, _setting("image_picker", "image"), blocks=blocks, presets=preset)
    files = {
        "sections/words.liquid": _file(HEADING, _setting("text", "heading")),
        "sections/cover.liquid": _file(
            PICTURE + HEADING, _setting("image_picker", "image"), _setting("text", "heading")
        ),
    }
    source = {
        "sections/hero.liquid": hero,
        "locales/en.default.schema.json": '{"sample": "<h2>Wool from here</h2>"}',
    }
    compared = Comparison(_pack(tmp_path / "a", source), _pack(tmp_path / "b", files))
    (row,) = compared.rows("preset")
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("cover", MATCH)


def test_what_a_file_is_not_for_is_not_lost_elsewhere(tmp_path: Path) -> None:
    """Questions in a box for any block: another such box shows them as well."""
    source = _pack(tmp_path / "a", {**BLOCKS, "sections/any.liquid": BOX})
    compared = Comparison(source, _pack(tmp_path / "b", {**BLOCKS, "sections/box.liquid": BOX}))
    folds = {f"f{n}": {"type": "fold", "settings": {"ask": f"{n}?", "say": f"<p>{n}.</p>"}} for n in range(3)}
    row = compared.row("any", {"settings": {}, "blocks": folds, "block_order": list(folds)})
    assert (row.ranking.best and row.ranking.best.file, row.outcome) == ("box", MATCH)


def test_a_button_that_leads_nowhere_yet_keeps_its_label(tmp_path: Path) -> None:
    link = "<a href='{{ section.settings.to }}'>{{ section.settings.says }}</a>"
    one = _file(HEADING + link, _setting("text", "heading"), _setting("text", "says"), _setting("url", "to"))
    compared = Comparison(
        _pack(tmp_path / "a", {"sections/one.liquid": one}),
        _pack(
            tmp_path / "b", {"sections/other.liquid": one.replace("says", "label").replace("to", "toward")}
        ),
    )
    row = compared.row("one", {"settings": {"heading": "Wool", "says": "See it"}})
    assert (row.outcome, row.as_json()["withheld"]) == (MATCH, [])
