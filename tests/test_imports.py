"""The import rule holds, and the check of it can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.import_rule import ORDER, RANK, faults
from tests.support.paths import ROOT


def test_the_import_rule_holds() -> None:
    found = faults(ROOT)
    assert not found, "\n" + "\n".join(map(str, found))


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {path.parent.name for path in (ROOT / "engine").glob("*/__init__.py")} - {"setup"}
    assert packages <= set(RANK), f"name their rank in the rule: {packages - set(RANK)}"
    assert sum(map(len, ORDER)) == len(RANK)


def tree(folder: Path, **files: str) -> Path:
    for name, source in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return folder


@pytest.mark.parametrize(
    ("place", "source", "said"),
    [
        ("engine__catalogue__commands", "import flask", "free of flask"),
        ("engine__catalogue__commands", "from flask import request", "free of flask"),
        ("engine__base__db", "import storefront.cart", "does not import storefront"),
        ("engine__base__db", "from engine.stores import models", "stands left of"),
        ("engine__base__db", "def late():\n    from engine.stores.queries import x", "stands left of"),
        ("engine__catalogue__queries", "from engine.content.queries import page", "of one rank"),
        ("engine__ordering__rules", "from engine.shipping.ports import rates", "stands left of"),
        ("engine__ordering__rules", "from engine.catalogue.rules import options", "the package's own"),
        ("engine__ordering__rules", "import engine.catalogue.rules", "the package's own"),
        ("engine__ordering__models__order", "from ...payouts import models", "stands left of"),
        ("engine__unheard__rules", "from engine.stores import queries", "no place in the order"),
        ("engine__mail__rules", "from engine.unheard import queries", "no place in the order"),
        ("engine__mail__rules", "from engine.setup import bootstrap", "a script"),
        ("engine__setup__bootstrap", "from engine.base import clock", "nothing of the project"),
        ("storefront__cart", "from admin import orders", "does not import admin"),
        ("storefront__cart", "from sqlalchemy import select", "through queries and commands"),
        ("admin__orders", "import sqlalchemy.orm", "through queries and commands"),
        ("storefront__cart", "from engine.catalogue.rules import options", "the package's own"),
        ("storefront__cart", "from engine.ordering.handlers import confirm", "the package's own"),
        ("admin__orders", "import storefront", "does not import storefront"),
        ("admin__orders", "from app import create_app", "does not import app"),
        ("admin__orders", "from tests.factories import stores", "does not import tests"),
        ("theme_packs__plain__colours", "x = 1", "holds no Python"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, place: str, source: str, said: str) -> None:
    found = faults(tree(tmp_path, **{place: source}))
    assert len(found) == 1, found
    assert said in found[0].why


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("engine__ordering__commands", "from engine.catalogue import queries"),
        ("engine__ordering__commands", "from engine.catalogue.models import Variant"),
        ("engine__ordering__commands", "from engine.ordering.rules import price\nfrom .rules import price"),
        ("engine__ordering__commands", "from engine.base.money import allocate"),
        ("engine__wiring__bind", "from engine.shipping.rates import TableRates"),
        ("storefront__cart", "import flask\nfrom engine.ordering.commands import add_line"),
        ("storefront__cart", "from storefront.pages import product\nimport json"),
        ("admin__orders", "from engine.jobs import commands, queries"),
        ("admin__orders", "from engine.catalogue.models import Product"),
    ],
)
def test_what_the_rule_allows_is_not_reported(tmp_path: Path, place: str, source: str) -> None:
    assert faults(tree(tmp_path, **{place: source})) == []
