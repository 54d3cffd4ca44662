"""A picture is sent at the size that somebody wrote into its address, in the best form that they take."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from engine.base.db import Database
from engine.catalogue import commands, queries
from tests.factories.shopfront import Shopfront
from tests.support.serving import HostClient

BROWSER = {"Accept": "image/webp,image/*;q=0.8"}


@pytest.fixture
def address(app: Flask, db: Database, shop: Shopfront) -> str:
    """The address of a picture of 700 × 350, as `img_url: '1x1'` answers it."""
    made = BytesIO()
    Image.new("RGB", (700, 350), "teal").save(made, "PNG")
    number = commands.upload_media(db, shop.store_id, "Teal lamp.png", made.getvalue())
    signer = app.extensions["vitrine"].signer
    return queries.sizes_address(signer, shop.store_id, number, "Teal lamp.png", "1x1")


@pytest.mark.parametrize(
    ("size", "sent"),
    [("540x", (560, 280)), ("x100", (200, 100)), ("2048x2048", (700, 350)), ("small", (128, 64)), ("1x1", (64, 32))],
)  # fmt: skip
def test_any_size_is_sent(client: HostClient, address: str, size: str, sent: tuple[int, int]) -> None:
    asked = address.replace("_1x1.", "_{width}.").replace("{width}", size)
    answer = client.get(asked, headers=BROWSER)
    assert answer.status_code == 200 and answer.mimetype == "image/webp"
    assert answer.headers["Vary"] == "Accept" and "immutable" in answer.headers["Cache-Control"]
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("WEBP", sent)
    plain = client.get(asked, headers={"Accept": "*/*"})
    with Image.open(BytesIO(plain.data)) as image:
        assert (plain.mimetype, image.format, image.size) == ("image/jpeg", "JPEG", sent)


def test_what_is_no_size_or_not_signed_is_not_there(client: HostClient, address: str) -> None:
    start, _, name = address.rpartition("/")
    assert client.get(f"{start}/lamp.jpg", headers=BROWSER).status_code == 200  # the words are for people
    for bad in (
        address.replace("_1x1.", "_{width}x."),
        address.replace(".jpg", ".webp"),
        f"{start}/320x0-center.webp",
        f"{start[:-1]}{'0' if start[-1] != '0' else '1'}/{name}",
    ):
        assert client.get(bad, headers=BROWSER).status_code == 404, bad
