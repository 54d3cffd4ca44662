"""Work with stock: transfers, counts, pick lists, oversells, and how each item's stock went."""
