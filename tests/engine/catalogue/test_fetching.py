"""Pictures that an import named by address."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from engine.base.db import Database
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.base.outgoing import Fetched, Outgoing
from engine.catalogue import queries
from engine.catalogue.handlers import fetch_pictures
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import CatalogueImport, Product
from tests.engine.catalogue.files import csv_text, shopify_row, write


def png(color: str) -> bytes:
    data = BytesIO()
    Image.new("RGB", (60, 40), color).save(data, "PNG")
    return data.getvalue()


class Web(Outgoing):
    """Answers from a table instead of the network; anything else is refused as the real one would."""

    pages: dict[str, bytes] = {}
    asked: list[str] = []

    def get(self, url: str, *, accept: str = "*/*") -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise Refused("outgoing.status", url=url, status=404)
        return Fetched(url, 200, "image/png", self.pages[url])


@pytest.fixture
def web() -> Web:
    return type("Page", (Web,), {"asked": [], "pages": {
        "https://cdn.example/one.png": png("red"),
        "https://cdn.example/two.png": png("blue"),
        "https://cdn.example/page.html": b"<html><script>x()</script></html>",
        "https://cdn.example/plan.pdf": b"%PDF-1.7",
    }})()  # fmt: skip


def test_pictures_arrive_in_order_and_failures_are_reported(
    db: Database, store_id: int, tmp_path: Path, web: Web
) -> None:
    first = shopify_row(
        1, **{"Image Src": "https://cdn.example/two.png", "Image Position": "2", "Image Alt Text": "Blue"}
    )
    rows = [
        first,
        {"Handle": "thing-1", "Image Src": "//cdn.example/one.png", "Image Position": "1"},
        *(
            {"Handle": "thing-1", "Image Src": f"https://cdn.example/{name}", "Image Position": "3"}
            for name in ("gone.png", "page.html", "plan.pdf")
        ),
    ]
    report = import_catalogue(db, store_id, write(tmp_path, csv_text(rows)))
    assert (report.pictures_to_fetch, report.problems) == (5, [])
    with db.read(store_id) as session:
        event = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "pictures.wanted")).one()
    for _ in range(2):
        fetch_pictures(db, event, web)
    assert (
        web.asked.count("https://cdn.example/one.png") == web.asked.count("https://cdn.example/two.png") == 1
    )
    with db.read(store_id) as session:
        product_id = session.scalars(select(Product.id).where(Product.store_id == store_id)).one()
        product = queries.product_for_editing(session, product_id)
        kept = session.scalars(select(CatalogueImport)).one()
    assert [(media.file_name, media.alt) for media in product.media] == [
        ("one.png", None),
        ("two.png", "Blue"),
    ]
    assert product.row.featured_media_id == product.media[0].id
    assert [(problem["file"][-8:], problem["key"]) for problem in kept.problems] == [
        ("gone.png", "thing-1"),
        ("age.html", "thing-1"),
        ("plan.pdf", "thing-1"),
    ]
    assert "404" in kept.problems[0]["reason"]


def test_addresses_inside_are_not_fetched(db: Database, store_id: int, tmp_path: Path) -> None:
    rows = [
        shopify_row(1, **{"Image Src": "http://169.254.169.254/latest/meta-data"}),
        shopify_row(2, **{"Image Src": "http://127.1/x.png"}),
    ]
    import_catalogue(db, store_id, write(tmp_path, csv_text(rows)))
    with db.read(store_id) as session:
        events = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "pictures.wanted")).all()
    for event in events:
        fetch_pictures(db, event)
    with db.read(store_id) as session:
        kept = session.scalars(select(CatalogueImport)).one()
    assert len(kept.problems) == 2
    assert "private network" in kept.problems[0]["reason"] and "not a host name" in kept.problems[1]["reason"]


def test_a_product_that_went_away_needs_no_pictures(db: Database, store_id: int, web: Web) -> None:
    payload = {
        "product_id": 5,
        "import_id": None,
        "pictures": [{"address": "https://cdn.example/one.png", "position": 1}],
    }
    fetch_pictures(db, OutboxEvent(store_id=store_id, payload=payload), web)
    assert web.asked == []
