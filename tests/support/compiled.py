"""What templates compile to, kept from test to test: packs in a folder that each installation of a test has as its own
for a while, the pages of the admin and the platform in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from tests.support.paths import run_folder


@contextmanager
def lent(folder: Path) -> Iterator[None]:
    """*folder* is meanwhile the one in which this process keeps compiled templates; each counts by its own digest."""
    kept = run_folder() / f"compiled-{os.getpid()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        kept.rename(folder)
    try:
        yield
    finally:
        if folder.exists() and not kept.exists():
            folder.rename(kept)


class _InMemory(BytecodeCache):
    """Of one origin: its options shape the code. A changed file has another checksum and is compiled anew."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.load_bytecode(BytesIO(self._kept[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_OF_ORIGIN: dict[str, _InMemory] = {}


def share_pages(origins: Iterable[Flask]) -> None:
    """Let the apps of this process compile each of their own pages once."""
    for app in origins:
        app.jinja_env.bytecode_cache = _OF_ORIGIN.setdefault(app.name, _InMemory())
