"""Promise 5 in whole pages: nothing that a theme's author wrote as a sample stands in place of a merchant's words.

Our own packs have next to no samples, so they are given one for every text, picture and address before they are tried on.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from engine.themes import jsonc
from engine.themes.packs import Pack
from tests.factories.shopfront import PACKS

from .conftest import Wardrobe

NAMES = sorted(p.name for p in PACKS.iterdir() if (p / "sections").is_dir())
SAMPLES = {
    "text": "Sample words",
    "textarea": "Sample words",
    "inline_richtext": "Sample words",
    "richtext": "<p>Sample words</p>",
    "html": "<b>Sample words</b>",
    "url": "/pages/sample-words",
    "video_url": "https://www.youtube.com/watch?v=samplewords",
}
SCHEMA = re.compile(r"(\{%-?\s*schema\s*-?%\})(.*?)(\{%-?\s*endschema\s*-?%\})", re.DOTALL)
SEEN = re.compile(r"sample[ -]?words", re.IGNORECASE)


def with_samples(folder: Path) -> int:
    """Give every content setting of a pack a sample; returns how many there are."""
    count = 0

    def fill(settings: Any) -> None:
        nonlocal count
        for setting in settings or []:
            if setting.get("type") in SAMPLES:
                setting["default"] = SAMPLES[setting["type"]]
                count += 1

    for path in [*folder.glob("sections/*.liquid"), *folder.glob("blocks/*.liquid")]:
        source = path.read_text()
        found = SCHEMA.search(source)
        if found is None:
            continue
        schema = jsonc.read(found.group(2), str(path))
        fill(schema.get("settings"))
        for block in schema.get("blocks") or []:
            fill(block.get("settings"))
        path.write_text(source[: found.start(2)] + json.dumps(schema) + source[found.end(2) :])
    return count


@pytest.mark.parametrize(("one", "other"), list(permutations(NAMES, 2)))
def test_no_page_shows_what_the_author_wrote_as_a_sample(
    wardrobe: Callable[..., Wardrobe], tmp_path: Path, one: str, other: str
) -> None:
    folder = tmp_path / "packs"
    for name in NAMES:
        shutil.copytree(PACKS / name, folder / name)
    assert with_samples(folder / other) > 30
    assert Pack(folder / other).check() == []
    store = wardrobe(one, folder)
    assert not any(SEEN.search(html) for html in store.pages().values())
    store.wear(other)
    pages = store.pages()
    found = {name: SEEN.findall(html)[:3] for name, html in pages.items() if SEEN.search(html)}
    assert not found, {n: pages[n][m.start() - 200 : m.end()] for n in found if (m := SEEN.search(pages[n]))}
