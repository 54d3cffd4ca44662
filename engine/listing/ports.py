"""What listing needs from outside: where the search indexes lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.base.ports import Port

if TYPE_CHECKING:
    from engine.listing.index import Indexes

indexes: Port[Indexes] = Port("listing.indexes")
