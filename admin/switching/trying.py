"""A theme that is tried on: its pack, the theme that shoppers see, and the packs that showed the sections before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import g

from admin.theme.packs import card_named, pack_named, worn_pack
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.rendering.preview_tokens import LOOKING_LASTS, PreviewView, preview_address, preview_token
from engine.themes import queries
from engine.themes.models import Theme
from engine.themes.packs import Pack
from engine.themes.switching import commands as switching


@dataclass(frozen=True)
class Look:
    """A theme of the store beside the one that shoppers see. `version_id`: the version that is published now."""

    theme: Theme
    pack: Pack
    worn: Theme | None
    worn_pack: Pack | None
    others: tuple[Pack, ...]
    """Every readable pack among the store's themes: sections come from their files."""
    version_id: int | None

    @property
    def path(self) -> str:
        """Where its report is."""
        return f"/theme/looks/{self.theme.id}"

    @property
    def is_worn(self) -> bool:
        """Whether shoppers see it."""
        return self.worn is not None and self.worn.id == self.theme.id

    def say(self, text: str) -> str:
        """The words of a label of the pack."""
        return words_of_pack(self.pack, text)

    def name_of(self, file: str) -> str:
        """What a section file of the pack is called."""
        return name_in(self.pack, file)

    def name_before(self, file: str) -> str:
        """What a section file of the theme is called that shoppers see."""
        return name_in(self.worn_pack, file) if self.worn_pack is not None else file

    def preview(self, path: str, *, lasts: timedelta = LOOKING_LASTS) -> str:
        """The address of a page of the shop in this theme, for whoever has it, for a time."""
        return _preview(PreviewView("look", None if self.is_worn else self.theme.id), path, lasts)

    def preview_before(self, path: str, *, lasts: timedelta = LOOKING_LASTS) -> str:
        """The same as shoppers see it."""
        return _preview(PreviewView("shown"), path, lasts)


def _preview(view: PreviewView, path: str, lasts: timedelta) -> str:
    token = preview_token(g.services.signer, g.store, view, lasts=lasts)
    return preview_address(g.addresses, path, token)


def look_at(session: StoreSession, theme_id: int) -> Look:
    """A theme of the store. Raises NotFound, or Refused where its files cannot be read."""
    themes = queries.themes_of(session)
    theme = next((each for each in themes if each.id == theme_id), None)
    if theme is None:
        raise NotFound("record.not_found")
    packs = {each.id: worn_pack(session, each) for each in themes}
    pack = packs[theme.id]
    if pack is None:
        raise Refused("themes.pack_is_broken", title=theme.name)
    worn = next((each for each in themes if each.role == "main"), None)
    version = queries.current_version(session)
    return Look(
        theme,
        pack,
        worn,
        packs[worn.id] if worn is not None else None,
        tuple(found for found in packs.values() if found is not None),
        version.id if version is not None else None,
    )


def other_packs(session: StoreSession) -> list[Pack]:
    """Every pack among the store's themes whose files can be read."""
    return [pack for each in queries.themes_of(session) if (pack := worn_pack(session, each)) is not None]


def try_on(session: StoreSession, name: str) -> Theme:
    """Have a pack as a draft with a match for every section. Raises NotFound, or Refused for a pack that no page could be
    shown with."""
    return switching.prepare_theme(session, usable(session, name), other_packs(session), actor=g.actor)


def prepare(session: StoreSession, theme_id: int, *, ranks_anew: bool = False) -> Theme:
    """Bring the matches of a theme up to date with what is being edited. *ranks_anew*: also where another section file
    would fit better by now, which a person has to see first. Raises NotFound, Refused."""
    theme = next((each for each in queries.themes_of(session) if each.id == theme_id), None)
    if theme is None:
        raise NotFound("record.not_found")
    pack = worn_pack(session, theme)
    card = card_named(session, theme.pack, g.store.locale)
    if pack is None or card is None or not card.can_be_worn:
        raise Refused("themes.pack_is_broken", title=theme.name)
    return switching.prepare_theme(session, pack, other_packs(session), ranks_anew=ranks_anew, actor=g.actor)


def usable(session: StoreSession, name: str) -> Pack:
    """A pack by name. Raises NotFound, or Refused for a broken one."""
    card = card_named(session, name, g.store.locale)
    if card is None:
        raise NotFound("record.not_found")
    if not card.can_be_worn or card.pack is None:
        raise Refused("themes.pack_is_broken", title=card.title)
    found = pack_named(session, name)
    return found if found is not None else card.pack


def name_in(pack: Pack, file: str) -> str:
    """What a section file is called in the store's language; its file's name where the pack has it no more."""
    schema = pack.sections.get(file)
    return (words_of_pack(pack, schema.name) if schema is not None else "") or file


def words_of_pack(pack: Pack, text: str) -> str:
    """A label of a pack, which may be a key of its translations."""
    if not text.startswith("t:"):
        return text
    return pack.schema_texts(g.store.locale).get(text.removeprefix("t:"), text)
