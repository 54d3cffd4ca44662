"""The starter keeps its word: whole, without a finding, in two languages, and for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from engine.rendering.authoring.beginning import STARTER
from engine.rendering.linting import check_pack
from engine.themes.packs import Pack
from tests.engine.rendering.linting.test_schema_shapes import needs_public, validator
from tests.support.authors import Bench, dev, new_pack
from tests.support.browser import axe_violations, overflows, watched
from tests.support.paths import ROOT

WANTED = {
    "404", "article", "blog", "cart", "collection", "index", "list-collections", "page", "page.contact", "password",
    "product", "search", "customers/account", "customers/activate_account", "customers/addresses", "customers/login",
    "customers/order", "customers/register", "customers/reset_password",
}  # fmt: skip
PLACES = (
    "/", "/collections/all", "/collections/all?page=2", "/collections", "/products/clothbound-notebook", "/products/ask-vase",
    "/cart", "/search", "/search?q=vase", "/search?q=qqqqqq", "/pages/about", "/pages/contact", "/blogs/journal",
    "/blogs/journal/two-days-at-the-kiln", "/no/such/page", "/account/login", "/account/register",
)  # fmt: skip
OWN_PLACES = ("/account", "/account/addresses")


@cache
def pack() -> Pack:
    return Pack(STARTER)


def keys(tree: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{name}.")
        else:
            yield above + name, value


def test_it_has_every_page_and_no_finding() -> None:
    assert set(pack().templates) == WANTED
    assert check_pack(pack()) == []
    assert pack().check() == []


def test_it_is_small() -> None:
    assert len(pack().files) < 70
    assert sum(path.stat().st_size for path in pack().files.values()) < 80_000
    assert not list((STARTER / "assets").glob("*.js"))
    assert {path.suffix for path in pack().files.values()} == {".css", ".json", ".liquid"}


def test_both_languages_say_the_same_things() -> None:
    english, german = (
        dict(keys(json.loads((STARTER / "locales" / name).read_text())))
        for name in ("en.default.json", "de.json")
    )
    assert set(english) == set(german)
    for key, text in english.items():
        assert re.findall(r"\{\{ (\w+) \}\}", text) == re.findall(r"\{\{ (\w+) \}\}", german[key]), key
    source = "".join(path.read_text() for path in STARTER.rglob("*.liquid"))
    used = set(re.findall(r"'([a-z_]+\.[a-z_]+)' \| t\b", source))
    counted = {key.rpartition(".")[0] for key in english if key.endswith(".other")}
    assert {key for key in used if key not in english} <= counted
    unused = {key for key in english if key not in used and key.rpartition(".")[0] not in used}
    assert {key for key in unused if not key.startswith("address.")} == set()


@needs_public
def test_its_schemas_are_those_of_the_public_format() -> None:
    for path in sorted(STARTER.glob("sections/*.liquid")):
        text = re.search(r"{% schema %}(.*){% endschema %}", path.read_text(), re.S)
        assert text is not None, path
        assert [error.message for error in validator("section").iter_errors(json.loads(text[1]))] == [], path
    settings = json.loads((STARTER / "config/settings_schema.json").read_text())
    assert [error.message for error in validator("theme_settings").iter_errors(settings)] == []


@pytest.mark.parametrize("name", ["folio", "stille", "trestle"])
def test_it_is_no_copy_of_a_pack_of_ours(name: str) -> None:
    """Long lines that two files share are copied, not thought of twice."""
    theirs = {
        line.strip()
        for path in (ROOT / "theme_packs" / name).rglob("*")
        if path.suffix in (".liquid", ".css", ".json")
        for line in path.read_text().splitlines()
    }
    own = [
        line.strip()
        for path in pack().files.values()
        for line in path.read_text().splitlines()
        if len(line.strip()) > 60
    ]
    shared = [line for line in own if line in theirs]
    assert len(shared) <= len(own) // 20, shared


# -- in the browser ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with dev(new_pack(tmp_path_factory.mktemp("starter"))) as running:
        yield running


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("shape", "preset"), [("phone", "Plain"), ("desktop", "Night")])
def test_every_page_is_for_everybody(
    shape: str, preset: str, bench: Bench, request: pytest.FixtureRequest
) -> None:
    data = bench.pack / "config/settings_data.json"
    data.write_text(re.sub(r'"current": "\w+"', f'"current": "{preset}"', data.read_text()))
    window: BrowserContext = request.getfixturevalue(shape)
    page = window.new_page()
    faults = watched(page)
    page.goto(bench.url("/products/clothbound-notebook"))
    buy = page.locator("main form button[type=submit]")
    buy.click()
    try:
        page.wait_for_url("**/cart", timeout=5_000)
    except PlaywrightTimeout:  # the page was loaded again just then, since its settings were changed above
        buy.click()
        page.wait_for_url("**/cart")
    found: list[str] = []

    def look(place: str) -> None:
        page.goto(bench.url(place))
        found.extend(f"{place}: {each}" for each in axe_violations(page))
        found.extend(f"{place}: {each}" for each in [overflows(page)] if each)

    for place in PLACES:
        look(place)
    page.goto(bench.url("/account/login"))
    page.fill("#LoginEmail", bench.email)
    page.fill("#LoginPassword", bench.password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/account")
    order = page.locator("main ul a").first.get_attribute("href") or ""
    for place in (*OWN_PLACES, "/" + order.split("/", 3)[3] if "://" in order else order):
        look(place)
    assert found == []
    assert [fault for fault in faults if "404" not in fault] == []
