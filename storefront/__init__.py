"""All that faces outward: the shop's themed pages, the checkout, the preview. One function per origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engine.rendering.authoring.watching import PackAtWork
    from engine.rendering.queries import Themes
    from engine.wiring.services import Services


def register_shop(app: Flask, services: Services) -> None:
    """Routes of the shop's own host: the only place where pack code runs in a shopper's browser."""
    from storefront import account, api, cart, pages, pickup, scripts

    pages.register(app)
    account.register(app)
    cart.register(app)
    scripts.register(app)
    api.register(app)
    pickup.register(app)


def register_checkout(app: Flask, services: Services) -> None:
    """Routes of ``checkout.``: the platform's own pages, no theme code."""
    from storefront import checkout, tracking

    checkout.register(app)
    tracking.register(app)


def register_preview(app: Flask, services: Services, themes: Themes) -> None:
    """Routes of ``preview.``: a store as it would look, behind a signed token; with the packs that the shop has read."""
    from storefront import preview

    preview.register(app, themes)


def register_desk(app: Flask, work: PackAtWork) -> None:
    """Let a shop wear the pack that its author works on (`themes dev`)."""
    from storefront import desk

    desk.register(app, work)
