"""Bringing a catalogue in from a file: read as a stream, written in small batches, repeated without effect."""
