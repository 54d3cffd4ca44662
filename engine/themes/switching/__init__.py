"""Changing the look without losing a word: which file of a theme shows which section of the store (docs/switching.md)."""
