"""Sales and returns, and what goes to a customer by mail or by a code to scan."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, g, jsonify, request

from admin.shell.forms import reading, writing
from admin.shell.words import t_or
from admin.till.entry import room, sent, somebody, text_of, whole_of
from engine.base.errors import NotFound, Refused
from engine.ordering.queries.offers import offers
from engine.ordering.rules.contact import address_lines
from engine.tills import commands, ports, queries
from engine.tills.commands import read_sale, read_time
from engine.tills.models import TillSale


@room.post("/sales")
def settle() -> Any:
    """A sale or return. ``queued``: it has happened off line. Sent again it answers the same; who sends a queue needs no PIN,
    for what is in it was sold by whom it says."""
    body = sent()
    queued = body.get("queued") is True
    sale = read_sale(body.get("sale"))
    if not queued:
        somebody()
    try:
        with writing() as session:
            settled = commands.settle(
                session,
                g.device,
                sale,
                queued=queued,
                device_now=read_time(request.headers.get("X-Till-Clock")),
            )
    except Refused as refusal:
        if refusal.code == "inventory.sold_out":
            return _too_few(refusal)
        raise
    told = _plain(settled.sale) | {"is_new": settled.is_new}
    if sale.order is not None:
        with reading() as session:
            told["order"] = _order(queries.sale_by_id(session, settled.sale.id))
    return jsonify(told)


@room.get("/sales")
def find() -> Any:
    """The sale of a receipt, with what can still be given back of it."""
    somebody()
    with reading() as session:
        found = queries.find_sale(session, request.args.get("number", ""))
    sale = found.sale
    return jsonify(
        _plain(sale)
        | {
            "place": found.location.name,
            "at": sale.sold_at.isoformat(),
            "by_card": found.by_card_minor,
            "order": found.order.number if found.order else None,
            "lines": [
                {
                    "id": line.id,
                    "variant": line.variant_id,
                    "item": line.item_id,
                    "title": line.title,
                    "variant_title": line.variant_title,
                    "quantity": line.quantity,
                    "returned": line.returned,
                    "unit": line.unit_minor,
                    "total": line.total_minor,
                    "back": queries.worth_back(line),
                }
                for line in found.lines
            ],
        }
    )


@room.post("/letters")
def letter() -> Any:
    """A receipt by mail. The sale is named by the id that the device made."""
    somebody()
    body = sent()
    with writing() as session:
        found = queries.sale_by_made_id(session, text_of(body, "sale", 60))
        ports.letters().receipt(session, found.id, text_of(body, "email"))
    return jsonify(sent=True)


@room.post("/links")
def link() -> Any:
    """By mail: where to order online what is not sold here."""
    somebody()
    body = sent()
    with writing() as session:
        ports.letters().link(session, whole_of(body, "variant"), text_of(body, "email"))
    return jsonify(sent=True)


@room.get("/codes/<int:variant_id>.svg")
def code(variant_id: int) -> Any:
    """A code to scan that leads to where a variant is ordered online."""
    import segno

    with reading() as session:
        one = offers(session, [variant_id]).get(variant_id)
    if one is None or not (one.is_sold or one.is_shown):
        raise NotFound("record.not_found", kind="variant", id=variant_id)
    image = io.BytesIO()
    address = g.addresses.url(f"/products/{one.handle}?variant={variant_id}")
    segno.make(address, error="m").save(image, kind="svg", xmldecl=False, border=2, light="#fff")
    return Response(image.getvalue(), mimetype="image/svg+xml")


def _plain(sale: TillSale) -> dict[str, Any]:
    notes = [note | {"words": t_or(f"till_room.notes.{note['code']}", note["code"])} for note in sale.notes]
    return {
        "id": sale.made_id,
        "sale": sale.id,
        "number": sale.number,
        "kind": sale.kind,
        "state": sale.state,
        "total": sale.total_minor,
        "paid": sale.paid_minor,
        "tax": sale.tax_minor,
        "notes": notes,
    }


def _order(found: queries.SaleDetail) -> dict[str, Any] | None:
    """What the receipt says of the order that was paid with the sale; None where it could not be placed."""
    order = found.order
    if order is None:
        return None
    return {
        "number": order.number,
        "email": order.email,
        "total": order.total_minor,
        "delivery": order.delivery_minor,
        "delivery_name": order.delivery_name,
        "where": address_lines(order.shipping_address, g.store.locale)
        or [str(((order.delivery_detail or {}).get("location") or {}).get("name") or "")],
    }


def _too_few(refusal: Refused) -> Any:
    """Nothing was sold: of what there is too little, how many are left, and why."""
    with reading() as session:
        found = queries.shelves(
            session, g.device.location_id, [one["item_id"] for one in refusal.values["items"]]
        )
    wanted = {one["item_id"]: one["wanted"] for one in refusal.values["items"]}
    items = [vars(shelf) | {"wanted": wanted[shelf.item_id]} for shelf in found]
    return jsonify(
        code=refusal.code, message=t_or("till.too_few", refusal.code), values={"items": items}
    ), 409
