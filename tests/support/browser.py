"""A real Chromium, driven by Playwright, that can reach this machine only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

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


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; its profile is new and empty."""
    return playwright.chromium.launch(executable_path=executable(), headless=True, args=FLAGS)


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


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def axe_violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice (or against these rules or tags alone) on the page as it
    stands, one readable line each."""
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    # evaluated by the debugger, so the page's own policy against foreign scripts does not matter
    page.evaluate(source + ";0")
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
