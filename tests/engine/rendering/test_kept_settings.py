"""What a process keeps of settings is the same for every page; what a page says of its own record is not kept."""

from __future__ import annotations

import json
from pathlib import Path

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering import subjects
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands
from engine.themes.packs import Pack
from tests.engine.rendering.conftest import FIXED
from tests.factories.shopfront import Shopfront, make_shopfront

SECTION = """«{{ section.settings.line }}|{{ section.settings.rich }}|{{ section.settings.tint }}
{{- section.settings.tint.red }}|{{ section.settings.size }}|{{ section.settings.on }}»
{% schema %}{"name": "One", "settings": [
{"type": "text", "id": "line", "label": "l"}, {"type": "richtext", "id": "rich", "label": "r"},
{"type": "color", "id": "tint", "label": "c"}, {"type": "number", "id": "size", "label": "n"},
{"type": "checkbox", "id": "on", "label": "o"}]}{% endschema %}"""
VALUES = {
    "line": "About {{ product.title }}",
    "rich": "<p>{{ product.handle }}</p>",
    "tint": "#ff0000",
    "size": 3,
    "on": True,
}


def _pages(db: Database, store_id: int, themes: Themes, handles: tuple[str, ...]) -> list[str]:
    found = []
    for handle in handles:
        with db.read(store_id) as session:
            store = load_store(session, store_id)
            opened = themes.open(session, Visit(store, Addresses(store.host)), ("product",))
            subject = subjects.product(opened.front, handle)
            assert subject is not None
            html = opened.page(subject).render().html
        found.append(html[html.index("«") + 1 : html.rindex("»")])
    return found


def test_a_setting_that_a_record_fills_is_each_pages_own(
    db: Database, store_id: int, other_store_id: int, shop: Shopfront, tmp_path: Path
) -> None:
    make_shopfront(db, other_store_id)
    folder = tmp_path / "packs" / "small"
    template = {"sections": {"one": {"type": "one", "settings": VALUES}}, "order": ["one"]}
    files = {**FIXED, "sections/one.liquid": SECTION, "templates/product.json": json.dumps(template)}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    pack = Pack(folder)
    for each in (store_id, other_store_id):
        with db.write(each) as session:
            commands.install_pack(session, pack)
            commands.set_template(session, pack, "product", template["sections"])  # type: ignore[arg-type]
            commands.publish(session)
    themes = Themes(tmp_path / "packs")
    expected = [f"About Bowl &lt;{n}&gt; &amp; Co|<p>bowl-{n}</p>|#ff0000255|3|true" for n in (0, 1, 0)]
    for each in (store_id, other_store_id, store_id):
        assert _pages(db, each, themes, ("bowl-0", "bowl-1", "bowl-0")) == expected
