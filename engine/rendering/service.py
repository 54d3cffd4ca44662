"""The way in for the edge: themes of a store, rendered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.base.db import StoreSession
from engine.base.settings import ROOT
from engine.liquid import CodeStore, Problem, TemplateError
from engine.themes import ports
from engine.themes.packs import Pack, PackLibrary
from engine.themes.queries import (
    ShownSection,
    ShownTheme,
    draft_with_sections,
    in_language,
    theme_with_sections,
)
from engine.themes.uploaded import is_own

from .drops.front import Front
from .fragments import FragmentStore, Keeper
from .fragments.watching import watched
from .loading import Loading
from .page import Find, NoTheme, PageHead, PageRenderer, PageSubject
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
        """The renderer of a page about `subject`, made as one and anew."""
        return PageRenderer(self.front, self.shown, self.themes.templates, subject)

    def page_of(self, find: Find, kind: str = "head") -> PageRenderer | None:
        """The renderer of the page that *find* describes, of parts that are kept as long as they hold; None if there is no
        such page. Authors, previews and pages that answer a form are made anew.

        *kind* tells apart pages that can stand at one address, such as the one that says that there is none.
        """
        keeper = self._keeper()
        if keeper is None:
            subject = find(self.front)
            return self.page(subject) if subject is not None else None
        notebook = self.front.loading.notes
        # What the page is about is found by one who notes what it reads of the visitor, as its parts are made.
        front = Front(watched(self.front.visit, notebook), self.front.loading, self.front.pack)
        found: list[PageSubject | None] = []

        def make() -> tuple[str, PageHead | None, bool]:
            notebook.now.place = True
            subject = find(front)
            found.append(subject)
            return ("", PageHead.of(subject), True) if subject is not None else ("", None, False)

        keeper.expect([kind, *keeper.parts_of_last_time()])
        head = keeper.part(notebook, kind, make).value
        if head is None:
            return None
        subject = found[0] if found else None
        return PageRenderer(
            front, self.shown, self.themes.templates, subject, head=head, find=find, keeper=keeper
        )

    def _keeper(self) -> Keeper | None:
        visit, store = self.front.visit, self.themes.fragments
        if store is None or visit.design_mode or visit.shows_errors or visit.form or visit.cart_error:
            return None
        if visit.path.startswith(_NOBODY_ELSES):
            return None
        settings = self.shown.sections.get("settings") or ()
        common = (
            visit.store.id,
            self.front.pack.name,
            self.front.pack.version,
            self.shown.theme.id,
            settings[0].digest if settings else b"",
            visit.locale,
            visit.addresses.base(),
        )
        pack = self.front.pack
        return Keeper(store, self.front.loading.session, visit, common, lambda: pack.is_torn)


_NOBODY_ELSES = ("/account",)
"""Pages that are somebody's own: nothing of them is kept, whatever their parts say of themselves."""


class Themes:
    """One per process: the packs and their templates.

    `store` keeps compiled templates between processes; without `compiles` the interpreter renders them, without
    `traces` every text is written anew (both for comparison). `fragments` keeps parts of pages; without it every page
    is made anew.
    """

    def __init__(
        self,
        folder: Path = PACKS,
        *,
        compiles: bool = True,
        traces: bool = True,
        store: CodeStore | None = None,
        fragments: FragmentStore | None = None,
    ) -> None:
        self.fragments = fragments
        self.library = PackLibrary(folder, aside=True)
        self.templates = Templates(compiles=compiles, traces=traces, store=store)

    def open(
        self,
        session: StoreSession,
        visit: Visit,
        templates: tuple[str, ...],
        *,
        draft: bool = False,
        theme_id: int | None = None,
    ) -> OpenTheme:
        """The store's theme with the sections of these templates (names without suffix). One query.

        With `draft` the sections as they are being edited, in the theme `theme_id` of the store or its main one.

        Raises NoTheme when the store has no theme, or its pack cannot be read.
        """
        if draft:
            shown = draft_with_sections(session, templates, theme_id=theme_id)
        else:
            shown = theme_with_sections(session, templates)
        if shown is None:
            raise NoTheme(Problem("theme", 0, 0, "the store has no theme yet"))
        return self._opened(session, visit, shown, templates)

    def _opened(
        self, session: StoreSession, visit: Visit, shown: ShownTheme, templates: tuple[str, ...]
    ) -> OpenTheme:
        pack = self.pack(shown.theme.pack, session.store_id, shown.theme.pack_version)
        _start_accounts(shown, pack, templates)
        if visit.locale not in pack.locales and visit.locale != visit.store.locale:
            visit = replace(visit, locale=visit.store.locale)
        if visit.locale != visit.store.locale:
            shown = in_language(shown, visit.locale)
        return OpenTheme(self, shown, Front(visit, Loading(session), pack))

    def is_current(self, name: str, version: str) -> bool:
        """Whether a pack is still the version that something was made with. A store's own pack changes with its theme's
        row, which pages depend on in any case."""
        if is_own(name):
            return True
        try:
            return self.library.get(name).version == version
        except TemplateError:
            return False

    def asset_text(self, session: StoreSession, visit: Visit, name: str, *, pack: str | None = None) -> str:
        """A Liquid asset (`theme.css.liquid`) of the store's theme, or of *pack* which some of its pages wear, rendered with
        the settings that this has there. Raises NoTheme."""
        opened = self.open(session, visit, ())
        if pack is not None and pack != opened.front.pack.name:
            shown = theme_with_sections(session, (), pack=pack)
            if shown is None:
                raise NoTheme(Problem(f"assets/{name}", 0, 0, "no page of the store wears this theme"))
            opened = self._opened(session, visit, shown, ())
        return opened.page(PageSubject("asset")).render_asset(f"{name}.liquid")

    def pack(self, name: str, store_id: int | None, version: str, *, fetch: bool = True) -> Pack:
        """A pack by name; one that the store has uploaded, in that version (`fetch`: see `UploadedPacks.get`).

        Raises NoTheme.
        """
        try:
            if is_own(name) and store_id is not None:
                return ports.own_packs().get(store_id, name, version, fetch=fetch)
            return self.library.get(name)
        except TemplateError as error:
            raise NoTheme(error.problem) from error


def _start_accounts(shown: ShownTheme, pack: Pack, templates: tuple[str, ...]) -> None:
    """Account pages that came with a newer version of the pack than the store installed show what they start with."""
    for name in templates:
        file = pack.templates.get(name)
        if file is not None and name.startswith("customers/") and name not in shown.sections:
            shown.sections[name] = tuple(
                ShownSection(0, use.key, name, use.file, at, use.hidden, 0, use.data)
                for at, use in enumerate(file.sections)
                if not use.hidden
            )


__all__ = ["NoTheme", "OpenTheme", "PageRenderer", "PageSubject", "Themes"]
