"""Packs that merchants upload: checked in a process of their own, then kept for their store."""
