"""Types of values: what each takes, how it is kept, and what a definition may ask of it. Pure decisions.

A value is kept as plain JSON. Numbers with decimals are text, so that none is rounded; a reference is the number of a
record, or its handle where the number was not known (an import may name what comes later in its file).
"""

from .names import MOST_KEY, OWNERS, check_key, check_namespace, check_owner
from .reading import Terms, read_text, read_value
from .rich import rich_html, rich_text
from .types import LIST, REFERENCES, TYPES, base_of, is_list, is_type, named_references
from .validations import check_validations, validate
from .writing import as_text

__all__ = [
    "LIST",
    "MOST_KEY",
    "OWNERS",
    "REFERENCES",
    "TYPES",
    "Terms",
    "as_text",
    "base_of",
    "check_key",
    "check_namespace",
    "check_owner",
    "check_validations",
    "is_list",
    "is_type",
    "named_references",
    "read_text",
    "read_value",
    "rich_html",
    "rich_text",
    "validate",
]
