"""The look of the shop: the theme worn, and the sections of its pages."""
