"""The shop itself and its brands."""

from __future__ import annotations

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.stores import commands as stores
from engine.stores.models import Partner
from tests.engine.rendering.fragments.edits.pictures import some_picture
from tests.engine.rendering.fragments.edits.registry import edit, free_handle, maybe, word
from tests.engine.rendering.fragments.world import World

# -- the store ---------------------------------------------------------------------------------------------


@edit("stores.save_partner")
def save_partner(world: World, session: StoreSession) -> None:
    brand = world.some(session, Partner) if maybe(world, 0.8) else None
    handle = free_handle(world, "ostara-ceramics", "shelf")
    stores.save_partner(session, brand and brand.id, name=word(world), handle=handle, actor=SYSTEM)


@edit("stores.save_profile")
def save_profile(world: World, session: StoreSession) -> None:
    logo = world.random.choice([None, some_picture(world, session).id])
    zone = world.random.choice(["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
    stores.save_profile(
        session, name=word(world), tagline=word(world), email="a@a.example", phone="1", timezone=zone,
        address={"city": word(world)}, logo_media_id=logo, actor=SYSTEM,
    )  # fmt: skip


@edit("stores.save_currency")
def save_currency(world: World, session: StoreSession) -> None:
    stores.save_currency(session, currency=world.random.choice(["EUR", "JPY", "CHF"]), actor=SYSTEM)


@edit("stores.save_tax")
def save_tax(world: World, session: StoreSession) -> None:
    stores.save_tax(session, rate_bp=1900, prices_include_tax=maybe(world), actor=SYSTEM)


@edit("stores.save_payment")
def save_payment(world: World, session: StoreSession) -> None:
    stores.save_payment(session, gateways=[world.random.choice(["test", "manual"])], actor=SYSTEM)


@edit(
    "stores.open_doors", "stores.close_doors", "stores.end_preview_links", "stores.mark_step",
    "stores.save_shop_password",
)  # fmt: skip
def doors(world: World, session: StoreSession) -> None:
    stores.close_doors(session, actor=SYSTEM)
    stores.save_shop_password(session, password="let me in", actor=SYSTEM)
    stores.end_preview_links(session, actor=SYSTEM)
    stores.open_doors(session, actor=SYSTEM)
