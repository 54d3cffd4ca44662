"""The tree changed: sections and blocks added, copied, moved, hidden, taken away and brought back."""

from __future__ import annotations

import pytest

from tests.admin.editor.conftest import Studio


def order(studio: Studio) -> list[int]:
    return [one.id for one in studio.sections()]


def test_a_section_is_added_and_chosen_and_shown_in_the_page(studio: Studio) -> None:
    before = order(studio)
    dialog = studio.get("/additions?into=index").text
    assert 'data-add-section="spread:0"' in dialog and "<svg" in dialog
    assert 'data-add-section="header' not in dialog
    news = studio.done("/sections", {"file": "spread:0", "into": "index"})
    made = order(studio)
    assert made[:-1] == before and news["select"] == str(made[-1])
    [message] = news["preview"]
    assert message["type"] == "vitrine:section" and message["before"] is None and message["html"]


def test_what_the_theme_does_not_allow_there_is_refused(studio: Studio) -> None:
    for data in ({"file": "header:0", "into": "index"}, {"file": "nothing:0", "into": "index"}):
        answer = studio.post("/sections", data)
        assert answer.status_code == 422 and 'id="tree"' in answer.text
    assert studio.post("/sections", {"file": "spread:0", "into": "product"}).status_code == 404
    assert studio.get("/additions?into=group:nobody").status_code == 404


def test_sections_are_put_in_order(studio: Studio) -> None:
    ids = order(studio)
    news = studio.done("/order", {"into": "index", "key": [str(one) for one in ids[::-1]]})
    assert order(studio) == ids[::-1]
    assert news["preview"][0]["type"] == "vitrine:order"
    assert len(news["preview"][0]["ids"]) == len(ids)
    some = studio.post("/order", {"into": "index", "key": [str(ids[1]), str(ids[2])]})
    assert some.status_code == 200 and sorted(order(studio)) == sorted(ids)
    assert order(studio).index(ids[1]) < order(studio).index(ids[2])
    late = studio.post("/order", {"into": "index", "key": [str(ids[0]), "999999"]})
    assert late.status_code == 422


def test_a_copy_stands_right_below(studio: Studio) -> None:
    ids = order(studio)
    news = studio.done(f"/sections/{ids[0]}/copy")
    after = order(studio)
    assert after[0] == ids[0] and after[2:] == ids[1:] and news["select"] == str(after[1])
    assert studio.by_id(after[1]).values == studio.by_id(ids[0]).values
    assert news["preview"][0]["before"] == studio.by_id(ids[1]).key


def test_hiding_and_showing_is_told_to_the_page(studio: Studio) -> None:
    section = studio.section("selection")
    news = studio.done(
        f"/sections/{section.id}/visibility", {"hidden": "1", "revision": str(section.revision)}
    )
    assert news["preview"] == [{"type": "vitrine:remove", "id": section.key}]
    assert studio.by_id(section.id).hidden and news["changed"] == section.id
    news = studio.done(f"/sections/{section.id}/visibility", {"hidden": ""})
    assert news["preview"][0]["type"] == "vitrine:section" and not studio.by_id(section.id).hidden


def test_a_section_that_was_taken_away_comes_back_where_it_was(studio: Studio) -> None:
    ids = order(studio)
    news = studio.done(f"/sections/{ids[1]}/removal")
    assert order(studio) == [ids[0], *ids[2:]]
    answer = studio.desk.post(news["undo"])
    assert answer.status_code == 200 and order(studio) == ids


def test_blocks_are_added_copied_moved_hidden_and_taken_away(studio: Studio) -> None:
    cover = studio.section("cover")
    path = f"/sections/{cover.id}/blocks"
    [first] = cover.values["block_order"]
    news = studio.done(path, {"type": "slide", "revision": str(cover.revision)})
    keys = studio.by_id(cover.id).values["block_order"]
    assert keys[0] == first and news["select"] == f"{cover.id}:{keys[1]}"
    copied = studio.done(f"{path}/copy", {"block": first})["select"].partition(":")[2]
    assert studio.by_id(cover.id).values["block_order"] == [first, copied, keys[1]]
    studio.done(f"{path}/order", {"key": [keys[1], first, copied]})
    assert studio.by_id(cover.id).values["block_order"] == [keys[1], first, copied]
    news = studio.done(f"{path}/visibility", {"block": first, "hidden": "1"})
    assert studio.by_id(cover.id).values["blocks"][first]["disabled"] is True
    assert news["preview"][0]["id"] == cover.key
    studio.done(f"{path}/visibility", {"block": first, "hidden": ""})
    assert "disabled" not in studio.by_id(cover.id).values["blocks"][first]
    studio.done(f"{path}/removal", {"block": copied})
    assert studio.by_id(cover.id).values["block_order"] == [keys[1], first]


@pytest.mark.parametrize("deed", ["copy", "visibility", "removal"])
def test_a_block_that_is_not_there_is_404(studio: Studio, deed: str) -> None:
    cover = studio.section("cover")
    assert studio.post(f"/sections/{cover.id}/blocks/{deed}", {"block": "nobody"}).status_code == 404
    assert studio.post(f"/sections/999999/blocks/{deed}", {"block": "nobody"}).status_code == 404


def test_a_group_is_arranged_as_well(studio: Studio) -> None:
    page = studio.get().text
    assert 'data-into="group:footer-group"' in page
    before = [one.id for one in studio.sections("group:header-group")]
    studio.done("/order", {"into": "group:header-group", "key": [str(one) for one in before[::-1]]})
    assert [one.id for one in studio.sections("group:header-group")] == before[::-1]
