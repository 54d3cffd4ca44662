"""The content security policy of themed pages.

Scripts run if they are files of this shop, or inline text of the pack itself, by hash: nothing that arrives as
data has one. What hashes cannot cover (handlers in attributes) does not run.
"""

from __future__ import annotations

from engine.liquid import InlineHashes

FRAMES = "https://www.youtube-nocookie.com https://player.vimeo.com"


def policy(hashes: InlineHashes, *, checkout: str) -> str:
    """The header's value. `checkout` is that origin, where forms may lead."""
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
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    return "; ".join(rules)


def preview_policy(shops: str, *, admin: str) -> str:
    """The value for a preview, of what it is in the shop: the admin may frame the page, no form leads to the checkout,
    and styles of sections that are made anew in their place count, which no hash knew when the page was sent."""
    own = {
        "style-src": "'self' 'unsafe-inline'",
        "form-action": "'self'",
        "frame-ancestors": admin,
    }
    rules = (rule.strip().partition(" ") for rule in shops.split(";"))
    return "; ".join(f"{name} {_allowed(name, value, own)}" for name, _, value in rules)


def _allowed(name: str, value: str, own: dict[str, str]) -> str:
    return value if value == "'none'" and name != "frame-ancestors" else own.get(name, value)
