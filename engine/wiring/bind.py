"""Binds every port to what fills it: for web, workers, command line and tests alike."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.base.files import FileStore
    from engine.wiring.services import Services


def bind_ports(services: Services) -> None:
    """Fill the ports of all packages."""
    from engine.base.files import open_store

    files, instance = open_store(services.settings.media_url), services.settings.instance_dir
    bind_catalogue()
    bind_media(files, instance / "cache" / "media")
    bind_packs(files, instance / "cache" / "packs")
    _bind_stores()
    _bind_listing(services)
    _bind_ordering(services)
    _bind_rendering(services)
    _bind_tills(services)


def bind_catalogue() -> None:
    """Variants get their stock from the inventory, menus and articles their links from the catalogue, fields their records."""
    from engine.catalogue import ports
    from engine.catalogue.content_links import ContentLinks
    from engine.content import ports as content
    from engine.inventory import changes  # noqa: F401 - it notes every item that a transaction changes
    from engine.inventory.catalogue_stock import CatalogueStock
    from engine.metafields import ports as metafields
    from engine.wiring.field_records import FieldRecords

    ports.stock.bind(CatalogueStock())
    content.catalogue.bind(ContentLinks())
    metafields.records.bind(FieldRecords())


def bind_media(files: FileStore, cache: Path) -> None:
    """Uploads lie in *files*, sizes of pictures in the folder *cache*."""
    from engine.catalogue import ports
    from engine.catalogue.media.cache import RenditionCache
    from engine.content.media_users import ContentMedia

    ports.media_files.bind(files)
    ports.renditions.bind(RenditionCache(cache))
    ports.media_users.bind(ContentMedia())


def bind_packs(files: FileStore, cache: Path) -> None:
    """Zips of uploaded packs lie in *files*; this machine unpacks them in the folder *cache*."""
    from engine.themes import ports
    from engine.themes.uploaded import UploadedPacks

    ports.pack_files.bind(files)
    ports.own_packs.bind(UploadedPacks(cache))


def _bind_stores() -> None:
    from sqlalchemy import select

    from engine.ordering.models import CustomerOrder
    from engine.stores import ports

    ports.has_sales.bind(
        lambda session: session.scalars(select(CustomerOrder.id).limit(1)).first() is not None
    )
    ports.gateway_names.bind(lambda: ["test", "manual"])


def _bind_listing(services: Services) -> None:
    from engine.listing import ports
    from engine.listing.index import Indexes

    ports.indexes.bind(Indexes(services.settings.search_dir))


def _bind_ordering(services: Services) -> None:
    """Delivery rates, gateways, letters to the shopper and what carries them, how long a checkout knows who it is for."""
    from engine.mail import ports as mail
    from engine.mail.letters import Letters
    from engine.ordering import ports
    from engine.providers.mail import open_transport
    from engine.providers.payments import Registry
    from engine.providers.payments.manual import ManualGateway
    from engine.providers.payments.test import TestGateway
    from engine.providers.payments.till import TillGateway
    from engine.shipping.queries import Rates
    from engine.tills.queries import checkouts_needed

    ports.rates.bind(Rates())
    ports.gateways.bind(Registry([TestGateway(services.db), ManualGateway(), TillGateway(services.db)]))
    ports.letters.bind(Letters(services.addresses))
    ports.still_needed.bind(checkouts_needed)
    ports.forget_after.bind(timedelta(days=services.settings.forget_checkouts_after_days))
    mail.transport.bind(open_transport(services.settings.mail_url))
    mail.sender.bind(services.settings.mail_from)
    mail.addresses.bind(services.addresses)


def _bind_rendering(services: Services) -> None:
    """Pictures get signed addresses."""
    from engine.rendering import ports
    from engine.rendering.pictures import SignedPictures

    ports.pictures.bind(SignedPictures(services.signer))


def _bind_tills(services: Services) -> None:
    """Card terminals, where the installation has any, and letters with receipts."""
    from engine.mail.tills import TillLetters
    from engine.tills import ports
    from engine.tills.terminal import HttpTerminal, NoTerminal

    address = services.settings.card_terminal_url
    ports.terminal.bind(HttpTerminal(address) if address else NoTerminal())
    ports.letters.bind(TillLetters(services.addresses))
