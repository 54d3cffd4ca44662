"""What is known of filters by their names.

This is about cost, never about meaning: a filter that is missing here is only a little slower.
"""

from __future__ import annotations

_SMALL, _BLIND, _CONSTANT = 1, 2, 4
_KNOWN = {
    _SMALL | _BLIND | _CONSTANT: """
        abs at_least at_most ceil color_brightness color_contrast color_darken color_lighten color_mix color_modify
        color_to_hex color_to_hsl color_to_rgb divided_by floor font_modify font_url handle handleize minus modulo
        plus round times
    """,
    _SMALL | _BLIND: """
        date image_url img_url money money_with_currency money_without_currency money_without_trailing_zeros time_tag
        weight_with_unit
    """,
    _SMALL | _CONSTANT: """
        brightness_difference color_desaturate color_difference color_extract color_saturate default first hex_to_rgba
        last md5 pluralize sha1 sha256 size
    """,
    _SMALL: """
        article_img_url collection_img_url file_img_url file_url hmac_sha1 hmac_sha256 product_img_url
    """,
    _BLIND | _CONSTANT: """
        append asset_url capitalize downcase escape escape_once font_face lstrip newline_to_br prepend remove
        remove_first replace replace_first rstrip script_tag strip strip_html strip_newlines
        stylesheet_tag t translate truncate truncatewords
        upcase url_encode
    """,
    _BLIND: """
        image_tag img_tag inline_asset_content link_to placeholder_svg_tag
    """,
    _CONSTANT: """
        base64_decode base64_encode base64_url_safe_decode base64_url_safe_encode camelize color_to_oklch compact
        concat join map remove_last replace_last reverse slice sort sort_natural split uniq url_decode url_escape
        url_param_escape where
    """,
}


def _having(fact: int) -> frozenset[str]:
    return frozenset(name for facts, names in _KNOWN.items() if facts & fact for name in names.split())


SMALL = _having(_SMALL)
"""Filters whose result is a short text, a number, or a value that was there before."""

BLIND = _having(_BLIND)
"""Filters that never walk through a range: they read it as text, or not at all."""

CONSTANT = _having(_CONSTANT)
"""Filters whose result follows from what they are given, the theme's texts and its language: no time, record or page."""

PICTURED = frozenset({"image_tag", "image_url", "img_url"})
"""Filters whose result follows from a picture, what else they are given, and where the installation keeps pictures."""

SAID_OF_VALUES = frozenset(
    {"json", "money", "money_with_currency", "money_without_currency", "money_without_trailing_zeros"}
)
"""Filters whose result follows from plain values and the ground that a page stands on."""
