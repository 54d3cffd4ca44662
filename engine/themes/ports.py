"""What themes need from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.base.files import FileStore
from engine.base.ports import Port

if TYPE_CHECKING:
    from engine.themes.uploaded import UploadedPacks

pack_files: Port[FileStore] = Port("themes.pack_files")
"""Keeps the zips of packs that stores have uploaded."""
own_packs: Port[UploadedPacks] = Port("themes.own_packs")
"""The stores' own packs, opened on this machine; one per process."""
