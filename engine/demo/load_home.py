"""The demo's theme: a pack, with the home page's words and pictures put into its sections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.settings import ROOT
from engine.demo.homes import HOMES, LOGOS, MOTTOS
from engine.demo.homes.writing import picture
from engine.demo.loading import Loading, Step
from engine.stores.commands import mark_step
from engine.themes.commands import install_pack, publish, set_template, wear_pack
from engine.themes.models import SectionData
from engine.themes.packs import SETTINGS_FILE, Pack, PackLibrary
from engine.themes.queries import MADE_BY_DEMO, SETTINGS, UNTOUCHED_BY_PEOPLE, main_theme

PACK = "folio"


def theme(loading: Loading) -> Step:
    """Install and publish the pack; fill the home page once, while nobody has changed it, and again when pictures came.

    A shop that wears another pack by now keeps it, and its home page is filled with that pack's sections. With
    ``loading.pack`` it is dressed in that one. Raises Refused when somebody's changes would fall from view.
    """
    library = PackLibrary(ROOT / "theme_packs")
    with loading.write() as session:
        known = main_theme(session)
        name = loading.pack or (known.pack if known is not None else PACK)
        if name not in HOMES:
            return Step("home sections", 0, 0)
        pack = library.get(name)
        if known is None:
            install_pack(session, pack, role="main", actor=loading.actor)
            mark_step(session, "theme")
        elif known.pack != name:
            wear_pack(session, pack, actor=loading.actor)
        return _fill(session, loading, pack)


def _fill(session: StoreSession, loading: Loading, pack: Pack) -> Step:
    wanted = HOMES[pack.name](loading)
    pictures = sorted(_pictures_in(wanted))
    index = session.scalars(select(SectionData).where(SectionData.template == "index")).all()
    if any(row.context.get("pictures") == pictures for row in index) or not all(map(_is_ours, index)):
        return Step("home sections", 0, len(wanted))
    _introduce(session, loading, pack)
    made = set_template(session, pack, "index", wanted, actor=loading.actor, made_by=MADE_BY_DEMO)
    made[0].context = made[0].context | {"pictures": pictures}
    publish(session, actor=loading.actor)
    return Step("home sections", len(made), len(wanted))


def _introduce(session: StoreSession, loading: Loading, pack: Pack) -> None:
    """The shop's logo and motto, where the pack has a place for them."""
    about = loading.content.store
    logo = picture(loading, about["logo"]["picture"])
    own = {LOGOS.get(pack.name): logo, MOTTOS.get(pack.name): about["tagline"]}
    own = {name: value for name, value in own.items() if name and value}
    rows = session.scalars(select(SectionData).where(SectionData.template == SETTINGS)).all()
    if not own or not all(map(_is_ours, rows)):
        return
    settings: dict[str, Any] = {SETTINGS: {"type": SETTINGS_FILE, "settings": pack.starting_settings() | own}}
    set_template(session, pack, SETTINGS, settings, actor=loading.actor, made_by=MADE_BY_DEMO)


def _is_ours(row: SectionData) -> bool:
    """Whether nobody has changed it since a pack or an earlier load wrote it."""
    return row.context.get("made_by") in UNTOUCHED_BY_PEOPLE and row.revision == 1


def _pictures_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {name for each in value.values() for name in _pictures_in(each)}
    if isinstance(value, list):
        return {name for each in value for name in _pictures_in(each)}
    return {value} if isinstance(value, str) and value.startswith("shopify://shop_images/") else set()
