"""A store as it is being edited: its draft, in any of its themes, made anew each time and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from engine.base.db import StoreSession
from engine.base.origins import Addresses
from engine.liquid import Problem
from engine.stores.queries import StoreInfo
from engine.themes.queries import current_version, kind_of, own_pack, theme_of_version
from engine.themes.uploaded import is_own

from . import subjects
from .accounts import template as account_template
from .drops.front import Front
from .loading import Loading
from .page import PageRenderer, PageSubject
from .places import page_at
from .preview_tokens import PARAMETER, PreviewView
from .sample_account import SamplePeople
from .sampling import sample_theme
from .service import NoTheme, OpenTheme, Themes
from .visit import Visit

MOST_PARAMETERS = 200
VIEW = "preview"
"""The parameter that tells views apart in the addresses of a preview; no page sees it."""
_OWN = frozenset({PARAMETER, VIEW})
_PERSONAL = frozenset(map(account_template, ("account", "addresses", "order")))


def preview_addresses(addresses: Addresses) -> Addresses:
    """Addresses of the shop that stay in the preview."""
    return Addresses(f"preview.{addresses.host}", addresses.scheme, addresses.port)


class PreviewTheme(OpenTheme):
    """One page's theme; it remembers by which template the page was made."""

    template: str = ""

    def page(self, subject: PageSubject) -> PageRenderer:
        """The renderer of a page about `subject`."""
        renderer = super().page(subject)
        self.template = renderer.template_name
        return renderer


class PreviewThemes(Themes):
    """The packs of a process as a preview opens them. Nothing of a page is kept."""

    def __init__(self, themes: Themes) -> None:
        self.library, self.templates, self.fragments = themes.library, themes.templates, None

    def open_view(
        self, session: StoreSession, visit: Visit, templates: tuple[str, ...], view: PreviewView
    ) -> PreviewTheme:
        """What *view* is of, with the sections of these templates. Two queries at most. Raises NoTheme."""
        edits = view.purpose == "edit"
        seen = replace(
            visit,
            addresses=preview_addresses(visit.addresses),
            query=tuple(pair for pair in visit.query if pair[0] not in _OWN),
            design_mode=edits or view.purpose == "sample",
            shows_errors=edits,
        )
        if view.purpose == "sample":
            opened = self._sample(session, seen, view.pack)
        elif view.version_id is not None:
            shown = theme_of_version(session, templates, view.version_id)
            if shown is None:
                raise NoTheme(Problem("theme", 0, 0, "this version is not kept any more"))
            opened = self._opened(session, seen, shown, templates)
        else:
            theme_id = view.theme_id if view.theme_id is not None else _own_theme_of(session, templates)
            is_draft = view.purpose != "shown"
            opened = super().open(session, seen, templates, draft=is_draft, theme_id=theme_id)
        front = opened.front
        if _PERSONAL & set(templates):
            front.loading.people = SamplePeople(session, visit.store, front.visit.locale)
        return PreviewTheme(self, opened.shown, front)

    def _sample(self, session: StoreSession, visit: Visit, name: str) -> OpenTheme:
        """A pack that the store need not have, in the editor's way: what is empty shows what could be there."""
        row = own_pack(session, name) if is_own(name) else None
        pack = self.pack(name, session.store_id, row.version if row is not None else "")
        if visit.locale not in pack.locales and visit.locale != visit.store.locale:
            visit = replace(visit, locale=visit.store.locale)
        return OpenTheme(self, sample_theme(session, pack), Front(visit, Loading(session), pack))


def _own_theme_of(session: StoreSession, templates: tuple[str, ...]) -> int | None:
    """The theme that pages of this kind wear in place of the main one."""
    version = current_version(session) if templates else None
    found = version.page_themes.get(kind_of(templates[0])) if version is not None else None
    return int(found) if found is not None else None


def sections_html(
    themes: Themes,
    session: StoreSession,
    store: StoreInfo,
    theme_id: int | None,
    template: str,
    path: str,
    section_ids: Sequence[str],
    *,
    addresses: Addresses,
    locale: str | None = None,
    seconds: float = 2.0,
) -> dict[str, str]:
    """Sections of the draft as they stand in the editor's preview of the page at *path* (which may have a query), by the
    ids of their elements (without ``shopify-section-``); only these are made. One that is hidden or gone is left out.

    *themes* are those of the process, *theme_id* None is the main theme, *template* may be an alternate one
    (``product.gift``) of the page's kind. *addresses* are the shop's. *seconds*: the page's budget of processor time.
    Raises NoTheme and BudgetExceeded. As many statements as the sections need, whatever else is on the page.
    """
    address = urlsplit(path)
    find, kind = page_at(address.path, with_accounts=True)
    visit = Visit(
        store=store,
        addresses=addresses,
        path=unquote(address.path),
        query=tuple(parse_qsl(address.query, keep_blank_values=True)[:MOST_PARAMETERS]),
        locale=locale or store.locale,
        seconds=seconds,
    )
    opened = PreviewThemes(themes).open_view(session, visit, (kind, "404"), PreviewView("edit", theme_id))
    subject = find(opened.front) or subjects.not_found(opened.front)
    chosen, _, suffix = template.partition(".")
    if suffix and chosen == subject.template:
        subject = replace(subject, suffix=suffix)
    made = opened.page(subject).render_sections(section_ids, most=None)
    return {section_id: html for section_id, html in made.items() if html is not None}
