"""A demo store of its own for theme authors: made once in a private SQLite file, read only, found again by its content.

Neither the installation's database nor Redis nor a server is needed for it. What it is made of is part of its folder's
name, so a newer program makes a newer one; older ones are removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from engine.base.settings import ROOT, Settings, load
from engine.rendering.authoring.samples import most_loyal
from engine.stores.commands.customers import AddressInput
from engine.stores.queries import StoreInfo, store_by_host
from engine.wiring import migrate
from engine.wiring.services import Services, build

Say = Callable[[str, int], None]
"""Told after each part: what was made, and how many of it."""

_DEMO = ROOT / "engine" / "demo"
_FOLDER = "sample-store-"
_COPY = "vitrine-authors-"
HOST = "demo.localhost"
PASSWORD = "somebody who tries things"  # noqa: S105  (a made-up shopper's, printed on purpose)


HOME = AddressInput(
    first_name="Aoife",
    last_name="Brannigan",
    line1="3 Harbour Terrace",
    postcode="P24 CD56",
    city="Cobh",
    country="IE",
)
"""Where the made-up shopper lives."""


class NoSampleStore(Exception):
    """The store cannot be made; the words say why, and what helps."""


@dataclass(frozen=True)
class SampleStore:
    """The store, its services open."""

    services: Services
    store: StoreInfo


def sample_store(cache: Path, say: Say = lambda *_: None) -> SampleStore:
    """The sample store in the folder *cache*, made if it is not there (some ten seconds). Raises NoSampleStore."""
    return _opened(settings_of(_made(cache, say)))


@contextmanager
def copied_store(cache: Path, say: Say = lambda *_: None, **more: str) -> Iterator[Settings]:
    """The settings of a copy that may be changed; it goes when the block ends. *more*: environment variables."""
    made = _made(cache, say)
    _remove_orphans()
    folder = Path(tempfile.mkdtemp(prefix=f"{_COPY}{os.getpid()}-"))
    try:
        copy = folder / "store"
        shutil.copytree(made, copy)
        yield settings_of(copy, **more)
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """Threads that still answer somebody may write into it while it goes."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def _remove_orphans() -> None:
    """Copies whose process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPY}*"):
        pid = folder.name.removeprefix(_COPY).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and folder.stat().st_uid == os.getuid() and not Path(f"/proc/{pid}").exists():
                shutil.rmtree(folder)


def settings_of(folder: Path, **more: str) -> Settings:
    """The settings of an installation that lies in *folder*, whatever the environment says."""
    return load(
        {"INSTANCE_DIR": str(folder), "SECRET_KEY": "of a sample store", "LOG_LEVEL": "CRITICAL", **more}
    )


def _opened(settings: Settings) -> SampleStore:
    services = build(settings)
    store = store_by_host(services.db, HOST)
    if store is None:
        raise NoSampleStore(f"the sample store in {settings.instance_dir} is damaged; delete that folder")
    return SampleStore(services, store)


def _made(cache: Path, say: Say) -> Path:
    folder = cache / f"{_FOLDER}{_content_key()}"
    if folder.is_dir():
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "sample-store.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():  # another command may have made it meanwhile
                _make(folder, say)
                _remove_older(cache, folder)
    except SQLAlchemyError as error:
        raise NoSampleStore(f"{cache}: {type(error).__name__}; look for room on the disk") from error
    except OSError as error:
        raise NoSampleStore(
            f"{error.filename or cache}: {error.strerror or error}; name a folder that may be written in INSTANCE_DIR"
        ) from error
    return folder


def _make(folder: Path, say: Say) -> None:
    """Load everything into a folder beside it, then move it into place: what is there is whole."""
    from engine.demo.load import load as load_demo
    from engine.listing import ports
    from engine.listing.index.writing import rebuild

    half = Path(tempfile.mkdtemp(prefix=".half-", dir=folder.parent))
    try:
        services = build(settings_of(half))
        migrate.upgrade(services.db)
        loaded = load_demo(
            services.db, base_domain="localhost", say=lambda name, _made, there: say(name, there)
        )
        count = rebuild(services.db, ports.indexes().folder(loaded.store_id), loaded.store_id)
        say("search index", count)
        _open_account(services, loaded.store_id)
        services.db.close()
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _open_account(services: Services, store_id: int) -> None:
    """Let the customer who bought most often sign in, as the link in a letter would."""
    from engine.stores.commands import customers
    from engine.stores.passwords import hash_password

    hashed = hash_password(PASSWORD)
    with services.db.write(store_id) as session:
        customer = most_loyal(session)
        if customer is None:
            return
        customers.add_address(session, customer.id, HOME, as_default=True)
        customers.register(session, email=customer.email)
        token = customers.make_customer_link(session, customer, customers.ACTIVATION)
        customers.choose_password(
            session,
            customers.ACTIVATION,
            customer.id,
            token,
            password=PASSWORD,
            again=PASSWORD,
            hashed=hashed,
        )


def shopper_of(services: Services) -> str | None:
    """The e-mail address that signs in with PASSWORD."""
    store = store_by_host(services.db, HOST)
    if store is None:
        return None
    with services.db.read(store.id) as session:
        customer = most_loyal(session)
        return customer.email if customer is not None else None


def _remove_older(cache: Path, newest: Path) -> None:
    for folder in cache.glob(f"{_FOLDER}*"):
        if folder != newest:
            with suppress(OSError):
                shutil.rmtree(folder)


def _content_key() -> str:
    """What the store is made of, in twelve digits: texts, pictures, the loader and the tables."""
    digest = hashlib.sha256((migrate.head() or "").encode())
    for path in (*sorted((*_DEMO.glob("*.py"), *_DEMO.glob("content/*.json"))), Path(__file__)):
        digest.update(path.name.encode() + path.read_bytes())
    for picture in sorted(os.scandir(_DEMO / "pictures"), key=lambda each: each.name):
        digest.update(f"{picture.name} {picture.stat().st_size}".encode())
    return digest.hexdigest()[:12]
