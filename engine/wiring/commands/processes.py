"""``flask --app app processes``: run everything on this machine, and look at it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

import click

from engine.base.settings import ROOT
from engine.wiring import migrate
from engine.wiring.commands.services import services
from engine.wiring.services import Services

NO_STORE = "no store yet: make one with `flask --app app stores create NAME`"


@click.group()
def processes() -> None:
    """The processes of this machine: run them all, measure them."""


@processes.command()
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Load the demo store if there is no store yet."
)
def run(demo: bool) -> None:
    """Migrate, then run web, workers, relay and an embedded Redis until Ctrl-C."""
    from engine.wiring.processes import plan
    from engine.wiring.processes.supervisor import AlreadyRunning, hold

    own = services()
    settings = own.settings
    try:
        lock = hold(plan.run_folder(settings))
    except AlreadyRunning as other:
        raise click.ClickException(
            f"this shop is running already (process {other}). End it first, or name another folder in INSTANCE_DIR."
        ) from None
    if not plan.port_is_free(settings.host, settings.port):
        raise click.ClickException(
            f"port {settings.port} of {settings.host} is taken. Name a free one: PORT={settings.port + 1} make run"
        )
    _timed("Bringing the database up to date", lambda: migrate.upgrade(own.db))
    if demo:
        _load_demo(own)
    made = plan.make(settings, _banner(own))
    own.db.close()
    path = plan.run_folder(settings) / "plan.json"
    made.save(path)
    os.set_inheritable(lock, True)
    os.chdir(ROOT)
    # The supervisor replaces this process, so that the memory of the command line is given back.
    command = [sys.executable, "-m", "engine.wiring.processes.supervisor", str(path)]
    os.execv(command[0], command)  # noqa: S606


@processes.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def memory(as_json: bool) -> None:
    """Print the memory of the running processes (PSS: shared pages are counted once)."""
    from engine.wiring.processes import plan
    from engine.wiring.processes.memory import measure

    found = measure(plan.run_folder(services().settings))
    if not found:
        raise click.ClickException("nothing runs in this instance folder; `make run` starts it")
    total = sum(usage.pss for usage in found)
    if as_json:
        rows = [{"name": usage.name, "pid": usage.pid, "pss": usage.pss} for usage in found]
        click.echo(json.dumps({"total": total, "processes": rows}))
        return
    for usage in found:
        click.echo(f"{usage.name:<24} {usage.pid:>8} {usage.pss / 2**20:>8.1f} MB")
    click.echo(f"{'in all':<24} {'':>8} {total / 2**20:>8.1f} MB")


def _timed(what: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    click.echo(f"{what} … ", nl=False)
    work()
    click.echo(f"{time.monotonic() - began:.1f} s")


def _load_demo(own: Services) -> None:
    """Load the demo store into an installation without stores, or finish one whose loading was broken off."""
    from engine.demo.load import HANDLE, load
    from engine.stores.queries import all_stores

    with own.db.read(None) as session:
        handles = {store.handle for store, _host in all_stores(session)}
    if handles and HANDLE not in handles:
        return
    if HANDLE not in handles:
        click.echo("Loading the demo store")
    load(own.db, base_domain=own.settings.base_domain, say=_say_what_is_new)


def _say_what_is_new(what: str, made: int, _there: int) -> None:
    if made:
        click.echo(f"  {what:<17} {made:>4}")


def _banner(own: Services) -> str:
    """The addresses to open, and who may sign in at the demo store."""
    from engine.demo.load import HANDLE, OWNER_EMAIL, OWNER_PASSWORD
    from engine.stores.queries import all_stores

    lines = [""]
    with own.db.read(None) as session:
        for store, host in all_stores(session):
            if host:
                addresses = own.addresses(host)
                lines += [store.name, f"  shop   {addresses.base()}/", f"  admin  {addresses.base('admin')}/"]
            if store.handle == HANDLE:
                lines.append(f"         sign in as {OWNER_EMAIL} with the password: {OWNER_PASSWORD}")
    return "\n".join(lines if len(lines) > 1 else ["", NO_STORE])
