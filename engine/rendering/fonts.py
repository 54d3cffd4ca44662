"""Fonts that we serve ourselves: by handles such as `fraunces_n4`, with fallbacks of the same measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.base.settings import ROOT
from engine.liquid import Css, Drop, prop

MODULES = ROOT / "node_modules" / "@fontsource-variable"


@dataclass(frozen=True)
class Family:
    """A variable font: its folder, weights, and the measures of a local font that stands in while it loads.

    The adjustments come from the fonts' own tables at weight 400 (Fraunces at optical size 72, Source Serif 4 at
    32): `size` scales the fallback's advance widths, weighted by how often letters occur in English, to the web
    font's; ascent and descent (per cent of the em, after scaling) make the lines as high.
    """

    name: str
    folder: str
    weights: tuple[int, int]
    kind: str
    fallback: str
    size: float
    ascent: float
    descent: float
    has_italic: bool = True
    axes: tuple[str, ...] = ("wght",)
    """`standard` holds the optical sizes too: the fine cut for headings, the sturdy one for text."""

    def files(self, style: str) -> tuple[tuple[str, str], ...]:
        """(subset, file name) of its files in one style."""
        return files(self.folder, style, self.axes)


FAMILIES = {
    "fraunces": Family(
        "Fraunces", "fraunces", (100, 900), "serif", "Georgia", 95.8, 102.1, 26.6, axes=("standard", "wght")
    ),
    "source_serif_4": Family(
        "Source Serif 4", "source-serif-4", (200, 900), "serif", "Georgia", 98.8, 104.8, 33.9, axes=("standard", "wght")
    ),
    "inter": Family("Inter", "inter", (100, 900), "sans-serif", "Arial", 107.3, 90.3, 22.5),
    "dm_sans": Family("DM Sans", "dm-sans", (100, 1000), "sans-serif", "Arial", 105.5, 94.0, 29.4),
    "space_grotesk": Family(
        "Space Grotesk", "space-grotesk", (300, 700), "sans-serif", "Arial", 110.8, 88.8, 26.4, has_italic=False
    ),
}  # fmt: skip

# What other systems' packs ask for most, and the nearest that we have.
_LIKE = {
    "assistant": "inter", "arial": "inter", "avenir": "dm_sans", "avenir_next": "dm_sans", "cormorant": "fraunces",
    "crimson_text": "source_serif_4", "futura": "dm_sans", "garamond": "source_serif_4", "helvetica": "inter",
    "jost": "dm_sans", "josefin_sans": "dm_sans", "lato": "dm_sans", "libre_baskerville": "source_serif_4",
    "lora": "source_serif_4", "merriweather": "source_serif_4", "montserrat": "dm_sans", "mono": "space_grotesk",
    "nunito": "dm_sans", "open_sans": "inter", "oswald": "space_grotesk", "playfair_display": "fraunces",
    "poppins": "dm_sans", "raleway": "dm_sans", "roboto": "inter", "sans-serif": "inter", "serif": "source_serif_4",
    "times_new_roman": "source_serif_4", "work_sans": "inter",
}  # fmt: skip

_STYLES = {"n": "normal", "i": "italic", "o": "oblique"}


class FontDrop(Drop):
    """A font as a setting names it."""

    liquid_name = "FontDrop"

    def __init__(self, key: str, style: str, weight: int) -> None:
        self.key = key
        self.own = FAMILIES[key]
        self._style = style
        self._weight = weight

    @classmethod
    def of_handle(cls, handle: str) -> FontDrop | None:
        """The font of a handle such as `assistant_n4`; the nearest of ours stands in for one that we lack."""
        name, _, variant = handle.rpartition("_")
        if not name or len(variant) != 2 or variant[0] not in _STYLES or not variant[1].isdigit():
            name, variant = handle, "n4"
        key = name if name in FAMILIES else _LIKE.get(name, "inter")
        return cls(key, _STYLES[variant[0]], max(int(variant[1]), 1) * 100)

    def modified(self, style: str, weight: int) -> FontDrop | None:
        """The same family in another style or weight; None if it has none."""
        low, high = self.own.weights
        if style == "italic" and not self.own.has_italic:
            return None
        return FontDrop(self.key, style, weight) if low <= weight <= high else None

    def __str__(self) -> str:
        return f"{self.key}_{self._style[0]}{self._weight // 100}"

    def __eq__(self, other: object) -> bool:
        return str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    @property
    def settled_key(self) -> tuple[str, str]:
        return ("font", str(self))

    @prop
    def family(self) -> Css:
        return Css(f'"{self.own.name}"')

    @prop
    def fallback_families(self) -> Css:
        return Css(f'"{self.own.name} fallback", {self.own.fallback}, {self.own.kind}')

    @prop
    def style(self) -> str:
        return self._style

    @prop
    def weight(self) -> int:
        return self._weight

    @prop
    def baseline_ratio(self) -> float:
        return round(self.own.descent / (self.own.ascent + self.own.descent), 4)

    @prop("system?")
    def is_of_system(self) -> bool:
        return False

    @prop
    def variants(self) -> list[FontDrop]:
        styles = ["normal", "italic"] if self.own.has_italic else ["normal"]
        low, high = self.own.weights
        return [FontDrop(self.key, s, w) for s in styles for w in range(low, min(high, 900) + 1, 100)]

    def liquid_json(self) -> object:
        return {"family": self.own.name, "style": self._style, "weight": self._weight}


@lru_cache(maxsize=64)
def files(folder: str, style: str, axes: tuple[str, ...] = ("wght",)) -> tuple[tuple[str, str], ...]:
    """(subset, file name) of a family's files that are there: Latin, and Latin with accents; the first axes found."""
    found = []
    for subset in ("latin-ext", "latin"):
        for axis in axes:
            name = f"{folder}-{subset}-{axis}-{style}.woff2"
            if (MODULES / folder / "files" / name).is_file():
                found.append((subset, name))
                break
    return tuple(found)


_RANGES = {
    "latin": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
        "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
    "latin-ext": (
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,"
        "U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
    ),
}


@lru_cache(maxsize=1)
def version() -> str:
    """A short name of the installed fonts' version, so that their addresses can be kept for ever."""
    import hashlib

    digest = hashlib.sha256()
    for family in FAMILIES.values():
        package = MODULES / family.folder / "package.json"
        digest.update(package.read_bytes() if package.is_file() else family.folder.encode())
    return digest.hexdigest()[:8]


def address(name: str) -> str:
    """The address of a font file."""
    return f"/fonts/{version()}/{name}"


def path_of(name: str) -> Path | None:
    """The file behind a font's address; only files that the families list."""
    for family in FAMILIES.values():
        for style in ("normal", "italic"):
            if any(name == known for _, known in family.files(style)):
                return MODULES / family.folder / "files" / name
    return None


def first_address(font: FontDrop) -> str:
    """The address to preload: the Latin part."""
    known = dict(font.own.files(_drawn(font)))
    return address(known["latin"]) if "latin" in known else ""


def _drawn(font: FontDrop) -> str:
    return "italic" if font._style != "normal" and font.own.has_italic else "normal"


def _local(own: Family, style: str) -> str:
    return f'local("{own.fallback} Italic")' if style == "italic" else f'local("{own.fallback}")'


def face(font: FontDrop, display: str | None) -> str:
    """`@font-face` rules: the font's files, and a local font adjusted to its measures until they are there."""
    own, style = font.own, _drawn(font)
    low, high = own.weights
    shown = display if display in ("auto", "block", "swap", "fallback", "optional") else "swap"
    rules = [
        f'@font-face{{font-family:"{own.name}";font-style:{style};font-weight:{low} {high};'
        f"font-display:{shown};src:url({address(name)}) format('woff2');unicode-range:{_RANGES[subset]}}}"
        for subset, name in own.files(style)
    ]
    rules.append(
        f'@font-face{{font-family:"{own.name} fallback";font-style:{style};src:{_local(own, style)};size-adjust:{own.size}%;'
        f"ascent-override:{own.ascent}%;descent-override:{own.descent}%;line-gap-override:0%}}"
    )
    return "\n".join(rules)
