"""The gallery: every theme that the shop can wear, uploads of more, and what the checks say of each."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Response, abort, g, request
from flask import render_template as render

from admin.shell.access import room as make_room
from admin.shell.forms import Form, attempt, reading, sent, writing
from admin.shell.rendering import go, page, part, removal_page, warn
from admin.shell.words import t
from admin.theme.looks import specimen
from admin.theme.packs import Card, card_named, cards, findings, library, pack_named
from engine.base.errors import NotFound, Refused
from engine.liquid import TemplateError
from engine.rendering.preview_tokens import PreviewView, preview_address, preview_token
from engine.themes import commands, queries
from engine.themes.archives import MOST_ZIP_BYTES
from engine.themes.copies.queries import origin_of
from engine.themes.models import Theme
from engine.themes.rules import safe_address
from engine.themes.uploaded import is_own

room = make_room("theme_packs", __name__, "theme")
MOST_FINDINGS = 200
FRAMES_LAST = timedelta(hours=8)


@room.get("/theme/packs")
def index() -> Any:
    """Every theme. The page asks again every few seconds, and gets an answer when something has changed."""
    return _gallery(Form())


@room.get("/theme/packs/<name>")
def show(name: str) -> Any:
    """One theme: what it is, and what the checks say. What they have not said yet the page asks for by itself."""
    asked = request.headers.get("HX-Target") == "found" or "checked" in request.args
    with reading() as session:
        card = _card(card_named(session, name, g.store.locale))
        found = findings(session, card, wait=asked)
        themes = queries.themes_of(session)
        theme = next((one for one in themes if one.role == "main"), None)
        may_change = theme is None or card.is_worn or queries.is_untouched(session)
    return part(
        "theme/findings.html",
        "found",
        "theme/pack.html",
        card=card,
        facts=_facts(card),
        found=found[:MOST_FINDINGS] if found is not None else None,
        total=len(found or ()),
        theme=theme,
        may_change=may_change,
        frames=_frames(card, themes),
        newer=_newer(card),
    )


def _newer(card: Card) -> str:
    """The title of the theme that this one is a copy of, if that has a newer version."""
    origin = origin_of(card.pack) if card.pack is not None else None
    if origin is None or is_own(origin.pack):
        return ""
    try:
        original = library().get(origin.pack)
    except TemplateError:
        return ""
    return original.title if original.version != origin.version else ""


def _frames(card: Card, themes: list[Theme]) -> dict[str, str] | None:
    """Addresses of the shop's start page in that theme: as its author laid it out, and with the shop's own content once
    the theme is among its themes."""
    if not card.can_be_worn:
        return None
    g.frames = g.addresses.base("preview")
    frames = {"sample": _framed(PreviewView("sample", pack=card.name)), "own": ""}
    own = next((one for one in themes if one.pack == card.name), None)
    if own is not None:
        frames["own"] = _framed(PreviewView("look", None if own.role == "main" else own.id))
    return frames


def _framed(view: PreviewView) -> str:
    token = preview_token(g.services.signer, g.store, view, lasts=FRAMES_LAST)
    return preview_address(g.addresses, "/", token)


@room.get("/theme/packs/<name>/looks/<version>.svg")
def looks(name: str, version: str) -> Response:
    """A picture of a theme's colours, fonts and styles, for as long as its files are the same."""
    with reading() as session:
        pack = pack_named(session, name, version if is_own(name) else "")
    if pack is None or pack.version != version:
        abort(404)
    response = Response(specimen(pack), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"
    )
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@room.post("/theme/uploads")
def upload() -> Any:
    """Keep a zip, then ask for its check; a job does the rest."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Refused("form.needed", field="file")
        key = commands.keep_upload_file(g.store.id, file.read(MOST_ZIP_BYTES + 1))
        with writing() as session:
            row = commands.request_upload(session, key, file.filename, actor=g.actor)
    except Refused as refusal:
        return _gallery(sent().refuse(refusal))
    return go(f"/theme/uploads/{row.id}", "packs.upload.requested")


@room.get("/theme/uploads/<int:upload_id>")
def show_upload(upload_id: int) -> Any:
    """One upload; while it is checked, this page looks again by itself."""
    with reading() as session:
        row = queries.upload_by_id(session, upload_id)
    reasons = [(one["file"], t(f"pack.{one['code']}", **one["values"])) for one in row.refusals]
    return part("theme/upload_state.html", "upload", "theme/upload.html", row=row, reasons=reasons)


@room.get("/theme/packs/<name>/removal")
def removal(name: str) -> Any:
    """What will happen."""
    with reading() as session:
        row = queries.own_pack(session, name)
    if row is None:
        raise NotFound("record.not_found")
    return removal_page(
        t("packs.removal.title", title=row.title),
        f"/theme/packs/{quote(name)}",
        row.title,
        t("packs.removal.do"),
        [
            ("trash-2", t("packs.removal.theme", title=row.title)),
            ("file-text", t("packs.removal.pages")),
            ("upload", t("packs.removal.again")),
        ],
    )


@room.post("/theme/packs/<name>/removal")
def remove(name: str) -> Any:
    """Take an uploaded theme away that the shop does not wear."""
    versions, refused = attempt(lambda session: commands.remove_upload(session, name, actor=g.actor))
    if refused or versions is None:
        for said in refused.general if refused else []:
            warn(said)
        return go(f"/theme/packs/{quote(name)}")
    commands.remove_upload_files(g.store.id, name, versions)
    return go("/theme/packs", "packs.removal.done")


def _card(card: Card | None) -> Card:
    if card is None:
        raise NotFound("record.not_found")
    return card


def _gallery(form: Form) -> Any:
    with reading() as session:
        listed = cards(session, g.store.locale)
        theme = queries.main_theme(session)
        values = {
            "listed": listed,
            "theme": theme,
            "may_change": theme is None or queries.is_untouched(session),
            "seen": _digest(listed),
        }
        if request.headers.get("HX-Target") == "gallery" and request.method == "GET":
            return _news(values)
        uploads = queries.latest_uploads(session)
    most = MOST_ZIP_BYTES // 1_000_000
    return page("theme/packs.html", status=form.status, form=form, uploads=uploads, most=most, **values)


def _news(values: dict[str, Any]) -> Response:
    """The cards, if they are not what the page shows already."""
    if request.args.get("seen") == values["seen"]:
        response = Response(status=204)
    else:
        response = Response(render("theme/cards.html", **values), mimetype="text/html")
    response.headers["Vary"] = "HX-Target"
    return response


def _digest(listed: list[Card]) -> str:
    told = [
        (card.name, card.pack.version if card.pack else "", card.is_worn, card.faults, card.counts)
        for card in listed
    ]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def _facts(card: Card) -> list[tuple[str, str, str]]:
    """(label, value, address) of what is known of a pack."""
    if card.pack is None:
        return []
    pack = card.pack
    address = str(pack.info.get("theme_documentation_url") or "") if card.can_be_worn else ""
    facts = [
        ("packs.author", card.author, ""),
        ("packs.files", str(len(pack.files)), ""),
        ("packs.sections", str(len(pack.sections)), ""),
        ("packs.languages", ", ".join(pack.locales), ""),
        (
            "packs.styles",
            ", ".join(str(name)[:40] for name in list(pack.presets)[:8]) if card.can_be_worn else "",
            "",
        ),
    ]
    if address.startswith(("https://", "http://")) and safe_address(address):
        facts.append(("packs.documentation", address[:80], address))
    return [fact for fact in facts if fact[1]]
