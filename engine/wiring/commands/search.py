"""``flask --app app search``: the search indexes."""

from __future__ import annotations

import json
import time

import click

from engine.wiring.commands.services import services


@click.group()
def search() -> None:
    """The search index of each store: build it anew, try a search."""


@search.command()
@click.option("--store", "handle", help="Handle of the store; every store if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per store.")
def rebuild(handle: str | None, as_json: bool) -> None:
    """Build a store's index anew and put it in the place of the old one in one step. Safe while the shop runs."""
    from engine.listing import ports
    from engine.listing.index import Busy
    from engine.listing.index.writing import rebuild as build

    own = services()
    for store_id, name in _chosen(handle):
        began = time.monotonic()

        def show(count: int, name: str = name) -> None:
            if not as_json:
                click.echo(f"\r{name}: {count} records", nl=False)

        try:
            count = build(own.db, ports.indexes().folder(store_id), store_id, show)
        except Busy as busy:
            raise click.ClickException(f"{busy}; try again in a moment") from None
        seconds = round(time.monotonic() - began, 2)
        if as_json:
            click.echo(json.dumps({"store": name, "records": count, "seconds": seconds}))
        else:
            click.echo(f"\r{name}: {count} records indexed in {seconds} s")


@search.command("try")
@click.argument("text")
@click.option("--store", "handle", required=True, help="Handle of the store.")
def try_out(text: str, handle: str) -> None:
    """Search a store for TEXT and print what is found."""
    from engine.listing import queries

    own = services()
    store_id, _ = _chosen(handle)[0]
    with own.db.read(store_id) as session:
        found = queries.search(session, text)
    for hit in found.hits:
        click.echo(f"{hit.kind:<10} {hit.title}")
    meant = f", read as “{found.corrected}”" if found.corrected else ""
    click.echo(f"{found.total} found in the {found.source}{meant}")


def _chosen(handle: str | None) -> list[tuple[int, str]]:
    from engine.stores.queries import all_stores

    with services().db.read(None) as session:
        found = [
            (store.id, store.handle) for store, _ in all_stores(session) if handle in (None, store.handle)
        ]
    if not found:
        raise click.ClickException(
            f"there is no store called {handle}; `flask --app app stores list` names them"
            if handle
            else "there is no store yet; `flask --app app stores create NAME` makes one"
        )
    return found
