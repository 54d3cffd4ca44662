"""What fields need from rooms further right: whether a record is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from engine.base.db import StoreSession
from engine.base.ports import Port


class Records(Protocol):
    """The records that have fields, and those that values point at."""

    def existing(self, session: StoreSession, kind: str, ids: Iterable[int]) -> set[int]:
        """Which of these ids are records of this kind (an owner, or what a reference names); one query."""
        ...

    def by_handles(self, session: StoreSession, kind: str, handles: Iterable[str]) -> dict[str, int]:
        """{handle: id} of records of this kind; articles are ``blog/article``, metaobjects ``type/handle``, files names."""
        ...


records: Port[Records] = Port("metafields.records")
