"""The house rules find what they are for, and let the rest be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.house_rules import faults, tracked
from tests.support.paths import ROOT

REGISTRY = ".".join(("pypi", "org"))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("docs/start.md", "cd " + "/".join(("", "work", "main")), "absolute path"),
        ("engine/x.py", 'OPEN = "' + "/".join(("", "home", "ada", "shop")) + '"', "absolute path"),
        ("package-lock.json", f'"resolved": "https://{REGISTRY}/a.tgz"', "registry"),
        ("engine/x.py", "x = 1  # " + "TO" + "DO later", "unfinished"),
        ("admin/templates/home.html", "<p>\n<script>go()</script>", "inline script"),
        ("admin/templates/home.html", "<script nonce='1'>go()</script>", "inline script"),
        ("storefront/checkout/templates/pay.html", '<button type="button" onclick="pay()">', "event handler"),
        ("storefront/checkout/templates/pay.html", '<form\n  onsubmit = "pay()">', "event handler"),
        ("admin/templates/home.html", '<div hx-on::after-request="go()">', "of htmx"),
        ("admin/templates/home.html", "<style>p { color: red }</style>", "style sheet"),
        ("admin/templates/home.html", '<a href=" javascript:go()">', "javascript:"),
        ("engine/helpers/money.py", "", "says nothing"),
        ("engine/base/utils.py", "", "says nothing"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, path: str, text: str, said: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    found = faults(tmp_path, [path])
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("admin/templates/home.html", '<script src="/assets/admin.js" defer></script>'),
        ("storefront/pages/x.html", '<script type="application/ld+json">{}</script>'),
        ("admin/templates/home.html", "<p>Money comes on = time</p>"),
        ("theme_packs/plain/layout/theme.liquid", "<script>menu()</script>"),
        ("docs/start.md", "GET /home and https://shop.example/work/today and ./tmp/x"),
        ("engine/base/money.py", "# the manager of a shop"),
        ("admin/work/routes.py", '@room.post("/work/retries")'),
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    assert faults(tmp_path, [path]) == []


def test_the_rules_look_at_the_project() -> None:
    assert {"Makefile", "app.py", "tests/conftest.py"} <= set(tracked(ROOT))
