"""What the code offers, read off it: drops by the public name of what they are, and their properties."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

from engine.liquid import Drop
from engine.liquid.drops import Getter
from engine.liquid.tags.loops import ForLoop, TableRow
from engine.rendering import drops, fonts, forms, references
from engine.rendering.drops.shop import ROUTES
from engine.rendering.globals import CLOSEST, GLOBAL_NAMES

LAYOUT_NAMES = frozenset({"content_for_header", "content_for_index", "content_for_layout"})
"""What a layout sees besides."""

_SAME = {"generic_file": "media", "video": "media"}
"""Public objects that are one class here."""

_HASHES: dict[str, frozenset[str]] = {
    "closest": CLOSEST,
    "predictive_search_resources": frozenset({"articles", "collections", "pages", "products", "queries"}),
    "routes": frozenset(ROUTES),
}
"""Objects that are plain hashes, with their keys."""

_OPEN = frozenset(
    {
        "all_products", "articles", "blogs", "collections", "form", "images", "linklists", "metafields", "metaobject",
        "metaobjects", "pages", "settings",
    }
)  # fmt: skip
"""Objects whose properties are handles, setting ids or fields of a form: any name may be read."""

_PROBES = {
    "forloop": ForLoop("item-items", 2, ForLoop("outer-items", 1, None)),
    "tablerowloop": TableRow(2, 2),
}


@cache
def drop_classes() -> MappingProxyType[str, tuple[type[Drop], ...]]:
    """Drop classes by the public name of their object: `LineItemDrop` is `line_item`. Several may share a name."""
    for module in pkgutil.iter_modules(drops.__path__):
        importlib.import_module(f"{drops.__name__}.{module.name}")
    _ = (fonts, forms, references)
    found: dict[str, tuple[type[Drop], ...]] = {}
    for cls in dict.fromkeys(_subclasses(Drop)):
        if cls.__module__.startswith("engine.") and cls.liquid_name:
            name = public_name(cls.liquid_name)
            found[name] = (*found.get(name, ()), cls)
    return MappingProxyType(found)


def public_name(liquid_name: str) -> str:
    """`ProductOptionDrop` → `product_option`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", liquid_name.removesuffix("Drop")).lower()


def _subclasses(cls: type[Drop]) -> Iterator[type[Drop]]:
    for each in cls.__subclasses__():
        yield each
        yield from _subclasses(each)


def classes_of(name: str) -> tuple[type[Drop], ...]:
    """The drop classes of a public object."""
    return drop_classes().get(_SAME.get(name, name), ())


def _getters(name: str) -> dict[str, Getter]:
    getters: dict[str, Getter] = {}
    for cls in classes_of(name):
        getters.update(cls.declared)
    return getters


def is_open(name: str) -> bool:
    """Whether an object's properties are names that a merchant or form gives."""
    return name in _OPEN


def is_known(name: str, has_properties: bool) -> bool:
    """Whether templates can ever come by the object: a bare name is enough for one without properties."""
    if classes_of(name) or name in _HASHES:
        return True
    return (is_open(name) or not has_properties) and name in GLOBAL_NAMES | LAYOUT_NAMES


def offers(name: str, key: str) -> bool:
    """Whether a property of an object can be read."""
    if name in _PROBES:
        return _PROBES[name].liquid_get(key) is not None
    return is_open(name) or key in offered(name)


@cache
def offered(name: str) -> frozenset[str]:
    """Every property that an object of ours has, additions of this platform included."""
    return frozenset(_getters(name)) | _HASHES.get(name, frozenset())


def is_constant(name: str, key: str) -> bool:
    """Whether a property has the same value for every object: the getters of all its classes read nothing of it."""
    getters = [cls.declared[key] for cls in classes_of(name) if key in cls.declared]
    return bool(getters) and all(map(_reads_nothing, getters))


def _reads_nothing(getter: Getter) -> bool:
    code = getattr(getter, "__code__", None)
    return code is not None and not code.co_names and not code.co_freevars
