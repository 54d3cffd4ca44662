"""What each setting carries: an explicit role in the schema, the setting's type, how the Liquid uses it, and last the
conventional words of its label and id.

The Liquid comes before names, where it is plain (`<h2>{{ … }}</h2>`, `<a href="{{ … }}">{{ … }}</a>`): so names that are
changed consistently change nothing. A pack whose Liquid says nothing is read by its names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.themes.roles import CONTENT_TYPES, carried, is_content, words
from engine.themes.schema import REFERENCES, Setting

from .slots import Field, Slot
from .uses import Trace, Use

LINES = frozenset({"text", "inline_richtext"})
_PLACES = frozenset({"address", "map", "location"})
_ENDS = frozenset({"end", "ends", "until", "deadline", "countdown", "date"})
_HIDDEN = frozenset({"style", "script"})


class Reader:
    """Reads the settings of one section or of one kind of block in it."""

    def __init__(
        self,
        trace: Trace,
        owner: str,
        texts: Mapping[str, str],
        block: str | None = None,
        trusts: bool = True,
        praises: bool = True,
    ) -> None:
        self.trace = trace
        self.owner = owner
        self.block = block
        self.texts = texts
        self.trusts = trusts
        self.praises = praises
        """Whether the file is called or marked up as words of people; else somebody's name is a card's title."""
        self.has_passage = False
        self.references: set[str] = set()
        """Whether a setting of which no use was found is one that the file does not show."""

    def slots(self, settings: Sequence[Setting]) -> list[Slot]:
        """One slot for each item that the settings show, in the schema's order."""
        content = [s for s in settings if s.has_value and is_content(s)]
        self.has_passage = any(s.type == "richtext" for s in content)
        self.references = {s.id for s in content if s.type in REFERENCES}
        uses = {s.id: self.trace.of(self.owner, s.id, self.block) for s in content}
        pairs = self._pairs(content, uses)
        films = [s for s in content if s.type in ("video", "video_url")]
        found: list[Slot] = []
        levels = [s.id for s in settings if {"h2", "h3"} <= {value for value, _ in s.options}]
        texts = sum(CONTENT_TYPES.get(s.type, "text") == "text" for s in content)
        labels = set(pairs.values())
        for setting in content:
            if setting.id in labels or (len(films) > 1 and setting in films[1:]):
                continue
            fields: list[Field] = []
            if setting.type == "url" and setting.id in pairs:
                label = next(s for s in content if s.id == pairs[setting.id])
                fields.append(Field("label", label.id, label.type))
            if setting in films:
                fields += [Field("url" if s.type == "video_url" else "file", s.id, s.type) for s in films]
            else:
                fields.append(Field(_field_of(setting), setting.id, setting.type))
            kind, role = self._carries(setting, uses[setting.id])
            seen = any(uses[f.setting] for f in fields) or not self.trusts
            level = levels[0] if kind == "text" and len(levels) == 1 == texts else ""
            found.append(Slot(kind, role if seen else "unseen", tuple(fields), level=level, seen=seen))
        return found if self.praises else self._people(found, {s.id for s in content if s.role}, uses)

    @staticmethod
    def _people(slots: list[Slot], declared: set[str], uses: Mapping[str, list[Use]]) -> list[Slot]:
        """Names of people beside no words of theirs: the title of a card, as in a list of a team."""
        roles = {slot.role for slot in slots}
        if "author" not in roles or "quote" in roles:
            return slots
        to = "text" if "heading" in roles else "heading"

        def is_named(slot: Slot) -> bool:
            name = slot.fields[0].setting
            shown = any({"cite", "caption", "quote"} & use.places for use in uses[name])
            return slot.role == "author" and name not in declared and not shown

        return [replace(slot, role=to) if is_named(slot) else slot for slot in slots]

    # -- links -----------------------------------------------------------------------------------------

    def _pairs(self, settings: list[Setting], uses: Mapping[str, list[Use]]) -> dict[str, str]:
        """Addresses with their labels: the only text of a link, or what schema and names say."""
        addresses = [s for s in settings if s.type == "url"]
        texts = {s.id: s for s in settings if s.type in LINES and s.role in (None, "label")}
        pairs: dict[str, str] = {}
        for address in addresses:
            label = self._label_in_liquid(address.id, texts, uses)
            if label is not None and label not in pairs.values():
                pairs[address.id] = label
        named = carried(tuple(settings))
        for setting_id, carries in named.items():
            address_id = carries.group
            if carries.field != "label" or address_id in pairs or setting_id in pairs.values():
                continue
            if setting_id in texts and not self._is_text_of_its_own(uses[setting_id]):
                pairs[address_id] = setting_id
        return pairs

    def _label_in_liquid(
        self, address: str, texts: Mapping[str, Setting], uses: Mapping[str, list[Use]]
    ) -> str | None:
        numbers = {u.anchor for u in uses[address] if u.anchor and u.attribute in ("href", "data-href")}
        for number in sorted(numbers):
            anchor = self.trace.anchors.get(number)
            if anchor is None or anchor.holds_more or anchor.is_optional:
                continue
            inside = {setting for owner, setting in anchor.texts if owner == self.owner} & texts.keys()
            if len(inside) == 1:
                label = next(iter(inside))
                if not self._is_text_of_its_own(uses[label]):
                    return label
        return None

    @staticmethod
    def _is_text_of_its_own(uses: list[Use]) -> bool:
        """Whether a text also stands outside of links, or is a heading or quotation inside one."""
        visible = [u for u in uses if _is_visible(u)]
        return any(
            not u.places & {"link", "button"} or u.places & {"heading", "quote", "caption", "summary"}
            for u in visible
        )

    # -- one setting -----------------------------------------------------------------------------------

    def _carries(self, setting: Setting, uses: list[Use]) -> tuple[str, str]:
        kind = CONTENT_TYPES.get(setting.type, "text")
        if setting.role:
            return kind, setting.role
        if kind == "text":
            return self._text(setting, uses)
        if kind == "image":
            return kind, self._image(setting, uses)
        if kind == "collection":
            return kind, _collection_role(setting, uses)
        if kind == "link":
            return kind, "link"
        return kind, kind if kind != "code" else setting.type

    def _text(self, setting: Setting, uses: list[Use]) -> tuple[str, str]:
        visible = [u for u in uses if _is_visible(u)]
        if setting.type in (*LINES, "textarea"):
            # what is handed to a script and shown nowhere is what the script is about
            handed = {word for u in uses if not visible for word in _handed(u)}
            if any("address" in u.places for u in visible) or any(_is_on_a_map(u) for u in uses):
                return "text", "address"
            if any(u.tag == "time" and u.attribute == "datetime" for u in uses):
                return "text", "until"
            if handed & (_PLACES | _ENDS):
                return "text", "address" if handed & _PLACES else "until"
        if uses and not visible:
            attributes = {u.attribute for u in uses}
            if "href" in attributes:
                return "link", "link"
            if "value" in attributes:
                return "text", "label"
            return "text", "alt" if "alt" in attributes else "described"
        is_line = setting.type in LINES
        if is_line and any({"heading", "button"} <= u.places for u in visible):
            return "text", "question"
        places: frozenset[str] = frozenset().union(*(u.places for u in visible)) if visible else frozenset()
        for place, role in (
            ("summary", "question"),
            ("cite", "author"),
            ("quote", "quote"),
            ("heading", "heading"),
            ("caption", "caption"),
            ("time", "date"),
        ):
            if place in places and (is_line or place in ("quote", "heading")):
                is_author = role == "caption" and self._named(setting) == "author"
                return "text", "author" if is_author else role
        if is_line and "dynamic" in places:
            return "text", "heading"
        if is_line and visible and all(self._is_label(u) for u in visible):
            return "text", self._role_in_link(setting, visible)
        if setting.type == "richtext":
            return "text", "answer" if "details" in places else "body"
        named = self._named(setting)
        if setting.type == "textarea" and named in ("text", "heading", "label", "alt"):
            return "text", "body"
        return "text", "text" if named in ("alt", "label") and visible else named

    def _role_in_link(self, setting: Setting, uses: list[Use]) -> str:
        """A label, if the link or button leads where a merchant says; the title of what a reference leads to; the tab
        or fold of a passage that stands in the same block."""
        named = self._named(setting)
        if self.owner == "block" and self.has_passage and all("link" not in u.places for u in uses):
            return "question"
        addresses = {s for u in uses for _, s in self.trace.anchors[u.anchor].addresses}
        if named != "label" and addresses & self.references:
            return named if named not in ("text", "body") else "heading"
        return "label"

    def _is_label(self, use: Use) -> bool:
        anchor = self.trace.anchors.get(use.anchor)
        if anchor is None or not use.places & {"link", "button"}:
            return False
        return not anchor.is_optional and not anchor.has_picture

    def _image(self, setting: Setting, uses: list[Use]) -> str:
        if uses and all(u.tag == "source" for u in uses if not u.rest):
            return "mobile"
        named = self._named(setting)
        if named in ("image", "background") and any(
            u.attribute == "style" or "style" in u.places for u in uses
        ):
            return "background"
        return named

    def _named(self, setting: Setting) -> str:
        """The role that conventional words give, those of the label before those of the id."""
        kind = CONTENT_TYPES.get(setting.type, "text")
        plain = {"text", "body"} if kind == "text" else {kind}
        label = (
            self.texts.get(setting.label[2:], setting.label)
            if setting.label.startswith("t:")
            else setting.label
        )
        for word in (label, setting.id):
            if not word:
                continue
            role = carried((replace(setting, id=word, role=None),))[word].role
            if role not in plain:
                return role
        return "body" if setting.type in ("richtext", "textarea") else ("text" if kind == "text" else kind)


def _field_of(setting: Setting) -> str:
    kind = CONTENT_TYPES.get(setting.type, "text")
    if kind == "text":
        return "text"
    if kind == "code":
        return "code"
    if kind == "link":
        return "url"
    if kind == "image":
        return "file"
    return "refs" if setting.type.endswith("_list") and setting.type != "link_list" else "ref"


def _is_on_a_map(use: Use) -> bool:
    """Whether a text is asked for at another site's map: in a frame, or in a link to one."""
    is_asked = use.begun.startswith(("http", "//")) and use.begun.endswith("=")
    return is_asked and (use.tag == "iframe" or "map" in use.begun)


def _handed(use: Use) -> set[str]:
    """The words of the attribute in which a text is handed to a script."""
    return set(words(use.attribute)) if use.attribute.startswith("data-") else set()


def _is_visible(use: Use) -> bool:
    return not use.tag and not use.attribute and not use.places & _HIDDEN


def _collection_role(setting: Setting, uses: list[Use]) -> str:
    """`products` for a collection whose products are listed, `tile` for one that is pointed at, or both."""
    read = {use.rest[0] for use in uses if use.rest}
    lists = any(use.looped and "products" in use.rest for use in uses)
    points = bool(read & {"featured_image", "image"})
    if lists and points:
        return "both"
    if lists:
        return "products"
    return "tile" if read or setting.type.endswith("_list") else "both"
