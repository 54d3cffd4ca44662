"""Themes of which there is one: the pack that its author works on, installed nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.liquid import CodeStore, Problem
from engine.rendering.drops.front import Front
from engine.rendering.loading import Loading
from engine.rendering.page import NoTheme, PageRenderer, PageSubject
from engine.rendering.service import OpenTheme, Themes
from engine.rendering.visit import Visit
from engine.themes.models import Theme
from engine.themes.packs import Pack
from engine.themes.queries import ShownTheme, draft_with_sections, starting_theme

from .faults import NoPack

Watch = Callable[[PageRenderer], None]


class AuthorsTheme(OpenTheme):
    """One page's theme; whoever wants to know its faults afterwards watches its renderers."""

    watch: Watch | None = None

    def page(self, subject: PageSubject) -> PageRenderer:
        """The renderer of a page about `subject`, its author looking on."""
        renderer = super().page(subject)
        if self.watch is not None:
            self.watch(renderer)
        return renderer


class AuthorsThemes(Themes):
    """Every store that is opened wears the pack that `read` gives. `read` raises NoPack.

    Pages show what the pack's own templates start with; with `own_data`, what the store has for a pack of this name
    comes first.
    """

    def __init__(
        self,
        read: Callable[[], Pack],
        *,
        own_data: bool = False,
        watch: Watch | None = None,
        compiles: bool = True,
        store: CodeStore | None = None,
    ) -> None:
        super().__init__(compiles=compiles, store=store)
        self._read = read
        self._own_data = own_data
        self._watch = watch

    def open(
        self,
        session: StoreSession,
        visit: Visit,
        templates: tuple[str, ...],
        *,
        draft: bool = False,
        theme_id: int | None = None,
    ) -> OpenTheme:
        """The pack, worn by the session's store. Raises NoTheme, TemplateError."""
        pack = self._pack()
        shown = self._shown(session, pack, templates)
        if visit.locale not in pack.locales and visit.locale != visit.store.locale:
            visit = replace(visit, locale=visit.store.locale)
        opened = AuthorsTheme(self, shown, Front(visit, Loading(session), pack))
        opened.watch = self._watch
        return opened

    def pack(self, name: str, store_id: int | None, version: str, *, fetch: bool = True) -> Pack:
        """The pack, by its own name only, as it is now. Raises NoTheme."""
        pack = self._pack()
        if name != pack.name:
            raise NoTheme(Problem(name, 0, 0, "there is no such theme pack"))
        return pack

    def is_current(self, name: str, version: str) -> bool:
        """Whether that is the version that is there now."""
        return self.pack(name, None, version).version == version

    def _pack(self) -> Pack:
        try:
            return self._read()
        except NoPack as refusal:
            fault = refusal.fault
            raise NoTheme(Problem(fault.file, fault.line, fault.column, fault.message)) from refusal

    def _shown(self, session: StoreSession, pack: Pack, templates: tuple[str, ...]) -> ShownTheme:
        start = starting_theme(pack)
        if not self._own_data:
            return start
        theme_id = session.scalars(select(Theme.id).where(Theme.pack == pack.name).order_by(Theme.id)).first()
        own = draft_with_sections(session, templates, theme_id=theme_id) if theme_id is not None else None
        return ShownTheme(own.theme, {**start.sections, **own.sections}) if own is not None else start
