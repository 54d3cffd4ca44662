"""Products: the list, the form, and pictures and stock beside it."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.files.pictures import square_of
from admin.products.form import (
    read_options,
    read_product,
    read_variants,
    regenerated,
    rows_of,
    values_of,
)
from admin.products.reading import read_shown
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.rendering import go, page, part, warn
from admin.shell.words import words_of
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue import commands, queries
from engine.stores.queries import all_partners

room = make_room("products", __name__, "catalogue")

STATUSES = ("active", "draft", "archived")
NEW: dict[str, Any] = {
    "status": "draft",
    "variants.0.tracked": "1",
    "variants.0.requires_shipping": "1",
    "variants.0.taxable": "1",
}


@room.get("/products")
def index() -> Any:
    """The list."""
    args = {name: request.args.get(name, "") for name in ("q", "status", "brand", "type", "sort")}
    brand = args["brand"]
    with reading() as session:
        listed = queries.list_products(
            session,
            search=args["q"].replace("\x00", "")[:100],
            status=args["status"] if args["status"] in STATUSES else None,
            partner_id=int(brand) if brand.isascii() and brand.isdigit() and len(brand) < 17 else None,
            product_type=args["type"] or None,
            sort=args["sort"] or "-updated",
            cursor=request.args.get("after"),
        )
        brands, types = all_partners(session), queries.product_types(session)
    return part(
        "products/list.html",
        "list",
        "products/index.html",
        listed=listed,
        args=args,
        brands=brands,
        types=types,
        statuses=STATUSES,
        started="after" in request.args,
        square_of=square_of,
        ever=bool(listed.items) or any(args.values()) or "after" in request.args,
    )


@room.post("/products/statuses")
def set_statuses() -> Any:
    """One status for the ticked products; the same again undoes it."""
    read = Reader()
    ids = [int(text) for text in read.many("product") if text.isascii() and text.isdigit()][:200]
    status = read.text("status")
    count, refused = attempt(lambda session: commands.set_status(session, ids, status, g.actor))
    for said in refused.general if refused else []:
        warn(said)
    return go(
        read.text("back") if read.text("back").startswith("/products") else "/products",
        *(() if refused else ("products.statuses_set",)),
        count=count or 0,
    )


@room.get("/products/new")
def new() -> Any:
    """An empty form."""
    return _page(None, Form(NEW))


@room.post("/products")
def create() -> Any:
    """A new product with its variants; pictures follow."""
    if "regenerate" in request.form:
        return _page(None, _regenerated())

    def action(session: StoreSession) -> Any:
        read = Reader()
        given, options, variants = read_product(read), read_options(read), read_variants(read)
        read.check()
        return commands.create_product(session, given, g.actor, options=options, variants=variants)

    made, refused = attempt(action)
    if refused or made is None:
        return _page(None, refused or sent())
    _attach(made.id, "picture")
    return go(f"/products/{made.id}", "products.created")


@room.get("/products/<int:product_id>")
def edit(product_id: int) -> Any:
    """One product."""
    return _page(product_id, None)


@room.post("/products/<int:product_id>")
def update(product_id: int) -> Any:
    """Save product, options and variants in one go."""
    if "regenerate" in request.form:
        return _page(product_id, _regenerated())

    def action(session: StoreSession) -> None:
        read = Reader()
        given, options, variants = read_product(read), read_options(read), read_variants(read)
        read.check()
        commands.update_product(session, product_id, given, g.actor)
        commands.set_variants(session, product_id, options, variants, g.actor, quiet=True)

    _, refused = attempt(action)
    return _page(product_id, refused) if refused else go(f"/products/{product_id}", "form.saved")


@room.post("/products/<int:product_id>/pictures")
def add_pictures(product_id: int) -> Any:
    """Pictures dropped or chosen."""
    with reading() as session:
        queries.product_for_editing(session, product_id)
    _attach(product_id, "file")
    return go(f"/products/{product_id}")


@room.post("/products/<int:product_id>/gallery")
def save_gallery(product_id: int) -> Any:
    """Order and alt texts; ``remove`` takes one picture off, ``earlier``/``later`` move one without a script."""
    read = Reader()
    order = [int(text) for text in read.many("media") if text.isascii() and text.isdigit()]
    removed = read.record_id("remove")

    def action(session: StoreSession) -> None:
        if removed is not None:
            commands.detach_media(session, product_id, removed)
        kept = _moved([media_id for media_id in order if media_id != removed], read)
        commands.order_gallery(session, product_id, kept)
        for media_id in kept:
            if f"alt.{media_id}" in request.form:
                commands.set_alt(session, media_id, read.text(f"alt.{media_id}"))

    _, refused = attempt(action)
    for said in [*refused.general, *refused.errors.values()] if refused else []:
        warn(said)
    return go(f"/products/{product_id}", None if refused else "products.gallery_saved")


@room.post("/products/<int:product_id>/stock")
def save_stock(product_id: int) -> Any:
    """What is on hand at each location, as counted."""
    from admin.products.stock import count_stock

    _, refused = attempt(lambda session: count_stock(session, product_id, Reader(), g.actor))
    if refused:
        return _page(product_id, None, stock=refused)
    return go(f"/products/{product_id}#stock", "products.stock_saved")


@room.get("/products/<int:product_id>/removal")
def removal(product_id: int) -> Any:
    """What deleting would do, and the gentler way."""
    with reading() as session:
        product = queries.product_for_editing(session, product_id)
    return page("products/removal.html", product=product)


@room.post("/products/<int:product_id>/removal")
def remove(product_id: int) -> Any:
    """Delete it."""
    _, refused = attempt(lambda session: commands.delete_product(session, product_id, g.actor))
    return _page(product_id, refused) if refused else go("/products", "products.removed")


@room.post("/products/<int:product_id>/status")
def set_status(product_id: int) -> Any:
    """Archive, or take out of the archive."""
    status = Reader().text("status")
    _, refused = attempt(lambda session: commands.set_status(session, [product_id], status, g.actor))
    return _page(product_id, refused) if refused else go(f"/products/{product_id}", f"products.now.{status}")


def _regenerated() -> Form:
    return Form(regenerated(request.form.to_dict(), Reader()))


def _attach(product_id: int, field: str) -> None:
    """Take pictures in and hang them up; one that cannot be kept is told about, the others stay."""
    taken = []
    for file in request.files.getlist(field)[:30]:
        if not file.filename:
            continue
        try:
            taken.append(commands.upload_media(g.services.db, g.store.id, file.filename, file.read()))
        except Refused as refusal:
            warn(f"{file.filename[:80]}: {words_of(refusal)}")
    if taken:
        _, refused = attempt(lambda session: commands.attach_media(session, product_id, taken))
        for said in [*refused.general, *refused.errors.values()] if refused else []:
            warn(said)


def _moved(order: list[int], read: Reader) -> list[int]:
    for name, by in (("earlier", -1), ("later", 1)):
        media_id = read.record_id(name)
        if media_id in order:
            place = order.index(media_id)
            order.insert(max(0, place + by), order.pop(place))
    return order


def _page(product_id: int | None, form: Form | None, stock: Form | None = None) -> Any:
    with reading() as session:
        shown = read_shown(session, product_id)
        brands, types = all_partners(session), queries.product_types(session)
        if form is None and shown.product is not None:
            form = Form(values_of(shown.product, shown.costs))
    form = form or Form(NEW)
    return page(
        "products/edit.html",
        status=max(form.status, stock.status if stock else 200),
        form=form,
        stock=stock or Form(),
        shown=shown,
        product=shown.product,
        rows=rows_of(form.values),
        brands=brands,
        types=types,
        statuses=STATUSES,
        square_of=square_of,
        shop_host=g.addresses.base().split("://")[1],
    )
