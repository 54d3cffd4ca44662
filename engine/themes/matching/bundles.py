"""One bundle in one section or block: its leaves in the settings, and in blocks that are parts of it.

Links with their labels first, then pictures and references, then texts where they are bent least. What finds no place
comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from .fitting import NEVER, cost, text_cost
from .nodes import Node
from .shapes import Leaf
from .slots import Kind, Slot

MOST_ALONE = 2
"""Leaves of a bundle that is one link and nothing else."""
RICH = frozenset({"richtext", "html"})
PLAIN = frozenset({"text", "inline_richtext", "textarea"})

Room = tuple[Node | None, Kind | None, Slot]
"""A free slot: of a node that is there, or of one more block of a kind."""


class BundleBinder:
    """Puts bundles into nodes; keeps the account of what was bent."""

    def __init__(self) -> None:
        self.bent = 0
        self.adjusted: list[tuple[str, int]] = []

    def bundle(self, node: Node, leaves: Sequence[Leaf]) -> list[Leaf]:
        """Put a bundle's leaves into a node's own settings and parts; what finds no place comes back."""
        if not leaves:
            return []
        kinds = {leaf.kind for leaf in leaves}
        left = list(leaves)
        if kinds & {"url", "label"}:
            left = self._links(node, left)
        if kinds - {"text", "url", "label"}:
            left = [leaf for leaf in left if leaf.kind in _WORDS or not self._single(node, leaf, kinds)]
        if "text" in kinds and left:
            left = self._texts(node, left)
        return self._split_links(node, left) if "url" in kinds and left else left

    # -- rooms -------------------------------------------------------------------------------------------

    def rooms(self, node: Node, kind: str) -> list[Room]:
        """Free slots for items of a type: the node's own, its parts', and those of one more part of each kind."""
        found: list[Room] = [
            (node, None, s) for s in node.place.rooms.get(kind, ()) if s.key not in node.values
        ]
        if not node.place.parts:
            return found
        for block in node.blocks:
            if block.kind is not None and block.kind.is_part:
                rooms = block.place.rooms.get(kind, ())
                found += [(block, None, slot) for slot in rooms if slot.key not in block.values]
        for part in node.place.parts:
            rooms = part.place.rooms.get(kind, ())
            if rooms and has_room(node, part):
                found += [(None, part, slot) for slot in rooms]
        return found

    @staticmethod
    def home(node: Node, room: Room) -> Node:
        """The node of a room; a new part is attached."""
        there, kind, _ = room
        if there is None:
            assert kind is not None
            there = Node(kind.place, kind)
            node.blocks.append(there)
        return there

    # -- links -------------------------------------------------------------------------------------------

    def _links(self, node: Node, leaves: list[Leaf]) -> list[Leaf]:
        urls = {leaf.number: leaf for leaf in leaves if leaf.kind == "url"}
        labels = {leaf.number: leaf for leaf in leaves if leaf.kind == "label" and leaf.number in urls}
        done: set[int] = set()
        for number, url in urls.items():
            if self._link(node, url, labels.get(number)):
                done.add(number)
        for leaf in leaves:
            if leaf.kind == "label" and leaf.number not in urls and self._label(node, leaf):
                done.add(leaf.number)
        return [leaf for leaf in leaves if leaf.kind not in ("url", "label") or leaf.number not in done]

    def _link(self, node: Node, url: Leaf, label: Leaf | None) -> bool:
        for room in self.rooms(node, "link"):
            slot = room[2]
            if slot.has_label == (label is not None):
                home = self.home(node, room)
                for each in slot.fields:
                    leaf = label if each.name == "label" and label is not None else url
                    home.values[slot.at, each.setting] = (leaf.number, leaf.field)
                return True
        return False

    def _label(self, node: Node, label: Leaf) -> bool:
        """A button that does not lead anywhere yet."""
        for room in self.rooms(node, "link"):
            each = next((f for f in room[2].fields if f.name == "label"), None)
            if each is not None:
                self.home(node, room).values[room[2].at, each.setting] = (label.number, label.field)
                return True
        return False

    def _split_links(self, node: Node, leaves: list[Leaf]) -> list[Leaf]:
        """A labelled link as a text and an address that stand together, and the other way round: only where there is
        nothing else, as in an announcement. Else a button's label would become a paragraph."""
        if len(leaves) > MOST_ALONE or any(leaf.kind not in _WORDS for leaf in leaves):
            return leaves
        url = next((leaf for leaf in leaves if leaf.kind == "url"), None)
        words = next((leaf for leaf in leaves if leaf.kind != "url"), None)
        if url is None or words is None:
            return leaves
        if words.kind == "label" and words.number == url.number:
            done = self._as_text_and_address(node, url, words)
        else:
            done = words.role in ("text", "heading", "body") and self._link(node, url, words)
        self.bent += done
        return [] if done else leaves

    def _as_text_and_address(self, node: Node, url: Leaf, label: Leaf) -> bool:
        bare = next((room for room in self.rooms(node, "link") if not room[2].has_label), None)
        if bare is None:
            return False
        best: tuple[int, Room] | None = None
        for room in self.rooms(node, "text"):
            slot = room[2]
            bending = text_cost("text", "text", slot.role, slot.fields[0].type)
            if bending < NEVER and (best is None or bending < best[0]):
                best = (bending, room)
        if best is None:
            return False
        self._put(self.home(node, best[1]), best[1][2], label)
        self._put(self.home(node, bare), bare[2], url)
        return True

    # -- pictures and references -----------------------------------------------------------------------------

    def _single(self, node: Node, leaf: Leaf, kinds: set[str]) -> bool:
        best: tuple[int, Room] | None = None
        for room in self.rooms(node, leaf.kind):
            slot = room[2]
            if slot.role == "poster" and "video" not in kinds:
                continue
            bending = cost(leaf, leaf.kind, slot.role, "")
            if bending < NEVER and (best is None or bending < best[0]) and _shows(slot, leaf):
                best = (bending, room)
                if bending == 0:
                    break
        if best is None:
            return False
        self.bent += best[0]
        self._put(self.home(node, best[1]), best[1][2], leaf)
        return True

    @staticmethod
    def _put(home: Node, slot: Slot, leaf: Leaf) -> None:
        for each in slot.fields:
            if leaf.kind != "video":
                home.values[slot.at, each.setting] = (leaf.number, leaf.field)
            elif each.name in leaf.field:
                home.values[slot.at, each.setting] = (leaf.number, each.name)
            else:
                home.values.setdefault((slot.at, slot.fields[0].setting), (leaf.number, ""))

    # -- texts -----------------------------------------------------------------------------------------------

    def _texts(self, node: Node, leaves: list[Leaf]) -> list[Leaf]:
        """Texts where they are bent least; of equals, the first in the first."""
        waiting = [leaf for leaf in leaves if leaf.kind == "text"]
        placed: set[int] = set()
        while waiting:
            rooms = self.rooms(node, "text")
            edges = [
                (bending, at, room)
                for at, leaf in enumerate(waiting)
                for room, (_, _, slot) in enumerate(rooms)
                if (bending := text_cost(leaf.role, leaf.format, slot.role, slot.fields[0].type)) < NEVER
            ]
            if not edges:
                break
            edges.sort()
            again = self._place_texts(node, waiting, rooms, edges, placed)
            waiting = [leaf for leaf in waiting if leaf.number not in placed]
            if not again:
                break
        return [leaf for leaf in leaves if leaf.kind != "text" or leaf.number not in placed]

    def _place_texts(
        self,
        node: Node,
        waiting: list[Leaf],
        rooms: list[Room],
        edges: list[tuple[int, int, int]],
        placed: set[int],
    ) -> bool:
        """Follow the edges, cheapest first. True if a part was added, so that there may be room for more."""
        taken: set[int] = set()
        fresh: set[int] = set()
        for bending, at, number in edges:
            leaf, room = waiting[at], rooms[number]
            if number in taken or leaf.number in placed:
                continue
            if room[0] is None:
                if id(room[1]) in fresh or not has_room(node, room[1]):
                    continue
                fresh.add(id(room[1]))
            slot = room[2]
            self._put(self.home(node, room), slot, leaf)
            self.bent += bending
            if leaf.format in RICH and slot.fields[0].type in PLAIN:
                self.adjusted.append(("plain", leaf.number))
            placed.add(leaf.number)
            taken.add(number)
        return bool(fresh)


_WORDS = frozenset({"text", "label", "url"})


def _shows(slot: Slot, leaf: Leaf) -> bool:
    return leaf.kind != "video" or any(f.name in leaf.field for f in slot.fields)


def has_room(node: Node, kind: Kind | None) -> bool:
    """Whether one more block of a kind may be put into a node."""
    if kind is None:
        return True
    if not node.blocks:
        return node.place.most > 0
    used = outer = 0
    for block in node.blocks:
        of = block.kind
        if of is kind:
            used += 1
        if of is not None and of.how == "block" and not of.wrapper:
            outer += 1
    if used >= kind.limit:
        return False
    return kind.how != "block" or bool(kind.wrapper) or outer < node.place.most
