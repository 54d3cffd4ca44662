"""Notes what a trace comes by: where settings are written, and what else the file does."""

from __future__ import annotations

import re

from .markup import Markup
from .uses import Anchor, Path, Signal, Trace, Use

_WORDS = (
    (re.compile(r"action\s*=\s*[\"'][^\"']*/cart/add"), ("form", "product")),
    (re.compile(r"action\s*=\s*[\"']/cart[\"'/?]"), ("form", "cart")),
    (re.compile(r"action\s*=\s*[\"']/search"), ("form", "search")),
    (re.compile(r"action\s*=\s*[\"']/contact"), ("form", "contact")),
    (re.compile(r"action\s*=\s*[\"']/account/login"), ("form", "customer_login")),
    (re.compile(r"action\s*=\s*[\"']/account/recover"), ("form", "recover_customer_password")),
    (re.compile(r"action\s*=\s*[\"']/account[\"']"), ("form", "create_customer")),
    (re.compile(r"name\s*=\s*[\"']checkout"), ("form", "checkout")),
    (re.compile(r"contact\[tags\]"), ("form", "newsletter")),
    (re.compile(r"href\s*=\s*[\"']/cart[\"'/?]"), ("routes", "cart_url")),
    (re.compile(r"href\s*=\s*[\"']/account"), ("routes", "account_url")),
    (re.compile(r"href\s*=\s*[\"']/search"), ("routes", "search_url")),
    (re.compile(r"href\s*=\s*[\"']/[\"']"), ("routes", "root_url")),
)
"""Functions that a file writes out as HTML."""


MOST_BEGUN = 80


class Notes:
    """What is known while a file is followed: the HTML so far, the branch, the kind of block, the loops around."""

    def __init__(self) -> None:
        self.trace = Trace()
        self.markup = Markup()
        self.block: frozenset[str] | None = None
        """The kinds of block that the place is for; None if it is for any."""
        self.branch = 0
        self.anchor_branch = 0
        """How deep in branches the last link was opened; text that is written further out stands without it too."""
        self.loops = 0

    def text(self, text: str) -> None:
        """Literal text of the template."""
        before = self.markup.anchors
        self.markup.write(text)
        if self.markup.anchors != before:
            self.anchor_branch = self.branch
        if "=" in text or "[" in text:
            for pattern, (kind, name) in _WORDS:
                if pattern.search(text):
                    self.signal(kind, name)

    def seen(self, path: Path) -> None:
        """A path that begins with an object of the page or the shop."""
        if path[0] not in ("section", "block", "forloop"):
            self.signal(
                "routes" if path[0] == "routes" else "object",
                ".".join(path[1:] if path[0] == "routes" else path),
            )

    def signal(self, kind: str, name: str) -> None:
        """Something that the file does."""
        self.trace.signals.add(Signal(kind, name, self.block, self.loops > 0))

    def use(self, path: Path, filters: tuple[str, ...], looped: bool = False) -> None:
        """A value is written, walked through or handed on here."""
        owner, setting, rest = _setting_of(path)
        if not owner:
            if path == ("section",) or (path[-1:] == ("settings",) and len(path) > 1):
                self.trace.is_whole = (
                    False  # all settings at once, for a script: none is known to be left out
                )
            self._page_object(path, looped)
            return
        markup = self.markup
        places = markup.places()
        anchor = markup.anchors if places & {"link", "button"} or markup.tag in ("a", "button") else 0
        blocks = self.block if owner == "block" else None
        use = Use(
            owner,
            setting,
            rest,
            blocks,
            places,
            markup.tag,
            markup.attribute if markup.tag else "",
            anchor,
            filters,
            looped,
            markup.written.strip()[:MOST_BEGUN] if markup.tag and markup.attribute else "",
        )
        self.trace.uses.append(use)
        if anchor and not looped:
            self._in_anchor(use)

    def _in_anchor(self, use: Use) -> None:
        anchor = self.trace.anchors.setdefault(use.anchor, Anchor())
        key = (use.owner, use.setting)
        if use.tag in ("a", "button") and use.attribute in ("href", "data-href", "formaction"):
            anchor.addresses.add(key)
        elif not use.tag:
            is_picture = bool({"image_url", "image_tag", "img_url"} & {*use.filters})
            anchor.is_optional |= self.branch < self.anchor_branch
            anchor.has_picture |= is_picture
            anchor.holds_more |= bool(anchor.texts - {key}) or bool(use.rest) or is_picture
            anchor.texts.add(key)
        elif use.tag == "img":
            anchor.holds_more = anchor.has_picture = True

    def _page_object(self, path: Path, looped: bool) -> None:
        if path[0] not in ("text", "section", "block", "forloop"):
            self.signal("list" if looped else "shown", ".".join(path))


def _setting_of(path: Path) -> tuple[str, str, Path]:
    """Owner, setting and what is read of it; an empty owner if the path is no setting of a section or block."""
    if path[:2] == ("section", "settings") and len(path) > 2:
        return "section", path[2], path[3:]
    for at, part in enumerate(path[:-1]):
        if part == "settings" and at > 0 and is_block(path[:at]):
            return "block", path[at + 1], path[at + 2 :]
    return "", "", ()


def is_block(path: Path) -> bool:
    """Whether a path leads to a block."""
    return path == ("block",) or (path[-1:] == ("[]",) and path[-2:-1] == ("blocks",))
