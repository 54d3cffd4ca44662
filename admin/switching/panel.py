"""What the page of the theme tells beside the sections: the look that is worn, looks for kinds of pages, times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request

from admin.switching.kinds import KINDS
from admin.switching.report import FRAMES_LAST
from engine.base.db import StoreSession
from engine.rendering.preview_tokens import PreviewView, preview_address, preview_token
from engine.themes import queries
from engine.themes.models import LookSchedule, LookVersion, Theme

LATEST = 5


@dataclass(frozen=True)
class Panel:
    """`kinds`: (kind of page, theme id or None). `undo`: the version before the one that was just published."""

    version: LookVersion | None
    themes: tuple[Theme, ...]
    kinds: tuple[tuple[str, int | None], ...]
    versions: tuple[LookVersion, ...]
    schedules: tuple[LookSchedule, ...]
    names: dict[int, str]
    frame: str
    undo: int | None


def panel_of(session: StoreSession) -> Panel:
    """For the page of the theme. Five statements."""
    themes = tuple(queries.themes_of(session))
    version = queries.current_version(session)
    listed = tuple(queries.versions(session, limit=LATEST).items)
    worn = dict(version.page_themes) if version is not None else {}
    token = preview_token(g.services.signer, g.store, PreviewView("look"), lasts=FRAMES_LAST)
    said: Any = request.args.get("published", "")
    return Panel(
        version,
        themes,
        tuple((kind, worn.get(kind)) for kind in KINDS),
        listed,
        tuple(queries.schedules(session)),
        {theme.id: theme.name for theme in themes},
        preview_address(g.addresses, "/", token),
        int(said) if said.isascii() and said.isdigit() and len(said) < 17 else None,
    )
