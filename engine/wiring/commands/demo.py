"""``flask --app app demo``: the demo store."""

from __future__ import annotations

import json
import time

import click

from engine.base.errors import Refused
from engine.base.texts import Texts
from engine.wiring.commands.services import services


@click.group()
def demo() -> None:
    """The demo store: a shop with five brands, to look at and to try things in."""


@demo.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--theme", "pack", help="Dress it in this theme: folio, stille or trestle.")
def load_demo(as_json: bool, pack: str | None) -> None:
    """Load the demo store, or finish loading it. Run again, it changes nothing.

    With --theme it wears that theme, its home page filled with the theme's own sections, unless somebody has edited
    the theme that it wears now.
    """
    from engine.demo.homes import HOMES
    from engine.demo.load import OWNER_EMAIL, OWNER_PASSWORD, load

    if pack is not None and pack not in HOMES:
        raise click.BadParameter(f"one of {', '.join(HOMES)}", param_hint="--theme")
    own = services()
    began = time.monotonic()

    def say(name: str, made: int, there: int) -> None:
        if not as_json:
            click.echo(f"  {name:<17} {there:>4}" + (f"  ({made} new)" if made else ""))

    try:
        loaded = load(own.db, base_domain=own.settings.base_domain, say=say, pack=pack)
    except Refused as refusal:
        raise click.ClickException(Texts().get(refusal.code, **refusal.values)) from refusal
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
