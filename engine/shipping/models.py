"""Tables of delivery. Shipments and trackers follow with the partners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class DeliveryMethod(StoreModel):
    """A way to get an order. ``kind``: ship or pickup (then at ``location_id``). Prices in minor units of the store's currency;
    free from ``free_from_minor`` on; ``countries``: ISO codes served, empty for all."""

    __tablename__ = "delivery_method"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="ship")
    price_minor: Mapped[int] = mapped_column(default=0)
    free_from_minor: Mapped[int | None] = mapped_column(default=None)
    countries: Mapped[list[Any]] = mapped_column(default=list)
    promise: Mapped[str | None] = mapped_column(default=None)
    """What the shopper is told, such as "2–4 working days"."""
    location_id: Mapped[int | None] = mapped_column(default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    __table_args__ = (belongs_to("location_id", "location"),)
