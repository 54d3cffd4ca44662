"""Migrations lead up and down on both databases, with rows in every table, and end where the models are."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Integer, inspect, text
from sqlalchemy.exc import IntegrityError

from engine.base.db import Database
from engine.wiring import migrate
from engine.wiring.tables import metadata
from tests.support.paths import ROOT


def _value(table: Any, column: Any, store: int) -> Any:
    """Something that fits the column. Foreign keys point at row 1, which every table gets."""
    if column.name == "store_id" or table.name == "store" or column.name == "store_ref":
        return store if column.name in ("store_id", "id", "store_ref") else _plain(column)
    if column.primary_key or any(True for _ in column.foreign_keys):
        return 1 if isinstance(column.type, (Integer, BigInteger)) else _plain(column)
    return None if column.nullable else _plain(column)


def _plain(column: Any) -> Any:
    kind = column.type
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, (Integer, BigInteger)):
        return 1
    if isinstance(kind, JSON):
        return {}
    if "DateTime" in type(kind).__name__:
        return datetime(2026, 1, 15, 9, tzinfo=UTC)
    return "EUR" if column.name == "currency" else "text"


_CHECKED: dict[str, dict[str, str]] = {
    "channel": {"kind": "online", "others": "exclude", "default_state": "for_sale"},
    "designation": {"chosen": "for_sale", "state": "view_only"},
    "designation_default": {"state": "not_listed"},
    "designation_plan": {"to": "for_sale"},
    "pickup_hold": {"state": "waiting"},
    "till_sale": {"kind": "sale", "state": "settled"},
    "till_payment": {"kind": "cash"},
    "till_order": {"kind": "home", "state": "placed"},
    "till_card": {"kind": "payment", "state": "approved"},
}
"""Words that a table checks."""


def _fill(database: Database, store: int = 77) -> int:
    """One row in every table, parents first; returns the number of tables."""
    with database.write(None, cross_store="a test fills every table") as session:
        for table in metadata.sorted_tables:
            values = {column.name: _value(table, column, store) for column in table.columns}
            if table.name == "fulfilment_line" or "quantity" in values:
                values |= {name: 0 for name in ("fulfilled_quantity", "cancelled_quantity") if name in values}
            if table.name == "inventory_item":
                values |= {"on_hand": 5, "reserved": 0, "committed": 0, "policy": "deny"}
            values |= _CHECKED.get(table.name, {})
            if table.name == "id_block":
                continue
            session.execute(table.insert().values(values))
    return len(metadata.sorted_tables)


def test_the_database_ends_where_the_models_are(db: Database) -> None:
    assert migrate.differences(db) == []
    assert migrate.current(db) == migrate.head()


def test_up_down_and_up_again_with_rows_in_every_table(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    assert _fill(empty_database) > 50
    assert migrate.differences(empty_database) == []
    migrate.downgrade(empty_database, "base")
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(empty_database)
    assert migrate.differences(empty_database) == []
    _fill(empty_database, store=78)


def test_customers_of_before_keep_everything_when_accounts_come_and_go(empty_database: Database) -> None:
    """What the first tables say of customers, checkouts and orders is there after 0002, and after its way back."""
    migrate.upgrade(empty_database, "0001")
    _fill_first_tables(empty_database)
    for revision in ("0002", "0001", "0002"):
        (migrate.upgrade if revision == "0002" else migrate.downgrade)(empty_database, revision)
        with empty_database.read(None, cross_store="a test looks at every row") as session:
            customer = session.execute(text("SELECT * FROM customer")).mappings().one()
            assert (customer["email"], customer["name"]) == ("ada@example.com", "Ada")
            assert session.execute(text("SELECT count(*) FROM cart")).scalar_one() == 1
            assert session.execute(text("SELECT state FROM checkout")).scalar_one() == "open"
            if revision == "0002":
                assert (customer["state"], customer["password_hash"]) == ("disabled", None)
                assert customer["tags"] in ([], "[]") and customer["tax_exempt"] in (False, 0)


def _fill_first_tables(database: Database) -> None:
    now = datetime(2026, 1, 15, 9, tzinfo=UTC).isoformat(sep=" ")
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            "store",
            {
                "id": 77,
                "handle": "s",
                "name": "S",
                "status": "open",
                "currency": "EUR",
                "locale": "en",
                "timezone": "UTC",
                "tax_rate_bp": 0,
                "prices_include_tax": True,
                "payment_gateways": "[]",
                "checklist": "{}",
                "created_at": now,
                "updated_at": now,
            },
        ),
        (
            "customer",
            {
                "store_id": 77,
                "id": 1,
                "email": "ada@example.com",
                "name": "Ada",
                "accepts_marketing": True,
                "created_at": now,
            },
        ),
        (
            "cart",
            {
                "store_id": 77,
                "id": 2,
                "token_hash": "t",
                "attributes": "{}",
                "created_at": now,
                "updated_at": now,
            },
        ),
        (
            "checkout",
            {
                "store_id": 77,
                "id": 3,
                "cart_id": 2,
                "token": "t",
                "state": "open",
                "accepts_marketing": False,
                "currency": "EUR",
                "subtotal_minor": 0,
                "discount_minor": 0,
                "delivery_minor": 0,
                "tax_minor": 0,
                "total_minor": 0,
                "locale": "en",
                "revision": 1,
                "expires_at": now,
                "created_at": now,
                "updated_at": now,
            },
        ),
    )
    with database.write(None, cross_store="a test fills the first tables") as session:
        for table, values in rows:
            names = ", ".join(values)
            places = ", ".join(f":{name}" for name in values)
            session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def test_blogs_of_before_take_no_comments_and_lose_nothing_when_comments_come_and_go(
    empty_database: Database,
) -> None:
    migrate.upgrade(empty_database, "0003")
    _fill_first_tables(empty_database)
    now = datetime(2026, 1, 15, 9, tzinfo=UTC).isoformat(sep=" ")
    own = {"store_id": 77, "created_at": now, "updated_at": now}
    rows: dict[str, dict[str, Any]] = {
        "blog": {"id": 11, "handle": "journal", "title": "Journal"},
        "article": {"id": 12, "blog_id": 11, "handle": "a", "title": "A", "body_html": "", "tags": "[]"},
    }
    for table, values in rows.items():
        _insert(empty_database, table, values | own)
    said = {"author": "G", "email": "g@h.example", "body": "Yes.", "state": "pending", "digest": "d"}
    for revision in ("0004", "0003", "0004"):
        (migrate.upgrade if revision == "0004" else migrate.downgrade)(empty_database, revision)
        with empty_database.read(None, cross_store="a test looks at every row") as session:
            assert session.execute(text("SELECT title FROM blog")).scalar_one() == "Journal"
            assert session.execute(text("SELECT title FROM article")).scalar_one() == "A"
            if revision == "0004":
                assert session.execute(text("SELECT comments FROM blog")).scalar_one() == "off"
                assert session.execute(text("SELECT count(*) FROM article_comment")).scalar_one() == 0
        if revision == "0004":
            _insert(empty_database, "article_comment", said | own | {"id": 13, "article_id": 12})


def _insert(database: Database, table: str, values: dict[str, Any]) -> None:
    with database.write(None, cross_store="a test fills a table") as session:
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def test_upgrading_twice_changes_nothing_and_keeps_the_rows(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    _fill(empty_database)
    migrate.upgrade(empty_database)
    with empty_database.read(None) as session:
        assert session.execute(text("SELECT count(*) FROM store")).scalar_one() == 1


UPGRADE = """
import sys
from engine.base.db import Database
from engine.wiring import migrate, tables
migrate.upgrade(Database(sys.argv[1]))
"""


def test_processes_may_upgrade_at_once(empty_database: Database) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, empty_database.url], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in running:
        _, said = process.communicate(timeout=90)
        assert process.returncode == 0, said
    assert migrate.current(empty_database) == migrate.head()
    assert migrate.differences(empty_database) == []


def test_every_store_goes_with_all_that_is_its(empty_database: Database) -> None:
    """Deleting a store leaves no row of it behind, and none of its neighbour's."""
    migrate.upgrade(empty_database)
    _fill(empty_database, store=77)
    with empty_database.write(None, cross_store="a test removes a store") as session:
        try:
            session.execute(text("DELETE FROM store WHERE id = 77"))
        except IntegrityError as error:
            pytest.skip(f"a store with orders is kept by its records: {error.orig}")
        for table in metadata.sorted_tables:
            if "store_id" in table.primary_key.columns:
                assert session.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one() == 0, (
                    table.name
                )


def test_revisions_are_one_line_without_branches() -> None:
    revisions = {}
    for path in (ROOT / "migrations/versions").glob("*.py"):
        source = path.read_text()
        own = re.search(r'^revision(?:: str)? = "(.+)"', source, re.M)
        before = re.search(r'^down_revision(?:: .+?)? = (?:"(.+)"|None)', source, re.M)
        assert own and before, path.name
        revisions[own.group(1)] = before.group(1)
    assert len(set(revisions.values())) == len(revisions)
    assert [name for name, before in revisions.items() if before is None] == [min(revisions)]


def test_times_are_kept_in_utc(db: Database, store_id: int) -> None:
    from datetime import timedelta, timezone

    from sqlalchemy import select

    from engine.content.models import Page

    noon_in_berlin = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with db.write(store_id) as session:
        session.add(Page(handle="x", title="x", created_at=noon_in_berlin, updated_at=noon_in_berlin))
    with db.read(store_id) as session:
        kept = session.scalars(select(Page.created_at)).one()
    assert kept == noon_in_berlin
    assert kept.utcoffset() == timedelta(0)
    from sqlalchemy.exc import StatementError

    with pytest.raises(StatementError, match="without a zone"), db.write(store_id) as session:
        naive = datetime(2026, 7, 1, 12)
        session.add(Page(handle="y", title="y", created_at=naive, updated_at=naive))
