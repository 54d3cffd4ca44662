"""What a section file is made for: its main function, the types that it names, its list of entries."""

from __future__ import annotations

from engine.themes.schema import SectionSchema

from .functions import BESIDE, BONUS, BY_BLOCK, INSTEAD, LISTS, OF_A_PAGE, content_functions
from .slots import Kind, Place, type_key


def main_function(
    functions: list[str],
    place: Place,
    optional: frozenset[str],
    used_in: frozenset[str],
    schema: SectionSchema,
) -> tuple[str, list[str]]:
    """The function that makes the section what it is, and all of them."""
    slots = [slot for slot in place.all_slots if slot.seen]
    if schema.presets:  # the page's object only stands in while nothing is chosen
        given = {slot.type for slot in slots}
        functions = [f for f in functions if OF_A_PAGE.get(f, "") not in given]
        if _lists_goods(place) and schema.allows("index"):
            functions = [BESIDE if f in INSTEAD else f for f in functions]
    has_product = any(slot.type == "product" and slot.seen for slot in place.slots)
    if has_product and "buy" in {*functions, *optional} and not INSTEAD & {*functions}:
        functions = ["buy-chosen", *(f for f in functions if f not in ("buy", "product-page"))]
    special = {"404", "password", "gift_card", "cart", "search"}
    main = next((f for f in functions if f not in BONUS), "")
    pages = {place for place in used_in if not place.startswith(("layout:", "group:"))}
    is_bare = not slots or any(kind.is_open for kind in place.kinds)
    if (
        not main
        and not schema.presets
        and len(pages) == 1
        and (pages <= special or (is_bare and pages != {"index"}))
    ):
        functions = [f"only:{min(pages)}", *functions]
    functions = list(dict.fromkeys([*functions, *content_functions(list(place.slots))]))
    main = next((f for f in functions if f not in BONUS), "")
    if any(kind.how == "list" and "product" in kind.place.rooms for kind in place.kinds):
        functions.append("product-list")
    return main, functions


def _lists_goods(place: Place) -> bool:
    """Whether a merchant chooses what is listed: a collection, a list of products, blocks of products."""
    chosen = any(slot.type == "collection" and slot.seen for slot in place.slots)
    kinds = [kind for kind in place.kinds if not kind.is_open]
    return chosen or any({"product", "collection"} & kind.place.rooms.keys() for kind in kinds)


def in_every_preset(schema: SectionSchema, place: Place) -> list[str]:
    """Functions of a block that every preset has: what the section is for, though the block can be taken out."""
    found: set[str] | None = None
    for preset in schema.presets:
        blocks = preset.get("blocks") or []
        each = blocks.values() if isinstance(blocks, dict) else blocks
        names = (
            {str(b.get("type")) for b in each if isinstance(b, dict)}
            if isinstance(blocks, (dict, list))
            else set()
        )
        here = {f for kind in place.kinds if kind.name in names for f in kind.features & {*BY_BLOCK}}
        found = here if found is None else found & here
    return sorted(found or ())


def kept_to(schema: SectionSchema) -> frozenset[str]:
    if schema.enabled_on and not schema.enabled_on.get("templates"):
        groups = schema.enabled_on.get("groups")
        if isinstance(groups, list):
            return frozenset(f"group:{name}" for name in groups if isinstance(name, str))
    return frozenset()


def types_of(place: Place, optional: frozenset[str]) -> frozenset[str]:
    """Keys of all that fits in."""
    found = {
        type_key(slot.type, slot.role)
        for slot in place.all_slots
        if slot.seen and slot.role not in ("alt", "described")
    }
    return frozenset(found | {f"feature:{name}" for name in optional - BONUS - LISTS.keys()})


def core_of(place: Place, depth: int = 2) -> frozenset[str]:
    slots = [s for s in place.slots if s.seen and s.role not in ("alt", "described", "mobile")]
    own = frozenset(type_key(slot.type, slot.role) for slot in slots)
    named = [kind.place for kind in place.kinds if not kind.is_open] if depth else []
    return own.union(*(core_of(each, depth - 1) for each in named))


def list_of(place: Place) -> frozenset[str]:
    lists = [kind for kind in place.kinds if not kind.is_part and not kind.is_open and _holds(kind)]
    return frozenset(kind.name for kind in lists) if len(lists) == 1 else frozenset()


def _holds(kind: Kind) -> bool:
    """Whether it shows something by itself or in blocks that it names; a container of any block is no list."""
    if any(slot.seen for slot in kind.place.slots):
        return True
    return any(_holds(inner) for inner in kind.place.kinds if not inner.is_open)


def rule(rule: dict[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key, tuple(str(v) for v in value)) for key, value in sorted(rule.items()) if isinstance(value, list)
    )
