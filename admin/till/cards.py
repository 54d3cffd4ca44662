"""Cards at the terminal beside the till. The device makes the reference and asks until it knows the outcome."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify

from admin.shell.words import t_or
from admin.till.entry import room, sent, somebody, text_of, whole_of
from engine.tills import commands
from engine.tills.models import TillCard


@room.post("/cards")
def take() -> Any:
    """Ask for a payment, or with ``of`` to give back to the card of a sale."""
    who, body = somebody(), sent()
    of_sale = whole_of(body, "of") if body.get("of") is not None else None
    card = commands.take_card(
        g.services.db,
        g.store.id,
        g.device.id,
        text_of(body, "id", 60),
        whole_of(body, "amount"),
        who.name,
        of_sale=of_sale,
    )
    return jsonify(_plain(card))


@room.post("/cards/<made_id>/outcome")
def look(made_id: str) -> Any:
    """What became of it."""
    somebody()
    return jsonify(_plain(commands.refresh_card(g.services.db, g.store.id, g.device.id, made_id)))


@room.post("/cards/<made_id>/cancellation")
def cancel(made_id: str) -> Any:
    """Stop waiting for a card."""
    somebody()
    return jsonify(_plain(commands.cancel_card(g.services.db, g.store.id, g.device.id, made_id)))


def _plain(card: TillCard) -> dict[str, Any]:
    return {
        "id": card.made_id,
        "state": card.state,
        "amount": card.amount_minor,
        "summary": card.summary,
        "words": t_or(f"till.declined.{card.code}", "") if card.code else "",
    }
