"""Fills the catalogue's port: variants get their inventory items here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.catalogue.ports import NewStock
from engine.inventory import commands, queries
from engine.inventory.queries.grid import count_offered


class CatalogueStock:
    """Implements ``engine.catalogue.ports.StockRoom``."""

    def create_items(
        self, session: StoreSession, items: Sequence[NewStock], source: str = "admin"
    ) -> list[int]:
        """Add items without stock, offered as the defaults of *source* say; their ids in order."""
        return commands.create_items(session, [commands.NewItem(*item) for item in items], source=source)

    def create_stocked_items(
        self,
        session: StoreSession,
        items: Sequence[NewStock],
        on_hand: Sequence[int],
        actor: Actor,
        cause: str,
        source: str,
    ) -> list[int]:
        """Add many items with what is on hand of each at the store's first location, in a handful of statements; offered
        as the defaults of *source* say."""
        made = [commands.NewItem(*item, on_hand=count) for item, count in zip(items, on_hand, strict=True)]
        ids = commands.create_items(session, made, source=source)
        counted = {item_id: count for item_id, count in zip(ids, on_hand, strict=True) if count}
        if counted:
            place = commands.first_location(session).id
            commands.stock_new_items(session, place, counted, actor=actor, cause=cause, totals_written=True)
        return ids

    def count_offered(self, session: StoreSession, item_ids: Sequence[int]) -> dict[str, int]:
        """{"for_sale/not_listed" (online/in a shop): how many of these items}, in one query."""
        return count_offered(session, item_ids)

    def set_item(self, session: StoreSession, item_id: int, stock: NewStock) -> None:
        """Change how an item is counted."""
        commands.set_item(
            session, item_id, tracked=stock.tracked, policy=stock.policy, cost_minor=stock.cost_minor
        )

    def set_on_hand(
        self, session: StoreSession, quantities: Mapping[int, int], actor: Actor, cause: str, *, new: bool
    ) -> None:
        """{item id: on hand} at the store's first location, made if there is none."""
        if not any(quantities.values()) and new:
            return
        place = commands.first_location(session).id
        if new:
            commands.stock_new_items(session, place, quantities, actor=actor, cause=cause)
            return
        for item_id in sorted(quantities):
            commands.set_on_hand(session, item_id, place, quantities[item_id], actor=actor, cause=cause)

    def availability(
        self, session: StoreSession, item_ids: Iterable[int]
    ) -> Mapping[int, queries.Availability]:
        """Availability of many items in one query."""
        return queries.availability(session, item_ids)

    def select_stock(self) -> Select[int, int, int, bool, bool]:
        """Per item: store_id, item_id, quantity, unlimited, buyable."""
        return queries.select_stock()

    def select_sold(self) -> Select[int, int, int]:
        """Per item: store_id, item_id, units sold or promised to orders."""
        return queries.select_sold()
