"""``flask --app app jobs | worker | relay``: background work, and the processes that do it."""

from __future__ import annotations

import json
import signal
import sys
from types import FrameType

import click

from engine.jobs.subscriptions import DEFAULT_QUEUE, QUEUES
from engine.wiring.commands.services import services


@click.group()
def jobs() -> None:
    """Background work: look at it, try failed work again."""


@jobs.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_status(as_json: bool) -> None:
    """How background work stands. Exit code 1 when a person should look."""
    from engine.jobs.bells import Bells, connect
    from engine.jobs.queries import status

    own = services()
    seen = status(own.db, Bells(connect(own.settings.redis_url)))
    if as_json:
        click.echo(json.dumps({**seen.as_dict(), "healthy": seen.is_healthy}))
    else:
        redis = (
            "away"
            if seen.redis is None
            else ", ".join(f"{name} {count}" for name, count in seen.redis.items())
        )
        workers = seen.workers or {}
        click.echo(f"events to relay   {seen.events_to_relay}")
        click.echo(f"jobs              {seen.waiting} waiting, {seen.running} running, {seen.dead} dead")
        click.echo(
            f"oldest due        {seen.oldest_seconds:.0f} s ago"
            if seen.oldest_seconds
            else "oldest due        -"
        )
        click.echo(f"bells in Redis    {redis}")
        click.echo(
            f"workers           {', '.join(f'{name} {count}' for name, count in workers.items()) or '-'}"
        )
        for name, due in seen.schedule.items():
            click.echo(f"next {name:<24} {due}")
    sys.exit(0 if seen.is_healthy else 1)


@jobs.command()
@click.option("--store", "handle", required=True, help="Handle of the store.")
def retry(handle: str) -> None:
    """Try every dead job of a store again."""
    from engine.jobs.commands import retry_dead_jobs
    from engine.stores.queries import all_stores

    own = services()
    with own.db.read(None) as session:
        found = [store.id for store, _host in all_stores(session) if store.handle == handle]
    if not found:
        raise click.ClickException(
            f"there is no store called {handle}; `flask --app app stores list` names them"
        )
    with own.db.write(found[0]) as session:
        click.echo(f"waiting again: {retry_dead_jobs(session)}")


@click.command()
@click.option(
    "--queue",
    "queues",
    type=click.Choice(QUEUES),
    multiple=True,
    default=(DEFAULT_QUEUE,),
    show_default=True,
    help="A queue to listen on; given again, one more that is looked at after it. Only one process for index.",
)
@click.option("--burst", is_flag=True, help="End when nothing is left to do.")
def worker(queues: tuple[str, ...], burst: bool) -> None:
    """Do background work of a queue, or of several in their order, until SIGTERM."""
    from engine.jobs.bells import Bells, connect
    from engine.jobs.subscriptions import Subscriptions
    from engine.jobs.worker import run
    from engine.wiring.processes.children import die_with_parent

    own = services()
    run(
        own.db,
        Bells(connect(own.settings.redis_url)),
        Subscriptions(),
        queues,
        in_horse=lambda: die_with_parent(signal.SIGKILL),
        burst=burst,
    )


@click.command()
def relay() -> None:
    """Carry events to the workers and do what is due by the clock, until SIGTERM.

    Any number of these may run; each event is relayed, and each scheduled run done, by one of them.
    """
    from engine.jobs.background import Background
    from engine.jobs.bells import Bells, connect
    from engine.jobs.subscriptions import Subscriptions

    own = services()
    background = Background(own.db, Bells(connect(own.settings.redis_url)), Subscriptions())

    def end(_signal: int, _frame: FrameType | None) -> None:
        background.stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    background.run()
