"""For search engines: sitemap.xml, cut into files when it is large, and robots.txt."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, g

from engine.rendering.queries import SITEMAP_KINDS, SITEMAP_SIZE, sitemap_addresses, sitemap_counts

room = Blueprint("sitemaps", __name__)

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_FIXED = ("/", "/collections")


@room.get("/sitemap.xml")
def index() -> Response:
    """The list of sitemap files."""
    with g.services.db.read(g.store.id) as session:
        counts = sitemap_counts(session)
    counts["pages"] = max(counts["pages"], 1)
    base = g.addresses.base()
    files = [
        f"<sitemap><loc>{escape(f'{base}/sitemap_{kind}_{number}.xml')}</loc></sitemap>"
        for kind, count in counts.items()
        for number in range(1, -(-count // SITEMAP_SIZE) + 1)
    ]
    return _xml(f"<sitemapindex {_SPACE}>{''.join(files)}</sitemapindex>")


@room.get("/sitemap_<kind>_<int:number>.xml")
def part(kind: str, number: int) -> Response:
    """One sitemap file."""
    if kind not in SITEMAP_KINDS or not 1 <= number <= 10_000:
        return Response("", 404)
    rows: list[tuple[str, datetime | None]] = []
    if kind == "pages" and number == 1:
        rows += [(path, None) for path in _FIXED]
    with g.services.db.read(g.store.id) as session:
        rows += sitemap_addresses(session, kind, (number - 1) * SITEMAP_SIZE)
    base = g.addresses.base()
    urls = "".join(
        f"<url><loc>{escape(base + path)}</loc>"
        + (f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else "")
        + "</url>"
        for path, changed in rows
    )
    return _xml(f"<urlset {_SPACE}>{urls}</urlset>") if rows else Response("", 404)


def _xml(body: str) -> Response:
    response = Response(_HEAD + body, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


@room.get("/robots.txt")
def robots() -> Response:
    """What search engines may read; nothing of a shop that is not open."""
    if not g.store.is_open:
        return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    lines = [
        "User-agent: *",
        "Disallow: /account",
        "Disallow: /cart",
        "Disallow: /search",
        "Disallow: /recommendations/",
        "Disallow: /*?*section_id=",
        "Disallow: /*?*sections=",
        "Disallow: /*?*filter",
        "Disallow: /*?*sort_by=",
        f"Sitemap: {g.addresses.base()}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
