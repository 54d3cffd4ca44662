"""Products with their brands, shelves, pictures and a way to send them."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import CollectionInput, OptionInput, ProductInput, VariantInput
from engine.catalogue.models import Media, Variant
from engine.catalogue.queries import file_address, media_address
from engine.inventory.commands import LocationInput, create_location
from engine.shipping.commands import MethodInput, create_method
from engine.stores import commands as stores
from engine.stores.queries import house_partner
from engine.wiring.services import Services
from tests.factories.full_store.store import FullStore


def make_picture(services: Services, store: FullStore, shade: int) -> int:
    """A picture in the library; its id."""
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, store.id % 200, 90)).save(data, "PNG")
    name = f"{store.word.lower()}-{shade}.png"
    return catalogue.upload_media(services.db, store.id, name, data.getvalue(), alt=f"{store.word} picture")


def make_goods(session: Any, services: Services, store: FullStore, media: list[int]) -> None:
    """Products of two brands on two shelves, a shop, and a way to send things."""
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
