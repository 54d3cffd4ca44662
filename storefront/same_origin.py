"""Posts come from our own pages. Cached pages carry no token, so the browser's own word is taken: Origin, Sec-Fetch-Site."""

from __future__ import annotations

from flask import Request

from engine.base.errors import Refused


class ForeignPost(Refused):
    """A post that another site sent."""

    status = 403


def check_same_origin(request: Request, *, strict: bool = False) -> None:
    """Raises ForeignPost unless the request was sent by a page of this origin.

    *strict*: a request that says nothing about where it comes from is refused as well. Every browser says so on posts.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        if origin == request.host_url.rstrip("/"):
            return
        raise ForeignPost("form.foreign")
    site = request.headers.get("Sec-Fetch-Site")
    if site in ("same-origin", "none"):
        return
    if site is not None or strict:
        raise ForeignPost("form.foreign")


def check_sent_on_by_shop(request: Request) -> None:
    """Raises ForeignPost unless the request was redirected here, to the checkout, by its own shop.

    Browsers say ``null`` for the origin of a post that was redirected across origins, and then Sec-Fetch-Site speaks.
    """
    own = request.host_url.rstrip("/")
    shop = f"{request.scheme}://{request.host.removeprefix('checkout.')}"
    origin, site = request.headers.get("Origin", "null"), request.headers.get("Sec-Fetch-Site")
    if site == "cross-site" or origin not in ("null", shop, own):
        raise ForeignPost("form.foreign")
