"""A store with one of everything that an address can name, made through commands; every text carries the store's own word."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.outbox import record
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import CollectionInput, OptionInput, ProductInput, VariantInput
from engine.catalogue.models import CatalogueImport, Media, Variant
from engine.catalogue.queries import file_address, media_address
from engine.content import commands as content
from engine.content.commands import ArticleInput, BlogInput, CommentInput, MenuItemInput, PageInput
from engine.inventory import commands as inventory
from engine.inventory.commands import LocationInput, create_location
from engine.inventory.models import Channel, ChannelKey
from engine.inventory.queries import ONLINE
from engine.jobs.models import Job
from engine.ordering import commands as ordering
from engine.ordering import ports, queries
from engine.ordering.commands import NewLine
from engine.ordering.models import BrandOrder, Checkout, CustomerOrder, OrderLine
from engine.providers.models import TestGatewayPayment
from engine.shipping.commands import MethodInput, create_method
from engine.stores import commands as stores
from engine.stores.commands import customers
from engine.stores.commands.customers import AddressInput
from engine.stores.models import Customer, Staff, Store
from engine.stores.queries import house_partner
from engine.themes.commands import schedule_publish
from engine.themes.queries import current_version, theme_with_sections
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from engine.tills import commands as tills
from engine.tills.models import TillCard
from engine.wiring.services import Services
from tests.factories.orders import ADDRESS, CARD, SECOND_STEP
from tests.factories.shopfront import install_theme
from tests.factories.stores import make_store
from tests.factories.uploads import give_own_pack
from tests.support.shipped import shipped

PASSWORD = "a password of the tests"


@dataclass
class FullStore:
    """``things``: what stands for the names in routes and forms, as text."""

    id: int
    host: str
    word: str
    things: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.things[name]


def make_full_store(services: Services, word: str) -> FullStore:
    """An open store in whose every text *word* stands. Ids are in ``things`` under the names that routes use."""
    db = services.db
    made = make_store(db, f"{word} House")
    store = FullStore(made.id, made.host, word, {"set_up_token": made.set_up_token})
    with db.write(None, cross_store="the store's own row") as session:
        row = session.get_one(Store, made.id)
        row.status, row.payment_gateways, row.email = (
            "open",
            ["test", "manual"],
            f"{word.lower()}@shop.example",
        )
    install_theme(db, made.id)
    media = [_picture(services, store, shade) for shade in (40, 90, 140)]
    with db.write(made.id) as session:
        _catalogue(session, services, store, media)
        _reading(session, store, media[1])
        _people(session, store)
    _orders(services, store)
    with db.write(made.id) as session:
        _accounts(session, store)
        _work(session, store)
        _theme(session, store)
        _import(session, store)
        _own_packs(session, store)
        _channels(session, store)
        _tills(session, store)
        _stock_work(session, store)
    with db.write(made.id) as session:
        _look(session, store)
    return store


def _picture(services: Services, store: FullStore, shade: int) -> int:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, store.id % 200, 90)).save(data, "PNG")
    name = f"{store.word.lower()}-{shade}.png"
    return catalogue.upload_media(services.db, store.id, name, data.getvalue(), alt=f"{store.word} picture")


def _catalogue(session: Any, services: Services, store: FullStore, media: list[int]) -> None:
    word, things = store.word, store.things
    location = create_location(
        session,
        LocationInput(f"{word} counter", kind="shop", address={"city": "Berlin"}, offers_pickup=True),
        SYSTEM,
    )
    brand = stores.save_partner(session, name=f"{word} Pottery", tagline=f"{word} clay", actor=SYSTEM)
    house = house_partner(session)
    products = {}
    for name, partner in (("vase", brand), ("mug", house), ("spare", brand)):
        products[name] = catalogue.create_product(
            session,
            ProductInput(
                title=f"{word} {name}",
                handle=f"{word.lower()}-{name}",
                description_html=f"<p>A {name} of {word}.</p>",
                product_type=f"{word} ware",
                partner_id=partner.id,
                status="active",
                tags=[word],
            ),
            SYSTEM,
            options=[OptionInput("Colour", ("Sand", "Ink"))],
            variants=[
                VariantInput(1900, ("Sand",), sku=f"{word}-{name}-1", on_hand=50),
                VariantInput(2100, ("Ink",), sku=f"{word}-{name}-2", on_hand=50),
            ],
        )
        catalogue.attach_media(session, products[name].id, [media[0]])
    variants = session.scalars(
        select(Variant).where(Variant.product_id == products["vase"].id).order_by(Variant.position)
    ).all()
    mug = session.scalars(select(Variant).where(Variant.product_id == products["mug"].id)).first()
    shelf = catalogue.create_collection(
        session, CollectionInput(f"{word} shelf", handle=f"{word.lower()}-shelf", media_id=media[0]), SYSTEM
    )
    catalogue.set_members(session, shelf.id, [products["vase"].id, products["mug"].id])
    rule = catalogue.create_collection(
        session,
        CollectionInput(
            f"{word} ware",
            handle=f"{word.lower()}-ware",
            kind="rule",
            rules=[{"field": "type", "relation": "equals", "value": f"{word} ware"}],
        ),
        SYSTEM,
    )
    ship = create_method(session, MethodInput(f"{word} post", price_minor=490), SYSTEM)
    row = session.get(Media, (store.id, media[0]))
    signer = services.signer
    things |= {
        "brand_id": str(brand.id),
        "brand_handle": brand.handle,
        "brand_name": brand.name,
        "type_name": f"{word} ware",
        "product_id": str(products["vase"].id),
        "product_handle": products["vase"].handle,
        "mug_id": str(products["mug"].id),
        "spare_product_id": str(products["spare"].id),
        "variant_id": str(variants[0].id),
        "other_variant_id": str(variants[1].id),
        "mug_variant_id": str(mug.id),
        "item_id": str(variants[0].inventory_item_id),
        "collection_id": str(shelf.id),
        "collection_handle": shelf.handle,
        "rule_collection_id": str(rule.id),
        "location_id": str(location.id),
        "method_id": str(ship.id),
        "media_id": str(media[0]),
        "spare_media_id": str(media[2]),
    }
    picture = media_address(signer, store.id, media[0], 320).split("/")
    upload = file_address(signer, store.id, row).split("/")
    things |= {"media_signature": picture[3], "media_name": picture[4]}
    things |= {"file_signature": upload[3], "file_name": upload[5]}


def _stock_work(session: Any, store: FullStore) -> None:
    """A draft and a transfer on its way, a count, and something sold that was not there."""
    place, code = int(store["location_id"]), f"{store.word}-spare-1"
    item = session.scalars(select(Variant.inventory_item_id).where(Variant.sku == code)).one()
    store.things |= {"stocked_item_id": str(item), "code": code}
    room = create_location(session, LocationInput(f"{store.word} store room"), SYSTEM).id
    inventory.receive(session, room, {item: 4}, actor=SYSTEM)
    for name in ("draft", "sent"):
        transfer = inventory.draft_transfer(
            session, from_id=room, to_id=place, quantities={item: 1}, actor=SYSTEM
        )
        store.things[f"{name}_transfer_id"] = str(transfer.id)
    inventory.send_transfer(session, transfer.id, actor=SYSTEM)
    for name in ("", "spare_"):
        count = inventory.open_count(session, place, actor=SYSTEM)
        store.things[f"{name}count_id"] = str(count.id)
    other = session.scalars(
        select(Variant.inventory_item_id).where(Variant.sku == f"{store.word}-spare-2")
    ).one()
    [short] = inventory.sell_here(
        session, place, {other: 100}, actor=SYSTEM, reference=("till_sale", 1), forced=True
    )
    store.things["case_id"] = str(short.case_id)


def _tills(session: Any, store: FullStore) -> None:
    """Tills, somebody at one of them, a sale and a card payment."""
    place, helper = int(store["location_id"]), session.need(Staff, int(store["helper_id"]))
    codes, devices = {}, {}
    for name in ("till", "spare_till", "other_till"):
        devices[name], codes[name] = tills.add_device(session, place, f"{store.word} {name}", SYSTEM)
        store.things[f"{name}_id"] = str(devices[name].id)
    device, store.things["till_key"] = tills.pair(session, codes["till"])
    store.things["till_code"] = codes["other_till"]
    tills.set_pin(session, helper.id, "2580", SYSTEM)
    shift, token = tills.start_shift(session, device, helper, stores.begin_sign_in(session, "walk", "walk"))
    made_id = f"00000000-0000-4000-b000-{device.id:012d}"
    line = {
        "variant": int(store["mug_variant_id"]),
        "title": f"{store.word} mug",
        "quantity": 1,
        "unit": 1900,
    }
    body = {
        "id": made_id,
        "kind": "sale",
        "turn": 1,
        "at": "2026-01-15T09:00:00Z",
        "shift": shift.id,
        "currency": "EUR",
        "lines": [line],
        "total": 1900,
        "payments": [{"kind": "cash", "amount": 1900}],
    }
    sale = tills.settle(session, device, tills.read_sale(body), queued=True).sale
    card = TillCard(
        made_id=made_id.replace("b000", "9000"),
        device_id=device.id,
        kind="payment",
        state="approved",
        amount_minor=100,
        currency="EUR",
        terminal=store.word,
        staff_name=helper.name,
        created_at=clock.now(),
    )
    session.add(card)
    store.things |= {
        "till_shift_id": str(shift.id),
        "till_shift": token,
        "till_sale_id": str(sale.id),
        "till_sale_made_id": made_id,
        "till_card": card.made_id,
    }


def _channels(session: Any, store: FullStore) -> None:
    """Keys of the online store, of the shop and of a channel elsewhere; something kept for a shopper."""
    wish = inventory.Wish(
        int(store["variant_id"]),
        int(store["location_id"]),
        1,
        f"{store.word} Walker",
        f"keep@{store.word.lower()}.example",
    )
    hold = inventory.hold_for_pickup(session, wish)
    store.things |= {"pickup_token": hold.token, "pickup_id": str(hold.id)}
    till = select(Channel.id).where(Channel.location_id == int(store["location_id"]), Channel.kind == "pos")
    elsewhere = inventory.open_channel(session, kind="api", name=f"{store.word} magazine")
    opened = {"channel": ONLINE, "shop": session.scalars(till).one(), "api": elsewhere.id}
    store.things["api_channel_id"] = str(elsewhere.id)
    for name, channel_id in opened.items():
        store.things[f"{name}_key"] = inventory.issue_key(session, channel_id, f"{store.word} reader", SYSTEM)
    spare = select(ChannelKey).where(ChannelKey.channel_id == elsewhere.id).order_by(ChannelKey.id.desc())
    inventory.issue_key(session, elsewhere.id, f"{store.word} spare", SYSTEM)
    store.things["spare_key_id"] = str(session.scalars(spare).first().id)
    item = int(store["item_id"])
    later = inventory.plan_designation(
        session, [item], ONLINE, "for_sale", datetime(2095, 1, 1, tzinfo=UTC), SYSTEM
    )
    inventory.designate(session, [item], {elsewhere.id: "not_listed"}, SYSTEM)
    done = inventory.designate(session, [item], {elsewhere.id: "view_only"}, SYSTEM)
    store.things |= {"plan_id": str(later[0]), "act_id": str(done.change_id)}


def _reading(session: Any, store: FullStore, picture: int) -> None:
    word = store.word
    page = content.create_page(
        session,
        PageInput(f"About {word}", f"<p>{word} since 1911.</p>", handle=f"{word.lower()}-about"),
        SYSTEM,
    )
    blog = content.create_blog(
        session, BlogInput(f"{word} journal", handle=f"{word.lower()}-journal", comments="moderated"), SYSTEM
    )
    articles = [
        content.create_article(
            session,
            blog.id,
            ArticleInput(
                f"{word} {name}",
                f"<p>{word} wrote this.</p>",
                handle=f"{word.lower()}-{name}",
                tags=[word],
                media_id=picture,
            ),
            SYSTEM,
        )
        for name in ("kiln", "spare")
    ]
    said = CommentInput(f"{word} Reader", f"reader@{word.lower()}.example", f"{word} is right.")
    comment = content.post_comment(session, articles[0].id, said)
    menu = content.save_menu(
        session,
        title=f"{word} menu",
        handle="main-menu",
        items=[MenuItemInput(f"{word} page", "page", page.id)],
        actor=SYSTEM,
    )
    store.things |= {
        "page_id": str(page.id),
        "page_handle": page.handle,
        "blog_id": str(blog.id),
        "blog_handle": blog.handle,
        "article_id": str(articles[0].id),
        "article_handle": articles[0].handle,
        "spare_article_id": str(articles[1].id),
        "comment_id": str(comment.id),
        "tag": word.lower(),
        "menu_id": str(menu.id),
    }


def _people(session: Any, store: FullStore) -> None:
    word = store.word
    owner = stores.add_staff(
        session,
        email=f"owner@{word.lower()}.example",
        name=f"{word} Owner",
        password=PASSWORD,
        role="owner",
        actor=SYSTEM,
    )
    helper = stores.add_staff(
        session,
        email=f"helper@{word.lower()}.example",
        name=f"{word} Helper",
        password=PASSWORD,
        role="manager",
        actor=SYSTEM,
    )
    _, invitation = stores.invite_staff(
        session, email=f"new@{word.lower()}.example", name=f"{word} Newcomer", role="assistant", actor=SYSTEM
    )
    store.things |= {
        "owner_session": stores.start_session(session, owner, "a test"),
        "owner_id": str(owner.id),
        "helper_id": str(helper.id),
        "owner_email": owner.email,
        "join_token": invitation,
    }


def _accounts(session: Any, store: FullStore) -> None:
    """The buyer opens an account; somebody else has been sent a link."""
    buyer = session.need(Customer, int(store["customer_id"]))
    token = customers.make_customer_link(session, buyer, customers.ACTIVATION)
    customers.choose_password(
        session, customers.ACTIVATION, buyer.id, token, password=PASSWORD, again=PASSWORD
    )
    street = AddressInput(
        last_name=f"{store.word} Buyer", line1=f"{store.word} street", city="Cobh", country="IE"
    )
    kept, spare = (customers.add_address(session, buyer.id, street) for _ in range(2))
    invited, _ = customers.record_of(session, f"invited@{store.word.lower()}.example", state="invited")
    store.things |= {
        "customer_session": customers.start_customer_session(session, buyer.id, "a test"),
        "customer_email": buyer.email,
        "address_id": str(kept.id),
        "spare_address_id": str(spare.id),
        "invited_id": str(invited.id),
        "activation_token": customers.make_customer_link(session, invited, customers.ACTIVATION),
    }


def _orders(services: Services, store: FullStore) -> None:
    things = store.things
    for name in ("order", "cancelled_order", "refund_order"):
        order_id, token = _buy(services, store, "card")
        with services.db.read(store.id) as session:
            parts = session.scalars(
                select(BrandOrder)
                .where(BrandOrder.customer_order_id == order_id)
                .order_by(BrandOrder.position)
            ).all()
            lines = session.scalars(
                select(OrderLine).where(OrderLine.customer_order_id == order_id).order_by(OrderLine.position)
            ).all()
            customer = session.scalars(select(Customer)).first()
            assert customer is not None
        things |= {
            f"{name}_id": str(order_id),
            f"{name}_token": token,
            f"{name}_part_id": str(parts[0].id),
            f"{name}_line_id": str(lines[0].id),
            f"{name}_other_part_id": str(parts[1].id),
            "customer_id": str(customer.id),
        }
    things["transfer_order_id"] = str(_buy(services, store, "transfer")[0])
    _, checkout_id = _checkout(services, store)
    with services.db.read(store.id) as session:
        things["checkout_token"] = session.need(Checkout, checkout_id).token
    with services.db.write(store.id) as session:
        cart = ordering.add(session, None, [NewLine(things["variant_id"], 2)])
        things["cart_token"] = cart.token
        shown = queries.cart_view(session, cart.token, "EUR")
        things["line_key"] = shown.lines[0].key
    _, checkout_id = _checkout(services, store)
    _choose(services, store, checkout_id, "card", SECOND_STEP)
    _pay(services, store, checkout_id)
    with services.db.read(store.id) as session:
        waiting = select(TestGatewayPayment.reference).where(TestGatewayPayment.state == "requires_action")
        things["reference"] = session.scalars(waiting).one()


def _checkout(services: Services, store: FullStore) -> tuple[str, int]:
    lines = [NewLine(store["variant_id"], 1), NewLine(store["mug_variant_id"], 1)]
    with services.db.write(store.id) as session:
        cart = ordering.add(session, None, lines)
        checkout = ordering.begin(session, cart.token)
        ordering.set_contact(session, checkout.id, email=f"buyer@{store.word.lower()}.example")
        address = ADDRESS | {"name": f"{store.word} Buyer"}
        ordering.set_delivery(session, checkout.id, address, int(store["method_id"]), kind="ship")
        return cart.token, checkout.id


def _choose(
    services: Services, store: FullStore, checkout_id: int, pay_by: str, card: str | None = None
) -> None:
    gateway = ports.gateways().get("test" if pay_by == "card" else "manual")
    assert gateway is not None
    option = next(one for one in gateway.options("ship") if one.option == pay_by)
    prepared = gateway.prepare(pay_by, CARD | ({"card_number": card} if card else {}))
    with services.db.write(store.id) as session:
        ordering.set_payment(session, checkout_id, option, prepared, note=f"{store.word} note")


def _pay(services: Services, store: FullStore, checkout_id: int) -> Any:
    with services.db.read(store.id) as session:
        seen = queries.checkout_view(session, session.need(Checkout, checkout_id)).seen
    return ordering.pay(services.db, store.id, checkout_id, seen=seen, return_url="/")


def _buy(services: Services, store: FullStore, pay_by: str) -> tuple[int, str]:
    _, checkout_id = _checkout(services, store)
    _choose(services, store, checkout_id, pay_by)
    paid = _pay(services, store, checkout_id)
    assert paid.order_id, paid
    with services.db.read(store.id) as session:
        return paid.order_id, session.need(CustomerOrder, paid.order_id).status_token


def _import(session: Any, store: FullStore) -> None:
    done = CatalogueImport(
        file_name=f"{store.word}.csv",
        source_format="shopify",
        state="finished",
        problems=[],
        started_at=clock.now(),
    )
    session.add(done)
    store.things["import_id"] = str(done.id)


def _own_packs(session: Any, store: FullStore) -> None:
    """Two themes that the store has uploaded, of which nobody wears one."""
    own, spare = (give_own_pack(session, f"{store.word} {name}") for name in ("look", "spare look"))
    origin = {"pack": own.pack, "version": own.version, "title": f"{store.word} copy"}
    copy = give_own_pack(session, f"{store.word} copy", {"config/origin.json": json.dumps(origin)})
    store.things |= {
        "own_pack": own.pack,
        "own_pack_version": own.version,
        "upload_id": str(own.id),
        "spare_pack": spare.pack,
        "own_copy": copy.pack,
    }


def _theme(session: Any, store: FullStore) -> None:
    shown = theme_with_sections(session, ["index"])
    assert shown is not None
    cover, spare = shown.sections["index"][0], shown.sections["index"][-1]
    version = current_version(session)
    assert version is not None
    sale = schedule_publish(
        session,
        starts_at=datetime(2098, 1, 1, tzinfo=UTC),
        ends_at=datetime(2098, 1, 2, tzinfo=UTC),
        label=f"{store.word} sale",
        actor=SYSTEM,
    )
    session.flush()
    store.things |= {
        "look_version_id": str(version.id),
        "look_schedule_id": str(sale.id),
        "section_id": str(cover.id),
        "block_key": next(iter(cover.values["blocks"])),
        "spare_section_id": str(spare.id),
    }


def _look(session: Any, store: FullStore) -> None:
    """Another theme tried on, with a piece of content that it does not show."""
    folio, trestle = shipped("folio"), shipped("trestle")
    theme = switching.prepare_theme(session, trestle, [folio])
    cover = int(store.things["section_id"])
    switching.show_as(session, trestle, [folio], cover, "offer", actor=SYSTEM)
    later = schedule_publish(
        session,
        theme_id=theme.id,
        starts_at=datetime(2096, 1, 1, tzinfo=UTC),
        label=f"{store.word} other sale",
        actor=SYSTEM,
    )
    session.flush()
    store.things |= {
        "look_id": str(theme.id),
        "spare_schedule_id": str(later.id),
        "piece": reports.withheld(session, trestle, cover)[0].target,
    }


def _work(session: Any, store: FullStore) -> None:
    """Two dead jobs, for the list of work that waits for a person."""
    now, ids = clock.now(), session.new_ids(2)
    event = record(session, f"{store.word.lower()}.noted")
    event.relayed_at = now
    session.flush()
    for number, job_id in enumerate(ids):
        session.execute(
            insert(Job).values(
                store_id=store.id,
                id=job_id,
                event_id=event.id,
                handler=f"{store.word}.handler_{number}",
                queue="default",
                state="dead",
                attempts=8,
                available_at=now,
                created_at=now,
                finished_at=now,
                last_error=f"{store.word} trouble",
            )
        )
    store.things |= {"job_id": str(ids[0]), "spare_job_id": str(ids[1])}
