"""A stream in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of *size* items; the last may be shorter."""
    source = iter(items)
    while portion := list(islice(source, size)):
        yield portion
