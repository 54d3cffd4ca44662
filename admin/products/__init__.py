"""Products, their variants, pictures and stock."""
