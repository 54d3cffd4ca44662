"""Filters on colours. Channels count 0–255, alpha 0–1, hue 0–360, saturation and lightness 0–100."""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.liquid.errors import RenderError
from engine.liquid.values import to_number

from .strings import plain, plain_start

_HEX = re.compile(r"#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\Z")
_FUNCTION = re.compile(r"(rgba?|hsla?|oklch)\(([^()]{1,80})\)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Color:
    """One colour."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def hsl(self) -> tuple[float, float, float]:
        """Hue, saturation, lightness."""
        hue, light, saturation = colorsys.rgb_to_hls(self.red / 255, self.green / 255, self.blue / 255)
        return hue * 360, saturation * 100, light * 100

    @property
    def brightness(self) -> float:
        """Perceived brightness, 0–255, by the W3C's formula."""
        return (self.red * 299 + self.green * 587 + self.blue * 114) / 1000

    @property
    def luminance(self) -> float:
        """Relative luminance by WCAG."""

        def linear(channel: float) -> float:
            share = channel / 255
            return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

        return 0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)

    def hex(self) -> str:
        """`#rrggbb`, with alpha only where there is some."""
        text = "#" + "".join(f"{_channel(c):02x}" for c in (self.red, self.green, self.blue))
        return text if self.alpha >= 1 else text + f"{_channel(self.alpha * 255):02x}"

    def rgb(self) -> str:
        """`rgb(…)` or `rgba(…)`."""
        channels = ", ".join(str(_channel(c)) for c in (self.red, self.green, self.blue))
        return f"rgb({channels})" if self.alpha >= 1 else f"rgba({channels}, {_short(self.alpha)})"

    def hsl_text(self) -> str:
        """`hsl(…)` or `hsla(…)`."""
        hue, saturation, light = (round(part) for part in self.hsl)
        body = f"{hue}, {saturation}%, {light}%"
        return f"hsl({body})" if self.alpha >= 1 else f"hsla({body}, {_short(self.alpha)})"

    @property
    def oklch_parts(self) -> tuple[float, float, float]:
        """Lightness 0–1, chroma and hue of OKLCH."""
        return _oklch(self)

    def oklch(self) -> str:
        """`oklch(…)`."""
        light, chroma, hue = self.oklch_parts
        tail = "" if self.alpha >= 1 else f" / {_short(self.alpha)}"
        return f"oklch({light * 100:.2f}% {chroma:.4f} {hue:.2f}{tail})"


def from_hsl(hue: float, saturation: float, light: float, alpha: float = 1.0) -> Color:
    """A colour from hue, saturation and lightness, each brought into range."""
    share = [min(max(part, 0.0), 100.0) / 100 for part in (saturation, light)]
    red, green, blue = colorsys.hls_to_rgb((hue % 360) / 360, share[1], share[0])
    return Color(red * 255, green * 255, blue * 255, alpha)


def _channel(value: float) -> int:
    return min(max(math.floor(value + 0.5), 0), 255)


def _short(value: float) -> str:
    return f"{round(value, 3):g}"


def _oklch(color: Color) -> tuple[float, float, float]:
    def linear(channel: float) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    r, g, b = linear(color.red), linear(color.green), linear(color.blue)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b_axis = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, b_axis), math.degrees(math.atan2(b_axis, a)) % 360


def _from_oklch(light: float, chroma: float, hue: float, alpha: float) -> Color:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3

    def channel(share: float) -> float:
        share = min(max(share, 0.0), 1.0)
        return 255 * (share * 12.92 if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055)

    return Color(
        channel(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        channel(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        channel(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
        alpha,
    )


def parse(value: object) -> Color | None:
    """Read `#rgb`, `#rrggbb`, `rgb()`, `rgba()`, `hsl()`, `hsla()` and `oklch()`; None for anything else."""
    return value if isinstance(value, Color) else _parsed(plain_start(value).strip()[:100])


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Color | None:
    match = _HEX.match(text)
    if match:
        digits = match.group(1)
        if len(digits) < 6:
            digits = "".join(d * 2 for d in digits)
        parts = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
        return Color(parts[0], parts[1], parts[2], parts[3] / 255 if len(parts) == 4 else 1.0)
    function = _FUNCTION.match(text)
    return _from_function(function.group(1).lower(), function.group(2)) if function else None


def _from_function(name: str, body: str) -> Color | None:
    numbers = [float(n) for n in re.findall(r"-?[0-9]+\.?[0-9]*", body)]
    if len(numbers) < 3:
        return None
    alpha = (
        numbers[3] / (100 if "%" in body.rpartition("/")[2].rpartition(",")[2] else 1)
        if len(numbers) > 3
        else 1.0
    )
    alpha = min(max(alpha, 0.0), 1.0)
    if name == "oklch":
        light = numbers[0] / (100 if "%" in body.split()[0] else 1)
        return _from_oklch(light, numbers[1], numbers[2], alpha)
    if name.startswith("hsl"):
        return from_hsl(numbers[0], numbers[1], numbers[2], alpha)
    red, green, blue = (float(_channel(n)) for n in numbers[:3])
    return Color(red, green, blue, alpha)


def color_of(value: object) -> Color:
    """Read a colour or raise."""
    found = parse(value)
    if found is None:
        raise RenderError(f"'{plain(value)[:40]}' is not a colour")
    return found


def _amount(value: object) -> float:
    return float(to_number(value))


def color_to_rgb(context: Any, value: object) -> str:
    return color_of(value).rgb()


def color_to_hex(context: Any, value: object) -> str:
    return replace(color_of(value), alpha=1.0).hex()


def color_to_hsl(context: Any, value: object) -> str:
    return color_of(value).hsl_text()


def color_to_oklch(context: Any, value: object) -> str:
    return color_of(value).oklch()


def hex_to_rgba(context: Any, value: object, alpha: object = 1) -> str:
    return replace(color_of(value), alpha=min(max(_amount(alpha), 0.0), 0.999999)).rgb()


def color_brightness(context: Any, value: object) -> float:
    return round(color_of(value).brightness, 2)


def color_extract(context: Any, value: object, component: object) -> float | int:
    color = color_of(value)
    hue, saturation, light = color.hsl
    parts: dict[str, float | int] = {
        "alpha": round(color.alpha, 3),
        "red": _channel(color.red),
        "green": _channel(color.green),
        "blue": _channel(color.blue),
        "hue": round(hue),
        "saturation": round(saturation),
        "lightness": round(light),
    }
    name = plain(component)
    if name not in parts:
        raise RenderError(f"a colour has no '{name[:40]}'")
    return parts[name]


def color_modify(context: Any, value: object, component: object, amount: object) -> str:
    color, name, number = color_of(value), plain(component), _amount(amount)
    hue, saturation, light = color.hsl
    if name in ("red", "green", "blue"):
        return _as_written(value, replace(color, **{name: min(max(number, 0.0), 255.0)}))
    if name == "alpha":
        return _as_written(value, replace(color, alpha=min(max(number, 0.0), 1.0)))
    if name == "hue":
        return _as_written(value, from_hsl(number, saturation, light, color.alpha))
    if name == "saturation":
        return _as_written(value, from_hsl(hue, number, light, color.alpha))
    if name == "lightness":
        return _as_written(value, from_hsl(hue, saturation, number, color.alpha))
    raise RenderError(f"a colour has no '{name[:40]}'")


def _as_written(original: object, color: Color) -> str:
    """Write a colour in the notation of the one that it was made from."""
    text = plain_start(original).strip().lower()
    if text.startswith("hsl"):
        return color.hsl_text()
    return color.hex() if text.startswith("#") and color.alpha >= 1 else color.rgb()


def _shift(value: object, saturation: float, light: float) -> str:
    color = color_of(value)
    hue, s, li = color.hsl
    return _as_written(value, from_hsl(hue, s + saturation, li + light, color.alpha))


def color_lighten(context: Any, value: object, amount: object) -> str:
    return _shift(value, 0, _amount(amount))


def color_darken(context: Any, value: object, amount: object) -> str:
    return _shift(value, 0, -_amount(amount))


def color_saturate(context: Any, value: object, amount: object) -> str:
    return _shift(value, _amount(amount), 0)


def color_desaturate(context: Any, value: object, amount: object) -> str:
    return _shift(value, -_amount(amount), 0)


def color_mix(context: Any, value: object, other: object, share: object = 50) -> str:
    one, two = color_of(value), color_of(other)
    part = min(max(_amount(share), 0.0), 100.0) / 100
    mixed = Color(
        one.red * part + two.red * (1 - part),
        one.green * part + two.green * (1 - part),
        one.blue * part + two.blue * (1 - part),
        one.alpha * part + two.alpha * (1 - part),
    )
    return _as_written(value, mixed)


def color_contrast(context: Any, value: object, other: object) -> float:
    one, two = color_of(value).luminance, color_of(other).luminance
    return round((max(one, two) + 0.05) / (min(one, two) + 0.05), 1)


def color_difference(context: Any, value: object, other: object) -> int:
    one, two = color_of(value), color_of(other)
    return round(abs(one.red - two.red) + abs(one.green - two.green) + abs(one.blue - two.blue))


def brightness_difference(context: Any, value: object, other: object) -> float:
    return round(abs(color_of(value).brightness - color_of(other).brightness), 2)


FILTERS: dict[str, Callable[..., object]] = {
    "brightness_difference": brightness_difference,
    "color_brightness": color_brightness,
    "color_contrast": color_contrast,
    "color_darken": color_darken,
    "color_desaturate": color_desaturate,
    "color_difference": color_difference,
    "color_extract": color_extract,
    "color_lighten": color_lighten,
    "color_mix": color_mix,
    "color_modify": color_modify,
    "color_saturate": color_saturate,
    "color_to_hex": color_to_hex,
    "color_to_hsl": color_to_hsl,
    "color_to_oklch": color_to_oklch,
    "color_to_rgb": color_to_rgb,
    "hex_to_rgba": hex_to_rgba,
}
