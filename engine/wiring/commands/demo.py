"""``flask --app app demo``: the demo store."""

from __future__ import annotations

import json
import time

import click

from engine.wiring.commands.services import services


@click.group()
def demo() -> None:
    """The demo store: a shop with five brands, to look at and to try things in."""


@demo.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def load_demo(as_json: bool) -> None:
    """Load the demo store, or finish loading it. Run again, it changes nothing."""
    from engine.demo.load import OWNER_EMAIL, OWNER_PASSWORD, load

    own = services()
    began = time.monotonic()

    def say(name: str, made: int, there: int) -> None:
        if not as_json:
            click.echo(f"  {name:<17} {there:>4}" + (f"  ({made} new)" if made else ""))

    loaded = load(own.db, base_domain=own.settings.base_domain, say=say)
    seconds = round(time.monotonic() - began, 1)
    addresses = own.addresses(loaded.host)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "store": loaded.store_id,
                    "shop": addresses.base(),
                    "admin": addresses.base("admin"),
                    "email": OWNER_EMAIL,
                    "password": OWNER_PASSWORD,
                    "made": loaded.made,
                    "seconds": seconds,
                }
            )
        )
        return
    done = "loaded" if loaded.made else "already there"
    click.echo(f"Demo store {done} in {seconds} s.")
    click.echo(f"  shop   {addresses.base()}")
    click.echo(f"  admin  {addresses.base('admin')}  ({OWNER_EMAIL} / {OWNER_PASSWORD})")
