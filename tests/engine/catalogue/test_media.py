"""Uploads and sizes of pictures."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.base.signing import Signer
from engine.catalogue import commands, handlers, ports, queries
from engine.catalogue.media.accept import MOST_BYTES, accept_upload
from engine.catalogue.media.cache import RenditionCache
from engine.catalogue.models import Media
from tests.factories.catalogue import make_product

SIGNER = Signer("key of this test")


def picture(
    width: int = 300, height: int = 200, form: str = "PNG", mode: str = "RGB", color: Any = "red", **how: Any
) -> bytes:
    data = BytesIO()
    Image.new(mode, (width, height), color).save(data, form, **how)
    return data.getvalue()


def upload(db: Database, store_id: int, data: bytes, name: str = "photo.png", **details: Any) -> Media:
    media_id = commands.upload_media(db, store_id, name, data, **details)
    with db.read(store_id) as session:
        media = queries.media_by_id(session, media_id)
    assert media is not None
    return media


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        accept_upload(name, data)
    return refusal.value.code


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_pictures_are_made_anew_and_keep_their_size(form: str) -> None:
    accepted = accept_upload("../../My photo.exe", picture(form=form))
    assert (accepted.kind, accepted.width, accepted.height) == ("image", 300, 200)
    assert accepted.file_name == f"My-photo.{accepted.extension}"
    assert Image.open(BytesIO(accepted.data)).size == (300, 200)


def test_exif_is_honoured_then_gone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right
    exif[0x010F] = "Maker of cameras"
    exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0)}
    accepted = accept_upload("a.jpg", picture(form="JPEG", exif=exif.tobytes()))
    made = Image.open(BytesIO(accepted.data))
    assert (accepted.width, accepted.height) == (200, 300) == made.size
    assert not made.getexif() and b"Maker of cameras" not in accepted.data


@pytest.mark.parametrize(
    ("width", "height"), [(13_000, 13_000), (60_000, 60_000), (5_001, 5_000), (1, 2_000_000_000)]
)
def test_image_bombs_are_refused_unopened(width: int, height: int) -> None:
    assert refused("a.png", bomb(width, height)) in ("media.too_many_pixels", "media.broken")


def test_bombs_of_25_megapixels_say_so() -> None:
    assert (
        refused("a.png", bomb(13_000, 13_000))
        == refused("a.png", bomb(5_001, 5_000))
        == "media.too_many_pixels"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "media.empty"),
        (b"x" * (MOST_BYTES + 1), "media.too_large"),
        (b"\x7fELF\x02\x01\x01\x00", "media.kind"),
        (b"MZ\x90\x00\x03\x00", "media.kind"),
        (b"PK\x03\x04\x14\x00\x08\x08", "media.kind"),
        (b"<!doctype html><script>x()</script>", "media.kind"),
        (b"just text, then <SCRIPT>x()</script>", "media.kind"),
        (b"\xff\xd8\xff\xe0 no picture", "media.broken"),
        (b"\x89PNG\r\n\x1a\n", "media.broken"),
        (b"GIF89a", "media.broken"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "media.broken"),
    ],
)
def test_what_is_not_a_picture_is_refused(data: bytes, code: str) -> None:
    assert refused("photo.png", data) == code


def test_a_picture_cut_off_is_refused() -> None:
    whole = picture(form="JPEG", width=900, height=900, color="navy")
    assert refused("a.jpg", whole[: len(whole) // 2]) == "media.broken"


@pytest.mark.parametrize(
    ("data", "kind", "content_type"),
    [
        (b"%PDF-1.7 ...", "file", "application/pdf"),
        (b"<?xml version='1.0'?>\n<!-- x --><svg xmlns='x' onload='x()'/>", "file", "image/svg+xml"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "video", "video/mp4"),
        (b"\x1aE\xdf\xa3\x01", "video", "video/webm"),
        ("Größen: S, M, L".encode(), "file", "text/plain"),
    ],
)
def test_other_files_are_kept_as_files(data: bytes, kind: str, content_type: str) -> None:
    accepted = accept_upload("thing.png", data)
    assert (accepted.kind, accepted.content_type, accepted.data) == (kind, content_type, data)
    assert not accepted.file_name.endswith(".png")


def test_large_pictures_are_kept_smaller() -> None:
    accepted = accept_upload("a.jpg", picture(4_900, 1_000, form="JPEG"))
    assert (accepted.width, accepted.height) == (4_096, 836)


def test_the_same_upload_twice_is_one_file(db: Database, store_id: int, other_store_id: int) -> None:
    first = upload(db, store_id, picture(), alt="Red")
    again = upload(db, store_id, picture(), name="other.png")
    assert (first.id, again.alt) == (again.id, "Red")
    assert upload(db, other_store_id, picture()).id != first.id
    with db.read(store_id) as session:
        assert len(session.scalars(select(OutboxEvent).where(OutboxEvent.name == "media.added")).all()) == 1
        assert [media.id for media in queries.list_media(session, search="red", kind="image").items] == [
            first.id
        ]
        assert queries.list_media(session, kind="video").items == []


def test_addresses_are_signed_and_belong_to_one_store() -> None:
    address = queries.media_address(SIGNER, 7, 42, 300, 199, "top")
    _, media, media_id, signature, name = address.split("/")
    assert (media, media_id, name) == ("media", "42", "320x200-top.webp")
    wanted = queries.read_media_address(SIGNER, 7, 42, signature, name)
    assert wanted is not None and (wanted.width, wanted.height, wanted.crop) == (320, 200, "top")
    for store, number, sign, other in (
        (8, 42, signature, name),
        (7, 43, signature, name),
        (7, 42, signature[::-1], name),
        (7, 42, signature, "640x200-top.webp"),
        (7, 42, signature, "320x200-top.jpg"),
        (7, 42, signature, "320x200-top.webp/../x"),
        (7, 42, "", name),
    ):
        assert queries.read_media_address(SIGNER, store, number, sign, other) is None
    assert queries.media_address(SIGNER, 7, 42, -5, crop="<x>", extension="exe").endswith("/64x0-center.webp")
    assert queries.media_address(SIGNER, 7, 42, 99_999).endswith("/4096x0-center.webp")


def test_a_size_is_made_once_and_never_larger_than_the_original(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    media = upload(db, store_id, picture(300, 200))
    for width, height, crop, size in (
        (160, 0, "center", (160, 107)),
        (640, 0, "center", (300, 200)),
        (96, 96, "left", (96, 96)),
        (400, 200, "center", (300, 150)),
    ):
        made = queries.sized(media, queries.Rendition(width, height, crop))
        assert made is not None and made.path is not None and made.content_type == "image/webp"
        with Image.open(made.path) as image:
            assert (image.format, image.size) == ("WEBP", size)
    first = queries.sized(media, queries.Rendition(160))
    assert first and first.path
    stamp = first.path.stat().st_mtime_ns
    again = queries.sized(media, queries.Rendition(160))
    assert again and again.path == first.path and again.path.stat().st_mtime_ns == stamp


def test_crops_keep_the_side_they_are_named_for(db: Database, store_id: int) -> None:
    image = Image.new("RGB", (300, 100), "red")
    image.paste("blue", (200, 0, 300, 100))
    data = BytesIO()
    image.save(data, "PNG")
    media = upload(db, store_id, data.getvalue())
    for crop, color in (("left", 0), ("right", 2)):
        made = queries.sized(media, queries.Rendition(96, 96, crop))
        assert made and made.path
        with Image.open(made.path) as cut:
            pixel = cut.convert("RGB").getpixel((48, 48))
        assert isinstance(pixel, tuple) and pixel[color] > 200


def test_avif_goes_out_once_a_job_has_made_it(db: Database, store_id: int) -> None:
    media, wanted = upload(db, store_id, picture()), queries.Rendition(200)
    accept = "image/avif,image/webp,*/*"
    first = queries.sized(media, wanted, accept)
    assert first and first.content_type == "image/webp"
    assert handlers.make_wanted_avifs(db) == 1
    assert handlers.make_wanted_avifs(db) == 0
    then = queries.sized(media, wanted, accept)
    assert then and then.content_type == "image/avif" and then.path
    with Image.open(then.path) as image:
        assert (image.format, image.size) == ("AVIF", (200, 133))
    plain = queries.sized(media, wanted, "image/webp")
    assert plain and plain.content_type == "image/webp"
    jpeg = queries.sized(media, queries.Rendition(200, extension="jpg"), accept)
    assert jpeg and jpeg.content_type == "image/jpeg"


def test_see_through_pictures_stay_so_but_in_jpeg(db: Database, store_id: int) -> None:
    media = upload(db, store_id, picture(mode="RGBA", color=(0, 0, 255, 0)))
    made = queries.sized(media, queries.Rendition(96))
    assert made and made.path
    with Image.open(made.path) as image:
        assert image.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]
    flat = queries.sized(media, queries.Rendition(96, extension="jpg"))
    assert flat and flat.path
    with Image.open(flat.path) as image:
        assert min(image.convert("RGB").getpixel((5, 5))) > 245  # type: ignore[type-var,arg-type]


def test_common_sizes_are_made_ahead_and_again_for_free(db: Database, store_id: int, tmp_path: Path) -> None:
    media = upload(db, store_id, picture(500, 400))
    event = OutboxEvent(store_id=store_id, payload={"media_id": media.id})
    handlers.make_common_sizes(db, event)
    made = sorted(path.name for path in (tmp_path / "cache").rglob("*.*"))
    assert made == sorted(f"{w}x0-center.{x}" for w in (160, 320, 480) for x in ("webp", "avif"))
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.*")}
    handlers.make_common_sizes(db, event)
    assert stamps == {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.*")}
    handlers.make_common_sizes(db, OutboxEvent(store_id=store_id, payload={"media_id": 1}))


def test_the_cache_is_trimmed_oldest_first(db: Database, store_id: int, tmp_path: Path) -> None:
    import os

    media = upload(db, store_id, picture(500, 400))
    cache = RenditionCache(tmp_path / "small")
    for age, width in enumerate((160, 320, 480)):
        path = cache.keep(media, queries.Rendition(width), "webp", b"x" * 1_000)
        assert path
        os.utime(path, (1_000_000 - age * 100, 1_000_000 - age * 100))
    assert cache.trim(10_000) == 0
    assert cache.trim(2_500) == 1_000
    assert cache.find(media, queries.Rendition(480), "webp") is None
    assert cache.find(media, queries.Rendition(160), "webp")


def test_a_full_disk_still_shows_the_picture(
    db: Database, store_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = upload(db, store_id, picture())

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    made = queries.sized(media, queries.Rendition(160))
    assert made and made.data and made.path is None


def test_a_deleted_picture_is_gone_from_everywhere(db: Database, store_id: int) -> None:
    media = upload(db, store_id, picture())
    product_id = make_product(db, store_id)
    with db.write(store_id) as session:
        commands.attach_media(session, product_id, [media.id])
        variant = queries.load_products(session, [product_id])[product_id].variants[0].row
        commands.set_variant_media(session, variant.id, media.id)
        commands.create_collection(session, commands.CollectionInput("With", media_id=media.id), SYSTEM)
    queries.sized(media, queries.Rendition(160))
    with db.write(store_id) as session:
        key = commands.delete_media(session, media.id, SYSTEM)
    commands.remove_file(store_id, media.id, key)
    assert not ports.media_files().exists(key)
    assert queries.sized(media, queries.Rendition(320)) is None
    with db.read(store_id) as session:
        product = queries.product_for_editing(session, product_id)
        assert (product.media, product.row.featured_media_id, product.variants[0].row.media_id) == (
            [],
            None,
            None,
        )


def test_the_gallery_keeps_its_order_and_its_first_is_featured(db: Database, store_id: int) -> None:
    red, blue, green = (upload(db, store_id, picture(color=color)).id for color in ("red", "blue", "green"))
    product_id = make_product(db, store_id)
    with db.write(store_id) as session:
        commands.attach_media(session, product_id, [red, blue, red])
        commands.attach_media(session, product_id, [green])
        commands.order_gallery(session, product_id, [green])
        commands.detach_media(session, product_id, red)
        commands.set_alt(session, green, "  Green \0 field ")
        with pytest.raises(NotFound):
            commands.detach_media(session, product_id, red)
    with db.read(store_id) as session:
        product = queries.product_for_editing(session, product_id)
    assert ([media.id for media in product.media], product.row.featured_media_id) == ([green, blue], green)
    assert product.media[0].alt == "Green field"


def test_another_stores_picture_is_not_there(db: Database, store_id: int, other_store_id: int) -> None:
    media = upload(db, store_id, picture())
    product_id = make_product(db, other_store_id)
    with db.write(other_store_id) as session:
        assert queries.media_by_id(session, media.id) is None
        with pytest.raises(Refused):
            commands.attach_media(session, product_id, [media.id])
        with pytest.raises(NotFound):
            commands.set_alt(session, media.id, "x")
        with pytest.raises(NotFound):
            commands.delete_media(session, media.id, SYSTEM)
