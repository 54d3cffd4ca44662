"""The form to have something kept, on a page of its own: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, g
from markupsafe import Markup

from engine.base.errors import Refused
from engine.inventory import queries
from engine.inventory.commands import MOST_UNITS
from storefront.pages.rendering import locale, own_content
from storefront.wording import TEXTS, supported, words

_LONGEST = 300


@dataclass(frozen=True)
class Typed:
    """The fields as they were sent."""

    id: str
    location: str
    quantity: str
    name: str
    email: str

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Typed:
        def field(name: str, usual: str = "") -> str:
            return sent.get(name, usual).replace("\0", "")[:_LONGEST]

        return cls(field("id"), field("location_id"), field("quantity", "1"), field("name"), field("email"))

    @property
    def variant_id(self) -> int:
        return _number(self.id)

    @property
    def location_id(self) -> int:
        return _number(self.location)

    @property
    def count(self) -> int:
        return _number(self.quantity)


def _number(text: str) -> int:
    """A whole number; 0, which is no record and no quantity, for anything else."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 16 else 0


def shown_again(typed: Typed, faults: Mapping[str, Refused], status: int) -> Response:
    """The form with everything that was typed, and at each field what is wrong."""
    said = {field: words(fault, supported(locale()), g.store.currency) for field, fault in faults.items()}
    response = form(typed, said)
    response.status_code = status if response.status_code == 200 else response.status_code
    return response


def form(typed: Typed, faults: Mapping[str, str] | None = None) -> Response:
    """The form on a page of the shop."""
    wrong = dict(faults or {})
    with g.services.db.read(g.store.id) as session:
        places = [place for place in queries.pickup_locations(session) if place.kind == "shop"]
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            place.id, Markup(" selected") if str(place.id) == typed.location else "", place.name
        )
        for place in places
    )
    first = "; ".join(text for name, text in wrong.items() if name not in _FIELDS)
    problems = Markup('<p class="buy-in-shop__fault" role="alert">{}</p>').format(first or _say("problem"))
    fields = [
        _field("location_id", "shop", wrong, Markup("<select {}>{}</select>"), options),
        _field(
            "quantity",
            "quantity",
            wrong,
            Markup('<input {} type="number" min="1" max="{}" value="{}" inputmode="numeric">'),
            MOST_UNITS,
            typed.quantity,
        ),
        _field(
            "name", "name", wrong, Markup('<input {} autocomplete="name" value="{}" required>'), typed.name
        ),
        _field(
            "email",
            "email",
            wrong,
            Markup('<input {} type="email" autocomplete="email" value="{}" required>'),
            typed.email,
        ),
    ]
    return own_content(
        _say("title"),
        Markup(
            '<div class="buy-in-shop"><h1>{}</h1><p>{}</p>{}<form class="buy-in-shop__form" method="post" action="/pickup">'
            '<input type="hidden" name="id" value="{}">{}<button type="submit" class="buy-in-shop__go">{}</button></form></div>'
        ).format(
            _say("title"),
            _say("lead"),
            problems if wrong else "",
            typed.id,
            Markup("").join(fields),
            _say("go"),
        ),
    )


_FIELDS = ("location_id", "quantity", "name", "email")


def _field(name: str, label: str, faults: Mapping[str, str], control: Markup, *values: object) -> Markup:
    fault = faults.get(name)
    marks = Markup('id="pickup-{0}" name="{0}"').format(name)
    if fault:
        marks += Markup(' aria-invalid="true" aria-describedby="pickup-{}-fault"').format(name)
    told = (
        Markup('<span class="buy-in-shop__fault" id="pickup-{}-fault">{}</span>').format(name, fault)
        if fault
        else ""
    )
    return Markup('<p class="buy-in-shop__field"><label for="pickup-{}">{}</label>{}{}</p>').format(
        name, _say(label), control.format(marks, *values), told
    )


def _say(key: str) -> str:
    return TEXTS.get(f"pickup.{key}", supported(locale()))
