"""The address book. The customer's row is locked, so that there is always one default, and never two."""

from __future__ import annotations

from sqlalchemy import func, select, update

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound
from engine.stores.customers.models import Customer, CustomerAddress
from engine.stores.customers.rules import MOST_ADDRESSES, AddressInput, checked_address, full_name


def add_address(
    session: StoreSession,
    customer_id: int,
    given: AddressInput,
    *,
    as_default: bool = False,
    locale: str = "en",
) -> CustomerAddress:
    """A new entry; the first is the default. Raises Invalid, or Conflict when the book is full."""
    values = checked_address(given, locale)
    customer = _locked(session, customer_id)
    count = session.scalar(
        select(func.count()).where(
            CustomerAddress.store_id == session.store, CustomerAddress.customer_id == customer_id
        )
    )
    if (count or 0) >= MOST_ADDRESSES:
        raise Conflict("customers.addresses_many", most=MOST_ADDRESSES)
    now = clock.now()
    address = CustomerAddress(customer_id=customer_id, created_at=now, updated_at=now, **values)
    session.add(address)
    session.flush()
    if as_default or not count:
        _make_default(session, address)
    if customer.name is None:
        customer.first_name, customer.last_name = address.first_name, address.last_name
        customer.name = full_name(address.first_name, address.last_name)
    return address


def change_address(
    session: StoreSession,
    customer_id: int,
    address_id: int,
    given: AddressInput,
    *,
    as_default: bool = False,
    locale: str = "en",
) -> CustomerAddress:
    """Other words for an entry. Raises NotFound for another customer's, Invalid."""
    _locked(session, customer_id)
    address = own_address(session, customer_id, address_id)
    for name, value in checked_address(given, locale).items():
        setattr(address, name, value)
    address.updated_at = clock.now()
    session.flush()
    if as_default and not address.is_default:
        _make_default(session, address)
    return address


def remove_address(session: StoreSession, customer_id: int, address_id: int) -> None:
    """Take an entry out; if it was the default, the oldest of the others is it from now on. Raises NotFound."""
    _locked(session, customer_id)
    address = own_address(session, customer_id, address_id)
    was_default = address.is_default
    session.delete(address)
    session.flush()
    if was_default:
        oldest = session.scalars(
            select(CustomerAddress)
            .where(CustomerAddress.customer_id == customer_id)
            .order_by(CustomerAddress.created_at, CustomerAddress.id)
            .limit(1)
        ).first()
        if oldest is not None:
            _make_default(session, oldest)


def own_address(session: StoreSession, customer_id: int, address_id: int) -> CustomerAddress:
    """An entry of the customer's own book. Raises NotFound."""
    address = session.need(CustomerAddress, address_id)
    if address.customer_id != customer_id:
        raise NotFound("record.not_found", kind="customer_address", id=address_id)
    return address


def _make_default(session: StoreSession, address: CustomerAddress) -> None:
    session.execute(
        update(CustomerAddress)
        .where(
            CustomerAddress.store_id == session.store,
            CustomerAddress.customer_id == address.customer_id,
            CustomerAddress.is_default,
        )
        .values(is_default=False)
    )
    address.is_default = True
    session.flush()


def _locked(session: StoreSession, customer_id: int) -> Customer:
    session.execute(
        select(Customer.id)
        .where(Customer.store_id == session.store, Customer.id == customer_id)
        .with_for_update()
    )
    return session.need(Customer, customer_id)
