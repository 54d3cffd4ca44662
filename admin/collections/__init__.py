"""Collections by hand and by rule."""
