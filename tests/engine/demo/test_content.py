"""The demo store's content holds together: handles, SKUs, barcodes, links, pictures and their alt texts."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from engine.demo.checks import all_pictures, ean13_is_valid, problems
from engine.demo.content import CONTENT, PICTURES, DemoContent, load


@pytest.fixture(scope="module")
def content() -> DemoContent:
    return load()


def test_content_has_no_problem(content: DemoContent) -> None:
    assert problems(content) == []


def test_the_demo_is_as_large_as_promised(content: DemoContent) -> None:
    options = [len(product.options) for product in content.products]
    assert len(content.brands) == 5
    assert len(content.products) >= 60
    assert min(options.count(0), options.count(1)) >= 25
    assert options.count(2) >= 10
    assert (len(content.pages), len(content.blog.articles), len(content.menus)) == (3, 2, 2)
    assert len(content.home["blocks"]) == 8
    assert len(content.orders) >= 14


def test_every_state_an_order_can_be_in_is_told(content: DemoContent) -> None:
    assert {o.state for o in content.orders} == {
        "new",
        "part_fulfilled",
        "fulfilled",
        "cancelled",
        "refunded",
    }
    assert {o.payment for o in content.orders} == {"paid", "pending", "declined_then_paid"}
    assert {(o.refund or {}).get("kind") for o in content.orders} == {None, "full", "part"}


def test_stock_covers_sold_out_low_and_reduced(content: DemoContent) -> None:
    variants = [variant for product in content.products for variant in product.variants]
    totals = [sum(variant.stock.values()) for variant in variants]
    assert totals.count(0) >= 4
    assert sum(1 <= total <= 5 for total in totals) >= 6
    assert sum(variant.compare_at is not None for variant in variants) >= 6


def test_pictures_are_webp_without_metadata(content: DemoContent) -> None:
    from PIL import Image

    for name in sorted({p.file for p in all_pictures(content) if p.file.endswith(".webp")}):
        with Image.open(PICTURES / name) as picture:
            assert picture.format == "WEBP", name
            assert "exif" not in picture.info, name
            assert picture.getexif() == {}, name
            if name.startswith("banner-"):
                assert picture.size == (1600, 900), name


def test_no_picture_lies_there_unused(content: DemoContent) -> None:
    used = {picture.file for picture in all_pictures(content)}
    assert {path.name for path in PICTURES.iterdir() if path.is_file()} == used


@pytest.mark.parametrize(
    ("code", "valid"),
    [("4006381333931", True), ("4006381333930", False), ("400638133393", False), ("40063813339x1", False)],
)
def test_ean13(code: str, valid: bool) -> None:
    assert ean13_is_valid(code) is valid


def _spoilt(tmp_path: Path, name: str, change: str, into: str) -> list[str]:
    shutil.copytree(CONTENT, tmp_path / "content")
    file = tmp_path / "content" / f"{name}.json"
    text = file.read_text(encoding="utf-8")
    assert change in text
    file.write_text(text.replace(change, into, 1), encoding="utf-8")
    return problems(load(tmp_path / "content"), pictures=None)


@pytest.mark.parametrize(
    ("name", "change", "into", "said"),
    [
        ("products", '"brand": "sorrelund"', '"brand": "nobody"', "no brand nobody"),
        ("products", '"SOR-ASK-RUST"', '"SOR-ASK-OAT"', "SKU SOR-ASK-OAT is used 2 times"),
        ("collections", '"pinched-jug"', '"pinched-jar"', "no product pinched-jar"),
        ("menus", '"handle": "new-in"', '"handle": "old-in"', "no collection old-in"),
        ("orders", '"SOR-MUG-OAT"', '"SOR-MUG-GOLD"', "no SKU SOR-MUG-GOLD"),
        ("orders", "@post.example", "@post.org", "could be somebody's address"),
        ("home", '"handle": "about"', '"handle": "aboot"', "no page aboot"),
    ],
)
def test_faults_are_named(tmp_path: Path, name: str, change: str, into: str, said: str) -> None:
    assert any(said in fault for fault in _spoilt(tmp_path, name, change, into))


def test_a_missing_picture_and_alt_text_are_named(content: DemoContent, tmp_path: Path) -> None:
    first = content.products[0]
    blind = dataclasses.replace(
        first, pictures=(dataclasses.replace(first.pictures[0], alt=" "), *first.pictures[1:])
    )
    spoilt = dataclasses.replace(content, products=(blind, *content.products[1:]))
    faults = problems(spoilt, pictures=tmp_path)
    assert f"{first.pictures[0].file}: alt text is missing" in faults
    assert f"{first.pictures[0].file}: the file is missing" in faults


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    file = tmp_path / "content" / "pages.json"
    pages = json.loads(file.read_text(encoding="utf-8"))
    pages[0]["colour"] = "green"
    file.write_text(json.dumps(pages), encoding="utf-8")
    with pytest.raises(TypeError, match="colour"):
        load(tmp_path / "content")
