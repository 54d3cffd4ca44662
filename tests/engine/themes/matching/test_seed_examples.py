"""The three examples of the seed document (sections for themes), as tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.themes.matching import content_of
from engine.themes.matching.comparing import Comparison
from engine.themes.matching.rank import carried_looks

Compared = Callable[[str, str], Comparison]


def _slides(with_captions: bool) -> dict[str, Any]:
    blocks = {
        f"slide-{n}": {
            "type": "slide",
            "settings": {"image": f"{n}.jpg", **({"caption": f"Words {n}"} if with_captions else {})},
        }
        for n in range(3)
    }
    return {"settings": {"autoplay": True}, "blocks": blocks, "block_order": list(blocks)}


@pytest.mark.parametrize("target", ["seeds", "seeds-small"])
def test_a_slideshow_of_images_only_goes_to_the_slider_that_takes_images_only(
    comparison: Compared, target: str
) -> None:
    """Paragraph on `slider` and `gallery`: images are all there is, so the file for images alone is closer."""
    row = comparison("sources", target).row("slideshow", _slides(with_captions=False)).as_json()
    order = [each["file"] for each in row["ranking"]]
    assert (row["best"], row["outcome"], row["withheld"]) == ("slider", "match", [])
    assert order.index("slider") < order.index("gallery")
    if target == "seeds":
        assert order.index("gallery") < order.index("grid")


@pytest.mark.parametrize("target", ["seeds", "seeds-small"])
def test_the_same_slideshow_with_captions_goes_to_the_gallery(comparison: Compared, target: str) -> None:
    row = comparison("sources", target).row("slideshow", _slides(with_captions=True)).as_json()
    assert (row["best"], row["outcome"], row["withheld"]) == ("gallery", "match", [])


def test_image_text_and_video_go_to_the_file_for_image_and_text_with_the_caveat(
    comparison: Compared,
) -> None:
    """No file takes all three: the video is withheld, and named."""
    compared = comparison("sources", "seeds-small")
    row = compared.row("trio", compared.filled("trio", "full")).as_json()
    assert (row["best"], row["outcome"]) == ("picture-text", "partial")
    assert [(lost["type"], lost["shown_before"]) for lost in row["withheld"]] == [("video", True)]


def test_a_split_is_offered_where_another_file_shows_the_rest(comparison: Compared) -> None:
    """Image and text in one section, the video in the next; offered, not chosen."""
    compared = comparison("sources", "alder")
    row = compared.row("trio", compared.filled("trio", "full")).as_json()
    assert (row["best"], row["outcome"]) == ("screen", "partial")
    assert {"screen", "picture-and-words"} in [set(files) for files in row["splits"]]


def test_autoplay_as_a_checkbox_is_not_reused_as_a_list_and_not_lost(comparison: Compared) -> None:
    compared = comparison("sources", "seeds")
    source = compared.source.capacity("slideshow")
    content = content_of(source, _slides(with_captions=False))
    assert content.presentation == {"autoplay": True}
    assert not carried_looks(content, source, compared.target.capacity("slider"))
    assert [s.id for s in carried_looks(content, source, source)] == ["autoplay"]
    row = compared.row("slideshow", _slides(with_captions=False)).as_json()
    assert row["ranking"][0]["carried"] == []
