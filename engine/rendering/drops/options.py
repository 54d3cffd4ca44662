"""A product's options, and their values seen from the variant that is chosen now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop

from .variant import VariantDrop

if TYPE_CHECKING:
    from .product import ProductDrop

SWATCHES = frozenset({"color", "colour", "farbe", "couleur"})


class OptionDrop(Drop):
    """An option such as Colour, with its values in their order."""

    liquid_name = "ProductOptionDrop"

    def __init__(self, product: ProductDrop, name: str, position: int, choices: list[str]) -> None:
        self.product = product
        self.name = name
        self._position = position
        self.choices = choices

    def __str__(self) -> str:
        return self.name

    @prop("name")
    def title(self) -> str:
        return self.name

    @prop
    def position(self) -> int:
        return self._position

    @prop
    def values(self) -> list[OptionValueDrop]:
        return [OptionValueDrop(self, choice) for choice in self.choices]

    @prop
    def selected_value(self) -> str | None:
        chosen: Any = self.product.liquid_get("selected_or_first_available_variant")
        return chosen.option(self._position) if isinstance(chosen, VariantDrop) else None

    def liquid_json(self) -> object:
        return {"name": self.name, "position": self._position, "values": self.choices}


class OptionValueDrop(Drop):
    """One value of an option, seen from the variant that is chosen now."""

    liquid_name = "ProductOptionValueDrop"

    def __init__(self, option: OptionDrop, value: str) -> None:
        self.option = option
        self.value = value

    def __str__(self) -> str:
        return self.value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, OptionValueDrop):
            return other.value == self.value
        return other == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    @prop
    def id(self) -> str:
        return f"{self.option.product.row.id}-{self.option._position}-{self.option.choices.index(self.value)}"

    @prop
    def name(self) -> str:
        return self.value

    @prop
    def selected(self) -> bool:
        return self.option.liquid_get("selected_value") == self.value

    def _matching(self) -> VariantDrop | None:
        """The variant that this value leads to: with the other options as they are if there is one."""
        product, position = self.option.product, self.option._position
        chosen: Any = product.liquid_get("selected_or_first_available_variant")
        having = [v for v in product.all_variants() if v.option(position) == self.value]
        if isinstance(chosen, VariantDrop):
            others = [p for p in (1, 2, 3) if p != position]
            same = [v for v in having if all(v.option(p) == chosen.option(p) for p in others)]
            if same:
                return same[0]
            # Keep what stands before the option, as a shopper chooses from top to bottom.
            before = [p for p in others if p < position]
            having = [v for v in having if all(v.option(p) == chosen.option(p) for p in before)] or having
        return next((v for v in having if v.record.available), having[0] if having else None)

    @prop
    def variant(self) -> VariantDrop | None:
        return self._matching()

    @prop
    def available(self) -> bool:
        match = self._matching()
        return match is not None and match.record.available

    @prop
    def product_url(self) -> None:
        return None

    @prop
    def swatch(self) -> object:
        if self.option.name.lower() not in SWATCHES:
            return None
        return swatch_of(self.value)

    def liquid_json(self) -> object:
        return self.value


class SwatchDrop(Drop):
    """A colour to show beside an option's value."""

    liquid_name = "SwatchDrop"

    def __init__(self, color: object) -> None:
        self._color = color

    @prop
    def color(self) -> object:
        return self._color

    @prop
    def image(self) -> None:
        return None


def swatch_of(name: str) -> SwatchDrop | None:
    """The swatch of a colour's name, as far as the name is a known one."""
    from engine.rendering.swatches import color_named

    from .settings import ColorDrop

    found = color_named(name)
    return SwatchDrop(ColorDrop(found)) if found else None
