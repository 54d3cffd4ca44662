"""A pack on its author's desk: `themes dev` over it, in a process of its own that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.authors import Bench, dev, new_pack, write
from tests.support.waiting import until


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """`themes dev` over a new pack outside of the repository."""
    with dev(new_pack(tmp_path_factory.mktemp("desk"))) as running:
        yield running


@pytest.fixture
def pack(bench: Bench) -> Iterator[Path]:
    """The pack of `bench`; a test leaves it as it was."""
    before = {path: path.read_bytes() for path in bench.pack.rglob("*") if path.is_file()}
    yield bench.pack
    added = [path for path in bench.pack.rglob("*") if path.is_file() and path not in before]
    changed = {
        str(path.relative_to(bench.pack)): data for path, data in before.items() if not _is(path, data)
    }
    if added or changed:
        known = bench.state()
        for path in added:
            path.unlink()
        write(bench.pack, changed)
        # what the desk has yet to see would reload the pages of the next test
        until(lambda: bench.state() != known, what="the desk to see its pack as it was")


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    """A pack for a test that starts `themes dev` itself."""
    return new_pack(tmp_path)
