"""Copies of packs for the edge: what one was made from, and what would bring it up to date with its original."""

from __future__ import annotations

from collections.abc import Mapping

from engine.base.errors import Refused
from engine.base.files import FileMissing
from engine.themes import ports
from engine.themes.packs import Pack

from .making import Origin, base_key, copy_of, files_of, named, origin_of, unzipped, zipped
from .merging import Merged, merged


def update_of(
    store_id: int, copy: Pack, original: Pack, decided: Mapping[str, str] | None = None
) -> Merged | None:
    """What the original's present version would change in a copy; None if the copy is no copy of it, or up to date. Reads
    the file store, so call it outside of transactions. Raises Refused when what the copy began with is gone."""
    origin = origin_of(copy)
    if origin is None or origin.pack != original.name or origin.version == original.version:
        return None
    try:
        with ports.pack_files().open(base_key(store_id, origin)) as kept:
            base = unzipped(kept.read())
    except FileMissing as missing:
        raise Refused("pack.base_is_gone", title=copy.title) from missing
    return merged(base, files_of(copy), named(files_of(original), origin.title), decided)


def updated_zip(copy: Pack, original: Pack, result: Merged) -> tuple[Origin, bytes, bytes]:
    """The zip of an update that is decided, and that of the original's files, against which the next one is merged.

    Raises Refused naming the first file that is not decided.
    """
    if result.undecided:
        raise Refused("pack.update_undecided", field=result.undecided[0], file=result.undecided[0])
    origin = origin_of(copy)
    assert origin is not None
    now = Origin(original.name, original.version, origin.title)
    return now, zipped(result.files, now), zipped(named(files_of(original), origin.title), now)


__all__ = ["Merged", "Origin", "base_key", "copy_of", "origin_of", "update_of", "updated_zip"]
