"""``flask --app app stores``: make and list stores."""

from __future__ import annotations

import json
import sys

import click

from engine.base.errors import Refused
from engine.base.texts import Texts
from engine.stores import commands
from engine.stores.queries import all_stores, staff_by_email
from engine.wiring.commands.services import services


@click.group()
def stores() -> None:
    """Stores of this installation: make one, list them."""


@stores.command()
@click.argument("name")
@click.option("--handle", help="First part of its host name; made of NAME if left out.")
@click.option("--host", help="Full host name of the shop; HANDLE.BASE_DOMAIN if left out.")
@click.option("--currency", default="EUR", show_default=True, help="ISO 4217 code.")
@click.option("--email", help="The owner's e-mail address; can be set in the checklist too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create(
    name: str, handle: str | None, host: str | None, currency: str, email: str | None, as_json: bool
) -> None:
    """Make a store called NAME and print the one-time link that opens its set-up."""
    own = services()
    try:
        with own.db.write(None, cross_store="a new store has no session of its own yet") as session:
            made = commands.create_store(
                session,
                name=name,
                handle=handle,
                host=host,
                base_domain=own.settings.base_domain,
                currency=currency,
                email=email,
            )
    except Refused as refusal:
        click.echo(f"Not made: {Texts().get(refusal.code, **refusal.values)}", err=True)
        sys.exit(2)
    addresses = own.addresses(made.host)
    link = addresses.url(f"/set-up/{made.set_up_token}", "admin")
    if as_json:
        click.echo(
            json.dumps({"id": made.id, "handle": made.handle, "shop": addresses.base(), "set_up_link": link})
        )
        return
    click.echo(f"{name} is made.\n  shop    {addresses.base()} (behind a password page until you open it)")
    click.echo(f"  set up  {link}\nThe link works once, for 7 days.")


@stores.command("link")
@click.argument("handle")
@click.option(
    "--email", help="Someone who works there and needs a new password; without it, a link for a new owner."
)
def make_link(handle: str, email: str | None) -> None:
    """Print a new one-time link for the store HANDLE, for whoever cannot sign in."""
    own = services()
    with own.db.read(None) as session:
        found = [(store, host) for store, host in all_stores(session) if store.handle == handle and host]
    if not found:
        click.echo(f"There is no store called {handle}; `flask --app app stores list` names them.", err=True)
        sys.exit(2)
    store, host = found[0][0], str(found[0][1])
    with own.db.write(store.id) as session:
        person = staff_by_email(session, email) if email else None
        if email and person is None:
            click.echo(f"Nobody with the address {email} works at {store.name}.", err=True)
            sys.exit(2)
        token = commands.make_link(session, "reset_password" if person else "set_up", person)
    path = f"/join/{token}" if person else f"/set-up/{token}"
    click.echo(own.addresses(host).url(path, "admin"))


@stores.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def list_stores(as_json: bool) -> None:
    """List the stores with their addresses."""
    own = services()
    with own.db.read(None) as session:
        for store, host in all_stores(session):
            base = own.addresses(host).base() if host else "-"
            if as_json:
                click.echo(
                    json.dumps(
                        {
                            "id": store.id,
                            "handle": store.handle,
                            "name": store.name,
                            "shop": base,
                            "status": store.status,
                        }
                    )
                )
            else:
                click.echo(f"{store.handle:<20} {store.status:<11} {base}")
