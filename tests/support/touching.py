"""Which kinds of dependency stand for which table, and a guard that every write of what pages show raises one of them.

The guard is on where a test asks for it (`guarded`), and in the whole suite with ``CHECK_TOUCHES=1``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

from engine.base import dependencies
from engine.base.db import StoreSession
from tests.support.paths import ROOT

PRODUCT = frozenset({"product", "products-named", "list"})
COLLECTION = frozenset({"collection", "collections", "list"})
ARTICLE = frozenset({"article", "articles", "blog", "blogs"})
VISITOR = frozenset({"visitor"})
"""Read for one visitor alone: such a part is kept for nobody."""

KINDS: Mapping[str, frozenset[str]] = {
    "article": ARTICLE | {"menus"},
    "article_comment": frozenset({"comments"}),
    "blog": frozenset({"blog", "blogs", "menus", "article", "articles"}),
    "channel": frozenset({"places"}),
    "collection": COLLECTION | {"menus", "product"},
    "collection_product": frozenset({"list", "product"}),
    "designation": frozenset({"item", "product", "stock"}),
    "inventory_item": frozenset({"product", "item", "stock", "list"}),
    "level": frozenset({"stock"}),
    "location": frozenset({"places"}),
    "look": frozenset({"theme"}),
    "media": PRODUCT | COLLECTION | ARTICLE | {"media", "media-name"},
    "menu": frozenset({"menus"}),
    "menu_item": frozenset({"menus"}),
    "metafield": frozenset({"metafields", "metafield-definitions", "product", "products-named"}),
    "metafield_definition": frozenset({"metafield-definitions"}),
    "metaobject": frozenset({"metaobjects"}),
    "metaobject_definition": frozenset({"metaobjects"}),
    "page": frozenset({"page", "pages", "menus"}),
    "partner": frozenset({"partner", "partners"}) | PRODUCT,
    "product": PRODUCT | {"menus"},
    "product_media": frozenset({"product"}),
    "product_option": frozenset({"product", "list", "products-named"}),
    "product_tag": frozenset({"product", "list"}),
    "store": frozenset({"store"}),
    "store_host": frozenset({"store"}),
    "theme": frozenset({"theme"}),
    "variant": frozenset({"product", "list"}),
}
"""What a page notes when it reads a table, and what is raised when the table is written: at least one of these."""

OF_A_VISITOR = frozenset(
    {
        "brand_order", "cart", "cart_line", "customer", "customer_address", "customer_link", "customer_order",
        "customer_session", "fulfilment", "fulfilment_line", "order_line", "payment", "pickup_hold", "refund",
        "refund_line",
    }
)  # fmt: skip
"""Tables that pages read for one visitor alone: such a page is kept for nobody, so a write need not say anything."""

NEVER_READ = frozenset(
    {
        "activity", "bundle_part", "catalogue_import", "channel_key", "checkout", "checkout_line", "commitment", "counter",
        "delivery_method", "dependency_version", "designation_change", "designation_default", "designation_event",
        "designation_plan", "id_block", "idempotency_key", "item_change", "job", "kept_section", "lease", "ledger_entry",
        "ledger_transaction", "look_schedule", "look_version", "low_notice", "movement", "one_time_link", "order_event",
        "outbox_event",
        "outgoing_mail", "oversell_case", "payment_event", "product_link", "reservation", "section_data", "section_event",
        "section_match", "section_presence", "shown_section", "shown_values", "sign_in_attempt", "staff", "staff_session",
        "stock_count", "stock_count_line", "test_gateway_payment", "test_gateway_refund", "theme_upload", "till_card",
        "till_day", "till_device", "till_line", "till_order", "till_payment", "till_pin", "till_sale", "till_shift", "transfer",
        "transfer_line", "url_redirect",
    }
)  # fmt: skip
"""Tables that no part which is kept reads: work behind the scenes, checkout, people of the shop. `product_link` is read by
what is made anew each time, `url_redirect` where there is no page. Versions of the look (`look_version`, `shown_section`,
`shown_values`) never change: `look` says which is shown; `section_data` and `section_match` are what is being edited."""

NOT_SHOWN: Mapping[str, frozenset[str]] = {
    "channel": frozenset({"default_state", "name", "notice_address", "notice_secret", "others"}),
    "collection": frozenset({"members_refreshed_at", "parent_id", "updated_at"}),
}
"""Columns that no page shows: a write of these alone need not say anything."""

PICTURES = frozenset({"featured_media_id", "media_id"})
"""Who shows a record's picture notes the picture: taking one away is a write of the picture, which goes."""

NEW_SHOWS_NOTHING = frozenset({"channel", "designation", "inventory_item", "level", "metafield"})
"""Tables whose new rows show only through another table's new rows, which say so."""

_ENGINE, _TOOLS, _TESTS = (f"{ROOT / name}/" for name in ("engine", "engine/base", "tests"))
_WRITE = re.compile(r'\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.I)
_SET = re.compile(r'(?:SET|,)\s*"?(\w+)"?\s*=', re.I)
_READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.I)


@lru_cache(maxsize=4_096)
def table_written(statement: str) -> str | None:
    """The table whose shown columns a statement writes; None for any other statement."""
    match = _WRITE.match(statement)
    if match is None or match[2] not in KINDS:
        return None
    verb, table = match[1].upper(), match[2]
    if verb.startswith("INSERT") and table in NEW_SHOWS_NOTHING:
        return None
    if verb == "UPDATE":
        columns = set(_SET.findall(statement[: statement.upper().rfind("WHERE")]))
        if columns and columns <= NOT_SHOWN.get(table, frozenset()):
            return None
        if columns and columns <= PICTURES:
            return "media"
    return table


@lru_cache(maxsize=4_096)
def tables_read(statement: str) -> frozenset[str]:
    """The names that stand where a statement names tables."""
    return frozenset(_READ.findall(statement))


def _is_of_the_program() -> bool:
    """Whether a command writes, not a test that only wants rows: the first caller above the tools is in a package."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_TESTS):
            return False
        if file.startswith(_ENGINE) and not file.startswith(_TOOLS):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


class Untouched(AssertionError):
    """A transaction wrote what pages show and raised nothing that stands for it."""


@contextmanager
def guarded() -> Iterator[Callable[[], set[str]]]:
    """Any transaction that writes a table of `KINDS` and raises none of its kinds fails. Gives the tables written so far."""
    written: dict[int, set[str]] = {}
    seen: set[str] = set()

    def note(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        table = table_written(statement)
        if table is not None and cursor.rowcount != 0 and _is_of_the_program():
            written.setdefault(id(connection), set()).add(table)
            seen.add(table)

    def check(session: Any) -> None:
        if session.read_only or session.in_nested_transaction():
            return
        session.flush()
        tables = written.pop(id(session.connection()), set())
        touched = session.info.get(dependencies._TOUCHED, {}).values()
        kinds = {kind for names in touched for kind, *_ in names}
        for table in sorted(tables):
            if not kinds & KINDS[table]:
                raise Untouched(
                    f"{table} was written, but nothing was touched that stands for it "
                    f"(any of {sorted(KINDS[table])}; touched: {sorted(kinds) or 'nothing'}): pages that show it stay as "
                    "they were. See docs/decisions/fragments.md."
                )

    def forget(connection: Any) -> None:
        written.pop(id(connection), None)

    event.listen(Engine, "after_cursor_execute", note)
    event.listen(Engine, "rollback", forget)
    event.listen(StoreSession, "before_commit", check, insert=True)
    try:
        yield lambda: set(seen)
    finally:
        event.remove(Engine, "after_cursor_execute", note)
        event.remove(Engine, "rollback", forget)
        event.remove(StoreSession, "before_commit", check)


def guard_everything() -> Callable[[], None]:
    """The guard is on until what is returned is called."""
    stack = ExitStack()
    stack.enter_context(guarded())
    return stack.close


__all__ = [
    "KINDS",
    "NEVER_READ",
    "OF_A_VISITOR",
    "Untouched",
    "guard_everything",
    "guarded",
    "table_written",
    "tables_read",
]
