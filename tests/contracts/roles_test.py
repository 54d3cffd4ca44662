"""What our packs declare of their settings is what their Liquid says: a role that nothing shows would mislead the matching."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.themes.matching import PackReader
from engine.themes.matching.slots import Place
from engine.themes.packs import Pack

PACKS = sorted(p for p in (Path(__file__).resolve().parents[2] / "theme_packs").iterdir() if p.is_dir())


def roles_in(place: Place) -> dict[str, str]:
    own = [*place.slots, *(s for kind in place.kinds for slots in kind.instances for s in slots)]
    return {each.setting: slot.role for slot in own if not slot.at for each in slot.fields}


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_declared_roles_are_those_that_are_read(folder: Path, tmp_path: Path) -> None:
    declared: dict[str, Any] = json.loads((folder / "config" / "roles.json").read_text())
    bare = tmp_path / folder.name
    shutil.copytree(folder, bare)
    (bare / "config" / "roles.json").unlink()
    with_roles, without = PackReader(Pack(folder)), PackReader(Pack(bare))
    count = 0
    for name, said in declared.items():
        if name.startswith("blocks/"):
            kind = without.theme_blocks[name.removeprefix("blocks/")]
            places = [(kind.place, said)]
        else:
            capacity = without.capacity(name)
            assert with_roles.capacity(name) == capacity, name
            blocks = said.get("blocks", {})
            places = [(capacity.place, {k: v for k, v in said.items() if k != "blocks"})]
            places += [
                (k.place, blocks[k.name]) for k in capacity.place.kinds if k.name in blocks and not k.wrapper
            ]
            assert {k.name for k in capacity.place.kinds} >= set(blocks), name
        for place, roles in places:
            read = roles_in(place)
            assert {setting: read.get(setting) for setting in roles} == roles, name
            count += len(roles)
    assert count > 20
