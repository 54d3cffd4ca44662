"""What answers at a host where no store lives."""

from __future__ import annotations

from html import escape

from werkzeug.wrappers import Response

from engine.stores.queries import all_stores
from engine.wiring.services import Services

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><h1>{title}</h1>{body}</html>"""


def answer_unknown_host(services: Services, host: str) -> Response:
    """At the installation's own domain: the list of its stores, while it runs on this machine. Elsewhere: 404."""
    headers = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    if (
        host not in (services.settings.base_domain, "127.0.0.1", "localhost")
        or services.settings.public_scheme == "https"
    ):
        body = PAGE.format(title="No shop lives here", body="<p>Check the address you typed.</p>")
        return Response(body, 404, headers, content_type="text/html; charset=utf-8")
    with services.db.read(None) as session:
        rows = [
            f'<li><a href="{escape(services.addresses(shop).base())}">{escape(store.name)}</a></li>'
            for store, shop in all_stores(session)
            if shop
        ]
    listing = (
        f"<ul>{''.join(rows)}</ul>"
        if rows
        else "<p>Make one: <code>flask --app app stores create NAME</code></p>"
    )
    return Response(
        PAGE.format(title="Shops", body=listing), 200, headers, content_type="text/html; charset=utf-8"
    )
