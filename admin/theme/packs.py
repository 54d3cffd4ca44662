"""The theme packs that a store may wear: those of the installation, and those that it uploaded itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import g

from engine.base.db import StoreSession
from engine.liquid import Problem, TemplateError
from engine.rendering.linting import check_pack, find_fatal
from engine.themes import ports, queries
from engine.themes.models import Theme
from engine.themes.packs import Pack, PackLibrary
from engine.themes.uploaded import is_own

MOST_KEPT = 60
MOST_ABOUT = 240


@lru_cache(maxsize=4)
def _library(folder: Path) -> PackLibrary:
    return PackLibrary(folder, look_every=1.0)


def library() -> PackLibrary:
    """The packs of the installation. One for the process, as the shop has its own."""
    return _library(g.services.settings.theme_packs)


@dataclass(frozen=True)
class Card:
    """A pack as the gallery shows it. Without `pack` it cannot be read; `faults` say why it cannot be worn."""

    name: str
    title: str
    pack: Pack | None
    faults: tuple[dict[str, Any], ...] = ()
    author: str = ""
    version: str = ""
    about: str = ""
    is_worn: bool = False
    is_own: bool = False
    counts: dict[str, int] | None = None
    """Findings of the linter by severity; None where it has not looked yet."""

    @property
    def can_be_worn(self) -> bool:
        """Whether a shop could show it."""
        return self.pack is not None and not self.faults


def pack_named(session: StoreSession, name: str, version: str = "") -> Pack | None:
    """The pack of that name; one of the store's own in its current version, unless another is asked for. None when there
    is none or it cannot be read."""
    if not is_own(name):
        return _of_installation(name)
    row = None if version else queries.own_pack(session, name)
    wanted = row.version if row else version
    try:
        return ports.own_packs().get(g.store.id, name, wanted) if wanted else None
    except TemplateError:
        return None


def worn_pack(session: StoreSession, theme: Theme | None) -> Pack | None:
    """The pack of a theme, in the version that the store has."""
    return pack_named(session, theme.pack, theme.pack_version) if theme else None


def _of_installation(name: str) -> Pack | None:
    try:
        return library().get(name)
    except TemplateError:
        return None


def cards(session: StoreSession, locale: str) -> list[Card]:
    """Every pack, broken ones included: the one that is worn first, then by title."""
    theme = queries.main_theme(session)
    worn = theme.pack if theme else ""
    found = [_card_of(name, locale, worn) for name in library().names()]
    for row in queries.own_packs(session):
        pack = pack_named(session, row.pack, row.version)
        gone = Problem(row.title, 0, 0, "the files of the uploaded theme are gone; upload it again")
        card = _card(row.pack, pack, [] if pack else [_said(gone)], locale, worn)
        found.append(replace(card, counts=_counted(row.findings)))
    return sorted(found, key=lambda card: (not card.is_worn, card.title.lower(), card.name))


def card_named(session: StoreSession, name: str, locale: str) -> Card | None:
    """The card of one pack; None if the store has no such pack."""
    theme = queries.main_theme(session)
    worn = theme.pack if theme else ""
    if not is_own(name):
        return _card_of(name, locale, worn) if name in library().names() else None
    pack = pack_named(session, name)
    return _card(name, pack, [], locale, worn) if pack else None


def _card_of(name: str, locale: str, worn: str) -> Card:
    try:
        pack = library().get(name)
    except TemplateError as error:
        return _card(name, None, [_said(error.problem)], locale, worn)
    card = _card(name, pack, _kept("fatal", pack, find_fatal), locale, worn)
    told = _findings.get(_key("all", pack))
    return replace(card, counts=_counted(told)) if told is not None else card


def _counted(told: list[dict[str, Any]]) -> dict[str, int]:
    return {kind: sum(one["severity"] == kind for one in told) for kind in ("error", "warning")}


def _card(name: str, pack: Pack | None, faults: list[dict[str, Any]], locale: str, worn: str) -> Card:
    try:
        info = pack.info if pack else {}
        texts = pack.schema_texts(locale) if pack else {}
    except TemplateError:
        info, texts = {}, {}
    about = str(info.get("theme_description") or "")
    return Card(
        name,
        str(info.get("theme_name") or name)[:120],
        pack,
        tuple(faults),
        author=str(info.get("theme_author") or "")[:120],
        version=str(info.get("theme_version") or "")[:40],
        about=texts.get(about.removeprefix("t:"), "" if about.startswith("t:") else about)[:MOST_ABOUT],
        is_worn=name == worn,
        is_own=is_own(name),
    )


def _said(problem: Problem) -> dict[str, Any]:
    return {"file": problem.path, "line": problem.line, "message": problem.message, "cure": ""}


# -- what the linter says, kept by version -------------------------------------------------------------

_findings: OrderedDict[tuple[str, str, str], list[dict[str, Any]]] = OrderedDict()
_lock = Lock()


def findings(session: StoreSession, card: Card, *, wait: bool) -> list[dict[str, Any]] | None:
    """Everything that the linter says of a pack: of an uploaded one what it said then. A folder takes it a second or two:
    None if that has not been done yet, unless *wait*."""
    if card.pack is None:
        return list(card.faults)
    row = queries.own_pack(session, card.name) if card.is_own else None
    if row is not None:
        return list(row.findings)
    return _kept("all", card.pack, check_pack) if wait or _key("all", card.pack) in _findings else None


def _key(kind: str, pack: Pack) -> tuple[str, str, str]:
    return kind, str(pack.folder), pack.version


def _kept(kind: str, pack: Pack, look: Any) -> list[dict[str, Any]]:
    key = _key(kind, pack)
    with _lock:
        if key in _findings:
            return _findings[key]
    found = [finding.as_json() for finding in look(pack)]
    with _lock:
        _findings[key] = found
        while len(_findings) > MOST_KEPT:
            _findings.popitem(last=False)
    return found
