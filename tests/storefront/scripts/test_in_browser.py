"""A pack's own script in a real browser: it adds to the cart and takes the new header out of the answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from tests.factories.shopfront import PACKS, install_theme, make_shopfront
from tests.support.browser import watched
from tests.support.serving import LiveServer

SCRIPT = """
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-add]');
  if (!button) return;
  const body = { items: [{ id: Number(button.dataset.add), quantity: Number(button.dataset.count) }],
                 sections: ['badge'], sections_url: location.pathname };
  const answer = await fetch('/cart/add.js', { method: 'POST',
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const told = await answer.json();
  if (told.status) { document.getElementById('said').textContent = told.description; return; }
  const fresh = new DOMParser().parseFromString(told.sections.badge, 'text/html');
  document.getElementById('shopify-section-badge').replaceWith(fresh.getElementById('shopify-section-badge'));
  const cart = await (await fetch('/cart.js')).json();
  document.getElementById('said').textContent = cart.items.map((i) => i.quantity + ' ' + i.title).join(', ');
});
"""
BADGE = """<p id="badge">{{ cart.item_count }} in the cart on {{ request.path }}</p>
{% schema %}{"name": "Badge"}{% endschema %}"""
BUTTONS = """{% assign variant = collections.shelf.products.first.variants.first %}
<button data-add="{{ variant.id }}" data-count="2">Add two</button>
<button data-add="{{ variant.id }}" data-count="99">Add too many</button><p id="said" role="status"></p>
{% schema %}{"name": "Buttons"}{% endschema %}"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Folio with a badge at a fixed place, two buttons, and the script."""
    folder = tmp_path / "theme_packs" / "folio"
    shutil.copytree(PACKS / "folio", folder)
    (folder / "assets" / "adding.js").write_text(SCRIPT)
    (folder / "sections" / "badge.liquid").write_text(BADGE)
    (folder / "sections" / "buttons.liquid").write_text(BUTTONS)
    layout = folder / "layout" / "theme.liquid"
    own = "{% section 'badge' %}<script src=\"{{ 'adding.js' | asset_url }}\" defer></script></body>"
    layout.write_text(layout.read_text().replace("</body>", own))
    return folder


@pytest.mark.browser
def test_a_packs_script_adds_and_replaces_a_section(
    db: Database, store: Any, serve: Callable[..., LiveServer], page: Any, pack: Path
) -> None:
    make_shopfront(db, store.id)
    installed = install_theme(db, store.id, pack)
    from engine.themes import commands

    with db.write(store.id) as session:
        commands.set_template(session, installed, "index", {"buttons": {"type": "buttons"}})
        commands.publish(session)
    server = serve(THEME_PACKS=str(pack.parent))
    page.goto(f"http://{store.host}:{server.port}/")
    faults = watched(page)
    page.evaluate("window.same = 1")
    assert page.locator("#badge").text_content() == "0 in the cart on /"
    page.get_by_role("button", name="Add two").click()
    page.get_by_text("2 Bowl <0> & Co · Oat").wait_for()
    assert page.locator("#badge").text_content() == "2 in the cart on /"
    page.get_by_role("button", name="Add too many").click()
    page.get_by_text("Only 4 left").wait_for()
    assert page.evaluate("window.same") == 1, "the page was loaded anew"
    assert page.locator("#badge").text_content() == "2 in the cart on /"
    assert [fault for fault in faults if "422" not in fault] == []
