"""The order in which countries write town, region and postcode on an envelope."""

from __future__ import annotations

_ONE_LINE = frozenset({"AU", "CA", "PR", "US"})
"""Sydney NSW 2000"""
_TOWN_FIRST = frozenset({"BD", "HK", "ID", "IN", "NZ", "PK", "SG", "TH", "ZA"})
"""Auckland 1010"""
_OWN_LINE = frozenset({"GB", "GG", "IE", "IM", "JE", "MT"})
"""London, and the postcode on a line of its own"""
_WITH_REGION = frozenset({"ES", "IT", "MX"})
"""00184 Roma RM"""


def place_lines(country: str, town: str, region: str, postcode: str) -> list[str]:
    """The lines between street and country, without empty ones. `country` is an ISO 3166 code."""
    if country in _ONE_LINE:
        lines = [" ".join(part for part in (town, region, postcode) if part)]
    elif country in _OWN_LINE:
        lines = [town, region, postcode]
    elif country in _TOWN_FIRST:
        lines = [" ".join(part for part in (town, postcode) if part), region]
    elif country in _WITH_REGION:
        lines = [" ".join(part for part in (postcode, town, region) if part)]
    else:
        lines = [" ".join(part for part in (postcode, town) if part), region]
    return [line for line in lines if line]
