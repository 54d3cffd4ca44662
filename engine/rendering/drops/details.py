"""Small objects that others hold: a film's file, a quantity's rule, a place to pick up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop
from engine.rendering import ports

if TYPE_CHECKING:
    from engine.catalogue.models import Media


class VideoSourceDrop(Drop):
    """A file of a film."""

    liquid_name = "VideoSourceDrop"

    def __init__(self, media: Media) -> None:
        self.media = media

    @prop
    def url(self) -> str:
        return ports.pictures().original(self.media)

    @prop
    def mime_type(self) -> str:
        return self.media.content_type

    @prop
    def format(self) -> str:
        return self.media.content_type.rpartition("/")[2]

    @prop
    def width(self) -> int | None:
        return self.media.width

    @prop
    def height(self) -> int | None:
        return self.media.height

    def liquid_json(self) -> object:
        return {name: self.liquid_get(name) for name in ("format", "mime_type", "url", "width", "height")}


class FocalPointDrop(Drop):
    """The point of a picture that must stay visible, in per cent from the left and from the top."""

    liquid_name = "FocalPointDrop"

    def __init__(self, x: float = 50.0, y: float = 50.0) -> None:
        self._x = x
        self._y = y

    def __str__(self) -> str:
        return f"{self._x:g}% {self._y:g}%"  # as `object-position` wants it

    @prop
    def x(self) -> float:
        return self._x

    @prop
    def y(self) -> float:
        return self._y


class ImagePresentationDrop(Drop):
    """How a picture should be shown."""

    liquid_name = "ImagePresentationDrop"

    @prop
    def focal_point(self) -> FocalPointDrop:
        return FocalPointDrop()


@dataclass(unsafe_hash=True)
class QuantityRuleDrop(Drop):
    """Least, greatest (None: any) and step of a quantity."""

    liquid_name = "QuantityRuleDrop"
    least: int = 1
    most: int | None = None
    step: int = 1

    @prop
    def min(self) -> int:
        return self.least

    @prop
    def max(self) -> int | None:
        return self.most

    @prop
    def increment(self) -> int:
        return self.step

    def liquid_json(self) -> object:
        return {"min": self.least, "max": self.most, "increment": self.step}


class LocationDrop(Drop):
    """A place that holds stock."""

    liquid_name = "LocationDrop"

    def __init__(self, row: Any, address: Drop) -> None:
        self.row = row
        self._address = address

    @prop
    def id(self) -> int:
        return int(self.row.id)

    @prop
    def name(self) -> str:
        return str(self.row.name)

    @prop
    def address(self) -> Drop:
        return self._address


class StoreAvailabilityDrop(Drop):
    """Whether a variant can be had at a place."""

    liquid_name = "StoreAvailabilityDrop"

    def __init__(self, location: LocationDrop, available: bool) -> None:
        self._location = location
        self._available = available

    @prop
    def available(self) -> bool:
        return self._available

    @prop
    def pick_up_enabled(self) -> bool:
        return True

    @prop
    def pick_up_time(self) -> str:
        return ""

    @prop
    def location(self) -> LocationDrop:
        return self._location


class PartDrop(Drop):
    """One step in a row of page numbers."""

    liquid_name = "PartDrop"

    def __init__(self, title: str, url: str | None) -> None:
        self._title = title
        self._url = url

    @prop
    def title(self) -> str:
        return self._title

    @prop
    def url(self) -> str | None:
        return self._url

    @prop
    def is_link(self) -> bool:
        return self._url is not None


class UserDrop(Drop):
    """The author of an article, known by name."""

    liquid_name = "UserDrop"

    def __init__(self, name: str) -> None:
        self._name = name

    @prop
    def name(self) -> str:
        return self._name

    @prop
    def first_name(self) -> str:
        return self._name.partition(" ")[0]

    @prop
    def last_name(self) -> str:
        return self._name.partition(" ")[2]

    @prop("bio", "email", "homepage")
    def no_words(self) -> str:
        return ""

    @prop
    def image(self) -> None:
        return None

    @prop
    def account_owner(self) -> bool:
        return False


class MarketDrop(Drop):
    """The market that the shopper buys in: the shop has one."""

    liquid_name = "MarketDrop"

    def __init__(self, store_id: int, handle: str) -> None:
        self._id = store_id
        self._handle = handle

    @prop
    def id(self) -> int:
        return self._id

    @prop
    def handle(self) -> str:
        return self._handle


class PolicyDrop(Drop):
    """A policy of the shop: the page of that handle."""

    liquid_name = "PolicyDrop"

    def __init__(self, page: Drop) -> None:
        self.page = page

    @prop
    def id(self) -> object:
        return self.page.liquid_get("id")

    @prop
    def title(self) -> object:
        return self.page.liquid_get("title")

    @prop
    def body(self) -> object:
        return self.page.liquid_get("content")

    @prop
    def url(self) -> object:
        return self.page.liquid_get("url")
