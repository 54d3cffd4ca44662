"""The way in for the edge: themes of a store, rendered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.base.db import StoreSession
from engine.base.settings import ROOT
from engine.liquid import Problem, TemplateError
from engine.themes.packs import Pack, PackLibrary
from engine.themes.queries import ShownTheme, theme_with_sections

from .drops.front import Front
from .loading import Loading
from .page import NoTheme, PageRenderer, PageSubject
from .templates import Templates
from .visit import Visit

PACKS = ROOT / "theme_packs"


@dataclass
class OpenTheme:
    """A store's theme, opened for one request. `front` reads what the page is about."""

    themes: Themes
    shown: ShownTheme
    front: Front

    def page(self, subject: PageSubject) -> PageRenderer:
        """The renderer of a page about `subject`."""
        return PageRenderer(self.front, self.shown, self.themes.templates, subject)


class Themes:
    """One per process: the packs and their parsed templates."""

    def __init__(self, folder: Path = PACKS) -> None:
        self.library = PackLibrary(folder)
        self.templates = Templates()

    def open(
        self, session: StoreSession, visit: Visit, templates: tuple[str, ...], *, theme_id: int | None = None
    ) -> OpenTheme:
        """The store's theme with the sections of these templates (names without suffix). One query.

        Raises NoTheme when the store has no theme, or its pack cannot be read.
        """
        shown = theme_with_sections(session, templates, theme_id=theme_id)
        if shown is None:
            raise NoTheme(Problem("theme", 0, 0, "the store has no theme yet"))
        pack = self.pack(shown.theme.pack)
        if visit.locale not in pack.locales and visit.locale != visit.store.locale:
            visit = replace(visit, locale=visit.store.locale)
        return OpenTheme(self, shown, Front(visit, Loading(session), pack))

    def asset_text(self, session: StoreSession, visit: Visit, name: str) -> str:
        """A Liquid asset (`theme.css.liquid`), rendered with the store's theme settings. Raises NoTheme."""
        opened = self.open(session, visit, ())
        return opened.page(PageSubject("asset")).render_asset(f"{name}.liquid")

    def pack(self, name: str) -> Pack:
        """A pack by name. Raises NoTheme."""
        try:
            return self.library.get(name)
        except TemplateError as error:
            raise NoTheme(error.problem) from error


__all__ = ["NoTheme", "OpenTheme", "PageRenderer", "PageSubject", "Themes"]
