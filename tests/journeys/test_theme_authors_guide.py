"""docs/theme-authors/guide.md, followed word by word: from an empty folder to a theme that shoppers see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.story import admin_url, sign_in
from tests.support import authors
from tests.support.authors import Bench
from tests.support.browser import axe_violations, overflows, watched
from tests.support.guide import Step, Terminal, changed, steps
from tests.support.paths import ROOT
from tests.support.serving import LiveServer
from tests.support.waiting import until

GUIDE = ROOT / "docs" / "theme-authors" / "guide.md"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


class Reader:
    """Somebody who follows the guide."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home, self.stack = home, stack
        self.themes = home / "themes"
        self.said = ""
        self.bench: Bench | None = None
        packs = home / "packs"
        packs.mkdir()
        environment = authors.environment(HOME=str(home), THEME_PACKS=str(packs))
        self.terminal = Terminal(ROOT, environment)
        stack.callback(self.terminal.close)

    def follow(self, step: Step) -> None:
        """Do what a block says."""
        if step.kind == "sh" and step.about == "dev":
            assert step.text == "vitrine themes dev harbour-lights\n"
            self.bench = self.stack.enter_context(authors.dev(self.themes / "harbour-lights"))
        elif step.kind == "sh":
            code, self.said = self.terminal.type(step.text)
            assert code == int(step.about.removeprefix("exit=") or 0), self.said
        elif step.kind == "text":
            self._look(step)
        elif step.kind == "diff":
            path = self.themes / step.about
            path.write_text(changed(path.read_text(), step.text))
        else:
            path = self.themes / step.about
            assert path.is_file() == (step.about.endswith("index.json")), "said to be a new file"
            path.write_text(step.text)

    def _look(self, step: Step) -> None:
        wanted = step.text.splitlines()
        if not step.about:
            assert all(line in self.said for line in wanted), self.said
            return
        path = step.about.removeprefix("page=")
        until(lambda: all(line in self.page(path) for line in wanted), 10, f"{step} to show")

    def page(self, path: str) -> str:
        """The HTML of a page of the shop."""
        assert self.bench is not None
        port = self.bench.shop.rsplit(":", 1)[1].strip("/")
        request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"demo.localhost:{port}"})
        try:
            with urlopen(request, timeout=10) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            return str(error.read().decode())


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader at the end of the guide, the desk still running."""
    with ExitStack() as stack:
        reader = Reader(tmp_path_factory.mktemp("reader"), stack)
        for step in steps(GUIDE):
            try:
                reader.follow(step)
            except AssertionError as error:
                raise AssertionError(f"guide.md, {step}: {error}") from error
        yield reader


def test_every_block_does_what_the_guide_says(followed: Reader) -> None:
    assert (followed.themes / "harbour-lights-1.0.0.zip").is_file()
    assert (followed.home / "packs" / "harbour-lights" / "layout" / "theme.liquid").is_file()
    assert followed.bench is not None and followed.bench.process.poll() is None


def test_files_and_commands_of_the_text_exist(followed: Reader) -> None:
    prose = re.sub(r"```.*?```", "", GUIDE.read_text(), flags=re.S)
    for name in re.findall(
        r"`((?:layout|templates|sections|snippets|assets|config|locales)/[\w./-]+)`", prose
    ):
        assert (followed.themes / "harbour-lights" / name).is_file(), name
    for command in set(re.findall(r"`themes (\w+)`", prose)):
        assert authors.run(command, "--help").exit_code == 0


@pytest.mark.browser
def test_what_was_made_works_in_the_browser(followed: Reader, page: Page, phone_page: Page) -> None:
    assert followed.bench is not None
    bench = followed.bench
    for each in (page, phone_page):
        faults = watched(each)
        for path in ("/", "/products/ask-vase", "/pages/about?view=promises"):
            each.goto(bench.url(path))
            assert axe_violations(each) == [] and not overflows(each), path
        each.goto(bench.url("/products/ask-vase"))
        each.fill("[name=quantity]", "3")
        expect(each.locator("form [role=status]")).to_contain_text("267")
        assert faults == []
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("button", name="In den Warenkorb")).to_be_visible()


@pytest.mark.browser
def test_the_zip_is_published_in_a_shop(followed: Reader, demo: LiveServer, page: Page) -> None:
    sign_in(page, demo)
    page.goto(admin_url(demo, "/theme"))
    page.get_by_role("link", name="See all themes").click()
    page.get_by_label("Drop a zip here or choose it").set_input_files(
        followed.themes / "harbour-lights-1.0.0.zip"
    )
    expect(page.locator("main")).to_contain_text("Harbour lights is among your themes", timeout=30_000)
    page.goto(admin_url(demo, "/theme/packs"))
    expect(page.locator("main")).to_contain_text("Harbour lights")
