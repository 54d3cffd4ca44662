"""Packs to match: our own, those written out in the gold set, and pairs of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.themes.matching.comparing import Comparison
from engine.themes.packs import Pack
from tests.support.paths import ROOT
from tests.support.shipped import pack_at
from tests.support.written_packs import write

GOLD = Path(__file__).parent / "gold"
OWN = sorted(p.name for p in (ROOT / "theme_packs").iterdir() if (p / "sections").is_dir())


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Pack]:
    """A pack by its name, read once."""
    known: dict[str, Pack] = {}
    folder = tmp_path_factory.mktemp("written-packs")

    def get(name: str) -> Pack:
        if name not in known:
            own = ROOT / "theme_packs" / name
            known[name] = pack_at(
                own if name in OWN else write(GOLD / "packs" / f"{name}.txt", folder / name)
            )
        return known[name]

    return get


@pytest.fixture(scope="session")
def comparison(pack: Callable[[str], Pack]) -> Callable[[str, str], Comparison]:
    """The comparison of two packs."""
    known: dict[tuple[str, str], Comparison] = {}

    def get(source: str, target: str) -> Comparison:
        if (source, target) not in known:
            known[source, target] = Comparison(pack(source), pack(target))
        return known[source, target]

    return get
