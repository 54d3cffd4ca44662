"""``flask --app app themes dev``: a shop that wears the pack its author works on."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import click

from engine.rendering.authoring.faults import Fault, NoPack
from engine.wiring.commands.themes.telling import Telling, first_use

if TYPE_CHECKING:
    from engine.base.settings import Settings
    from engine.rendering.authoring.watching import PackAtWork
    from engine.rendering.linting import Finding

PORT = 9292
NEXT_PORTS = 20
"""Ports tried after the first one, when none is named."""


@click.command()
@click.argument("path")
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"Port on this machine; the first free one from {PORT}."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def dev(path: str, port: int | None, as_json: bool) -> None:
    """Serve the theme pack in the folder PATH on this machine, and show every save in the browser at once.

    The pack may lie anywhere and need not be installed. The shop is a copy of the sample store (made by the first
    call, in INSTANCE_DIR/cache): carts, search, accounts and the checkout work, and whatever is done in it is gone
    afterwards. A saved file reloads the open pages, which keep their place; a style sheet is exchanged without a reload.
    A mistake is laid over the page with file, line, source and cure until it is mended; what the checks say is printed
    here as it changes. Ctrl-C ends it.

    With --json: a line {"ready", "shop", "shopper", "password"}, then one {"new": […], "mended": […]} whenever the
    findings change.

    \b
    Exit codes:
      0  ended by Ctrl-C
      2  could not start: the folder is no pack, the port is taken, or the sample store cannot be made
    """
    from engine.rendering.authoring.opening import pack_folder
    from engine.rendering.authoring.watching import PackAtWork, Remarks

    telling = Telling(as_json)
    try:
        work = PackAtWork(pack_folder(path))
    except NoPack as refusal:
        telling.refuse(refusal.fault)
    chosen = _free_port(telling, port)
    for sign in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a shell starts what runs in its background with Ctrl-C ignored
        signal.signal(sign, signal.default_int_handler)
    remarks = Remarks(work, lambda new, mended: _tell(telling, new, mended))
    with contextlib.suppress(KeyboardInterrupt):
        _serve(telling, work, remarks.follow, chosen)
    work.end()
    telling.note("\nEnded.")


def _serve(telling: Telling, work: PackAtWork, follow: Any, port: int) -> None:
    from engine.base.settings import load
    from engine.wiring import ports
    from engine.wiring.sample_store import HOST, PASSWORD, NoSampleStore, copied_store

    cache = load().instance_dir / "cache"

    try:
        with copied_store(cache, first_use(telling, cache), PORT=str(port)) as settings:
            shopper = _shopper(settings)

            def ready() -> None:
                for job in (work.watch, follow):
                    threading.Thread(target=job, daemon=True).start()
                shop = f"http://{HOST}:{port}/"
                telling.line(ready=True, shop=shop, shopper=shopper, password=PASSWORD)
                telling.note(f"{work.folder.name} is worn at {shop}")
                telling.note(f"  for the pages of an account sign in as {shopper} with: {PASSWORD}")
                telling.note("  every save shows at once; Ctrl-C ends it\n")

            try:
                ports.desk()(settings, work, ready)
            finally:
                for sign in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C does not leave the copy behind
                    signal.signal(sign, signal.SIG_IGN)
    except NoSampleStore as refusal:
        telling.refuse(Fault("INSTANCE_DIR", 0, 0, *str(refusal).split("; ", 1)))
    except OSError as error:
        telling.refuse(_taken(port, error.strerror or str(error)))


def _shopper(settings: Settings) -> str | None:
    from engine.wiring.sample_store import shopper_of
    from engine.wiring.services import build

    services = build(settings)
    try:
        return shopper_of(services)
    finally:
        services.db.close()


def _free_port(telling: Telling, port: int | None) -> int:
    if port is not None:
        if not _is_free(port):
            telling.refuse(_taken(port, "it is taken"))
        return port
    found = next((each for each in range(PORT, PORT + NEXT_PORTS) if _is_free(each)), None)
    if found is None:
        telling.refuse(_taken(PORT, f"it and the {NEXT_PORTS - 1} after it are taken"))
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _taken(port: int, why: str) -> Fault:
    return Fault("--port", 0, 0, f"port {port} cannot be used: {why}", "Name a free one with --port.")


def _tell(telling: Telling, new: list[Finding], mended: list[Finding]) -> None:
    telling.line(new=[each.as_json() for each in new], mended=[each.as_json() for each in mended])
    for sign, findings in (("-", mended), ("+", new)):
        for finding in findings:
            telling.note(f"{sign} {finding}")
    if not telling.as_json and not new and not mended:
        telling.note("the checks have nothing to say")
