"""The page to compare with: bare Flask, one query, one Jinja2 template, 40 KB. As fast as this machine serves pages."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, render_template_string
from sqlalchemy import text

from engine.base.db import Database
from engine.base.settings import load

ROWS = 138
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<ul>{% for row in rows %}
<li class="card"><a href="/products/{{ row.handle }}"><img src="/media/{{ row.handle }}.webp" alt="{{ row.title }}"
 width="400" height="500" loading="lazy"><span class="card__title">{{ row.title }}</span>
<span class="card__price">{{ row.price }}</span></a></li>{% endfor %}
</ul></body></html>"""


def create_app() -> Flask:
    """The application; its table is made by the caller."""
    database = Database(load().database_url)
    app = Flask(__name__)
    app.extensions["vitrine"] = SimpleNamespace(db=database)

    @app.get("/")
    def page() -> Any:
        with database.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT handle, title, price FROM ceiling_row ORDER BY handle")
            ).all()
        return render_template_string(PAGE, title="Ceiling", rows=rows)

    @app.get("/bytes")
    def kept() -> Any:
        return Response(app.extensions["bytes"], content_type="text/html; charset=utf-8")

    same = os.environ.get("CEILING_BYTES")
    app.extensions["bytes"] = Path(same).read_bytes() if same else b""
    return app


def fill(database: Database) -> None:
    """The rows of the page."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ceiling_row (handle TEXT PRIMARY KEY, title TEXT, price TEXT)"))
        connection.execute(
            text("INSERT INTO ceiling_row VALUES (:handle, :title, :price)"),
            [
                {
                    "handle": f"product-{n:04}",
                    "title": f"A product with a name of usual length {n}",
                    "price": f"€{n}.00",
                }
                for n in range(ROWS)
            ],
        )
