"""What each channel lists: derived from designations at the moment of asking, whole or as changes since a cursor."""
