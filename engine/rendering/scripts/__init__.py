"""What the scripts of packs are answered: records as the public format's plain data.

Each function takes a `Front` and gives dictionaries and lists that any JSON writer takes; amounts are minor units, unless
a docstring says otherwise. The records are those of the page's drops, so both say the same.
"""

from __future__ import annotations

from .cart import cart_data, lines_data
from .listing import MOST_LISTED, product_list_data, product_record
from .products import product_data
from .suggestions import NoSuchProduct, recommended_data, suggested_data

__all__ = [
    "MOST_LISTED",
    "NoSuchProduct",
    "cart_data",
    "lines_data",
    "product_data",
    "product_list_data",
    "product_record",
    "recommended_data",
    "suggested_data",
]
