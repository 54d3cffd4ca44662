"""Reads about the catalogue."""

from engine.catalogue.importing.parsed import Unreadable
from engine.catalogue.importing.reading import open_csv
from engine.catalogue.media.renditions import (
    COMMON_WIDTHS,
    Made,
    Rendition,
    file_address,
    is_file_address,
    media_address,
    read_media_address,
)
from engine.catalogue.media.written_sizes import (
    NAMED_SIZES,
    fitting_width,
    is_sizes_address,
    sizes_address,
    written_size,
)
from engine.catalogue.queries.collections import (
    Crumb,
    collection_by_handle,
    collection_by_id,
    collection_tree,
    collections_by_ids,
    collections_of_products,
    list_collections,
    member_ids,
)
from engine.catalogue.queries.imports import FORMATS, import_by_id, list_imports, offered_parts, was_given_up
from engine.catalogue.queries.linked import link_targets, linked_products, redirect_for, redirects
from engine.catalogue.queries.lists import (
    Choice,
    ProductRow,
    list_products,
    pick_collections,
    pick_products,
    product_types,
    tags_in_use,
)
from engine.catalogue.queries.media import list_media, media_by_id, media_by_ids, original, sized
from engine.catalogue.queries.members import Filters, MemberPage, collection_members
from engine.catalogue.queries.membership import preview_rules, products_matching
from engine.catalogue.queries.products import (
    LoadedProduct,
    LoadedVariant,
    load_products,
    load_variants,
    product_by_handle,
    product_for_editing,
    product_ids_by_handles,
    products_by_ids,
    variants_by_sku_or_barcode,
)
from engine.catalogue.queries.related import complementary_products, related_products
from engine.catalogue.rules.options import DEFAULT_TITLE

__all__ = [
    "COMMON_WIDTHS",
    "DEFAULT_TITLE",
    "FORMATS",
    "NAMED_SIZES",
    "Choice",
    "Crumb",
    "Filters",
    "LoadedProduct",
    "LoadedVariant",
    "Made",
    "MemberPage",
    "ProductRow",
    "Rendition",
    "Unreadable",
    "collection_by_handle",
    "collection_by_id",
    "collection_members",
    "collection_tree",
    "collections_by_ids",
    "collections_of_products",
    "complementary_products",
    "file_address",
    "fitting_width",
    "import_by_id",
    "is_file_address",
    "is_sizes_address",
    "link_targets",
    "linked_products",
    "list_collections",
    "list_imports",
    "list_media",
    "list_products",
    "load_products",
    "load_variants",
    "media_address",
    "media_by_id",
    "media_by_ids",
    "member_ids",
    "offered_parts",
    "open_csv",
    "original",
    "pick_collections",
    "pick_products",
    "preview_rules",
    "product_by_handle",
    "product_for_editing",
    "product_ids_by_handles",
    "product_types",
    "products_by_ids",
    "products_matching",
    "read_media_address",
    "redirect_for",
    "redirects",
    "related_products",
    "sized",
    "sizes_address",
    "tags_in_use",
    "variants_by_sku_or_barcode",
    "was_given_up",
    "written_size",
]
