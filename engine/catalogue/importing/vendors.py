"""Whose products these are: the vendors of a file become brands, unless all go to one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.handles import free_handle
from engine.catalogue.importing.parsed import Unreadable
from engine.stores.commands import save_partner
from engine.stores.models import Partner


class Vendors:
    """Partner ids by vendor name. Names are compared without regard to case; no name means the house."""

    def __init__(self, database: Database, store_id: int, actor: Actor, only: str | None = None) -> None:
        self.database, self.store_id, self.actor = database, store_id, actor
        with database.read(store_id) as session:
            partners = session.scalars(select(Partner)).all()
        self._by_name = {partner.name.casefold(): partner.id for partner in partners}
        self._house = next(partner.id for partner in partners if partner.is_house)
        self.only = self._named(partners, only) if only else None
        self.only_handle = next((p.handle for p in partners if p.id == self.only), None)

    def _named(self, partners: Sequence[Partner], only: str) -> int:
        for partner in partners:
            if only.casefold() in (partner.handle, partner.name.casefold()):
                return int(partner.id)
        names = ", ".join(sorted(partner.handle for partner in partners))
        raise Unreadable(f"There is no brand called {only} in this store. It has: {names}.")

    def partner_id(self, vendor: str | None) -> int:
        """The partner of a vendor; a new one is made at once, in a transaction of its own."""
        if self.only is not None:
            return self.only
        if not vendor:
            return self._house
        known = self._by_name.get(vendor.casefold())
        if known is None:
            with self.database.write(self.store_id) as session:
                handle = free_handle(session, Partner, vendor, fallback="brand")
                known = save_partner(session, name=vendor, handle=handle, actor=self.actor).id
            self._by_name[vendor.casefold()] = known
        return known
