"""What the edge uses of rendering: themes opened for a request, pages by subject, files and addresses."""

from __future__ import annotations

from engine.rendering import accounts, subjects
from engine.rendering.drops.front import Front
from engine.rendering.fonts import path_of as font_file
from engine.rendering.fonts import version as fonts_version
from engine.rendering.head import pack_gathered, platform_scripts
from engine.rendering.page import NoTheme, PageRenderer, PageSubject, RenderedPage
from engine.rendering.policy import policy
from engine.rendering.queries.addresses import SITEMAP_KINDS, SITEMAP_SIZE, sitemap_addresses, sitemap_counts
from engine.rendering.service import OpenTheme, Themes
from engine.rendering.texts import TEXTS
from engine.rendering.visit import FormState, Visit

__all__ = [
    "SITEMAP_KINDS",
    "SITEMAP_SIZE",
    "TEXTS",
    "FormState",
    "Front",
    "NoTheme",
    "OpenTheme",
    "PageRenderer",
    "PageSubject",
    "RenderedPage",
    "Themes",
    "Visit",
    "accounts",
    "font_file",
    "fonts_version",
    "pack_gathered",
    "platform_scripts",
    "policy",
    "sitemap_addresses",
    "sitemap_counts",
    "subjects",
]
