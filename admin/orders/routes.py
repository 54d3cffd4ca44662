"""Orders: the list, one order, and what can be done to it. Each deed is a noun below the order."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.orders.filters import VIEWS, read_filters
from admin.orders.telling import account_name, status_url, told
from admin.shell.access import needs
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.rendering import go, page, part, warn
from admin.shell.words import words_of
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.signing import new_token
from engine.ordering import commands, queries
from engine.stores.queries import all_partners

room = make_room("orders", __name__, "orders")


@room.get("/orders")
def index() -> Any:
    """The list; searching and filtering replaces its body and keeps the address."""
    args = request.args.to_dict()
    with reading() as session:
        listed = queries.orders_page(session, read_filters(args), cursor=args.get("after"))
        brands = all_partners(session)
        ever = bool(listed.rows) or queries.count_orders(session) > 0
    shown = {name: args.get(name, "") for name in ("q", "view", "brand", "period")}
    return part(
        "orders/list.html",
        "list",
        "orders/index.html",
        listed=listed,
        brands=brands,
        ever=ever,
        args=shown,
        started="after" in args,
        views=VIEWS,
        key=new_token(),
    )


@room.post("/orders/fulfilments")
def fulfil_many() -> Any:
    """Mark everything left of the ticked orders as handed over."""
    read, done = Reader(), 0
    ids = [int(text) for text in read.many("order") if text.isascii() and text.isdigit()][:100]
    for order_id in ids:
        try:
            done += _fulfil_rest(order_id, read.text("key"))
        except Refused as refusal:
            warn(words_of(refusal))
    return go(_back(), "orders.bulk_done", count=done)


@room.get("/orders/<int:order_id>")
def show(order_id: int) -> Any:
    """One order: its story left, its facts right."""
    return _page(order_id, Form())


@room.post("/orders/<int:order_id>/notes")
def add_note(order_id: int) -> Any:
    """A remark on the timeline."""
    text = Reader().text("text")
    _, refused = attempt(lambda session: commands.add_note(session, order_id, text, g.actor))
    return _page(order_id, refused) if refused else go(f"/orders/{order_id}", "orders.note_added")


@room.post("/orders/<int:order_id>/payment")
def mark_as_paid(order_id: int) -> Any:
    """The transfer arrived, or the shopper paid at the counter."""
    _, refused = attempt(lambda session: commands.mark_as_paid(session, order_id, g.actor))
    return _page(order_id, refused) if refused else go(f"/orders/{order_id}", "orders.paid")


@room.get("/orders/<int:order_id>/brand-orders/<int:brand_order_id>/fulfilments/new")
def fulfilment_form(order_id: int, brand_order_id: int) -> Any:
    """Which units leave, and how they can be followed."""
    return _fulfilment_page(order_id, brand_order_id, Form())


@room.post("/orders/<int:order_id>/brand-orders/<int:brand_order_id>/fulfilments")
def fulfil(order_id: int, brand_order_id: int) -> Any:
    """Hand over lines of a brand order."""
    read = Reader()

    def action(session: StoreSession) -> None:
        detail = queries.order_detail(session, order_id)
        brand = _brand_of(detail, brand_order_id)
        units = _units(read, [line.line.id for line in brand.lines])
        tracking = commands.Tracking(
            read.text("carrier"), read.text("tracking_number"), read.text("tracking_url")
        )
        commands.mark_fulfilled(
            session, brand_order_id, key=_key(read), actor=g.actor, quantities=units, tracking=tracking
        )

    _, refused = attempt(action)
    if refused:
        return _fulfilment_page(order_id, brand_order_id, refused)
    return go(f"/orders/{order_id}", "orders.fulfilled")


@room.get("/orders/<int:order_id>/cancellation")
def cancellation_form(order_id: int) -> Any:
    """What will happen when the rest of the order, or of one brand's part, is cancelled."""
    return _cancellation_page(order_id, Form({"restock": "1", "part": request.args.get("part", "")}))


@room.post("/orders/<int:order_id>/cancellation")
def cancel(order_id: int) -> Any:
    """Cancel what has not left."""
    needs("refunds")
    read = Reader()
    try:
        done = commands.cancel(
            g.services.db,
            g.store.id,
            order_id,
            key=_key(read),
            actor=g.actor,
            brand_order_id=read.record_id("part"),
            reason=read.text("reason"),
            restock=read.flag("restock"),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return _cancellation_page(order_id, sent().refuse(refusal))
    if done.refund is not None and done.refund.state != "done":
        return go(f"/orders/{order_id}", f"orders.cancelled_refund_{done.refund.state}")
    return go(f"/orders/{order_id}", "orders.cancelled")


@room.get("/orders/<int:order_id>/refunds/new")
def refund_form(order_id: int) -> Any:
    """Choose units and delivery; the sum is worked out as you choose."""
    return _refund_page(order_id, Form())


@room.get("/orders/<int:order_id>/refunds/preview")
def refund_preview(order_id: int) -> Any:
    """What the chosen units come to."""
    with reading() as session:
        detail = queries.order_detail(session, order_id)
    return page("orders/refund_sum.html", **_refund_sum(detail, Reader(request.args)), detail=detail)


@room.post("/orders/<int:order_id>/refunds")
def refund(order_id: int) -> Any:
    """Give money back."""
    needs("refunds")
    read = Reader()
    with reading() as session:
        detail = queries.order_detail(session, order_id)
    try:
        lines = _units(read, [line.line.id for brand in detail.brand_orders for line in brand.lines])
        amount = read.amount("amount", detail.order.currency)
        delivery = read.amount("delivery", detail.order.currency, 0) or 0
        read.check()
        asked = commands.RefundAsked(lines, delivery, amount, read.text("reason"), read.flag("restock"))
        done = commands.refund(g.services.db, g.store.id, order_id, asked, key=_key(read), actor=g.actor)
    except NotFound:
        raise
    except Refused as refusal:
        return _refund_page(order_id, sent().refuse(refusal))
    return go(f"/orders/{order_id}", f"orders.refund_{done.state}")


def _page(order_id: int, form: Form) -> Any:
    with reading() as session:
        detail = queries.order_detail(session, order_id)
        pictures = _pictures(session, detail)
    return page(
        "orders/order.html",
        status=form.status,
        detail=detail,
        form=form,
        pictures=pictures,
        told=told,
        account_name=account_name(detail),
        status_url=status_url,
    )


def _pictures(session: StoreSession, detail: queries.OrderDetail) -> dict[int, str | None]:
    from admin.files.pictures import picture_urls

    wanted = [line.line.media_id for brand in detail.brand_orders for line in brand.lines]
    return picture_urls(session, wanted, 96)


def _fulfilment_page(order_id: int, brand_order_id: int, form: Form) -> Any:
    with reading() as session:
        detail = queries.order_detail(session, order_id)
    brand = _brand_of(detail, brand_order_id)
    return page(
        "orders/fulfilment.html",
        status=form.status,
        detail=detail,
        brand=brand,
        form=form,
        key=form.value("key") or new_token(),
    )


def _cancellation_page(order_id: int, form: Form) -> Any:
    with reading() as session:
        detail = queries.order_detail(session, order_id)
    chosen = form.value("part")
    parts = [b for b in detail.brand_orders if b.to_fulfil and chosen in ("", str(b.brand_order.id))]
    return page(
        "orders/cancellation.html",
        status=form.status,
        detail=detail,
        parts=parts,
        form=form,
        key=form.value("key") or new_token(),
    )


def _refund_page(order_id: int, form: Form) -> Any:
    with reading() as session:
        detail = queries.order_detail(session, order_id)
    reader = Reader(form.values)
    return page(
        "orders/refund.html",
        status=form.status,
        detail=detail,
        form=form,
        key=form.value("key") or new_token(),
        **_refund_sum(detail, reader),
    )


def _refund_sum(detail: queries.OrderDetail, read: Reader) -> dict[str, Any]:
    chosen = []
    for brand in detail.brand_orders:
        for line in brand.lines:
            units = read.whole(f"line_{line.line.id}", 0, most=line.to_refund) or 0
            if units:
                chosen.append((line.line, units, line.refund_of(units)))
    delivery = read.amount("delivery", detail.order.currency, 0) or 0
    own = read.amount("amount", detail.order.currency)
    total = sum(share for _, _, share in chosen) + delivery
    return {
        "chosen": chosen,
        "delivery_minor": delivery,
        "total_minor": total if own is None else own,
        "own_minor": own,
        "too_much": (total if own is None else own) > detail.refundable_minor,
    }


def _brand_of(detail: queries.OrderDetail, brand_order_id: int) -> queries.BrandOrderDetail:
    found = next((one for one in detail.brand_orders if one.brand_order.id == brand_order_id), None)
    if found is None:
        raise NotFound("record.not_found")
    return found


def _units(read: Reader, line_ids: list[int]) -> dict[int, int]:
    units = {line_id: read.whole(f"line_{line_id}", 0, most=1_000_000) or 0 for line_id in line_ids}
    read.check()
    return {line_id: count for line_id, count in units.items() if count}


def _fulfil_rest(order_id: int, key: str) -> int:
    """All that is left of an order, in one transaction. Returns 1 when something was."""
    with g.services.db.write(g.store.id) as session:
        detail = queries.order_detail(session, order_id)
        left = [brand for brand in detail.brand_orders if brand.to_fulfil]
        for brand in left:
            own = f"bulk:{key[:60]}:{brand.brand_order.id}"
            commands.mark_fulfilled(session, brand.brand_order.id, key=own, actor=g.actor)
    return 1 if left else 0


def _key(read: Reader) -> str:
    return read.text("key")[:80] or new_token()


def _back() -> str:
    from admin.shell.access import local_path

    return local_path(request.form.get("back") or "/orders")
