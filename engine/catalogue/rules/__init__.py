"""Pure decisions about the catalogue."""
