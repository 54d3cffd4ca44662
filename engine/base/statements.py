"""Reads the text of a SQL statement for the isolation guard: which tables of stores it touches, and whether each is limited
to one store. Pure, so that it can be tested by itself.

A statement is taken apart into its query blocks (subqueries, parts of a union, common table expressions). In each block
every table of a store must be tied by ``store_id = …`` to a value, or to something that is tied itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.base.model import store_tables

_STRING = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_NOT_DATA = re.compile(
    r"\s*(CREATE|DROP|ALTER|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|ANALYZE|VACUUM|GRANT)\b", re.I
)
_QUERY = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.I)
_SET_OPERATION = re.compile(r"\b(?:UNION|INTERSECT|EXCEPT)\b(?:\s+ALL\b)?", re.I)
_INSERT = re.compile(
    r'\bINSERT\s+(?:OR\s+\w+\s+)?INTO\s+"?(?P<table>\w+)"?(?:\s+AS\s+(?P<alias>\w+))?\s*(?:\((?P<columns>[^)]*)\))?',
    re.I,
)
_VALUE = r"(?:\?|\d+|:\w+|\$\d+|%\(\w+\)s|%s)"
_NAME = r'"?(\w+)"?\."?store_id"?'
_TIED_TO_VALUE = re.compile(
    rf"{_NAME}\s*(?:=\s*{_VALUE}|IN\s*\(\s*{_VALUE})|{_VALUE}(?:::\w+)?\s*=\s*{_NAME}(?!\w)", re.I
)
_TIED_TO_EACH_OTHER = re.compile(rf"{_NAME}\s*=\s*{_NAME}", re.I)
_BARE = re.compile(rf'(?<![.\w"])"?store_id"?\s*(?:=\s*{_VALUE}|IN\s*\(\s*{_VALUE})', re.I)

_NOTHING = re.compile(r"\bWHERE\s+(?:0\s*=\s*1|false)\s*(?:$|\bORDER\b|\bLIMIT\b|\bGROUP\b)", re.I)
"""What SQLAlchemy makes of a condition that cannot be true: such a block reaches no row at all."""

_GIVEN = re.compile(r"\?|%\((\w+)\)s")
_BEFORE_VALUE = re.compile(r'store_id"?\s*(?:=|IN\s*\([^()]*)\s*$', re.I)
_AFTER_VALUE = re.compile(r'\s*(?:::\w+)?\s*=\s*[\w".]*\bstore_id\b', re.I)
_LITERAL = re.compile(r'store_id"?\s*(?:=|IN\s*\()\s*(\d+)', re.I)


@dataclass(frozen=True)
class Given:
    """Where the values compared with (or written to) store_id come from: positions or names of parameters, literals."""

    positions: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    literals: tuple[int, ...] = ()


@lru_cache(maxsize=1)
def _relation() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, store_tables()), key=len, reverse=True))
    return re.compile(rf'(?<![\w."])(?<!\bAS )"?({names})"?(?!\w|"?\s*\.)(?:\s+AS\s+"?(\w+)"?)?', re.I)


@lru_cache(maxsize=4096)
def touches_stores(statement: str) -> bool:
    """Whether a table of a store is named."""
    return _relation().search(_code(statement)) is not None


@lru_cache(maxsize=4096)
def fault(statement: str) -> str | None:
    """What is wrong with a statement's text, or None."""
    code = _code(statement)
    if _NOT_DATA.match(code):
        return None
    for block in _blocks(code):
        wrong = _fault_of_block(block)
        if wrong:
            return wrong
    return None


@lru_cache(maxsize=4096)
def given(statement: str) -> Given:
    """Which parameters and literals of a statement name a store."""
    code = _code(statement)
    positions, names = [], []
    written = _written_value(code)
    for number, found in enumerate(_GIVEN.finditer(code)):
        before, after = (
            code[max(0, found.start() - 200) : found.start()],
            code[found.end() : found.end() + 80],
        )
        if found.start() in written or _BEFORE_VALUE.search(before) or _AFTER_VALUE.match(after):
            if found.group(1):
                names.append(found.group(1))
            else:
                positions.append(number)
    literals = [int(value) for value in _LITERAL.findall(code)]
    literals += [int(code[start:].split(",")[0].strip(" )")) for start in written if code[start].isdigit()]
    return Given(tuple(positions), tuple(names), tuple(literals))


def _code(statement: str) -> str:
    return _COMMENT.sub(" ", _STRING.sub("''", statement))


def _blocks(code: str) -> Iterator[str]:
    """The query blocks of a statement, each with its inner ones cut out."""
    opened: list[int] = []
    text = code
    position = 0
    while position < len(text):
        sign = text[position]
        if sign == "(":
            opened.append(position)
        elif sign == ")" and opened:
            start = opened.pop()
            inner = text[start + 1 : position]
            if _QUERY.match(inner):
                yield from _SET_OPERATION.split(inner)
                text = f"{text[: start + 1]}{text[position:]}"
                position = start + 1
        position += 1
    yield from _SET_OPERATION.split(text)


def _fault_of_block(block: str) -> str | None:
    insert = _INSERT.search(block)
    if insert and insert.group("table").lower() in store_tables():
        columns = (insert.group("columns") or "").replace('"', "").replace(",", " ").lower().split()
        if "store_id" not in columns:
            return f"INSERT INTO {insert.group('table')} without store_id"
    if insert:
        block = f"{block[: insert.start()]} {block[insert.end() :]}"
    tables = {(m.group(2) or m.group(1)).lower(): m.group(1) for m in _relation().finditer(block)}
    if not tables or _NOTHING.search(block):
        return None
    tied = {(a or b).lower() for a, b in _TIED_TO_VALUE.findall(block)}
    if len(tables) == 1 and _BARE.search(block):
        return None
    pairs = [(a.lower(), b.lower()) for a, b in _TIED_TO_EACH_OTHER.findall(block)]
    target = insert.group("table").lower() if insert else None
    # What is named but is no table of this block belongs to a block around it, or is one: that is checked by itself.
    tied |= {name for pair in pairs for name in pair if name not in tables and name != target}
    while grown := {b for a, b in pairs if a in tied} | {a for a, b in pairs if b in tied}:
        if grown <= tied:
            break
        tied |= grown
    for alias, table in tables.items():
        if alias not in tied:
            return f"{table} (as {alias}) without a condition on its store_id"
    return None


def _written_value(code: str) -> set[int]:
    """Where the store_id of an INSERT … VALUES stands, one position per row."""
    insert = _INSERT.search(code)
    if not insert or not insert.group("columns"):
        return set()
    columns = [name.strip().strip('"').lower() for name in insert.group("columns").split(",")]
    values = re.compile(r"\s*VALUES\b", re.I).match(code, insert.end())
    if "store_id" not in columns or not values:
        return set()
    found, position = set(), values.end()
    while (row := re.compile(r"\s*,?\s*\(").match(code, position)) is not None:
        items, position = _items(code, row.end())
        if len(items) == len(columns):
            found.add(items[columns.index("store_id")])
    return found


def _items(code: str, start: int) -> tuple[list[int], int]:
    """Where the items of a parenthesis begin, and where it ends."""
    starts, depth, fresh, position = [], 0, True, start
    while position < len(code):
        sign = code[position]
        if fresh and not sign.isspace():
            starts.append(position)
            fresh = False
        if sign == "(":
            depth += 1
        elif sign == ")":
            if depth == 0:
                return starts, position + 1
            depth -= 1
        elif sign == "," and depth == 0:
            fresh = True
        position += 1
    return starts, position
