"""CSV files as a stream of rows, whatever state they are in: encodings told apart, broken rows named and passed over.

A row is complete when its quotes are in pairs. One that is not, or whose number of fields is not the header's, is reported by
its first line; reading goes on at the next line that makes a sound row again. Memory stays within a few times MOST_ROW.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from engine.base.errors import Refused
from engine.catalogue.importing.parsed import Unreadable

MOST_FIELD = 1_000_000
MOST_ROW = 4_000_000
"""Characters of one row, line breaks included."""
_CHUNK = 1 << 20
_OTHER_FILES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"RIFF",
    b"\x1f\x8b",
)
"""Beginnings of spreadsheets, archives and pictures."""


@dataclass(frozen=True)
class Row:
    """Fields by column name; ``line`` is where the row begins."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read. ``first`` is its first field as far as it can be told: whose row it may be."""

    line: int
    refusal: Refused
    first: str


@dataclass
class CsvFile:
    """An opened file: its columns, encoding and rows. ``notes`` say what is unusual about it."""

    path: Path
    encoding: str
    delimiter: str
    columns: list[str]
    notes: list[str] = field(default_factory=list)
    read_bytes: int = 0
    """How far reading has come."""

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row after the header."""
        csv.field_size_limit(MOST_ROW)
        lines = _Lines(self.path, self.encoding)
        try:
            for row in _rows(lines, self.delimiter, self.columns):
                self.read_bytes = lines.position
                yield row
        finally:
            lines.close()


def open_csv(path: Path) -> CsvFile:
    """Look at a file: encoding, delimiter, header. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OTHER_FILES):
        raise Unreadable("The file is not text. Open it in a spreadsheet, save it as CSV, and import that.")
    encoding, notes = detect_encoding(path)
    csv.field_size_limit(MOST_ROW)
    lines = _Lines(path, encoding)
    try:
        head = next((line for _, line in lines if line.strip()), "")
    finally:
        lines.close()
    if not head.strip():
        raise Unreadable("The file is empty.")
    if "\0" in head or sum(c.isprintable() or c in "\t\r\n" for c in head) < 0.95 * len(head):
        raise Unreadable("The file is not text. Export the products as CSV and import that.")
    delimiter = max(",;\t", key=head.count)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if delimiter != ",":
        notes.append(f"fields are separated by {'tabs' if delimiter == chr(9) else 'semicolons'}")
    return CsvFile(path, encoding, delimiter, columns, notes)


def detect_encoding(path: Path) -> tuple[str, list[str]]:
    """The encoding of a file, and what to say about it. UTF-8 is not worth a word."""
    with path.open("rb") as file:
        start = file.read(4_096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ["the file is in UTF-16"]
    if start[1::2].count(0) > len(start) // 4 and start[::2].count(0) < len(start) // 20:
        return "utf-16-le", ["the file is in UTF-16 without a mark"]
    bad, good = _count_utf8(path)
    if bad == 0 or good > 20 * bad:
        return "utf-8-sig", []
    note = "the file is not in UTF-8; it was read as Windows-1252 (Western European). Check accented letters"
    return "cp1252", [note]


def _count_utf8(path: Path) -> tuple[int, int]:
    """(bytes that are not UTF-8, letters beyond ASCII that are)."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    bad = good = 0
    with path.open("rb") as file:
        while True:
            data = file.read(_CHUNK)
            text = decoder.decode(data, final=not data)
            if not text.isascii():
                stray = sum("\udc80" <= letter <= "\udcff" for letter in text if letter > "\x7f")
                bad += stray
                good += sum(letter > "\x7f" for letter in text) - stray
            if not data:
                return bad, good


class _Lines:
    """Physical lines with numbers. A line longer than MOST_ROW comes as its beginning, marked by ``cut``."""

    def __init__(self, path: Path, encoding: str) -> None:
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._bytes = path.open("rb")
        self._file = TextIOWrapper(self._bytes, encoding=encoding, errors=errors, newline="")
        self._again: deque[tuple[int, str]] = deque()
        self._number = 0
        self.cut: set[int] = set()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        if self._again:
            return self._again.popleft()
        line = self._file.readline(MOST_ROW)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) >= MOST_ROW and not line.endswith(("\n", "\r")):
            self.cut.add(self._number)
            while (rest := self._file.readline(_CHUNK)) and not rest.endswith(("\n", "\r")):
                pass
            return self._number, line[:4_096]
        return self._number, line

    @property
    def position(self) -> int:
        """Bytes taken from the file so far."""
        return int(self._bytes.tell())

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """These come again, before the rest of the file."""
        self._again.extendleft(reversed(lines))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _rows(lines: _Lines, delimiter: str, columns: list[str]) -> Iterator[Row | BadRow]:
    header_seen, lost = False, False
    for number, line in lines:
        if not line.strip():
            continue
        if lost and '"' not in line and line.count(delimiter) < len(columns) - 1:
            continue  # no row can begin here
        taken = _take(lines, number, line)
        fields, refusal = _parse([part for _, part in taken], number in lines.cut, delimiter, len(columns))
        if not header_seen:
            header_seen = True
            continue
        if refusal is None:
            lost = False
            yield Row(number, dict(zip(columns, fields, strict=False)))
            continue
        if not lost:  # what follows a broken row is reported once, until sound rows come again
            yield BadRow(number, refusal, line.lstrip('"').split(delimiter, 1)[0].strip(' "\r\n')[:120])
        if len(taken) > 1:
            lines.put_back(taken[1:])
            lost = True


def _take(lines: _Lines, number: int, line: str) -> list[tuple[int, str]]:
    """The physical lines of the row that begins with *line*: until quotes are in pairs, or it is too long."""
    taken, size, odd = [(number, line)], len(line), line.count('"') % 2
    while odd and size <= MOST_ROW and number not in lines.cut:
        following = next(lines, None)
        if following is None:
            break
        number, line = following
        taken.append(following)
        size += len(line)
        odd ^= line.count('"') % 2
    return taken


def _parse(parts: list[str], cut: bool, delimiter: str, width: int) -> tuple[list[str], Refused | None]:
    text = parts[0] if len(parts) == 1 else "".join(parts)
    if cut or len(text) > MOST_ROW:
        return [], Refused("import.row_too_long", most=MOST_ROW // 1_000_000)
    if text.count('"') % 2:
        return [], Refused("import.quote_open")
    if "\0" in text:
        return [], Refused("import.nul")
    if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
        return [], Refused("import.not_utf8")
    try:
        found = list(csv.reader(parts, delimiter=delimiter, strict=True))
    except csv.Error:
        return [], Refused("import.quote_open")
    fields = [value for row in found for value in row] if len(found) != 1 else found[0]
    while len(fields) > width and not fields[-1].strip():
        fields.pop()
    if len(found) != 1 or len(fields) != width:
        return [], Refused("import.field_count", found=len(fields), wanted=width)
    if len(text) > MOST_FIELD and any(len(value) > MOST_FIELD for value in fields):
        return [], Refused("import.field_too_long", most=MOST_FIELD // 1_000_000)
    return fields, None
