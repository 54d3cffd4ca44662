"""The content security policy of themed pages.

Scripts run if they are files of this shop, or inline text of the pack itself, by hash: nothing that arrives as
data has one. What hashes cannot cover (handlers in attributes) does not run.
"""

from __future__ import annotations

from engine.liquid import InlineHashes

FRAMES = "https://www.youtube-nocookie.com https://player.vimeo.com"


def policy(hashes: InlineHashes, *, checkout: str, preview: str | None = None) -> str:
    """The header's value. `checkout` is that origin, where forms may lead; `preview` may frame the page."""
    scripts = " ".join(f"'{h}'" for h in hashes.scripts)
    styles = " ".join(f"'{h}'" for h in hashes.styles)
    rules = [
        "default-src 'none'",
        f"script-src 'self' {scripts}".strip(),
        "script-src-attr 'none'",
        f"style-src 'self' {styles}".strip(),
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        f"frame-src {FRAMES}",
        f"form-action 'self' {checkout}",
        "base-uri 'none'",
        f"frame-ancestors {preview or chr(39) + 'none' + chr(39)}",
        "object-src 'none'",
    ]
    return "; ".join(rules)
