"""``flask --app app db``: the database's tables."""

from __future__ import annotations

import json
import sys

import click

from engine.wiring import migrate
from engine.wiring.commands.services import services


@click.group()
def db() -> None:
    """The database: bring its tables up to date, or look at where they are."""


@db.command()
@click.option("--revision", default="head", show_default=True, help="Stop at this revision.")
def upgrade(revision: str) -> None:
    """Bring the tables up to date. Safe to run again, and while others run it."""
    database = services().db
    before = migrate.current(database)
    migrate.upgrade(database, revision)
    click.echo(f"database: {before or 'empty'} → {migrate.current(database)}")


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="Tables that later revisions added are dropped with their data. Go on?")
def downgrade(revision: str) -> None:
    """Take the tables back to REVISION (``base`` for none)."""
    database = services().db
    migrate.downgrade(database, revision)
    click.echo(f"database: now at {migrate.current(database) or 'base'}")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Say which revision the database is at. Exit code 1 when an upgrade is due."""
    database = services().db
    now, newest = migrate.current(database), migrate.head()
    if as_json:
        click.echo(json.dumps({"current": now, "head": newest, "up_to_date": now == newest}))
    else:
        click.echo(f"at {now or 'nothing'}, newest is {newest}")
    sys.exit(0 if now == newest else 1)
