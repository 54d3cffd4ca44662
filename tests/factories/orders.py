"""A small shop of three brands, carts, checkouts and orders, made through the commands that shoppers and staff use."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.catalogue.commands import create_product
from engine.catalogue.commands.inputs import OptionInput, ProductInput, VariantInput
from engine.catalogue.models import Variant
from engine.inventory.commands import LocationInput, create_location
from engine.inventory.models import Location
from engine.mail import ports as mail_ports
from engine.mail.letters import Letters
from engine.ordering import commands, ports, queries
from engine.ordering.commands import NewLine, Paid
from engine.ordering.ports import PaymentOption
from engine.providers.payments import Registry
from engine.providers.payments.manual import ManualGateway
from engine.providers.payments.test import TestGateway
from engine.shipping.commands import MethodInput, create_method
from engine.shipping.queries import Rates
from engine.stores.commands import NewStore
from engine.stores.models import Partner, Store
from engine.stores.queries import house_partner
from engine.tills.queries import checkouts_needed
from engine.wiring.bind import bind_catalogue
from tests.factories.stores import make_store

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "Torstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/39",
    "card_cvc": "123",
    "card_name": "A Lovelace",
}
DECLINED = "4000 0000 0000 0002"
SECOND_STEP = "4000 0025 0000 3155"

_numbers = itertools.count(1)


@dataclass
class Shop:
    """``variants``: {name: variant id}, of the house (mug) and two brands (vase, bowl; lamp)."""

    db: Database
    id: int
    store: NewStore
    gateway: TestGateway
    variants: dict[str, int]
    items: dict[str, int]
    partners: dict[str, int]
    methods: dict[str, int]
    location_id: int
    sent: list[Any] = field(default_factory=list)

    # -- the shopper ----------------------------------------------------------------------------------------------

    def cart(self, **quantities: int) -> str:
        """A cart with so many of each; its token."""
        with self.db.write(self.id) as session:
            new = [NewLine(self.variants[name], count) for name, count in quantities.items()]
            return commands.add(session, None, new).token

    def checkout(
        self, token: str, *, method: str = "ship", card: str | None = None, pay_by: str = "card"
    ) -> int:
        """A checkout of that cart, filled in up to its review; its id."""
        with self.db.write(self.id) as session:
            checkout_id = commands.begin(session, token).id
        self.fill(checkout_id, method=method)
        self.choose_payment(checkout_id, card=card, pay_by=pay_by)
        return checkout_id

    def fill(self, checkout_id: int, *, method: str = "ship", email: str | None = None) -> None:
        """Contact and delivery."""
        with self.db.write(self.id) as session:
            commands.set_contact(session, checkout_id, email=email or f"ada{next(_numbers)}@example.com")
            kind = "pickup" if method == "pickup" else "ship"
            given = ADDRESS if kind == "ship" else {"collector": "Ada Lovelace"}
            commands.set_delivery(session, checkout_id, given, self.methods[method], kind=kind)

    def choose_payment(self, checkout_id: int, *, card: str | None = None, pay_by: str = "card") -> None:
        """The payment step."""
        gateway: Any = self.gateway if pay_by == "card" else ManualGateway()
        prepared = gateway.prepare(pay_by, CARD | ({"card_number": card} if card else {}))
        with self.db.write(self.id) as session:
            option = PaymentOption(gateway.name, pay_by, pay_by == "card")
            commands.set_payment(session, checkout_id, option, prepared)

    def seen(self, checkout_id: int) -> str:
        """The fingerprint that the review shows."""
        with self.db.read(self.id) as session:
            from engine.ordering.models import Checkout

            return queries.checkout_view(session, session.need(Checkout, checkout_id)).seen

    def pay(self, checkout_id: int) -> Paid:
        """Press the button."""
        return commands.pay(self.db, self.id, checkout_id, seen=self.seen(checkout_id), return_url="/")

    def buy(self, *, method: str = "ship", pay_by: str = "card", **quantities: int) -> int:
        """An order of so many of each; its id."""
        paid = self.pay(self.checkout(self.cart(**quantities), method=method, pay_by=pay_by))
        assert paid.order_id, paid
        return paid.order_id

    # -- the merchant ---------------------------------------------------------------------------------------------

    def set_price(self, name: str, minor: int) -> None:
        """Another price from now on."""
        with self.db.write(self.id) as session:
            session.execute(
                update(Variant)
                .where(Variant.store_id == self.id, Variant.id == self.variants[name])
                .values(price_minor=minor)
            )

    def set_tax(self, rate_bp: int, *, included: bool = True) -> None:
        """The store's tax."""
        with self.db.write(None, cross_store="the store's own row") as session:
            row = session.get(Store, self.id)
            assert row is not None
            row.tax_rate_bp, row.prices_include_tax = rate_bp, included


def make_shop(db: Database, *, stock: Mapping[str, int] | None = None, **details: Any) -> Shop:
    """A shop that sells: three brands, four products, two ways to deliver, both gateways."""
    store = make_store(db, **details)
    gateway = bind(db)
    stock = {"mug": 20, "vase": 20, "bowl": 20, "lamp": 20, **(stock or {})}
    prices = {"mug": 1450, "vase": 3890, "bowl": 2200, "lamp": 12900}
    with db.write(None, cross_store="the store's own row") as session:
        row = session.get(Store, store.id)
        assert row is not None
        row.status, row.payment_gateways, row.email = "open", ["test", "manual"], "hello@shop.example"
    with db.write(store.id) as session:
        location = _location(session)
        house = house_partner(session).id
        partners = {"house": house}
        for name in ("Ostara Ceramics", "Fjord Lighting"):
            partner = Partner(handle=name.split()[0].lower(), name=name, created_at=clock.now())
            session.add(partner)
            session.flush()
            partners[name] = partner.id
        makers = {"mug": house, "vase": partners["Ostara Ceramics"], "bowl": partners["Ostara Ceramics"]}
        variants, items = {}, {}
        for name, price in prices.items():
            product = create_product(
                session,
                ProductInput(
                    title=name.capitalize(),
                    status="active",
                    partner_id=makers.get(name, partners["Fjord Lighting"]),
                ),
                SYSTEM,
                options=[OptionInput("Colour", ("Sand",))],
                variants=[VariantInput(price, ("Sand",), sku=f"{name.upper()}-1", on_hand=stock[name])],
            )
            variant = session.scalars(select(Variant).where(Variant.product_id == product.id)).one()
            variants[name], items[name] = variant.id, variant.inventory_item_id
        ship = create_method(
            session, MethodInput("Standard", price_minor=490, promise="2–4 working days"), SYSTEM
        )
        pickup = create_method(
            session, MethodInput("Collect in the shop", kind="pickup", location_id=location.id), SYSTEM
        )
        methods = {"ship": ship.id, "pickup": pickup.id}
        location_id = location.id
    return Shop(db, store.id, store, gateway, variants, items, partners, methods, location_id)


def bind(db: Database) -> TestGateway:
    """Fill the ports as the program does, with *db* behind the test gateway."""
    bind_catalogue()
    gateway = TestGateway(db)
    ports.rates.bind(Rates())
    ports.gateways.bind(Registry([gateway, ManualGateway()]))
    ports.still_needed.bind(checkouts_needed)
    ports.forget_after.bind(timedelta(days=30))
    ports.letters.bind(Letters(lambda host: Addresses(host, "http", ":8000")))
    mail_ports.sender.bind("shop@localhost.example")
    return gateway


def _location(session: Any) -> Location:
    known = session.scalars(select(Location).order_by(Location.position).limit(1)).first()
    if known is not None:
        return known
    return create_location(
        session,
        LocationInput(
            "Shop in Mitte",
            kind="shop",
            address={"line1": "Auguststraße 10", "postcode": "10117", "city": "Berlin", "country": "DE"},
            offers_pickup=True,
        ),
        SYSTEM,
    )
