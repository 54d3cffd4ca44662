"""Theme packs that are one text file each (`=== path` begins a file), and the same packs under other names."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.themes import jsonc
from engine.themes.packs import Pack
from engine.themes.schema import BlockType

_PART = re.compile(r"^=== ", re.MULTILINE)
_SCHEMA = re.compile(r"(\{%-?\s*schema\s*-?%\})(.*?)(\{%-?\s*endschema\s*-?%\})", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ALIAS = re.compile(r"assign\s+(\w+)\s*=\s*(?:section|block)\.settings\s*(?:-?%\}|\n)")


def write(source: Path, folder: Path) -> Path:
    """Write a pack's text file out as a folder."""
    for part in _PART.split(source.read_text(encoding="utf-8"))[1:]:
        path, _, body = part.partition("\n")
        target = folder / path.strip()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body, encoding="utf-8")
    return folder


class Renamed:
    """A pack with other names of section files, blocks and setting ids, in schemas, Liquid and templates alike.

    `shuffled`: the pack's own names change places; else they become letters and numbers that say nothing.
    """

    def __init__(self, pack: Pack, folder: Path, *, shuffled: bool, seed: int = 1) -> None:
        self.pack = pack
        self._random = random.Random(seed)
        self._shuffled = shuffled
        self.files = self._mapping(pack.names("sections", ".liquid"), "f")
        local, ids = set(), set()
        for each in (*pack.sections.values(), *pack.blocks.values()):
            ids |= {s.id for s in each.settings if s.has_value}
            for block in _below(each.blocks):
                ids |= {s.id for s in block.settings if s.has_value}
                if not block.type.startswith("@") and block.type not in pack.blocks:
                    local.add(block.type)
        self._ids = self._mapping(ids, "s")
        public = [name for name in pack.blocks if not name.startswith("_")]
        private = [name for name in pack.blocks if name.startswith("_")]
        self._theme = self._mapping(public, "b") | self._mapping(private, "_p")
        self._blocks = self._mapping(local, "k") | self._theme
        self._write(folder)

    def _mapping(self, names: Iterable[str], prefix: str) -> dict[str, str]:
        ordered = sorted(names)
        others = list(ordered) if self._shuffled else [f"{prefix}{n}" for n in range(len(ordered))]
        self._random.shuffle(others)
        return dict(zip(ordered, others, strict=True))

    def _write(self, folder: Path) -> None:
        for path, file in self.pack.files.items():
            part, _, name = path.partition("/")
            if part == "assets":
                continue
            target = path
            if path.endswith(".liquid"):
                if part == "sections":
                    target = f"sections/{self.files[name[:-7]]}.liquid"
                elif part == "blocks":
                    target = f"blocks/{self._theme[name[:-7]]}.liquid"
                text = self._liquid(file.read_text(encoding="utf-8"))
            elif part in ("templates", "sections"):
                text = json.dumps(self._template(self.pack.json(path)))
            else:
                text = file.read_text(encoding="utf-8")
            place = folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    # -- Liquid ------------------------------------------------------------------------------------------

    def _liquid(self, text: str) -> str:
        aliases = "|".join({"settings", *_ALIAS.findall(text)})
        owner = re.compile(
            rf"(?<![\w.])((?:section|block)\.settings|(?!settings\b)(?:{aliases}))\.([A-Za-z_][\w-]*)"
        )
        parts = _SCHEMA.split(text)
        written = [self._tags(parts[0], owner)]
        for opening, schema, closing, after in zip(
            parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True
        ):
            declared = json.dumps(self._declared(jsonc.read(schema, "schema", 1)))
            written += [opening, declared, closing, self._tags(after, owner)]
        return "".join(written)

    def _tags(self, text: str, owner: re.Pattern[str]) -> str:
        return _TAG.sub(lambda match: self._tag(match[0], owner), text)

    def _tag(self, text: str, owner: re.Pattern[str]) -> str:
        text = owner.sub(lambda m: f"{m[1]}.{self._ids.get(m[2], m[2])}", text)
        if re.search(r"block\.type|\bwhen\b", text):
            text = re.sub(r"'([\w@-]+)'", lambda m: f"'{self._blocks.get(m[1], m[1])}'", text)
        text = re.sub(
            r"(content_for\s+'block',\s*type:\s*)'([\w-]+)'", lambda m: f"{m[1]}'{self._theme[m[2]]}'", text
        )
        return re.sub(r"(\{%-?\s*section\s+)'([\w-]+)'", lambda m: f"{m[1]}'{self.files[m[2]]}'", text)

    # -- JSON --------------------------------------------------------------------------------------------

    def _declared(self, schema: dict[str, Any]) -> dict[str, Any]:
        made = dict(schema)
        if "settings" in made:
            made["settings"] = [
                {**s, "id": self._ids.get(s["id"], s["id"])} if "id" in s else s for s in made["settings"]
            ]
        if "blocks" in made:
            made["blocks"] = [
                {**self._declared(b), "type": self._blocks.get(b["type"], b["type"])} for b in made["blocks"]
            ]
        if "presets" in made:
            made["presets"] = [self.data(preset) for preset in made["presets"]]
        return made

    def _template(self, template: dict[str, Any]) -> dict[str, Any]:
        for entry in template["sections"].values():
            entry.update(self.data(entry))
            entry["type"] = self.files[entry["type"]]
        return template

    def data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Section data under the new names."""
        made = dict(data)
        if isinstance(made.get("settings"), dict):
            made["settings"] = {self._ids.get(k, k): v for k, v in made["settings"].items()}
        blocks = made.get("blocks")
        if isinstance(blocks, dict):
            made["blocks"] = {key: self._block(block) for key, block in blocks.items()}
        elif isinstance(blocks, list):
            made["blocks"] = [self._block(block) for block in blocks]
        return made

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        return {**self.data(block), "type": self._blocks.get(block["type"], block["type"])}


def _below(blocks: Iterable[BlockType]) -> Iterable[BlockType]:
    for block in blocks:
        yield block
        yield from _below(block.blocks)


__all__ = ["Renamed", "write"]
