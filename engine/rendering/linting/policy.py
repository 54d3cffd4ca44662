"""What a page's policy stops: inline handlers, `javascript:` addresses, and files of other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.rendering.policy import FRAMES
from engine.themes.packs import Pack

from .findings import Finding
from .markup import FLOW, OUTPUT, Element
from .sources import Source, Sources

_EVENTS = (
    "abort afterprint animationcancel animationend animationiteration animationstart auxclick beforeinput beforematch "
    "beforeprint beforetoggle beforeunload blur cancel canplay canplaythrough change click close contextmenu copy "
    "cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange emptied ended error "
    "focus focusin focusout formdata fullscreenchange fullscreenerror gotpointercapture hashchange input invalid keydown "
    "keypress keyup languagechange load loadeddata loadedmetadata loadstart lostpointercapture message mousedown "
    "mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel offline online pagehide pageshow paste pause "
    "play playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerup "
    "popstate progress ratechange reset resize scroll scrollend search securitypolicyviolation seeked seeking select "
    "selectionchange selectstart slotchange stalled storage submit suspend timeupdate toggle touchcancel touchend "
    "touchmove touchstart transitioncancel transitionend transitionrun transitionstart unload volumechange waiting wheel"
)
HANDLERS = frozenset("on" + name for name in _EVENTS.split())
"""Every handler that HTML knows as an attribute."""

_SCRIPT_ADDRESS = re.compile(r"\s*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?P<address>(?:https?:)?//[^\s\"'<>]+)", re.IGNORECASE)
_LOADS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
_SHEETS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon", "mask-icon"}
)
_FRAME_HOSTS = tuple(f"{host}/" for host in FRAMES.split())


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """The literal HTML of every file."""
    for source in sources.pages():
        for element in source.markup.opening():
            yield from _handlers(source, element)
            yield from _foreign(source, element)


def _handlers(source: Source, element: Element) -> Iterator[Finding]:
    for name in element.attributes:
        if name in HANDLERS:
            message = f"`{name}=` does not run: pages allow no inline handlers"
            yield source.finding_at(element.start, "inline-handler", message)
    for name in ("href", "src", "action", "formaction"):
        if _SCRIPT_ADDRESS.match(element.attributes.get(name, ("", 0))[0]):
            cure = "Use a button and a listener in a script file."
            yield source.finding_at(
                element.start, "inline-handler", "a `javascript:` address does not run", cure
            )


def _foreign(source: Source, element: Element) -> Iterator[Finding]:
    names = _LOADS.get(element.name, ())
    if element.name == "link" and _SHEETS & set((element.value("rel") or "").lower().split()):
        names = ("href",)
    for name in names:
        written = element.attributes.get(name, ("", 0))[0]
        found = _FOREIGN.match(written)
        if found is None or (element.name == "iframe" and _may_be_framed(found["address"])):
            continue
        address = re.split(f"[{OUTPUT}{FLOW}]", found["address"])[0]
        if len(address.partition("//")[2]) == 0:
            continue  # Liquid writes the host
        message = f"{address[:80]} is not loaded: pages load files of their own host only"
        yield source.finding_at(element.start, "foreign-file", message)


def _may_be_framed(address: str) -> bool:
    full = address if address.startswith("http") else f"https:{address}"
    return full.startswith(_FRAME_HOSTS)
