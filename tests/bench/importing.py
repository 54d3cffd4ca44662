"""How fast products come in, alone and while 16 shoppers keep checking out; and what the shoppers notice of it.

The file is a product CSV of 6,000 products with two variants each, in the public export format, without pictures.
Shoppers pause a quarter of a second between clicks; two web workers serve them; the importer is a third process.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.models import Variant
from engine.inventory.commands import LocationInput, create_location
from engine.inventory.models import InventoryItem
from engine.shipping.commands import MethodInput, create_method
from engine.stores.models import Store
from tests.bench import shop
from tests.bench.ground import Ground, Row
from tests.support import serving
from tests.support.paths import ROOT

TITLE = "Importing 6,000 products, alone and with 16 shoppers checking out"
PRODUCTS = 6_000
LEAST_PER_SECOND = 500.0
MOST_P95_MS = 500.0
COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value",
    "Variant SKU", "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Status",
)  # fmt: skip


def fill(database: Database) -> None:
    """The shop of the other benches, with plenty in stock and a way to deliver."""
    shop.fill(database)
    with database.read(None) as session:
        store_id = session.scalars(select(Store.id)).one()
    with database.write(store_id) as session:
        create_location(session, LocationInput("Warehouse"), SYSTEM)
        create_method(session, MethodInput("Standard", price_minor=490), SYSTEM)
        for item in session.scalars(select(InventoryItem)):
            item.tracked = False


def bench(ground: Ground) -> Iterator[Row]:
    """Per database: the import by itself, the shoppers by themselves, and both at once."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        file = Path(folder) / "products.csv"
        write_file(file)
        for kind in ("sqlite", "postgres"):
            yield from _on(ground, kind, file)


def write_file(path: Path, products: int = PRODUCTS) -> None:
    """A CSV of *products* products with two variants each."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(products):
            words = f"<p>Number {n} of a long series. {'Made slowly, kept long. ' * 12}</p>"
            shared = [
                f"thing-{n}",
                f"Thing {n}",
                words,
                f"Maker {n % 12}",
                f"Type {n % 9}",
                f"a{n % 7}, b{n % 5}",
                "TRUE",
            ]
            for m, colour in enumerate(("Oat", "Ink")):
                own = ["Colour", colour, f"T-{n}-{m}", 400, 8, f"{10 + n % 90}.50", "", "active"]
                out.writerow([*(shared if m == 0 else [shared[0], *[""] * 6]), *own])


def _on(ground: Ground, kind: str, file: Path) -> Iterator[Row]:
    with ground.database(kind, "shoppers", fill) as url:
        yield _row(f"{kind}: import alone", _import(url, file, Path(ground.folder)))
    with ground.database(kind, "shoppers", fill) as url, ground.server(url, LOG_LEVEL="WARNING") as server:
        shoppers = _shoppers(url, server)
        alone = _stop(shoppers, after=8)
        yield _row(f"{kind}: 16 shoppers alone", None, alone)
        shoppers = _shoppers(url, server)
        report = _import(url, file, Path(ground.folder))
        both = _stop(shoppers)
        yield _row(f"{kind}: both at once", report, both, limits=kind == "sqlite")
        yield _locks(kind, server)


def _import(url: str, file: Path, folder: Path) -> dict[str, Any]:
    env = {**os.environ, **serving.environment(url, "", folder / "importer")}
    command = [sys.executable, "-m", "flask", "--app", "app", "catalogue", "import", str(file), "--json"]
    done = subprocess.run(
        [*command, "--store", shop.HOST.partition(".")[0]],
        check=False,
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["added"] == PRODUCTS, report
    return report


def _shoppers(url: str, server: serving.LiveServer) -> subprocess.Popen[str]:
    database = Database(url)
    with database.read(None, cross_store="a bench looks for something to buy") as session:
        variants = list(session.scalars(select(Variant.id).order_by(Variant.id).limit(200)))
    database.close()
    wanted = {"port": server.port, "host": shop.HOST, "variants": variants, "buyers": 16}
    script = ROOT / "tests" / "bench" / "buyers.py"
    return subprocess.Popen(
        [sys.executable, str(script), json.dumps(wanted)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _stop(shoppers: subprocess.Popen[str], after: float = 0) -> dict[str, Any]:
    if after:
        try:
            shoppers.wait(after)
        except subprocess.TimeoutExpired:
            pass
    out, _ = shoppers.communicate("\n", timeout=120)
    result: dict[str, Any] = json.loads(out)
    return result


def _row(
    what: str, report: dict[str, Any] | None, seen: dict[str, Any] | None = None, limits: bool = False
) -> Row:
    figures = {
        "products/s": report["products"] / report["seconds"] if report else "–",
        "orders": seen["orders"] if seen else "–",
        "p50 ms": seen["p50"] if seen else "–",
        "p95 ms": seen["p95"] if seen else "–",
        "max ms": seen["max"] if seen else "–",
        "odd answers": seen["odd_count"] if seen else "–",
    }
    bounds = {"products/s": -LEAST_PER_SECOND, "p95 ms": MOST_P95_MS, "odd answers": 0.0} if limits else {}
    return Row(what + (f" {seen['odd']}" if seen and seen["odd"] else ""), figures, bounds)


def _locks(kind: str, server: serving.LiveServer) -> Row:
    log = server.log.read_text(errors="replace")
    return Row(f"{kind}: «locked» in the web server's log", {"count": log.count("is locked")}, {"count": 0.0})
