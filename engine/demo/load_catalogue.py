"""The demo's pictures, locations, delivery, products and collections."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.catalogue import commands
from engine.catalogue.commands import CollectionInput, OptionInput, ProductInput, VariantInput
from engine.catalogue.models import Collection, Product, ProductMedia, Variant
from engine.demo import content as written
from engine.demo.checks import all_pictures
from engine.demo.loading import Loading, Step
from engine.inventory.commands import LocationInput, create_location, receive, stock_new_items
from engine.inventory.models import Location
from engine.shipping.commands import MethodInput, create_method
from engine.shipping.models import DeliveryMethod
from engine.stores.models import Partner

PER_TRANSACTION = 8
"""Products at once: the write lock of SQLite is held briefly, and a run that is stopped loses little."""


def _pictures(loading: Loading) -> Step:
    """Upload what is not there. A picture whose file is missing is left out; a later run adds it."""
    known, made = set(loading.media()), 0
    named = {picture.file: picture for picture in reversed(all_pictures(loading.content)) if picture.alt}
    wanted = [
        picture for picture in named.values() if picture.path.suffix == ".webp" and picture.path.is_file()
    ]
    for picture in wanted:
        if picture.file not in known:
            commands.upload_media(
                loading.database, loading.store_id, picture.file, picture.path.read_bytes(), alt=picture.alt
            )
            made += 1
    loading.forget_media()
    return Step("pictures", made, len(wanted))


def _locations(loading: Loading) -> Step:
    from engine.demo.load import postal

    made, places = 0, loading.content.store["locations"]
    with loading.write() as session:
        known = set(session.scalars(select(Location.name)))
        for place in places:
            if place["name"] not in known:
                given = LocationInput(
                    name=place["name"],
                    kind=place["kind"],
                    address=postal(place["address"]) | {"phone": place["phone"]},
                    hours=place["hours"],
                    offers_pickup=place["pickup"],
                )
                create_location(session, given, loading.actor)
                made += 1
    return Step("locations", made, len(places))


def location_ids(session: StoreSession, loading: Loading) -> dict[str, int]:
    """Ids of the demo's locations by the handle that the content uses."""
    by_name = {name: location_id for location_id, name in session.execute(select(Location.id, Location.name))}
    return {place["handle"]: by_name[place["name"]] for place in loading.content.store["locations"]}


def _delivery(loading: Loading) -> Step:
    made, ways = 0, loading.content.store["delivery"]
    with loading.write() as session:
        known = set(session.scalars(select(DeliveryMethod.name)))
        shop = location_ids(session, loading)["shop"]
        for way in ways:
            if way["title"] not in known:
                pickup = way["handle"] == "pickup"
                given = MethodInput(
                    name=way["title"],
                    kind="pickup" if pickup else "ship",
                    price_minor=way["price"],
                    free_from_minor=way["free_from"],
                    promise=way["description"],
                    location_id=shop if pickup else None,
                )
                create_method(session, given, loading.actor)
                made += 1
    return Step("delivery methods", made, len(ways))


def _products(loading: Loading) -> Step:
    made, products = 0, loading.content.products
    with loading.read() as session:
        known = set(session.scalars(select(Product.handle)))
    missing = [product for product in products if product.handle not in known]
    for start in range(0, len(missing), PER_TRANSACTION):
        with loading.write() as session:
            partners = _partners(session, loading)
            places = location_ids(session, loading)
            for product in missing[start : start + PER_TRANSACTION]:
                _create(session, loading, product, partners, places)
                made += 1
    return Step("products", made, len(products))


def _partners(session: StoreSession, loading: Loading) -> dict[str, int]:
    by_name = {name: partner_id for partner_id, name in session.execute(select(Partner.id, Partner.name))}
    return {brand.handle: by_name[brand.name] for brand in loading.content.brands}


def _create(
    session: StoreSession,
    loading: Loading,
    product: written.Product,
    partners: dict[str, int],
    places: dict[str, int],
) -> None:
    media = loading.media()
    pictures = [media.get(picture.file) for picture in product.pictures]
    made = commands.create_product(
        session,
        ProductInput(
            title=product.title,
            handle=product.handle,
            description_html=product.description_html,
            product_type=product.type,
            partner_id=partners[product.brand],
            status="active",
            tags=product.tags,
            seo_title=product.seo.title,
            seo_description=product.seo.description,
        ),
        loading.actor,
        options=[OptionInput(option.name, option.values) for option in product.options],
        variants=[
            VariantInput(
                price_minor=variant.price,
                options=variant.options,
                sku=variant.sku,
                barcode=variant.barcode,
                compare_at_minor=variant.compare_at,
                weight_grams=variant.weight_grams,
                media_id=pictures[variant.picture] if variant.picture is not None else None,
            )
            for variant in product.variants
        ],
    )
    if present := [each for each in pictures if each is not None]:
        commands.attach_media(session, made.id, present)
        commands.order_gallery(session, made.id, present)
    rows = session.execute(
        select(Variant.sku, Variant.inventory_item_id).where(Variant.product_id == made.id)
    )
    item_of: dict[str | None, int] = {sku: item_id for sku, item_id in rows}  # noqa: C416
    for number, (place, location_id) in enumerate(places.items()):
        counted = {item_of[variant.sku]: variant.stock.get(place, 0) for variant in product.variants}
        if number == 0:
            stock_new_items(session, location_id, counted, actor=loading.actor, cause="received")
        else:
            receive(session, location_id, {i: n for i, n in counted.items() if n}, actor=loading.actor)


def _galleries(loading: Loading) -> Step:
    """Pictures that were rendered after their product was loaded join it."""
    made, media = 0, loading.media()
    with loading.read() as session:
        ids = {
            handle: product_id for product_id, handle in session.execute(select(Product.id, Product.handle))
        }
        rows = session.execute(select(ProductMedia.product_id, ProductMedia.media_id))
        shown = {(product_id, media_id) for product_id, media_id in rows}
    for product in loading.content.products:
        product_id = ids[product.handle]
        present = [media[picture.file] for picture in product.pictures if picture.file in media]
        if all((product_id, media_id) in shown for media_id in present):
            continue
        with loading.write() as session:
            commands.attach_media(session, product_id, present)
            commands.order_gallery(session, product_id, present)
            _show_variants(session, product, media)
        made += 1
    return Step("galleries", made, len(loading.content.products))


def _show_variants(session: StoreSession, product: written.Product, media: dict[str, int]) -> None:
    for variant in product.variants:
        if variant.picture is None:
            continue
        media_id = media.get(product.pictures[variant.picture].file)
        row = session.scalars(select(Variant).where(Variant.sku == variant.sku)).one()
        if media_id is not None and row.media_id is None:
            commands.set_variant_media(session, row.id, media_id)


def _collections(loading: Loading) -> Step:
    made, media = 0, loading.media()
    for collection in loading.content.collections:
        with loading.write() as session:
            known = session.scalars(select(Collection).where(Collection.handle == collection.handle)).first()
            picture = media.get(collection.picture.file)
            if known is not None and (known.media_id is not None or picture is None):
                continue
            given = CollectionInput(
                title=collection.title,
                handle=collection.handle,
                description_html=collection.description_html,
                kind="rule" if collection.kind == "rule" else "manual",
                rules=[
                    {"field": r.field, "relation": r.relation, "value": r.value} for r in collection.rules
                ],
                match_mode=collection.match or "all",
                media_id=picture,
            )
            if known is not None:
                commands.update_collection(session, known.id, given, loading.actor)
                continue
            own = commands.create_collection(session, given, loading.actor)
            if collection.products:
                commands.set_members(session, own.id, _by_handle(session, collection.products))
            made += 1
    return Step("collections", made, len(loading.content.collections))


def _by_handle(session: StoreSession, handles: tuple[str, ...]) -> list[int]:
    rows = session.execute(select(Product.handle, Product.id).where(Product.handle.in_(handles)))
    ids = {handle: product_id for handle, product_id in rows}  # noqa: C416
    return [ids[handle] for handle in handles]


PARTS = (_pictures, _locations, _delivery, _products, _galleries, _collections)
"""In the order in which they need each other."""
