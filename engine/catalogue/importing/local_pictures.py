"""Pictures that lie beside the file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import select

from engine.base.db import Database
from engine.base.errors import Refused
from engine.catalogue.commands.gallery import attach_media
from engine.catalogue.commands.media import upload_media
from engine.catalogue.importing.parsed import ParsedPicture, ParsedProduct, Problem
from engine.catalogue.media.accept import MOST_BYTES
from engine.catalogue.models import Variant


def find(root: Path, address: str) -> Path | None:
    """The file of a relative address, if it lies below *root*: a CSV may not name other files of the machine."""
    try:
        base = root.resolve()
        path = (base / unquote(address).lstrip("/")).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except (OSError, ValueError):
        return None


def keep_found(root: Path, product: ParsedProduct) -> list[str]:
    """Leave out local pictures that are not there, so that a later import brings them once they are. Returns those."""
    lost = [p.address for p in product.pictures if p.is_local and not find(root, p.address)]
    if lost:
        product.pictures = [p for p in product.pictures if p.address not in lost]
    return lost


def take(
    database: Database, store_id: int, root: Path, product: ParsedProduct, product_id: int
) -> tuple[int, list[Problem]]:
    """Upload and attach a product's local pictures. Returns how many, and what was wrong with others."""
    taken: list[tuple[ParsedPicture, int]] = []
    problems = []
    for picture in product.pictures:
        path = find(root, picture.address) if picture.is_local else None
        if path is None:
            continue
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refused("media.too_large", most=MOST_BYTES // 1024 // 1024)
            media_id = upload_media(database, store_id, path.name, path.read_bytes(), alt=picture.alt)
            taken.append((picture, media_id))
        except Refused as refusal:
            problems.append(Problem(product.file, product.line, product.key, refusal))
        except OSError as error:
            unread = Refused("import.picture_file", value=picture.address[:80], reason=error.strerror or "")
            problems.append(Problem(product.file, product.line, product.key, unread))
    if taken:
        with database.write(store_id) as session:
            attach_media(session, product_id, [media_id for _, media_id in taken])
            rows = session.scalars(
                select(Variant).where(Variant.product_id == product_id).order_by(Variant.position, Variant.id)
            ).all()
            for picture, media_id in taken:
                for place in picture.variants:
                    if place < len(rows):
                        rows[place].media_id = media_id
    return len(taken), problems
