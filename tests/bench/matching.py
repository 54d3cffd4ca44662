"""Section data of a store against the section files of a pack: what the matching engine costs, and that it is linear."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.themes.matching import Capacity, Context, PackReader, SectionContent, content_of, match
from engine.themes.matching import fill as filling
from engine.themes.packs import Pack
from tests.bench.ground import Ground, Row
from tests.support.paths import ROOT

TITLE = "Matching section data against section files (capacities read before, then everything from nothing)"
SECTIONS, FILES = 500, 100
MOST_SECONDS = 1.5


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds: 500 section data against 100 files, then half and a quarter of either, and of reading a pack."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        folder = pack_of_many(Path(name) / "many")
        began = time.perf_counter()
        capacities = list(PackReader(Pack(folder)).all().values())
        yield Row(f"reading {len(capacities)} section files", {"ms": _since(began)}, {})
        contents = list(_contents(SECTIONS))
        for sections, files in (
            (SECTIONS // 4, FILES),
            (SECTIONS // 2, FILES),
            (SECTIONS, FILES // 4),
            (SECTIONS, FILES // 2),
            (SECTIONS, FILES),
        ):
            fresh = list(PackReader(Pack(folder)).all().values())[:files]
            spent, best = _match(contents[:sections], fresh)
            most = {"ms": MOST_SECONDS * 1000} if (sections, files) == (SECTIONS, FILES) else {}
            figures = {"ms": spent, "µs a pair": 1000 * spent / (sections * files), "matched": float(best)}
            yield Row(f"{sections} section data, {files} files", figures, most)


def _match(contents: list[SectionContent], capacities: list[Capacity]) -> tuple[float, int]:
    began = time.perf_counter()
    found = sum(match(content, capacities, None, Context()).best is not None for content in contents)
    return _since(began), found


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def pack_of_many(folder: Path) -> Path:
    """The section files of our own packs, with their blocks and snippets, repeated under other names."""
    own = sorted((ROOT / "theme_packs").glob("*/sections/*.liquid"))
    for part in ("blocks", "snippets", "locales"):
        for path in sorted((ROOT / "theme_packs").glob(f"*/{part}/*")):
            target = folder / part / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (folder / "sections").mkdir(parents=True, exist_ok=True)
    for number in range(FILES):
        source = own[number % len(own)]
        shutil.copyfile(source, folder / "sections" / f"{source.stem}-{number}.liquid")
    return folder


def _contents(count: int) -> Iterator[SectionContent]:
    """Section data of every section file of our packs, with more or fewer blocks and values left out at random."""
    chance = random.Random(7)
    made: list[tuple[Capacity, dict[str, Any]]] = []
    for path in sorted((ROOT / "theme_packs").iterdir()):
        if (path / "sections").is_dir():
            pack = Pack(path)
            reader = PackReader(pack)
            for name, schema in pack.sections.items():
                made.append((reader.capacity(name), filling.full(pack, schema)))
    for number in range(count):
        capacity, data = made[number % len(made)]
        yield content_of(capacity, _varied(data, chance))


def filled(pack: Pack, count: int) -> Iterator[dict[str, Any]]:
    """Section data of a pack's addable files in the public format, with values and blocks left out at random."""
    chance = random.Random(7)
    files = [name for name, schema in pack.sections.items() if schema.presets and schema.allows("page")]
    for number in range(count):
        file = files[number % len(files)]
        yield {"type": file, **_varied(filling.full(pack, pack.sections[file]), chance)}


def _varied(data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    settings = {key: value for key, value in data["settings"].items() if chance.random() < 0.8}
    blocks: dict[str, Any] = {}
    for key, block in (data.get("blocks") or {}).items():
        for copy in range(chance.choice((0, 1, 1, 1, 2))):
            blocks[f"{key}-{copy}"] = _varied(block, chance) | {"type": block["type"]}
    return {"settings": settings, "blocks": blocks, "block_order": list(blocks)}
