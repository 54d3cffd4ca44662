"""Writes about the catalogue."""

from engine.catalogue.commands.collections import (
    add_to_collection,
    create_collection,
    delete_collection,
    order_members,
    refresh_members,
    remove_from_collection,
    set_members,
    update_collection,
)
from engine.catalogue.commands.gallery import (
    attach_media,
    detach_media,
    order_gallery,
    set_variant_media,
)
from engine.catalogue.commands.imports import keep_import_file, request_import
from engine.catalogue.commands.inputs import CollectionInput, OptionInput, ProductInput, VariantInput
from engine.catalogue.commands.links import add_redirect, remove_redirect, set_links
from engine.catalogue.commands.media import add_media, delete_media, remove_file, set_alt, upload_media
from engine.catalogue.commands.products import (
    create_product,
    delete_product,
    set_status,
    set_tags,
    update_product,
)
from engine.catalogue.commands.variant_checks import generate_variants
from engine.catalogue.commands.variants import refresh_price_bounds, set_variants, update_variant
from engine.catalogue.media.accept import Accepted, accept_upload
from engine.catalogue.ports import NewStock

__all__ = [
    "Accepted",
    "CollectionInput",
    "NewStock",
    "OptionInput",
    "ProductInput",
    "VariantInput",
    "accept_upload",
    "add_media",
    "add_redirect",
    "add_to_collection",
    "attach_media",
    "create_collection",
    "create_product",
    "delete_collection",
    "delete_media",
    "delete_product",
    "detach_media",
    "generate_variants",
    "keep_import_file",
    "order_gallery",
    "order_members",
    "refresh_members",
    "refresh_price_bounds",
    "remove_file",
    "remove_from_collection",
    "remove_redirect",
    "request_import",
    "set_alt",
    "set_links",
    "set_members",
    "set_status",
    "set_tags",
    "set_variant_media",
    "set_variants",
    "update_collection",
    "update_product",
    "update_variant",
    "upload_media",
]
