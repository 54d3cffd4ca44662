"""What the catalogue needs from the room of stock, which lies further right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Select

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.files import FileStore
from engine.base.ports import Port
from engine.catalogue.media.cache import RenditionCache


class NewStock(NamedTuple):
    """How a new variant's item is counted. ``cost_minor`` in minor units of the store's currency."""

    tracked: bool = True
    policy: str = "deny"
    cost_minor: int | None = None


class Availability(Protocol):
    """What of an item can be bought."""

    @property
    def tracked(self) -> bool: ...
    @property
    def policy(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def on_hand(self) -> int: ...
    @property
    def most(self) -> int: ...
    @property
    def in_stock(self) -> bool: ...


class StockRoom(Protocol):
    """Inventory items behind variants."""

    def create_items(
        self, session: StoreSession, items: Sequence[NewStock], source: str = "admin"
    ) -> list[int]:
        """Add items without stock, offered as the defaults of *source* say; their ids in order."""
        ...

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
        ...

    def count_offered(self, session: StoreSession, item_ids: Sequence[int]) -> dict[str, int]:
        """{"for_sale/not_listed" (online/in a shop): how many of these items}, in one query."""
        ...

    def set_item(self, session: StoreSession, item_id: int, stock: NewStock) -> None:
        """Change how an item is counted."""
        ...

    def set_on_hand(
        self, session: StoreSession, quantities: Mapping[int, int], actor: Actor, cause: str, *, new: bool
    ) -> None:
        """{item id: on hand} at the store's first location, made if there is none. *new*: made in this transaction."""
        ...

    def availability(self, session: StoreSession, item_ids: Iterable[int]) -> Mapping[int, Availability]:
        """Availability of many items in one query."""
        ...

    def select_stock(self) -> Select[int, int, int, bool, bool]:
        """Per item: store_id, item_id, quantity, unlimited, buyable."""
        ...

    def select_sold(self) -> Select[int, int, int]:
        """Per item: store_id, item_id, units sold or promised to orders."""
        ...


class MediaUsers(Protocol):
    """Rooms further right that point at pictures."""

    def forget(self, session: StoreSession, media_id: int) -> None:
        """The picture goes: let go of it."""
        ...


stock: Port[StockRoom] = Port("catalogue.stock")
renditions: Port[RenditionCache] = Port("catalogue.renditions")
media_users: Port[MediaUsers] = Port("catalogue.media_users")
media_files: Port[FileStore] = Port("catalogue.media_files")
