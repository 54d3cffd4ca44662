"""``flask --app app themes render``: one page of a pack, without installing it anywhere."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy.exc import SQLAlchemyError

from engine.rendering.authoring.faults import Fault, NoPack
from engine.rendering.authoring.samples import ABOUT_RECORDS, PAGES, PERSONAL
from engine.wiring.commands.themes.telling import CLEAN, FAULTY, Telling, first_use, without_log

if TYPE_CHECKING:
    from engine.base.settings import Settings
    from engine.rendering.authoring.rendering import Ground, Rendered


@click.command()
@click.argument("path")
@click.option("--page", required=True, type=click.Choice(list(PAGES)), help="Which kind of page.")
@click.option("--handle", help="Of which record (article: BLOG/ARTICLE); for search, what is searched for.")
@click.option("--store", "store", help="Handle of a store of the configured database, read only.")
@click.option("--locale", help="Language of the page, such as de; the store's own if left out.")
@click.option("--out", help="Write the HTML to this file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; the last one holds errors[].")
def render(
    path: str,
    page: str,
    handle: str | None,
    store: str | None,
    locale: str | None,
    out: str | None,
    as_json: bool,
) -> None:
    """Render one page of the theme pack in the folder PATH, which may lie anywhere and need not be installed.

    The page shows what a store would show that had just installed the pack: the sections of its templates and section
    groups. It is filled from a sample store that the first call makes (in INSTANCE_DIR/cache); neither a database nor
    a server is needed. With --store, a store of the configured database fills it, and what that store has put into the
    sections of a pack of this name comes first; nothing is written, the cart is made up, and pages of a signed-in
    customer cannot be had.

    The HTML goes to standard output or to --out FILE. What is wrong goes to standard error, one line each:
    file:line:column message — cure. With --json everything goes to standard output: lines of progress while the sample
    store is made, a line {"html"} unless --out is given, and last a line with page, path, template, out (null if the
    HTML stands in the line before), bytes, seconds and errors[] (file, line, column, message, cure).

    \b
    Exit codes:
      0  rendered, nothing wrong
      1  rendered, with errors
      2  no page: the folder is no pack, the page cannot be made, or the store or file cannot be used
    """
    from engine.rendering.authoring.opening import open_pack

    telling = Telling(as_json)
    began = time.monotonic()
    try:
        pack = open_pack(path)
    except NoPack as refusal:
        telling.refuse(refusal.fault, page=page, out=None)
    if store is not None and page in PERSONAL:
        cure = "Leave --store out: the sample store has customers who do not exist."
        telling.refuse(_fault("--store", f"'{page}' would show a real customer", cure), page=page, out=None)
    with without_log():
        done = _rendered(telling, pack, page, handle, store, locale)
    if done.html is None:
        telling.faults(done.faults)
        _last(telling, done, page, None, began)
        sys.exit(2)
    target = Path(out) if out else None
    _deliver(telling, done.html, target, page)
    telling.faults(done.faults)
    _last(telling, done, page, target, began)
    sys.exit(FAULTY if done.faults else CLEAN)


def _rendered(
    telling: Telling, pack: Any, page: str, handle: str | None, store: str | None, locale: str | None
) -> Rendered:
    from engine.base.settings import load
    from engine.liquid import CodeStore
    from engine.rendering.authoring.rendering import NoRecord, Wanted
    from engine.rendering.authoring.rendering import render as render_page

    settings = load()
    ground = _ground(telling, settings, store)
    kept = CodeStore(settings.instance_dir / "cache" / "authors-templates", settings.secret_key)
    try:
        return render_page(pack, ground, Wanted(page, _record(page, handle), _language(locale)), kept)
    except NoRecord:
        said = f"there is no {page} '{handle[:80]}'" if handle else f"there is no {page} in the store"
        cure = "Name one that shoppers can see." if handle else "Make one, or leave --store out."
        telling.refuse(_fault("--handle" if handle else "--store", said, cure), page=page, out=None)
    except SQLAlchemyError as error:
        telling.refuse(_unreadable("--store" if store else "INSTANCE_DIR", error), page=page, out=None)
    finally:
        ground.database.close()


def _record(page: str, handle: str | None) -> str | None:
    return handle if page in ABOUT_RECORDS and handle else None


def _language(locale: str | None) -> str | None:
    return locale if locale and locale.replace("-", "").isalpha() and len(locale) <= 10 else None


def _ground(telling: Telling, settings: Settings, store: str | None) -> Ground:
    from engine.rendering.authoring.rendering import Ground
    from engine.wiring.sample_store import NoSampleStore, sample_store

    if store is not None:
        return _own_ground(telling, settings, store)
    cache = settings.instance_dir / "cache"
    try:
        made = sample_store(cache, first_use(telling, cache))
    except NoSampleStore as refusal:
        telling.refuse(_fault("INSTANCE_DIR", *str(refusal).split("; ", 1)))
    return Ground(made.services.db, made.store, made.services.addresses(made.store.host))


def _own_ground(telling: Telling, settings: Settings, handle: str) -> Ground:
    """A store of the configured database."""
    from engine.rendering.authoring.rendering import Ground
    from engine.stores.queries import load_store, store_by_handle
    from engine.wiring.services import build

    services = build(settings)
    try:
        with services.db.read(None) as session:
            row = store_by_handle(session, handle) if "\0" not in handle else None
            info = load_store(session, row.id) if row is not None else None
    except SQLAlchemyError as error:
        telling.refuse(_unreadable("--store", error))
    if info is None:
        cure = "`stores list` names them."
        telling.refuse(_fault("--store", f"there is no store '{handle[:80]}'", cure))
    return Ground(services.db, info, services.addresses(info.host), own_data=True)


def _deliver(telling: Telling, html: str, out: Path | None, page: str) -> None:
    data = html.encode("utf-8", "xmlcharrefreplace")
    if out is None and telling.as_json:
        telling.line(html=html)
    elif out is None:
        click.echo(data, nl=False)
    else:
        try:
            out.write_bytes(data)
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            telling.refuse(
                _fault(str(out)[:200], f"cannot be written: {said}", "Name another file."),
                page=page,
                out=None,
            )


def _last(telling: Telling, done: Rendered, page: str, out: Path | None, began: float) -> None:
    telling.line(
        page=page,
        path=done.path,
        template=done.template,
        out=str(out.resolve()) if out is not None else None,
        bytes=len(done.html.encode("utf-8", "xmlcharrefreplace")) if done.html is not None else None,
        seconds=round(time.monotonic() - began, 2),
        errors=[fault.as_json() for fault in done.faults],
    )


def _unreadable(place: str, error: SQLAlchemyError) -> Fault:
    cure = "Look at DATABASE_URL and `db status`, or leave --store out."
    if place == "INSTANCE_DIR":
        cure = "Name a folder that may be written in INSTANCE_DIR."
    return _fault(place, f"the database cannot be read ({type(error).__name__})", cure)


def _fault(place: str, message: str, cure: str = "") -> Fault:
    return Fault(place, 0, 0, message, cure)
