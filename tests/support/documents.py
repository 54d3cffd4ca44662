"""Documents that are made from the source. ``python -m tests.support.documents`` writes them anew."""

from __future__ import annotations

from engine.base.settings import TABLE
from tests.support.paths import ROOT

SETTINGS = ROOT / "docs" / "settings.md"


def settings_document() -> str:
    """docs/settings.md as it should be."""
    head = (
        "# Settings\n\n"
        "Environment variables, all optional. INSTANCE_DIR in a default means the folder of that setting. This page\n"
        "is made from `engine/base/settings.py`; the tests compare them.\n\n"
        "| variable | default | meaning |\n|---|---|---|\n"
    )
    rows = [
        f"| `{entry.name}` | `{entry.default}` | {entry.meaning.replace('|', chr(92) + '|')} |"
        for entry in TABLE
    ]
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    SETTINGS.write_text(settings_document())
