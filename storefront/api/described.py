"""The description of the lists as OpenAPI 3.1, written once and valid for every shop."""

from __future__ import annotations

from typing import Any

from engine.listing.channels.queries import MOST

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_NUMBER: dict[str, Any] = {"type": "integer"}
_MAYBE_NUMBER: dict[str, Any] = {"type": ["integer", "null"]}
_YES_NO: dict[str, Any] = {"type": "boolean"}
_STATE: dict[str, Any] = {"type": "string", "enum": ["for_sale", "view_only", "not_listed"]}


def _record(about: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": about,
        "properties": members,
        "required": sorted(members),
        "additionalProperties": False,
    }


def _of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _of(name)}


_ENVELOPE: dict[str, Any] = {
    "channel": _of("Channel"),
    "shop": _TEXT | {"description": "Where addresses of this answer begin."},
    "currency": _TEXT | {"description": "ISO 4217, of every price."},
    "items": _many("Item"),
    "locations": _many("Location"),
}

SCHEMAS: dict[str, Any] = {
    "Money": _record("An amount in minor units: 1999 in EUR is 19.99 euros.", minor=_NUMBER, currency=_TEXT),
    "Channel": _record(
        "Whose list it is.",
        id=_NUMBER,
        kind={"type": "string", "enum": ["online", "pos", "api", "buy_button"]},
        name=_TEXT,
        others={
            "type": "string",
            "enum": ["exclude", "include"],
            "description": "Whether items that are not designated for the channel are left out, or listed and marked.",
        },
    ),
    "Product": _record(
        "What a variant belongs to. Addresses begin at `shop`.",
        id=_NUMBER,
        title=_TEXT,
        handle=_TEXT,
        address=_TEXT,
        picture=_MAYBE_TEXT,
    ),
    "Variant": _record(
        "A way to buy an item.",
        id=_NUMBER,
        title=_TEXT,
        sku=_MAYBE_TEXT,
        barcode=_MAYBE_TEXT,
        price=_of("Money"),
        compare_at={"anyOf": [_of("Money"), {"type": "null"}]},
        product=_of("Product"),
    ),
    "Shop": _record(
        "A shop that sells an item which is only shown here; `available` units are free there.",
        location_id=_NUMBER,
        available=_MAYBE_NUMBER,
    ),
    "Item": _record(
        "An entry of the list: a thing that is stocked, and the variants it is sold as.",
        item_id=_NUMBER,
        state=_STATE,
        for_sale=_YES_NO,
        indicator={
            "type": ["string", "null"],
            "enum": ["buy_in_shop", "not_for_sale_here", None],
            "description": "Why it may not be sold in this channel; null when it may.",
        },
        available=_MAYBE_NUMBER | {"description": "Units that can be sold; null: not counted."},
        back_order=_YES_NO | {"description": "More can be sold than there are."},
        online=_STATE | {"description": "What the item is in the online store."},
        variants=_many("Variant"),
        shops=_many("Shop"),
    ),
    "Gone": _record(
        "An item that is not in the list: take it out if you have it.",
        item_id=_NUMBER,
        gone={"const": True},
        why={
            "type": "string",
            "enum": ["deleted", "not_designated", "draft", "archived", "unpublished", "scheduled"],
        },
    ),
    "Location": _record(
        "A shop.",
        id=_NUMBER,
        name=_TEXT,
        address={"type": "object", "additionalProperties": True},
        hours=_many("Hours"),
        offers_pickup=_YES_NO,
    ),
    "Hours": _record(
        "When a shop is open on these days (1 is Monday), in its own time.",
        days={"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}},
        opens=_TEXT,
        closes=_TEXT,
    ),
    "FullList": _record(
        "A stretch of the whole list.",
        **_ENVELOPE,
        after=_MAYBE_TEXT | {"description": "Ask again with `after` set to this; null at the end."},
        cursor=_MAYBE_TEXT | {"description": "At the end: where changes begin, for `since`."},
    ),
    "Changes": _record(
        "What happened since a cursor. Some changes are told twice, none is left out.",
        **_ENVELOPE,
        gone=_many("Gone"),
        more=_YES_NO | {"description": "There is more: ask again at once with `cursor`."},
        cursor=_TEXT | {"description": "Where to go on, for `since`."},
    ),
    "Problem": {
        "type": "object",
        "description": "What is wrong, and in `detail` what to do (RFC 9457).",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": _NUMBER,
            "detail": _TEXT,
            "code": _TEXT,
            "field": _TEXT,
        },
        "required": ["type", "title", "status", "detail", "code"],
    },
}

_LIMIT = {
    "name": "limit",
    "in": "query",
    "description": "Entries of one answer.",
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
}
_AFTER = {"name": "after", "in": "query", "description": "From the answer before.", "schema": _TEXT}
_SINCE = {
    "name": "since",
    "in": "query",
    "description": "A cursor: only what changed. Not together with `after`.",
    "schema": _TEXT,
}


def _problem(about: str) -> dict[str, Any]:
    return {"description": about, "content": {"application/problem+json": {"schema": _of("Problem")}}}


def _path(name: str, about: str, *in_path: str) -> dict[str, Any]:
    numbers = [
        {"name": each, "in": "path", "required": True, "schema": _NUMBER | {"minimum": 0}} for each in in_path
    ]
    answer = {"oneOf": [_of("FullList"), _of("Changes")]}
    return {
        "get": {
            "operationId": name,
            "summary": about,
            "security": [{"channelKey": []}],
            "parameters": [*numbers, _LIMIT, _AFTER, _SINCE],
            "responses": {
                "200": {
                    "description": "The list, or with `since` what changed. Packed with gzip where that is accepted.",
                    "headers": {"ETag": {"schema": _TEXT, "description": "For If-None-Match."}},
                    "content": {"application/json": {"schema": answer}},
                },
                "304": {"description": "The same as you have, by If-None-Match."},
                "400": _problem("A cursor or a limit that is none."),
                "401": _problem("No key, an unknown one, or one that was revoked."),
                "403": _problem("The key of another channel."),
                "404": _problem("No such channel is open."),
                "410": _problem("Changes since this cursor cannot be told: read the full list again."),
            },
        }
    }


def openapi(shop: str) -> dict[str, Any]:
    """The description, for the shop at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lists of channels",
            "version": "1",
            "description": "What a shop offers in each of its channels: whole, or as changes since a cursor.",
        },
        "servers": [{"url": shop}],
        "paths": {
            "/api/channels/online/items": _path("listOnline", "What the online store lists"),
            "/api/channels/pos/{location_id}/items": _path(
                "listShop", "What the tills of a shop list", "location_id"
            ),
            "/api/channels/{channel_id}/items": _path(
                "listChannel", "What another channel lists", "channel_id"
            ),
        },
        "components": {
            "securitySchemes": {
                "channelKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of the channel, made in the admin under Channels.",
                }
            },
            "schemas": SCHEMAS,
        },
    }
