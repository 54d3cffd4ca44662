"""What a section file can hold: from its schema and what its Liquid really uses, snippets and theme blocks included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from engine.liquid import Problem
from engine.themes.packs import Pack
from engine.themes.roles import is_presentation as is_look
from engine.themes.schema import BlockType, SectionSchema, Setting

from .cards import unseen
from .functions import (
    BONUS,
    BY_BLOCK,
    OF_A_PAGE,
    character,
    characters,
    content_functions,
    family,
    functions_of,
    pointed_at,
)
from .groups import repeated
from .making import core_of, in_every_preset, kept_to, list_of, main_function, rule, types_of
from .placing import Placing
from .presets import offered
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
        self._praises = True
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

    @cached_property
    def theme_blocks(self) -> dict[str, Kind]:
        """Every theme block by its name."""
        found = {name: self._theme_block(name, 1) for name in self.pack.blocks}
        return {name: kind for name, kind in found.items() if kind is not None}

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
        marked = marked_purposes(self._markup(f"sections/{schema.file}.liquid"))
        name = self.texts.get(schema.name[2:], schema.name) if schema.name.startswith("t:") else schema.name
        self._praises = "quotes" in named_purposes(name) | marked
        place = self._place(trace, "section", None, schema.settings, schema.blocks, 0)
        place = replace(place, most=schema.max_blocks)
        used_in = self.placing.of(schema.file)
        where = used_in | kept_to(schema)
        functions = functions_of(self._with_static_blocks(trace), where, is_kept=bool(kept_to(schema)))
        functions += [
            *sorted(place.features),
            *self._own_page(schema, place),
            *in_every_preset(schema, place),
        ]
        optional = frozenset(f for kind in place.kinds for f in kind.features)
        main, functions = main_function(functions, place, optional, used_in, schema)
        return Capacity(
            file=schema.file,
            name=name,
            named=named_purposes(name),
            marked=marked,
            compares=any(use.looped and "table" in use.places for use in trace.uses),
            place=place,
            main=main,
            functions=frozenset(functions),
            families=frozenset(family(f) for f in (*functions, *optional)),
            optional=optional - BONUS - (frozenset(functions) - {*BY_BLOCK}),
            character=character(place),
            characters=characters(place),
            pointed_at=pointed_at(place),
            types=types_of(place, optional - frozenset(functions)),
            core=core_of(place),
            list_of=list_of(place),
            offered=offered(schema, place, self.theme_blocks),
            presentation=tuple(s for s in schema.settings if is_look(s)),
            enabled_on=rule(schema.enabled_on),
            disabled_on=rule(schema.disabled_on),
            used_in=used_in,
            is_alternate=self.placing.is_alternate(schema.file),
            is_addable=bool(schema.presets),
            blocks=self.theme_blocks,
        )

    def _markup(self, path: str) -> str:
        source = self.pack.text(path) or ""
        return source.partition("{% schema")[0]

    def _own_page(self, schema: SectionSchema, place: Place) -> list[str]:
        """Functions of the page's object that stand in blocks of a section which belongs to that page."""
        if schema.presets:
            return []
        own = [kind for kind in place.kinds if kind.how == "block" and kind.name not in self.pack.blocks]
        return sorted({f for kind in own for f in kind.features} & {*OF_A_PAGE, "product-page"})

    def _with_block_uses(self, trace: Trace, accepted: Sequence[BlockType]) -> Trace:
        """Theme blocks may show the section's own settings."""
        fixed = [name for at, name in trace.static_blocks.items() if at not in trace.cards]
        names = [*fixed, *(b.type for b in accepted if b.type in self.pack.blocks)]
        more = [use for name in names for use in self._block_trace(name).uses if use.owner == "section"]
        return replace(trace, uses=[*trace.uses, *more]) if more else trace

    def _with_static_blocks(self, trace: Trace) -> Trace:
        """What blocks at fixed places do is the section's own doing: a logo, a menu, the lines of a cart. What a card does
        is done for one thing of a list."""
        inner = [
            self._block_trace(name)
            for static_id, name in trace.static_blocks.items()
            if name in self.pack.blocks and static_id not in trace.cards
        ]
        signals = trace.signals.union(*(each.signals for each in inner))
        return replace(trace, signals=signals, uses=[*trace.uses, *(u for each in inner for u in each.uses)])

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
        trusts = trace.is_whole and trace.knows_names(owner, [s.id for s in settings])
        slots = Reader(trace, owner, self.texts, block, trusts, self._praises).slots(settings)
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
                if inner is not None and static_id in trace.cards:
                    inner = unseen(inner)
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
            around, self._praises = self._praises, True
            place = self._place(trace, "block", None, declared.settings, declared.blocks, depth)
            self._praises = around
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


def capacity_of(pack: Pack, file: str) -> Capacity:
    """What one section file of a pack can hold. Raises KeyError for one without a readable schema."""
    return PackReader(pack).capacity(file)
