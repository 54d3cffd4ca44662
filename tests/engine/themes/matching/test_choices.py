"""What a merchant chose, and what was chosen before: pins of files and fields, stored matches, presentation."""

from __future__ import annotations

from typing import Any

from engine.themes.matching import (
    MATCH,
    PARTIAL,
    Capacity,
    Context,
    Pins,
    SectionContent,
    binding,
    content_of,
    match,
    values,
)

from .made_up import Json, capacities


def _text(name: str) -> Json:
    return {"id": name, "type": "text", "label": name}


def _schema(*settings: Json, **more: Any) -> Json:
    return {"name": "S", "settings": list(settings), "blocks": [], "function": "", **more}


SOURCE = _schema(_text("heading"), {"id": "text", "type": "richtext", "label": "text"})
DATA: Json = {"settings": {"heading": "Wool", "text": "<p>From here.</p>"}}


def _world(**targets: Json) -> tuple[SectionContent, dict[str, Capacity], Capacity]:
    source = capacities([("source", SOURCE)])["source"]
    return content_of(source, DATA), capacities(targets.items()), source


def test_a_pin_comes_before_a_better_file() -> None:
    content, files, _ = _world(whole=SOURCE, half=_schema(_text("heading")))
    assert match(content, files.values()).best.file == "whole"  # type: ignore[union-attr]
    ranking = match(content, files.values(), Pins(file="half"))
    assert ranking.best is not None
    assert (ranking.best.file, ranking.outcome) == ("half", PARTIAL)
    assert ranking.best.reason == "the merchant chose it"
    assert [c.file for c in ranking.candidates] == ["half", "whole"]


def test_a_pin_holds_for_a_file_that_would_be_refused() -> None:
    content, files, _ = _world(letters=_schema(_text("heading"), function="customer"))
    assert match(content, files.values()).best is None
    ranking = match(content, files.values(), Pins(file="letters"))
    assert ranking.best is not None
    assert values(content, binding(content, ranking.best))["settings"] == {"heading": "Wool"}


def test_a_value_that_is_withheld_can_be_put_into_a_field_by_hand() -> None:
    content, files, _ = _world(half=_schema(_text("heading")))
    best = match(content, files.values()).best
    assert best is not None
    plain = binding(content, best)
    assert [lost["id"] for lost in plain["withheld"]] == ["section:text"]
    pinned = binding(content, best, Pins(fields={"heading": "section:text.text"}))
    assert values(content, pinned)["settings"] == {"heading": "<p>From here.</p>"}
    assert [lost["id"] for lost in pinned["withheld"]] == ["section:heading"]
    emptied = binding(content, best, Pins(fields={"heading": ""}))
    assert [lost["id"] for lost in emptied["withheld"]] == ["section:heading", "section:text"]


def test_a_stored_match_wins_a_tie_and_no_more() -> None:
    content, files, source = _world(one=SOURCE, two=SOURCE, half=_schema(_text("heading")))
    for stored, first in (("one", "one"), ("two", "two"), ("half", "one")):
        ranking = match(content, files.values(), context=Context(shown_by=source, stored=frozenset({stored})))
        assert ranking.best is not None
        assert ranking.best.file == first


def test_presentation_carries_over_only_where_both_model_it_the_same_way() -> None:
    speed = {"id": "columns", "type": "range", "label": "", "min": 1, "max": 6, "step": 1}
    source = capacities([("source", _schema(_text("heading"), speed))])["source"]
    other = {**speed, "max": 5}
    files = capacities(
        [("same", _schema(_text("heading"), speed)), ("narrower", _schema(_text("heading"), other))]
    )
    content = content_of(source, {"settings": {"heading": "Wool", "columns": 6}})
    ranking = match(content, files.values(), context=Context(shown_by=source))
    carried = {candidate.file: candidate.carried for candidate in ranking.candidates}
    assert carried == {"same": ("columns",), "narrower": ()}
    assert ranking.best is not None
    assert (ranking.best.file, ranking.outcome) == ("same", MATCH)


def test_a_section_that_may_not_stand_there_is_refused_with_its_reason() -> None:
    kept = _schema(_text("heading"), enabled_on={"templates": ["product"]})
    content, files, _ = _world(kept=kept)
    ranking = match(content, files.values())
    assert (ranking.best, ranking.candidates[0].reason) == (None, "it is not allowed in index")
    assert match(content, files.values(), context=Context(frozenset({"product"}))).best is not None


def test_nine_pictures_into_six_places_withholds_three_in_order() -> None:
    picture = {"id": "image", "type": "image_picker", "label": ""}
    many = _schema(blocks=[{"type": "slide", "settings": [picture]}])
    source = capacities([("source", many)])["source"]
    files = capacities([("six", {**many, "max_blocks": 6})])
    blocks = {f"b{n}": {"type": "slide", "settings": {"image": f"{n}.jpg"}} for n in range(9)}
    content = content_of(source, {"settings": {}, "blocks": blocks, "block_order": list(blocks)})
    ranking = match(content, files.values())
    assert ranking.best is not None
    assert ranking.outcome == PARTIAL
    bound = binding(content, ranking.best)
    assert [lost["id"] for lost in bound["withheld"]] == ["b6:image", "b7:image", "b8:image"]
    written = values(content, bound)
    shown = [written["blocks"][key]["settings"]["image"] for key in written["block_order"]]
    assert shown == [f"{n}.jpg" for n in range(6)]


def test_two_pictures_without_a_word_are_two_of_a_gallery() -> None:
    pictures = [{"id": name, "type": "image_picker", "label": ""} for name in ("main", "side")]
    source = capacities([("source", _schema(*pictures))])["source"]
    gallery = _schema(blocks=[{"type": "one", "settings": [pictures[0]]}])
    files = capacities([("gallery", gallery), ("banner", _schema(_text("heading"), pictures[0]))])
    content = content_of(source, {"settings": {"main": "a.jpg", "side": "b.jpg"}})
    ranking = match(content, files.values())
    assert ranking.best is not None
    assert (ranking.best.file, ranking.outcome) == ("gallery", MATCH)
    written = values(content, binding(content, ranking.best))
    shown = [written["blocks"][key]["settings"]["main"] for key in written["block_order"]]
    assert shown == ["a.jpg", "b.jpg"]
