"""Products, options, variants, collections, media."""
