"""Where imported items are offered: by the defaults of their source, counted in the report of what came in."""

from __future__ import annotations

from pathlib import Path

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import CatalogueImport
from engine.catalogue.queries import offered_parts
from engine.inventory import commands
from engine.inventory.queries import ONLINE, recount
from engine.stores.commands import save_partner
from engine.wiring.commands.catalogue import _offered
from tests.engine.catalogue.files import csv_text, shopify_row, write


def test_the_report_counts_items_by_where_they_are_offered(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    with db.write(store_id) as session:
        commands.create_location(session, commands.LocationInput("Harbour", "shop"), SYSTEM)
        save_partner(session, name="Marlow", actor=SYSTEM)
    path = write(tmp_path, csv_text([shopify_row(n) for n in range(3)]))
    first = import_catalogue(db, store_id, path)
    assert first.offered == {"for_sale/for_sale": 3}
    assert _offered(first.offered) == "3 items: 3 sold online and in the shop"

    with db.write(store_id) as session:
        commands.set_default(session, "shopify", ONLINE, "not_listed", SYSTEM)
    path.write_text(csv_text([shopify_row(n) for n in range(5)]))
    second = import_catalogue(db, store_id, path)
    assert second.offered == {"not_listed/for_sale": 2}, "only what this run added"
    assert import_catalogue(db, store_id, path).offered == {}

    path.write_text(csv_text([shopify_row(n) for n in range(5, 7)]))
    branded = import_catalogue(db, store_id, path, partner="Marlow")
    assert branded.offered == {"not_listed/for_sale": 2}, "a brand's own import is of the same format"
    with db.read(store_id) as session:
        kept = session.need(CatalogueImport, second.import_id or 0)
        assert kept.offered == {"not_listed/for_sale": 2}
        assert recount(session) == []
    counted = {"for_sale/for_sale": 100, "not_listed/not_listed": 20, "for_sale/view_only": 1}
    assert offered_parts(counted) == [("for_sale_shop", 101), ("not_listed_only", 20)]
    assert _offered(counted) == "121 items: 101 sold online and in the shop, 20 not listed"
