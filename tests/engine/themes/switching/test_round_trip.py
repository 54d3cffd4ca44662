"""Promises 1, 2, 3 and 5 between all pairs of our packs, with real rendering (docs/switching.md)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import permutations

import pytest
from sqlalchemy import select

from engine.themes import commands
from engine.themes.models import SectionData
from tests.factories.shopfront import PACKS

from .conftest import ANNA, Wardrobe

NAMES = sorted(p.name for p in PACKS.iterdir() if (p / "sections").is_dir())
PAIRS = list(permutations(NAMES, 2))


def contents(wardrobe: Wardrobe) -> Counter[str]:
    """The multiset of stored content, brought along sections of themes left out."""
    found: Counter[str] = Counter()
    with wardrobe.db.read(wardrobe.shop.store_id) as session:
        for data in session.scalars(select(SectionData)):
            if "only_in" not in data.context:
                waiting = [data.content["lead"], *data.content["entries"]]
                while waiting:
                    bundle = waiting.pop()
                    waiting += bundle["entries"]
                    found.update(json.dumps(item, sort_keys=True) for item in bundle["items"])
                found.update(json.dumps(value, sort_keys=True) for value in data.unclassified)
    return found


def bytes_alike(one: str, other: str) -> int:
    """How much of two pages stands on lines that both have in the same order."""
    mine, theirs = one.splitlines(keepends=True), other.splitlines(keepends=True)
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return sum(len(line) for block in blocks for line in mine[block.a : block.a + block.size])


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda name: name)
def test_there_and_back_is_the_same_to_the_byte(
    wardrobe: Callable[[str], Wardrobe], one: str, other: str
) -> None:
    store = wardrobe(one)
    before, held = store.pages(), contents(store)
    assert sum(held.values()) > 60
    store.prepare(other)
    assert store.pages() == before
    store.wear(other)
    there = store.pages()
    for name in ("home", "product", "collection"):
        assert bytes_alike(before[name], there[name]) < len(before[name]) / 2, name
    assert contents(store) == held
    store.wear(one)
    again = store.pages()
    for name, html in before.items():
        assert again[name] == html, name
    with store.db.write(store.shop.store_id) as session:
        commands.rollback(session, actor=ANNA)
    assert store.pages() == there
    assert contents(store) == held
