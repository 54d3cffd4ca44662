"""A store as it is being edited: its draft, in any of its themes, made anew each time and kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.origins import Addresses
from engine.stores.models import Customer

from .accounts import template
from .drops.customer import CustomerDrop
from .page import PageRenderer, PageSubject
from .preview_tokens import PARAMETER, PreviewView
from .service import OpenTheme, Themes
from .visit import Visit

VIEW = "preview"
"""The parameter that tells views apart in the addresses of a preview; no page sees it."""
_OWN = frozenset({PARAMETER, VIEW})
_PERSONAL = frozenset(map(template, ("account", "addresses", "order")))


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
        """The draft that *view* is of, with the sections of these templates. One query. Raises NoTheme."""
        edits = view.purpose == "edit"
        seen = replace(
            visit,
            addresses=preview_addresses(visit.addresses),
            query=tuple(pair for pair in visit.query if pair[0] not in _OWN),
            design_mode=edits,
            shows_errors=edits,
        )
        opened = self.open(session, seen, templates, draft=True, theme_id=view.theme_id)
        front = opened.front
        if _PERSONAL & set(templates):
            front.customer = CustomerDrop(front, sample_customer(front.visit.locale))
        return PreviewTheme(self, opened.shown, front)


def sample_customer(locale: str) -> Customer:
    """Somebody to show account pages to: of no store, with nothing bought."""
    return Customer(
        id=0,
        email="ada@example.com",
        name="Ada Example",
        first_name="Ada",
        last_name="Example",
        locale=locale,
        accepts_marketing=False,
        state="enabled",
        tags=[],
        tax_exempt=False,
        created_at=clock.now(),
    )
