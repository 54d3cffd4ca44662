"""The JSON of a pack: its schemas, templates, settings and locales, each value with its place in its file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.liquid import TemplateError
from engine.themes import jsonc
from engine.themes.packs import Pack
from engine.themes.packs.home import HOME_SECTIONS, chosen_place, chosen_values

from .findings import Finding

Place = tuple[str | int, ...]
"""The way to a value: keys and numbers from the outside in."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass
class Document:
    """One JSON text: a whole file, or the schema inside a Liquid file from `first` on."""

    path: str
    file_text: str
    data: Any
    text: str
    first: int = 0

    def finding(self, place: Place, kind: str, message: str, cure: str = "", severity: str = "") -> Finding:
        """A finding at a value of this document, or at the nearest value around it that stands there."""
        while place not in self._indexes and place:
            place = place[:-1]
        return Finding.at(
            self.path, self._line(self._indexes.get(place, self.first)), kind, message, cure, severity
        )

    def _line(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.file_text))]

    @cached_property
    def _indexes(self) -> dict[Place, int]:
        return dict(_indexes(jsonc.without_extras(self.text), self.first))


def _indexes(text: str, first: int) -> Iterator[tuple[Place, int]]:
    """Where each value begins; a value of an object begins at its key. `text` is known to be JSON."""
    way: list[str | int] = []
    key, at_key = None, 0
    for match in _TOKEN.finditer(text):
        mark, index = match.group(), first + match.start()
        in_object = bool(way) and isinstance(way[-1], str)
        if mark in "]}":
            way.pop()
        elif mark == ",":
            if in_object:
                key = None
            else:
                way[-1] = int(way[-1]) + 1
        elif mark == ":":
            continue
        elif in_object and key is None:
            key, at_key = json.loads(mark), index
            way[-1] = key
        else:
            yield tuple(way), at_key if in_object else index
            if mark in "[{":
                way.append(0 if mark == "[" else "")
                key = None


class Documents:
    """Every JSON text of a pack, read once. What cannot be read is told in `faults`."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.faults: list[Finding] = []
        self.sections = self._schemas("sections")
        self.blocks = self._schemas("blocks")
        self.templates = self._files("templates")
        self.groups = self._files("sections")
        self.locales = self._files("locales")
        self.settings_schema = self._file("config/settings_schema.json")
        self.settings_data = self._file("config/settings_data.json")

    def beginnings(self) -> Iterator[tuple[Document, Place, dict[str, Any], str]]:
        """What names sections that a store begins with: the text, where in it they lie, what lies there, and the name of
        their order."""
        for document in (*self.templates.values(), *self.groups.values()):
            if isinstance(document.data, dict):
                yield document, (), document.data, "order"
        home, settings = self.pack.templates.get("index"), self.settings_data
        place = chosen_place(settings.data) if settings is not None else None
        if settings is not None and place is not None and home is not None and home.liquid:
            yield settings, place, chosen_values(settings.data), HOME_SECTIONS

    def _schemas(self, folder: str) -> dict[str, Document]:
        read = (
            (name, self._schema(f"{folder}/{name}.liquid")) for name in self.pack.names(folder, ".liquid")
        )
        return {name: document for name, document in read if document is not None}

    def _schema(self, path: str) -> Document | None:
        try:
            text, first = self.pack.schema_text(path)
            source = self.pack.text(path) or ""
        except TemplateError:
            return None  # told as a file that cannot be read
        return None if text is None else self._read(path, source, text, first)

    def _files(self, folder: str) -> dict[str, Document]:
        read = ((name, self._file(f"{folder}/{name}.json")) for name in self.pack.names(folder, ".json"))
        return {name: document for name, document in read if document is not None}

    def _file(self, path: str) -> Document | None:
        if path not in self.pack.files:
            return None
        try:
            text = self.pack.text(path) or ""
        except TemplateError as error:
            self.faults.append(Finding.of(error.problem, "json"))
            return None
        return self._read(path, text, text, 0)

    def _read(self, path: str, source: str, text: str, first: int) -> Document | None:
        try:
            line = source.count("\n", 0, first) + 1
            return Document(path, source, jsonc.read(text, path, line), text, first)
        except TemplateError as error:
            self.faults.append(Finding.of(error.problem, "json"))
            return None
