"""What is only shown online, and bought in a shop: where, what lies there, when it is open, and a form to have it kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from engine.base import clock
from engine.inventory.commands import MOST_UNITS
from engine.inventory.hours import by_day, opening
from engine.liquid import Drop, prop
from engine.liquid.safe import trusted

from .address import AddressDrop

if TYPE_CHECKING:
    from engine.rendering.loading.products import SellingShop

    from .variant import VariantDrop

PICKUP = "/pickup"


class ShopDrop(Drop):
    """A shop that sells something."""

    liquid_name = "ShopDrop"

    def __init__(self, front: Any, found: SellingShop) -> None:
        self.front = front
        self.found = found
        self._address = AddressDrop(found.address)

    @prop
    def id(self) -> int:
        return self.found.id

    @prop
    def name(self) -> str:
        return self.found.name

    @prop
    def address(self) -> AddressDrop:
        return self._address

    @prop
    def quantity(self) -> int | None:
        return self.found.units

    @prop
    def stock(self) -> str:
        """What lies there, in words."""
        units = self.found.units
        if units is None:
            return str(self.front.platform_text("buy_in_shop.uncounted"))
        if units <= 0:
            return str(self.front.platform_text("buy_in_shop.here_none"))
        return str(self.front.platform_text("buy_in_shop.here", count=units))

    @prop
    def pick_up_enabled(self) -> bool:
        return self.found.offers_pickup and (self.found.units is None or self.found.units > 0)

    @prop
    def hours(self) -> list[str]:
        """A line for every day that is open."""
        return [
            f"{self._day(day)} {', '.join(f'{opens}–{closes}' for opens, closes in spans)}"
            for day, spans in by_day(self.found.hours).items()
        ]

    @prop
    def opening(self) -> str:
        """Whether it is open now, in words; empty where no hours are known."""
        now = clock.now().astimezone(ZoneInfo(self.front.visit.store.timezone))
        state = opening(self.found.hours, now)
        if state.at is None:
            return ""
        self.front.loading.notes.now.expire(state.at)
        words = "open" if state.is_open else "opens"
        return str(self.front.platform_text(f"buy_in_shop.{words}", at=self._at(state.at, now)))

    def _at(self, at: datetime, now: datetime) -> str:
        day = "" if at.date() == now.date() else f"{self._day(at.isoweekday())} "
        return f"{day}{at:%H:%M}"

    def _day(self, day: int) -> str:
        return str(self.front.platform_text(f"buy_in_shop.days.{day}"))


class BuyInShopDrop(Drop):
    """How to buy a variant that is not sold online."""

    liquid_name = "BuyInShopDrop"

    def __init__(self, variant: VariantDrop) -> None:
        self.variant = variant
        self.front = variant.front

    @prop
    def title(self) -> str:
        return str(self.front.platform_text("buy_in_shop.title"))

    @prop
    def shops(self) -> list[ShopDrop]:
        items = [record.row.inventory_item_id for record in self.variant.owner.variant_records()]
        item = self.variant.record.item
        found = self.front.loading.products.shops(item, items)
        return [ShopDrop(self.front, shop) for shop in found]

    @prop
    def panel(self) -> Markup:
        """Everything at once: the shops, and the form to have it kept."""
        shops = self._shops()
        lead = self.front.platform_text("buy_in_shop.lead" if shops else "buy_in_shop.none")
        made = Markup(
            '<div class="buy-in-shop"><h2 class="buy-in-shop__title">{}</h2><p>{}</p>{}{}</div>'
        ).format(self.front.platform_text("buy_in_shop.title"), lead, self._list(shops), self._form(shops))
        return trusted(made)

    @prop
    def form(self) -> Markup:
        """The form to have it kept at a shop; empty where none can."""
        return trusted(self._form(self._shops()))

    def _shops(self) -> list[ShopDrop]:
        found: Any = self.liquid_get("shops")
        return list(found)

    def _list(self, shops: list[ShopDrop]) -> Markup:
        rows = Markup("").join(self._row(shop) for shop in shops)
        return Markup('<ul class="buy-in-shop__shops">{}</ul>').format(rows) if shops else Markup("")

    def _row(self, shop: ShopDrop) -> Markup:
        where = shop.found.address
        address = ", ".join(str(where[part]) for part in ("line1", "postcode", "city") if where.get(part))
        hours: Any = shop.liquid_get("hours")
        lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in hours)
        times = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
            self.front.platform_text("buy_in_shop.hours"), lines
        )
        opening: Any = shop.liquid_get("opening")
        return Markup(
            '<li class="buy-in-shop__shop"><strong>{}</strong> <span class="buy-in-shop__stock">{}</span>{}{}{}</li>'
        ).format(
            shop.found.name,
            shop.liquid_get("stock"),
            Markup("<address>{}</address>").format(address) if address else "",
            Markup("<p>{}</p>").format(opening) if opening else "",
            times if hours else "",
        )

    def _form(self, shops: list[ShopDrop]) -> Markup:
        keeping = [shop for shop in shops if shop.liquid_get("pick_up_enabled")]
        if not keeping:
            return Markup("")
        own = f"Pickup-{self.variant.row.id}"
        options = Markup("").join(
            Markup('<option value="{}">{}</option>').format(shop.found.id, shop.found.name)
            for shop in keeping
        )

        def field(name: str, control: Markup, **values: object) -> Markup:
            return Markup('<p class="buy-in-shop__field"><label for="{}-{}">{}</label>{}</p>').format(
                own,
                name,
                self.front.platform_text(f"buy_in_shop.{name}"),
                control.format(id=f"{own}-{name}", **values),
            )

        return Markup(
            '<form class="buy-in-shop__form" method="post" action="{}"><input type="hidden" name="id" value="{}">'
            '{}{}{}{}<button type="submit" class="buy-in-shop__go">{}</button></form>'
        ).format(
            PICKUP,
            self.variant.row.id,
            field("shop", Markup('<select id="{id}" name="location_id">{options}</select>'), options=options),
            field(
                "quantity",
                Markup(
                    '<input id="{id}" type="number" name="quantity" value="1" min="1" max="{most}" inputmode="numeric">'
                ),
                most=MOST_UNITS,
            ),
            field(
                "name", Markup('<input id="{id}" name="name" autocomplete="name" maxlength="120" required>')
            ),
            field(
                "email", Markup('<input id="{id}" type="email" name="email" autocomplete="email" required>')
            ),
            self.front.platform_text("buy_in_shop.reserve"),
        )
