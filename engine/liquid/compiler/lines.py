"""Gives a code object the lines of the template that it was made from.

Done on the finished code: a tree of Python objects, whose lines could be set before, costs four times as much time and
memory as compiling does.
"""

from __future__ import annotations

from types import CodeType

_NO_COLUMNS, _NO_PLACE = 13, 15
_LONGEST = 8


def with_lines(code: CodeType, origins: list[int]) -> CodeType:
    """The same code, its inner functions too; line n of its source becomes `origins[n - 1]`."""
    first = _origin(code.co_firstlineno, origins)
    table = bytearray()
    line = first
    for start, end, own in code.co_lines():
        wanted = None if own is None else _origin(own, origins)
        units = (end - start) // 2
        while units > 0:
            length = min(units, _LONGEST)
            units -= length
            if wanted is None:
                table.append(0x80 | _NO_PLACE << 3 | length - 1)
                continue
            table.append(0x80 | _NO_COLUMNS << 3 | length - 1)
            _add_signed(table, wanted - line)
            line = wanted
    inner = tuple(
        with_lines(each, origins) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    return code.replace(co_firstlineno=first, co_linetable=bytes(table), co_consts=inner)


def _origin(line: int, origins: list[int]) -> int:
    return origins[min(max(line, 1), len(origins)) - 1]


def _add_signed(table: bytearray, value: int) -> None:
    """Six bits a byte, the lowest first, the sign in the lowest bit (CPython's location table)."""
    rest = -value << 1 | 1 if value < 0 else value << 1
    while rest >= 64:
        table.append(0x40 | rest & 63)
        rest >>= 6
    table.append(rest)
