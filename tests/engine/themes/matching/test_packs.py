"""All pairs of whole packs, nested theme blocks, fixed blocks, numbered settings and snippets included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from engine.themes.matching import Candidate, SectionContent, binding, content_of, values
from engine.themes.matching.comparing import Comparison
from engine.themes.packs import Pack
from tests.support.written_packs import Renamed

from .conftest import OWN
from .made_up import Json

WRITTEN = ["alder", "birch", "cedar"]
PAIRS = list(permutations([*OWN, *WRITTEN], 2))
Compared = Callable[[str, str], Comparison]


def _targets(bound: Json) -> Iterator[str]:
    for target in bound["settings"].values():
        yield from target if isinstance(target, list) else [target]
    for block in bound["blocks"]:
        yield from _targets(block)


def _check(content: SectionContent, candidate: Candidate, compared: Comparison) -> None:
    bound = binding(content, candidate)
    items = {item.id: item for item in content.items()}
    held = list(_targets(bound))
    assert len(held) == len(set(held)), "a value is shown twice"
    lost = {entry["id"] for entry in bound["withheld"]}
    for item in items.values():
        assert item.id in lost or any(t.rpartition(".")[0] == item.id for t in held), item
    written = values(content, bound)
    again = content_of(compared.target.capacity(candidate.file), written)
    shown = Counter(str(v) for i in again.items() for k, v in i.value.items() if k != "format")
    expected = Counter(str(items[t.rpartition(".")[0]].value[t.rpartition(".")[2]]) for t in held)
    assert shown == expected, (candidate.file, expected - shown, shown - expected)
    assert not again.unclassified


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_nothing_is_lost_between_any_two_packs(comparison: Compared, source: str, target: str) -> None:
    compared = comparison(source, target)
    for mode in ("full", "preset"):
        for row in compared.rows(mode):
            for candidate in row.ranking.candidates:
                if candidate.fit is not None:
                    _check(row.ranking.content, candidate, compared)


@pytest.mark.parametrize(
    "name",
    [
        *OWN,
        *WRITTEN,
        "dunlin",
        "egret",
        "heron",
        "ibis",
        "jackdaw",
        "kestrel",
        "lapwing",
        "merlin",
        "nuthatch",
    ],
)
def test_every_section_of_a_pack_is_found_in_the_pack_itself(comparison: Compared, name: str) -> None:
    """The file itself is best, without loss, with all that it may hold and as its presets fill it."""
    compared = comparison(name, name)
    for mode in ("full", "preset"):
        for row in compared.rows(mode):
            best = row.ranking.best
            weight = sum(item.weight for item in row.ranking.content.items())
            if weight or compared.source.capacity(row.source).main:
                assert best is not None, (mode, row.source)
                assert (best.file, row.outcome) == (row.source, "match"), (mode, row.as_json()["withheld"])


@pytest.mark.parametrize("shuffled", [False, True], ids=["meaningless names", "names changed about"])
@pytest.mark.parametrize(
    ("source", "target"), [("folio", "trestle"), ("alder", "birch"), ("birch", "alder"), ("stille", "folio")]
)
def test_other_names_of_files_blocks_and_settings_leave_the_answers_as_they_are(
    pack: Callable[[str], Pack],
    comparison: Compared,
    tmp_path: Path,
    source: str,
    target: str,
    shuffled: bool,
) -> None:
    """Promise 6: names change nothing but ties. Labels, types, structure and the Liquid's use stay."""
    first = Renamed(pack(source), tmp_path / "a", shuffled=shuffled, seed=3)
    second = Renamed(pack(target), tmp_path / "b", shuffled=shuffled, seed=5)
    renamed = Comparison(Pack(tmp_path / "a"), Pack(tmp_path / "b"))
    different = []
    rows = list(comparison(source, target).rows())
    for row in rows:
        name = first.files[row.source]
        other = renamed.row(name, renamed.filled(name, "full"))
        best = row.ranking.best.file if row.ranking.best is not None else None
        expected = second.files[best] if best is not None else None
        found = other.ranking.best.file if other.ranking.best is not None else None
        if (found, other.outcome) != (expected, row.outcome):
            different.append((row.source, best, row.outcome, other.outcome))
    assert len(different) <= len(rows) * 0.04, different
