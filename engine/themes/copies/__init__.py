"""A merchant's own copy of a pack: made, edited, and brought up to date with its original, conflicts first."""
