"""Theme packs, section schemas, section data and its history."""
