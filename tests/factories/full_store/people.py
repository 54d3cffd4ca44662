"""The shop's own people, and customers with accounts."""

from __future__ import annotations

from typing import Any

from engine.base.actor import SYSTEM
from engine.stores import commands as stores
from engine.stores.commands import customers
from engine.stores.commands.customers import AddressInput
from engine.stores.models import Customer
from tests.factories.full_store.store import PASSWORD, FullStore


def make_people(session: Any, store: FullStore) -> None:
    """The owner, a helper, and somebody invited."""
    word = store.word
    owner = stores.add_staff(
        session,
        email=f"owner@{word.lower()}.example",
        name=f"{word} Owner",
        password=PASSWORD,
        role="owner",
        actor=SYSTEM,
    )
    helper = stores.add_staff(
        session,
        email=f"helper@{word.lower()}.example",
        name=f"{word} Helper",
        password=PASSWORD,
        role="manager",
        actor=SYSTEM,
    )
    _, invitation = stores.invite_staff(
        session, email=f"new@{word.lower()}.example", name=f"{word} Newcomer", role="assistant", actor=SYSTEM
    )
    store.things |= {
        "owner_session": stores.start_session(session, owner, "a test"),
        "owner_id": str(owner.id),
        "helper_id": str(helper.id),
        "owner_email": owner.email,
        "join_token": invitation,
    }


def make_accounts(session: Any, store: FullStore) -> None:
    """The buyer opens an account; somebody else has been sent a link."""
    buyer = session.need(Customer, int(store["customer_id"]))
    token = customers.make_customer_link(session, buyer, customers.ACTIVATION)
    customers.choose_password(
        session, customers.ACTIVATION, buyer.id, token, password=PASSWORD, again=PASSWORD
    )
    street = AddressInput(
        last_name=f"{store.word} Buyer", line1=f"{store.word} street", city="Cobh", country="IE"
    )
    kept, spare = (customers.add_address(session, buyer.id, street) for _ in range(2))
    invited, _ = customers.record_of(session, f"invited@{store.word.lower()}.example", state="invited")
    store.things |= {
        "customer_session": customers.start_customer_session(session, buyer.id, "a test"),
        "customer_email": buyer.email,
        "address_id": str(kept.id),
        "spare_address_id": str(spare.id),
        "invited_id": str(invited.id),
        "activation_token": customers.make_customer_link(session, invited, customers.ACTIVATION),
    }
