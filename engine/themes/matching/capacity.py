"""What a section file can hold: from its schema and what its Liquid really uses, snippets and theme blocks included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from engine.liquid import Problem
from engine.themes.packs import Pack
from engine.themes.roles import is_presentation as is_look
from engine.themes.schema import BlockType, SectionSchema, Setting

from .functions import (
    BONUS,
    BY_BLOCK,
    INSTEAD,
    OF_A_PAGE,
    character,
    characters,
    content_functions,
    functions_of,
)
from .groups import repeated
from .placing import Placing
from .purpose import marked_purposes, named_purposes
from .reading import Trees
from .roles import Reader
from .slots import UNLIMITED, Capacity, Kind, Place, Slot, Static
from .tracing import Tracer
from .uses import Trace

MOST_DEPTH = 3
"""Levels of blocks in blocks that are looked at; deeper ones hold nothing that these do not."""


class PackReader:
    """Reads the capacities of one pack, each once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.trees = Trees(pack.text)
        self._traces: dict[str, Trace] = {}
        self._blocks: dict[tuple[str, int], Kind] = {}
        self._capacities: dict[str, Capacity] = {}

    @property
    def problems(self) -> list[Problem]:
        """What could not be read so far, with file and line."""
        return list(dict.fromkeys([*self.pack.problems, *self.trees.problems]))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The schema's texts in the pack's default language, for labels that are keys."""
        return self.pack.schema_texts(self.pack.default_locale)

    @cached_property
    def placing(self) -> Placing:
        """Where the pack's own templates and layout use its section files."""
        return Placing(self.pack, self.trees)

    def all(self) -> dict[str, Capacity]:
        """Every section file with a readable schema."""
        return {file: self.capacity(file) for file in self.pack.sections}

    def capacity(self, file: str) -> Capacity:
        """What one section file can hold. Raises KeyError if the pack has no such file that can be read."""
        if file not in self._capacities:
            self._capacities[file] = self._read(self.pack.sections[file])
        return self._capacities[file]

    def _trace(self, path: str) -> Trace:
        if path not in self._traces:
            self._traces[path] = Tracer(self.trees).file(path)
        return self._traces[path]

    # -- a section ---------------------------------------------------------------------------------------

    def _read(self, schema: SectionSchema) -> Capacity:
        trace = self._trace(f"sections/{schema.file}.liquid")
        trace = self._with_block_uses(trace, schema.blocks)
        place = self._place(trace, "section", None, schema.settings, schema.blocks, 0)
        place = replace(place, most=schema.max_blocks)
        used_in = self.placing.of(schema.file)
        where = used_in | _kept_to(schema)
        functions = functions_of(trace, where, is_kept=bool(_kept_to(schema)))
        functions += [
            *sorted(place.features),
            *self._own_page(schema, place),
            *_in_every_preset(schema, place),
        ]
        optional = frozenset(f for kind in place.kinds for f in kind.features)
        main, functions = _main(functions, place, optional, used_in, schema)
        name = self.texts.get(schema.name[2:], schema.name) if schema.name.startswith("t:") else schema.name
        return Capacity(
            file=schema.file,
            name=name,
            named=named_purposes(name),
            marked=marked_purposes(self._markup(schema)),
            place=place,
            main=main,
            functions=frozenset(functions),
            optional=optional - BONUS - (frozenset(functions) - {*BY_BLOCK}),
            character=character(place),
            characters=characters(place),
            types=_types(place, optional - frozenset(functions)),
            core=_core(place),
            list_of=_list_of(place),
            presentation=tuple(s for s in schema.settings if is_look(s)),
            enabled_on=_rule(schema.enabled_on),
            disabled_on=_rule(schema.disabled_on),
            used_in=used_in,
            is_addable=bool(schema.presets),
        )

    def _markup(self, schema: SectionSchema) -> str:
        source = self.pack.text(f"sections/{schema.file}.liquid") or ""
        return source.partition("{% schema")[0]

    def _own_page(self, schema: SectionSchema, place: Place) -> list[str]:
        """Functions of the page's object that stand in blocks of a section which belongs to that page."""
        if schema.presets:
            return []
        own = [kind for kind in place.kinds if kind.how == "block" and kind.name not in self.pack.blocks]
        return sorted({f for kind in own for f in kind.features} & {*OF_A_PAGE, "product-page"})

    def _with_block_uses(self, trace: Trace, accepted: Sequence[BlockType]) -> Trace:
        """Theme blocks may show the section's own settings."""
        names = [*trace.static_blocks.values(), *(b.type for b in accepted if b.type in self.pack.blocks)]
        more = [use for name in names for use in self._block_trace(name).uses if use.owner == "section"]
        return replace(trace, uses=[*trace.uses, *more]) if more else trace

    def _block_trace(self, name: str) -> Trace:
        return self._trace(f"blocks/{name}.liquid")

    # -- places ------------------------------------------------------------------------------------------

    def _place(
        self,
        trace: Trace,
        owner: str,
        block: str | None,
        settings: Sequence[Setting],
        accepted: Sequence[BlockType],
        depth: int,
    ) -> Place:
        trusts = trace.is_whole and bool(trace.uses) and trace.knows_names(owner, [s.id for s in settings])
        slots = Reader(trace, owner, self.texts, block, trusts).slots(settings)
        kinds: list[Kind] = [kind for slot in slots for kind in _list_kind(slot)]
        slots = [slot for slot in slots if slot.fields[0].name != "refs"]
        group = repeated(slots, settings) if owner == "section" else None
        if group is not None:
            start, length, times = group
            parts = [tuple(slots[start + n * length : start + (n + 1) * length]) for n in range(times)]
            kinds.append(Kind("group", "", Place(slots=parts[0]), times, instances=tuple(parts)))
            slots = slots[:start] + slots[start + length * times :]
        statics: list[Static] = []
        features: set[str] = set()
        if depth < MOST_DEPTH and (block is None or owner == "block"):
            for static_id, name in sorted(trace.static_blocks.items()) if block is None else ():
                inner = self._theme_block(name, depth + 1)
                if inner is not None:
                    statics.append(Static(static_id, name, inner.place.statics))
                    slots += [replace(s, at=(static_id, *s.at)) for s in inner.place.slots]
                    kinds += _lifted(inner.place.kinds, f"={static_id}", kinds)
                    features |= inner.features
            kinds += self._block_kinds(trace, accepted, depth)
        return Place(
            slots=tuple(slots),
            kinds=tuple(kinds),
            statics=tuple(statics),
            features=frozenset(features),
            takes_apps=any(b.type == "@app" for b in accepted),
            looks=frozenset(s.id for s in settings if is_look(s)),
        )

    def _block_kinds(self, trace: Trace, accepted: Sequence[BlockType], depth: int) -> list[Kind]:
        named = {b.type for b in accepted}
        found: list[Kind] = []
        for each in accepted:
            if each.type == "@theme":
                open_to = [n for n in self.pack.blocks if not n.startswith("_") and n not in named]
                blocks = [kind for n in open_to if (kind := self._theme_block(n, depth + 1)) is not None]
                found += [replace(kind, is_open=True) for kind in blocks]
            elif not each.type.startswith("@"):
                theme = self.pack.blocks.get(each.type)
                is_theme = theme is not None and each.settings in ((), theme.settings)
                kind = (
                    self._theme_block(each.type, depth + 1) if is_theme else self._local(trace, each, depth)
                )
                if kind is not None:
                    found.append(replace(kind, limit=each.limit or UNLIMITED))
        found = [replace(kind, is_part=_is_part(kind, found)) for kind in found]
        lifted: list[Kind] = []
        for kind in found:
            if kind.is_container:
                lifted += _lifted(kind.place.kinds, kind.name, [*found, *lifted])
        return [*found, *lifted]

    def _local(self, trace: Trace, block: BlockType, depth: int) -> Kind:
        place = self._place(trace, "block", block.type, block.settings, block.blocks, depth + 1)
        features = frozenset(functions_of(trace, frozenset({"block"}), block.type))
        return _kind(block.type, place, features)

    def _theme_block(self, name: str, depth: int) -> Kind | None:
        if (name, depth) not in self._blocks:
            declared = self.pack.blocks.get(name)
            if declared is None:
                return None
            trace = self._block_trace(name)
            place = self._place(trace, "block", None, declared.settings, declared.blocks, depth)
            features = frozenset(functions_of(trace, frozenset({"block"}))) | place.features
            self._blocks[name, depth] = _kind(name, place, features)
        return self._blocks[name, depth]


def _kind(name: str, place: Place, features: frozenset[str]) -> Kind:
    shown = any(slot.seen for slot in place.slots)
    content = frozenset(content_functions(list(place.slots)))
    is_container = not shown and any(kind.how == "block" for kind in place.kinds)
    if any(slot.type == "product" for slot in place.slots):
        features -= {"buy", "product-page"}  # a card of the product that it is given
    return Kind("block", name, place, is_container=is_container, features=features | content)


def _is_part(kind: Kind, siblings: Sequence[Kind]) -> bool:
    """A heading, a text, a button among other blocks, and whatever occurs once, belong to the bundle around them."""
    if kind.is_container or kind.place.kinds:
        return False
    if kind.limit == 1:
        return True
    slots = [slot for slot in kind.place.slots if slot.seen]
    texts = sum(slot.type == "text" for slot in slots)
    plain = all(slot.type in ("text", "link", "page") for slot in slots)
    alone = texts <= 1 and not (texts and any(slot.type == "link" for slot in slots))
    return bool(slots) and plain and alone and len(siblings) > 1


def _list_kind(slot: Slot) -> Iterable[Kind]:
    """A list setting is a kind of entry with one reference each."""
    for each in slot.fields:
        if each.name == "refs":
            one = replace(slot, fields=(replace(each, name="ref"),))
            yield Kind("list", each.setting, Place(slots=(one,)))


def _lifted(kinds: Iterable[Kind], wrapper: str, known: Sequence[Kind]) -> list[Kind]:
    """Kinds inside a container, as kinds of the place that the container stands in."""
    here = {kind.name for kind in known if kind.how == "block"}
    return [
        replace(kind, wrapper=(wrapper, *kind.wrapper), is_open=kind.is_open or not wrapper.startswith("="))
        for kind in kinds
        if kind.how == "block"
        and (wrapper.startswith("=") or (kind.name not in here and not kind.is_container))
    ]


def _in_every_preset(schema: SectionSchema, place: Place) -> list[str]:
    """Functions of a block that every preset has: what the section is for, though the block can be taken out."""
    found: set[str] | None = None
    for preset in schema.presets:
        blocks = preset.get("blocks") or []
        each = blocks.values() if isinstance(blocks, dict) else blocks
        names = {block.get("type") for block in each if isinstance(block, dict)}
        here = {f for kind in place.kinds if kind.name in names for f in kind.features & {*BY_BLOCK}}
        found = here if found is None else found & here
    return sorted(found or ())


def _kept_to(schema: SectionSchema) -> frozenset[str]:
    if schema.enabled_on and not schema.enabled_on.get("templates"):
        groups = schema.enabled_on.get("groups")
        if isinstance(groups, list):
            return frozenset(f"group:{name}" for name in groups if isinstance(name, str))
    return frozenset()


def _main(
    functions: list[str],
    place: Place,
    optional: frozenset[str],
    used_in: frozenset[str],
    schema: SectionSchema,
) -> tuple[str, list[str]]:
    """The function that makes the section what it is, and all of them."""
    slots = [slot for slot in place.all_slots() if slot.seen]
    if schema.presets:  # the page's object only stands in while nothing is chosen
        given = {slot.type for slot in slots}
        functions = [f for f in functions if OF_A_PAGE.get(f, "") not in given]
        if given & {"collection", "product"} and schema.allows("index"):
            functions = [f for f in functions if f not in INSTEAD]
    if any(slot.type == "product" and slot.seen for slot in place.slots) and "buy" in {*functions, *optional}:
        functions = ["buy-chosen", *(f for f in functions if f not in ("buy", "product-page"))]
    special = {"404", "password", "gift_card", "cart", "search"}
    main = next((f for f in functions if f not in BONUS), "")
    pages = {place for place in used_in if not place.startswith(("layout:", "group:"))}
    is_bare = not any(slot.seen for slot in place.all_slots())
    if (
        not main
        and not schema.presets
        and len(pages) == 1
        and (pages <= special or (is_bare and pages != {"index"}))
    ):
        functions = [f"only:{min(pages)}", *functions]
    functions = list(dict.fromkeys([*functions, *content_functions(list(place.slots))]))
    return next((f for f in functions if f not in BONUS), ""), functions


def _types(place: Place, optional: frozenset[str]) -> frozenset[str]:
    """Keys of all that fits in."""
    found = {
        type_key(slot.type, slot.role)
        for slot in place.all_slots()
        if slot.seen and slot.role not in ("alt", "described")
    }
    return frozenset(found | {f"feature:{name}" for name in optional - BONUS})


def _core(place: Place, depth: int = 2) -> frozenset[str]:
    slots = [s for s in place.slots if s.seen and s.role not in ("alt", "described", "mobile")]
    own = frozenset(type_key(slot.type, slot.role) for slot in slots)
    named = [kind.place for kind in place.kinds if not kind.is_open] if depth else []
    return own.union(*(_core(each, depth - 1) for each in named))


def _list_of(place: Place) -> frozenset[str]:
    lists = [kind for kind in place.kinds if not kind.is_part and not kind.is_open and _holds(kind)]
    return frozenset(kind.name for kind in lists) if len(lists) == 1 else frozenset()


def _holds(kind: Kind) -> bool:
    return any(slot.seen for slot in kind.place.all_slots())


def type_key(kind: str, role: str) -> str:
    """A type for counting combinations: a list of a collection's products is another thing than a way to it."""
    return f"{kind}:{role}" if kind == "collection" and role == "products" else kind


def _rule(rule: dict[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key, tuple(str(v) for v in value)) for key, value in sorted(rule.items()) if isinstance(value, list)
    )


def capacity_of(pack: Pack, file: str) -> Capacity:
    """What one section file of a pack can hold. Raises KeyError for one without a readable schema."""
    return PackReader(pack).capacity(file)
