"""What customers order at the till: quoted, filled in, held while a card is asked for. The sale that pays it places it."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify

from admin.shell.forms import writing
from admin.till.entry import room, sent, somebody, text_of, whole_of
from engine.inventory.queries import locations
from engine.ordering import ports as ordering
from engine.ordering.ports import DeliveryOption
from engine.ordering.rules.contact import POSTCODES, address_lines, countries
from engine.tills import commands
from engine.tills.commands import OrderSent, Quoted


@room.post("/orders/<made_id>")
def prepare(made_id: str) -> Any:
    """Make the order, or change it in place; what it comes to. ``quote``: before it is known who it is for."""
    who, body = somebody(), sent()
    order = commands.read_order(made_id, body)
    with writing() as session:
        quoted = commands.prepare_order(session, g.device, order, who.name)
        told = _plain(order, quoted)
        if body.get("countries") is True:
            served = ordering.rates().countries(session)
            places = locations(session, with_closed=True)
            here = next((one.address for one in places if one.id == g.device.location_id), None)
            told |= _countries(served, (here or {}).get("country"))
    return jsonify(told)


@room.post("/orders/<made_id>/hold")
def hold(made_id: str) -> Any:
    """Keep its goods for fifteen minutes: a card is asked for next."""
    somebody()
    body = sent()
    with writing() as session:
        commands.hold_for_card(
            session, g.device, made_id, seen=text_of(body, "seen", 60), total_minor=whole_of(body, "total")
        )
    return jsonify(held=True)


@room.post("/orders/<made_id>/ending")
def end(made_id: str) -> Any:
    """Nobody pays for it now; ``forget``: nor later, so it is not kept who it was for."""
    somebody()
    with writing() as session:
        commands.drop_order(session, g.device, made_id, forget=sent().get("forget") is True)
    return jsonify(held=False)


def _plain(sent_order: OrderSent, quoted: Quoted) -> dict[str, Any]:
    priced, lines = quoted.priced, {line.id: line for line in quoted.view.cart.lines}
    checkout = quoted.view.checkout
    place = (quoted.chosen.location or {}) if quoted.chosen else {}
    return {
        "id": sent_order.made_id,
        "to": sent_order.to,
        "seen": quoted.seen,
        "goods": priced.subtotal_minor,
        "delivery": priced.delivery_minor,
        "tax": priced.tax_minor,
        "total": priced.total_minor,
        "ways": [_way(one) for one in quoted.options],
        "way": quoted.chosen.id if quoted.chosen else None,
        "way_name": quoted.chosen.name if quoted.chosen else "",
        "where": (
            [str(place.get("name") or "")]
            if sent_order.to == "shop"
            else address_lines(checkout.shipping_address, g.store.locale)
        ),
        "lines": [
            {
                "variant": lines[line.key].variant_id,
                "quantity": line.quantity,
                "unit": line.unit_minor,
                "subtotal": line.subtotal_minor,
            }
            for line in priced.lines
        ],
    }


def _way(option: DeliveryOption) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": option.name,
        "price": option.price_minor,
        "promise": option.promise or "",
    }


def _countries(served: tuple[str, ...] | None, here: object) -> dict[str, Any]:
    """Where the shop delivers, by name; ``country``: the shop's own, or the only one."""
    named = {
        code: name for code, name in countries(g.store.locale).items() if served is None or code in served
    }
    first = here if here in named else next(iter(named), None) if len(named) == 1 else None
    return {
        "countries": [{"code": code, "name": name} for code, name in named.items()],
        "country": first,
        "postcodes": sorted(code for code in named if code in POSTCODES),
    }
