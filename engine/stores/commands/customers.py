"""Writes about customers: accounts, signing in, the address book, consent."""

from engine.stores.customers.accounts import (
    choose_password,
    decline,
    email_of,
    make_customer_link,
    note_consent,
    record_of,
    recover,
    register,
    subscribe,
)
from engine.stores.customers.addresses import add_address, change_address, remove_address
from engine.stores.customers.rules import ACTIVATION, RECOVERY, SESSION_LASTS, AddressInput, country_code
from engine.stores.customers.signing import (
    end_customer_session,
    end_customer_sessions,
    finish_customer_sign_in,
    start_customer_session,
)

__all__ = [
    "ACTIVATION",
    "RECOVERY",
    "SESSION_LASTS",
    "AddressInput",
    "add_address",
    "change_address",
    "choose_password",
    "country_code",
    "decline",
    "email_of",
    "end_customer_session",
    "end_customer_sessions",
    "finish_customer_sign_in",
    "make_customer_link",
    "note_consent",
    "record_of",
    "recover",
    "register",
    "remove_address",
    "start_customer_session",
    "subscribe",
]
