"""What Trestle alone promises: readers' comments below its stories, and another build than the editorial pack's.

What it shares with every pack is in ``packs_test``.
"""

from __future__ import annotations

from engine.themes.packs import Pack
from tests.contracts.packs_test import PACKS, sources

PACK = Pack(next(folder for folder in PACKS if folder.name == "trestle"))


def test_stories_take_comments() -> None:
    assert "render 'talk'" in sources(PACK)["sections/news-piece.liquid"]
    assert "form 'new_comment'" in sources(PACK)["snippets/talk.liquid"]


def test_it_is_built_otherwise_than_the_editorial_pack() -> None:
    """One setting holds what Folio spreads over blocks, blocks hold blocks, and some sections exist only here."""
    folio = Pack(next(folder for folder in PACKS if folder.name == "folio"))
    assert not set(folio.sections) & set(PACK.sections)
    assert not folio.blocks
    assert any(kind.blocks for kind in PACK.blocks.values())
    kinds = {s.type for section in PACK.sections.values() for s in section.settings}
    assert {"product_list", "collection_list"} <= kinds
    assert PACK.sections["departments"].blocks == ()
    assert folio.sections["makers"].blocks
