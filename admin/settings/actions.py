"""Forms about the store, turned into commands. The settings page and the set-up checklist both use them."""

from __future__ import annotations

from flask import g, request

from admin.shell.forms import Reader
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.stores import commands
from engine.stores.commands.settings import ADDRESS_PARTS


def save_profile(session: StoreSession) -> None:
    """Name, words, contact, time zone, logo."""
    read, now = Reader(), g.store.row
    logo = None if read.flag("logo_remove") else now.logo_media_id
    logo = g.uploads.get("logo", logo)
    has_address = any(f"address.{part}" in request.form for part in ADDRESS_PARTS)
    commands.save_profile(
        session,
        name=read.text("name"),
        tagline=read.text("tagline", now.tagline or ""),
        description=read.text("description", now.description or ""),
        email=read.text("email", now.email or ""),
        phone=read.text("phone", now.phone or ""),
        address={part: read.text(f"address.{part}") for part in ADDRESS_PARTS} if has_address else None,
        timezone=read.text("timezone") or None,
        logo_media_id=logo,
        actor=g.actor,
    )


def save_currency(session: StoreSession) -> None:
    """Currency, and tax where the form has it."""
    read = Reader()
    commands.save_currency(session, currency=read.text("currency"), actor=g.actor)
    if "tax_rate" in request.form:
        save_tax(session)


def save_tax(session: StoreSession) -> None:
    """Tax: a rate in per cent, inside or on top of prices."""
    read = Reader()
    text = read.text("tax_rate", "0").replace(",", ".") or "0"
    whole, _, part = text.partition(".")
    digits = whole + (part + "00")[:2]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6 and len(part.rstrip("0")) <= 2):
        raise Refused("form.not_a_rate", field="tax_rate", value=text[:20])
    commands.save_tax(
        session,
        rate_bp=int(digits),
        prices_include_tax=read.text("prices_include_tax", "1") == "1",
        actor=g.actor,
    )


def save_payment(session: StoreSession) -> None:
    """Ways to pay, and where a bank transfer goes."""
    read = Reader()
    commands.save_payment(
        session,
        gateways=read.many("gateways"),
        transfer_details=request.form.get("transfer_details"),
        actor=g.actor,
    )


def save_password(session: StoreSession) -> None:
    """The password of the closed shop."""
    commands.save_shop_password(session, password=request.form.get("password", ""), actor=g.actor)


def open_doors(session: StoreSession) -> None:
    """Let everyone in."""
    commands.open_doors(session, actor=g.actor)


def close_doors(session: StoreSession) -> None:
    """Back behind the password page."""
    commands.close_doors(session, actor=g.actor)
