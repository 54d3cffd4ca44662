"""The themes of a preview, as the shop's own page code asks for them: each request has its view."""

from __future__ import annotations

from flask import g

from engine.base.db import StoreSession
from engine.rendering.previewing import PreviewThemes
from engine.rendering.queries import OpenTheme, Visit


class RequestThemes(PreviewThemes):
    """Opens what the request's view shows, whatever is asked for; `g.preview_opened` is what was opened last."""

    def open(
        self,
        session: StoreSession,
        visit: Visit,
        templates: tuple[str, ...],
        *,
        draft: bool = False,
        theme_id: int | None = None,
    ) -> OpenTheme:
        """What the request's view is of. Raises NoTheme."""
        g.preview_opened = self.open_view(session, visit, templates, g.preview)
        return g.preview_opened
