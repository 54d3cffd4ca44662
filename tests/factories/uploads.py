"""Zips of packs, and packs that a store has uploaded."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.rendering.uploads.child import name_of
from engine.themes import commands, ports
from engine.themes.archives import pack_up
from engine.themes.models import ThemeUpload
from engine.themes.packs import Pack
from engine.themes.uploaded import file_key
from tests.support.shipped import PACKS

Files = Mapping[str, str | bytes]


def small_theme(title: str, more: Files | None = None) -> dict[str, str | bytes]:
    """The files of a small theme without faults, and `more`."""
    info = {
        "name": "theme_info",
        "theme_name": title,
        "theme_author": "Somebody",
        "theme_version": "1.0.0",
        "theme_documentation_url": "https://small.example/",
        "theme_support_url": "https://small.example/help",
    }
    head = '<html lang="{{ request.locale.iso_code }}"><head>{{ content_for_header }}</head>'
    title_setting = {"type": "text", "id": "title", "label": "Title", "default": "Hello"}
    hello = {"name": "Hello", "settings": [title_setting]}
    index = {"sections": {"a": {"type": "hello", "settings": {"title": title}}}, "order": ["a"]}
    return {
        "layout/theme.liquid": f"{head}<body>{{{{ content_for_layout }}}}</body></html>",
        "sections/hello.liquid": "<h1>{{ section.settings.title }}</h1>{% schema %}"
        + json.dumps(hello)
        + "{% endschema %}",
        "templates/index.json": json.dumps(index),
        "config/settings_schema.json": json.dumps([info]),
        "config/settings_data.json": "{}",
        "locales/en.default.json": "{}",
        "assets/base.css": "h1{margin:0}",
        **(more or {}),
    }


def folio_and_small(folder: Path, title: str = "Small") -> Path:
    """Fill the folder of an installation's packs: Folio, and a small one of that title."""
    shutil.copytree(PACKS / "folio", folder / "folio")
    write_theme(folder / "small", small_theme(title))
    return folder


def zip_of(files: Files, *, top: str = "") -> bytes:
    """A zip of these files, below a folder if one is named."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{top}/{name}" if top else name, content)
    return data.getvalue()


def write_theme(folder: Path, files: Files) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def give_own_pack(session: StoreSession, title: str, more: Files | None = None) -> ThemeUpload:
    """A small theme of that title as if the store had uploaded it, without the job that checks it."""
    with tempfile.TemporaryDirectory() as name:
        draft = write_theme(Path(name) / "draft", small_theme(title, more))
        pack = Pack(draft.rename(Path(name) / name_of(draft, title)))
        pack_up(pack.files, Path(name) / "checked.zip")
        key = file_key(session.store, pack.name, pack.version)
        ports.pack_files().put(key, (Path(name) / "checked.zip").read_bytes())
        row = commands.request_upload(session, key, f"{title}.zip", actor=SYSTEM)
        session.flush()
        commands.accept_upload(session, row.id, pack, [], SYSTEM)
    return row
