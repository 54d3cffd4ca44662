"""One address of a picture is good for any size that is written into it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.base.signing import Signer
from engine.catalogue import queries
from engine.catalogue.models import Media

SIGNER = Signer("key of this test")
BROWSER = "image/avif,image/webp,image/*;q=0.8"


def picture(width: int | None = 1_000, height: int | None = 500) -> Media:
    return Media(
        id=42,
        store_id=7,
        kind="image",
        storage_key="7/a",
        file_name="Lämp & Co_2.png",
        content_type="image/png",
        byte_size=1,
        width=width,
        height=height,
        sha256="0" * 64,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_the_signature_holds_for_every_size_of_one_picture_of_one_store() -> None:
    address = queries.sizes_address(SIGNER, 7, 42, "Lämp & Co_2.png", "1x1")
    _, media, media_id, signature, name = address.split("/")
    assert (media, media_id, name) == ("media", "42", "lamp-co-2_1x1.jpg")
    assert queries.sizes_address(SIGNER, 7, 42, "a.b.webp") == f"/media/42/{signature}/a-b.jpg"
    assert queries.is_sizes_address(SIGNER, 7, 42, signature)
    for store, number, sign in (
        (8, 42, signature),
        (7, 43, signature),
        (7, 42, signature[::-1]),
        (7, 42, ""),
    ):
        assert not queries.is_sizes_address(SIGNER, store, number, sign)
    # a size that was signed by itself is no key to the others
    signed = queries.media_address(SIGNER, 7, 42, 300).split("/")[3]
    assert not queries.is_sizes_address(SIGNER, 7, 42, signed)
    assert queries.read_media_address(SIGNER, 7, 42, signature, "300x0-center.webp") is None


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("a_540x.jpg", 560),
        ("a_540x@2x.jpg", 1_200),  # never larger than the picture, rounded up
        ("a_x100.jpg", 200),
        ("a_300x100.jpg", 200),
        ("a_300x900.jpg", 320),
        ("a_small.jpg", 128),
        ("a_master.jpg", 1_200),
        ("a.jpg", 1_200),
        ("a_x.jpg", 1_200),
        ("a_99999x.jpg", 1_200),
        ("a_1x1.jpg", 64),
    ],
)
def test_a_written_size_is_one_of_the_steps(name: str, width: int) -> None:
    assert queries.written_size(picture(), name, BROWSER) == queries.Rendition(width)
    assert queries.written_size(picture(), name, "*/*") == queries.Rendition(width, extension="jpg")


@pytest.mark.parametrize(
    "name",
    [
        "a_{width}x.jpg",
        "a_540x.webp",
        "a_huge.jpg",
        "a_540x@9x.jpg",
        "_1x1.jpg",
        "a_540.jpg",
        "a_123456x.jpg",
        "a_1x1.jpg.jpg",
        "",
    ],
)
def test_what_is_no_size_is_not_made(name: str) -> None:
    assert queries.written_size(picture(), name, BROWSER) is None


def test_a_picture_of_unknown_size() -> None:
    assert queries.written_size(picture(None, None), "a_x700.jpg", BROWSER) == queries.Rendition(720)
    assert queries.written_size(picture(None, None), "a.jpg", BROWSER) == queries.Rendition(4_096)
