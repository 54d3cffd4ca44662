"""A real Chromium, driven by Playwright, that can reach this machine only."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from engine.setup.bootstrap import find_browser
from tests.support.paths import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--disable-features=LocalNetworkAccessChecks",  # a page that a test itself answers counts as far away
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def executable() -> str:
    """The path of Chromium. Skips the test where there is none, unless REQUIRE_BROWSER is set."""
    found = find_browser()
    if found:
        return found
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("no Chromium found: install it or name it in CHROMIUM")
    pytest.skip("no Chromium found: install it or name it in CHROMIUM")


# What a page comes to is waited for: a machine that runs the whole suite answers slowly.
expect.set_options(timeout=20_000)


ANSWERS_WITHIN = 45
"""Seconds for Chromium to start, or to open or close a window, on a machine that is busy with the rest of the suite."""


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; its profile is new and empty."""
    return playwright.chromium.launch(
        executable_path=executable(), headless=True, args=FLAGS, timeout=ANSWERS_WITHIN * 1000
    )


class Chromium:
    """One Chromium for the tests of a process. Seldom, one stops answering while a window is opened or closed, and the
    call would never end: it is then killed, and the next test gets a new one."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._opened: Browser | None = None

    def alive(self) -> Browser:
        """One that answers; it is started, or started again, if there is none. Its profile is new and empty."""
        if self._opened is None or not self._opened.is_connected():
            self._opened = self._started()
        return self._opened

    def _started(self) -> Browser:
        try:
            return launch(self._playwright)
        except Error as first:
            warnings.warn(
                f"Chromium did not start and is started once more: {first.message[:300]}", stacklevel=2
            )
            return launch(self._playwright)

    def window(self, shape: dict[str, Any]) -> BrowserContext:
        """A context in the shape PHONE or DESKTOP, with `shut` as its end."""
        try:
            with _answering("a new window"):
                return context(self.alive(), shape)
        except Error:
            if self._opened is not None and self._opened.is_connected():
                raise
            return context(self.alive(), shape)

    @staticmethod
    def shut(window: BrowserContext) -> None:
        """Close it. That Chromium had to be killed for it is no fault of the test, whose work is done."""
        try:
            with _answering("a window to close"):
                window.close()
        except Error as error:
            if not window.browser or window.browser.is_connected():
                raise
            warnings.warn(f"Chromium was gone when a window closed: {error.message[:300]}", stacklevel=2)

    def close(self) -> None:
        """End it."""
        if self._opened is not None and self._opened.is_connected():
            with _answering("Chromium to end"), suppress(Error):
                self._opened.close()


@contextmanager
def _answering(what: str) -> Iterator[None]:
    """Kill Chromium if the block does not end in time: what waits for it then fails instead of waiting for ever."""

    def give_up() -> None:
        warnings.warn(f"waited {ANSWERS_WITHIN} s for {what}; Chromium is killed", stacklevel=2)
        for pid in _chromiums():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(ANSWERS_WITHIN, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _chromiums() -> list[int]:
    """The main processes of Chromium that the driver of this process started."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(stat.parent.name))
    found = []
    for driver in parents.get(os.getpid(), []):
        for child in parents.get(driver, []):
            with suppress(OSError):
                if b"--user-data-dir=" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return found


def context(browser: Browser, shape: dict[str, Any], **more: Any) -> BrowserContext:
    """A context of its own cookies and storage, in the shape PHONE or DESKTOP."""
    opened = browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce", **shape, **more
    )
    opened.set_default_timeout(10_000)
    opened.set_default_navigation_timeout(30_000)
    return opened


def watched(page: Page) -> list[str]:
    """Collects what must not happen while a page is used: script errors, blocked scripts, failed requests of ours."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None,
    )
    page.on(
        "response",
        lambda response: (
            faults.append(f"{response.status} {response.url}") if response.status >= 500 else None
        ),
    )
    return faults


@lru_cache(maxsize=1)
def _axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def axe_violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice (or against these rules or tags alone) on the page as it
    stands, one readable line each."""
    if not page.evaluate("'axe' in window"):
        # evaluated by the debugger, so the page's own policy against foreign scripts does not matter
        page.evaluate(_axe() + ";0")
    result = page.evaluate(
        "async only => await axe.run(document, {runOnly: only, resultTypes: ['violations']})",
        list(rules or (*WCAG, "best-practice")),
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} — "
        + "; ".join(node["html"][:160] for node in violation["nodes"][:4])
        + " — "
        + violation["nodes"][0]["failureSummary"].partition("\n")[2].strip()[:240]
        for violation in result["violations"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways at its present width."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    )


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in test-results/."""
    folder = ROOT / "test-results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=str(path), full_page=True)
    return path
