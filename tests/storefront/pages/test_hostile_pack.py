# ruff: noqa: E501 - one case a line
"""A hostile pack runs on the shop's origin and gets nowhere else: not to the admin, the checkout, the preview."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from tests.factories.shopfront import PACKS, install_theme, make_shopfront
from tests.support.serving import LiveServer

SCRIPT = """
window.report = {};
async function attempt(name, work) {
  try { const r = await work(); window.report[name] = 'reached ' + String(r).slice(0, 60); }
  catch (e) { window.report[name] = 'refused'; }
}
(async () => {
  const port = location.port ? ':' + location.port : '';
  for (const prefix of ['admin', 'checkout', 'preview']) {
    const base = location.protocol + '//' + prefix + '.' + location.hostname + port;
    await attempt(prefix + ' fetch', async () => (await fetch(base + '/', {credentials: 'include'})).text());
    await attempt(prefix + ' no-cors', async () => (await fetch(base + '/', {credentials: 'include', mode: 'no-cors'})).type);
    await attempt(prefix + ' frame', () => new Promise((ok, no) => {
      const f = document.createElement('iframe'); f.src = base + '/';
      f.onload = () => { try { ok(f.contentDocument.body.innerHTML.length + ' read'); } catch (e) { no(e); } };
      setTimeout(() => no(new Error('time')), 1500); document.body.append(f);
    }));
    await attempt(prefix + ' window', () => new Promise((ok, no) => {
      const w = window.open(base + '/'); setTimeout(() => { try { ok(w.document.body.innerHTML.length + ' read'); } catch (e) { no(e); } }, 700);
    }));
  }
  await attempt('elsewhere', async () => (await fetch('https://evil.example/')).text());
  await attempt('beacon image', () => new Promise((ok, no) => {
    const i = new Image(); i.onload = () => ok('sent'); i.onerror = no; i.src = 'https://evil.example/x.png'; }));
  await attempt('eval', async () => eval('1+1'));
  await attempt('injected script', () => new Promise((ok, no) => {
    const s = document.createElement('script'); s.textContent = 'window.injected = 1'; document.head.append(s);
    setTimeout(() => window.injected ? ok('ran') : no(new Error('blocked')), 50); }));
  window.report.cookies = document.cookie;
  document.body.dataset.done = '1';
})();
"""

INLINE = """
<p id="handler" onclick="window.handled = 1">press</p>
<a id="link" href="{{ section.settings.link }}">link</a>
<div>{{ section.settings.rich }}</div><div>{{ section.settings.text }}</div>
<script>window.own = 1; window.name_of = '{{ section.settings.text }}';</script>
{% schema %}{"name": "Evil", "settings": [{"type": "text", "id": "text"}, {"type": "richtext", "id": "rich"}, {"type": "url", "id": "link"}]}{% endschema %}
"""

EVIL = "</script><script>window.data_ran = 1</script><img src=x onerror='window.data_ran = 1'>"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Folio with a script that tries everything."""
    folder = tmp_path / "theme_packs" / "folio"
    shutil.copytree(PACKS / "folio", folder)
    (folder / "assets" / "evil.js").write_text(SCRIPT)
    (folder / "sections" / "evil.liquid").write_text(INLINE)
    layout = folder / "layout" / "theme.liquid"
    layout.write_text(
        layout.read_text().replace("</body>", "<script src=\"{{ 'evil.js' | asset_url }}\"></script></body>")
    )
    return folder


@pytest.mark.browser
def test_pack_code_stays_on_the_shops_origin(
    db: Database, store: Any, serve: Callable[..., LiveServer], page: Any, hostile: Path
) -> None:
    """In a real browser, signed cookies of the other origins present."""
    make_shopfront(db, store.id)
    pack = install_theme(db, store.id, hostile)
    from engine.themes import commands

    values = {"text": EVIL, "rich": EVIL, "link": "javascript:window.link_ran=1"}
    with db.write(store.id) as session:
        commands.set_template(session, pack, "index", {"evil": {"type": "evil", "settings": values}})
        commands.publish(session)
    server = serve(THEME_PACKS=str(hostile.parent))
    base = f"http://{store.host}:{server.port}"
    cookies = [
        {"name": "session", "value": "secret", "url": base.replace("//", f"//{prefix}."), "httpOnly": False}
        for prefix in ("admin", "checkout", "preview")
    ]
    page.context.add_cookies([*cookies, {"name": "cart", "value": "token", "url": base, "httpOnly": True}])
    page.goto(f"{base}/")
    page.wait_for_selector("body[data-done]", timeout=30_000)
    report = page.evaluate("window.report")
    assert report.pop("cookies") == "", "cookies of other origins, or the cart's, could be read"
    assert set(report.values()) == {"refused"}, report
    page.locator("#handler").click()
    assert page.evaluate("[window.own, window.handled, window.data_ran, window.link_ran]") == [
        1,
        None,
        None,
        None,
    ]
    assert page.evaluate("window.name_of") == EVIL, "the pack's own script sees the text, as text"
    assert page.locator("#link").get_attribute("href") in ("", None)


def test_no_other_origin_knows_themes(
    app: Any, store: Any, client_at: Callable[[str], Any], db: Database
) -> None:
    """The other origins have no themed route and serve no pack's file; the checkout holds no theme machinery. The admin's
    editor makes sections as text, which only the preview's origin shows."""
    make_shopfront(db, store.id)
    shop = client_at(store.host)
    import re

    asset = re.search(r'href="(/assets/folio-[^"]+)"', shop.get("/").get_data(as_text=True))
    assert asset is not None and shop.get(asset.group(1)).status_code == 200
    for prefix, status in (("admin", 404), ("checkout", 404), ("preview", 403)):
        other = client_at(f"{prefix}.{store.host}")
        assert other.get(asset.group(1)).status_code == status, prefix
        answer = other.get("/")
        assert "masthead" not in answer.get_data(as_text=True), prefix
        origin = app.extensions["vitrine_origins"][prefix]
        assert ("vitrine_themes" in origin.extensions) == (prefix != "checkout"), prefix


def test_the_policy_names_no_one_else(client: Any, db: Database, store: Any) -> None:
    make_shopfront(db, store.id)
    policy = client.get("/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (
        rules["default-src"] == "'none'" and rules["object-src"] == "'none'" and rules["base-uri"] == "'none'"
    )
    assert rules["script-src-attr"] == "'none'" and rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in rules["script-src"] and "unsafe" not in rules["style-src"]
    assert rules["connect-src"] == "'self'"
    assert rules["form-action"] == f"'self' http://checkout.{store.host}:8000"
