"""One inventory: items, where they are for sale, and what was changed about it."""
