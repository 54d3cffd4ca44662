"""Files: a pack's assets, the platform's scripts, fonts, pictures. Their addresses never change their content."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, g, request, send_file

from engine.catalogue.queries import (
    is_file_address,
    is_sizes_address,
    media_by_id,
    original,
    read_media_address,
    sized,
    written_size,
)
from engine.liquid import TemplateError
from engine.rendering.queries import NoTheme, font_file, fonts_version, pack_gathered, platform_scripts
from engine.themes.packs import Pack
from engine.themes.queries import has_own_version
from engine.themes.uploaded import is_own
from storefront.pages.rendering import themes, visit

room = Blueprint("asset_files", __name__)

A_YEAR = "public, max-age=31536000, immutable"
_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_ACTIVE = frozenset({".htm", ".html", ".shtml", ".svg", ".svgz", ".xht", ".xhtml", ".xml", ".xsl", ".xslt"})
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _type_of(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def _kept(response: Response, *, immutable: bool = True) -> Response:
    response.headers["Cache-Control"] = A_YEAR if immutable else "public, max-age=300"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _missing() -> Response:
    return Response("", 404, content_type="text/plain")


@room.get("/assets/<pack_version>/<path:name>")
def pack_asset(pack_version: str, name: str) -> Response:
    """A file of a pack's `assets/`, or what its `stylesheet` and `javascript` tags hold together."""
    pack_name, _, version = pack_version.rpartition("-")
    pack = _pack(pack_name, version)
    if pack is None:
        return _missing()
    current = version == pack.version
    text = _made(pack, name)
    if text is not None:
        response = Response(text, content_type=_type_of(name))
        return _kept(response, immutable=current)
    path = pack.asset(name)
    if path is None:
        return _missing()
    kind = _type_of(name).partition(";")[0]  # the charset is added when it is sent
    sent = send_file(path, mimetype=kind, conditional=True, etag=True)
    if _may_run(name):
        sent.headers["Content-Security-Policy"] = _SANDBOX
    return _kept(sent, immutable=current)


def _pack(name: str, version: str) -> Pack | None:
    """A pack by its name. A store's own pack comes in the version asked for: pages sent before a new one still fit."""
    try:
        return themes().pack(name, g.store.id, version, fetch=False)
    except NoTheme:
        if not is_own(name):
            return None
    with g.services.db.read(g.store.id) as session:
        known = has_own_version(session, name, version)
    try:
        return themes().pack(name, g.store.id, version) if known else None
    except NoTheme:
        return None


def _may_run(name: str) -> bool:
    """Whether a browser that opens the file by itself may run what is in it."""
    return Path(name).suffix.lower() in _ACTIVE


def _made(pack: Pack, name: str) -> str | None:
    """Files that are not on disk as they are sent."""
    if name == "_stylesheets.css":
        return pack_gathered(themes().templates, pack, "stylesheet")
    if name == "_scripts.js":
        return pack_gathered(themes().templates, pack, "javascript")
    if pack.asset(f"{name}.liquid") is None:
        return None
    try:
        with g.services.db.read(g.store.id) as session:
            return themes().asset_text(session, visit(), name, pack=pack.name)
    except (NoTheme, TemplateError):
        return None


@room.get("/_assets/<name>")
def platform_asset(name: str) -> Response:
    """A script of the platform."""
    path = platform_scripts().get(name)
    if path is None:
        return _missing()
    return _kept(send_file(path, mimetype="text/javascript", conditional=True))


@room.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for it unbidden; a theme links its own."""
    return _kept(Response(status=204), immutable=False)


@room.get("/fonts/<version>/<name>")
def font(version: str, name: str) -> Response:
    """A font."""
    path = font_file(name)
    if path is None:
        return _missing()
    sent = send_file(path, mimetype="font/woff2", conditional=True)
    sent.headers["Access-Control-Allow-Origin"] = "*"
    return _kept(sent, immutable=version == fonts_version())


@room.get("/media/<int:media_id>/<signature>/<name>")
def picture(media_id: int, signature: str, name: str) -> Response:
    """A picture at a size; only addresses that the shop itself has signed."""
    signer, accept = g.services.signer, request.headers.get("Accept", "")
    wanted = read_media_address(signer, g.store.id, media_id, signature, name)
    if wanted is None and not is_sizes_address(signer, g.store.id, media_id, signature):
        return _missing()
    with g.services.db.read(g.store.id) as session:
        media = media_by_id(session, media_id)
    if media is None:
        return _missing()
    wanted = wanted or written_size(media, name, accept)
    made = sized(media, wanted, accept) if wanted is not None else None
    if made is None:
        return _missing()
    if made.path is not None:
        response = send_file(made.path, mimetype=made.content_type, conditional=True, etag=True)
    else:
        response = Response(made.data, content_type=made.content_type)
    response.headers["Vary"] = "Accept"
    return _kept(response)


@room.get("/media/<int:media_id>/<signature>/file/<name>")
def upload(media_id: int, signature: str, name: str) -> Response:
    """A file as it was uploaded; everything but films is sent as a download."""
    if not is_file_address(g.services.signer, g.store.id, media_id, signature):
        return _missing()
    with g.services.db.read(g.store.id) as session:
        media = media_by_id(session, media_id)
    made = original(media) if media is not None else None
    if media is None or made is None:
        return _missing()
    response = Response(made.data, content_type=made.content_type)
    response.headers["Content-Security-Policy"] = _SANDBOX
    if media.kind != "video":
        response.headers.set("Content-Disposition", "attachment", filename=media.file_name)
    return _kept(response)
